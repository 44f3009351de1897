//! Plain text ↔ the HTML of descriptions, followups and solutions, and our key at its end.
//!
//! GLPI shows these columns as HTML: a `<srv-01>` in a plain text would be a tag and vanish.

use crate::model::ticket::TicketKey;

/// What stands before the key.
pub const BEFORE_KEY: &str = "[stocktake ";

/// HTML of a plain text: paragraphs at blank lines, line breaks and columns of blanks kept.
///
/// A backslash becomes an entity: GLPI 10 takes `\n` in `C:\new` for a line break. `<` and `>` become numbers:
/// GLPI 9.5 takes `&lt;` for a tag.
pub fn from_text(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8 + 16);
    html.push_str("<p>");
    for (at, line) in text.trim_end().split('\n').enumerate() {
        if at > 0 {
            html.push_str("<br>");
        }
        escape_line(line.trim_end_matches('\r'), &mut html);
    }
    html.push_str("</p>");
    html
}

fn escape_line(line: &str, html: &mut String) {
    let mut after_blank = true;
    let encoded = html_escape::encode_text(line).replace("&lt;", "&#60;").replace("&gt;", "&#62;");
    for c in encoded.chars() {
        match c {
            '\\' => html.push_str("&#92;"),
            '\t' => html.push_str("&nbsp;&nbsp;&nbsp;&nbsp;"),
            ' ' if after_blank => html.push_str("&nbsp;"),
            c if c.is_control() => {}
            c => html.push(c),
        }
        after_blank = c == ' ';
    }
}

/// HTML of a plain text with the key in its last line.
pub fn with_key(text: &str, key: &TicketKey) -> String {
    format!("{}<p>{BEFORE_KEY}{key}]</p>", description(text))
}

/// HTML of a plain text; nothing of nothing.
pub fn description(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { from_text(text) }
}

/// The key in a description, the last one when several stand there (a copy in a quotation).
pub fn key_of(html: &str) -> Option<TicketKey> {
    let (_, rest) = html.rsplit_once(BEFORE_KEY)?;
    let (key, _) = rest.split_once(']')?;
    self::key(key)
}

/// A text as a key, if it looks like one of ours.
pub fn key(key: &str) -> Option<TicketKey> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (!key.is_empty() && key.len() <= 40 && key.chars().all(fits)).then(|| TicketKey(key.to_owned()))
}

/// The plain text of HTML: lines at breaks and at the ends of blocks, entities decoded. Plain text
/// (a description from the API or from a mail) passes as it is.
pub fn to_text(html: &str) -> String {
    let is_plain = !["</", "<br", "<p>", "<p "].iter().any(|tag| html.contains(tag));
    if is_plain {
        return decode(html).trim_end().to_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&decode(&rest[..at].replace(['\n', '\r'], " ")));
        let Some(end) = rest[at..].find('>') else {
            rest = &rest[at..];
            break;
        };
        let tag = rest[at + 1..at + end].trim_end_matches('/').trim().to_lowercase();
        let name = tag.split_whitespace().next().unwrap_or_default();
        if matches!(name, "br" | "/p" | "/div" | "/li" | "/tr" | "/h1" | "/h2" | "/h3" | "/pre") {
            text.push('\n');
        } else if matches!(name, "/td" | "/th") {
            text.push(' ');
        }
        rest = &rest[at + end + 1..];
    }
    text.push_str(&decode(rest));
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// Decodes entities; a non-breaking blank becomes a blank.
fn decode(text: &str) -> String {
    html_escape::decode_html_entities(text).replace('\u{a0}', " ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_text_survives_the_way_into_html_and_back() {
        for text in [
            "Disk C:\\new on <srv-01> & others is full\n\n  used   97 %\nfree\t3 %",
            "&lt; &amp;lt; &#62; &nbsp",
            "a \"quoted\" 'word'",
        ] {
            let back = to_text(&from_text(text));
            assert_eq!(back, text.replace('\t', "    "));
        }
    }

    #[test]
    fn nothing_of_a_text_is_a_tag_and_no_backslash_is_left() {
        let html = from_text("<script>alert(1)</script> C:\\temp");
        assert!(!html.contains("<script") && !html.contains('\\'), "{html}");
    }

    #[test]
    fn the_key_is_the_last_one_and_must_look_like_a_key() {
        let key = |text: &str| TicketKey(text.to_owned());
        let html = with_key("quoting [stocktake old-1]", &key("new-2"));
        assert_eq!(key_of(&html).unwrap(), key("new-2"));
        assert_eq!(key_of("<p>[stocktake <b>x</b>]</p>"), None);
        assert_eq!(key_of("<p>no key</p>"), None);
        assert_eq!(to_text(&with_key("", &key("k"))), "[stocktake k]");
    }

    #[test]
    fn plain_descriptions_keep_their_lines() {
        assert_eq!(to_text("one <two>\nthree &amp; four\n"), "one <two>\nthree & four");
        assert_eq!(to_text("<div>a<br />b</div><ul><li>c</li></ul>"), "a\nb\nc");
        assert_eq!(to_text("<p>h&ocirc;te &#38;&nbsp;r&eacute;seau &hellip;</p>"), "hôte & réseau …");
    }
}
