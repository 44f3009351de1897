//! Adds to the description of a ticket, below what stands there.

use super::ServiceNow;
use super::list::Query;
use crate::message;
use crate::model::ticket::TicketId;
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
        let after = format!("{}\n\n{text}", before.trim_end());
        if after.chars().count() > MOST {
            return Err(RemoteError::Setup(message::linking::description_full().to_string()));
        }
        self.patch(id, [("description".to_owned(), after.into())].into_iter().collect()).await?;
        // A field that may not be written is answered with 200 and kept as it was.
        if self.description(id).await?.contains(mark) {
            return Ok(());
        }
        Err(RemoteError::Setup(message::linking::description_not_kept().to_string()))
    }

    async fn description(&self, id: &TicketId) -> Result<String, RemoteError> {
        self.checked(id)?;
        let query = Query { most: Some(1), ..Query::new(&id.class, format!("sys_id={}", id.id), &COLUMNS) };
        let rows = self.list(&query).await?;
        let row = rows.iter().find(|row| row.value("sys_id") == id.id).ok_or_else(|| self.gone(id))?;
        Ok(row.value("description").to_owned())
    }
}
