//! Opening tickets: one call each, since there is no bulk; then the team, which the call does not take; then
//! a look at what was taken over.

use futures::StreamExt as _;
use serde::Deserialize as _;
use serde_json::{Map, Value as Json, json};

use super::{GlpiV2, TICKETS, schema, ticket_id, wire};
use crate::model::Said;
use crate::model::ticket::{Draft, ItemRef, RemoteTicket};
use crate::systems::glpi::message;
use crate::systems::glpi::tickets::open::{COLUMNS, as_asked, one_line};
use crate::systems::glpi::tickets::{TICKET, html};
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// Columns of a draft by their names in v2: those that point at a row, and plain numbers.
const POINTING: [(&str, &str); 6] = [
    ("entities_id", "entity"),
    ("itilcategories_id", "category"),
    ("locations_id", "location"),
    ("requesttypes_id", "request_type"),
    ("slas_id_ttr", "sla_ttr"),
    ("status", "status"),
];
const NUMBERS: [&str; 2] = ["priority", "type"];

/// Columns of a draft that are the team: what they name, and its role.
const TEAM: [(&str, &str, &str); 7] = [
    ("_groups_id_assign", "Group", "assigned"),
    ("_groups_id_observer", "Group", "observer"),
    ("_groups_id_requester", "Group", "requester"),
    ("_suppliers_id_assign", "Supplier", "assigned"),
    ("_users_id_assign", "User", "assigned"),
    ("_users_id_observer", "User", "observer"),
    ("_users_id_requester", "User", "requester"),
];

/// What is sent for a draft.
struct Sent {
    ticket: Map<String, Json>,
    team: Vec<(&'static str, i64, &'static str)>,
}

impl GlpiV2 {
    /// Opens tickets, as many at once as requests may be in flight: one outcome per draft, in their order.
    ///
    /// # Errors
    /// Per draft: a column that tickets do not have, an impact or urgency beyond 1 to 5, GLPI's own refusal;
    /// [`RemoteError::NotTaken`] when it was opened and lacks what was sent;
    /// [`FailureKind::Unknown`](crate::systems::shared::FailureKind::Unknown) when it may have been opened.
    pub async fn open(&self, drafts: &[Draft]) -> Vec<Result<RemoteTicket, RemoteError>> {
        let opened = futures::stream::iter(drafts.iter().map(|draft| self.open_one(draft)));
        let opened: Vec<Result<(i64, Option<Said>), RemoteError>> =
            opened.buffered(self.0.in_flight).collect().await;
        let known: Vec<_> = opened.iter().flatten().map(|(id, _)| ticket_id(*id)).collect();
        let read = self.read(&known).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the tickets that were just opened cannot be read");
            Vec::new()
        });
        let shown = |(draft, outcome): (&Draft, Result<(i64, Option<Said>), RemoteError>)| {
            let (id, lacking) = outcome?;
            let found = read.iter().find(|ticket| ticket.id == ticket_id(id)).cloned();
            let ticket = found.unwrap_or_else(|| as_asked(schema(), draft, self.page_of(id), ticket_id(id)));
            match lacking {
                None => Ok(ticket),
                Some(what) => Err(RemoteError::NotTaken {
                    call: format!("POST {}/{TICKETS}", self.session().url()),
                    message: message::opened_without(&ticket.number, what).said(),
                    id: ticket.id,
                }),
            }
        };
        drafts.iter().zip(opened).map(shown).collect()
    }

    /// The id, and what the ticket lacks of what was sent.
    async fn open_one(&self, draft: &Draft) -> Result<(i64, Option<Said>), RemoteError> {
        let Sent { ticket, team } = self.sent(draft)?;
        let call = Call::write(reqwest::Method::POST, TICKETS, Json::Object(ticket.clone()));
        let id = self.session().create(&call).await?;
        let mut failed = Vec::new();
        for (class, member, role) in team {
            if let Err(error) = self.add_member(id, class, member, role).await {
                failed.push((class, member, role, error));
            }
        }
        let mut lacking = Vec::new();
        match self.row(id).await {
            Ok(row) => {
                // One whose answer was lost, or whom a rule of GLPI had added before.
                let there =
                    wire::Ticket::deserialize(&row).map(|ticket| ticket.members()).unwrap_or_default();
                failed.retain(|(class, member, role, _)| {
                    let is_one = |one: &wire::Member| {
                        one.id == *member && one.role == *role && one.class().eq_ignore_ascii_case(class)
                    };
                    !there.iter().any(is_one)
                });
                lacking.extend(not_taken(&ticket, &row));
            }
            Err(error) => tracing::warn!(%error, id, "what became of the new ticket cannot be read"),
        }
        lacking.extend(failed.into_iter().map(|(class, member, role, error)| {
            message::member_refused(role, format_args!("{class} {member}"), error).said()
        }));
        Ok((id, Some(crate::message::list::in_a_row(&lacking)).filter(|lacking| !lacking.is_empty())))
    }

    /// A ticket with all its columns.
    pub(super) async fn row(&self, id: i64) -> Result<Json, RemoteError> {
        self.session().read(&Call::get(format!("{TICKETS}/{id}"))).await
    }

    /// 201 without a body. Somebody who is in the team already is refused as one who does not exist is.
    async fn add_member(&self, ticket: i64, class: &str, id: i64, role: &str) -> Result<(), RemoteError> {
        let body = json!({ "type": class, "id": id, "role": role });
        let call = Call::write(reqwest::Method::POST, format!("{TICKETS}/{ticket}/TeamMember"), body);
        let (name, answer) = self.session().send(&call).await?;
        match answer.status {
            200 | 201 | 204 => Ok(()),
            _ => Err(wire::failure(&self.session().http, &name, &answer)),
        }
    }

    fn sent(&self, draft: &Draft) -> Result<Sent, RemoteError> {
        let what = message::opening(&draft.key).said();
        if draft.class != TICKET {
            return Err(self.refusal(&what, message::no_such_class(&draft.class)));
        }
        let mut ticket = Map::new();
        let mut put = |name: &str, value: Json| ticket.insert(name.to_owned(), value);
        put("external_id", draft.key.0.clone().into());
        put("name", one_line(schema(), &draft.title).into());
        put("content", (html::description(&draft.text) + &self.items_in_words(&draft.items)).into());
        for (column, level) in [("impact", draft.impact), ("urgency", draft.urgency)] {
            let Some(level) = level else { continue };
            if !(1..=5).contains(&level) {
                return Err(self.refusal(&what, message::out_of_scale(column, level)));
            }
            // In GLPI 5 is the highest.
            put(column, (6 - level).into());
        }
        if let Some(at) = draft.opened_at {
            put("date", self.0.zone.shown(at).into());
        }
        // Without it the ticket would go into whatever entity the session works in.
        put("entity", json!({ "id": self.0.working_entity }));
        let mut team = Vec::new();
        for (column, value) in &draft.fields {
            if let Some((_, class, role)) = TEAM.iter().find(|(known, _, _)| known == column) {
                for id in value.split(',').filter(|id| !id.trim().is_empty()) {
                    team.push((*class, self.id(&what, column, id)?, *role));
                }
            } else if let Some((_, name)) = POINTING.iter().find(|(known, _)| known == column) {
                put(name, json!({ "id": self.id(&what, column, value)? }));
            } else if NUMBERS.contains(&column.as_str()) {
                put(column, self.id(&what, column, value)?.into());
            } else {
                return Err(self.refusal(&what, message::no_such_column(column, COLUMNS.join(", "))));
            }
        }
        // 0 is nobody.
        team.retain(|(_, id, _)| *id > 0);
        Ok(Sent { ticket, team })
    }

    /// A name would be answered with nothing but 500.
    fn id(&self, what: &Said, column: &str, value: &str) -> Result<i64, RemoteError> {
        let refused =
            || self.refusal(what, message::id_is_no_number(column, format_args!("{value:?}")).said());
        value.trim().parse().map_err(|_| refused())
    }

    /// v2.2 has no items on tickets: their pages are named where a person reads.
    pub(super) fn items_in_words(&self, items: &[ItemRef]) -> String {
        let link = |item: &ItemRef| {
            let class = html_escape::encode_double_quoted_attribute(&item.class).into_owned();
            let id = html_escape::encode_double_quoted_attribute(&item.id).into_owned();
            let page = format!("{}/front/{}.form.php?id={id}", self.pages(), class.to_lowercase());
            format!("<p><a href=\"{page}\">{class} {id}</a></p>")
        };
        items.iter().map(link).collect()
    }
}

/// What was sent and reads back as nothing: a row that does not exist is taken without a word, and so is a
/// field that GLPI does not know. What a rule of GLPI changed is something.
fn not_taken(sent: &Map<String, Json>, row: &Json) -> Option<Said> {
    let is_nothing =
        |value: Option<&Json>| value.is_none_or(|value| value.is_null() || value.as_str() == Some(""));
    let is_sent = |value: &Json| match value {
        Json::Object(pointed) => pointed.get("id").and_then(Json::as_i64).is_some_and(|id| id > 0),
        Json::String(text) => !text.trim().is_empty(),
        _ => true,
    };
    let mut lacking: Vec<&str> = sent
        .iter()
        .filter(|(column, value)| is_sent(value) && is_nothing(row.get(column.as_str())))
        .map(|(column, _)| column.as_str())
        .collect();
    let key = "external_id";
    if row.get(key) != sent.get(key) && !lacking.contains(&key) {
        lacking.push(key);
    }
    (!lacking.is_empty()).then(|| message::not_taken(lacking.join(", ")).said())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_back_as_nothing_is_named_and_what_a_rule_changed_is_not() {
        let sent = json!({"name": "x", "external_id": "k", "urgency": 3, "category": {"id": 9}, "entity": {"id": 0}});
        let sent = sent.as_object().cloned().unwrap_or_default();
        let row = json!({"name": "x", "external_id": "k", "urgency": 5, "category": null, "entity": null});
        assert_eq!(
            not_taken(&sent, &row).as_ref().map(|said| said.english()),
            Some("GLPI did not take over category")
        );
        let row = json!({"name": "x", "external_id": "k", "urgency": 5, "category": {"id": 2}});
        assert_eq!(not_taken(&sent, &row), None);
        let row = json!({"name": "x", "external_id": "other", "urgency": 5, "category": {"id": 2}});
        assert_eq!(
            not_taken(&sent, &row).as_ref().map(|said| said.english()),
            Some("GLPI did not take over external_id")
        );
    }
}
