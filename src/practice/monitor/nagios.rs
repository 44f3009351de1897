//! The face of Nagios: the JSON CGIs with their bits and milliseconds, and `cmd.cgi` with form
//! number and cookie. Errors are HTTP 200.

use serde_json::{Map, Value as Json, json};

use super::state::{Object, State};
use super::wire::{Answer, Incoming};
use super::{BY_PASSWORD, Face, LOGIN};

/// Number of the form, and value of its cookie.
const FORM: &str = "168e121f1eba5d23";

pub(super) static FACE: Face =
    Face { key: "nagios", path: "/nagios4/cgi-bin", silences: false, login: BY_PASSWORD, answer };

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if !request.is_basic(state) {
        return Answer::html(401, "<html><head>\n<title>401 Unauthorized</title>\n</head></html>")
            .header("www-authenticate", "Basic realm=\"Nagios Access\"");
    }
    match request.path.as_str() {
        "/statusjson.cgi" => status(state, request),
        "/objectjson.cgi" => object(state, request),
        "/cmd.cgi" => command(state, request),
        _ => Answer::html(404, "<title>404 Not Found</title>"),
    }
}

fn millis(time: chrono::DateTime<chrono::Utc>) -> i64 {
    time.timestamp() * 1000
}

fn success(state: &State, query: &str, data: Json) -> Answer {
    let now = millis(state.now());
    let result = json!({"query_time": now, "cgi": "statusjson.cgi", "user": LOGIN, "query": query,
        "query_status": "released", "program_start": millis(state.started), "last_data_update": now - 4000,
        "type_code": 0, "type_text": "Success", "message": ""});
    Answer::json(200, &json!({"format_version": 0, "result": result, "data": data}))
}

fn invalid(message: &str) -> Answer {
    let result = json!({"query_time": 0, "cgi": "statusjson.cgi", "program_start": 0, "type_code": 6,
        "type_text": "Option Value Invalid", "message": message});
    Answer::json(200, &json!({"format_version": 0, "result": result, "data": {"options": {}}}))
}

fn status(state: &State, request: &Incoming) -> Answer {
    let query = request.parameter("query").unwrap_or_default();
    let data = match query {
        "programstatus" => json!({"programstatus": {"version": "4.4.6", "nagios_pid": 1}}),
        "hostcount" => json!({"count": {"up": state.hosts().count(), "down": 0}}),
        "servicecount" => json!({"count": {"ok": state.visible().filter(|o| !o.is_host()).count()}}),
        "hostlist" => {
            let all = request.parameter("hoststatus").is_none();
            let shown = state.hosts().filter(|host| all || host.is_problem());
            let rows: Map<String, Json> = shown.map(|host| (host.host.clone(), row(host))).collect();
            json!({"selectors": {}, "hostlist": rows})
        }
        "servicelist" => {
            let mut hosts: Map<String, Json> =
                state.hosts().map(|host| (host.host.clone(), json!({}))).collect();
            for object in state.visible().filter(|object| object.is_problem()) {
                if let (Some(service), Some(of_host)) = (&object.service, hosts.get_mut(&object.host)) {
                    of_host[service.as_str()] = row(object);
                }
            }
            json!({"selectors": {}, "servicelist": hosts})
        }
        "commentlist" => {
            let comments = state.visible().flat_map(comments);
            let rows: Map<String, Json> =
                comments.enumerate().map(|(index, row)| (index.to_string(), row)).collect();
            json!({"selectors": {}, "commentlist": rows})
        }
        "host" | "service" => {
            let (host, service) = (request.parameter("hostname"), request.parameter("servicedescription"));
            let at = host.and_then(|host| state.position(host, service));
            match at {
                Some(at) => json!({query: row(&state.objects[at])}),
                None => return invalid(&format!("The {query} could not be found.")),
            }
        }
        other => return invalid(&format!("The query option value '{other}' is invalid.")),
    };
    success(state, query, data)
}

/// The output is left out when it holds a letter beyond ASCII.
fn row(object: &Object) -> Json {
    let status = match (object.is_checked, object.is_host(), object.state) {
        (false, _, _) => 1,
        (true, true, 0) | (true, false, 0) => 2,
        (true, true, _) | (true, false, 1) => 4,
        (true, false, 2) => 16,
        (true, false, _) => 8,
    };
    let output = if object.output.is_ascii() { object.output.as_str() } else { "" };
    let good = millis(if object.is_problem() { object.last_good } else { object.changed });
    json!({"host_name": object.host, "plugin_output": output, "long_plugin_output": "", "status": status,
        "last_state_change": millis(object.changed), "last_hard_state_change": millis(object.changed),
        "last_time_ok": good, "last_time_up": good, "state_type": i32::from(object.is_hard),
        "problem_has_been_acknowledged": object.ack.is_some(), "acknowledgement_type": 2,
        "scheduled_downtime_depth": i32::from(object.in_downtime), "is_flapping": object.flapping})
}

/// What operators said and what came with the acknowledgement.
fn comments(object: &Object) -> Vec<Json> {
    let row = |id: i64, kind: i64, author: &str, text: &str, at| {
        json!({"comment_id": id, "entry_type": kind, "entry_time": millis(at), "host_name": object.host,
            "service_description": object.service.clone().unwrap_or_default(), "author": author,
            "comment_data": text})
    };
    let acks = object.ack.iter().map(|ack| row(1, 4, &ack.author, &ack.text, ack.at));
    acks.chain(object.comments().map(|act| row(act.id, 1, &act.author, &act.text, act.at))).collect()
}

fn object(state: &State, request: &Incoming) -> Answer {
    match request.parameter("query").unwrap_or_default() {
        "hostlist" => {
            let one = |host: &Object| {
                let row =
                    json!({"name": host.host, "address": host.address, "custom_variables": variables(host)});
                (host.host.clone(), row)
            };
            success(state, "hostlist", json!({"hostlist": state.hosts().map(one).collect::<Map<_, _>>()}))
        }
        "hostgrouplist" => {
            let one = |(_, name): (usize, String)| {
                let members = state.hosts().filter(|host| host.groups.contains(&name));
                let members: Vec<&str> = members.map(|host| host.host.as_str()).collect();
                (name.clone(), json!({"group_name": name, "alias": name, "members": members}))
            };
            let groups = state.all_groups().map(one).collect::<Map<_, _>>();
            success(state, "hostgrouplist", json!({"hostgrouplist": groups}))
        }
        other => invalid(&format!("The query option value '{other}' is invalid.")),
    }
}

/// Nagios writes the names of custom variables in capitals.
fn variables(host: &Object) -> Json {
    if host.labels.is_empty() {
        return json!({"CMDBID": "2001"});
    }
    let one = |(name, value): (&String, &String)| (name.to_uppercase(), json!(value));
    host.labels.iter().map(one).collect::<Map<_, _>>().into()
}

fn page(class: &str, text: &str) -> Answer {
    let body = format!(
        "<html>\n<head>\n<title>\nExternal Command Interface\n</title>\n</head>\n<body CLASS='cmd'>\n\
         <P><DIV CLASS='{class}'>{text}</DIV></P>\n</body>\n</html>\n"
    );
    Answer::html(200, body)
}

fn command(state: &mut State, request: &Incoming) -> Answer {
    if !state.may_act {
        let text = "It appears as though you do not have permission to submit the command you requested...";
        return page("errorMessage", text);
    }
    if request.method != "POST" {
        let input = format!("<INPUT TYPE='hidden' NAME='nagFormId' VALUE='{FORM}'\n");
        return page("cmdType", &input)
            .header("set-cookie", format!("NagFormId={FORM}; SameSite=Strict; HttpOnly"));
    }
    let form = request.form();
    let field = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    if field("nagFormId") != Some(FORM) || request.header("cookie") != Some(&format!("NagFormId={FORM}")) {
        return page("errorMessage", "Error: Invalid or missing CSRF cookie!");
    }
    let at = field("host").and_then(|host| state.position(host, field("service")));
    let Some(at) = at else {
        return page("errorMessage", "Sorry, but you are not authorized to commit the specified command.");
    };
    let text = field("com_data").unwrap_or_default().to_owned();
    match field("cmd_typ") {
        // Submitted also for what is good: it then does nothing.
        Some("33" | "34") if state.objects[at].state != 0 => state.acknowledge(at, LOGIN, &text),
        Some("51" | "52") => state.objects[at].ack = None,
        Some("1" | "3") => state.comment(at, LOGIN, &text),
        _ => {}
    }
    page("infoMessage", "Your command request was successfully submitted to Nagios for processing.")
}
