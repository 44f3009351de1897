//! Events as the API answers with them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::event::{self, Certainty, ElementKind, Severity};
use crate::model::look::{Clearness, KeptEvent, KeptLook};
use crate::model::ticket::TicketState;
use crate::model::ticket_ledger::{OurTicket, Phase};

/// A page of events, with how old and how whole the list is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Events {
    /// The lines.
    pub items: Vec<ListedEvent>,
    /// `cursor` of the next page; null: this is the last one.
    #[schema(required)]
    pub next: Option<String>,
    /// When each job last looked at each of its monitors, and what it could see.
    pub monitors: Vec<Monitor>,
}

/// When a job last looked at a monitor. Without one of them there is no telling whether all is well.
#[derive(Debug, Serialize, ToSchema)]
pub struct Monitor {
    /// Job.
    pub job: String,
    /// Monitor or feed, by name.
    pub monitor: String,
    /// How much of its problems it showed.
    pub sight: Clearness,
    /// Why not all of them.
    #[schema(required)]
    pub why: Option<String>,
    /// When it was last asked.
    pub looked_at: DateTime<Utc>,
    /// When it last answered; null: never.
    #[schema(required)]
    pub shown_at: Option<DateTime<Utc>>,
}

impl From<&KeptLook> for Monitor {
    fn from(look: &KeptLook) -> Self {
        Self {
            job: look.job.clone(),
            monitor: look.monitor.clone(),
            sight: look.clearness,
            why: look.why.as_ref().map(|why| why.english().to_owned()),
            looked_at: look.looked_at,
            shown_at: look.shown_at,
        }
    }
}

/// A problem as its monitor last showed it to a job.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedEvent {
    /// Names it as long as it is listed.
    pub id: String,
    /// Job that looks at it.
    pub job: String,
    /// Monitor or feed, by name.
    pub monitor: String,
    /// Key of the episode.
    pub event: String,
    /// What is checked.
    pub object: String,
    /// What it is about.
    pub kind: ElementKind,
    /// Host name.
    #[schema(required)]
    pub host: Option<String>,
    /// Address of the host.
    #[schema(required)]
    pub address: Option<String>,
    /// Service, trigger or alert; null: the host itself.
    #[schema(required)]
    pub service: Option<String>,
    /// Groups of host and service.
    pub groups: Vec<String>,
    /// Tags, labels and variables.
    pub labels: BTreeMap<String, String>,
    /// How bad it is.
    pub severity: Severity,
    /// State in the words of the monitor.
    pub state: String,
    /// Whether the state is confirmed.
    pub certainty: Certainty,
    /// Who acknowledged it; null: nobody.
    #[schema(required)]
    pub acknowledged: Option<Acknowledged>,
    /// In a downtime, or muted.
    pub in_downtime: bool,
    /// The host of this service is down.
    pub host_is_down: bool,
    /// The monitor calls it flapping.
    pub flapping: bool,
    /// Nobody takes care of it: it is confirmed, not acknowledged, and in no downtime.
    pub open: bool,
    /// Begin.
    pub since: DateTime<Utc>,
    /// Last change of state or severity.
    pub changed_at: DateTime<Utc>,
    /// First line for people.
    pub title: String,
    /// The rest.
    pub text: String,
    /// Page in the monitor.
    #[schema(required)]
    pub url: Option<String>,
    /// Why it has no ticket of its own; null: it has one.
    #[schema(required)]
    pub without_ticket: Option<WithoutTicket>,
    /// Tickets that it is in, that of a storm among them.
    pub tickets: Vec<TicketOfEvent>,
}

/// An acknowledgement in the monitor.
#[derive(Debug, Serialize, ToSchema)]
pub struct Acknowledged {
    /// Who.
    #[schema(required)]
    pub author: Option<String>,
    /// What was said.
    #[schema(required)]
    pub comment: Option<String>,
    /// When.
    #[schema(required)]
    pub at: Option<DateTime<Utc>>,
}

impl From<&event::Acknowledgement> for Acknowledged {
    fn from(said: &event::Acknowledgement) -> Self {
        Self { author: said.author.clone(), comment: said.comment.clone(), at: said.at }
    }
}

/// Why an event has no ticket of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithoutTicket {
    /// What is counted together, as a word that stays: `no_rule`, `young`, `acknowledged`, `storm`, `failed`.
    pub reason: String,
    /// The same for people.
    pub why: String,
}

/// A ticket that an event is in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TicketOfEvent {
    /// Our key.
    pub key: String,
    /// Job.
    pub job: String,
    /// System that has it, by name.
    pub desk: String,
    /// Number in its system, once it is there.
    #[schema(required)]
    pub number: Option<String>,
    /// Where our record of it stands.
    pub phase: Phase,
    /// State in the common words, as last read.
    pub state: TicketState,
}

impl From<&OurTicket> for TicketOfEvent {
    fn from(ticket: &OurTicket) -> Self {
        Self {
            key: ticket.key.0.clone(),
            job: ticket.job.clone(),
            desk: ticket.desk.clone(),
            number: ticket.number.clone(),
            phase: ticket.phase,
            state: ticket.state,
        }
    }
}

impl ListedEvent {
    /// An event with the tickets that it is in.
    pub fn of(kept: &KeptEvent, tickets: Vec<TicketOfEvent>) -> Self {
        let event = &kept.event;
        Self {
            id: kept.id.clone(),
            job: kept.job.clone(),
            monitor: event.monitor.clone(),
            event: event.key.clone(),
            object: event.object.clone(),
            kind: event.kind,
            host: event.host.clone(),
            address: event.address.clone(),
            service: event.service.clone(),
            groups: event.groups.clone(),
            labels: event.labels.clone(),
            severity: event.severity,
            state: event.state.clone(),
            certainty: event.certainty,
            acknowledged: event.acknowledged.as_ref().map(Acknowledged::from),
            in_downtime: event.in_downtime,
            host_is_down: event.host_is_down,
            flapping: event.flapping,
            open: event.is_open(),
            since: event.since,
            changed_at: event.changed_at,
            title: event.title.clone(),
            text: event.text.clone(),
            url: event.url.clone(),
            without_ticket: kept
                .without_ticket
                .as_ref()
                .map(|(reason, why)| WithoutTicket { reason: reason.clone(), why: why.english().to_owned() }),
            tickets,
        }
    }
}
