//! What is done to one ticket: notes, resolution with what the table requires, reopening, files.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value as Json};

use super::ServiceNow;
use super::entries::quoted;
use super::list::Query;
use super::message;
use super::once::{JOURNALS, not_taken, sent, squeezed};
use super::states::Activity;
use super::wire::{self, Row};
use crate::model::Said;
use crate::model::ticket::{Resolution, TicketId, TicketState, Visibility};
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

impl ServiceNow {
    /// Adds a work note, or a comment that the caller sees.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn note(&self, id: &TicketId, text: &str, visibility: Visibility) -> Result<(), RemoteError> {
        let column = match visibility {
            Visibility::Private => "work_notes",
            Visibility::Public => "comments",
        };
        self.patch(id, [(column.to_owned(), quoted(text).into())].into_iter().collect()).await
    }

    /// Takes a resolved ticket back to work and says why in a work note. One that is open only gets
    /// the note.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a closed or cancelled one, which nobody reopens; a table
    /// without a way back.
    pub async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError> {
        self.learn(&self.checked(id)?.class).await?;
        let states = self.states(&id.class);
        let mut body = Map::from_iter([("work_notes".to_owned(), Json::from(quoted(text)))]);
        let state = self.read_one(id).await?.state;
        match (state, states.reopened.as_deref()) {
            (TicketState::New | TicketState::InProgress | TicketState::Waiting, _) => {}
            (TicketState::Resolved, Some(code)) => {
                body.insert("state".to_owned(), code.into());
            }
            (TicketState::Resolved, None) | (TicketState::Closed | TicketState::Cancelled, _) => {
                let message = message::ended_for_good(state).said();
                return Err(self.refusal(&message::reopening(id).said(), message));
            }
        }
        self.patch(id, body).await
    }

    /// Resolves a ticket with what its table requires: the resolution code, checked against the
    /// instance's own list, and the notes. One that is resolved or closed already is left alone.
    ///
    /// # Errors
    /// Before anything is sent: a blank text, a code that is missing or unknown, with those that the
    /// instance has, a table that is not resolved this way. Then a failed call; a data policy that
    /// requires more, with the names of the fields.
    pub async fn resolve(&self, id: &TicketId, resolution: &Resolution) -> Result<(), RemoteError> {
        let table = self.checked(id)?.class.clone();
        let what = message::resolving(id).said();
        self.learn(&table).await?;
        let end = self.end(&what, &table, resolution).await?;
        if resolution.text.trim().is_empty() {
            return Err(self.refusal(&what, message::needs_notes()));
        }
        let states = self.states(&table);
        let mut row = BTreeMap::from([("state".to_owned(), end.clone())]);
        // What is cancelled has no solution.
        let is_solved = states.state(&end, Activity::Ended) != TicketState::Cancelled;
        let column = states.code_column.filter(|_| is_solved || resolution.code.is_some());
        if let Some((column, code)) = self.code(&what, &table, column, resolution).await? {
            row.insert(column.to_owned(), code);
        }
        for (column, value) in resolution.fields.iter().filter(|(column, _)| *column != "state") {
            let value = self.reference(&what, &table, column, value).await?;
            let value = self.choice(&what, &table, column, &value, &row).await?;
            row.insert(column.clone(), value);
        }
        for column in states.texts {
            row.entry((*column).to_owned()).or_insert_with(|| resolution.text.clone());
        }
        if !self.read_one(id).await?.state.is_open() {
            return Ok(());
        }
        let wanted = self.columns_of_policies(&table).await?;
        let there = if wanted.is_empty() { None } else { self.row_of(id, &wanted).await? };
        if there.is_some() {
            self.try_policies(&what, &table, &row, there.as_ref()).await?;
        }
        self.patch(id, row.into_iter().map(|(column, value)| (column, value.into())).collect()).await
    }

    /// The code of the state in which a ticket ends: that which the resolution gives as `state`, by code or by
    /// word, else that of a solved one.
    pub(super) async fn end(
        &self,
        what: &Said,
        table: &str,
        resolution: &Resolution,
    ) -> Result<String, RemoteError> {
        let states = self.states(table);
        let Some(given) = resolution.fields.get("state") else {
            let message = message::not_resolved_by_state(table, states.listed()).said();
            return states.resolved.clone().ok_or_else(|| self.refusal(what, message));
        };
        let code = match states.code(given) {
            Some(code) => code.to_owned(),
            None => self.choice(what, table, "state", given, &BTreeMap::new()).await?,
        };
        if states.state(&code, Activity::Active).is_open() {
            let message = message::no_end(table, format_args!("{given:?}"), states.listed()).said();
            return Err(self.refusal(what, message));
        }
        Ok(code)
    }

    /// Columns of a ticket as they are.
    async fn row_of(&self, id: &TicketId, columns: &[String]) -> Result<Option<Row>, RemoteError> {
        let columns: Vec<&str> =
            std::iter::once("sys_id").chain(columns.iter().map(String::as_str)).collect();
        let query = Query { most: Some(1), ..Query::new(&id.class, format!("sys_id={}", id.id), &columns) };
        Ok(self.list(&query).await?.into_iter().find(|row| row.value("sys_id") == id.id))
    }

    /// The resolution code as a value of the instance's own list, where the table has a column for it.
    pub(super) async fn code(
        &self,
        what: &Said,
        table: &str,
        column: Option<&'static str>,
        resolution: &Resolution,
    ) -> Result<Option<(&'static str, String)>, RemoteError> {
        let Some(column) = column else { return Ok(None) };
        match resolution.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            Some(code) => {
                Ok(Some((column, self.choice(what, table, column, code, &resolution.fields).await?)))
            }
            None => Err(self.no_code(what, table, column).await),
        }
    }

    async fn no_code(&self, what: &Said, table: &str, column: &str) -> RemoteError {
        let known = match self.choices(table).await {
            Ok(choices) => choices.iter().filter(|c| c.element == column).map(|c| c.value.clone()).collect(),
            Err(error) => {
                tracing::debug!(%error, "the resolution codes are not known");
                Vec::new()
            }
        };
        let list =
            if known.is_empty() { Said::default() } else { message::instance_has(known.join(", ")).said() };
        self.refusal(what, message::needs_code(column, list))
    }

    pub(super) async fn patch(&self, id: &TicketId, body: Map<String, Json>) -> Result<(), RemoteError> {
        let id = self.checked(id)?;
        let path = format!("api/now/table/{}/{}", id.class, id.id);
        let columns = body.keys().map(String::as_str);
        let fields = std::iter::once("sys_id").chain(columns).collect::<Vec<_>>().join(",");
        let call = Call::write(Method::PATCH, path, Json::Object(body))
            .with("sysparm_fields", fields)
            .with("sysparm_display_value", "all")
            .with("sysparm_exclude_reference_link", "true")
            .with("sysparm_input_display_value", "false");
        match self.session().read::<Row>(&call).await {
            Ok(row) => self.taken(id, &call, &row).await,
            Err(error) if error.code() == Some(wire::NO_RECORD) => Err(self.gone(id)),
            Err(error) => Err(error),
        }
    }
    /// That all that was sent is in the answer; a journal that does not show a note is read as a whole.
    async fn taken(&self, id: &TicketId, call: &Call, row: &Row) -> Result<(), RemoteError> {
        let sent = sent(call);
        let mut lacking = not_taken(&sent, row);
        // Rules of the instance may go further: from solved to closed, from work to new.
        let states = self.states(&id.class);
        let is_open = |code: &str| states.state(code, Activity::Active).is_open();
        let is_there = |column: &&str| {
            let wanted = sent.get(*column).and_then(Json::as_str).unwrap_or_default();
            *column == "state" && row.has(column) && is_open(wanted) == is_open(row.value(column))
        };
        lacking.retain(|column| !is_there(column));
        if lacking.iter().any(|column| JOURNALS.contains(column)) {
            // The instance shows so many entries only, and an answer may show none. Where we are shown no
            // entry at all, nobody can say that ours is not there.
            let notes = self.notes(id).await.unwrap_or_default();
            let is_noted = |column: &&str| {
                let text = squeezed(sent.get(*column).and_then(Json::as_str).unwrap_or_default());
                let is_shown = notes.iter().any(|note| squeezed(&note.text).contains(&text));
                JOURNALS.contains(column) && (notes.is_empty() || is_shown)
            };
            for column in lacking.iter().filter(|column| notes.is_empty() && JOURNALS.contains(column)) {
                self.remark_journal(&id.class, column);
            }
            lacking.retain(|column| !is_noted(column));
        }
        if lacking.is_empty() {
            return Ok(());
        }
        let columns = self.in_words(&sent, row, &lacking);
        let message = message::not_taken_over(columns, &id.class, self.reason(&lacking)).said();
        let call = format!("PATCH {}/{}", self.session().url(), call.path);
        Err(RemoteError::NotTaken { call, message, id: id.clone() })
    }
}
