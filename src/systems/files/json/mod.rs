//! JSON arrays and lines of JSON as records. The columns are all that any object has, so the whole file is
//! read before the first record. Of a small file the cells are kept; a large one is read a second time, so that
//! the memory that it takes is that of its columns and of its largest object.

mod document;
mod flatten;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

use serde_json::value::RawValue;

use crate::model::origin::Origin;
use crate::model::record::{Cell, Header, Record};
use crate::model::{Reject, Said};
use crate::systems::files::message;

use super::encoding::{self, BadLine, Stream, Utf8};
use super::error::SourceError;
use super::find::FoundFile;
use super::header;
use super::sniff::{Kind, OpenedFile};
pub(super) use flatten::flatten;

/// Bytes of a file up to which its cells are kept.
const KEPT: u64 = 32 * 1024 * 1024;
/// Records that the second reading is ahead.
const AHEAD: usize = 256;

/// A row as its columns and cells; or why it is none.
type Flat = Result<Vec<(String, Cell)>, Said>;
/// The same with the numbers of its columns, in the order of the file.
pub(super) type Sparse = Result<Vec<(usize, Cell)>, Said>;

/// The records of one file.
pub(super) struct JsonRows {
    header: Arc<Header>,
    source: Arc<str>,
    rows: Source,
}

enum Source {
    Kept(std::vec::IntoIter<(u64, Sparse)>),
    Again { rows: Receiver<Again>, failure: Option<SourceError> },
}

/// What the second reading sends.
enum Again {
    Row(u64, Sparse),
    Failed(SourceError),
}

/// What is read: a document with the path to its rows, or lines.
#[derive(Clone, Copy)]
enum Form<'a> {
    Document(&'a str),
    Lines,
}

/// Reads a document. `path` leads to its array of rows: `data.items`, empty for the document.
///
/// # Errors
/// Not JSON (with line and column), no array there, none of the wanted columns.
pub(super) fn read(
    found: &FoundFile,
    opened: OpenedFile,
    path: &str,
    wanted: &[Vec<String>],
) -> Result<JsonRows, SourceError> {
    rows(found, opened, Form::Document(path), wanted)
}

/// Reads one JSON object per line; blank lines are passed over.
///
/// # Errors
/// A file that cannot be read, none of the wanted columns. A line that is no JSON is a reject.
pub(super) fn read_lines(
    found: &FoundFile,
    opened: OpenedFile,
    wanted: &[Vec<String>],
) -> Result<JsonRows, SourceError> {
    rows(found, opened, Form::Lines, wanted)
}

fn rows(
    found: &FoundFile,
    opened: OpenedFile,
    form: Form<'_>,
    wanted: &[Vec<String>],
) -> Result<JsonRows, SourceError> {
    let OpenedFile { mut file, kind } = opened;
    refuse_other(found, kind)?;
    let is_kept = found.size <= KEPT;
    let mut columns = Columns::default();
    let mut kept = Vec::new();
    each_row(found, &mut file, form, &mut |number, flat| {
        let sparse = columns.number(flat);
        if is_kept {
            kept.push((number, sparse));
        }
        true
    })?;
    let header = header::header(columns.names.iter().map(String::as_str));
    if !header.names.is_empty() {
        header::check(&found.shown, &header, wanted)?;
    }
    let rows = if is_kept { Source::Kept(kept.into_iter()) } else { read_again(found, file, form, columns) };
    Ok(JsonRows { header: Arc::new(header), source: found.shown.clone(), rows })
}

/// Reads the file once more, on another thread: its parser hands rows out, and does not wait to be asked.
fn read_again(found: &FoundFile, mut file: File, form: Form<'_>, mut columns: Columns) -> Source {
    let (sender, rows) = sync_channel(AHEAD);
    let found = found.clone();
    let path = match form {
        Form::Document(path) => Some(path.to_owned()),
        Form::Lines => None,
    };
    std::thread::spawn(move || {
        let form = path.as_deref().map_or(Form::Lines, Form::Document);
        let read = each_row(&found, &mut file, form, &mut |number, flat| {
            sender.send(Again::Row(number, columns.number(flat))).is_ok()
        });
        if let Err(error) = read {
            let _ = sender.send(Again::Failed(error));
        }
    });
    Source::Again { rows, failure: None }
}

/// Hands out each row with its number, as long as somebody wants it.
fn each_row(
    found: &FoundFile,
    file: &mut File,
    form: Form<'_>,
    take: &mut dyn FnMut(u64, Flat) -> bool,
) -> Result<(), SourceError> {
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    let choice = encoding::of_json(file).map_err(refused)?;
    let stream = Stream::open(file.try_clone().map_err(refused)?, choice).map_err(refused)?;
    match form {
        Form::Document(path) => {
            let mut flat = |number, value: &RawValue| take(number, flatten(value));
            match document::each_row(BufReader::new(Utf8::new(stream)), path, &mut flat) {
                Ok(None) => Ok(()),
                Ok(Some(reason)) => Err(SourceError::setting(&found.shown, "rows", reason)),
                Err(error) => Err(unreadable(found, error)),
            }
        }
        Form::Lines => {
            let mut input = BufReader::new(stream);
            let (mut line, mut number) = (Vec::new(), 0);
            while input.read_until(b'\n', &mut line).map_err(refused)? > 0 {
                number += 1;
                if !line.trim_ascii().is_empty() && !take(number, flat_line(&line)) {
                    break;
                }
                line.clear();
            }
            Ok(())
        }
    }
}

fn unreadable(found: &FoundFile, error: serde_json::Error) -> SourceError {
    if !error.is_io() {
        return SourceError::content(&found.shown, syntax_reason(&error));
    }
    let error = io::Error::from(error);
    match BadLine::of(&error) {
        Some(line) => SourceError::content(&found.shown, message::line_is_not_utf8(line)),
        None => SourceError::io(&*found.shown, message::read(), error),
    }
}

pub(super) fn syntax_reason(error: &serde_json::Error) -> Said {
    let place = message::place(error.line(), error.column()).said();
    let detail = error.to_string();
    let detail = detail.split(" at line ").next().unwrap_or_default();
    if error.is_eof() {
        message::ends_too_early(place).said()
    } else if detail == "trailing characters" && error.line() > 1 {
        message::several_documents(place).said()
    } else {
        message::not_valid(place, detail).said()
    }
}

fn flat_line(line: &[u8]) -> Result<Vec<(String, Cell)>, Said> {
    let text = std::str::from_utf8(line).map_err(|_| message::not_utf8().said())?;
    let value: &RawValue = serde_json::from_str(text.trim()).map_err(|error| {
        if error.is_eof() {
            message::line_cut_off().said()
        } else {
            let detail = error.to_string();
            let detail = detail.split(" at line ").next().unwrap_or_default();
            message::line_not_valid(error.column(), detail).said()
        }
    })?;
    flatten(value)
}

fn refuse_other(found: &FoundFile, kind: Kind) -> Result<(), SourceError> {
    if matches!(kind, Kind::Json | Kind::Text) {
        return Ok(());
    }
    let reason = message::not_json(kind.shown(), kind.advice());
    Err(SourceError::content(&found.shown, reason))
}

/// The columns seen so far.
#[derive(Default)]
pub(super) struct Columns {
    names: Vec<String>,
    known: HashMap<String, usize>,
}

impl Columns {
    /// Some that are there from the begin.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a &'a str>) -> Self {
        let mut columns = Self::default();
        names.for_each(|name| _ = columns.column((*name).to_owned()));
        columns
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    pub(super) fn number(&mut self, flat: Flat) -> Sparse {
        flat.map(|cells| cells.into_iter().map(|(name, cell)| (self.column(name), cell)).collect())
    }

    fn column(&mut self, name: String) -> usize {
        if let Some(column) = self.known.get(&name) {
            return *column;
        }
        let column = self.names.len();
        self.names.push(name.clone());
        self.known.insert(name, column);
        column
    }
}

impl JsonRows {
    /// Column names.
    pub(super) fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// Why the second reading ended before the file did.
    pub(super) fn take_failure(&mut self) -> Option<SourceError> {
        match &mut self.rows {
            Source::Kept(_) => None,
            Source::Again { failure, .. } => failure.take(),
        }
    }
}

impl Iterator for JsonRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, row) = match &mut self.rows {
            Source::Kept(rows) => rows.next()?,
            Source::Again { rows, failure } => match rows.recv().ok()? {
                Again::Row(number, row) => (number, row),
                Again::Failed(error) => {
                    *failure = Some(error);
                    return None;
                }
            },
        };
        let origin = Origin::row(self.source.clone(), number);
        Some(match row {
            Ok(sparse) => Ok(Record { origin, header: self.header.clone(), cells: cells(sparse) }),
            Err(reason) => Err(Reject { origin, source_key: None, field: None, reason, partial: false }),
        })
    }
}

/// One cell per column up to the last that the object has.
pub(super) fn cells(sparse: Vec<(usize, Cell)>) -> Vec<Cell> {
    let mut cells = vec![Cell::Absent; sparse.iter().map(|(column, _)| column + 1).max().unwrap_or(0)];
    for (column, cell) in sparse {
        cells[column] = cell;
    }
    cells
}

#[cfg(test)]
mod tests;
