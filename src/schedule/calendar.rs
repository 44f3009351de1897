//! A cron expression as a set of local dates and times; knows nothing of zones.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::{CronPattern, Weekday};

use crate::message;
use crate::model::said::{Said, Say};

/// A cron expression that names no time: the one dialect of files, of `check` and of the scheduler.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum BadCron {
    /// It cannot be read.
    Unreadable {
        /// The expression as it was written.
        expression: String,
        /// What is wrong with it.
        #[source]
        reason: CronError,
    },
    /// A step that is wider than its field: `*/90` minutes is once an hour, which nobody means.
    WideStep {
        /// The part of the expression.
        step: String,
        /// How many values the field has.
        most: u32,
    },
    /// It never comes due, such as 30 February.
    NeverDue {
        /// The expression as it was written.
        expression: String,
    },
}

impl Say for BadCron {
    fn said(&self) -> Said {
        match self {
            Self::Unreadable { expression, .. } => message::config::schedule::unreadable_cron(expression),
            Self::WideStep { step, most } => message::config::schedule::wide_step(step, most),
            Self::NeverDue { expression } => message::config::schedule::never_due(expression),
        }
        .said()
    }
}

/// How many values each field has, from the last one back: weekday, month, day, hour, minute, second.
const VALUES: [u32; 6] = [7, 12, 31, 24, 60, 60];

/// Years in which an expression that comes due at all does: 29 February falls on each weekday once in
/// 28 years, or in 40 where a century has no leap day.
const YEARS: i64 = 41;

/// A parsed cron expression.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    pattern: Arc<CronPattern>,
    times: Times,
}

/// The times of day, every combination of the three; each list ascends.
#[derive(Debug, Clone)]
struct Times {
    hours: Vec<u32>,
    minutes: Vec<u32>,
    seconds: Vec<u32>,
}

impl Calendar {
    /// Reads five fields, six with seconds first, or `@hourly @daily @weekly @monthly @yearly`.
    ///
    /// croner takes a day for a match when either the day of the month or the weekday matches,
    /// unless one of the two is a bare `*`. Vixie cron counts `*/2` as a star as well and then
    /// wants both: this follows Vixie cron.
    pub(super) fn parse(expression: &str) -> Result<Self, BadCron> {
        let fields: Vec<&str> = expression.split_whitespace().collect();
        for (field, most) in fields.iter().rev().zip(VALUES) {
            for part in field.split(',') {
                let step = part.split_once('/').and_then(|(_, step)| step.parse::<u32>().ok());
                if step.is_some_and(|step| step > most) {
                    return Err(BadCron::WideStep { step: part.to_owned(), most });
                }
            }
        }
        let stepped_star =
            |from_end: usize| fields.len() >= 5 && fields[fields.len() - from_end].starts_with("*/");
        let pattern = CronParser::builder()
            .seconds(Seconds::Optional)
            .year(Year::Disallowed)
            .dom_and_dow(stepped_star(3) || stepped_star(1))
            .build()
            .parse(expression)
            .map_err(|reason| BadCron::Unreadable { expression: expression.to_owned(), reason })?
            .pattern;
        let times = Times {
            hours: pattern.hours.values().into_iter().map(u32::from).collect(),
            minutes: pattern.minutes.values().into_iter().map(u32::from).collect(),
            seconds: pattern.seconds.values().into_iter().map(u32::from).collect(),
        };
        let calendar = Self { pattern: Arc::new(pattern), times };
        let start = DateTime::UNIX_EPOCH.naive_utc();
        if calendar.first_in(start, start + TimeDelta::days(YEARS * 366)).is_none() {
            return Err(BadCron::NeverDue { expression: expression.to_owned() });
        }
        Ok(calendar)
    }

    /// Whether it names every hour of the day, so that it counts elapsed time.
    pub(super) fn is_hourly(&self) -> bool {
        self.times.hours.len() == 24
    }

    /// The first local time that it names, from `from` on and before `until`.
    pub(super) fn first_in(&self, from: NaiveDateTime, until: NaiveDateTime) -> Option<NaiveDateTime> {
        let mut date = from.date();
        let mut not_before = from.time();
        while date.and_time(not_before) < until {
            if self.names(date)
                && let Some(time) = self.times.first_from(not_before)
            {
                return Some(date.and_time(time)).filter(|found| *found < until);
            }
            date = date.succ_opt()?;
            not_before = NaiveTime::MIN;
        }
        None
    }

    /// The last time of every day that it names.
    pub(super) fn last_time(&self) -> Option<NaiveTime> {
        let Times { hours, minutes, seconds } = &self.times;
        NaiveTime::from_hms_opt(*hours.last()?, *minutes.last()?, *seconds.last()?)
    }

    /// The longest span between two times of one day; zero when there is only one.
    pub(super) fn longest_gap_in_day(&self) -> TimeDelta {
        let mut longest = 0;
        let mut extent = 0;
        for (values, unit) in [(&self.times.seconds, 1), (&self.times.minutes, 60), (&self.times.hours, 3600)]
        {
            for pair in values.windows(2) {
                longest = longest.max(i64::from(pair[1] - pair[0]) * unit - extent);
            }
            if let (Some(first), Some(last)) = (values.first(), values.last()) {
                extent += i64::from(last - first) * unit;
            }
        }
        TimeDelta::seconds(longest)
    }

    fn names(&self, date: NaiveDate) -> bool {
        let weekday = match date.weekday() {
            chrono::Weekday::Mon => Weekday::Monday,
            chrono::Weekday::Tue => Weekday::Tuesday,
            chrono::Weekday::Wed => Weekday::Wednesday,
            chrono::Weekday::Thu => Weekday::Thursday,
            chrono::Weekday::Fri => Weekday::Friday,
            chrono::Weekday::Sat => Weekday::Saturday,
            chrono::Weekday::Sun => Weekday::Sunday,
        };
        let month_named = self.pattern.month_match(date.month()).unwrap_or(false);
        month_named && self.pattern.day_match(date.year(), date.month(), date.day(), weekday).unwrap_or(false)
    }
}

impl Times {
    /// The first time of day at or after `from`; a started second is over.
    fn first_from(&self, from: NaiveTime) -> Option<NaiveTime> {
        let (first_minute, first_second) = (*self.minutes.first()?, *self.seconds.first()?);
        let whole = from.num_seconds_from_midnight() + u32::from(from.nanosecond() > 0);
        let (hour, minute, second) = (whole / 3600, whole / 60 % 60, whole % 60);
        if self.hours.contains(&hour) {
            if self.minutes.contains(&minute)
                && let Some(second) = at_least(&self.seconds, second)
            {
                return NaiveTime::from_hms_opt(hour, minute, second);
            }
            if let Some(minute) = at_least(&self.minutes, minute + 1) {
                return NaiveTime::from_hms_opt(hour, minute, first_second);
            }
        }
        let hour = at_least(&self.hours, hour + 1)?;
        NaiveTime::from_hms_opt(hour, first_minute, first_second)
    }
}

fn at_least(values: &[u32], least: u32) -> Option<u32> {
    values.iter().copied().find(|value| *value >= least)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn days(expression: &str, count: usize) -> Vec<String> {
        let calendar = Calendar::parse(expression).unwrap();
        let mut from = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_time(NaiveTime::MIN);
        let until = from + TimeDelta::days(400);
        let mut found = Vec::new();
        while let Some(at) = calendar.first_in(from, until).filter(|_| found.len() < count) {
            found.push(at.format("%a %m-%d %H:%M").to_string());
            from = at + TimeDelta::seconds(1);
        }
        found
    }

    #[test]
    fn a_day_of_the_month_and_a_weekday_mean_either() {
        assert_eq!(
            days("0 6 13 * FRI", 4),
            ["Fri 01-02 06:00", "Fri 01-09 06:00", "Tue 01-13 06:00", "Fri 01-16 06:00"]
        );
    }

    #[test]
    fn a_stepped_star_and_a_weekday_mean_both_as_in_vixie_cron() {
        assert_eq!(days("0 6 */2 * FRI", 2), ["Fri 01-09 06:00", "Fri 01-23 06:00"]);
        assert_eq!(days("0 6 13 * */2", 2), ["Tue 01-13 06:00", "Sat 06-13 06:00"]);
    }

    #[test]
    fn last_day_nearest_working_day_and_second_tuesday_are_understood() {
        assert_eq!(days("0 6 L * *", 2), ["Sat 01-31 06:00", "Sat 02-28 06:00"]);
        assert_eq!(days("0 6 LW * *", 2), ["Fri 01-30 06:00", "Fri 02-27 06:00"]);
        assert_eq!(days("0 6 1W * *", 2), ["Thu 01-01 06:00", "Mon 02-02 06:00"]);
        assert_eq!(days("0 6 * * TUE#2", 2), ["Tue 01-13 06:00", "Tue 02-10 06:00"]);
        assert_eq!(days("0 6 * * 5L", 2), ["Fri 01-30 06:00", "Fri 02-27 06:00"]);
    }

    #[test]
    fn nicknames_are_understood() {
        assert_eq!(days("@daily", 2), ["Thu 01-01 00:00", "Fri 01-02 00:00"]);
        assert_eq!(days("@weekly", 1), ["Sun 01-04 00:00"]);
        assert_eq!(days("@monthly", 2), ["Thu 01-01 00:00", "Sun 02-01 00:00"]);
        assert_eq!(days("@hourly", 2), ["Thu 01-01 00:00", "Thu 01-01 01:00"]);
        assert_eq!(days("@yearly", 1), ["Thu 01-01 00:00"]);
    }

    #[test]
    fn what_never_comes_due_is_refused() {
        for expression in ["0 0 30 2 *", "0 0 30 2 */2", "0 0 31 4,6 *", "0 0 31 2 */3"] {
            assert!(matches!(Calendar::parse(expression), Err(BadCron::NeverDue { .. })), "{expression}");
        }
        assert_eq!(days("0 0 29 2 */2", 0), [""; 0], "29 February on every second weekday does come due");
    }

    #[test]
    fn a_step_wider_than_its_field_is_refused() {
        for expression in ["*/90 * * * *", "0 */25 * * *", "0,*/61 2 * * *", "0 0 1 */13 *", "*/90 * * * * *"]
        {
            assert!(matches!(Calendar::parse(expression), Err(BadCron::WideStep { .. })), "{expression}");
        }
        assert_eq!(days("*/60 */24 * * *", 2), ["Thu 01-01 00:00", "Fri 01-02 00:00"]);
    }

    #[test]
    fn an_expression_that_is_none_is_refused_with_its_text() {
        for expression in ["", "0 2 * *", "61 * * * *", "0 0 2 * * * 2030", "@reboot", "0 2 * * X"] {
            let refused = Calendar::parse(expression).unwrap_err();
            assert!(refused.to_string().contains(expression), "{refused}");
        }
    }
}
