//! `[schedule]`: when a job runs by itself, and when it does not start.

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::{FileCheck, code};
use crate::config::raw::job::{RawFreeze, RawSchedule};
use crate::config::raw::{At, LocalDay};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::job::{Freeze, Schedule};
use crate::model::said::{Said, Say as _};
use crate::schedule::{self, BadCron};
use crate::settings::Zero;

/// Names of the days, as they are written.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A schedule; `None` after a problem with its `cron`.
pub(super) fn schedule(check: &mut FileCheck<'_>, raw: &At<RawSchedule>) -> Option<Schedule> {
    let zone = raw.zone.as_ref().map_or(Tz::UTC, |zone| check.zone(zone));
    let jitter = check.duration_or(raw.jitter.as_ref(), 0, Zero::Allowed);
    let deadline = check.duration_or(raw.deadline.as_ref(), 6 * 3600, Zero::Refused);
    let timeout = check.duration_or(raw.timeout.as_ref(), 4 * 3600, Zero::Refused);
    let dead_man = raw.dead_man.as_ref().map(|span| check.duration(span, Zero::Refused));
    let freeze = raw.freeze.iter().filter_map(|raw| freeze(check, raw)).collect();
    let Some(cron) = &raw.cron else {
        check.missing(&raw.span, "cron", message::config::schedule::cron_form());
        return None;
    };
    check_cron(check, cron);
    let cron = cron.trim().to_owned();
    Some(Schedule { cron, zone, jitter, deadline, timeout, freeze, dead_man })
}

fn check_cron(check: &mut FileCheck<'_>, raw: &At<String>) {
    let Err(error) = schedule::check_cron(raw.trim()) else { return };
    let (message, label): (Said, Said) = match &error {
        BadCron::Unreadable { reason, .. } => {
            (message::config::schedule::not_a_cron(&raw.value).said(), reason.to_string().into())
        }
        BadCron::WideStep { .. } => (error.said(), label::wider_than_its_field().said()),
        BadCron::NeverDue { .. } => (error.said(), label::no_such_day().said()),
    };
    check
        .report(code::BAD_CRON, &raw.span, message)
        .label(label)
        .help(message::config::schedule::cron_form());
}

fn freeze(check: &mut FileCheck<'_>, raw: &At<RawFreeze>) -> Option<Freeze> {
    let weekly = raw.days.is_some() || raw.from.is_some() || raw.to.is_some();
    let dated = raw.from_date.is_some() || raw.to_date.is_some();
    if weekly == dated {
        check
            .report(code::EXACTLY_ONE, &raw.span, message::config::schedule::freeze_either())
            .help(message::config::schedule::freeze_examples());
        return None;
    }
    if weekly {
        let days = raw.days.iter().flatten().filter_map(|day| weekday(check, day)).collect();
        let (Some(from), Some(to)) = (&raw.from, &raw.to) else {
            let absent = if raw.from.is_none() { "from" } else { "to" };
            check.missing(&raw.span, absent, message::config::schedule::time_of_freeze());
            return None;
        };
        let (from, to) = (local_time(check, from)?, local_time(check, to)?);
        return Some(Freeze::Weekly { days, from, to });
    }
    let (Some(first), Some(last)) = (&raw.from_date, &raw.to_date) else {
        let absent = if raw.from_date.is_none() { "from_date" } else { "to_date" };
        check.missing(&raw.span, absent, message::config::kind::day());
        return None;
    };
    let (from, to) = (day(check, first)?, day(check, last)?);
    if to < from {
        check
            .report(code::BAD_DATE, &last.span, message::config::schedule::freeze_ends_first())
            .label(label::before_from_date());
    }
    Some(Freeze::Dates { from, to })
}

fn weekday(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<Weekday> {
    if let Ok(day) = raw.parse() {
        return Some(day);
    }
    check
        .report(code::UNKNOWN_WORD, &raw.span, message::config::schedule::not_a_weekday(&raw.value))
        .label(label::unknown_day())
        .help(suggest(raw, known::days(), &DAYS));
    None
}

fn local_time(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(raw, "%H:%M").ok();
    if time.is_none() {
        check
            .report(code::BAD_TIME, &raw.span, message::config::schedule::not_a_time(&raw.value))
            .label(label::not_a_time())
            .help(message::config::schedule::time_form());
    }
    time
}

/// A day.
pub(super) fn day(check: &mut FileCheck<'_>, raw: &At<LocalDay>) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&raw.0, "%Y-%m-%d").ok();
    if day.is_none() {
        check
            .report(code::BAD_DATE, &raw.span, message::config::schedule::not_a_day(&raw.0))
            .label(label::not_a_day())
            .help(message::config::schedule::day_form());
    }
    day
}
