//! `[schedule]`: when a job runs by itself, and when it does not start.

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;

use super::{FileCheck, code};
use crate::config::raw::job::{RawFreeze, RawSchedule};
use crate::config::raw::{At, LocalDay};
use crate::message::suggest;
use crate::model::job::{Freeze, Schedule};
use crate::schedule::{self, BadCron};
use crate::settings::Zero;

/// Names of the days, as they are written.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What a cron expression looks like.
const CRON_HELP: &str = "minute hour day month weekday, such as 30 2 * * * (each day at 02:30) or 0 */4 * * mon-fri; \
                         seconds may come first as a sixth field";

/// A schedule; `None` after a problem with its `cron`.
pub(super) fn schedule(check: &mut FileCheck<'_>, raw: &At<RawSchedule>) -> Option<Schedule> {
    let zone = raw.zone.as_ref().map_or(Tz::UTC, |zone| check.zone(zone));
    let jitter = check.duration_or(raw.jitter.as_ref(), 0, Zero::Allowed);
    let deadline = check.duration_or(raw.deadline.as_ref(), 6 * 3600, Zero::Refused);
    let timeout = check.duration_or(raw.timeout.as_ref(), 4 * 3600, Zero::Refused);
    let dead_man = raw.dead_man.as_ref().map(|span| check.duration(span, Zero::Refused));
    let freeze = raw.freeze.iter().filter_map(|raw| freeze(check, raw)).collect();
    let Some(cron) = &raw.cron else {
        check.missing(&raw.span, "cron", CRON_HELP);
        return None;
    };
    check_cron(check, cron);
    let cron = cron.trim().to_owned();
    Some(Schedule { cron, zone, jitter, deadline, timeout, freeze, dead_man })
}

fn check_cron(check: &mut FileCheck<'_>, raw: &At<String>) {
    let Err(error) = schedule::check_cron(raw.trim()) else { return };
    let (message, label) = match &error {
        BadCron::Unreadable { reason, .. } => {
            (format!("`{}` is not a cron expression", raw.value), reason.to_string())
        }
        BadCron::WideStep { .. } => (error.to_string(), "wider than its field".to_owned()),
        BadCron::NeverDue { .. } => (error.to_string(), "no such day".to_owned()),
    };
    check.report(code::BAD_CRON, &raw.span, message).label(label).help(CRON_HELP);
}

fn freeze(check: &mut FileCheck<'_>, raw: &At<RawFreeze>) -> Option<Freeze> {
    let weekly = raw.days.is_some() || raw.from.is_some() || raw.to.is_some();
    let dated = raw.from_date.is_some() || raw.to_date.is_some();
    if weekly == dated {
        check
            .report(code::EXACTLY_ONE, &raw.span, "a freeze is either weekly or dated")
            .help("from = \"20:00\" and to = \"06:00\" (with days = [\"fri\"]), or from_date = 2026-12-24 and to_date = 2027-01-02");
        return None;
    }
    if weekly {
        let days = raw.days.iter().flatten().filter_map(|day| weekday(check, day)).collect();
        let (Some(from), Some(to)) = (&raw.from, &raw.to) else {
            let absent = if raw.from.is_none() { "from" } else { "to" };
            check.missing(&raw.span, absent, "a local time HH:MM; 00:00 to 00:00 is the whole day");
            return None;
        };
        let (from, to) = (local_time(check, from)?, local_time(check, to)?);
        return Some(Freeze::Weekly { days, from, to });
    }
    let (Some(first), Some(last)) = (&raw.from_date, &raw.to_date) else {
        let absent = if raw.from_date.is_none() { "from_date" } else { "to_date" };
        check.missing(&raw.span, absent, "a day such as 2026-12-24");
        return None;
    };
    let (from, to) = (day(check, first)?, day(check, last)?);
    if to < from {
        check
            .report(code::BAD_DATE, &last.span, "the freeze ends before it begins")
            .label("before from_date");
    }
    Some(Freeze::Dates { from, to })
}

fn weekday(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<Weekday> {
    if let Ok(day) = raw.parse() {
        return Some(day);
    }
    check
        .report(code::UNKNOWN_WORD, &raw.span, format!("`{}` is not a day of the week", raw.value))
        .label("unknown day")
        .help(suggest(raw, "days", &DAYS));
    None
}

fn local_time(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<NaiveTime> {
    let time = NaiveTime::parse_from_str(raw, "%H:%M").ok();
    if time.is_none() {
        check
            .report(code::BAD_TIME, &raw.span, format!("`{}` is not a time of day", raw.value))
            .label("not a time")
            .help("HH:MM from 00:00 to 23:59");
    }
    time
}

/// A day.
pub(super) fn day(check: &mut FileCheck<'_>, raw: &At<LocalDay>) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&raw.0, "%Y-%m-%d").ok();
    if day.is_none() {
        check
            .report(code::BAD_DATE, &raw.span, format!("`{}` is not a day", raw.0))
            .label("not a day")
            .help("YYYY-MM-DD, such as 2026-12-24");
    }
    day
}
