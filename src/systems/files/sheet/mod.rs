//! Sheets of XLSX, XLSB, XLS and ODS workbooks as records.
//!
//! A merged cell has its value in its first row and column. A merge over several rows repeats it in each of
//! them; XLSB files are read without their merges.

mod cell;
mod format;
mod header;
mod ods;
mod tables;
mod workbook;
mod xls;

use std::collections::{BTreeMap, btree_map, vec_deque};
use std::sync::Arc;

use crate::model::Reject;
use crate::model::Said;
use crate::model::job::{HeaderAt, SheetChoice, SheetTables, TableCount};
use crate::model::origin::Origin;
use crate::model::record::{Cell, Header, Record, column_letters};
use crate::systems::files::message;

use super::contrast::Contrast;
use super::error::SourceError;
use super::find::FoundFile;
use super::header as columns;
use super::header::wanted_count;
use super::sniff::OpenedFile;
use super::told::Finding;
use header::Place;
use tables::Union;
use workbook::{Cells, Grid, Workbook};

/// Rows of another table that are named.
const SHOWN: usize = 10;

/// The records of one sheet, or of several tables one after the other.
pub(super) struct SheetRows {
    header: Arc<Header>,
    source: Arc<str>,
    sheet: Arc<str>,
    findings: Vec<Finding>,
    /// Rows that repeat the header: how many, and the first.
    repeated: Option<(u64, u64)>,
    table: Table,
    further: vec_deque::IntoIter<Table>,
}

/// One table.
struct Table {
    sheet: Arc<str>,
    header: Header,
    /// The place of each of its columns among those of all tables; `None`: there is one table.
    places: Option<Vec<usize>>,
    /// What its rows get, and where: the name of the sheet, the title.
    added: Vec<(usize, Box<str>)>,
    title: Option<String>,
    rows: btree_map::IntoIter<u32, Cells>,
}

/// What is read of a workbook.
#[derive(Clone, Copy)]
pub(super) struct Wish<'w> {
    pub(super) sheet: &'w SheetChoice,
    pub(super) header: HeaderAt,
    pub(super) tables: &'w SheetTables,
    pub(super) wanted: &'w [Vec<String>],
}

/// Opens a workbook, finds its tables and their headers.
///
/// # Errors
/// No workbook, a password, no such sheet, no header.
pub(super) fn read(
    found: &FoundFile,
    opened: OpenedFile,
    wish: Wish<'_>,
) -> Result<(SheetRows, Vec<Said>), SourceError> {
    let mut book = Workbook::open(found, opened)?;
    let mut first_refusal = None;
    let mut read = Vec::new();
    for sheet in candidates(found, &book, wish.sheet)? {
        let mut grid = book.grid(found, &sheet)?;
        if let Some(range) = &wish.tables.range {
            grid.keep(range);
        }
        match (place(found, &sheet, &grid, wish.header, wish.wanted), wish.sheet) {
            (Ok(place), SheetChoice::Matching(_)) => read.push(tables_of(&sheet, grid, place, wish)),
            (Ok(place), SheetChoice::First | SheetChoice::Name(_) | SheetChoice::Number(_)) => {
                read.push(tables_of(&sheet, grid, place, wish));
                break;
            }
            // Of several sheets none may be left out in silence.
            (Err(error), SheetChoice::Matching(_)) => return Err(error),
            (Err(error), SheetChoice::First | SheetChoice::Name(_) | SheetChoice::Number(_)) => {
                first_refusal.get_or_insert(error);
            }
        }
    }
    if read.is_empty() {
        let nothing = || SourceError::content(&found.shown, message::no_cells());
        return Err(first_refusal.unwrap_or_else(nothing));
    }
    joined(found, read, wish.tables)
}

/// The tables of one sheet, and what was found out about it.
struct SheetTablesRead {
    tables: Vec<Table>,
    notes: Vec<Said>,
    findings: Vec<Finding>,
}

/// Puts the tables of all sheets one behind the other.
fn joined(
    found: &FoundFile,
    read: Vec<SheetTablesRead>,
    options: &SheetTables,
) -> Result<(SheetRows, Vec<Said>), SourceError> {
    let (mut notes, mut findings, mut tables) = (Vec::new(), Vec::new(), Vec::new());
    for sheet in read {
        notes.extend(sheet.notes);
        findings.extend(sheet.findings);
        tables.extend(sheet.tables);
    }
    let is_one = tables.len() == 1 && options.sheet_column.is_none() && options.title_column.is_none();
    let header = if is_one {
        tables.first().map(|table| table.header.clone()).unwrap_or_default()
    } else {
        let mut union = Union::default();
        for table in &mut tables {
            table.places = Some(union.add(&table.header));
        }
        for (option, name) in
            [("sheet_column", &options.sheet_column), ("title_column", &options.title_column)]
        {
            let Some(name) = name else { continue };
            let Some(at) = union.add_new(name) else {
                return Err(SourceError::setting(&found.shown, option, message::column_is_there(name)));
            };
            for table in &mut tables {
                let text = if option == "sheet_column" {
                    Some(table.sheet.as_ref())
                } else {
                    table.title.as_deref()
                };
                if let Some(text) = text {
                    table.added.push((at, text.into()));
                }
            }
        }
        union.header()
    };
    let mut further = std::collections::VecDeque::from(tables);
    let Some(table) = further.pop_front() else {
        return Err(SourceError::content(&found.shown, message::no_cells()));
    };
    let rows = SheetRows {
        header: Arc::new(header),
        source: found.shown.clone(),
        sheet: table.sheet.clone(),
        findings,
        repeated: None,
        table,
        further: further.into_iter(),
    };
    Ok((rows, notes))
}

/// Names of the sheets to look at: the chosen one, or for [`SheetChoice::First`] all that people
/// see.
fn candidates(found: &FoundFile, book: &Workbook, choice: &SheetChoice) -> Result<Vec<String>, SourceError> {
    let sheets = book.sheets();
    let shown: Vec<String> = sheets.iter().map(|(name, _)| format!("`{name}`")).collect();
    let missing = |what: Said| {
        let reason = message::its_sheets(what, shown.join(", "));
        SourceError::setting(&found.shown, "sheet", reason)
    };
    match choice {
        SheetChoice::First => {
            Ok(sheets.into_iter().filter_map(|(name, visible)| visible.then_some(name)).collect())
        }
        SheetChoice::Matching(pattern) => {
            let options = glob::MatchOptions { case_sensitive: false, ..glob::MatchOptions::default() };
            let pattern_of = glob::Pattern::new(pattern);
            let pattern_of = pattern_of.map_err(|error| missing(error.to_string().into()))?;
            let matching = sheets
                .iter()
                .filter(|(name, visible)| *visible && pattern_of.matches_with(name.trim(), options));
            let names: Vec<String> = matching.map(|(name, _)| name.clone()).collect();
            if names.is_empty() {
                return Err(missing(message::no_sheet_matches(pattern).said()));
            }
            Ok(names)
        }
        SheetChoice::Number(number) => match number.checked_sub(1).and_then(|index| sheets.get(index)) {
            Some((name, _)) => Ok(vec![name.clone()]),
            None => Err(missing(message::no_sheet_number(number).said())),
        },
        SheetChoice::Name(wanted) => {
            let folded = |name: &str| name.trim().to_lowercase();
            let exact = sheets.iter().find(|(name, _)| name == wanted);
            let near = || sheets.iter().find(|(name, _)| folded(name) == folded(wanted));
            match exact.or_else(near) {
                Some((name, _)) => Ok(vec![name.clone()]),
                None => Err(missing(message::no_sheet(wanted).said())),
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
            SourceError::setting(&shown, "header_row", message::row_has_no_names(row).said())
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

/// The tables of a sheet whose first header is known.
fn tables_of(sheet: &str, mut grid: Grid, place: Place, wish: Wish<'_>) -> SheetTablesRead {
    let (mut tables, mut notes, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    findings.extend(grid.zeros.take());
    let mut places = vec![tables::Placed { title: tables::title_above(&grid, place.top), place }];
    if wish.tables.count == TableCount::All {
        places.extend(tables::further(&grid, &places[0].place, wish.wanted));
        notes.push(message::tables(sheet, places.len()).said());
    }
    // The title of the next table is no row of the one before.
    let ends = places.iter().skip(1).map(|placed| placed.first_row()).chain([u32::MAX]).collect::<Vec<_>>();
    for (tables::Placed { place, title }, end) in places.into_iter().zip(ends) {
        let place = match header::with_second_line(&grid, &place) {
            Some(whole)
                if wanted_count(&whole.header, wish.wanted) >= wanted_count(&place.header, wish.wanted) =>
            {
                let row = u64::from(whole.row.unwrap_or(0)) + 1;
                findings.push(Finding::SecondHeader { sheet: Some(sheet.to_owned()), row });
                whole
            }
            Some(_) | None => place,
        };
        let first = place.row.map_or(0, |row| row + 1);
        let mut rows = grid.rows.split_off(&first);
        grid.rows = rows.split_off(&end);
        repeat_merged(&mut rows, &grid, first);
        let title = title.map(|title| title.text);
        // Without a header nothing says where a table begins.
        if place.row.is_some() {
            findings.extend(other_table(sheet, &place.header, &mut rows));
            findings.extend(group_rows(sheet, &place.header, &grid, &mut rows));
        }
        tables.push(table(sheet, Placement { place, title }, rows, &mut notes));
    }
    SheetTablesRead { tables, notes, findings }
}

/// Takes out the rows of another table below: behind a blank row some names of the header come again, beside
/// others.
fn other_table(sheet: &str, header: &Header, rows: &mut BTreeMap<u32, Cells>) -> Option<Finding> {
    let (mut before, mut known) = (None, Contrast::default());
    let begin = rows.iter().find_map(|(row, cells)| {
        let is_apart = before.is_some_and(|before| before + 1 < *row);
        before = Some(*row);
        let is_another =
            is_apart && (header::is_another(header, cells) || header::contradicts(&known, cells));
        known.add(cells.iter().map(|(column, cell)| (*column as usize, header::has_digit(cell))));
        is_another.then_some(*row)
    });
    // Its title stands right above it, behind the blank row.
    let begin = begin.or_else(|| {
        let mut lines = rows.iter().zip(rows.iter().skip(1)).zip(rows.iter().skip(2));
        lines.find_map(|(((above, _), (title, line)), (row, cells))| {
            let is_title = above + 1 < *title && title + 1 == *row && line.len() == 1;
            (is_title && header::is_another(header, cells)).then_some(*title)
        })
    })?;
    let theirs = rows.split_off(&begin);
    Some(Finding::OtherTable {
        sheet: Some(sheet.to_owned()),
        count: theirs.len() as u64,
        rows: theirs.keys().take(SHOWN).map(|row| u64::from(*row) + 1).collect(),
    })
}

/// Takes out the rows whose first cell is merged over several columns, as the name of a group is: no record, and
/// none of their names is the value of a single column.
fn group_rows(sheet: &str, header: &Header, grid: &Grid, rows: &mut BTreeMap<u32, Cells>) -> Option<Finding> {
    let name_of = |column: u32| {
        let name = header.names.get(column as usize)?;
        Some(name.rsplit_once('#').map_or(name.as_str(), |(name, _)| name))
    };
    let mut found: Option<(u64, u32, String)> = None;
    for merge in &grid.merges {
        let ((row, column), (last, right)) = (merge.start, merge.end);
        // Where the header is merged like this, the columns are one.
        let is_over_several = right > column && name_of(right).is_some() && name_of(right) != name_of(column);
        let is_first = |cells: &Cells| {
            cells.iter().find(|(_, cell)| !cell::is_blank(cell)).is_some_and(|(first, _)| *first == column)
        };
        if last != row || !is_over_several || !rows.get(&row).is_some_and(is_first) {
            continue;
        }
        let Some(cells) = rows.remove(&row) else { continue };
        let text = cells.get(column).map_or_else(String::new, cell::name);
        match &mut found {
            Some((count, first, shown)) => {
                *count += 1;
                if row < *first {
                    (*first, *shown) = (row, text);
                }
            }
            None => found = Some((1, row, text)),
        }
    }
    let (count, row, text) = found?;
    Some(Finding::GroupRows { sheet: sheet.to_owned(), count, row: u64::from(row) + 1, text })
}

/// Where a table stands, and what stands above it.
struct Placement {
    place: Place,
    title: Option<String>,
}

fn table(
    sheet: &str,
    Placement { place, title }: Placement,
    rows: BTreeMap<u32, Cells>,
    notes: &mut Vec<Said>,
) -> Table {
    notes.push(match place.row {
        Some(row) => message::sheet_and_header(sheet, row + 1).said(),
        None => message::sheet_is(sheet).said(),
    });
    let width = place.header.names.len();
    let beyond = rows.iter().find_map(|(row, cells)| {
        let column = cells.last().filter(|column| *column as usize >= width)?;
        Some(format!("{}{}", column_letters(column as usize), row + 1))
    });
    if let Some(address) = beyond {
        notes.push(message::columns_not_read(address).said());
    }
    Table {
        sheet: sheet.into(),
        header: place.header,
        places: None,
        added: Vec::new(),
        title,
        rows: rows.into_iter(),
    }
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

    /// What was found out, once its rows have been read.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let repeated = self.repeated.map(|(count, row)| Finding::HeaderAgain { count, row });
        self.findings.iter().cloned().chain(repeated).collect()
    }

    /// The next row of any table.
    fn next_row(&mut self) -> Option<(u32, Cells)> {
        loop {
            if let Some(row) = self.table.rows.next() {
                return Some(row);
            }
            self.table = self.further.next()?;
            self.sheet = self.table.sheet.clone();
        }
    }
}

impl Table {
    /// The cells of a row in the columns of all tables, and whether any is used.
    fn cells(&self, used: Cells, width: usize) -> Option<Vec<Cell>> {
        let mut cells = vec![if self.places.is_some() { Cell::Absent } else { Cell::Blank }; width];
        for place in self.places.iter().flatten() {
            cells[*place] = Cell::Blank;
        }
        let mut any = false;
        for (column, cell) in used {
            let place = match &self.places {
                Some(places) => places.get(column as usize).copied(),
                None => Some(column as usize),
            };
            if let Some(place) = place.and_then(|place| cells.get_mut(place)) {
                *place = cell;
                any = true;
            }
        }
        for (place, text) in &self.added {
            cells[*place] = Cell::Text(text.clone());
        }
        any.then_some(cells)
    }
}

impl Iterator for SheetRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (row, used) = self.next_row()?;
            let row = u64::from(row) + 1;
            if header::is_again(&self.table.header, &used) {
                let (count, first) = self.repeated.unwrap_or((0, row));
                self.repeated = Some((count + 1, first));
                continue;
            }
            if let Some(cells) = self.table.cells(used, self.header.names.len()) {
                let sheet = Some(self.sheet.clone());
                let origin = Origin { source: self.source.clone(), sheet, row: Some(row) };
                return Some(Ok(Record { origin, header: self.header.clone(), cells }));
            }
        }
    }
}

#[cfg(test)]
mod tests;
