//! A mail that waits to be sent. Built by `report`, kept by `store`, sent by `engine`.

use chrono::{DateTime, Utc};

use super::journal::RunId;
use super::said::Said;

/// A finished mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Id: a UUIDv7 as text.
    pub id: String,
    /// Run that it reports; `None` for a mail about what no run has done.
    pub run: Option<RunId>,
    /// Subject.
    pub subject: String,
    /// Addresses of the envelope.
    pub recipients: Vec<String>,
    /// The message as it goes over the wire (RFC 5322).
    pub eml: Vec<u8>,
    /// Its HTML part, for the file transport.
    pub html: String,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// To be sent at its next try.
    Waiting,
    /// Accepted by the server.
    Sent,
    /// Refused for good, or too often.
    GivenUp,
}

impl MailState {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::GivenUp => "given_up",
        }
    }
}

/// A mail of the outbox without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailStatus {
    /// Id.
    pub id: String,
    /// Run that it reports.
    pub run: Option<RunId>,
    /// Subject.
    pub subject: String,
    /// What became of it.
    pub state: MailState,
    /// Tries so far.
    pub attempts: u32,
    /// When it is tried next, while it waits.
    pub next_try_at: DateTime<Utc>,
    /// Why the last try failed.
    pub error: Option<Said>,
}
