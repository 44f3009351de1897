//! `db`: what an administrator does with the state database: a backup each night, a restore after a bad day, a move.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::Value;

use super::fleet::{JOB, two_computers};
use super::world::World;

async fn told(world: &World, arguments: &[&str]) -> String {
    let outcome = world.program(arguments).await;
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome.stdout
}

/// A world with one run behind it.
async fn after_a_run() -> World {
    let world = two_computers().await;
    world.job("nightly", JOB);
    told(&world, &["run", "nightly"]).await;
    world.requests();
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_since_a_backup_is_all_that_is_lost() {
    let world = after_a_run().await;
    let file = world.folder().join("backup.db");
    let name = file.to_str().unwrap();
    let said = told(&world, &["db", "backup", name]).await;
    assert!(said.contains("links") && said.contains("digests of both are the same"), "{said}");
    let again = world.program(&["db", "backup", name]).await;
    assert!(again.code == Some(2) && again.stderr.contains("never overwrites"), "{again:?}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "names and serials");
    }

    // The state is gone: without it the next run would take every computer for a new one.
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(world.folder().join(format!("var/stocktake.db{ending}")));
    }
    let said = told(&world, &["db", "restore", name]).await;
    assert!(said.contains("digests of both are the same"), "{said}");
    let plan = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;
    assert_eq!(plan.code, Some(0), "nothing to do, as before: {plan:?}");
    world.requests();

    // What is there is never overwritten by mistake, and kept when it is meant.
    let refused = world.program(&["db", "restore", name]).await;
    assert!(refused.code == Some(2) && refused.stderr.contains("--replace"), "{refused:?}");
    let said = told(&world, &["db", "restore", name, "--replace"]).await;
    let aside = said.split("is kept in ").nth(1).unwrap().lines().next().unwrap().trim_end_matches('.');
    assert!(std::path::Path::new(aside).is_file(), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_backup_changes_nothing() {
    let world = after_a_run().await;
    let before = told(&world, &["db", "status", "--format", "json"]).await;
    let csv = world.file("some.csv", "a;b\n1;2\n");
    let empty = world.file("empty.db", "");
    for file in [csv, empty, world.folder().join("nowhere.db")] {
        let outcome = world.program(&["db", "restore", file.to_str().unwrap(), "--replace"]).await;
        assert!(matches!(outcome.code, Some(1 | 2)), "{file:?}: {outcome:?}");
        assert!(outcome.stderr.contains(file.file_name().unwrap().to_str().unwrap()), "{outcome:?}");
    }
    assert_eq!(told(&world, &["db", "status", "--format", "json"]).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_says_what_it_is_and_makes_nothing() {
    let world = two_computers().await;
    world.job("nightly", JOB);
    let said = told(&world, &["db", "status"]).await;
    assert!(said.contains("there is no state database"), "{said}");
    assert!(!world.folder().join("var/stocktake.db").exists());
    told(&world, &["run", "nightly"]).await;
    world.requests();
    let said = told(&world, &["db", "status"]).await;
    assert!(said.contains("SQLite 3.") && said.contains("finds nothing wrong"), "{said}");
    assert!(said.lines().any(|line| line.split_whitespace().eq(["links", "2"])), "{said}");
    let json: Value =
        serde_json::from_str(&told(&world, &["db", "status", "--format", "json"]).await).unwrap();
    assert_eq!((&json["rows"]["runs"], &json["standing"]["damage"]), (&1.into(), &serde_json::json!([])));
    let french = told(&world, &["db", "status", "--language", "fr"]).await;
    assert!(french.contains("Base d'état") && french.contains("LIGNES"), "{french}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_to_another_database_is_compared_and_refused_into_a_full_one() {
    let world = after_a_run().await;
    let to = format!("sqlite:{}", world.folder().join("moved/stocktake.db").display());
    let said = told(&world, &["db", "copy", "--to", &to]).await;
    assert!(said.contains("[state] of stocktake.toml"), "{said}");
    let full = world.program(&["db", "copy", "--to", &to]).await;
    assert!(full.code == Some(1) && full.stderr.contains("holds rows already"), "{full:?}");
    let wrong = world.program(&["db", "copy", "--to", "mysql://db/state"]).await;
    assert!(wrong.code == Some(2) && wrong.stderr.contains("SQLite or PostgreSQL"), "{wrong:?}");
    let bare = world.program(&["db", "copy", "--to", "postgres://u:hunter2@db/state"]).await;
    assert!(bare.code == Some(2) && !bare.stderr.contains("hunter2"), "{bare:?}");
    world.settings("", "[mail.files]\nfolder = \"var/mail\"\n");
    let text = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    world.file("stocktake.toml", text.replace("sqlite:var/stocktake.db", &to));
    let plan = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;
    assert_eq!(plan.code, Some(0), "nothing to do, as before: {plan:?}");
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn old_runs_are_counted_before_they_are_forgotten() {
    let world = after_a_run().await;
    let said = told(&world, &["db", "prune", "--dry-run"]).await;
    assert!(said.contains("No run is old enough"), "{said}");
    world.job("nightly", &format!("{JOB}\n[history]\nkeep_days = 1\nkeep_runs = 1\n"));
    told(&world, &["run", "nightly"]).await;
    world.requests();
    let told_of = told(&world, &["db", "prune"]).await;
    assert!(told_of.contains("No run is old enough"), "the runs are of today: {told_of}");
}
