//! `Assistance/Ticket`: tickets, their team and their timeline.

use serde_json::{Map, Value, json};

use super::rows::{moment, page, pointed};
use super::{Reply, body, created, missing, no_right, of_refusal, plain, refused};
use crate::practice::glpi::answer::Answer;
use crate::practice::glpi::database::Record;
use crate::practice::glpi::rights::Action;
use crate::practice::glpi::schema::{ItemType, schema};
use crate::practice::glpi::session::Session;
use crate::practice::glpi::state::{State, friendly_name};
use crate::practice::glpi::write;
use crate::practice::serve::Incoming;

/// Fields of a ticket by their names in v1; all others vanish.
const PLAIN: [(&str, &str); 9] = [
    ("name", "name"),
    ("content", "content"),
    ("external_id", "externalid"),
    ("urgency", "urgency"),
    ("impact", "impact"),
    ("priority", "priority"),
    ("type", "type"),
    ("date", "date"),
    ("is_deleted", "is_deleted"),
];
const POINTING: [(&str, &str, &str); 5] = [
    ("entity", "entities_id", "Entity"),
    ("category", "itilcategories_id", "ITILCategory"),
    ("location", "locations_id", "Location"),
    ("request_type", "requesttypes_id", "RequestType"),
    ("status", "status", ""),
];

/// States by their numbers.
const STATES: [&str; 6] =
    ["New", "Processing (assigned)", "Processing (planned)", "Pending", "Solved", "Closed"];

/// What a team member is: a word of the body, its link in v1, its column, its page.
const MEMBERS: [(&str, &str, &str, &str); 2] =
    [("User", "Ticket_User", "users_id", "user"), ("Group", "Group_Ticket", "groups_id", "group")];
const ROLES: [&str; 3] = ["requester", "assigned", "observer"];

/// Kinds of a timeline, by their types in v1.
const KINDS: [(&str, &str); 3] =
    [("Followup", "ITILFollowup"), ("Task", "TicketTask"), ("Solution", "ITILSolution")];

pub(super) fn answer(state: &State, session: &Session, incoming: &Incoming, rest: &[&str]) -> Reply {
    let ticket = |id: &str| -> Result<Record, Box<Answer>> {
        let id = id.parse::<i64>().map_err(|_| missing())?;
        let found = state.find("Ticket", id)?.ok_or_else(missing)?;
        if session.can_read(&found) { Ok(found) } else { Err(no_right()) }
    };
    match (incoming.method.as_str(), rest) {
        ("GET", []) => {
            let kind = known("Ticket")?;
            let rows = state.rows("Ticket", session.visible(kind))?;
            let rows = rows.iter().filter(|row| session.can_read(row)).map(|row| shown(state, row));
            page(incoming, rows.collect::<Result<Vec<Value>, _>>()?, None)
        }
        ("POST", []) => open(state, session, incoming),
        ("GET", [id]) => Ok(plain(200, &shown(state, &ticket(id)?)?)),
        ("PATCH", [id]) => change(state, session, incoming, ticket(id)?),
        ("POST", [id, "TeamMember"]) => join(state, session, incoming, &ticket(id)?),
        ("GET", [id, "TeamMember"]) => Ok(plain(200, &team(state, ticket(id)?.id)?)),
        ("GET", [id, "Timeline"]) => Ok(plain(200, &timeline(state, ticket(id)?.id, &KINDS)?)),
        ("GET", [id, "Timeline", kind]) => {
            let kinds: Vec<_> = KINDS.into_iter().filter(|(name, _)| name == kind).collect();
            Ok(plain(200, &timeline(state, ticket(id)?.id, &kinds)?))
        }
        ("POST", [id, "Timeline", kind]) => tell(state, session, incoming, &ticket(id)?, kind),
        _ => Err(missing()),
    }
}

fn known(class: &str) -> Result<&'static ItemType, Box<Answer>> {
    schema().item_type(class).ok_or_else(missing)
}

/// What v1 would be sent. A row is pointed at by its number, plain or in an object; by a word the database
/// refuses it. Nothing is not written.
fn fields(sent: &Map<String, Value>) -> Result<Map<String, Value>, Box<Answer>> {
    let mut fields = Map::new();
    for (name, column) in PLAIN {
        if let Some(value) = sent.get(name).filter(|value| !value.is_null()) {
            if column != "date"
                && value.as_str().is_some_and(|text| text.chars().count() > 255)
                && column != "content"
            {
                return Err(Box::new(super::nothing()));
            }
            fields.insert(column.to_owned(), value.clone());
        }
    }
    for (name, column, _) in POINTING {
        let Some(value) = sent.get(name).filter(|value| !value.is_null()) else { continue };
        let id = value.get("id").unwrap_or(value);
        fields.insert(column.to_owned(), json!(id.as_i64().ok_or_else(|| Box::new(super::nothing()))?));
    }
    Ok(fields)
}

fn open(state: &State, session: &Session, incoming: &Incoming) -> Reply {
    let fields = fields(&body(incoming)?)?;
    let entity = fields.get("entities_id").and_then(Value::as_i64);
    let added = write::add(state, session, known("Ticket")?, fields, entity);
    let (id, _) = added.map_err(|refusal| of_refusal(refusal, "Failed to create item(s)"))?;
    Ok(created(state, id, format!("/Assistance/Ticket/{id}")))
}

fn change(state: &State, session: &Session, incoming: &Incoming, ticket: Record) -> Reply {
    if !session.can_write(&ticket, Action::Update) {
        return Err(no_right());
    }
    let id = ticket.id;
    let fields = fields(&body(incoming)?)?;
    let done = write::update(state, session, ticket, &fields);
    done.map_err(|refusal| of_refusal(refusal, "Failed to update item(s)"))?;
    let after = state.find("Ticket", id)?.ok_or_else(missing)?;
    Ok(plain(200, &shown(state, &after)?))
}

/// Somebody who is in the team already is refused as one who does not exist is.
fn join(state: &State, session: &Session, incoming: &Incoming, ticket: &Record) -> Reply {
    let body = body(incoming)?;
    let bad = || refused(400, "ERROR_INVALID_PARAMETER", "One or more parameters are invalid", Value::Null);
    let kind = body.get("type").and_then(Value::as_str).ok_or_else(|| Box::new(super::nothing()))?;
    let id = body.get("id").and_then(Value::as_i64).ok_or_else(bad)?;
    let role = body.get("role").and_then(Value::as_str).ok_or_else(bad)?;
    let role = ROLES.iter().position(|known| *known == role).ok_or_else(bad)?;
    let (class, link, column, _) = MEMBERS.into_iter().find(|member| member.0 == kind).ok_or_else(bad)?;
    state.find(class, id)?.ok_or_else(bad)?;
    let row = json!({ "tickets_id": ticket.id, column: id, "type": role + 1 });
    let row = row.as_object().cloned().unwrap_or_default();
    write::add(state, session, known(link)?, row, None).map_err(|_| bad())?;
    Ok(Answer { status: 201, content_type: "application/json", headers: Vec::new(), body: Vec::new() })
}

fn team(state: &State, ticket: i64) -> Result<Value, Box<Answer>> {
    let mut team = Vec::new();
    for (class, link, column, page) in MEMBERS {
        for row in state.rows(link, [format!("tickets_id = {ticket}")])? {
            let id = row.int(column);
            let Some(member) = state.find(class, id)? else { continue };
            let role = usize::try_from(row.int("type") - 1).ok().and_then(|at| ROLES.get(at));
            team.push(
                json!({ "role": role, "name": member.text("name"), "display_name": friendly_name(&member),
                "id": id, "href": format!("/front/{page}.form.php?id={id}") }),
            );
        }
    }
    Ok(Value::Array(team))
}

fn shown(state: &State, row: &Record) -> Result<Value, Box<Answer>> {
    let status = row.int("status");
    let state_name = usize::try_from(status - 1).ok().and_then(|at| STATES.get(at));
    let mut shown = json!({
        "id": row.id,
        "name": row.get("name"),
        "content": row.get("content"),
        "is_deleted": row.int("is_deleted") == 1,
        "external_id": row.get("externalid"),
        "status": { "id": status, "name": state_name },
        "date": moment(&row.get("date")),
        "date_creation": moment(&row.get("date_creation")),
        "date_mod": moment(&row.get("date_mod")),
        "date_solve": moment(&row.get("solvedate")),
        "team": team(state, row.id)?,
    });
    for column in ["urgency", "impact", "priority", "type"] {
        shown[column] = row.get(column);
    }
    for (name, column, class) in POINTING.into_iter().filter(|(_, _, class)| !class.is_empty()) {
        shown[name] = pointed(state, class, row.int(column))?;
    }
    Ok(shown)
}

fn tell(state: &State, session: &Session, incoming: &Incoming, ticket: &Record, kind: &str) -> Reply {
    let (_, class) = KINDS.into_iter().find(|(name, _)| *name == kind).ok_or_else(missing)?;
    let mut sent = body(incoming)?;
    let mut row = Map::new();
    for name in ["content", "is_private"] {
        if let Some(value) = sent.remove(name) {
            row.insert(name.to_owned(), value);
        }
    }
    if let Some(id) = sent.get("type").and_then(|kind| kind.get("id").unwrap_or(kind).as_i64()) {
        row.insert("solutiontypes_id".to_owned(), json!(id));
    }
    if class == "TicketTask" {
        row.insert("tickets_id".to_owned(), json!(ticket.id));
    } else {
        row.insert("itemtype".to_owned(), json!("Ticket"));
        row.insert("items_id".to_owned(), json!(ticket.id));
    }
    let added = write::add(state, session, known(class)?, row, None);
    let (id, _) = added.map_err(|refusal| of_refusal(refusal, "Failed to create item(s)"))?;
    Ok(created(state, id, format!("/Assistance/Ticket/{}/Timeline/{kind}/{id}", ticket.id)))
}

fn timeline(state: &State, ticket: i64, kinds: &[(&str, &str)]) -> Result<Value, Box<Answer>> {
    let mut entries = Vec::new();
    for (name, class) in kinds {
        let condition = match *class {
            "TicketTask" => vec![format!("tickets_id = {ticket}")],
            _ => vec!["itemtype = 'Ticket'".to_owned(), format!("items_id = {ticket}")],
        };
        for row in state.rows(class, condition)? {
            let user = row.int("users_id");
            let user =
                state.find("User", user)?.map(|found| json!({ "id": user, "name": found.text("name") }));
            let mut item = json!({
                "id": row.id,
                "content": row.get("content"),
                "date_creation": moment(&row.get("date_creation")),
                "date_mod": moment(&row.get("date_mod")),
                "user": user,
            });
            if *class == "ITILSolution" {
                item["status"] = row.get("status");
                item["type"] = pointed(state, "SolutionType", row.int("solutiontypes_id"))?;
            } else {
                item["is_private"] = json!(row.int("is_private") == 1);
                item["date"] = moment(&row.get("date"));
            }
            entries.push(json!({ "type": name, "item": item }));
        }
    }
    Ok(Value::Array(entries))
}
