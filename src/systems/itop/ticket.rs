//! A ticket of iTop in the common words.

use serde_json::Value as Json;

use super::Itop;
use super::message;
use super::moment;
use super::wire::{LogEntry, Object};
use super::words;
use crate::model::ticket::{
    RemoteTicket, Reply, TicketId, TicketKey, TicketNote, TicketState, Visibility, Writer,
};
use crate::systems::shared::RemoteError;

/// What is read of a ticket; both classes have these columns.
pub(super) const COLUMNS: &str = "id,ref,title,status,team_id_friendlyname,agent_id_friendlyname,\
     resolution_code,start_date,last_update,private_log,public_log";

/// The column of the extension `stocktake-once`.
pub(super) const REF: &str = "stocktake_ref";

/// The names of a ticket.
pub(super) fn name(object: &Object) -> TicketId {
    TicketId { class: object.class.clone(), id: object.id() }
}

/// The state of iTop's `status`. One that a changed life cycle adds counts as work in progress.
pub(super) fn state(status: &str) -> TicketState {
    match status {
        "new" | "waiting_for_approval" | "approved" | "escalated_tto" => TicketState::New,
        "pending" => TicketState::Waiting,
        "resolved" => TicketState::Resolved,
        "closed" => TicketState::Closed,
        "rejected" => TicketState::Cancelled,
        _ => TicketState::InProgress,
    }
}

/// An id as calls take it.
pub(super) fn number(id: &str) -> Result<i64, RemoteError> {
    id.trim()
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| RemoteError::Setup(message::no_id(id).said()))
}

/// Entries of both logs with who may read them, the oldest first.
fn entries(object: &Object) -> Vec<(LogEntry, Visibility)> {
    let private = object.log("private_log").into_iter().map(|entry| (entry, Visibility::Private));
    let public = object.log("public_log").into_iter().map(|entry| (entry, Visibility::Public));
    let mut all: Vec<_> = private.chain(public).collect();
    all.sort_by(|(a, _), (b, _)| a.date.cmp(&b.date));
    all
}

/// Tells our entries from those of people.
struct Ours<'a> {
    name: Option<&'a str>,
    /// Id of the account that wrote our key.
    account: Option<Json>,
}

impl Ours<'_> {
    fn writer(&self, entry: &LogEntry) -> Writer {
        let by_account = self.account.as_ref().is_some_and(|account| *account == entry.user_id);
        if by_account || self.name == Some(entry.user_login.as_str()) { Writer::Us } else { Writer::Other }
    }
}

impl Itop {
    /// A ticket as it is told, with the name under which iTop shows our entries.
    pub(super) fn ticket(&self, object: &Object, own_name: Option<&str>) -> RemoteTicket {
        let id = TicketId { class: object.class.clone(), id: object.id() };
        let entries = entries(object);
        let (in_log, ours) = marks(&entries, own_name);
        let key = Some(object.text(REF)).filter(|key| words::is_key(key)).map(TicketKey).or(in_log);
        let last_reply = entries.iter().rev().find(|(entry, _)| ours.writer(entry) == Writer::Other);
        let desk_state = object.text("status");
        let state = state(&desk_state);
        // A get names nobody with a blank: first name, blank, last name.
        let filled =
            |column: &str| Some(object.text(column).trim().to_owned()).filter(|text| !text.is_empty());
        let (agent, team) = (filled("agent_id_friendlyname"), filled("team_id_friendlyname"));
        let assigned_to = match (&agent, team) {
            (Some(agent), Some(team)) => Some(format!("{agent} ({team})")),
            (Some(agent), None) => Some(agent.clone()),
            (None, team) => team,
        };
        let date = |column: &str| moment::read(self.zone(), &object.text(column));
        RemoteTicket {
            url: self.url(&id),
            id,
            number: object.text("ref"),
            key,
            title: object.text("title"),
            state,
            desk_state,
            assigned_to,
            // Who wrote may be assigned by that.
            is_with_us: agent.is_some() && agent.as_deref() == own_name,
            technician: agent.filter(|agent| own_name != Some(agent.as_str())),
            last_reply: last_reply.map(|(entry, _)| Reply {
                by: entry.user_login.clone(),
                at: moment::read(self.zone(), &entry.date),
            }),
            // A new ticket has the first code of the list already.
            resolution: filled("resolution_code")
                .filter(|_| matches!(state, TicketState::Resolved | TicketState::Closed)),
            opened_at: date("start_date"),
            changed_at: date("last_update"),
        }
    }

    /// The notes of a ticket, the oldest first.
    pub(super) fn notes_of(&self, object: &Object, own_name: Option<&str>) -> Vec<TicketNote> {
        let entries = entries(object);
        let (_, ours) = marks(&entries, own_name);
        let note = |(entry, visibility): &(LogEntry, Visibility)| TicketNote {
            writer: ours.writer(entry),
            by: entry.user_login.clone(),
            at: moment::read(self.zone(), &entry.date),
            visibility: *visibility,
            text: entry.message.replace('\u{a0}', " "),
        };
        entries.iter().map(note).collect()
    }
}

/// Our key in the private log, and whose the entries are.
fn marks<'a>(entries: &[(LogEntry, Visibility)], name: Option<&'a str>) -> (Option<TicketKey>, Ours<'a>) {
    let private = entries.iter().filter(|(_, visibility)| *visibility == Visibility::Private);
    let mut marked = private.filter_map(|(entry, _)| Some((words::key_in(&entry.message)?, entry)));
    match marked.next() {
        Some((key, entry)) => (Some(key), Ours { name, account: Some(entry.user_id.clone()) }),
        None => (None, Ours { name, account: None }),
    }
}
