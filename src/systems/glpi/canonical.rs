//! What GLPI gives back for a value that is written to it.
//!
//! Desired and live values are both run through [`canonical`] before they are compared, so that a
//! second run finds nothing to do. The rules are those of GLPI 10.0's `Sanitizer` and
//! `CommonDBTM::filterValues`, checked against a real 10.0.6; on 9.x and 11, which change less,
//! the canonical form is stored and read back as it is.

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::schema::{Kind, Stored};
use crate::model::value::{Value, parse_date, parse_decimal};

/// Longest text GLPI stores whole in a `varchar(255)` column, in characters.
pub const LINE: usize = 255;

/// Bytes that GLPI keeps of a one-line text that is too long, counted in its escaped form.
const CUT_BYTES: usize = 254;

/// Bytes of the escaped form of a one-line text that is stored whole.
const WHOLE_BYTES: usize = 255;

/// Bytes of the escaped form of a long text that is stored whole: a column of type TEXT.
const LONG_BYTES: usize = 65_535;

/// The value that the desk gives back after `value` was written to a column of `kind`.
///
/// Idempotent. Nothing in a number or a yes/no column reads back as 0; key 0 reads as nothing,
/// except for entities, where 0 is the root. A text that is none of its kind (a date column that
/// holds "soon") stays text.
pub fn canonical(kind: &Kind, value: Value) -> Value {
    match kind {
        Kind::Text { max } => map_text(value, |text| one_line(text, *max)),
        Kind::LongText => map_text(value, long),
        Kind::Mac => {
            map_text(value, |text| Cow::Owned(canonical_text(text.trim()).to_lowercase().replace('-', ":")))
        }
        Kind::Ip => map_text(value, |text| canonical_text(text.trim())),
        Kind::Hostname => map_text(value, |text| Cow::Owned(canonical_text(text.trim()).to_lowercase())),
        Kind::Addresses => map_text(value, |text| Cow::Owned(addresses(text))),
        Kind::Integer | Kind::Mebibytes | Kind::MonthsUntil { .. } => integer(value),
        Kind::Decimal => decimal(value),
        Kind::Boolean => boolean(value),
        Kind::Date => date(value),
        Kind::DateTime => date_time(value),
        Kind::Dropdown(_) | Kind::Tree(_) | Kind::Reference { .. } => match key(value) {
            Value::Ref(0) => Value::Empty,
            other => other,
        },
        Kind::Entity => key(value),
    }
}

/// True when GLPI 10 misreads a text on writing: it takes `\n` in `CORP\nathalie` for a line break
/// and stores that. GLPI 9 and 11 store it as it is. There is no way to write it to GLPI 10, so that its
/// canonical form has slashes: `CORP/nathalie`, at every version and night alike.
pub fn is_misread(text: &str) -> bool {
    text.contains('\\') && is_db_escaped(text) && {
        let controls = |text: &str| text.chars().filter(|c| c.is_control()).count();
        controls(&unescape(text)) > controls(text)
    }
}

/// The text that is kept of `text` in a column of `kind`, and whether it is whole.
pub fn stored<'t>(kind: &Kind, text: &'t str) -> Stored<'t> {
    let whole = canonical_text(text);
    let room = if let Kind::Text { max } = kind { *max } else { LINE };
    if whole.len() <= room.min(WHOLE_BYTES / 5) {
        return Stored { is_cut: false, text: whole };
    }
    let kept = match kind {
        Kind::Text { max } => one_line(text, *max),
        Kind::LongText => long(text),
        Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. } => one_line(text, LINE),
        Kind::Integer
        | Kind::Decimal
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Mac
        | Kind::Ip
        | Kind::Addresses
        | Kind::Hostname
        | Kind::Mebibytes
        | Kind::MonthsUntil { .. } => whole.clone(),
    };
    Stored { is_cut: kept.len() < whole.len(), text: kept }
}

/// A name of a dropdown, a place or another item as it is kept: looked up, compared and created so.
pub fn name(text: &str) -> Cow<'_, str> {
    one_line(text, LINE)
}

/// Decodes `&lt;` and `&gt;` as GLPI 9 stores `<` and `>`, whatever else the text holds.
pub fn decode_legacy(text: &str) -> Cow<'_, str> {
    if text.contains("&lt;") || text.contains("&gt;") {
        Cow::Owned(text.replace("&lt;", "<").replace("&gt;", ">"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Addresses as GLPI gives them back: each in its shortest form, IPv4 before IPv6, sorted.
fn addresses(text: &str) -> String {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let parts = text.split(between).filter(|part| !part.is_empty());
    let (mut known, mut other): (Vec<IpAddr>, Vec<String>) = (Vec::new(), Vec::new());
    for part in parts {
        match part.parse() {
            Ok(address) => known.push(address),
            Err(_) => other.push(part.to_lowercase()),
        }
    }
    known.sort_unstable();
    known.dedup();
    let texts: Vec<String> = known.iter().map(ToString::to_string).chain(other).collect();
    texts.join(", ")
}

fn map_text(value: Value, change: impl Fn(&str) -> Cow<'_, str>) -> Value {
    match value {
        Value::Empty | Value::NewRef(_) | Value::NewItem(_) => value,
        Value::Text(text) => match change(&text) {
            Cow::Borrowed(same) if same.len() == text.len() => Value::text(text),
            changed => Value::text(changed.as_ref()),
        },
        other => Value::text(change(&other.to_string()).as_ref()),
    }
}

/// Everything that happens to a text but the cut, repeated until it is stable.
fn canonical_text(text: &str) -> Cow<'_, str> {
    if matches!(text, "NULL" | "null") {
        return Cow::Borrowed("");
    }
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'&')) {
        return Cow::Borrowed(text);
    }
    let unescaped = if is_misread(text) {
        text.replace('\\', "/")
    } else if is_db_escaped(text) {
        unescape(text)
    } else {
        text.to_owned()
    };
    let next = decode_entities(&unescaped);
    if next == text { Cow::Borrowed(text) } else { Cow::Owned(canonical_text(&next).into_owned()) }
}

fn one_line(text: &str, max: usize) -> Cow<'_, str> {
    let settled = canonical_text(text);
    if settled.len() <= max && settled.len() <= WHOLE_BYTES / 5 {
        return settled;
    }
    let characters = if max < WHOLE_BYTES { max } else { usize::MAX };
    let escaped: usize = settled.chars().take(characters).map(escaped_bytes).sum();
    cut(settled, characters, if escaped <= WHOLE_BYTES { WHOLE_BYTES } else { CUT_BYTES })
}

/// A long text: MariaDB refuses one that does not fit, and the item with it.
fn long(text: &str) -> Cow<'_, str> {
    let settled = canonical_text(text);
    if settled.len() <= LONG_BYTES / 5 {
        return settled;
    }
    cut(settled, usize::MAX, LONG_BYTES)
}

/// The begin of a text that is at most so many characters, and so many bytes in its escaped form.
fn cut(settled: Cow<'_, str>, characters: usize, room: usize) -> Cow<'_, str> {
    let mut used = 0;
    let fits = |c: &char| {
        used += escaped_bytes(*c);
        used <= room
    };
    let kept: usize = settled.chars().take(characters).take_while(fits).map(char::len_utf8).sum();
    if kept == settled.len() {
        return settled;
    }
    Cow::Owned(canonical_text(&settled[..kept]).into_owned())
}

/// Bytes of a character in the form that GLPI measures: escaped for SQL and HTML.
fn escaped_bytes(c: char) -> usize {
    match c {
        '&' | '<' | '>' => 5,
        '\0' | '\n' | '\r' | '\\' | '\'' | '"' | '\u{1a}' => 2,
        other => other.len_utf8(),
    }
}

/// GLPI's `Sanitizer::isDbEscaped`: a text with a backslash in which every quote, line break and
/// backslash is escaped is taken to be escaped already.
fn is_db_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.contains(&b'\\') || bytes.iter().any(|b| matches!(b, 0 | b'\n' | b'\r' | 0x1a)) {
        return false;
    }
    let bare_quote = |at: usize| matches!(bytes[at], b'\'' | b'"') && (at == 0 || bytes[at - 1] != b'\\');
    if (0..bytes.len()).any(bare_quote) {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|b| **b == b'\\').count();
        let rest = &text[at + run..];
        let special = ["x00", "n", "r", "'", "\"", "x1a"].iter().any(|mark| rest.starts_with(mark));
        if (run - usize::from(special)) % 2 == 1 {
            return false;
        }
        at += run;
    }
    true
}

/// What MariaDB makes of the escapes of a string literal.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('0') => out.push('\0'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('b') => out.push('\u{8}'),
            Some('Z') => out.push('\u{1a}'),
            Some(other @ ('%' | '_')) => out.extend(['\\', other]),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

/// GLPI's `Sanitizer::decodeHtmlSpecialChars`: the entities that it makes itself, and no others as a
/// library of HTML would.
fn decode_entities(text: &str) -> String {
    if !text.contains('&') || !is_html_encoded(text) {
        return text.to_owned();
    }
    if ["&#38;", "&#60;", "&#62;"].iter().any(|entity| text.contains(entity)) {
        text.replace("&#62;", ">").replace("&#60;", "<").replace("&#38;", "&")
    } else {
        let text = if quotes_are_encoded(text) { text.replace("&quot;", "\"") } else { text.to_owned() };
        text.replace("&gt;", ">").replace("&lt;", "<")
    }
}

/// GLPI takes the quotes of an encoded image for encoded too.
fn quotes_are_encoded(text: &str) -> bool {
    text.match_indices("&lt;img").any(|(at, tag)| {
        let rest = &text[at + tag.len()..];
        let name = rest.trim_ascii_start();
        name.len() < rest.len()
            && ["alt=&quot;", "src=&quot;", "width=&quot;"].iter().any(|a| name.starts_with(a))
    })
}

/// GLPI's `Sanitizer::isHtmlEncoded`: no `<`, no `>`, no bare `&`, and one of the entities that it
/// makes itself.
fn is_html_encoded(text: &str) -> bool {
    if text.contains(['<', '>']) {
        return false;
    }
    let all_entities = text.match_indices('&').all(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.strip_prefix('#').unwrap_or(rest);
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        length > 0 && name.as_bytes().get(length) == Some(&b';')
    });
    all_entities && ["&#38;", "&#60;", "&#62;", "&lt;", "&gt;"].iter().any(|entity| text.contains(entity))
}

fn integer(value: Value) -> Value {
    match value {
        Value::Empty => Value::Int(0),
        Value::Bool(yes) => Value::Int(i64::from(yes)),
        Value::Decimal(scaled) if scaled % 10_000 == 0 => Value::Int(scaled / 10_000),
        Value::Text(text) => match text.trim().parse() {
            Ok(number) => Value::Int(number),
            Err(_) => match parse_decimal(text.trim()) {
                Some(scaled) if scaled % 10_000 == 0 => Value::Int(scaled / 10_000),
                _ => Value::Text(text),
            },
        },
        other => other,
    }
}

fn decimal(value: Value) -> Value {
    match value {
        Value::Empty => Value::Decimal(0),
        Value::Int(number) => number.checked_mul(10_000).map_or(value, Value::Decimal),
        Value::Text(text) => parse_decimal(text.trim()).map_or(Value::Text(text), Value::Decimal),
        other => other,
    }
}

fn boolean(value: Value) -> Value {
    match value {
        Value::Empty => Value::Bool(false),
        Value::Int(number @ (0 | 1)) => Value::Bool(number == 1),
        Value::Text(text) => match &*text {
            "0" | "false" => Value::Bool(false),
            "1" | "true" => Value::Bool(true),
            _ => Value::Text(text),
        },
        other => other,
    }
}

fn date(value: Value) -> Value {
    match value {
        Value::DateTime(time) => Value::Date(time.date()),
        Value::Text(text) if is_no_date(&text) => Value::Empty,
        Value::Text(text) => match text.get(..10).and_then(parse_date) {
            Some(day) => Value::Date(day),
            None => Value::Text(text),
        },
        other => other,
    }
}

fn date_time(value: Value) -> Value {
    match value {
        Value::Date(day) => Value::DateTime(day.and_time(chrono::NaiveTime::MIN)),
        Value::Text(text) if is_no_date(&text) => Value::Empty,
        Value::Text(text) => match NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S") {
            Ok(time) => Value::DateTime(time),
            Err(_) => match text.parse::<NaiveDate>() {
                Ok(day) => Value::DateTime(day.and_time(chrono::NaiveTime::MIN)),
                Err(_) => Value::Text(text),
            },
        },
        other => other,
    }
}

fn is_no_date(text: &str) -> bool {
    matches!(text, "NULL" | "null") || text.starts_with("0000-00-00")
}

fn key(value: Value) -> Value {
    match value {
        Value::Int(id) => Value::Ref(id),
        Value::Text(text) => match text.parse() {
            Ok(id) => Value::Ref(id),
            Err(_) => Value::Text(text),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> String {
        canonical(&Kind::Text { max: LINE }, Value::text(value)).to_string()
    }

    #[test]
    fn texts_read_back_as_glpi_stores_them() {
        for (written, read) in [
            ("a & b", "a & b"),
            ("AT&#38;T", "AT&T"),
            ("AT&amp;T", "AT&amp;T"),
            ("&lt;x&gt;", "<x>"),
            ("&lt;img src=&quot;x&quot;&gt;", "<img src=\"x\">"),
            ("a &#60; & b", "a &#60; & b"),
            ("C:\\temp", "C:\\temp"),
            ("C:\\\\temp", "C:\\temp"),
            ("it\\'s", "it's"),
            ("CORP\\nathalie", "CORP/nathalie"),
            ("CORP\\robert", "CORP/robert"),
            ("D:\\new\\temp", "D:\\new\\temp"),
            ("NULL", ""),
            ("null", ""),
            ("Null", "Null"),
            (" blanks stay ", " blanks stay "),
        ] {
            assert_eq!(text(written), read, "{written}");
        }
    }

    #[test]
    fn long_texts_are_cut_by_bytes_of_the_escaped_form() {
        assert_eq!(text(&"x".repeat(255)).len(), 255);
        assert_eq!(text(&"x".repeat(256)).len(), 254);
        assert_eq!(text(&"é".repeat(127)).chars().count(), 127);
        assert_eq!(text(&"é".repeat(128)).chars().count(), 127);
        assert_eq!(text(&"&".repeat(51)).len(), 51);
        assert_eq!(text(&"&".repeat(52)).len(), 50);
        assert_eq!(text(&"'".repeat(128)).len(), 127);
        let euro = canonical(&Kind::Text { max: 3 }, Value::text("€€€€"));
        assert_eq!(euro, Value::text("€€€"));
    }

    #[test]
    fn what_does_not_fit_is_cut_where_the_desk_cuts_and_said() {
        let field = Kind::Text { max: 50 };
        assert!(!stored(&field, &"&".repeat(50)).is_cut);
        let (signs, letters, long) = ("&".repeat(60), "é".repeat(128), "x".repeat(70_000));
        let kept = stored(&field, &signs);
        assert!(kept.is_cut && kept.text.len() == 50);
        let one_over = stored(&Kind::Text { max: LINE }, &letters);
        assert!(one_over.is_cut && one_over.text.chars().count() == 127);
        let comment = stored(&Kind::LongText, &long);
        assert!(comment.is_cut && comment.text.len() == 65_535);
        assert!(!stored(&Kind::LongText, &"x".repeat(65_535)).is_cut);
        assert!(!stored(&Kind::LongText, "AT&#38;T").is_cut);
        let name_kept = name(&"M".repeat(300)).into_owned();
        assert_eq!((name_kept.len(), name(&name_kept).into_owned()), (254, name_kept.clone()));
    }

    #[test]
    fn a_canonical_value_stays_as_it_is() {
        let long = format!("{}&#38;#60;", "&".repeat(60));
        for value in ["&#38;#38;lt;", "\\\\\\\\x", "a\\\\\\'b", &long, "&#38;lt;b&#38;gt;"] {
            let once = text(value);
            assert_eq!(text(&once), once, "{value}");
        }
    }

    #[test]
    fn nothing_in_a_number_is_zero_and_key_zero_is_nothing() {
        assert_eq!(canonical(&Kind::Integer, Value::Empty), Value::Int(0));
        assert_eq!(canonical(&Kind::Decimal, Value::text("1234.5600")), Value::Decimal(12_345_600));
        assert_eq!(canonical(&Kind::Boolean, Value::text("1")), Value::Bool(true));
        assert_eq!(canonical(&Kind::Dropdown("State".into()), Value::Int(0)), Value::Empty);
        assert_eq!(canonical(&Kind::Entity, Value::Int(0)), Value::Ref(0));
    }

    #[test]
    fn dates_lose_their_time_and_odd_ones_stay_text() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).map(Value::Date);
        assert_eq!(Some(canonical(&Kind::Date, Value::text("2026-11-21 10:00:00"))), day);
        assert_eq!(canonical(&Kind::Date, Value::text("soon")), Value::text("soon"));
        assert_eq!(canonical(&Kind::DateTime, Value::text("0000-00-00 00:00:00")), Value::Empty);
    }

    #[test]
    fn a_login_with_a_windows_domain_is_told_apart() {
        assert!(is_misread("CORP\\nathalie"));
        assert!(!is_misread("CORP\\paul"));
        assert!(!is_misread("two\nlines"));
    }

    #[test]
    fn macs_are_lower_case_with_colons() {
        assert_eq!(canonical(&Kind::Mac, Value::text("00-1B-2C-AA-BB-CC")), Value::text("00:1b:2c:aa:bb:cc"));
    }
}
