//! Groups of assets in GLPI 11: rows of `Group_Item`, given as lists with one item and missing in lists.
//! The answers are those of the recorded `glpi11-v1-groups`.

use serde_json::{Map, Value, json};

use super::database::{Record, Selection};
use super::refusal::Refusal;
use super::schema::{Flavour, ItemType, schema};
use super::sent::scalar;
use super::state::State;

/// The columns, with the type of the rows.
pub(super) const COLUMNS: [(&str, i64); 2] = [("groups_id", 1), ("groups_id_tech", 2)];

/// Whether a column is one of them.
pub(super) fn is_one(column: &str) -> bool {
    COLUMNS.iter().any(|(name, _)| *name == column)
}

/// Whether rows of their own hold the groups of an item type.
pub(super) fn are_apart(state: &State, kind: &ItemType) -> bool {
    let others = ["Group", "ITILCategory", "TicketTask", "User"];
    state.settings.number.is_eleven()
        && kind.flavour == Flavour::Item
        && kind.has("groups_id_tech")
        && !others.contains(&kind.name)
}

/// Groups to be written, by the type of the rows.
pub(super) type Taken = Vec<(i64, Vec<i64>)>;

/// Takes the groups out of what was sent: a number, a list, or nothing.
pub(super) fn take(state: &State, kind: &ItemType, sent: &mut Map<String, Value>) -> Taken {
    if !are_apart(state, kind) {
        return Vec::new();
    }
    let number = |value: &Value| scalar(value).and_then(|text| text.parse::<i64>().ok());
    let taken = COLUMNS.iter().filter_map(|(column, of)| {
        let value = sent.remove(*column)?;
        let ids = match &value {
            Value::Array(list) => list.iter().filter_map(number).collect(),
            one => number(one).into_iter().collect::<Vec<_>>(),
        };
        Some((*of, ids.into_iter().filter(|id| *id > 0).collect()))
    });
    taken.collect()
}

/// Writes the groups of an item: what was sent is all that it has.
pub(super) fn put(state: &State, kind: &ItemType, id: i64, taken: Taken) -> Result<(), Refusal> {
    let Some(links) = schema().item_type("Group_Item") else { return Ok(()) };
    for (of, wanted) in taken {
        let held = rows(state, kind, id, of)?;
        for row in held.iter().filter(|row| !wanted.contains(&row.int("groups_id"))) {
            state.database.delete(links, row.id)?;
        }
        for group in wanted {
            if held.iter().any(|row| row.int("groups_id") == group) {
                continue;
            }
            let values = links.columns.iter().map(|column| match column.name {
                "groups_id" => json!(group),
                "itemtype" => json!(kind.name),
                "items_id" => json!(id),
                _ => json!(of),
            });
            let row = Record { kind: links, id: 0, values: values.collect() };
            state.database.insert(&row, None)?;
        }
    }
    Ok(())
}

fn rows(state: &State, kind: &ItemType, id: i64, of: i64) -> rusqlite::Result<Vec<Record>> {
    let Some(links) = schema().item_type("Group_Item") else { return Ok(Vec::new()) };
    let conditions =
        [format!("itemtype = '{}'", kind.name), format!("items_id = {id}"), format!("type = {of}")];
    state.database.select(links, &Selection::of(conditions))
}

/// The groups of one item, by column; nothing where its own columns hold them.
pub(super) fn of(state: &State, row: &Record) -> rusqlite::Result<Vec<(&'static str, Value)>> {
    if !are_apart(state, row.kind) {
        return Ok(Vec::new());
    }
    let of_column = |(column, of)| {
        let held = rows(state, row.kind, row.id, of)?;
        let ids: Vec<i64> = held.iter().map(|row| row.int("groups_id")).collect();
        Ok((column, json!(ids)))
    };
    COLUMNS.into_iter().map(of_column).collect()
}
