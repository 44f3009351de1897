//! Work notes and comments: append-only texts, from `sys_journal_field` where we may read it, else
//! from the text that the instance shows of all entries (`entries.rs`).

use chrono::{DateTime, Utc};

use super::ServiceNow;
use super::entries::{Clock, FORM, entries};
use super::list::Query;
use super::message;
use super::wire::Row;
use crate::model::said::Say as _;
use crate::model::ticket::{Reply, TicketId, TicketNote, Visibility, Writer};
use crate::systems::shared::RemoteError;

pub use super::entries::moment;

/// Who writes what no person wrote: business rules, inbound actions, upgrades.
const SYSTEM: [&str; 3] = ["system", "glide.maint", "guest"];

/// Columns of a row that tell the clock of the user.
const TIMES: [&str; 3] = ["sys_updated_on", "sys_created_on", "opened_at"];

/// A moment as raw values have it.
pub fn raw(moment: DateTime<Utc>) -> String {
    moment.format(FORM).to_string()
}

fn clock(row: &Row) -> Option<Clock> {
    let times = TIMES.map(|column| (row.value(column), row.shown(column)));
    Clock::of(&times)
}

/// The last entry of a person other than `me` (the name as it is shown).
pub fn last_reply(row: &Row, me: &str) -> Option<Reply> {
    let clock = clock(row);
    let newest = |column: &str| {
        let is_person = |by: &str| by != me && !SYSTEM.contains(&by.to_lowercase().as_str());
        let found = entries(row.shown(column), clock).into_iter().find(|entry| is_person(&entry.by));
        found.map(|entry| Reply { by: entry.by, at: entry.at })
    };
    let both = [newest("work_notes"), newest("comments")];
    both.into_iter().flatten().max_by_key(|reply| reply.at)
}

const JOURNAL: [&str; 6] = ["sys_id", "element", "element_id", "value", "sys_created_on", "sys_created_by"];
const SHOWN: [&str; 6] =
    ["sys_id", "work_notes", "comments", "sys_updated_on", "sys_created_on", "opened_at"];
const CLOSING: [&str; 4] = ["sys_id", "close_notes", "resolved_by", "resolved_at"];

impl ServiceNow {
    /// The work notes and comments of a ticket, the oldest first.
    ///
    /// # Errors
    /// When the ticket is gone or the instance does not answer.
    pub async fn notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError> {
        self.checked(id)?;
        let filter = format!("element_id={}^elementINwork_notes,comments", id.id);
        let rows = match self.list(&Query::new("sys_journal_field", filter, &JOURNAL)).await {
            Ok(rows) => rows,
            Err(RemoteError::Rights { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        let own = rows.iter().filter(|row| row.value("element_id") == id.id);
        let notes: Vec<TicketNote> = own.map(|row| self.journal_note(row)).collect();
        if notes.is_empty() { self.shown_notes(id).await } else { Ok(notes) }
    }

    /// The close notes of a ticket, by whom it was resolved.
    ///
    /// # Errors
    /// When the ticket is gone or the instance does not answer.
    pub async fn closing_note(&self, id: &TicketId) -> Result<Option<TicketNote>, RemoteError> {
        self.checked(id)?;
        let query = Query { most: Some(1), ..Query::new(&id.class, format!("sys_id={}", id.id), &CLOSING) };
        let rows = self.list(&query).await?;
        let row = rows.iter().find(|row| row.value("sys_id") == id.id).ok_or_else(|| self.gone(id))?;
        let text = row.value("close_notes").trim();
        Ok((!text.is_empty()).then(|| TicketNote {
            writer: if row.value("resolved_by") == self.0.me.id { Writer::Us } else { Writer::Other },
            by: row.shown("resolved_by").to_owned(),
            at: moment(row.value("resolved_at")),
            visibility: Visibility::Public,
            text: text.to_owned(),
        }))
    }

    fn journal_note(&self, row: &Row) -> TicketNote {
        let by = row.value("sys_created_by");
        TicketNote {
            writer: if by == self.0.me.login { Writer::Us } else { Writer::Other },
            by: by.to_owned(),
            at: moment(row.value("sys_created_on")),
            visibility: visibility(row.value("element")),
            text: row.value("value").trim_end().to_owned(),
        }
    }

    async fn shown_notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError> {
        let query = Query { most: Some(1), ..Query::new(&id.class, format!("sys_id={}", id.id), &SHOWN) };
        let rows = self.list(&query).await?;
        let row = rows.iter().find(|row| row.value("sys_id") == id.id).ok_or_else(|| self.gone(id))?;
        let clock = clock(row);
        let mut notes = Vec::new();
        for column in ["work_notes", "comments"] {
            notes.extend(entries(row.shown(column), clock).into_iter().rev().map(|entry| TicketNote {
                writer: if entry.by == self.0.me.name { Writer::Us } else { Writer::Other },
                by: entry.by,
                at: entry.at,
                visibility: visibility(column),
                text: entry.text,
            }));
        }
        notes.sort_by_key(|note| note.at);
        Ok(notes)
    }

    pub(super) fn gone(&self, id: &TicketId) -> RemoteError {
        self.refusal(&id.said(), message::ticket_is_gone())
    }
}

fn visibility(column: &str) -> Visibility {
    if column == "comments" { Visibility::Public } else { Visibility::Private }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::systems::servicenow::wire::Cell;

    #[test]
    fn only_another_person_takes_over() {
        let cell = |value: &str, shown: &str| Cell { value: value.to_owned(), shown: shown.to_owned() };
        let row = |notes: &str| {
            Row([
                ("work_notes".to_owned(), cell("", notes)),
                ("sys_updated_on".to_owned(), cell("2026-11-21 12:42:23", "21/11/2026 14:42:23")),
            ]
            .into())
        };
        let system = "21/11/2026 14:42:23 - System (Work notes)\nSLA\n\n";
        let ours = "21/11/2026 14:10:00 - Robot (Work notes)\nours\n\n";
        let beth = "21/11/2026 14:00:00 - Beth (ITIL) Anglin (Work notes)\nmine\n\n";
        assert_eq!(last_reply(&row(&format!("{system}{ours}")), "Robot"), None);
        let reply = last_reply(&row(&format!("{system}{ours}{beth}")), "Robot").unwrap();
        assert_eq!((reply.by.as_str(), reply.at), ("Beth (ITIL) Anglin", moment("2026-11-21 12:00:00")));
    }
}
