//! Events: problem episodes as a monitor tells them, in one form for all monitors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How bad an event is, the worst last. Each monitor says which of its own words is which.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For information (Zabbix 0 and 1, a label `info`).
    Information,
    /// Warning (Icinga WARNING, Zabbix 2).
    Warning,
    /// The check itself does not know (Icinga UNKNOWN, a host UNREACHABLE).
    Unknown,
    /// Zabbix 3, average.
    Average,
    /// Critical (Icinga CRITICAL, Zabbix 4, high).
    Critical,
    /// A host that is down, Zabbix 5, disaster.
    Disaster,
}

impl Severity {
    /// The word in files, tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Information => "information",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Average => "average",
            Self::Critical => "critical",
            Self::Disaster => "disaster",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What an event is about.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ElementKind {
    /// A whole host.
    Host,
    /// A service of a host.
    Service,
    /// A trigger or an alert that may be about anything.
    Alert,
}

/// Whether the monitor has confirmed a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It is still being checked again.
    Soft,
    /// It is confirmed. Monitors without the idea are always hard.
    Hard,
}

/// An acknowledgement in the monitor.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who, when the monitor tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

/// One problem episode: from the moment something left its good state until it is back there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Monitor in `stocktake.toml`.
    pub monitor: String,
    /// Names the episode among all episodes of the monitor: the same through every change of
    /// severity and over restarts, another one after a recovery. At most 200 characters.
    pub key: String,
    /// Names what is checked, the same in every episode: `web01!http`, a trigger id, a fingerprint.
    pub object: String,
    /// What it is about.
    pub kind: ElementKind,
    /// Host name, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Address of the host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Name of the service, of the trigger or of the alert; `None` for a host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Groups of the host and of the service, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Tags, labels and custom variables that are plain texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// How bad it is.
    pub severity: Severity,
    /// The monitor's own word: `CRITICAL`, `DOWN`, `High`.
    pub state: String,
    /// Whether the state is confirmed.
    pub certainty: Certainty,
    /// Acknowledged (Alertmanager: silenced).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<Acknowledgement>,
    /// In a downtime, in maintenance, silenced by a silence that is not an acknowledgement of
    /// ours, or inhibited.
    pub in_downtime: bool,
    /// The host of this service is itself down.
    pub host_is_down: bool,
    /// The monitor calls it flapping.
    pub flapping: bool,
    /// Begin of the episode.
    pub since: DateTime<Utc>,
    /// Last change of its state or severity.
    pub changed_at: DateTime<Utc>,
    /// First line for people.
    pub title: String,
    /// The rest: output, description.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Page of it in the monitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Between a monitor's key and what tells its second episode of that key from the first.
const AGAIN: char = '~';

impl Event {
    /// It, to ask about.
    pub fn watched(&self) -> Watched<'_> {
        Watched { key: &self.key, object: &self.object, unlisted_since: None }
    }

    /// Host and service, for people.
    pub fn label(&self) -> String {
        match (&self.host, &self.service) {
            (Some(host), Some(service)) => format!("{host} / {service}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.object.clone(),
        }
    }

    /// Whether nobody takes care of it: it is confirmed, not acknowledged, and in no downtime.
    pub fn is_open(&self) -> bool {
        self.certainty == Certainty::Hard && self.acknowledged.is_none() && !self.in_downtime
    }

    /// Its key as its monitor has it.
    pub fn key_at_monitor(&self) -> &str {
        let mut key = self.key.as_str();
        while let Some((first, time)) = key.rsplit_once(AGAIN) {
            if time.is_empty() || !time.bytes().all(|sign| sign.is_ascii_digit()) {
                break;
            }
            key = first;
        }
        key
    }

    /// It is the next episode with its key: the one before was over at this time. Returns whether its key is
    /// another one now.
    pub fn name_again(&mut self, over_at: DateTime<Utc>) -> bool {
        let key = self.key_again(over_at);
        let is_new = key != self.key;
        self.key = key;
        is_new
    }

    /// The key of the next episode with its key.
    pub fn key_again(&self, over_at: DateTime<Utc>) -> String {
        format!("{}{AGAIN}{}", self.key_at_monitor(), over_at.timestamp())
    }
}

/// What a monitor shows at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Every open problem, acknowledged or not, confirmed or not, sorted by key.
    pub events: Vec<Event>,
    /// How much an event that is not among them means.
    pub sight: Sight,
    /// What became of episodes that are not among them, by key, as far as their objects were asked. Of
    /// one that is not here nothing is known: it may still be open.
    pub unlisted: BTreeMap<String, Unlisted>,
    /// How long an acknowledgement lasts there.
    pub acknowledgements: Lasting,
    /// Keys of events whose acknowledgement in our name, if they had one, ends soon, ran out, or was forgotten
    /// by the monitor. One that a person took away is none of them.
    pub lapsed: BTreeSet<String>,
    /// Episodes that are over, by key, as records told of their end; what is no record does not tell.
    pub ended: BTreeMap<String, Event>,
}

impl Seen {
    /// The list alone, where acknowledgements go with the problem: no object has been asked yet.
    pub fn list(events: Vec<Event>, sight: Sight) -> Self {
        Self {
            events,
            sight,
            unlisted: BTreeMap::new(),
            acknowledgements: Lasting::UntilOver,
            lapsed: BTreeSet::new(),
            ended: BTreeMap::new(),
        }
    }
}

/// How long an acknowledgement lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// It goes with the recovery.
    UntilOver,
    /// It is there until it is taken back, and mutes the next episode too.
    UntilTakenBack,
}

/// An episode about which its object is asked: mostly one that its monitor no longer lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched<'e> {
    /// Key of the episode.
    pub key: &'e str,
    /// What is checked.
    pub object: &'e str,
    /// Since when it has not been listed, as far as runs before this one know.
    pub unlisted_since: Option<DateTime<Utc>>,
}

impl Watched<'_> {
    /// Host and service of monitors that name objects by them.
    pub fn names(&self) -> (&str, Option<&str>) {
        match self.object.split_once('!') {
            Some((host, service)) => (host, Some(service)),
            None => (self.object, None),
        }
    }
}

/// What an episode is that its monitor does not list. Only the first means that the problem is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlisted {
    /// Its object was checked and found well.
    Over,
    /// Its object is still bad: something hides it from the list, such as a narrower filter.
    StillBad,
    /// Its object has not been checked since the monitor forgot what it knew.
    Pending,
    /// Its object is not watched any more: the host, the service or the trigger was switched off.
    SwitchedOff,
    /// Its object is not there: it was deleted, or our user may no longer see it.
    NotShown,
    /// It has not been absent for as long as a sender may be silent.
    Waiting,
    /// Nothing shows that the monitor is still told of problems.
    Unfed,
}

/// How much an absence means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// All was seen: what is not listed is over.
    Full,
    /// What is not listed may still be open: why, as a sentence. Nothing is closed on it.
    Partial(super::said::Said),
}

/// Something that was said about an event in its monitor: a comment. Acknowledgements stand with the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorNote {
    /// Names it among all that was said of the event, as long as it is there.
    pub id: String,
    /// Who, when the monitor tells.
    pub author: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What.
    pub text: String,
}

/// What is said in the monitor about an event, with the ticket's number and link in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Who, for monitors that ask for an author.
    pub author: String,
    /// What is said.
    pub text: String,
}
