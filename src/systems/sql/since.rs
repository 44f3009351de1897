//! Asking for changes only: the highest value of a column, remembered from one good run to the next, and how
//! far before it is asked again. Rows that are committed late are older than rows that were seen.

use std::cmp::Ordering;
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// The name of its parameter.
pub(super) const NAME: &str = "since";

/// Forms of times without a zone, with and without a fraction.
const FORMS: [&str; 4] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];

/// How far before the highest value is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Overlap {
    /// Of times.
    pub time: Duration,
    /// Of numbers.
    pub number: i64,
}

/// A value that grows from change to change, with the form in which the database writes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    Number(i128),
    Day(NaiveDate),
    Time(NaiveDateTime, &'static str),
    Moment(DateTime<FixedOffset>, char),
}

impl Mark {
    /// Reads it; `None` for what does not grow.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Some(Self::Number(number));
        }
        if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
            return Some(Self::Day(day));
        }
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::Moment(moment, if text.contains('T') { 'T' } else { ' ' }));
        }
        let of_form = |form: &&'static str| Some((NaiveDateTime::parse_from_str(text, form).ok()?, *form));
        FORMS.iter().find_map(of_form).map(|(time, form)| Self::Time(time, form))
    }

    /// Which of two is later; `None`: they are of two kinds.
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.cmp(other),
            (Self::Day(one), Self::Day(other)) => one.cmp(other),
            (Self::Moment(one, _), Self::Moment(other, _)) => one.cmp(other),
            (Self::Day(_) | Self::Time(..), Self::Day(_) | Self::Time(..)) => self.time().cmp(&other.time()),
            (_, _) => return None,
        })
    }

    fn time(&self) -> Option<NaiveDateTime> {
        match self {
            Self::Day(day) => Some(day.and_time(NaiveTime::MIN)),
            Self::Time(time, _) => Some(*time),
            Self::Number(_) | Self::Moment(..) => None,
        }
    }

    /// What is asked for by it, in its own form.
    pub fn before(&self, overlap: Overlap) -> String {
        let back = TimeDelta::from_std(overlap.time).unwrap_or_default();
        match self {
            Self::Number(number) => (number - i128::from(overlap.number)).to_string(),
            // A day that is under way goes on changing.
            Self::Day(day) => day
                .and_time(NaiveTime::MIN)
                .checked_sub_signed(back)
                .map_or(*day, |time| time.date())
                .to_string(),
            Self::Time(time, form) => time.checked_sub_signed(back).unwrap_or(*time).format(form).to_string(),
            Self::Moment(moment, between) => {
                let moment = moment.checked_sub_signed(back).unwrap_or(*moment);
                moment.format(&format!("%Y-%m-%d{between}%H:%M:%S%.f%:z")).to_string()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const OVERLAP: Overlap = Overlap { time: Duration::from_secs(900), number: 100 };

    #[test]
    fn what_is_asked_for_has_the_form_of_the_database() {
        for (text, before) in [
            ("1234", "1134"),
            ("2026-11-28", "2026-11-27"),
            ("2026-11-28 00:10:00", "2026-11-27 23:55:00"),
            ("2026-11-28T12:00:00.123456", "2026-11-28T11:45:00.123456"),
            ("2026-11-28T12:00:00+01:00", "2026-11-28T11:45:00+01:00"),
            ("2026-11-28 12:00:00.5+01:00", "2026-11-28 11:45:00.500+01:00"),
        ] {
            assert_eq!(Mark::parse(text).unwrap().before(OVERLAP), before);
        }
        assert_eq!(Mark::parse("soon"), None);
        assert_eq!(Mark::parse(""), None);
    }

    #[test]
    fn an_hour_that_comes_twice_is_two_moments() {
        let mark = |text| Mark::parse(text).unwrap();
        let (summer, winter) = (mark("2026-10-25T02:30:00+02:00"), mark("2026-10-25T02:10:00+01:00"));
        assert_eq!(winter.compare(&summer), Some(Ordering::Greater));
        assert_eq!(mark("9").compare(&mark("10")), Some(Ordering::Less));
        assert_eq!(mark("2026-11-28").compare(&mark("2026-11-28 08:00:00")), Some(Ordering::Less));
        assert_eq!(mark("2026-11-28").compare(&mark("10")), None);
    }
}
