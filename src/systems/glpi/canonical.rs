//! What GLPI gives back for a value that is written to it, by version.
//!
//! Desired and live values are both run through [`canonical`] before they are compared, so that a
//! second run finds nothing to do. The rules for GLPI 10 are those of its `Sanitizer` and
//! `CommonDBTM::filterValues`; all were checked against real servers: 9.5.13, 10.0.6, 10.0.14 and 11.0.6.

use std::borrow::Cow;
use std::net::IpAddr;

use chrono::{NaiveDate, NaiveDateTime};

use crate::model::schema::{Kind, Stored};
use crate::model::value::{Value, parse_date, parse_decimal};

/// Longest text GLPI stores whole in a `varchar(255)` column, in characters.
pub const LINE: usize = 255;

/// What GLPI 9 and 10.0.6 keep of a one-line text that is too long.
const CUT: usize = 254;

/// Length of a one-line text that is stored whole, as [`Keeping::length`] counts it.
const WHOLE: usize = 255;

/// Bytes of a long text that is stored whole: a column of type TEXT.
const LONG_BYTES: usize = 65_535;

/// No character is longer in any stored form: shorter texts need not be counted.
const LONGEST: usize = 5;

/// How a version keeps texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// 9.x: `<` and `>` are stored as `&lt;` and `&gt;`, so that nobody can tell which was written;
    /// characters outside the basic plane (emoji) become question marks; cut by bytes.
    Nine,
    /// 10.0 to 10.0.13: `&`, `<` and `>` are escaped, what looks escaped is decoded; cut by bytes.
    TenByBytes,
    /// 10.0.14 and later 10.0: the same, cut by characters.
    TenByCharacters,
    /// 11: texts stay as they are, and one that is too long is refused.
    Eleven,
}

impl Keeping {
    /// Length of a character in the form in which a one-line text is measured.
    fn length(self, c: char) -> usize {
        match self {
            Self::Nine => match c {
                '<' | '>' => 4,
                '\0' | '\n' | '\r' | '\\' | '\'' | '"' | '\u{1a}' => 2,
                other => other.len_utf8(),
            },
            Self::TenByBytes | Self::TenByCharacters => match c {
                '&' | '<' | '>' => 5,
                '\0' | '\n' | '\r' | '\\' | '\'' | '"' | '\u{1a}' => 2,
                other if self == Self::TenByBytes => other.len_utf8(),
                _ => 1,
            },
            Self::Eleven => 1,
        }
    }

    /// Bytes of a character in a column of type TEXT.
    fn bytes(self, c: char) -> usize {
        match (self, c) {
            (Self::Nine, '<' | '>') => 4,
            (Self::TenByBytes | Self::TenByCharacters, '&' | '<' | '>') => 5,
            (_, other) => other.len_utf8(),
        }
    }

    /// What is kept of a one-line text that is longer than [`WHOLE`].
    fn cut(self) -> usize {
        match self {
            Self::Nine | Self::TenByBytes => CUT,
            Self::TenByCharacters | Self::Eleven => WHOLE,
        }
    }
}

/// The value that the desk gives back after `value` was written to a column of `kind`.
///
/// Idempotent. Nothing in a number or a yes/no column reads back as 0; key 0 reads as nothing,
/// except for entities, where 0 is the root. A text that is none of its kind (a date column that
/// holds "soon") stays text.
pub fn canonical(keeping: Keeping, kind: &Kind, value: Value) -> Value {
    match kind {
        Kind::Text { max } => map_text(value, |text| one_line(keeping, text, *max)),
        Kind::LongText => map_text(value, |text| long(keeping, text)),
        Kind::Mac => map_text(value, |text| {
            Cow::Owned(canonical_text(keeping, text.trim()).to_lowercase().replace('-', ":"))
        }),
        Kind::Ip => map_text(value, |text| canonical_text(keeping, text.trim())),
        Kind::Hostname => {
            map_text(value, |text| Cow::Owned(canonical_text(keeping, text.trim()).to_lowercase()))
        }
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
/// canonical form there has slashes: `CORP/nathalie`.
pub fn is_misread(keeping: Keeping, text: &str) -> bool {
    matches!(keeping, Keeping::TenByBytes | Keeping::TenByCharacters) && takes_for_escape(text)
}

fn takes_for_escape(text: &str) -> bool {
    text.contains('\\') && is_db_escaped(text) && {
        let controls = |text: &str| text.chars().filter(|c| c.is_control()).count();
        controls(&unescape(text)) > controls(text)
    }
}

/// The text that is kept of `text` in a column of `kind`, and whether it is whole.
pub fn stored<'t>(keeping: Keeping, kind: &Kind, text: &'t str) -> Stored<'t> {
    let whole = canonical_text(keeping, text);
    let room = if let Kind::Text { max } = kind { *max } else { LINE };
    if whole.len() <= room.min(WHOLE / LONGEST) {
        return Stored { is_cut: false, text: whole };
    }
    let kept = match kind {
        Kind::Text { max } => one_line(keeping, text, *max),
        Kind::LongText => long(keeping, text),
        Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. } => {
            one_line(keeping, text, LINE)
        }
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
pub fn name(keeping: Keeping, text: &str) -> Cow<'_, str> {
    one_line(keeping, text, LINE)
}

/// A text as GLPI 9 gives it back, decoded: `&lt;`, `&gt;` and `&quot;` read as what they stand for,
/// whatever was written; each byte of a character that three bytes cannot hold is a question mark.
fn of_nine(text: &str) -> Cow<'_, str> {
    let is_kept = |c: char| c.len_utf8() < 4;
    if !text.contains('&') && text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if is_kept(c) { kept.push(c) } else { kept.push_str("????") }
    }
    Cow::Owned(kept.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\""))
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
fn canonical_text(keeping: Keeping, text: &str) -> Cow<'_, str> {
    if matches!(text, "NULL" | "null") {
        return Cow::Borrowed("");
    }
    match keeping {
        Keeping::Nine => of_nine(text),
        Keeping::TenByBytes | Keeping::TenByCharacters => of_ten(text),
        Keeping::Eleven => Cow::Borrowed(text),
    }
}

/// What GLPI 10 makes of a text, repeated until it is stable.
fn of_ten(text: &str) -> Cow<'_, str> {
    if matches!(text, "NULL" | "null") {
        return Cow::Borrowed("");
    }
    if !text.bytes().any(|byte| matches!(byte, b'\\' | b'&')) {
        return Cow::Borrowed(text);
    }
    let unescaped = if takes_for_escape(text) {
        text.replace('\\', "/")
    } else if is_db_escaped(text) {
        unescape(text)
    } else {
        text.to_owned()
    };
    let next = decode_entities(&unescaped);
    if next == text { Cow::Borrowed(text) } else { Cow::Owned(of_ten(&next).into_owned()) }
}

fn one_line(keeping: Keeping, text: &str, max: usize) -> Cow<'_, str> {
    let settled = canonical_text(keeping, text);
    if settled.len() <= max && settled.len() <= WHOLE / LONGEST {
        return settled;
    }
    let length = |c: char| keeping.length(c);
    let characters = if max < WHOLE { max } else { usize::MAX };
    let whole: usize = settled.chars().take(characters).map(length).sum();
    let room = if whole <= WHOLE { WHOLE } else { keeping.cut() };
    cut(keeping, settled, characters, room, length)
}

/// A long text: MariaDB refuses one that does not fit, and the item with it; GLPI 9 cuts it.
fn long(keeping: Keeping, text: &str) -> Cow<'_, str> {
    let settled = canonical_text(keeping, text);
    if settled.len() <= LONG_BYTES / LONGEST {
        return settled;
    }
    cut(keeping, settled, usize::MAX, LONG_BYTES, |c| keeping.bytes(c))
}

/// The begin of a text that is at most so many characters and fits the room, by the length of each.
fn cut(
    keeping: Keeping,
    settled: Cow<'_, str>,
    characters: usize,
    room: usize,
    length: impl Fn(char) -> usize,
) -> Cow<'_, str> {
    let mut used = 0;
    let fits = |c: &char| {
        used += length(*c);
        used <= room
    };
    let kept: usize = settled.chars().take(characters).take_while(fits).map(char::len_utf8).sum();
    if kept == settled.len() {
        return settled;
    }
    Cow::Owned(canonical_text(keeping, &settled[..kept]).into_owned())
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

    use super::Keeping::{Eleven, Nine, TenByBytes, TenByCharacters};

    fn kept(keeping: Keeping, value: &str) -> String {
        canonical(keeping, &Kind::Text { max: LINE }, Value::text(value)).to_string()
    }

    fn text(value: &str) -> String {
        kept(TenByBytes, value)
    }

    /// As real servers of 9.5.13, 10.0.6, 10.0.14 and 11.0.6 gave them back.
    #[test]
    fn each_version_keeps_texts_in_its_own_way() {
        for (written, nine, ten, eleven) in [
            ("a < b > c", "a < b > c", "a < b > c", "a < b > c"),
            ("a &lt; b < c", "a < b < c", "a &lt; b < c", "a &lt; b < c"),
            ("&lt;x&gt;", "<x>", "<x>", "&lt;x&gt;"),
            ("&quot;x&quot;", "\"x\"", "&quot;x&quot;", "&quot;x&quot;"),
            ("AT&#38;T", "AT&#38;T", "AT&T", "AT&#38;T"),
            ("AT&amp;T", "AT&amp;T", "AT&amp;T", "AT&amp;T"),
            ("C:\\\\temp", "C:\\\\temp", "C:\\temp", "C:\\\\temp"),
            ("it\\'s", "it\\'s", "it's", "it\\'s"),
            ("CORP\\nathalie", "CORP\\nathalie", "CORP/nathalie", "CORP\\nathalie"),
            ("PC-\u{1f600}-é", "PC-????-é", "PC-\u{1f600}-é", "PC-\u{1f600}-é"),
            ("NULL", "", "", ""),
        ] {
            for (keeping, read) in [(Nine, nine), (TenByBytes, ten), (TenByCharacters, ten), (Eleven, eleven)]
            {
                assert_eq!(kept(keeping, written), read, "{keeping:?} {written}");
                assert_eq!(kept(keeping, read), read, "{keeping:?} {read}");
            }
        }
    }

    #[test]
    fn each_version_has_room_for_so_many_characters() {
        for (letter, nine, bytes, characters, eleven) in [
            ("x", 254, 254, 255, 255),
            ("é", 127, 127, 255, 255),
            ("€", 84, 84, 255, 255),
            ("&", 254, 50, 51, 255),
            ("<", 63, 50, 51, 255),
            ("'", 127, 127, 127, 255),
        ] {
            for (keeping, count) in
                [(Nine, nine), (TenByBytes, bytes), (TenByCharacters, characters), (Eleven, eleven)]
            {
                let read = kept(keeping, &letter.repeat(300));
                assert_eq!(read.chars().count(), count, "{keeping:?} {letter}");
                assert_eq!(kept(keeping, &read), read, "{keeping:?} {letter}");
            }
        }
        for (letter, nine, eleven) in [("x", 65_535, 65_535), ("é", 32_767, 32_767), ("<", 16_383, 65_535)] {
            for (keeping, count) in [(Nine, nine), (Eleven, eleven)] {
                let kept = stored(keeping, &Kind::LongText, &letter.repeat(70_000)).text.into_owned();
                assert_eq!(kept.chars().count(), count, "{keeping:?} {letter}");
            }
        }
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
        let euro = canonical(TenByBytes, &Kind::Text { max: 3 }, Value::text("€€€€"));
        assert_eq!(euro, Value::text("€€€"));
    }

    #[test]
    fn what_does_not_fit_is_cut_where_the_desk_cuts_and_said() {
        let field = Kind::Text { max: 50 };
        assert!(!stored(TenByBytes, &field, &"&".repeat(50)).is_cut);
        let (signs, letters, long) = ("&".repeat(60), "é".repeat(128), "x".repeat(70_000));
        let kept = stored(TenByBytes, &field, &signs);
        assert!(kept.is_cut && kept.text.len() == 50);
        let one_over = stored(TenByBytes, &Kind::Text { max: LINE }, &letters);
        assert!(one_over.is_cut && one_over.text.chars().count() == 127);
        let comment = stored(TenByBytes, &Kind::LongText, &long);
        assert!(comment.is_cut && comment.text.len() == 65_535);
        assert!(!stored(TenByBytes, &Kind::LongText, &"x".repeat(65_535)).is_cut);
        assert!(!stored(TenByBytes, &Kind::LongText, "AT&#38;T").is_cut);
        let name_kept = name(TenByBytes, &"M".repeat(300)).into_owned();
        assert_eq!((name_kept.len(), name(TenByBytes, &name_kept).into_owned()), (254, name_kept.clone()));
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
        assert_eq!(canonical(TenByBytes, &Kind::Integer, Value::Empty), Value::Int(0));
        assert_eq!(
            canonical(TenByBytes, &Kind::Decimal, Value::text("1234.5600")),
            Value::Decimal(12_345_600)
        );
        assert_eq!(canonical(TenByBytes, &Kind::Boolean, Value::text("1")), Value::Bool(true));
        assert_eq!(canonical(TenByBytes, &Kind::Dropdown("State".into()), Value::Int(0)), Value::Empty);
        assert_eq!(canonical(TenByBytes, &Kind::Entity, Value::Int(0)), Value::Ref(0));
    }

    #[test]
    fn dates_lose_their_time_and_odd_ones_stay_text() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).map(Value::Date);
        assert_eq!(Some(canonical(TenByBytes, &Kind::Date, Value::text("2026-11-21 10:00:00"))), day);
        assert_eq!(canonical(TenByBytes, &Kind::Date, Value::text("soon")), Value::text("soon"));
        assert_eq!(canonical(TenByBytes, &Kind::DateTime, Value::text("0000-00-00 00:00:00")), Value::Empty);
    }

    #[test]
    fn a_login_with_a_windows_domain_is_told_apart() {
        assert!(is_misread(TenByBytes, "CORP\\nathalie"));
        assert!(!is_misread(TenByBytes, "CORP\\paul"));
        assert!(!is_misread(TenByBytes, "two\nlines"));
    }

    #[test]
    fn macs_are_lower_case_with_colons() {
        assert_eq!(
            canonical(TenByBytes, &Kind::Mac, Value::text("00-1B-2C-AA-BB-CC")),
            Value::text("00:1b:2c:aa:bb:cc")
        );
    }
}
