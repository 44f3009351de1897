//! What a file really is, by its first bytes: an export that is an error page or a workbook with
//! the wrong extension must not be read as text.

use std::fs::File;

use super::message;
use crate::message::Message;

/// A file, and what its first bytes say that it is.
#[derive(Debug)]
pub(super) struct OpenedFile {
    pub file: File,
    pub kind: Kind,
}

/// What a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// No byte at all.
    Empty,
    /// Nothing below: text, or not known.
    Text,
    /// ZIP: XLSX, XLSB, ODS or an archive.
    Zip,
    /// The OLE container of XLS and of encrypted XLSX.
    Ole,
    /// PDF.
    Pdf,
    /// GZIP.
    Gzip,
    /// A web page.
    Html,
    /// XML.
    Xml,
    /// JSON.
    Json,
}

impl Kind {
    /// What it is, for people.
    pub(super) fn shown(self) -> Message {
        match self {
            Kind::Empty => message::empty(),
            Kind::Text => message::plain_text(),
            Kind::Zip => message::zip_archive(),
            Kind::Ole => message::old_workbook(),
            Kind::Pdf => message::pdf(),
            Kind::Gzip => message::gzip(),
            Kind::Html => message::web_page(),
            Kind::Xml => message::xml(),
            Kind::Json => message::json(),
        }
    }

    /// What to do with it.
    pub(super) fn advice(self) -> Message {
        match self {
            Kind::Empty => message::run_it_again(),
            Kind::Text => message::read_as_csv(),
            Kind::Zip | Kind::Ole => message::read_as_sheet(),
            Kind::Gzip => message::unpack_it(),
            Kind::Pdf | Kind::Html | Kind::Xml => message::export_it_again(),
            Kind::Json => message::read_as_json(),
        }
    }
}

/// Looks at the first bytes of a file (a few hundred are enough).
pub(super) fn sniff(head: &[u8]) -> Kind {
    const MAGIC: [(&[u8], Kind); 6] = [
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (b"\xD0\xCF\x11\xE0", Kind::Ole),
        (b"%PDF", Kind::Pdf),
        (b"\x1F\x8B", Kind::Gzip),
        (b"", Kind::Text),
    ];
    if head.is_empty() {
        return Kind::Empty;
    }
    match MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        Some((_, Kind::Text)) | None => markup(head),
        Some((_, kind)) => *kind,
    }
}

fn markup(head: &[u8]) -> Kind {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    // The first signs without blanks: `{"` and `[ {` begin JSON, `{` alone may begin a name.
    let dense: Vec<u8> = text.iter().filter(|b| !b.is_ascii_whitespace()).take(16).copied().collect();
    let dense = dense.to_ascii_lowercase();
    let begins = |starts: &[&[u8]]| starts.iter().any(|start| dense.starts_with(start));
    if begins(&[b"<!doctypehtml", b"<html", b"<head", b"<table", b"<meta", b"<script", b"<!--"]) {
        Kind::Html
    } else if begins(&[b"<?xml", b"<!doctype"]) {
        Kind::Xml
    } else if begins(&[b"{\"", b"[{", b"{}", b"[]"]) {
        Kind::Json
    } else {
        Kind::Text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_what_their_first_bytes_say() {
        assert_eq!(sniff(b""), Kind::Empty);
        assert_eq!(sniff(b"name;serial"), Kind::Text);
        assert_eq!(sniff(b"[ID];[Name]"), Kind::Text);
        assert_eq!(sniff(b"PK\x03\x04..."), Kind::Zip);
        assert_eq!(sniff(b"\xD0\xCF\x11\xE0..."), Kind::Ole);
        assert_eq!(sniff(b"%PDF-1.7"), Kind::Pdf);
        assert_eq!(sniff(b"\xEF\xBB\xBF\r\n <!DOCTYPE html><html>"), Kind::Html);
        assert_eq!(sniff(b"<table border=1>"), Kind::Html);
        assert_eq!(sniff(b"<?xml version=\"1.0\"?>"), Kind::Xml);
        assert_eq!(sniff(b" [\n {\"a\": 1}"), Kind::Json);
    }
}
