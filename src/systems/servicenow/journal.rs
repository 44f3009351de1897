//! Work notes and comments: append-only texts, from `sys_journal_field` where we may read it, else
//! from the text that the instance shows of all entries, the newest first, in the user's zone.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::ServiceNow;
use super::list::Query;
use super::message;
use super::wire::Row;
use crate::model::ticket::{Reply, TicketId, TicketNote, Visibility, Writer};
use crate::systems::shared::RemoteError;

/// A time as raw values have it, always UTC.
const FORM: &str = "%Y-%m-%d %H:%M:%S";

/// Forms of times that a user can choose; the first is the default.
const SHOWN_FORMS: [&str; 6] = [
    FORM,
    "%d/%m/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
];

/// Time of a raw value.
pub fn moment(value: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(value.trim(), FORM).ok().map(|time| time.and_utc())
}

/// A moment as raw values have it.
pub fn raw(moment: DateTime<Utc>) -> String {
    moment.format(FORM).to_string()
}

/// How the zone of the user is ahead of UTC, and how he is shown times, read off a row's own time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    ahead: TimeDelta,
    form: &'static str,
}

impl Clock {
    /// From a time in both forms.
    pub fn of(value: &str, shown: &str) -> Option<Self> {
        let utc = moment(value)?.naive_utc();
        SHOWN_FORMS.into_iter().find_map(|form| {
            let ahead = NaiveDateTime::parse_from_str(shown, form).ok()? - utc;
            (ahead.abs() <= TimeDelta::hours(15)).then_some(Self { ahead, form })
        })
    }

    fn moment(self, shown: &str) -> Option<DateTime<Utc>> {
        let local = NaiveDateTime::parse_from_str(shown.trim(), self.form).ok()?;
        Some((local - self.ahead).and_utc())
    }
}

/// The entries of a shown journal, the newest first: time, writer, text.
fn entries(shown: &str) -> Vec<(&str, &str, String)> {
    let mut entries: Vec<(&str, &str, String)> = Vec::new();
    for line in shown.lines() {
        match head(line) {
            Some((time, by)) => entries.push((time, by, String::new())),
            None => {
                if let Some((.., text)) = entries.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    for (.., text) in &mut entries {
        text.truncate(text.trim_end().len());
    }
    entries
}

/// `2026-11-21 10:00:00 - Beth Anglin (Work notes)`
fn head(line: &str) -> Option<(&str, &str)> {
    let (time, rest) = line.split_once(" - ")?;
    let digits = time.bytes().filter(u8::is_ascii_digit).count();
    if digits < 8 || time.len() > 24 || !rest.ends_with(')') {
        return None;
    }
    let (by, _) = rest.rsplit_once(" (")?;
    Some((time, by))
}

/// The last entry of anybody but `me` (the name as it is shown).
pub fn last_reply(row: &Row, me: &str) -> Option<Reply> {
    let clock = Clock::of(row.value("sys_updated_on"), row.shown("sys_updated_on"));
    let newest = |column: &str| {
        let found = entries(row.shown(column)).into_iter().find(|(_, by, _)| *by != me);
        found.map(|(time, by, _)| Reply { by: by.to_owned(), at: clock.and_then(|clock| clock.moment(time)) })
    };
    let both = [newest("work_notes"), newest("comments")];
    both.into_iter().flatten().max_by_key(|reply| reply.at)
}

const JOURNAL: [&str; 6] = ["sys_id", "element", "element_id", "value", "sys_created_on", "sys_created_by"];
const SHOWN: [&str; 4] = ["sys_id", "work_notes", "comments", "sys_updated_on"];
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
        let clock = Clock::of(row.value("sys_updated_on"), row.shown("sys_updated_on"));
        let mut notes = Vec::new();
        for column in ["work_notes", "comments"] {
            notes.extend(entries(row.shown(column)).into_iter().rev().map(|(time, by, text)| TicketNote {
                writer: if by == self.0.me.name { Writer::Us } else { Writer::Other },
                by: by.to_owned(),
                at: clock.and_then(|clock| clock.moment(time)),
                visibility: visibility(column),
                text,
            }));
        }
        notes.sort_by_key(|note| note.at);
        Ok(notes)
    }

    pub(super) fn gone(&self, id: &TicketId) -> RemoteError {
        self.refusal(&id.to_string(), message::ticket_is_gone())
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
    fn entries_are_split_at_their_heads_and_timed_by_the_rows_own_clock() {
        let cell = |value: &str, shown: &str| Cell { value: value.to_owned(), shown: shown.to_owned() };
        let text = "21/11/2026 14:42:23 - Beth (ITIL) Anglin (Work notes)\nfirst line\n\nsecond - line (x)\n\n\
                    21/11/2026 14:00:00 - Robot (Work notes)\nours\n\n";
        let row = Row([
            ("work_notes".to_owned(), cell("", text)),
            ("sys_updated_on".to_owned(), cell("2026-11-21 12:42:23", "21/11/2026 14:42:23")),
        ]
        .into());
        let reply = last_reply(&row, "Robot").unwrap();
        assert_eq!(reply.by, "Beth (ITIL) Anglin");
        assert_eq!(reply.at, moment("2026-11-21 12:42:23"));
        let found = entries(text);
        assert_eq!(found[0].2, "first line\n\nsecond - line (x)");
        assert_eq!(found.len(), 2);
        assert!(last_reply(&row, "Beth (ITIL) Anglin").unwrap().by == "Robot");
    }
}
