//! Users: the login is unique, mail addresses and passwords come as extra fields.

use serde_json::{Value, json};

use super::{Sent, sent_text};
use crate::practice::glpi::database::Record;
use crate::practice::glpi::refusal::Refusal;
use crate::practice::glpi::request::members;
use crate::practice::glpi::schema::schema;
use crate::practice::glpi::sent::scalar;
use crate::practice::glpi::state::{State, password_digest};
use crate::practice::glpi::value;

/// Refuses a login that exists.
pub(super) fn before_add(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    let name = sent_text(sent, "name");
    if state.user_named(&name)?.is_some() {
        return Err(Refusal::text("Unable to add. The user already exists."));
    }
    sent.entry("authtype").or_insert_with(|| json!(1));
    before_update(sent)
}

/// Keeps passwords as digests.
pub(super) fn before_update(sent: &mut Sent) -> Result<(), Refusal> {
    if let Some(Value::String(password)) = sent.get_mut("password") {
        *password = password_digest(password);
    }
    Ok(())
}

/// Adds the mail addresses of `_useremails`.
pub(super) fn after_add(state: &State, user: &Record, sent: &Sent) -> Result<(), Refusal> {
    let Some(kind) = schema().item_type("UserEmail") else {
        return Ok(());
    };
    let addresses = sent.get("_useremails").map(members).unwrap_or_default();
    for address in addresses.into_iter().filter_map(scalar) {
        let values = kind.columns.iter().map(|column| match column.name {
            "users_id" => json!(user.id),
            "email" => json!(address),
            _ => value::default_of(column).unwrap_or_default(),
        });
        let row = Record { kind, id: 0, values: values.collect() };
        state.database.insert(&row, None)?;
    }
    Ok(())
}
