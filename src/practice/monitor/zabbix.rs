//! The face of Zabbix 6.0: JSON-RPC, sessions and one API token, problems, triggers, hosts.

use serde_json::{Value as Json, json};

use super::state::{Object, State};
use super::wire::{Answer, Incoming, text};
use super::{BY_PASSWORD, Face};
use super::{LOGIN, TOKEN};

pub(super) static FACE: Face =
    Face { key: "zabbix", path: "/zabbix", silences: false, login: BY_PASSWORD, answer };

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if request.path != "/api_jsonrpc.php" {
        return Answer::html(404, "<h1>Not Found</h1>");
    }
    let Some(body) = request.json() else {
        return refused(
            -32700,
            "Parse error",
            "Invalid JSON. An error occurred on the server while parsing the JSON text.",
        );
    };
    let asked = body.get("params").cloned().unwrap_or_default();
    let method = body.get("method").and_then(Json::as_str).unwrap_or_default();
    let secret = body.get("auth").and_then(Json::as_str);
    match method {
        "apiinfo.version" if secret.is_some() => {
            invalid("The \"apiinfo.version\" method must be called without the \"auth\" parameter.")
        }
        "apiinfo.version" => done(json!("6.0.14")),
        "user.login" => login(state, &asked),
        _ => match secret {
            None => invalid("Not authorized."),
            Some(secret) if secret != TOKEN && !state.sessions.iter().any(|open| open == secret) => {
                invalid("Session terminated, re-login, please.")
            }
            Some(secret) => call(state, method, &asked, secret),
        },
    }
}

fn done(result: Json) -> Answer {
    Answer::json(200, &json!({"jsonrpc": "2.0", "result": result, "id": 1}))
}

fn refused(code: i64, message: &str, data: &str) -> Answer {
    let error = json!({"code": code, "message": message, "data": data});
    Answer::json(200, &json!({"jsonrpc": "2.0", "error": error, "id": 1}))
}

fn invalid(data: &str) -> Answer {
    refused(-32602, "Invalid params.", data)
}

fn failed(data: &str) -> Answer {
    refused(-32500, "Application error.", data)
}

fn login(state: &mut State, asked: &Json) -> Answer {
    let name = asked.get("username").or_else(|| asked.get("user")).and_then(Json::as_str);
    let password = asked.get("password").and_then(Json::as_str);
    if name != Some(LOGIN) || password != Some(state.password.as_str()) {
        return failed("Incorrect user name or password or account is temporarily blocked.");
    }
    let id = format!("{:032x}", state.next_id());
    state.sessions.push(id.clone());
    done(id.into())
}

fn call(state: &mut State, method: &str, asked: &Json, secret: &str) -> Answer {
    match method {
        "problem.get" => done(problems(state, asked)),
        "event.get" => done(events(state, asked)),
        "trigger.get" => done(triggers(state, asked)),
        "host.get" => done(hosts(state, asked)),
        "user.get" => {
            let wanted = asked.pointer("/filter/username").and_then(Json::as_str);
            let all = [("1", LOGIN), ("2", "noc")].into_iter();
            let shown = all.filter(|(_, name)| wanted.is_none_or(|wanted| wanted == *name));
            done(shown.map(|(id, name)| json!({"userid": id, "username": name, "roleid": id})).collect())
        }
        "hostgroup.get" => {
            let wanted = asked.pointer("/filter/name").and_then(Json::as_array).cloned().unwrap_or_default();
            let found = state.all_groups().filter(|(_, name)| wanted.iter().any(|one| one == name));
            done(found.map(|(id, name)| json!({"groupid": id.to_string(), "name": name})).collect())
        }
        "event.acknowledge" => acknowledge(state, asked),
        "role.get" => {
            // As 6.0.14: every role, to whomever asks.
            let admin = json!({"roleid": "2", "name": "Super admin role", "rules": {}});
            let wanted = wanted(asked, "roleids");
            let fits =
                |role: &Json| wanted.as_ref().is_none_or(|ids| ids.iter().any(|id| role["roleid"] == **id));
            done([role(state), admin].into_iter().filter(fits).collect())
        }
        "user.logout" => {
            state.sessions.retain(|open| open != secret);
            done(json!(true))
        }
        other => {
            let api = other.split('.').next().unwrap_or_default();
            refused(-32601, "Method not found.", &format!("Incorrect API \"{api}\"."))
        }
    }
}

/// The role of our user, with the rules that are asked for.
fn role(state: &State) -> Json {
    let may = if state.may_act { "1" } else { "0" };
    let action = |name: &str| json!({"name": name, "status": may});
    json!({"roleid": "1", "name": "User role", "rules": {
        "actions": [action("acknowledge_problems"), action("add_problem_comments")],
        "api.access": "1", "api.mode": "0", "api": []}})
}

fn wanted(asked: &Json, key: &str) -> Option<Vec<String>> {
    Some(asked.get(key)?.as_array()?.iter().map(text).collect())
}

fn fits(ids: Option<&Vec<String>>, id: i64) -> bool {
    ids.is_none_or(|ids| ids.contains(&id.to_string()))
}

fn problems(state: &State, asked: &Json) -> Json {
    let (events, groups) = (wanted(asked, "eventids"), wanted(asked, "groupids"));
    let in_groups = |object: &Object| {
        groups.as_ref().is_none_or(|wanted| of(state, object).any(|(id, _)| wanted.contains(&id.to_string())))
    };
    let open = state.visible().filter(|object| object.is_problem() && in_groups(object));
    open.filter(|object| fits(events.as_ref(), object.episode)).map(|object| problem(state, object)).collect()
}

/// Groups of the host of an object, with their numbers.
fn of(state: &State, object: &Object) -> impl Iterator<Item = (usize, String)> {
    let groups = state.groups(object).to_vec();
    state.all_groups().filter(move |(_, name)| groups.contains(name))
}

fn tags(state: &State, object: &Object) -> Json {
    let labels = state.labels(object);
    if labels.is_empty() {
        return json!([{"tag": "scope", "value": "perf"}, {"tag": "env", "value": "prod"}]);
    }
    labels.iter().map(|(tag, value)| json!({"tag": tag, "value": value})).collect()
}

fn user(name: &str) -> &'static str {
    if name == LOGIN { "1" } else { "2" }
}

fn history(object: &Object) -> Json {
    let act = |act: &super::state::Act| {
        json!({"acknowledgeid": act.id.to_string(), "userid": user(&act.author),
            "clock": act.at.timestamp().to_string(), "message": act.text, "action": act.bits.to_string(),
            "old_severity": "0", "new_severity": "0"})
    };
    object.history.iter().map(act).collect()
}

fn problem(state: &State, object: &Object) -> Json {
    let severity = match (object.is_host(), object.state) {
        (true, _) => "5",
        (false, 1) => "2",
        (false, 2) => "4",
        (false, _) => "0",
    };
    let resting = object.in_downtime || state.host_of(object).is_some_and(|host| host.in_downtime);
    json!({"eventid": object.episode.to_string(), "source": "0", "object": "0",
        "objectid": object.id.to_string(), "clock": object.began.timestamp().to_string(),
        "ns": object.began.timestamp_subsec_nanos().to_string(), "r_eventid": "0", "r_clock": "0",
        "name": object.output, "acknowledged": if object.ack.is_some() { "1" } else { "0" },
        "severity": severity, "opdata": "now 95", "suppressed": if resting { "1" } else { "0" },
        "acknowledges": history(object),
        "tags": tags(state, object)})
}

/// The last event of each object, and what ended it.
fn events(state: &State, asked: &Json) -> Json {
    let ids = wanted(asked, "eventids");
    let found = state.visible().filter(|object| fits(ids.as_ref(), object.episode));
    found
        .map(|object| {
            let end = if object.timed_state == 0 { object.episode + 1 } else { 0 };
            let mut event = json!({"eventid": object.episode.to_string(), "r_eventid": end.to_string()});
            // By its name of 6.0; what it does not know it leaves out.
            if asked.get("select_acknowledges").is_some() {
                event["acknowledges"] = history(object);
            }
            event
        })
        .collect()
}

/// As the real one: what is switched off is left out where monitored ones are asked for.
fn triggers(state: &State, asked: &Json) -> Json {
    let ids = wanted(asked, "triggerids");
    let monitored = asked.get("monitored").is_some();
    let found = state.visible().filter(|object| fits(ids.as_ref(), object.id));
    let found = found.filter(|object| !(monitored && object.is_off));
    found
        .map(|object| {
            let host = state.host_of(object).map_or(0, |host| host.id).to_string();
            json!({"triggerid": object.id.to_string(), "comments": "Look at it",
                "manual_close": if object.can_close { "1" } else { "0" },
                "status": if object.is_off { "1" } else { "0" },
                "value": if object.state == 0 { "0" } else { "1" },
                "hosts": [{"hostid": host, "status": "0"}]})
        })
        .collect()
}

fn hosts(state: &State, asked: &Json) -> Json {
    if asked.get("countOutput").is_some() {
        return state.hosts().count().to_string().into();
    }
    let ids = wanted(asked, "hostids");
    let found = state.hosts().filter(|host| fits(ids.as_ref(), host.id));
    found
        .map(|host| {
            json!({"hostid": host.id.to_string(), "host": host.host,
                "maintenance_status": if host.in_downtime { "1" } else { "0" },
                "groups": of(state, host)
                    .map(|(id, name)| json!({"groupid": id.to_string(), "name": name}))
                    .collect::<Vec<_>>(),
                "interfaces": [{"ip": host.address, "dns": "", "useip": "1", "main": "1"}]})
        })
        .collect()
}

fn acknowledge(state: &mut State, asked: &Json) -> Answer {
    let ids = wanted(asked, "eventids").unwrap_or_default();
    let bits = asked.get("action").and_then(Json::as_u64).unwrap_or(0);
    let message = asked.get("message").and_then(Json::as_str).unwrap_or_default().to_owned();
    let sees = state.sees;
    let place =
        |id: &String| state.objects.iter().position(|object| sees && *id == object.episode.to_string());
    // One that is not there refuses all of them.
    let Some(found) = ids.iter().map(place).collect::<Option<Vec<usize>>>().filter(|found| !found.is_empty())
    else {
        return failed("No permissions to referred object or it does not exist!");
    };
    if !state.may_act {
        return failed("No permissions to call \"event.acknowledge\".");
    }
    if bits & 1 != 0 && found.iter().any(|at| !state.objects[*at].can_close) {
        return failed("Cannot close problem: trigger does not allow manual closing.");
    }
    if bits & 4 != 0 && message.is_empty() {
        return invalid("Incorrect value for field \"message\": cannot be empty.");
    }
    found.iter().for_each(|at| act_on(state, *at, bits, &message));
    done(json!({"eventids": ids}))
}

fn act_on(state: &mut State, at: usize, bits: u64, message: &str) {
    // A second acknowledgement adds its message only.
    if bits & 2 != 0 && state.objects[at].ack.is_none() {
        state.acknowledge(at, LOGIN, message);
    } else if bits & 4 != 0 {
        state.comment(at, LOGIN, message);
    }
    if bits & 16 != 0 {
        state.objects[at].ack = None;
    }
    if bits & 1 != 0 {
        let (ack, hard) = (state.objects[at].ack.take(), state.objects[at].is_hard);
        state.recover(at);
        (state.objects[at].ack, state.objects[at].is_hard) = (ack, hard);
    }
}
