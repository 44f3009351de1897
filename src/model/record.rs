//! A record as read: a shared header and one cell per column.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::fold::plain;
use super::origin::Origin;
use super::said::Said;

/// Column names of a source, in its order. Names are trimmed; blank and repeated names have been
/// dealt with by the source (a blank name becomes `#N`, a repeated one `Name#2`).
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// One name per column.
    pub names: Vec<String>,
    /// The column of each name, once somebody looks for one.
    exact: OnceLock<HashMap<String, usize>>,
    /// The first column of each name as [`fold_name`] makes it, once somebody looks for one.
    folded: OnceLock<HashMap<String, usize>>,
}

impl Header {
    /// Of names that are unique.
    pub fn new(names: Vec<String>) -> Self {
        Self { names, exact: OnceLock::new(), folded: OnceLock::new() }
    }

    /// Index of a column by its exact name, else by its name without regard to case and to the
    /// kind and number of blanks. The second of two columns `Name` is `Name#2` or `Name (2)`; columns
    /// that have letters for names, as a file without a header has, are found by their numbers, too.
    pub fn find(&self, name: &str) -> Option<usize> {
        let of_all = || self.names.iter().cloned().zip(0..).collect();
        let exact = self.exact.get_or_init(of_all).get(name).copied();
        exact.or_else(|| self.find_folded(&fold_name(name))).or_else(|| self.find_numbered(name))
    }

    fn find_folded(&self, wanted: &str) -> Option<usize> {
        let fold_all = || {
            let mut folded = HashMap::with_capacity(self.names.len());
            for (at, name) in self.names.iter().enumerate() {
                folded.entry(fold_name(name)).or_insert(at);
            }
            folded
        };
        self.folded.get_or_init(fold_all).get(wanted).copied()
    }

    fn find_numbered(&self, name: &str) -> Option<usize> {
        if let Some((name, number)) = name.trim().strip_suffix(')').and_then(|rest| rest.rsplit_once('('))
            && number.trim().parse::<u32>().is_ok()
        {
            return self.find_folded(&fold_name(&format!("{}#{}", name.trim(), number.trim())));
        }
        let at = name.trim().parse::<usize>().ok()?.checked_sub(1)?;
        (self.names.get(at)? == &column_letters(at)).then_some(at)
    }
}

impl PartialEq for Header {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

/// `A` for 0, `AA` for 26: how spreadsheets name a column.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.into_iter().collect()
}

/// Lower case, composed, typographic apostrophes and no-break blanks made plain, runs of blanks made
/// one, signs that nobody sees taken out.
pub fn fold_name(name: &str) -> String {
    let plain = plain(name).replace(['\u{2019}', '\u{02bc}'], "'").replace(['\u{a0}', '\u{202f}'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// One cell. Absent (the record has no such column), blank (it is there and empty) and a value
/// are three different things.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
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
    /// An error cell (`#N/A`, `#REF!`), or why there is no value: a reject for the field that reads it.
    Error(Box<Said>),
    /// A whole number that its cell shows with other signs, as its format says.
    Shown(Box<Shown>),
}

impl Cell {
    /// What it says.
    pub fn text(&self) -> String {
        match self {
            Self::Absent | Self::Blank => String::new(),
            Self::Text(text) => text.to_string(),
            Self::Error(error) => error.to_string(),
            Self::Shown(shown) => shown.text.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Bool(yes) => yes.to_string(),
            Self::Date(date) => date.to_string(),
            Self::DateTime(time) => time.format("%Y-%m-%d %H:%M:%S").to_string(),
        }
    }
}

/// A number and how people see it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Shown {
    /// `42`.
    pub digits: Box<str>,
    /// `INV-0042`.
    pub text: Box<str>,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Header {
        Header::new(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn a_header_is_found_composed_or_not_and_a_second_one_by_its_number() {
        let decomposed = header(&["Nume\u{301}ro", "Name", "Name#2"]);
        assert_eq!(decomposed.find("Numéro"), Some(0));
        assert_eq!(decomposed.find("Name (2)"), Some(2));
        assert_eq!(decomposed.find("name#2"), Some(2));
        assert_eq!(decomposed.find("1"), None);
        let lettered = header(&["A", "B", "C"]);
        assert_eq!((lettered.find("b"), lettered.find("3"), lettered.find("4")), (Some(1), Some(2), None));
        assert_eq!(column_letters(27), "AB");
    }
}
