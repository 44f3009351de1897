//! Tables: up, down and up again with sample rows; copies; programs of different age.

use std::path::Path;
use std::sync::Barrier;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::*;
use crate::model::look::EventFilter;
use crate::model::remembered::{Maker, RetiredStep};
use crate::store::ChangesOf;
use crate::store::StoreError;
use crate::store::migrate::{Migrations, harness};
use diesel_migrations::MigrationHarness as _;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    name: String,
}

fn tables(database: &mut Database) -> Vec<String> {
    let query = match database {
        Database::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Database::Postgres(_) => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        }
    };
    let found: Vec<Found> = match database {
        Database::Sqlite(connection) => diesel::sql_query(query).load(connection).unwrap(),
        Database::Postgres(connection) => diesel::sql_query(query).load(connection).unwrap(),
    };
    let mut names: Vec<_> = found.into_iter().map(|found| found.name).collect();
    names.sort();
    names
}

/// Runs the migrations one by one, each with its sample rows.
pub(super) fn up(database: &mut Database) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut folders: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        harness(database).run_next_migration(Migrations).unwrap();
        let rows = std::fs::read_to_string(folder.join("sample.sql")).unwrap();
        database.batch_execute(&rows).unwrap();
    }
    assert!(!harness(database).has_pending_migration(Migrations).unwrap());
}

/// Takes the last migration back.
pub(super) fn down_one(database: &mut Database) {
    harness(database).revert_last_migration(Migrations).unwrap();
}

#[test]
fn a_database_of_each_version_is_brought_up_to_date_with_its_rows() {
    on_both(|bench| {
        let mut database = bench.connect();
        up(&mut database);
        let all = harness(&mut database).applied_migrations().unwrap().len();
        drop(database);
        let now = bench.open().row_counts().unwrap();
        for back in 1..all {
            let mut database = bench.connect();
            for _ in 0..back {
                down_one(&mut database);
            }
            let names = tables(&mut database);
            drop(database);
            for (table, rows) in bench.open().row_counts().unwrap() {
                let before = now.iter().find(|(name, _)| *name == table).unwrap().1;
                let is_old = names.contains(&table);
                assert_eq!(rows, if is_old { before } else { 0 }, "{table}, {back} versions back");
            }
            // The rows of the tables that went with the way back are put in anew.
            let mut database = bench.connect();
            harness(&mut database).revert_all_migrations(Migrations).unwrap();
            up(&mut database);
        }
    });
}

#[test]
fn tables_go_up_down_and_up_again_with_rows_in_them() {
    on_both(|bench| {
        let mut database = bench.connect();
        up(&mut database);
        let made = tables(&mut database);
        harness(&mut database).revert_all_migrations(Migrations).unwrap();
        assert_eq!(tables(&mut database), ["__diesel_schema_migrations"]);
        up(&mut database);
        assert_eq!(tables(&mut database), made);
        drop(database);

        let store = bench.open();
        let run = store.last_good_run("laptops").unwrap().unwrap();
        assert_eq!(store.entries(&run.id).unwrap().len(), 1);
        assert_eq!(store.rejects(&run.id).unwrap().len(), 1);
        assert_eq!(store.kept(&run.id).unwrap().len(), 1);
        let links = store.links("glpi", "laptops", &"Computer".into()).unwrap();
        assert_eq!((links.len(), links[0].remembered.element_of("disks", 17)), (2, Some("/")));
        let retired = links[1].remembered.marks.retired.as_ref().map(|retired| retired.step);
        assert_eq!(retired, Some(RetiredStep::Trashed));
        assert_eq!(store.due_mails(at(600), at(660), 9).unwrap().len(), 1);
        assert!(store.last_tick("laptops").unwrap().is_some());
        assert_eq!(store.open_questions(Some("laptops")).unwrap().len(), 1);
        let tickets = store.ticket_named("#12").unwrap();
        assert_eq!((tickets.len(), tickets[0].episodes.len()), (1, 1));
        assert_eq!(store.moments(&tickets[0].key).unwrap().len(), 2);
        assert_eq!(store.acts(&run.id).unwrap().len(), 1);
        assert!(store.ticket_report(&run.id).unwrap().is_some());
        assert_eq!((store.refs("glpi", None).unwrap().len(), store.pulls("glpi").unwrap().len()), (1, 1));
        assert_eq!(store.company_links().unwrap().len(), 1);
        assert_eq!(store.link_changes(ChangesOf::Jobs(&["laptops"]), 9).unwrap().len(), 1);
        let token = store.take_token("vendor", "node", at(90), at(0)).unwrap().unwrap();
        assert_eq!((token.sealed.as_deref(), token.version), (Some("c2VhbGVk"), 3));
        assert_eq!(store.end_sessions_of("ann").unwrap(), 1);
        assert_eq!(store.security_entries(0, 9).unwrap().len(), 1);
        assert_eq!(store.api_tokens().unwrap()[0].roles.told(), "viewer");
        assert_eq!(store.requested_jobs(at(900)).unwrap(), ["laptops"]);
        assert_eq!(store.waiting_pushes("laptops", 9).unwrap()[0].body, "{\"host\": \"web01\"}");
        assert!(store.inboxes().unwrap()["laptops-pushed"].silent_from.is_some());
        let looks = store.looks(&["laptops"]).unwrap();
        assert_eq!((looks.len(), looks[0].shown_at.is_some()), (1, true));
        let filter = EventFilter { jobs: &["laptops"], is_open: Some(true), ..EventFilter::default() };
        assert_eq!(store.listed_events(&filter, 9).unwrap()[0].event.key, "web01!http@1");
        let due = store.due_message("chat", at(600), at(660)).unwrap().unwrap();
        assert_eq!((due.attempts, store.told_health("laptops").unwrap().len()), (2, 1));
        let counted = store.measures(&["laptops"]).unwrap().counted;
        assert_eq!(counted.iter().map(|of| of.times).collect::<Vec<_>>(), [41]);
    });
}

#[test]
fn what_links_remember_goes_back_to_the_flat_form_and_comes_again() {
    on_both(|bench| {
        let mut remembered = values(&[("serial", "é\"\u{0}"), ("os.version", "12")]);
        remembered.element_has("disks", "/", 17, Maker::SomebodyElse);
        remembered.marks.fights.insert("serial".into(), 2);
        let links: Vec<Link> = (1..=12)
            .map(|id| Link { remembered: remembered.clone(), ..link(&format!("SN-{id:02}"), id) })
            .collect();
        bench.open().upsert_links(&links).unwrap();

        let mut database = bench.connect();
        // The first eight know the flat form.
        while harness(&mut database).applied_migrations().unwrap().len() > 8 {
            harness(&mut database).revert_last_migration(Migrations).unwrap();
        }
        let query = "SELECT base AS name FROM links WHERE remote_id = 7";
        let flat: Vec<Found> = match &mut database {
            Database::Sqlite(connection) => diesel::sql_query(query).load(connection).unwrap(),
            Database::Postgres(connection) => diesel::sql_query(query).load(connection).unwrap(),
        };
        let expected = r#"{"disks[/].#":"=17","os.version":"12","serial":"é\"\u0000","~fight.serial":"2"}"#;
        assert_eq!(flat[0].name, expected);
        drop(database);
        let class = "Computer".into();
        assert_eq!(bench.open().links("glpi", "laptops", &class).unwrap(), links);
    });
}

#[test]
fn the_database_itself_allows_one_run_of_a_job() {
    on_both(|bench| {
        let mut database = bench.connect();
        up(&mut database);
        let set = |state: &str| format!("UPDATE runs SET state = '{state}' WHERE started_by = 'schedule'");
        assert!(database.batch_execute(&set("running")).is_err());
        database.batch_execute(&set("interrupted")).unwrap();
    });
}

#[test]
fn programs_that_start_at_once_make_the_tables_once() {
    on_both(|bench| {
        let barrier = Barrier::new(4);
        std::thread::scope(|scope| {
            for program in 0..4 {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    begin(&bench.open(), &format!("job-{program}"), 0);
                });
            }
        });
        assert_eq!(bench.open().runs(None, 10).unwrap().len(), 4);
    });
}

#[test]
fn an_older_program_leaves_a_newer_database_alone() {
    on_both(|bench| {
        begin(&bench.open(), "laptops", 0);
        let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231235959')";
        bench.connect().batch_execute(newer).unwrap();
        let refused = Store::open(&bench.state, bench.password.as_ref()).err().unwrap();
        assert!(
            matches!(&refused, StoreError::Newer { versions, .. } if versions == &["99991231235959"]),
            "{refused}"
        );

        let older =
            "DELETE FROM __diesel_schema_migrations WHERE version = '20261121000005'; DROP TABLE questions";
        bench.connect().batch_execute(older).unwrap();
        let refused = Store::open(&bench.state, bench.password.as_ref()).err().unwrap();
        assert!(matches!(refused, StoreError::Newer { .. }), "{refused}");
        assert!(!tables(&mut bench.connect()).contains(&"questions".to_owned()), "nothing was changed");
    });
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn count(path: &Path, table: &str) -> i64 {
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let query = format!("SELECT count(*) AS number FROM {table}");
    diesel::sql_query(query).get_result::<Number>(&mut connection).unwrap().number
}

#[test]
fn a_file_with_data_is_copied_before_its_tables_change() {
    let bench = Bench::sqlite();
    let copy = bench.file().with_file_name("stocktake.db.before-20261129000046");
    let mut old = bench.connect();
    harness(&mut old).run_next_migration(Migrations).unwrap();
    let rows = include_str!("../../../migrations/2026-11-21-000001_journal/sample.sql");
    old.batch_execute(rows).unwrap();
    std::fs::write(&copy, "left by a try that failed").unwrap();

    let store = bench.open();
    assert_eq!(store.runs(None, 10).unwrap().len(), 2);
    assert_eq!((count(&copy, "runs"), count(&copy, "__diesel_schema_migrations")), (2, 1));
    assert_eq!(count(&bench.file(), "__diesel_schema_migrations"), 32);
    let mut names: Vec<_> = std::fs::read_dir(bench.file().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    assert_eq!(names, ["stocktake.db", "stocktake.db.before-20261129000046"]);
}

#[test]
fn a_new_file_is_not_copied_and_neither_is_one_that_is_up_to_date() {
    let bench = Bench::sqlite();
    drop(bench.open());
    drop(bench.open());
    let copies = std::fs::read_dir(bench.file().parent().unwrap())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("before"));
    assert_eq!(copies.count(), 0);
}

#[test]
fn when_the_copy_cannot_be_made_the_tables_stay() {
    let bench = Bench::sqlite();
    harness(&mut bench.connect()).run_next_migration(Migrations).unwrap();
    std::fs::create_dir(bench.file().with_file_name("stocktake.db.before-20261129000046")).unwrap();
    let refused = Store::open(&bench.state, None).err().unwrap();
    assert!(matches!(refused, StoreError::Copy { .. }), "{refused}");
    assert_eq!(count(&bench.file(), "__diesel_schema_migrations"), 1);
}
