//! Rejects for the same reason in one place are one line with its rows: a user who is missing is told once,
//! not twenty times.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::model::change::Reject;

/// Rows that a line names before it says that there are more.
const ROWS: usize = 10;

/// Rejects that differ in nothing but their rows and keys.
pub(super) struct Same<'r> {
    /// The first of them.
    pub(super) first: &'r Reject,
    /// Their rows, in the order of the source, each once.
    pub(super) rows: Vec<u64>,
    /// How many there are.
    pub(super) count: usize,
    /// Since when the oldest of them is known; `None`: none was told before.
    pub(super) since: Option<DateTime<Utc>>,
}

impl Same<'_> {
    /// The first rows: `4, 8, 10 …`.
    pub(super) fn rows(&self) -> String {
        let shown: Vec<String> = self.rows.iter().take(ROWS).map(ToString::to_string).collect();
        let more = if self.rows.len() > ROWS { "\u{a0}…" } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}

/// Rejects with the day since when each is known, those of one reason together, in the order of the first.
pub(super) fn grouped<'r>(
    rejects: impl Iterator<Item = (&'r Reject, Option<DateTime<Utc>>)>,
) -> Vec<Same<'r>> {
    let mut groups: Vec<Same<'r>> = Vec::new();
    let mut by_reason: HashMap<_, usize> = HashMap::new();
    for (reject, since) in rejects {
        let origin = &reject.origin;
        // A thing without a row, such as a file, is told by itself.
        let row = origin.row;
        let reason =
            (&*origin.source, origin.sheet.as_deref(), reject.field.as_deref(), reject.reason.english());
        let group = (reason, reject.partial, row.is_none().then_some(groups.len()));
        let at = *by_reason.entry(group).or_insert(groups.len());
        if at == groups.len() {
            groups.push(Same { first: reject, rows: Vec::new(), count: 0, since: None });
        }
        let same = &mut groups[at];
        same.count += 1;
        same.since = [same.since, since].into_iter().flatten().min();
        same.rows.extend(row.filter(|row| same.rows.last() != Some(row)));
    }
    groups
}
