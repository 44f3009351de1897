//! Timelines: the notes of a ticket, its solution, and the last reply of somebody else.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;

use super::wire::{self, Entry, EntryItem};
use super::{GlpiV2, TICKETS};
use crate::model::ticket::{Reply, TicketId, TicketNote, Visibility, Writer};
use crate::systems::glpi::tickets::html;
use crate::systems::glpi::tickets::read::state;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// Status of a solution that the requester refused.
const REFUSED: i64 = 4;

/// A ticket may change twice within a second, and its time does not show it: what is younger is asked for again.
const SETTLED: TimeDelta = TimeDelta::seconds(3);

/// What the timeline of a ticket says beside the ticket itself.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The last reply of anybody but us.
    pub reply: Option<Reply>,
    /// The type of its last solution.
    pub resolution: Option<String>,
}

/// What is known of timelines, with the change of the ticket at which it was read.
#[derive(Debug, Default)]
pub struct Replies(Mutex<BTreeMap<i64, (String, Said)>>);

impl GlpiV2 {
    /// The notes of a ticket, the oldest first.
    ///
    /// # Errors
    /// When the ticket is gone or GLPI does not answer.
    pub async fn notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError> {
        let entries = self.timeline(self.number(id)?, "/Followup").await;
        let entries = entries.map_err(|error| self.or_gone(id, error))?;
        Ok(entries.iter().map(|entry| self.note_of(&entry.item)).collect())
    }

    /// What the last solution of a ticket says that nobody refused.
    ///
    /// # Errors
    /// When the ticket is gone or GLPI does not answer.
    pub async fn closing_note(&self, id: &TicketId) -> Result<Option<TicketNote>, RemoteError> {
        let entries = self.timeline(self.number(id)?, "/Solution").await;
        let entries = entries.map_err(|error| self.or_gone(id, error))?;
        let last = entries.iter().rfind(|entry| entry.item.status != Some(REFUSED));
        Ok(last.map(|entry| self.note_of(&entry.item)))
    }

    fn note_of(&self, item: &EntryItem) -> TicketNote {
        TicketNote {
            writer: if self.is_ours(item) { Writer::Us } else { Writer::Other },
            by: name_of(item),
            at: said_at(item),
            visibility: if item.is_private == Some(true) { Visibility::Private } else { Visibility::Public },
            text: html::to_text(item.content.as_deref().unwrap_or_default()),
        }
    }

    fn is_ours(&self, item: &EntryItem) -> bool {
        item.user.as_ref().is_some_and(|user| user.id == self.0.me)
    }

    /// A timeline, or one kind of it, the oldest entry first.
    pub(super) async fn timeline(&self, ticket: i64, kind: &str) -> Result<Vec<Entry>, RemoteError> {
        let call = Call::get(format!("{TICKETS}/{ticket}/Timeline{kind}"));
        let mut entries: Vec<Entry> = self.session().read(&call).await?;
        entries.sort_by_key(|entry| (said_at(&entry.item), entry.item.id));
        Ok(entries)
    }

    /// What timelines say, by ticket. Only tickets that changed since are asked for.
    pub(super) async fn said(&self, tickets: &[wire::Ticket]) -> Result<BTreeMap<i64, Said>, RemoteError> {
        let mut asked =
            futures::stream::iter(tickets.iter().filter(|of| !self.is_known(of)).map(|of| self.last_of(of)))
                .buffer_unordered(self.0.in_flight);
        let mut fresh = BTreeMap::new();
        while let Some(read) = asked.next().await {
            let (ticket, said) = read?;
            fresh.insert(ticket, said);
        }
        let mut known = self.0.replies.0.lock().unwrap_or_else(PoisonError::into_inner);
        for ticket in tickets {
            if let Some(said) = fresh.get(&ticket.id) {
                known.insert(ticket.id, (ticket.date_mod.clone().unwrap_or_default(), said.clone()));
            }
        }
        let said = |of: &wire::Ticket| Some((of.id, known.get(&of.id)?.1.clone()));
        Ok(tickets.iter().filter_map(said).collect())
    }

    fn is_known(&self, ticket: &wire::Ticket) -> bool {
        let changed = wire::moment(ticket.date_mod.as_deref());
        if changed.is_none_or(|changed| Utc::now() - changed < SETTLED) {
            return false;
        }
        // Nobody has touched it since it was opened, unless within that very second: that shows at its state.
        let opened = wire::moment(ticket.date_creation.as_deref());
        let is_open = ticket.status.as_ref().is_none_or(|status| state(status.id).0.is_open());
        if changed == opened && is_open {
            return true;
        }
        let known = self.0.replies.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&ticket.id).is_some_and(|(at, _)| Some(at) == ticket.date_mod.as_ref())
    }

    async fn last_of(&self, of: &wire::Ticket) -> Result<(i64, Said), RemoteError> {
        let entries = match self.timeline(of.id, "").await {
            Ok(entries) => entries,
            // Purged meanwhile, or one in the trash of which the timeline is not shown.
            Err(RemoteError::Answer { status: 404, .. } | RemoteError::Rights { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        let is_reply = |entry: &&Entry| {
            matches!(entry.kind.as_str(), "Followup" | "Task")
                && entry.item.user.is_some()
                && !self.is_ours(&entry.item)
        };
        let reply = entries.iter().rfind(is_reply);
        let reply = reply.map(|entry| Reply { by: name_of(&entry.item), at: said_at(&entry.item) });
        let solution = entries.iter().rfind(|entry| entry.kind == "Solution");
        let resolution = solution.and_then(|entry| entry.item.kind.as_ref()?.name.clone());
        Ok((of.id, Said { reply, resolution }))
    }
}

fn said_at(item: &EntryItem) -> Option<DateTime<Utc>> {
    wire::moment(item.date.as_deref().or(item.date_creation.as_deref()))
}

fn name_of(item: &EntryItem) -> String {
    item.user.as_ref().and_then(|user| user.name.clone()).unwrap_or_default()
}
