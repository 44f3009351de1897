//! Writing into tickets: opening them, notes, files and links to CIs.

use chrono_tz::Tz;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::{Map, Value as Json, json};

use super::Itop;
use super::message;
use super::moment;
use super::ticket::{self, COLUMNS, state};
use super::words::{self, entry, log_of};
use crate::model::ticket::{Draft, ItemRef, RemoteTicket, TicketId, TicketState, Visibility};
use crate::systems::shared::RemoteError;

/// What `core/create` says of a CI that is linked already.
const LINKED_ALREADY: &str = "is already linked to";

impl Itop {
    /// Opens tickets, a few requests in flight. With both `team_id` and `agent_id` in its fields a
    /// ticket is assigned at once; that is a second call, and if it fails the ticket stays new, which
    /// its state says.
    ///
    /// # Errors
    /// Per draft: what iTop refuses, and before anything is sent what it would let pass or lose: no
    /// `org_id`, an agent without a team, an impact or urgency outside its scale.
    pub async fn open(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>> {
        let own_name = match self.own_name().await {
            Ok(name) => name,
            Err(error) => {
                tracing::debug!(%error, "the name of our account is not known");
                None
            }
        };
        let opened = drafts.iter().map(|draft| self.open_one(draft, own_name));
        stream::iter(opened).buffered(self.in_flight()).collect().await
    }

    async fn open_one(&self, draft: &Draft, own_name: Option<&str>) -> Result<RemoteTicket, RemoteError> {
        let (fields, assignment) = fields(draft, self.zone())?;
        let created = match self.has_extension().await? {
            true => self.create_once(&draft.class, &draft.key, &fields).await?,
            false => self.session().create(&draft.class, &fields, COLUMNS).await?,
        };
        let Some(assignment) = assignment else { return Ok(self.ticket(&created, own_name)) };
        let id = ticket::number(&created.id())?;
        // One that was there already may be assigned by now.
        if state(&created.text("status")) != TicketState::New {
            return Ok(self.ticket(&created, own_name));
        }
        match self.session().stimulus(&created.class, id, "ev_assign", &assignment, COLUMNS).await {
            Ok(assigned) => Ok(self.ticket(&assigned, own_name)),
            Err(error) => {
                tracing::warn!(%error, ticket = created.text("ref"), "the ticket was opened but not assigned");
                // Where only the answer was lost it is assigned by now.
                let place = TicketId { class: created.class.clone(), id: created.id() };
                let now = self.one(&place, COLUMNS).await.unwrap_or(created);
                Ok(self.ticket(&now, own_name))
            }
        }
    }

    /// Adds an entry to a log: the private one, or the one that the caller reads.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn note(&self, id: &TicketId, text: &str, visibility: Visibility) -> Result<(), RemoteError> {
        let fields = json!({log_of(visibility): entry(text)});
        let _one_at_a_time = self.0.logs.alone(id).await;
        self.session().update(&id.class, ticket::number(&id.id)?, &fields, "id").await.map(drop)
    }

    /// Links CIs to a ticket. Each is a row of its own, so that links which a person makes meanwhile
    /// stay: iTop replaces the whole set when it is given with the ticket.
    ///
    /// # Errors
    /// A failed call; a CI that does not exist. Those before it are linked then.
    pub async fn link_items(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError> {
        let number = ticket::number(&id.id)?;
        let links = items.iter().map(|item| async move {
            let fields = json!({"ticket_id": number, "functionalci_id": ticket::number(&item.id)?,
                "impact_code": "manual"});
            match self.session().create("lnkFunctionalCIToTicket", &fields, "id").await {
                Err(RemoteError::Answer { message, .. }) if message.english().contains(LINKED_ALREADY) => {
                    Ok(())
                }
                done => done.map(drop),
            }
        });
        stream::iter(links).buffered(self.in_flight()).try_collect().await
    }
}

/// The columns of a new ticket, and those that only an assignment takes.
fn fields(draft: &Draft, zone: Tz) -> Result<(Json, Option<Json>), RemoteError> {
    let mut fields: Map<String, Json> =
        draft.fields.iter().map(|(column, value)| (column.clone(), json!(value))).collect();
    let is_set = |fields: &Map<String, Json>, column: &str| {
        fields.get(column).and_then(Json::as_str).is_some_and(|value| !matches!(value.trim(), "" | "0"))
    };
    if !words::is_key(&draft.key.0) {
        return Err(RemoteError::Setup(message::no_key(&draft.key).said()));
    }
    if !is_set(&fields, "org_id") {
        return Err(RemoteError::Setup(message::needs_organisation().said()));
    }
    let assignment = match (is_set(&fields, "team_id"), is_set(&fields, "agent_id")) {
        (true, true) => {
            Some(json!({"team_id": fields.get("team_id"), "agent_id": fields.remove("agent_id")}))
        }
        (false, true) => {
            return Err(RemoteError::Setup(message::agent_needs_team().said()));
        }
        (_, false) => None,
    };
    let (description, rest) = words::description(&draft.text);
    let mut log = words::mark(&draft.key);
    if let Some(rest) = rest {
        log = format!("{log}\n…{rest}");
    }
    fields.insert("title".to_owned(), json!(words::title(&draft.title)));
    fields.insert("description".to_owned(), json!(description));
    fields.insert("private_log".to_owned(), entry(&log));
    for (column, value, most) in [("impact", draft.impact, 3), ("urgency", draft.urgency, 4)] {
        let Some(value) = value else { continue };
        if !(1..=most).contains(&value) {
            return Err(RemoteError::Setup(message::out_of_scale(column, value, most).said()));
        }
        fields.insert(column.to_owned(), json!(value.to_string()));
    }
    if let Some(at) = draft.opened_at {
        fields.insert("start_date".to_owned(), json!(moment::written(zone, at)));
    }
    // Only this class has the value.
    if draft.class == "Incident" {
        fields.entry("origin").or_insert_with(|| json!("monitoring"));
    }
    if !draft.items.is_empty() {
        fields.insert("functionalcis_list".to_owned(), items(&draft.items)?);
    }
    Ok((Json::Object(fields), assignment))
}

fn items(items: &[ItemRef]) -> Result<Json, RemoteError> {
    let link =
        |item: &ItemRef| Ok(json!({"functionalci_id": ticket::number(&item.id)?, "impact_code": "manual"}));
    items.iter().map(link).collect::<Result<Vec<Json>, RemoteError>>().map(Json::Array)
}
