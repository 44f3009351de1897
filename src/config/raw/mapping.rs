//! `mappings/NAME.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::RawField;
use super::mapping_test::RawTest;
use super::part::{RawChoice, RawContract, RawRow};
use super::set::RawSets;
use super::{At, Entries};
use crate::model::mapping::{Conflict, Locale};
use crate::model::set::RowsPerItem;

/// A mapping: how records become items of one class.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "mappings/NAME.toml", rename = "Mapping")]
pub(in crate::config) struct RawMapping {
    /// Class of item as the desk spells it, such as `Computer`; or `Event`, for the feeds of ticket jobs.
    pub class: Option<At<String>>,
    /// One line for people.
    #[expect(dead_code, reason = "for the reader of the file")]
    pub description: Option<String>,
    /// Language conventions of dates and numbers, for every field that has none of its own.
    #[schemars(extend("default" = "iso"))]
    pub locale: Option<Locale>,
    /// IANA zone of dates with a time, for every field that has none of its own.
    pub zone: Option<At<String>>,
    /// Who wins when source and desk both changed a field, for every field that has none of its own.
    #[schemars(extend("default" = "human"))]
    pub on_conflict: Option<Conflict>,
    /// Key that names a record in its source for good; by default the first whole match key.
    pub source_key: Option<At<RawChoice>>,
    /// When a record was made, such as the date of an inventory: of several records of one item the newest
    /// counts, and the older ones for what it does not say. Numbers, or dates from the year down.
    pub newest: Option<At<RawChoice>>,
    /// Keys by which an item is found, in order; each is a list of columns of `[field.*]`.
    #[serde(rename = "match")]
    pub match_keys: Option<At<RawKeys>>,
    /// Template: rows for which it is not true are left out.
    pub only_if: Option<At<String>>,
    /// Values that are never used as keys, besides the built-in ones.
    pub junk: Option<RawJunk>,
    /// Fields of the item, by the desk's column.
    #[serde(default)]
    pub field: Entries<At<RawField>>,
    /// Fields of its operating system.
    pub os: Option<At<RawRow>>,
    /// Its contract: how it is chosen, and fields.
    pub contract: Option<At<RawContract>>,
    /// Fields of its financial data.
    pub infocom: Option<At<RawRow>>,
    /// Labels of an event, by any names: rules select by them, and texts name them.
    pub labels: Option<At<RawRow>>,
    /// Keyed child sets: disks, processors, ports and the like.
    pub set: Option<RawSets>,
    /// Whether the rows of one item are put together.
    #[schemars(extend("default" = "one"))]
    pub rows: Option<At<RowsPerItem>>,
    /// Tests: rows, and what the mapping is to make of them.
    #[serde(default)]
    pub test: Vec<At<RawTest>>,
}

/// Lists of columns.
pub(in crate::config) type RawKeys = Vec<At<Vec<At<String>>>>;

/// Values that are never used as keys.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Junk")]
pub(in crate::config) struct RawJunk {
    /// More words, compared without case.
    #[serde(default)]
    pub words: Vec<String>,
    /// More patterns (regular expressions).
    #[serde(default)]
    pub patterns: Vec<At<String>>,
    /// Words of the built-in list that are good here.
    #[serde(default)]
    pub allow: Vec<String>,
}
