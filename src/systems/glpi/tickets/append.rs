//! Changes a ticket that is there: adds below its description, and revises title and priority.

use serde_json::Value as Json;

use super::open::one_line;
use super::{GlpiTickets, TICKET, html, tag};
use crate::message;
use crate::model::said::Say as _;
use crate::model::ticket::{TicketEdit, TicketId};
use crate::model::value::Value;
use crate::systems::glpi::message as glpi_message;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;
use crate::systems::target::{Blank, Field};

impl GlpiTickets {
    /// Adds a text to the description, unless one with its mark is there.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a right that is missing; a GLPI that shows descriptions escaped.
    pub async fn append(&self, id: &TicketId, text: &str, mark: &str) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let before = self.description(id, number).await?;
        if before.contains(mark) {
            return Ok(());
        }
        // Up to 9.5 it comes escaped and would be stored so.
        if before.contains("&lt;") && !before.contains('<') {
            return Err(RemoteError::Setup(message::linking::description_escaped().said()));
        }
        let value = Value::text(format!("{before}{}", html::from_text(text)));
        let field = Field { column: "content".into(), value, blank: Blank::Text };
        for outcome in self.glpi().update(&TICKET.into(), &[(number, vec![field])]).await {
            outcome.map_err(|error| self.of_write(TICKET, error))?;
        }
        // Without the right GLPI answers as if it had been done.
        if self.description(id, number).await?.contains(mark) {
            return Ok(());
        }
        Err(RemoteError::Setup(message::linking::description_not_kept().said()))
    }

    /// Changes title, impact, urgency and priority. The tag of our key stays in the title.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; a level beyond 1 to 5; a column that is no number.
    pub async fn revise(&self, id: &TicketId, edit: &TicketEdit) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let what = id.said();
        let level =
            |column: &'static str, value: Value| Field { column: column.into(), value, blank: Blank::Number };
        let mut row = Vec::new();
        if let Some(title) = &edit.title {
            let tag =
                self.read_one(id).await?.key.map_or_else(String::new, |key| format!("{} ", tag::of(&key)));
            let value = Value::text(one_line(self.glpi().schema(), &format!("{tag}{title}")));
            row.push(Field { column: "name".into(), value, blank: Blank::Text });
        }
        for (column, wanted) in [("impact", edit.impact), ("urgency", edit.urgency)] {
            let Some(wanted) = wanted else { continue };
            if !(1..=5).contains(&wanted) {
                return Err(self.refusal(&what, glpi_message::out_of_scale(column, wanted)));
            }
            // In GLPI 5 is the highest.
            row.push(level(column, Value::Int(i64::from(6 - wanted))));
        }
        if let Some(priority) = edit.fields.get("priority").and_then(|text| text.parse().ok()) {
            row.push(level("priority", Value::Int(priority)));
        }
        if row.is_empty() {
            return Ok(());
        }
        for outcome in self.glpi().update(&TICKET.into(), &[(number, row)]).await {
            outcome.map_err(|error| self.of_write(TICKET, error))?;
        }
        Ok(())
    }

    async fn description(&self, id: &TicketId, number: i64) -> Result<String, RemoteError> {
        let call = Call::get(format!("{TICKET}/{number}")).with("get_hateoas", "false");
        let row: Json = match self.glpi().session().read(&call).await {
            Err(RemoteError::Answer { status: 404, .. }) => return Err(self.gone(id)),
            row => row?,
        };
        Ok(row.get("content").and_then(Json::as_str).unwrap_or_default().to_owned())
    }
}
