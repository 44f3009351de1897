//! Events that monitors showed, with their tickets or why they have none, by the API and on a page.

use serde_json::{Value, json};
use stocktake::practice::monitor::Level;

use super::api::Client;
use super::{Console, add_user};
use crate::fleet::COMPUTERS;
use crate::three_desks::ThreeDesks;
use crate::tickets_commands::{FOLLOWER, with_icinga};

/// A job whose only rule is about critical events.
fn critical() -> String {
    format!("{FOLLOWER}[rule.select]\nseverities = [\"critical\"]\n")
}

fn line<'a>(events: &'a [Value], object: &str) -> &'a Value {
    events.iter().find(|event| event["object"] == object).unwrap_or_else(|| panic!("{object}: {events:?}"))
}

fn objects(events: &[Value]) -> Vec<&str> {
    let mut objects: Vec<&str> = events.iter().map(|event| event["object"].as_str().unwrap()).collect();
    objects.sort_unstable();
    objects
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_listed_with_its_ticket_or_with_why_it_has_none() {
    let ThreeDesks { world, itop: _itop, servicenow: _servicenow } = ThreeDesks::new().await;
    let icinga = with_icinga(&world).await;
    let control = icinga.control();
    control.raise("web01", Some("disk"), Level::Critical, "DISK CRITICAL - 3% free");
    control.raise("web01", Some("load"), Level::Warning, "LOAD WARNING <b>high</b>");
    control.raise("db01", Some("ntp"), Level::Critical, "NTP CRITICAL");
    control.acknowledge("db01", Some("ntp"), "ana", "mine");
    world.file("jobs/tickets.toml", critical());
    // The other job looks at nothing.
    world.mapping("computers", COMPUTERS);
    world.job("other", super::JOB);
    for (name, role) in [("vera", "viewer"), ("eve", "other=viewer")] {
        add_user(&world, name, &[role]).await;
    }
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["viewer"]).await;
    let nothing = client.get("/api/v1/events").await.is(200);
    assert_eq!(nothing, json!({ "items": [], "next": null, "monitors": [] }), "nobody has looked yet");
    let ended = world.program(&["run", "tickets"]).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");

    let shown = client.get("/api/v1/events").await.is(200);
    let monitor = &shown["monitors"][0];
    assert_eq!(
        (&monitor["monitor"], &monitor["sight"], &monitor["why"]),
        (&json!("icinga"), &json!("clear"), &Value::Null)
    );
    assert_eq!(monitor["looked_at"], monitor["shown_at"]);
    let events = shown["items"].as_array().unwrap();
    assert_eq!(objects(events), ["db01!ntp", "web01!disk", "web01!load"]);
    let disk = line(events, "web01!disk");
    let number = world.json(&["tickets"]).await[0]["number"].clone();
    assert_eq!((&disk["tickets"][0]["number"], &disk["without_ticket"]), (&number, &Value::Null));
    assert_eq!(
        (&disk["job"], &disk["severity"], &disk["host"]),
        (&json!("tickets"), &json!("critical"), &json!("web01"))
    );
    let load = line(events, "web01!load");
    assert_eq!((&load["tickets"], &load["without_ticket"]["reason"]), (&json!([]), &json!("less_severe")));
    assert!(!load["without_ticket"]["why"].as_str().unwrap().is_empty(), "{load}");
    let ntp = line(events, "db01!ntp");
    assert_eq!((&ntp["open"], &ntp["acknowledged"]["author"]), (&json!(false), &json!("ana")));
    assert_eq!(ntp["without_ticket"]["reason"], "acknowledged");

    // Filters, and pages of one line each.
    for (query, wanted) in [
        ("open=true", &["web01!disk", "web01!load"][..]),
        ("open=false", &["db01!ntp"]),
        ("ticket=false", &["db01!ntp", "web01!load"]),
        ("ticket=true&job=tickets", &["web01!disk"]),
        ("severity=warning", &["web01!load"]),
        ("monitor=zabbix", &[]),
        ("job=other", &[]),
        ("limit=1", &["db01!ntp", "web01!disk", "web01!load"]),
    ] {
        let found = client.all(&format!("/api/v1/events?{query}")).await;
        assert_eq!(objects(&found), wanted, "{query}");
    }
    for query in ["cursor=x", "severity=bad", "open=maybe", "limit=0"] {
        client.get(&format!("/api/v1/events?{query}")).await.is_problem(400, "web.api.bad_query");
    }
    let other = Client::new(&console, "other", &["other=viewer"]).await;
    assert_eq!(other.get("/api/v1/events").await.is(200), nothing, "not even which monitors there are");

    let (vera, eve) = (console.log_in("vera").await, console.log_in("eve").await);
    let page = vera.get("/events").await;
    assert!(page.has("web01 / disk") && page.has("web01 / load") && !page.has("db01"), "{}", page.text);
    assert!(page.text.contains("&lt;b&gt;high") && !page.text.contains("<b>high"), "{}", page.text);
    assert!(page.has(number.as_str().unwrap()) && page.has("stocktake events --open"), "{}", page.text);
    let without = vera.get("/events?without=1").await;
    assert!(
        without.has("db01 / ntp") && without.has("ack") && !without.has("web01 / disk"),
        "{}",
        without.text
    );
    assert!(vera.get("/events?every=1&behind=nonsense").await.has("web01 / disk"), "a link that was cut");
    vera.speaks("fr");
    let french = vera.get("/events?without=1").await;
    assert!(french.has("acquitté") && french.has("Sans ticket"), "{}", french.text);
    let hidden = eve.get("/events").await;
    assert!(!hidden.has("web01") && !hidden.has("icinga") && hidden.has("no such event"), "{}", hidden.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_monitor_that_does_not_answer_what_it_showed_stays_and_is_told_to_be_old() {
    let ThreeDesks { world, itop: _itop, servicenow: _servicenow } = ThreeDesks::new().await;
    let icinga = with_icinga(&world).await;
    let control = icinga.control();
    control.raise("web01", Some("disk"), Level::Critical, "DISK CRITICAL");
    world.file("jobs/tickets.toml", critical());
    add_user(&world, "vera", &["viewer"]).await;
    assert_eq!(world.program(&["run", "tickets"]).await.code, Some(0));
    let console = Console::open(&world).await;
    let client = Client::new(&console, "ci", &["viewer"]).await;
    let before = client.get("/api/v1/events").await.is(200);
    drop(icinga);
    let ended = world.program(&["run", "tickets"]).await;
    assert_ne!(ended.code, Some(0), "{ended:?}");

    let after = client.get("/api/v1/events").await.is(200);
    assert_eq!(after["items"], before["items"], "no answer is no end of a problem");
    let (monitor, was) = (&after["monitors"][0], &before["monitors"][0]);
    assert_eq!((&monitor["sight"], &monitor["shown_at"]), (&json!("none"), &was["shown_at"]));
    assert_ne!(monitor["looked_at"], was["looked_at"]);
    assert!(!monitor["why"].as_str().unwrap().is_empty(), "{monitor}");
    let page = console.log_in("vera").await.get("/events").await;
    assert!(page.has("Not seen since") && page.has("web01 / disk"), "{}", page.text);

    // The job goes: what it saw is not today's news.
    std::fs::remove_file(world.folder().join("jobs/tickets.toml")).unwrap();
    drop(console);
    let console = Console::open(&world).await;
    let client = Client::new(&console, "later", &["viewer"]).await;
    assert_eq!(client.get("/api/v1/events").await.is(200)["items"], json!([]));
}
