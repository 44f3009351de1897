//! Network ports with the rows below them: a `NetworkName` and its `IPAddress`es, written along with
//! the port when `_create_children` is sent. As GLPI 10.0.6 does.

use std::net::IpAddr;

use serde_json::{Map, Value, json};

use super::asset_links::{inherit, item};
use super::{Sent, sent_int, sent_text};
use crate::practice::glpi::database::Record;
use crate::practice::glpi::refusal::Refusal;
use crate::practice::glpi::request::is_truthy;
use crate::practice::glpi::schema::schema;
use crate::practice::glpi::sent::scalar;
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::State;
use crate::practice::glpi::write::{add, purge, update};

/// NetworkPort stands in the entity of its item.
pub(super) fn before_add(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    let item = item(state, sent)?.ok_or_else(Refusal::permission)?;
    inherit(sent, &item, &["entities_id", "is_recursive"]);
    before_update(sent);
    Ok(())
}

/// MAC addresses are kept in lower case.
pub(super) fn before_update(sent: &mut Sent) {
    if let Some(Value::String(mac)) = sent.get_mut("mac") {
        mac.make_ascii_lowercase();
    }
}

/// `NetworkName_*` makes, changes or deletes the name of a port. What is not sent counts as empty, and
/// a name without text and without addresses is deleted.
pub(super) fn after_write(
    state: &State,
    session: &Session,
    port: &Record,
    sent: &Sent,
) -> Result<(), Refusal> {
    let of_name: Sent = sent
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("NetworkName_")?.to_owned(), value.clone())))
        .collect();
    if !sent.get("_create_children").is_some_and(is_truthy) || of_name.is_empty() {
        return Ok(());
    }
    let addresses = of_name.get("_ipaddresses").and_then(Value::as_object);
    let is_empty = sent_text(&of_name, "name").is_empty()
        && sent_int(&of_name, "fqdns_id") == 0
        && !addresses
            .is_some_and(|sent| sent.values().any(|text| scalar(text).is_some_and(|t| !t.is_empty())));
    let Some(kind) = schema().item_type("NetworkName") else { return Ok(()) };
    let mut of_name = of_name;
    if !lower_label(&mut of_name) {
        // The port is written, the name and its addresses are not.
        return Ok(());
    }
    let known = state.fetch(kind, sent_int(&of_name, "id"))?;
    match (known, is_empty) {
        (Some(name), true) => purge(state, &name),
        (Some(name), false) => update(state, session, name, &of_name).map(|_| ()),
        (None, true) => Ok(()),
        (None, false) => {
            let mut name = of_name;
            name.insert("itemtype".to_owned(), json!("NetworkPort"));
            name.insert("items_id".to_owned(), json!(port.id));
            name.insert("entities_id".to_owned(), port.get("entities_id"));
            add(state, session, kind, name, Some(port.int("entities_id"))).map(|_| ())
        }
    }
}

/// Makes a name lower case; false for one that is no label of RFC 1123.
fn lower_label(sent: &mut Sent) -> bool {
    let name = sent_text(sent, "name").to_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_label =
        name.len() <= 63 && name.chars().all(allowed) && !name.starts_with('-') && !name.ends_with('-');
    sent.insert("name".to_owned(), json!(name));
    is_label
}

/// `_ipaddresses` of a name: by the id of a row a new text, or "" to delete it; by a number below 0 a
/// new address. One that is none is dropped.
pub(super) fn addresses(state: &State, session: &Session, name: &Record, sent: &Sent) -> Result<(), Refusal> {
    let Some(addresses) = sent.get("_ipaddresses").and_then(Value::as_object) else { return Ok(()) };
    let Some(kind) = schema().item_type("IPAddress") else { return Ok(()) };
    let port = state.find("NetworkPort", name.int("items_id"))?;
    for (id, text) in addresses {
        let text = scalar(text).unwrap_or_default();
        let known = state.fetch(kind, id.parse().unwrap_or(0))?;
        let row = match (text.is_empty(), text.parse::<IpAddr>()) {
            (true, _) => None,
            (false, Ok(address)) => Some(row_of(address, name, port.as_ref())),
            (false, Err(_)) => continue,
        };
        match (known, row) {
            (Some(known), None) => purge(state, &known)?,
            (Some(known), Some(row)) => update(state, session, known, &row).map(|_| ())?,
            (None, Some(row)) => add(state, session, kind, row, Some(name.int("entities_id"))).map(|_| ())?,
            (None, None) => {}
        }
    }
    Ok(())
}

fn row_of(address: IpAddr, name: &Record, port: Option<&Record>) -> Map<String, Value> {
    let row = json!({
        "name": address.to_string(),
        "itemtype": "NetworkName",
        "items_id": name.id,
        "entities_id": name.get("entities_id"),
        "version": if address.is_ipv4() { 4 } else { 6 },
        "mainitems_id": port.map(|port| port.get("items_id")),
        "mainitemtype": port.map(|port| port.get("itemtype")),
    });
    row.as_object().cloned().unwrap_or_default()
}
