//! What rows get that does not stand in their file: its name, and columns of another source by a key that
//! both have. Of a value that stands there more than once with different columns none is taken: whatever
//! reads them is told so.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use crate::model::job::{Lookup, SourceSpec};
use crate::model::record::{Cell, Header, Record, fold_name};

use super::error::SourceError;
use super::find::FoundFile;
use super::message;
use super::told::Finding;
use super::{Reader, Rows};

/// The rows of another source by their key.
#[derive(Debug)]
pub struct LookupTable {
    rule: Lookup,
    shown: Arc<str>,
    rows: HashMap<String, Vec<Cell>>,
}

/// Reads a source into which others look.
///
/// # Errors
/// As [`Reader::read`]; a key or a column that the source does not have.
pub fn load(reader: &Reader, rule: &Lookup, file: &FoundFile) -> Result<LookupTable, SourceError> {
    let wanted: Vec<Vec<String>> =
        std::iter::once(&rule.key).chain(&rule.columns).map(|name| vec![name.clone()]).collect();
    let mut rows = reader.read(file, &rule.format, &wanted)?;
    let header = rows.header();
    let at = |name: &String| {
        let missing = || super::header::missing(&file.shown, &header, &[vec![name.clone()]]);
        header.find(name).ok_or_else(missing)
    };
    let key = at(&rule.key)?;
    let columns = rule.columns.iter().map(at).collect::<Result<Vec<_>, _>>()?;
    let mut found: HashMap<String, Vec<Cell>> = HashMap::new();
    for record in rows.by_ref().flatten() {
        let text = text(record.cell(key));
        if text.trim().is_empty() {
            continue;
        }
        let cells: Vec<Cell> = columns.iter().map(|column| record.cell(*column).clone()).collect();
        let known = found.entry(fold_name(&text)).or_insert_with(|| cells.clone());
        if *known != cells {
            let reason = message::differs_there(text.trim(), &file.shown).said();
            *known = columns.iter().map(|_| Cell::Error(reason.clone().into())).collect();
        }
    }
    if let Some(failure) = rows.take_failure() {
        return Err(failure);
    }
    Ok(LookupTable { rule: rule.clone(), shown: file.shown.clone(), rows: found })
}

impl Reader {
    /// Opens a file of a source, or all of one whose files are a record each, as [`Reader::read_all`] does; its
    /// rows also have what the source says that they
    /// get. `tables` are those of its lookups.
    ///
    /// # Errors
    /// As [`Reader::read`]; a column that is there already, or one by which is looked and that is not.
    pub fn read_source(
        &self,
        files: &[FoundFile],
        source: &SourceSpec,
        tables: &[Arc<LookupTable>],
        wanted: &[Vec<String>],
    ) -> Result<Rows, SourceError> {
        let looked = source.lookups.iter().map(|lookup| vec![lookup.column.clone()]);
        let wanted: Vec<Vec<String>> = wanted.iter().cloned().chain(looked).collect();
        let mut rows = self.read_all(files, &source.format, &wanted)?;
        let file = rows.file.clone();
        if source.file_column.is_none() && tables.is_empty() {
            return Ok(rows);
        }
        let mut names = rows.header.names.clone();
        let mut added = Vec::new();
        if let Some(column) = &source.file_column {
            if rows.header.find(column).is_some() {
                let reason = message::column_is_there(column);
                return Err(SourceError::setting(&file.shown, "file_column", reason));
            }
            names.push(column.clone());
            let name = file.path.file_stem().map(OsStr::to_string_lossy).unwrap_or_default();
            added.push(match source.format.is_of_records() {
                true => Added::FileName,
                false => Added::Text(name.as_ref().into()),
            });
        }
        for table in tables {
            let header = Header::new(names.clone());
            let Lookup { column, columns, prefix, .. } = &table.rule;
            let at = header.find(column).ok_or_else(|| {
                SourceError::setting(&file.shown, "lookup", message::no_lookup_column(column, &table.shown))
            })?;
            let new: Vec<String> = columns.iter().map(|name| format!("{prefix}{name}")).collect();
            let taken: Vec<String> = new
                .iter()
                .filter(|name| header.find(name).is_some())
                .map(|name| format!("`{name}`"))
                .collect();
            if !taken.is_empty() {
                let reason = message::columns_are_there(taken.join(", "));
                return Err(SourceError::setting(&file.shown, "lookup", reason));
            }
            names.extend(new);
            added.push(Added::Looked { table: table.clone(), at, missed: None });
        }
        rows.header = Arc::new(Header::new(names));
        rows.added = added;
        Ok(rows)
    }
}

/// What each row of a file gets.
pub(super) enum Added {
    /// A text.
    Text(Box<str>),
    /// The name of its own file, without the ending.
    FileName,
    /// Columns of another source.
    Looked {
        table: Arc<LookupTable>,
        /// The column by which is looked.
        at: usize,
        missed: Option<Missed>,
    },
}

/// Rows by which the other source has nothing: how many, and the first.
pub(super) struct Missed {
    count: u64,
    found: String,
    row: u64,
}

impl Added {
    /// What people are told of it.
    pub(super) fn finding(&self) -> Option<Finding> {
        match self {
            Self::Looked { table, missed: Some(Missed { count, found, row }), .. } => {
                Some(Finding::NotFound {
                    count: *count,
                    lookup: table.shown.to_string(),
                    column: table.rule.column.clone(),
                    found: found.clone(),
                    row: *row,
                })
            }
            Self::Text(_) | Self::FileName | Self::Looked { missed: None, .. } => None,
        }
    }

    fn add(&mut self, record: &mut Record) {
        match self {
            Self::Text(text) => record.cells.push(Cell::Text(text.clone())),
            Self::FileName => {
                let stem = Path::new(&*record.origin.source).file_stem().map(OsStr::to_string_lossy);
                record.cells.push(Cell::Text(stem.unwrap_or_default().as_ref().into()));
            }
            Self::Looked { table, at, missed } => {
                let key = record.cell(*at);
                if let Cell::Error(_) = key {
                    let cell = key.clone();
                    return record.cells.extend(table.rule.columns.iter().map(|_| cell.clone()));
                }
                let text = text(key);
                match table.rows.get(&fold_name(&text)) {
                    Some(cells) => record.cells.extend_from_slice(cells),
                    None => {
                        record.cells.extend(table.rule.columns.iter().map(|_| Cell::Absent));
                        if !text.trim().is_empty() {
                            let row = record.origin.row.unwrap_or(0);
                            let first = Missed { count: 0, found: text.trim().to_owned(), row };
                            missed.get_or_insert(first).count += 1;
                        }
                    }
                }
            }
        }
    }
}

/// A record with what it gets.
pub(super) fn complete(mut record: Record, header: &Arc<Header>, added: &mut [Added]) -> Record {
    if added.is_empty() {
        return record;
    }
    record.cells.resize(record.header.names.len(), Cell::Absent);
    for added in added {
        added.add(&mut record);
    }
    record.header = header.clone();
    record
}

/// What a cell says, for comparison.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Absent | Cell::Blank | Cell::Error(_) => String::new(),
        Cell::Text(text) => text.to_string(),
        Cell::Shown(shown) => shown.text.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::DateTime(moment) => moment.to_string(),
    }
}
