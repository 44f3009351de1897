//! Texts on their way into iTop, which takes HTML: raw `<srv-01>` is taken for a tag and swallowed with
//! all that follows, and line breaks are no breaks (3.2.0). Here, too, is how our key stands in a log.

use serde_json::{Value as Json, json};

use super::message;
use crate::model::ticket::{TicketKey, Visibility};

/// Bytes that the column `description` holds, less what iTop's own cleaning may add.
const DESCRIPTION: usize = 64_000;

/// Characters that a title holds.
const TITLE: usize = 255;

const MARK: &str = "[stocktake:";

/// Plain text as HTML.
pub(super) fn html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    html.push_str("<p>");
    push_escaped(&mut html, text);
    html.push_str("</p>");
    html
}

/// The plain text of HTML as iTop gives it back: blocks and `<br>` are line breaks.
pub(super) fn text(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, after)) = tag.split_once('>') else { break };
        if tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/div") || tag.starts_with("/li")
        {
            text.push('\n');
        }
        rest = after;
    }
    if !rest.contains('<') {
        text.push_str(rest);
    }
    html_escape::decode_html_entities(&text).replace('\u{a0}', " ").trim().to_owned()
}

/// A new entry of a log.
pub(super) fn entry(text: &str) -> Json {
    json!({"add_item": {"format": "html", "message": html(text)}})
}

/// The log for those who may read a note.
pub(super) fn log_of(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Private => "private_log",
        Visibility::Public => "public_log",
    }
}

/// A word as it stands in a column of HTML.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    html
}

fn push_escaped(html: &mut String, text: &str) {
    let mut after_break = true;
    let text = html_escape::encode_text(text);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\n' | '\r' => html.push_str("<br/>"),
            // Browsers and iTop's reader fold blanks; a table of a check's output is read by its columns.
            ' ' if after_break || chars.peek() == Some(&' ') => html.push('\u{a0}'),
            '\t' => html.push_str("\u{a0}\u{a0}\u{a0} "),
            c if c.is_control() => {}
            c => html.push(c),
        }
        after_break = matches!(c, '\n' | '\r');
    }
}

/// A description that fits its column, and what did not fit into it.
pub(super) fn description(text: &str) -> (String, Option<&str>) {
    let whole = html(text);
    if whole.len() <= DESCRIPTION {
        return (whole, None);
    }
    let note = format!("\n{}", message::goes_on());
    let mut room = DESCRIPTION - html(&note).len();
    let mut cut = 0;
    for (at, c) in text.char_indices() {
        let size = match c {
            '<' | '>' => 4,
            '&' | '\n' => 5,
            '\t' => 7,
            ' ' => 2,
            c => c.len_utf8(),
        };
        if size > room {
            break;
        }
        room -= size;
        cut = at + c.len_utf8();
    }
    let (first, rest) = text.split_at(cut);
    (html(&format!("{first}{note}")), Some(rest))
}

/// One line of at most 255 characters.
pub(super) fn title(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= TITLE {
        return line;
    }
    line.chars().take(TITLE - 1).chain(['…']).collect()
}

/// The key as it stands in the private log.
pub(super) fn mark(key: &TicketKey) -> String {
    format!("{MARK}{key}]")
}

/// Condition that selects the tickets with one of these keys.
pub(super) fn marked(keys: &[TicketKey]) -> String {
    let keys = keys.iter().map(|key| key.0.as_str()).collect::<Vec<_>>().join("|");
    format!("private_log REGEXP 'stocktake:({keys})[^a-z0-9-]'")
}

/// The first key in a text.
pub(super) fn key_in(text: &str) -> Option<TicketKey> {
    let rest = &text[text.find(MARK)? + MARK.len()..];
    let key = &rest[..rest.find(']')?];
    is_key(key).then(|| TicketKey(key.to_owned()))
}

/// Whether a text can be a key, and so can stand in a query as it is.
pub(super) fn is_key(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_text_keeps_its_angle_brackets_and_lines() {
        assert_eq!(html("a < b & <srv-01>\r\nline 2"), "<p>a &lt; b &amp; &lt;srv-01&gt;<br/>line 2</p>");
    }

    #[test]
    fn a_long_text_is_cut_and_its_rest_is_kept() {
        for text in ["é".repeat(60_000), "<".repeat(60_000), "x\n".repeat(30_000)] {
            let (html, rest) = description(&text);
            assert!(html.len() <= DESCRIPTION, "{}", html.len());
            let rest = rest.unwrap();
            assert!(text.ends_with(rest) && rest.len() < text.len());
        }
        let plain = "x".repeat(60_000);
        assert_eq!(description(&plain), (format!("<p>{plain}</p>"), None));
    }

    #[test]
    fn a_key_is_read_back_from_its_mark() {
        let key = TicketKey("st-0193-ab".to_owned());
        assert_eq!(key_in(&format!("opened {} by", mark(&key))), Some(key));
        assert_eq!(key_in("[stocktake:Nothing Like It]"), None);
    }
}
