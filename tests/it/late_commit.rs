//! The server carries out a write whose answer never came, and takes its time: kills, cuts, gateways that
//! answer in its place, time-outs and locked tables at every class of write. Nothing is made twice, the
//! report says what waits, and in the end a run is quiet.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::process::Stdio;
use std::time::{Duration, Instant};

use stocktake::model::report::Report;
use stocktake::model::{EntryState, RunState, Topic};
use stocktake::practice::glpi::{Effect, Fault, Loss, Moment, Options, TableLock};
use tokio::sync::Semaphore;

use super::faults::assert_whole;
use super::fleet::{fleet, many};
use super::world::{World, ended, until};

/// Every class that a run over [`many`] writes, names and links included.
const CLASSES: [&str; 8] = [
    "Entity",
    "Location",
    "Manufacturer",
    "Computer",
    "Item_OperatingSystem",
    "Contract",
    "Contract_Item",
    "Infocom",
];

const COUNT: usize = 8;

async fn world(options: Options, timeout: &str, settle: &str) -> World {
    let world = fleet(options).await;
    world.settings(&format!("batch = 4\ntimeout = \"{timeout}\"\nsettle = \"{settle}\""), "");
    world.csv("computers.csv", &many(COUNT));
    world
}

fn seconds(tenths: u64) -> Duration {
    Duration::from_millis(tenths * 100)
}

/// Worlds of all these tests that are there at once: what they wait for has to find a processor when it comes.
static PLACES: Semaphore = Semaphore::const_new(20);

/// The same for several classes at once: the time goes by in waiting.
async fn each<C: Copy, F: Future<Output = ()>>(classes: impl IntoIterator<Item = C>, test: impl Fn(C) -> F) {
    let test = &test;
    let tests = classes.into_iter().map(|class| async move {
        let _place = PLACES.acquire().await.unwrap();
        test(class).await;
    });
    futures::future::join_all(tests).await;
}

/// Rows of which the report says that they wait.
fn waiting(report: &Report) -> usize {
    let waits = |message: &str| {
        message.contains("later run looks for it") || message.contains("written again only then")
    };
    let of_run = report.entries.iter().filter(|entry| entry.state == EntryState::Started);
    let told =
        of_run.filter(|entry| entry.message.as_ref().map(|said| said.english()).is_some_and(waits)).count();
    told + report.rejects.iter().filter(|reject| reject.reason.english().contains("still be")).count()
}

/// Runs until all is there, then once more: everything is there once, and nothing is left to be written.
async fn comes_to_rest(world: &World, what: &str) {
    let begin = Instant::now();
    loop {
        let report = world.run("nightly").await;
        if report.run.state == RunState::Done && report.counts.changes() == 0 {
            break;
        }
        assert!(begin.elapsed() < Duration::from_secs(120), "{what}: {:?} {:?}", report.run, report.rejects);
        // The next night comes soon, but not so soon that nothing else finds a processor.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    world.requests();
    assert_whole(world, COUNT);
    assert_eq!(world.store().open_entries("nightly").unwrap(), [], "{what}");
    let quiet = world.run("nightly").await;
    world.wrote_nothing();
    assert_eq!((quiet.run.state, quiet.counts.changes()), (RunState::Done, 0), "{what}");
}

/// A write of each class is carried out late although its client has lost the answer.
async fn settles_within_the_run(loss: Loss) {
    each(CLASSES, |class| async move {
        let world = world(Options::default(), "3s", "15m").await;
        world.inject(Fault::new(Effect::Late(seconds(8), loss)).method("POST").path(&format!("/{class}")));
        let report = world.run("nightly").await;
        let told: Vec<&str> = report
            .entries
            .iter()
            .filter_map(|entry| entry.message.as_ref().map(|said| said.english()))
            .collect();
        assert_eq!(report.run.state, RunState::Done, "{class}: {:?} {told:?}", report.run.message);
        world.requests();
        assert_whole(&world, COUNT);
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_waited_for() {
    settles_within_the_run(Loss::Close).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_waited_for_by_the_oldest_and_the_newest_version() {
    let cases = [
        ("9.5.13", "Computer"),
        ("9.5.13", "Contract_Item"),
        ("11.0.6", "Computer"),
        ("11.0.6", "Contract_Item"),
        ("11.0.6", "Manufacturer"),
    ];
    each(cases, |(version, class)| async move {
        let world = world(Options::of_version(version), "3s", "15m").await;
        let late = Effect::Late(seconds(8), Loss::Close);
        world.inject(Fault::new(late).method("POST").path(&format!("/{class}")));
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Done, "{version} {class}: {:?}", report.run.message);
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_gives_up_is_waited_for() {
    settles_within_the_run(Loss::Status(504)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_outlasts_its_fence_waits_for_the_next_run() {
    each(CLASSES, |class| async move {
        let world = world(Options::default(), "1s", "15m").await;
        world.inject(Fault::new(Effect::Slow(seconds(60))).method("POST").path(&format!("/{class}")));
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Partial, "{class}: {:?}", report.run.message);
        assert!(waiting(&report) > 0, "{class}: {:?}", report.entries);
        // It has not ended yet: what waits is not written again.
        let early = world.run("nightly").await;
        assert!(matches!(early.run.state, RunState::Partial | RunState::Done), "{class}: {:?}", early.run);
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_during_each_class_of_write_makes_nothing_twice() {
    each(CLASSES, |class| async move {
        let world = world(Options::default(), "5s", "15m").await;
        world.inject(Fault::new(Effect::Slow(seconds(18))).method("POST").path(&format!("/{class}")));
        let mut child =
            world.command(&["run", "nightly"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let store = world.store();
        until(&format!("a write of {class}"), || {
            let Some(run) = store.running("nightly").unwrap() else { return false };
            store.entries(&run.id).unwrap().iter().any(|e| e.class == class && e.state == EntryState::Started)
        })
        .await;
        tokio::time::sleep(Duration::from_millis(250)).await;
        child.kill().unwrap();
        ended(child).await;
        let report = world.run("nightly").await;
        assert_eq!(
            report.run.state,
            RunState::Done,
            "{class}: {:?} {:?}",
            report.run.message,
            report.rejects
        );
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_may_still_hold_is_looked_for_once_more_later() {
    each(CLASSES, |class| async move {
        let world = world(Options::default(), "3s", "3s").await;
        // The fence is answered at once: the write has not even begun.
        world.inject(
            Fault::new(Effect::Queued(seconds(15), Loss::Status(504)))
                .method("POST")
                .path(&format!("/{class}")),
        );
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Partial, "{class}: {:?}", report.run.message);
        assert!(waiting(&report) > 0, "{class}: {:?}", report.entries);
        comes_to_rest(&world, class).await;
    })
    .await;
}

/// A clock that was two hours behind when it was sent, or went ahead since, does not end its time.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_may_still_hold_waits_its_time_whatever_the_clock_says() {
    each(["Computer", "Contract", "Manufacturer"], |class| async move {
        let world = world(Options::default(), "3s", "15m").await;
        let queued = Fault::new(Effect::Queued(seconds(40), Loss::Status(504)));
        world.inject(queued.method("POST").path(&format!("/{class}")));
        let report = world.run("nightly").await;
        assert!(waiting(&report) > 0, "{class}: {:?}", report.entries);
        let then = (chrono::Utc::now() - chrono::TimeDelta::hours(2))
            .to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
        let behind = "UPDATE entries SET sent_at = ?1 WHERE sent_at IS NOT NULL";
        assert!(database.execute(behind, [then]).unwrap() > 0, "{class}");
        drop(database);
        world.run("nightly").await;
        tokio::time::sleep(seconds(40)).await;
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_never_handed_on_is_written_when_its_time_is_over() {
    each(["Manufacturer", "Computer", "Contract_Item"], |class| async move {
        let world = world(Options::default(), "3s", "2s").await;
        world.inject(Fault::status(502).method("POST").path(&format!("/{class}")));
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Partial, "{class}: {:?}", report.run.message);
        let early = world.run("nightly").await;
        assert!(waiting(&early) > 0, "{class}: {:?} {:?}", early.entries, early.rejects);
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_table_is_waited_for() {
    let tables = [
        ("Computer", TableLock::Read),
        ("Contract", TableLock::Read),
        ("Contract_Item", TableLock::Read),
        ("Manufacturer", TableLock::Read),
        ("Item_OperatingSystem", TableLock::Write),
    ];
    each(tables, |(class, lock)| async move {
        let world = world(Options::default(), "1s", "15m").await;
        world.control().lock_table(class, lock, seconds(200));
        // A lock that keeps from reading fails the run, or parts of it; nothing is made twice either way.
        let report = world.run("nightly").await;
        assert_ne!(report.run.state, RunState::Done, "{class}: {:?}", report.run.message);
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn updates_trash_and_restores_of_unknown_outcome_wait_too() {
    let world = world(Options::default(), "1s", "15m").await;
    world.job(
        "nightly",
        &format!(
            "{}[limits]\nupdate = \"off\"\nretire = \"off\"\n[missing]\naction = \"trash\"\n",
            super::fleet::JOB
        ),
    );
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &many(COUNT).replace(";C ", ";D "));
    world.inject(Fault::new(Effect::Slow(seconds(70))).method("PUT").path("/Computer"));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Partial);
    assert!(waiting(&report) > 0, "{:?}", report.entries);
    // A newer value is not written before the older one has landed, which would win otherwise.
    world.csv("computers.csv", &many(COUNT).replace(";C ", ";E "));
    let early = world.run("nightly").await;
    assert!(waiting(&early) > 0, "{:?} {:?}", early.entries, early.rejects);
    comes_to_rest_with(&world, "E").await;

    world.csv("computers.csv", &many(COUNT - 2).replace(";C ", ";E "));
    world.inject(Fault::new(Effect::Slow(seconds(70))).method("DELETE").path("/Computer"));
    let report = world.run("nightly").await;
    assert!(waiting(&report) > 0, "{:?}", report.entries);
    world.csv("computers.csv", &many(COUNT).replace(";C ", ";E "));
    comes_to_rest_with(&world, "E").await;
}

async fn comes_to_rest_with(world: &World, contact: &str) {
    comes_to_rest(world, contact).await;
    for row in world.glpi_rows("Computer") {
        assert!(row["contact"].as_str().unwrap().starts_with(contact), "{row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_lock_its_sessions_is_given_its_time() {
    each(CLASSES, |class| async move {
        let options = Options { locks_sessions: false, ..Options::default() };
        let world = world(options, "3s", "10s").await;
        world.inject(
            Fault::new(Effect::Late(seconds(70), Loss::Close)).method("POST").path(&format!("/{class}")),
        );
        let report = world.run("nightly").await;
        assert_eq!(report.run.state, RunState::Partial, "{class}: {:?}", report.run.message);
        assert!(waiting(&report) > 0, "{class}: {:?}", report.entries);
        comes_to_rest(&world, class).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_proves_the_end_a_person_is_asked_before_an_item_is_made_again() {
    let options = Options { locks_sessions: false, ..Options::default() };
    let world = world(options, "3s", "2s").await;
    world.inject(Fault::new(Effect::Close(Moment::BeforeCommit)).method("POST").path("/Computer"));
    let first = world.run("nightly").await;
    assert!(waiting(&first) > 0, "{:?}", first.entries);
    tokio::time::sleep(seconds(21)).await;
    for _ in 0..2 {
        let report = world.run("nightly").await;
        let asked: Vec<_> =
            report.questions.iter().filter(|a| a.question.topic == Topic::LateWrite).collect();
        assert_eq!(asked.len(), 1, "{:?}", report.questions);
        let answer = asked[0].question.answer.clone().unwrap();
        assert!(answer.english().contains(&format!("settle {}", first.run.id)), "{answer}");
        assert_eq!(report.rejects.len(), 4, "{:?}", report.rejects);
        assert_eq!(world.glpi_rows("Computer").len(), COUNT - 4);
    }
    world.requests();
    let outcome = world.program(&["settle", &first.run.id.to_string(), "--by", "tester"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let again = world.program(&["settle", &first.run.id.to_string()]).await;
    assert_eq!(again.code, Some(2), "{again:?}");
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?}", report.rejects);
    assert!(report.questions.iter().all(|a| a.question.topic != Topic::LateWrite || a.standing == stocktake::model::Standing::Solved));
    comes_to_rest(&world, "asked").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_server_itself_refuses_doubles_nobody_is_asked() {
    each(["Entity", "Location", "Contract_Item", "Infocom", "Item_OperatingSystem"], |class| async move {
        let options = Options { locks_sessions: false, ..Options::default() };
        let world = world(options, "3s", "1s").await;
        world.inject(
            Fault::new(Effect::Close(Moment::BeforeCommit)).method("POST").path(&format!("/{class}")),
        );
        let report = world.run("nightly").await;
        assert!(waiting(&report) > 0, "{class}: {:?}", report.entries);
        comes_to_rest(&world, class).await;
    })
    .await;
}

/// Kills the program while a write goes on, and what would prove the end of the write is lost.
async fn without_proof(lose: impl Fn(&World)) {
    let world = world(Options::default(), "5s", "3s").await;
    world.inject(Fault::new(Effect::Slow(seconds(18))).method("POST").path("/Computer"));
    let mut child =
        world.command(&["run", "nightly"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let store = world.store();
    until("a write of computers", || {
        let Some(run) = store.running("nightly").unwrap() else { return false };
        store.entries(&run.id).unwrap().iter().any(|e| e.class == "Computer")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(250)).await;
    child.kill().unwrap();
    ended(child).await;
    lose(&world);
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Partial, "{:?}", report.run.message);
    assert!(waiting(&report) > 0, "{:?}", report.rejects);
    comes_to_rest(&world, "without proof").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_gone_proves_nothing() {
    without_proof(|world| world.control().expire_sessions()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_settled_early_needs_no_session_in_the_next_night() {
    // The program is gone: what its session proves must be asked before PHP drops it.
    let world = world(Options::default(), "5s", "15m").await;
    world.inject(Fault::new(Effect::Slow(seconds(18))).method("POST").path("/Computer"));
    let mut child =
        world.command(&["run", "nightly"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let store = world.store();
    until("a write of computers", || {
        let Some(run) = store.running("nightly").unwrap() else { return false };
        store.entries(&run.id).unwrap().iter().any(|e| e.class == "Computer")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(250)).await;
    child.kill().unwrap();
    ended(child).await;
    world.requests();
    assert!(world.settle_early("nightly").await > 0);
    assert_eq!(store.open_entries("nightly").unwrap(), []);
    world.control().expire_sessions();
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?} {:?}", report.run.message, report.rejects);
    assert_eq!(report.questions.len(), 0, "{:?}", report.questions);
    comes_to_rest(&world, "settled early").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_without_the_key_waits() {
    without_proof(|world| std::fs::remove_file(world.folder().join("var/stocktake.key")).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_job_does_not_make_a_name_that_may_still_come() {
    let world = world(Options::default(), "1s", "15m").await;
    world.job("other", super::fleet::JOB);
    world.inject(Fault::new(Effect::Slow(seconds(70))).method("POST").path("/Manufacturer"));
    let report = world.run("nightly").await;
    assert!(waiting(&report) > 0, "{:?}", report.entries);
    let other = world.run("other").await;
    assert_eq!(other.run.state, RunState::Partial, "{:?}", other.run.message);
    assert!(
        other.rejects.iter().any(|reject| reject.reason.english().contains("may still be made there")),
        "{:?}",
        other.rejects
    );
    comes_to_rest(&world, "other").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_contracts_of_one_name_are_asked_about() {
    let world = world(Options::default(), "5s", "15m").await;
    world.run("nightly").await;
    world.requests();
    let row = world.glpi_row("Contract", "Service pc-001");
    let copy = serde_json::json!({ "name": "Service pc-001", "entities_id": row["entities_id"] });
    let link =
        world.glpi_rows("Contract_Item").into_iter().find(|link| link["contracts_id"] == row["id"]).unwrap();
    for contract in [world.human_adds("Contract", copy.clone()), world.human_adds("Contract", copy)] {
        let link = serde_json::json!({ "contracts_id": contract, "itemtype": "Computer", "items_id": link["items_id"] });
        world.human_adds("Contract_Item", link);
    }
    // Our own is gone, and two of its name are there.
    world.control().purge("Contract_Item", link["id"].as_i64().unwrap()).unwrap();
    let report = world.run("nightly").await;
    let reasons: Vec<&str> = report.rejects.iter().map(|reject| reject.reason.english()).collect();
    assert!(
        reasons.iter().any(|reason| reason.contains("2 contracts are called `Service pc-001`")),
        "{reasons:?}"
    );
    assert_eq!(world.glpi_rows("Contract").len(), COUNT + 2);
    world.requests();
}
