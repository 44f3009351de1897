//! Reading tickets: many keys or ids in one list, with state and team; the replies of others from timelines.

use super::notes::Said;
use super::wire::{self, Member};
use super::{GlpiV2, TICKETS, list, ticket_id};
use crate::model::ticket::{RemoteTicket, TicketId, TicketKey, TicketState};
use crate::systems::glpi::tickets::read::{TRASH, state};
use crate::systems::glpi::tickets::{TICKET, html, tag};
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// Tags in one list: each is a condition of its own.
const TAGS_PER_LIST: usize = 40;

/// Tickets of one search of a person.
const SHOWN: usize = 50;

impl GlpiV2 {
    /// The tickets that carry one of these keys, sorted by key and id; those in the trash count as cancelled.
    /// By their external ids, and by the tags of titles those that were opened when it was a GLPI 10.
    ///
    /// # Errors
    /// A failed call.
    pub async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut wanted: Vec<&TicketKey> = keys.iter().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found: Vec<wire::Ticket> = Vec::new();
        for some in wanted.chunks(list::PER_LIST) {
            found.extend(self.list(&list::any_of("external_id", some.iter())).await?);
        }
        let is_missing = |key: &&TicketKey| {
            !found.iter().any(|ticket| ticket.external_id.as_deref() == Some(key.0.as_str()))
        };
        let missing: Vec<&TicketKey> = wanted.iter().copied().filter(is_missing).collect();
        if !missing.is_empty() && self.has_tags().await? {
            for some in missing.chunks(TAGS_PER_LIST) {
                let tags = some
                    .iter()
                    .map(|key| format!("name=like={}", list::quoted(&format!("{}*", tag::of(key)))));
                found.extend(self.list(&tags.collect::<Vec<_>>().join(",")).await?);
            }
        }
        let mut tickets = self.shown(found).await?;
        for ticket in &mut tickets {
            let tagged = |key: &&&TicketKey| ticket.1.as_deref() == Some(tag::of(key).as_str());
            if ticket.0.key.is_none() {
                ticket.0.key = wanted.iter().find(tagged).map(|key| (*key).clone());
            }
        }
        let mut tickets: Vec<RemoteTicket> = tickets.into_iter().map(|(ticket, _)| ticket).collect();
        tickets.retain(|ticket| ticket.key.as_ref().is_some_and(|key| wanted.contains(&key)));
        tickets.sort_by_cached_key(|ticket| (ticket.key.clone(), number_of(ticket)));
        tickets.dedup_by(|a, b| a.id == b.id);
        Ok(tickets)
    }

    /// Whether there are tickets with tags at all: a GLPI that was never below 11 has none.
    async fn has_tags(&self) -> Result<bool, RemoteError> {
        if let Some(known) = self.0.has_tags.get() {
            return Ok(*known);
        }
        let filter = format!("name=like={}", list::quoted(&format!("{}*", tag::START)));
        let call = Call::get(TICKETS).with("limit", "1").with("filter", filter);
        let found: Vec<wire::Ticket> = self.session().read(&call).await?;
        Ok(*self.0.has_tags.get_or_init(|| !found.is_empty()))
    }

    /// Tickets as they are now, sorted by id; those in the trash are cancelled. One that was purged or that
    /// we may not see is absent.
    ///
    /// # Errors
    /// A failed call; an id that is no number.
    pub async fn read(&self, ids: &[TicketId]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut wanted = Vec::with_capacity(ids.len());
        for id in ids {
            wanted.push(self.number(id)?);
        }
        wanted.sort_unstable();
        wanted.dedup();
        let mut found = Vec::new();
        for some in wanted.chunks(list::PER_LIST) {
            found.extend(self.list(&list::any_of("id", some.iter())).await?);
        }
        let mut tickets: Vec<RemoteTicket> =
            self.shown(found).await?.into_iter().map(|(ticket, _)| ticket).collect();
        tickets.sort_by_key(number_of);
        Ok(tickets)
    }

    pub(super) async fn read_one(&self, id: &TicketId) -> Result<RemoteTicket, RemoteError> {
        let found = self.read(std::slice::from_ref(id)).await?;
        found.into_iter().next().filter(|ticket| ticket.desk_state != TRASH).ok_or_else(|| self.gone(id))
    }

    /// Open tickets by number (`12`, `#12`), or by words that all stand in the title or the description;
    /// the newest first, 50 at most.
    ///
    /// # Errors
    /// A failed call.
    pub async fn search(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        let text = words_or_number.trim();
        let mut conditions = match text.strip_prefix('#').unwrap_or(text).parse::<i64>() {
            Ok(number) => vec![format!("id=={number}")],
            // What a filter takes for its own, and what descriptions hold as entities.
            Err(_) => text
                .split(|c: char| c.is_whitespace() || "&<>\\^$%\"'()*,;_".contains(c))
                .filter(|word| !word.is_empty())
                .map(|word| format!("(name=ilike=\"*{word}*\",content=ilike=\"*{word}*\")"))
                .collect(),
        };
        if conditions.is_empty() {
            return Ok(Vec::new());
        }
        conditions.extend(["is_deleted==false".to_owned(), "status.id=out=(5,6)".to_owned()]);
        let call = Call::get(TICKETS)
            .with("limit", SHOWN.to_string())
            .with("sort", "id:desc")
            .with("filter", conditions.join(";"));
        let found: Vec<wire::Ticket> = self.session().read(&call).await?;
        Ok(self.shown(found).await?.into_iter().map(|(ticket, _)| ticket).collect())
    }

    /// The ticket with a number (`12`, `#12`), open or closed.
    ///
    /// # Errors
    /// A failed call.
    pub async fn numbered(&self, number: &str) -> Result<Option<RemoteTicket>, RemoteError> {
        let number = number.trim();
        let Ok(number) = number.strip_prefix('#').unwrap_or(number).parse::<i64>() else { return Ok(None) };
        let id = TicketId { class: TICKET.to_owned(), id: number.to_string() };
        Ok(self.read(&[id]).await?.into_iter().next())
    }

    async fn list(&self, filter: &str) -> Result<Vec<wire::Ticket>, RemoteError> {
        list::all(self.session(), TICKETS, Some(filter), self.0.page).await
    }

    /// Tickets as others see them, each with the tag of its title.
    async fn shown(
        &self,
        found: Vec<wire::Ticket>,
    ) -> Result<Vec<(RemoteTicket, Option<String>)>, RemoteError> {
        let said = self.said(&found).await?;
        let shown = |ticket: wire::Ticket| {
            let Said { reply, resolution } = said.get(&ticket.id).cloned().unwrap_or_default();
            let (remote, tag) = self.as_remote(&ticket);
            (RemoteTicket { last_reply: reply, resolution, ..remote }, tag)
        };
        Ok(found.into_iter().map(shown).collect())
    }

    fn as_remote(&self, ticket: &wire::Ticket) -> (RemoteTicket, Option<String>) {
        let (state, desk_state) = match ticket.is_deleted {
            Some(true) => (TicketState::Cancelled, TRASH),
            Some(false) | None => state(ticket.status.as_ref().map_or(1, |status| status.id)),
        };
        let name = ticket.name.clone().unwrap_or_default();
        let (tag, title) = tag::split(&name);
        let members = ticket.members();
        let assigned = |class: &str, but: Option<i64>| {
            let is_one = |member: &&Member| {
                member.role == "assigned" && member.class() == class && Some(member.id) != but
            };
            let names: Vec<&str> =
                members.iter().filter(is_one).filter_map(|member| member.display_name.as_deref()).collect();
            Some(names.join(", ")).filter(|names| !names.is_empty())
        };
        // It can assign whoever writes a followup or a solution: that is us.
        let technician = assigned("user", Some(self.0.me));
        let in_text = ticket.content.as_deref().and_then(html::key_of);
        let remote = RemoteTicket {
            id: ticket_id(ticket.id),
            number: format!("#{}", ticket.id),
            key: in_text.or_else(|| ticket.external_id.as_deref().and_then(html::key)),
            title: title.to_owned(),
            state,
            desk_state: desk_state.to_owned(),
            assigned_to: assigned("user", None).or_else(|| assigned("group", None)),
            is_with_us: technician != assigned("user", None),
            technician,
            last_reply: None,
            resolution: None,
            opened_at: wire::moment(ticket.date.as_deref()),
            changed_at: wire::moment(ticket.date_mod.as_deref()),
            url: self.page_of(ticket.id),
        };
        (remote, tag.map(str::to_owned))
    }
}

fn number_of(ticket: &RemoteTicket) -> i64 {
    ticket.id.id.parse().unwrap_or(0)
}
