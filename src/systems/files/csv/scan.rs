//! Cuts a stream of delimited text into records, each with the line on which it begins. The fields
//! are csv-core's work; this adds what it does not tell: physical lines (LF, CRLF and CR alike),
//! quotes that are never closed and quotes that are not doubled.

use std::io;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::message::Message;
use crate::systems::files::encoding::Stream;
use crate::systems::files::message;

/// A record longer than this (in bytes) is taken for a quote that is never closed.
const LONGEST: usize = 8 * 1024 * 1024;

/// What stands next in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scan {
    /// A record that begins on this line; [`Scanner::text`] and [`Scanner::ends`] have it.
    Record(u64),
    /// A line that is no record, and why. The next scan begins on the line after it.
    Bad(u64, Message),
    /// Nothing more.
    End,
}

/// Reads records one after the other into buffers that it keeps.
pub(super) struct Scanner {
    stream: Stream,
    core: Reader,
    delimiter: u8,
    quote: Option<u8>,
    /// Line of the next byte, from 1.
    line: u64,
    /// The byte before the next one was CR, so that LF belongs to it.
    after_cr: bool,
    text: Vec<u8>,
    text_length: usize,
    ends: Vec<usize>,
    ends_length: usize,
}

/// A csv-core reader for one delimiter and quote.
pub(super) fn core(delimiter: u8, quote: Option<u8>) -> Reader {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter);
    match quote {
        Some(quote) => builder.quote(quote),
        None => builder.quoting(false),
    };
    builder.build()
}

impl Scanner {
    /// Begins at line 1 of a stream.
    pub(super) fn new(stream: Stream, delimiter: u8, quote: Option<u8>) -> Self {
        Self {
            stream,
            core: core(delimiter, quote),
            delimiter,
            quote,
            line: 1,
            after_cr: false,
            text: vec![0; 4096],
            text_length: 0,
            ends: vec![0; 64],
            ends_length: 0,
        }
    }

    /// Takes another delimiter from here on.
    pub(super) fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
        self.core = core(delimiter, self.quote);
    }

    /// The delimiter.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The quote.
    pub(super) fn quote(&self) -> Option<u8> {
        self.quote
    }

    /// What comes next, as far as it has been read.
    pub(super) fn stream(&mut self) -> &mut Stream {
        &mut self.stream
    }

    /// Line of what comes next.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// All values of the last record in one piece, quotes removed.
    pub(super) fn text(&self) -> &[u8] {
        &self.text[..self.text_length]
    }

    /// Where each value of the last record ends in [`Scanner::text`].
    pub(super) fn ends(&self) -> &[usize] {
        &self.ends[..self.ends_length]
    }

    /// Reads the next record, over blank lines.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn scan(&mut self) -> io::Result<Scan> {
        while self.at_line_end()? {
            self.advance(1);
        }
        if self.stream.window().is_empty() {
            return Ok(Scan::End);
        }
        let line = self.line;
        let parsed = self.parse()?;
        let length = parsed.unwrap_or_else(|| self.stream.window().len());
        let raw = &self.stream.window()[..length];
        let fault = self.quote.and_then(|quote| quote_fault(raw, self.delimiter, quote));
        match (fault, parsed) {
            (None, Some(length)) => {
                self.advance(length);
                Ok(Scan::Record(line))
            }
            (Some(reason), _) => self.drop_line(line, reason),
            (None, None) => self.drop_line(line, message::line_too_long()),
        }
    }

    /// Passes over one physical line, whatever is in it. `false` at the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn skip_line(&mut self) -> io::Result<bool> {
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        self.finish_line_end()?;
        let mut any = false;
        loop {
            any |= !self.stream.window().is_empty();
            if let Some(end) = self.stream.window().iter().position(is_end) {
                self.advance(end + 1);
                return Ok(true);
            }
            self.advance(self.stream.window().len());
            if self.stream.has_ended() {
                return Ok(any);
            }
            self.stream.fill()?;
        }
    }

    /// The next byte ends a line: the line is blank.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn at_line_end(&mut self) -> io::Result<bool> {
        self.finish_line_end()?;
        Ok(matches!(self.stream.window().first(), Some(b'\r' | b'\n')))
    }

    /// Passes over the LF of a CRLF.
    fn finish_line_end(&mut self) -> io::Result<()> {
        self.stream.fill_to(1)?;
        if self.after_cr && self.stream.window().first() == Some(&b'\n') {
            self.advance(1);
            self.stream.fill_to(1)?;
        }
        Ok(())
    }

    /// Feeds csv-core one record. Returns its length in the window; `None` when it is too long.
    fn parse(&mut self) -> io::Result<Option<usize>> {
        self.text_length = 0;
        self.ends_length = 0;
        let mut fed = 0;
        loop {
            if fed == self.stream.window().len() && !self.stream.has_ended() {
                if fed > LONGEST {
                    return Ok(None);
                }
                self.stream.fill()?;
                continue;
            }
            let (result, read, written, ended) = self.core.read_record(
                &self.stream.window()[fed..],
                &mut self.text[self.text_length..],
                &mut self.ends[self.ends_length..],
            );
            fed += read;
            self.text_length += written;
            self.ends_length += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return Ok(Some(fed)),
            }
        }
    }

    fn drop_line(&mut self, line: u64, reason: Message) -> io::Result<Scan> {
        self.core.reset();
        self.skip_line()?;
        Ok(Scan::Bad(line, reason))
    }

    /// Consumes bytes and counts their line ends.
    fn advance(&mut self, length: usize) {
        let bytes = &self.stream.window()[..length];
        let Some((last, body)) = bytes.split_last() else { return };
        if !body.contains(&b'\n') && !body.contains(&b'\r') {
            let after_cr = self.after_cr && body.is_empty();
            self.line += u64::from(*last == b'\r' || (*last == b'\n' && !after_cr));
        } else {
            let mut after_cr = self.after_cr;
            for byte in bytes {
                self.line += u64::from(*byte == b'\r' || (*byte == b'\n' && !after_cr));
                after_cr = *byte == b'\r';
            }
        }
        self.after_cr = *last == b'\r';
        self.stream.consume(length);
    }
}

/// What is wrong with the quotes of a record. csv-core takes any quotes; but a quote that is never
/// closed swallows the lines after it, and one that is not doubled changes values.
fn quote_fault(raw: &[u8], delimiter: u8, quote: u8) -> Option<Message> {
    if !raw.contains(&quote) {
        return None;
    }
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let mut rest = raw;
    loop {
        if rest.first() == Some(&quote) {
            rest = match behind_quoted(&rest[1..], quote) {
                Some(behind) => behind,
                None => return Some(message::quote_not_closed()),
            };
            let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t') && *byte != delimiter;
            rest = &rest[rest.iter().take_while(|byte| is_blank(byte)).count()..];
            match rest.first() {
                None => return None,
                Some(byte) if is_end(byte) => return None,
                Some(byte) if *byte == delimiter => rest = &rest[1..],
                Some(_) => return Some(message::quote_not_doubled()),
            }
        } else {
            match rest.iter().position(|byte| *byte == delimiter || is_end(byte)) {
                Some(end) if rest[end] == delimiter => rest = &rest[end + 1..],
                _ => return None,
            }
        }
    }
}

/// What follows the closing quote; `None` when there is none.
fn behind_quoted(mut rest: &[u8], quote: u8) -> Option<&[u8]> {
    loop {
        let end = rest.iter().position(|byte| *byte == quote)?;
        rest = &rest[end + 1..];
        if rest.first() != Some(&quote) {
            return Some(rest);
        }
        rest = &rest[1..];
    }
}
