//! Finds the header of a sheet: the row that has most of the columns that the mapping reads,
//! with merged names spread over what they span.

use std::collections::BTreeMap;

use crate::model::record::Header;
use crate::systems::files::header::{header, wanted_count};

use super::cell::name;
use super::workbook::Grid;

/// Used rows among which the header is looked for.
const SEARCHED: usize = 50;

/// A header and where it stands; rows count from 0.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) header: Header,
    /// Its row: the lowest one, when merged names make it span several.
    pub(super) row: u32,
}

/// The first row, among the first 50 that are used, with most of the wanted columns; the first used
/// row when none are wanted. `None` when no row has any.
pub(super) fn search(grid: &Grid, wanted: &[Vec<String>]) -> Option<Place> {
    let mut best: Option<(usize, Place)> = None;
    for row in grid.rows.keys().take(SEARCHED) {
        let Some(place) = at_row(grid, *row) else { continue };
        if wanted.is_empty() {
            return Some(place);
        }
        let count = wanted_count(&place.header, wanted);
        if count > best.as_ref().map_or(0, |(count, _)| *count) {
            best = Some((count, place));
        }
    }
    best.map(|(_, place)| place)
}

/// The header at a row. A merged name counts for each column that it spans (and is numbered as
/// every repeated name is); where names of this row are merged with rows below, the lowest of
/// these rows is the header, and has the names of this row where it has none of its own. `None`
/// when no column gets a name.
pub(super) fn at_row(grid: &Grid, row: u32) -> Option<Place> {
    let touching = || grid.merges.iter().filter(move |merge| merge.start.0 <= row && row <= merge.end.0);
    let lowest = touching().map(|merge| merge.end.0).max().unwrap_or(row);
    let mut names = names(grid, row);
    if lowest > row {
        names.extend(self::names(grid, lowest));
    }
    let last = *names.keys().next_back()?;
    let all = (0..=last).map(|column| names.get(&column).map_or("", String::as_str));
    Some(Place { header: header(all), row: lowest })
}

/// Names of a row by column, blank ones left out.
fn names(grid: &Grid, row: u32) -> BTreeMap<u32, String> {
    let mut names = BTreeMap::new();
    for merge in grid.merges.iter().filter(|merge| merge.start.0 <= row && row <= merge.end.0) {
        let merged = name(grid.at(merge.start.0, merge.start.1));
        if !merged.is_empty() {
            names.extend((merge.start.1..=merge.end.1).map(|column| (column, merged.clone())));
        }
    }
    for (column, cell) in grid.rows.get(&row).into_iter().flatten() {
        let own = name(cell);
        if !own.is_empty() {
            names.insert(*column, own);
        }
    }
    names
}
