//! `core/create`, `core/update`, `core/apply_stimulus` and `core/delete`: what iTop takes and refuses.

use serde_json::{Map, Value, json};

use super::html;
use super::life;
use super::read::{self, Sight};
use super::rest::{Refusal, Right, allow, class_of, missing, text};
use super::schema::{Attribute, Class, Kind, Need, REF, class};
use super::state::{Row, State, User, blank};

/// Most characters of a text with HTML; its column holds as many bytes.
const LONGEST: usize = 65_535;

/// Priority by impact and urgency.
const PRIORITIES: [[&str; 4]; 3] = [["1", "1", "2", "4"], ["1", "2", "3", "4"], ["2", "3", "3", "4"]];

pub(super) fn create(state: &mut State, user: &User, asked: &Value) -> Result<Value, Refusal> {
    text(asked, "comment")?;
    let of = class_of(asked)?;
    let columns = read::columns(of, asked)?;
    let fields = fields(asked)?;
    allow(user, Right::Create, of)?;
    let blanks = of.attributes().filter_map(|a| Some((a.code.to_owned(), blank(a.kind)?)));
    let mut row = Row { class: of.name.to_owned(), values: blanks.collect() };
    let cis = set_all(state, user, of, &mut row, &fields)?;
    if of.root() == "Ticket" {
        number_ticket(state, of, &mut row);
    }
    check(of, &row, -1)?;
    if of.name == "lnkFunctionalCIToTicket" {
        not_twice(state, &row)?;
    }
    if of.root() == "Ticket" {
        key_once(state, of, &row)?;
    }
    let id = state.data.insert(of, row);
    link(state, id, cis);
    done(state, of, id, "created", &columns)
}

pub(super) fn update(state: &mut State, user: &User, asked: &Value) -> Result<Value, Refusal> {
    text(asked, "comment")?;
    let of = class_of(asked)?;
    let columns = read::columns(of, asked)?;
    let fields = fields(asked)?;
    allow(user, Right::Modify, of)?;
    let id = single(state, user, of, asked)?;
    change(state, user, of, id, &fields)?;
    done(state, of, id, "updated", &columns)
}

pub(super) fn stimulus(state: &mut State, user: &User, asked: &Value) -> Result<Value, Refusal> {
    text(asked, "comment")?;
    let of = class_of(asked)?;
    let columns = read::columns(of, asked)?;
    let fields = fields(asked)?;
    allow(user, Right::Modify, of)?;
    let id = single(state, user, of, asked)?;
    let stimulus = text(asked, "stimulus")?;
    let Some(before) = state.data.row(of, id).cloned() else { return Err(missing("key")) };
    let Some(target) = life::target(&before.class, before.text("status"), stimulus) else {
        let message = format!(
            "Invalid stimulus: '{stimulus}' on the object {} in state '{}'",
            before.text("ref"),
            before.text("status")
        );
        return Err(Refusal::returned(100, message));
    };
    let mut after = before;
    let cis = set_all(state, user, of, &mut after, &fields)?;
    let lacking = life::lacking(target, &after);
    if !lacking.is_empty() {
        let message =
            format!("Missing mandatory attribute(s) for applying the stimulus: {}.", lacking.join(", "));
        return Err(Refusal::returned(100, message));
    }
    check(of, &after, id)?;
    life::enter(&mut after, target, &state.now());
    touch(state, &mut after);
    replace(state, of, id, after);
    link(state, id, cis);
    done(state, of, id, "updated", &columns)
}

pub(super) fn delete(state: &mut State, user: &User, asked: &Value) -> Result<Value, Refusal> {
    text(asked, "comment")?;
    let of = class_of(asked)?;
    allow(user, Right::Delete, of)?;
    let id = single(state, user, of, asked)?;
    let columns = ["id".to_owned(), "friendlyname".to_owned()];
    let mut body = done(state, of, id, "", &columns)?;
    if let Some(rows) = state.data.rows.get_mut(of.root()) {
        rows.remove(&id);
    }
    body["message"] = json!("Deleted: 1");
    Ok(body)
}

fn fields(asked: &Value) -> Result<Map<String, Value>, Refusal> {
    match asked.get("fields") {
        None => Err(missing("fields")),
        Some(Value::Object(fields)) => Ok(fields.clone()),
        // A list has the names 0, 1, …
        Some(_) => Err(Refusal::bad("0: Unknown attribute")),
    }
}

fn single(state: &State, user: &User, of: &'static Class, asked: &Value) -> Result<i64, Refusal> {
    let key = asked.get("key").ok_or_else(|| missing("key"))?;
    let (_, found) = read::selected(&state.data, user, of, key)?;
    match (found.as_slice(), key) {
        ([id], _) => Ok(*id),
        ([], Value::Object(criteria)) => {
            Err(Refusal::bad(format!("No item found with criteria: {}", told(criteria))))
        }
        ([], Value::String(oql)) => Err(Refusal::bad(format!("No item found for query: {oql}"))),
        ([], _) => Err(Refusal::bad(format!("Invalid object {}::{key}", of.name))),
        (many, _) => {
            let (count, query) = (many.len(), key.as_str().unwrap_or_default());
            Err(Refusal::bad(format!("Several items found ({count}) for query: {query}")))
        }
    }
}

fn told(criteria: &Map<String, Value>) -> String {
    let one = |(code, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{code}: {value} ({value})")
    };
    criteria.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn change(
    state: &mut State,
    user: &User,
    of: &'static Class,
    id: i64,
    fields: &Map<String, Value>,
) -> Result<(), Refusal> {
    let Some(before) = state.data.row(of, id).cloned() else { return Err(missing("key")) };
    let mut after = before.clone();
    let cis = set_all(state, user, of, &mut after, fields)?;
    check(of, &after, id)?;
    let is_changed = after.values != before.values || cis.is_some();
    if is_changed {
        touch(state, &mut after);
    }
    replace(state, of, id, after);
    link(state, id, cis);
    Ok(())
}

/// What iTop computes at each write of a ticket.
fn touch(state: &State, row: &mut Row) {
    if class(&row.class).is_some_and(|of| of.root() == "Ticket") {
        prioritise(row);
        row.set("last_update", state.now());
    }
}

fn prioritise(row: &mut Row) {
    let at = |code: &str| row.text(code).parse::<usize>().unwrap_or(4) - 1;
    let priority = PRIORITIES[at("impact").min(2)][at("urgency").min(3)];
    row.set("priority", priority);
}

fn number_ticket(state: &mut State, of: &Class, row: &mut Row) {
    prioritise(row);
    // Numbers are taken before an object is checked: a refused one leaves a gap.
    let number = state.data.next("ref");
    if row.text("ref").is_empty() {
        let letter = if of.name == "Incident" { 'I' } else { 'R' };
        row.set("ref", format!("{letter}-{number:06}"));
    }
    for code in ["start_date", "last_update"] {
        if row.text(code).is_empty() {
            row.set(code, state.now());
        }
    }
}

/// Puts the given values into an object; the linked CIs come back, since they are objects of their own.
fn set_all(
    state: &State,
    user: &User,
    of: &'static Class,
    row: &mut Row,
    fields: &Map<String, Value>,
) -> Result<Option<Vec<i64>>, Refusal> {
    let mut cis = None;
    for (code, given) in fields {
        let Some(attribute) = of.attribute(code) else {
            return Err(Refusal::bad(format!("{code}: Unknown attribute")));
        };
        match attribute.kind {
            Kind::Cis => cis = Some(linked(state, user, code, given)?),
            Kind::NoLinks | Kind::External(..) => {}
            _ => {
                let value = value(state, user, attribute, row, given)?;
                row.values.insert(code.clone(), value);
            }
        }
    }
    Ok(cis)
}

fn value(
    state: &State,
    user: &User,
    attribute: &Attribute,
    row: &Row,
    given: &Value,
) -> Result<Value, Refusal> {
    let code = attribute.code;
    let plain = || given.as_str().map_or_else(|| given.to_string(), str::to_owned);
    match attribute.kind {
        Kind::Text(_) | Kind::Enum(_) => Ok(json!(plain())),
        Kind::Html => Ok(json!(html::cleaned(&plain()))),
        Kind::Number => Ok(json!(plain().parse::<i64>().unwrap_or(0))),
        Kind::Blob => Ok(given.clone()),
        Kind::Date => {
            let date = plain();
            let fits = chrono::NaiveDateTime::parse_from_str(&date, "%Y-%m-%d %H:%M:%S").is_ok();
            if !fits && !date.is_empty() {
                return Err(Refusal::bad(format!(
                    "{code}: Wrong format for date attribute {code}, expecting \"Y-m-d H:i:s\" and got \"{date}\""
                )));
            }
            Ok(json!(date))
        }
        Kind::Key(target) => key(state, user, code, target, given).map(Value::from),
        Kind::Log => Ok(logged(state, user, row.values.get(code), given)),
        Kind::Cis | Kind::NoLinks | Kind::External(..) => Ok(Value::Null),
    }
}

/// An external key: an id, criteria, or a query; 0 is none.
fn key(state: &State, user: &User, code: &str, target: &str, given: &Value) -> Result<i64, Refusal> {
    let in_field = |refusal: Refusal| {
        let message = refusal.message.trim_start_matches("Error: ").to_owned();
        Refusal::bad(format!("{code}: {message}"))
    };
    let Some(of) = class(target) else { return Ok(0) };
    if given.is_null() {
        return Err(Refusal::bad(format!("{code}: Wrong format for key")));
    }
    if let Some(id) = given.as_i64().or_else(|| given.as_str()?.trim().parse().ok()) {
        return match state.data.row(of, id) {
            Some(_) => Ok(id),
            None if id == 0 => Ok(0),
            None => Err(Refusal::bad(format!("{code}: Invalid object {target}::{id}"))),
        };
    }
    let (_, found) = read::selected(&state.data, user, of, given).map_err(in_field)?;
    let criteria = given.as_object().map(told).unwrap_or_default();
    match found.as_slice() {
        [id] => Ok(*id),
        [] => Err(Refusal::bad(format!("{code}: No item found with criteria: {criteria}"))),
        many => {
            let count = many.len();
            Err(Refusal::bad(format!("{code}: Several items found ({count}) with criteria: {criteria}")))
        }
    }
}

/// A log with what is added to it; `items` replaces all of it.
fn logged(state: &State, user: &User, before: Option<&Value>, given: &Value) -> Value {
    let mut entries = before.and_then(Value::as_array).cloned().unwrap_or_default();
    let entry = |item: &Value| {
        let date = item.get("date").and_then(Value::as_str).map_or_else(|| state.now(), str::to_owned);
        let message = item.get("message").and_then(Value::as_str).unwrap_or_default();
        let is_text = item.get("format").and_then(Value::as_str) == Some("text");
        let given = if is_text { html_escape::encode_text(message) } else { message.into() };
        let html = html::cleaned(&given);
        json!({"date": date, "user_login": own_name(state, user), "user_id": user.id.to_string(),
            "message": html::plain(&html), "message_html": html})
    };
    match given {
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => entries.push(entry(&json!({"message": text}))),
        Value::Object(object) => {
            if let Some(items) = object.get("items").and_then(Value::as_array) {
                entries = items.iter().map(entry).collect();
            }
            if let Some(item) = object.get("add_item") {
                entries.push(entry(item));
            }
        }
        _ => {}
    }
    Value::Array(entries)
}

/// How a user signs his entries.
pub(super) fn own_name(state: &State, user: &User) -> String {
    match state.data.friendly_name_of("Person", user.contact).trim() {
        "" => user.login.clone(),
        name => name.to_owned(),
    }
}

fn linked(state: &State, user: &User, code: &str, given: &Value) -> Result<Vec<i64>, Refusal> {
    let Some(links) = given.as_array() else {
        return Err(Refusal::bad(format!("{code}: A link set must be defined by an array of objects")));
    };
    let mut ids = Vec::new();
    for link in links {
        let id = key(state, user, "functionalci_id", "FunctionalCI", &link["functionalci_id"]).map_err(
            |refusal| Refusal::bad(format!("{code}: {}", refusal.message.trim_start_matches("Error: "))),
        )?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Replaces the linked CIs of a ticket.
fn link(state: &mut State, ticket: i64, cis: Option<Vec<i64>>) {
    let (Some(cis), Some(of)) = (cis, class("lnkFunctionalCIToTicket")) else { return };
    let old: Vec<i64> = state.data.links(ticket).iter().map(|(id, _)| *id).collect();
    if let Some(rows) = state.data.rows.get_mut(of.name) {
        rows.retain(|id, _| !old.contains(id));
    }
    for ci in cis {
        let mut row = Row { class: of.name.to_owned(), values: Default::default() };
        row.set("ticket_id", ticket);
        row.set("functionalci_id", ci);
        row.set("impact_code", "manual");
        state.data.insert(of, row);
    }
}

fn not_twice(state: &State, row: &Row) -> Result<(), Refusal> {
    let (ticket, ci) = (row.key("ticket_id"), row.key("functionalci_id"));
    if !state.data.links(ticket).iter().any(|(_, link)| link.key("functionalci_id") == ci) {
        return Ok(());
    }
    let named = |of: &str, id: i64| state.data.friendly_name_of(of, id);
    let what = format!(
        "FunctionalCI: {} is already linked to Ticket: {}, duplicates are not allowed on this relation.",
        named("FunctionalCI", ci),
        named("Ticket", ticket)
    );
    Err(Refusal::bad(format!("{what}: issues = {{0=>{what}}}, class = lnkFunctionalCIToTicket, id = -1")))
}

/// The rule of the extension: one ticket with a key, whatever its class.
fn key_once(state: &State, of: &Class, row: &Row) -> Result<(), Refusal> {
    let key = row.text(REF);
    let tickets = state.data.rows.get("Ticket").into_iter().flatten();
    if key.is_empty() || !tickets.into_iter().any(|(_, other)| other.text(REF).eq_ignore_ascii_case(key)) {
        return Ok(());
    }
    let what = "there is a ticket with the same key of stocktake";
    Err(Refusal::bad(format!("{what}: issues = {{0=>{what}}}, class = {}, id = -1", of.name)))
}

/// What an object must have and may hold.
fn check(of: &'static Class, row: &Row, id: i64) -> Result<(), Refusal> {
    for attribute in of.attributes() {
        let text = row.text(attribute.code);
        let length = text.chars().count();
        let issue = match attribute.kind {
            Kind::Key(_) if attribute.need == Need::Must && row.key(attribute.code) == 0 => {
                Some("Null not allowed".to_owned())
            }
            Kind::Text(_) | Kind::Html if attribute.need == Need::Must && text.is_empty() => {
                Some("Null not allowed".to_owned())
            }
            Kind::Text(most) if length > most => {
                Some(format!("String too long (found {length}, limited to {most})"))
            }
            Kind::Html if length > LONGEST => {
                Some(format!("String too long (found {length}, limited to {LONGEST})"))
            }
            Kind::Html if text.len() > LONGEST => {
                let message = format!(
                    "Failed to issue SQL query: query = INSERT INTO `ticket` … Data too long for column '{}'",
                    attribute.code
                );
                return Err(Refusal::thrown(1406, message));
            }
            Kind::Enum(codes) if !codes.contains(&text) => Some(format!("Value not allowed [{text}]")),
            _ => None,
        };
        if let Some(issue) = issue {
            let what = format!(
                "Unexpected value for attribute '{}' ({}) : {issue}",
                attribute.label, attribute.code
            );
            return Err(Refusal::bad(format!(
                "{what}: issues = {{0=>{what}}}, class = {}, id = {id}",
                of.name
            )));
        }
    }
    Ok(())
}

fn replace(state: &mut State, of: &Class, id: i64, row: Row) {
    if let Some(old) = state.data.row_mut(of, id) {
        *old = row;
    }
}

fn done(state: &State, of: &Class, id: i64, message: &str, columns: &[String]) -> Result<Value, Refusal> {
    let row = state.data.row(of, id).ok_or_else(|| missing("key"))?;
    let (name, object) = read::named(&state.data, id, row, message, columns, Sight::Written);
    Ok(json!({"code": 0, "message": null, "objects": {name: object}}))
}
