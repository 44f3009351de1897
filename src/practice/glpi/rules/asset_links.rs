//! Rows that hang on an asset: operating system, contract, infocom, software, devices, disks.
//! Which parents they need, what they inherit, and when the server refuses the tie.

use super::{Sent, sent_int, sent_text};
use crate::practice::glpi::database::{Record, Selection};
use crate::practice::glpi::refusal::Refusal;
use crate::practice::glpi::schema::{Flavour, ItemType, schema};
use crate::practice::glpi::session::EntityTree;
use crate::practice::glpi::state::State;

/// The asset that a link names.
pub(super) fn item(state: &State, sent: &Sent) -> Result<Option<Record>, Refusal> {
    Ok(state.find(&sent_text(sent, "itemtype"), sent_int(sent, "items_id"))?)
}

pub(super) fn inherit(sent: &mut Sent, from: &Record, columns: &[&str]) {
    for column in columns {
        sent.insert((*column).to_owned(), from.get(column));
    }
}

/// Whether two rows may be tied: same entity, or one is recursive above the other.
fn fit_together(state: &State, one: &Record, other: &Record) -> Result<bool, Refusal> {
    if !one.kind.is_entity_bound() || !other.kind.is_entity_bound() {
        return Ok(true);
    }
    let (first, second) = (one.int("entities_id"), other.int("entities_id"));
    if first == second {
        return Ok(true);
    }
    let tree = EntityTree::load(&state.database)?;
    let reaches = |above: &Record, below: i64| {
        let entity = above.int("entities_id");
        above.int("is_recursive") == 1 && tree.ancestors(below).contains(&entity)
    };
    Ok(reaches(one, second) || reaches(other, first))
}

/// Both sides of a tie, or the refusal that stands for a missing or foreign one.
fn both(state: &State, sent: &Sent, other_type: &str, other_key: &str) -> Result<(Record, Record), Refusal> {
    let item = item(state, sent)?.ok_or_else(Refusal::permission)?;
    let other = state.find(other_type, sent_int(sent, other_key))?;
    let other = other.ok_or_else(Refusal::permission)?;
    if !fit_together(state, &item, &other)? {
        return Err(Refusal::permission());
    }
    Ok((item, other))
}

/// Item_OperatingSystem stands in the entity of its item.
pub(super) fn operating_system(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    if sent_text(sent, "itemtype").is_empty() {
        return Err(Refusal::permission());
    }
    match item(state, sent)? {
        Some(item) => inherit(sent, &item, &["entities_id", "is_recursive"]),
        None => return Err(Refusal::Sql("Column 'entities_id' cannot be null".to_owned())),
    }
    Ok(())
}

/// Contract_Item obeys `max_links_allowed` and the entities of both sides.
pub(super) fn contract(state: &State, sent: &Sent) -> Result<(), Refusal> {
    let (_, contract) = both(state, sent, "Contract", "contracts_id")?;
    let limit = contract.int("max_links_allowed");
    if limit > 0 {
        let condition = format!("contracts_id = {}", contract.id);
        let linked = state.rows("Contract_Item", [condition])?;
        let count = i64::try_from(linked.len()).unwrap_or(i64::MAX);
        if count >= limit {
            return Err(Refusal::permission());
        }
    }
    Ok(())
}

/// One infocom per item; a second one and one without item are refused without a word.
pub(super) fn infocom(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    let Some(item) = item(state, sent)? else {
        return Err(Refusal::text(""));
    };
    let conditions = [format!("itemtype = '{}'", item.kind.name), format!("items_id = {}", item.id)];
    if !state.rows("Infocom", conditions)?.is_empty() {
        return Err(Refusal::text(""));
    }
    inherit(sent, &item, &["entities_id", "is_recursive"]);
    Ok(())
}

/// Item_SoftwareVersion copies flags and entity of its item.
pub(super) fn installation(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    let (item, _) = both(state, sent, "SoftwareVersion", "softwareversions_id")?;
    inherit(sent, &item, &["entities_id"]);
    sent.insert("is_deleted_item".to_owned(), item.get("is_deleted"));
    sent.insert("is_template_item".to_owned(), item.get("is_template"));
    Ok(())
}

/// Item_SoftwareLicense needs a licence that reaches the item's entity.
pub(super) fn license(state: &State, sent: &Sent) -> Result<(), Refusal> {
    match both(state, sent, "SoftwareLicense", "softwarelicenses_id") {
        // GLPI 11 asks for no right there.
        Err(Refusal::Text(_)) if state.settings.number.is_eleven() => Ok(()),
        other => other.map(|_| ()),
    }
}

/// Item_Device* stands in the entity of its component and at the place of its item.
pub(super) fn device(state: &State, kind: &'static ItemType, sent: &mut Sent) -> Result<(), Refusal> {
    let device_type = kind.name.trim_start_matches("Item_");
    let Some(device) = schema().item_type(device_type) else {
        return Ok(());
    };
    let (item, component) = both(state, sent, device_type, &device.own_key())?;
    inherit(sent, &component, &["entities_id", "is_recursive"]);
    sent.entry("locations_id").or_insert_with(|| item.get("locations_id"));
    Ok(())
}

/// Item_Disk stands in the entity of its item.
pub(super) fn disk(state: &State, sent: &mut Sent) -> Result<(), Refusal> {
    let item = item(state, sent)?.ok_or_else(Refusal::permission)?;
    inherit(sent, &item, &["entities_id"]);
    Ok(())
}

/// The rows below an asset follow it into another entity.
pub(super) fn forward_entity(state: &State, asset: &Record) -> Result<(), Refusal> {
    for kind in &schema().types {
        let is_below = kind.has("itemtype") && kind.has("items_id") && kind.has("entities_id");
        let follows = kind.flavour != Flavour::Item && !kind.name.starts_with("Item_Device");
        if !is_below || !follows {
            continue;
        }
        let conditions = [format!("itemtype = '{}'", asset.kind.name), format!("items_id = {}", asset.id)];
        for mut row in state.database.select(kind, &Selection::of(conditions))? {
            let mut columns = vec!["entities_id"];
            row.set("entities_id", asset.get("entities_id"));
            if kind.has("is_recursive") {
                row.set("is_recursive", asset.get("is_recursive"));
                columns.push("is_recursive");
            }
            state.database.update(&row, &columns)?;
        }
    }
    Ok(())
}
