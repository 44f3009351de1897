//! A value of a field, in the form in which desired and live values are compared.

use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

crate::model::said::words!(Value);

/// A canonical value. Two values are equal exactly when the desk would store the same thing.
///
/// Null, the empty string and the foreign key 0 are all [`Value::Empty`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Nothing: null, "", foreign key 0.
    #[default]
    Empty,
    /// Text as the desk gives it back.
    Text(Box<str>),
    /// Whole number.
    Int(i64),
    /// Decimal number in ten-thousandths (GLPI keeps four places). Not `rust_decimal`: its 28 places would
    /// be rounded to these four before every comparison, and it takes 16 bytes instead of 8.
    Decimal(i64),
    /// Yes or no.
    Bool(bool),
    /// Date.
    Date(NaiveDate),
    /// Date and time, without zone, in the zone of the desk's session.
    DateTime(NaiveDateTime),
    /// Id of a row of another class.
    Ref(i64),
    /// A row of another class that the plan creates: index into [`super::Plan::references`].
    NewRef(u32),
    /// An item that another change of the same plan creates, as `Class/key`.
    NewItem(Box<str>),
}

impl Value {
    /// Text, or [`Value::Empty`] for "".
    pub fn text(text: impl Into<Box<str>>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// True for [`Value::Empty`].
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }
}

/// A decimal of four places from its text in any form with a dot (`1234.5`, `-3`), rounded half up.
/// `None` when it is not a number or does not fit.
pub fn parse_decimal(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut scaled: i64 = 0;
    for place in 0..4 {
        let digit = fraction.as_bytes().get(place).map_or(0, |b| i64::from(b - b'0'));
        scaled = scaled * 10 + digit;
    }
    if fraction.as_bytes().get(4).is_some_and(|b| *b >= b'5') {
        scaled += 1;
    }
    let value = whole.checked_mul(10_000)?.checked_add(scaled)?;
    Some(if negative { -value } else { value })
}

/// A date of the form `YYYY-MM-DD`, and nothing else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        let all = digits.iter().all(u8::is_ascii_digit);
        all.then(|| digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    };
    NaiveDate::from_ymd_opt(i32::try_from(number(&[a, b, c, d])?).ok()?, number(&[e, f])?, number(&[g, h])?)
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Int(number) => write!(f, "{number}"),
            Self::Decimal(scaled) => {
                let sign = if *scaled < 0 { "-" } else { "" };
                let size = scaled.unsigned_abs();
                write!(f, "{sign}{}.{:04}", size / 10_000, size % 10_000)
            }
            Self::Bool(yes) => f.write_str(if *yes { "1" } else { "0" }),
            Self::Date(date) => write!(f, "{date}"),
            Self::DateTime(time) => write!(f, "{}", time.format("%Y-%m-%d %H:%M:%S")),
            Self::Ref(id) => write!(f, "#{id}"),
            Self::NewRef(index) => write!(f, "new #{index}"),
            Self::NewItem(key) => write!(f, "new {key}"),
        }
    }
}

/// How a value stands in a plan, in JSON: what a person reads, plus the id when it is a reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default, schemars::JsonSchema)]
#[serde(untagged)]
pub enum Shown {
    /// Nothing.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Text, date, decimal or the name of a referenced row.
    Text(String),
}

/// By hand: serde would first read each value into one of its own, and the journal of a run has a million of them.
impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadShown)
    }
}

struct ReadShown;

impl Visitor<'_> for ReadShown {
    type Value = Shown;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Shown, E> {
        Ok(Shown::Null)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Shown, E> {
        Ok(Shown::Bool(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Shown, E> {
        Ok(Shown::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Shown, E> {
        i64::try_from(number).map(Shown::Int).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Shown, E> {
        Ok(Shown::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Shown, E> {
        Ok(Shown::Text(text))
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("(empty)"),
            Self::Bool(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Self::Int(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
