//! What stands in the source of records that are rejected, so that people correct it without opening the file: the
//! columns that the mapping reads, and no others. It is kept with the run, so there is an end to it.

use std::collections::{BTreeSet, HashMap};

use super::origin::Origin;
use super::record::{Cell, Record};

/// Columns of one record that are kept: a mapping reads far fewer.
const MOST_COLUMNS: usize = 60;
/// Characters of one cell that are kept.
const MOST_CHARACTERS: usize = 200;
/// Bytes of all cells of one run: those of 11,000 records of 16 columns were measured. 100,000 rejects take 26 MB in the
/// state with them, of each night that the journal keeps.
const MOST_BYTES: usize = 4 << 20;
/// Bytes that a cell takes in the state besides its texts.
const FRAME: usize = 8;

/// The cells of one record: name of the column and text, in the order of the source.
pub type RecordCells = Vec<(String, String)>;

/// The cells of rejected records of one run, by their places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RejectedCells {
    records: HashMap<Origin, RecordCells>,
    bytes: usize,
}

impl RejectedCells {
    /// Keeps these columns of a record, as long as there is room. Rejects of one record share them.
    pub fn keep(&mut self, record: &Record, columns: &BTreeSet<usize>) {
        if self.records.contains_key(&record.origin) {
            return;
        }
        let named = columns.iter().filter_map(|at| Some((record.header.names.get(*at)?, record.cell(*at))));
        let there = named.filter(|(_, cell)| **cell != Cell::Absent).take(MOST_COLUMNS);
        let cells = there.map(|(name, cell)| (cut(name), cut(&cell.text()))).collect();
        self.add(record.origin.clone(), cells);
    }

    /// Keeps cells that were kept before.
    pub fn add(&mut self, origin: Origin, cells: RecordCells) {
        let bytes: usize = cells.iter().map(|(name, text)| name.len() + text.len() + FRAME).sum();
        if self.bytes + bytes <= MOST_BYTES && !cells.is_empty() {
            self.bytes += bytes;
            self.records.insert(origin, cells);
        }
    }

    /// Keeps those of a further feed.
    pub fn extend(&mut self, others: Self) {
        let mut others: Vec<(Origin, RecordCells)> = others.records.into_iter().collect();
        others.sort();
        others.into_iter().for_each(|(origin, cells)| self.add(origin, cells));
    }

    /// Whether nothing more is kept.
    pub fn is_full(&self) -> bool {
        self.bytes + FRAME > MOST_BYTES
    }

    /// What is kept of the record at a place.
    pub fn of(&self, origin: &Origin) -> Option<&RecordCells> {
        self.records.get(origin)
    }
}

/// A text as far as it is kept.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::sync::Arc;

    use super::super::record::Header;
    use super::*;

    fn record(row: u64, cells: &[&str]) -> Record {
        let header = Arc::new(Header::new(vec!["Serial".to_owned(), "Note".to_owned(), "Name".to_owned()]));
        let cells =
            cells.iter().map(|text| if text.is_empty() { Cell::Blank } else { Cell::Text((*text).into()) });
        Record { origin: Origin::row("in/a.csv", row), header, cells: cells.collect() }
    }

    #[test]
    fn the_columns_that_are_read_are_kept_and_no_others() {
        let mut kept = RejectedCells::default();
        kept.keep(&record(2, &["", "private", "pc-1"]), &BTreeSet::from([0, 2]));
        let pairs = [("Serial", ""), ("Name", "pc-1")].map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(kept.of(&Origin::row("in/a.csv", 2)).map(Vec::as_slice), Some(pairs.as_slice()));
        assert_eq!(kept.of(&Origin::row("in/a.csv", 3)), None);
    }

    #[test]
    fn there_is_an_end_to_what_is_kept_of_a_cell_and_of_a_run() {
        let mut kept = RejectedCells::default();
        let long = "é".repeat(100_000);
        (1..=100_000)
            .for_each(|row| kept.keep(&record(row, &[&long, "", &long]), &BTreeSet::from([0, 1, 2])));
        assert!(kept.bytes <= MOST_BYTES, "{}", kept.bytes);
        let first = kept.of(&Origin::row("in/a.csv", 1)).unwrap();
        assert_eq!(first[0].1.chars().count(), MOST_CHARACTERS + 1);
        assert_eq!(kept.of(&Origin::row("in/a.csv", 100_000)), None);
    }
}
