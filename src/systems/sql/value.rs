//! Values of a database as JSON: exact, and each as one thing.

use std::fmt::Write as _;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;

/// Digits that a number keeps on its way, whatever reads it.
const EXACT_DIGITS: usize = 15;

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    /// Digits as they stand in JSON.
    Number(String),
    Text(String),
    /// JSON that was checked, as it stands.
    Json(String),
}

impl Value {
    /// A number that is written out. What a number of JSON would not keep exactly, such as twenty digits with
    /// a fraction or leading zeros, stays a text.
    pub fn number(text: &str) -> Self {
        let plain = text.strip_prefix('-').unwrap_or(text);
        let whole = plain.split(['.', 'e', 'E']).next().unwrap_or_default();
        let is_json = serde_json::from_str::<&RawValue>(text).is_ok() && !whole.is_empty();
        let digits = plain.split(['e', 'E']).next().unwrap_or_default();
        let significant = digits.trim_start_matches(['0', '.']).chars().filter(char::is_ascii_digit).count();
        if is_json && (plain.bytes().all(|byte| byte.is_ascii_digit()) || significant <= EXACT_DIGITS) {
            Self::Number(text.to_owned())
        } else {
            Self::Text(text.to_owned())
        }
    }

    /// A whole number.
    pub fn integer(number: impl Into<i128>) -> Self {
        Self::Number(number.into().to_string())
    }

    /// A number with a floating point, by as few digits as tell it.
    pub fn float(number: f64) -> Self {
        if number.is_finite() { Self::Number(number.to_string()) } else { Self::Text(number.to_string()) }
    }

    /// The same of half the length: 0.1 stays 0.1.
    pub fn short_float(number: f32) -> Self {
        if number.is_finite() { Self::Number(number.to_string()) } else { Self::Text(number.to_string()) }
    }

    /// Bytes that are no text, as hexadecimal digits.
    pub fn bytes(bytes: &[u8]) -> Self {
        Self::Text(base16ct::lower::encode_string(bytes))
    }

    /// A text. What is none in UTF-8 gets the sign for damage, by which the reader rejects the row.
    pub fn text(bytes: &[u8]) -> Self {
        Self::Text(String::from_utf8_lossy(bytes).into_owned())
    }

    /// A text that holds JSON; a text where it does not.
    pub fn json(text: String) -> Self {
        match serde_json::from_str::<&RawValue>(&text) {
            Ok(_) => Self::Json(text),
            Err(_) => Self::Text(text),
        }
    }

    /// As a text by which values are compared; `None` for what is none.
    pub fn shown(&self) -> Option<&str> {
        match self {
            Self::Number(text) | Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Json(_) => None,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(yes) => serializer.serialize_bool(*yes),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(text) | Self::Json(text) => match serde_json::from_str::<&RawValue>(text) {
                Ok(raw) => raw.serialize(serializer),
                Err(_) => serializer.serialize_str(text),
            },
        }
    }
}

/// A row with the names of its columns.
pub(super) struct Row<'a> {
    pub names: &'a [String],
    pub values: &'a [Value],
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        for (name, value) in self.names.iter().zip(self.values) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A time with microseconds where it has some.
pub(super) fn fraction(text: &mut String, microseconds: u32) {
    if microseconds > 0 {
        let _ = write!(text, ".{microseconds:06}");
    }
}

/// A text that was UTF-8 and was read as another encoding on its way into the database: `Ã©` for `é`. What it
/// was meant to be.
pub(super) fn read_twice(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(text);
    let meant = std::str::from_utf8(&bytes).ok().filter(|_| !lossy)?;
    (meant != text).then(|| meant.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn json(value: &Value) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn no_digit_is_lost() {
        assert_eq!(json(&Value::number("1234.50")), "1234.50");
        assert_eq!(json(&Value::number("18446744073709551615")), "18446744073709551615");
        assert_eq!(json(&Value::number("0.1234567890123456789")), "\"0.1234567890123456789\"");
        assert_eq!(json(&Value::number("00042")), "\"00042\"");
        assert_eq!(json(&Value::number("-0.5")), "-0.5");
        assert_eq!(json(&Value::short_float(0.1)), "0.1");
        assert_eq!(json(&Value::float(f64::NAN)), "\"NaN\"");
        assert_eq!(json(&Value::integer(u64::MAX)), "18446744073709551615");
        assert_eq!(json(&Value::bytes(&[0, 255])), "\"00ff\"");
        assert_eq!(json(&Value::json("{\"a\": [1]}".to_owned())), "{\"a\": [1]}");
        assert_eq!(json(&Value::json("{no".to_owned())), "\"{no\"");
    }

    #[test]
    fn texts_that_were_read_twice_are_told_from_others() {
        assert_eq!(read_twice("DÃ©partement").as_deref(), Some("Département"));
        assert_eq!(read_twice("lâ€™atelier").as_deref(), Some("l’atelier"));
        for text in ["plain", "Département", "Łódź", "10 €", "Ã"] {
            assert_eq!(read_twice(text), None, "{text}");
        }
    }
}
