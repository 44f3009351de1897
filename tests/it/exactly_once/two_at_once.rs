//! Several programs at once on one state database.

use std::time::Duration;

use stocktake::practice::monitor::Level;

use super::desk::Kind;
use super::office::{Office, State};
use crate::world::ended;

const EVENTS: usize = 24;

async fn share_the_work(state: State) {
    let Some(office) = Office::with(Kind::Glpi, state, Duration::from_millis(5)).await else { return };
    for nth in 0..EVENTS {
        office.raise(nth, Level::Critical);
    }
    for _ in 0..2 {
        let children: Vec<_> = (0..3).map(|_| office.start()).collect();
        let mut codes = Vec::new();
        for child in children {
            let outcome = ended(child).await;
            let busy = outcome.stderr.contains("running already");
            assert!(outcome.code == Some(0) || (outcome.code == Some(1) && busy), "{outcome:?}");
            codes.push(outcome.code);
        }
        assert!(codes.contains(&Some(0)), "{codes:?}");
    }
    office.keeps_the_promise(EVENTS);
    office.is_quiet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b03_programs_on_one_sqlite_open_each_ticket_once() {
    share_the_work(State::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn b03_programs_on_one_postgresql_open_each_ticket_once() {
    share_the_work(State::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_states_that_do_not_know_each_other_find_the_same_ticket() {
    // A state database that was lost: the keys are the same, so the tickets are found.
    let office = Office::new(Kind::ServiceNow).await;
    for nth in 0..4 {
        office.raise(nth, Level::Critical);
    }
    office.rule("back = { on_open = \"nothing\" }\n");
    office.runs().await;
    std::fs::remove_dir_all(office.folder().join("var")).unwrap();
    office.rule("");
    office.runs().await;
    office.keeps_the_promise(4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_state_database_opens_nothing_that_is_not_written_down() {
    let office = Office::new(Kind::Glpi).await;
    office.raise(0, Level::Critical);
    office.runs().await;
    for nth in 1..6 {
        office.raise(nth, Level::Critical);
    }
    let path = office.folder().join("var/stocktake.db");
    let execute = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    execute(
        "CREATE TRIGGER full BEFORE INSERT ON tickets \
         BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
    );
    let outcome = office.run().await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(format!("{outcome:?}").contains("disk is full"), "{outcome:?}");
    assert_eq!(office.desk.tickets().len(), 1, "nothing was opened");
    execute("DROP TRIGGER full");
    office.settles().await;
    office.keeps_the_promise(6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_database_that_fills_up_after_the_opening_does_not_open_twice() {
    let office = Office::new(Kind::Glpi).await;
    office.runs().await;
    for nth in 0..5 {
        office.raise(nth, Level::Critical);
    }
    let path = office.folder().join("var/stocktake.db");
    let execute = |sql: &str| rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    execute(
        "CREATE TRIGGER full BEFORE UPDATE ON tickets WHEN NEW.phase = 'there' \
         BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
    );
    let outcome = office.run().await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert_eq!(office.desk.tickets().len(), 5, "they were opened");
    execute("DROP TRIGGER full");
    office.settles().await;
    office.keeps_the_promise(5);
}
