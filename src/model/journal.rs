//! Runs and their journal: what a run set out to do and what came of it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::change::{Counts, FieldChange, Operation, Retirement};
use super::said::Said;
use super::value::Value;

crate::model::said::words!(RunId);

/// Id of a run: a UUIDv7 as text, so that ids sort by start.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub String);

impl RunId {
    /// The end of an id, by which commands take it: its begin is the time, which runs of one night share.
    pub fn short(&self) -> &str {
        self.0.rsplit('-').next().unwrap_or(&self.0)
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    /// Under way.
    Running,
    /// Everything was done.
    Done,
    /// Done, but some changes failed or too many records were rejected.
    Partial,
    /// Refused by a limit; nothing was written.
    Refused,
    /// Could not run.
    Failed,
    /// The process ended before the run did.
    Interrupted,
}

impl RunState {
    /// The word in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Partial => "partial",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What started a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A person at a terminal.
    Command,
    /// The schedule.
    Schedule,
    /// Requests of the API that waited.
    Request,
}

/// One execution of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Id.
    pub id: RunId,
    /// Job.
    pub job: String,
    /// What started it.
    pub trigger: Trigger,
    /// What came of it.
    pub state: RunState,
    /// Start, UTC, microseconds.
    pub started_at: DateTime<Utc>,
    /// End.
    pub finished_at: Option<DateTime<Utc>>,
    /// Host name and process id of the program that runs it.
    pub node: String,
    /// Last sign of life; a running run without one for two minutes was interrupted.
    pub alive_at: DateTime<Utc>,
    /// Counts of its plan.
    pub counts: Counts,
    /// Changes that were written.
    pub applied: u64,
    /// Changes that failed.
    pub failed: u64,
    /// Changes left out because the item changed since the plan.
    #[serde(rename = "moved")]
    pub changed_since_plan: u64,
    /// Digest of its plan.
    pub digest: Option<String>,
    /// Records read, per mapping.
    pub records: std::collections::BTreeMap<String, u64>,
    /// Why it failed or was refused, for people.
    pub message: Option<Said>,
}

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Set out to do it; without an outcome it is settled at the next start.
    Started,
    /// Done.
    Done,
    /// The desk refused it.
    Failed,
    /// Left out: somebody changed the item since the plan was made.
    #[serde(rename = "moved")]
    ChangedSincePlan,
    /// Set out to do it before an interruption, and found not done later.
    Undone,
}

impl EntryState {
    /// The word in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::ChangedSincePlan => "moved",
            Self::Undone => "undone",
        }
    }
}

/// One line of the journal: a write of one row at the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in the run, from 1.
    pub seq: i64,
    /// The desk's class that is written (`Computer`, `Item_OperatingSystem`, `Manufacturer`).
    pub class: String,
    /// What is done.
    pub operation: Operation,
    /// Key of the record; empty for reference rows.
    pub source_key: String,
    /// Child set that the row belongs to; `None` for items, reference rows and links of contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<super::schema::Part>,
    /// Name for people.
    pub label: String,
    /// Id at the desk, known before (update) or after (create).
    pub remote_id: Option<i64>,
    /// Fields as in the plan (JSON of `Vec<FieldChange>`).
    pub fields: Vec<super::change::FieldChange>,
    /// What came of it.
    pub state: EntryState,
    /// Why it failed or moved.
    pub message: Option<Said>,
}

impl Entry {
    /// For a retirement: which step it was. One for good has the precondition that the item still is in the
    /// trash, and writes no field.
    pub fn retirement(&self) -> Option<Retirement> {
        if self.operation != Operation::Retire {
            return None;
        }
        let was_in_trash = |field: &FieldChange| field.was == Value::Bool(true) && field.to == field.was;
        Some(if self.fields.iter().any(was_in_trash) {
            Retirement::Purge
        } else if self.fields.iter().any(|field| field.was != field.to) {
            Retirement::Flag
        } else {
            Retirement::Trash
        })
    }
}

/// What came of one entry, recorded after the call.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryOutcome {
    /// Position of the entry.
    pub seq: i64,
    /// What came of it.
    pub state: EntryState,
    /// Id at the desk, when it is known now.
    pub remote_id: Option<i64>,
    /// Why it failed or moved.
    pub message: Option<Said>,
}

/// How a write was sent, as long as its outcome is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// When.
    pub at: DateTime<Utc>,
    /// What proves that the server has ended it, sealed.
    pub proof: Option<String>,
}

/// Who left a write without a usable answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silent {
    /// The system itself, or the way to it.
    Server,
    /// A gateway answered in its place (502, 504): the write may wait before the system and not have
    /// begun, so that nothing proves its end for certain.
    Gateway,
}

/// An entry without an outcome, of a run that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenEntry {
    /// Its run.
    pub run: RunId,
    /// The entry.
    pub entry: Entry,
    /// How it was sent; `None`: it never was.
    pub sending: Option<Sending>,
    /// Who was silent, as far as the run came to know it.
    pub silent: Option<Silent>,
}
