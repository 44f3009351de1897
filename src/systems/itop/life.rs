//! The life of a ticket: resolving and reopening by the stimuli that its state takes.
//!
//! iTop answers a stimulus that does not fit the state with an error, and on PHP 8 it lets a ticket be
//! resolved without a service or assigned to nobody; what it requires is checked here.

use serde_json::{Map, Value as Json, json};

use super::Itop;
use super::message;
use super::ticket::{self, state};
use super::wire::Object;
use super::words::{self, entry};
use crate::message::Message;
use crate::model::ticket::{Resolution, TicketId, TicketState, Visibility};
use crate::systems::shared::{FailureKind, RemoteError};

/// What the way to "resolved" depends on.
const COLUMNS: &str = "id,status,service_id,team_id,agent_id";

/// The same where the module of services is not installed: then tickets have no service, and need none (3.2.0).
const WITHOUT_SERVICES: &str = "id,status,team_id,agent_id";

/// The stimuli that lead from a state to "resolved".
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// It is assigned: `ev_resolve`.
    Resolve,
    /// It is assigned first.
    AssignAndResolve,
    /// Nobody has it, which only iTop's own stimulus `ev_autoresolve` allows.
    Autoresolve,
}

impl Itop {
    /// Resolves a ticket; one that is resolved, closed or rejected is left alone.
    ///
    /// # Errors
    /// A failed call; what is missing, before anything is sent: a text, `code`, `service_id`, and
    /// `team_id` with `agent_id` for a ticket that iTop has escalated before anybody took it; a ticket
    /// that waits for an approval.
    pub async fn resolve(&self, id: &TicketId, resolution: &Resolution) -> Result<(), RemoteError> {
        let (now, has_services) = match self.one(id, COLUMNS).await {
            Err(RemoteError::Answer { message, code: Some(_), .. }) if lacks_services(message.english()) => {
                (self.one(id, WITHOUT_SERVICES).await?, false)
            }
            read => (read?, true),
        };
        let status = now.text("status");
        if !state(&status).is_open() {
            return Ok(());
        }
        let given = |column: &str| resolution.fields.get(column).filter(|id| !matches!(id.trim(), "" | "0"));
        let set = |column: &str| given(column).cloned().or_else(|| now.key_of(column));
        let people = set("team_id").zip(set("agent_id"));
        let refused = |reason: Message| refused(self, id, &status, reason);
        let way = way(&status, people.is_some()).map_err(refused)?;
        let missing = missing(resolution, !has_services || set("service_id").is_some());
        if !missing.is_empty() {
            return Err(refused(message::requires(crate::message::list::all_of(missing))));
        }
        let number = ticket::number(&id.id)?;
        if let (Way::AssignAndResolve, Some((team, agent))) = (&way, &people) {
            let fields = json!({"team_id": team, "agent_id": agent});
            self.session().stimulus(&id.class, number, "ev_assign", &fields, "id").await?;
        }
        let stimulus = match way {
            Way::Resolve | Way::AssignAndResolve => "ev_resolve",
            Way::Autoresolve => "ev_autoresolve",
        };
        let fields = resolved_fields(resolution);
        self.session().stimulus(&id.class, number, stimulus, &fields, "id").await.map(drop)
    }

    /// Reopens a resolved or rejected ticket with an entry in its private log; one that is open only
    /// gets the entry.
    ///
    /// # Errors
    /// A failed call; a closed ticket, which iTop reopens for nobody.
    pub async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError> {
        let now: Object = self.one(id, "id,status").await?;
        let status = now.text("status");
        match state(&status) {
            TicketState::New | TicketState::InProgress | TicketState::Waiting => {
                self.note(id, text, Visibility::Private).await
            }
            TicketState::Closed => Err(refused(self, id, &status, message::closed_stays_closed())),
            TicketState::Resolved | TicketState::Cancelled => {
                let fields = json!({"private_log": entry(text)});
                let number = ticket::number(&id.id)?;
                self.session().stimulus(&id.class, number, "ev_reopen", &fields, "id").await.map(drop)
            }
        }
    }
}

/// Whether an answer says that tickets have no service.
fn lacks_services(message: &str) -> bool {
    message.contains("invalid attribute code 'service_id'")
}

/// The way from a status, or why there is none.
fn way(status: &str, has_people: bool) -> Result<Way, Message> {
    match (status, has_people) {
        ("assigned" | "escalated_ttr", true) => Ok(Way::Resolve),
        ("new" | "approved" | "escalated_tto" | "pending", true) => Ok(Way::AssignAndResolve),
        // Nobody is named by mistake: iTop lets a ticket be assigned to nobody.
        ("new" | "approved" | "pending" | "assigned" | "escalated_ttr", false) => Ok(Way::Autoresolve),
        ("escalated_tto", false) => Err(message::nobody_took_it()),
        ("waiting_for_approval", _) => Err(message::waits_for_approval()),
        _ => Ok(Way::Resolve),
    }
}

/// What iTop requires and is not given.
fn missing(resolution: &Resolution, has_service: bool) -> Vec<Message> {
    let mut missing = Vec::new();
    if resolution.text.trim().is_empty() {
        missing.push(message::a_text());
    }
    if resolution.code.as_deref().is_none_or(|code| code.trim().is_empty()) {
        missing.push(message::a_code());
    }
    if !has_service {
        missing.push(message::a_service());
    }
    missing
}

fn resolved_fields(resolution: &Resolution) -> Json {
    let others =
        resolution.fields.iter().filter(|(column, _)| !matches!(column.as_str(), "team_id" | "agent_id"));
    let mut fields: Map<String, Json> =
        others.map(|(column, value)| (column.clone(), json!(value))).collect();
    let (solution, _) = words::description(&resolution.text);
    fields.insert("solution".to_owned(), json!(solution));
    fields.insert("resolution_code".to_owned(), json!(resolution.code));
    Json::Object(fields)
}

fn refused(desk: &Itop, id: &TicketId, status: &str, reason: Message) -> RemoteError {
    RemoteError::Answer {
        call: desk.url(id).into(),
        status: 200,
        code: None,
        message: message::is_in_state(id, status, reason).said(),
        kind: FailureKind::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_resolved_depends_on_the_state() {
        assert_eq!(way("assigned", true), Ok(Way::Resolve));
        assert_eq!(way("new", true), Ok(Way::AssignAndResolve));
        assert_eq!(way("new", false), Ok(Way::Autoresolve));
        assert!(way("escalated_tto", false).is_err());
        assert!(way("waiting_for_approval", true).is_err());
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        assert_eq!(missing(&Resolution::default(), false).len(), 3);
    }
}
