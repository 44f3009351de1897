//! Opening tickets: values are made sys_ids and codes first, then all go out in batches. What may have
//! been opened is told so, and never sent again here.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value as Json};

use super::entries::quoted;
use super::journal::raw;
use super::message;
use super::once::{JOURNALS, not_taken, sent};
use super::read::COLUMNS;
use super::wire::{self, Row};
use super::{ServiceNow, once};
use crate::model::Said;
use crate::model::said::Say as _;
use crate::model::ticket::{Draft, RemoteTicket, TicketId};
use crate::systems::shared::call::Call;
use crate::systems::shared::{Answer, RemoteError};

/// Longest short description of a fresh instance, in characters; more is cut without a word.
const TITLE: usize = 160;

/// Longest description of a fresh instance.
const TEXT: usize = 4000;

/// Says in the ticket whose key `correlation_id` is.
pub const DISPLAY: &str = "stocktake";

impl ServiceNow {
    /// Opens tickets by the batch API, or one by one where the instance has none: one outcome per
    /// draft, in their order.
    ///
    /// # Errors
    /// Per draft: a name, a choice or a table that the instance does not have, an impact or urgency
    /// that is none, the instance's own refusal; [`FailureKind::Unknown`](crate::systems::shared::FailureKind::Unknown) when it
    /// may have been opened; [`RemoteError::Unseen`] when it was opened and is hidden from us;
    /// [`RemoteError::NotTaken`] when it was opened and lacks what was sent.
    pub async fn open(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>> {
        let mut calls = Vec::with_capacity(drafts.len());
        for draft in drafts {
            calls.push(self.call(draft).await);
        }
        let good: Vec<Call> = calls.iter().filter_map(|call| call.as_ref().ok().cloned()).collect();
        let mut answers = self.post(&good).await.into_iter();
        let mut outcomes = Vec::with_capacity(drafts.len());
        for (draft, call) in drafts.iter().zip(calls) {
            outcomes.push(match call {
                Err(error) => Err(error),
                Ok(call) => match answers.next() {
                    Some(Ok(answer)) => self.opened(draft, &call, &answer).await,
                    Some(Err(error)) => Err(error),
                    None => Err(self.refusal(&what(draft), message::not_sent())),
                },
            });
        }
        self.link_rest(drafts, &outcomes).await;
        outcomes
    }

    async fn post(&self, calls: &[Call]) -> Vec<Result<Answer, RemoteError>> {
        if calls.len() > 1 {
            let answers = self.batch(calls).await;
            let lacking = |error: &RemoteError| {
                matches!(error, RemoteError::Rights { .. }) || error.code() == Some(wire::NO_API)
            };
            let is_lacking =
                !answers.is_empty() && answers.iter().all(|answer| answer.as_ref().is_err_and(lacking));
            if !is_lacking {
                return answers;
            }
            tracing::info!("the instance has no batch API for us, tickets are opened one by one");
        }
        let mut answers = Vec::with_capacity(calls.len());
        for call in calls {
            answers.push(self.session().send(call).await.map(|(_, answer)| answer));
        }
        answers
    }

    /// The request for a draft.
    async fn call(&self, draft: &Draft) -> Result<Call, RemoteError> {
        let what = what(draft);
        if !self.0.tables.contains(&draft.class) {
            let known = self.0.tables.join(", ");
            let message = message::not_a_ticket_table(&draft.class, known).said();
            return Err(self.refusal(&what, message));
        }
        self.learn(&draft.class).await?;
        let mut fields: BTreeMap<String, String> = draft.fields.clone();
        for (column, level) in [("impact", draft.impact), ("urgency", draft.urgency)] {
            if let Some(level) = level {
                fields.entry(column.to_owned()).or_insert_with(|| level.to_string());
            }
        }
        let mut body = self.columns_of_draft(&what, &draft.class, fields).await?;
        if let Some(first) = draft.items.first() {
            body.entry("cmdb_ci").or_insert_with(|| first.id.clone().into());
        }
        self.confirm(&what, &body).await?;
        body.insert("short_description".to_owned(), cut(&one_line(&draft.title), TITLE).into());
        body.insert("description".to_owned(), cut(&draft.text, TEXT).into());
        if draft.text.chars().count() > TEXT {
            // A journal has no such limit.
            body.entry("work_notes").or_insert_with(|| quoted(&draft.text).into());
        }
        body.insert("sys_id".to_owned(), once::sys_id(&draft.key).into());
        body.insert("correlation_id".to_owned(), draft.key.0.clone().into());
        body.entry("correlation_display").or_insert_with(|| DISPLAY.into());
        if let Some(at) = draft.opened_at {
            body.insert("opened_at".to_owned(), raw(at).into());
        }
        let all = body
            .iter()
            .map(|(column, value)| (column.clone(), value.as_str().unwrap_or_default().to_owned()));
        self.try_policies(&what, &draft.class, &all.collect(), None).await?;
        let columns: Vec<&str> = COLUMNS
            .iter()
            .copied()
            .chain(body.keys().map(String::as_str).filter(|c| !COLUMNS.contains(c)))
            .collect();
        let columns = columns.join(",");
        let call = Call::write(Method::POST, format!("api/now/table/{}", draft.class), Json::Object(body))
            .with("sysparm_fields", columns)
            .with("sysparm_display_value", "all")
            .with("sysparm_exclude_reference_link", "true")
            .with("sysparm_input_display_value", "false");
        Ok(call)
    }

    /// What a rule sends, as codes and sys_ids.
    async fn columns_of_draft(
        &self,
        what: &Said,
        table: &str,
        fields: BTreeMap<String, String>,
    ) -> Result<Map<String, Json>, RemoteError> {
        // In this order a category comes before its subcategory.
        let mut row: BTreeMap<String, String> = BTreeMap::new();
        for (column, value) in fields {
            if !Self::is_table(&column) {
                return Err(self.refusal(what, message::no_column_name(format_args!("{column:?}"))));
            }
            if self.has_no_caller(table, &column, &value).await? {
                continue;
            }
            let value = self.reference(what, table, &column, &value).await?;
            let value = self.choice(what, table, &column, &value, &row).await?;
            let is_journal = JOURNALS.contains(&column.as_str());
            row.insert(column, if is_journal { quoted(&value) } else { value });
        }
        Ok(row.into_iter().map(|(column, value)| (column, value.into())).collect())
    }

    /// Whether a table of a company's own has no person for whom the work is done: the ticket is opened without
    /// one, and it is told.
    async fn has_no_caller(&self, table: &str, column: &str, value: &str) -> Result<bool, RemoteError> {
        if column != "caller_id" || super::states::is_stock(table) {
            return Ok(false);
        }
        let fields = self.fields(table).await?;
        if fields.is_empty() || fields.contains_key(column) {
            return Ok(false);
        }
        self.0.remarks.add("contact", value, &message::no_such_column(table, column).said());
        Ok(true)
    }

    /// The ticket in an answer, when all that was sent is in it. What is not is sent once more.
    async fn opened(&self, draft: &Draft, call: &Call, answer: &Answer) -> Result<RemoteTicket, RemoteError> {
        let name = format!("POST {}/{}", self.session().url(), call.path);
        if answer.status == 201 && wire::is_empty(answer) {
            return Err(self.unseen(draft, name));
        }
        let row: Row = wire::read(&self.session().http, &name, answer)?;
        if !Self::is_ticket(&row) {
            return Err(wire::unreadable(&self.session().http, &name, answer, message::no_id()));
        }
        let ticket = self.ticket(&draft.class, &row);
        let sent = sent(call);
        self.remark_priority(&sent, &row);
        let mut lacking = not_taken(&sent, &row);
        for column in lacking.iter().filter(|column| JOURNALS.contains(column)) {
            self.remark_journal(&draft.class, column);
        }
        // A journal would get the entry twice.
        lacking.retain(|column| !JOURNALS.contains(column));
        if lacking.is_empty() {
            return Ok(ticket);
        }
        let (table, columns) = (&draft.class, lacking.join(", "));
        tracing::warn!(table, columns, number = ticket.number, "not taken over by the instance, sent again");
        let is_lacking = |column: &String| lacking.contains(&column.as_str());
        let again = sent.iter().filter(|(column, _)| is_lacking(column));
        let again: Map<String, Json> = again.map(|(column, value)| (column.clone(), value.clone())).collect();
        if let Err(error) = self.patch(&ticket.id, again).await {
            let what = match error {
                RemoteError::NotTaken { message, .. } => message,
                other => other.said(),
            };
            let message = message::opened_without(&ticket.number, what).said();
            return Err(RemoteError::NotTaken { call: name, message, id: ticket.id });
        }
        Ok(self.read_one(&ticket.id).await.unwrap_or(ticket))
    }

    /// It was opened, and an access rule hides it from its own writer.
    fn unseen(&self, draft: &Draft, call: String) -> RemoteError {
        let id = TicketId { class: draft.class.clone(), id: once::sys_id(&draft.key) };
        let message = message::opened_and_hidden(&draft.class, &draft.key, &self.0.me.login).said();
        RemoteError::Unseen { call, message, id }
    }

    /// Further items of the drafts, as affected CIs.
    async fn link_rest(&self, drafts: &[Draft], outcomes: &[Result<RemoteTicket, RemoteError>]) {
        for (draft, outcome) in drafts.iter().zip(outcomes) {
            let id = match outcome {
                Ok(ticket) => &ticket.id,
                Err(RemoteError::NotTaken { id, .. }) => id,
                Err(_) => continue,
            };
            let [_, _, ..] = draft.items.as_slice() else { continue };
            if let Err(error) = self.link_items(id, &draft.items).await {
                tracing::warn!(ticket = %id, %error, "further items were not linked");
            }
        }
    }
}

fn what(draft: &Draft) -> Said {
    message::opening(&draft.key).said()
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of so many characters at most, with a mark where it was cut.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut kept: String = text.chars().take(most - 1).collect();
    kept.push('…');
    kept
}
