//! How GLPI 10 keeps text: `&`, `<` and `>` as numeric entities, and what a backslash becomes.
//! Pure functions on strings; the round trips are those of the recorded `roundtrip_*` cases.

use super::version::Keeping;

const ENTITIES: [(&str, &str); 3] = [("&", "&#38;"), ("<", "&#60;"), (">", "&#62;")];
const OLD_ENTITIES: [(&str, &str); 2] = [("<", "&lt;"), (">", "&gt;")];

/// What the database gets for a text that a client sent to a version.
pub(super) fn kept(keeping: Keeping, text: &str) -> String {
    match keeping {
        Keeping::Nine => text.replace("&quot;", "\"").replace('<', "&lt;").replace('>', "&gt;"),
        Keeping::Ten | Keeping::LaterTen => stored(text),
        Keeping::Eleven => text.to_owned(),
    }
}

/// What a client of a version reads with `X-GLPI-Sanitized-Content: false`: only GLPI 10 decodes.
pub(super) fn read(keeping: Keeping, text: &str) -> String {
    match keeping {
        Keeping::Ten | Keeping::LaterTen => decoded(text),
        Keeping::Nine | Keeping::Eleven => text.to_owned(),
    }
}

/// A stored text as people see it.
pub(super) fn shown(keeping: Keeping, text: &str) -> String {
    match keeping {
        Keeping::Nine => text.replace("&lt;", "<").replace("&gt;", ">"),
        Keeping::Ten | Keeping::LaterTen => decoded(text),
        Keeping::Eleven => text.to_owned(),
    }
}

/// What GLPI 10 gives the database for a text that a client sent.
fn stored(text: &str) -> String {
    let text = without_escapes(text);
    if is_encoded(&text) || !text.contains(['&', '<', '>']) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            other => out.push(other),
        }
    }
    out
}

/// What a client reads with `X-GLPI-Sanitized-Content: false`.
pub(super) fn decoded(text: &str) -> String {
    if !is_encoded(text) {
        return text.to_owned();
    }
    let modern = ENTITIES.iter().any(|(_, entity)| text.contains(entity));
    let mapping: &[(&str, &str)] = if modern { &ENTITIES } else { &OLD_ENTITIES };
    let mut out = text.to_owned();
    for (letter, entity) in mapping.iter().rev() {
        out = out.replace(entity, letter);
    }
    out
}

/// Encoded means: no raw `<`, `>` or bare `&`, and at least one of the known entities.
fn is_encoded(text: &str) -> bool {
    if text.contains(['<', '>']) {
        return false;
    }
    let mut known = false;
    for (at, _) in text.match_indices('&') {
        let Some(end) = entity_length(&text[at + 1..]) else {
            return false;
        };
        let entity = &text[at..=at + end];
        known |= ENTITIES.iter().any(|(_, each)| *each == entity);
        known |= OLD_ENTITIES.iter().any(|(_, each)| *each == entity);
    }
    known
}

/// Length of `#38;` or `amp;` at the start of a text, the semicolon included.
fn entity_length(rest: &str) -> Option<usize> {
    let end = rest.find(';')?;
    let body = rest[..end].strip_prefix('#').unwrap_or(&rest[..end]);
    let is_word = !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_word.then_some(end + 1)
}

/// A text that already looks escaped for the database loses one level of backslashes.
fn without_escapes(text: &str) -> String {
    if !text.contains('\\') || !is_escaped(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('0') => out.push('\0'),
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}

/// Whether every special character is protected by a backslash and no backslash stands alone.
fn is_escaped(text: &str) -> bool {
    if text.contains(['\0', '\n', '\r', '\u{1a}']) {
        return false;
    }
    let bytes = text.as_bytes();
    let unprotected = |at: usize| at == 0 || bytes[at - 1] != b'\\';
    if text.match_indices(['\'', '"']).any(|(at, _)| unprotected(at)) {
        return false;
    }
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'\\').count();
        at += run;
        let follower = text[at..].chars().next();
        let protects = matches!(follower, Some('n' | 'r' | '\'' | '"'))
            || text[at..].starts_with("x00")
            || text[at..].starts_with("x1a");
        if (run - usize::from(protects)) % 2 == 1 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_stored_as_entities_and_read_back() {
        for text in ["a & b", "a < b > c", "AT&amp;T", "<b>bold</b>", "plain"] {
            assert_eq!(decoded(&stored(text)), text);
        }
        assert_eq!(stored("a & b"), "a &#38; b");
    }

    #[test]
    fn text_that_is_already_encoded_is_kept() {
        assert_eq!(stored("AT&#38;T"), "AT&#38;T");
        assert_eq!(decoded(&stored("AT&#38;T")), "AT&T");
        assert_eq!(stored("&lt;x&gt;"), "&lt;x&gt;");
        assert_eq!(decoded("&lt;x&gt;"), "<x>");
    }

    #[test]
    fn a_path_with_a_raw_arrow_stays_encoded() {
        assert_eq!(decoded("Lyon > R&#38;D"), "Lyon > R&#38;D");
    }

    #[test]
    fn doubled_backslashes_and_escaped_quotes_lose_one_level() {
        assert_eq!(stored(r"a\\b"), r"a\b");
        assert_eq!(stored(r"it\'s"), "it's");
        assert_eq!(stored(r"C:\temp"), r"C:\temp");
    }
}
