//! The face of LibreNMS: alerts by state, devices, acknowledgements by PUT.

use serde_json::{Value as Json, json};

use super::state::{Object, State};
use super::wire::{Answer, Incoming};
use super::{Face, LOGIN, PASSWORD, TOKEN};

pub(super) static FACE: Face = Face {
    key: "librenms",
    path: "",
    silences: false,
    login: "token = \"env:TOKEN\"\nuser = \"practice\"",
    answer,
};

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if state.password != PASSWORD || !request.has("x-auth-token", TOKEN) {
        return Answer::json(401, &json!({"message": "Unauthenticated."}));
    }
    let path = request.path.strip_prefix("/api/v0").unwrap_or("");
    match (request.method.as_str(), path) {
        ("GET", "/system") => {
            Answer::json(200, &json!({"status": "ok", "system": [{"local_ver": "24.9.1"}]}))
        }
        ("GET", "/devices") => devices(state),
        ("GET", "/alerts") => alerts(state, request, None),
        ("GET", path) => match (path.strip_prefix("/alerts/"), path.strip_prefix("/devicegroups/")) {
            (Some(id), _) => alerts(state, request, Some(id)),
            (None, Some(group)) => members(state, &group.replace("%20", " ")),
            (None, None) => error(404, "This API route does not exist."),
        },
        ("PUT", path) => act(state, path, &request.json().unwrap_or_default()),
        (_, _) => error(404, "This API route does not exist."),
    }
}

fn error(status: u16, message: &str) -> Answer {
    Answer::json(status, &json!({"status": "error", "message": message}))
}

/// Number of the device of a host: that of its first object.
fn device_id(state: &State, host: &str) -> usize {
    state.objects.iter().position(|object| object.host == host).map_or(0, |at| at + 1)
}

/// Number and state of the alert of an object: 0 good, 1 new, 2 acknowledged.
fn number(object: &Object) -> i64 {
    match (object.is_problem(), &object.ack) {
        (false, _) => 0,
        (true, None) => 1,
        (true, Some(_)) => 2,
    }
}

fn alerts(state: &State, request: &Incoming, id: Option<&str>) -> Answer {
    // As the real one: new ones alone unless states are named, of a single alert too.
    let wanted: Vec<i64> =
        request.parameter("state").unwrap_or("1").split(',').filter_map(|state| state.parse().ok()).collect();
    // Rules are not tried on a device that is switched off; its open alerts stay as they are.
    let is_off = |object: &Object| state.host_of(object).is_some_and(|host| host.is_off);
    let checked =
        state.objects.iter().enumerate().filter(|(_, object)| {
            object.is_checked && !object.is_hidden && !(id.is_none() && is_off(object))
        });
    let rows: Vec<Json> = checked
        .filter(|(at, object)| {
            wanted.contains(&number(object)) && id.is_none_or(|id| id == (at + 1).to_string())
        })
        .map(|(at, object)| row(state, at + 1, object))
        .collect();
    Answer::json(200, &json!({"status": "ok", "alerts": rows, "count": rows.len()}))
}

fn row(state: &State, id: usize, object: &Object) -> Json {
    let rule = object.service.as_deref().unwrap_or("Device down");
    let at = if object.is_problem() { object.began } else { object.last_good };
    let note = object
        .ack
        .as_ref()
        .map(|ack| format!("{} - Ack ({}) {}\n", ack.at.format("%Y-%m-%d %H:%M:%S"), ack.author, ack.text));
    json!({
        "hostname": object.host,
        "id": id,
        "device_id": device_id(state, &object.host),
        "rule_id": id,
        "state": number(object),
        "alerted": 1,
        "open": 0,
        "note": note,
        "timestamp": at.format("%Y-%m-%d %H:%M:%S").to_string(),
        "info": "",
        "severity": if object.is_host() || object.state > 1 { "critical" } else { "warning" },
        "name": rule,
        "proc": null,
        "notes": null,
    })
}

fn devices(state: &State) -> Answer {
    let rows: Vec<Json> = state
        .hosts()
        .map(|host| {
            let of_it = |object: &&Object| object.host == host.host;
            json!({
                "device_id": device_id(state, &host.host),
                "hostname": host.host,
                "sysName": host.host,
                "display": null,
                "ip": host.address,
                "overwrite_ip": null,
                "community": "practice-community",
                "authpass": "practice-authpass",
                "cryptopass": null,
                "os": "linux",
                "hardware": "",
                "location": host.labels.get("site"),
                "status": i64::from(host.state == 0),
                // It knows whole devices only.
                "ignore": i64::from(state.objects.iter().filter(of_it).any(|object| object.in_downtime)),
                "disabled": i64::from(host.is_off),
            })
        })
        .collect();
    Answer::json(200, &json!({"status": "ok", "devices": rows, "count": rows.len()}))
}

fn members(state: &State, group: &str) -> Answer {
    let of_group = state.hosts().filter(|host| host.groups.iter().any(|known| known == group));
    let rows: Vec<Json> = of_group.map(|host| json!({"device_id": device_id(state, &host.host)})).collect();
    if rows.is_empty() {
        return error(404, "No devices found");
    }
    Answer::json(200, &json!({"status": "ok", "devices": rows, "count": rows.len()}))
}

fn act(state: &mut State, path: &str, body: &Json) -> Answer {
    let taken_back = path.strip_prefix("/alerts/unmute/");
    let Some(id) = taken_back.or_else(|| path.strip_prefix("/alerts/")) else {
        return error(404, "This API route does not exist.");
    };
    let Ok(id) = id.parse::<usize>() else { return error(400, "Alert ID is not numeric") };
    if !state.may_act {
        return error(403, "Insufficient permissions");
    }
    let (Some(note), true) = (body.get("note").and_then(Json::as_str), body.get("until_clear").is_some())
    else {
        return error(500, "Undefined index");
    };
    let Some(at) = id.checked_sub(1).filter(|at| *at < state.objects.len()) else {
        return Answer::json(200, &json!({"status": "ok", "message": "No Alert by that ID"}));
    };
    if taken_back.is_some() {
        state.objects[at].ack = None;
        return Answer::json(200, &json!({"status": "ok", "message": "Alert has been unmuted"}));
    }
    state.acknowledge(at, LOGIN, note);
    Answer::json(200, &json!({"status": "ok", "message": "Alert has been acknowledged"}))
}
