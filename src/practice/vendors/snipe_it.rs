//! Snipe-IT v8.1.4 as its public source says it answers: `GET /api/v1/hardware` and one asset. Texts are
//! escaped as in HTML, more than 500 rows are never given, archived and deleted assets are shown to those who
//! ask, and what is not there comes with status 200.

use std::time::{Duration, Instant};

use chrono::{Months, NaiveDate};
use serde_json::{Value as Json, json};

use super::answer::{Answer, text};
use super::seed::{day, mac, mixed, one_of};
use super::state::State;
use super::{Vendor, no_deed};
use crate::practice::serve::Incoming;

const PATH: &str = "/api/v1";
const TOKEN: &str = "practice-snipe-token";

/// `MAX_RESULTS`: a larger limit is this one, in silence.
const MOST_ROWS: u64 = 500;
/// Calls in a minute.
const MOST_CALLS: usize = 120;

/// Assets that are shown, archived and deleted.
const SHOWN: u64 = 1202;
const ARCHIVED: u64 = 40;
const DELETED: u64 = 13;

pub(super) static VENDOR: Vendor = Vendor {
    key: "snipe-it",
    product: "Snipe-IT",
    path: PATH,
    login: "[bearer]\ntoken = \"env:SNIPE_TOKEN\"",
    secrets: &[("SNIPE_TOKEN", TOKEN)],
    // French words, dates and prices; the setting that shows archived assets in lists.
    quirks: &["french", "archived_shown"],
    seed,
    answer,
    act: no_deed,
    error_of_success: Some(r#"{"status":"error","messages":"You do not have permission","payload":null}"#),
    busy: r#"{"status":"error","messages":"Too many requests","payload":null}"#,
};

/// Parameters of the list that it knows.
const KNOWN: [&str; 17] = [
    "limit",
    "offset",
    "sort",
    "order",
    "search",
    "status",
    "status_id",
    "model_id",
    "category_id",
    "manufacturer_id",
    "company_id",
    "location_id",
    "assigned_to",
    "assigned_type",
    "order_number",
    "asset_tag",
    "serial",
];

fn answer(state: &mut State, request: &Incoming) -> Answer {
    let takes_json = request.header("accept").is_some_and(|accept| accept.contains("json"));
    let is_known = request.header("authorization") == Some(&format!("Bearer {TOKEN}"));
    if state.is_expired || !is_known {
        if !takes_json {
            return Answer::html(302, "<html>Redirecting to the login</html>")
                .header("location", format!("{}/login", state.root));
        }
        return Answer::json(401, &json!({ "error": "Unauthorized or unauthenticated." }));
    }
    if !takes_json {
        state.note("no `Accept: application/json`: what fails is answered with a redirection");
    }
    let now = Instant::now();
    state.calls.retain(|call| now.duration_since(*call) < Duration::from_secs(60));
    state.calls.push(now);
    if state.calls.len() > MOST_CALLS {
        return Answer::json(429, &error("Too many requests")).header("retry-after", "60");
    }
    let path = request.path.strip_prefix(PATH).unwrap_or_default().trim_end_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["hardware"]) => list(state, request),
        ("GET", ["hardware", id]) => one(state, id),
        (_, ["hardware"]) => Answer::json(405, &error("Method not allowed")),
        (_, _) => Answer::json(404, &error("404 endpoint not found")),
    }
}

fn error(message: &str) -> Json {
    json!({ "status": "error", "messages": message, "payload": null })
}

fn one(state: &State, id: &str) -> Answer {
    let found = state.row("assets", id).filter(|asset| asset["deleted_at"].is_null());
    match found {
        Some(asset) => Answer::json(200, &shown(state, asset)),
        None => Answer::json(200, &error("Asset not found")),
    }
}

fn list(state: &mut State, request: &Incoming) -> Answer {
    for (unknown, _) in request.parameters().iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
        state.note(format!("the parameter `{unknown}` is not known, and passed over in silence"));
    }
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<u64>().ok());
    let limit = match number("limit") {
        Some(limit) if limit > MOST_ROWS => {
            state.note(format!("limit={limit} is {MOST_ROWS}, in silence"));
            MOST_ROWS
        }
        Some(0) | None => MOST_ROWS,
        Some(limit) => limit,
    };
    let offset = number("offset").unwrap_or(0);
    let mut found: Vec<&Json> =
        state.rows("assets").iter().filter(|asset| is_shown(state, request, asset)).collect();
    sort(&mut found, request, offset);
    let total = found.len();
    let (from, most) = (usize::try_from(offset).unwrap_or(total), usize::try_from(limit).unwrap_or(0));
    let rows: Vec<Json> = found.into_iter().skip(from).take(most).map(|asset| shown(state, asset)).collect();
    Answer::json(200, &json!({ "total": total, "rows": rows }))
}

fn is_shown(state: &State, request: &Incoming, asset: &Json) -> bool {
    let (deleted, archived) =
        (!asset["deleted_at"].is_null(), asset["status_label"]["status_type"] == "archived");
    let status = request.parameter("status").unwrap_or_default();
    let is_of_status = match status.as_str() {
        "Deleted" => return deleted,
        "Archived" => archived,
        "Deployed" => !archived && !asset["assigned_to"].is_null(),
        "RTD" => !archived && asset["assigned_to"].is_null(),
        "Pending" => asset["status_label"]["status_type"] == "pending",
        "Undeployable" => asset["status_label"]["status_type"] == "undeployable",
        _ => !archived || state.has("archived_shown") || request.parameter("status_id").is_some(),
    };
    let of = |name: &str, value: &Json| request.parameter(name).is_none_or(|wanted| wanted == text(value));
    let words = request.parameter("search").unwrap_or_default().to_lowercase();
    let is_found = ["name", "asset_tag", "serial"]
        .iter()
        .any(|name| text(&asset[*name]).to_lowercase().contains(&words));
    !deleted
        && is_of_status
        && is_found
        && of("status_id", &asset["status_label"]["id"])
        && of("model_id", &asset["model"]["id"])
        && of("category_id", &asset["category"]["id"])
        && of("manufacturer_id", &asset["manufacturer"]["id"])
        && of("company_id", &asset["company"]["id"])
        && of("location_id", &asset["location"]["id"])
        && of("assigned_to", &asset["assigned_to"]["id"])
        && of("order_number", &asset["order_number"])
        && of("asset_tag", &asset["asset_tag"])
        && of("serial", &asset["serial"])
}

/// By default the newest first. Assets that came in one import have one time: their order is another one for
/// each page, as that of a database may be.
fn sort(found: &mut [&Json], request: &Incoming, offset: u64) {
    let column = request.parameter("sort").unwrap_or_default();
    let number = |asset: &Json| asset["id"].as_u64().unwrap_or(0);
    match column.as_str() {
        "id" => found.sort_by_key(|asset| number(asset)),
        "name" | "asset_tag" | "serial" => {
            found.sort_by_key(|asset| (text(&asset[column.as_str()]).to_lowercase(), number(asset)));
        }
        _ => found
            .sort_by_key(|asset| (text(&asset["created_at"]), mixed("tie", number(asset) ^ (offset << 32)))),
    }
    if request.parameter("order").as_deref() != Some("asc") {
        found.reverse();
    }
}

/// As PHP escapes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('\'', "&#039;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn escaped_in(value: &Json) -> Json {
    match value {
        Json::String(text) => escaped(text).into(),
        Json::Array(values) => values.iter().map(escaped_in).collect(),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (name.clone(), escaped_in(value))).collect())
        }
        other => other.clone(),
    }
}

fn date(state: &State, value: &Json) -> Json {
    let Some(day) = value.as_str().and_then(|text| text.parse::<NaiveDate>().ok()) else { return Json::Null };
    let pattern = if state.has("french") { "%d/%m/%Y" } else { "%a %b %d, %Y" };
    json!({ "date": day.to_string(), "formatted": day.format(pattern).to_string() })
}

fn time(state: &State, value: &Json) -> Json {
    let Some(text) = value.as_str() else { return Json::Null };
    let Ok(time) = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S") else {
        return Json::Null;
    };
    let pattern = if state.has("french") { "%d/%m/%Y %H:%M" } else { "%a %b %d, %Y %I:%M%p" };
    json!({ "datetime": text, "formatted": time.format(pattern).to_string() })
}

fn months(state: &State, value: &Json) -> Json {
    let Some(count) = value.as_u64() else { return Json::Null };
    let word = if state.has("french") { "mois" } else { "months" };
    format!("{count} {word}").into()
}

fn cost(state: &State, value: &Json) -> Json {
    let Some(cents) = value.as_u64() else { return Json::Null };
    let (whole, rest) = (cents / 100, cents % 100);
    let grouped = |mark: char| match whole {
        0..=999 => whole.to_string(),
        _ => format!("{}{mark}{:03}", whole / 1000, whole % 1000),
    };
    match state.has("french") {
        true => format!("{},{rest:02}", grouped('.')).into(),
        false => format!("{}.{rest:02}", grouped(',')).into(),
    }
}

/// An asset as the API gives it.
fn shown(state: &State, asset: &Json) -> Json {
    let mut row = escaped_in(asset);
    for name in ["asset_eol_date", "purchase_date", "warranty_expires"] {
        row[name] = date(state, &asset[name]);
    }
    for name in ["created_at", "updated_at", "deleted_at", "last_checkout"] {
        row[name] = time(state, &asset[name]);
    }
    for name in ["eol", "warranty_months"] {
        row[name] = months(state, &asset[name]);
    }
    row["purchase_cost"] = cost(state, &asset["purchase_cost"]);
    row["available_actions"] = json!({ "checkout": asset["assigned_to"].is_null(), "update": false });
    row
}

/// Maker, model, its number, category.
const MODELS: [(&str, &str, &str, &str); 6] = [
    ("Dell", "Latitude 7440", "7440", "Laptops"),
    ("Lenovo & Co", "ThinkPad X1 \"Gen 4\"", "20KH", "Laptops"),
    ("HP", "EliteDesk 800 <G6>", "800G6", "Desktops"),
    ("Apple", "MacBook Pro 14\"", "A2442", "Laptops"),
    ("Lenovo & Co", "ThinkCentre M70q", "11DT", "Desktops"),
    ("Dell", "PowerEdge R640", "R640", "Servers"),
];
const PLACES: [&str; 5] = ["HQ", "Lyon", "Saint-Étienne", "R&D", "Entrepôt \"Nord\""];
const MONTHS: [u64; 4] = [12, 24, 36, 60];

fn seed(state: &mut State) {
    for id in 1..=SHOWN + ARCHIVED + DELETED {
        let row = asset(id);
        state.add("assets", row);
    }
}

fn name(id: u64) -> String {
    match id {
        5 => "pc'0005".to_owned(),
        // A person typed the name of the entity: it is text, and stays what it is.
        9 => "caf&eacute; 9".to_owned(),
        14 => String::new(),
        _ => format!("pc{id:04}"),
    }
}

fn asset(id: u64) -> Json {
    let model = mixed("model", id) % MODELS.len() as u64;
    let (maker, model_name, model_number, category) = MODELS[usize::try_from(model).unwrap_or_default()];
    let (archived, deleted) = (id > SHOWN && id <= SHOWN + ARCHIVED, id > SHOWN + ARCHIVED);
    let place = mixed("place", id) % PLACES.len() as u64;
    let place = json!({ "id": place + 1, "name": PLACES[usize::try_from(place).unwrap_or_default()] });
    let bought = day("bought", id, 5);
    let warranty = one_of("warranty", id, &MONTHS);
    let ends = bought.checked_add_months(Months::new(u32::try_from(warranty).unwrap_or(0)));
    // Imports of 300 rows in one second.
    let created = format!("2025-0{}-01 10:00:00", 1 + id / 300);
    let holder = if archived || deleted { Json::Null } else { holder(id) };
    let status = status(id, archived, &holder);
    json!({
        "id": id,
        "name": name(id),
        "asset_tag": format!("A-{id:05}"),
        "serial": if id.is_multiple_of(97) { String::new() } else { format!("SN{:07}", mixed("serial", id) % 10_000_000) },
        "model": { "id": model + 1, "name": model_name },
        "byod": false,
        "requestable": false,
        "model_number": model_number,
        "eol": 36,
        "asset_eol_date": bought.checked_add_months(Months::new(36)).map(|day| day.to_string()),
        "status_label": status,
        "category": { "id": 1 + mixed(category, 0) % 9, "name": category },
        "manufacturer": { "id": 1 + mixed(maker, 0) % 90, "name": maker },
        "supplier": { "id": 5, "name": "O'Neill & Fils" },
        "notes": if id.is_multiple_of(40) { "line 1\r\nline 2".into() } else { Json::Null },
        "order_number": format!("PO-{}", id / 30),
        "company": if id.is_multiple_of(3) { json!({"id": 1, "name": "Élodie SA"}) } else { Json::Null },
        "location": place,
        "rtd_location": { "id": 1, "name": "HQ" },
        "image": Json::Null,
        "qr": Json::Null,
        "alt_barcode": Json::Null,
        "assigned_to": holder,
        "warranty_months": warranty,
        "warranty_expires": ends.map(|day| day.to_string()),
        "created_at": created,
        "updated_at": format!("2026-{:02}-{:02} 08:00:00", 1 + id % 11, 1 + id % 28),
        "last_audit_date": Json::Null,
        "next_audit_date": Json::Null,
        "deleted_at": if deleted { "2026-06-01 09:00:00".into() } else { Json::Null },
        "purchase_date": bought.to_string(),
        "age": "",
        "last_checkout": if id.is_multiple_of(4) { "2026-02-01 09:30:00".into() } else { Json::Null },
        "expected_checkin": Json::Null,
        "purchase_cost": if id.is_multiple_of(10) { Json::Null } else { (20_000 + mixed("cost", id) % 300_000).into() },
        "checkin_counter": 0,
        "checkout_counter": u64::from(id.is_multiple_of(4)),
        "requests_counter": 0,
        "user_can_checkout": id.is_multiple_of(5),
        "book_value": Json::Null,
        "custom_fields": custom_fields(id),
    })
}

/// Its label, what kind of label that is, and whether somebody has it.
fn status(id: u64, archived: bool, holder: &Json) -> Json {
    let (mut status, kind) = match id {
        _ if archived => (json!({"id": 3, "name": "Archived"}), "archived"),
        _ if id.is_multiple_of(50) => (json!({"id": 4, "name": "Broken"}), "undeployable"),
        _ if id.is_multiple_of(35) => (json!({"id": 1, "name": "Pending"}), "pending"),
        _ => (json!({"id": 2, "name": "Ready to Deploy"}), "deployable"),
    };
    status["status_type"] = kind.into();
    status["status_meta"] = if holder.is_null() { kind.into() } else { "deployed".into() };
    status
}

fn holder(id: u64) -> Json {
    match id % 8 {
        1 | 5 => json!({
            "id": id % 200, "username": format!("user{}", id % 200), "name": format!("Jo O'Hara {}", id % 200),
            "first_name": "Jo", "last_name": format!("O'Hara {}", id % 200),
            "email": format!("user{}@example.org", id % 200), "employee_number": Json::Null, "type": "user",
        }),
        2 => json!({ "id": 1 + id % 5, "name": "Meeting room", "type": "location" }),
        3 if id > 10 => json!({ "id": id - 1, "name": format!("pc{:04}", id - 1), "type": "asset" }),
        _ => Json::Null,
    }
}

fn custom_fields(id: u64) -> Json {
    if id.is_multiple_of(11) {
        return json!({});
    }
    let field = |number: u64, name: &str, value: Json, format: &str| {
        json!({
            "field": format!("_snipeit_{name}_{number}"), "value": value, "field_format": format, "element": "text",
        })
    };
    json!({
        "MAC Address": field(1, "mac_address", mac("snipe", id).into(), "MAC"),
        "OS": field(2, "os", one_of("os", id, &["Windows 11", "Debian 12", "macOS 15"]).into(), "ANY"),
        "BIOS password": field(3, "bios_password", "ENCRYPTED".into(), "ANY"),
    })
}
