//! A job whose records come from a database: from its query to GLPI, and what is remembered between runs.

#![expect(clippy::unwrap_used, reason = "tests")]

use rusqlite::Connection;
use stocktake::model::RunState;

use super::world::World;

const MAPPING: &str = "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\n\
    name = { column = \"Name\", required = true }\nserial = { column = \"Serial\" }\ncomment = { column = \"Bought\", type = \"date\" }\n";

const QUERY: &str = "-- Machines that were bought and not sold.\n\
    SELECT name AS Name, serial AS Serial, bought AS Bought, changed\n  FROM machines\n WHERE site = :site";

/// A project with a database of machines, and the job `nightly` that asks it.
async fn world(since: &str) -> World {
    let world = World::new().await;
    world.watch_mails();
    world.add_settings("[system.assets.sql.sqlite]\npath = \"data/assets.db\"\n");
    world.mapping("computers", MAPPING);
    let query = if since.is_empty() { QUERY.to_owned() } else { format!("{QUERY} AND changed > :since") };
    world.file("queries/machines.sql", query);
    world.job(
        "nightly",
        &format!(
            "[limits]\nshrink_percent = 30\n[missing]\naction = \"trash\"\nafter_runs = 1\n\
             [[feed]]\nmapping = \"computers\"\nfrom = \"assets\"\n[feed.sql]\nquery_file = \"queries/machines.sql\"\n\
             {since}\n[feed.sql.parameters]\nsite = \"Lyon\"\n"
        ),
    );
    std::fs::create_dir_all(world.folder().join("data")).unwrap();
    sql(
        &world,
        "CREATE TABLE machines (name TEXT, serial TEXT, bought TEXT, site TEXT, changed TEXT);
         INSERT INTO machines VALUES ('pc-1', 'SN1', '2026-01-02', 'Lyon', '2026-11-01 10:00:00'),
            ('pc-2', 'SN2', NULL, 'Lyon', '2026-11-02 10:00:00'), ('pc-3', 'SN3', NULL, 'Paris', '2026-11-02 10:00:00')",
    );
    world
}

fn sql(world: &World, text: &str) {
    Connection::open(world.folder().join("data/assets.db")).unwrap().execute_batch(text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_query_become_items_and_a_second_run_plans_nothing() {
    let world = world("").await;
    let check = world.program(&["check", "--connect"]).await;
    assert!(check.stdout.contains("answers queries/machines.sql with 4 columns"), "{check:?}");
    let first = world.run("nightly").await;
    assert_eq!(first.run.state, RunState::Done);
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert_eq!(world.glpi_row("Computer", "pc-1")["comment"], "2026-01-02");
    assert!(!world.writes().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
    assert!(std::fs::read_dir(world.folder().join("var/spool")).unwrap().next().is_none(), "nothing stays");
    sql(&world, "DELETE FROM machines WHERE name = 'pc-2'");
    world.run("nightly").await;
    assert!(!world.writes().is_empty(), "what the query does not give any more is gone");
    assert!(!world.mails().is_empty());
    let _ = world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_only_retire_nothing_and_are_asked_for_again_after_a_reject() {
    let world = world("since = { column = \"changed\", first = \"2000-01-01\", overlap = \"0s\" }").await;
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    assert!(!world.writes().is_empty());
    let nothing = world.run("nightly").await;
    assert_eq!(nothing.run.state, RunState::Done, "{nothing:?}");
    world.wrote_nothing();
    sql(&world, "UPDATE machines SET name = 'pc-2b', changed = '2026-11-03 10:00:00' WHERE serial = 'SN2'");
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2b"], "nothing is retired");
    assert!(!world.writes().is_empty());
    // A row without a name is rejected: what has changed since is asked for until it is mended.
    sql(
        &world,
        "INSERT INTO machines VALUES (NULL, 'SN4', NULL, 'Lyon', '2026-11-04 10:00:00'),
            ('pc-5', 'SN5', NULL, 'Lyon', '2026-11-05 10:00:00')",
    );
    world.run("nightly").await;
    sql(&world, "UPDATE machines SET name = 'pc-4' WHERE serial = 'SN4'");
    world.run("nightly").await;
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2b", "pc-4", "pc-5"]);
    assert!(!world.writes().is_empty() && !world.mails().is_empty());
    let _ = world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_fails_fails_the_run_and_touches_nothing() {
    let world = world("").await;
    world.run("nightly").await;
    assert!(!world.writes().is_empty());
    sql(&world, "ALTER TABLE machines RENAME COLUMN serial TO serial_number");
    let outcome = world.program(&["run", "nightly"]).await;
    assert_ne!(outcome.code, Some(0));
    let told = "queries/machines.sql:2: SQLite";
    let said = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains(told) && said.contains("no such column: serial"), "{outcome:?}");
    world.wrote_nothing();
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
    let check = world.program(&["check", "--connect"]).await;
    assert!(check.stdout.contains("FAIL assets: ") && check.stdout.contains(told), "{check:?}");
    world.file("queries/machines.sql", "SELECT 1; DROP TABLE machines");
    let check = world.program(&["check"]).await;
    assert!(check.stderr.contains("queries/machines.sql:1: a second statement"), "{check:?}");
    assert!(!world.mails().is_empty());
    let _ = world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_a_file_look_into_a_database() {
    let world = world("").await;
    world.mapping(
        "computers",
        "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nname = { column = \"Name\" }\n\
         serial = { column = \"Serial\" }\ncontact = { column = \"mail\" }\n",
    );
    world.csv("computers.csv", "Name;Serial;User\npc-1;SN1;Zoe\npc-2;SN2;ada\npc-3;SN3;nobody\n");
    let lookup = "[[feed]]\nmapping = \"computers\"\npath = \"computers.csv\"\n\
        [[feed.lookup]]\nfrom = \"assets\"\ncolumn = \"User\"\nkey = \"login\"\ncolumns = [\"mail\"]\n\
        [feed.lookup.sql]\nquery = \"SELECT login, mail FROM people\"\n";
    world.job("nightly", lookup);
    sql(
        &world,
        "CREATE TABLE people (login TEXT, mail TEXT);
        INSERT INTO people VALUES ('zoe', 'zoe@example.org'), ('ada', 'ada@example.org')",
    );
    world.run("nightly").await;
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "zoe@example.org");
    assert_eq!(world.glpi_row("Computer", "pc-2")["contact"], "ada@example.org");
    let check = world.program(&["check", "--connect"]).await.stdout;
    assert!(
        check.contains("lookup of `User`: query") && check.contains("with 2 columns: login, mail"),
        "{check}"
    );
    assert!(!world.writes().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
    sql(&world, "DROP TABLE people");
    let check = world.program(&["check", "--connect"]).await;
    let told = "FAIL assets: lookup of `User`: query";
    assert!(check.code == Some(1) && check.stdout.contains(told), "{check:?}");
    let outcome = world.program(&["run", "nightly"]).await;
    assert!(outcome.code != Some(0) && outcome.stdout.contains("no such table: people"), "{outcome:?}");
    world.wrote_nothing();
    let since = "query = \"SELECT login FROM people WHERE login > :since\"\nsince = { column = \"login\", first = 0 }";
    world.job("nightly", &lookup.replace("query = \"SELECT login, mail FROM people\"", since));
    let check = world.program(&["check"]).await;
    assert!(check.stderr.contains("leave `since` out"), "{check:?}");
    assert!(!world.mails().is_empty());
    let _ = world.requests();
}
