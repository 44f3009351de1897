//! Delimited text as records, in bounded memory: one pass to guess the encoding when the job does
//! not name it, one to read. A line that cannot be used is a reject with its line number.

mod delimiter;
mod head;
mod header;
mod other;
mod scan;

use std::sync::Arc;

use crate::message::{Message, reading};
use crate::model::job::HeaderAt;
use crate::model::origin::Origin;
use crate::model::record::{Cell, Header, Record};
use crate::model::{Reject, Said};
use crate::systems::files::message;

use super::encoding::{self, Choice, ChosenBy, Stream};
use super::error::SourceError;
use super::find::FoundFile;
use super::header as columns;
use super::sniff::{Kind, OpenedFile};
use super::told::Finding;
use crate::systems::shared::charset::Charset;
use head::HeaderLine;
use other::OtherTable;
use scan::{Scan, Scanner};

/// Bytes from which the delimiter is detected.
const SAMPLE: usize = 64 * 1024;

/// The options of a CSV source, as in [`crate::model::job::SourceFormat::Csv`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Options<'a> {
    pub(super) delimiter: Option<char>,
    pub(super) quote: Option<char>,
    pub(super) encoding: Option<&'a str>,
    pub(super) header: HeaderAt,
}

/// The records of one file.
pub(super) struct CsvRows {
    scanner: Scanner,
    header: Arc<Header>,
    /// The header line ends with a delimiter: lines without it are whole too.
    loose_end: bool,
    shown: Arc<str>,
    encoding: Charset,
    is_doubtful: bool,
    /// Lines in UTF-8 among those of another encoding: how many, and the first.
    strays: Option<(u64, u64)>,
    /// The header as it stands in the file.
    names: Vec<String>,
    /// Comments among the data, and lines that repeat the header: how many, and the first.
    comments: Option<(u64, u64)>,
    repeated: Option<(u64, u64)>,
    /// Another table below, whose rows are left out.
    other: OtherTable,
    /// The line below the header, when it is a second line of it.
    second: Option<u64>,
    /// What was scanned to see whether it is.
    held: Option<Scan>,
    failure: Option<SourceError>,
    ended: bool,
}

/// Opens a file that `kind` says to be text, and reads its header.
///
/// # Errors
/// Not text, an option that does not fit, no header, none of the wanted columns.
pub(super) fn read(
    found: &FoundFile,
    opened: OpenedFile,
    options: Options<'_>,
    wanted: &[Vec<String>],
) -> Result<(CsvRows, Vec<Said>), SourceError> {
    let OpenedFile { mut file, kind } = opened;
    if kind != Kind::Text {
        let reason = message::not_csv(kind.shown(), kind.advice());
        return Err(SourceError::content(&found.shown, reason));
    }
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    let quote = ascii(found, "quote", options.quote)?;
    let delimiter = ascii(found, "delimiter", options.delimiter)?;
    if quote.is_some() && quote == delimiter {
        return Err(SourceError::setting(&found.shown, "quote", message::quote_is_delimiter()));
    }
    let label = options.encoding.map(|label| known_encoding(found, label)).transpose()?;
    let choice = encoding::choose(&mut file, label).map_err(refused)?;
    let mut notes = vec![encoding_note(choice, label).said()];
    let stream = Stream::open(file, choice).map_err(refused)?;
    let mut scanner = Scanner::new(stream, delimiter.unwrap_or(b','), quote);
    scanner.stream().fill_to(SAMPLE).map_err(refused)?;
    let marked = sep_line(scanner.stream().window());
    if marked.is_some() {
        scanner.skip_line().map_err(refused)?;
    }
    let chosen = head::go_to(found, &mut scanner, options.header, delimiter.or(marked), wanted)?;
    if delimiter.is_none() {
        notes.push(delimiter_note(chosen, marked.is_some()).said());
    }
    let HeaderLine { header, names, loose_end, second, held } =
        head::read(found, &mut scanner, choice.encoding, options.header, wanted)?;
    columns::check(&found.shown, &header, wanted)?;
    let rows = CsvRows {
        scanner,
        header: Arc::new(header),
        loose_end,
        shown: found.shown.clone(),
        encoding: choice.encoding,
        is_doubtful: choice.is_doubtful,
        strays: None,
        names,
        comments: None,
        repeated: None,
        other: OtherTable::default(),
        second,
        held,
        failure: None,
        ended: false,
    };
    Ok((rows, notes))
}

fn ascii(found: &FoundFile, option: &'static str, sign: Option<char>) -> Result<Option<u8>, SourceError> {
    let Some(sign) = sign else { return Ok(None) };
    match u8::try_from(sign) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | 0) => Ok(Some(byte)),
        _ => {
            let reason = message::no_ascii_sign(format_args!("{sign:?}"));
            Err(SourceError::setting(&found.shown, option, reason))
        }
    }
}

fn known_encoding(found: &FoundFile, label: &str) -> Result<Charset, SourceError> {
    Charset::of_label(label)
        .ok_or_else(|| SourceError::setting(&found.shown, "encoding", message::encoding_unknown(label)))
}

fn encoding_note(choice: Choice, label: Option<Charset>) -> Message {
    let name = choice.encoding.name();
    match (choice.by, label) {
        (ChosenBy::Mark, Some(label)) if label != choice.encoding => message::read_by_mark(name),
        (ChosenBy::Guess, _) if choice.encoding != Charset::UTF_8 => message::read_by_guess(name),
        _ => message::read_as(name),
    }
}

fn delimiter_note(chosen: Option<u8>, marked: bool) -> Message {
    match chosen {
        None => message::no_delimiter(),
        Some(b'\t') => message::delimiter_is_tab(),
        Some(byte) if marked => message::delimiter_by_first_line(char::from(byte)),
        Some(byte) => message::delimiter_is(char::from(byte)),
    }
}

/// The delimiter in the first line `sep=;`, which is an instruction to Excel and no data.
fn sep_line(window: &[u8]) -> Option<u8> {
    let line = window.split(|byte| matches!(byte, b'\r' | b'\n')).next()?;
    match line {
        [name @ .., delimiter] if name.eq_ignore_ascii_case(b"sep=") && delimiter.is_ascii() => {
            Some(*delimiter)
        }
        _ => None,
    }
}

/// The values of a record.
fn values<'a>(text: &'a str, ends: &'a [usize]) -> impl Iterator<Item = &'a str> {
    let mut begin = 0;
    ends.iter().map(move |end| {
        // All ends are those of csv-core, which cuts at ASCII signs only.
        let value = text.get(begin..(*end).min(text.len())).unwrap_or_default();
        begin = *end;
        value
    })
}

/// What makes a text useless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Bytes that the encoding does not have, at this place.
    Undecodable(usize),
    /// U+FFFD: an earlier program could not read the text.
    Replaced(usize),
    /// NUL.
    Nul(usize),
}

impl Fault {
    fn shown(self, encoding: Charset) -> Said {
        match self {
            Fault::Undecodable(_) => message::undecodable(encoding.name()).said(),
            Fault::Replaced(_) => message::damaged_before_export().said(),
            Fault::Nul(_) => message::nul_byte().said(),
        }
    }

    fn at(self) -> usize {
        let (Fault::Undecodable(at) | Fault::Replaced(at) | Fault::Nul(at)) = self;
        at
    }
}

/// The text of a record, checked once.
fn clean(bytes: &[u8], encoding: Charset) -> Result<&str, Fault> {
    if bytes.contains(&0) {
        return Err(Fault::Nul(bytes.iter().take_while(|byte| **byte != 0).count()));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::Undecodable(error.valid_up_to()))?;
    if !text.is_ascii() {
        if let Some(at) = text.find('\u{FFFD}') {
            return Err(Fault::Replaced(at));
        }
        // Windows-1252 leaves five bytes undefined; the decoder gives control characters for them.
        let undefined = |c: char| ('\u{80}'..'\u{A0}').contains(&c);
        if encoding == Charset::WINDOWS_1252
            && let Some(at) = text.find(undefined)
        {
            return Err(Fault::Undecodable(at));
        }
    }
    Ok(text)
}

impl CsvRows {
    /// Column names.
    pub(super) fn header(&self) -> &Arc<Header> {
        &self.header
    }

    /// Why reading stopped before the end of the file.
    pub(super) fn take_failure(&mut self) -> Option<SourceError> {
        self.failure.take()
    }

    /// What was found out, once its rows have been read.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let encoding = || self.encoding.name();
        let doubt = self.is_doubtful.then(|| Finding::DoubtfulEncoding { encoding: encoding() });
        let strays =
            self.strays.map(|(count, line)| Finding::StrayLines { count, line, encoding: encoding() });
        let comments = self.comments.map(|(count, line)| Finding::Comments { count, line });
        let repeated = self.repeated.map(|(count, row)| Finding::HeaderAgain { count, row });
        let second = self.second.map(|row| Finding::SecondHeader { sheet: None, row });
        let told = doubt.into_iter().chain(second).chain(strays).chain(comments).chain(repeated);
        told.chain(self.other.finding()).collect()
    }

    fn origin(&self, line: Option<u64>) -> Origin {
        Origin { source: self.shown.clone(), sheet: None, row: line }
    }

    fn reject(&self, line: u64, reason: impl Into<Said>) -> Reject {
        let reason = reason.into();
        Reject { origin: self.origin(Some(line)), source_key: None, field: None, reason, partial: false }
    }

    /// The record that the scanner has; `None` for a line of nothing but delimiters.
    fn record(&mut self, line: u64) -> Option<Result<Record, Reject>> {
        let ends = self.scanner.ends();
        let text = match clean(self.scanner.text(), self.encoding) {
            Ok(text) => text,
            Err(fault) => {
                let column = ends.iter().filter(|end| **end <= fault.at()).count();
                let name = self.header.names.get(column);
                let name = name.map_or_else(|| message::a_value().said(), |name| name.as_str().into());
                let reason = message::value_has_fault(name, fault.shown(self.encoding));
                return Some(Err(self.reject(line, reason)));
            }
        };
        // What DOS ends a file with.
        let text = text.trim_end_matches('\u{1a}');
        if text.trim_ascii().is_empty() {
            return None;
        }
        let columns = self.header.names.len();
        let last_is_empty = ends.last() == ends.len().checked_sub(2).map(|index| &ends[index]);
        let count = match ends.len() {
            count if count == columns => count,
            count if count == columns + 1 && last_is_empty => columns,
            count if self.loose_end && count + 1 == columns => count,
            _ if text.trim_start().starts_with('#') => {
                one_more(&mut self.comments, line);
                return None;
            }
            count => return Some(Err(self.reject(line, wrong_count(count, columns)))),
        };
        // Files that were put together have the mark of the second one above its header.
        let cells = || values(text, &ends[..count]).map(|cell| cell.trim_start_matches('\u{feff}').trim());
        if columns > 1 && cells().eq(self.names.iter().map(String::as_str)) {
            one_more(&mut self.repeated, line);
            return None;
        }
        // Without a header nothing says where a table begins.
        let has_header = !self.names.is_empty();
        if has_header && columns > 1 && self.other.has(line, self.scanner.line(), cells()) {
            return None;
        }
        if text.contains(['\n', '\r']) {
            let delimiter = char::from(self.scanner.delimiter());
            let mut values = values(text, ends).enumerate();
            if let Some(lines) = values.find_map(|(at, value)| swallowed(value, delimiter, columns, at)) {
                let reason = reading::swallowed(lines, line + 1, line + lines as u64);
                return Some(Err(self.reject(line, reason)));
            }
        }
        let is_stray = is_stray(text, self.encoding);
        let mut cells = Vec::with_capacity(columns);
        cells.extend(values(text, &ends[..count]).map(|value| match value {
            "" => Cell::Blank,
            value if is_stray => Cell::Text(of_utf8(value, self.encoding).into()),
            value => Cell::Text(value.into()),
        }));
        if is_stray {
            one_more(&mut self.strays, line);
        }
        Some(Ok(Record { origin: self.origin(Some(line)), header: self.header.clone(), cells }))
    }
}

/// Counts a line; the first one is remembered.
fn one_more(counted: &mut Option<(u64, u64)>, line: u64) {
    let (count, first) = counted.unwrap_or((0, line));
    *counted = Some((count + 1, first));
}

/// True for a line of UTF-8 that was decoded as if it had the code page of the others.
fn is_stray(text: &str, encoding: Charset) -> bool {
    let Some(encoding) = encoding.web().filter(|encoding| encoding.is_single_byte() && !text.is_ascii())
    else {
        return false;
    };
    let (bytes, _, lost) = encoding.encode(text);
    !lost && std::str::from_utf8(&bytes).is_ok()
}

fn of_utf8(value: &str, encoding: Charset) -> String {
    let Some(encoding) = encoding.web() else { return value.to_owned() };
    let (bytes, ..) = encoding.encode(value);
    String::from_utf8(bytes.into_owned()).unwrap_or_else(|_| value.to_owned())
}

/// How many lines of the value at a place look like records of their own: each has as many delimiters as the
/// header. A quote was opened that belongs to nothing, and another one further on closed it: at the end of a
/// line, or in the same column of one.
fn swallowed(value: &str, delimiter: char, columns: usize, at: usize) -> Option<usize> {
    if columns < 3 || !value.contains(['\n', '\r']) {
        return None;
    }
    let marks = |line: &str| line.matches(delimiter).count();
    let mut lines = value.split(['\n', '\r']);
    let first = lines.next().map_or(0, marks);
    let inner: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).collect();
    let (last, between) = inner.split_last()?;
    let is_record = |line: &&str| marks(line) + 1 == columns;
    let ends_in_column = at + first + 1 == columns && marks(last) == at;
    (between.iter().all(is_record) && (is_record(last) || ends_in_column)).then_some(inner.len())
}

fn wrong_count(count: usize, columns: usize) -> Message {
    let cause =
        if count < columns { message::cut_off_or_line_break() } else { message::delimiter_not_quoted() };
    message::wrong_count(count, columns, cause)
}

impl Iterator for CsvRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            match self.held.take().map_or_else(|| self.scanner.scan(), Ok) {
                Ok(Scan::Record(line)) => {
                    if let Some(row) = self.record(line) {
                        return Some(row);
                    }
                }
                Ok(Scan::Bad(line, reason)) => return Some(Err(self.reject(line, reason))),
                Ok(Scan::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    self.failure = Some(SourceError::io(&*self.shown, message::read(), error));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
