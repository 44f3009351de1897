//! Mails of runs: written as files, kept when the server is down, and sent only when wanted.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::examples::{stocktake, text};
use super::fleet::{JOB, PC_1, PC_2, table, two_computers};
use super::world::{World, until};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_leaves_a_mail_and_its_page() {
    let world = two_computers().await;
    world.watch_mails();
    world.run("nightly").await;
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].subject.starts_with("[stocktake] nightly"), "{mails:?}");
    assert!(mails[0].text.contains("pc-1") && mails[0].html.contains("pc-1"), "{mails:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_sent_only_when_the_job_wants_them() {
    let world = two_computers().await;
    world.watch_mails();
    world.job("nightly", &format!("{JOB}[report]\nsend = \"problems\"\n"));
    world.run("nightly").await;
    assert_eq!(world.mails().len(), 0, "nothing went wrong");
    world.csv("computers.csv", &table(&[PC_1, PC_2, PC_2]));
    world.run("nightly").await;
    assert_eq!(world.mails().len(), 1, "two rows were rejected");

    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    world.job("nightly", &format!("{JOB}[report]\nsend = \"changes\"\n"));
    world.run("nightly").await;
    assert_eq!(world.mails().len(), 0, "nothing changed");
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    world.run("nightly").await;
    assert_eq!(world.mails().len(), 1, "something changed");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_changes_alone_the_first_good_run_is_told_and_a_quiet_night_is_not() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    // In a new state everything is there already.
    std::fs::remove_file(world.folder().join("var/stocktake.db")).unwrap();
    world.watch_mails();
    world.job("nightly", &format!("{JOB}[report]\nsend = \"changes\"\n"));
    let computers = std::fs::read(world.folder().join("computers.csv")).unwrap();
    std::fs::remove_file(world.folder().join("computers.csv")).unwrap();
    world.run("nightly").await;
    assert!(world.mails()[0].subject.contains("failed"), "it failed, and is told");
    world.file("computers.csv", computers);
    assert_eq!(world.run("nightly").await.run.applied, 0);
    let mails = world.mails();
    assert_eq!(mails.len(), 1, "it works: {mails:?}");
    for _ in 0..2 {
        world.run("nightly").await;
        assert_eq!(world.mails().len(), 0, "nothing happened, and nothing waits");
    }
    world.wrote_nothing();
}

/// What `init` writes, with the mails of its `stocktake.toml` turned on.
#[test]
fn a_new_project_sends_a_mail_of_what_it_did_and_none_of_a_quiet_night() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let output = stocktake(folder.path(), "C", arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    };
    run(&["init", ".", "--yes"]);
    let path = folder.path().join("stocktake.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    let (before, mail) = settings.split_once("# [mail]").unwrap();
    let mail: Vec<&str> = mail.lines().map(|line| line.trim_start_matches("# ")).collect();
    std::fs::write(&path, format!("{before}[mail]{}\n", mail.join("\n"))).unwrap();
    let mails = || std::fs::read_dir(folder.path().join("var/mail")).unwrap().count();
    run(&["run", "computers"]);
    assert_eq!(mails(), 2, "a mail and its page");
    run(&["run", "computers"]);
    run(&["run", "computers"]);
    assert_eq!(mails(), 2, "nothing happened");
}

fn by_smtp(world: &World, port: u16) {
    by_smtp_at(world, "127.0.0.1", port);
}

fn by_smtp_at(world: &World, host: &str, port: u16) {
    let transport =
        format!("[mail.smtp]\nhost = \"{host}\"\nport = {port}\ntls = \"none\"\ntimeout = \"2s\"\n");
    world.settings("", &transport);
}

/// Takes one mail and gives its text.
async fn take_one(listener: TcpListener) -> String {
    let (stream, _) = listener.accept().await.unwrap();
    let (reading, mut writing) = stream.into_split();
    let mut lines = BufReader::new(reading).lines();
    writing.write_all(b"220 practice ESMTP\r\n").await.unwrap();
    let mut mail = String::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        let reply = match line.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
            "EHLO" | "HELO" => "250 practice",
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await.unwrap();
                while let Some(line) = lines.next_line().await.unwrap() {
                    if line == "." {
                        break;
                    }
                    mail.push_str(&line);
                    mail.push('\n');
                }
                "250 taken"
            }
            "QUIT" => {
                writing.write_all(b"221 bye\r\n").await.unwrap();
                break;
            }
            _ => "250 fine",
        };
        writing.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
    }
    mail
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_waits_while_the_server_is_down_and_is_sent_by_a_later_run() {
    let world = two_computers().await;
    let listener = TcpListener::bind("127.0.0.9:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    // An address of its own: no parallel test takes the port while the server is down.
    by_smtp_at(&world, "127.0.0.9", port);

    let begin = Instant::now();
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, stocktake::model::RunState::Done);
    assert!(begin.elapsed() < Duration::from_secs(5), "the run waited for the mail");
    assert!(!world.requests().is_empty());
    let waiting = world.store().unsent_mails().unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert!(waiting[0].error.is_some(), "{waiting:?}");
    let shown = world.program(&["runs"]).await.stdout;
    let told = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("is not sent after 1 try, the next one is at 2"), "{shown}");

    let listener = TcpListener::bind(("127.0.0.9", port)).await.unwrap();
    let taken = tokio::spawn(take_one(listener));
    make_due(&world);
    world.job("nightly", &format!("{JOB}[report]\nsend = \"changes\"\n"));
    world.run("nightly").await;
    until("the mail is accepted", || world.store().unsent_mails().unwrap().is_empty()).await;
    let mail = taken.await.unwrap();
    assert!(mail.contains("Subject: [stocktake] nightly"), "{mail}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_says_nothing_holds_the_run_no_longer_than_its_timeout() {
    let world = two_computers().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    by_smtp(&world, listener.local_addr().unwrap().port());
    let begin = Instant::now();
    world.run("nightly").await;
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    assert!(!world.requests().is_empty());
    assert_eq!(world.store().unsent_mails().unwrap().len(), 1);
}

/// The time of the next try comes.
fn make_due(world: &World) {
    let database = rusqlite::Connection::open(world.folder().join("var/stocktake.db")).unwrap();
    let changed =
        database.execute("UPDATE outbox SET next_try_at = '2020-01-01T00:00:00.000000Z'", []).unwrap();
    assert_eq!(changed, 1);
}
