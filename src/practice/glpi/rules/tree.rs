//! Tree dropdowns: full path, level and cache of ancestors follow from the parent and the name.

use serde_json::{Value, json};

use super::{Sent, touch};
use crate::practice::glpi::database::{Record, Selection};
use crate::practice::glpi::refusal::Refusal;
use crate::practice::glpi::schema::ItemType;
use crate::practice::glpi::state::{State, now};

/// Derived columns are never taken from a client.
pub(super) fn forget_computed(sent: &mut Sent) {
    for column in ["completename", "level", "ancestors_cache", "sons_cache"] {
        sent.remove(column);
    }
}

/// Sets the derived columns from the parent.
pub(super) fn complete(state: &State, record: &mut Record) -> Result<(), Refusal> {
    let parent_key = record.kind.own_key();
    let parent_id = record.get(&parent_key).as_i64();
    let is_entity = record.kind.name == "Entity";
    let parent = match parent_id {
        Some(id) if id > 0 || is_entity => state.fetch(record.kind, id)?,
        _ => None,
    };
    let name = record.text("name");
    let (path, level, ancestors) = match &parent {
        Some(parent) => (
            format!("{} > {name}", parent.text("completename")),
            parent.int("level") + 1,
            ancestors_of(parent, is_entity),
        ),
        None => (name, 1, "[]".to_owned()),
    };
    record.set("completename", path);
    record.set("level", level);
    record.set("ancestors_cache", ancestors);
    if is_entity && record.get("max_closedate").is_null() {
        record.set("max_closedate", now());
    }
    Ok(())
}

/// The cache as PHP prints it: a list while the ids are 0, 1, 2..., else a map.
fn ancestors_of(parent: &Record, is_entity: bool) -> String {
    let cache: Value = serde_json::from_str(&parent.text("ancestors_cache")).unwrap_or_default();
    let mut ids: Vec<i64> = match &cache {
        Value::Array(list) => list.iter().filter_map(Value::as_i64).collect(),
        Value::Object(map) => map.values().filter_map(Value::as_i64).collect(),
        _ => Vec::new(),
    };
    ids.push(parent.id);
    ids.sort_unstable();
    let is_list = is_entity && (0..).zip(&ids).all(|(at, &id)| at == id);
    if is_list {
        return json!(ids).to_string();
    }
    let pairs: Vec<String> = ids.iter().map(|id| format!("\"{id}\":{id}")).collect();
    format!("{{{}}}", pairs.join(","))
}

/// The derived columns after a change of name or parent.
pub(super) fn recompute(
    state: &State,
    current: &Record,
    next: &mut Record,
) -> Result<Vec<&'static str>, Refusal> {
    let parent = next.kind.own_key();
    let is_same = current.get("name") == next.get("name") && current.get(&parent) == next.get(&parent);
    if is_same {
        return Ok(Vec::new());
    }
    complete(state, next)?;
    Ok(vec!["completename", "level", "ancestors_cache"])
}

/// Carries a new path down the tree.
pub(super) fn rename_children(state: &State, parent: &Record) -> Result<(), Refusal> {
    let key = parent.kind.own_key();
    let condition = format!("{key} = {} AND id <> {}", parent.id, parent.id);
    for mut child in state.database.select(parent.kind, &Selection::of([condition]))? {
        let before = child.text("completename");
        complete(state, &mut child)?;
        if child.text("completename") != before {
            let columns = ["completename", "level", "ancestors_cache"];
            state.database.update(&child, &columns)?;
            rename_children(state, &child)?;
        }
    }
    Ok(())
}

/// Rows that pointed to a purged one: children move up to its parent, others get 0.
pub(super) fn release(
    state: &State,
    kind: &'static ItemType,
    key: &str,
    gone: &Record,
    condition: String,
) -> Result<(), Refusal> {
    let is_child = kind.name == gone.kind.name;
    let heir = if is_child { gone.int(key) } else { 0 };
    for mut row in state.database.select(kind, &Selection::of([condition]))? {
        row.set(key, heir);
        if is_child {
            complete(state, &mut row)?;
            touch(state, &mut row, &[key, "completename", "level", "ancestors_cache"])?;
            rename_children(state, &row)?;
        } else {
            touch(state, &mut row, &[key])?;
        }
    }
    Ok(())
}
