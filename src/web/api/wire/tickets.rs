//! Tickets as the API answers with them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::message;
use crate::model::event::Severity;
use crate::model::ticket::TicketState;
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::{self, OurTicket, Phase};

/// A ticket of ours.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ticket {
    /// Our key.
    pub key: String,
    /// Number in its system, once it is there.
    #[schema(required)]
    pub number: Option<String>,
    /// Direct link.
    #[schema(required)]
    pub url: Option<String>,
    /// Title.
    pub title: String,
    /// Job.
    pub job: String,
    /// Rule.
    pub rule: String,
    /// System that has it, by name.
    pub desk: String,
    /// Where our record of it stands.
    pub phase: Phase,
    /// State in the common words, as last read.
    pub state: TicketState,
    /// State in the words of its system.
    pub desk_state: String,
    /// Who is assigned.
    #[schema(required)]
    pub assigned_to: Option<String>,
    /// When it was opened.
    #[schema(required)]
    pub opened_at: Option<DateTime<Utc>>,
    /// When it was resolved the last time.
    #[schema(required)]
    pub resolved_at: Option<DateTime<Utc>>,
    /// When it was closed.
    #[schema(required)]
    pub closed_at: Option<DateTime<Utc>>,
    /// Its events.
    pub events: Vec<Event>,
}

/// An event of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// Monitor, by name.
    pub monitor: String,
    /// Key.
    pub event: String,
    /// What is checked.
    pub object: String,
    /// Severity that was told last.
    pub severity: Severity,
    /// Begin.
    pub since: DateTime<Utc>,
    /// End, when it was seen.
    #[schema(required)]
    pub over_at: Option<DateTime<Utc>>,
}

impl From<&ticket_ledger::Episode> for Event {
    fn from(episode: &ticket_ledger::Episode) -> Self {
        Self {
            monitor: episode.monitor.clone(),
            event: episode.event.clone(),
            object: episode.object.clone(),
            severity: episode.severity,
            since: episode.since,
            over_at: episode.over_at,
        }
    }
}

impl From<&OurTicket> for Ticket {
    fn from(ticket: &OurTicket) -> Self {
        Self {
            key: ticket.key.0.clone(),
            number: ticket.number.clone(),
            url: ticket.url.clone(),
            title: ticket.title.clone(),
            job: ticket.job.clone(),
            rule: ticket.rule.clone(),
            desk: ticket.desk.clone(),
            phase: ticket.phase,
            state: ticket.state,
            desk_state: ticket.desk_state.clone(),
            assigned_to: ticket.assigned_to.clone(),
            opened_at: ticket.opened_at,
            resolved_at: ticket.resolved_at,
            closed_at: ticket.closed_at,
            events: ticket.episodes.iter().map(Event::from).collect(),
        }
    }
}

/// A ticket with what happened to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketWithHistory {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: Ticket,
    /// What happened to it, the oldest first.
    pub history: Vec<Happened>,
}

/// Something that happened to a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as a word that stays.
    pub what: String,
    /// The same for people.
    pub said: String,
    /// What more there is to say.
    pub detail: String,
    /// Run that saw or did it; null: a person.
    #[schema(required)]
    pub run: Option<String>,
}

impl From<&Moment> for Happened {
    fn from(moment: &Moment) -> Self {
        Self {
            at: moment.at,
            what: moment.what.clone(),
            said: message::moments::called(&moment.what).english().to_owned(),
            detail: moment.detail.english().to_owned(),
            run: moment.run.clone(),
        }
    }
}
