//! Complete lists: what is not listed is over, unless so much is missing that a right or a filter is likelier.

use rusqlite::Connection;

use super::*;

const MAPPING: &str = r#"
class = "Event"
[field]
key = { column = "id" }
host = { column = "host" }
severity = { column = "severity", values = { P1 = "critical", P2 = "warning" } }
since = { column = "since", zone = "UTC" }
title = { column = "text" }
[labels]
team = { column = "team" }
[[test]]
name = "a P1 is critical"
row = { id = "A-1", host = "db-1", severity = "P1", since = "2026-11-27 08:00:00" }
want = { key = "A-1", severity = "critical", since = "2026-11-27 08:00:00" }
"#;

const FEED: &str =
    "from = \"alarms\"\nabsence = \"over\"\n[feed.sql]\nquery = \"SELECT * FROM alarms WHERE open\"\n";

async fn alarms() -> World {
    let world = world(FEED, MAPPING).await;
    world.add_settings("[system.alarms.sql.sqlite]\npath = \"alarms.db\"\n");
    sql(
        &world,
        "CREATE TABLE alarms (id TEXT, host TEXT, severity TEXT, since TEXT, text TEXT, team TEXT, open INT)",
    );
    for nth in 1..=30 {
        sql(
            &world,
            &format!(
                "INSERT INTO alarms VALUES ('A-{nth}', 'db-{nth}', 'P1', '2026-11-27 08:00:00', 'down', 'dba', 1)"
            ),
        );
    }
    world
}

fn sql(world: &World, text: &str) {
    Connection::open(world.folder().join("alarms.db")).unwrap().execute_batch(text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_complete_list_does_not_have_any_more_is_over() {
    let world = alarms().await;
    let check = world.program(&["check", "--connect"]).await;
    assert!(
        check.stdout.contains("1 test of mappings passed") || check.stdout.contains("1 test"),
        "{check:?}"
    );
    run(&world, 0).await;
    assert_eq!(tickets(&world).len(), 30);
    sql(&world, "UPDATE alarms SET open = 0 WHERE id IN ('A-1', 'A-2')");
    run(&world, 0).await;
    let over: Vec<String> = ours(&world)
        .iter()
        .filter(|ticket| ticket.episodes[0].over_at.is_some())
        .map(|ticket| ticket.episodes[0].event.clone())
        .collect();
    assert_eq!(over.len(), 2, "{over:?}");
    // One that was out of the list for a while is the same: it has the begin that it had.
    sql(&world, "UPDATE alarms SET open = 1 WHERE id = 'A-1'");
    run(&world, 0).await;
    assert_eq!(tickets(&world).len(), 30);
    // One that begins later is another one.
    sql(&world, "UPDATE alarms SET open = 1, since = '2026-11-28 09:00:00' WHERE id = 'A-2'");
    run(&world, 0).await;
    let events = world.json(&["events"]).await;
    assert_eq!(events["events"].as_array().unwrap().len(), 30);
    world.writes();
}

/// We solved it because it was not listed; it is listed again with the begin that it had.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_listed_again_after_its_ticket_was_solved_has_an_open_one_again() {
    for (more, solved) in [("", 0), ("reopen_within = \"off\"\n", 1)] {
        let world = alarms().await;
        let job = std::fs::read_to_string(world.folder().join("jobs/tickets.toml")).unwrap();
        let rule = format!("name = \"all\"\n{more}on_recovery = {{ action = \"solve\", after = \"0s\" }}\n");
        world.file("jobs/tickets.toml", job.replace("name = \"all\"\n", &rule));
        sql(&world, "UPDATE alarms SET open = 0 WHERE id NOT IN ('A-1', 'A-2')");
        run(&world, 0).await;
        sql(&world, "UPDATE alarms SET open = 0 WHERE id = 'A-1'");
        run(&world, 0).await;
        let count = |state: &str| tickets(&world).iter().filter(|title| title.ends_with(state)).count();
        assert_eq!((count("open"), count("solved")), (1, 1));
        sql(&world, "UPDATE alarms SET open = 1 WHERE id = 'A-1'");
        for again in ["reopened, or another one", "and that is all"] {
            run(&world, 0).await;
            assert_eq!((count("open"), count("solved")), (2, solved), "{again}: {more}");
            assert_eq!(report(&world).out_of_step, [], "{again}: {more}");
        }
        sql(&world, "UPDATE alarms SET open = 0 WHERE id = 'A-1'");
        run(&world, 0).await;
        assert_eq!((count("open"), count("solved")), (1, 1 + solved), "{more}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_says_what_is_open_needs_no_age() {
    let world = alarms().await;
    let job = std::fs::read_to_string(world.folder().join("jobs/tickets.toml")).unwrap();
    let both = job.replace("absence = \"over\"", "absence = \"over\"\nover_after = \"24h\"");
    world.file("jobs/tickets.toml", both);
    let check = world.program(&["check"]).await;
    assert_ne!(check.code, Some(0), "{check:?}");
    assert!(format!("{}{}", check.stdout, check.stderr).contains("over_after"), "{check:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_list_where_thirty_were_open_ends_nothing() {
    let world = alarms().await;
    run(&world, 0).await;
    world.writes();
    sql(&world, "UPDATE alarms SET open = 0");
    run(&world, 0).await;
    assert!(ours(&world).iter().all(|ticket| ticket.episodes[0].over_at.is_none()));
    let trouble = report(&world).monitors[0].trouble.clone().unwrap().to_string();
    assert!(trouble.contains("the list has 0 of 30 open events"), "{trouble}");
    world.wrote_nothing();
    let events = world.program(&["events"]).await;
    assert_eq!(events.code, Some(4), "{events:?}");
    // A person says that it is true.
    let job = std::fs::read_to_string(world.folder().join("jobs/tickets.toml")).unwrap();
    world.file(
        "jobs/tickets.toml",
        job.replace("absence = \"over\"", "absence = \"over\"\nover_at_once = \"off\""),
    );
    run(&world, 0).await;
    assert!(ours(&world).iter().all(|ticket| ticket.episodes[0].over_at.is_some()));
    world.writes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_cannot_be_read_may_be_any_event_so_that_none_is_over() {
    let world = alarms().await;
    run(&world, 0).await;
    world.writes();
    sql(&world, "UPDATE alarms SET id = NULL, host = NULL, text = NULL WHERE id = 'A-1'");
    run(&world, 4).await;
    assert!(ours(&world).iter().all(|ticket| ticket.episodes[0].over_at.is_none()));
    let trouble = report(&world).monitors[0].trouble.clone().unwrap().to_string();
    assert!(trouble.contains("1 row could not be read"), "{trouble}");
    world.writes();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_ends_nothing_and_is_told() {
    let world = alarms().await;
    run(&world, 0).await;
    world.writes();
    sql(&world, "ALTER TABLE alarms RENAME TO gone");
    run(&world, 1).await;
    assert!(ours(&world).iter().all(|ticket| ticket.episodes[0].over_at.is_none()));
    assert!(report(&world).monitors[0].trouble.is_some());
    world.wrote_nothing();
}
