//! When jobs start, seen from outside: ticks, missed ticks, freezes and the dead man, with a clock
//! that the test moves.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use stocktake::model::job::{Freeze, JobName, Schedule};
use stocktake::schedule::Timetable;

mod any_clock;
mod clock_change;
mod dead_man;
mod freeze;
mod missed;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

/// No jitter, no freeze, a deadline of one hour.
fn schedule(cron: &str, zone: &str) -> Schedule {
    Schedule {
        cron: cron.to_owned(),
        zone: zone.parse().unwrap(),
        jitter: Duration::ZERO,
        deadline: HOUR,
        timeout: HOUR,
        freeze: Vec::new(),
        dead_man: None,
    }
}

fn timetable(schedule: &Schedule) -> Timetable {
    Timetable::new(&JobName::from("computers"), schedule).unwrap()
}

/// An instant by its UTC time, `2026-03-29 01:30`.
fn utc(text: &str) -> DateTime<Utc> {
    naive(text).and_utc()
}

/// The only instant that shows this time in the zone.
fn local(zone: &str, text: &str) -> DateTime<Utc> {
    let zone: Tz = zone.parse().unwrap();
    zone.from_local_datetime(&naive(text)).unwrap().to_utc()
}

fn paris(text: &str) -> DateTime<Utc> {
    local("Europe/Paris", text)
}

fn naive(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// The first ticks after a local time, as the zone's clock shows them.
fn ticks(cron: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = schedule(cron, zone);
    let timetable = timetable(&schedule);
    let mut at = local(zone, after);
    let mut shown = Vec::new();
    while shown.len() < count {
        at = timetable.next_after(at).unwrap();
        shown.push(at.with_timezone(&schedule.zone).format("%m-%d %H:%M %:z").to_string());
    }
    shown
}
