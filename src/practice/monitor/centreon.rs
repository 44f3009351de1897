//! The face of Centreon: login, the list of resources, one resource, commands that always say 204.

use serde_json::{Value as Json, json};

use super::state::{Object, State};
use super::wire::{Answer, Incoming};
use super::{BY_PASSWORD, Face};
use super::{LOGIN, TOKEN};

pub(super) static FACE: Face =
    Face { key: "centreon", path: "/centreon", silences: false, login: BY_PASSWORD, answer };

fn answer(state: &mut State, request: &Incoming) -> Answer {
    let Some(path) = request.path.strip_prefix("/api/latest") else {
        return Answer::html(404, "<h1>Not Found</h1>");
    };
    if (request.method.as_str(), path) == ("POST", "/login") {
        return login(state, request);
    }
    let secret = request.header("x-auth-token").unwrap_or_default().to_owned();
    if secret != TOKEN && !state.sessions.contains(&secret) {
        return Answer::json(401, &json!({"code": 401, "message": "Authentication failed"}));
    }
    match (request.method.as_str(), path) {
        ("GET", "/logout") => {
            state.sessions.retain(|open| *open != secret);
            Answer::json(200, &json!({"message": "Successful logout"}))
        }
        ("GET", "/platform/versions") => Answer::json(200, &json!({"web": {"version": "24.04.5"}})),
        ("GET", "/monitoring/resources") => list(state, request),
        ("GET", path) => match path.strip_prefix("/monitoring/resources/hosts/") {
            Some(ids) => one(state, ids),
            None => missing(),
        },
        ("POST", "/monitoring/resources/acknowledge") => command(state, request, |state, at, body| {
            let text = body.pointer("/acknowledgement/comment").and_then(Json::as_str).unwrap_or_default();
            state.acknowledge(at, LOGIN, text);
        }),
        ("DELETE", "/monitoring/resources/acknowledgements") => command(state, request, |state, at, _| {
            state.objects[at].ack = None;
        }),
        ("POST", "/monitoring/resources/comments") => command(state, request, |state, at, body| {
            let text = body.pointer("/resources/0/comment").and_then(Json::as_str).unwrap_or_default();
            state.comment(at, LOGIN, text);
        }),
        (_, _) => missing(),
    }
}

fn missing() -> Answer {
    Answer::json(404, &json!({"code": 404, "message": "No route found"}))
}

fn login(state: &mut State, request: &Incoming) -> Answer {
    let body = request.json().unwrap_or_default();
    let of = |key: &str| body.pointer(&format!("/security/credentials/{key}")).and_then(Json::as_str);
    if of("login") != Some(LOGIN) || of("password") != Some(state.password.as_str()) {
        return Answer::json(401, &json!({"code": 401, "message": "Authentication failed"}));
    }
    let token = format!("{:032x}", state.next_id());
    state.sessions.push(token.clone());
    let contact = json!({"id": 3, "name": LOGIN, "alias": LOGIN, "is_admin": false});
    Answer::json(200, &json!({"contact": contact, "security": {"token": token}}))
}

fn status(object: &Object) -> Json {
    let (code, name) = match (object.is_checked, object.is_host(), object.state) {
        (false, _, _) => (4, "PENDING"),
        (true, true, 0) => (0, "UP"),
        (true, true, _) => (1, "DOWN"),
        (true, false, 0) => (0, "OK"),
        (true, false, 1) => (1, "WARNING"),
        (true, false, 2) => (2, "CRITICAL"),
        (true, false, _) => (3, "UNKNOWN"),
    };
    json!({"code": code, "name": name, "severity_code": 1, "type": i32::from(object.is_hard)})
}

fn list(state: &State, request: &Incoming) -> Answer {
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let (limit, page) = (number("limit").unwrap_or(10), number("page").unwrap_or(1));
    let statuses: Option<Vec<String>> =
        request.parameter("statuses").and_then(|text| serde_json::from_str(text).ok());
    let groups: Option<Vec<String>> =
        request.parameter("hostgroup_names").and_then(|text| serde_json::from_str(text).ok());
    let in_groups = |object: &Object| {
        groups.as_ref().is_none_or(|wanted| state.groups(object).iter().any(|group| wanted.contains(group)))
    };
    let named = |object: &&Object| {
        let name = status(object)["name"].as_str().unwrap_or_default().to_owned();
        in_groups(object) && statuses.as_ref().is_none_or(|wanted| wanted.contains(&name))
    };
    let all: Vec<&Object> = state.visible().filter(named).collect();
    let total = all.len();
    let shown = all.into_iter().skip((page.max(1) - 1) * limit).take(limit).map(|object| {
        let parent = state.host_of(object).filter(|_| !object.is_host());
        json!({"id": object.id, "type": if object.is_host() { "host" } else { "service" },
            "name": object.service.as_ref().unwrap_or(&object.host), "status": status(object),
            "parent": parent.map(|host| json!({"id": host.id, "name": host.host, "type": "host"})),
            "in_downtime": object.in_downtime, "acknowledged": object.ack.is_some()})
    });
    let meta = json!({"page": page, "limit": limit, "search": {}, "sort_by": {}, "total": total});
    Answer::json(200, &json!({"result": shown.collect::<Vec<_>>(), "meta": meta}))
}

fn one(state: &State, ids: &str) -> Answer {
    let mut parts = ids.split("/services/").filter_map(|part| part.parse::<i64>().ok());
    let (host, service) = (parts.next(), parts.next());
    let wanted = service.or(host);
    let found = state.visible().find(|object| Some(object.id) == wanted);
    match found {
        Some(object) => Answer::json(200, &detail(state, object)),
        None => Answer::json(404, &json!({"code": 404, "message": "Resource not found"})),
    }
}

fn detail(state: &State, object: &Object) -> Json {
    let stamp = |time: chrono::DateTime<chrono::Utc>| time.format("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let parent = state.host_of(object).filter(|_| !object.is_host()).map(|host| detail(state, host));
    let ack = object.ack.as_ref().map(
        |ack| json!({"id": 34, "author_name": ack.author, "comment": ack.text, "entry_time": stamp(ack.at)}),
    );
    let good = if object.is_problem() { object.last_good } else { object.changed };
    json!({"id": object.id, "name": object.service.as_ref().unwrap_or(&object.host),
        "type": if object.is_host() { "host" } else { "service" }, "fqdn": object.address,
        "status": status(object), "in_downtime": object.in_downtime, "acknowledged": object.ack.is_some(),
        "flapping": object.flapping, "information": object.output, "parent": parent,
        "groups": object.groups.iter().map(|name| json!({"id": 1, "name": name})).collect::<Vec<_>>(),
        "categories": [], "acknowledgement": ack, "last_status_change": stamp(object.changed),
        "last_time_with_no_issue": stamp(good), "tries": "3/3 (H)", "severity": null})
}

/// Commands answer 204 whether or not the user may give them and the resource is there.
fn command(state: &mut State, request: &Incoming, act: impl Fn(&mut State, usize, &Json)) -> Answer {
    let body = request.json().unwrap_or_default();
    let resources = body.get("resources").and_then(Json::as_array).cloned();
    let Some(resources) = resources else {
        let message = "[resources] The property resources is required";
        return Answer::json(500, &json!({"code": 0, "message": message}));
    };
    for resource in &resources {
        let id = resource.get("id").and_then(Json::as_i64);
        let found = state.objects.iter().position(|object| Some(object.id) == id);
        if let Some(at) = found.filter(|_| state.may_act && state.sees) {
            act(state, at, &body);
        }
    }
    Answer::empty(204)
}
