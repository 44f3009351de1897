//! What a run of a ticket job tells people, besides what every run tells.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::event::Severity;
use super::said::{self, InFrench, Said};

/// What became of events and tickets in one run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TicketReport {
    /// Monitors that were asked.
    pub monitors: Vec<SystemStatus>,
    /// Desks that were asked.
    pub desks: Vec<SystemStatus>,
    /// What was done, in the order of [`TicketAction`].
    pub done: Vec<TicketLine>,
    /// What failed and is tried again in the next run.
    pub failed: Vec<TicketLine>,
    /// Events without a ticket, the worst first. Those that have one are only counted.
    pub without_ticket: Vec<EventLine>,
    /// Optional names without which tickets were opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// Open events that have a ticket.
    pub with_ticket: u64,
    /// Tickets whose events are over, and events whose ticket is closed.
    pub out_of_step: Vec<StepLine>,
    /// Storms that are not over.
    pub storms: Vec<StormLine>,
    /// How long things took.
    pub times: Times,
    /// By company, when the job asks for it; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub companies: Vec<CompanyLine>,
}

/// What a report says to people, in one list for those who read it and those who give it its French back.
macro_rules! texts {
    ($report:ident, $iter:ident, $as_one:ident $(, $mut:ident)?) => {{
        let systems = $report.monitors.$iter().chain($report.desks.$iter());
        let lines = $report.done.$iter().chain($report.failed.$iter());
        let events = $report.without_ticket.$iter().map(|event| &$($mut)? event.why);
        let names = $report.left_out.$iter().map(|left| &$($mut)? left.why);
        let troubles = systems.filter_map(|asked| asked.trouble.$as_one());
        troubles.chain(lines.filter_map(|line| line.reason.$as_one())).chain(events).chain(names)
    }};
}

impl TicketReport {
    /// What the state keeps beside its English texts.
    pub fn in_french(&self) -> InFrench {
        said::in_french(texts!(self, iter, as_ref))
    }

    /// Gives its texts the French that the state has beside them.
    pub fn restore_french(&mut self, french: &InFrench) {
        said::restore(texts!(self, iter_mut, as_mut, mut), french);
    }

    /// Takes out the links to the tickets of these desks.
    pub fn drop_links(&mut self, of: impl Fn(&str) -> bool) {
        let lines = self.done.iter_mut().chain(&mut self.failed).map(|line| (&line.desk, &mut line.url));
        let steps = self.out_of_step.iter_mut().map(|step| (&step.desk, &mut step.url));
        let storms = self.storms.iter_mut().map(|storm| (&storm.desk, &mut storm.url));
        for (_, url) in lines.chain(steps).chain(storms).filter(|(desk, _)| of(desk)) {
            *url = None;
        }
    }

    /// Monitors and desks that could not be asked, or whose silence means nothing.
    pub fn troubled(&self) -> impl Iterator<Item = &SystemStatus> {
        self.monitors.iter().chain(&self.desks).filter(|asked| asked.trouble.is_some())
    }

    /// Events that stay without a ticket until a person does something.
    pub fn for_people(&self) -> impl Iterator<Item = &EventLine> {
        self.without_ticket.iter().filter(|event| event.needs_person())
    }

    /// What did not go as it should: what the next run tells again when it is still so.
    pub fn problems(&self) -> BTreeSet<Problem<'_>> {
        let failed = self.failed.iter().map(|line| Problem::Failed {
            action: line.action,
            ticket: if line.key.is_empty() { &line.title } else { &line.key },
        });
        let troubled = self.troubled().map(|asked| Problem::Trouble { system: &asked.name });
        let waiting =
            self.for_people().map(|event| Problem::Waits { monitor: &event.monitor, event: &event.event });
        let left_out = self.left_out.iter().map(|left| Problem::LeftOut { key: &left.key, name: &left.name });
        failed.chain(troubled).chain(waiting).chain(left_out).collect()
    }

    /// How often something was done.
    pub fn times_done(&self, action: TicketAction) -> u64 {
        self.done.iter().filter(|line| line.action == action).count() as u64
    }
}

/// An optional name that is not known, or not any more: tickets were opened without it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Key of the rule: `contact`, `team` …
    pub key: String,
    /// The name.
    pub name: String,
    /// Why, as a sentence without a full stop.
    pub why: Said,
    /// How many tickets.
    pub tickets: u64,
}

impl LeftOut {
    /// Adds a ticket to what is counted.
    pub fn count(all: &mut Vec<Self>, key: &str, name: &str, why: &Said) {
        let same = |left: &&mut Self| left.key == key && left.name == name && left.why == *why;
        match all.iter_mut().find(same) {
            Some(left) => left.tickets += 1,
            None => {
                all.push(Self { key: key.to_owned(), name: name.to_owned(), why: why.clone(), tickets: 1 })
            }
        }
    }
}

/// What did not go as it should in a run; equal in two runs when it is still the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem<'r> {
    /// An act failed.
    Failed {
        /// What.
        action: TicketAction,
        /// Key of the ticket, or what it would be about.
        ticket: &'r str,
    },
    /// A monitor or a desk could not be asked, or does not show everything.
    Trouble {
        /// Name in `stocktake.toml`.
        system: &'r str,
    },
    /// Tickets were opened without a name of a rule.
    LeftOut {
        /// Key of the rule.
        key: &'r str,
        /// The name.
        name: &'r str,
    },
    /// An event waits for a person.
    Waits {
        /// Monitor, by name.
        monitor: &'r str,
        /// Key of the episode.
        event: &'r str,
    },
}

/// A system that was asked, and how that went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SystemStatus {
    /// Name in `stocktake.toml`.
    pub name: String,
    /// Open events, or tickets that were read.
    pub count: u64,
    /// Why it could not be asked, or why what it does not show means nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Said>,
}

/// What was done with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketAction {
    /// A ticket was opened.
    Opened,
    /// A ticket that was opened before an interruption was found.
    Found,
    /// A ticket of a person was taken.
    Adopted,
    /// A note was delivered on a ticket of a person.
    Delivered,
    /// A ticket was reopened.
    Reopened,
    /// A ticket was solved.
    Solved,
    /// Title, text or priority of a ticket followed its worse problem.
    Revised,
    /// A note was written in a ticket.
    Noted,
    /// An event was acknowledged with the ticket's number.
    Acknowledged,
    /// An event got a comment with the ticket's number.
    Commented,
    /// What a person said in the ticket was told in the monitor.
    Relayed,
    /// The monitor was told that the ticket is closed.
    ToldClosed,
    /// The source of the event was told the ticket's state.
    ToldState,
}

impl TicketAction {
    /// Every action, in the order of reports.
    pub const ALL: [Self; 13] = [
        Self::Opened,
        Self::Found,
        Self::Adopted,
        Self::Delivered,
        Self::Reopened,
        Self::Solved,
        Self::Revised,
        Self::Noted,
        Self::Acknowledged,
        Self::Commented,
        Self::Relayed,
        Self::ToldClosed,
        Self::ToldState,
    ];

    /// The word in tables and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Found => "found",
            Self::Adopted => "adopted",
            Self::Delivered => "delivered",
            Self::Reopened => "reopened",
            Self::Solved => "solved",
            Self::Revised => "revised",
            Self::Noted => "noted",
            Self::Acknowledged => "acknowledged",
            Self::Commented => "commented",
            Self::Relayed => "relayed",
            Self::ToldClosed => "told_closed",
            Self::ToldState => "told_state",
        }
    }

    /// The action of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == word)
    }
}

/// Something that was done with a ticket, or failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TicketLine {
    /// What.
    #[serde(rename = "deed")]
    pub action: TicketAction,
    /// Desk, by name.
    pub desk: String,
    /// Our key.
    pub key: String,
    /// Number for people, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Direct link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Rule, by name.
    pub rule: String,
    /// Company, as the rule named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The worst of its events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Its events, for people.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Said>,
}

/// An event without a ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventLine {
    /// Monitor, by name.
    pub monitor: String,
    /// Key of the episode.
    pub event: String,
    /// Host and service, for people.
    pub label: String,
    /// How bad.
    pub severity: Severity,
    /// Begin.
    pub since: DateTime<Utc>,
    /// Why it has none, as a sentence without a full stop.
    pub why: Said,
    /// What is counted together: `no_rule`, `young`, `acknowledged`, `storm`, `failed` …
    pub reason: String,
}

impl EventLine {
    /// True when it gets no ticket by waiting: no rule is about it, or its ticket failed.
    pub fn needs_person(&self) -> bool {
        matches!(self.reason.as_str(), "no_rule" | "failed")
    }
}

/// Two lives that no longer agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepLine {
    /// How.
    pub how: Disagreement,
    /// Desk, by name.
    pub desk: String,
    /// Number for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Direct link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// State in the desk's words.
    pub state: String,
    /// Since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<DateTime<Utc>>,
}

/// How ticket and events disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// The events are over, and the ticket is open.
    EventsAreOver,
    /// The ticket is closed, and an event is still open.
    EventIsOpen,
    /// The desk does not show the ticket any more.
    TicketIsGone,
    /// It is open, and its event is not listed, though what is checked is still bad.
    EventIsHidden,
    /// It is open, and what is checked has not been checked since the monitor forgot its state.
    ObjectIsPending,
    /// It is open, and what is checked is switched off in the monitor.
    ObjectIsSwitchedOff,
    /// It is open, and what is checked is deleted, or out of our user's sight.
    ObjectIsNotShown,
    /// It is open, and nothing shows that the monitor is still told of problems.
    MonitorIsUnfed,
}

impl Disagreement {
    /// Every one, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::EventsAreOver,
        Self::EventIsOpen,
        Self::TicketIsGone,
        Self::EventIsHidden,
        Self::ObjectIsPending,
        Self::ObjectIsSwitchedOff,
        Self::ObjectIsNotShown,
        Self::MonitorIsUnfed,
    ];
}

/// A storm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StormLine {
    /// What storms are counted apart by; empty: all together.
    pub site: String,
    /// Desk, by name.
    pub desk: String,
    /// Number of its ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Direct link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Events under it that are still open and have no ticket of their own.
    pub held_back: u64,
    /// Begin.
    pub since: DateTime<Utc>,
}

/// How long things took, over the tickets that got there within the last day: medians in seconds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Times {
    /// From the begin of the event to its ticket.
    pub to_ticket: Option<u64>,
    /// From the ticket to its first assignment.
    pub to_assignment: Option<u64>,
    /// From the ticket to its resolution.
    pub to_resolution: Option<u64>,
    /// Tickets of the job that are open.
    pub open: u64,
}

/// A company.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CompanyLine {
    /// As rules named it; empty: none.
    pub company: String,
    /// Opened in this run.
    pub opened: u64,
    /// Reopened in this run.
    pub reopened: u64,
    /// Solved in this run.
    pub solved: u64,
    /// Failed in this run.
    pub failed: u64,
    /// Open.
    pub open: u64,
}
