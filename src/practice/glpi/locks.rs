//! Locked fields: what a human changed on an item that an agent maintains stays as it is.
//! A change without `is_dynamic` locks; a change with it leaves locked fields alone.

use serde_json::{Value, json};

use super::database::{Record, Selection, WriteFailure};
use super::refusal::Refusal;
use super::schema::{ItemType, schema};
use super::state::{State, now};
use super::value;

fn locked_fields() -> Option<&'static ItemType> {
    schema().item_type("Lockedfield")
}

/// Takes locked columns out of a change and remembers the refused values.
pub(super) fn keep_locked(
    state: &State,
    current: &Record,
    next: &mut Record,
    changed: &mut Vec<&'static str>,
) -> Result<(), Refusal> {
    let Some(kind) = locked_fields() else {
        return Ok(());
    };
    let conditions = [format!("itemtype = '{}'", current.kind.name), format!("items_id = {}", current.id)];
    for mut lock in state.database.select(kind, &Selection::of(conditions))? {
        let field = lock.text("field");
        if let Some(at) = changed.iter().position(|column| *column == field) {
            changed.remove(at);
            lock.set("value", Value::String(next.text(&field)));
            next.set(&field, current.get(&field));
            state.database.update(&lock, &["value"])?;
        }
    }
    Ok(())
}

/// Locks the columns that somebody changed on a dynamic item.
pub(super) fn lock(state: &State, row: &Record, columns: &[&'static str]) -> Result<(), Refusal> {
    let Some(kind) = locked_fields() else {
        return Ok(());
    };
    for column in columns {
        let values = kind.columns.iter().map(|each| match each.name {
            "itemtype" => json!(row.kind.name),
            "items_id" => json!(row.id),
            "field" => json!(column),
            "date_creation" => json!(now()),
            _ => value::default_of(each).unwrap_or_default(),
        });
        let lock = Record { kind, id: 0, values: values.collect() };
        match state.database.insert(&lock, None) {
            Ok(_) | Err(WriteFailure::Duplicate(_)) => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    Ok(())
}
