//! Lists: filtered, sorted, page by page, and each class in the shape of v2.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::filter::Filter;
use super::told::{self, Class, Told};
use super::{Reply, plain, refused};
use crate::practice::glpi::answer::Answer;
use crate::practice::glpi::database::Record;
use crate::practice::glpi::groups;
use crate::practice::glpi::rights::Action;
use crate::practice::glpi::schema::schema;
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::State;
use crate::practice::serve::Incoming;

/// Rows of a page when nothing is said.
const PAGE: usize = 100;

/// The name in v1 of a class that v2 has.
pub(super) fn class_of(name: &str) -> Option<&'static str> {
    told::class_of(name).map(|class| class.name)
}

/// `GET Section/Class`
pub(super) fn list(
    state: &State,
    session: &Session,
    incoming: &Incoming,
    section: &str,
    class: &str,
) -> Reply {
    let class = told::class_at(section, class).ok_or_else(super::missing)?;
    let rows = visible(state, session, class)?;
    let mut shown = Vec::with_capacity(rows.len());
    // Templates among them, without a sign.
    for row in &rows {
        shown.push(of(state, class, row)?);
    }
    let plain = |(_, how): &(&str, Told)| !matches!(how, Told::To(..) | Told::Entity | Told::Groups(_));
    // What is a row of its own is asked for by its parts alone.
    let named = class.all().map(|property| (property.0, plain(&property)));
    let properties: Vec<(&str, bool)> = std::iter::once(("id", true)).chain(named).collect();
    page(incoming, shown, Some(&properties))
}

/// `GET Section/Class/12`: 404 also to what the session does not see.
pub(super) fn one(state: &State, session: &Session, section: &str, class: &str, id: &str) -> Reply {
    let class = told::class_at(section, class).ok_or_else(super::missing)?;
    let rows = visible(state, session, class)?;
    let found = rows.iter().find(|row| Ok(row.id) == id.parse()).ok_or_else(super::missing)?;
    Ok(plain(200, &of(state, class, found)?))
}

/// The rows of a class that a session sees.
fn visible(state: &State, session: &Session, class: &Class) -> Result<Vec<Record>, Box<Answer>> {
    let kind = schema().item_type(class.name).ok_or_else(super::missing)?;
    if !session.may(kind, Action::Read) {
        return Err(super::no_right());
    }
    Ok(state.rows(kind.name, session.visible(kind))?)
}

/// A page of rows that have these properties, plain ones or rows of their own; where they are not given, those of
/// the first row. The end in `Content-Range` is what 11.0.6 makes of it.
pub(super) fn page(incoming: &Incoming, mut rows: Vec<Value>, properties: Option<&[(&str, bool)]>) -> Reply {
    let first = rows.first().and_then(Value::as_object).map(|row| row.keys().cloned().collect());
    let first: Vec<String> = first.unwrap_or_default();
    let has = |property: &str| {
        let root = property.split('.').next().unwrap_or_default();
        match properties {
            Some(properties) => properties.contains(&(root, !property.contains('.'))),
            None => first.is_empty() || first.iter().any(|known| known == root),
        }
    };
    if let Some(filter) = incoming.parameter("filter").filter(|filter| !filter.is_empty()) {
        let bad = |detail| refused(400, "ERROR_INVALID_PARAMETER", "RSQL query has invalid filters", detail);
        let filter = Filter::read(&filter).map_err(bad)?;
        if let Some(property) = filter.properties().into_iter().find(|property| !has(property)) {
            return Err(bad(json!({ property: "Unknown property" })));
        }
        rows.retain(|row| filter.fits(row));
    }
    let id = |row: &Value| row["id"].as_i64().unwrap_or(0);
    rows.sort_by_key(id);
    if let Some(sort) = incoming.parameter("sort") {
        let property = sort.split(':').next().unwrap_or_default().to_owned();
        if !has(&property) {
            let title = format!("Invalid property for sorting: {property}");
            return Err(refused(400, "ERROR", &title, Value::Null));
        }
        if sort == "id:desc" {
            rows.reverse();
        }
    }
    let number = |name: &str| incoming.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (start, limit) = (number("start").unwrap_or(0), number("limit").unwrap_or(PAGE).max(1));
    let total = rows.len();
    let mut part: Vec<Value> = rows.into_iter().skip(start).take(limit).collect();
    tell_parents_in_brief(&mut part);
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

/// Of a row that another one of its page points at only the id, the name and what it points at itself is told.
fn tell_parents_in_brief(rows: &mut [Value]) {
    let above: BTreeSet<i64> = rows.iter().filter_map(|row| row["parent"]["id"].as_i64()).collect();
    for row in rows.iter_mut().filter(|row| row["id"].as_i64().is_some_and(|id| above.contains(&id))) {
        let Value::Object(row) = row else { continue };
        row.retain(|name, _| JOINED.contains(&name.as_str()) || matches!(name.as_str(), "id" | "name"));
    }
}

/// Properties that are rows of their own.
const JOINED: [&str; 11] = [
    "category",
    "entity",
    "group",
    "group_tech",
    "location",
    "manufacturer",
    "parent",
    "user",
    "user_tech",
    "type",
    "visibilities",
];

fn of(state: &State, class: &Class, row: &Record) -> Result<Value, Box<Answer>> {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(row.id));
    for (name, how) in class.all() {
        let value = match how {
            Told::As(column) => row.get(column),
            Told::Flag(column) => json!(row.int(column) == 1),
            Told::Moment(column) => moment(&row.get(column)),
            Told::Number(column) => json!(row.text(column).parse::<f64>().unwrap_or(0.0)),
            // Above the root entity stands nothing, whatever its column holds.
            Told::To("Entity", _) if row.kind.name == "Entity" && row.id == 0 => Value::Null,
            Told::To(class, column) => pointed(state, class, row.int(column))?,
            Told::Entity => entity(state, row.int("entities_id"))?,
            Told::Groups(column) => groups_of(state, row, column)?,
            Told::Nothing => Value::Null,
        };
        shown.insert(name.to_owned(), value);
    }
    if row.kind.name == "User" {
        let emails = state.rows("UserEmail", [format!("users_id = {}", row.id)])?;
        let emails = emails.iter().map(|mail| json!({ "id": mail.id, "email": mail.text("email") }));
        shown.insert("emails".to_owned(), emails.collect());
    }
    Ok(Value::Object(shown))
}

fn entity(state: &State, id: i64) -> Result<Value, Box<Answer>> {
    let found = state.find("Entity", id)?;
    Ok(found.map_or(
        Value::Null,
        |row| json!({ "id": id, "name": row.text("name"), "completename": row.text("completename") }),
    ))
}

fn groups_of(state: &State, row: &Record, column: &str) -> Result<Value, Box<Answer>> {
    let held = groups::of(state, row)?.into_iter().find(|(known, _)| *known == column);
    let held = match held {
        Some((_, held)) => held.as_array().map(|ids| ids.iter().filter_map(Value::as_i64).collect()),
        None => None,
    };
    let mut ids: Vec<i64> = held.unwrap_or_default();
    ids.sort_unstable();
    ids.into_iter().map(|id| pointed(state, "Group", id)).collect()
}
