//! Adds to the description of a ticket, below what stands there.

use serde_json::json;

use super::{Itop, ticket, words};
use crate::message;
use crate::model::ticket::TicketId;
use crate::systems::shared::RemoteError;

/// Bytes that the column holds.
const MOST: usize = 65_535;

impl Itop {
    /// Adds a text to the description, unless one with its mark is there.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a description that has no room.
    pub async fn append(&self, id: &TicketId, text: &str, mark: &str) -> Result<(), RemoteError> {
        let object = self.one(id, "id,description").await?;
        let before = object.text("description");
        if before.contains(mark) {
            return Ok(());
        }
        let after = format!("{before}{}", words::html(text));
        if after.len() > MOST {
            return Err(RemoteError::Setup(message::linking::description_full().to_string()));
        }
        let (number, fields) = (ticket::number(&id.id)?, json!({"description": after}));
        let written = self.session().update(&id.class, number, &fields, "id,description").await?;
        if written.text("description").contains(mark) {
            return Ok(());
        }
        Err(RemoteError::Setup(message::linking::description_not_kept().to_string()))
    }
}
