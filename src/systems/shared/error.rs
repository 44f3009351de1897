//! What can go wrong with a remote system, and the one place that decides whether trying again can help.
//!
//! Messages name the call (method and URL) without secrets and hold at most a piece of the body.

use crate::model::journal::Silent;
use crate::model::ticket::TicketId;

crate::model::said::words!(RemoteError);

/// A failed call or a refused login.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// The settings cannot work: a bad URL, an unreadable file with authorities.
    #[error("{0}")]
    Setup(String),
    /// It does not let us in, or not as the profile or into the entity that is asked for.
    #[error("cannot log in at {url}: {reason}")]
    Login {
        /// URL of the system.
        url: String,
        /// What is wrong and what to do, as a sentence.
        reason: String,
    },
    /// The user or his profile may not do this (HTTP 403).
    #[error("{call}: not allowed: {message}")]
    Rights {
        /// Method and URL.
        call: String,
        /// The system's own words.
        message: String,
    },
    /// No connection: nothing was sent.
    #[error("{call}: {reason}")]
    Unreachable {
        /// Method and URL.
        call: String,
        /// Refused, unknown host, certificate …
        reason: String,
        /// What the transport said.
        #[source]
        source: reqwest::Error,
    },
    /// The request was sent and no whole answer came: the system may have acted on it.
    #[error("{call}: {reason}; whether it was carried out is not known")]
    Lost {
        /// Method and URL.
        call: String,
        /// Time-out, connection closed …
        reason: String,
        /// What the transport said.
        #[source]
        source: reqwest::Error,
    },
    /// An answer that is an error, or that cannot be understood.
    #[error("{call}: {}{message}", shown(*status, *kind))]
    Answer {
        /// Method and URL.
        call: String,
        /// HTTP status.
        status: u16,
        /// The system's error code, such as `ERROR_RANGE_EXCEED_TOTAL`.
        code: Option<String>,
        /// The system's words, or what is wrong with the answer and a piece of it.
        message: String,
        /// What is known about the effect.
        kind: FailureKind,
    },
    /// It was carried out, and what it wrote is not shown to us.
    #[error("{call}: {message}")]
    Unseen {
        /// Method and URL.
        call: String,
        /// Where a person finds it, and what to do.
        message: String,
        /// What was written.
        id: TicketId,
    },
    /// It was answered as done, and not all that was sent is there.
    #[error("{call}: {message}")]
    NotTaken {
        /// Method and URL.
        call: String,
        /// What is not there, and what to do.
        message: String,
        /// What was written.
        id: TicketId,
    },
    /// The class has no such column at this desk.
    #[error("{class} has no column `{column}` at this desk; it has {known}")]
    NoColumn {
        /// Class.
        class: String,
        /// Column that was asked for.
        column: String,
        /// Columns that there are, comma-separated.
        known: String,
    },
}

/// What a failure means for the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// It was refused; the same request will be refused again.
    Permanent,
    /// Nothing was done; the same request may work later.
    NotDone,
    /// It may have been carried out.
    Unknown,
}

/// The status where it says something: iTop refuses with 200.
fn shown(status: u16, kind: FailureKind) -> String {
    match (status, kind) {
        (200..=299, FailureKind::Permanent | FailureKind::NotDone) => String::new(),
        (_, FailureKind::Permanent | FailureKind::NotDone | FailureKind::Unknown) => {
            format!("HTTP {status}: ")
        }
    }
}

impl RemoteError {
    /// What the failure means for the request.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::Setup(_)
            | Self::Login { .. }
            | Self::Rights { .. }
            | Self::NotTaken { .. }
            | Self::NoColumn { .. } => FailureKind::Permanent,
            Self::Unreachable { .. } => FailureKind::NotDone,
            Self::Lost { .. } | Self::Unseen { .. } => FailureKind::Unknown,
            Self::Answer { kind, .. } => *kind,
        }
    }

    /// Who did not say what came of the request.
    pub fn silent(&self) -> Silent {
        match self {
            Self::Answer { status: 502 | 504, .. } => Silent::Gateway,
            Self::Answer { .. }
            | Self::Setup(_)
            | Self::Login { .. }
            | Self::Rights { .. }
            | Self::Unreachable { .. }
            | Self::Lost { .. }
            | Self::Unseen { .. }
            | Self::NotTaken { .. }
            | Self::NoColumn { .. } => Silent::Server,
        }
    }

    /// True when the same request cannot succeed later.
    pub fn is_permanent(&self) -> bool {
        self.kind() == FailureKind::Permanent
    }

    /// The system's error code, when it gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Answer { code, .. } => code.as_deref(),
            Self::Setup(_)
            | Self::Login { .. }
            | Self::Rights { .. }
            | Self::Unreachable { .. }
            | Self::Lost { .. }
            | Self::Unseen { .. }
            | Self::NotTaken { .. }
            | Self::NoColumn { .. } => None,
        }
    }
}

impl FailureKind {
    /// What an HTTP status that is no success means. `retry_after`: the answer names a time to
    /// come back, which only a server does that did not take the request on.
    pub fn of_status(status: u16, retry_after: bool) -> Self {
        match status {
            429 => Self::NotDone,
            503 if retry_after => Self::NotDone,
            408 | 425 | 500..=599 => Self::Unknown,
            // A success that nobody understands: PHP answers 200 with nothing after a crash.
            200..=299 => Self::Unknown,
            _ => Self::Permanent,
        }
    }
}
