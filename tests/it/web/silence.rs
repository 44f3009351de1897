//! A monitor that pushes nothing any more is told once, and once that it does again; a program that was away calls nobody
//! silent.

use std::time::Duration;

use super::Console;
use super::pushing::{Pusher, alerts, body, job};
use crate::webhooks::receiver::Receiver;
use crate::world::{Mail, World, until};

/// The job with an inbox that may be silent for half an hour, and a webhook.
async fn watched() -> (World, Receiver) {
    let (world, receiver) = (alerts().await, Receiver::start().await);
    job(&world, "dead_man = \"30m\"\n");
    world.file("secrets/address", receiver.url());
    world.add_settings(
        "[webhook.chat]\nurl = \"file:secrets/address\"\nallow_private = true\nevents = [\"inbox.*\"]\n",
    );
    (world, receiver)
}

fn database(world: &World) -> rusqlite::Connection {
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    database
}

/// Who pushes was heard two hours ago, and a program looked so many seconds ago.
fn heard_two_hours_ago(world: &World, looked_ago: u32) {
    drop(world.store());
    let statement = format!(
        "INSERT INTO inboxes (job, heard_at, expected_from, listening_from, watched_at) SELECT 'tickets', at, at, at, \
         strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-{looked_ago} seconds') FROM \
         (SELECT strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-2 hours') AS at)"
    );
    assert_eq!(database(world).execute(&statement, []).unwrap(), 1);
}

fn watched_at(world: &World) -> String {
    database(world).query_row("SELECT watched_at FROM inboxes", [], |row| row.get(0)).unwrap()
}

/// The mails about the inbox since the last look.
fn told(world: &World) -> Vec<Mail> {
    world.mails().into_iter().filter(|mail| mail.subject.contains("pushed")).collect()
}

async fn mailed(world: &World) -> Mail {
    let mut mails = Vec::new();
    until("a mail", || {
        mails.extend(told(world));
        !mails.is_empty()
    })
    .await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monitor_that_falls_silent_is_told_once_and_that_it_is_back_once() {
    let (world, receiver) = watched().await;
    // Another program listened until a moment ago.
    heard_two_hours_ago(&world, 5);
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let mail = mailed(&world).await;
    assert_eq!(mail.subject, "[stocktake] tickets: nothing is pushed any more");
    assert!(mail.text.contains("Silence may last 30 minutes."), "{}", mail.text);
    assert!(mail.text.contains("stocktake read tickets"), "{}", mail.text);
    let messages = receiver.until(1).await;
    assert_eq!(messages[0].kind(), "inbox.silent");
    assert_eq!(messages[0].json()["data"]["job"], "tickets");
    assert!(messages[0].json()["data"]["since"].is_string(), "{:?}", messages[0]);
    let figures = console.figures().await;
    assert!(figures.contains("stocktake_inbox_silent{job_name=\"tickets\"} 1\n"), "{figures}");
    assert!(figures.contains("stocktake_inbox_dead_man_seconds{job_name=\"tickets\"} 1800.0\n"), "{figures}");
    let doctor = world.program(&["doctor"]).await;
    let found = doctor.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(found.contains("inbox of tickets: silent for too long (last push "), "{doctor:?}");

    // Whatever comes is a sign of life, an empty list, too.
    monitor.stored(&serde_json::json!([])).await;
    let mail = mailed(&world).await;
    assert_eq!(mail.subject, "[stocktake] tickets: something is pushed again");
    assert_eq!(receiver.until(1).await[0].kind(), "inbox.recovered");
    let figures = console.figures().await;
    assert!(figures.contains("stocktake_inbox_silent{job_name=\"tickets\"} 0\n"), "{figures}");
    let doctor = world.program(&["doctor"]).await;
    assert!(doctor.stdout.contains("inbox of tickets: last push "), "{doctor:?}");

    // Nothing is told twice.
    let looked = watched_at(&world);
    until("another look", || watched_at(&world) != looked).await;
    assert_eq!((told(&world).len(), receiver.count()), (0, 0));
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_body_once_more_is_a_sign_of_life() {
    let (world, _receiver) = watched().await;
    let console = Console::open(&world).await;
    let monitor = Pusher::new(&console, "tickets").await;
    let first = monitor.stored(&body(&[("Watchdog", "firing")])).await;
    let aged = "UPDATE inboxes SET heard_at = '2020-01-01T00:00:00.000000Z'";
    assert_eq!(database(&world).execute(aged, []).unwrap(), 1);
    assert_eq!(monitor.stored(&body(&[("Watchdog", "firing")])).await, first, "it is the same push");
    let heard: String =
        database(&world).query_row("SELECT heard_at FROM inboxes", [], |row| row.get(0)).unwrap();
    assert!(heard.as_str() > "2026", "{heard}");
    console.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_away_for_hours_calls_nobody_silent_at_its_start() {
    let (world, receiver) = watched().await;
    heard_two_hours_ago(&world, 7_000);
    let before = watched_at(&world);
    let console = Console::open(&world).await;
    until("a look", || watched_at(&world) != before).await;
    let first = watched_at(&world);
    until("another look", || watched_at(&world) != first).await;
    assert_eq!((told(&world).len(), receiver.count()), (0, 0));
    let doctor = world.program(&["doctor"]).await;
    assert!(doctor.stdout.contains("inbox of tickets: last push "), "{doctor:?}");
    console.stop().await;
    assert_eq!(
        database(&world)
            .execute("UPDATE inboxes SET watched_at = '2020-01-01T00:00:00.000000Z'", [])
            .unwrap(),
        1
    );
    let doctor = world.program(&["doctor"]).await;
    let found = doctor.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(found.contains("no program listens to it (stocktake serve --web)"), "{doctor:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_pushed_has_a_silence_to_be_told() {
    let (world, _receiver) = watched().await;
    let text = std::fs::read_to_string(world.folder().join("jobs/tickets.toml")).unwrap();
    let asked = text
        .replace("from = \"alertmanager\"\n", "path = \"alerts/*.json\"\n")
        .replace("[feed.inbox]", "[feed.json]");
    world.file("jobs/tickets.toml", asked);
    let check = world.program(&["check"]).await;
    assert_eq!(check.code, Some(2), "{check:?}");
    assert!(check.stderr.contains("nothing is pushed to this feed"), "{check:?}");
}
