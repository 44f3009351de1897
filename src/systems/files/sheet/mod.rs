//! Sheets of XLSX, XLSB, XLS and ODS workbooks as records.
//!
//! A merged cell has its value in its first row and column. In XLSX and XLS files a merge over
//! several rows repeats it in each of them; ODS and XLSB files are read without their merges.

mod cell;
mod header;
mod workbook;

use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;

use crate::model::Reject;
use crate::model::job::{HeaderAt, SheetChoice};
use crate::model::origin::Origin;
use crate::model::record::{Cell, Header, Record, column_letters};
use crate::systems::files::message;

use super::error::SourceError;
use super::find::FoundFile;
use super::header as columns;
use super::sniff::OpenedFile;
use super::told::Finding;
use header::Place;
use workbook::{Cells, Grid, Workbook};

/// The records of one sheet.
pub(super) struct SheetRows {
    header: Arc<Header>,
    source: Arc<str>,
    sheet: Arc<str>,
    /// The row below the header when it looks like a second line of it.
    second: Option<u64>,
    rows: btree_map::IntoIter<u32, Cells>,
}

/// Opens a workbook, finds the sheet and its header.
///
/// # Errors
/// No workbook, a password, no such sheet, no header.
pub(super) fn read(
    found: &FoundFile,
    opened: OpenedFile,
    choice: &SheetChoice,
    header: HeaderAt,
    wanted: &[Vec<String>],
) -> Result<(SheetRows, Vec<String>), SourceError> {
    let mut book = Workbook::open(found, opened)?;
    let mut first_refusal = None;
    for sheet in candidates(found, &book, choice)? {
        let grid = book.grid(found, &sheet)?;
        match place(found, &sheet, &grid, header, wanted) {
            Ok(place) => return Ok(rows(found, sheet, grid, place)),
            Err(error) => {
                first_refusal.get_or_insert(error);
            }
        }
    }
    Err(first_refusal.unwrap_or_else(|| SourceError::content(&found.shown, message::no_cells())))
}

/// Names of the sheets to look at: the chosen one, or for [`SheetChoice::First`] all that people
/// see.
fn candidates(found: &FoundFile, book: &Workbook, choice: &SheetChoice) -> Result<Vec<String>, SourceError> {
    let sheets = book.sheets();
    let shown: Vec<String> = sheets.iter().map(|(name, _)| format!("`{name}`")).collect();
    let missing = |what: String| {
        let reason = message::its_sheets(what, shown.join(", "));
        SourceError::setting(&found.shown, "sheet", reason)
    };
    match choice {
        SheetChoice::First => {
            Ok(sheets.into_iter().filter_map(|(name, visible)| visible.then_some(name)).collect())
        }
        SheetChoice::Number(number) => match number.checked_sub(1).and_then(|index| sheets.get(index)) {
            Some((name, _)) => Ok(vec![name.clone()]),
            None => Err(missing(message::no_sheet_number(number).to_string())),
        },
        SheetChoice::Name(wanted) => {
            let folded = |name: &str| name.trim().to_lowercase();
            let exact = sheets.iter().find(|(name, _)| name == wanted);
            let near = || sheets.iter().find(|(name, _)| folded(name) == folded(wanted));
            match exact.or_else(near) {
                Some((name, _)) => Ok(vec![name.clone()]),
                None => Err(missing(message::no_sheet(wanted).to_string())),
            }
        }
    }
}

fn place(
    found: &FoundFile,
    sheet: &str,
    grid: &Grid,
    header: HeaderAt,
    wanted: &[Vec<String>],
) -> Result<Place, SourceError> {
    let shown = format!("{} [{sheet}]", found.shown);
    if grid.rows.is_empty() {
        return Err(SourceError::content(&shown, message::sheet_is_empty()));
    }
    if header == HeaderAt::Nowhere {
        let place = header::nowhere(grid);
        columns::check(&shown, &place.header, wanted)?;
        return Ok(place);
    }
    if let HeaderAt::Row(row) = header {
        let index = row.checked_sub(1).and_then(|index| u32::try_from(index).ok());
        let place = index.and_then(|index| header::at_row(grid, index)).ok_or_else(|| {
            SourceError::setting(&shown, "header_row", message::row_has_no_names(row).to_string())
        })?;
        columns::check(&shown, &place.header, wanted)?;
        return Ok(place);
    }
    header::search(grid, wanted).ok_or_else(|| {
        // The widest of the first rows is what a person takes for the header.
        let first =
            grid.rows.iter().take(50).max_by_key(|(row, cells)| (cells.len(), std::cmp::Reverse(**row)));
        let header = first.and_then(|(row, _)| header::at_row(grid, *row)).map(|place| place.header);
        columns::missing(&shown, &header.unwrap_or_default(), wanted)
    })
}

fn rows(found: &FoundFile, sheet: String, mut grid: Grid, place: Place) -> (SheetRows, Vec<String>) {
    let header_row = place.row;
    let mut notes = vec![match header_row {
        Some(row) => message::sheet_and_header(&sheet, row + 1).to_string(),
        None => message::sheet_is(&sheet).to_string(),
    }];
    let first = header_row.map_or(0, |row| row + 1);
    let mut below = grid.rows.split_off(&first);
    repeat_merged(&mut below, &grid, first);
    let width = place.header.names.len();
    let beyond = below.iter().find_map(|(row, cells)| {
        let column = cells.last().filter(|column| *column as usize >= width)?;
        Some(format!("{}{}", column_letters(column as usize), row + 1))
    });
    if let Some(address) = beyond {
        notes.push(message::columns_not_read(address).to_string());
    }
    let second = below.first_key_value().filter(|(_, cells)| header::is_second_line(&place.header, cells));
    let second = second.map(|(row, _)| u64::from(*row) + 1);
    let rows = SheetRows {
        second,
        header: Arc::new(place.header),
        source: found.shown.clone(),
        sheet: sheet.into(),
        rows: below.into_iter(),
    };
    (rows, notes)
}

/// Gives the value of a cell that is merged over several rows to each of these that is used.
fn repeat_merged(below: &mut BTreeMap<u32, Cells>, grid: &Grid, first_row: u32) {
    for merge in &grid.merges {
        let ((first, column), (last, _)) = (merge.start, merge.end);
        if first < first_row || last <= first {
            continue;
        }
        let Some(value) = below.get(&first).and_then(|cells| cells.get(column)).cloned() else { continue };
        for (_, cells) in below.range_mut(first + 1..=last) {
            cells.fill(column, &value);
        }
    }
}

impl SheetRows {
    /// Column names.
    pub(super) fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// The sheet.
    pub(super) fn sheet(&self) -> &Arc<str> {
        &self.sheet
    }

    /// What was found out.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let found = |row: u64| Finding::SecondHeader { sheet: self.sheet.to_string(), row };
        self.second.map(found).into_iter().collect()
    }
}

impl Iterator for SheetRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let width = self.header.names.len();
        loop {
            let (row, used) = self.rows.next()?;
            let mut cells = vec![Cell::Blank; width];
            let mut any = false;
            for (column, cell) in used {
                if let Some(place) = cells.get_mut(column as usize) {
                    *place = cell;
                    any = true;
                }
            }
            if any {
                let sheet = Some(self.sheet.clone());
                let origin = Origin { source: self.source.clone(), sheet, row: Some(u64::from(row) + 1) };
                return Some(Ok(Record { origin, header: self.header.clone(), cells }));
            }
        }
    }
}

#[cfg(test)]
mod tests;
