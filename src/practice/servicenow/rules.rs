//! What an instance does around a write: numbers, priority, dates, data policies, roles, journals.

use serde_json::Value;

use super::policy::{self, Refusal};
use super::schema::{self, Kind};
use super::state::{Ids, Record, State, new_id, now, text};

const RESOLVED: &str = "6";
const CLOSED: &str = "7";
const ON_HOLD: &str = "3";

/// Adds a row and gives its sys_id.
pub(super) fn insert(
    state: &mut State,
    user: &str,
    table: &str,
    sent: &serde_json::Map<String, Value>,
) -> Result<String, Refusal> {
    let is_task = schema::is_a(table, "task") || table == "task_ci";
    if is_task && !state.has_role(user, &["itil", "sn_incident_write", "admin"]) {
        return Err(Refusal::Rights("ACL Exception Insert Failed due to security constraints"));
    }
    let id = id_of(state, table, sent)?;
    let mut row = Record::new();
    for (column, value) in [
        ("sys_id", id.clone()),
        ("sys_class_name", table.to_owned()),
        ("sys_created_on", now()),
        ("sys_created_by", user.to_owned()),
        ("sys_mod_count", "0".to_owned()),
    ] {
        row.insert(column.to_owned(), value);
    }
    if schema::is_a(table, "task") {
        let number = state.next_number(schema::prefix(table));
        let opener = state.user(user).map_or(String::new(), |user| text(user, "sys_id").to_owned());
        for (column, value) in [
            ("number", number),
            ("opened_at", now()),
            ("opened_by", opener),
            ("state", first_state(table).to_owned()),
            ("active", "true".to_owned()),
            ("impact", "3".to_owned()),
            ("urgency", "3".to_owned()),
        ] {
            row.insert(column.to_owned(), value);
        }
    }
    let sent = kept(state, user, table, sent);
    let journals = assign(&mut row, table, &sent);
    derive_values(state, &mut row, user, table)?;
    policy::check(state, None, &row, table)?;
    state.data.tables.entry(table.to_owned()).or_default().push(row);
    note(state, user, table, &id, journals);
    Ok(id)
}

/// The sys_id of a new row: that which was sent, where the instance keeps it.
fn id_of(state: &State, table: &str, sent: &serde_json::Map<String, Value>) -> Result<String, Refusal> {
    let is_id = |text: &&str| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let Some(id) = sent.get("sys_id").and_then(Value::as_str).filter(is_id) else { return Ok(new_id()) };
    if state.ids == Ids::Own {
        return Ok(new_id());
    }
    // All that extend `task` share one key.
    let family = if schema::is_a(table, "task") { "task" } else { table };
    match state.find(family, id) {
        Some(_) => Err(Refusal::Unique("Unique Key violation detected by database (PRIMARY)")),
        None => Ok(id.to_owned()),
    }
}

/// What access rules of columns let through; the rest is dropped without a word.
fn kept(
    state: &State,
    user: &str,
    class: &str,
    sent: &serde_json::Map<String, Value>,
) -> serde_json::Map<String, Value> {
    let open = sent.iter().filter(|(column, _)| !is_locked(state, user, class, column));
    open.map(|(column, value)| (column.clone(), value.clone())).collect()
}

/// Rules hold for the user of the API: people of the tests are let do everything.
fn is_locked(state: &State, user: &str, class: &str, column: &str) -> bool {
    user == state.settings.user && state.rights.is_locked(class, column)
}

/// Changes a row.
pub(super) fn update(
    state: &mut State,
    user: &str,
    table: &str,
    id: &str,
    sent: &serde_json::Map<String, Value>,
) -> Result<(), Refusal> {
    let Some(before) = state.find(table, id).cloned() else { return Ok(()) };
    let mut row = before.clone();
    let class = text(&row, "sys_class_name").to_owned();
    if schema::is_a(&class, "task") {
        let roles: &[&str] = match text(&row, "active") {
            "false" => &["itil_admin", "admin"],
            _ => &["itil", "sn_incident_write", "admin"],
        };
        let closes =
            sent.get("state").and_then(Value::as_str) == Some(CLOSED) && schema::is_a(&class, "incident");
        let may_close = !closes || state.has_role(user, &["itil_admin", "admin"]);
        if !state.has_role(user, roles) || !may_close {
            return Err(Refusal::Rights("ACL Exception Update Failed due to security constraints"));
        }
    }
    let sent = kept(state, user, &class, sent);
    let journals = assign(&mut row, &class, &sent);
    derive_values(state, &mut row, user, &class)?;
    policy::check(state, Some(&before), &row, &class)?;
    let count = text(&row, "sys_mod_count").parse::<u64>().unwrap_or(0) + 1;
    row.insert("sys_mod_count".to_owned(), count.to_string());
    if let Some(current) = state.find_mut(table, id) {
        *current = row;
    }
    note(state, user, &class, id, journals);
    Ok(())
}

/// Takes over known columns; unknown ones are dropped without a word. Gives the journal texts.
fn assign(
    row: &mut Record,
    table: &str,
    sent: &serde_json::Map<String, Value>,
) -> Vec<(&'static str, String)> {
    let mut journals = Vec::new();
    for (column, kind) in schema::columns(table) {
        let Some(value) = sent.get(column) else { continue };
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        match kind {
            // The instance's own; `sys_data_policy` of a rule is none of them.
            _ if schema::is_of_every_table(column) => {}
            Kind::Journal if value.is_empty() => {}
            Kind::Journal => journals.push((column, value)),
            Kind::Text(most) => {
                row.insert(column.to_owned(), value.chars().take(most).collect());
            }
            Kind::Choice | Kind::Reference(_) | Kind::Time => {
                row.insert(column.to_owned(), value);
            }
        }
    }
    journals
}

/// What follows from the values.
fn derive_values(state: &State, row: &mut Record, user: &str, table: &str) -> Result<(), Refusal> {
    row.insert("sys_updated_on".to_owned(), now());
    row.insert("sys_updated_by".to_owned(), user.to_owned());
    if !schema::is_a(table, "task") {
        return Ok(());
    }
    let priority = priority(text(row, "impact"), text(row, "urgency"));
    row.insert("priority".to_owned(), priority);
    let code = text(row, "state").to_owned();
    row.insert("active".to_owned(), (!ended(table).contains(&code.as_str())).to_string());
    match table {
        "problem" => drop(row.insert("problem_state".to_owned(), code.clone())),
        "sc_request" => drop(row.insert("request_state".to_owned(), request_state(&code).to_owned())),
        _ => {}
    }
    if !schema::is_a(table, "incident") {
        return Ok(());
    }
    row.insert("incident_state".to_owned(), code.clone());
    let mut missing = Vec::new();
    if matches!(code.as_str(), RESOLVED | CLOSED) {
        let known = |row: &Record| {
            let value = text(row, "close_code");
            let fits =
                |choice: &Record| text(choice, "element") == "close_code" && text(choice, "value") == value;
            !value.is_empty() && state.rows("sys_choice").any(fits)
        };
        if !known(row) {
            missing.push("Resolution code".to_owned());
        }
        if text(row, "close_notes").is_empty() {
            missing.push("Close notes".to_owned());
        }
        row.entry("resolved_at".to_owned()).or_insert_with(now);
    } else {
        row.remove("resolved_at");
    }
    if code == ON_HOLD && text(row, "hold_reason").is_empty() {
        missing.push("On hold reason".to_owned());
    }
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Policy(missing)) }
}

/// The state of a new row.
fn first_state(table: &str) -> &'static str {
    match table {
        "problem" => "101",
        "change_request" => "-5",
        _ => "1",
    }
}

/// States in which a row is no longer active.
fn ended(table: &str) -> &'static [&'static str] {
    match table {
        "problem" => &["107"],
        "change_request" => &["3", "4"],
        table if schema::is_a(table, "incident") => &["7", "8"],
        _ => &["3", "4", "7"],
    }
}

/// What a request has beside its state.
fn request_state(code: &str) -> &'static str {
    match code {
        "3" => "closed_complete",
        "4" => "closed_incomplete",
        "7" => "closed_cancelled",
        "2" => "in_process",
        _ => "requested",
    }
}

/// The lookup of a fresh instance: 1 is the highest.
fn priority(impact: &str, urgency: &str) -> String {
    let level = |text: &str| text.parse::<u8>().ok().filter(|level| (1..=3).contains(level)).unwrap_or(3);
    (level(impact) + level(urgency) - 1).to_string()
}

/// Appends to the journals.
fn note(state: &mut State, user: &str, table: &str, id: &str, journals: Vec<(&'static str, String)>) {
    for (element, value) in journals {
        let row = [
            ("sys_id", new_id()),
            ("sys_class_name", "sys_journal_field".to_owned()),
            ("sys_created_on", now()),
            ("sys_created_by", user.to_owned()),
            ("name", table.to_owned()),
            ("element", element.to_owned()),
            ("element_id", id.to_owned()),
            ("value", value),
        ];
        let row = row.into_iter().map(|(column, value)| (column.to_owned(), value)).collect();
        state.data.tables.entry("sys_journal_field".to_owned()).or_default().push(row);
    }
}
