//! The program that reads one file, or the files of one source, and ends: what a file can do to it, it does to nobody else. Its memory and
//! its time are limited before it opens the file; it writes no file and knows no secret.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::AsFd as _;
use std::os::unix::ffi::OsStringExt as _;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::model::Reject;
use crate::model::record::Record;
use crate::model::said::Say as _;

use super::find::FoundFile;
use super::wire::{self, Asked, End, FULL, Kind, Opened, Request, Sent};
use super::{Rows, SourceError, read_all_here};

/// Addresses that a program takes without using memory: its own code (120 MiB in a build for tests), and what
/// the allocator reserves for each thread (64 MiB).
const RESERVED: u64 = 512 * 1024 * 1024;

/// Reads the files that standard input names and writes its rows to standard output.
///
/// # Errors
/// When the request cannot be understood, or nobody takes the rows any more.
pub fn read_as_child() -> io::Result<()> {
    let mut asked = Vec::new();
    io::stdin().lock().read_to_end(&mut asked)?;
    let request: Request = wire::unpacked(&asked)?;
    limit(&request)?;
    let mut out = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    match rows(&request) {
        Ok(rows) => send(rows, &mut out),
        Err(refused) => wire::send(&mut out, Kind::Refused, &wire::packed(&refused.said())?),
    }
}

/// Sets limits that nothing can raise again.
fn limit(request: &Request) -> io::Result<()> {
    let limits = [
        (Resource::Data, request.memory),
        // Linux before 4.7 counts little as data. Here the program itself and room that is only reserved count.
        (Resource::As, request.memory.saturating_add(RESERVED)),
        // SIGXCPU ends the program, also when nobody waits for it any more.
        (Resource::Cpu, request.seconds),
        // What it has read must not lie about in a core file.
        (Resource::Core, 0),
        (Resource::Fsize, 0),
    ];
    for (resource, most) in limits {
        let most = getrlimit(resource).maximum.map_or(most, |known| known.min(most));
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
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
