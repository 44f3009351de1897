//! Tickets as an instance shows them: by key, by id, by number and words.

use std::collections::BTreeMap;

use super::journal::{last_reply, moment};
use super::list::{PER_QUERY, Query, plain};
use super::message;
use super::states::{self, Activity};
use super::wire::Row;
use super::{ServiceNow, is_sys_id};
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
    /// The tickets of all our tables that carry one of these keys, sorted by key and id; 80 keys go
    /// into one request per table.
    ///
    /// # Errors
    /// A failed call; a table that does not exist.
    pub async fn find(&self, keys: &[TicketKey]) -> Result<Vec<RemoteTicket>, RemoteError> {
        let mut found = Vec::new();
        for table in &self.0.tables {
            for some in keys.chunks(PER_QUERY) {
                let list: Vec<&str> = some.iter().map(|key| key.0.as_str()).collect();
                let filter = format!("correlation_idIN{}", list.join(","));
                // A column that the table lacks would drop the condition and give all tickets.
                let query = Query { most: Some(400), ..Query::new(table, filter, &COLUMNS) };
                let rows = self.list(&query).await?;
                // A hidden or lacking column: nobody can say then that a key is not there.
                if let Some(odd) = rows.iter().find(|row| !list.contains(&row.value("correlation_id"))) {
                    let message = message::no_keys(table, odd.value("number")).to_string();
                    return Err(self.refusal(&message::looking_for_tickets().to_string(), message));
                }
                found.extend(rows.iter().map(|row| self.ticket(table, row)));
            }
        }
        found.sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        found.dedup_by(|a, b| a.id == b.id);
        Ok(found)
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
            for row in self.list(&query).await? {
                found.push((row.value("sys_created_on").to_owned(), self.ticket(table, &row)));
            }
        }
        found.retain(|(_, ticket)| ticket.state.is_open());
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| b.1.number.cmp(&a.1.number)));
        Ok(found.into_iter().map(|(_, ticket)| ticket).take(SHOWN).collect())
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
        let code = row.value("state");
        let shown = row.shown("state");
        let desk_state =
            if shown.is_empty() || shown == code { states::word(class, code) } else { shown.to_owned() };
        let technician = some(row.shown("assigned_to"));
        let resolution = some(row.shown("close_code")).or_else(|| some(row.shown("resolution_code")));
        RemoteTicket {
            number: row.value("number").to_owned(),
            key: some(row.value("correlation_id")).map(TicketKey),
            title: row.value("short_description").to_owned(),
            state: states::of(class).state(code, Activity::of(row.value("active"))),
            desk_state,
            assigned_to: technician.clone().or_else(|| some(row.shown("assignment_group"))),
            technician,
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
