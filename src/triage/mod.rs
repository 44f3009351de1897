//! Pure: events, our tickets and the desk's answers in; what is to be done out.
//!
//! Nothing here calls anybody or looks at the clock: the time is an argument. The same situation
//! gives the same acts, so that what `plan` shows is what `run` does.

mod again;
mod effect;
mod elsewhere;
pub mod feed;
mod follow;
mod group;
mod keep;
mod open;
pub mod plan;
pub mod render;
mod said;
mod select;
mod storm;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::message;
use crate::model::Said;
use crate::model::event::{Event, Seen, Severity, Unlisted};
use crate::model::ticket::{Draft, RefKind, Resolution, TicketEdit, TicketKey, Visibility};
use crate::model::ticket_job::{ActName, Adopt, ContactOf, LineOf, OnClose, OnOpen, Rule, TicketJob};
use crate::model::ticket_ledger::{OurTicket, TicketKind};

pub use again::name_anew;
pub use effect::{intended, join, not_resolved, noted, observed, opened, reopened, resolved, revised};
pub use elsewhere::{Nearest, elsewhere};
pub use group::{group_of, mark, ticket_key};
pub use open::{by_hand, failure};
pub use said::{Heard, relayed, remember_words, words_of};
pub use select::{Why, is_about, rule_about};
pub use words::{AUTHOR, remark, remarks};

/// Everything that is known at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// The job.
    pub job: &'a TicketJob,
    /// What its monitors show; one that did not answer is absent, and nothing of it is over.
    pub seen: &'a BTreeMap<String, Seen>,
    /// Our tickets that are alive, or ended within the longest window of the job's rules: of every
    /// job, sorted by key. As last read from their desks ([`observed`]).
    pub ours: &'a [OurTicket],
    /// What people said on both sides.
    pub heard: &'a Heard,
    /// Rules that were switched off, by name, and until when: what began before that is old news.
    pub off_until: &'a BTreeMap<String, DateTime<Utc>>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Triaged {
    /// Acts, sorted: those on tickets that are there first, then new tickets by group.
    pub acts: Vec<Act>,
    /// Events that get nothing, and why; sorted by monitor and key.
    pub left_alone: Vec<LeftAlone>,
    /// Tickets whose events are all over while they are open, and tickets that are closed while an
    /// event is still open: for the report.
    pub out_of_step: Vec<OutOfStep>,
    /// Rejects: a template that fails, with the rule and the event.
    pub failures: Vec<Failure>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A new ticket.
    Open(Box<Opening>),
    /// Our memory follows: episodes that are over, events that joined.
    Remember(Box<OurTicket>),
    /// A note in a ticket.
    Note(Note),
    /// Title, text or priority follow a worse problem.
    Revise(Box<Revision>),
    /// A ticket that was resolved is opened again.
    Reopen(Reopening),
    /// A ticket is solved.
    Resolve {
        /// Ticket.
        ticket: TicketKey,
        /// With what.
        resolution: Resolution,
        /// Names the act: an act with the same mark is done once.
        mark: String,
    },
    /// An event is acknowledged or commented with the ticket's number and link.
    Answer {
        /// Ticket.
        ticket: TicketKey,
        /// Event.
        event: Box<Event>,
        /// How.
        how: OnOpen,
    },
    /// The monitor is told that the ticket is closed while the problem is still there.
    TellClosed {
        /// Ticket.
        ticket: TicketKey,
        /// Event.
        event: Box<Event>,
        /// How.
        how: OnClose,
    },
    /// The source of an event is told the state of its ticket, by an act of its feed.
    TellState {
        /// Ticket.
        ticket: TicketKey,
        /// Event.
        event: Box<Event>,
        /// The act.
        act: ActName,
    },
    /// What a person said in a ticket is told in the monitor.
    Relay(Relay),
    /// What is left of our acknowledgement ends with the problem, where it would mute the next one.
    Release {
        /// Ticket.
        ticket: TicketKey,
        /// Monitor.
        monitor: String,
        /// Key of the episode that is over.
        event: String,
        /// What is checked.
        object: String,
    },
}

/// A ticket that is to be opened, or a note to be delivered on somebody's ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// Rule, by name.
    pub rule: String,
    /// Desk, by name.
    pub desk: String,
    /// What its events have in common.
    pub group: String,
    /// What is opened; `fields` without the ids of `names`.
    pub draft: Draft,
    /// Reference data by name, still to be resolved.
    pub names: BTreeMap<RefKind, String>,
    /// Names that are taken where those are not known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub otherwise: BTreeMap<RefKind, String>,
    /// Names without which there is no ticket.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub required: BTreeSet<RefKind>,
    /// Site of the company, for its link.
    pub at_site: Option<String>,
    /// Whose contact the requester may be.
    #[serde(default)]
    pub contact_of: ContactOf,
    /// CI, still to be resolved.
    pub ci: Option<WantedCi>,
    /// Number of the ticket on which it is delivered as a note instead.
    pub on_ticket: Option<(String, Visibility)>,
    /// Whether a ticket of a person is taken instead.
    pub adopt: Adopt,
    /// A ticket of its own, or that of a storm.
    pub kind: TicketKind,
    /// What storms are counted apart by.
    pub site: String,
    /// Whose line of the matrix gave impact, urgency and priority.
    #[serde(default, skip_serializing_if = "LineOf::is_of_job")]
    pub priority_of: LineOf,
    /// Its events, the worst first.
    pub events: Vec<Event>,
}

/// A CI that a ticket is to be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WantedCi {
    /// The one of this name.
    Named(String),
    /// Those of these hosts: what the inventory keeps for them, else those of their names.
    OfHosts(Vec<String>),
}

/// A note.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// Ticket.
    pub ticket: TicketKey,
    /// Plain text.
    pub text: String,
    /// Who may read it.
    pub visibility: Visibility,
    /// Names the act: a note with the same mark is written once.
    pub mark: String,
    /// What is told, for our memory.
    pub about: NoteSubject,
}

/// What a note is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteSubject {
    /// Events that changed or joined, as they are now.
    Events(Vec<Event>),
    /// The end of all of them.
    End,
    /// What of a storm is still open, by the digest of what is not.
    Rest(String),
    /// What an operator said, by its name in our memory.
    Said(String),
}

/// What follows in a ticket whose problem got worse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Ticket.
    pub ticket: TicketKey,
    /// Title and priority.
    pub edit: TicketEdit,
    /// What is added to the description.
    pub text: Option<String>,
    /// The severity that the ticket speaks of then.
    pub severity: Severity,
    /// Names the act.
    pub mark: String,
}

/// What a person said in a ticket, for the monitor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relay {
    /// Ticket.
    pub ticket: TicketKey,
    /// Event.
    pub event: Box<Event>,
    /// Plain text with the mark.
    pub text: String,
    /// Names the act: a comment with the same mark is written once.
    pub mark: String,
    /// Names it in our memory.
    pub name: String,
}

/// A ticket that is opened again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reopening {
    /// Ticket.
    pub ticket: TicketKey,
    /// Why, plain text.
    pub text: String,
    /// Names the act.
    pub mark: String,
    /// Events that came back.
    pub events: Vec<Event>,
}

/// An event that gets nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeftAlone {
    /// Monitor.
    pub monitor: String,
    /// Event.
    pub event: String,
    /// What is checked, for people.
    pub label: String,
    /// Why.
    pub why: Why,
    /// Of one that no rule is about: the rule that nearly is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Nearest>,
}

impl LeftAlone {
    /// Why, as a sentence without a full stop; `number` names a ticket to people.
    pub fn in_words(&self, number: impl Fn(&TicketKey) -> String) -> Said {
        let why = self.why.in_words(number);
        match &self.nearest {
            Some(nearest) => message::list::in_a_row([&why, &nearest.in_words()]),
            None => why,
        }
    }
}

/// Two lives that no longer agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutOfStep {
    /// Ticket.
    pub ticket: TicketKey,
    /// How.
    pub how: Step,
}

/// How ticket and events disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Its events are over, and it is open.
    EventsAreOver,
    /// It is closed, and an event is still open.
    EventIsOpen,
    /// It is open; its events are not listed any more, but nothing says that they are over.
    Unlisted(Doubt),
}

/// What the object of an event says that is not listed and not known to be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// It is still bad: something hides it from the list.
    StillBad,
    /// It has not been checked since the monitor forgot what it knew.
    Pending,
    /// It is not watched any more.
    SwitchedOff,
    /// It is not there, or we may not see it.
    NotShown,
    /// Nothing shows that the monitor is still told of problems.
    Unfed,
}

impl Doubt {
    /// `None`: what was said tells that it is over, or it is too early to say anything.
    pub fn of(said: Unlisted) -> Option<Self> {
        match said {
            Unlisted::Over | Unlisted::Waiting => None,
            Unlisted::StillBad => Some(Self::StillBad),
            Unlisted::Pending => Some(Self::Pending),
            Unlisted::SwitchedOff => Some(Self::SwitchedOff),
            Unlisted::NotShown => Some(Self::NotShown),
            Unlisted::Unfed => Some(Self::Unfed),
        }
    }
}

/// What could not be made of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// Rule, by name.
    pub rule: String,
    /// Monitor and event.
    pub event: String,
    /// Why, as one sentence.
    pub reason: Said,
    /// Its events, by monitor and key; none for a text about a ticket that is there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<(String, String)>,
}

impl Failure {
    /// A text about a ticket that is there.
    fn in_ticket(rule: &Rule, ticket: &OurTicket, reason: Said) -> Self {
        Self { rule: rule.name.to_string(), event: ticket.key.to_string(), reason, events: Vec::new() }
    }
}

/// Our tickets while it is decided what becomes of them.
struct Memory {
    /// As they will be once every act is done: the next decision is made on them.
    planned: HashMap<TicketKey, OurTicket>,
    /// As they are without any act: what was seen, and what nobody is to be told of. A note that fails
    /// must not count as told.
    facts: HashMap<TicketKey, OurTicket>,
}

impl Memory {
    fn of(ours: &[OurTicket]) -> Self {
        let planned: HashMap<TicketKey, OurTicket> =
            ours.iter().map(|ticket| (ticket.key.clone(), ticket.clone())).collect();
        Self { facts: planned.clone(), planned }
    }

    /// Events join a ticket, and nothing is said about it.
    fn join_in_silence(&mut self, key: &TicketKey, events: &[Event], now: DateTime<Utc>) {
        for states in [&mut self.planned, &mut self.facts] {
            if let Some(state) = states.get_mut(key) {
                effect::join(state, events, now);
            }
        }
    }

    /// Events will have joined a ticket once it was said there.
    fn join_by_act(&mut self, key: &TicketKey, events: &[Event], now: DateTime<Utc>) {
        if let Some(state) = self.planned.get_mut(key) {
            effect::join(state, events, now);
        }
    }
}

/// Decides what is to be done.
pub fn triage(situation: Situation<'_>) -> Triaged {
    let mut triaged = Triaged::default();
    let mut memory = Memory::of(situation.ours);
    let fresh = select::fresh(situation, &mut triaged);
    open::plan(situation, fresh, &mut memory, &mut triaged);
    keep::plan(situation, &mut memory, &mut triaged);
    triaged.acts.sort_by_key(order);
    triaged.left_alone.sort_by(|a, b| (&a.monitor, &a.event).cmp(&(&b.monitor, &b.event)));
    triaged
}

/// Memory first, then notes, reopenings, solutions, answers, and new tickets last.
fn order(act: &Act) -> (u8, String) {
    match act {
        Act::Remember(ticket) => (0, ticket.key.0.clone()),
        Act::Note(note) => (1, note.ticket.0.clone()),
        Act::Revise(revision) => (1, revision.ticket.0.clone()),
        Act::Reopen(reopening) => (2, reopening.ticket.0.clone()),
        Act::Resolve { ticket, .. } => (3, ticket.0.clone()),
        Act::Answer { ticket, event, .. } => (4, format!("{} {ticket}", event.object)),
        Act::TellState { ticket, event, .. } => (5, format!("{} {ticket}", event.object)),
        Act::TellClosed { ticket, event, .. } => (6, format!("{} {ticket}", event.object)),
        Act::Relay(relay) => (6, format!("{} {}", relay.event.object, relay.ticket)),
        Act::Release { ticket, object, .. } => (0, format!("{ticket} {object}")),
        Act::Open(opening) => (7, format!("{} {}", opening.group, opening.draft.key)),
    }
}
