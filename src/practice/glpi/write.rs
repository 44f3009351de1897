//! POST, PUT and DELETE of items: bulks, partial answers, and the path of one row.
//! What is special about an item type stands in `rules`.

use serde_json::{Map, Value, json};

use super::answer::{Answer, PERMISSION, Reply};
use super::database::{Record, WriteFailure};
use super::groups;
use super::locks;
use super::refusal::Refusal;
use super::request::{Request, is_truthy};
use super::rights::Action;
use super::rules;
use super::schema::{Flavour, ItemType};
use super::sent::scalar;
use super::session::Session;
use super::state::{State, friendly_name, now};
use super::value::{self, BadValue, Manner, Stored};

/// What one row of a bulk came to.
enum Outcome {
    Done(i64, String),
    Refused(Option<i64>, String),
    /// The row is left out of the answer and counts as refused.
    Vanished,
    /// `[]`: a row without id, which counts as done.
    Blank,
}

/// The rows of `input`; None when it is neither an object nor a list.
fn rows_of(request: &Request) -> Option<(Vec<&Value>, bool)> {
    match request.params.get("input")? {
        Value::Array(list) => Some((list.iter().collect(), true)),
        object @ Value::Object(_) => Some((vec![object], false)),
        _ => None,
    }
}

fn fields_of(row: &Value) -> Map<String, Value> {
    row.as_object().cloned().unwrap_or_default()
}

/// `POST /Itemtype`.
pub(super) fn add_items(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
) -> Reply {
    let Some((rows, is_bulk)) = rows_of(request) else {
        return Ok(Answer::bad_array());
    };
    let mut outcomes = Vec::new();
    // 10.0.6 checks a row with the entity of the row before it when it names none.
    let mut checked_entity = None;
    for row in rows {
        let mut sent = fields_of(row);
        if kind.has("entities_id") {
            let named = sent.get("entities_id").and_then(scalar).and_then(|id| id.parse().ok());
            checked_entity = named.or(checked_entity);
        }
        if let Some(upload) = &request.upload {
            upload.prepare(&mut sent);
        }
        match add(state, session, kind, sent, checked_entity) {
            Ok((id, message)) => outcomes.push(Outcome::Done(id, message)),
            Err(Refusal::Text(text)) => outcomes.push(Outcome::Refused(None, text)),
            Err(Refusal::Sql(text)) => outcomes.push(Outcome::Refused(None, sql_words(state, &text))),
            Err(Refusal::Crash) => return Ok(Answer::crash()),
            Err(Refusal::Failed(error)) => return Err(error.into()),
        }
    }
    Ok(added(state, request, kind, outcomes, is_bulk))
}

fn added(state: &State, request: &Request, kind: &ItemType, outcomes: Vec<Outcome>, is_bulk: bool) -> Answer {
    let api = state.settings.api_url.trim_end_matches("/apirest.php");
    let name = if state.settings.number.is_eleven() { "api.php/v1" } else { "apirest.php" };
    let url = |id: i64| format!("{api}/{name}/{}/{id}", kind.name);
    let mut links = Vec::new();
    let mut shown = Vec::new();
    for outcome in outcomes {
        let mut entry = match outcome {
            Outcome::Done(id, message) => {
                links.push((id, url(id)));
                json!({"id": id, "message": message})
            }
            Outcome::Refused(_, message) => json!({"id": false, "message": message}),
            Outcome::Vanished | Outcome::Blank => continue,
        };
        if let Some(upload) = &request.upload {
            entry["upload_result"] = upload.result();
        }
        shown.push(entry);
    }
    let failed = shown.len() - links.len();
    if !is_bulk {
        let entry = shown.pop().unwrap_or_default();
        return match links.pop() {
            Some((_, link)) => Answer::json(201, &entry).with("location", link),
            None => Answer::refusal(400, "ERROR_GLPI_ADD", entry["message"].clone()),
        };
    }
    if links.is_empty() {
        return Answer::refusal(400, "ERROR_GLPI_ADD", json!(shown));
    }
    if failed > 0 {
        return Answer::refusal(207, "ERROR_GLPI_PARTIAL_ADD", json!(shown));
    }
    if state.settings.link_header_limit.is_some_and(|limit| links.len() > limit) {
        return Answer::web_server(502, "Bad Gateway");
    }
    let links: Vec<String> = links.into_iter().map(|(_, link)| link).collect();
    Answer::json(201, &shown).with("link", links.join(","))
}

/// Adds one row and returns its id and the message about it.
pub(super) fn add(
    state: &State,
    session: &Session,
    kind: &'static ItemType,
    mut sent: Map<String, Value>,
    checked_entity: Option<i64>,
) -> Result<(i64, String), Refusal> {
    if !session.may(kind, Action::Create) {
        return Err(Refusal::permission());
    }
    if kind.is_entity_bound() || kind.name == "Entity" {
        let entity = checked_entity.unwrap_or(session.active_entity);
        if !session.active.contains(&entity) {
            return Err(Refusal::permission());
        }
    }
    if kind.has("entities_id") && sent.get("entities_id").is_none_or(Value::is_null) {
        sent.insert("entities_id".to_owned(), json!(session.active_entity));
    }
    sent.remove("id");
    forget_unknown(state, kind, &mut sent);
    let groups = groups::take(state, kind, &mut sent);
    rules::before_add(state, session, kind, &mut sent)?;
    let mut record = draft(state, session, kind, &sent)?;
    rules::complete(state, &mut record)?;
    match state.database.insert(&record, None) {
        Ok(id) => record.id = id,
        Err(WriteFailure::Duplicate(_)) if kind.name == "State" => {
            return Err(Refusal::text("State must be unique!"));
        }
        Err(failure) => return Err(failure.into()),
    }
    groups::put(state, kind, record.id, groups)?;
    rules::after_add(state, session, &record, &sent)?;
    Ok((record.id, rules::added_message(state, &record)?))
}

/// Columns that the version does not have are dropped without a word, as any other name.
fn forget_unknown(state: &State, kind: &ItemType, sent: &mut Map<String, Value>) {
    let version = state.settings.number;
    sent.retain(|name, _| !kind.has(name) || kind.has_in(version, name));
}

/// The new row: sent values, defaults, and the dates that the server sets.
fn draft(
    state: &State,
    session: &Session,
    kind: &'static ItemType,
    sent: &Map<String, Value>,
) -> Result<Record, Refusal> {
    let manner = Manner { version: state.settings.number, zone: session.zone };
    let mut values = Vec::with_capacity(kind.columns.len());
    let now = now();
    for column in &kind.columns {
        let is_dated = matches!(column.name, "date_mod" | "date_creation");
        let sent = sent.get(column.name).filter(|_| !is_dated || rules::takes_dates(kind));
        let default = || value::default_of(column).map_err(refused);
        let value = match sent.map(|sent| value::store(kind.table, column, sent, manner)) {
            None if is_dated => json!(now),
            None | Some(Err(BadValue::Dropped)) => default()?,
            Some(Ok(Stored::Set(value))) => value,
            Some(Ok(Stored::Null { .. })) if column.nullable => Value::Null,
            Some(Ok(Stored::Null { .. })) => return Err(refused(value::null_refusal(column))),
            Some(Err(bad)) => return Err(refused(bad)),
        };
        values.push(value);
    }
    Ok(Record { kind, id: 0, values })
}

fn refused(bad: BadValue) -> Refusal {
    match bad {
        BadValue::Sql(text) => Refusal::Sql(text),
        BadValue::Crash => Refusal::Crash,
        BadValue::Dropped => Refusal::Text(String::new()),
    }
}

/// `PUT` and `PATCH`.
pub(super) fn update_items(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
    id: Option<i64>,
) -> Reply {
    let Some((rows, is_bulk)) = rows_of(request) else {
        return Ok(Answer::bad_array());
    };
    let mut outcomes = Vec::new();
    let mut sql_error = None;
    for row in rows {
        let sent = fields_of(row);
        let named = sent.get("id").and_then(scalar).and_then(|id| id.parse().ok());
        let Some(id) = named.or(id.filter(|_| !is_bulk)) else {
            outcomes.push(Outcome::Blank);
            continue;
        };
        let Some(current) = state.fetch(kind, id)? else {
            outcomes.push(Outcome::Vanished);
            continue;
        };
        if !session.can_write(&current, Action::Update) {
            outcomes.push(Outcome::Refused(Some(id), PERMISSION.to_owned()));
            continue;
        }
        match update(state, session, current, &sent) {
            Ok(Changed { message, hidden }) => {
                sql_error = hidden.or(sql_error);
                let repeated = sql_error.clone().filter(|_| message.is_empty());
                outcomes.push(Outcome::Done(id, repeated.unwrap_or(message)));
            }
            Err(Refusal::Sql(text)) => {
                // GLPI 11 does not repeat it beside later rows.
                sql_error = Some(text.clone()).filter(|_| !state.settings.number.is_eleven());
                outcomes.push(Outcome::Refused(Some(id), sql_words(state, &text)));
            }
            Err(Refusal::Text(text)) => outcomes.push(Outcome::Refused(Some(id), text)),
            Err(Refusal::Crash) => return Ok(Answer::crash()),
            Err(Refusal::Failed(error)) => return Err(error.into()),
        }
    }
    Ok(changed(outcomes, is_bulk, "UPDATE"))
}

/// The answer of PUT and DELETE.
fn changed(outcomes: Vec<Outcome>, is_bulk: bool, verb: &str) -> Answer {
    let total = outcomes.len();
    let mut failed = 0;
    let mut shown = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Done(id, message) => {
                shown.push(json!({id.to_string(): true, "message": message}));
            }
            Outcome::Refused(id, message) => {
                failed += 1;
                let id = id.unwrap_or(0).to_string();
                shown.push(json!({id: false, "message": message}));
            }
            Outcome::Vanished => failed += 1,
            Outcome::Blank => shown.push(json!([])),
        }
    }
    if !is_bulk && failed > 0 {
        let message = shown.first().map_or(Value::Null, |entry| entry["message"].clone());
        return Answer::refusal(400, &format!("ERROR_GLPI_{verb}"), message);
    }
    if failed == total {
        return Answer::refusal(400, &format!("ERROR_GLPI_{verb}"), json!(shown));
    }
    if failed > 0 {
        return Answer::refusal(207, &format!("ERROR_GLPI_PARTIAL_{verb}"), json!(shown));
    }
    Answer::json(200, &shown)
}

/// The words of the database as the version gives them: GLPI 11 adds the query.
fn sql_words(state: &State, text: &str) -> String {
    match state.settings.number.is_eleven() {
        true => format!("MySQL query error: {text} (1) in SQL query \"...\"."),
        false => text.to_owned(),
    }
}

/// What is said of a row that counts as changed.
#[derive(Debug, Default)]
pub(super) struct Changed {
    message: String,
    /// What the database refused although the row counts as changed.
    hidden: Option<String>,
}

/// Writes the differences of one row and returns what is said about it.
pub(super) fn update(
    state: &State,
    session: &Session,
    current: Record,
    sent: &Map<String, Value>,
) -> Result<Changed, Refusal> {
    let kind = current.kind;
    let version = state.settings.number;
    let manner = Manner { version, zone: session.zone };
    let mut sent = sent.clone();
    forget_unknown(state, kind, &mut sent);
    groups::put(state, kind, current.id, groups::take(state, kind, &mut sent))?;
    rules::before_update(state, session, &current, &mut sent)?;
    let mut changed: Vec<&'static str> = Vec::new();
    let mut dropped: Vec<String> = Vec::new();
    let mut hidden = None;
    let mut next = current.clone();
    for column in &kind.columns {
        let Some(value) = sent.get(column.name) else {
            continue;
        };
        if column.name == "date_mod" || (kind.is_tree() && is_computed(column.name)) {
            continue;
        }
        let value = match value::store(kind.table, column, value, manner) {
            Ok(Stored::Set(value)) => value,
            Ok(Stored::Null { spelled: false }) if !version.is_eleven() => continue,
            Ok(Stored::Null { .. }) if column.nullable => Value::Null,
            Ok(Stored::Null { .. }) if version.is_nine() => value::default_of(column).map_err(refused)?,
            Ok(Stored::Null { .. }) => return Err(refused(value::null_refusal(column))),
            Err(BadValue::Dropped) => {
                dropped.push(caption(column.name));
                continue;
            }
            Err(BadValue::Sql(text)) if version.hides_errors() => {
                hidden = Some(text);
                continue;
            }
            Err(bad) => return Err(refused(bad)),
        };
        let before = current.get(column.name);
        let nothing_again = version.is_eleven() && value == "" && before.is_null();
        if value != before && !nothing_again {
            next.set(column.name, value);
            changed.push(column.name);
        }
    }
    let acts_as_agent = next.int("is_dynamic") == 1
        && (changed.contains(&"is_dynamic") || sent.get("is_dynamic").is_some_and(is_truthy));
    if acts_as_agent {
        locks::keep_locked(state, &current, &mut next, &mut changed)?;
    }
    if !changed.is_empty() {
        let stored = store_changes(state, session, &current, &mut next, changed, acts_as_agent);
        match stored {
            Err(Refusal::Sql(text)) if version.hides_errors() => hidden = Some(text),
            other => other?,
        }
    }
    rules::after_update(state, session, &next, &sent)?;
    let message = match (dropped.is_empty(), &hidden) {
        (true, hidden) => hidden.clone().unwrap_or_default(),
        (false, _) => format!("At least one field has an incorrect value: {}", dropped.join(",")),
    };
    Ok(Changed { message, hidden })
}

fn is_computed(column: &str) -> bool {
    matches!(column, "completename" | "level" | "ancestors_cache" | "sons_cache")
}

fn store_changes(
    state: &State,
    session: &Session,
    current: &Record,
    next: &mut Record,
    mut changed: Vec<&'static str>,
    acts_as_agent: bool,
) -> Result<(), Refusal> {
    let edited = changed.clone();
    changed.extend(rules::recompute(state, session, current, next)?);
    if next.kind.has("date_mod") {
        next.set("date_mod", now());
        changed.push("date_mod");
    }
    if state.settings.number.hides_errors() {
        update_by_column(state, current, next, &changed)?;
    } else {
        state.database.update(next, &changed)?;
    }
    if next.int("is_dynamic") == 1 && !acts_as_agent {
        locks::lock(state, next, &edited)?;
    }
    rules::after_change(state, current, next)
}

/// Before 10.0.6 each column is written on its own: what the database refuses of one keeps no other.
fn update_by_column(
    state: &State,
    current: &Record,
    next: &mut Record,
    changed: &[&'static str],
) -> Result<(), Refusal> {
    let whole = match state.database.update(next, changed) {
        Err(WriteFailure::Duplicate(text)) => text,
        other => return Ok(other?),
    };
    for unique in next.kind.uniques.iter().flat_map(|unique| &unique.columns) {
        next.set(unique, current.get(unique));
    }
    state.database.update(next, changed)?;
    Err(Refusal::Sql(whole))
}

/// A column as the messages call it.
fn caption(column: &str) -> String {
    let mut words = column.trim_end_matches("_id").replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// `DELETE`.
pub(super) fn delete_items(
    state: &State,
    session: &Session,
    request: &Request,
    kind: &'static ItemType,
    id: Option<i64>,
) -> Reply {
    let single = id.map(|id| json!({"id": id}));
    let (rows, is_bulk) = match &single {
        Some(row) => (vec![row], false),
        None => match rows_of(request) {
            Some(rows) => rows,
            None => return Ok(Answer::bad_array()),
        },
    };
    let mut force = request.is_on("force_purge");
    let mut outcomes = Vec::new();
    for row in rows {
        let Some(id) = row.get("id").and_then(scalar).and_then(|id| id.parse().ok()) else {
            outcomes.push(Outcome::Blank);
            continue;
        };
        let Some(current) = state.fetch(kind, id)? else {
            outcomes.push(Outcome::Refused(Some(id), "Item not found".to_owned()));
            continue;
        };
        // A template or a type without trash switches the rest of the bulk to purging too.
        let may_hide = kind.flavour == Flavour::LockedLink && kind.has("is_deleted");
        force = force || !(kind.has_trash() || may_hide) || current.int("is_template") == 1;
        // A link that an agent made is hidden from it, so that it does not come back; another one goes.
        let purges = force || may_hide && current.int("is_dynamic") == 0;
        let action = if purges { Action::Purge } else { Action::Delete };
        if !session.can_write(&current, action) {
            outcomes.push(Outcome::Refused(Some(id), PERMISSION.to_owned()));
            continue;
        }
        let result = if purges { purge(state, &current) } else { trash(state, current) };
        match result {
            Ok(()) => outcomes.push(Outcome::Done(id, String::new())),
            Err(Refusal::Text(text) | Refusal::Sql(text)) => {
                outcomes.push(Outcome::Refused(Some(id), text));
            }
            Err(Refusal::Crash) => return Ok(Answer::crash()),
            Err(Refusal::Failed(error)) => return Err(error.into()),
        }
    }
    outcomes.retain(|outcome| is_bulk || !matches!(outcome, Outcome::Blank));
    Ok(changed(outcomes, is_bulk, "DELETE"))
}

fn trash(state: &State, mut current: Record) -> Result<(), Refusal> {
    if current.int("is_deleted") == 1 {
        return Ok(());
    }
    current.set("is_deleted", 1);
    let mut columns = vec!["is_deleted"];
    if current.kind.has("date_mod") {
        current.set("date_mod", now());
        columns.push("date_mod");
    }
    Ok(state.database.update(&current, &columns)?)
}

/// Removes a row, its links, and every key that points to it.
pub(super) fn purge(state: &State, current: &Record) -> Result<(), Refusal> {
    state.database.delete(current.kind, current.id)?;
    rules::after_purge(state, current)
}

/// The words "Item successfully added: NAME".
pub(super) fn success(name: &str) -> String {
    format!("Item successfully added: {name}")
}

/// The name in the message of an added row.
pub(super) fn named(record: &Record) -> String {
    let name = friendly_name(record);
    if name.is_empty() || record.kind.label_column() == "id" {
        return format!("{} - ID {}", record.kind.name, record.id);
    }
    name
}
