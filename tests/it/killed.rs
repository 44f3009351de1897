//! The program is killed at any moment: the next run settles what was open, and in the end
//! everything is there exactly once.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::Stdio;
use std::time::Duration;

use stocktake::model::{EntryState, RunState};
use stocktake::practice::glpi::Options;

use super::faults::assert_whole;
use super::fleet::{fleet, many};
use super::world::{World, ended};

const ROUNDS: u32 = 12;

async fn slow(latency: u64) -> World {
    let options = Options { latency: Some(Duration::from_millis(latency)), ..Options::default() };
    let world = fleet(options).await;
    world.settings("batch = 4", "");
    world
}

/// Starts the job and kills it after a while; true when it was still running.
async fn killed_after(world: &World, wait: Duration) -> bool {
    let mut child =
        world.command(&["run", "nightly"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    tokio::time::sleep(wait).await;
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

async fn settles(world: &World, count: usize) {
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?} {:?}", report.run.message, report.rejects);
    world.requests();
    assert_whole(world, count);
    let store = world.store();
    assert_eq!(store.open_entries("nightly").unwrap(), []);
    for run in store.runs(None, 100).unwrap() {
        assert_ne!(run.state, RunState::Running);
        let open = store.entries(&run.id).unwrap().iter().filter(|e| e.state == EntryState::Started).count();
        assert_eq!(open, 0, "{run:?}");
    }
    let quiet = world.run("nightly").await;
    world.wrote_nothing();
    assert_eq!(quiet.counts.changes(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn kills_at_random_moments_lose_and_double_nothing() {
    let world = slow(30).await;
    world.csv("computers.csv", &many(60));
    let seed = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64;
    let mut state = seed | 1;
    let mut killed = 0;
    for _ in 0..ROUNDS {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        killed += u32::from(killed_after(&world, Duration::from_millis(150 + state % 900)).await);
    }
    eprintln!("seed {seed}: {killed} of {ROUNDS} runs were killed");
    assert!(killed > 0, "no run was caught alive");
    settles(&world, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_right_after_each_kind_of_write_is_settled() {
    for class in [
        "Entity",
        "Location",
        "Manufacturer",
        "Computer",
        "Item_OperatingSystem",
        "Infocom",
        "Contract",
        "Contract_Item",
    ] {
        let world = slow(0).await;
        world.csv("computers.csv", &many(6));
        // The write is committed, and its answer never arrives.
        let late = stocktake::practice::glpi::Effect::Delay(Duration::from_secs(30));
        world.inject(stocktake::practice::glpi::Fault::new(late).method("POST").path(&format!("/{class}")));
        let mut child = world.command(&["run", "nightly"]).spawn().unwrap();
        let path = format!("/{class}");
        let mut seen = Vec::new();
        super::world::until(&format!("POST {path}"), || {
            seen.extend(world.writes());
            seen.iter().any(|seen| seen.method == "POST" && seen.path == path)
        })
        .await;
        child.kill().unwrap();
        ended(child).await;
        settles(&world, 6).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_run_that_was_killed_is_completed_whatever_the_limits() {
    let world = slow(0).await;
    world.csv("computers.csv", &many(48));
    let late = stocktake::practice::glpi::Effect::Delay(Duration::from_secs(30));
    world.inject(
        stocktake::practice::glpi::Fault::new(late.clone()).method("POST").item_type("Computer").nth(4),
    );
    world.inject(stocktake::practice::glpi::Fault::new(late).method("POST").item_type("Computer").nth(5));
    let mut child = world.command(&["run", "nightly"]).spawn().unwrap();
    super::world::until("some computers", || world.glpi_rows("Computer").len() >= 20).await;
    child.kill().unwrap();
    ended(child).await;
    world.requests();
    assert!(world.glpi_rows("Computer").len() < 24);
    settles(&world, 48).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_told_to_stop_ends_between_two_batches() {
    let world = slow(60).await;
    world.job("nightly", &format!("{}[limits]\ncreate = \"off\"\n", super::fleet::JOB));
    world.csv("computers.csv", &many(24));
    let child = world.command(&["run", "nightly"]).spawn().unwrap();
    super::world::until("the first computers", || !world.glpi_rows("Computer").is_empty()).await;
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let outcome = ended(child).await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("stopped"), "{outcome:?}");
    assert!(world.glpi_names("Computer").len() < 24);
    world.requests();
    settles(&world, 24).await;
}
