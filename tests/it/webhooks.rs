//! Those who are told of changes by HTTP: once for each change, signed, in order, again until they take it, and never
//! what stands inside without being asked for.

mod formats;
mod lost;
pub mod receiver;
mod what;

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use super::fleet::{JOB, PC_1, PC_2, table, two_computers};
use super::world::{Outcome, Program, World, until};
use receiver::{Message, Receiver, Reply};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER: &str = "whsec_c3RvY2t0YWtlLXJvdGF0ZXMtaXRz";

/// A project with a webhook `chat`, and who stands behind it.
async fn world(lines: &str) -> (World, Receiver) {
    let world = two_computers().await;
    let receiver = Receiver::start().await;
    tells(&world, &receiver, lines);
    (world, receiver)
}

/// Adds the webhook `chat` to a project.
fn tells(world: &World, receiver: &Receiver, lines: &str) {
    world.file("secrets/address", receiver.url());
    world.file("secrets/hook", SECRET);
    world.add_settings(&format!(
        "[webhook.chat]\nurl = \"file:secrets/address\"\nsecret = \"file:secrets/hook\"\nallow_private = true\n{lines}\n"
    ));
}

/// Takes the file of the job away: it fails.
fn break_it(world: &World) {
    std::fs::remove_file(world.folder().join("computers.csv")).unwrap();
}

fn mend_it(world: &World) {
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
}

async fn run(world: &World, code: i32) -> Outcome {
    let outcome = world.program(&["-vv", "run", "nightly"]).await;
    assert_eq!(outcome.code, Some(code), "{outcome:?}");
    assert!(!outcome.stderr.contains("hush") && !outcome.stdout.contains("hush"), "{outcome:?}");
    world.requests();
    outcome
}

/// The schedule, with its log in a file.
fn serve(world: &World) -> Program {
    let log = std::fs::File::create(world.folder().join("serve.log")).unwrap();
    Program::start(world.command(&["-v", "serve"]).stdout(Stdio::null()).stderr(log))
}

/// Changes the state past the program.
fn sql(world: &World, statement: &str) {
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    assert!(database.execute(statement, []).unwrap() > 0, "{statement}");
}

/// Waits until it is noted what was taken: a program that is killed before holds its message for a while.
async fn all_noted(world: &World) {
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    let left = "SELECT COUNT(*) FROM webhook_messages WHERE state <> 'sent'";
    until("it is noted", || database.query_row(left, [], |row| row.get::<_, i64>(0)).unwrap() == 0).await;
}

/// It is time for the next try.
fn time_passes(world: &World) {
    sql(
        world,
        "UPDATE webhook_messages SET next_try_at = '2020-01-01T00:00:00.000000Z', claimed_until = NULL",
    );
}

/// The only webhook as `webhooks` lists it.
async fn listed(world: &World) -> Value {
    let all = world.json(&["webhooks"]).await;
    assert!(!all.to_string().contains("hush"), "{all}");
    all[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_once_signed_and_what_changes_nothing_is_not_told() {
    let (world, receiver) = world("").await;
    assert_eq!(world.program(&["check"]).await.code, Some(0));
    run(&world, 0).await;
    assert_eq!(receiver.count(), 0);
    break_it(&world);
    run(&world, 1).await;
    run(&world, 1).await;
    mend_it(&world);
    run(&world, 0).await;
    run(&world, 0).await;
    // Neither is a plan a run, nor does a job do better because somebody takes its run back.
    assert_eq!(world.program(&["plan", "nightly"]).await.code, Some(0));
    let first = world.store().runs(None, 10).unwrap().pop().unwrap().id;
    world.program(&["undo", &first.0]).await;
    world.requests();
    let messages = receiver.messages();
    let kinds: Vec<String> = messages.iter().map(Message::kind).collect();
    assert_eq!(kinds, ["job.failed", "job.recovered"]);
    assert!(messages.iter().all(|message| message.is_signed_by(SECRET) && !message.is_signed_by(OTHER)));
    assert_eq!(messages[0].line, "POST /hush-hush");
    assert_eq!(messages[0].header("content-type"), "application/json");
    let (failed, recovered) = (messages[0].json(), messages[1].json());
    assert_eq!(failed["data"]["job"], "nightly");
    assert_eq!(
        (&failed["data"]["title"], &failed["data"]["state"]),
        (&"nightly failed".into(), &"failed".into())
    );
    assert!(failed["data"]["reason"].as_str().unwrap().contains("computers.csv"), "{failed}");
    let broke = world.store().runs(None, 10).unwrap()[4].clone();
    assert_eq!(failed["data"]["run"], broke.id.0.as_str());
    let since = broke.finished_at.unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    assert_eq!(recovered["data"]["since"], since.as_str());
    let list = listed(&world).await;
    assert_eq!(
        (&list["waiting"], &list["given_up"], &list["last_error"]),
        (&0.into(), &0.into(), &Value::Null)
    );
    assert!(list["last_sent_at"].is_string(), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_take_a_message_gets_the_same_one_again() {
    let (world, receiver) = world("timeout = \"1s\"").await;
    receiver.answers([Reply::Status(500), Reply::Cut, Reply::Silence]);
    break_it(&world);
    let outcome = run(&world, 1).await;
    assert!(outcome.stderr.contains("a webhook was not taken and is tried again"), "{outcome:?}");
    assert!(outcome.stderr.contains("HTTP 500: the answer of /***"), "{outcome:?}");
    for tries in 1..3 {
        let list = listed(&world).await;
        assert_eq!((&list["waiting"], list["last_error"].is_string()), (&1.into(), true), "{list}");
        // It is not tried before its time.
        run(&world, 1).await;
        assert_eq!(receiver.count(), tries);
        time_passes(&world);
        run(&world, 1).await;
        assert_eq!(receiver.count(), tries + 1);
    }
    time_passes(&world);
    run(&world, 1).await;
    let messages = receiver.messages();
    assert_eq!(messages.len(), 4);
    assert!(messages.iter().all(|message| message.is_signed_by(SECRET)));
    assert!(
        messages.iter().all(|message| (message.id(), &message.body) == (messages[0].id(), &messages[0].body))
    );
    assert_eq!(listed(&world).await["waiting"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_gone_is_given_up_at_once_until_somebody_tries_again() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::Status(410)]);
    break_it(&world);
    let outcome = run(&world, 1).await;
    assert!(outcome.stderr.contains("a webhook is given up"), "{outcome:?}");
    let list = listed(&world).await;
    assert_eq!((&list["waiting"], &list["given_up"]), (&0.into(), &1.into()), "{list}");
    assert!(list["last_error"].as_str().unwrap().contains("410"), "{list}");
    let doctor = world.program(&["doctor"]).await;
    assert!(doctor.stdout.contains("webhooks: 0 wait, 1 given up"), "{doctor:?}");
    assert!(!doctor.stdout.contains("hush"), "{doctor:?}");
    run(&world, 1).await;
    let first = receiver.messages();
    assert_eq!(first.len(), 1);
    let again = world.program(&["webhooks", "retry", "chat"]).await;
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), "1 message for chat is tried again.\n"));
    assert_eq!(receiver.messages()[0].id(), first[0].id());
    assert_eq!(listed(&world).await["given_up"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_given_up_after_days() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::Status(500), Reply::Status(500)]);
    break_it(&world);
    run(&world, 1).await;
    sql(
        &world,
        "UPDATE webhook_messages SET attempts = 70, next_try_at = '2020-01-01T00:00:00.000000Z', \
         made_at = strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-4 days')",
    );
    run(&world, 1).await;
    assert_eq!((receiver.count(), &listed(&world).await["given_up"]), (2, &1.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_be_left_alone_is_left_alone() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::With(503, "retry-after: 7200".to_owned())]);
    break_it(&world);
    run(&world, 1).await;
    let list = listed(&world).await;
    let next: chrono::DateTime<chrono::Utc> = list["next_try_at"].as_str().unwrap().parse().unwrap();
    let pause = (next - chrono::Utc::now()).num_seconds();
    assert!((6_000..=7_200).contains(&pause), "{list}");
    assert_eq!(receiver.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirection_is_not_followed() {
    let (world, receiver) = world("").await;
    let elsewhere = Receiver::start().await;
    for status in [301, 302, 307, 308] {
        receiver.answers([Reply::With(status, format!("location: {}", elsewhere.url()))]);
        let outcome = world.program(&["webhooks", "test", "chat"]).await;
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        assert!(outcome.stderr.contains("redirections are not followed"), "{outcome:?}");
        assert!(!outcome.stderr.contains("hush"), "{outcome:?}");
    }
    assert_eq!((receiver.count(), elsewhere.count()), (4, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stands_inside_is_not_reached_unless_that_is_allowed() {
    let world = two_computers().await;
    let receiver = Receiver::start().await;
    world.add_settings(&format!("[webhook.chat]\nurl = \"{}\"\n", receiver.url()));
    let outcome = world.program(&["check"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(
        outcome.stderr.contains("bad-host") && outcome.stderr.contains("allow_private = true"),
        "{outcome:?}"
    );
    world.settings(
        "",
        "[mail.files]\nfolder = \"var/mail\"\n[webhook.chat]\nurl = \"file:secrets/address\"\n",
    );
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0x7f000001", "0.0.0.0"] {
        world.file("secrets/address", format!("http://{host}:{}/hush-hush", receiver.port));
        assert_eq!(world.program(&["check"]).await.code, Some(0));
        let outcome = world.program(&["-vv", "webhooks", "test", "chat"]).await;
        assert_eq!(outcome.code, Some(1), "{host}: {outcome:?}");
        assert!(outcome.stderr.contains("in a private network"), "{host}: {outcome:?}");
        assert!(!outcome.stderr.contains("hush"), "{host}: {outcome:?}");
    }
    world.file("secrets/address", "ftp://hush-hush.example.org/");
    let outcome = world.program(&["webhooks", "test", "chat"]).await;
    assert!(outcome.stderr.contains("no address") && !outcome.stderr.contains("hush"), "{outcome:?}");
    assert_eq!(receiver.count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_killed_before_or_while_it_told_tells_later() {
    let (world, receiver) = world("timeout = \"50s\"").await;
    break_it(&world);
    receiver.answers([Reply::Silence]);
    let program = Program::start(&mut world.command(&["run", "nightly"]));
    until("the message is on its way", || receiver.count() == 1).await;
    // Killed.
    drop(program);
    let first = receiver.messages().remove(0);
    assert_eq!(world.store().runs(None, 1).unwrap()[0].state, stocktake::model::RunState::Failed);
    // It is claimed by a program that is no more; no other one takes it before that claim has run out.
    run(&world, 1).await;
    assert_eq!(receiver.count(), 0);
    time_passes(&world);
    // The next run ends and its program tells nothing, as one that is killed right then.
    mend_it(&world);
    world.run("nightly").await;
    let schedule = serve(&world);
    let messages = receiver.until(2).await;
    drop(schedule);
    assert_eq!((messages[0].id(), messages[0].kind().as_str()), (first.id(), "job.failed"));
    assert_eq!(messages[1].kind(), "job.recovered");
    world.requests();
}

/// A command waits a moment only for a receiver that takes and does not answer: what it gives back goes on at its time, and
/// not when its claim would have ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_waits_no_longer_gives_the_message_back() {
    let (world, receiver) = world("timeout = \"1m\"").await;
    receiver.answers([Reply::Silence]);
    break_it(&world);
    run(&world, 1).await;
    assert_eq!(receiver.count(), 1, "it arrived, and is not known to be taken");
    assert!(listed(&world).await["last_error"].as_str().unwrap().contains("no answer"));
    // It is its time: whoever comes next has it at once.
    sql(&world, "UPDATE webhook_messages SET next_try_at = '2020-01-01T00:00:00.000000Z'");
    run(&world, 1).await;
    let ids: Vec<String> = receiver.messages().iter().map(Message::id).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_dead_holds_up_nobody_else() {
    let (world, receiver) = world("").await;
    let dead = Receiver::start().await;
    dead.answers(std::iter::repeat_n(Reply::Silence, 9));
    world.add_settings(&format!(
        "[webhook.a-dead]\nurl = \"{}\"\nallow_private = true\ntimeout = \"55s\"\n",
        dead.url()
    ));
    let _schedule = serve(&world);
    break_it(&world);
    world.run("nightly").await;
    assert_eq!(receiver.until(1).await[0].kind(), "job.failed");
    until("the dead one is asked", || dead.count() == 1).await;
    mend_it(&world);
    world.run("nightly").await;
    assert_eq!(receiver.until(1).await[0].kind(), "job.recovered");
    assert_eq!(dead.count(), 1, "its second message waits for the first");
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_send_a_message_once() {
    let (world, receiver) = world("").await;
    break_it(&world);
    world.run("nightly").await;
    mend_it(&world);
    world.run("nightly").await;
    let second = std::fs::File::create(world.folder().join("second.log")).unwrap();
    let _first = serve(&world);
    let _second = Program::start(world.command(&["serve"]).stdout(Stdio::null()).stderr(second));
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    let sent = "SELECT COUNT(*) FROM webhook_messages WHERE state = 'sent'";
    until("both are sent", || database.query_row(sent, [], |row| row.get::<_, i64>(0)).unwrap() == 2).await;
    assert_eq!(receiver.kinds(), ["job.failed", "job.recovered"]);
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_stuck_lets_the_others_pass_after_some_tries() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::Status(500)]);
    break_it(&world);
    run(&world, 1).await;
    mend_it(&world);
    run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["job.failed"], "the order is kept");
    sql(&world, "UPDATE webhook_messages SET attempts = 5 WHERE occasion = 'job.failed'");
    run(&world, 0).await;
    assert!(receiver.kinds().is_empty(), "nobody hears that a job is well again before that it was not");
    sql(&world, "UPDATE webhook_messages SET job = 'other' WHERE occasion = 'job.failed'");
    run(&world, 0).await;
    assert_eq!(receiver.kinds(), ["job.recovered"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_changed_without_a_gap_and_read_anew() {
    let (world, receiver) = world("").await;
    let text = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let both = text.replace("\"file:secrets/hook\"", "[\"file:secrets/hook\", \"file:secrets/other\"]");
    world.file("stocktake.toml", both);
    world.file("secrets/other", format!("{OTHER}\n"));
    assert_eq!(world.program(&["webhooks", "test", "chat"]).await.code, Some(0));
    let message = receiver.messages().remove(0);
    assert_eq!(message.header("webhook-signature").split(' ').count(), 2);
    assert!(message.is_signed_by(SECRET) && message.is_signed_by(OTHER));
    world.file("secrets/hook", "hush-hush is no secret");
    let outcome = world.program(&["webhooks", "test", "chat"]).await;
    assert!(outcome.stderr.contains("file:secrets/hook is no secret of Standard Webhooks"), "{outcome:?}");
    assert!(!outcome.stderr.contains("hush"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_tells_what_was_answered() {
    let (world, receiver) = world("token = \"file:secrets/token-of-ntfy\"").await;
    world.file("secrets/token-of-ntfy", "tk_hush-hush-hush\n");
    let outcome = world.program(&["webhooks", "test", "chat"]).await;
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), "chat took the test (HTTP 200).\n"));
    let message = receiver.messages().remove(0);
    assert_eq!(
        (message.kind().as_str(), message.header("authorization")),
        ("webhook.test", "Bearer tk_hush-hush-hush")
    );
    receiver.answers([Reply::Status(404)]);
    let outcome = world.program(&["-vv", "webhooks", "test", "chat"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(
        outcome.stderr.contains("chat did not take the test: HTTP 404: the answer of /***"),
        "{outcome:?}"
    );
    assert!(!outcome.stderr.contains("hush"), "{outcome:?}");
    let outcome = world.program(&["webhooks", "test", "chatt"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("no webhook is called `chatt`; did you mean `chat`?"), "{outcome:?}");
    // Trying changes nothing of what waits.
    assert_eq!(listed(&world).await["last_sent_at"], Value::Null);
    let table = world.program(&["webhooks"]).await;
    assert!(table.stdout.contains("chat  standard  file:secrets/address"), "{table:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_measured() {
    let (world, receiver) = world("").await;
    receiver.answers([Reply::Status(500)]);
    break_it(&world);
    run(&world, 1).await;
    let console = super::web::Console::open(&world).await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let text = client.get(format!("{}/metrics", console.url)).send().await.unwrap().text().await.unwrap();
    for line in [
        "stocktake_webhook_messages_waiting{webhook=\"chat\"} 1",
        "stocktake_webhook_messages_given_up{webhook=\"chat\"} 0",
        "stocktake_webhook_messages_oldest_waiting_timestamp_seconds{webhook=\"chat\"} 17",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("hush"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_go_with_the_history_of_their_job() {
    let (world, receiver) = world("").await;
    break_it(&world);
    run(&world, 1).await;
    assert_eq!(receiver.kinds(), ["job.failed"]);
    sql(&world, "UPDATE webhook_messages SET made_at = '2020-01-01T00:00:00.000000Z'");
    run(&world, 1).await;
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    let count = |table: &str| {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        database.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!((count("webhook_messages"), count("webhook_jobs")), (0, 1), "what was told is still known");
    run(&world, 1).await;
    assert_eq!(receiver.count(), 0);
}
