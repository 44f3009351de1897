//! Changes a ticket that is there: adds below its description, and revises title and levels.

use serde_json::{Map, Value as Json, json};

use super::{Itop, ticket, words};
use crate::message;
use crate::model::ticket::{TicketEdit, TicketId};
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
            return Err(RemoteError::Setup(message::linking::description_full().said()));
        }
        let (number, fields) = (ticket::number(&id.id)?, json!({"description": after}));
        let written = self.session().update(&id.class, number, &fields, "id,description").await?;
        if written.text("description").contains(mark) {
            return Ok(());
        }
        Err(RemoteError::Setup(message::linking::description_not_kept().said()))
    }

    /// Changes title, impact and urgency; iTop computes the priority.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a level beyond iTop's scale.
    pub async fn revise(&self, id: &TicketId, edit: &TicketEdit) -> Result<(), RemoteError> {
        let mut fields = Map::new();
        if let Some(title) = &edit.title {
            fields.insert("title".to_owned(), json!(words::title(title)));
        }
        for (column, value, most) in [("impact", edit.impact, 3), ("urgency", edit.urgency, 4)] {
            let Some(value) = value else { continue };
            if !(1..=most).contains(&value) {
                let message = super::message::out_of_scale(column, value, most);
                return Err(RemoteError::Setup(message.said()));
            }
            fields.insert(column.to_owned(), json!(value.to_string()));
        }
        if fields.is_empty() {
            return Ok(());
        }
        let (number, fields) = (ticket::number(&id.id)?, Json::Object(fields));
        self.session().update(&id.class, number, &fields, "id").await.map(drop)
    }
}
