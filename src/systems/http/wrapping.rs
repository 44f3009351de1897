//! What systems do to the texts of their answers, undone: entities of HTML, and UTF-8 written twice.

use serde_json::value::RawValue;

use super::path::{Shape, elements, members, quoted, shape};

/// What a system does to the texts of its values, which is undone.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wrapping {
    /// They are escaped as in HTML.
    pub html: bool,
    /// They are UTF-8 that was taken for Latin-1 and written as UTF-8 once more.
    pub utf8_twice: bool,
}

impl Wrapping {
    /// Whether there is anything to undo.
    pub fn is_any(self) -> bool {
        self.html || self.utf8_twice
    }

    /// The same row with the texts of its values as they were meant.
    pub fn undone(self, row: &str) -> String {
        if !(self.utf8_twice || (self.html && row.contains('&'))) {
            return row.to_owned();
        }
        serde_json::from_str(row).map_or_else(|_| row.to_owned(), |value| self.freed(value))
    }

    fn text(self, text: &str) -> String {
        let text = if self.utf8_twice { written_once(text) } else { text.to_owned() };
        match self.html {
            true => html_escape::decode_html_entities(&text).into_owned(),
            false => text,
        }
    }

    fn freed(self, value: &RawValue) -> String {
        match shape(value) {
            Shape::Object => {
                let member =
                    |(name, value): (String, &RawValue)| format!("{}:{}", quoted(&name), self.freed(value));
                format!("{{{}}}", members(value).into_iter().map(member).collect::<Vec<_>>().join(","))
            }
            Shape::Array => {
                let elements = elements(value).into_iter().map(|element| self.freed(element));
                format!("[{}]", elements.collect::<Vec<_>>().join(","))
            }
            Shape::Text => match serde_json::from_str::<String>(value.get()) {
                Ok(text) => quoted(&self.text(&text)),
                Err(_) => value.get().to_owned(),
            },
            Shape::Number | Shape::TrueOrFalse | Shape::Null => value.get().to_owned(),
        }
    }
}

/// A text that is UTF-8 where its signs are taken for bytes, once less: `Ã©` is `é`. Any other is as it should be: real
/// accents alone are no UTF-8.
fn written_once(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|sign| u8::try_from(u32::from(sign)).ok()).collect();
    let once = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    once.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_of_html_are_freed_in_values_at_any_depth() {
        let row = r#"{"name":"pc&#039;01","l":["a &amp; b"],"o":{"x":"&lt;&quot;"},"n":1.10}"#;
        let html = Wrapping { html: true, utf8_twice: false };
        assert_eq!(html.undone(row), r#"{"name":"pc'01","l":["a & b"],"o":{"x":"<\""},"n":1.10}"#);
    }

    #[test]
    fn texts_that_were_written_as_utf_8_twice_are_read_and_others_stay() {
        let twice = Wrapping { html: false, utf8_twice: true };
        let row = "{\"a\":\"bÃ¼ro\",\"l\":[\"Ã©tÃ©\"],\"real\":\"büro\",\"€\":\"5 €\",\"n\":1}";
        let once = "{\"a\":\"büro\",\"l\":[\"été\"],\"real\":\"büro\",\"€\":\"5 €\",\"n\":1}";
        assert_eq!(twice.undone(row), once);
    }
}
