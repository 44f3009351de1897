//! The program that reads one file, or the files of one source, and ends: what a file can do to it, it does to nobody else. Its memory and
//! its time are limited before it opens the file; it writes no file and knows no secret.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::os::unix::ffi::OsStringExt as _;

use crate::model::Reject;
use crate::model::record::Record;
use crate::model::said::Say as _;
use crate::systems::shared::bound;

use super::find::FoundFile;
use super::wire::{self, Asked, End, FULL, Kind, Opened, Request, Sent};
use super::{Rows, SourceError, read_all_here};

/// Reads the files that standard input names and writes its rows to standard output.
///
/// # Errors
/// When the request cannot be understood, or nobody takes the rows any more.
pub fn read_as_child() -> io::Result<()> {
    let mut asked = Vec::new();
    io::stdin().lock().read_to_end(&mut asked)?;
    let request: Request = wire::unpacked(&asked)?;
    bound(request.memory, request.seconds)?;
    let mut out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    match rows(&request) {
        Ok(rows) => send(rows, &mut out),
        Err(refused) => wire::send(&mut out, Kind::Refused, &wire::packed(&refused.said())?),
    }
}

fn rows(request: &Request) -> Result<Rows, SourceError> {
    let file = |asked: &Asked| {
        let path = OsString::from_vec(asked.path.clone()).into();
        FoundFile::known(path, asked.shown.as_str().into(), asked.identity)
    };
    let files: Vec<FoundFile> = request.files.iter().map(file).collect();
    read_all_here(&files, &request.format, &request.wanted)
}

fn send(mut rows: Rows, out: &mut File) -> io::Result<()> {
    let opened = Opened {
        names: rows.header().names.clone(),
        notes: rows.notes(),
        sheet: rows.sheet().map(|sheet| sheet.to_string()),
    };
    wire::send(out, Kind::Opened, &wire::packed(&opened)?)?;
    let mut frame = Vec::with_capacity(FULL * 2);
    let mut sheet = rows.sheet().cloned();
    let mut source = rows.file.shown.clone();
    for row in rows.by_ref() {
        let (Ok(Record { origin, .. }) | Err(Reject { origin, .. })) = &row;
        if origin.sheet != sheet {
            wire::send(out, Kind::Rows, &frame)?;
            frame.clear();
            sheet.clone_from(&origin.sheet);
            wire::send(out, Kind::Sheet, sheet.as_deref().unwrap_or_default().as_bytes())?;
        }
        if origin.source != source {
            wire::send(out, Kind::Rows, &frame)?;
            frame.clear();
            source = origin.source.clone();
            wire::send(out, Kind::File, source.as_bytes())?;
        }
        let sent = match &row {
            Ok(Record { origin, cells, .. }) => Sent::record(origin.row, cells),
            Err(Reject { origin, reason, .. }) => Sent::Reject(origin.row, reason),
        };
        frame = wire::add_row(frame, &sent)?;
        if frame.len() >= FULL {
            wire::send(out, Kind::Rows, &frame)?;
            frame.clear();
        }
    }
    wire::send(out, Kind::Rows, &frame)?;
    let failure = rows.take_failure().map(|failure| failure.said());
    wire::send(out, Kind::End, &wire::packed(&End { findings: rows.findings(), failure })?)
}
