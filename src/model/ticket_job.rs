//! A ticket job: which events become tickets, where, with what in them, and how both sides are kept
//! in step. Valid by construction in `config`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::event::{ElementKind, Severity};
pub use super::event_feed::{ActName, EventFeed, FeedAbsence, FeedComments, OverAtOnce};
use super::every_job::{History, JobName, Language, ReportPolicy, Schedule};
use super::field_rule::Template;
use super::ping::PingAt;
use super::ticket::{RefKind, Visibility};

/// `settle` of a job that does not say: longer than servers let a request last.
pub const SETTLE: Duration = Duration::from_secs(15 * 60);

/// A job that turns events into tickets.
#[derive(Debug, Clone)]
pub struct TicketJob {
    /// File name without `.toml`.
    pub name: JobName,
    /// One line for people.
    pub description: String,
    /// When it runs by itself; `None`: only by hand.
    pub schedule: Option<Schedule>,
    /// Monitors in `stocktake.toml`, by name.
    pub monitors: Vec<String>,
    /// Records that are events, each a monitor of its own name.
    pub feeds: Vec<EventFeed>,
    /// Rules in the order of the file: the first that takes an event has it.
    pub rules: Vec<Rule>,
    /// When many events come at once.
    pub storm: Storm,
    /// Where nothing proves that the desk has ended a write which was never answered, it is looked for this
    /// long, and only then written again: the desk may still be at work on it.
    pub settle: Duration,
    /// Whether the report also counts by company.
    pub per_company: Include,
    /// Mail.
    pub report: ReportPolicy,
    /// Where its runs are told.
    pub ping: Option<PingAt>,
    /// The language of what it writes in tickets and monitors where no template of a rule says it.
    pub language: Language,
    /// How long its runs are kept.
    pub history: History,
}

impl TicketJob {
    /// Whether what is pushed to it is kept, to be read as events.
    pub fn has_inbox(&self) -> bool {
        self.feeds.iter().any(|feed| feed.feed.source.is_pushed())
    }

    /// How long nothing may be pushed to it before that is told; `None`: for ever, or nothing is pushed to it.
    pub fn inbox_dead_man(&self) -> Option<Duration> {
        self.feeds.iter().find(|feed| feed.feed.source.is_pushed()).and_then(|feed| feed.dead_man)
    }

    /// Everything that it listens to, by name: monitors, then feeds.
    pub fn listens_to(&self) -> impl Iterator<Item = &str> {
        self.monitors.iter().chain(self.feeds.iter().map(|feed| &feed.name)).map(String::as_str)
    }

    /// Whether it listens to a monitor or a feed of a name.
    pub fn hears(&self, name: &str) -> bool {
        self.listens_to().any(|known| known == name)
    }

    /// The feed of a name.
    pub fn feed(&self, name: &str) -> Option<&EventFeed> {
        self.feeds.iter().find(|feed| feed.name == name)
    }
}

/// What becomes of the events that a rule takes.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name, unique in the job.
    pub name: Arc<str>,
    /// Whether it takes events; tickets that it has go on in any case.
    pub enabled: Include,
    /// Which events.
    pub select: Select,
    /// Desk in `stocktake.toml`, by name.
    pub desk: String,
    /// Class or table of the ticket: `Ticket`, `Incident`, `incident`.
    pub class: String,
    /// As what it is delivered.
    pub delivery: Delivery,
    /// Events with the same values of these share a ticket; empty: each has its own.
    pub group_by: Vec<GroupBy>,
    /// What is written.
    pub words: Words,
    /// First line that fits gives impact, urgency and priority; none fits: the desk's default. The
    /// lines of the rule, then those of the job.
    pub priorities: Vec<PriorityLine>,
    /// Reference data by name: company, contact, team …; without [`RefKind::Ci`].
    pub names: BTreeMap<RefKind, Template>,
    /// Names that are taken where those are not known: of contact and team.
    pub otherwise: BTreeMap<RefKind, Template>,
    /// Those of them, and [`RefKind::Ci`], without which there is no ticket; without the others it is opened.
    pub required: BTreeSet<RefKind>,
    /// Site of the company: its own link to a company of the desk goes before that of the company.
    pub site: Option<Template>,
    /// Whose contact the requester may be.
    pub contact_of: ContactOf,
    /// Which CI or item it is about.
    pub ci: Ci,
    /// Further columns of the desk by their API names.
    pub fields: BTreeMap<String, Template>,
    /// What a changed severity or text does.
    pub on_change: OnChange,
    /// What the end of the problem does.
    pub on_recovery: OnRecovery,
    /// A problem that comes back within this time reopens its ticket; `None`: always a new one.
    pub reopen_within: Option<Duration>,
    /// Resolutions after which a ticket stays closed: `*won't fix*`.
    pub final_resolutions: Vec<Pattern>,
    /// An episode that lasts shorter than this is no news; an event that the monitor calls flapping
    /// is held as long.
    pub hold_down: Duration,
    /// What the robot does once a technician has taken over.
    pub once_taken_over: OnceTakenOver,
    /// Whether an open ticket of a person about the same item is taken instead of a new one.
    pub adopt: Adopt,
    /// What of the ticket follows when its problem gets worse.
    pub follow: Vec<Follow>,
    /// As which notes of the ticket operators' acknowledgements and comments are written; `None`: not.
    pub operator_notes: Option<Visibility>,
    /// What is done in the monitor.
    pub back: Back,
}

/// Which events a rule takes. Empty lists take all.
#[derive(Debug, Clone, Default)]
pub struct Select {
    /// On which side of the operator's acknowledgement.
    pub trigger: Trigger,
    /// Monitors by name.
    pub monitors: Vec<String>,
    /// Host, service, alert.
    pub kinds: Vec<ElementKind>,
    /// These severities.
    pub severities: Vec<Severity>,
    /// Patterns of host names: `*` is any text, case does not matter.
    pub hosts: Vec<Pattern>,
    /// Patterns of services.
    pub services: Vec<Pattern>,
    /// Patterns of groups: one of the event's groups fits.
    pub groups: Vec<Pattern>,
    /// Label → pattern: all fit.
    pub labels: BTreeMap<String, Pattern>,
    /// Begun at least this long ago.
    pub older_than: Duration,
    /// Also states that are not confirmed.
    pub soft: Include,
    /// Also events in a downtime.
    pub in_downtime: Include,
    /// Also services of a host that is down itself.
    pub on_down_hosts: Include,
}

/// Whether events of a kind are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Include {
    /// They are left out.
    #[default]
    No,
    /// They are taken like the others.
    Yes,
}

/// On which side of the operator's acknowledgement an event becomes a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Nobody acknowledged it.
    #[default]
    Unacknowledged,
    /// An operator acknowledged it, and it has no ticket yet.
    Acknowledged,
    /// Both.
    Any,
}

/// A text with `*` for any text, compared without case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(pub String);

impl Pattern {
    /// Whether a text fits.
    pub fn fits(&self, text: &str) -> bool {
        let (pattern, text) = (self.0.to_lowercase(), text.to_lowercase());
        let mut pieces = pattern.split('*');
        let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
        let Some(last) = pieces.next_back() else { return rest.is_empty() };
        for piece in pieces {
            let Some(at) = rest.find(piece) else { return false };
            rest = &rest[at + piece.len()..];
        }
        rest.len() >= last.len() && rest.ends_with(last)
    }
}

/// As what an event is delivered.
#[derive(Debug, Clone)]
pub enum Delivery {
    /// A ticket.
    Ticket,
    /// A note on an existing ticket, whose number the template gives.
    Note {
        /// Number of the ticket.
        ticket: Template,
        /// Work note or comment.
        visibility: Visibility,
    },
}

/// What events of one ticket have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupBy {
    /// The monitor.
    Monitor,
    /// The host.
    Host,
    /// The service's name.
    Service,
    /// The severity.
    Severity,
    /// The value of a label.
    Label(String),
}

/// What is written. Templates see `event` (the worst of the ticket), `events`, `rule`, `job`.
#[derive(Debug, Clone)]
pub struct Words {
    /// One line.
    pub title: Template,
    /// The description.
    pub text: Template,
    /// The note about a change.
    pub change: Template,
    /// The note about the end, also the solution.
    pub recovery: Template,
    /// What is said in the monitor; sees `ticket` too.
    pub remark: Template,
    /// How that reads in other languages where the rule does not say it: by it what was said before the job had
    /// another language is known for ours.
    pub remark_elsewhere: Vec<Template>,
    /// The note about an operator's acknowledgement; sees `said` and `ticket`. `None`: who, of what, when, what.
    pub acknowledgement: Option<Template>,
    /// The note about an operator's comment.
    pub comment: Option<Template>,
}

/// Where a line of the matrix stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineOf {
    /// In the job, for all of its rules.
    #[default]
    Job,
    /// In the rule itself: it goes before those of the job.
    Rule,
}

impl LineOf {
    /// Of the job, as most are.
    pub fn is_of_job(&self) -> bool {
        *self == Self::Job
    }
}

/// A line of the matrix element type × criticality → impact and urgency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityLine {
    /// Where it stands.
    pub of: LineOf,
    /// Element types; empty: all.
    pub kinds: Vec<ElementKind>,
    /// Severities; empty: all.
    pub severities: Vec<Severity>,
    /// Label → pattern, such as the criticality of the element: all fit.
    pub labels: BTreeMap<String, Pattern>,
    /// Impact in the desk's scale.
    pub impact: Option<u8>,
    /// Urgency in the desk's scale.
    pub urgency: Option<u8>,
    /// Priority in the desk's scale, where it does not follow from the other two: GLPI.
    pub priority: Option<u8>,
}

/// Levels of impact, urgency and priority on one scale for every desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// A priority at a GLPI only: beyond the highest.
    Major,
    /// 1 of 5.
    Highest,
    /// 2 of 5.
    High,
    /// 3 of 5.
    Medium,
    /// 4 of 5.
    Low,
    /// 5 of 5.
    Lowest,
}

impl Word {
    /// Those of impact and urgency.
    pub const OF_LEVELS: [Self; 5] = [Self::Highest, Self::High, Self::Medium, Self::Low, Self::Lowest];

    /// Those of a priority.
    pub const ALL: [Self; 6] =
        [Self::Major, Self::Highest, Self::High, Self::Medium, Self::Low, Self::Lowest];

    /// The word in a rule.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Highest => "highest",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Lowest => "lowest",
        }
    }

    /// From 1, the highest, to 5.
    fn place(self) -> u8 {
        match self {
            Self::Major | Self::Highest => 1,
            Self::High => 2,
            Self::Medium => 3,
            Self::Low => 4,
            Self::Lowest => 5,
        }
    }

    /// In a scale from 1, the highest, to `lowest`: what a desk calls high, medium and low stays that.
    pub fn of(self, lowest: u8) -> u8 {
        match lowest {
            0 | 1 => 1,
            // high, medium, low
            2 | 3 => self.place().saturating_sub(1).clamp(1, lowest),
            // critical, high, medium, low
            _ => self.place().min(lowest),
        }
    }

    /// As a GLPI counts priorities: 6 is major, 5 very high, 1 very low.
    pub fn of_glpi(self) -> u8 {
        match self {
            Self::Major => 6,
            other => 6 - other.place(),
        }
    }
}

/// Which CI or item a ticket is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Ci {
    /// None.
    Nothing,
    /// The one of this name.
    Named(Template),
    /// The one that an inventory job keeps for the event's host; by the host's name at a desk that no
    /// inventory is written to.
    OfHost,
}

/// What a changed severity or text does to an open ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnChange {
    /// A note, once for each change.
    Note(Visibility),
    /// A note only when it became worse.
    NoteIfWorse(Visibility),
    /// Nothing.
    Silent,
}

/// What of a ticket follows when its problem gets worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Follow {
    /// The title, unless a person wrote it anew.
    Title,
    /// The description: what it is now is added below.
    Text,
    /// Impact, urgency and priority by the matrix.
    Priority,
}

/// What the end of the problem does to its ticket.
#[derive(Debug, Clone, PartialEq)]
pub enum OnRecovery {
    /// Nothing; the report tells of it.
    Nothing,
    /// A note.
    Note(Visibility),
    /// The ticket is solved once the problem has been gone for this long.
    Solve {
        /// How long.
        after: Duration,
        /// Resolution code of the desk.
        code: Option<String>,
        /// Further columns that the desk requires.
        fields: BTreeMap<String, Template>,
    },
}

/// Whose contact the requester of a ticket may be.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ContactOf {
    /// Of the company of the ticket.
    #[default]
    Company,
    /// Of any company: a provider's own people call for its customers.
    Any,
}

/// What the robot does once a technician has taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnceTakenOver {
    /// It only adds notes.
    #[default]
    Notes,
    /// It is silent.
    Silent,
    /// It goes on as before.
    GoesOn,
}

/// Whether an open ticket of a person is taken instead of a new one.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Adopt {
    /// Never.
    #[default]
    Never,
    /// One that is linked to the same item and names the host and the service.
    SameItem,
}

/// What is done in the monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Back {
    /// Once the ticket is there.
    pub on_open: OnOpen,
    /// Once the ticket is solved or closed while the problem is still there.
    pub on_close: OnClose,
    /// Once the ticket is cancelled or rejected while the problem is still there.
    pub on_cancel: OnClose,
    /// An act of the feed that is done each time the ticket's state is another one, while the problem is there.
    pub on_state: Option<ActName>,
    /// Whether public notes and the closing note of the ticket become comments in the monitor.
    pub ticket_notes: Include,
}

/// What is done in the monitor once the ticket is there.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OnOpen {
    /// The event is acknowledged with the ticket's number and link.
    #[default]
    Acknowledge,
    /// A comment with the ticket's number and link.
    Comment,
    /// Nothing.
    Nothing,
}

/// What is done in the monitor once the ticket is closed while the problem is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnClose {
    /// Nothing: both lives are independent; the report tells of it.
    #[default]
    Nothing,
    /// A comment.
    Comment,
    /// The acknowledgement is taken back.
    Unacknowledge,
    /// The event is closed, where the monitor can.
    Close,
    /// An act that the feed of the event declares.
    Act(ActName),
}

impl OnOpen {
    /// The act of a feed that it needs.
    pub fn act(self) -> Option<&'static str> {
        match self {
            Self::Acknowledge => Some(ACKNOWLEDGE),
            Self::Comment => Some(COMMENT),
            Self::Nothing => None,
        }
    }
}

impl OnClose {
    /// The words that stand for no act of a name of its own.
    pub const WORDS: [(&'static str, Self); 4] = [
        ("nothing", Self::Nothing),
        ("comment", Self::Comment),
        ("unacknowledge", Self::Unacknowledge),
        ("close", Self::Close),
    ];

    /// The act of a feed that it needs.
    pub fn act(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Comment => Some(COMMENT),
            Self::Unacknowledge => Some(TAKE_BACK),
            Self::Close => Some(CLOSE),
            Self::Act(name) => Some(name.as_str()),
        }
    }
}

/// Acts of a feed that stand for what monitors do.
pub const ACKNOWLEDGE: &str = "acknowledge";
/// Takes our acknowledgement back.
pub const TAKE_BACK: &str = "take_back";
/// Adds a comment.
pub const COMMENT: &str = "comment";
/// Closes the event.
pub const CLOSE: &str = "close";

/// When many events come at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Storm {
    /// More tickets than this within `window` are a storm.
    pub above: u32,
    /// The window.
    pub window: Duration,
    /// Counted apart for each value of this: a site, a monitor; `None`: all together.
    pub per: Option<GroupBy>,
    /// An event that is still open after this long gets its own ticket all the same.
    pub promote_after: Duration,
}

impl Default for Storm {
    fn default() -> Self {
        Self {
            above: 20,
            window: Duration::from_secs(600),
            per: None,
            promote_after: Duration::from_secs(3600),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_scale_is_translated_to_that_of_each_desk() {
        let of = |lowest| Word::OF_LEVELS.map(|word| word.of(lowest));
        assert_eq!(of(5), [1, 2, 3, 4, 5], "GLPI");
        assert_eq!(of(4), [1, 2, 3, 4, 4], "urgency of iTop: critical, high, medium, low");
        assert_eq!(of(3), [1, 1, 2, 3, 3], "ServiceNow: high, medium, low");
        assert_eq!(Word::ALL.map(Word::of_glpi), [6, 5, 4, 3, 2, 1]);
    }

    #[test]
    fn a_star_is_any_text_and_case_does_not_matter() {
        let fits = |pattern: &str, text: &str| Pattern(pattern.to_owned()).fits(text);
        assert!(fits("web*", "WEB01") && fits("*", "") && fits("*.lan", "db.lan") && fits("w*b*1", "wxb-01"));
        assert!(fits("web01", "Web01"));
        assert!(!fits("web", "web01") && !fits("*lan", "lan2") && !fits("a*a", "a") && !fits("w*b*b", "wab"));
    }
}
