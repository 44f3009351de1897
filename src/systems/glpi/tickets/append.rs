//! Adds to the description of a ticket, below what stands there.

use serde_json::Value as Json;

use super::{GlpiTickets, TICKET, html};
use crate::message;
use crate::model::ticket::TicketId;
use crate::model::value::Value;
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
            return Err(RemoteError::Setup(message::linking::description_escaped().to_string()));
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
        Err(RemoteError::Setup(message::linking::description_not_kept().to_string()))
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
