//! Notes, solutions, reopening and linked items of one ticket.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{GlpiTickets, TICKET, html};
use crate::model::Said;
use crate::model::schema::ClassName;
use crate::model::ticket::{ItemRef, Resolution, TicketId, TicketState, Visibility};
use crate::systems::glpi::message;
use crate::systems::glpi::wire;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

impl GlpiTickets {
    /// Adds a followup, private or for the requester too. `text` is plain text with line breaks.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn note(&self, id: &TicketId, text: &str, visibility: Visibility) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        self.add_one("ITILFollowup", followup(number, text, visibility)).await
    }

    /// Reopens a solved ticket by a private followup that says why; its solution is then refused, as
    /// by the button. One that is open already only gets the followup.
    ///
    /// # Errors
    /// A failed call; the ticket is gone, or closed for good.
    pub async fn reopen(&self, id: &TicketId, text: &str) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let mut followup = followup(number, text, Visibility::Private);
        match self.read_one(id).await?.state {
            TicketState::New | TicketState::InProgress | TicketState::Waiting => {}
            TicketState::Resolved => followup["add_reopen"] = 1.into(),
            state @ (TicketState::Closed | TicketState::Cancelled) => {
                let message = message::ended_for_good(state).said();
                return Err(self.refusal(&message::reopening(id).said(), message));
            }
        }
        self.add_one("ITILFollowup", followup).await
    }

    /// Solves a ticket. `code` is a solution type by name or id. One that is solved or closed already
    /// is left alone.
    ///
    /// # Errors
    /// A failed call; a blank text; a solution type that GLPI does not have, with those that it has.
    pub async fn resolve(&self, id: &TicketId, resolution: &Resolution) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let what = message::solving(id).said();
        if resolution.text.trim().is_empty() {
            return Err(self.refusal(&what, message::needs_text()));
        }
        let kind = match resolution.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            Some(code) => self.solution_type(&what, code).await?,
            None => 0,
        };
        if !self.read_one(id).await?.state.is_open() {
            return Ok(());
        }
        let mut solution = json!({
            "itemtype": TICKET,
            "items_id": number,
            "content": html::from_text(&resolution.text),
            "solutiontypes_id": kind,
        });
        for (column, value) in &resolution.fields {
            solution[column] = value.as_str().into();
        }
        self.add_one("ITILSolution", solution).await
    }

    pub(super) async fn solution_type(&self, what: &Said, code: &str) -> Result<i64, RemoteError> {
        let types = self.glpi().read_reference(&"SolutionType".into(), &"name".into()).await?;
        let by_id = |row: &&crate::model::item::ReferenceRow| code.parse() == Ok(row.id);
        let by_name =
            |row: &&crate::model::item::ReferenceRow| row.name.to_lowercase() == code.to_lowercase();
        let found = types.rows.iter().find(by_name).or_else(|| types.rows.iter().find(by_id));
        found.map(|row| row.id).ok_or_else(|| {
            let names: Vec<&str> = types.rows.iter().map(|row| &*row.name).collect();
            let known =
                if names.is_empty() { crate::message::list::none().said() } else { names.join(", ").into() };
            self.refusal(what, message::no_solution_type(format_args!("{code:?}"), known))
        })
    }

    /// Links items to a ticket; those that are linked stay.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; an item that does not exist or that we may not see.
    pub async fn link_items(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError> {
        let number = self.number(id)?;
        let wanted = self.existing(id, items).await?;
        let linked: BTreeSet<(String, i64)> = self.linked(id, number).await?.into_iter().collect();
        let rows = wanted
            .iter()
            .filter(|item| !linked.contains(*item))
            .map(|(class, item)| json!({"tickets_id": number, "itemtype": class, "items_id": item}));
        let rows: Vec<Json> = rows.collect();
        for some in rows.chunks(50) {
            for outcome in self.add("Item_Ticket", some.to_vec()).await {
                outcome.map_err(|error| self.of_write("Item_Ticket", error))?;
            }
        }
        Ok(())
    }

    /// The items that a ticket is linked to.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn items(&self, id: &TicketId) -> Result<Vec<ItemRef>, RemoteError> {
        let linked = self.linked(id, self.number(id)?).await?;
        Ok(linked.into_iter().map(|(class, item)| ItemRef { class, id: item.to_string() }).collect())
    }

    async fn linked(&self, id: &TicketId, number: i64) -> Result<Vec<(String, i64)>, RemoteError> {
        let call = Call::get(format!("{TICKET}/{number}/Item_Ticket"))
            .with("range", "0-9999")
            .with("get_hateoas", "false");
        let rows: Vec<Json> = match self.glpi().session().read(&call).await {
            Ok(rows) => rows,
            Err(RemoteError::Answer { status: 404, .. }) => return Err(self.gone(id)),
            Err(error) => return Err(error),
        };
        let item = |row: &Json| {
            let class = row.get("itemtype")?.as_str()?.to_owned();
            Some((class, row.get("items_id").and_then(wire::integer)?))
        };
        Ok(rows.iter().filter_map(item).collect())
    }

    /// GLPI links what does not exist without a word.
    async fn existing(
        &self,
        id: &TicketId,
        items: &[ItemRef],
    ) -> Result<BTreeSet<(String, i64)>, RemoteError> {
        let what = message::linking(id).said();
        let mut wanted = BTreeSet::new();
        for item in items {
            let number = item.id.parse::<i64>().ok().filter(|id| *id > 0);
            let missing = || self.refusal(&what, message::no_item(&item.class, &item.id));
            wanted.insert((item.class.clone(), number.ok_or_else(missing)?));
        }
        let classes: BTreeSet<&str> = wanted.iter().map(|(class, _)| class.as_str()).collect();
        for class in classes {
            let ids: Vec<i64> = wanted.iter().filter(|(of, _)| of == class).map(|(_, id)| *id).collect();
            let name: ClassName = class.into();
            let rows = self.glpi().list_of(&name, self.glpi().wanted(&[]), &ids).await?;
            if let Some(missing) = ids.iter().find(|id| !rows.iter().any(|row| row.id == **id)) {
                return Err(self.refusal(&what, message::no_item(class, missing)));
            }
        }
        Ok(wanted)
    }

    async fn add_one(&self, class: &str, input: Json) -> Result<(), RemoteError> {
        for outcome in self.add(class, vec![input]).await {
            outcome.map_err(|error| self.of_write(class, error))?;
        }
        Ok(())
    }
}

fn followup(ticket: i64, text: &str, visibility: Visibility) -> Json {
    json!({
        "itemtype": TICKET,
        "items_id": ticket,
        "content": html::from_text(text),
        "is_private": u8::from(visibility == Visibility::Private),
    })
}
