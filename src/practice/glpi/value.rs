//! From the JSON a client sends to the value a column keeps, with the refusals of the database.
//! Knows columns and kinds only; item types and rights stand elsewhere.

use chrono::{NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::Value;

use super::escape;
use super::schema::{Column, Kind};
use super::version::{Keeping, Version};

/// Why a value does not reach its column.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadValue {
    /// The database refuses the row with this text.
    Sql(String),
    /// The server drops the field and says so.
    Dropped,
    /// An array or object where a scalar belongs: PHP dies.
    Crash,
}

/// What becomes of a sent value.
#[derive(Debug, PartialEq)]
pub(super) enum Stored {
    /// Write this.
    Set(Value),
    /// NULL; `spelled` says that the client wrote the word "NULL" and not a JSON null.
    Null { spelled: bool },
}

/// Whose value it is: the version, and the zone of the session, for timestamps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    pub(super) version: Version,
    pub(super) zone: Tz,
}

/// Turns a sent value into a stored one.
pub(super) fn store(table: &str, column: &Column, sent: &Value, manner: Manner) -> Result<Stored, BadValue> {
    let keeping = manner.version.keeping();
    let text = match sent {
        // PHP 8 with 9.5 and with 11 prints an array as this word.
        Value::Array(_) | Value::Object(_) if matches!(keeping, Keeping::Nine | Keeping::Eleven) => {
            "Array".to_owned()
        }
        Value::Array(_) | Value::Object(_) => return Err(BadValue::Crash),
        Value::Null => return Ok(Stored::Null { spelled: is_checked_date(column) }),
        Value::Bool(flag) => String::from(if *flag { "1" } else { "0" }),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
    };
    let checked_date = is_checked_date(column);
    if text == "NULL" || (text == "null" && !checked_date) || (text.is_empty() && checked_date) {
        return Ok(Stored::Null { spelled: true });
    }
    if keeping == Keeping::Nine {
        return Ok(Stored::Set(of_nine(column, &text, manner.zone)));
    }
    let kept = || escape::kept(keeping, &text);
    let value = match column.kind {
        Kind::Varchar(length) => varchar(keeping, column, &kept(), length)?,
        Kind::Text => bounded(column, kept(), 65_535)?,
        Kind::LongText => Value::String(kept()),
        Kind::Flag => flag(&text)?,
        Kind::Unsigned | Kind::Integer => integer(table, column, &text)?,
        Kind::Decimal => Value::String(format!("{:.4}", leading_number(&text))),
        Kind::Float => float(leading_number(&text)),
        Kind::Date => checked_date_value(&text)?,
        Kind::RawDate => raw_date(table, column, &text)?,
        Kind::Timestamp => timestamp(&text, manner.zone)?,
        Kind::Time => Value::String(text),
    };
    Ok(Stored::Set(value))
}

/// What an absent column gets, or the refusal of a column without default.
pub(super) fn default_of(column: &Column) -> Result<Value, BadValue> {
    if column.required {
        return Err(BadValue::Sql(format!("Field '{}' doesn't have a default value", column.name)));
    }
    let Some(default) = column.default else {
        return Ok(if column.nullable { Value::Null } else { zero(column) });
    };
    Ok(match column.kind {
        Kind::Unsigned | Kind::Integer | Kind::Flag => Value::from(default.parse::<i64>().unwrap_or(0)),
        Kind::Float => float(leading_number(default)),
        _ => Value::from(default),
    })
}

fn zero(column: &Column) -> Value {
    match column.kind {
        Kind::Unsigned | Kind::Integer | Kind::Flag => Value::from(0),
        Kind::Float => Value::from(0),
        Kind::Decimal => Value::from("0.0000"),
        _ => Value::from(""),
    }
}

/// The refusal of NULL in a column that must have a value.
pub(super) fn null_refusal(column: &Column) -> BadValue {
    BadValue::Sql(format!("Column '{}' cannot be null", column.name))
}

/// A stored UTC timestamp as the session's zone shows it.
pub(super) fn shown_timestamp(text: &str, zone: Tz) -> String {
    match NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S") {
        Ok(utc) if zone != Tz::UTC => {
            let shown = Utc.from_utc_datetime(&utc).with_timezone(&zone);
            shown.format("%Y-%m-%d %H:%M:%S").to_string()
        }
        _ => text.to_owned(),
    }
}

fn is_checked_date(column: &Column) -> bool {
    matches!(column.kind, Kind::Date | Kind::Timestamp)
}

/// GLPI 9.5 runs without the strict mode of the database: nothing is refused. What is too long is cut, a
/// word for a number is 0, a date that is none is nothing, and a character of four bytes is four marks.
fn of_nine(column: &Column, text: &str, zone: Tz) -> Value {
    let three_bytes = |text: &str| -> String {
        text.chars().map(|c| if c.len_utf8() > 3 { "????".to_owned() } else { c.to_string() }).collect()
    };
    let kept = || three_bytes(&escape::kept(Keeping::Nine, text));
    let first = |text: &str, bytes: usize| text[..end_within(text, bytes)].to_owned();
    let whole = |number: f64| if number.is_nan() { 0.0 } else { number.round() };
    match column.kind {
        Kind::Varchar(length) => {
            let kept = kept();
            // Names are cut by the database alone.
            let kept = if kept.len() > 255 && column.name != "name" { first(&kept, 254) } else { kept };
            Value::from(kept.chars().take(length).collect::<String>())
        }
        Kind::Text => Value::from(first(&kept(), 65_535)),
        Kind::LongText => Value::from(kept()),
        Kind::Flag => float(whole(leading_number(text)).clamp(-128.0, 127.0)),
        // Its keys have a sign.
        Kind::Unsigned | Kind::Integer => {
            float(whole(leading_number(text)).clamp(-2_147_483_648.0, 2_147_483_647.0))
        }
        Kind::Decimal => Value::String(format!("{:.4}", leading_number(text))),
        Kind::Float => float(leading_number(text)),
        Kind::Date | Kind::RawDate => {
            day_of(text).map_or(Value::Null, |day| Value::from(day.format("%Y-%m-%d").to_string()))
        }
        Kind::Timestamp => timestamp(text, zone).unwrap_or(Value::Null),
        Kind::Time => Value::from(text),
    }
}

/// The last boundary of a character within so many bytes.
fn end_within(text: &str, bytes: usize) -> usize {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// Beyond 255 bytes 10.0.6 keeps 254 without a word, 10.0.14 counts characters, 11 refuses; shorter columns
/// refuse.
fn varchar(keeping: Keeping, column: &Column, text: &str, length: usize) -> Result<Value, BadValue> {
    let kept = match keeping {
        Keeping::Ten if text.len() > 255 => &text[..end_within(text, 254)],
        Keeping::LaterTen => &text[..text.char_indices().nth(255).map_or(text.len(), |(at, _)| at)],
        Keeping::Nine | Keeping::Ten | Keeping::Eleven => text,
    };
    if kept.chars().count() > length {
        return Err(too_long(column));
    }
    Ok(Value::from(kept))
}

fn bounded(column: &Column, text: String, bytes: usize) -> Result<Value, BadValue> {
    if text.len() > bytes {
        return Err(too_long(column));
    }
    Ok(Value::String(text))
}

fn too_long(column: &Column) -> BadValue {
    BadValue::Sql(format!("Data too long for column '{}' at row 1", column.name))
}

fn flag(text: &str) -> Result<Value, BadValue> {
    match text.trim().parse::<f64>() {
        Ok(0.0) => Ok(Value::from(0)),
        Ok(1.0) => Ok(Value::from(1)),
        // Tree strategies of Entity and the like are small numbers in a tinyint.
        Ok(number) if number.abs() < 128.0 => Ok(float(number)),
        _ => Err(BadValue::Dropped),
    }
}

fn integer(table: &str, column: &Column, text: &str) -> Result<Value, BadValue> {
    let trimmed = text.trim();
    let number = match trimmed.parse::<f64>() {
        Ok(number) => number.round(),
        Err(_) if !trimmed.is_empty() && !column.is_foreign_key() => leading_number(trimmed),
        Err(_) => {
            return Err(BadValue::Sql(format!(
                "Incorrect integer value: '{text}' for column `glpi`.`{table}`.`{}` at row 1",
                column.name
            )));
        }
    };
    let unsigned = column.kind == Kind::Unsigned;
    let (low, high) = if unsigned { (0.0, 4_294_967_295.0) } else { (-2_147_483_648.0, 2_147_483_647.0) };
    if number < low || number > high {
        return Err(BadValue::Sql(format!("Out of range value for column '{}' at row 1", column.name)));
    }
    Ok(float(number))
}

/// A number as JSON, whole when it is whole.
fn float(number: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within range")]
    if number.fract() == 0.0 && number.abs() < 9.0e15 {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// The number a text starts with, as PHP reads it; 0 when there is none.
fn leading_number(text: &str) -> f64 {
    let text = text.trim().replace(',', ".");
    let end = text
        .char_indices()
        .find(|&(at, letter)| !(letter.is_ascii_digit() || letter == '.' || (at == 0 && letter == '-')))
        .map_or(text.len(), |(at, _)| at);
    text[..end].parse().unwrap_or(0.0)
}

fn checked_date_value(text: &str) -> Result<Value, BadValue> {
    day_of(text).map(|day| Value::from(day.format("%Y-%m-%d").to_string())).ok_or(BadValue::Dropped)
}

fn raw_date(table: &str, column: &Column, text: &str) -> Result<Value, BadValue> {
    let well_formed = text.len() <= 10 || moment(text).is_some();
    match day_of(text) {
        Some(day) if well_formed => Ok(Value::from(day.format("%Y-%m-%d").to_string())),
        _ => Err(BadValue::Sql(format!(
            "Incorrect date value: '{text}' for column `glpi`.`{table}`.`{}` at row 1",
            column.name
        ))),
    }
}

fn timestamp(text: &str, zone: Tz) -> Result<Value, BadValue> {
    let midnight = || day_of(text).and_then(|day| day.and_hms_opt(0, 0, 0));
    let local = moment(text).or_else(midnight).ok_or(BadValue::Dropped)?;
    let utc = zone.from_local_datetime(&local).earliest().map_or(local, |moment| moment.naive_utc());
    Ok(Value::from(utc.format("%Y-%m-%d %H:%M:%S").to_string()))
}

/// The calendar day that a text starts with.
fn day_of(text: &str) -> Option<NaiveDate> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let rest = parts.next()?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count().min(2);
    NaiveDate::from_ymd_opt(year, month, rest[..digits].parse().ok()?)
}

/// `YYYY-MM-DD HH:MM:SS`, the only form of a moment that GLPI takes.
pub(super) fn moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::super::schema::schema;
    use super::*;

    fn computer(column: &str, sent: Value) -> Result<Stored, BadValue> {
        stored_in("Computer", column, sent)
    }

    fn stored_in(item_type: &str, column: &str, sent: Value) -> Result<Stored, BadValue> {
        let kind = schema().item_type(item_type).unwrap();
        let column = &kind.columns[kind.position(column).unwrap()];
        store(kind.table, column, &sent, Manner { version: Version::read("10.0.6"), zone: Tz::UTC })
    }

    #[test]
    fn a_word_for_a_foreign_key_is_refused_with_the_text_of_the_database() {
        let refusal = computer("states_id", Value::from("In use")).unwrap_err();
        let text = "Incorrect integer value: 'In use' for column \
                    `glpi`.`glpi_computers`.`states_id` at row 1";
        assert_eq!(refusal, BadValue::Sql(text.to_owned()));
        let refusal = computer("locations_id", Value::from(-3)).unwrap_err();
        let text = "Out of range value for column 'locations_id' at row 1";
        assert_eq!(refusal, BadValue::Sql(text.to_owned()));
    }

    #[test]
    fn long_names_are_cut_and_long_texts_refused() {
        let Stored::Set(kept) = computer("name", Value::from("N".repeat(256))).unwrap() else {
            panic!("not null");
        };
        assert_eq!(kept.as_str().unwrap().len(), 254);
        let fits = computer("name", Value::from("N".repeat(255))).unwrap();
        assert_eq!(fits, Stored::Set(Value::from("N".repeat(255))));
        assert!(computer("comment", Value::from("x".repeat(70_000))).is_err());
    }

    #[test]
    fn dates_are_dropped_or_refused_by_column() {
        let dropped = stored_in("Infocom", "order_date", Value::from("null"));
        assert_eq!(dropped.unwrap_err(), BadValue::Dropped);
        let refused = stored_in("Item_OperatingSystem", "install_date", Value::from(""));
        assert!(matches!(refused.unwrap_err(), BadValue::Sql(_)));
        let day = stored_in("Item_OperatingSystem", "install_date", Value::from("2024-04-02 13:00:00"));
        assert_eq!(day.unwrap(), Stored::Set(Value::from("2024-04-02")));
    }

    #[test]
    fn numbers_and_booleans_become_text_in_text_columns() {
        assert_eq!(computer("name", Value::from(12345)).unwrap(), Stored::Set(Value::from("12345")));
        assert_eq!(computer("serial", Value::from(true)).unwrap(), Stored::Set(Value::from("1")));
    }

    #[test]
    fn timestamps_are_taken_and_shown_in_the_zone_of_the_session() {
        let tokyo = Tz::Asia__Tokyo;
        let stored = timestamp("2024-05-06 07:08:09", tokyo).unwrap();
        assert_eq!(stored, Value::from("2024-05-05 22:08:09"));
        assert_eq!(shown_timestamp("2024-05-05 22:08:09", tokyo), "2024-05-06 07:08:09");
    }
}
