//! Opening tickets: one POST for a batch, each row with its own outcome.

use serde_json::{Map, Value as Json, json};

use super::{GlpiTickets, TICKET, html, tag};
use crate::model::Said;
use crate::model::journal::Silent;
use crate::model::said::Say as _;
use crate::model::schema::{Kind, Schema};
use crate::model::ticket::{Draft, ItemRef, RemoteTicket, TicketId, TicketState};
use crate::model::value::Value;
use crate::systems::glpi::message;
use crate::systems::shared::{FailureKind, RemoteError};
use crate::systems::target::WriteError;

/// Tickets in one POST: the `link` header of the answer grows with each, and a stock nginx drops the
/// answer beyond some 70 although all were opened.
const PER_POST: usize = 50;

/// Columns that a draft may carry besides its own parts; `_groups_id_assign` and the other actors
/// take several ids, comma-separated.
pub(in crate::systems::glpi) const COLUMNS: [&str; 15] = [
    "_groups_id_assign",
    "_groups_id_observer",
    "_groups_id_requester",
    "_suppliers_id_assign",
    "_users_id_assign",
    "_users_id_observer",
    "_users_id_requester",
    "entities_id",
    "itilcategories_id",
    "locations_id",
    "priority",
    "requesttypes_id",
    "slas_id_ttr",
    "status",
    "type",
];

impl GlpiTickets {
    /// Opens tickets, 50 in one request: one outcome per draft, in their order. A ticket that was
    /// opened and could not be read again is given as it was asked for.
    ///
    /// # Errors
    /// Per draft: a column that tickets do not have, an impact or urgency beyond 1 to 5, GLPI's own
    /// refusal; [`FailureKind::Unknown`] when it may have been opened.
    pub async fn open(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>> {
        let mut outcomes = Vec::with_capacity(drafts.len());
        for some in drafts.chunks(PER_POST) {
            outcomes.extend(self.open_some(some).await);
        }
        outcomes
    }

    async fn open_some(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>> {
        let inputs: Vec<Result<Json, RemoteError>> = drafts.iter().map(|draft| self.input(draft)).collect();
        let good: Vec<Json> = inputs.iter().filter_map(|input| input.as_ref().ok().cloned()).collect();
        let added = if good.is_empty() { Vec::new() } else { self.add(TICKET, good).await };
        let mut added = added.into_iter();
        let ids: Vec<Result<i64, RemoteError>> = inputs
            .into_iter()
            .map(|input| match input {
                Ok(_) => {
                    added.next().map_or_else(|| Err(lost()), |id| id.map_err(|e| self.of_write(TICKET, e)))
                }
                Err(error) => Err(error),
            })
            .collect();
        let known: Vec<TicketId> = ids.iter().flatten().map(|id| ticket_id(*id)).collect();
        let read = match self.read(&known).await {
            Ok(read) => read,
            Err(error) => {
                tracing::warn!(%error, "the tickets that were just opened cannot be read");
                Vec::new()
            }
        };
        let shown = |(draft, id): (&Draft, Result<i64, RemoteError>)| {
            let id = ticket_id(id?);
            let read = read.iter().find(|ticket| ticket.id == id).cloned();
            Ok(read.unwrap_or_else(|| as_asked(self.glpi().schema(), draft, self.url(&id), id)))
        };
        drafts.iter().zip(ids).map(shown).collect()
    }

    fn input(&self, draft: &Draft) -> Result<Json, RemoteError> {
        let what = message::opening(&draft.key).said();
        if draft.class != TICKET {
            return Err(self.refusal(&what, message::no_such_class(&draft.class)));
        }
        let mut input = Map::new();
        let (title, content) = if self.glpi().has_external_ids() {
            input.insert("externalid".to_owned(), draft.key.0.clone().into());
            (draft.title.clone(), html::description(&draft.text))
        } else {
            (format!("{} {}", tag::of(&draft.key), draft.title), html::with_key(&draft.text, &draft.key))
        };
        input.insert("name".to_owned(), one_line(self.glpi().schema(), &title).into());
        input.insert("content".to_owned(), content.into());
        for (column, level) in [("impact", draft.impact), ("urgency", draft.urgency)] {
            let Some(level) = level else { continue };
            if !(1..=5).contains(&level) {
                return Err(self.refusal(&what, message::out_of_scale(column, level)));
            }
            // In GLPI 5 is the highest.
            input.insert(column.to_owned(), (6 - level).into());
        }
        if let Some(at) = draft.opened_at {
            input.insert("date".to_owned(), self.shared.zone.shown(at).into());
        }
        for (column, value) in &draft.fields {
            if !COLUMNS.contains(&column.as_str()) {
                let known = COLUMNS.join(", ");
                return Err(self.refusal(&what, message::no_such_column(column, known)));
            }
            input.insert(column.clone(), ids(value));
        }
        // Without it the ticket would go into whatever entity the session works in.
        input.entry("entities_id").or_insert_with(|| self.glpi().working_entity().into());
        if self.glpi().assigns_openers() {
            input.entry("_users_id_assign").or_insert_with(|| json!([]));
        }
        if !draft.items.is_empty() {
            input.insert("items_id".to_owned(), self.linked_items(&what, &draft.items)?);
        }
        Ok(Json::Object(input))
    }

    /// `{"Computer": [1, 2]}`
    fn linked_items(&self, what: &Said, items: &[ItemRef]) -> Result<Json, RemoteError> {
        let mut by_class: Map<String, Json> = Map::new();
        for item in items {
            let id: i64 = item.id.parse().map_err(|_| {
                self.refusal(
                    what,
                    message::id_is_no_number(&item.class, format_args!("{:?}", item.id)).said(),
                )
            })?;
            match by_class.entry(item.class.clone()).or_insert_with(|| json!([])) {
                Json::Array(ids) => ids.push(id.into()),
                other => *other = json!([id]),
            }
        }
        Ok(Json::Object(by_class))
    }

    /// What became of a row, as an error of a call.
    pub(super) fn of_write(&self, class: &str, error: WriteError) -> RemoteError {
        let (status, kind, message) = match error {
            WriteError::Refused { permanent: true, message } => (400, FailureKind::Permanent, message),
            WriteError::Refused { permanent: false, message } => (0, FailureKind::NotDone, message),
            WriteError::NotFound => (400, FailureKind::Permanent, WriteError::NotFound.said()),
            WriteError::Unknown { reason, silent: Silent::Gateway } => (504, FailureKind::Unknown, reason),
            WriteError::Unknown { reason, silent: Silent::Server } => (0, FailureKind::Unknown, reason),
        };
        let call = format!("POST {}/{class}", self.glpi().url());
        RemoteError::Answer { call: call.into(), status, code: None, message, kind }
    }
}

/// The ticket as it was asked for.
pub(in crate::systems::glpi) fn as_asked(
    schema: &Schema,
    draft: &Draft,
    url: String,
    id: TicketId,
) -> RemoteTicket {
    RemoteTicket {
        number: format!("#{}", id.id),
        key: Some(draft.key.clone()),
        title: one_line(schema, &draft.title),
        state: TicketState::New,
        desk_state: super::read::state(1).1.to_owned(),
        assigned_to: None,
        technician: None,
        is_with_us: false,
        last_reply: None,
        resolution: None,
        opened_at: draft.opened_at,
        changed_at: None,
        url,
        id,
    }
}

pub(super) fn ticket_id(id: i64) -> TicketId {
    TicketId { class: TICKET.to_owned(), id: id.to_string() }
}

fn lost() -> RemoteError {
    RemoteError::Answer {
        call: format!("POST {TICKET}").into(),
        status: 0,
        code: None,
        message: message::no_outcome().said(),
        kind: FailureKind::Unknown,
    }
}

/// A title as GLPI stores it: one line, 255 characters of its escaped form at most. A backslash that
/// GLPI 10 would take for a line break becomes a slash.
pub(in crate::systems::glpi) fn one_line(schema: &Schema, title: &str) -> String {
    let line = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = if (schema.form.is_misread)(&line) { line.replace('\\', "/") } else { line };
    match schema.canonical(&Kind::Text { max: 255 }, Value::text(line)) {
        Value::Text(text) => text.into(),
        _ => String::new(),
    }
}

/// An id or code as a number where it is one; several, comma-separated, as a list.
fn ids(value: &str) -> Json {
    let one = |text: &str| text.trim().parse::<i64>().map_or_else(|_| Json::from(text.trim()), Json::from);
    match value.split_once(',') {
        Some(_) => value.split(',').map(one).collect(),
        None => one(value),
    }
}
