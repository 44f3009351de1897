//! Changes a ticket that is there: adds below its description, and revises title and levels.

use serde_json::{Map, Value as Json};

use super::ServiceNow;
use super::list::Query;
use crate::message;
use crate::model::ticket::{TicketEdit, TicketId};
use crate::systems::shared::RemoteError;

const COLUMNS: [&str; 2] = ["sys_id", "description"];

/// Characters that the description of a fresh instance holds; more is cut without a word.
const MOST: usize = 4000;

impl ServiceNow {
    /// Adds a text to the description, unless one with its mark is there.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a description that has no room or was not kept.
    pub async fn append(&self, id: &TicketId, text: &str, mark: &str) -> Result<(), RemoteError> {
        let before = self.description(id).await?;
        if before.contains(mark) {
            return Ok(());
        }
        // What stands there stays as it is, byte for byte.
        let after = if before.is_empty() { text.to_owned() } else { format!("{before}\n\n{text}") };
        if after.chars().count() > MOST {
            return Err(RemoteError::Setup(message::linking::description_full().said()));
        }
        self.patch(id, [("description".to_owned(), after.into())].into_iter().collect()).await?;
        // A field that may not be written is answered with 200 and kept as it was.
        if self.description(id).await?.contains(mark) {
            return Ok(());
        }
        Err(RemoteError::Setup(message::linking::description_not_kept().said()))
    }

    /// Changes short description, impact and urgency; the instance computes the priority.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn revise(&self, id: &TicketId, edit: &TicketEdit) -> Result<(), RemoteError> {
        let title = edit.title.iter().map(|title| ("short_description".to_owned(), title.as_str().into()));
        let levels = [("impact", edit.impact), ("urgency", edit.urgency)];
        let levels = levels.into_iter().filter_map(|(column, level)| Some((column, level?)));
        let levels = levels.map(|(column, level)| (column.to_owned(), level.to_string().into()));
        let body: Map<String, Json> = title.chain(levels).collect();
        if body.is_empty() { Ok(()) } else { self.patch(id, body).await }
    }

    async fn description(&self, id: &TicketId) -> Result<String, RemoteError> {
        self.checked(id)?;
        let query = Query { most: Some(1), ..Query::new(&id.class, format!("sys_id={}", id.id), &COLUMNS) };
        let rows = self.list(&query).await?;
        let row = rows.iter().find(|row| row.value("sys_id") == id.id).ok_or_else(|| self.gone(id))?;
        Ok(row.value("description").to_owned())
    }
}
