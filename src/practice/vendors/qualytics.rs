//! Qualytics as its public guide and command-line client say it answers: anomalies by pages, their statuses and
//! archive, and tickets that are linked to them. There is no "changed since"; archived ones are shown to those
//! who ask; a deletion without `archive` really deletes.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value as Json, json};

use super::Vendor;
use super::answer::{Answer, text};
use super::fault::Deed;
use super::seed::{mixed, one_of, uuid};
use super::state::State;
use crate::practice::serve::Incoming;

const PATH: &str = "/api";
const TOKEN: &str = "practice-qualytics-token";
/// All anomalies, those that are archived, and the one of the documents.
const ANOMALIES: u64 = 137;
const ARCHIVED: u64 = 25;
const FIRST: u64 = 701;
const USUAL_ROWS: usize = 50;
const MOST_ROWS: usize = 100;

const OPEN: [&str; 2] = ["Active", "Acknowledged"];
const CLOSED: [&str; 4] = ["Resolved", "Invalid", "Duplicate", "Discarded"];

pub(super) static VENDOR: Vendor = Vendor {
    key: "qualytics",
    product: "Qualytics",
    path: PATH,
    login: "[bearer]\ntoken = \"env:QUALYTICS_TOKEN\"",
    secrets: &[("QUALYTICS_TOKEN", TOKEN)],
    // Comments may be written by `POST anomalies/ID/comments`, for which no public document was found.
    quirks: &["comments"],
    seed,
    answer,
    act,
    error_of_success: Some(r#"{"detail":"Service is starting"}"#),
    busy: r#"{"detail":"Too Many Requests"}"#,
};

fn answer(state: &mut State, request: &Incoming) -> Answer {
    if request.header("authorization") != Some(&format!("Bearer {TOKEN}")) || state.is_expired {
        return detail(401, "Could not validate credentials").header("www-authenticate", "Bearer");
    }
    let Some(path) = request.path.strip_prefix(PATH) else {
        return Answer::html(200, "<!DOCTYPE html><html><title>Qualytics</title></html>");
    };
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let body = || serde_json::from_slice::<Json>(&request.body);
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["anomalies"]) => list(state, request),
        ("PATCH", ["anomalies"]) => body().map_or_else(|_| unreadable(), |body| change_all(state, &body)),
        ("DELETE", ["anomalies"]) => body().map_or_else(|_| unreadable(), |body| delete_all(state, &body)),
        ("GET", ["anomalies", id]) => found(state, id).map_or_else(|refused| refused, |row| ok(&row)),
        ("PUT", ["anomalies", id]) => body().map_or_else(|_| unreadable(), |body| change(state, id, &body)),
        ("DELETE", ["anomalies", id]) => {
            let of = |name: &str| request.parameter(name);
            delete(state, id, of("archive").as_deref() == Some("true"), of("status").as_deref())
        }
        ("GET", ["anomalies", id, "source-record"]) => found(state, id)
            .map_or_else(|refused| refused, |_| ok(&json!({ "source_records": [], "fields": [] }))),
        ("POST", ["anomalies", id, "comments"]) if state.has("comments") => {
            body().map_or_else(|_| unreadable(), |body| comment(state, id, &body))
        }
        (method, ["anomalies", id, "ticket-links", rest @ ..]) => links(state, request, method, id, rest),
        (method, ["integrations", "ticketing", rest @ ..]) => ticketing(state, request, method, rest),
        (_, ["anomalies"] | ["anomalies", _]) => detail(405, "Method Not Allowed"),
        (_, _) => detail(404, "Not Found"),
    }
}

fn ok(body: &Json) -> Answer {
    Answer::json(200, body)
}

fn detail(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({ "detail": text }))
}

fn invalid(place: &[&str], message: &str) -> Answer {
    Answer::json(422, &json!({ "detail": [{ "type": "value_error", "loc": place, "msg": message }] }))
}

fn unreadable() -> Answer {
    invalid(&["body"], "JSON decode error")
}

/// An anomaly by its number or its uuid; or the refusal.
fn found(state: &State, id: &str) -> Result<Json, Answer> {
    let mut rows = state.rows("anomalies").iter();
    let row = rows.find(|row| text(&row["id"]) == id || row["uuid"] == id);
    row.cloned().ok_or_else(|| detail(404, "Anomaly not found"))
}

/// The number of an anomaly that may be written to; or the refusal.
fn writable(state: &State, id: &str) -> Result<String, Answer> {
    let row = found(state, id)?;
    if state.may_only_read {
        return Err(detail(403, "Not enough permissions: Author is required"));
    }
    Ok(text(&row["id"]))
}

const KNOWN: [&str; 17] = [
    "page",
    "size",
    "datastore",
    "container",
    "quality_check",
    "status",
    "anomaly_type",
    "tag",
    "rule_type",
    "start_date",
    "end_date",
    "timeframe",
    "archived",
    "sort_created",
    "sort_weight",
    "source_enriched",
    "search",
];

fn list(state: &mut State, request: &Incoming) -> Answer {
    for (name, _) in request.parameters().iter().filter(|(name, _)| !KNOWN.contains(&name.as_str())) {
        state.note(format!("the parameter `{name}` is not known, and passed over in silence"));
    }
    let number = |name: &str, usual: usize| match request.parameter(name) {
        None => Ok(usual),
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| invalid(&["query", name], "Input should be greater than or equal to 1")),
    };
    let (page, size) = match (number("page", 1), number("size", USUAL_ROWS)) {
        (Ok(page), Ok(size)) => (page, size),
        (Err(refused), _) | (_, Err(refused)) => return refused,
    };
    if size > MOST_ROWS {
        return invalid(&["query", "size"], "Input should be less than or equal to 100");
    }
    let archived = request.parameter("archived");
    if let Some(word) = archived.as_deref()
        && !["include", "only"].contains(&word)
    {
        return invalid(&["query", "archived"], "Input should be 'include' or 'only'");
    }
    let mut rows: Vec<&Json> = state.rows("anomalies").iter().filter(|row| fits(row, request)).collect();
    let created = |row: &Json| text(&row["created"]);
    rows.sort_by_key(|row| (created(row), row["id"].as_u64()));
    match (request.parameter("sort_created").as_deref(), request.parameter("sort_weight").as_deref()) {
        (Some("asc"), _) => {}
        (None, Some(way)) => {
            rows.sort_by_key(|row| row["weight"].as_u64());
            if way == "desc" {
                rows.reverse();
            }
        }
        _ => rows.reverse(),
    }
    let total = if state.is_blind { 0 } else { rows.len() };
    let items: Vec<&Json> = rows.into_iter().take(total).skip((page - 1) * size).take(size).collect();
    ok(&json!({
        "items": items, "total": total, "page": page, "size": size, "pages": total.div_ceil(size),
    }))
}

fn fits(row: &Json, request: &Incoming) -> bool {
    let is_archived = row["archived"] == true;
    let is_wanted = match request.parameter("archived").as_deref() {
        Some("include") => true,
        Some(_) => is_archived,
        None => !is_archived,
    };
    let parameters = request.parameters();
    let of = |name: &str, value: &Json| {
        let mut wanted = parameters.iter().filter(|(known, _)| known == name).peekable();
        wanted.peek().is_none() || wanted.any(|(_, wanted)| *wanted == text(value))
    };
    let day =
        text(&row["created"]).parse::<DateTime<Utc>>().map(|time| time.date_naive()).unwrap_or_default();
    let limit = |name: &str| request.parameter(name).and_then(|text| text.parse::<NaiveDate>().ok());
    is_wanted
        && of("status", &row["status"])
        && of("anomaly_type", &row["type"])
        && of("datastore", &row["datastore"]["id"])
        && of("container", &row["container"]["id"])
        && of("rule_type", &row["failed_checks"][0]["quality_check"]["rule_type"])
        && of("quality_check", &row["failed_checks"][0]["quality_check"]["id"])
        && of("tag", &row["global_tags"][0]["name"])
        && limit("start_date").is_none_or(|first| day >= first)
        && limit("end_date").is_none_or(|last| day <= last)
}

/// Members that a change may have, else the refusal.
fn change(state: &mut State, id: &str, body: &Json) -> Answer {
    let id = match writable(state, id) {
        Ok(id) => id,
        Err(refused) => return refused,
    };
    let status = &body["status"];
    if !status.is_null() && !OPEN.iter().any(|known| status == known) {
        return invalid(&["body", "status"], "Input should be 'Active' or 'Acknowledged'");
    }
    let Some(row) = state.row_to_change("anomalies", &id) else { return detail(404, "Anomaly not found") };
    if row["archived"] == true && !status.is_null() {
        return detail(409, "Anomaly is archived");
    }
    for (from, to) in [("status", "status"), ("description", "description"), ("tags", "global_tags")] {
        if !body[from].is_null() {
            row[to] = body[from].clone();
        }
    }
    row["is_new"] = false.into();
    ok(row)
}

fn change_all(state: &mut State, body: &Json) -> Answer {
    let Some(changes) = body.as_array() else { return invalid(&["body"], "Input should be a valid list") };
    for change_of in changes {
        let answer = change(state, &text(&change_of["id"]), change_of);
        if answer.status != 200 {
            return answer;
        }
    }
    Answer::empty(204)
}

/// Archives, or deletes for ever.
fn delete(state: &mut State, id: &str, archive: bool, status: Option<&str>) -> Answer {
    let id = match writable(state, id) {
        Ok(id) => id,
        Err(refused) => return refused,
    };
    if !archive {
        state.note("without `archive=true` the anomaly is gone for ever");
        state.remove("anomalies", &id);
        return Answer::empty(204);
    }
    let status = status.unwrap_or("Resolved");
    if !CLOSED.contains(&status) {
        let known = "Input should be 'Resolved', 'Invalid', 'Duplicate' or 'Discarded'";
        return invalid(&["query", "status"], known);
    }
    if let Some(row) = state.row_to_change("anomalies", &id) {
        (row["archived"], row["status"], row["is_new"]) = (true.into(), status.into(), false.into());
    }
    Answer::empty(204)
}

fn delete_all(state: &mut State, body: &Json) -> Answer {
    let Some(changes) = body.as_array() else { return invalid(&["body"], "Input should be a valid list") };
    for gone in changes {
        let answer = delete(state, &text(&gone["id"]), gone["archive"] == true, gone["status"].as_str());
        if answer.status != 204 {
            return answer;
        }
    }
    Answer::empty(204)
}

fn comment(state: &mut State, id: &str, body: &Json) -> Answer {
    let id = match writable(state, id) {
        Ok(id) => id,
        Err(refused) => return refused,
    };
    let Some(message) = body["message"].as_str().filter(|text| !text.trim().is_empty()) else {
        return invalid(&["body", "message"], "Field required");
    };
    let added = add_comment(state, &id, message, "stocktake");
    Answer::json(201, &added)
}

fn add_comment(state: &mut State, id: &str, message: &str, user: &str) -> Json {
    state.last_number += 1;
    let comment = json!({
        "id": 9000 + state.last_number, "created": now(), "message": message,
        "user": { "id": 7, "name": user, "email": format!("{user}@example.org") },
    });
    if let Some(Json::Array(comments)) = state.row_to_change("anomalies", id).map(|row| &mut row["comments"])
    {
        comments.push(comment.clone());
    }
    comment
}

fn now() -> String {
    Utc::now().format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

fn links(state: &mut State, request: &Incoming, method: &str, id: &str, rest: &[&str]) -> Answer {
    let of = match (method, found(state, id)) {
        (_, Err(refused)) => return refused,
        ("GET", Ok(row)) => text(&row["id"]),
        (_, Ok(row)) => match writable(state, &text(&row["id"])) {
            Ok(id) => id,
            Err(refused) => return refused,
        },
    };
    match (method, rest) {
        ("GET", []) => {
            let rows = state.rows("links").iter().filter(|link| text(&link["anomaly_id"]) == of);
            ok(&rows.cloned().collect())
        }
        ("POST", []) => {
            let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
            let ticket = text(&body["ticket_id"]);
            if ticket.is_empty() {
                return invalid(&["body", "ticket_id"], "Field required");
            }
            if state
                .rows("links")
                .iter()
                .any(|link| text(&link["anomaly_id"]) == of && link["ticket_id"] == *ticket)
            {
                return detail(409, "Ticket is already linked to this anomaly");
            }
            Answer::json(201, &link(state, &of, &ticket, &text(&body["ticket_number"])))
        }
        ("DELETE", [link]) => match state.remove("links", link) {
            true => Answer::empty(204),
            false => detail(404, "Ticket link not found"),
        },
        (_, _) => detail(405, "Method Not Allowed"),
    }
}

fn link(state: &mut State, anomaly: &str, ticket: &str, number: &str) -> Json {
    let known = state.row("tickets", ticket).map(|ticket| text(&ticket["ticket_number"]));
    let number = known.unwrap_or_else(|| number.to_owned());
    let row = json!({
        "id": state.next_id("links"), "anomaly_id": anomaly.parse::<u64>().unwrap_or(0), "integration_id": 1,
        "ticket_id": ticket, "ticket_number": number, "status": "New", "created": now(), "last_synced": now(),
    });
    state.add("links", row.clone());
    row
}

fn ticketing(state: &mut State, request: &Incoming, method: &str, rest: &[&str]) -> Answer {
    match (method, rest) {
        ("GET", ["form-specification"]) => {
            let field =
                |name: &str, required: bool| json!({ "name": name, "type": "string", "required": required });
            ok(&json!({ "fields": [
                field("title", true), field("description", true), field("priority", true), field("urgency", true),
                field("impact", true), field("category", false), field("subcategory", false),
                field("assigned_to", false), field("assignment_group", false),
            ] }))
        }
        ("GET", ["tickets", "search"]) => {
            let words = request.parameter("query").unwrap_or_default().to_lowercase();
            let fits = |row: &&Json| {
                ["ticket_number", "title"]
                    .iter()
                    .any(|name| text(&row[*name]).to_lowercase().contains(&words))
            };
            let items: Vec<Json> = state.rows("tickets").iter().filter(fits).cloned().collect();
            ok(&json!({ "items": items, "total": items.len(), "page": 1, "size": 50, "pages": 1 }))
        }
        ("GET", ["tickets", id]) => match state.rows("tickets").iter().find(|row| row["ticket_id"] == *id) {
            Some(ticket) => ok(ticket),
            None => detail(404, "Ticket not found"),
        },
        ("POST", ["anomalies", id, "tickets"]) => {
            let id = match writable(state, id) {
                Ok(id) => id,
                Err(refused) => return refused,
            };
            let body: Json = serde_json::from_slice(&request.body).unwrap_or_default();
            create(state, &id, &body)
        }
        (_, _) => detail(404, "Not Found"),
    }
}

/// Its ServiceNow computes the priority itself: 3 with urgency 3 and impact 3 is 5.
fn create(state: &mut State, anomaly: &str, body: &Json) -> Answer {
    let Some(title) = body["title"].as_str().filter(|title| !title.is_empty()) else {
        return invalid(&["body", "title"], "Field required");
    };
    let of = |name: &str| body[name].as_str().and_then(|text| text.parse::<u64>().ok()).unwrap_or(3);
    let (number, id) =
        (format!("INC{:07}", 10_006 + state.rows("tickets").len()), uuid("ticket", state.next_id("tickets")));
    let (id, at) = (id.replace('-', ""), Utc::now().format("%Y-%m-%dT%H:%M:%S").to_string());
    let ticket = json!({
        "ticket_id": id, "ticket_number": number, "title": title,
        "description": body["description"].as_str().unwrap_or_default(),
        "status": "New", "priority": (of("urgency") + of("impact") - 1).min(5).to_string(),
        "urgency": of("urgency").to_string(), "impact": of("impact").to_string(),
        "category": body["category"].as_str().unwrap_or("inquiry"), "subcategory": "",
        "created_at": at, "updated_at": at, "resolved_at": Json::Null, "closed_at": Json::Null,
        "assigned_to": Json::Null, "assigned_group": Json::Null, "requester": Json::Null,
        "url": format!("https://your-instance.service-now.com/nav_to.do?uri=incident.do?sys_id={id}"),
        "comments_count": Json::Null, "metadata": { "work_notes": "", "close_notes": "" },
    });
    state.add("tickets", ticket.clone());
    link(state, anomaly, &id, &number);
    let message = format!("Ticket {number} created and linked to anomaly {anomaly}");
    let number_of = anomaly.parse::<u64>().unwrap_or(0);
    ok(&json!({ "ticket": ticket, "anomaly_id": number_of, "integration_id": 1, "message": message }))
}

/// `acknowledge`, `activate`, `archive` (with a status), `comment` (with its text) of an anomaly by its number.
fn act(state: &mut State, deed: &Deed) -> bool {
    let said = text(&deed.with);
    if deed.what == "comment" {
        if state.row("anomalies", &deed.of).is_none() {
            return false;
        }
        add_comment(state, &deed.of, &said, "ana");
        return true;
    }
    let Some(row) = state.row_to_change("anomalies", &deed.of) else { return false };
    match deed.what.as_str() {
        "acknowledge" => row["status"] = "Acknowledged".into(),
        "activate" => (row["status"], row["archived"]) = ("Active".into(), false.into()),
        "archive" => {
            let status = if said.is_empty() { "Resolved".to_owned() } else { said };
            (row["status"], row["archived"]) = (status.into(), true.into());
        }
        _ => return false,
    }
    true
}

fn seed(state: &mut State) {
    for id in FIRST..FIRST + ANOMALIES {
        state.add("anomalies", anomaly(id));
    }
    state.add("tickets", json!({
        "ticket_id": "57af7aec73d423002728660c4cf6a71c", "ticket_number": "INC0009009",
        "title": "Unable to access the shared folder.",
        "description": "Unable to access the shared folder. Please provide access.",
        "status": "Unknown (New)", "priority": "4 - Low", "created_at": "2018-08-30T01:06:52",
        "updated_at": "2018-12-12T23:30:24", "assigned_to": Json::Null,
        "url": "https://your-instance.service-now.com/nav_to.do?uri=incident.do?sys_id=57af7aec73d423002728660c4cf6a71c",
    }));
}

/// Rule, description, message.
const CHECKS: [(&str, &str, &str); 4] = [
    (
        "between",
        "max_value lies within its limits",
        "The field 'max_value' has a value that falls outside the declared limits",
    ),
    ("notNull", "customer_id is there", "The field 'customer_id' is null in 1 record"),
    (
        "matchesPattern",
        "email is an address",
        "The field 'email' with the value \"a<b>@c\" does not match ^[^@]+@[^@]+$",
    ),
    ("volumetric", "The volume is as usual", "The volume is 12 % below the usual one"),
];

fn anomaly(id: u64) -> Json {
    let is_archived = id < FIRST + ARCHIVED;
    let is_shape = id.is_multiple_of(6);
    let (rule, description, message) = if id == 824 { CHECKS[0] } else { one_of("check", id, &CHECKS) };
    let status = match id {
        _ if is_archived => one_of("closed", id, &CLOSED),
        824 => "Acknowledged",
        _ if id.is_multiple_of(4) => "Acknowledged",
        _ => "Active",
    };
    let day = 1 + id % 22;
    let created = match id {
        824 => "2026-01-22T13:22:40.780346+00:00".to_owned(),
        _ => format!("2026-11-{day:02}T{:02}:{:02}:40.780346+00:00", id % 24, id % 60),
    };
    let check = json!({
        "quality_check": {
            "id": 300 + mixed("check", id) % 4, "rule_type": rule, "description": description,
            "fields": [{ "id": 12, "name": "max_value" }],
        },
        "message": message,
    });
    let comments = if id.is_multiple_of(20) {
        json!([{ "id": id, "created": "2026-11-24T08:00:00.000000+00:00", "message": "Looking at it: <b>été</b>\nsecond line",
                 "user": { "id": 3, "name": "Ana", "email": "ana@example.org" } }])
    } else {
        json!([])
    };
    json!({
        "id": id,
        "uuid": uuid("anomaly", id),
        "created": created,
        "type": if is_shape { "shape" } else { "record" },
        "is_new": !is_archived && !id.is_multiple_of(4),
        "archived": is_archived,
        "status": status,
        "weight": 10 + id % 90,
        "anomalous_records_count": if is_shape { Json::Null } else { (1 + id % 40).into() },
        "description": if id.is_multiple_of(9) { Json::Null } else { "Found by the nightly scan".into() },
        "fingerprint": mixed("fingerprint", id),
        "global_tags": if id.is_multiple_of(5) { json!([{ "id": 1, "name": "finance" }]) } else { json!([]) },
        "assignees": if id.is_multiple_of(3) { json!([{ "id": 3, "name": "Ana", "email": "ana@example.org" }]) } else { json!([]) },
        "comments": comments,
        // A shape may be found without a check that failed.
        "failed_checks": if is_shape && id.is_multiple_of(4) { json!([]) } else { json!([check]) },
        "datastore": { "id": 23, "name": "Ventes & Cie" },
        "container": { "id": 40 + id % 3, "name": format!("orders_{}", id % 3) },
        "partition": { "id": id, "name": "2026-11-27" },
    })
}
