//! Events that come as records: what one row says of an episode, and what is known of an episode so far.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::Event;
use super::origin::Origin;

/// What one row of a feed says.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// The key of the episode, where the mapping has one.
    pub key: Option<String>,
    /// As the row tells it; key and begin are those of the row as far as it has them.
    pub event: Event,
    /// When the episode began, as the row says.
    pub since: Option<DateTime<Utc>>,
    /// When something of it changed, as the row says.
    pub changed_at: Option<DateTime<Utc>>,
    /// It says that the episode is over.
    pub over: bool,
    /// When it ended, as the row says.
    pub over_at: Option<DateTime<Utc>>,
    /// Digest of all that the mapping took of the row, of what was pushed the push and the row in it: the same row
    /// read again has the same.
    pub digest: String,
    /// Where it was read.
    pub origin: Origin,
    /// The row as it was read, by column.
    pub record: serde_json::Value,
}

impl EventRow {
    /// The moment that the row is about, as far as it says one.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        let end = self.over_at.filter(|_| self.over);
        end.or(self.changed_at).or(self.since)
    }
}

/// An episode of a feed, kept between runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownEpisode {
    /// Its key.
    pub key: String,
    /// As it was told last.
    pub event: Event,
    /// The row that told it last, by column.
    pub record: serde_json::Value,
    /// Its end, as far as it is known; what was pushed may tell one before the begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_at: Option<DateTime<Utc>>,
    /// Digests of the rows that told of it last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<String>,
    /// A row told of it last.
    pub seen_at: DateTime<Utc>,
    /// It was asked for last, because the list did not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_at: Option<DateTime<Utc>>,
}

impl KnownEpisode {
    /// Whether it is not over.
    pub fn is_open(&self) -> bool {
        self.over_at.is_none()
    }
}
