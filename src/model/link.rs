//! The ledger of ownership: which remote item belongs to which record. What a link remembers of its item
//! is declared in [`super::remembered`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::remembered::{Marks, Remembered, RememberedLine};
use super::schema::ClassName;

/// How an item came to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// This job created it: it may be retired.
    Made,
    /// The job was told to adopt it: it may be retired.
    Adopted,
    /// Matched by a key: written to, never retired.
    Matched,
}

/// One link of a job. Unique by (system, job, class, source key) and by (system, job, class,
/// remote id).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Name of the system in `stocktake.toml`.
    pub system: String,
    /// Job that keeps the link.
    pub job: String,
    /// Class of the item.
    pub class: ClassName,
    /// The record's key in its source.
    pub source_key: String,
    /// The item's id at the desk.
    pub remote_id: i64,
    /// How the item came to be linked.
    pub ownership: Ownership,
    /// What we know of the item from earlier runs.
    pub remembered: Remembered,
    /// Consecutive good runs in which the source did not have the record.
    pub absent_runs: u32,
    /// Set when we retired the item (flagged or put in the trash), RFC 3339, UTC.
    pub retired_at: Option<String>,
}

impl Link {
    /// Forgets that the item was retired, with every other mark.
    pub fn revive(&mut self) {
        self.remembered.marks = Marks::NONE;
        self.retired_at = None;
        self.absent_runs = 0;
    }
}

/// In how many good runs in a row the source did not have the record of a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absence {
    /// Class of the item.
    pub class: ClassName,
    /// The item's id at the desk.
    pub remote_id: i64,
    /// Runs; 0: the record is there.
    pub runs: u32,
}

/// What the planner needs of a link, without a copy of each of its texts: there may be a million
/// links with 30 fields each.
#[derive(Debug, Clone)]
pub struct LinkLine<'a> {
    /// The record's key in its source.
    pub source_key: Cow<'a, str>,
    /// The item's id at the desk.
    pub remote_id: i64,
    /// How the item came to be linked.
    pub ownership: Ownership,
    /// We retired the item.
    pub retired: bool,
    /// As [`Link::absent_runs`].
    pub absent_runs: u32,
    /// As [`Link::remembered`].
    pub remembered: RememberedLine<'a>,
}

impl<'a> From<&'a Link> for LinkLine<'a> {
    fn from(link: &'a Link) -> Self {
        Self {
            source_key: Cow::Borrowed(&link.source_key),
            remote_id: link.remote_id,
            ownership: link.ownership,
            retired: link.retired_at.is_some(),
            absent_runs: link.absent_runs,
            remembered: (&link.remembered).into(),
        }
    }
}
