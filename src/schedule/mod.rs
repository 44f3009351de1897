//! When a job starts: its ticks in its own zone, missed ticks, freezes, jitter and the dead man.
//!
//! Pure: the time is an argument, nothing is read, written or slept for. The caller keeps the last
//! tick that it was handed, wakes at the time that it was told, and asks again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::model::job::{Freeze, JobName, Schedule};

mod calendar;
mod dead_man;
mod due;
mod freeze;
mod jitter;
mod occurrence;
mod past;
mod zone;

pub use calendar::BadCron;
pub use due::{Due, Lateness, Start};
pub use jitter::jitter;
pub use past::{Fate, Past, PastStarts};

use calendar::Calendar;

/// The schedule of one job, parsed: answers when it starts.
#[derive(Debug, Clone)]
pub struct Timetable {
    calendar: Calendar,
    zone: Tz,
    jitter: TimeDelta,
    deadline: TimeDelta,
    freeze: Vec<Freeze>,
    dead_man: Option<TimeDelta>,
}

impl Timetable {
    /// Parses the schedule of a job. The name fixes the job's jitter.
    ///
    /// # Errors
    /// The cron expression cannot be read.
    pub fn new(job: &JobName, schedule: &Schedule) -> Result<Self, BadCron> {
        Ok(Self {
            calendar: Calendar::parse(&schedule.cron)?,
            zone: schedule.zone,
            jitter: delta(jitter(job, schedule.jitter)),
            deadline: delta(schedule.deadline),
            freeze: schedule.freeze.clone(),
            dead_man: schedule.dead_man.map(delta),
        })
    }

    /// When the run of a tick starts if nothing holds it back: the tick plus the job's jitter.
    pub fn start_of(&self, tick: DateTime<Utc>) -> DateTime<Utc> {
        later(tick, self.jitter)
    }
}

/// Whether a cron expression names times, in the dialect that [`Timetable`] follows.
///
/// # Errors
/// What is wrong with it.
pub fn check_cron(expression: &str) -> Result<(), BadCron> {
    Calendar::parse(expression).map(|_| ())
}

/// A span that people configured; one too long for the calendar becomes a thousand years.
fn delta(span: Duration) -> TimeDelta {
    const LONGEST: TimeDelta = TimeDelta::days(365_250);
    TimeDelta::from_std(span).map_or(LONGEST, |span| span.min(LONGEST))
}

fn later(at: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(span).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn earlier(at: DateTime<Utc>, span: TimeDelta) -> DateTime<Utc> {
    at.checked_sub_signed(span).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
