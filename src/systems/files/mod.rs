//! Readers of files: CSV, sheets, JSON, inventories of agents, mails. A source finds the files of a job, waits until they are
//! complete, yields their records with the rows that an administrator sees, and puts them away.
//! It knows nothing of mappings beyond the names of the columns that one wants, and nothing of desks.

mod agent;
mod apart;
mod child;
mod contrast;
mod csv;
mod encoding;
mod error;
mod examples;
mod find;
#[cfg(test)]
mod fixture;
mod header;
mod json;
mod languages;
mod lookup;
mod mail;
mod message;
mod open;
mod pattern;
mod put_away;
mod sheet;
mod sniff;
mod told;
mod unpack;
mod wire;

use std::io::Read;
use std::sync::Arc;

use super::table::Room;
use crate::model::Reject;
use crate::model::Said;
use crate::model::job::SourceFormat;
use crate::model::record::{Header, Record};
use crate::model::system::{Kind, Role};

pub use apart::Reader;
pub use child::read_as_child;
pub use error::SourceError;
pub(super) use examples::EXAMPLES;
pub use find::{FoundFile, find};
use lookup::Added;
pub use lookup::{LookupTable, load};
pub use put_away::{digest, finish, wait_until_unchanged};
use told::Finding;
pub use told::Told;

/// The room of files: a source names them itself (`path`), so that they have no table of their own.
pub static ROOM: Room = Room {
    kind: Kind { key: "files", product: "Files", roles: &[Role::Records], is_practice: false },
    about: "Files.",
    page: include_str!("page.md"),
    table: None,
    records: None,
    target: None,
    desk: None,
    monitor: None,
    secret_store: None,
    #[cfg(test)]
    messages: message::catalogue,
};

/// The records of one file, in its order. A row that cannot be used is a [`Reject`], and the rows
/// after it go on. At the end ask [`Rows::take_failure`] whether it was the end of the file.
pub struct Rows {
    file: FoundFile,
    header: Arc<Header>,
    notes: Vec<Said>,
    findings: Vec<Finding>,
    failure: Option<SourceError>,
    ended: bool,
    /// Each row comes from a file of its own, which is looked at when it is read.
    is_of_records: bool,
    /// What each row gets that does not stand in the file itself.
    added: Vec<Added>,
    inner: Inner,
}

enum Inner {
    Csv(Box<csv::CsvRows>),
    Sheet(Box<sheet::SheetRows>),
    Json(Box<json::JsonRows>),
    Agent(Box<agent::AgentRows>),
    Mail(Box<mail::MailRows>),
    Apart(Box<apart::Apart>),
}

impl Rows {
    /// Column names, shared by all records.
    pub fn header(&self) -> Arc<Header> {
        self.header.clone()
    }

    /// What was found out about the file (encoding, delimiter, sheet), one line each.
    pub fn notes(&self) -> Vec<Said> {
        self.notes.clone()
    }

    /// What people are told of the file, once its records have been read.
    pub fn told(&self) -> Vec<Told> {
        self.findings().iter().map(|finding| finding.told(&self.file.shown)).collect()
    }

    fn findings(&self) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        match &self.inner {
            Inner::Csv(rows) => findings.extend(rows.findings()),
            Inner::Sheet(rows) => findings.extend(rows.findings()),
            Inner::Json(_) | Inner::Agent(_) | Inner::Mail(_) => {}
            Inner::Apart(rows) => findings.extend_from_slice(rows.findings()),
        }
        findings.extend(self.added.iter().filter_map(Added::finding));
        findings
    }

    fn sheet(&self) -> Option<&Arc<str>> {
        match &self.inner {
            Inner::Sheet(rows) => Some(rows.sheet()),
            Inner::Apart(rows) => rows.sheet(),
            Inner::Csv(_) | Inner::Json(_) | Inner::Agent(_) | Inner::Mail(_) => None,
        }
    }

    /// Why the records ended before the file did: it could not be read on, or it is not the file any more
    /// whose reading began. The records so far are not all that the source has, so that nothing may be
    /// concluded from those that are missing.
    pub fn take_failure(&mut self) -> Option<SourceError> {
        self.failure.take()
    }

    fn failure_inside(&mut self) -> Option<SourceError> {
        match &mut self.inner {
            Inner::Csv(rows) => rows.take_failure(),
            Inner::Json(rows) => rows.take_failure(),
            Inner::Apart(rows) => rows.take_failure(),
            Inner::Sheet(_) | Inner::Agent(_) | Inner::Mail(_) => None,
        }
    }
}

impl Iterator for Rows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = match &mut self.inner {
            Inner::Csv(rows) => rows.next(),
            Inner::Sheet(rows) => rows.next(),
            Inner::Json(rows) => rows.next(),
            Inner::Agent(rows) => rows.next(),
            Inner::Mail(rows) => rows.next(),
            Inner::Apart(rows) => rows.next(),
        };
        if row.is_none() {
            self.ended = true;
            // That it is another file by now explains whatever else is wrong with it.
            let changed = if self.is_of_records { None } else { open::unchanged(&self.file).err() };
            self.failure = changed.or_else(|| self.failure_inside());
        }
        Some(match row? {
            Ok(record) => Ok(lookup::complete(record, &self.header, &mut self.added)),
            Err(reject) => Err(reject),
        })
    }
}

/// Reads a file in this program: for tests.
///
/// # Errors
/// As [`Reader::read`].
#[cfg(test)]
fn read_here(file: &FoundFile, format: &SourceFormat, wanted: &[Vec<String>]) -> Result<Rows, SourceError> {
    read_all_here(std::slice::from_ref(file), format, wanted)
}

/// Reads the files of one reading in this program: for the program that does nothing else, and for tests.
///
/// # Errors
/// As [`Reader::read`].
fn read_all_here(
    files: &[FoundFile],
    format: &SourceFormat,
    wanted: &[Vec<String>],
) -> Result<Rows, SourceError> {
    let mut rows = open_rows(files, format, wanted)?;
    rows.findings.extend(told::repeated(&rows.header, wanted));
    Ok(rows)
}

fn open_rows(
    files: &[FoundFile],
    format: &SourceFormat,
    wanted: &[Vec<String>],
) -> Result<Rows, SourceError> {
    // Whoever asks has a file at least.
    let Some(file) = files.first() else { return Err(SourceError::content("", message::empty())) };
    let rows = |header: &Arc<Header>, notes, inner| Rows {
        file: file.clone(),
        header: header.clone(),
        notes,
        findings: Vec::new(),
        failure: None,
        ended: false,
        is_of_records: format.is_of_records(),
        added: Vec::new(),
        inner,
    };
    match format {
        SourceFormat::Agent(format) => {
            let read = agent::read(files, format, wanted)?;
            Ok(rows(&read.header().clone(), Vec::new(), Inner::Agent(Box::new(read))))
        }
        SourceFormat::Csv { delimiter, quote, encoding, header } => {
            let options = csv::Options {
                delimiter: *delimiter,
                quote: *quote,
                encoding: encoding.as_deref(),
                header: *header,
            };
            let (read, notes) = csv::read(file, open(file)?, options, wanted)?;
            Ok(rows(&read.header().clone(), notes, Inner::Csv(Box::new(read))))
        }
        SourceFormat::Sheet { sheet, header, tables } => {
            let wish = sheet::Wish { sheet, header: *header, tables, wanted };
            let (read, notes) = sheet::read(file, open(file)?, wish)?;
            Ok(rows(&read.header().clone(), notes, Inner::Sheet(Box::new(read))))
        }
        SourceFormat::Json { rows: path, lines } => {
            let read = if *lines {
                json::read_lines(file, open(file)?, wanted)?
            } else {
                json::read(file, open(file)?, path, wanted)?
            };
            Ok(rows(&read.header().clone(), Vec::new(), Inner::Json(Box::new(read))))
        }
        SourceFormat::Mail(format) => {
            let read = mail::read(file, open(file)?, format, wanted)?;
            Ok(rows(&read.header().clone(), Vec::new(), Inner::Mail(Box::new(read))))
        }
    }
}

/// Opens a file and looks at its first bytes.
fn open(file: &FoundFile) -> Result<sniff::OpenedFile, SourceError> {
    let refused = |error| SourceError::io(&*file.shown, message::read(), error);
    let mut opened = open::open(file)?;
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
