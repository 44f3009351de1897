//! Finds the header of a sheet: the row that has most of the columns that the mapping reads,
//! with merged names spread over what they span.

use std::collections::BTreeMap;

use calamine::Dimensions;

use crate::model::record::{Cell, Header, column_letters};
use crate::systems::files::contrast::{self, Contrast};
use crate::systems::files::header::{Groups, header, wanted_count, with_second_line as with_names_below};

use super::cell::{is_blank, name};
use super::workbook::{Cells, Grid};

/// Used rows among which the header is looked for.
const SEARCHED: usize = 50;

/// A header and where it stands; rows count from 0.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) header: Header,
    /// Its row: the lowest one, when merged names make it span several; `None` when there is none.
    pub(super) row: Option<u32>,
    /// The highest one.
    pub(super) top: Option<u32>,
}

/// The columns of a sheet without a header, by letters.
pub(super) fn nowhere(grid: &Grid) -> Place {
    let last = grid.rows.values().filter_map(Cells::last).max();
    let names = (0..=last.map_or(0, |last| last as usize)).map(column_letters).collect();
    Place { header: Header::new(names), row: None, top: None }
}

/// The place of a header together with the row below it, when that is its second line.
pub(super) fn with_second_line(grid: &Grid, place: &Place) -> Option<Place> {
    let row = place.row?.checked_add(1)?;
    let cells = grid.rows.get(&row)?;
    let width = cells.last()? as usize + 1;
    let mut below = vec![Some(""); width];
    for (column, cell) in cells.iter() {
        below[*column as usize] = match cell {
            Cell::Text(text) => Some(text),
            cell if is_blank(cell) => Some(""),
            _ => None,
        };
    }
    let header = with_names_below(&place.header, &below, Groups::Spread)?;
    Some(Place { header, row: Some(row), top: place.top })
}

/// True for a row that repeats the header, as each page of a printed list does.
pub(super) fn is_again(header: &Header, cells: &Cells) -> bool {
    let is_name = |(column, cell): &(u32, Cell)| {
        let Some(known) = header.names.get(*column as usize) else { return false };
        let own = name(cell);
        let numbered = || known.rsplit_once('#').is_some_and(|(known, _)| known == own);
        !own.is_empty() && (*known == own || numbered())
    };
    cells.len() > 1 && cells.iter().all(is_name) && cells.len() * 2 >= header.names.len()
}

/// True for a row of names of which half are those of a header, in the same columns: another table begins.
pub(super) fn is_another(header: &Header, cells: &Cells) -> bool {
    let is_name =
        |cell: &Cell| matches!(cell, Cell::Text(text) if !text.bytes().any(|byte| byte.is_ascii_digit()));
    let is_known = |(column, cell): &&(u32, Cell)| {
        let known = header.names.get(*column as usize);
        known.is_some_and(|known| *known == name(cell))
    };
    let known = cells.iter().filter(is_known).count();
    known > 1
        && known < cells.len()
        && known * 2 >= cells.len()
        && cells.iter().all(|(_, cell)| is_name(cell))
}

/// True for a cell with a digit in it.
pub(super) fn has_digit(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) | Cell::Date(_) | Cell::DateTime(_) | Cell::Shown(_) => true,
        Cell::Text(text) => contrast::has_digit(text),
        Cell::Absent | Cell::Blank | Cell::Bool(_) | Cell::Error(_) => false,
    }
}

/// True for a row of names where the columns had numbers and codes so far: the header of another table.
pub(super) fn contradicts(known: &Contrast, cells: &Cells) -> bool {
    let is_name = |cell: &Cell| matches!(cell, Cell::Text(text) if contrast::is_name(text));
    let columns: Vec<usize> = cells.iter().map(|(column, _)| *column as usize).collect();
    cells.iter().all(|(_, cell)| is_name(cell)) && known.is_another(&columns)
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
    best.map(|(_, place)| with_names_above(grid, place))
}

/// The names of the row above, in columns where the header has none of its own: a header of two rows that nobody
/// merged, whose lower one has most of the names. The row above must have names of its own for such columns, and
/// may have those of groups over others.
fn with_names_above(grid: &Grid, place: Place) -> Place {
    let Some(above) = place.top.and_then(|top| top.checked_sub(1)) else { return place };
    let is_nameless =
        |at: usize| place.header.names.get(at).is_some_and(|name| *name == format!("#{}", at + 1));
    let names = names(grid, above);
    let mut own = grid.rows.get(&above).into_iter().flat_map(Cells::iter);
    let are_names = own.all(|(_, cell)| matches!(cell, Cell::Text(text) if contrast::is_name(text)));
    // A title stands over the first column alone.
    let lacking = names.keys().filter(|column| is_nameless(**column as usize)).count();
    if !are_names || lacking == 0 || names.len() < 2 {
        return place;
    }
    let width = place.header.names.len();
    let all = (0..width).map(|at| match u32::try_from(at).ok().and_then(|column| names.get(&column)) {
        Some(name) if is_nameless(at) => name.as_str(),
        _ if is_nameless(at) => "",
        _ => place.header.names[at].as_str(),
    });
    Place { header: header(all), top: Some(above), ..place }
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
    Some(Place { header: header(all), row: Some(lowest), top: Some(row) })
}

/// Names of a row by column, blank ones left out.
fn names(grid: &Grid, row: u32) -> BTreeMap<u32, String> {
    let mut names = BTreeMap::new();
    let touching = grid.merges.iter().filter(|merge| merge.start.0 <= row && row <= merge.end.0);
    let mut merges: Vec<&Dimensions> = touching.collect();
    merges.sort_unstable_by_key(|merge| merge.start.1);
    // Areas that overlap, as no spreadsheet writes them, are gone through once all the same.
    let mut next = 0;
    for merge in merges {
        let merged = name(grid.at(merge.start.0, merge.start.1));
        if !merged.is_empty() {
            let columns = merge.start.1.max(next)..=merge.end.1;
            names.extend(columns.map(|column| (column, merged.clone())));
            next = next.max(merge.end.1.saturating_add(1));
        }
    }
    for (column, cell) in grid.rows.get(&row).into_iter().flat_map(Cells::iter) {
        let own = name(cell);
        if !own.is_empty() {
            names.insert(*column, own);
        }
    }
    names
}
