//! Tests that stand in a mapping file: a row, and what the mapping is to make of it.

use std::ops::Range;

use chrono::NaiveDate;

use super::record::Cell;

/// One `[[test]]` of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct MappingTest {
    /// What it is called.
    pub name: String,
    /// Byte range of the name in the mapping file.
    pub place: Range<usize>,
    /// Cells by column name, in the order of the file.
    pub row: Vec<(String, Cell)>,
    /// What `today` is; `None`: the day on which the test runs.
    pub today: Option<NaiveDate>,
    /// What the mapping is to make of the row.
    pub expected: Expected,
}

/// What a mapping is to make of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    /// An item with these values.
    Item {
        /// Values by field path, as a person writes them.
        want: Vec<WantedText>,
        /// All elements of the sets that the test lists.
        sets: Vec<WantedElements>,
        /// No other field may get a value.
        only: Only,
        /// A field that is left out while the rest goes on.
        left_out: Option<ExpectedReject>,
    },
    /// A reject of the record, or of one of its fields.
    Reject(ExpectedReject),
    /// Nothing: `only_if` leaves the row out.
    Nothing,
}

/// Which fields of a wanted item are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Only {
    /// Those that are listed.
    Listed,
    /// All: what is not listed must stay untouched.
    All,
}

/// A value that a test wants.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedText {
    /// `serial`, `os.licenseid`, or `contract` for the contract that the row chooses.
    pub path: String,
    /// As text: names as names, dates as `2026-12-31`; empty: the field is left alone;
    /// [`CLEARED`]: it is emptied.
    pub text: String,
    /// Byte range in the mapping file.
    pub place: Range<usize>,
}

/// The elements of a set that a test wants.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedElements {
    /// The set: `processors`.
    pub set: String,
    /// Values by field of each, in the order of the row.
    pub elements: Vec<Vec<WantedText>>,
    /// Byte range in the mapping file.
    pub place: Range<usize>,
}

/// How a test writes "it is emptied".
pub const CLEARED: &str = "<clear>";

/// How a test writes the reject that it wants.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpectedReject {
    /// The reason holds this text.
    pub text: String,
    /// The field it is about.
    pub field: Option<String>,
    /// Byte range of the text in the mapping file.
    pub place: Range<usize>,
}
