//! Two programs on one job, and a state database that cannot be written.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use stocktake::practice::glpi::Options;

use super::faults::assert_whole;
use super::fleet::{computers, fleet, many};
use super::world::{ended, until};

#[tokio::test(flavor = "multi_thread")]
async fn of_two_programs_one_runs_and_the_other_says_why_not() {
    let options = Options { latency: Some(Duration::from_millis(30)), ..Options::default() };
    let world = fleet(options).await;
    world.csv("computers.csv", &many(6));
    let first = world.command(&["run", "nightly"]).spawn().unwrap();
    until("the first program writes", || !world.glpi_rows("Computer").is_empty()).await;
    let second = world.program(&["run", "nightly"]).await;
    let first = ended(first).await;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert_eq!(second.code, Some(1), "{second:?}");
    assert!(second.stderr.contains("nightly") && second.stderr.contains("running already"), "{second:?}");
    assert!(!world.requests().is_empty());
    assert_whole(&world, 6);
    assert_eq!(world.store().runs(None, 10).unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_programs_started_at_the_same_moment_create_everything_once() {
    let world = computers(6).await;
    let children: Vec<_> = (0..4).map(|_| world.command(&["run", "nightly"]).spawn().unwrap()).collect();
    let mut codes = Vec::new();
    for child in children {
        let outcome = ended(child).await;
        assert!(matches!(outcome.code, Some(0 | 1)), "{outcome:?}");
        codes.push(outcome.code);
    }
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(!world.requests().is_empty());
    assert_whole(&world, 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_state_database_nothing_is_written_at_the_desk() {
    let world = computers(3).await;
    // A device that is always full.
    let text = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    world.file("stocktake.toml", text.replace("sqlite:var/stocktake.db", "sqlite:/dev/full"));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("/dev/full"), "{outcome:?}");
    world.wrote_nothing();

    world.file("blocked", "a file, not a folder");
    world.file("stocktake.toml", text.replace("sqlite:var/stocktake.db", "sqlite:blocked/stocktake.db"));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("blocked"), "{outcome:?}");
    world.wrote_nothing();

    world.file("stocktake.toml", text.replace("sqlite:var/stocktake.db", "sqlite:broken.db"));
    world.file(
        "broken.db",
        "this is no database, only a text that is long enough to be looked at as one".repeat(20),
    );
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("broken.db"), "{outcome:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_database_that_fills_up_stops_the_run_before_the_next_write() {
    let world = computers(3).await;
    world.program(&["runs"]).await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &many(9));
    // No page may be added to the file any more.
    let path = world.folder().join("var/stocktake.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
        )
        .unwrap();
    drop(database);
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(format!("{outcome:?}").contains("disk is full"), "{outcome:?}");
    world.wrote_nothing();
}
