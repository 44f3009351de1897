//! Opening tickets: values are made sys_ids and codes first, then all go out in batches. What may have
//! been opened is told so, and never sent again here.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value as Json};

use super::ServiceNow;
use super::journal::raw;
use super::message;
use super::read::COLUMNS;
use super::wire::{self, Row};
use crate::model::ticket::{Draft, RemoteTicket};
use crate::systems::shared::call::Call;
use crate::systems::shared::{Answer, RemoteError};

/// Longest short description of a fresh instance, in characters; more is cut without a word.
const TITLE: usize = 160;

/// Longest description of a fresh instance.
const TEXT: usize = 4000;

/// Says in the ticket whose key `correlation_id` is.
const DISPLAY: &str = "stocktake";

impl ServiceNow {
    /// Opens tickets by the batch API, or one by one where the instance has none: one outcome per
    /// draft, in their order.
    ///
    /// # Errors
    /// Per draft: a name, a choice or a table that the instance does not have, an impact or urgency
    /// that is none, the instance's own refusal; [`FailureKind::Unknown`](crate::systems::shared::FailureKind::Unknown) when it
    /// may have been opened.
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
                    Some(answer) => answer.and_then(|answer| self.opened(draft, &call, &answer)),
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
            let message = message::not_a_ticket_table(&draft.class, known).to_string();
            return Err(self.refusal(&what, message));
        }
        let mut fields: BTreeMap<String, String> = draft.fields.clone();
        for (column, level) in [("impact", draft.impact), ("urgency", draft.urgency)] {
            if let Some(level) = level {
                fields.entry(column.to_owned()).or_insert_with(|| level.to_string());
            }
        }
        let mut body = Map::new();
        // In this order a category comes before its subcategory.
        let mut row: BTreeMap<String, String> = BTreeMap::new();
        for (column, value) in fields {
            if !Self::is_table(&column) {
                return Err(self.refusal(&what, message::no_column_name(format_args!("{column:?}"))));
            }
            let value = self.reference(&what, &column, &value).await?;
            let value = self.choice(&what, &draft.class, &column, &value, &row).await?;
            body.insert(column.clone(), value.as_str().into());
            row.insert(column, value);
        }
        body.insert("short_description".to_owned(), cut(&one_line(&draft.title), TITLE).into());
        body.insert("description".to_owned(), cut(&draft.text, TEXT).into());
        if draft.text.chars().count() > TEXT {
            // A journal has no such limit.
            body.entry("work_notes").or_insert_with(|| draft.text.clone().into());
        }
        body.insert("correlation_id".to_owned(), draft.key.0.clone().into());
        body.entry("correlation_display").or_insert_with(|| DISPLAY.into());
        if let Some(at) = draft.opened_at {
            body.insert("opened_at".to_owned(), raw(at).into());
        }
        if let Some(first) = draft.items.first() {
            body.entry("cmdb_ci").or_insert_with(|| first.id.clone().into());
        }
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

    /// The ticket in an answer. The instance drops columns that it does not have without a word.
    fn opened(&self, draft: &Draft, call: &Call, answer: &Answer) -> Result<RemoteTicket, RemoteError> {
        let name = format!("POST {}/{}", self.session().url(), call.path);
        let row: Row = wire::read(&self.session().http, &name, answer)?;
        if !Self::is_ticket(&row) {
            return Err(wire::unreadable(&self.session().http, &name, answer, &message::no_id().to_string()));
        }
        let lacking: Vec<&str> =
            draft.fields.keys().map(String::as_str).filter(|column| !row.has(column)).collect();
        if !lacking.is_empty() {
            let (table, lacking) = (&draft.class, lacking.join(", "));
            tracing::warn!(table, lacking, "the table has no such columns, or hides them: they were dropped");
        }
        Ok(self.ticket(&draft.class, &row))
    }

    /// Further items of the drafts, as affected CIs.
    async fn link_rest(&self, drafts: &[Draft], outcomes: &[Result<RemoteTicket, RemoteError>]) {
        for (draft, outcome) in drafts.iter().zip(outcomes) {
            let (Ok(ticket), [_, _, ..]) = (outcome, draft.items.as_slice()) else { continue };
            if let Err(error) = self.link_items(&ticket.id, &draft.items).await {
                tracing::warn!(number = ticket.number, %error, "further items were not linked");
            }
        }
    }
}

fn what(draft: &Draft) -> String {
    message::opening(&draft.key).to_string()
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
