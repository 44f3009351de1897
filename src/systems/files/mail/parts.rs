//! What people see of a mail: its headers decoded, its text, what its HTML says.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;
use mail_parser::{Address, HeaderValue, Message as Mail, MimeHeaders as _, PartType};

use super::html;
use crate::model::record::Cell;
use crate::systems::files::message;

/// The texts of a mail.
pub(super) struct Parts {
    pub subject: String,
    /// Its text; of a mail that has HTML alone, that of its HTML.
    pub text: String,
    /// What its HTML says.
    pub html_text: Option<String>,
    /// The tables of its HTML, as rows of cells.
    pub tables: Vec<html::Table>,
}

impl Parts {
    pub fn of(mail: &Mail<'_>) -> Self {
        let (mut texts, mut says, mut tables) = (Vec::new(), Vec::new(), Vec::new());
        for part in mail.html_bodies() {
            if let PartType::Html(html) = &part.body {
                let page = html::read(html);
                says.push(plain(&page.text));
                tables.extend(page.tables);
            }
        }
        for part in mail.text_bodies() {
            if let PartType::Text(text) = &part.body {
                texts.push(plain(text));
            }
        }
        let html_text = (!says.is_empty()).then(|| says.join("\n"));
        let text = if texts.is_empty() { html_text.clone().unwrap_or_default() } else { texts.join("\n") };
        Self { subject: plain(mail.subject().unwrap_or_default()).trim().to_owned(), text, html_text, tables }
    }

    /// The cell of a column that all mails have.
    pub fn column(&self, mail: &Mail<'_>, name: &str) -> Cell {
        let ids = |value: &HeaderValue<'_>| {
            let ids =
                value.as_text_list().map(<[_]>::to_vec).or_else(|| value.as_text().map(|id| vec![id.into()]));
            optional(ids.map(|ids: Vec<Cow<'_, str>>| ids.join(" ")).filter(|ids| !ids.is_empty()))
        };
        match name {
            "message_id" => optional(mail.message_id().map(str::to_owned)),
            "date" => optional(mail.date().filter(|date| date.is_valid()).map(|date| date.to_rfc3339())),
            "from" => addresses(mail.from()),
            "from_name" => {
                let first = mail.from().and_then(Address::first);
                optional(first.and_then(|from| from.name()).map(plain))
            }
            "to" => addresses(mail.to()),
            "cc" => addresses(mail.cc()),
            "reply_to" => addresses(mail.reply_to()),
            "subject" => cell(&self.subject),
            "in_reply_to" => ids(mail.in_reply_to()),
            "references" => ids(mail.references()),
            "text" => cell(self.text.trim()),
            "html_text" => self.html_text.as_ref().map_or(Cell::Absent, |text| cell(text.trim())),
            "attachments" => {
                let names = mail.attachments().filter_map(|part| part.attachment_name());
                let names: Vec<String> = names.map(plain).collect();
                optional((!names.is_empty()).then(|| names.join(", ")))
            }
            _ => Cell::Absent,
        }
    }
}

/// The cell of a header by its name; several of one name are lines.
pub(super) fn header(mail: &Mail<'_>, name: &str) -> Cell {
    let named = mail.headers().iter().filter(|header| header.name().eq_ignore_ascii_case(name));
    let texts: Vec<String> = named.filter_map(|header| text_of(header.value())).collect();
    if texts.is_empty() { Cell::Absent } else { cell(texts.join("\n").trim()) }
}

fn text_of(value: &HeaderValue<'_>) -> Option<String> {
    Some(match value {
        HeaderValue::Address(of) => list(of),
        HeaderValue::Text(text) => plain(text),
        HeaderValue::TextList(texts) => texts.join(" "),
        HeaderValue::DateTime(date) => date.to_rfc3339(),
        HeaderValue::ContentType(kind) => match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()),
            None => kind.ctype().to_owned(),
        },
        HeaderValue::Received(_) | HeaderValue::Empty => return None,
    })
}

fn list(of: &Address<'_>) -> String {
    of.iter().filter_map(|one| one.address()).map(plain).collect::<Vec<_>>().join(", ")
}

fn addresses(of: Option<&Address<'_>>) -> Cell {
    optional(of.map(list).filter(|list| !list.is_empty()))
}

fn optional(text: Option<String>) -> Cell {
    text.map_or(Cell::Absent, |text| cell(text.trim()))
}

/// The cell of a text. Signs that could not be read in the encoding that the mail names make it an error: a value
/// with them would be another one.
pub(super) fn cell(text: &str) -> Cell {
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Cell::Error(Box::new(message::mail_signs().said()));
    }
    if text.trim().is_empty() { Cell::Blank } else { Cell::Text(text.into()) }
}

/// A text with plain blanks and line ends. What mails call Latin-1 is what Windows writes: its signs stand where
/// Latin-1 has nothing that people see.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\r' => {
                if signs.peek() != Some(&'\n') {
                    plain.push('\n');
                }
            }
            '\u{a0}' | '\u{202f}' => plain.push(' '),
            '\u{80}'..='\u{9f}' => {
                let byte = [u8::try_from(u32::from(sign)).unwrap_or(b'?')];
                plain.push_str(&WINDOWS_1252.decode_without_bom_handling(&byte).0);
            }
            '\0' => {}
            sign => plain.push(sign),
        }
    }
    plain
}
