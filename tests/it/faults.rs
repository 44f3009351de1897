//! The wire and the desk fail in every way that was seen: afterwards everything is there exactly
//! once, with the right links, and the next run is quiet.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use stocktake::model::RunState;
use stocktake::practice::glpi::{Effect, Fault, Moment, Options};

use super::fleet::{COMPUTERS, fleet, many};
use super::world::World;

/// Classes that a run over [`many`] writes.
const WRITTEN: &[&str] = &[
    "Entity",
    "Location",
    "Manufacturer",
    "Computer",
    "Item_OperatingSystem",
    "Contract",
    "Contract_Item",
    "Infocom",
];

/// Everything of `count` computers is there once, and belongs together.
pub fn assert_whole(world: &World, count: usize) {
    let names: Vec<String> = (1..=count).map(|number| format!("pc-{number:03}")).collect();
    assert_eq!(world.glpi_names("Computer"), names);
    assert_eq!(
        world.glpi_names("Contract"),
        names.iter().map(|name| format!("Service {name}")).collect::<Vec<_>>()
    );
    for (class, wanted) in [
        ("Entity", vec!["Acme", "Root entity"]),
        ("Location", vec!["Siège"]),
        ("Manufacturer", vec!["Dell", "HP", "Lenovo"]),
        ("ComputerType", vec!["Laptop"]),
        ("OperatingSystem", vec!["Debian 12"]),
    ] {
        assert_eq!(world.glpi_names(class), wanted, "{class}");
    }
    let computers = world.glpi_rows("Computer");
    let contracts: BTreeMap<i64, Value> =
        world.glpi_rows("Contract").into_iter().map(|row| (row["id"].as_i64().unwrap(), row)).collect();
    for computer in &computers {
        let of = |class: &str| -> Vec<Value> {
            world.glpi_rows(class).into_iter().filter(|row| row["items_id"] == computer["id"]).collect()
        };
        let (systems, links, money) = (of("Item_OperatingSystem"), of("Contract_Item"), of("Infocom"));
        assert_eq!((systems.len(), links.len(), money.len()), (1, 1, 1), "{computer}");
        let number = computer["otherserial"].as_str().unwrap().trim_start_matches("I-").to_owned();
        assert_eq!(systems[0]["licenseid"], format!("L-{number}"));
        let contract = &contracts[&links[0]["contracts_id"].as_i64().unwrap()];
        assert_eq!(contract["name"], format!("Service {}", computer["name"].as_str().unwrap()));
    }
}

async fn small_batches(timeout: &str) -> World {
    let world = fleet(Options::default()).await;
    world.settings(&format!("batch = 4\ntimeout = \"{timeout}\""), "");
    world.csv("computers.csv", &many(10));
    world
}

/// A fault at the first and at a later write of every class.
async fn survives(effect: Effect) {
    for class in WRITTEN {
        let world = small_batches("2s").await;
        world.inject(Fault::new(effect.clone()).method("POST").path(&format!("/{class}")));
        // Later than the repetitions of the calls in flight at the first one.
        world.inject(Fault::new(effect.clone()).method("POST").path(&format!("/{class}")).nth(5));
        let report = world.run("nightly").await;
        let failed: Vec<&str> = report
            .entries
            .iter()
            .filter_map(|entry| entry.message.as_ref().map(|said| said.english()))
            .collect();
        assert_eq!(report.run.state, RunState::Done, "{class}: {:?} {failed:?}", report.run.message);
        assert!(!world.requests().is_empty());
        assert_whole(&world, 10);
        let again = world.run("nightly").await;
        world.wrote_nothing();
        assert_eq!(again.counts.changes(), 0, "{class}");
    }
}

/// The same for updates: each is written, none is reported as moved.
async fn survives_in_updates(effect: Effect) {
    let world = small_batches("2s").await;
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    world.csv("computers.csv", &many(10).replace(";C ", ";D ").replace(";L-", ";M-"));
    world.job("nightly", &format!("{}[limits]\nupdate = \"off\"\n", super::fleet::JOB));
    for class in ["Computer", "Item_OperatingSystem"] {
        world.inject(Fault::new(effect.clone()).method("PUT").path(&format!("/{class}")).nth(2));
    }
    let report = world.run("nightly").await;
    assert_eq!(
        (report.run.state, report.run.applied, report.run.changed_since_plan),
        (RunState::Done, 10, 0),
        "{:?}",
        report.run
    );
    assert_eq!(world.glpi_row("Computer", "pc-006")["contact"], "D 6");
    assert!(!world.requests().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
}

fn status(code: u16, moment: Moment, headers: &[(&str, &str)]) -> Effect {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Effect::Status { code, headers, moment }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_closes_before_the_write() {
    survives(Effect::Close(Moment::BeforeCommit)).await;
    survives_in_updates(Effect::Close(Moment::BeforeCommit)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_closes_after_the_write() {
    survives(Effect::Close(Moment::AfterCommit)).await;
    survives_in_updates(Effect::Close(Moment::AfterCommit)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_breaks_off() {
    survives(Effect::CloseMidResponse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_the_answer_comes() {
    survives(Effect::TruncatedJson).await;
    survives_in_updates(Effect::TruncatedJson).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_answer_comes() {
    survives(Effect::EmptyBody).await;
    survives_in_updates(Effect::EmptyBody).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_500_after_the_write() {
    survives(status(500, Moment::AfterCommit, &[])).await;
    survives_in_updates(status(500, Moment::AfterCommit, &[])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_says_502_after_the_write() {
    survives(status(502, Moment::AfterCommit, &[])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_says_503_before_the_write() {
    survives(status(503, Moment::BeforeCommit, &[])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_asks_to_come_back_later() {
    survives(status(429, Moment::BeforeCommit, &[("Retry-After", "0")])).await;
    let world = small_batches("2s").await;
    world.inject(
        Fault::new(status(429, Moment::BeforeCommit, &[("Retry-After", "1")]))
            .method("POST")
            .item_type("Computer"),
    );
    let begin = std::time::Instant::now();
    world.run("nightly").await;
    assert!(begin.elapsed() >= Duration::from_secs(1), "it came back too early");
    assert!(!world.requests().is_empty());
    assert_whole(&world, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_comes_too_late() {
    for class in ["Computer", "Contract", "Entity"] {
        let world = small_batches("1s").await;
        world.inject(
            Fault::new(Effect::Delay(Duration::from_secs(3))).method("POST").path(&format!("/{class}")),
        );
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Done, "{class}: {:?}", report.run.message);
        assert!(!world.requests().is_empty());
        assert_whole(&world, 10);
        world.run("nightly").await;
        world.wrote_nothing();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_expires_in_the_middle() {
    survives(Effect::ExpireSession).await;
    survives_in_updates(Effect::ExpireSession).await;
    let world = small_batches("2s").await;
    world.run("nightly").await;
    world.requests();
    for number in 1..8 {
        world.inject(Fault::new(Effect::ExpireSession).method("GET").nth(number));
        let report = world.run("nightly").await;
        assert_eq!(
            (report.run.state, report.counts.changes()),
            (RunState::Done, 0),
            "{number}: {:?}",
            report.run
        );
        world.wrote_nothing();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_list_is_read_again_and_never_taken_for_the_whole() {
    let world = small_batches("2s").await;
    world.job("nightly", &format!("{}[missing]\naction = \"trash\"\n", super::fleet::JOB));
    world.run("nightly").await;
    world.requests();
    for effect in [
        Effect::Close(Moment::BeforeCommit),
        Effect::CloseMidResponse,
        Effect::TruncatedJson,
        Effect::EmptyBody,
        status(500, Moment::BeforeCommit, &[]),
        status(502, Moment::BeforeCommit, &[]),
    ] {
        world.inject(Fault::new(effect.clone()).method("GET").item_type("Computer"));
        let report = world.run("nightly").await;
        world.wrote_nothing();
        assert!(
            report.run.state == RunState::Failed || report.counts.changes() == 0,
            "{effect:?}: {:?} {:?}",
            report.run,
            report.counts
        );
    }
    assert_whole(&world, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_that_is_down_fails_the_run_and_says_so() {
    let world = small_batches("1s").await;
    let text = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let line = text.lines().find(|line| line.starts_with("url = \"http")).unwrap();
    world.file("stocktake.toml", text.replace(line, &format!("url = \"http://{address}/apirest.php\"")));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.contains(&address.to_string()), "{outcome:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_desk_refuses_fails_alone() {
    let world = fleet(Options::default()).await;
    // A text that is too long is cut in the plan: a number shows a refusal by the database.
    let number = "networks_id = { column = \"Comment\", type = \"integer\" }";
    world.mapping("computers", &COMPUTERS.replace("comment = { column = \"Comment\" }", number));
    let text = many(3).replacen(";C 2;;", ";C 2;99999999999;", 1);
    world.csv("computers.csv", &text);
    let report = world.run("nightly").await;
    assert_eq!((report.run.state, report.run.applied, report.run.failed), (RunState::Partial, 2, 1));
    let refused: Vec<&str> =
        report.entries.iter().filter_map(|entry| entry.message.as_ref().map(|said| said.english())).collect();
    assert!(refused[0].contains("Out of range"), "{refused:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-001", "pc-003"]);
    assert!(!world.requests().is_empty());

    world.csv("computers.csv", &many(3));
    assert_eq!(world.run("nightly").await.run.state, RunState::Done);
    assert!(!world.requests().is_empty());
    assert_whole(&world, 3);
    assert_eq!(world.glpi_row("Computer", "pc-002")["comment"].as_str().unwrap_or_default(), "");
}
