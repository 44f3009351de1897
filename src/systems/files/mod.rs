//! Readers of files: CSV, sheets, JSON. A source finds the files of a job, waits until they are
//! complete, yields their records with the rows that an administrator sees, and puts them away.
//! It knows nothing of mappings beyond the names of the columns that one wants, and nothing of desks.

mod csv;
mod encoding;
mod error;
mod find;
#[cfg(test)]
mod fixture;
mod header;
mod json;
mod languages;
mod message;
mod put_away;
mod sheet;
mod sniff;
mod told;

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use super::table::Room;
use crate::model::Reject;
use crate::model::job::SourceFormat;
use crate::model::record::{Header, Record};
use crate::model::system::{Kind, Role};

pub use error::SourceError;
pub use find::{FoundFile, find};
pub use put_away::{digest, finish, unchanged, wait_until_unchanged};
pub use told::Told;

/// The room of files: a source names them itself (`path`), so that they have no table of their own.
pub static ROOM: Room = Room {
    kind: Kind { key: "files", product: "Files", roles: &[Role::Records], is_practice: false },
    about: "Files.",
    page: include_str!("page.md"),
    table: None,
    target: None,
    desk: None,
    monitor: None,
    #[cfg(test)]
    messages: message::catalogue,
};

/// The records of one file, in its order. A row that cannot be used is a [`Reject`], and the rows
/// after it go on. At the end ask [`Rows::take_failure`] whether it was the end of the file.
pub struct Rows {
    header: Arc<Header>,
    notes: Vec<String>,
    told: Vec<Told>,
    inner: Inner,
}

enum Inner {
    Csv(Box<csv::CsvRows>),
    Sheet(sheet::SheetRows),
    Json(json::JsonRows),
}

impl Rows {
    /// Column names, shared by all records.
    pub fn header(&self) -> Arc<Header> {
        self.header.clone()
    }

    /// What was found out about the file (encoding, delimiter, sheet), one line each.
    pub fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    /// What people are told of the file, once its records have been read.
    pub fn told(&self) -> Vec<Told> {
        let mut told = self.told.clone();
        match &self.inner {
            Inner::Csv(rows) => told.extend(rows.told()),
            Inner::Sheet(rows) => told.extend(rows.told()),
            Inner::Json(_) => {}
        }
        told
    }

    /// Why the records ended before the file did: it could not be read on. The records so far are
    /// not all that the source has, so that nothing may be concluded from those that are missing.
    pub fn take_failure(&mut self) -> Option<SourceError> {
        match &mut self.inner {
            Inner::Csv(rows) => rows.take_failure(),
            Inner::Sheet(_) | Inner::Json(_) => None,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.inner {
            Inner::Csv(rows) => rows.next(),
            Inner::Sheet(rows) => rows.next(),
            Inner::Json(rows) => rows.next(),
        }
    }
}

/// Opens a file and reads its header. `wanted` has the names of the column of each field that the
/// mapping reads (each field with its aliases; a field without columns is left out): they tell
/// which row of a sheet is the header, and a file without any of them is refused.
///
/// # Errors
/// A file that cannot be read, is something else than `format` says, or has no usable header.
pub fn read(file: &FoundFile, format: &SourceFormat, wanted: &[Vec<String>]) -> Result<Rows, SourceError> {
    let mut rows = open_rows(file, format, wanted)?;
    rows.told = told::repeated(&file.shown, &rows.header, wanted);
    Ok(rows)
}

fn open_rows(file: &FoundFile, format: &SourceFormat, wanted: &[Vec<String>]) -> Result<Rows, SourceError> {
    let opened = open(file)?;
    let told = Vec::new();
    match format {
        SourceFormat::Csv { delimiter, quote, encoding, header } => {
            let options = csv::Options {
                delimiter: *delimiter,
                quote: *quote,
                encoding: encoding.as_deref(),
                header: *header,
            };
            let (rows, notes) = csv::read(file, opened, options, wanted)?;
            Ok(Rows { header: rows.header().clone(), notes, told, inner: Inner::Csv(Box::new(rows)) })
        }
        SourceFormat::Sheet { sheet, header } => {
            let (rows, notes) = sheet::read(file, opened, sheet, *header, wanted)?;
            Ok(Rows { header: rows.header().clone(), notes, told, inner: Inner::Sheet(rows) })
        }
        SourceFormat::Json { rows, lines } => {
            let rows = if *lines {
                json::read_lines(file, opened, wanted)?
            } else {
                json::read(file, opened, rows, wanted)?
            };
            Ok(Rows { header: rows.header().clone(), notes: Vec::new(), told, inner: Inner::Json(rows) })
        }
    }
}

/// Opens a file and looks at its first bytes.
fn open(file: &FoundFile) -> Result<sniff::OpenedFile, SourceError> {
    let refused = |error| SourceError::io(&*file.shown, message::read(), error);
    let mut opened = File::open(&file.path).map_err(refused)?;
    if opened.metadata().map_err(refused)?.is_dir() {
        return Err(SourceError::Folder { file: file.shown.to_string() });
    }
    let mut head = Vec::with_capacity(1024);
    opened.by_ref().take(1024).read_to_end(&mut head).map_err(refused)?;
    Ok(sniff::OpenedFile { file: opened, kind: sniff::sniff(&head) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_may_be_read_on_another_thread() {
        fn is_send<T: Send>() {}
        is_send::<Rows>();
        is_send::<SourceError>();
    }
}
