//! A feed of a ticket job: records of any source that are events.

use std::fmt;
use std::time::Duration;

use arrayvec::ArrayString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::feed::Feed;

/// Records that are events.
#[derive(Debug, Clone)]
pub struct EventFeed {
    /// The monitor of its events, by name.
    pub name: String,
    /// What is read, and the mapping of the class `Event`.
    pub feed: Feed,
    /// What it means that an event is not among the records.
    pub absence: FeedAbsence,
    /// How many may be over at once because they are not among the records.
    pub over_at_once: OverAtOnce,
    /// An event of which no record told for so long is over.
    pub over_after: Option<Duration>,
    /// Of an inbox: nothing being pushed to it for so long is told.
    pub dead_man: Option<Duration>,
    /// Where a record has what people say about it.
    pub comments: Option<FeedComments>,
}

/// Where a record has what people say about it: a list of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedComments {
    /// Column of the list.
    pub list: String,
    /// Member of each object that is what was said.
    pub text: String,
    /// Member that says who said it.
    pub author: Option<String>,
    /// Member that says when.
    pub at: Option<String>,
    /// Member that names it for good; `None`: the others do.
    pub id: Option<String>,
}

impl EventFeed {
    /// Whether something can be done at its source about one of its records.
    pub fn can(&self, act: &str) -> bool {
        self.feed.source.from.as_ref().is_some_and(|from| from.acts.iter().any(|known| known == act))
    }
}

/// What it means that an event is not among the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedAbsence {
    /// It is over: the list is complete.
    Over,
    /// It is asked for at the source, by itself: the list is complete, but what is not in it any more may be over,
    /// hidden or deleted.
    Asked,
    /// Nothing: the records are pushed, mailed or exported, and only a row ends an event.
    #[default]
    Nothing,
}

impl FeedAbsence {
    /// Whether the records are all that is open.
    pub fn is_of_list(self) -> bool {
        match self {
            Self::Over | Self::Asked => true,
            Self::Nothing => false,
        }
    }
}

/// How many events of a complete list may be over at once because they are not listed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OverAtOnce {
    /// Any number.
    Unlimited,
    /// At most so many percent of the open ones.
    Most {
        /// Percent.
        percent: f64,
        /// The percentage holds from so many open ones up.
        from: usize,
    },
}

impl Default for OverAtOnce {
    fn default() -> Self {
        Self::Most { percent: 50.0, from: 10 }
    }
}

/// Longest name of an act, in bytes.
const LONGEST: usize = 32;

/// The name of an act that a feed declares: small letters, digits and `_`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActName(ArrayString<LONGEST>);

impl ActName {
    /// Of a text; `None` when it is none.
    pub fn of(text: &str) -> Option<Self> {
        let is_plain = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'_');
        let is_name =
            text.starts_with(|first: char| first.is_ascii_lowercase()) && text.bytes().all(is_plain);
        let name = ArrayString::from(text).ok()?;
        is_name.then_some(Self(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ActName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ActName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ActName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ActName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of(&text).ok_or_else(|| serde::de::Error::custom(text))
    }
}
