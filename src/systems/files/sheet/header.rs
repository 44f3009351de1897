//! Finds the header of a sheet: the row that has most of the columns that the mapping reads,
//! with merged names spread over what they span.

use std::collections::BTreeMap;

use crate::model::record::{Cell, Header, column_letters};
use crate::systems::files::header::{header, wanted_count};

use super::cell::{is_blank, name};
use super::workbook::Grid;

/// Used rows among which the header is looked for.
const SEARCHED: usize = 50;

/// A header and where it stands; rows count from 0.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) header: Header,
    /// Its row: the lowest one, when merged names make it span several; `None` when there is none.
    pub(super) row: Option<u32>,
}

/// The columns of a sheet without a header, by letters.
pub(super) fn nowhere(grid: &Grid) -> Place {
    let last = grid.rows.values().filter_map(|cells| cells.keys().next_back()).max();
    let names = (0..=last.map_or(0, |last| *last as usize)).map(column_letters).collect();
    Place { header: Header::new(names), row: None }
}

/// True for a row that only has names where the header has none of its own (a blank one, or a repeated one
/// of a group): the lower line of a header whose cells are not merged.
pub(super) fn is_second_line(header: &Header, cells: &BTreeMap<u32, Cell>) -> bool {
    let name_at = |column: usize| header.names.get(column);
    let is_blank_at = |column: usize| name_at(column).is_none_or(|name| *name == format!("#{}", column + 1));
    let is_used_at = |column: usize| u32::try_from(column).is_ok_and(|column| cells.contains_key(&column));
    let bare = |column: &u32| {
        let column = *column as usize;
        let Some(name) = name_at(column) else { return true };
        let group = name.split_once('#').map_or(name.as_str(), |(group, _)| group);
        let is_repeated = header.names.contains(&format!("{group}#2"));
        let is_before_blank = is_blank_at(column + 1) && is_used_at(column + 1);
        is_blank_at(column) || is_repeated || is_before_blank
    };
    let is_name = |cell: &Cell| matches!(cell, Cell::Text(text) if text.chars().any(char::is_alphabetic));
    let used = || cells.iter().filter(|(_, cell)| !is_blank(cell));
    used().count() > 1 && used().all(|(column, cell)| bare(column) && is_name(cell))
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
    Some(Place { header: header(all), row: Some(lowest) })
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
