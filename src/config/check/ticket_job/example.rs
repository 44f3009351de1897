//! An event and a ticket in which everything is filled in: templates are tried with them, and their
//! fields are the ones that templates may name.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use minijinja::context;
use minijinja::value::{Enumerator, Object, Serde, Value};
use serde_json::json;

use super::sees::Sees;
use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity};
use crate::model::ticket::{TicketId, TicketKey, TicketState};
use crate::model::ticket_ledger::{Episode, OurTicket, Phase, Source, TicketKind};

/// The fields of an event.
pub(in crate::config::check) fn event_fields() -> Vec<String> {
    event().as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

/// The event as templates see it.
pub(super) fn event() -> serde_json::Value {
    json!(example_event())
}

/// The ticket as templates see it.
pub(super) fn ticket() -> serde_json::Value {
    json!(example_ticket())
}

/// What an operator said as templates see it.
pub(super) fn said() -> serde_json::Value {
    json!({
        "by": "ann", "at": "2026-01-15 10:30:00 UTC", "text": "I look", "about": "web01 / http", "monitor": "monitor",
    })
}

/// What a template is given.
pub(super) fn context(sees: Sees) -> Value {
    let event = context! {
        labels => Value::from_object(AnyLabel),
        ..Value::from(Serde(example_event()))
    };
    let events = vec![event.clone()];
    let ticket = Value::from(Serde(example_ticket()));
    let named = context! { rule => "rule", job => "job" };
    match sees {
        Sees::Events => context! { event => event, events => events, ..named },
        Sees::EventsAndTicket | Sees::End => {
            context! { event => event, events => events, ticket => ticket, ..named }
        }
        Sees::Ticket => context! { ticket => ticket, ..named },
        Sees::Said => context! { said => Value::from(Serde(said())), ticket => ticket, ..named },
    }
}

/// Labels of which every one is there.
#[derive(Debug)]
struct AnyLabel;

impl Object for AnyLabel {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        key.as_str().map(|_| Value::from("1"))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["label"])
    }
}

fn example_event() -> Event {
    let text = |text: &str| Some(text.to_owned());
    let at = DateTime::<Utc>::UNIX_EPOCH;
    Event {
        monitor: "monitor".to_owned(),
        key: "web01!http!0".to_owned(),
        object: "web01!http".to_owned(),
        kind: ElementKind::Service,
        host: text("web01.example.org"),
        address: text("192.0.2.1"),
        service: text("http"),
        groups: vec!["web".to_owned()],
        labels: [("label".to_owned(), "1".to_owned())].into(),
        severity: Severity::Critical,
        state: "CRITICAL".to_owned(),
        certainty: Certainty::Hard,
        acknowledged: Some(Acknowledgement { author: text("ann"), comment: text("I look"), at: Some(at) }),
        in_downtime: false,
        host_is_down: false,
        flapping: false,
        since: at,
        changed_at: at,
        title: "HTTP CRITICAL".to_owned(),
        text: "Socket timeout".to_owned(),
        url: text("https://monitor.example.org/web01"),
    }
}

fn example_ticket() -> OurTicket {
    let text = |text: &str| Some(text.to_owned());
    let at = DateTime::<Utc>::UNIX_EPOCH;
    OurTicket {
        key: TicketKey("stk-000000000000000000000000".to_owned()),
        job: "job".to_owned(),
        rule: "rule".to_owned(),
        desk: "desk".to_owned(),
        group: "group".to_owned(),
        source: Source::Opened,
        phase: Phase::There,
        remote: Some(TicketId { class: "Ticket".to_owned(), id: "12".to_owned() }),
        number: text("#12"),
        url: text("https://desk.example.org/12"),
        title: "web01 / http: CRITICAL".to_owned(),
        company: text("Fabrikam"),
        state: TicketState::New,
        desk_state: "1".to_owned(),
        assigned_to: text("Service desk"),
        own_state: Some(TicketState::New),
        own_technician: text("ann"),
        taken_over_at: Some(at),
        resolution: text("Solved"),
        kind: TicketKind::Single,
        site: "Lyon".to_owned(),
        intended_at: at,
        opened_at: Some(at),
        assigned_at: Some(at),
        resolved_at: Some(at),
        closed_at: Some(at),
        missing_since: None,
        gone_at: None,
        quiet_since: Some(at),
        end_told_at: Some(at),
        rest_told: Some("0a1b2c3d4e".to_owned()),
        written_severity: Some(Severity::Critical),
        expects_own_hand: false,
        written_title: text("web01 / http: CRITICAL"),
        desk_changed_at: Some(at),
        heard_at: Some(at),
        passed_on: BTreeSet::new(),
        episodes: vec![Episode {
            monitor: "monitor".to_owned(),
            event: "web01!http!0".to_owned(),
            object: "web01!http".to_owned(),
            severity: Severity::Critical,
            told: String::new(),
            changes: 0,
            since: at,
            joined_at: at,
            over_at: Some(at),
            unlisted_since: None,
            unlisted: None,
            answered_at: Some(at),
            close_told_at: Some(at),
            state_told: None,
            states_told: 0,
            released_at: None,
            let_go_at: Some(at),
        }],
    }
}
