//! The face of Checkmk 2.3: lists with a query and columns, acknowledgements, comments.

use serde_json::{Map, Value as Json, json};

use super::state::{Object, State};
use super::wire::{Answer, Incoming, text};
use super::{BY_PASSWORD, Face, LOGIN};

pub(super) static FACE: Face =
    Face { key: "checkmk", path: "/practice", silences: false, login: BY_PASSWORD, answer };

fn answer(state: &mut State, request: &Incoming) -> Answer {
    let Some(path) = request.path.strip_prefix("/check_mk/api/1.0") else {
        return Answer::html(404, "<h1>Not Found</h1>");
    };
    if !request.has("authorization", &format!("Bearer {LOGIN} {}", state.password)) {
        return problem(401, "Unauthorized", "Wrong credentials (Bearer header)");
    }
    let body = request.json().unwrap_or_default();
    match (request.method.as_str(), path) {
        ("GET", "/version") => Answer::json(
            200,
            &json!({"site": "practice", "edition": "cre", "versions": {"checkmk": "2.3.0p10", "apache": []}}),
        ),
        ("POST", "/domain-types/host/collections/all") => list(state, &body, "host"),
        ("POST", "/domain-types/service/collections/all") => list(state, &body, "service"),
        (
            "POST",
            "/domain-types/acknowledge/collections/host" | "/domain-types/acknowledge/collections/service",
        ) => acknowledge(state, body),
        ("POST", "/domain-types/acknowledge/actions/delete/invoke") => command(state, &body, |state, at| {
            state.objects[at].ack = None;
        }),
        ("POST", "/domain-types/comment/collections/host" | "/domain-types/comment/collections/service") => {
            let comment = body.get("comment").and_then(Json::as_str).unwrap_or_default().to_owned();
            command(state, &body, |state, at| state.comment(at, LOGIN, &comment))
        }
        (_, _) => problem(404, "Not Found", "The requested URL was not found on the server."),
    }
}

fn problem(status: u16, title: &str, detail: &str) -> Answer {
    Answer::json(status, &json!({"title": title, "status": status, "detail": detail}))
}

fn find(state: &State, body: &Json) -> Option<usize> {
    let host = body.get("host_name").and_then(Json::as_str)?;
    state.position(host, body.get("service_description").and_then(Json::as_str))
}

fn command(state: &mut State, body: &Json, act: impl FnOnce(&mut State, usize)) -> Answer {
    if !state.may_act {
        return problem(403, "Forbidden", "We are sorry, but you lack the permission for this operation.");
    }
    match find(state, body) {
        Some(at) => {
            act(state, at);
            Answer::empty(204)
        }
        None => unknown(state, body),
    }
}

/// As the source has it: a host is a wrong field, a service has a title of its own.
fn unknown(state: &State, body: &Json) -> Answer {
    let host = body.get("host_name").and_then(Json::as_str).unwrap_or_default();
    if body.get("service_description").is_some() && state.position(host, None).is_some() {
        return problem(400, "Service not found", "The service could not be found.");
    }
    let said = format!("Host not found: '{host}'");
    Answer::json(
        400,
        &json!({"title": "Bad Request", "status": 400, "detail": "These fields have problems: host_name",
            "fields": {"host_name": [said]}}),
    )
}

fn acknowledge(state: &mut State, mut body: Json) -> Answer {
    // Of all calls this one alone unquotes the name of the service.
    if let Some(service) = body.get("service_description").and_then(Json::as_str) {
        let unquoted = percent_encoding::percent_decode_str(service).decode_utf8_lossy().into_owned();
        body["service_description"] = unquoted.into();
    }
    let body = &body;
    let good = find(state, body).is_some_and(|at| state.objects[at].state == 0);
    if good && state.may_act {
        return problem(422, "This service has no problem", "It has no problem.");
    }
    let comment = body.get("comment").and_then(Json::as_str).unwrap_or_default().to_owned();
    command(state, body, |state, at| {
        // The core takes a later one over an earlier one.
        state.acknowledge(at, LOGIN, &comment);
    })
}

/// Whether a row meets a query of Livestatus.
fn meets(row: &Json, query: &Json) -> bool {
    let parts = || query.get("expr").and_then(Json::as_array).into_iter().flatten();
    let column = query.get("left").and_then(Json::as_str).unwrap_or_default();
    let value = row.get(column).cloned().unwrap_or_default();
    let right = query.get("right").map(text).unwrap_or_default();
    match query.get("op").and_then(Json::as_str) {
        Some("and") => parts().all(|part| meets(row, part)),
        Some("or") => parts().any(|part| meets(row, part)),
        Some("=") => text(&value) == right,
        Some("!=") => text(&value) != right,
        Some(">=") => value.as_array().is_some_and(|list| list.iter().any(|one| text(one) == right)),
        _ => false,
    }
}

fn list(state: &State, body: &Json, kind: &str) -> Answer {
    let wanted: Vec<String> =
        body.get("columns").and_then(Json::as_array).into_iter().flatten().map(text).collect();
    let mut value = Vec::new();
    for object in state.visible().filter(|object| object.is_host() == (kind == "host")) {
        let row = row(state, object);
        if let Some(column) = wanted.iter().find(|column| row.get(column.as_str()).is_none()) {
            let detail = format!("These fields have problems: columns (Unknown column: {column})");
            return problem(400, "Bad Request", &detail);
        }
        if body.get("query").is_none_or(|query| meets(&row, query)) {
            let cells: Map<String, Json> =
                wanted.iter().map(|column| (column.clone(), row[column.as_str()].clone())).collect();
            value.push(json!({"domainType": kind, "id": object.name(), "title": object.name(),
                "extensions": cells, "links": [], "members": {}}));
        }
    }
    Answer::json(200, &json!({"id": kind, "domainType": kind, "links": [], "value": value, "extensions": {}}))
}

fn labels(object: &Object) -> Json {
    if object.labels.is_empty() { json!({"env": "prod"}) } else { json!(object.labels) }
}

fn row(state: &State, object: &Object) -> Json {
    let host = state.host_of(object);
    let said = object.comments().map(|act| json!([act.id, act.author, act.text, 1, act.at.timestamp()]));
    let acks = object.ack.iter().map(|ack| json!([7, ack.author, ack.text, 4, ack.at.timestamp()]));
    let comments: Vec<Json> = acks.chain(said).collect();
    let good = if object.is_problem() { object.last_good } else { object.changed }.timestamp();
    json!({"name": object.host, "address": object.address, "last_time_up": good,
        "labels": labels(object), "host_name": object.host,
        "description": object.service.clone().unwrap_or_default(), "last_time_ok": good,
        "host_address": host.map(|host| &host.address), "host_state": host.map_or(0, |host| host.state),
        "host_scheduled_downtime_depth": host.map_or(0, |host| i64::from(host.in_downtime)),
        "host_groups": state.groups(object), "host_labels": host.map(labels), "state": object.state,
        "state_type": i64::from(object.is_hard), "has_been_checked": i64::from(object.is_checked),
        "last_state_change": object.changed.timestamp(),
        "last_hard_state_change": object.changed.timestamp(),
        "acknowledged": i64::from(object.ack.is_some()),
        "scheduled_downtime_depth": i64::from(object.in_downtime), "is_flapping": i64::from(object.flapping),
        "plugin_output": object.output, "long_plugin_output": "", "comments_with_extra_info": comments,
        "groups": object.groups})
}
