//! What an instance lets nobody save: data policies with their conditions, what a state of a table wants filled
//! in, and the steps of a change.
//!
//! A stock instance enforces both on the server, whoever writes; what a form calls mandatory it does not.

use super::schema;
use super::state::{Record, State, text};

/// Why a write is refused.
#[derive(Debug)]
pub(super) enum Refusal {
    /// An access rule.
    Rights(&'static str),
    /// There is a row with this sys_id.
    Unique(&'static str),
    /// Mandatory fields, by label.
    Policy(Vec<String>),
    /// A business rule.
    Aborted(&'static str),
}

/// The steps of a normal change, by its state: where it may go from there.
const STEPS: &[(&str, &[&str])] = &[
    ("-5", &["-4", "-3", "-2", "-1", "4"]),
    ("-4", &["-3", "-5", "4"]),
    ("-3", &["-2", "-5", "4"]),
    ("-2", &["-1", "4"]),
    ("-1", &["0", "4"]),
    ("0", &["-1", "3", "4"]),
];

/// Refuses a row that its table may not have so.
pub(super) fn check(
    state: &State,
    before: Option<&Record>,
    row: &Record,
    table: &str,
) -> Result<(), Refusal> {
    steps(before, row, table)?;
    let mut missing: Vec<String> = of_problem(row, table);
    let above = schema::above(table);
    for policy in state.rows("sys_data_policy2").filter(|policy| text(policy, "active") == "true") {
        let is_for = text(policy, "model_table");
        let is_inherited = text(policy, "inherit") == "true" && above.contains(&is_for);
        if (is_for != table && !is_inherited) || !holds(text(policy, "conditions"), row) {
            continue;
        }
        let own = |rule: &&Record| text(rule, "sys_data_policy") == text(policy, "sys_id");
        for rule in state.rows("sys_data_policy_rule").filter(own) {
            let field = text(rule, "field");
            if text(rule, "mandatory") == "true" && text(row, field).is_empty() {
                missing.push(label(state, table, field));
            }
        }
    }
    missing.dedup();
    if missing.is_empty() { Ok(()) } else { Err(Refusal::Policy(missing)) }
}

/// What a problem must say once it is resolved, by its resolution code.
fn of_problem(row: &Record, table: &str) -> Vec<String> {
    if !schema::is_a(table, "problem") || !matches!(text(row, "state"), "106" | "107") {
        return Vec::new();
    }
    let code = text(row, "resolution_code");
    let wanted: &[(&str, &str)] = match code {
        "fix_applied" => &[("cause_notes", "Cause notes"), ("fix_notes", "Fix notes")],
        "risk_accepted" => &[("cause_notes", "Cause notes"), ("close_notes", "Close notes")],
        "canceled" => &[("close_notes", "Close notes")],
        "duplicate" => &[],
        _ => &[("resolution_code", "Resolution code")],
    };
    let lacking =
        wanted.iter().filter(|(column, _)| *column == "resolution_code" || text(row, column).is_empty());
    lacking.map(|(_, label)| (*label).to_owned()).collect()
}

fn steps(before: Option<&Record>, row: &Record, table: &str) -> Result<(), Refusal> {
    let Some(before) = before.filter(|_| schema::is_a(table, "change_request")) else { return Ok(()) };
    let (from, to) = (text(before, "state"), text(row, "state"));
    let may = STEPS.iter().find(|(state, _)| *state == from).map_or(&[][..], |(_, to)| to);
    if from != to && !may.contains(&to) {
        return Err(Refusal::Aborted(
            "Operation against file 'change_request' was aborted by Business Rule 'Change Model: Check State \
             Transition^0b9a8bd5c31330106c8a1a1bd740dd24'. Error: Invalid update",
        ));
    }
    let is_closed = to == "3" && (text(row, "close_code").is_empty() || text(row, "close_notes").is_empty());
    if is_closed {
        return Err(Refusal::Policy(vec!["Close code".to_owned(), "Close notes".to_owned()]));
    }
    Ok(())
}

/// Whether a row fits an encoded query of plain conditions: `=`, `!=`, `IN`, `ISEMPTY`, `ISNOTEMPTY`, joined
/// by `^` and `^OR`.
fn holds(conditions: &str, row: &Record) -> bool {
    let mut groups: Vec<Vec<&str>> = Vec::new();
    for part in conditions.split('^').filter(|part| !part.is_empty() && *part != "EQ") {
        match (part.strip_prefix("OR"), groups.last_mut()) {
            (Some(part), Some(group)) => group.push(part),
            (_, _) => groups.push(vec![part]),
        }
    }
    groups.iter().all(|group| group.iter().any(|part| fits(part, row)))
}

fn fits(part: &str, row: &Record) -> bool {
    if let Some(column) = part.strip_suffix("ISNOTEMPTY") {
        return !text(row, column).is_empty();
    }
    if let Some(column) = part.strip_suffix("ISEMPTY") {
        return text(row, column).is_empty();
    }
    if let Some((column, values)) = part.split_once("IN") {
        return values.split(',').any(|value| value == text(row, column));
    }
    match (part.split_once("!="), part.split_once('=')) {
        (Some((column, value)), _) => text(row, column) != value,
        (None, Some((column, value))) => text(row, column) == value,
        (None, None) => true,
    }
}

fn label(state: &State, table: &str, field: &str) -> String {
    let above = schema::above(table);
    let of = |row: &&Record| text(row, "element") == field && above.contains(&text(row, "name"));
    let row = state.rows("sys_dictionary").find(of);
    row.map_or(field, |row| text(row, "column_label")).to_owned()
}
