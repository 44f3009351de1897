//! Keyed child sets of an item: disks, processors, ports and the like. Each element is a row of the
//! target's own that names its item; nothing here knows how rows are read or written.

use serde::Deserialize;

use super::field_rule::{Conflict, FieldRule, Template};
use super::schema::{ClassName, Part, Set};

/// How a set is made of a record.
#[derive(Debug, Clone)]
pub struct SetRule {
    /// Which set.
    pub part: Part,
    /// What the target says of it.
    pub set: &'static Set,
    /// The class of its rows.
    pub class: ClassName,
    /// Fields of an element.
    pub fields: Vec<FieldRule>,
    /// Fields that name an element within its item, by position in `fields`. The first one must
    /// have a value, the others may be empty.
    pub key: Vec<usize>,
    /// Where the elements of one record stand.
    pub elements: Elements,
    /// Elements that are not wanted: kept when the template is true. Of a list only.
    pub only_if: Option<Template>,
    /// What is done about rows of the desk that are neither in the source nor ours.
    pub extra: Extra,
    /// What it means that a record has no element at all.
    pub blank: BlankSet,
    /// Who wins when somebody removed an element of ours at the desk.
    pub on_conflict: Conflict,
}

/// Where the elements of one record stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elements {
    /// A record has one.
    One,
    /// `{n}` in the names of columns is each of these numbers.
    Numbered {
        /// The first.
        from: u32,
        /// The last.
        to: u32,
    },
    /// A cell holds several, with this between them.
    Split(String),
    /// The record has a list of objects under this path; columns are the names of their members.
    List(String),
}

/// What is done about rows of a set that are neither in the source nor ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// They stay.
    #[default]
    Keep,
    /// They are removed, those of an agent excepted.
    Remove,
}

/// What it means that a record has no element of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlankSet {
    /// Nothing: what the desk has stays.
    #[default]
    Keep,
    /// There is none: those that we made are removed.
    Clear,
}

/// Whether the rows of one item are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowsPerItem {
    /// An item has one row: a second one is rejected.
    #[default]
    One,
    /// An item has a row per element of its sets: rows with the same key are put together.
    Several,
}
