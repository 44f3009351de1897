//! What a run read, kept as the measure of later runs: a source that was half there shows by it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What one run read, per mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Records, rejects included.
    pub records: BTreeMap<String, u64>,
    /// Records with a usable value in each column that items are matched by.
    #[serde(default)]
    pub filled: BTreeMap<String, BTreeMap<String, u64>>,
    /// Files, for mappings that are fed by several at once.
    #[serde(default)]
    pub files: BTreeMap<String, u64>,
    /// Rows that the mapping does not want; they are no records.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
}
