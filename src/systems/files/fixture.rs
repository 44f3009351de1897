//! What the tests of all formats share: a file on disk, and its rows as lines of text.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use crate::model::job::SourceFormat;
use crate::model::record::{Cell, Record};

use super::{FoundFile, Rows, SourceError, read_here};

/// A file that is there as long as this is.
pub(super) struct OnDisk {
    _folder: tempfile::TempDir,
    pub(super) file: FoundFile,
}

/// Writes a file.
pub(super) fn on_disk(name: &str, content: impl AsRef<[u8]>) -> OnDisk {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    OnDisk { file: FoundFile::look(path, name.into()).unwrap(), _folder: folder }
}

/// A committed file under `tests/data/source`.
pub(super) fn committed(name: &str) -> FoundFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/source").join(name);
    FoundFile::look(path, name.into()).unwrap()
}

/// One name per field.
pub(super) fn wanted(names: &[&str]) -> Vec<Vec<String>> {
    names.iter().map(|name| vec![(*name).to_owned()]).collect()
}

/// The message with which a file is refused.
pub(super) fn refusal(file: &FoundFile, format: &SourceFormat, names: &[&str]) -> String {
    match read_here(file, format, &wanted(names)) {
        Ok(_) => panic!("{} was read", file.shown),
        Err(error) => error.to_string(),
    }
}

/// The rows of a file: `2: PC1 | 5`, or `3! reason`.
pub(super) fn lines(rows: Result<Rows, SourceError>) -> Vec<String> {
    let mut rows = rows.map_err(|error| error.to_string()).unwrap();
    let lines = rows.by_ref().map(|row| match row {
        Ok(record) => format!("{}: {}", record.origin.row.unwrap(), cells(&record)),
        Err(reject) => format!("{}! {}", reject.origin.row.unwrap(), reject.reason),
    });
    let lines = lines.collect();
    assert!(rows.take_failure().is_none());
    lines
}

fn cells(record: &Record) -> String {
    let shown = (0..record.header.names.len()).map(|index| match record.cell(index) {
        Cell::Absent => "<absent>".to_owned(),
        Cell::Blank => String::new(),
        Cell::Text(text) => text.to_string(),
        Cell::Shown(shown) => format!("<{} shown as {}>", shown.digits, shown.text),
        Cell::Number(number) => format!("<number {number}>"),
        Cell::Bool(value) => format!("<{value}>"),
        Cell::Date(date) => format!("<{date}>"),
        Cell::DateTime(time) => format!("<{time}>"),
        Cell::Error(error) => format!("<error {error}>"),
    });
    shown.collect::<Vec<_>>().join(" | ")
}
