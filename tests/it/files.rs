//! The files of a job: which are read, which are left out, and what becomes of them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use stocktake::model::RunState;
use stocktake::practice::glpi::Options;

use super::fleet::{PC_1, PC_2, fleet, table};
use super::world::{World, age};

async fn with_feed(lines: &str) -> World {
    let world = fleet(Options::default()).await;
    world.job("nightly", &format!("[[feed]]\nmapping = \"computers\"\n{lines}\n"));
    world.watch_mails();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_applied_is_skipped_until_it_changes() {
    let world = with_feed("path = \"computers.csv\"\nonce = true").await;
    world.csv("computers.csv", &table(&[PC_1]));
    world.run("nightly").await;
    assert!(!world.requests().is_empty());

    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains("computers.csv was applied before"), "{outcome:?}");
    assert_eq!(world.control().take_requests().len(), 0, "the desk was asked for nothing");

    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert_eq!(world.mails().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_moved_after_success_and_stays_after_a_refusal() {
    let world = with_feed("path = \"in/*.csv\"\nmove_to = \"done\"").await;
    world.csv("in/empty.csv", &table(&[]));
    assert_eq!(world.run("nightly").await.run.state, RunState::Refused);
    assert!(world.folder().join("in/empty.csv").exists());
    std::fs::remove_file(world.folder().join("in/empty.csv")).unwrap();

    for lines in [&[PC_1][..], &[PC_1, PC_2]] {
        world.csv("in/computers.csv", &table(lines));
        assert_eq!(world.run("nightly").await.run.state, RunState::Done);
    }
    assert_eq!(std::fs::read_dir(world.folder().join("in")).unwrap().count(), 0);
    assert_eq!(
        std::fs::read_dir(world.folder().join("done")).unwrap().count(),
        2,
        "no file replaced the other"
    );
    assert!(!world.requests().is_empty());
    assert_eq!(world.mails().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_or_all_files_of_a_pattern_are_read() {
    let world = with_feed("path = \"in/*.csv\"").await;
    world.csv("in/b.csv", &table(&[PC_1]));
    world.csv("in/a.csv", &table(&[PC_2]));
    age(&world.folder().join("in/b.csv"), Duration::from_secs(3600));
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["pc-2"]);

    world.job("nightly", "[[feed]]\nmapping = \"computers\"\npath = \"in/*.csv\"\npick = \"all\"\n");
    let report = world.run("nightly").await;
    assert_eq!((report.counts.create, report.counts.unchanged), (1, 1));
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert!(!world.requests().is_empty());
    assert_eq!(world.mails().len(), 2);
}

/// The run could not start: exit code 1, a mail that says why, and no write.
async fn cannot_run(world: &World, why: &str) {
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.contains(why), "`{why}` is not in {outcome:?}");
    let mails = world.mails();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].text.replace("\r\n", " ").contains(why), "{mails:?}");
    world.wrote_nothing();
    assert_eq!(world.glpi_names("Computer"), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_not_renewed_is_refused() {
    let world = with_feed("path = \"computers.csv\"\nmax_age = \"2d\"").await;
    world.csv("computers.csv", &table(&[PC_1]));
    age(&world.folder().join("computers.csv"), Duration::from_secs(3 * 86_400));
    cannot_run(&world, "computers.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_still_being_written_is_not_read() {
    let world = with_feed("path = \"computers.csv\"\nsettle = \"1s\"").await;
    world.csv("computers.csv", &table(&[PC_1]));
    let path = world.folder().join("computers.csv");
    let writing = tokio::spawn(async move {
        loop {
            use std::io::Write as _;
            let mut file = std::fs::File::options().append(true).open(&path).unwrap();
            writeln!(file, "more;Acme;;;;;;;;;;;;;;").unwrap();
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    });
    cannot_run(&world, "computers.csv").await;
    writing.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_read_fails_the_run() {
    let world = with_feed("path = \"computers.csv\"").await;
    cannot_run(&world, "computers.csv").await;
    world.csv("computers.csv", "");
    cannot_run(&world, "computers.csv").await;
    world.csv("computers.csv", "1;2;3\n4;5;6\n");
    cannot_run(&world, "computers.csv").await;
    world.file("computers.csv", [0xffu8, 0xfe, 0x00, 0xd8, 0x00].repeat(50));
    cannot_run(&world, "computers.csv").await;
    world.job("nightly", "[[feed]]\nmapping = \"computers\"\npath = \"computers.xlsx\"\n");
    world.file("computers.xlsx", "PK\u{3}\u{4} but no workbook");
    cannot_run(&world, "computers.xlsx").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_file_of_two_feeds_writes_nothing_of_either() {
    let world = fleet(Options::default()).await;
    world.csv("computers.csv", &table(&[PC_1]));
    world.mapping(
        "suppliers",
        "class = \"Supplier\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n",
    );
    world.job(
        "nightly",
        "[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n[[feed]]\nmapping = \"suppliers\"\npath = \"suppliers.csv\"\n",
    );
    cannot_run(&world, "suppliers.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_needs_more_than_it_may_fails_the_run_and_is_named() {
    let world = with_feed("path = \"computers.json\"").await;
    world.add_settings("[reading]\nmemory = \"64MiB\"\n");
    world.file("computers.json", format!("[{{\"Name\": \"{}\"}}]", "x".repeat(100 * 1024 * 1024)));
    cannot_run(&world, "computers.json needs more than 64 MiB of memory").await;
    let outcome = world.program(&["read", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("computers.json needs more than 64 MiB"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pipe_in_the_folder_is_refused_and_not_waited_for() {
    let world = with_feed("path = \"in/*.csv\"").await;
    std::fs::create_dir(world.folder().join("in")).unwrap();
    let mode = rustix::fs::Mode::RWXU;
    let path = world.folder().join("in/computers.csv");
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    cannot_run(&world, "in/computers.csv is a pipe (FIFO)").await;
}
