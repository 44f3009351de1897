//! Writes that are known: a sys_id derived from our key, which an instance takes once, and what came back
//! compared with what was sent.
//!
//! Access rules of columns answer 200 and keep nothing; columns that do not exist are dropped in the same
//! way. What business rules compute (a priority, a number) is not compared.

use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};

use super::wire::Row;
use crate::model::ticket::TicketKey;
use crate::systems::shared::call::{Body, Call};

/// Columns of which the instance makes something else than was sent, by its own rules.
const COMPUTED: [&str; 7] = [
    "sys_id",
    "priority",
    "opened_at",
    "short_description",
    "description",
    "close_notes",
    "correlation_display",
];

/// Journals: append-only, and blank as a value.
pub const JOURNALS: [&str; 2] = ["work_notes", "comments"];

/// The sys_id of the ticket of a key. PySNC's tests show that an instance keeps one that is sent with a new
/// row; that it refuses a second row with it is inferred from its being the primary key.
pub fn sys_id(key: &TicketKey) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"stocktake ticket\0");
    hasher.update(key.0.as_bytes());
    base16ct::lower::encode_string(&hasher.finalize()[..16])
}

/// The columns of a request.
pub fn sent(call: &Call) -> Map<String, Json> {
    match &call.body {
        Some(Body::Json(Json::Object(fields))) => fields.clone(),
        Some(Body::Json(_) | Body::Bytes { .. }) | None => Map::new(),
    }
}

/// The columns of those sent that came back as something else, or not at all.
pub fn not_taken<'s>(sent: &'s Map<String, Json>, row: &Row) -> Vec<&'s str> {
    let compared = sent.iter().filter(|(column, _)| !COMPUTED.contains(&column.as_str()));
    let lacking = compared.filter(|(column, value)| {
        let value = value.as_str().unwrap_or_default();
        if JOURNALS.contains(&column.as_str()) {
            return is_not_noted(column, value, row);
        }
        !is_same(value, row.value(column))
    });
    lacking.map(|(column, _)| column.as_str()).collect()
}

/// Whether a journal that we are shown lacks a text. One that is hidden tells nothing.
fn is_not_noted(column: &str, text: &str, row: &Row) -> bool {
    row.has(column) && !squeezed(row.shown(column)).contains(&squeezed(text))
}

/// Whether a value is the one that was sent, as the instance stores it: without blanks around, flags and
/// numbers in its own form, a long text cut at the end of its column.
fn is_same(sent: &str, came: &str) -> bool {
    let (sent, came) = (sent.trim(), came.trim());
    let number = |text: &str| text.parse::<f64>().ok();
    let flag = |text: &str| match text {
        "true" | "1" => Some(true),
        "false" | "0" | "" => Some(false),
        _ => None,
    };
    match (number(sent), number(came)) {
        _ if sent == came => true,
        (Some(sent), Some(came)) => (sent - came).abs() < f64::EPSILON,
        _ if matches!(came, "true" | "false") => flag(sent) == flag(came),
        _ => came.len() >= 40 && squeezed(sent).starts_with(&squeezed(came)),
    }
}

/// A text with one blank for each piece of blanks: an instance changes line ends.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::servicenow::wire::Cell;

    #[test]
    fn a_sys_id_is_derived_from_the_key() {
        let id = sys_id(&TicketKey("stk-1".to_owned()));
        assert!(super::super::is_sys_id(&id), "{id}");
        assert_eq!(id, sys_id(&TicketKey("stk-1".to_owned())));
        assert_ne!(id, sys_id(&TicketKey("stk-2".to_owned())));
    }

    #[test]
    fn what_was_not_kept_is_told_and_what_is_computed_is_not() {
        let cell = |value: &str, shown: &str| Cell { value: value.to_owned(), shown: shown.to_owned() };
        let row = Row([
            ("state".to_owned(), cell("1", "New")),
            ("priority".to_owned(), cell("5", "5")),
            ("u_flag".to_owned(), cell("true", "true")),
            ("u_count".to_owned(), cell("3", "3")),
            ("work_notes".to_owned(), cell("", "2026-11-21 10:00:00 - Robot (Work notes)\na  note\n\n")),
        ]
        .into());
        let body = serde_json::json!({"state": "6", "priority": "1", "u_flag": "1", "u_count": "3.0",
            "work_notes": "a note", "comments": "hidden from us", "u_unknown": "x"});
        let body = body.as_object().cloned().unwrap_or_default();
        assert_eq!(not_taken(&body, &row), ["state", "u_unknown"]);
    }
}
