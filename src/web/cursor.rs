//! Places in lists that are sorted by a time, and by names where that is the same.

use chrono::{DateTime, SecondsFormat, Utc};

/// What stands between the two parts of a cursor.
const BETWEEN: char = '~';
/// Characters of the time in a cursor.
const TIME: usize = 27;
/// Most characters of a name in a cursor.
const LONGEST_NAME: usize = 40;

/// The place of a line.
pub fn of(at: DateTime<Utc>, name: &str) -> String {
    format!("{}{BETWEEN}{name}", at.to_rfc3339_opts(SecondsFormat::Micros, true))
}

/// The time and the name of a place; `None`: it is none.
pub fn read(cursor: &str) -> Option<(&str, &str)> {
    let is_time = |text: &str| {
        let may = |byte: u8| matches!(byte, b'0'..=b'9' | b'T' | b'Z' | b':' | b'.' | b'-');
        text.len() == TIME && text.bytes().all(may)
    };
    let is_name = |text: &str| {
        let may = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'-');
        !text.is_empty() && text.len() <= LONGEST_NAME && text.bytes().all(may)
    };
    cursor.split_once(BETWEEN).filter(|(at, name)| is_time(at) && is_name(name))
}
