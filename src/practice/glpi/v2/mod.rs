//! API v2.2 of GLPI 11.0.6 as recorded: the part that takes tickets, and the lists of items and names. Where v1
//! refuses with a list, it refuses with an object, and where it does not understand, it does something.
//!
//! What it does not imitate: child rows of items, creating and changing items (404), `additional_messages` of
//! successes, CSV and XML.

mod filter;
mod login;
mod rows;
mod tickets;
mod told;

use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::refusal::Refusal;
use super::session::{Recursion, Session};
use super::state::State;
use crate::practice::serve::Incoming;

/// What refuses: an answer.
type Reply = Result<Answer, Box<Answer>>;

/// The item type that a path is about, by its name in v1: faults and locks go by it.
pub(super) fn item_type(path: &str) -> &'static str {
    let segments: Vec<&str> = segments(path);
    match segments.as_slice() {
        ["Assistance", "Ticket", _, "Timeline", "Followup", ..] => "ITILFollowup",
        ["Assistance", "Ticket", _, "Timeline", "Solution", ..] => "ITILSolution",
        ["Assistance", "Ticket", _, "Timeline", "Task", ..] => "TicketTask",
        ["Assistance", "Ticket", _, "TeamMember", ..] => "Ticket_User",
        ["Assistance", "Ticket", ..] => "Ticket",
        ["token"] => "token",
        ["session"] => "session",
        [_, class, ..] => rows::class_of(class).unwrap_or(""),
        _ => "",
    }
}

/// Without the version, which stands before the rest or not.
fn segments(path: &str) -> Vec<&str> {
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_version = |segment: &&str| {
        segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    if segments.first().is_some_and(is_version) {
        segments.remove(0);
    }
    segments
}

/// Answers a request below `/api.php`. One transaction each, as in v1.
pub(super) fn answer(state: &mut State, incoming: &Incoming) -> Answer {
    let is_write = !matches!(incoming.method.as_str(), "GET" | "HEAD");
    let connection = &state.database.connection;
    if is_write && connection.execute_batch("BEGIN").is_err() {
        return nothing();
    }
    let answer = route(state, incoming).unwrap_or_else(|refused| *refused);
    let end = if answer.status < 400 { "COMMIT" } else { "ROLLBACK" };
    if is_write && state.database.connection.execute_batch(end).is_err() {
        return nothing();
    }
    answer
}

fn route(state: &mut State, incoming: &Incoming) -> Reply {
    let path = segments(&incoming.path);
    let method = incoming.method.as_str();
    // A token is given also where it opens nothing.
    if path == ["token"] && method == "POST" {
        return Ok(login::token(state, incoming));
    }
    if !state.settings.has_v2 {
        return Err(refused(403, "ERROR_RIGHT_MISSING", PERMISSION, json!("The High-Level API is disabled")));
    }
    let bearer = login::bearer(state, incoming)?;
    let mut session = login::session(state, &bearer)?;
    place(state, &mut session, incoming);
    if is_json(incoming) && incoming.body.is_empty() {
        return Err(refused(400, "ERROR", "Invalid JSON body", Value::Null));
    }
    let of_me = path.starts_with(&["Administration", "User", "Me"]);
    let scope = if of_me { "user" } else { "api" };
    if path != ["session"] && !bearer.scopes.iter().any(|has| has == scope) || bearer.scopes.is_empty() {
        let detail = "You do not have the required scope(s) to access this endpoint.";
        return Err(refused(403, "ERROR_RIGHT_MISSING", PERMISSION, json!(detail)));
    }
    match (method, path.as_slice()) {
        ("GET", ["session"]) => Ok(Answer::json(200, &login::shown(state, &session))),
        ("GET", ["Administration", "User", "Me", "Preference"]) => login::preference(state, &session),
        (_, ["Assistance", "Ticket", rest @ ..]) => tickets::answer(state, &session, incoming, rest),
        ("GET", [section, class]) => rows::list(state, &session, incoming, section, class),
        ("GET", [section, class, id]) => rows::one(state, &session, section, class, id),
        _ => Err(missing()),
    }
}

/// The headers with entity and profile; neither is checked, and what the user does not have is ignored.
fn place(state: &State, session: &mut Session, incoming: &Incoming) {
    let number = |name: &str| incoming.header(name).and_then(|id| id.parse::<i64>().ok());
    let wanted = number("glpi-profile").filter(|id| session.grants.iter().any(|grant| grant.profile == *id));
    if let Some(profile) = state.profiles.iter().find(|profile| Some(profile.id) == wanted) {
        session.profile = profile.clone();
        session.activate_all(true);
    }
    let id = number("glpi-entity");
    let Some(entity) = id.filter(|id| session.granted().contains(id)) else { return };
    let deep = incoming.header("glpi-entity-recursive").is_some_and(|value| value == "true");
    session.activate(entity, Recursion::Chosen(deep));
}

const PERMISSION: &str = "You don't have permission to perform this action.";

fn is_json(incoming: &Incoming) -> bool {
    incoming.header("content-type").is_some_and(|kind| kind.starts_with("application/json"))
}

/// What a request sends: nothing where its type is not said or it is a list, which is no refusal.
fn body(incoming: &Incoming) -> Result<Map<String, Value>, Box<Answer>> {
    if !is_json(incoming) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&incoming.body) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Ok(Map::new()),
        Err(_) => Err(refused(400, "ERROR", "Invalid JSON body", Value::Null)),
    }
}

/// `{"status", "title", "detail"}`
fn refused(status: u16, code: &str, title: &str, detail: Value) -> Box<Answer> {
    Box::new(plain(status, &json!({ "status": code, "title": title, "detail": detail })))
}

fn plain(status: u16, body: &Value) -> Answer {
    Answer { content_type: "application/json", ..Answer::json(status, body) }
}

fn missing() -> Box<Answer> {
    refused(404, "ERROR_ITEM_NOT_FOUND", "Not found", Value::Null)
}

fn no_right() -> Box<Answer> {
    refused(403, "ERROR_RIGHT_MISSING", PERMISSION, Value::Null)
}

/// 500 without a body: the database refused, at whatever point.
fn nothing() -> Answer {
    let headers = Vec::new();
    Answer { status: 500, content_type: "application/json", headers, body: Vec::new() }
}

/// What became of a row that is not written.
fn of_refusal(refusal: Refusal, title: &str) -> Box<Answer> {
    match refusal {
        Refusal::Text(text) if text == super::answer::PERMISSION => no_right(),
        Refusal::Text(text) => {
            let said = json!([{ "priority": "error", "message": text.replace('\'', "&#039;") }]);
            let mut body = json!({ "status": "ERROR", "title": title, "detail": null });
            if !text.is_empty() {
                body["additional_messages"] = said;
            }
            Box::new(plain(500, &body))
        }
        Refusal::Sql(_) | Refusal::Crash | Refusal::Failed(_) => Box::new(nothing()),
    }
}

/// The answer to a creation. PHP behind nginx makes a redirection of it, to an address that is not there.
fn created(state: &State, id: i64, href: String) -> Answer {
    let status = if state.settings.redirects { 302 } else { 200 };
    plain(status, &json!({ "id": id, "href": href })).with("location", href)
}
