//! Several tables: those of one sheet, one below the other, and the columns that all of them have.

use std::collections::HashMap;

use crate::model::record::{Header, fold_name};
use crate::systems::files::header::wanted_count;

use super::cell::{is_blank, name};
use super::header::{Place, at_row};
use super::workbook::Grid;

/// Rows above a header among which its title is looked for.
const TITLE: usize = 3;

/// A table below its title.
pub(super) struct Placed {
    pub(super) title: Option<Title>,
    pub(super) place: Place,
}

/// The line above a header that says what its table is of.
pub(super) struct Title {
    row: u32,
    pub(super) text: String,
}

impl Placed {
    /// The row where it begins: that of its title, or of its header.
    pub(super) fn first_row(&self) -> u32 {
        let header = self.place.top.unwrap_or(0);
        self.title.as_ref().map_or(header, |title| title.row.min(header))
    }
}

/// The line above a header: a row with a single value.
pub(super) fn title_above(grid: &Grid, top: Option<u32>) -> Option<Title> {
    let rows = grid.rows.range(..top?).rev().take(TITLE);
    for (row, cells) in rows {
        let mut used = cells.iter().filter(|(_, cell)| !is_blank(cell)).map(|(_, cell)| name(cell));
        match (used.next(), used.next()) {
            (Some(text), None) => return Some(Title { row: *row, text }),
            (None, _) => {}
            (Some(_), Some(_)) => return None,
        }
    }
    None
}

/// The tables below the first one: each begins with a row that has at least half of the wanted columns that
/// the first header has.
pub(super) fn further(grid: &Grid, first: &Place, wanted: &[Vec<String>]) -> Vec<Placed> {
    let count = wanted_count(&first.header, wanted);
    let least = if wanted.is_empty() { usize::MAX } else { count.div_ceil(2).max(2).min(count.max(1)) };
    let mut found: Vec<Placed> = Vec::new();
    let mut last = first.row.unwrap_or(0);
    for row in grid.rows.range(last.saturating_add(1)..).map(|(row, _)| *row) {
        if row <= last {
            continue;
        }
        let Some(place) = at_row(grid, row) else { continue };
        if wanted_count(&place.header, wanted) >= least {
            last = place.row.unwrap_or(row);
            found.push(Placed { title: title_above(grid, place.top), place });
        }
    }
    found
}

/// The columns of several tables, each once.
#[derive(Default)]
pub(super) struct Union {
    names: Vec<String>,
    known: HashMap<String, usize>,
}

impl Union {
    /// Adds the columns of a table. Returns the place of each.
    pub(super) fn add(&mut self, header: &Header) -> Vec<usize> {
        let place = |name: &String| {
            *self.known.entry(fold_name(name)).or_insert_with(|| {
                self.names.push(name.clone());
                self.names.len() - 1
            })
        };
        header.names.iter().map(place).collect()
    }

    /// Adds a column that no table may have.
    pub(super) fn add_new(&mut self, name: &str) -> Option<usize> {
        let folded = fold_name(name);
        if self.known.contains_key(&folded) {
            return None;
        }
        self.names.push(name.to_owned());
        self.known.insert(folded, self.names.len() - 1);
        Some(self.names.len() - 1)
    }

    pub(super) fn header(self) -> Header {
        Header::new(self.names)
    }
}
