//! Reference data of a desk as we keep it: with its age, and what disappeared.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ticket::{RefEntry, RefKind};

/// An entry that was pulled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownRef {
    /// The entry as last seen.
    #[serde(flatten)]
    pub entry: RefEntry,
    /// Seen first.
    pub first_seen: DateTime<Utc>,
    /// Seen last.
    pub last_seen: DateTime<Utc>,
    /// A later pull did not show it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_at: Option<DateTime<Utc>>,
}

/// When a kind of a desk was last pulled whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    /// Kind.
    pub kind: RefKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Entries.
    pub count: u64,
}

/// What a pull changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PullChanges {
    /// Entries that were not there before; empty for the first pull of a kind.
    pub new: Vec<RefEntry>,
    /// Entries whose name, company or parent changed: before, after.
    pub changed: Vec<(RefEntry, RefEntry)>,
    /// Entries that disappeared.
    pub gone: Vec<RefEntry>,
    /// Entries in all.
    pub count: u64,
}
