//! Lists: filtered, sorted, page by page, and each class in the shape of v2.

use serde_json::{Value, json};

use super::filter::Filter;
use super::{Reply, plain, refused};
use crate::practice::glpi::answer::Answer;
use crate::practice::glpi::database::Record;
use crate::practice::glpi::rights::Action;
use crate::practice::glpi::schema::schema;
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::State;
use crate::practice::serve::Incoming;

/// Rows of a page when nothing is said.
const PAGE: usize = 100;

/// The classes that are told here.
const CLASSES: [&str; 16] = [
    "Appliance",
    "Cluster",
    "Computer",
    "Contract",
    "Entity",
    "Group",
    "ITILCategory",
    "Location",
    "Monitor",
    "NetworkEquipment",
    "Peripheral",
    "Phone",
    "Printer",
    "RequestType",
    "SolutionType",
    "User",
];

/// A class that v2 has under the same name.
pub(super) fn class_of(name: &str) -> Option<&'static str> {
    CLASSES.into_iter().find(|class| *class == name)
}

/// `GET Section/Class`
pub(super) fn list(state: &State, session: &Session, incoming: &Incoming, class: &str) -> Reply {
    let kind = class_of(class).and_then(|class| schema().item_type(class)).ok_or_else(super::missing)?;
    if !session.may(kind, Action::Read) {
        return Err(super::no_right());
    }
    let rows = state.rows(kind.name, session.visible(kind))?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|row| row.int("is_template") == 0) {
        shown.push(of(state, row)?);
    }
    page(incoming, shown)
}

/// A page of rows. The end in `Content-Range` is what 11.0.6 makes of it.
pub(super) fn page(incoming: &Incoming, mut rows: Vec<Value>) -> Reply {
    if let Some(filter) = incoming.parameter("filter").filter(|filter| !filter.is_empty()) {
        let bad = |detail| refused(400, "ERROR_INVALID_PARAMETER", "RSQL query has invalid filters", detail);
        let filter = Filter::read(&filter).map_err(bad)?;
        let unknown = |property: &&str| {
            let root = property.split('.').next().unwrap_or_default();
            rows.first().is_some_and(|row| row.get(root).is_none())
        };
        if let Some(property) = filter.properties().into_iter().find(unknown) {
            return Err(bad(json!({ property: "Invalid property" })));
        }
        rows.retain(|row| filter.fits(row));
    }
    let id = |row: &Value| row["id"].as_i64().unwrap_or(0);
    rows.sort_by_key(id);
    if incoming.parameter("sort").is_some_and(|sort| sort == "id:desc") {
        rows.reverse();
    }
    let number = |name: &str| incoming.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (start, limit) = (number("start").unwrap_or(0), number("limit").unwrap_or(PAGE).max(1));
    let total = rows.len();
    let part: Vec<Value> = rows.into_iter().skip(start).take(limit).collect();
    let is_partial = start + part.len() < total;
    // Past the end but by one it is cut, by one it is not.
    let end = if start + limit > total + 1 { total } else { start + limit };
    let end = i64::try_from(end).unwrap_or(0) - 1;
    let answer = plain(if is_partial { 206 } else { 200 }, &Value::Array(part));
    Ok(answer.with("content-range", format!("{start}-{end}/{total}")))
}

/// A row that another one points at: its path in a tree is not told.
pub(super) fn pointed(state: &State, class: &str, id: i64) -> Result<Value, Box<Answer>> {
    if id == 0 && class != "Entity" {
        return Ok(Value::Null);
    }
    let found = state.find(class, id)?;
    Ok(found.map_or(Value::Null, |row| json!({ "id": id, "name": row.text("name") })))
}

/// A time with the offset that writing one must not have.
pub(super) fn moment(value: &Value) -> Value {
    match value.as_str() {
        Some(text) if !text.is_empty() => json!(format!("{}+00:00", text.replace(' ', "T"))),
        _ => Value::Null,
    }
}

fn of(state: &State, row: &Record) -> Result<Value, Box<Answer>> {
    let kind = row.kind;
    let mut shown = json!({ "id": row.id, "name": row.get("name") });
    if kind.name == "User" {
        shown = json!({ "id": row.id, "username": row.get("name") });
        for column in ["realname", "firstname"] {
            shown[column] = row.get(column);
        }
        shown["is_active"] = json!(row.int("is_active") == 1);
        let emails = state.rows("UserEmail", [format!("users_id = {}", row.id)])?;
        shown["emails"] =
            emails.iter().map(|mail| json!({ "id": mail.id, "email": mail.text("email") })).collect();
    }
    // The root entity has but a name.
    if kind.is_tree() && !(kind.name == "Entity" && row.id == 0) {
        shown["completename"] = row.get("completename");
        shown["level"] = row.get("level");
        shown["parent"] = pointed(state, kind.name, row.int(&kind.own_key()))?;
    }
    if kind.name != "Entity" && kind.has("entities_id") && kind.name != "User" {
        shown["entity"] = pointed(state, "Entity", row.int("entities_id"))?;
    }
    for column in ["serial", "otherserial", "uuid"] {
        if kind.has(column) {
            shown[column] = row.get(column);
        }
    }
    // Groups and contracts do not tell whether they are open to entities below.
    if kind.has("is_recursive") && !matches!(kind.name, "Group" | "Contract") {
        shown["is_recursive"] = json!(row.int("is_recursive") == 1);
    }
    if kind.has("is_deleted") {
        shown["is_deleted"] = json!(row.int("is_deleted") == 1);
    }
    Ok(shown)
}
