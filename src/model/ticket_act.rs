//! The journal of ticket jobs: what a run set out to do at a desk or a monitor, and what came of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::journal::{EntryState, RunId, Sending, Silent};
use super::said::Said;
use super::ticket::TicketKey;
use super::ticket_report::TicketAction;

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketAct {
    /// Position in the run, from 1.
    pub seq: i64,
    /// What is done.
    pub action: TicketAction,
    /// Desk or monitor, by name.
    pub system: String,
    /// Ticket.
    pub ticket: TicketKey,
    /// Name for people: the ticket's title, or the event's host and service.
    pub label: String,
    /// Names the act: one with the same mark is done once. Empty for acts that may be repeated.
    pub mark: String,
    /// Set out to do it.
    pub started_at: DateTime<Utc>,
    /// What came of it.
    pub state: EntryState,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Said>,
}

/// An act without an outcome, of a run that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenAct {
    /// Run.
    pub run: RunId,
    /// Act.
    pub act: TicketAct,
    /// How it was sent; `None`: it never was.
    pub sending: Option<Sending>,
    /// Who was silent; `None` when the program ended before it could tell.
    pub silent: Option<Silent>,
}

/// One moment in the life of a ticket, kept as long as the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Ticket.
    pub ticket: TicketKey,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened: `intended`, `opened`, `state`, `assigned`, `noted`, `joined`, `unlinked` …
    pub what: String,
    /// For people: the new state, who was assigned, the event that joined.
    pub detail: Said,
    /// Run that saw or did it; `None`: a person by a command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}
