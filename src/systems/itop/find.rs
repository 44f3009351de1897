//! Looking: tickets by our key, by id, by number and by words, and what was said in them.

use std::collections::BTreeMap;

use futures::stream::{self, StreamExt, TryStreamExt};

use super::Itop;
use super::message;
use super::session::quoted;
use super::ticket::{self, name};
use super::wire::Object;
use super::words;
use crate::model::ticket::{ItemRef, RemoteTicket, TicketId, TicketKey, TicketNote, Visibility, Writer};
use crate::systems::shared::{FailureKind, RemoteError};

/// Keys of one search.
const KEYS: usize = 100;

/// Tickets of one reading.
const TICKETS: usize = 200;

/// Most tickets that a search answers.
const HITS: usize = 50;

/// Classes that are tickets of ours; their subclasses come with them.
const CLASSES: &str = "('Incident','UserRequest')";

impl Itop {
    /// The tickets that carry one of these keys in their private log, sorted by key and id.
    ///
    /// # Errors
    /// When not all could be looked for, or a key is none.
    pub async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        if let Some(key) = keys.iter().find(|key| !words::is_key(&key.0)) {
            return Err(RemoteError::Setup(message::no_key(key).said()));
        }
        let has_extension = self.has_extension().await?;
        let searches = keys.chunks(KEYS).map(|keys| async move {
            let oql = format!("SELECT Ticket WHERE {}", words::marked(keys));
            let mut ids: Vec<TicketId> =
                self.session().select("Ticket", &oql, "id,ref").await?.iter().map(name).collect();
            if has_extension {
                ids.extend(self.with_ref(keys).await?);
            }
            Ok::<_, RemoteError>(ids)
        });
        let found: Vec<Vec<TicketId>> =
            stream::iter(searches).buffered(self.in_flight()).try_collect().await?;
        let mut ids: Vec<TicketId> = found.into_iter().flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tickets = self.read(&ids).await?;
        tickets.retain(|ticket| ticket.key.as_ref().is_some_and(|key| keys.contains(key)));
        tickets.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        Ok(tickets)
    }

    /// Tickets as they are now, sorted by class and id; one that is gone is absent.
    ///
    /// # Errors
    /// When not all could be read.
    pub async fn read(&self, ids: &[TicketId]) -> Result<Vec<RemoteTicket>, RemoteError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut by_class: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for id in ids {
            by_class.entry(&id.class).or_default().push(ticket::number(&id.id)?);
        }
        let columns = self.columns().await?;
        let columns = columns.as_str();
        let chunks =
            by_class.iter().flat_map(|(class, ids)| ids.chunks(TICKETS).map(move |ids| (*class, ids)));
        let readings = chunks.map(|(class, ids)| async move {
            let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
            let oql = format!("SELECT {class} WHERE id IN ({ids})");
            self.session().select(class, &oql, columns).await
        });
        let found: Vec<Vec<Object>> = stream::iter(readings).buffered(self.in_flight()).try_collect().await?;
        let own_name = self.own_name().await?;
        let mut tickets: Vec<RemoteTicket> =
            found.iter().flatten().map(|object| self.ticket(object, own_name)).collect();
        tickets.sort_by_key(|ticket| (ticket.id.class.clone(), ticket.id.id.parse::<i64>().unwrap_or(0)));
        Ok(tickets)
    }

    /// What was said in a ticket, in both logs, the oldest first.
    ///
    /// # Errors
    /// When the ticket is gone or iTop does not answer.
    pub async fn notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError> {
        let object = self.one(id, "id,private_log,public_log").await?;
        let own_name = self.own_name().await?;
        Ok(self.notes_of(&object, own_name))
    }

    /// The solution of a ticket, by its agent; `None` where its class has none.
    ///
    /// # Errors
    /// When iTop does not answer.
    pub async fn closing_note(&self, id: &TicketId) -> Result<Option<TicketNote>, RemoteError> {
        let object = match self.one(id, "id,solution,agent_name").await {
            Err(RemoteError::Answer { kind: FailureKind::Permanent, .. }) => return Ok(None),
            object => object?,
        };
        let text = words::text(&object.text("solution"));
        Ok((!text.is_empty()).then(|| TicketNote {
            writer: Writer::Other,
            by: object.text("agent_name").to_owned(),
            at: None,
            visibility: Visibility::Public,
            text,
        }))
    }

    /// The CIs that a ticket is linked to; ids of CIs need no class.
    ///
    /// # Errors
    /// A failed call.
    pub async fn items(&self, id: &TicketId) -> Result<Vec<ItemRef>, RemoteError> {
        let class = "lnkFunctionalCIToTicket";
        let oql = format!("SELECT {class} WHERE ticket_id = {}", ticket::number(&id.id)?);
        let links = self.session().select(class, &oql, "ticket_id,functionalci_id").await?;
        let item =
            |link: &Object| ItemRef { class: String::new(), id: link.text("functionalci_id").to_owned() };
        Ok(links.iter().map(item).collect())
    }

    /// Open tickets by number (`I-000012`, `12`), or by words that all stand in the title or the
    /// description; the newest first, 50 at most.
    ///
    /// # Errors
    /// A failed call.
    pub async fn search(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        let wanted = words_or_number.trim();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        if let Some(condition) = numbered(wanted) {
            found = self.search_open(&condition).await?;
        }
        if found.is_empty() {
            found = self.search_open(&worded(wanted)).await?;
        }
        found.sort_by_key(|id| std::cmp::Reverse(id.id.parse::<i64>().unwrap_or(0)));
        found.truncate(HITS);
        let mut tickets = self.read(&found).await?;
        tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.id.id.parse::<i64>().unwrap_or(0)));
        Ok(tickets)
    }

    /// The ticket with a number (`I-000012`, `12`), open or closed; of several the newest.
    ///
    /// # Errors
    /// A failed call.
    pub async fn numbered(&self, number: &str) -> Result<Option<RemoteTicket>, RemoteError> {
        let Some(condition) = numbered(number.trim()) else { return Ok(None) };
        let oql = format!("SELECT Ticket WHERE finalclass IN {CLASSES} AND ({condition})");
        let mut found: Vec<TicketId> =
            self.session().select("Ticket", &oql, "id,ref").await?.iter().map(name).collect();
        found.sort_by_key(|id| std::cmp::Reverse(id.id.parse::<i64>().unwrap_or(0)));
        found.truncate(1);
        Ok(self.read(&found).await?.into_iter().next())
    }

    async fn search_open(&self, condition: &str) -> Result<Vec<TicketId>, RemoteError> {
        let oql = format!(
            "SELECT Ticket WHERE finalclass IN {CLASSES} AND operational_status = 'ongoing' AND ({condition})"
        );
        Ok(self.session().select("Ticket", &oql, "id,ref").await?.iter().map(name).collect())
    }

    /// One ticket with some columns.
    pub(super) async fn one(&self, id: &TicketId, columns: &str) -> Result<Object, RemoteError> {
        let oql = format!("SELECT {} WHERE id = {}", id.class, ticket::number(&id.id)?);
        let found = self.session().select(&id.class, &oql, columns).await?;
        found.into_iter().next().ok_or_else(|| RemoteError::Answer {
            call: format!("{} {id}", self.session().address()).into(),
            status: 200,
            code: None,
            message: message::ticket_is_gone(id).said(),
            kind: FailureKind::Permanent,
        })
    }

    /// How iTop names our account in logs: by its contact, or by its login when it has none.
    pub(super) async fn own_name(&self) -> Result<Option<&str>, RemoteError> {
        let name = self.0.own_name.get_or_try_init(|| async {
            let contact = "SELECT Person WHERE id = :current_contact_id";
            let found = self.session().select("Person", contact, "friendlyname").await?;
            let contact = found.first().map(|person| person.text("friendlyname"));
            Ok(contact.or_else(|| self.session().login().map(str::to_owned)))
        });
        Ok(name.await?.as_deref())
    }
}

/// A condition for a number of a ticket; `None` when the text is none.
fn numbered(text: &str) -> Option<String> {
    let digits = text.trim_start_matches('#');
    if digits.len() <= 9
        && let Ok(number) = digits.parse::<u32>()
    {
        return Some(format!("ref IN ('I-{number:06}','R-{number:06}')"));
    }
    let (letters, digits) = text.split_once('-')?;
    let is_number = letters.len() <= 3
        && letters.chars().all(|c| c.is_ascii_alphabetic())
        && !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit());
    is_number.then(|| format!("ref = {}", quoted(&text.to_uppercase())))
}

/// A condition for words that all stand in the title or the description.
fn worded(text: &str) -> String {
    let like = |word: &str| {
        let mut pattern = String::from("%");
        for c in word.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        quoted(&pattern)
    };
    let each = text.split_whitespace().map(|word| {
        format!("(title LIKE {} OR description LIKE {})", like(word), like(&words::escaped(word)))
    });
    each.collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_from_words() {
        assert_eq!(numbered("i-000012").as_deref(), Some("ref = 'I-000012'"));
        assert_eq!(numbered("#12").as_deref(), Some("ref IN ('I-000012','R-000012')"));
        assert_eq!(numbered("srv-a-01"), None);
    }

    #[test]
    fn words_cannot_break_out_of_their_quotes() {
        assert_eq!(worded("a'b"), r"(title LIKE '%a\'b%' OR description LIKE '%a\'b%')");
        assert_eq!(worded("5%"), r"(title LIKE '%5\\%%' OR description LIKE '%5\\%%')");
        assert_eq!(worded("<x>"), "(title LIKE '%<x>%' OR description LIKE '%&lt;x&gt;%')");
    }
}
