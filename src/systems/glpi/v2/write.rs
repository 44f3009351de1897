//! What is done with a ticket that is there: notes, reopening, solving.

use reqwest::Method;
use serde_json::{Value as Json, json};

use super::{GlpiV2, TICKETS, list};
use crate::model::Said;
use crate::model::ticket::{ItemRef, Resolution, TicketId, TicketState, Visibility};
use crate::systems::glpi::tickets::html;
use crate::systems::glpi::{FORM, message};
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// Status of a ticket that nobody has, and of one that somebody has.
const NEW: i64 = 1;
const ASSIGNED: i64 = 2;

/// The items whose pages a text links: `/front/computer.form.php?id=12`.
fn linked_pages(html: &str) -> Vec<ItemRef> {
    let item = |rest: &str| {
        let (page, rest) = rest.split_once(".form.php?id=")?;
        let class = FORM.host_classes.iter().find(|class| class.eq_ignore_ascii_case(page))?;
        let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
        (!id.is_empty()).then(|| ItemRef { class: (*class).to_owned(), id })
    };
    html.split("/front/").skip(1).filter_map(item).collect()
}

impl GlpiV2 {
    /// Adds a followup.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn note(&self, id: &TicketId, text: &str, visibility: Visibility) -> Result<(), RemoteError> {
        let followup = json!({
            "content": html::from_text(text),
            "is_private": visibility == Visibility::Private,
        });
        self.tell(id, "Followup", followup).await
    }

    /// Reopens a solved ticket and says why. One that is open already only gets the followup.
    ///
    /// # Errors
    /// A failed call; the ticket is gone, or closed for good.
    pub async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError> {
        let ticket = self.read_one(id).await?;
        match ticket.state {
            TicketState::New | TicketState::InProgress | TicketState::Waiting => {}
            // First the state: where the followup is missing afterwards, all is done again; where it stood
            // there, nothing would be.
            TicketState::Resolved => {
                let status = if ticket.assigned_to.is_some() { ASSIGNED } else { NEW };
                self.change(id, &json!({ "status": { "id": status } })).await?;
            }
            state @ (TicketState::Closed | TicketState::Cancelled) => {
                let message = message::ended_for_good(state).said();
                return Err(self.refusal(&message::reopening(id).said(), message));
            }
        }
        self.note(id, text, Visibility::Private).await
    }

    /// Solves a ticket. `code` is a solution type by name or id. One that is solved or closed already
    /// is left alone.
    ///
    /// # Errors
    /// A failed call; a blank text; a solution type that GLPI does not have, with those that it has.
    pub async fn resolve(&self, id: &TicketId, resolution: &Resolution) -> Result<(), RemoteError> {
        let what = message::solving(id).said();
        if resolution.text.trim().is_empty() {
            return Err(self.refusal(&what, message::needs_text()));
        }
        if let Some(column) = resolution.fields.keys().next() {
            return Err(self.refusal(&what, message::no_field_of_solution(column)));
        }
        let mut solution = json!({ "content": html::from_text(&resolution.text) });
        if let Some(code) = resolution.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            solution["type"] = json!({ "id": self.solution_type(&what, code).await? });
        }
        if !self.read_one(id).await?.state.is_open() {
            return Ok(());
        }
        self.tell(id, "Solution", solution).await
    }

    async fn solution_type(&self, what: &Said, code: &str) -> Result<i64, RemoteError> {
        let types: Vec<super::wire::Pointed> =
            list::all(self.session(), "Dropdowns/SolutionType", None, self.0.page).await?;
        let name = |row: &super::wire::Pointed| row.name.clone().unwrap_or_default();
        let by_name = types.iter().find(|row| name(row).to_lowercase() == code.to_lowercase());
        let found = by_name.or_else(|| types.iter().find(|row| code.parse() == Ok(row.id)));
        found.map(|row| row.id).ok_or_else(|| {
            let names: Vec<String> = types.iter().map(name).collect();
            let known =
                if names.is_empty() { crate::message::list::none().said() } else { names.join(", ").into() };
            self.refusal(what, message::no_solution_type(format_args!("{code:?}"), known))
        })
    }

    /// Names items in a private followup: v2.2 has no items on tickets. Those that are named stay.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn link_items(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError> {
        let named = self.items(id).await?;
        let new: Vec<ItemRef> = items.iter().filter(|item| !named.contains(item)).cloned().collect();
        if new.is_empty() {
            return Ok(());
        }
        let followup = json!({ "content": self.items_in_words(&new), "is_private": true });
        self.tell(id, "Followup", followup).await
    }

    /// The items whose pages are linked in the description or in a followup: v2.2 shows no others.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn items(&self, id: &TicketId) -> Result<Vec<ItemRef>, RemoteError> {
        let number = self.number(id)?;
        let row = self.row(number).await.map_err(|error| self.or_gone(id, error))?;
        let mut html = row.get("content").and_then(Json::as_str).unwrap_or_default().to_owned();
        for entry in self.timeline(number, "/Followup").await.map_err(|error| self.or_gone(id, error))? {
            html.push_str(entry.item.content.as_deref().unwrap_or_default());
        }
        let mut items = linked_pages(&html);
        items.sort();
        items.dedup();
        Ok(items)
    }

    /// Adds to the timeline.
    async fn tell(&self, id: &TicketId, kind: &str, body: Json) -> Result<(), RemoteError> {
        let path = format!("{TICKETS}/{}/Timeline/{kind}", self.number(id)?);
        let created = self.session().create(&Call::write(Method::POST, path, body)).await;
        created.map(|_| ()).map_err(|error| self.or_gone(id, error))
    }

    /// Changes a ticket: the whole of it as it is then.
    pub(super) async fn change(&self, id: &TicketId, fields: &Json) -> Result<Json, RemoteError> {
        let call = Call::write(Method::PATCH, format!("{TICKETS}/{}", self.number(id)?), fields);
        self.session().read(&call).await.map_err(|error| self.or_gone(id, error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_items_are_read_and_no_others() {
        let html = "<a href=\"http://x/front/networkequipment.form.php?id=12\">n</a> /front/ticket.form.php?id=3 \
                    http://x/glpi/front/computer.form.php?id=7&amp;tab=1 /front/computer.form.php?id=";
        let found: Vec<String> =
            linked_pages(html).iter().map(|item| format!("{} {}", item.class, item.id)).collect();
        assert_eq!(found, ["NetworkEquipment 12", "Computer 7"]);
    }
}
