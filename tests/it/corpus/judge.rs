//! Compares what came of a table with what is right.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use toml::Value;

use super::read::{Cell, Seen, read};
use super::right::{Right, Table, Wanted};

/// How a file fared.
#[derive(Debug, Default)]
pub struct Count {
    expected: usize,
    right: usize,
    rejected: usize,
    /// What was wrong without being told, and what was found.
    pub wrong: Vec<(String, String)>,
    /// What was rejected although there was a value, and why.
    pub rejected_why: Vec<String>,
}

impl Count {
    /// Adds another one.
    pub fn add(&mut self, other: &Self) {
        self.expected += other.expected;
        self.right += other.right;
        self.rejected += other.rejected;
        self.wrong.extend(other.wrong.iter().cloned());
        self.rejected_why.extend(other.rejected_why.iter().cloned());
    }

    /// As a line of the table.
    pub fn line(&self) -> String {
        format!("{:>8} {:>6} {:>9} {:>14}", self.expected, self.right, self.rejected, self.wrong.len())
    }

    fn is_right(&mut self) {
        self.expected += 1;
        self.right += 1;
    }

    fn is_rejected(&mut self, what: String, why: &str) {
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        self.expected += 1;
        self.rejected += 1;
        self.rejected_why.push(format!("{what}: {why}"));
    }

    fn is_wrong(&mut self, what: String, found: String) {
        self.expected += 1;
        self.wrong.push((what, found));
    }
}

/// Reads a table and compares it.
pub fn judge(right: &Right, table: &Table) -> Count {
    let seen = read(right, table);
    let mut count = Count::default();
    let place = match &table.sheet {
        Some(sheet) => format!("{} {sheet}:", right.file),
        None => format!("{} ", right.file),
    };
    let first = table.header.first().copied().unwrap_or(1);
    let place = if right.tables.len() > 1 { format!("{place}{first}+") } else { place };
    rows(&mut count, &place, table, &seen);
    told(&mut count, &place, table, &seen);
    for row in &table.chosen {
        for (column, value) in &row.cells {
            let what = format!("{place}{} {column}", row.at);
            cell(&mut count, what, &seen, (row.at, column), &Wanted::of(value));
        }
    }
    count
}

/// Rows that are records and should not be; rows that are none and should be, where no cell of them is listed.
fn rows(count: &mut Count, place: &str, table: &Table, seen: &Seen) {
    if seen.refused.is_some() {
        return;
    }
    let records = table.records();
    let is_rejected = |row: &u64| seen.rejected.contains_key(row);
    for row in seen.rows.iter().filter(|row| !records.contains(row)) {
        if is_rejected(row) {
            count.is_rejected(format!("{place}{row} no record"), &seen.rejected[row]);
        } else {
            count.is_wrong(format!("{place}{row} no record"), "it became one".to_owned());
        }
    }
    let listed: BTreeSet<u64> = table.chosen.iter().map(|row| row.at).collect();
    for row in records.difference(&seen.rows).filter(|row| !listed.contains(row)) {
        if tells(seen, *row) {
            count.is_rejected(format!("{place}{row} a record"), "it is none");
        } else {
            count.is_wrong(format!("{place}{row} a record"), "it is none".to_owned());
        }
    }
    for row in &table.reject_rows {
        if is_rejected(row) {
            count.is_right();
        } else {
            count.is_wrong(format!("{place}{row} a reject"), "it became a record".to_owned());
        }
    }
}

/// Rows of which people have to hear: most of them are left out.
fn told(count: &mut Count, place: &str, table: &Table, seen: &Seen) {
    let records = table.records();
    let is_wrong_already = |row: &&u64| seen.rows.contains(row) && !records.contains(row);
    for row in table.told.iter().filter(|row| !is_wrong_already(row)) {
        if seen.refused.is_some() || tells(seen, *row) || tells(seen, table.told.len() as u64) {
            count.is_right();
        } else {
            let told = seen.told.join(" | ");
            count.is_wrong(format!("{place}{row} told"), format!("nobody is told of it: {told}"));
        }
    }
}

/// Whether a text that people get has a number in it that may be the row's.
fn tells(seen: &Seen, row: u64) -> bool {
    let row = row.to_string();
    let has = |text: &String| text.split(|letter: char| !letter.is_ascii_digit()).any(|number| number == row);
    seen.told.iter().any(has)
}

/// Whether a text that people get has the value that was to be read.
fn quotes(seen: &Seen, wanted: &Wanted) -> bool {
    let mut texts = wanted.values.iter().flatten().filter_map(Value::as_str);
    texts.any(|value| seen.told.iter().any(|told| told.contains(&format!("`{value}`"))))
}

fn cell(count: &mut Count, what: String, seen: &Seen, (row, column): (u64, &String), wanted: &Wanted) {
    if let Some(why) = seen.refused.as_ref().or_else(|| seen.rejected.get(&row)) {
        return if wanted.is_reject() || wanted.or_reject {
            count.is_right();
        } else {
            count.is_rejected(what, why);
        };
    }
    let nothing = Cell::Nothing;
    let found = match seen.cells.get(&(row, column.clone())) {
        Some(found) => found,
        None if seen.rows.contains(&row) => &nothing,
        None if tells(seen, row) => return count.is_rejected(what, "the row is no record"),
        None => return count.is_wrong(what, "the row is no record".to_owned()),
    };
    match found {
        Cell::Rejected(_) if wanted.is_reject() || wanted.or_reject => count.is_right(),
        Cell::Rejected(why) => count.is_rejected(what, why),
        Cell::Nothing if wanted.values.iter().any(is_none_or_zero) => count.is_right(),
        Cell::Nothing if quotes(seen, wanted) => count.is_rejected(what, "told to be left out"),
        Cell::Nothing => count.is_wrong(what, "nothing".to_owned()),
        Cell::Value(value) if wanted.values.iter().flatten().any(|right| same(right, value)) => {
            count.is_right()
        }
        Cell::Value(Value::String(text)) if seen.is_doubtful => {
            count.is_rejected(what, &format!("the encoding is told to be a guess: {text}"));
        }
        Cell::Value(value) => count.is_wrong(what, value.to_string()),
    }
}

/// No value, or one that a new item has anyway.
fn is_none_or_zero(value: &Option<Value>) -> bool {
    match value {
        None | Some(Value::Boolean(false)) | Some(Value::Integer(0)) => true,
        Some(Value::Float(number)) => *number == 0.0,
        Some(_) => false,
    }
}

fn same(right: &Value, found: &Value) -> bool {
    match (right, found) {
        (Value::String(right), Value::String(found)) => {
            let found = found.replace("\r\n", "\n");
            // A name of several lines is kept in one.
            right == &found || right.contains('\n') && right.replace('\n', " ") == found
        }
        _ => match (number(right), number(found)) {
            (Some(right), Some(found)) => (right - found).abs() < 0.000_05,
            _ => right == found || instant(right).is_some() && instant(right) == instant(found),
        },
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    }
}

/// A day, or a day and a time; a day is its first moment.
fn instant(value: &Value) -> Option<String> {
    let Value::Datetime(instant) = value else { return None };
    let date = instant.date.unwrap();
    let time = instant.time.map_or_else(|| "00:00:00".to_owned(), |time| time.to_string());
    Some(format!("{date} {time}"))
}
