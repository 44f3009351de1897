//! JSON arrays and lines of JSON as records. The columns are all that any object has, so the whole
//! file is read before the first record; what is kept of it are the cells.

mod flatten;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _};
use std::sync::Arc;

use serde_json::value::RawValue;

use crate::model::Reject;
use crate::model::origin::Origin;
use crate::model::record::{Cell, Header, Record};
use crate::systems::files::message;

use super::encoding;
use super::error::SourceError;
use super::find::FoundFile;
use super::header;
use super::sniff::{Kind, OpenedFile};
use flatten::{Members, Shape, flatten};

/// The records of one file.
pub(super) struct JsonRows {
    header: Arc<Header>,
    source: Arc<str>,
    rows: std::vec::IntoIter<(u64, Result<Vec<Cell>, String>)>,
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
    let OpenedFile { mut file, kind } = opened;
    refuse_other(found, kind)?;
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    let mut bytes = Vec::new();
    file.rewind().map_err(refused)?;
    file.read_to_end(&mut bytes).map_err(refused)?;
    let bytes = encoding::whole(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        let reason = message::line_is_not_utf8(line);
        SourceError::content(&found.shown, reason)
    })?;
    let document: &RawValue = serde_json::from_str(text).map_err(|error| {
        let reason = syntax_reason(&error);
        SourceError::content(&found.shown, reason)
    })?;
    let array = descend(found, document, path)?;
    let mut table = Table::default();
    for (index, value) in (1..).zip(array) {
        table.add(index, flatten(value));
    }
    table.into_rows(found, wanted)
}

fn syntax_reason(error: &serde_json::Error) -> String {
    let place = message::place(error.line(), error.column()).to_string();
    let detail = error.to_string();
    let detail = detail.split(" at line ").next().unwrap_or_default();
    if error.is_eof() {
        message::ends_too_early(place).to_string()
    } else if detail == "trailing characters" && error.line() > 1 {
        message::several_documents(place).to_string()
    } else {
        message::not_valid(place, detail).to_string()
    }
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
    let OpenedFile { mut file, kind } = opened;
    refuse_other(found, kind)?;
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    let choice = encoding::choose(&mut file, Some(encoding_rs::UTF_8)).map_err(refused)?;
    let mut table = Table::default();
    let mut number = 0;
    let mut add = |line: &[u8]| {
        number += 1;
        if !line.trim_ascii().is_empty() {
            table.add(number, flat_line(line));
        }
    };
    file.rewind().map_err(refused)?;
    let mut head = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut head).map_err(refused)?;
    file.rewind().map_err(refused)?;
    if choice.encoding == encoding_rs::UTF_8 && encoding::wide(&head).is_none() {
        file.seek(std::io::SeekFrom::Start(choice.mark)).map_err(refused)?;
        let mut input = BufReader::new(file);
        let mut line = Vec::new();
        while input.read_until(b'\n', &mut line).map_err(refused)? > 0 {
            add(&line);
            line.clear();
        }
    } else {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(refused)?;
        encoding::whole(bytes).split(|byte| *byte == b'\n').for_each(add);
    }
    table.into_rows(found, wanted)
}

fn flat_line(line: &[u8]) -> Result<Vec<(String, Cell)>, String> {
    let text = std::str::from_utf8(line).map_err(|_| message::not_utf8().to_string())?;
    let value: &RawValue = serde_json::from_str(text.trim()).map_err(|error| {
        if error.is_eof() {
            message::line_cut_off().to_string()
        } else {
            let detail = error.to_string();
            let detail = detail.split(" at line ").next().unwrap_or_default();
            message::line_not_valid(error.column(), detail).to_string()
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

/// Follows a dotted path to the array of rows.
fn descend<'a>(
    found: &FoundFile,
    document: &'a RawValue,
    path: &str,
) -> Result<Vec<&'a RawValue>, SourceError> {
    let wrong = |reason: String| SourceError::setting(&found.shown, "rows", reason);
    let broken = |error: serde_json::Error| SourceError::content(&found.shown, syntax_reason(&error));
    let place = |steps: &[String]| {
        if steps.is_empty() { message::the_document().to_string() } else { steps.join(".") }
    };
    let mut steps = Vec::new();
    let mut value = document;
    for step in path.split('.').filter(|step| !step.is_empty()) {
        if Shape::of(value) != Shape::Object {
            return Err(wrong(
                message::has_no_step(place(&steps), Shape::of(value).shown(), step).to_string(),
            ));
        }
        let members = serde_json::from_str::<Members<'_>>(value.get()).map_err(broken)?.0;
        let Some((_, inner)) = members.iter().find(|(key, _)| key == step) else {
            return Err(wrong(message::lacks_step(place(&steps), step, keys(&members)).to_string()));
        };
        value = inner;
        steps.push(format!("`{step}`"));
    }
    match Shape::of(value) {
        Shape::Array => serde_json::from_str(value.get()).map_err(broken),
        Shape::Object => {
            let members = serde_json::from_str::<Members<'_>>(value.get()).map_err(broken)?.0;
            Err(wrong(message::object_not_rows(place(&steps), keys(&members)).to_string()))
        }
        other => Err(wrong(message::not_rows(place(&steps), other.shown()).to_string())),
    }
}

/// The keys of an object with what they are.
fn keys(members: &[(String, &RawValue)]) -> String {
    if members.is_empty() {
        return "nothing".to_owned();
    }
    let shown = members.iter().take(20).map(|(key, value)| format!("`{key}` ({})", Shape::of(value).shown()));
    shown.collect::<Vec<_>>().join(", ")
}

/// Rows as they are collected, with the columns seen so far.
#[derive(Default)]
struct Table {
    names: Vec<String>,
    columns: HashMap<String, usize>,
    rows: Vec<(u64, Result<Vec<Cell>, String>)>,
}

impl Table {
    fn add(&mut self, number: u64, flat: Result<Vec<(String, Cell)>, String>) {
        let row = flat.map(|flat| {
            let mut cells = Vec::with_capacity(self.names.len());
            for (name, cell) in flat {
                let column = self.column(name);
                if cells.len() <= column {
                    cells.resize(column + 1, Cell::Absent);
                }
                cells[column] = cell;
            }
            cells
        });
        self.rows.push((number, row));
    }

    fn column(&mut self, name: String) -> usize {
        if let Some(column) = self.columns.get(&name) {
            return *column;
        }
        let column = self.names.len();
        self.names.push(name.clone());
        self.columns.insert(name, column);
        column
    }

    fn into_rows(self, found: &FoundFile, wanted: &[Vec<String>]) -> Result<JsonRows, SourceError> {
        let header = header::header(self.names.iter().map(String::as_str));
        if !header.names.is_empty() {
            header::check(&found.shown, &header, wanted)?;
        }
        let rows = self.rows.into_iter();
        Ok(JsonRows { header: Arc::new(header), source: found.shown.clone(), rows })
    }
}

impl JsonRows {
    /// Column names.
    pub(super) fn header(&self) -> &Arc<Header> {
        &self.header
    }
}

impl Iterator for JsonRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        let (number, row) = self.rows.next()?;
        let origin = Origin::row(self.source.clone(), number);
        Some(match row {
            Ok(cells) => Ok(Record { origin, header: self.header.clone(), cells }),
            Err(reason) => Err(Reject { origin, source_key: None, field: None, reason, partial: false }),
        })
    }
}

#[cfg(test)]
mod tests;
