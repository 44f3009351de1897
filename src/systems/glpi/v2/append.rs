//! Changes a ticket that is there: adds below its description, and revises title and priority.

use serde_json::{Map, Value as Json};

use super::{GlpiV2, schema};
use crate::message;
use crate::model::said::Say as _;
use crate::model::ticket::{TicketEdit, TicketId};
use crate::systems::glpi::message as glpi_message;
use crate::systems::glpi::tickets::open::one_line;
use crate::systems::glpi::tickets::{html, tag};
use crate::systems::shared::RemoteError;

impl GlpiV2 {
    /// Adds a text to the description, unless one with its mark is there.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a description that was not kept.
    pub async fn append(&self, id: &TicketId, text: &str, mark: &str) -> Result<(), RemoteError> {
        let content = |row: &Json| row.get("content").and_then(Json::as_str).unwrap_or_default().to_owned();
        let row = self.row(self.number(id)?).await.map_err(|error| self.or_gone(id, error))?;
        let before = content(&row);
        if before.contains(mark) {
            return Ok(());
        }
        let whole = format!("{before}{}", html::from_text(text));
        let after = self.change(id, &serde_json::json!({ "content": whole })).await?;
        if content(&after).contains(mark) {
            return Ok(());
        }
        Err(RemoteError::Setup(message::linking::description_not_kept().said()))
    }

    /// Changes title, impact, urgency and priority. The tag of our key stays in the title.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a level beyond 1 to 5; [`RemoteError::NotTaken`] when GLPI kept
    /// what stood there.
    pub async fn revise(&self, id: &TicketId, edit: &TicketEdit) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let mut fields = Map::new();
        if let Some(title) = &edit.title {
            let row = self.row(number).await.map_err(|error| self.or_gone(id, error))?;
            let old = row.get("name").and_then(Json::as_str).unwrap_or_default();
            let tag = tag::split(old).0.map_or_else(String::new, |tag| format!("{tag} "));
            fields.insert("name".to_owned(), one_line(schema(), &format!("{tag}{title}")).into());
        }
        for (column, wanted) in [("impact", edit.impact), ("urgency", edit.urgency)] {
            let Some(wanted) = wanted else { continue };
            if !(1..=5).contains(&wanted) {
                return Err(self.refusal(&id.said(), glpi_message::out_of_scale(column, wanted)));
            }
            // In GLPI 5 is the highest.
            fields.insert(column.to_owned(), (6 - wanted).into());
        }
        if let Some(priority) = edit.fields.get("priority").and_then(|text| text.parse::<i64>().ok()) {
            fields.insert("priority".to_owned(), priority.into());
        }
        if fields.is_empty() {
            return Ok(());
        }
        let after = self.change(id, &Json::Object(fields.clone())).await?;
        // Levels may have been changed again by a rule of GLPI.
        let is_lacking = |(column, value): &(&String, &Json)| match after.get(column.as_str()) {
            None | Some(Json::Null) => true,
            Some(kept) => value.is_string() && kept != *value,
        };
        let lacking: Vec<&str> =
            fields.iter().filter(is_lacking).map(|(column, _)| column.as_str()).collect();
        if lacking.is_empty() {
            return Ok(());
        }
        Err(RemoteError::NotTaken {
            call: format!("PATCH {}/{}/{number}", self.session().url(), super::TICKETS),
            message: glpi_message::not_taken(lacking.join(", ")).said(),
            id: id.clone(),
        })
    }
}
