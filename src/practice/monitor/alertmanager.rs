//! The face of Alertmanager: alerts with exactly four labels, silences, status.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value as Json, json};

use super::state::{Object, Silence, State};
use super::wire::{Answer, Incoming};
use super::{BY_PASSWORD, Face};

pub(super) static FACE: Face =
    Face { key: "alertmanager", path: "", silences: true, login: BY_PASSWORD, answer };

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if !request.is_basic(state) && !request.is_bearer() {
        return Answer::text(401, "Unauthorized\n");
    }
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/api/v2/status") => Answer::json(
            200,
            &json!({"cluster": {"peers": [], "status": "disabled"}, "config": {"original": "global:\n  resolve_timeout: 5m\nroute:\n  receiver: desk\n"},
                "uptime": state.started, "versionInfo": {"version": "0.25.0"}}),
        ),
        ("GET", "/api/v2/alerts") => alerts(state, request),
        ("GET", "/api/v2/silences") => {
            let all = state.silences.iter().map(shown).collect::<Vec<_>>();
            Answer::json(200, &all.into())
        }
        ("POST", "/api/v2/silences") => post(state, request),
        ("DELETE", path) => match path.strip_prefix("/api/v2/silence/") {
            Some(id) => match state.silences.iter_mut().find(|silence| silence.id == id) {
                Some(silence) => {
                    end(silence);
                    Answer::empty(200)
                }
                None => Answer::json(500, &"silence not found".into()),
            },
            None => missing(path),
        },
        (_, path) => missing(path),
    }
}

fn missing(path: &str) -> Answer {
    Answer::json(404, &json!({"code": 404, "message": format!("path {path} was not found")}))
}

/// The labels of an object's alert.
pub(super) fn labels(state: &State, object: &Object) -> BTreeMap<String, String> {
    let word = match (object.is_host(), object.state) {
        (true, _) | (false, 2) => "critical",
        (false, 1) => "warning",
        (false, _) => "info",
    };
    let name = object.service.clone().unwrap_or_else(|| "HostDown".to_owned());
    let all =
        [("alertname", name), ("instance", format!("{}:9100", object.host)), ("severity", word.to_owned())];
    let mut labels = state.labels(object);
    if labels.is_empty() {
        labels.insert("team".to_owned(), "ops".to_owned());
    }
    labels.extend(all.into_iter().map(|(name, value)| (name.to_owned(), value)));
    labels
}

fn is_active(silence: &Silence) -> bool {
    let ends = silence.body.get("endsAt").and_then(Json::as_str).unwrap_or_default();
    !silence.is_expired && DateTime::parse_from_rfc3339(ends).is_ok_and(|ends| ends > Utc::now())
}

fn covers(silence: &Silence, labels: &BTreeMap<String, String>) -> bool {
    let matchers = silence.body.get("matchers").and_then(Json::as_array);
    is_active(silence)
        && matchers.into_iter().flatten().all(|matcher| {
            let of = |key: &str| matcher.get(key).and_then(Json::as_str).unwrap_or_default();
            labels.get(of("name")).is_some_and(|value| value == of("value"))
        })
}

/// Who silenced exactly this alert.
pub(super) fn acknowledged(state: &State, object: &Object) -> Option<(String, String)> {
    let labels = labels(state, object);
    let exact = |silence: &&Silence| {
        let count = silence.body.get("matchers").and_then(Json::as_array).map_or(0, Vec::len);
        count == labels.len() && covers(silence, &labels)
    };
    let found = state.silences.iter().find(exact)?;
    let of = |key: &str| found.body.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    Some((of("createdBy"), of("comment")))
}

fn alerts(state: &State, request: &Incoming) -> Answer {
    let filters: Vec<(&str, String)> = request
        .parameters("filter")
        .filter_map(|filter| {
            let (name, value) = filter.split_once('=')?;
            Some((name, value.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\")))
        })
        .collect();
    if let Some(bad) = request.parameters("filter").find(|filter| !filter.contains('=')) {
        return Answer::json(400, &format!("bad matcher format: {bad}").into());
    }
    let mut shown = Vec::new();
    for object in state.objects.iter().filter(|object| object.is_problem() && object.is_sent) {
        let labels = labels(state, object);
        let met = filters.iter().all(|(name, value)| labels.get(*name) == Some(value));
        if !met {
            continue;
        }
        let by: Vec<&str> =
            state.silences.iter().filter(|one| covers(one, &labels)).map(|one| one.id.as_str()).collect();
        let word = if by.is_empty() { "active" } else { "suppressed" };
        // A worse alert is another one: the severity is a label.
        let fingerprint = fingerprint(&labels);
        shown.push(json!({"annotations": {"summary": object.output, "description": "value is 99%"},
            "endsAt": Utc::now() + chrono::Duration::minutes(4), "fingerprint": fingerprint,
            "receivers": [{"name": "desk"}], "startsAt": object.began,
            "status": {"inhibitedBy": [], "silencedBy": by, "state": word}, "updatedAt": Utc::now(),
            "generatorURL": "http://prometheus.example.org/graph", "labels": labels}));
    }
    Answer::json(200, &shown.into())
}

/// FNV-1a over the sorted labels, each name and value followed by a byte of 255.
fn fingerprint(labels: &BTreeMap<String, String>) -> String {
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for text in labels.iter().flat_map(|(name, value)| [name, value]) {
        for byte in text.bytes().chain([0xff]) {
            sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{sum:016x}")
}

fn shown(silence: &Silence) -> Json {
    let mut body = silence.body.clone();
    body["id"] = silence.id.as_str().into();
    body["status"] = json!({"state": if is_active(silence) { "active" } else { "expired" }});
    body
}

/// It ends now; its end and its last change become this moment.
pub(super) fn end(silence: &mut Silence) {
    if is_active(silence) {
        (silence.body["endsAt"], silence.body["updatedAt"]) = (json!(Utc::now()), json!(Utc::now()));
    }
    silence.is_expired = true;
}

/// Adds a silence and gives its id.
pub(super) fn silence(state: &mut State, mut body: Json) -> String {
    body["updatedAt"] = json!(Utc::now());
    let id = format!("00000000-0000-4000-8000-{:012}", state.next_id());
    state.silences.push(Silence { id: id.clone(), body, is_expired: false });
    id
}

/// An operator silences exactly this alert.
pub(super) fn silence_one(state: &mut State, at: usize, author: &str, text: &str) {
    let matchers = labels(state, &state.objects[at]).into_iter();
    let matchers = matchers
        .map(|(name, value)| json!({"name": name, "value": value, "isRegex": false, "isEqual": true}));
    let matchers: Vec<Json> = matchers.collect();
    silence(state, body(matchers.into(), author, text));
}

/// An operator silences a whole host.
pub(super) fn silence_host(state: &mut State, host: &str) {
    let matchers =
        json!([{"name": "instance", "value": format!("{host}:9100"), "isRegex": false, "isEqual": true}]);
    silence(state, body(matchers, "operator", "planned work"));
}

fn body(matchers: Json, author: &str, text: &str) -> Json {
    let now = Utc::now();
    json!({"matchers": matchers, "startsAt": now, "endsAt": now + chrono::Duration::hours(8),
        "createdBy": author, "comment": text})
}

fn post(state: &mut State, request: &Incoming) -> Answer {
    let Some(body) = request.json() else {
        return Answer::json(400, &json!({"code": 400, "message": "parsing silence body failed"}));
    };
    for key in ["comment", "createdBy", "endsAt", "matchers", "startsAt"] {
        if body.get(key).is_none() {
            let message = format!("{key} in body is required");
            return Answer::json(422, &json!({"code": 602, "message": message}));
        }
    }
    if body["matchers"].as_array().is_none_or(Vec::is_empty) {
        let message = "matchers in body should have at least 1 items";
        return Answer::json(422, &json!({"code": 612, "message": message}));
    }
    let id = match body.get("id").and_then(Json::as_str) {
        Some(id) => match state.silences.iter_mut().find(|silence| silence.id == id) {
            Some(known) if known.body["matchers"] == body["matchers"] => {
                known.body = body.clone();
                known.body["updatedAt"] = json!(Utc::now());
                id.to_owned()
            }
            Some(known) => {
                end(known);
                silence(state, body)
            }
            None => return Answer::json(404, &"silence not found".into()),
        },
        None => silence(state, body),
    };
    Answer::json(200, &json!({"silenceID": id}))
}
