//! The face of Icinga 2: `/v1`, object queries with the filters that clients of ours send, actions.

use serde_json::{Map, Value as Json, json};

use super::state::{Object, State};
use super::wire::{Answer, Incoming};
use super::{BY_PASSWORD, Face, LOGIN};

const VERSION: &str = "r2.13.6-1";

/// Words of its language, which no variable of a filter can have as its name.
const KEYWORDS: [&str; 9] =
    ["object", "template", "include", "library", "const", "var", "this", "apply", "default"];

pub(super) static FACE: Face = Face { key: "icinga", path: "", silences: false, login: BY_PASSWORD, answer };

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if !request.is_basic(state) {
        let body = json!({"error": 401, "status": "Unauthorized. Please check your user credentials."});
        return Answer::json(401, &body).header("www-authenticate", "Basic realm=\"Icinga 2\"");
    }
    if request.method == "GET" && request.path == "/v1" {
        return myself(state);
    }
    if request.method != "POST" {
        return unknown_path(&request.path);
    }
    if request.header("accept") != Some("application/json") {
        return Answer::html(400, "<h1>Accept header is missing or not set to 'application/json'.</h1>");
    }
    let Some(body) = request.json() else {
        return Answer::json(400, &json!({"error": 400, "status": "Invalid request body"}));
    };
    if let Some(action) = request.path.strip_prefix("/v1/actions/") {
        return act(state, action, &body);
    }
    if request.header("x-http-method-override") != Some("GET") {
        return nothing(&body, "No objects found.");
    }
    match request.path.as_str() {
        "/v1/objects/hosts" => objects(state, &body, "host"),
        "/v1/objects/services" => objects(state, &body, "service"),
        "/v1/objects/comments" => comments(state, &body),
        other => unknown_path(other),
    }
}

fn unknown_path(path: &str) -> Answer {
    let path = path.trim_start_matches('/');
    let status = format!(
        "The requested path '{path}' could not be found or the request method is not valid for this path."
    );
    Answer::json(404, &json!({"error": 404, "status": status}))
}

/// 404 as for everything that is wrong; the reason only when it is asked for.
fn nothing(body: &Json, why: &str) -> Answer {
    let mut answer = json!({"error": 404, "status": "No objects found."});
    if body.get("verbose").and_then(Json::as_bool) == Some(true) {
        answer["diagnostic_information"] = format!("Error: {why}\n").into();
    }
    Answer::json(404, &answer)
}

fn myself(state: &State) -> Answer {
    let mut permissions =
        vec!["status/query", "objects/query/Host", "objects/query/Service", "objects/query/Comment"];
    if !state.sees {
        permissions = vec!["status/query", "objects/query/* (filtered)"];
    }
    if state.may_act {
        permissions.extend([
            "actions/acknowledge-problem",
            "actions/remove-acknowledgement",
            "actions/add-comment",
        ]);
    }
    Answer::json(
        200,
        &json!({"results": [{"info": "More information about API requests is available in \
        the documentation", "permissions": permissions, "user": LOGIN, "version": VERSION}]}),
    )
}

/// True, false, or what is wrong with the filter.
fn meets(filter: &str, values: &Json, object: &Object, groups: &[String]) -> Result<bool, String> {
    let kind = if object.is_host() { "host" } else { "service" };
    let mut all = true;
    for term in filter.split("&&").map(str::trim) {
        let term = term.trim_start_matches('(').trim_end_matches(')');
        let good = match term.strip_prefix(kind).unwrap_or(term) {
            "true" => true,
            ".state!=ServiceOK" | ".state!=HostUp" => object.state != 0,
            ".state_type==1" => object.is_hard,
            ".acknowledgement==0" => object.ack.is_none(),
            ".downtime_depth==0" => !object.in_downtime,
            _ if KEYWORDS.iter().any(|word| term.ends_with(&format!("=={word}"))) => {
                let word = term.rsplit('=').next().unwrap_or_default();
                return Err(format!("syntax error, unexpected {word} (T_{})", word.to_uppercase()));
            }
            ".__name in wanted_names" => {
                let names = values.get("wanted_names").and_then(Json::as_array);
                names.into_iter().flatten().any(|name| name.as_str() == Some(object.name().as_str()))
            }
            ".__name==wanted_name" => {
                values.get("wanted_name").and_then(Json::as_str) == Some(object.name().as_str())
            }
            _ if term.contains(" in host.groups") => term.split("||").any(|one| {
                let name = one.trim().trim_end_matches(" in host.groups");
                let group = values.get(name).and_then(Json::as_str).unwrap_or_default();
                groups.iter().any(|of_host| of_host == group)
            }),
            _ if term.is_empty() => return Err("syntax error, unexpected new-line".to_owned()),
            _ => {
                let field = term.split(['=', '!', '.']).nth(1).unwrap_or_default();
                return Err(format!("Invalid field access (for value of type 'Service'): '{field}'"));
            }
        };
        all &= good;
    }
    Ok(all)
}

fn objects(state: &State, body: &Json, kind: &str) -> Answer {
    let filter = body.get("filter").and_then(Json::as_str).unwrap_or("true");
    let values = body.get("filter_vars").cloned().unwrap_or_default();
    let wanted: Vec<&str> =
        body.get("attrs").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let mut results = Vec::new();
    // A filter is tried out also where nothing is there.
    for object in state.visible().filter(|object| object.is_host() == (kind == "host")) {
        match meets(filter, &values, object, state.groups(object)) {
            Err(why) => return nothing(body, &why),
            Ok(false) => {}
            Ok(true) => {
                let all = attributes(object);
                let mut attrs = Map::new();
                for name in &wanted {
                    let Some(value) = all.get(*name) else {
                        let status = format!("Invalid field specified: {name}");
                        return Answer::json(400, &json!({"error": 400, "status": status}));
                    };
                    attrs.insert((*name).to_owned(), value.clone());
                }
                let joins = if kind == "service" { json!({"host": host(state, object)}) } else { json!({}) };
                results.push(json!({"attrs": attrs, "joins": joins, "meta": {}, "name": object.name(),
                    "type": if kind == "host" { "Host" } else { "Service" }}));
            }
        }
    }
    Answer::json(200, &json!({"results": results}))
}

fn seconds(time: chrono::DateTime<chrono::Utc>) -> f64 {
    time.timestamp_micros() as f64 / 1e6
}

fn attributes(object: &Object) -> Json {
    let result = json!({"output": object.output, "exit_status": 0, "state": object.state});
    let good = if object.is_problem() { object.last_good } else { object.changed };
    json!({"name": object.service.as_ref().unwrap_or(&object.host), "__name": object.name(),
        "display_name": object.name(), "host_name": object.host, "address": object.address,
        "state": object.state, "state_type": i32::from(object.is_hard),
        "acknowledgement": object.ack.as_ref().map_or(0, |_| 2),
        "acknowledgement_last_change": object.ack.as_ref().map_or(0.0, |ack| seconds(ack.at)),
        "downtime_depth": i32::from(object.in_downtime), "flapping": object.flapping,
        "last_state_change": seconds(object.changed), "previous_state_change": seconds(object.changed),
        "last_hard_state_change": seconds(object.changed), "last_state_ok": seconds(good),
        "last_state_up": seconds(good), "last_reachable": true,
        "last_check": if object.is_checked { seconds(object.changed) } else { -1.0 }, "enable_flapping": true, "vars": vars(object), "groups": object.groups,
        "last_check_result": if object.is_checked { result } else { Json::Null }})
}

fn vars(object: &Object) -> Json {
    match (object.labels.is_empty(), object.is_host()) {
        (false, _) => json!(object.labels),
        (true, true) => json!({"env": "prod", "cmdb_id": 1001}),
        (true, false) => json!({"team": "ops"}),
    }
}

fn host(state: &State, object: &Object) -> Json {
    let Some(host) = state.host_of(object) else { return Json::Null };
    json!({"address": host.address, "state": host.state, "downtime_depth": i32::from(host.in_downtime),
        "last_check": if host.is_checked { seconds(host.changed) } else { -1.0 },
        "vars": vars(host), "groups": host.groups})
}

/// What operators said, or what came with acknowledgements.
fn comments(state: &State, body: &Json) -> Answer {
    let is_acknowledgement = match body.get("filter").and_then(Json::as_str) {
        Some("comment.entry_type==1") => false,
        Some("comment.entry_type==4") => true,
        _ => return nothing(body, "syntax error"),
    };
    let row = |object: &Object, id: i64, (author, text, at): (&str, &str, chrono::DateTime<chrono::Utc>)| {
        let name = format!("{}!00000000-0000-4000-8000-{id:012}", object.name());
        json!({"attrs": {"host_name": object.host, "service_name": object.service.clone().unwrap_or_default(),
            "author": author, "text": text, "entry_time": seconds(at)}, "joins": {}, "meta": {},
            "name": name, "type": "Comment"})
    };
    let mut rows = Vec::new();
    for object in state.visible() {
        if is_acknowledgement {
            rows.extend(
                object.ack.iter().map(|ack| row(object, 1, (ack.author.as_str(), ack.text.as_str(), ack.at))),
            );
        } else {
            rows.extend(
                object
                    .comments()
                    .map(|act| row(object, act.id, (act.author.as_str(), act.text.as_str(), act.at))),
            );
        }
    }
    Answer::json(200, &json!({"results": rows}))
}

fn act(state: &mut State, action: &str, body: &Json) -> Answer {
    const KNOWN: [&str; 3] = ["acknowledge-problem", "remove-acknowledgement", "add-comment"];
    if !KNOWN.contains(&action) {
        let status = format!("Action '{action}' does not exist.");
        return Answer::json(404, &json!({"error": 404, "status": status}));
    }
    if !state.may_act {
        return nothing(body, &format!("Missing permission: actions/{action}"));
    }
    let text = |name: &str| body.get(name).and_then(Json::as_str);
    let object = match text("type") {
        Some("Host") => text("host").and_then(|host| state.position(host, None)),
        Some("Service") => text("service").and_then(|name| {
            let (host, service) = name.split_once('!')?;
            state.position(host, Some(service))
        }),
        _ => None,
    };
    let Some(at) = object else { return nothing(body, "Object does not exist.") };
    let name = state.objects[at].name();
    let needs_words = action != "remove-acknowledgement";
    let (author, comment) = (text("author").unwrap_or_default(), text("comment").unwrap_or_default());
    if needs_words && (author.is_empty() || comment.is_empty()) {
        return acted(400, "Acknowledgements require author and comment.".to_owned());
    }
    let what = if state.objects[at].is_host() { "Host" } else { "Service" };
    match action {
        // A pending object is taken for a problem here, and only here (seen on 2.13.6).
        "acknowledge-problem" if state.objects[at].state == 0 => {
            let good = if what == "Host" { "UP" } else { "OK" };
            acted(409, format!("{what} {name} is {good}."))
        }
        "acknowledge-problem" if state.objects[at].ack.is_some() => {
            acted(409, format!("{what} {name} is already acknowledged."))
        }
        "acknowledge-problem" => {
            state.acknowledge(at, author, comment);
            acted(200, format!("Successfully acknowledged problem for object '{name}'."))
        }
        "remove-acknowledgement" => {
            state.objects[at].ack = None;
            acted(200, format!("Successfully removed acknowledgement for object '{name}'."))
        }
        _ => {
            state.comment(at, author, comment);
            acted(200, format!("Successfully added comment '{name}!00000000' for object '{name}'."))
        }
    }
}

fn acted(code: u16, status: String) -> Answer {
    Answer::json(code, &json!({"results": [{"code": code, "status": status}]}))
}
