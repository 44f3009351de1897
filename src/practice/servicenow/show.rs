//! Rows as answers show them: raw, by label, or both; times of labels in the user's zone.

use chrono::{NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::query::{is_column, walk};
use super::schema::{self, Kind};
use super::state::{Record, State, text};

/// `sysparm_display_value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    Raw,
    Labels,
    Both,
}

/// How rows are shown.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) display: Display,
    /// References carry a link.
    pub(super) links: bool,
    /// Columns asked for; None: all.
    pub(super) columns: Option<Vec<String>>,
    /// Zone of the user.
    pub(super) zone: Tz,
    /// How the user is shown times.
    pub(super) form: String,
    /// Language of labels.
    pub(super) language: String,
    /// Whether access rules of columns hold for the user.
    pub(super) rules: bool,
}

/// A row as JSON.
pub(super) fn row(state: &State, record: &Record, shape: &Shape) -> Value {
    let class = text(record, "sys_class_name");
    let columns: Vec<String> = match &shape.columns {
        Some(columns) => columns.iter().filter(|column| is_column(class, column)).cloned().collect(),
        None => schema::columns(class).iter().map(|(name, _)| (*name).to_owned()).collect(),
    };
    let is_shown = |column: &String| !(shape.rules && state.rights.is_hidden(class, column));
    let cells = columns.into_iter().filter(is_shown).map(|column| {
        let shown = cell(state, record, class, &column, shape);
        (column, shown)
    });
    Value::Object(cells.collect::<Map<_, _>>())
}

fn cell(state: &State, record: &Record, class: &str, column: &str, shape: &Shape) -> Value {
    if column.contains('.') {
        let value = walk(state, record, column);
        return match shape.display {
            Display::Both => json!({"display_value": value, "value": value}),
            Display::Raw | Display::Labels => json!(value),
        };
    }
    let value = text(record, column);
    let kind = schema::kind(class, column).unwrap_or(Kind::Text(0));
    let label = label(state, record, class, column, kind, shape);
    let link = match kind {
        Kind::Reference(table) if !value.is_empty() && shape.links => {
            Some(format!("{}/api/now/table/{table}/{value}", state.settings.base))
        }
        _ => None,
    };
    match (shape.display, link) {
        (Display::Raw, Some(link)) => json!({"link": link, "value": value}),
        (Display::Raw, None) => json!(value),
        (Display::Labels, Some(link)) => json!({"display_value": label, "link": link}),
        (Display::Labels, None) => json!(label),
        (Display::Both, Some(link)) => json!({"display_value": label, "value": value, "link": link}),
        (Display::Both, None) => json!({"display_value": label, "value": value}),
    }
}

fn label(state: &State, record: &Record, class: &str, column: &str, kind: Kind, shape: &Shape) -> String {
    let value = text(record, column);
    match kind {
        Kind::Text(_) => value.to_owned(),
        Kind::Time => local(value, shape),
        Kind::Reference(table) => state
            .find(table, value)
            .map_or(String::new(), |row| text(row, schema::display_column(table)).to_owned()),
        Kind::Choice => {
            choice(state, class, column, value, &shape.language).unwrap_or_else(|| value.to_owned())
        }
        Kind::Journal => journal(state, text(record, "sys_id"), column, shape),
    }
}

fn choice(state: &State, class: &str, column: &str, value: &str, language: &str) -> Option<String> {
    let of = |table: &str, language: &str| {
        let fits = |row: &&Record| {
            let is_it =
                text(row, "name") == table && text(row, "element") == column && text(row, "value") == value;
            is_it && text(row, "language") == language
        };
        state.rows("sys_choice").find(fits).map(|row| text(row, "label").to_owned())
    };
    let above = schema::above(class);
    above.iter().find_map(|table| of(table, language).or_else(|| of(table, "en")))
}

/// The entries of a journal, the newest first, each with a head.
fn journal(state: &State, id: &str, column: &str, shape: &Shape) -> String {
    let words = if column == "comments" { "Additional comments" } else { "Work notes" };
    let own = |row: &&Record| text(row, "element_id") == id && text(row, "element") == column;
    let entries: Vec<&Record> = state.rows("sys_journal_field").filter(own).collect();
    let mut shown = String::new();
    for entry in entries.iter().rev() {
        let login = text(entry, "sys_created_by");
        let name = state.user(login).map_or(login, |user| text(user, "name"));
        let at = local(text(entry, "sys_created_on"), shape);
        shown.push_str(&format!("{at} - {name} ({words})\n{}\n\n", text(entry, "value")));
    }
    shown
}

fn local(value: &str, shape: &Shape) -> String {
    match NaiveDateTime::parse_from_str(value, "%Y-%m-%d %H:%M:%S") {
        Ok(utc) => shape.zone.from_utc_datetime(&utc).format(&shape.form).to_string(),
        Err(_) => value.to_owned(),
    }
}
