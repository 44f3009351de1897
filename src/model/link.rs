//! The ledger of ownership: which remote item belongs to which record, and what we last wrote.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::change::{FieldChange, Retirement};
use super::class::ClassName;
use super::value::Value;

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
    /// Last value we wrote or agreed on, per field path (`serial`, `os.licenseid`), as
    /// [`encode`]d text.
    pub base: BTreeMap<String, String>,
    /// Consecutive good runs in which the source did not have the record.
    pub absent_runs: u32,
    /// Set when we retired the item (flagged or put in the trash), RFC 3339, UTC.
    pub retired_at: Option<String>,
}

/// Mark in [`Link::base`]: the last step of the item's retirement (`flag`, `trash`), or
/// [`RETURNED`]. Marks begin with `~`; `~states_id` is what stood there before a flag.
pub const STEP: &str = "~step";

/// Mark in [`Link::base`]: the day of that step, `2026-11-21`, in the job's zone.
pub const SINCE: &str = "~since";

/// The word for an item that came out of the trash while the source still does not have it.
pub const RETURNED: &str = "returned";

impl Link {
    /// Notes a step of the item's retirement, taken today.
    pub fn retire(&mut self, step: Retirement, today: NaiveDate, fields: &[FieldChange]) {
        for field in fields {
            self.base.insert(format!("~{}", field.field), encode(&field.was));
        }
        self.base.insert(STEP.to_owned(), step.as_str().to_owned());
        self.base.insert(SINCE.to_owned(), today.to_string());
    }

    /// Forgets that the item was retired.
    pub fn revive(&mut self) {
        self.base.retain(|path, _| !path.starts_with('~'));
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
    /// As [`Link::base`], sorted by field path.
    pub base: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> From<&'a Link> for LinkLine<'a> {
    fn from(link: &'a Link) -> Self {
        Self {
            source_key: Cow::Borrowed(&link.source_key),
            remote_id: link.remote_id,
            ownership: link.ownership,
            retired: link.retired_at.is_some(),
            absent_runs: link.absent_runs,
            base: link.base.iter().map(|(path, text)| (path.as_str().into(), text.as_str().into())).collect(),
        }
    }
}

/// The text under which a value is remembered in [`Link::base`]: unambiguous, stable over versions.
pub fn encode(value: &Value) -> String {
    value.to_string()
}
