//! Finds the header of delimited text as the header of a sheet is found: the line that has most of the
//! columns that the mapping reads. Lines above it (a title, groups, `#TYPE` of PowerShell) are passed over.

use csv_core::ReadRecordResult;

use super::scan::core;
use crate::systems::files::header::{header, wanted_count};

/// Lines among which the header is looked for.
const SEARCHED: usize = 50;

/// A header and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Lines above it.
    pub(super) above: u64,
    /// The delimiter by which it was found.
    pub(super) delimiter: u8,
    /// Its number of columns.
    pub(super) columns: usize,
    count: usize,
}

/// The first line with most of the wanted columns, by the delimiter that shows most of them. `None` when no
/// line has any.
pub(super) fn search(
    sample: &[u8],
    delimiters: &[u8],
    quote: Option<u8>,
    wanted: &[Vec<String>],
) -> Option<Found> {
    let first_of = |delimiter: &u8| {
        let found = candidates(sample, *delimiter, quote, wanted).into_iter().filter(|found| found.count > 0);
        found.reduce(|best, found| if found.count > best.count { found } else { best })
    };
    let by = |best: Found, found: Found| {
        let better = (found.count, found.columns) > (best.count, best.columns);
        if better { found } else { best }
    };
    delimiters.iter().filter_map(first_of).reduce(by)
}

fn candidates(sample: &[u8], delimiter: u8, quote: Option<u8>, wanted: &[Vec<String>]) -> Vec<Found> {
    let mut core = core(delimiter, quote);
    let mut text = vec![0; sample.len() + 1];
    let mut ends = vec![0; sample.len() + 1];
    let mut found: Vec<Found> = Vec::new();
    let (mut at, mut above, mut counted) = (0, 0, 0);
    while found.len() < SEARCHED {
        at += sample[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if at == sample.len() {
            break;
        }
        let (result, read, written, count) = core.read_record(&sample[at..], &mut text, &mut ends);
        let (written, count) = match result {
            ReadRecordResult::Record => (written, count),
            // The last record has no line end.
            ReadRecordResult::InputEmpty => {
                let (_, _, more, last) = core.read_record(&[], &mut text[written..], &mut ends[count..]);
                (written + more, count + last)
            }
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull | ReadRecordResult::End => break,
        };
        let mut begin = 0;
        let names: Vec<String> = ends[..count]
            .iter()
            .map(|end| {
                let name = String::from_utf8_lossy(&text[begin.min(written)..(*end).min(written)]);
                begin = *end;
                name.into_owned()
            })
            .collect();
        let header = header(names.iter().map(String::as_str));
        let count = wanted_count(&header, wanted);
        // `at` stands behind whole line ends: no CRLF is cut in two.
        above += lines(&sample[counted..at]);
        counted = at;
        found.push(Found { above, delimiter, columns: names.len(), count });
        at += read;
    }
    found
}

/// Number of line ends: LF, CRLF and CR alike.
fn lines(bytes: &[u8]) -> u64 {
    let mut count = 0;
    let mut after_cr = false;
    for byte in bytes {
        count += u64::from(*byte == b'\r' || (*byte == b'\n' && !after_cr));
        after_cr = *byte == b'\r';
    }
    count
}
