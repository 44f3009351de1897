//! One suite for both databases. PostgreSQL is that of `STOCKTAKE_TEST_POSTGRES` (see
//! `.ci/postgres`); each test has a schema of its own there. On CI it must be given.

#![expect(clippy::unwrap_used, reason = "tests")]

mod api_tokens;
mod clock;
mod connecting;
mod journal;
mod links;
mod looks;
mod measures;
mod migrations;
mod outbox;
mod pushes;
mod questions;
mod readings;
mod refs;
mod run_requests;
mod runs;
mod schedule;
mod search;
mod security;
mod sessions;
mod tickets;
mod tokens;
mod transfer;
mod webhooks;

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::connection::SimpleConnection as _;
use secrecy::SecretString;
use tempfile::TempDir;

use super::connect::Place;
use super::database::Database;
use super::{RunEnd, Store, new_id};
use crate::model::Remembered;
use crate::model::change::FieldChange;
use crate::model::journal::Trigger;
use crate::model::link::Ownership;
use crate::model::project::StateUrl;
use crate::model::value::Shown;
use crate::model::webhook::Telling;
use crate::model::{Entry, EntryState, Link, Operation, OutgoingMail, RunId, RunState, Value};

/// A database of its own for one test.
struct Bench {
    state: StateUrl,
    password: Option<SecretString>,
    schema: Option<String>,
    folder: TempDir,
}

impl Bench {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = StateUrl::Sqlite(folder.path().join("state/stocktake.db"));
        Self { state, password: None, schema: None, folder }
    }

    /// `None` where no PostgreSQL is given and none has to be.
    fn postgres() -> Option<Self> {
        let server = Server::given()?;
        let schema = format!("t_{}", uuid::Uuid::new_v4().simple());
        let bench = Self {
            state: postgres_url(format!("{}&options=-csearch_path%3D{schema}", server.url)),
            password: Some(server.password.into()),
            schema: Some(schema.clone()),
            folder: tempfile::tempdir().unwrap(),
        };
        bench.connect().batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        Some(bench)
    }

    fn open(&self) -> Store {
        Store::open(&self.state, self.password.as_ref()).unwrap()
    }

    /// A connection past the store.
    fn connect(&self) -> Database {
        Place::of(&self.state, self.password.as_ref()).unwrap().connect().unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("state/stocktake.db")
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Some(schema) = &self.schema {
            self.connect().batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).unwrap();
        }
    }
}

/// The PostgreSQL of the environment.
struct Server {
    url: String,
    password: String,
}

impl Server {
    fn given() -> Option<Self> {
        let Ok(url) = std::env::var("STOCKTAKE_TEST_POSTGRES") else {
            assert_ne!(
                std::env::var("CI").as_deref(),
                Ok("true"),
                "no STOCKTAKE_TEST_POSTGRES on CI: run the tests under .ci/postgres"
            );
            eprintln!("not tested on PostgreSQL: no STOCKTAKE_TEST_POSTGRES (see .ci/postgres)");
            return None;
        };
        let password = std::env::var("STOCKTAKE_TEST_POSTGRES_PASSWORD").unwrap();
        Some(Self { url, password })
    }
}

fn postgres_url(url: String) -> StateUrl {
    StateUrl::Postgres { url, password: None }
}

/// Runs a test on SQLite and on PostgreSQL.
fn on_both(check: impl Fn(&Bench)) {
    eprintln!("on SQLite");
    check(&Bench::sqlite());
    if let Some(bench) = Bench::postgres() {
        eprintln!("on PostgreSQL");
        check(&bench);
    }
}

/// A Friday morning, `seconds` later.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_150_800, 0).unwrap() + TimeDelta::seconds(seconds)
}

fn begin(store: &Store, job: &str, seconds: i64) -> RunId {
    store.begin_run(job, Trigger::Schedule, "srv1:4711", at(seconds)).unwrap()
}

fn end(state: RunState, seconds: i64) -> RunEnd {
    RunEnd {
        state,
        applied: 3,
        failed: 1,
        changed_since_plan: 2,
        message: None,
        tickets: None,
        finished_at: at(seconds),
    }
}

/// A run that began and ended well.
fn past_run(store: &Store, job: &str, seconds: i64, state: RunState) -> RunId {
    let run = begin(store, job, seconds);
    store.finish_run(&run, &end(state, seconds + 5), None, &[], &Telling::default()).unwrap();
    run
}

fn entry(seq: i64) -> Entry {
    Entry {
        seq,
        class: "Computer".to_owned(),
        operation: Operation::Update,
        source_key: format!("SN-{seq}"),
        part: None,
        label: format!("PC-{seq:04}"),
        remote_id: Some(seq + 100),
        fields: vec![FieldChange {
            field: "locations_id".to_owned(),
            before: Shown::Null,
            after: Shown::Text("Lyon > Bât. 3".to_owned()),
            was: Value::Empty,
            to: Value::Ref(12),
        }],
        state: EntryState::Started,
        message: None,
    }
}

fn link(source_key: &str, remote_id: i64) -> Link {
    Link {
        system: "glpi".to_owned(),
        job: "laptops".to_owned(),
        class: "Computer".into(),
        source_key: source_key.to_owned(),
        remote_id,
        ownership: Ownership::Made,
        remembered: values(&[("serial", source_key)]),
        absent_runs: 0,
        retired_at: None,
    }
}

fn values(values: &[(&str, &str)]) -> Remembered {
    let values = values.iter().map(|(path, text)| ((*path).into(), (*text).to_owned())).collect();
    Remembered { values, ..Remembered::default() }
}

fn mail(subject: &str, run: Option<&RunId>) -> OutgoingMail {
    OutgoingMail {
        id: new_id(at(0)),
        run: run.cloned(),
        subject: subject.to_owned(),
        recipients: vec!["it@example.org".to_owned(), "désk@example.org".to_owned()],
        eml: b"Subject: \xff\x00\r\n\r\nbinary".to_vec(),
        html: "<p>é</p>".to_owned(),
    }
}
