//! A record as read: a shared header and one cell per column.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::origin::Origin;

/// Column names of a source, in its order. Names are trimmed; blank and repeated names have been
/// dealt with by the source (a blank name becomes `#N`, a repeated one `Name#2`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// One name per column.
    pub names: Vec<String>,
}

impl Header {
    /// Index of a column by its exact name, else by its name without regard to case and to the
    /// kind and number of blanks.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name).or_else(|| {
            let wanted = fold_name(name);
            self.names.iter().position(|n| fold_name(n) == wanted)
        })
    }
}

/// Lower case, typographic apostrophes and no-break blanks made plain, runs of blanks made one.
pub fn fold_name(name: &str) -> String {
    let plain = name.replace(['\u{2019}', '\u{02bc}'], "'").replace(['\u{a0}', '\u{202f}'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// One cell. Absent (the record has no such column), blank (it is there and empty) and a value
/// are three different things.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// The record does not have the column (a JSON object without the key).
    #[default]
    Absent,
    /// There and empty.
    Blank,
    /// Text, as in the source; numbers of a sheet that are integers arrive as their digits.
    Text(Box<str>),
    /// A number that is not an integer of at most 15 digits.
    Number(f64),
    /// True or false of a sheet or of JSON.
    Bool(bool),
    /// A date cell without a time.
    Date(NaiveDate),
    /// A date cell with a time.
    DateTime(NaiveDateTime),
    /// An error cell (`#N/A`, `#REF!`): a reject for the field that reads it.
    Error(Box<str>),
}

/// One row of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Where it stands.
    pub origin: Origin,
    /// Shared by all records of one file.
    pub header: Arc<Header>,
    /// One per header column; may be shorter (missing ones are [`Cell::Absent`]).
    pub cells: Vec<Cell>,
}

impl Record {
    /// The cell of a column index; [`Cell::Absent`] beyond the end.
    pub fn cell(&self, index: usize) -> &Cell {
        self.cells.get(index).unwrap_or(&Cell::Absent)
    }
}
