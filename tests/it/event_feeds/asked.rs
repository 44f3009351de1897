//! What the open list does not have any more is asked for at the source, one by one.

use serde_json::json;

use super::super::http_source::api::{Api, Asked, Reply};
use super::*;

const MAPPING: &str = r#"
class = "Event"
[field]
key = { column = "id" }
host = { column = "host" }
state = { column = "state" }
since = { column = "since", zone = "UTC" }
over = { template = "{{ row['state'] == 'archived' }}" }
title = { column = "host" }
[field.severity]
value = "critical"
"#;

const FEED: &str = "from = \"lab\"\nabsence = \"asked\"\n[feed.http]\npath = \"/alerts\"\nrows = \"data\"\n\
    query = { state = \"open\" }\n[feed.http.one]\npath = \"/alerts/{{ record.id }}\"\nrows = \"data\"\n";

fn alert(id: &str, state: &str) -> Value {
    json!({ "id": id, "host": format!("web{id}"), "state": state, "since": "2026-11-27 08:00:00" })
}

/// First lists six open alerts, then the last of them alone; asked for one, it says what became of it.
fn answers(asked: &Asked, turn: &std::sync::atomic::AtomicUsize) -> Reply {
    use std::sync::atomic::Ordering::Relaxed;
    let Some(id) = asked.path.strip_prefix("/alerts/") else {
        let first = usize::from(turn.fetch_add(1, Relaxed) > 0) * 5 + 1;
        let open: Vec<Value> = (first..=6).map(|nth| alert(&nth.to_string(), "open")).collect();
        return Reply::json(json!({ "data": open }));
    };
    match id {
        "1" => Reply::json(json!({ "data": alert("1", "archived") })),
        "2" => Reply::json(json!({ "data": [alert("2", "open")] })),
        "3" => Reply::json(json!({ "detail": "no such alert" })).status(404),
        "4" => Reply::json(json!({ "detail": "team permission" })).status(403),
        _ => Reply::json(json!({ "data": [alert("5", "archived"), alert("6", "archived")] })),
    }
}

async fn lab(feed: &str) -> (World, Api) {
    let turn = std::sync::atomic::AtomicUsize::new(0);
    let api = Api::start(move |asked| answers(asked, &turn)).await;
    let world = world(feed, MAPPING).await;
    world.add_settings(&format!("[system.lab.http]\nurl = \"{}\"\n", api.url));
    (world, api)
}

#[tokio::test(flavor = "multi_thread")]
async fn archived_open_deleted_and_untold_are_four_results_and_the_last_ends_nothing() {
    let (world, api) = lab(FEED).await;
    world.watch_mails();
    run(&world, 0).await;
    assert_eq!(tickets(&world).len(), 6);
    let _ = world.mails();
    let outcome = run(&world, 4).await;
    world.writes();
    let mails: Vec<String> = world.mails().iter().map(|mail| mail.text.clone()).collect();
    let mails = mails.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let over: Vec<String> = ours(&world)
        .iter()
        .filter(|ticket| ticket.episodes[0].over_at.is_some())
        .map(|ticket| ticket.episodes[0].event.clone())
        .collect();
    assert_eq!(over.len(), 2, "{over:?}");
    assert!(over.contains(&"1".to_owned()) && over.contains(&"3".to_owned()), "{over:?}");
    for told in [
        "1 event that the list does not have any more is over, as the source says when it is asked: 1",
        "1 event that the list does not have any more was deleted: the source has no such record, so that it is over: 3",
        "1 event that the list does not have any more is open all the same, as the source says when it is asked; \
         does a filter hide it? 2",
        "of 2 events that the list does not have any more it cannot be told whether they are over, so that they go on: \
         4, 5;",
    ] {
        assert!(outcome.stderr.contains(told), "{told}\n{}", outcome.stderr);
        assert!(mails.contains(told), "{told}\n{mails}");
    }
    let trouble = report(&world).monitors[0].trouble.clone().unwrap().to_string();
    assert!(trouble.contains("403"), "{trouble}");
    let asked = api.calls().into_iter().filter(|call| call.starts_with("GET /alerts/")).count();
    assert_eq!(asked, 5);
    // What is over is not asked for again; the others are.
    run(&world, 4).await;
    let _ = world.mails();
    world.wrote_nothing();
    let asked = api.calls().into_iter().filter(|call| call.starts_with("GET /alerts/")).count();
    assert_eq!(asked, 5 + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_asks_for_the_first_row_of_the_list() {
    let (world, _api) = lab(FEED).await;
    let check = world.program(&["check", "--connect"]).await;
    assert!(check.stdout.contains("it answers for the first row of the list"), "{check:?}");
    let (world, _api) =
        lab(&FEED.replace("/alerts/{{ record.id }}", "/alerts/{{ record.id|int + 2 }}")).await;
    let check = world.program(&["check", "--connect"]).await;
    assert!(check.stdout.contains("it says that the first row of the list is not there"), "{check:?}");
    assert_ne!(check.code, Some(0), "{check:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_is_asked_three_times_and_ends_nothing() {
    let down = Api::start({
        let turn = std::sync::atomic::AtomicUsize::new(0);
        move |asked| match asked.path.strip_prefix("/alerts/") {
            Some(_) => Reply::json(json!({ "detail": "team permission" })).status(403),
            None => {
                let first = turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed) > 0;
                let open: Vec<Value> = if first {
                    Vec::new()
                } else {
                    (1..=8).map(|nth| alert(&nth.to_string(), "open")).collect()
                };
                Reply::json(json!({ "data": open }))
            }
        }
    })
    .await;
    let world = world(FEED, MAPPING).await;
    world.add_settings(&format!("[system.lab.http]\nurl = \"{}\"\n", down.url));
    run(&world, 0).await;
    world.writes();
    let outcome = run(&world, 4).await;
    world.wrote_nothing();
    assert!(outcome.stderr.contains("5 more are asked for in the next runs"), "{}", outcome.stderr);
    let asked: Vec<String> =
        down.calls().into_iter().filter(|call| call.starts_with("GET /alerts/")).collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(ours(&world).iter().all(|ticket| ticket.episodes[0].over_at.is_none()));
    // The next run begins with those that were not asked for.
    run(&world, 4).await;
    let asked = down.calls().into_iter().filter(|call| call.starts_with("GET /alerts/")).skip(3);
    assert_eq!(asked.collect::<Vec<_>>(), ["GET /alerts/4", "GET /alerts/5", "GET /alerts/6"]);
}
