//! What `check --connect` tells of a system.

use crate::model::Said;

/// One line of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckLine {
    /// What was looked at.
    pub what: Said,
    /// Whether it is good.
    pub ok: bool,
    /// What was found, or what is missing.
    pub detail: Said,
}

/// Columns that a line names.
const COLUMNS: usize = 40;

/// Names of columns, as many as one line may have.
pub(in crate::systems) fn few(columns: &[String]) -> String {
    let mut shown: Vec<&str> = columns.iter().take(COLUMNS).map(String::as_str).collect();
    if columns.len() > COLUMNS {
        shown.push("…");
    }
    shown.join(", ")
}
