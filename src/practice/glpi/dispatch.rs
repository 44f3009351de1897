//! From a request to its answer: checks in the order of the real server, then the endpoint.
//! One transaction per request; nothing here knows HTTP connections.

use serde_json::json;

use super::access;
use super::answer::{Answer, Reply};
use super::read::{self, Parent};
use super::request::Request;
use super::schema::ItemType;
use super::search;
use super::session::Session;
use super::state::State;
use super::write;
use crate::practice::serve::Incoming;

/// nginx answers longer request lines with 414.
const LONGEST_REQUEST_LINE: usize = 8 * 1024;

/// Answers a request.
pub(super) fn answer(state: &mut State, incoming: &Incoming) -> Answer {
    if incoming.path.len() + incoming.query.len() > LONGEST_REQUEST_LINE {
        return Answer::web_server(414, "Request-URI Too Large");
    }
    if !state.settings.has_api {
        return Answer::refusal(400, "ERROR", json!("API Disabled"));
    }
    if !state.settings.allows_address {
        let text =
            "There isn't an active API client matching your IP address in the configuration (127.0.0.1)";
        return Answer::refusal(400, "ERROR_NOT_ALLOWED_IP", json!(text));
    }
    if incoming.method == "OPTIONS" {
        return preflight();
    }
    let request = match Request::read(incoming) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    if request.segments.iter().all(String::is_empty) {
        return Answer::html(200, "<html><body><h1>GLPI REST API</h1></body></html>");
    }
    let is_write = !matches!(request.method.as_str(), "GET");
    if is_write && state.database.connection.execute_batch("BEGIN").is_err() {
        return Answer::refusal(500, "ERROR_SQL", json!("the state database is busy"));
    }
    let answer = match route(state, &request) {
        Ok(answer) => answer,
        Err(refusal) => *refusal,
    };
    if is_write && state.database.connection.execute_batch("COMMIT").is_err() {
        return Answer::refusal(500, "ERROR_SQL", json!("the state database is busy"));
    }
    answer
}

fn preflight() -> Answer {
    Answer::html(200, "")
        .with("access-control-allow-origin", "*")
        .with("access-control-allow-methods", "PUT, GET, POST, DELETE, OPTIONS")
        .with(
            "access-control-allow-headers",
            "origin, content-type, accept, session-token, authorization, app-token",
        )
}

fn route(state: &mut State, request: &Request) -> Reply {
    let resource = request.segments.first().map_or("", String::as_str);
    access::check_app_token(state, request)?;
    if resource == "initSession" {
        return access::init_session(state, request);
    }
    let (token, session) = access::session_of(state, request)?;
    if let Some(reply) = access::endpoint(state, request, &token, &session) {
        return reply;
    }
    match resource {
        "getMultipleItems" => read::multiple(state, &session, request),
        "listSearchOptions" | "search" => {
            let name = request.segments.get(1).map_or("", String::as_str);
            match state.item_type(name) {
                Some(kind) if resource == "search" => search::run(state, &session, request, kind),
                Some(kind) => search::list_options(state, kind),
                None => Ok(Answer::unknown_type()),
            }
        }
        _ => items(state, request, &session),
    }
}

/// `/Itemtype[/ID[/Sub[/ID]]]`.
fn items(state: &State, request: &Request, session: &Session) -> Reply {
    let (kind, parent, id) = match target(state, &request.segments) {
        Some(target) => target,
        None => return Ok(Answer::unknown_type()),
    };
    match request.method.as_str() {
        "POST" => write::add_items(state, session, request, kind),
        "PUT" | "PATCH" => {
            let id = id.filter(|&id| id > 0 || kind.name == "Entity");
            write::update_items(state, session, request, kind, id)
        }
        "DELETE" => write::delete_items(state, session, request, kind, id),
        _ => match id {
            Some(id) if id > 0 || kind.name == "Entity" => read::item(state, session, request, kind, id),
            Some(0) if state.settings.number.is_eleven() => Ok(Answer::missing_item()),
            _ => read::list(state, session, request, kind, parent),
        },
    }
}

type Target = (&'static ItemType, Option<Parent>, Option<i64>);

/// Item type, parent and id of a path. A word for an id counts as no id.
fn target(state: &State, segments: &[String]) -> Option<Target> {
    let number = |at: usize| segments.get(at).and_then(|id: &String| id.parse::<i64>().ok());
    let first = state.item_type(segments.first()?)?;
    let Some(sub) = segments.get(2).filter(|segment| !segment.is_empty()) else {
        return Some((first, None, number(1)));
    };
    let kind = state.item_type(sub)?;
    let parent = Parent { kind: first, id: number(1).unwrap_or(0) };
    Some((kind, Some(parent), number(3)))
}
