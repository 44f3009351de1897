//! Signs of life of the schedule, for those who watch the program: when each job was looked at last, and when the
//! configuration was read. Kept in memory: they are of this program and end with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use crate::model::JobName;

/// Jobs are looked at every minute at least; one that was not for so long stands.
const STANDS_AFTER: Duration = Duration::from_secs(180);

/// What the watch of one job does.
#[derive(Debug, Clone, Copy)]
enum Beat {
    /// It looked, then.
    Looked(Instant),
    /// A run is under way, which has ended by then.
    RunsUntil(Instant),
}

/// How the configuration was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When the one that counts was read.
    pub read_at: DateTime<Utc>,
    /// Whether what was read last is valid. If not, the one before counts.
    pub is_valid: bool,
}

/// The signs of life.
#[derive(Debug)]
pub struct Pulse {
    beats: Mutex<BTreeMap<JobName, Beat>>,
    reading: Mutex<Reading>,
}

impl Pulse {
    /// Of a program that has read its configuration now.
    pub fn new(read_at: DateTime<Utc>) -> Self {
        Self { beats: Mutex::default(), reading: Mutex::new(Reading { read_at, is_valid: true }) }
    }

    /// A job is looked at.
    pub(super) fn looks(&self, job: &JobName) {
        self.beats(job, Beat::Looked(Instant::now()));
    }

    /// A run of a job begins, which ends within this time.
    pub(super) fn runs(&self, job: &JobName, within: Duration) {
        let now = Instant::now();
        let until = now.checked_add(within).unwrap_or(now);
        self.beats(job, Beat::RunsUntil(until));
    }

    /// Of a job that is watched: one that is configured no more may have a run that goes on to its end.
    fn beats(&self, job: &JobName, beat: Beat) {
        if let Some(last) = lock(&self.beats).get_mut(job) {
            *last = beat;
        }
    }

    /// Only these jobs have a schedule from now on.
    pub(super) fn watches(&self, jobs: &BTreeSet<JobName>) {
        let mut beats = lock(&self.beats);
        beats.retain(|job, _| jobs.contains(job));
        for job in jobs {
            beats.entry(job.clone()).or_insert(Beat::Looked(Instant::now()));
        }
    }

    /// The configuration was read again.
    pub(super) fn has_read(&self, valid: bool, now: DateTime<Utc>) {
        let mut reading = lock(&self.reading);
        reading.is_valid = valid;
        if valid {
            reading.read_at = now;
        }
    }

    /// How the configuration was read last.
    pub fn reading(&self) -> Reading {
        *lock(&self.reading)
    }

    /// Jobs that the schedule does not look at as it should.
    pub fn standing(&self) -> Vec<JobName> {
        self.standing_at(Instant::now())
    }

    fn standing_at(&self, now: Instant) -> Vec<JobName> {
        let stands = |beat: &Beat| match beat {
            Beat::Looked(at) => now.saturating_duration_since(*at) > STANDS_AFTER,
            Beat::RunsUntil(until) => now.saturating_duration_since(*until) > STANDS_AFTER,
        };
        let beats = lock(&self.beats);
        beats.iter().filter(|(_, beat)| stands(beat)).map(|(job, _)| job.clone()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_nobody_looks_at_stands_and_a_long_run_does_not() {
        let pulse = Pulse::new(Utc::now());
        let (nightly, weekly) = (JobName::from("nightly"), JobName::from("weekly"));
        pulse.watches(&BTreeSet::from([nightly.clone(), weekly.clone()]));
        let hour = Duration::from_secs(3600);
        pulse.runs(&weekly, hour);
        let now = Instant::now();
        assert_eq!(pulse.standing_at(now + Duration::from_secs(120)), []);
        assert_eq!(pulse.standing_at(now + Duration::from_secs(200)), std::slice::from_ref(&nightly));
        assert_eq!(pulse.standing_at(now + hour + hour).len(), 2);
        pulse.watches(&BTreeSet::from([weekly.clone()]));
        pulse.looks(&weekly);
        // A run of the other one ends later than its job.
        pulse.looks(&nightly);
        assert_eq!(pulse.standing_at(now + Duration::from_secs(120)), []);
        assert_eq!(pulse.standing_at(now + Duration::from_secs(300)), [weekly]);
    }

    #[test]
    fn a_configuration_that_is_not_valid_leaves_the_one_before() {
        let (first, later) = (DateTime::UNIX_EPOCH, Utc::now());
        let pulse = Pulse::new(first);
        pulse.has_read(false, later);
        assert_eq!(pulse.reading(), Reading { read_at: first, is_valid: false });
        pulse.has_read(true, later);
        assert_eq!(pulse.reading(), Reading { read_at: later, is_valid: true });
    }
}
