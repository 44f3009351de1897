//! Mails as records: one for each mail, or for each match of a pattern or row of a table in it. A mail is written by
//! strangers: whatever it does to the program that reads it ([`super::Reader`]), it is one reject, and the
//! mails beside it are read.

mod attachments;
mod fields;
mod html;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::{Read as _, Seek as _};
use std::sync::Arc;

use mail_parser::{Message as Mail, MessageParser};
use regex::Regex;

use crate::message::Message;
use crate::model::job::{MailFormat, MailPart, MailPattern};
use crate::model::origin::Origin;
use crate::model::record::{Cell, Header, Record, fold_name};
use crate::model::{Reject, Said};

use super::error::SourceError;
use super::find::FoundFile;
use super::header::header;
use super::message;
use super::sniff::{Kind, OpenedFile};
use crate::systems::shared::mail::{columns, groups};
use parts::Parts;

/// What stands before the name of a field in that of its column.
pub(super) const FIELD: &str = "field.";
/// Records of one mail.
const MOST_RECORDS: usize = 10_000;
/// Signs that all records of one mail may hold together: each has the text of its mail.
const MOST_SIGNS: usize = 256 * 1024 * 1024;
/// Mails inside of mails.
const MOST_NESTED: usize = 50;

/// Why a mail gives no records.
type Refused = Message;

/// The records of one mail.
pub(super) struct MailRows {
    header: Arc<Header>,
    source: Arc<str>,
    rows: std::vec::IntoIter<Row>,
    number: u64,
}

enum Row {
    Cells(Vec<Cell>),
    Refused(Said),
}

/// Reads a mail.
///
/// # Errors
/// A file that cannot be read. What is no mail, or none that the feed can use, is a reject.
pub(super) fn read(
    found: &FoundFile,
    opened: OpenedFile,
    format: &MailFormat,
    wanted: &[Vec<String>],
) -> Result<MailRows, SourceError> {
    let bytes = bytes(found, opened, format.largest)?;
    let read = match bytes {
        Ok(bytes) => match &format.attachments {
            Some(names) => attachments::pieces(&bytes, names),
            None => records(&bytes, format, wanted),
        },
        Err(refused) => Err(refused),
    };
    Ok(match read {
        Ok((header, rows)) => MailRows {
            header: Arc::new(header),
            source: found.shown.clone(),
            rows: rows.into_iter().map(Row::Cells).collect::<Vec<_>>().into_iter(),
            number: 0,
        },
        Err(refused) => refusal(found, format, wanted, refused.said()),
    })
}

/// A mail that gives nothing but a reject.
pub(super) fn refusal(
    found: &FoundFile,
    format: &MailFormat,
    wanted: &[Vec<String>],
    reason: Said,
) -> MailRows {
    let mut names = columns(format);
    names.extend(lacking(&names, wanted));
    MailRows {
        header: Arc::new(header(names.iter().map(String::as_str))),
        source: found.shown.clone(),
        rows: vec![Row::Refused(reason)].into_iter(),
        number: 0,
    }
}

/// The reject of a whole mail.
pub(super) fn reject(source: &Arc<str>, reason: Said) -> Reject {
    let origin = Origin { source: source.clone(), sheet: None, row: None };
    Reject { origin, source_key: None, field: None, reason, partial: false }
}

/// The bytes of the mail, unless there are too many.
fn bytes(
    found: &FoundFile,
    opened: OpenedFile,
    largest: u64,
) -> Result<Result<Vec<u8>, Refused>, SourceError> {
    if found.size > largest {
        return Ok(Err(message::mail_too_large(mebibytes(found.size), mebibytes(largest))));
    }
    if !matches!(opened.kind, Kind::Text | Kind::Empty) {
        return Ok(Err(message::no_mail(opened.kind.shown())));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.size).unwrap_or_default());
    let mut file = opened.file;
    // Its head was looked at.
    let read = file.rewind().and_then(|()| file.take(largest.saturating_add(1)).read_to_end(&mut bytes));
    read.map_err(|error| SourceError::io(&*found.shown, message::read(), error))?;
    Ok(Ok(bytes))
}

/// Mebibytes, rounded up.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}

/// Takes a mail apart.
fn parsed(bytes: &[u8]) -> Result<Mail<'_>, Refused> {
    // What is parsed without end nests without end: each mail in a mail is held by the one around it.
    if nested(bytes) > MOST_NESTED {
        return Err(message::mail_nested(MOST_NESTED));
    }
    let parser = MessageParser::new()
        .with_mime_headers()
        .with_date_headers()
        .with_address_headers()
        .with_message_ids()
        .default_header_text();
    let mail = parser.parse(bytes).filter(|mail| !mail.parts.is_empty() && !mail.headers().is_empty());
    mail.ok_or_else(|| message::no_mail(message::plain_text()))
}

/// How often a mail stands in the mail, or says so.
fn nested(bytes: &[u8]) -> usize {
    const WORD: &[u8] = b"message/";
    bytes.windows(WORD.len()).filter(|window| window.eq_ignore_ascii_case(WORD)).count()
}

/// Columns and rows.
type Table = (Header, Vec<Vec<Cell>>);

fn records(bytes: &[u8], format: &MailFormat, wanted: &[Vec<String>]) -> Result<Table, Refused> {
    let mail = parsed(bytes)?;
    let parts = Parts::of(&mail);
    let mut names = columns(format);
    let mut common: Vec<Cell> = names.iter().map(|name| parts.column(&mail, name)).collect();
    for name in &format.headers {
        put(&names, &mut common, name, parts::header(&mail, name));
    }
    if format.fields {
        for (name, value) in fields::of(&parts) {
            names.push(format!("{FIELD}{name}"));
            common.push(parts::cell(&value));
        }
    }
    let mut found = Vec::new();
    for pattern in &format.patterns {
        let matches = matches(pattern, &parts)?;
        if pattern.each {
            found.extend(matches);
        } else {
            let values = matches.into_iter().flatten();
            values.for_each(|(name, value)| put(&names, &mut common, &name, parts::cell(&value)));
        }
    }
    if !format.table.is_empty() {
        let rows = fields::rows(&parts, &format.table);
        found.extend(rows.into_iter().map(|row| format.table.iter().cloned().zip(row).collect::<Vec<_>>()));
    }
    let looks_for_records = format.patterns.iter().any(|pattern| pattern.each) || !format.table.is_empty();
    let is_lacking = if looks_for_records { found.is_empty() } else { lacks_all(format, &names, &common) };
    if is_lacking && !format.may_lack {
        return Err(message::nothing_fits(&parts.subject, begin(&parts.text)));
    }
    names.extend(lacking(&names, wanted));
    let rows = match (looks_for_records, is_lacking) {
        (_, true) => Vec::new(),
        (false, false) => vec![common],
        (true, false) => spread(&names, &common, &found, &parts)?,
    };
    Ok((header(names.iter().map(String::as_str)), rows))
}

/// The begin of a text in one line, to adapt a pattern by.
fn begin(text: &str) -> String {
    const SHOWN: usize = 160;
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = words.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    let begin: String = plain.take(SHOWN).collect();
    if words.chars().count() > SHOWN { format!("{begin}…") } else { begin }
}

/// Fields that the mapping reads and a mail lacks: empty columns of it, not another kind of file.
fn lacking(names: &[String], wanted: &[Vec<String>]) -> Vec<String> {
    let known: HashSet<String> = names.iter().map(|name| fold_name(name)).collect();
    let fields = wanted.iter().flatten().filter(|name| fold_name(name).starts_with(FIELD));
    fields.filter(|name| !known.contains(&fold_name(name))).cloned().collect()
}

/// Names and values that a pattern finds: of its first match, or of each.
type Values = Vec<(String, String)>;

fn matches(pattern: &MailPattern, parts: &Parts) -> Result<Vec<Values>, Refused> {
    let regex = Regex::new(&pattern.regex).map_err(|error| message::no_pattern(error.to_string()))?;
    let text = match pattern.within {
        MailPart::Subject => &parts.subject,
        MailPart::Text => &parts.text,
        MailPart::HtmlText => parts.html_text.as_ref().unwrap_or(&parts.text),
    };
    let values = |matched: regex::Captures<'_>| {
        let groups = regex.capture_names().flatten();
        groups.filter_map(|name| Some((name.to_owned(), matched.name(name)?.as_str().to_owned()))).collect()
    };
    let most = if pattern.each { MOST_RECORDS + 1 } else { 1 };
    Ok(regex.captures_iter(text).take(most).map(values).collect())
}

/// Whether none of the patterns of a mail fits.
fn lacks_all(format: &MailFormat, names: &[String], common: &[Cell]) -> bool {
    let is_absent = |group: &String| {
        let at = names.iter().position(|name| name == group);
        at.and_then(|at| common.get(at)).is_none_or(|cell| *cell == Cell::Absent)
    };
    let groups = groups(format);
    !groups.is_empty() && groups.iter().all(is_absent)
}

/// A record for each of what was found, with what all of them have.
fn spread(
    names: &[String],
    common: &[Cell],
    found: &[Values],
    parts: &Parts,
) -> Result<Vec<Vec<Cell>>, Refused> {
    let held = parts.text.len() + parts.html_text.as_ref().map_or(0, String::len);
    if found.len() > MOST_RECORDS || found.len().saturating_mul(held) > MOST_SIGNS {
        return Err(message::too_many_in_mail(found.len().min(MOST_RECORDS)));
    }
    let row = |values: &Values| {
        let mut cells = common.to_vec();
        for (name, value) in values {
            put(names, &mut cells, name, parts::cell(value));
        }
        cells
    };
    Ok(found.iter().map(row).collect())
}

fn put(names: &[String], cells: &mut [Cell], name: &str, cell: Cell) {
    if let Some(at) = names.iter().position(|known| known == name)
        && let Some(place) = cells.get_mut(at)
    {
        *place = cell;
    }
}

impl MailRows {
    /// Column names.
    pub(super) fn header(&self) -> &Arc<Header> {
        &self.header
    }
}

impl Iterator for MailRows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        self.number += 1;
        Some(match self.rows.next()? {
            Row::Cells(cells) => Ok(Record {
                origin: Origin::row(self.source.clone(), self.number),
                header: self.header.clone(),
                cells,
            }),
            Row::Refused(reason) => Err(reject(&self.source, reason)),
        })
    }
}
