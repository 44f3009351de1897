//! `serve`: starts what is due, ends cleanly, and keeps a good configuration.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs::File;
use std::process::Stdio;
use std::time::Duration;

use stocktake::model::RunState;
use stocktake::model::journal::Trigger;
use stocktake::practice::glpi::Options;

use super::fleet::{JOB, fleet, many, two_computers};
use super::world::{Outcome, Program, World, ended, until};

const EVERY_SECOND: &str = "[schedule]\ncron = \"* * * * * *\"\n";

/// The program with its log in a file.
fn serve(world: &World) -> Program {
    let log = File::create(world.folder().join("serve.log")).unwrap();
    Program::start(world.command(&["-v", "serve"]).stdout(Stdio::null()).stderr(log))
}

fn log(world: &World) -> String {
    std::fs::read_to_string(world.folder().join("serve.log")).unwrap()
}

async fn stop(world: &World, child: Program) -> Outcome {
    child.signal("TERM");
    let outcome = ended(child).await;
    assert_eq!(outcome.code, Some(0), "{}", log(world));
    outcome
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_job_is_started_and_a_signal_ends_it_cleanly() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}"));
    let child = serve(&world);
    until("two runs are done", || {
        let runs = world.store().runs(Some("nightly"), 10).unwrap();
        runs.iter().filter(|run| run.state == RunState::Done).count() >= 2
    })
    .await;
    stop(&world, child).await;
    let runs = world.store().runs(Some("nightly"), 100).unwrap();
    assert!(
        runs.iter().all(|run| run.trigger == Trigger::Schedule && run.state == RunState::Done),
        "{runs:?}"
    );
    assert_eq!(runs.iter().map(|run| run.counts.create).sum::<u64>(), 2);
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert!(!world.requests().is_empty());
    assert_eq!(world.mails().len(), runs.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_made_to_do_harm_fail_their_own_runs_and_no_others() {
    use std::os::unix::ffi::OsStrExt as _;
    let world = two_computers().await;
    world.add_settings("[reading]\nmemory = \"64MiB\"\n");
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}"));
    world.file("bad/bomb.json", format!("[{{\"Name\": \"{}\"}}]", "x".repeat(100 * 1024 * 1024)));
    // A name that is no text is one like any other.
    let name = std::ffi::OsStr::from_bytes(b"\xE9t\xE9.json");
    std::fs::rename(world.folder().join("bad/bomb.json"), world.folder().join("bad").join(name)).unwrap();
    let feed = "[[feed]]\nmapping = \"computers\"\npath = \"bad/*.json\"\n";
    world.job("bomb", &format!("{feed}{EVERY_SECOND}[report]\nsend = \"always\"\n"));
    let child = serve(&world);
    let runs = |job: &str, state| {
        let runs = world.store().runs(Some(job), 100).unwrap();
        runs.into_iter().filter(|run| run.state == state).collect::<Vec<_>>()
    };
    until("two runs fail", || runs("bomb", RunState::Failed).len() >= 2).await;
    let done = runs("nightly", RunState::Done).len();
    until("two more runs are done", || runs("nightly", RunState::Done).len() >= done + 2).await;
    stop(&world, child).await;
    let why = runs("bomb", RunState::Failed)[0].message.clone().unwrap();
    assert!(why.english().contains("bad/\\xE9t\\xE9.json needs more than 64 MiB of memory"), "{why}");
    assert!(world.mails().iter().any(|mail| mail.text.contains("needs more than 64 MiB")));
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_in_the_middle_of_a_run_ends_it_between_two_batches() {
    let world = fleet(Options { latency: Some(Duration::from_millis(60)), ..Options::default() }).await;
    world.settings("batch = 2", "");
    world.csv("computers.csv", &many(24));
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}[limits]\ncreate = \"off\"\n"));
    let child = serve(&world);
    until("some computers are there", || world.glpi_rows("Computer").len() >= 4).await;
    stop(&world, child).await;
    let runs = world.store().runs(Some("nightly"), 100).unwrap();
    assert_eq!(runs[0].state, RunState::Partial, "{runs:?}");
    let there = world.glpi_rows("Computer").len();
    assert!(there < 24);
    let shown = world.program(&["show", &runs[0].id.0]).await.stdout;
    let left = 24 - runs[0].applied;
    assert!(shown.contains(&format!("{} of 24 changes were written", runs[0].applied)), "{shown}");
    assert!(shown.contains(&format!("{left} were not tried")), "{shown}");
    assert_eq!(world.store().open_entries("nightly").unwrap(), []);
    assert!(!world.requests().is_empty());
    assert_eq!(world.run("nightly").await.run.state, RunState::Done);
    assert!(!world.requests().is_empty());
    super::faults::assert_whole(&world, 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_configuration_is_told_and_the_old_one_kept() {
    let world = two_computers().await;
    let good = format!("{JOB}{EVERY_SECOND}");
    world.job("nightly", &good);
    let child = serve(&world);
    let store = world.store();
    let count = || store.runs(Some("nightly"), 1000).unwrap().len();
    until("a first run", || count() >= 1).await;

    world.job("nightly", "[[feed]]\nmapping = \"gone\"\n");
    child.signal("HUP");
    until("the problem is told", || log(&world).contains("the old one is kept")).await;
    assert!(log(&world).contains("jobs/nightly.toml"), "{}", log(&world));
    let before = count();
    until("it goes on", || count() > before + 1).await;

    world.job("nightly", &good.replace("computers.csv", "other.csv"));
    world.csv("other.csv", &many(1));
    child.signal("HUP");
    until("the new file is read", || world.glpi_names("Computer").contains(&"pc-001".to_owned())).await;
    stop(&world, child).await;
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_share_the_schedule() {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}"));
    let (one, other) = (serve(&world), serve(&world));
    let store = world.store();
    until("some runs", || store.runs(Some("nightly"), 100).unwrap().len() >= 3).await;
    stop(&world, one).await;
    stop(&world, other).await;
    let runs = store.runs(Some("nightly"), 100).unwrap();
    assert!(runs.iter().all(|run| run.state == RunState::Done), "{runs:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_run_is_an_error_in_the_log_with_its_reason() {
    let world = two_computers().await;
    world.file("secrets/token", "not-the-token");
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}"));
    let child = serve(&world);
    until("a run failed", || log(&world).contains("the run failed")).await;
    stop(&world, child).await;
    let log = log(&world);
    let line = log.lines().find(|line| line.contains("the run failed")).unwrap();
    assert!(line.contains("ERROR") && line.contains("user token"), "{line}");
    world.mails();
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_changes_that_are_not_tried_are_no_reason_to_stay() {
    let world = fleet(Options { latency: Some(Duration::from_millis(30)), ..Options::default() }).await;
    world.settings("batch = 5", "");
    world.csv("computers.csv", &many(2000));
    world.job("nightly", &format!("{JOB}{EVERY_SECOND}[limits]\ncreate = \"off\"\n"));
    let child = serve(&world);
    until("some computers are there", || world.glpi_rows("Computer").len() >= 5).await;
    let begin = std::time::Instant::now();
    stop(&world, child).await;
    let took = begin.elapsed();
    eprintln!("stopped after {took:?}");
    assert!(took < Duration::from_secs(10), "{took:?}");
    let run = world.store().runs(Some("nightly"), 1).unwrap().remove(0);
    assert_eq!(run.state, RunState::Partial, "{run:?}");
    let shown = world.program(&["show", &run.id.0]).await.stdout;
    assert!(shown.contains("were not tried") && !shown.contains("All "), "{shown}");
    assert!(!world.requests().is_empty());
}
