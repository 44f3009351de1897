//! A tidied text, or a cell with a type of its own, as a value of a kind.

use std::borrow::Cow;

use chrono::NaiveTime;

use crate::message;
use crate::model::Said;
use crate::model::Value;
use crate::model::mapping::FieldRule;
use crate::model::record::Cell;
use crate::model::schema::{Kind, Schema};
use crate::model::value::parse_decimal;

use super::dates::{self, Edge};
use super::notice::Why;
use super::steps::Watch;
use super::{Wanted, currency, debris, formats, numbers};

/// Numbers that are taken for years where a number of months is wanted.
const YEARS: std::ops::RangeInclusive<i64> = 1900..=2999;

/// The value of a typed cell where its type is the field's; `None` when it goes the way of text.
pub(super) fn typed(
    cell: &Cell,
    kind: &Kind,
    rule: &FieldRule,
    watch: &mut impl Watch,
) -> Option<Result<Wanted, Said>> {
    let date = match cell {
        Cell::Date(date) => Some(date.and_time(NaiveTime::MIN)),
        Cell::DateTime(time) => Some(*time),
        Cell::Absent
        | Cell::Blank
        | Cell::Text(_)
        | Cell::Number(_)
        | Cell::Bool(_)
        | Cell::Shown(_)
        | Cell::Error(_) => None,
    };
    let value = match (kind, cell) {
        (Kind::Date, _) => Value::Date(date?.date()),
        (Kind::MonthsUntil { .. }, _) => return Some(Ok(until(date?.date(), watch))),
        (Kind::DateTime, _) => {
            let text = date?.format("%Y-%m-%d %H:%M:%S").to_string();
            return Some(
                dates::date_time(&text, &rule.formats).map(|time| Wanted::Set(Value::DateTime(time))),
            );
        }
        (Kind::Boolean, Cell::Bool(yes)) => Value::Bool(*yes),
        (kind, Cell::Bool(yes)) if is_one_line(kind) => {
            return Some(Err(message::reject::truth_value(yes).said()));
        }
        (Kind::Decimal, Cell::Number(number)) => {
            let text = format!("{number:.4}");
            let Some(scaled) = parse_decimal(&text) else {
                return Some(Err(message::reject::too_large(number).said()));
            };
            // The last digits of a sum are those of the machine, and nobody's.
            if (as_number(scaled) - number).abs() > number.abs().max(1.0) * 1e-9 {
                watch.tell(Why::Rounded, &number.to_string(), &Value::Decimal(scaled).to_string());
            }
            Value::Decimal(scaled)
        }
        // A number of the file has no locale: its point is no mark of thousands.
        (Kind::Mebibytes, Cell::Number(number)) => {
            return Some(numbers::mebibytes_of(*number).map(|size| Wanted::Set(Value::Int(size))));
        }
        (Kind::Integer, Cell::Number(number)) => {
            return Some(Err(message::reject::no_whole_number(number).said()));
        }
        _ => return None,
    };
    Some(Ok(Wanted::Set(value)))
}

/// A scaled decimal as a number.
fn as_number(scaled: i64) -> f64 {
    scaled as f64 / 10_000.0
}

/// One line of text, or a name.
fn is_one_line(kind: &Kind) -> bool {
    match kind {
        Kind::Text { .. }
        | Kind::Mac
        | Kind::Ip
        | Kind::Hostname
        | Kind::Dropdown(_)
        | Kind::Tree(_)
        | Kind::Entity
        | Kind::Reference { .. } => true,
        Kind::LongText
        | Kind::Integer
        | Kind::Decimal
        | Kind::Boolean
        | Kind::Date
        | Kind::DateTime
        | Kind::Addresses
        | Kind::Mebibytes
        | Kind::MonthsUntil { .. } => false,
    }
}

/// A text as the value of a kind.
pub(super) fn read(
    schema: &Schema,
    text: &str,
    kind: &Kind,
    rule: &FieldRule,
    watch: &mut impl Watch,
) -> Result<Wanted, Said> {
    if is_one_line(kind) && debris::lost_digits(text) {
        return Err(message::reject::lost_digits(text).said());
    }
    let locale = rule.formats.locale;
    let value = match kind {
        Kind::Text { .. } | Kind::LongText => return kept(schema, text, kind, watch),
        Kind::Integer if schema.counts_months(&rule.column) => {
            Value::Int(match numbers::integer(text, locale) {
                Ok(number) => duration(number, text)?,
                Err(reason) => numbers::duration(numbers::months(text).ok_or(reason)?)?,
            })
        }
        Kind::Integer => Value::Int(numbers::integer(text, locale)?),
        Kind::Decimal => {
            let value = Value::Decimal(numbers::decimal(text, locale)?);
            if currency::currency(text).is_some() {
                watch.tell(Why::Currency, text.trim(), &value.to_string());
            }
            if numbers::is_rounded(text, locale) {
                watch.tell(Why::Rounded, text.trim(), &value.to_string());
            }
            value
        }
        Kind::Boolean => Value::Bool(formats::boolean(text, &rule.formats)?),
        Kind::Date => Value::Date(dates::date(text, &rule.formats, edge(schema, rule))?),
        Kind::DateTime => Value::DateTime(dates::date_time(text, &rule.formats)?),
        Kind::Mac => Value::text(formats::mac(text)?),
        Kind::Ip => Value::text(formats::ip(text)?),
        Kind::Addresses => Value::text(formats::addresses(text)?),
        Kind::Hostname => Value::text(formats::hostname(text)?),
        Kind::Mebibytes => Value::Int(numbers::mebibytes(text, locale)?),
        Kind::Dropdown(_) | Kind::Tree(_) | Kind::Entity | Kind::Reference { .. } => {
            return name(schema, text, kind, watch);
        }
        Kind::MonthsUntil { .. } => return months_until(schema, text, rule, watch),
    };
    Ok(Wanted::Set(schema.canonical(kind, value)))
}

/// A number of months, or the day until which they are counted.
fn months_until(
    schema: &Schema,
    text: &str,
    rule: &FieldRule,
    watch: &mut impl Watch,
) -> Result<Wanted, Said> {
    let by_date = dates::date(text, &rule.formats, Edge::Last);
    let bare = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    let months = match (bare, text.parse::<i64>()) {
        (true, Ok(number)) if YEARS.contains(&number) => {
            return by_date
                .map(|date| until(date, watch))
                .map_err(|_| message::reject::year_for_months(text).said());
        }
        (true, Ok(number)) => Some(numbers::duration(number)?),
        (true | false, Ok(_) | Err(_)) => numbers::months(text).map(numbers::duration).transpose()?,
    };
    match months {
        Some(months) => Ok(Wanted::Set(schema.canonical(&rule.kind, Value::Int(months)))),
        None => by_date.map(|date| until(date, watch)),
    }
}

/// A bare number of months.
fn duration(number: i64, text: &str) -> Result<i64, Said> {
    if YEARS.contains(&number) {
        return Err(message::reject::year_for_months(text).said());
    }
    numbers::duration(number)
}

/// Until a day; a day for "no end" is no day that months can be counted until.
fn until(date: chrono::NaiveDate, watch: &mut impl Watch) -> Wanted {
    if dates::is_no_end(date) {
        watch.tell(Why::NoEnd, &date.to_string(), "");
        return Wanted::Untouched;
    }
    Wanted::Until(date)
}

/// Whether a month or a year stands for its last day: in a column that says when something ends.
fn edge(schema: &Schema, rule: &FieldRule) -> Edge {
    if (schema.is_end)(rule.column.as_str()) { Edge::Last } else { Edge::First }
}

/// A text as the desk keeps it. One that does not fit a line is refused; a longer text is cut.
fn kept(schema: &Schema, text: &str, kind: &Kind, watch: &mut impl Watch) -> Result<Wanted, Said> {
    let kept = (schema.form.stored)(kind, text);
    if matches!(kept.text, Cow::Borrowed(same) if same.len() == text.len()) {
        return Ok(Wanted::Set(Value::text(text)));
    }
    if kept.is_cut {
        if let Kind::Text { max } = kind {
            return Err(too_long(text, *max, &kept.text));
        }
        watch.tell(Why::Cut, text, &kept.text);
    } else if kept.text != text {
        watch.tell(respelt(schema, text), text, &kept.text);
    }
    Ok(Wanted::Set(schema.canonical(kind, Value::text(text))))
}

/// A name or path. Which part of it changes is told by the lookup's own form.
fn name(schema: &Schema, text: &str, kind: &Kind, watch: &mut impl Watch) -> Result<Wanted, Said> {
    let is_path = matches!(kind, Kind::Tree(_) | Kind::Entity);
    for part in text.split(|sign| is_path && sign == '>').map(str::trim) {
        let kept = (schema.form.stored)(kind, part);
        if kept.is_cut {
            return Err(too_long(part, schema.form.line, &kept.text));
        }
        if kept.text != part && !kept.text.is_empty() {
            watch.tell(respelt(schema, part), part, &kept.text);
        }
    }
    Ok(Wanted::Name(text.into()))
}

fn respelt(schema: &Schema, text: &str) -> Why {
    if (schema.form.is_misread)(text) { Why::Backslash } else { Why::Escapes }
}

fn too_long(text: &str, max: usize, kept: &str) -> Said {
    let beginning: String = text.chars().take(30).collect();
    let count = text.chars().count();
    if count > max {
        return message::reject::too_long(count, max, beginning).said();
    }
    message::reject::too_long_stored(count, kept.chars().count(), beginning).said()
}
