//! Which delimiter a text uses, by the agreement of its first lines.

use csv_core::ReadRecordResult;

use super::scan::core;

/// The delimiters that are tried.
pub(super) const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records that are looked at.
const RECORDS: usize = 50;

/// The delimiter that cuts most of the first records into as many values as the first one; of two
/// that do so equally the one with more values. `None` when all cut the first record into one.
///
/// `sample` is the begin of the text from the header on, `whole` whether it is all of it.
pub(super) fn detect(sample: &[u8], whole: bool, quote: Option<u8>) -> Option<u8> {
    let mut best = None;
    for delimiter in CANDIDATES {
        let counts = value_counts(sample, whole, delimiter, quote);
        let header = counts.first().copied().unwrap_or(0);
        if header < 2 {
            continue;
        }
        let agreeing = counts.iter().filter(|count| **count == header).count();
        let score = (agreeing * 1000 / counts.len(), header);
        if best.is_none_or(|(best, _)| score > best) {
            best = Some((score, delimiter));
        }
    }
    best.map(|(_, delimiter)| delimiter)
}

/// Number of values of each of the first records.
pub(super) fn value_counts(sample: &[u8], whole: bool, delimiter: u8, quote: Option<u8>) -> Vec<usize> {
    let mut core = core(delimiter, quote);
    let mut text = vec![0; sample.len() + 1];
    let mut ends = vec![0; sample.len() + 1];
    let mut counts = Vec::new();
    let mut rest = sample;
    let mut count = 0;
    while counts.len() < RECORDS {
        let (result, read, _, ended) = core.read_record(rest, &mut text, &mut ends);
        let at_end = rest.is_empty();
        rest = &rest[read..];
        count += ended;
        match result {
            ReadRecordResult::Record => counts.push(std::mem::take(&mut count)),
            // The last record of a sample may go on behind it; it counts when it is the only one.
            ReadRecordResult::InputEmpty if !at_end && (whole || counts.is_empty()) => {}
            _ => break,
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<char> {
        detect(text.as_bytes(), true, Some(b'"')).map(char::from)
    }

    #[test]
    fn the_delimiter_on_which_the_lines_agree() {
        assert_eq!(found("a,b,c\n1,2,3\n"), Some(','));
        assert_eq!(found("a\tb\n1\t2"), Some('\t'));
        assert_eq!(found("a|b\n1|2"), Some('|'));
        assert_eq!(found("name;price\nPC;12,50\nTV;8,00\n"), Some(';'));
        assert_eq!(found("Nom, prénom;Site;N°\n\"Dupont, Luc\";A;1\nDurand;B;2\n"), Some(';'));
        assert_eq!(found("a;b\n\"1,2,3\n4,5,6\";x\n"), Some(';'));
        assert_eq!(found("name\nPC1\n"), None);
        assert_eq!(found("a;b"), Some(';'));
    }

    #[test]
    fn a_sample_may_end_within_a_line() {
        assert_eq!(detect(b"a;b;c\n1;2;3\n4", false, Some(b'"')), Some(b';'));
        assert_eq!(detect(b"a;b;c", false, None), Some(b';'));
    }
}
