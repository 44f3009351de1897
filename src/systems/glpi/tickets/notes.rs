//! Followups and tasks of a ticket: its notes, and the last one that somebody else wrote.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use serde_json::Value as Json;

use super::{GlpiTickets, TICKET, html};
use crate::model::ticket::{TicketId, TicketNote, Visibility, Writer};
use crate::systems::glpi::wire;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// Status of a solution that the requester refused.
const REFUSED: i64 = 4;

/// A ticket in which somebody else wrote.
#[derive(Debug)]
pub struct Answered {
    pub ticket: i64,
    /// He wrote followups.
    pub followups: bool,
    /// He wrote tasks.
    pub tasks: bool,
    /// Changes with every further answer.
    pub mark: String,
}

/// Who wrote last, and when.
type Last = (i64, Option<DateTime<Utc>>);

/// Last replies that are known, with the marks at which they were read: a ticket that has not changed
/// is not asked for again.
#[derive(Debug, Default)]
pub struct Replies(Mutex<BTreeMap<i64, (String, Option<Last>)>>);

impl GlpiTickets {
    /// The notes of a ticket, the oldest first.
    ///
    /// # Errors
    /// When the ticket is gone or GLPI does not answer.
    pub async fn notes(&self, id: &TicketId) -> Result<Vec<TicketNote>, RemoteError> {
        let rows = match self.answers(self.number(id)?, "ITILFollowup").await {
            Err(RemoteError::Answer { status: 404, .. }) => return Err(self.gone(id)),
            rows => rows?,
        };
        self.told(&rows, "date").await
    }

    /// What the last solution of a ticket says that nobody refused.
    ///
    /// # Errors
    /// When the ticket is gone or GLPI does not answer.
    pub async fn closing_note(&self, id: &TicketId) -> Result<Option<TicketNote>, RemoteError> {
        let mut rows = match self.answers(self.number(id)?, "ITILSolution").await {
            Err(RemoteError::Answer { status: 404, .. }) => return Err(self.gone(id)),
            rows => rows?,
        };
        rows.retain(|row| row.get("status").and_then(wire::integer) != Some(REFUSED));
        let last: Vec<Json> = rows.pop().into_iter().collect();
        Ok(self.told(&last, "date_creation").await?.pop())
    }

    /// Rows of answers as notes; `at` is their column with the time.
    async fn told(&self, rows: &[Json], at: &str) -> Result<Vec<TicketNote>, RemoteError> {
        let names = self.shared.people.names(self.glpi(), &rows.iter().map(writer).collect()).await?;
        let note = |row: &Json| {
            let by = writer(row);
            let is_private = row.get("is_private").and_then(wire::integer) == Some(1);
            TicketNote {
                writer: if by == self.shared.me { Writer::Us } else { Writer::Other },
                by: names.get(&by).cloned().unwrap_or_default(),
                at: self.shared.zone.moment(text(row, at)),
                visibility: if is_private { Visibility::Private } else { Visibility::Public },
                text: html::to_text(&self.glpi().html(text(row, "content"))),
            }
        };
        Ok(rows.iter().map(note).collect())
    }

    /// The last answer of anybody but us, by ticket.
    pub(super) async fn last_replies(
        &self,
        tickets: &[&Answered],
    ) -> Result<BTreeMap<i64, Last>, RemoteError> {
        let changed: Vec<&Answered> = {
            let known = self.shared.replies.0.lock().unwrap_or_else(PoisonError::into_inner);
            let is_known = |of: &Answered| known.get(&of.ticket).is_some_and(|(mark, _)| *mark == of.mark);
            tickets.iter().copied().filter(|of| !is_known(of)).collect()
        };
        let mut asked = futures::stream::iter(changed.into_iter().map(|of| self.last_of(of)))
            .buffer_unordered(self.glpi().in_flight());
        while let Some(read) = asked.next().await {
            let (ticket, mark, last) = read?;
            let mut known = self.shared.replies.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(ticket, (mark, last));
        }
        let known = self.shared.replies.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = |of: &&Answered| Some((of.ticket, known.get(&of.ticket)?.1?));
        Ok(tickets.iter().filter_map(last).collect())
    }

    async fn last_of(&self, of: &Answered) -> Result<(i64, String, Option<Last>), RemoteError> {
        let mut last: Option<Last> = None;
        for (class, is_wanted) in [("ITILFollowup", of.followups), ("TicketTask", of.tasks)] {
            if !is_wanted {
                continue;
            }
            for row in self.answers(of.ticket, class).await? {
                let (by, at) = (writer(&row), self.shared.zone.moment(text(&row, "date")));
                if by != self.shared.me && last.is_none_or(|(_, before)| at >= before) {
                    last = Some((by, at));
                }
            }
        }
        Ok((of.ticket, of.mark.clone(), last))
    }

    async fn answers(&self, ticket: i64, class: &str) -> Result<Vec<Json>, RemoteError> {
        let call = Call::get(format!("{TICKET}/{ticket}/{class}"))
            .with("range", "0-9999")
            .with("get_hateoas", "false")
            .with("sort", "id");
        self.glpi().session().read(&call).await
    }
}

fn writer(row: &Json) -> i64 {
    row.get("users_id").and_then(wire::integer).unwrap_or(0)
}

fn text<'a>(row: &'a Json, column: &str) -> &'a str {
    row.get(column).and_then(Json::as_str).unwrap_or_default()
}
