//! Cells of a workbook as cells of a record: numbers that are identifiers stay digits, dates
//! become dates whatever the date system of the workbook.

use calamine::{Data, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::record::Cell;
use crate::systems::files::message;

/// From here on a double cannot tell all integers of as many digits apart; Excel cuts them at 15.
const TOO_MANY_DIGITS: f64 = 1e15;

const ERRORS: [&str; 7] = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"];

/// Translates a cell.
///
/// - Integers of up to 15 digits are text of their digits, whether the file has them as `12345678`
///   or `1.2345678E7`; longer ones have lost digits and are errors; other numbers are numbers.
/// - A date cell at midnight is a date. A time without a date and a duration are text, `08:30:00`.
/// - Formulas have given the value that the workbook holds for them.
pub(super) fn cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Blank,
        Data::String(text) if text.is_empty() => Cell::Blank,
        Data::String(text) if text.contains('\u{FFFD}') => Cell::Error(message::damaged().into()),
        // ODS holds an error as text; typed by hand it means the same.
        Data::String(text) if ERRORS.contains(&text.as_str()) => Cell::Error(text.as_str().into()),
        Data::String(text) => Cell::Text(text.into()),
        Data::Int(number) if number.unsigned_abs() < TOO_MANY_DIGITS as u64 => {
            Cell::Text(number.to_string().into())
        }
        Data::Int(_) => Cell::Error(message::lost_digits().into()),
        Data::Float(number) => number_cell(number),
        Data::Bool(value) => Cell::Bool(value),
        Data::DateTime(value) => date_cell(value),
        Data::DateTimeIso(text) => iso_cell(&text),
        Data::DurationIso(text) => Cell::Text(iso_duration(&text).unwrap_or(text).into()),
        Data::Error(error) => Cell::Error(error.to_string().as_str().into()),
    }
}

fn number_cell(number: f64) -> Cell {
    if !number.is_finite() {
        return Cell::Error(message::no_number().into());
    }
    if number.fract() != 0.0 {
        return Cell::Number(number);
    }
    if number.abs() >= TOO_MANY_DIGITS {
        return Cell::Error(message::lost_digits().into());
    }
    Cell::Text((number as i64).to_string().into())
}

fn date_cell(value: ExcelDateTime) -> Cell {
    let days = value.as_f64();
    if value.is_duration() {
        return Cell::Text(clock(days).into());
    }
    if days < 0.0 {
        return Cell::Error(message::no_date().into());
    }
    if days < 1.0 {
        return Cell::Text(clock(days).into());
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let date = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into());
    let time = NaiveTime::from_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into());
    match (date, time) {
        (Some(date), Some(time)) => at(date.and_time(time)),
        _ => Cell::Error(message::no_date().into()),
    }
}

fn at(moment: NaiveDateTime) -> Cell {
    if moment.time() == NaiveTime::MIN { Cell::Date(moment.date()) } else { Cell::DateTime(moment) }
}

/// A date of ODS: `2024-05-03` or `2024-05-03T12:30:00.5`.
fn iso_cell(text: &str) -> Cell {
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Cell::Date(date);
    }
    match text.trim_end_matches('Z').parse::<NaiveDateTime>() {
        Ok(moment) => at(moment),
        Err(_) => Cell::Error(message::no_date().into()),
    }
}

/// A part of days as `hours:minutes:seconds`.
fn clock(days: f64) -> String {
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let sign = if days < 0.0 && seconds > 0 { "-" } else { "" };
    format!("{sign}{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A duration of ODS, `PT08H30M00S`, as `08:30:00`.
fn iso_duration(text: &str) -> Option<String> {
    let mut seconds = 0.0;
    let mut number = String::new();
    for sign in text.strip_prefix("PT")?.chars() {
        let unit = match sign {
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            digit => {
                number.push(digit);
                continue;
            }
        };
        seconds += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    Some(clock(seconds / 86_400.0))
}

/// A cell as the name of a column.
pub(super) fn name(cell: &Cell) -> String {
    match cell {
        Cell::Absent | Cell::Blank | Cell::Error(_) => String::new(),
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Shown(shown) => shown.text.trim().to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Bool(value) => value.to_string(),
        Cell::Date(date) => date.to_string(),
        Cell::DateTime(moment) => moment.to_string(),
    }
}

/// Nothing that anybody sees.
pub(super) fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Absent | Cell::Blank => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    fn excel(days: f64, is_1904: bool) -> Cell {
        cell(Data::DateTime(ExcelDateTime::new(days, ExcelDateTimeType::DateTime, is_1904)))
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn identifiers_stay_digits() {
        assert_eq!(cell(Data::Float(12_345_678.0)), text("12345678"));
        assert_eq!(cell(Data::Float(1.2e7)), text("12000000"));
        assert_eq!(cell(Data::Float(999_999_999_999_999.0)), text("999999999999999"));
        assert_eq!(cell(Data::Float(-0.0)), text("0"));
        assert_eq!(cell(Data::Int(-5)), text("-5"));
        assert_eq!(cell(Data::Float(12.5)), Cell::Number(12.5));
        assert!(matches!(cell(Data::Float(8.933_150_319_010_041e19)), Cell::Error(_)));
        assert!(matches!(cell(Data::Int(i64::MIN)), Cell::Error(_)));
        assert_eq!(cell(Data::String("007".into())), text("007"));
    }

    #[test]
    fn dates_of_both_systems() {
        assert_eq!(excel(45_415.0, false), Cell::Date(day(2024, 5, 3)));
        assert_eq!(excel(45_415.0 - 1462.0, true), Cell::Date(day(2024, 5, 3)));
        assert_eq!(excel(45_415.75, false), Cell::DateTime(day(2024, 5, 3).and_hms_opt(18, 0, 0).unwrap()));
        assert_eq!(excel(59.0, false), Cell::Date(day(1900, 2, 28)));
        assert!(matches!(excel(60.0, false), Cell::Error(_)));
        assert_eq!(excel(61.0, false), Cell::Date(day(1900, 3, 1)));
        assert!(matches!(excel(-1.0, false), Cell::Error(_)));
        assert_eq!(cell(Data::DateTimeIso("2024-05-03".into())), Cell::Date(day(2024, 5, 3)));
        assert_eq!(cell(Data::DateTimeIso("2024-05-03T00:00:00".into())), Cell::Date(day(2024, 5, 3)));
    }

    #[test]
    fn times_and_durations_are_text() {
        assert_eq!(excel(0.354_166_666_7, false), text("08:30:00"));
        let long = ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(cell(Data::DateTime(long)), text("36:00:00"));
        assert_eq!(cell(Data::DurationIso("PT36H00M05S".into())), text("36:00:05"));
    }

    #[test]
    fn errors_and_blanks() {
        assert_eq!(cell(Data::Error(CellErrorType::NA)), Cell::Error("#N/A".into()));
        assert_eq!(cell(Data::String(String::new())), Cell::Blank);
        assert_eq!(cell(Data::Empty), Cell::Blank);
    }
}
