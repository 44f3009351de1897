//! What is done to one ticket: notes, resolution with what the table requires, reopening, files.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Map, Value as Json};

use super::message;
use super::wire::{self, Row};
use super::{ServiceNow, states};
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
        self.patch(id, [(column.to_owned(), text.into())].into_iter().collect()).await
    }

    /// Takes a resolved ticket back to work and says why in a work note. One that is open only gets
    /// the note.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a closed or cancelled one, which nobody reopens; a table
    /// without a way back.
    pub async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError> {
        let states = states::of(&self.checked(id)?.class);
        let mut body = Map::from_iter([("work_notes".to_owned(), Json::from(text))]);
        let state = self.read_one(id).await?.state;
        match (state, states.reopened) {
            (TicketState::New | TicketState::InProgress | TicketState::Waiting, _) => {}
            (TicketState::Resolved, Some(code)) => {
                body.insert("state".to_owned(), code.into());
            }
            (TicketState::Resolved, None) | (TicketState::Closed | TicketState::Cancelled, _) => {
                let message = message::ended_for_good(state).to_string();
                return Err(self.refusal(&message::reopening(id).to_string(), message));
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
        let what = message::resolving(id).to_string();
        let states = states::of(&table);
        let Some(resolved) = states.resolved else {
            return Err(self.refusal(&what, message::not_resolved_by_state(table)));
        };
        if resolution.text.trim().is_empty() {
            return Err(self.refusal(&what, message::needs_notes()));
        }
        let mut body = Map::new();
        if let Some(column) = states.code_column {
            let code = resolution.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
            let code = match code {
                Some(code) => self.choice(&what, &table, column, code, &resolution.fields).await?,
                None => return Err(self.no_code(&what, &table, column).await),
            };
            body.insert(column.to_owned(), code.into());
        }
        let mut row = BTreeMap::new();
        for (column, value) in &resolution.fields {
            let value = self.reference(&what, column, value).await?;
            let value = self.choice(&what, &table, column, &value, &row).await?;
            body.insert(column.clone(), value.as_str().into());
            row.insert(column.clone(), value);
        }
        if !self.read_one(id).await?.state.is_open() {
            return Ok(());
        }
        body.insert("state".to_owned(), resolved.into());
        body.insert("close_notes".to_owned(), resolution.text.clone().into());
        self.patch(id, body).await
    }

    async fn no_code(&self, what: &str, table: &str, column: &str) -> RemoteError {
        let known = match self.choices(table).await {
            Ok(choices) => choices.iter().filter(|c| c.element == column).map(|c| c.value.clone()).collect(),
            Err(error) => {
                tracing::debug!(%error, "the resolution codes are not known");
                Vec::new()
            }
        };
        let list = if known.is_empty() {
            String::new()
        } else {
            message::instance_has(known.join(", ")).to_string()
        };
        self.refusal(what, message::needs_code(column, list))
    }

    pub(super) async fn patch(&self, id: &TicketId, body: Map<String, Json>) -> Result<(), RemoteError> {
        let id = self.checked(id)?;
        let path = format!("api/now/table/{}/{}", id.class, id.id);
        let call = Call::write(Method::PATCH, path, Json::Object(body))
            .with("sysparm_fields", "sys_id")
            .with("sysparm_exclude_reference_link", "true")
            .with("sysparm_input_display_value", "false");
        match self.session().read::<Row>(&call).await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some(wire::NO_RECORD) => Err(self.gone(id)),
            Err(error) => Err(error),
        }
    }
}
