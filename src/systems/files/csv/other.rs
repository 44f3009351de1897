//! Another table below the first one in delimited text: behind a blank line stands a line of names, where the
//! columns had numbers and codes in every row before. Its rows are none of the first one's.

use crate::systems::files::contrast::{Contrast, has_digit, is_name};
use crate::systems::files::told::Finding;

/// Rows that are named.
const SHOWN: usize = 10;

/// What is known of the rows so far, and of the other table once it has begun.
#[derive(Debug, Default)]
pub(super) struct OtherTable {
    known: Contrast,
    /// The line behind the last row.
    end: u64,
    /// Rows of the other table: how many, and the first of them.
    count: u64,
    lines: Vec<u64>,
}

impl OtherTable {
    /// True for a row of the other table; `end` is the line behind it.
    pub(super) fn has<'v>(&mut self, line: u64, end: u64, cells: impl Iterator<Item = &'v str>) -> bool {
        let is_apart = self.end > 0 && line > self.end;
        self.end = end;
        if self.count == 0 {
            if !is_apart {
                self.add(cells);
                return false;
            }
            let cells: Vec<&str> = cells.collect();
            let names: Vec<usize> = (0..cells.len()).collect();
            if !(cells.iter().all(|cell| is_name(cell)) && self.known.is_another(&names)) {
                self.add(cells.into_iter());
                return false;
            }
        }
        self.count += 1;
        if self.lines.len() < SHOWN {
            self.lines.push(line);
        }
        true
    }

    fn add<'v>(&mut self, cells: impl Iterator<Item = &'v str>) {
        let used = cells.enumerate().filter(|(_, cell)| !cell.is_empty());
        self.known.add(used.map(|(at, cell)| (at, has_digit(cell))));
    }

    /// What people are told.
    pub(super) fn finding(&self) -> Option<Finding> {
        let rows = self.lines.clone();
        (self.count > 0).then_some(Finding::OtherTable { sheet: None, count: self.count, rows })
    }
}
