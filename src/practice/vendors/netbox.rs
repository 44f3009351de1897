//! NetBox 4.6 as its public documents and serializers say it answers: devices, their interfaces and virtual
//! machines, by pages or by a cursor. A filter that it does not know widens the list in silence, and without a
//! good token everything is 403.

use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::seed::{day, mac, mixed, one_of};
use super::state::{State, id_of};
use super::{Vendor, no_deed};
use crate::practice::serve::Incoming;

const PATH: &str = "/api";
/// Of version 2: `nbt_KEY.TOKEN`.
const TOKEN: &str = "nbt_practice0key.practice-netbox-token";

/// Rows of a page, and `MAX_PAGE_SIZE`.
const USUAL_ROWS: usize = 50;
const MOST_ROWS: usize = 1000;

/// Devices, and those of them that share a serial.
const DEVICES: u64 = 230;
const SHARED: [u64; 7] = [29, 58, 87, 116, 145, 174, 203];
const MACHINES: u64 = 24;

pub(super) static VENDOR: Vendor = Vendor {
    key: "netbox",
    product: "NetBox",
    path: PATH,
    login: "[bearer]\ntoken = \"env:NETBOX_TOKEN\"",
    secrets: &[("NETBOX_TOKEN", TOKEN)],
    // Where `next` leads in place of the server itself, as behind a proxy.
    quirks: &["next_base"],
    seed,
    answer,
    act: no_deed,
    error_of_success: None,
    busy: "",
};

/// Parameters that are no filters.
const OF_LISTS: [&str; 8] = ["limit", "offset", "start", "fields", "omit", "brief", "ordering", "format"];

fn answer(state: &mut State, request: &Incoming) -> Answer {
    let Some(path) = request.path.strip_prefix(PATH) else { return not_there() };
    if !path.ends_with('/') {
        let place = match request.query.as_str() {
            "" => format!("{}/", request.path),
            query => format!("{}/?{query}", request.path),
        };
        return Answer::html(302, "").header("location", place);
    }
    let given = request.header("authorization");
    let is_known = given == Some(&format!("Bearer {TOKEN}"));
    match (given, is_known && !state.is_expired) {
        (None, _) => return refused("Authentication credentials were not provided."),
        (_, false) if is_known => return refused("Token expired"),
        (_, false) => return refused("Authentication credentials were not provided."),
        (_, true) => {}
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (table, rest) = match parts.as_slice() {
        ["dcim", "devices", rest @ ..] => ("devices", rest),
        ["dcim", "interfaces", rest @ ..] => ("interfaces", rest),
        ["virtualization", "virtual-machines", rest @ ..] => ("machines", rest),
        ["status"] => return Answer::json(200, &json!({ "netbox-version": "4.6.8", "plugins": {} })),
        _ => return not_there(),
    };
    match (request.method.as_str(), rest) {
        ("GET", []) => list(state, request, table),
        ("GET", [id]) => one(state, table, id),
        ("GET", _) => not_there(),
        (_, _) => refused("You do not have permission to perform this action."),
    }
}

fn refused(detail: &str) -> Answer {
    Answer::json(403, &json!({ "detail": detail }))
}

fn bad(detail: &str) -> Answer {
    Answer::json(400, &json!({ "detail": detail }))
}

fn not_there() -> Answer {
    Answer::html(404, "<!DOCTYPE html><html><h1>Page Not Found</h1></html>")
}

fn one(state: &State, table: &str, id: &str) -> Answer {
    match state.row(table, id) {
        Some(row) => {
            let answer = Answer::json(200, &within(state, row));
            answer.header("etag", format!("W/\"{}\"", text(&row["last_updated"])))
        }
        None => Answer::json(404, &json!({ "detail": "No Device matches the given query." })),
    }
}

/// The same with the address of this server in its links.
fn within(state: &State, value: &Json) -> Json {
    match value {
        Json::String(text) if text.starts_with("/api/") => format!("{}{text}", state.root).into(),
        Json::Array(values) => values.iter().map(|value| within(state, value)).collect(),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), within(state, value))).collect())
        }
        other => other.clone(),
    }
}

fn list(state: &mut State, request: &Incoming, table: &str) -> Answer {
    let parameters = request.parameters();
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    if request.parameter("start").is_some() && request.parameter("offset").is_some() {
        return bad("'start' and 'offset' are mutually exclusive.");
    }
    let limit = match number("limit") {
        None => USUAL_ROWS,
        Some(0) => MOST_ROWS,
        Some(limit) if limit > MOST_ROWS => {
            state.note(format!("limit={limit} is {MOST_ROWS}, in silence"));
            MOST_ROWS
        }
        Some(limit) => limit,
    };
    let filters: Vec<&(String, String)> =
        parameters.iter().filter(|(name, _)| !OF_LISTS.contains(&name.as_str())).collect();
    for (name, _) in filters.iter().filter(|(name, _)| place_of(name).is_none()) {
        state.note(format!("the filter `{name}` is not known: the list is wider, in silence"));
    }
    let rows = state.rows(table).iter().filter(|row| !state.is_blind && fits(row, &filters));
    let mut found: Vec<&Json> = rows.collect();
    let number_of = |row: &Json| id_of(row).parse::<u64>().unwrap_or(0);
    let (page, next, previous, count) = if let Some(start) = number("start") {
        found.sort_by_key(|row| number_of(row));
        let page: Vec<&Json> =
            found.into_iter().filter(|row| number_of(row) > start as u64).take(limit).collect();
        // Whether there is more is not looked at: the page behind a full one may be empty.
        let last = page.last().filter(|_| page.len() == limit).map(|row| ("start", id_of(row)));
        (page, last, None, Json::Null)
    } else {
        let offset = number("offset").unwrap_or(0);
        sort(&mut found, request.parameter("ordering").as_deref());
        let count = found.len();
        let page: Vec<&Json> = found.into_iter().skip(offset).take(limit).collect();
        let next = (offset + limit < count).then(|| ("offset", (offset + limit).to_string()));
        let previous = (offset > 0).then(|| ("offset", offset.saturating_sub(limit).to_string()));
        (page, next, previous, count.into())
    };
    let link =
        |to: Option<(&str, String)>| to.map(|(name, value)| page_link(state, request, limit, name, &value));
    let results: Vec<Json> = page.iter().map(|row| chosen(&within(state, row), request)).collect();
    Answer::json(
        200,
        &json!({ "count": count, "next": link(next), "previous": link(previous), "results": results }),
    )
}

/// The address of another page: the parameters that were given, with another place.
fn page_link(state: &State, request: &Incoming, limit: usize, name: &str, value: &str) -> String {
    let base = state.value_of("next_base").unwrap_or(&state.root);
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("limit", &limit.to_string()).append_pair(name, value);
    for (known, value) in request.parameters() {
        if !["limit", "offset", "start"].contains(&known.as_str()) {
            query.append_pair(&known, &value);
        }
    }
    format!("{base}{}?{}", request.path, query.finish())
}

/// Where a filter looks; `None`: it is not known.
fn place_of(filter: &str) -> Option<&'static str> {
    Some(match filter {
        "id" => "/id",
        "name" => "/name",
        "serial" => "/serial",
        "asset_tag" => "/asset_tag",
        "status" => "/status/value",
        "site" => "/site/slug",
        "site_id" => "/site/id",
        "role" => "/role/slug",
        "platform" => "/platform/slug",
        "manufacturer" => "/device_type/manufacturer/slug",
        "device_type" => "/device_type/slug",
        "device_id" => "/device/id",
        "device" => "/device/name",
        "last_updated__gte" => "/last_updated",
        "q" => "/display",
        _ => return None,
    })
}

/// Values of one filter are alternatives, filters go together.
fn fits(row: &Json, filters: &[&(String, String)]) -> bool {
    let of = |name: &str| row.pointer(place_of(name).unwrap_or_default()).map(text).unwrap_or_default();
    filters.iter().filter(|(name, _)| place_of(name).is_some()).all(|(name, _)| {
        let found = of(name);
        filters.iter().filter(|(other, _)| other == name).any(|(_, wanted)| match name.as_str() {
            "q" => found.to_lowercase().contains(&wanted.to_lowercase()),
            "last_updated__gte" => found >= *wanted,
            _ => found == *wanted,
        })
    })
}

fn sort(found: &mut [&Json], ordering: Option<&str>) {
    let ordering = ordering.unwrap_or("name");
    let (column, falls) = ordering.strip_prefix('-').map_or((ordering, false), |column| (column, true));
    let number = |row: &Json| id_of(row).parse::<u64>().unwrap_or(0);
    match column {
        "id" => found.sort_by_key(|row| number(row)),
        column => found.sort_by_key(|row| (text(&row[column]), number(row))),
    }
    if falls {
        found.reverse();
    }
}

/// What `fields`, `omit` and `brief` leave of a row.
fn chosen(row: &Json, request: &Incoming) -> Json {
    let Json::Object(members) = row else { return row.clone() };
    let names = |parameter: &str| {
        let text = request.parameter(parameter)?;
        Some(text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>())
    };
    let brief = ["id", "url", "display", "name", "description"].map(str::to_owned).to_vec();
    let fields = match request.parameter("brief") {
        Some(_) => Some(brief),
        None => names("fields"),
    };
    let omit = names("omit").unwrap_or_default();
    let is_kept =
        |name: &String| fields.as_ref().is_none_or(|fields| fields.contains(name)) && !omit.contains(name);
    let kept = members.iter().filter(|(name, _)| is_kept(name));
    Json::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Maker, model.
const MODELS: [(&str, &str); 5] = [
    ("Dell", "PowerEdge R640"),
    ("HPE", "ProLiant DL360 Gen10"),
    ("Cisco", "Catalyst 9300-48P"),
    ("Juniper", "EX4300"),
    ("AT&T", "Rack <PDU> \"8\""),
];
const SITES: [&str; 3] = ["HQ", "Lyon", "Saint-Étienne"];
const STATES: [(&str, &str); 4] = [
    ("active", "Active"),
    ("offline", "Offline"),
    ("planned", "Planned"),
    ("decommissioning", "Decommissioning"),
];

fn slug(name: &str) -> String {
    let letters = name.to_lowercase().replace('é', "e");
    letters
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// An object that another one names.
fn named(kind: &str, id: u64, name: &str) -> Json {
    json!({
        "id": id, "url": format!("/api/dcim/{kind}/{id}/"), "display": name, "name": name,
        "slug": slug(name), "description": "",
    })
}

fn seed(state: &mut State) {
    for id in 1..=DEVICES {
        let row = device(id);
        let (name, display) = (row["name"].clone(), row["display"].clone());
        state.add("devices", row);
        for port in 0..2 {
            let row = interface(id, port, &name, &display);
            state.add("interfaces", row);
        }
    }
    for id in 1..=MACHINES {
        state.add("machines", machine(id));
    }
}

fn name(id: u64) -> Json {
    match id {
        // Names are unique within a site only.
        41..=43 => "edge01".into(),
        _ if id.is_multiple_of(23) => Json::Null,
        _ => format!("srv{id:03}").into(),
    }
}

fn serial(id: u64) -> String {
    match id {
        _ if SHARED.contains(&id) => "SN00029".to_owned(),
        _ if id.is_multiple_of(31) => String::new(),
        _ => format!("SN{id:05}"),
    }
}

fn device(id: u64) -> Json {
    let model = mixed("netbox-model", id) % MODELS.len() as u64;
    let (maker, model_name) = MODELS[usize::try_from(model).unwrap_or_default()];
    let (site, state) = (id % 3, one_of("netbox-state", id, &STATES));
    let name = name(id);
    let tag = if id.is_multiple_of(4) { Json::Null } else { format!("A-{id:04}").into() };
    let display = match (&name, &tag) {
        (Json::String(name), Json::String(tag)) => format!("{name} ({tag})"),
        (Json::String(name), _) => name.clone(),
        (_, _) => format!("{maker} {model_name} ({id})"),
    };
    let maker_id = 1 + mixed(maker, 0) % 90;
    let address = address(id);
    let has_address = !id.is_multiple_of(9);
    json!({
        "id": id,
        "url": format!("/api/dcim/devices/{id}/"),
        "display_url": format!("/dcim/devices/{id}/"),
        "display": display,
        "name": name,
        "device_type": {
            "id": model + 1, "url": format!("/api/dcim/device-types/{}/", model + 1), "display": model_name,
            "manufacturer": named("manufacturers", maker_id, maker),
            "model": model_name, "slug": slug(model_name), "description": "",
        },
        "role": named("device-roles", 1 + id % 2, if id.is_multiple_of(2) { "Server" } else { "Switch" }),
        "tenant": Json::Null,
        "platform": if id.is_multiple_of(5) { Json::Null } else { named("platforms", 3, "Debian 12") },
        "serial": serial(id),
        "asset_tag": tag,
        "site": named("sites", site + 1, SITES[usize::try_from(site).unwrap_or_default()]),
        "location": if id.is_multiple_of(6) { named("locations", 4, "Room 1") } else { Json::Null },
        "rack": Json::Null,
        "position": Json::Null,
        "face": Json::Null,
        "latitude": Json::Null,
        "longitude": Json::Null,
        "parent_device": Json::Null,
        "status": { "value": state.0, "label": state.1 },
        "airflow": Json::Null,
        "primary_ip": if has_address { address.clone() } else { Json::Null },
        "primary_ip4": if has_address { address } else { Json::Null },
        "primary_ip6": Json::Null,
        "oob_ip": Json::Null,
        "cluster": Json::Null,
        "description": "",
        "comments": if id.is_multiple_of(50) { "line 1\nline 2" } else { "" },
        "tags": [],
        "custom_fields": {
            "purchase_date": if id.is_multiple_of(3) { Json::Null } else { day("netbox-bought", id, 5).to_string().into() },
            "warranty_end": Json::Null,
        },
        "created": "2026-01-01T00:00:00Z",
        "last_updated": format!("2026-{:02}-{:02}T17:42:11.123456Z", 1 + id % 11, 1 + id % 28),
        "interface_count": 2,
    })
}

fn address(id: u64) -> Json {
    json!({
        "id": id, "url": format!("/api/ipam/ip-addresses/{id}/"), "display": format!("192.0.2.{}/24", id % 250),
        "dns_name": "", "family": { "value": 4, "label": "IPv4" }, "address": format!("192.0.2.{}/24", id % 250), "description": "",
    })
}

fn interface(device: u64, port: u64, name: &Json, display: &Json) -> Json {
    let id = device * 10 + port;
    let address = mac("netbox-port", id);
    let of_address = json!({ "id": id, "url": format!("/api/dcim/mac-addresses/{id}/"), "display": address,
        "mac_address": address, "description": "" });
    json!({
        "id": id,
        "url": format!("/api/dcim/interfaces/{id}/"),
        "display": format!("eth{port}"),
        "device": { "id": device, "url": format!("/api/dcim/devices/{device}/"), "display": display, "name": name },
        "name": format!("eth{port}"),
        "type": { "value": "1000base-t", "label": "1000BASE-T (1GE)" },
        "enabled": port == 0,
        "mac_address": if port == 0 { Json::from(address.clone()) } else { Json::Null },
        "primary_mac_address": if port == 0 { of_address.clone() } else { Json::Null },
        "mac_addresses": if port == 0 { json!([of_address]) } else { json!([]) },
        "last_updated": "2026-05-01T17:42:11.123456Z",
    })
}

fn machine(id: u64) -> Json {
    json!({
        "id": id,
        "url": format!("/api/virtualization/virtual-machines/{id}/"),
        "display": format!("vm{id:02}"),
        "name": format!("vm{id:02}"),
        "status": { "value": "active", "label": "Active" },
        "site": Json::Null,
        "cluster": { "id": 1, "display": "pve", "name": "pve" },
        "platform": named("platforms", 3, "Debian 12"),
        "serial": "",
        "vcpus": 2.0,
        "memory": 2048,
        "disk": 32_000,
        "custom_fields": {},
        "last_updated": "2026-05-01T17:42:11.123456Z",
    })
}
