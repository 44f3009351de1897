//! What every job has, whatever it does: name, schedule, report, history.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

crate::model::said::words!(JobName);

/// How long runs are kept in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// Days.
    pub keep_days: u32,
    /// Number of runs that are kept however old.
    pub keep_runs: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { keep_days: 90, keep_runs: 100 }
    }
}

/// Name of a job: its file name without `.toml`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobName(pub Arc<str>);

impl JobName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for JobName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// When a mail is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SendWhen {
    /// After every run.
    #[default]
    Always,
    /// When something was written, went wrong or has to be decided, and after the first run that ends well.
    Changes,
    /// When something went wrong or has to be decided: failures, refusals, rejects and questions
    /// that were not told before.
    Problems,
    /// When a person is needed: a new question or reject, one whose day comes, a failure.
    Decisions,
}

/// Language of mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// Mail of a job.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportPolicy {
    /// When.
    pub send: SendWhen,
    /// Recipients instead of those of `stocktake.toml`; empty: those.
    pub to: Vec<String>,
    /// Language instead of that of `stocktake.toml`.
    pub language: Option<Language>,
}

/// When a job runs by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// Five-field cron expression, or six with seconds.
    pub cron: String,
    /// IANA zone in which it is read.
    pub zone: chrono_tz::Tz,
    /// Spread: each job starts up to this much later, always by the same amount.
    pub jitter: Duration,
    /// A start that is later than this is skipped and reported.
    pub deadline: Duration,
    /// A run that takes longer is stopped after the batch in hand, and reported.
    pub timeout: Duration,
    /// Spans in which it does not start.
    pub freeze: Vec<Freeze>,
    /// Mail when no run has ended well for this long; `None`: twice the longest gap of `cron`.
    pub dead_man: Option<Duration>,
}

/// A weekly or dated span in which a job does not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Freeze {
    /// On these days between two local times; over midnight when `to` is not after `from`.
    Weekly {
        /// Days on which the span begins; empty: every day.
        days: Vec<Weekday>,
        /// Begin.
        from: NaiveTime,
        /// End, exclusive.
        to: NaiveTime,
    },
    /// Between two local dates, both inclusive.
    Dates {
        /// First day.
        from: chrono::NaiveDate,
        /// Last day.
        to: chrono::NaiveDate,
    },
}
