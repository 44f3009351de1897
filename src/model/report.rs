//! What a run tells people. Built by `engine` from the journal, rendered and mailed by `report`.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::change::{Counts, Kept, Plan, Refusal, Reject};
use super::job::Language;
use super::journal::{Entry, Run};
use super::question::{AskedQuestion, Known, Question};
use super::said::Said;
use super::schema::Schema;
use super::ticket_report::TicketReport;

/// Everything a mail or a terminal shows of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// What its system can hold; `None` where it is no target.
    #[serde(skip)]
    pub schema: Option<&'static Schema>,
    /// The run.
    pub run: Run,
    /// One line of the job.
    pub description: String,
    /// System that was written to.
    pub system: String,
    /// The project's folder, in which commands are given.
    pub folder: PathBuf,
    /// Counts of the plan.
    pub counts: Counts,
    /// Journal lines, in their order: done, failed, moved.
    pub entries: Vec<Entry>,
    /// Records and values that could not be used.
    pub rejects: Vec<Reject>,
    /// Hand edits that stay.
    pub kept: Vec<Kept>,
    /// Which of both were reported before.
    pub known: Known,
    /// What a person has to decide, and what was solved; the most urgent topic first.
    pub questions: Vec<AskedQuestion>,
    /// Limits that refused the plan.
    pub refusals: Vec<Refusal>,
    /// Command with which a person goes on after a refusal.
    pub go_on: Option<String>,
    /// What a refused plan would do; its JSON is that of the saved plan.
    #[serde(skip)]
    pub planned: Option<Arc<Plan>>,
    /// What became of events and tickets; `None`: it is no run of a ticket job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tickets: Option<Box<TicketReport>>,
    /// Columns of mappings that the sources lack, and columns of sources that no mapping reads, one line
    /// each. Nobody has to decide anything: the run has done what it could.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Said>,
    /// What was found out about the records of its sources as a whole, one line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Said>,
    /// What was noted on the way, one line each: files that were read before, locks without an item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Said>,
    /// Names and items that may be one thing and that the job does not feed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<Question>,
    /// Address of the pages of its system that people open in a browser.
    pub pages: Option<String>,
    /// Address of the console, where people open it in a browser.
    #[serde(skip)]
    pub console: Option<String>,
    /// Next time the schedule starts the job.
    pub next_run: Option<DateTime<Utc>>,
    /// IANA zone in which times are shown.
    pub zone: String,
    /// Language of the mail.
    pub language: Language,
}
