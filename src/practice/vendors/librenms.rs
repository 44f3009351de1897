//! LibreNMS (API v0) as its public source and recorded answers of clients have it: devices with the secrets of
//! SNMP in their rows, ports, and alerts that are listed as far as they are active unless their states are named.

use chrono::Utc;
use serde_json::{Value as Json, json};

use super::Vendor;
use super::answer::{Answer, text};
use super::fault::Deed;
use super::seed::{mac, mixed, one_of};
use super::state::{State, id_of};
use crate::practice::serve::Incoming;

const PATH: &str = "/api/v0";
const TOKEN: &str = "practice-librenms-token";
const DEVICES: u64 = 64;

pub(super) static VENDOR: Vendor = Vendor {
    key: "librenms",
    product: "LibreNMS",
    path: PATH,
    login: "[api_key]\nheader = \"X-Auth-Token\"\ntoken = \"env:LIBRENMS_TOKEN\"",
    secrets: &[("LIBRENMS_TOKEN", TOKEN)],
    // A token that may see a third of the devices, and every alert; an old release: numbers are texts.
    quirks: &["limited", "old"],
    seed,
    answer,
    act,
    error_of_success: Some(r#"{"status":"error","message":"Database error"}"#),
    busy: "",
};

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if request.header("x-auth-token") != Some(TOKEN) || state.is_expired {
        let why = "API Token is missing or invalid; please supply a valid token";
        return error(state, 401, why);
    }
    let path = request.path.strip_prefix(PATH).unwrap_or_default().to_owned();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["devices"]) => devices(state, request),
        ("GET", ["devices", host]) => device(state, host),
        ("GET", ["devices", host, "ports"]) => ports(state, request, host),
        ("GET", ["alerts"]) => alerts(state, request, None),
        ("GET", ["alerts", id]) => alerts(state, request, Some(id)),
        ("PUT", ["alerts", "unmute", id]) => unmute(state, request, id),
        ("PUT", ["alerts", id]) => acknowledge(state, request, id),
        (_, _) => error(state, 404, "This API route doesn't exist."),
    }
}

fn error(state: &State, status: u16, message: &str) -> Answer {
    let name = if state.has("old") { "err-msg" } else { "message" };
    Answer::json(status, &json!({ "status": "error", name: message }))
}

fn sees(state: &State, id: u64) -> bool {
    !state.is_blind && (!state.has("limited") || id.is_multiple_of(3))
}

/// Numbers are texts in old releases.
fn shown(state: &State, row: &Json) -> Json {
    let Json::Object(members) = row else { return row.clone() };
    let of = |value: &Json| match value {
        Json::Number(number) if state.has("old") => number.to_string().into(),
        other => other.clone(),
    };
    Json::Object(members.iter().map(|(name, value)| (name.clone(), of(value))).collect())
}

fn devices(state: &mut State, request: &Incoming) -> Answer {
    let (kind, wanted) = (request.parameter("type"), request.parameter("query").unwrap_or_default());
    let kinds =
        ["all", "active", "down", "up", "disabled", "ignored", "device_id", "hostname", "os", "location"];
    if let Some(kind) = kind.as_deref()
        && !kinds.contains(&kind)
    {
        state.note(format!("type={kind} is not known here: all come"));
    }
    let is = |row: &Json, name: &str| row[name] == 1;
    let fits = |row: &&Json| match kind.as_deref() {
        Some("active") => !is(row, "ignore") && !is(row, "disabled"),
        Some("down") => row["status"] == 0 && !is(row, "ignore") && !is(row, "disabled"),
        Some("up") => row["status"] == 1 && !is(row, "ignore") && !is(row, "disabled"),
        Some("disabled") => is(row, "disabled"),
        Some("ignored") => is(row, "ignore") && !is(row, "disabled"),
        Some(column @ ("device_id" | "hostname" | "os" | "location")) => text(&row[column]) == wanted,
        _ => true,
    };
    let rows = state.rows("devices").iter().filter(|row| sees(state, row["device_id"].as_u64().unwrap_or(0)));
    let found: Vec<Json> = rows.filter(fits).map(|row| shown(state, row)).collect();
    Answer::json(200, &json!({ "status": "ok", "devices": found, "count": found.len() }))
}

/// A device by its name or its number; or the refusal.
fn found<'s>(state: &'s State, host: &str) -> Result<&'s Json, Answer> {
    let row = state.rows("devices").iter().find(|row| row["hostname"] == host || id_of(row) == host);
    let Some(row) = row else { return Err(error(state, 404, &format!("Device {host} does not exist"))) };
    if !sees(state, row["device_id"].as_u64().unwrap_or(0)) {
        return Err(error(state, 403, "Insufficient permissions to access this device"));
    }
    Ok(row)
}

/// One device has its times as ISO, and booleans in place of numbers.
fn device(state: &State, host: &str) -> Answer {
    let row = match found(state, host) {
        Ok(row) => row,
        Err(refused) => return refused,
    };
    let mut row = shown(state, row);
    for name in ["inserted", "last_polled", "last_discovered", "last_ping"] {
        if let Some(time) = row[name].as_str() {
            row[name] = format!("{}.000000Z", time.replace(' ', "T")).into();
        }
    }
    for name in ["status", "ignore", "disabled", "snmp_disable"] {
        row[name] = (row[name] == 1).into();
    }
    Answer::json(200, &json!({ "status": "ok", "devices": [row], "count": 1 }))
}

fn ports(state: &State, request: &Incoming, host: &str) -> Answer {
    let row = match found(state, host) {
        Ok(row) => row,
        Err(refused) => return refused,
    };
    let columns = request.parameter("columns").unwrap_or_else(|| "ifName".to_owned());
    let columns: Vec<&str> = columns.split(',').collect();
    let id = row["device_id"].as_u64().unwrap_or(0);
    let port = |number: u64| {
        let address = mac("librenms", id * 10 + number).replace(':', "").to_lowercase();
        let of = |column: &&str| match *column {
            "ifName" => format!("eth{number}").into(),
            "ifPhysAddress" if number == 0 => address.clone().into(),
            "ifOperStatus" => "up".into(),
            "port_id" => (id * 10 + number).into(),
            _ => Json::Null,
        };
        Json::Object(columns.iter().map(|column| ((*column).to_owned(), of(column))).collect())
    };
    let found: Vec<Json> = (0..2).map(port).collect();
    Answer::json(200, &json!({ "status": "ok", "ports": found, "count": found.len() }))
}

/// Active alone, unless the states are named; also of one that is asked for by its number.
fn alerts(state: &mut State, request: &Incoming, id: Option<&str>) -> Answer {
    if id.is_some_and(|id| id.parse::<u64>().is_err()) {
        return error(state, 400, "Missing or invalid alert ID");
    }
    let states = request.parameter("state");
    if states.is_none() {
        state.note("no `state`: acknowledged, worse, better and changed alerts are left out");
    }
    let states = states.unwrap_or_else(|| "1".to_owned());
    let states: Vec<&str> = states.split(',').map(str::trim).collect();
    let severity = request.parameter("severity");
    let fits = |row: &&Json| {
        states.contains(&text(&row["state"]).as_str())
            && id.is_none_or(|id| id_of(row) == id)
            && severity.as_ref().is_none_or(|wanted| row["severity"] == *wanted)
    };
    let found: Vec<Json> = state.rows("alerts").iter().filter(fits).map(|row| shown(state, row)).collect();
    Answer::json(200, &json!({ "status": "ok", "alerts": found, "count": found.len() }))
}

fn acknowledge(state: &mut State, request: &Incoming, id: &str) -> Answer {
    if id.parse::<u64>().is_err() {
        return error(state, 400, "Missing or invalid alert ID");
    }
    if state.may_only_read {
        return error(state, 403, "Insufficient privileges");
    }
    let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    for name in ["note", "until_clear"] {
        if body.get(name).is_none() {
            state.note(format!("`{name}` is missing: the server reads it all the same"));
        }
    }
    let until_clear = body["until_clear"] != false;
    let line = format!("{} - Ack (stocktake) {}", now(), text(&body["note"]));
    let Some(row) = state.row_to_change("alerts", id) else {
        return Answer::json(200, &json!({ "status": "ok", "message": "No Alert by that ID" }));
    };
    row["state"] = 2.into();
    row["note"] = joined(&row["note"], &line);
    row["info"] = json!({ "until_clear": until_clear }).to_string().into();
    Answer::json(200, &json!({ "status": "ok", "message": "Alert has been acknowledged" }))
}

fn unmute(state: &mut State, request: &Incoming, id: &str) -> Answer {
    let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
    let line = format!("{} - Ack (stocktake) {}", now(), text(&body["note"]));
    let Some(row) = state.row_to_change("alerts", id) else {
        return Answer::json(200, &json!({ "status": "ok", "message": "No Alert by that ID" }));
    };
    row["state"] = 1.into();
    row["note"] = joined(&row["note"], &line);
    Answer::json(200, &json!({ "status": "ok", "message": "Alert has been unmuted" }))
}

fn joined(before: &Json, line: &str) -> Json {
    let before = text(before);
    if before.is_empty() { line.into() } else { format!("{before}\n{line}").into() }
}

/// Local time of the server, without a zone.
fn now() -> String {
    Utc::now().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// `raise`, `recover`, `worse`, `better` and `change` of an alert by its number. The row stays, its number too:
/// what begins anew has another time.
fn act(state: &mut State, deed: &Deed) -> bool {
    let (at, what) = (now(), deed.what.as_str());
    let Some(row) = state.row_to_change("alerts", &deed.of) else { return false };
    match what {
        "raise" => (row["state"], row["open"], row["timestamp"]) = (1.into(), 1.into(), at.into()),
        "recover" => {
            (row["state"], row["open"], row["timestamp"]) = (0.into(), 0.into(), at.into());
            row["note"] = Json::Null;
        }
        "worse" => row["state"] = 3.into(),
        "better" => row["state"] = 4.into(),
        "other" => row["state"] = 5.into(),
        _ => return false,
    }
    true
}

/// System, hardware, version.
const KINDS: [(&str, &str, &str, &str); 4] = [
    ("linux", "Generic x86 64-bit", "5.10.0-34-cloud-amd64", "server"),
    ("ios", "WS-C2960X-48TS-L", "15.2(7)E3", "network"),
    ("junos", "Juniper EX4300", "20.4R3.8", "network"),
    ("procurve", "2530-48G \"PoE+\"", "YA.16.10.0012", "network"),
];

fn seed(state: &mut State) {
    for id in 1..=DEVICES {
        state.add("devices", row(id));
    }
    for (number, (device, kind, severity)) in [
        (5, 1, "warning"),
        (5, 1, "critical"),
        (6, 1, "warning"),
        (9, 2, "critical"),
        (12, 3, "critical"),
        (15, 4, "warning"),
        (20, 5, "critical"),
        (21, 0, "warning"),
        (30, 1, "critical"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = number as u64 + 9;
        state.add("alerts", alert(id, device, kind, severity));
    }
}

fn row(id: u64) -> Json {
    both(reached(id), told(id))
}

/// How it is reached.
fn reached(id: u64) -> Json {
    let is_ping = is_ping(id);
    let has_v3 = id.is_multiple_of(5);
    json!({
        "device_id": id,
        "inserted": "2025-05-31 12:30:10",
        "hostname": format!("192.0.2.{id}"),
        "sysName": if is_ping { format!("192.0.2.{id}") } else { format!("node{id:02}.example.org") },
        "display": Json::Null,
        "ip": format!("192.0.2.{id}"),
        "overwrite_ip": Json::Null,
        "community": if has_v3 || is_ping { Json::Null } else { "S3cr3tC0mmunity".into() },
        "authlevel": if has_v3 { "authPriv".into() } else { Json::Null },
        "authname": if has_v3 { "snmpuser".into() } else { Json::Null },
        "authpass": if has_v3 { "AuthPass!".into() } else { Json::Null },
        "authalgo": if has_v3 { "SHA".into() } else { Json::Null },
        "cryptopass": if has_v3 { "CryptoPass!".into() } else { Json::Null },
        "cryptoalgo": if has_v3 { "AES".into() } else { Json::Null },
        "snmpver": if has_v3 { "v3" } else { "v2c" },
        "port": 161,
        "transport": "udp",
        "timeout": Json::Null,
        "retries": Json::Null,
        "snmp_disable": u8::from(is_ping),
        "bgpLocalAs": Json::Null,
    })
}

/// What it tells of itself.
fn told(id: u64) -> Json {
    let (os, hardware, version, kind) = one_of("librenms-kind", id, &KINDS);
    let is_ping = is_ping(id);
    let text = |value: &str| if is_ping { Json::Null } else { value.into() };
    json!({
        "sysObjectID": text(".1.3.6.1.4.1.8072.3.2.10"),
        "sysDescr": text(&format!("{hardware} {version}\r\nCopyright (c) 2017")),
        "sysContact": text("ops@example.org"),
        "version": text(version),
        "hardware": if is_ping { "".into() } else { text(hardware) },
        "features": Json::Null,
        "location_id": if is_ping { Json::Null } else { (1 + id % 3).into() },
        "os": if is_ping { "ping" } else { os },
        "status": u8::from(!id.is_multiple_of(13)),
        "status_reason": if id.is_multiple_of(13) { "icmp" } else { "" },
        "ignore": u8::from(id == 40),
        "disabled": u8::from(id == 44),
        "uptime": if is_ping { Json::Null } else { (1000 + mixed("librenms-up", id) % 1_000_000).into() },
        "agent_uptime": 0,
        "last_polled": "2026-11-28 12:21:20",
        "last_poll_attempted": Json::Null,
        "last_polled_timetaken": 1.071_540_832_519_5,
        "last_discovered_timetaken": 0.001,
        "last_discovered": "2026-11-28 10:43:54",
        "last_ping": "2026-11-28 12:18:42",
        "last_ping_timetaken": 16.9,
        "purpose": Json::Null,
        "type": if is_ping { "" } else { kind },
        "serial": if is_ping || id.is_multiple_of(11) { Json::Null } else { format!("LN{id:05}").into() },
        "icon": format!("{os}.svg"),
        "poller_group": 0,
        "override_sysLocation": 0,
        "notes": Json::Null,
        "port_association_mode": 1,
        "max_depth": 0,
        "disable_notify": 0,
        "ignore_status": 0,
        "dependency_parent_id": Json::Null,
        "dependency_parent_hostname": Json::Null,
        "location": if is_ping { Json::Null } else { one_of("librenms-place", id, &["HQ", "Lyon", "Saint-Étienne"]).into() },
        "lat": Json::Null,
        "lng": Json::Null,
    })
}

/// It is known by its answers to ping alone.
fn is_ping(id: u64) -> bool {
    id.is_multiple_of(16)
}

/// The members of two objects as one.
fn both(mut one: Json, other: Json) -> Json {
    if let (Json::Object(one), Json::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

fn alert(id: u64, device: u64, state: u64, severity: &str) -> Json {
    json!({
        "hostname": format!("192.0.2.{device}"),
        "id": id,
        "device_id": device,
        "rule_id": 3 + id % 2,
        "state": state,
        "alerted": state,
        "open": u8::from(state != 0),
        "note": if state == 2 { "2026-11-28 10:00:00 - Ack (ops) seen".into() } else { Json::Null },
        "timestamp": format!("2026-11-28 {:02}:00:57", 6 + id % 6),
        "info": if state == 2 { r#"{"until_clear":true}"# } else { "" },
        "severity": severity,
        "name": if id.is_multiple_of(2) { "Device rebooted" } else { "Ping Latency (Specific Groups and Locations)" },
        "proc": Json::Null,
        "notes": Json::Null,
    })
}
