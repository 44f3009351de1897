//! Files read by a program of their own (`child.rs`), which is this program once more. Whatever a file does
//! to it, here it is a [`SourceError`] that names the file and the reason.

use std::io::{self, BufReader, Read, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::Signal;

use crate::message::Message;
use crate::model::Reject;
use crate::model::job::SourceFormat;
use crate::model::origin::Origin;
use crate::model::project::ReadLimits;
use crate::model::record::{Header, Record};
use crate::model::said::Say as _;
use crate::systems::READ_FILE;

use super::error::SourceError;
use super::find::FoundFile;
use super::mail;
use super::message;
use super::open::unchanged;
use super::told::Finding;
use super::wire::{self, Arrived, Asked, End, Kind, Opened, Request};
use super::{Inner, Rows, read_all_here};

/// Bytes that are kept of what a reader that broke off said.
const LAST_WORDS: u64 = 4096;

/// Reads files, each in a program of its own.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The program; `None`: files are read in this one, for tests that have no other.
    pub program: Option<PathBuf>,
    /// What it may use.
    pub limits: ReadLimits,
}

impl Reader {
    /// Opens a file and reads its header. `wanted` has the names of the column of each field that the
    /// mapping reads (each field with its aliases; a field without columns is left out): they tell
    /// which row of a sheet is the header, and a file without any of them is refused.
    ///
    /// # Errors
    /// A file that cannot be read within the limits, is something else than `format` says, has no usable
    /// header, or changes meanwhile.
    pub fn read(
        &self,
        file: &FoundFile,
        format: &SourceFormat,
        wanted: &[Vec<String>],
    ) -> Result<Rows, SourceError> {
        self.read_all(std::slice::from_ref(file), format, wanted)
    }

    /// The same of several files that are a record each ([`SourceFormat::is_of_records`]), in one program: what is
    /// wrong with one of them is a reject among the rows. Of all other formats the first file is read.
    ///
    /// # Errors
    /// As [`Reader::read`]; no file.
    pub fn read_all(
        &self,
        files: &[FoundFile],
        format: &SourceFormat,
        wanted: &[Vec<String>],
    ) -> Result<Rows, SourceError> {
        let (Some(program), Some(file)) = (&self.program, files.first()) else {
            return read_all_here(files, format, wanted);
        };
        if !format.is_of_records() {
            // One that is no file any more, or another, is told in words before anything is started.
            unchanged(file)?;
        }
        let asked = |file: &FoundFile| Asked {
            path: file.path.as_os_str().as_bytes().to_vec(),
            shown: file.shown.to_string(),
            identity: file.identity,
        };
        let request = Request {
            files: files.iter().map(asked).collect(),
            format: format.clone(),
            wanted: wanted.to_vec(),
            memory: self.limits.memory,
            seconds: self.limits.time.as_secs().max(1),
        };
        let opened = start(program, &request)
            .map_err(|error| SourceError::content(&file.shown, message::reader_not_started(error)))
            .and_then(|child| Apart::open(child, file, self.limits));
        // What is wrong with a file that was replaced meanwhile is wrong with neither.
        let opened = opened.map_err(|error| unchanged(file).err().unwrap_or(error));
        let (header, notes, inner) = match (opened, format) {
            (Ok((mut apart, opened)), _) => {
                apart.is_mail = matches!(format, SourceFormat::Mail(_));
                (apart.header.clone(), opened.notes, Inner::Apart(Box::new(apart)))
            }
            // One mail that a stranger wrote keeps nobody from reading the others.
            (Err(error), SourceFormat::Mail(format)) => {
                let rows = mail::refusal(file, format, wanted, error.said());
                (rows.header().clone(), Vec::new(), Inner::Mail(Box::new(rows)))
            }
            (Err(error), _) => return Err(error),
        };
        let (failure, ended) = (None, false);
        Ok(Rows {
            file: file.clone(),
            header,
            notes,
            findings: Vec::new(),
            failure,
            ended,
            is_of_records: format.is_of_records(),
            added: Vec::new(),
            inner,
        })
    }
}

fn start(program: &PathBuf, request: &Request) -> io::Result<Child> {
    let asked = wire::packed(request)?;
    let mut child = Command::new(program)
        .arg0("stocktake")
        .arg(READ_FILE)
        .env_clear()
        // Ctrl-C at a terminal asks the run to stop; it does not end the reading beneath it.
        .process_group(0)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // It reads all of this before it does anything else. One that has ended already is told by its end.
    let _ = child.stdin.take().map(|mut input| input.write_all(&asked));
    Ok(child)
}

/// A program whose output has ended gets so long to end itself.
const LAST_BREATH: Duration = Duration::from_secs(1);

/// The rows of one file on their way from its program.
pub(super) struct Apart {
    child: Child,
    output: Option<BufReader<Patient>>,
    limits: ReadLimits,
    shown: Arc<str>,
    /// The file of the rows that come.
    source: Arc<str>,
    header: Arc<Header>,
    sheet: Option<Arc<str>>,
    frame: Vec<u8>,
    at: usize,
    findings: Vec<Finding>,
    failure: Option<SourceError>,
    /// What it does to its program is a reject.
    is_mail: bool,
}

impl Apart {
    fn open(mut child: Child, file: &FoundFile, limits: ReadLimits) -> Result<(Self, Opened), SourceError> {
        let output = child.stdout.take().map(|output| BufReader::new(Patient { output, left: limits.time }));
        let mut apart = Self {
            child,
            output,
            limits,
            shown: file.shown.clone(),
            source: file.shown.clone(),
            header: Arc::default(),
            sheet: None,
            frame: Vec::new(),
            at: 0,
            findings: Vec::new(),
            failure: None,
            is_mail: false,
        };
        let opened: Opened = match apart.next_frame() {
            Ok(Kind::Opened) => wire::unpacked(&apart.frame).map_err(|error| apart.death(&error))?,
            Ok(Kind::Refused) => {
                let reason = wire::unpacked(&apart.frame).map_err(|error| apart.death(&error))?;
                return Err(SourceError::Refused(reason));
            }
            Ok(Kind::Rows | Kind::End | Kind::Sheet | Kind::File) => {
                return Err(apart.death(&io::ErrorKind::InvalidData.into()));
            }
            Err(error) => return Err(apart.death(&error)),
        };
        apart.header = Arc::new(Header::new(opened.names.clone()));
        apart.sheet = opened.sheet.as_deref().map(Into::into);
        apart.at = apart.frame.len();
        Ok((apart, opened))
    }

    /// What was found out, once the rows have been read.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The sheet.
    pub(super) fn sheet(&self) -> Option<&Arc<str>> {
        self.sheet.as_ref()
    }

    /// Why the rows ended before the file did.
    pub(super) fn take_failure(&mut self) -> Option<SourceError> {
        self.failure.take()
    }

    fn next_frame(&mut self) -> io::Result<Kind> {
        self.at = 0;
        let output = self.output.as_mut().ok_or(io::ErrorKind::UnexpectedEof)?;
        wire::take(output, &mut self.frame)
    }

    /// The next row; `None` behind the last one.
    fn take_row(&mut self) -> io::Result<Option<Arrived>> {
        loop {
            let rest = &self.frame[self.at..];
            if !rest.is_empty() {
                let (row, behind) = wire::next_row(rest)?;
                self.at = self.frame.len() - behind.len();
                return Ok(Some(row));
            }
            match self.next_frame()? {
                Kind::Rows => {}
                Kind::Sheet => {
                    self.sheet = Some(String::from_utf8_lossy(&self.frame).into());
                    self.at = self.frame.len();
                }
                Kind::File => {
                    self.source = String::from_utf8_lossy(&self.frame).into();
                    self.at = self.frame.len();
                }
                Kind::End => {
                    let End { findings, failure } = wire::unpacked(&self.frame)?;
                    self.findings = findings;
                    self.failure = failure.map(SourceError::Refused);
                    return Ok(None);
                }
                Kind::Opened | Kind::Refused => return Err(io::ErrorKind::InvalidData.into()),
            }
        }
    }

    /// A row as the iterator gives it.
    fn row(&self, row: Arrived) -> Option<Result<Record, Reject>> {
        let origin = |row| Origin { source: self.source.clone(), sheet: self.sheet.clone(), row };
        let header = self.header.clone();
        Some(match row {
            Arrived::Full(row, cells) => Ok(Record { origin: origin(row), header, cells }),
            Arrived::Sparse(row, runs) => {
                let cells = wire::cells(runs, header.names.len());
                Ok(Record { origin: origin(row), header, cells })
            }
            Arrived::Reject(row, reason) => {
                Err(Reject { origin: origin(row), source_key: None, field: None, reason, partial: false })
            }
        })
    }

    /// What became of the program that read, as far as it can be told.
    fn death(&mut self, error: &io::Error) -> SourceError {
        self.output = None;
        let is_late = error.kind() == io::ErrorKind::TimedOut;
        // Its output ends a moment before it does: killed in between, it would seem to be short of memory.
        let is_gone = error.kind() == io::ErrorKind::UnexpectedEof && self.ends_by_itself();
        let _ = self.child.kill();
        let said = self.child.stderr.take().map(last_words).unwrap_or_default();
        let signal = self.child.wait().ok().and_then(|status| status.signal());
        let is = |known: &[Signal]| known.iter().any(|known| signal == Some(known.as_raw()));
        let reason = if is_late || is(&[Signal::XCPU]) {
            message::needs_more_time(self.limits.time)
        } else if said.contains("memory allocation of") {
            message::needs_more_memory(mebibytes(self.limits.memory))
        } else if is(&[Signal::TERM, Signal::INT, Signal::HUP]) {
            message::reader_stopped()
        } else if is(&[Signal::KILL]) && is_gone {
            message::reader_killed()
        } else {
            let how = signal.map_or_else(message::ended_by_itself, message::ended_by_signal);
            let what = said.lines().rfind(|line| !line.trim().is_empty() && !line.starts_with("note:"));
            let what = what.map_or_else(String::new, |line| format!(": {}", plain(line)));
            message::reader_broke_off(how, what)
        };
        SourceError::content(&self.shown, reason)
    }

    /// Whether the program ends soon after its output.
    fn ends_by_itself(&mut self) -> bool {
        let begin = Instant::now();
        while begin.elapsed() < LAST_BREATH {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }
}

impl Iterator for Apart {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        self.output.as_ref()?;
        match self.take_row() {
            Ok(Some(row)) => self.row(row),
            Ok(None) => {
                self.output = None;
                None
            }
            Err(error) => {
                let death = self.death(&error);
                if self.is_mail {
                    return Some(Err(mail::reject(&self.shown, death.said())));
                }
                self.failure = Some(death);
                None
            }
        }
    }
}

impl Drop for Apart {
    /// Rows that nobody wants any more are not read on.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The output of a program that is waited for, in sum, no longer than it may take.
struct Patient {
    output: ChildStdout,
    left: Duration,
}

impl Read for Patient {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let begin = Instant::now();
        let ready = {
            let mut waits = [PollFd::new(&self.output, PollFlags::IN)];
            let longest = Timespec {
                tv_sec: i64::try_from(self.left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: self.left.subsec_nanos().into(),
            };
            poll(&mut waits, Some(&longest))
        };
        self.left = self.left.saturating_sub(begin.elapsed());
        match ready {
            Ok(0) => Err(io::ErrorKind::TimedOut.into()),
            // Interrupted: whoever reads calls again.
            Err(error) => Err(error.into()),
            Ok(_) => self.output.read(into),
        }
    }
}

fn last_words(from: ChildStderr) -> String {
    let mut said = Vec::new();
    let _ = from.take(LAST_WORDS).read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

/// A piece of a line without signs that steer a terminal.
fn plain(line: &str) -> String {
    const LONGEST: usize = 200;
    line.trim().chars().map(|sign| if sign.is_control() { ' ' } else { sign }).take(LONGEST).collect()
}

fn mebibytes(bytes: u64) -> Message {
    message::mebibytes(bytes / (1024 * 1024))
}
