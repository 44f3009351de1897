//! What can go wrong with a remote system, and the one place that decides whether trying again can help.
//!
//! Messages name the call (method and URL) without secrets and hold at most a piece of the body.

use crate::message::remote;
use crate::model::journal::Silent;
use crate::model::said::{Said, Say};
use crate::model::ticket::TicketId;

/// A failed call or a refused login. As text it is English; who reads French has it by [`Say`].
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum RemoteError {
    /// The settings cannot work: a bad URL, an unreadable file with authorities.
    Setup(Said),
    /// It does not let us in, or not as the profile or into the entity that is asked for.
    Login {
        /// URL of the system.
        url: String,
        /// What is wrong and what to do, as a sentence.
        reason: Said,
    },
    /// The user or his profile may not do this (HTTP 403).
    Rights {
        /// Method and URL.
        call: Said,
        /// The system's own words.
        message: Said,
    },
    /// No connection: nothing was sent.
    Unreachable {
        /// Method and URL.
        call: Said,
        /// Refused, unknown host, certificate …
        reason: Said,
        /// What the transport said.
        #[source]
        source: reqwest::Error,
    },
    /// The request was sent and no whole answer came: the system may have acted on it.
    Lost {
        /// Method and URL.
        call: Said,
        /// Time-out, connection closed …
        reason: Said,
        /// What the transport said.
        #[source]
        source: reqwest::Error,
    },
    /// An answer that is an error, or that cannot be understood.
    Answer {
        /// Method and URL.
        call: Said,
        /// HTTP status.
        status: u16,
        /// The system's error code, such as `ERROR_RANGE_EXCEED_TOTAL`.
        code: Option<String>,
        /// The system's words, or what is wrong with the answer and a piece of it.
        message: Said,
        /// What is known about the effect.
        kind: FailureKind,
    },
    /// It was carried out, and what it wrote is not shown to us.
    Unseen {
        /// Method and URL.
        call: String,
        /// Where a person finds it, and what to do.
        message: Said,
        /// What was written.
        id: TicketId,
    },
    /// It was answered as done, and not all that was sent is there.
    NotTaken {
        /// Method and URL.
        call: String,
        /// What is not there, and what to do.
        message: Said,
        /// What was written.
        id: TicketId,
    },
    /// The class has no such column at this desk.
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

impl Say for RemoteError {
    fn said(&self) -> Said {
        match self {
            Self::Setup(reason) => reason.clone(),
            Self::Login { url, reason } => remote::cannot_log_in(url, reason).said(),
            Self::Rights { call, message } => remote::not_allowed(call, message).said(),
            Self::Unreachable { call, reason, .. } => remote::failed(call, reason).said(),
            Self::Lost { call, reason, .. } => remote::lost(call, reason).said(),
            // The status where it says something: iTop refuses with 200.
            Self::Answer { call, status: 200..=299, message, kind, .. } if *kind != FailureKind::Unknown => {
                remote::failed(call, message).said()
            }
            Self::Answer { call, status, message, .. } => remote::answered(call, status, message).said(),
            Self::Unseen { call, message, .. } | Self::NotTaken { call, message, .. } => {
                remote::failed(call, message).said()
            }
            Self::NoColumn { class, column, known } => remote::no_column(class, column, known).said(),
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
