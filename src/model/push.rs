//! What a monitor pushed to a job: stored before it is answered, read by a run, kept for a while to be explained.

use chrono::{DateTime, Utc};

use super::journal::RunId;

/// Member of each row that says of which push it is.
pub const MEMBER: &str = "push";

/// A body that was pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// Id: a UUIDv7 as text.
    pub id: String,
    /// Job.
    pub job: String,
    /// Who pushed it.
    pub pushed_by: String,
    /// When it was stored.
    pub pushed_at: DateTime<Utc>,
    /// Its text: a JSON document, or one a line.
    pub body: String,
    /// What became of it, and in which run; `None`: it waits.
    pub end: Option<(PushEnd, RunId)>,
}

/// What became of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushEnd {
    /// What it says is kept.
    Read,
    /// Some of it, or all, could not be used; the run has told what.
    Rejected,
}

/// What is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewPush<'a> {
    /// Job.
    pub job: &'a str,
    /// Who pushes.
    pub pushed_by: &'a str,
    /// What who pushes calls it: the same key once more is the same push. `None`: it has no name.
    pub key: Option<&'a str>,
    /// SHA-256 of the body, in hex.
    pub digest: &'a str,
    /// The body.
    pub body: &'a str,
    /// When it came.
    pub now: DateTime<Utc>,
}

/// What became of the wish to keep a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It is stored by now, whether by this call or by one before it.
    Stored {
        /// Its id.
        id: String,
        /// When it was stored.
        pushed_at: DateTime<Utc>,
    },
    /// Its key was used for another body.
    KeyOfAnother,
    /// As much as may wait for the job does.
    Full,
}

/// How much may wait for a job.
#[derive(Debug, Clone, Copy)]
pub struct Backlog {
    /// Bodies.
    pub count: i64,
    /// Bytes of all of them.
    pub bytes: i64,
}
