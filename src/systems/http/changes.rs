//! Up to where a feed was read that asks for changes only: the newest time, or the highest number, of its rows.
//!
//! Changes within the overlap come again, which does no harm: what is as it was is not written.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde_json::value::RawValue;

use super::message;
use super::path::DottedPath;
use crate::message::Message;

/// How changes are asked for.
#[derive(Debug, Clone)]
pub(super) struct Changes {
    /// Where a row says when it was changed; `None`: the time of our call counts.
    pub field: Option<DottedPath>,
    /// How much further back is asked for.
    pub overlap: Duration,
    /// How the rows write it.
    pub format: Format,
    /// How `since` is written.
    pub send: Format,
    /// Zone of times that name none, and of `since` in a format without one.
    pub zone: Tz,
}

/// How a time is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Format {
    /// `2026-11-28T20:00:00Z`, with or without fractions and a zone, with `T` or a blank.
    Iso,
    /// Seconds since 1970.
    Unix,
    /// Thousandths of a second since 1970.
    UnixMilliseconds,
    /// No time but a number that grows.
    Number,
    /// A pattern of `strftime`.
    Pattern(String),
}

impl Format {
    /// Of its word, else a pattern.
    pub fn of(word: &str) -> Self {
        match word {
            "iso" => Self::Iso,
            "unix" => Self::Unix,
            "unix_ms" => Self::UnixMilliseconds,
            "number" => Self::Number,
            pattern => Self::Pattern(pattern.to_owned()),
        }
    }

    fn read(&self, text: &str, zone: Tz) -> Option<DateTime<Utc>> {
        match self {
            Self::Iso => iso(text, zone),
            Self::Unix => {
                let seconds: f64 = text.trim().parse().ok()?;
                Some(
                    DateTime::UNIX_EPOCH
                        + TimeDelta::from_std(Duration::try_from_secs_f64(seconds).ok()?).ok()?,
                )
            }
            Self::UnixMilliseconds => DateTime::from_timestamp_millis(text.trim().parse().ok()?),
            Self::Number => None,
            Self::Pattern(pattern) => DateTime::parse_from_str(text.trim(), pattern)
                .map(|time| time.to_utc())
                .ok()
                .or_else(|| Some(in_zone(NaiveDateTime::parse_from_str(text.trim(), pattern).ok()?, zone)))
                .or_else(|| {
                    let day = NaiveDate::parse_from_str(text.trim(), pattern).ok()?;
                    Some(in_zone(day.and_time(chrono::NaiveTime::MIN), zone))
                }),
        }
    }

    fn write(&self, time: DateTime<Utc>, zone: Tz) -> String {
        match self {
            Self::Iso | Self::Number => time.to_rfc3339_opts(SecondsFormat::Secs, true),
            Self::Unix => time.timestamp().to_string(),
            Self::UnixMilliseconds => time.timestamp_millis().to_string(),
            Self::Pattern(pattern) => time.with_timezone(&zone).format(pattern).to_string(),
        }
    }
}

fn iso(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let text = text.trim();
    for pattern in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f %#z"] {
        if let Ok(time) = DateTime::parse_from_str(text, pattern) {
            return Some(time.to_utc());
        }
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    for pattern in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"] {
        if let Ok(time) = NaiveDateTime::parse_from_str(text, pattern) {
            return Some(in_zone(time, zone));
        }
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(in_zone(day.and_time(chrono::NaiveTime::MIN), zone))
}

/// A local time: of an hour that comes twice the first; of one that does not come, an hour earlier. So more is
/// asked for rather than less.
fn in_zone(time: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let earliest = |time: NaiveDateTime| zone.from_local_datetime(&time).earliest();
    let found = earliest(time).or_else(|| earliest(time - TimeDelta::hours(1)));
    found.map_or_else(|| time.and_utc(), |time| time.to_utc())
}

/// What was seen of one reading.
#[derive(Debug)]
pub(super) struct Mark<'c> {
    changes: &'c Changes,
    before: Option<String>,
    newest: Option<DateTime<Utc>>,
    highest: Option<i128>,
    rows: u64,
    had_field: bool,
    now: DateTime<Utc>,
}

impl<'c> Mark<'c> {
    /// From the bookmark of the last good run.
    pub fn new(changes: &'c Changes, bookmark: Option<&str>, now: SystemTime) -> Self {
        let before = bookmark.map(str::to_owned);
        Self { changes, before, newest: None, highest: None, rows: 0, had_field: false, now: now.into() }
    }

    /// From when on is asked; `None`: for everything.
    pub fn since(&self) -> Option<String> {
        let before = self.before.as_deref()?;
        if self.changes.format == Format::Number {
            return before.parse::<i128>().ok().map(|number| number.to_string());
        }
        let time = DateTime::parse_from_rfc3339(before).ok()?.to_utc();
        let overlap = TimeDelta::from_std(self.changes.overlap).unwrap_or_default();
        Some(self.changes.send.write(time - overlap, self.changes.zone))
    }

    /// Looks at a row.
    ///
    /// # Errors
    /// A time that cannot be read.
    pub fn see(&mut self, row: &RawValue) -> Result<(), Message> {
        self.rows += 1;
        let Some(field) = &self.changes.field else { return Ok(()) };
        self.had_field |= field.find(row).is_ok();
        let Some(text) = field.text(row).filter(|text| !text.trim().is_empty()) else { return Ok(()) };
        if self.changes.format == Format::Number {
            let number = text.parse::<i128>().map_err(|_| message::no_number(field.as_str(), &text))?;
            self.highest = self.highest.max(Some(number));
            return Ok(());
        }
        let time = self.changes.format.read(&text, self.changes.zone);
        let time = time.ok_or_else(|| message::no_time(field.as_str(), &text))?;
        self.newest = self.newest.max(Some(time));
        Ok(())
    }

    /// What the next run begins at. A time in the future (a clock that is wrong) does not count beyond now,
    /// else changes would be missed until then.
    ///
    /// # Errors
    /// Rows of which none says when it was changed.
    pub fn end(self, last_row: Option<&RawValue>) -> Result<Option<String>, Message> {
        let Some(field) = &self.changes.field else { return Ok(Some(stamp(self.now))) };
        if self.rows > 0
            && !self.had_field
            && let Some(Err(astray)) = last_row.map(|row| field.find(row))
        {
            return Err(message::no_mark(field.as_str(), astray.told()));
        }
        if self.changes.format == Format::Number {
            let before = self.before.as_deref().and_then(|before| before.parse().ok());
            return Ok(self.highest.max(before).map(|number| number.to_string()));
        }
        let before = self.before.as_deref().and_then(|before| DateTime::parse_from_rfc3339(before).ok());
        let newest = self.newest.map(|newest| newest.min(self.now));
        Ok(newest.max(before.map(|before| before.to_utc())).map(stamp))
    }
}

fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn changes(format: &str, zone: Tz) -> Changes {
        let format = Format::of(format);
        Changes {
            field: Some(DottedPath::new("changed")),
            overlap: Duration::from_secs(600),
            send: format.clone(),
            format,
            zone,
        }
    }

    fn now() -> SystemTime {
        DateTime::parse_from_rfc3339("2026-11-28T20:00:00Z").unwrap().to_utc().into()
    }

    /// The bookmark after rows with these values, and what the next run asks for.
    fn after(changes: &Changes, before: Option<&str>, values: &[&str]) -> (Option<String>, Option<String>) {
        let mut mark = Mark::new(changes, before, now());
        for value in values {
            let row: Box<RawValue> = serde_json::from_str(&format!("{{\"changed\": {value}}}")).unwrap();
            mark.see(&row).unwrap();
        }
        let bookmark = mark.end(None).unwrap();
        let next = Mark::new(changes, bookmark.as_deref(), now()).since();
        (bookmark, next)
    }

    #[test]
    fn the_newest_change_counts_and_is_asked_for_with_an_overlap() {
        let paris = changes("iso", chrono_tz::Europe::Paris);
        let values = ["\"2026-11-28 10:00:00\"", "null", "\"2026-11-28T08:00:00Z\""];
        let (bookmark, next) = after(&paris, None, &values);
        assert_eq!(bookmark.as_deref(), Some("2026-11-28T09:00:00.000000Z"));
        assert_eq!(next.as_deref(), Some("2026-11-28T08:50:00Z"));
        let (same, _) = after(&paris, bookmark.as_deref(), &[]);
        assert_eq!(same, bookmark);
    }

    #[test]
    fn a_clock_that_goes_wrong_hides_no_change() {
        let (bookmark, _) = after(&changes("iso", Tz::UTC), None, &["\"2099-01-01T00:00:00Z\""]);
        assert_eq!(bookmark.as_deref(), Some("2026-11-28T20:00:00.000000Z"));
    }

    #[test]
    fn an_hour_that_comes_twice_is_the_first_one() {
        let paris = changes("%Y-%m-%d %H:%M:%S", chrono_tz::Europe::Paris);
        let (bookmark, next) = after(&paris, None, &["\"2026-10-25 02:30:00\""]);
        assert_eq!(bookmark.as_deref(), Some("2026-10-25T00:30:00.000000Z"));
        assert_eq!(next.as_deref(), Some("2026-10-25 02:20:00"));
        let (bookmark, _) = after(&paris, None, &["\"2026-03-29 02:30:00\""]);
        assert_eq!(bookmark.as_deref(), Some("2026-03-29T00:30:00.000000Z"));
    }

    #[test]
    fn seconds_thousandths_and_numbers() {
        let (bookmark, next) = after(&changes("unix", Tz::UTC), None, &["1764360000", "\"1764363600\""]);
        assert_eq!(bookmark.as_deref(), Some("2025-11-28T21:00:00.000000Z"));
        assert_eq!(next.as_deref(), Some("1764363000"));
        let (_, next) = after(&changes("unix_ms", Tz::UTC), None, &["1764363600500"]);
        assert_eq!(next.as_deref(), Some("1764363000500"));
        let (bookmark, next) = after(&changes("number", Tz::UTC), Some("9"), &["7", "12", "\"11\""]);
        assert_eq!((bookmark.as_deref(), next.as_deref()), (Some("12"), Some("12")));
    }

    #[test]
    fn what_says_no_time_is_told() {
        let iso = changes("iso", Tz::UTC);
        let mut mark = Mark::new(&iso, None, now());
        let row: Box<RawValue> = serde_json::from_str("{\"changed\": \"yesterday\"}").unwrap();
        assert!(mark.see(&row).unwrap_err().to_string().contains("yesterday"));
        let mut mark = Mark::new(&iso, None, now());
        let row: Box<RawValue> = serde_json::from_str("{\"change\": \"2026-01-01\"}").unwrap();
        mark.see(&row).unwrap();
        assert!(mark.end(Some(&row)).unwrap_err().to_string().contains("`change`"));
    }
}
