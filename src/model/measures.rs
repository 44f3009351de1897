//! What is measured of jobs, questions, tickets and mails: figures as the state database has them at one moment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::journal::{Run, RunState};

/// What became of a start that the schedule had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TickOutcome {
    /// A run was begun at its time.
    OnTime,
    /// A run was begun late, within the deadline.
    Late,
    /// A later start stands for it, too.
    MadeUp,
    /// Left out: it would have been later than the deadline.
    TooLate,
    /// Left out: a freeze held until after the deadline.
    Frozen,
    /// Of those that were on time or late: another run of the job was under way, and none was begun.
    Overlapped,
}

impl TickOutcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::OnTime, Self::Late, Self::MadeUp, Self::TooLate, Self::Frozen, Self::Overlapped];

    /// The word in the state database and in figures.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::MadeUp => "made_up",
            Self::TooLate => "too_late",
            Self::Frozen => "frozen",
            Self::Overlapped => "overlapped",
        }
    }
}

/// What is counted of a job for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A run that has ended.
    Run(RunState),
    /// A start of its schedule.
    Tick(TickOutcome),
}

impl Counted {
    /// Its kind and its outcome, as words.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Run(state) => ("run", state.as_str()),
            Self::Tick(outcome) => ("tick", outcome.as_str()),
        }
    }
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// Job.
    pub job: String,
    /// Kind and outcome, as [`Counted::words`] has them.
    pub what: (String, String),
    /// How often.
    pub times: u64,
}

/// Runs of a job.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRuns {
    /// Job.
    pub job: String,
    /// The newest one that has ended.
    pub last: Option<Run>,
    /// The newest one that ended well.
    pub good: Option<Run>,
    /// The one under way.
    pub under_way: Option<Run>,
    /// When something was pushed to it last.
    pub pushed_at: Option<DateTime<Utc>>,
    /// Whether who pushes to it was told to be silent for too long.
    pub is_silent: bool,
    /// Bodies that were pushed to it and wait.
    pub pushes_waiting: u64,
}

/// How many there are of what three words say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The words, those that are not needed empty.
    pub of: [String; 3],
    /// How many.
    pub number: u64,
}

/// Mails, or messages of a webhook, that have not left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unsent {
    /// They wait.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<DateTime<Utc>>,
    /// They are tried no more.
    pub given_up: u64,
}

/// The figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    /// Runs by job.
    pub jobs: Vec<JobRuns>,
    /// What was counted for good.
    pub counted: Vec<Times>,
    /// Open questions that nobody has closed: job, topic.
    pub questions: Vec<Group>,
    /// Tickets that are not over: job, desk, state; `intended` where it is not known whether they are there.
    pub tickets: Vec<Group>,
    /// Mails.
    pub mails: Unsent,
    /// Messages, by webhook; those without any are missing.
    pub webhooks: BTreeMap<String, Unsent>,
}
