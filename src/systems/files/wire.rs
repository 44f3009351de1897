//! What the program that reads a file and the one that uses its rows say to each other: one request, then
//! frames of a kind, a length and a body. Rows are packed into frames as they come, so that a frame costs
//! nothing a row.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::model::Said;
use crate::model::job::SourceFormat;
use crate::model::record::Cell;

use super::find::Identity;
use super::told::Finding;

/// Bytes of rows that are sent at once.
pub(super) const FULL: usize = 64 * 1024;
/// Bytes before the body of a frame.
const HEAD: usize = 5;

/// What is to be read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    /// One file, or all of a source whose files are a record each.
    pub(super) files: Vec<Asked>,
    pub(super) format: SourceFormat,
    pub(super) wanted: Vec<Vec<String>>,
    /// Bytes that the reader may use.
    pub(super) memory: u64,
    /// Seconds that it may compute.
    pub(super) seconds: u64,
}

/// A file that is to be read.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    /// Path, which need not be text.
    pub(super) path: Vec<u8>,
    /// The file as people see it.
    pub(super) shown: String,
    /// Which file it must be.
    pub(super) identity: Identity,
}

/// The kinds of frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The first one: an [`Opened`].
    Opened,
    /// Rows, one behind the other.
    Rows,
    /// The last one: an [`End`].
    End,
    /// The only one: why the file is not read, a [`Said`].
    Refused,
    /// The sheet of the rows that follow, as text.
    Sheet,
    /// The file of the rows that follow, as people see it.
    File,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Opened, Self::Rows, Self::End, Self::Refused, Self::Sheet, Self::File];
}

/// What is known of a file before its rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Opened {
    pub(super) names: Vec<String>,
    pub(super) notes: Vec<Said>,
    pub(super) sheet: Option<String>,
}

/// What is known of it behind its rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) findings: Vec<Finding>,
    /// Why the rows ended before the file did.
    pub(super) failure: Option<Said>,
}

/// A row as it is sent.
#[derive(Debug, Serialize)]
pub(super) enum Sent<'a> {
    Full(Option<u64>, &'a [Cell]),
    Sparse(Option<u64>, Vec<Run<'a>>),
    Reject(Option<u64>, &'a Said),
}

/// Cells of a record that lacks some: most of them, where each has keys of its own.
#[derive(Debug, Serialize)]
pub(super) enum Run<'a> {
    Absent(u64),
    Cell(&'a Cell),
}

impl<'a> Sent<'a> {
    pub(super) fn record(row: Option<u64>, cells: &'a [Cell]) -> Self {
        if !cells.contains(&Cell::Absent) {
            return Self::Full(row, cells);
        }
        let mut runs = Vec::new();
        for cell in cells {
            match (cell, runs.last_mut()) {
                (Cell::Absent, Some(Run::Absent(count))) => *count += 1,
                (Cell::Absent, _) => runs.push(Run::Absent(1)),
                (cell, _) => runs.push(Run::Cell(cell)),
            }
        }
        Self::Sparse(row, runs)
    }
}

/// The same as it arrives.
#[derive(Debug, Deserialize)]
pub(super) enum Arrived {
    Full(Option<u64>, Vec<Cell>),
    Sparse(Option<u64>, Vec<ArrivedRun>),
    Reject(Option<u64>, Said),
}

#[derive(Debug, Deserialize)]
pub(super) enum ArrivedRun {
    Absent(u64),
    Cell(Cell),
}

/// Cells of runs, as many as there are columns at most.
pub(super) fn cells(runs: Vec<ArrivedRun>, columns: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    for run in runs {
        match run {
            ArrivedRun::Absent(count) => {
                let length = usize::try_from(count).unwrap_or(usize::MAX).saturating_add(cells.len());
                cells.resize(length.min(columns), Cell::Absent);
            }
            ArrivedRun::Cell(cell) => cells.push(cell),
        }
    }
    cells
}

/// A body as bytes.
///
/// # Errors
/// None that happens: our types all have a form.
pub(super) fn packed(body: &impl Serialize) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(body).map_err(io::Error::other)
}

/// The reverse.
///
/// # Errors
/// Bytes that are no such body.
pub(super) fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(io::Error::other)
}

/// The next row of a frame, and what stands behind it.
///
/// # Errors
/// Bytes that are no row.
pub(super) fn next_row(bytes: &[u8]) -> io::Result<(Arrived, &[u8])> {
    postcard::take_from_bytes(bytes).map_err(io::Error::other)
}

/// Adds a row to a frame.
///
/// # Errors
/// None that happens.
pub(super) fn add_row(frame: Vec<u8>, row: &Sent<'_>) -> io::Result<Vec<u8>> {
    postcard::to_extend(row, frame).map_err(io::Error::other)
}

/// Sends a frame.
///
/// # Errors
/// When the other program has gone.
pub(super) fn send(to: &mut impl Write, kind: Kind, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(io::Error::other)?;
    let mut head = [kind as u8; HEAD];
    head[1..].copy_from_slice(&length.to_le_bytes());
    to.write_all(&head)?;
    to.write_all(body)
}

/// Takes the next frame into a buffer; no memory is taken for what does not come.
///
/// # Errors
/// The end of the stream, or what is no frame.
pub(super) fn take(from: &mut impl Read, body: &mut Vec<u8>) -> io::Result<Kind> {
    let mut head = [0; HEAD];
    from.read_exact(&mut head)?;
    let [kind, length @ ..] = head;
    let kind = Kind::ALL.into_iter().find(|known| *known as u8 == kind);
    let kind = kind.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
    let length = u64::from(u32::from_le_bytes(length));
    body.clear();
    if from.take(length).read_to_end(body)? as u64 == length {
        return Ok(kind);
    }
    Err(io::ErrorKind::UnexpectedEof.into())
}
