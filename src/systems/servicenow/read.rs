//! Tickets as an instance shows them: by key, by id, by number and words.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::journal::{last_reply, moment};
use super::list::{PER_QUERY, Query, plain};
use super::message;
use super::states::Activity;
use super::wire::Row;
use super::{ServiceNow, is_sys_id, once};
use crate::model::ticket::{RemoteTicket, TicketId, TicketKey};
use crate::systems::shared::RemoteError;

/// Tickets of one search of a person.
const SHOWN: usize = 50;

/// What is read of every ticket; a table without a column leaves it out.
pub const COLUMNS: [&str; 18] = [
    "sys_id",
    "sys_class_name",
    "number",
    "short_description",
    "state",
    "active",
    "correlation_id",
    "assigned_to",
    "assignment_group",
    "close_code",
    "resolution_code",
    "opened_at",
    "sys_created_on",
    "sys_updated_on",
    "sys_updated_by",
    "work_notes",
    "comments",
    "priority",
];

impl ServiceNow {
    /// The tickets of all our tables that carry one of these keys, or the sys_id that is derived from one,
    /// sorted by key and id; 80 keys go into one request per table.
    ///
    /// # Errors
    /// A failed call; a table that does not exist; tickets of ours that are hidden from us.
    pub async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut found = Vec::new();
        for table in &self.0.tables {
            for some in keys.chunks(PER_QUERY) {
                found.extend(self.find_some(table, some).await?);
            }
        }
        found.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        found.dedup_by(|a, b| a.id == b.id);
        Ok(found)
    }

    async fn find_some(&self, table: &str, some: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let keys: Vec<&str> = some.iter().map(|key| key.0.as_str()).collect();
        let by_id: BTreeMap<String, &TicketKey> = some.iter().map(|key| (once::sys_id(key), key)).collect();
        let ids: Vec<&str> = by_id.keys().map(String::as_str).collect();
        let filter = format!("correlation_idIN{}^ORsys_idIN{}", keys.join(","), ids.join(","));
        // A column that the table lacks would drop the condition and give all tickets.
        let query = Query { most: Some(400), ..Query::new(table, filter, &COLUMNS) };
        let listed = self.listed(&query).await?;
        self.learn_of(table, &listed.rows).await?;
        let mut found = Vec::new();
        for row in &listed.rows {
            let mut ticket = self.ticket(table, row);
            let known = ticket.key.as_ref().is_some_and(|key| keys.contains(&key.0.as_str()));
            match by_id.get(&ticket.id.id) {
                _ if known => {}
                // The key was not kept, or somebody took it away.
                Some(key) => ticket.key = Some((*key).clone()),
                None => return Err(self.no_keys(table, row)),
            }
            found.push(ticket);
        }
        if found.len() < some.len() {
            self.has_keys(table).await?;
        }
        if listed.hidden > 0 {
            let call = message::looking_for_tickets().said();
            let message = message::ours_are_hidden(listed.hidden, table, &self.0.me.login).said();
            return Err(RemoteError::Rights { call, message });
        }
        Ok(found)
    }

    /// A hidden or lacking column: nobody can say then that a key is not there.
    fn no_keys(&self, table: &str, row: &Row) -> RemoteError {
        let message = message::no_keys(table, row.value("number")).said();
        self.refusal(&message::looking_for_tickets().said(), message)
    }

    /// That a table has the column of our keys and shows it, as far as it has rows: a condition about a
    /// column that it lacks is dropped. Looked at once.
    async fn has_keys(&self, table: &str) -> Result<(), RemoteError> {
        let known = || self.0.keyed.lock().unwrap_or_else(PoisonError::into_inner);
        if known().contains(table) {
            return Ok(());
        }
        let columns = ["sys_id", "number", "correlation_id"];
        let query = Query { order: "ORDERBYDESCsys_created_on", ..Query::new(table, "", &columns) };
        let listed = self.glance(&query, 1).await?;
        if let Some(row) = listed.rows.iter().find(|row| !row.has("correlation_id")) {
            return Err(self.no_keys(table, row));
        }
        if !listed.rows.is_empty() {
            known().insert(table.to_owned());
        }
        Ok(())
    }

    /// Tickets as they are now, sorted by id, 80 in one request per table; one that is gone or
    /// hidden is absent.
    ///
    /// # Errors
    /// A failed call.
    pub async fn read(&self, ids: &[TicketId]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut by_table: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        // What cannot be an id names no ticket.
        for id in ids.iter().filter(|id| Self::is_table(&id.class) && is_sys_id(&id.id)) {
            by_table.entry(&id.class).or_default().push(&id.id);
        }
        let mut found = Vec::new();
        for (table, ids) in by_table {
            for some in ids.chunks(PER_QUERY) {
                let filter = format!("sys_idIN{}", some.join(","));
                let rows = self.list(&Query::new(table, filter, &COLUMNS)).await?;
                self.learn_of(table, &rows).await?;
                let asked = |row: &&Row| some.contains(&row.value("sys_id"));
                found.extend(rows.iter().filter(asked).map(|row| self.ticket(table, row)));
            }
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }

    pub(super) async fn read_one(&self, id: &TicketId) -> Result<RemoteTicket, RemoteError> {
        let found = self.read(std::slice::from_ref(id)).await?;
        found.into_iter().next().ok_or_else(|| self.gone(id))
    }

    /// Open tickets by number (`INC0010012`, or its digits), or by words that all stand in the short
    /// description or the description; the newest first, 50 at most.
    ///
    /// # Errors
    /// A failed call.
    pub async fn search(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        let text = plain(words_or_number);
        let text = text.strip_prefix('#').unwrap_or(&text).trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 40;
        let filter = if is_number && digits.len() < text.len() {
            format!("active=true^number={}", text.to_uppercase())
        } else if is_number {
            format!("active=true^numberENDSWITH{text}")
        } else {
            let words = text.split_whitespace();
            let condition = |word| format!("^short_descriptionLIKE{word}^ORdescriptionLIKE{word}");
            format!("active=true{}", words.map(condition).collect::<String>())
        };
        let mut found = Vec::new();
        for table in &self.0.tables {
            let query = Query {
                most: Some(SHOWN),
                order: "ORDERBYDESCsys_created_on^ORDERBYDESCsys_id",
                ..Query::new(table, filter.clone(), &COLUMNS)
            };
            let rows = self.list(&query).await?;
            self.learn_of(table, &rows).await?;
            for row in rows {
                found.push((row.value("sys_created_on").to_owned(), self.ticket(table, &row)));
            }
        }
        found.retain(|(_, ticket)| ticket.state.is_open());
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| b.1.number.cmp(&a.1.number)));
        Ok(found.into_iter().map(|(_, ticket)| ticket).take(SHOWN).collect())
    }

    /// The tickets that a person may mean: those with a number (`INC0010012`, or its digits, which tickets of
    /// several tables may have), open or closed; else open ones by words.
    ///
    /// # Errors
    /// A failed call.
    pub async fn named(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        let Some(filter) = number_filter(words_or_number) else { return self.search(words_or_number).await };
        let mut found: Vec<RemoteTicket> = Vec::new();
        for table in &self.0.tables {
            let query = Query { most: Some(SHOWN), ..Query::new(table, filter.clone(), &COLUMNS) };
            let rows = self.list(&query).await?;
            self.learn_of(table, &rows).await?;
            for row in &rows {
                let ticket = self.ticket(table, row);
                // A table may extend another of ours: its rows are shown in both.
                if has_number(&ticket.number, words_or_number) && !found.iter().any(|one| one.id == ticket.id)
                {
                    found.push(ticket);
                }
            }
        }
        found.sort_by(|a, b| a.number.cmp(&b.number));
        Ok(found)
    }

    /// The ticket with a number (`INC0010012`, or its digits), open or closed; of several the newest.
    ///
    /// # Errors
    /// A failed call.
    pub async fn numbered(&self, number: &str) -> Result<Option<RemoteTicket>, RemoteError> {
        let text = number.trim().trim_start_matches('#').to_uppercase();
        let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) || text.len() > 40 {
            return Ok(None);
        }
        let how = if digits.len() < text.len() { "=" } else { "ENDSWITH" };
        let mut found = Vec::new();
        for table in &self.0.tables {
            let query = Query {
                most: Some(1),
                order: "ORDERBYDESCsys_created_on^ORDERBYDESCsys_id",
                ..Query::new(table, format!("number{how}{text}"), &COLUMNS)
            };
            let rows = self.list(&query).await?;
            self.learn_of(table, &rows).await?;
            let dated = |row: &Row| (row.value("sys_created_on").to_owned(), self.ticket(table, row));
            found.extend(rows.iter().map(dated));
        }
        let newest = found.into_iter().max_by(|a, b| a.0.cmp(&b.0));
        Ok(newest.map(|(_, ticket)| ticket))
    }

    /// A row as a ticket.
    pub(super) fn ticket(&self, table: &str, row: &Row) -> RemoteTicket {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let class = Some(row.value("sys_class_name")).filter(|class| Self::is_table(class)).unwrap_or(table);
        let id = TicketId { class: class.to_owned(), id: row.value("sys_id").to_owned() };
        let (code, states) = (row.value("state"), self.states(class));
        let shown = row.shown("state");
        let desk_state = if shown.is_empty() || shown == code { states.word(code) } else { shown.to_owned() };
        let assigned_to = some(row.shown("assigned_to"));
        // Rules of an instance can assign whoever writes: that is us.
        let is_us = !self.0.me.id.is_empty() && row.value("assigned_to") == self.0.me.id;
        let technician = assigned_to.clone().filter(|_| !is_us);
        // By value: labels are in the language of whoever asks.
        let resolution = some(row.value("close_code")).or_else(|| some(row.value("resolution_code")));
        RemoteTicket {
            number: row.value("number").to_owned(),
            key: some(row.value("correlation_id")).map(TicketKey),
            title: row.value("short_description").to_owned(),
            state: states.state(code, Activity::of(row.value("active"))),
            desk_state,
            assigned_to: assigned_to.or_else(|| some(row.shown("assignment_group"))),
            technician,
            is_with_us: is_us,
            last_reply: last_reply(row, &self.0.me.name),
            resolution,
            opened_at: moment(row.value("opened_at")).or_else(|| moment(row.value("sys_created_on"))),
            changed_at: moment(row.value("sys_updated_on")),
            url: self.url(&id),
            id,
        }
    }

    /// True for a row that can be a ticket.
    pub(super) fn is_ticket(row: &Row) -> bool {
        is_sys_id(row.value("sys_id"))
    }
}

/// The condition for a number; `None`: it is none.
fn number_filter(number: &str) -> Option<String> {
    let text = number.trim().trim_start_matches('#').to_uppercase();
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 40;
    let how = if digits.len() < text.len() { "=" } else { "ENDSWITH" };
    is_number.then(|| format!("number{how}{text}"))
}

/// A condition that is not understood is dropped, and any row would come back. Digits are those of the whole
/// number: `12` is not `INC0010012`.
fn has_number(number: &str, asked: &str) -> bool {
    let asked = asked.trim().trim_start_matches('#').to_uppercase();
    let digits = number.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let bare = |text: &str| text.trim_start_matches('0').to_owned();
    number.to_uppercase() == asked
        || (asked.bytes().all(|b| b.is_ascii_digit()) && bare(digits) == bare(&asked))
}
