//! What a monitor showed the last run of a ticket job that looked: kept for those who ask between two runs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::{Event, Severity};
use super::said::Said;

/// How much of its problems a monitor showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Clearness {
    /// All of them.
    Clear,
    /// What is not listed may still be a problem.
    Dim,
    /// It could not be asked: what it showed before still stands.
    None,
}

/// What a monitor showed a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Look<'a> {
    /// Monitor or feed, by name.
    pub monitor: &'a str,
    /// Its open problems; `None`: it could not be asked.
    pub listed: Option<Vec<Listed<'a>>>,
    /// Why it could not be asked or does not show everything.
    pub trouble: Option<&'a Said>,
}

impl Look<'_> {
    /// How much it showed.
    pub fn clearness(&self) -> Clearness {
        match (&self.listed, self.trouble) {
            (None, _) => Clearness::None,
            (Some(_), Some(_)) => Clearness::Dim,
            (Some(_), None) => Clearness::Clear,
        }
    }
}

/// A problem that a monitor showed a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listed<'a> {
    /// The event.
    pub event: &'a Event,
    /// Why it has no ticket of its own: what is counted together, and as a sentence; `None`: it has one.
    pub without_ticket: Option<(&'a str, &'a Said)>,
}

/// When a job last looked at a monitor, and what it could see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLook {
    /// Job.
    pub job: String,
    /// Monitor or feed, by name.
    pub monitor: String,
    /// When it was asked.
    pub looked_at: DateTime<Utc>,
    /// When it last answered: its events are as they were then.
    pub shown_at: Option<DateTime<Utc>>,
    /// How much it showed.
    pub clearness: Clearness,
    /// Why not everything.
    pub why: Option<Said>,
}

/// A problem as its monitor last showed it to a job.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptEvent {
    /// Names it as long as it is listed.
    pub id: String,
    /// Job.
    pub job: String,
    /// The event.
    pub event: Event,
    /// Why it has no ticket of its own: what is counted together, and as a sentence; `None`: it has one.
    pub without_ticket: Option<(String, Said)>,
}

/// Which events are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventFilter<'a> {
    /// Of these jobs.
    pub jobs: &'a [&'a str],
    /// Of this monitor.
    pub monitor: Option<&'a str>,
    /// That bad.
    pub severity: Option<Severity>,
    /// Those that nobody takes care of, or the others.
    pub is_open: Option<bool>,
    /// With a ticket of their own, or without.
    pub has_ticket: Option<bool>,
    /// Behind this one, by begin and id: the newest comes first.
    pub behind: Option<(&'a str, &'a str)>,
}
