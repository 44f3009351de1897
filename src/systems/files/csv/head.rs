//! Where the header of delimited text is, and what it says: one line or two, below what is no data.

use crate::model::job::HeaderAt;
use crate::model::record::{Header, column_letters};
use crate::systems::files::error::SourceError;
use crate::systems::files::find::FoundFile;
use crate::systems::files::header as columns;
use crate::systems::files::message;
use crate::systems::shared::charset::Charset;

use super::delimiter;
use super::header;
use super::scan::{Scan, Scanner};
use super::{SAMPLE, clean, values};

/// Goes to the header. Returns the delimiter by which it was found, or that the lines agree on.
pub(super) fn go_to(
    found: &FoundFile,
    scanner: &mut Scanner,
    at: HeaderAt,
    known: Option<u8>,
    wanted: &[Vec<String>],
) -> Result<Option<u8>, SourceError> {
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    let found_by = match at {
        HeaderAt::Row(row) => {
            go_to_row(found, scanner, row)?;
            None
        }
        HeaderAt::Wanted => {
            pass_over_type(scanner).map_err(refused)?;
            // The LF of a CRLF above is no line of its own.
            scanner.at_line_end().map_err(refused)?;
            let tried = known.as_ref().map_or(&delimiter::CANDIDATES[..], std::slice::from_ref);
            let quote = scanner.quote();
            let place = header::search(scanner.stream().window(), tried, quote, wanted);
            for _ in 0..place.map_or(0, |place| place.above) {
                scanner.skip_line().map_err(refused)?;
            }
            place.filter(|place| place.columns > 1).map(|place| place.delimiter)
        }
        HeaderAt::Nowhere => None,
    };
    let quote = scanner.quote();
    let chosen = known.or(found_by).or_else(|| {
        let stream = scanner.stream();
        delimiter::detect(stream.window(), stream.has_ended(), quote)
    });
    scanner.set_delimiter(chosen.unwrap_or(b','));
    Ok(chosen)
}

/// Passes over `#TYPE …`, which PowerShell writes above the header.
fn pass_over_type(scanner: &mut Scanner) -> std::io::Result<()> {
    let begin = scanner.stream().window().get(..6);
    let is_type =
        begin.is_some_and(|begin| begin.trim_ascii_start().to_ascii_uppercase().starts_with(b"#TYPE"));
    if is_type {
        scanner.skip_line()?;
    }
    Ok(())
}

/// The columns of a file without a header, by letters: as many as its first record has values.
fn lettered(scanner: &mut Scanner) -> Header {
    let (delimiter, quote) = (scanner.delimiter(), scanner.quote());
    let stream = scanner.stream();
    let counts = delimiter::value_counts(stream.window(), stream.has_ended(), delimiter, quote);
    Header::new((0..counts.first().copied().unwrap_or(1)).map(column_letters).collect())
}

/// Passes over the lines above the header, when the job says where it is.
fn go_to_row(found: &FoundFile, scanner: &mut Scanner, row: u64) -> Result<(), SourceError> {
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    while scanner.line() < row {
        if !scanner.skip_line().map_err(refused)? {
            let lines = scanner.line() - 1;
            let reason = message::too_few_lines(lines, row);
            return Err(SourceError::setting(&found.shown, "header_row", reason));
        }
    }
    if scanner.at_line_end().map_err(refused)? || scanner.stream().window().is_empty() {
        let reason = message::line_is_blank(row);
        return Err(SourceError::setting(&found.shown, "header_row", reason));
    }
    scanner.stream().fill_to(SAMPLE).map_err(refused)
}

/// The header.
pub(super) struct HeaderLine {
    pub(super) header: Header,
    /// Its names as they stand there.
    pub(super) names: Vec<String>,
    /// It ends with a delimiter.
    pub(super) loose_end: bool,
    /// The line below, when it is a second line of it.
    pub(super) second: Option<u64>,
    /// What was scanned to see whether it is.
    pub(super) held: Option<Scan>,
}

/// Reads the header and, when it has one, its second line.
pub(super) fn read(
    found: &FoundFile,
    scanner: &mut Scanner,
    encoding: Charset,
    at: HeaderAt,
    wanted: &[Vec<String>],
) -> Result<HeaderLine, SourceError> {
    if at == HeaderAt::Nowhere {
        let header = lettered(scanner);
        return Ok(HeaderLine { header, names: Vec::new(), loose_end: false, second: None, held: None });
    }
    let line = read_header(found, scanner, encoding, at)?;
    let below = scanner.scan().map_err(|error| SourceError::io(&*found.shown, message::read(), error))?;
    Ok(match second_line(scanner, &below, &line.header, encoding, wanted) {
        Some((second, header)) => HeaderLine { header, second: Some(second), ..line },
        None => HeaderLine { held: Some(below), ..line },
    })
}

/// Reads the header.
fn read_header(
    found: &FoundFile,
    scanner: &mut Scanner,
    encoding: Charset,
    at: HeaderAt,
) -> Result<HeaderLine, SourceError> {
    loop {
        let line =
            match scanner.scan().map_err(|error| SourceError::io(&*found.shown, message::read(), error))? {
                Scan::Record(line) => line,
                Scan::Bad(line, reason) => {
                    let reason = message::no_readable_header(line, reason);
                    return Err(SourceError::content(&found.shown, reason));
                }
                Scan::End => {
                    let reason = message::only_blank_lines();
                    return Err(SourceError::content(&found.shown, reason));
                }
            };
        let text = clean(scanner.text(), encoding).map_err(|fault| {
            let reason = message::header_has_fault(line, fault.shown(encoding));
            SourceError::content(&found.shown, reason)
        })?;
        let names: Vec<&str> = values(text, scanner.ends()).collect();
        if names.iter().any(|name| !name.trim().is_empty()) {
            let loose_end = names.last().is_some_and(|name| name.trim().is_empty());
            let as_written = names.iter().map(|name| name.trim().to_owned()).collect();
            let header = columns::header(names);
            return Ok(HeaderLine { header, names: as_written, loose_end, second: None, held: None });
        }
        if matches!(at, HeaderAt::Row(_)) {
            let reason = message::line_has_no_names(line);
            return Err(SourceError::setting(&found.shown, "header_row", reason));
        }
    }
}

/// The header together with the line below it, when that is its second line.
fn second_line(
    scanner: &Scanner,
    below: &Scan,
    header: &Header,
    encoding: Charset,
    wanted: &[Vec<String>],
) -> Option<(u64, Header)> {
    let Scan::Record(line) = below else { return None };
    if scanner.ends().len() != header.names.len() {
        return None;
    }
    let text = clean(scanner.text(), encoding).ok()?;
    let names: Vec<Option<&str>> = values(text, scanner.ends()).map(Some).collect();
    let whole = columns::with_second_line(header, &names, columns::Groups::Once)?;
    let is_better = columns::wanted_count(&whole, wanted) >= columns::wanted_count(header, wanted);
    is_better.then_some((*line, whole))
}
