//! The ledger of ownership: which remote item belongs to which record, and what we last wrote.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
            base: link.base.iter().map(|(path, text)| (path.as_str().into(), text.as_str().into())).collect(),
        }
    }
}

/// The text under which a value is remembered in [`Link::base`]: unambiguous, stable over versions.
pub fn encode(value: &Value) -> String {
    value.to_string()
}
