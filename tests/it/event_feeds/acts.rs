//! What is done at the source about its records: decisions, states, acknowledgements, each once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{get, post, put};
use serde_json::json;

use super::*;

/// A portal with requests that wait for a person, as One Identity Manager has them.
#[derive(Default)]
struct Portal {
    /// Open, granted or denied, by id.
    requests: BTreeMap<String, (String, String)>,
    /// Writes: what, about which, with what.
    writes: Vec<String>,
    /// The next decision is carried out, and a proxy answers.
    loses_next: bool,
}

type Shared = Arc<Mutex<Portal>>;

type Reply = (StatusCode, [(axum::http::HeaderName, &'static str); 1], String);

fn reply(status: StatusCode, body: &Value) -> Reply {
    (status, [(CONTENT_TYPE, "application/json")], body.to_string())
}

async fn list(State(portal): State<Shared>) -> Reply {
    let portal = portal.lock().unwrap();
    let open = portal.requests.iter().filter(|(_, (state, _))| state == "open");
    let rows: Vec<Value> = open
        .map(|(id, (_, user))| json!({ "id": id, "user": user, "item": "SAP access", "since": "2026-11-27T08:00:00Z" }))
        .collect();
    reply(StatusCode::OK, &json!({ "items": rows }))
}

async fn one(State(portal): State<Shared>, Path(id): Path<String>) -> Reply {
    reply(StatusCode::OK, &json!({ "state": portal.lock().unwrap().requests[&id].0 }))
}

async fn decide(State(portal): State<Shared>, Path(id): Path<String>, body: String) -> Reply {
    let body: Value = serde_json::from_str(&body).unwrap();
    let mut portal = portal.lock().unwrap();
    portal.writes.push(format!("decide {id} {body}"));
    if portal.requests[&id].0 != "open" {
        return reply(StatusCode::BAD_REQUEST, &json!({ "error": "no longer pending" }));
    }
    let state = if body["Decision"] == true { "granted" } else { "denied" };
    portal.requests.get_mut(&id).unwrap().0 = state.to_owned();
    match std::mem::take(&mut portal.loses_next) {
        true => reply(StatusCode::BAD_GATEWAY, &json!({})),
        false => reply(StatusCode::OK, &json!({})),
    }
}

async fn status(State(portal): State<Shared>, Path(id): Path<String>, body: String) -> Reply {
    portal.lock().unwrap().writes.push(format!("status {id} {body}"));
    reply(StatusCode::OK, &json!({}))
}

/// The feed: its acts are named after what they do there.
const FEED: &str = r#"from = "identity"
absence = "over"
[feed.http]
path = "/requests"
rows = "items"
[feed.http.act.status]
method = "PUT"
path = "/requests/{{ record.id }}/status"
json = { ticket = "{{ ticket.number }}", status = "{{ ticket.state }}" }
[feed.http.act.complete]
path = "/requests/{{ record.id }}/decide"
json = { Decision = true, Reason = "{{ ticket.number }}: {{ ticket.closing_note or '' }}" }
repeatable = true
find = { path = "/requests/{{ record.id }}", when = "{{ answer.state == 'granted' }}" }
[feed.http.act.deny]
path = "/requests/{{ record.id }}/decide"
json = { Decision = false, Reason = "{{ ticket.number }}" }
repeatable = true
find = { path = "/requests/{{ record.id }}", when = "{{ answer.state == 'denied' }}" }
"#;

const MAPPING: &str = "class = \"Event\"\n[field]\nkey = { column = \"id\" }\nkind = { value = \"request\" }\n\
    severity = { value = \"information\" }\nhost = { column = \"user\" }\ntitle = { column = \"item\" }\n\
    since = { column = \"since\" }\n";

const BACK: &str = "[rule.back]\non_state = \"status\"\non_close = \"complete\"\non_cancel = \"deny\"\n";

async fn identity(back: &str) -> (World, Shared) {
    let portal = Shared::default();
    for (id, user) in [("r-1", "ann"), ("r-2", "bob")] {
        let open = ("open".to_owned(), user.to_owned());
        portal.lock().unwrap().requests.insert(id.to_owned(), open);
    }
    let app = Router::new()
        .route("/requests", get(list))
        .route("/requests/{id}", get(one))
        .route("/requests/{id}/decide", post(decide))
        .route("/requests/{id}/status", put(status))
        .with_state(portal.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let world = World::new().await;
    world.add_settings(&format!("[system.identity.http]\nurl = \"{url}\"\n"));
    world.mapping("events", MAPPING);
    let rule = RULE.replace(
        "{{ event.host }} / {{ event.service }}: {{ event.state }}",
        "{{ event.host }}: {{ event.title }}",
    );
    world.file(
        "jobs/tickets.toml",
        format!("settle = \"1s\"\n{rule}{back}[[feed]]\nmapping = \"events\"\n{FEED}"),
    );
    (world, portal)
}

fn writes(portal: &Shared) -> Vec<String> {
    std::mem::take(&mut portal.lock().unwrap().writes)
}

/// A person gives the ticket of a user another state: 2 is in progress, 5 solved.
fn set(world: &World, user: &str, status: i64) {
    let rows = world.glpi_rows("Ticket");
    let row = rows.iter().find(|row| row["name"].as_str().unwrap().contains(user)).unwrap();
    let id = row["id"].as_i64().unwrap();
    world.control().edit("Ticket", id, &json!({ "status": status })).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_ticket_completes_its_request_and_each_state_is_told_once() {
    let (world, portal) = identity(BACK).await;
    let check = world.program(&["check"]).await;
    assert_eq!(check.code, Some(0), "{check:?}");
    run(&world, 0).await;
    assert_eq!(tickets(&world), ["ann: SAP access open", "bob: SAP access open"]);
    let told = writes(&portal);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter().all(|told| told.starts_with("status r-") && told.contains("\"status\":\"new\"")),
        "{told:?}"
    );
    run(&world, 0).await;
    assert_eq!(writes(&portal), Vec::<String>::new(), "nothing changed: nothing is told");
    set(&world, "ann", 2);
    run(&world, 0).await;
    let told = writes(&portal);
    assert!(told.len() == 1 && told[0].contains("in_progress"), "{told:?}");
    set(&world, "ann", 5);
    run(&world, 0).await;
    let told = writes(&portal);
    assert!(told.len() == 2 && told[0].starts_with("status r-1") && told[0].contains("resolved"), "{told:?}");
    assert!(told[1].starts_with("decide r-1") && told[1].contains("\"Decision\":true"), "{told:?}");
    // It is not listed any more: it is over, and never decided again.
    run(&world, 0).await;
    assert_eq!(writes(&portal), Vec::<String>::new());
    assert_eq!(portal.lock().unwrap().requests["r-1"].0, "granted");
    assert_eq!(portal.lock().unwrap().requests["r-2"].0, "open");
    world.writes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_of_which_the_answer_was_lost_is_looked_up_and_not_made_twice() {
    let (world, portal) = identity(BACK).await;
    run(&world, 0).await;
    portal.lock().unwrap().loses_next = true;
    set(&world, "bob", 5);
    world.program(&["run", "tickets"]).await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    world.program(&["run", "tickets"]).await;
    run(&world, 0).await;
    let decisions: Vec<String> =
        writes(&portal).into_iter().filter(|write| write.starts_with("decide r-2")).collect();
    assert_eq!(decisions.len(), 1, "{decisions:?}");
    assert_eq!(portal.lock().unwrap().requests["r-2"].0, "granted");
    world.writes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_needs_an_act_which_its_feed_does_not_declare_is_a_problem() {
    let (world, _portal) = identity("[rule.back]\non_open = \"acknowledge\"\non_close = \"finish\"\n").await;
    let check = world.program(&["check"]).await;
    assert_ne!(check.code, Some(0));
    for needed in ["`acknowledge`, which the feed `identity` does not declare", "`finish`, which the feed"] {
        assert!(check.stderr.contains(needed) || check.stdout.contains(needed), "{needed}: {check:?}");
    }
}
