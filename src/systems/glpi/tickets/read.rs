//! Reading tickets by the search API: many keys or ids in one POST, with state, assignees and those
//! who answered. The item API would need five lists for the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::notes::Answered;
use super::{GlpiTickets, TICKET, html, tag};
use crate::model::ticket::{RemoteTicket, Reply, TicketId, TicketKey, TicketState};
use crate::systems::glpi::message;
use crate::systems::glpi::version::Answers;
use crate::systems::glpi::wire;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// Tags or ids in one search: each has an index.
const PER_SEARCH: usize = 100;

/// Tickets of one search of a person.
const SHOWN: usize = 50;

/// Numbers of the search columns (GLPI 9.1 to 11).
const TITLE: &str = "1";
const ID: &str = "2";
const TECHNICIANS: &str = "5";
const TEAMS: &str = "8";
const STATUS: &str = "12";
const OPENED: &str = "15";
const CHANGED: &str = "19";
const CONTENT: &str = "21";
const WRITER: &str = "22";
const SOLUTION_TYPE: &str = "23";
const FOLLOWUP_DATES: &str = "36";
const FOLLOWUP_WRITERS: &str = "93";
const TASK_WRITERS: &str = "94";
/// GLPI 11 only.
const EXTERNAL_ID: &str = "87";
const COLUMNS: [&str; 12] = [
    TITLE,
    ID,
    TECHNICIANS,
    TEAMS,
    STATUS,
    OPENED,
    CHANGED,
    CONTENT,
    SOLUTION_TYPE,
    FOLLOWUP_DATES,
    FOLLOWUP_WRITERS,
    TASK_WRITERS,
];

/// By what a ticket is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// Its external id is the key: GLPI 11.
    ExternalId,
    /// Its title begins with a tag: GLPI 9 and 10, and tickets from that time.
    Tag,
    /// A person wrote the title anew.
    Description,
}

/// In the trash or not: GLPI searches one of them at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    InUse,
    Trash,
}

/// A ticket as a search shows it, users still by number.
struct Found {
    ticket: RemoteTicket,
    /// Of its title.
    tag: Option<String>,
    external_id: Option<String>,
    technicians: Vec<i64>,
    /// What others wrote in, when somebody else wrote.
    answered: Option<Answered>,
}

impl GlpiTickets {
    /// The tickets that carry one of these keys, sorted by key and id. Those in the trash count too,
    /// as cancelled: a person threw them away. 100 keys go into one request by the external ids of GLPI 11,
    /// or by the tags of titles; keys that are not found are looked for among the titles that people wrote
    /// anew, and in the trash, with one more request each.
    ///
    /// # Errors
    /// A failed call.
    pub async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut wanted: Vec<&TicketKey> = keys.iter().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found: Vec<RemoteTicket> = Vec::new();
        let steps = [
            (Place::InUse, By::ExternalId),
            (Place::InUse, By::Tag),
            (Place::InUse, By::Description),
            (Place::Trash, By::ExternalId),
            (Place::Trash, By::Tag),
        ];
        let is_possible = |by| by != By::ExternalId || self.glpi().has_external_ids();
        for (place, by) in steps.into_iter().filter(|(_, by)| is_possible(*by)) {
            for some in wanted.chunks(PER_SEARCH) {
                let criteria = match by {
                    By::ExternalId => any_of(EXTERNAL_ID, some.iter().map(|key| format!("^{key}$"))),
                    By::Tag => any_of(TITLE, some.iter().map(|key| format!("^{}", tag::of(key)))),
                    By::Description => self.rewritten(),
                };
                let keys = if by == By::Description { &wanted[..] } else { some };
                found.extend(self.keyed(&criteria, place, keys).await?);
                if by == By::Description {
                    break;
                }
            }
            wanted.retain(|key| !found.iter().any(|ticket| ticket.key.as_ref() == Some(*key)));
        }
        found.sort_by_cached_key(|ticket| (ticket.key.clone(), number_of(ticket)));
        found.dedup_by(|a, b| a.id == b.id);
        Ok(found)
    }

    /// Tickets that we opened and whose title has lost its tag.
    fn rewritten(&self) -> Json {
        json!([
            {"field": WRITER, "searchtype": "equals", "value": self.shared.me},
            {"link": "AND", "field": TITLE, "searchtype": "notcontains", "value": format!("^{}", tag::START)},
            {"link": "AND", "field": CONTENT, "searchtype": "contains", "value": html::BEFORE_KEY.trim()},
        ])
    }

    /// The tickets of a search that carry one of these keys: as external id, in the description, or as a
    /// tag only where a person wrote the description anew.
    async fn keyed(
        &self,
        criteria: &Json,
        place: Place,
        keys: &[&TicketKey],
    ) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut found = self.all_of(criteria, place).await?;
        for found in &mut found {
            let is_named = |key: &&&TicketKey| found.external_id.as_deref() == Some(key.0.as_str());
            if let Some(key) = keys.iter().find(is_named) {
                found.ticket.key = Some((*key).clone());
            } else if found.ticket.key.is_none() {
                let own = keys.iter().find(|key| found.tag.as_deref() == Some(tag::of(key).as_str()));
                found.ticket.key = own.map(|key| (*key).clone());
            }
        }
        found.retain(|found| found.ticket.key.as_ref().is_some_and(|key| keys.contains(&key)));
        self.named(found).await
    }

    /// Tickets as they are now, sorted by id, 100 in one request; those in the trash are cancelled.
    /// One that was purged or that we may not see is absent.
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
        for place in [Place::InUse, Place::Trash] {
            for some in wanted.chunks(PER_SEARCH) {
                let criteria = any_of(ID, some.iter().map(i64::to_string));
                let mut tickets = self.all_of(&criteria, place).await?;
                tickets.retain(|found| some.contains(&number_of(&found.ticket)));
                found.extend(self.named(tickets).await?);
            }
            wanted.retain(|id| !found.iter().any(|ticket| number_of(ticket) == *id));
        }
        found.sort_by_key(number_of);
        Ok(found)
    }

    pub(super) async fn read_one(&self, id: &TicketId) -> Result<RemoteTicket, RemoteError> {
        let found = self.read(std::slice::from_ref(id)).await?;
        let ticket = found.into_iter().next().filter(|ticket| ticket.desk_state != TRASH);
        ticket.ok_or_else(|| self.gone(id))
    }

    /// Open tickets by number (`12`, `#12`), or by words that all stand in the title or the
    /// description; the newest first, 50 at most.
    ///
    /// # Errors
    /// A failed call.
    pub async fn search(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        let text = words_or_number.trim();
        let number = text.strip_prefix('#').unwrap_or(text).parse::<i64>().ok();
        let mut criteria = vec![json!({"field": STATUS, "searchtype": "equals", "value": "notold"})];
        match number {
            Some(number) => criteria.push(json!({"link": "AND", "field": ID, "searchtype": "contains",
                "value": number.to_string()})),
            // 10.0.6 finds nothing by a word with one of these, which it keeps escaped.
            None => criteria.extend(
                text.split(|c: char| c.is_whitespace() || "&<>\\^$%".contains(c))
                    .filter(|word| !word.is_empty())
                    .map(|word| {
                        json!({"link": "AND", "criteria": [
                            {"field": TITLE, "searchtype": "contains", "value": word},
                            {"link": "OR", "field": CONTENT, "searchtype": "contains", "value": word},
                        ]})
                    }),
            ),
        }
        if criteria.len() == 1 {
            return Ok(Vec::new());
        }
        let (rows, _) = self.page(&Json::Array(criteria), Place::InUse, 0, SHOWN, "DESC").await?;
        self.named(rows.iter().filter_map(|row| self.found(row, Place::InUse)).collect()).await
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

    async fn all_of(&self, criteria: &Json, place: Place) -> Result<Vec<Found>, RemoteError> {
        let size = 500;
        let mut found = Vec::new();
        loop {
            let (rows, total) = self.page(criteria, place, found.len(), size, "ASC").await?;
            let done = rows.is_empty();
            found.extend(rows);
            if done || found.len() >= total {
                break;
            }
        }
        Ok(found.iter().filter_map(|row| self.found(row, place)).collect())
    }

    async fn page(
        &self,
        criteria: &Json,
        place: Place,
        start: usize,
        count: usize,
        order: &str,
    ) -> Result<(Vec<Json>, usize), RemoteError> {
        // GLPI 9 takes a list for no order at all.
        let one = |value: &str| if self.glpi().has_sorts() { json!([value]) } else { json!(value) };
        let (sort, order) = (one(ID), one(order));
        let external = self.glpi().has_external_ids().then_some(EXTERNAL_ID);
        let columns: Vec<&str> = COLUMNS.into_iter().chain(external).collect();
        let body = json!({
            "criteria": criteria,
            "forcedisplay": columns,
            "range": format!("{start}-{}", start + count - 1),
            "sort": sort,
            "order": order,
            "is_deleted": u8::from(place == Place::Trash),
        });
        let call = Call::ask(format!("search/{TICKET}"), body);
        let (name, answer) = self.glpi().session().send(&call).await?;
        let http = &self.glpi().session().http;
        let mut result: Map<String, Json> = match wire::read(http, name.clone(), &answer) {
            Err(error) if error.code() == Some("ERROR_RANGE_EXCEED_TOTAL") => return Ok((Vec::new(), 0)),
            read => read?,
        };
        let total = result.get("totalcount").and_then(wire::integer).and_then(|n| usize::try_from(n).ok());
        let rows = match result.remove("data") {
            Some(Json::Array(rows)) => rows,
            Some(Json::Object(rows)) => rows.into_iter().map(|(_, row)| row).collect(),
            None if total == Some(0) => Vec::new(),
            _ => return Err(wire::unreadable(http, name, &answer, message::no_search_rows())),
        };
        match total {
            Some(total) => Ok((rows, total)),
            None => Err(wire::unreadable(http, name, &answer, message::no_row_count())),
        }
    }

    fn found(&self, row: &Json, place: Place) -> Option<Found> {
        let id = row.get(ID).and_then(wire::integer)?;
        let values = |row: &Json, column: &str| values(row, column, self.glpi().answers());
        let text = |column: &str| values(row, column).into_iter().next_back();
        let moment = |column: &str| text(column).and_then(|text| self.shared.zone.moment(&text));
        let ids = |column: &str| -> Vec<i64> {
            values(row, column).iter().filter_map(|id| id.parse().ok()).filter(|id| *id > 0).collect()
        };
        let status = row.get(STATUS).and_then(wire::integer).unwrap_or(1);
        let (state, desk_state) = match place {
            Place::InUse => state(status),
            Place::Trash => (TicketState::Cancelled, TRASH),
        };
        let html = text(CONTENT).unwrap_or_default();
        let title = text(TITLE).unwrap_or_default();
        let external_id = text(EXTERNAL_ID);
        let (tag, title) = tag::split(&title);
        let by_others = |column: &str| ids(column).iter().any(|id| *id != self.shared.me);
        let answered = Answered {
            ticket: id,
            followups: by_others(FOLLOWUP_WRITERS),
            tasks: by_others(TASK_WRITERS),
            mark: [values(row, CHANGED), values(row, FOLLOWUP_DATES)].concat().join(" "),
        };
        let ticket = RemoteTicket {
            id: TicketId { class: TICKET.to_owned(), id: id.to_string() },
            number: format!("#{id}"),
            key: html::key_of(&html).or_else(|| external_id.as_deref().and_then(html::key)),
            title: title.to_owned(),
            state,
            desk_state: desk_state.to_owned(),
            assigned_to: Some(values(row, TEAMS).join(", ")).filter(|teams| !teams.is_empty()),
            technician: None,
            is_with_us: false,
            last_reply: None,
            resolution: text(SOLUTION_TYPE),
            opened_at: moment(OPENED),
            changed_at: moment(CHANGED),
            url: self.page_of(&id.to_string()),
        };
        let answered = Some(answered).filter(|answered| answered.followups || answered.tasks);
        let (tag, technicians) = (tag.map(str::to_owned), ids(TECHNICIANS));
        Some(Found { ticket, tag, external_id, technicians, answered })
    }

    /// Puts the names of the users in, and the last replies.
    async fn named(&self, found: Vec<Found>) -> Result<Vec<RemoteTicket>, RemoteError> {
        let answered: Vec<&Answered> = found.iter().filter_map(|found| found.answered.as_ref()).collect();
        let replies = self.last_replies(&answered).await?;
        let ids: BTreeSet<i64> = found.iter().flat_map(|found| found.technicians.iter().copied()).collect();
        let ids = ids.into_iter().chain(replies.values().map(|(by, _)| *by)).collect();
        let names: BTreeMap<i64, String> = self.shared.people.names(self.glpi(), &ids).await?;
        let name = |found: Found| {
            let of = |ids: &mut dyn Iterator<Item = &i64>| {
                let names: Vec<&str> = ids.filter_map(|id| Some(names.get(id)?.as_str())).collect();
                Some(names.join(", ")).filter(|names| !names.is_empty())
            };
            // GLPI 11 can assign whoever writes a followup or a solution: that is us (`set_followup_tech`).
            let me = self.shared.me;
            let technician = of(&mut found.technicians.iter().filter(|id| **id != me));
            let reply = replies.get(&number_of(&found.ticket));
            let last_reply =
                reply.map(|(by, at)| Reply { by: names.get(by).cloned().unwrap_or_default(), at: *at });
            let assigned_to = of(&mut found.technicians.iter()).or_else(|| found.ticket.assigned_to.clone());
            let is_with_us = found.technicians.contains(&me);
            RemoteTicket { technician, is_with_us, last_reply, assigned_to, ..found.ticket }
        };
        Ok(found.into_iter().map(name).collect())
    }
}

/// The word for a ticket in the trash.
pub(in crate::systems::glpi) const TRASH: &str = "trash";

fn number_of(ticket: &RemoteTicket) -> i64 {
    ticket.id.id.parse().unwrap_or(0)
}

/// Status numbers of GLPI (`CommonITILObject`), and their English words.
pub(in crate::systems::glpi) fn state(status: i64) -> (TicketState, &'static str) {
    match status {
        1 => (TicketState::New, "new"),
        2 => (TicketState::InProgress, "processing (assigned)"),
        3 => (TicketState::InProgress, "processing (planned)"),
        4 => (TicketState::Waiting, "pending"),
        5 => (TicketState::Resolved, "solved"),
        6 => (TicketState::Closed, "closed"),
        // Numbers of plugins: somebody is at it.
        _ => (TicketState::InProgress, "another status"),
    }
}

fn any_of(field: &str, values: impl Iterator<Item = String>) -> Json {
    let test = |(at, value)| {
        let mut test = json!({"field": field, "searchtype": "contains", "value": value});
        if at > 0 {
            test["link"] = "OR".into();
        }
        test
    };
    values.enumerate().map(test).collect()
}

/// The values of a cell as texts: none, one, or several linked ones.
fn values(row: &Json, column: &str, answers: Answers) -> Vec<String> {
    let text = |json: &Json| match json {
        Json::String(text) if !text.is_empty() => Some(answers.text(text)),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    match row.get(column) {
        Some(Json::Array(many)) => many.iter().filter_map(text).collect(),
        Some(Json::Object(many)) => many.values().filter_map(text).collect(),
        Some(one) => text(one).into_iter().collect(),
        None => Vec::new(),
    }
}
