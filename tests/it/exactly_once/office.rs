//! A project with a practice monitor and a practice desk that live in the test, and the real program
//! that runs its ticket job. What is promised is looked at in three places: at the desk, in the state
//! database and in the monitor.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::Duration;

use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use serde_json::Value;
use stocktake::engine::{Progress, Setting, settle_tickets_early, this_node};
use stocktake::model::project::StateUrl;
use stocktake::model::secret::SecretString;
use stocktake::model::ticket_ledger::{OurTicket, Phase};
use stocktake::model::ticket_report::TicketReport;
use stocktake::model::{JobName, Topic};
use stocktake::practice::monitor::{self, LOGIN, Level, PASSWORD};
use stocktake::store::{Store, TicketFilter};
use tempfile::TempDir;

use super::desk::{Desk, Kind, Standing};
use crate::world::{Outcome, ended, program_in};

/// Name of the job.
pub const JOB: &str = "tickets";

/// A schema of the PostgreSQL of the environment.
struct Schema {
    name: String,
    url: String,
    password: String,
}

impl Schema {
    /// `None` where no PostgreSQL is given and none has to be.
    fn make() -> Option<Self> {
        let Ok(url) = std::env::var("STOCKTAKE_TEST_POSTGRES") else {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no STOCKTAKE_TEST_POSTGRES on CI");
            eprintln!("not tested on PostgreSQL: no STOCKTAKE_TEST_POSTGRES (see .ci/postgres)");
            return None;
        };
        let password = std::env::var("STOCKTAKE_TEST_POSTGRES_PASSWORD").unwrap();
        let name = format!("t_{}", uuid::Uuid::new_v4().simple());
        let schema = Self { name, url, password };
        schema.execute(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn execute(&self, sql: &str) {
        let mut url = url::Url::parse(&self.url).unwrap();
        url.set_password(Some(&self.password)).unwrap();
        diesel::PgConnection::establish(url.as_str()).unwrap().batch_execute(sql).unwrap();
    }

    fn state(&self) -> String {
        format!("{}&options=-csearch_path%3D{}", self.url, self.name)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.execute(&format!("DROP SCHEMA {} CASCADE", self.name));
    }
}

/// Where the state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Sqlite,
    Postgres,
}

pub struct Office {
    folder: TempDir,
    schema: Option<Schema>,
    pub monitor: monitor::Running,
    pub desk: Desk,
}

impl Office {
    /// A project on SQLite whose one rule takes every event.
    pub async fn new(kind: Kind) -> Self {
        Self::with(kind, State::Sqlite, Duration::ZERO).await.unwrap()
    }

    /// `None`: there is no PostgreSQL and none has to be.
    pub async fn with(kind: Kind, state: State, latency: Duration) -> Option<Self> {
        let schema = match state {
            State::Sqlite => None,
            State::Postgres => Some(Schema::make()?),
        };
        let desk = Desk::start(kind, latency).await;
        Some(Self::of("icinga", "", desk, schema).await)
    }

    /// A project with another monitor than an Icinga, and more lines in its table.
    pub async fn with_monitor(key: &str, lines: &str, kind: Kind) -> Self {
        Self::of(key, lines, Desk::start(kind, Duration::ZERO).await, None).await
    }

    async fn of(key: &str, lines: &str, desk: Desk, schema: Option<Schema>) -> Self {
        let monitor = monitor::Running::start(monitor::face(key).unwrap()).await.unwrap();
        let office = Self { folder: tempfile::tempdir().unwrap(), schema, monitor, desk };
        office.settings(key, lines);
        office.rule("");
        office
    }

    fn settings(&self, monitor: &str, lines: &str) {
        let (desk, secret) = self.desk.settings();
        self.file("secrets/desk", &secret);
        self.file("secrets/monitor", PASSWORD);
        let state = match &self.schema {
            None => "url = \"sqlite:var/stocktake.db\"".to_owned(),
            Some(schema) => {
                self.file("secrets/state", &schema.password);
                format!("url = \"{}\"\npassword = \"file:secrets/state\"", schema.state())
            }
        };
        self.file(
            "stocktake.toml",
            &format!(
                "[state]\n{state}\n\n{desk}\n[system.mon.{monitor}]\nurl = \"{}\"\nlogin = \"{LOGIN}\"\n\
                 password = \"file:secrets/monitor\"\ntimeout = \"2s\"\n{lines}\n",
                self.monitor.base_url()
            ),
        );
    }

    /// The rule with further lines.
    pub fn rule(&self, lines: &str) {
        self.rule_settling("1s", lines);
    }

    /// The rule with further lines; what nothing proves waits for so long.
    pub fn rule_settling(&self, settle: &str, lines: &str) {
        let of_desk = self.desk.rule();
        self.file(
            "jobs/tickets.toml",
            &format!(
                "description = \"Tickets\"\nmonitors = [\"mon\"]\nsettle = \"{settle}\"\n\
                 [storm]\nabove = 1000\n\
                 [[rule]]\nname = \"all\"\ndesk = \"desk\"\n\
                 title = \"{{{{ event.host }}}}/{{{{ event.service }}}}\"\n{of_desk}{lines}"
            ),
        );
    }

    /// Another title in the rule.
    pub fn titled(&self, title: &str) {
        let path = self.folder().join("jobs/tickets.toml");
        let rule = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, rule.replace("{{ event.host }}/{{ event.service }}", title)).unwrap();
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.folder().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// The name of the nth checked thing; three services on a host.
    pub fn thing(nth: usize) -> (String, String) {
        (format!("web{:02}", nth / 3), format!("check-{}", nth % 3))
    }

    pub fn raise(&self, nth: usize, level: Level) {
        let (host, service) = Self::thing(nth);
        self.monitor.control().raise(&host, Some(&service), level, "it does not answer");
    }

    pub fn recover(&self, nth: usize) {
        let (host, service) = Self::thing(nth);
        self.monitor.control().recover(&host, Some(&service));
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        program_in(self.folder(), arguments)
    }

    pub fn start(&self) -> Child {
        self.command(&["run", JOB]).spawn().unwrap()
    }

    /// Runs the job to its end.
    pub async fn run(&self) -> Outcome {
        ended(self.start()).await
    }

    /// Runs the job; everything went well.
    pub async fn runs(&self) -> Outcome {
        let outcome = self.run().await;
        assert_eq!(outcome.code, Some(0), "{}\n{}", outcome.stdout, outcome.stderr);
        outcome
    }

    /// Runs the job until it has nothing left to look for, some seconds at most.
    pub async fn settles(&self) {
        let mut last = None;
        for _ in 0..10 {
            let outcome = self.run().await;
            if outcome.code == Some(0) {
                return;
            }
            last = Some(outcome);
            self.answers().await;
            tokio::time::sleep(Duration::from_millis(400)).await;
        }
        panic!("it does not come to rest: {last:?}");
    }

    /// Questions about what was sent and never answered, the runs that they are about.
    pub fn asks(&self) -> Vec<String> {
        let open = self.store().open_questions(Some(JOB)).unwrap();
        let late = open.into_iter().filter(|(_, asked)| asked.question.topic == Topic::LateWrite);
        late.map(|(_, asked)| asked.question.key).collect()
    }

    /// A person looks at the desk, and says that what is not there will not come.
    pub async fn answers(&self) {
        for run in self.asks() {
            let outcome = ended(self.command(&["settle", &run, "--by", "tester"]).spawn().unwrap()).await;
            assert_eq!(outcome.code, Some(0), "{outcome:?}");
        }
    }

    /// Settles between two runs, as `serve` does.
    pub async fn settles_early(&self) -> usize {
        let project = stocktake::config::load(self.folder()).unwrap_or_else(|_| panic!("not valid"));
        let job = project.ticket_jobs[&JobName::from(JOB)].clone();
        let setting = Setting {
            project: Arc::new(project),
            store: Arc::new(self.store()),
            node: this_node(),
            stop: Arc::default(),
            progress: Arc::new(Progress::hidden()),
        };
        settle_tickets_early(&setting, &job).await.unwrap()
    }

    pub fn store(&self) -> Store {
        match &self.schema {
            None => Store::open(&StateUrl::Sqlite(self.folder().join("var/stocktake.db")), None),
            Some(schema) => {
                let url = StateUrl::Postgres { url: schema.state(), password: None };
                Store::open(&url, Some(&SecretString::from(schema.password.clone())))
            }
        }
        .unwrap()
    }

    /// Changes the state on SQLite past the store.
    pub fn sql(&self, sql: &str) {
        let path = self.folder().join("var/stocktake.db");
        diesel::SqliteConnection::establish(path.to_str().unwrap()).unwrap().batch_execute(sql).unwrap();
    }

    /// Every ticket that we know, those that are only intended too.
    pub fn ours(&self) -> Vec<OurTicket> {
        let filter = TicketFilter { job: Some(JOB), limit: 10_000, ..TicketFilter::default() };
        self.store().find_tickets(&filter).unwrap()
    }

    /// What the last run told.
    pub fn report(&self) -> TicketReport {
        let store = self.store();
        let run = store.runs(None, 1).unwrap().remove(0);
        store.ticket_report(&run.id).unwrap().unwrap()
    }

    /// The only ticket at the desk.
    pub fn only(&self) -> Standing {
        let mut tickets = self.desk.tickets();
        assert_eq!(tickets.len(), 1, "{tickets:?}");
        tickets.remove(0)
    }

    /// Texts of the notes of our only ticket, as `tickets show` tells them.
    pub async fn notes(&self) -> Vec<String> {
        let ours = self.ours();
        let number = ours[0].number.clone().unwrap();
        let shown = ["tickets", "show", "--desk", "desk", &number, "--format", "json"];
        let outcome = ended(self.command(&shown).spawn().unwrap()).await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let told: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let notes = told["notes"].as_array().unwrap();
        notes.iter().map(|note| note["text"].as_str().unwrap().to_owned()).collect()
    }

    /// The promise for the first `count` things: one ticket each at the desk, known to us with its
    /// number, and one acknowledgement each in the monitor that names it; nothing is left open.
    pub fn keeps_the_promise(&self, count: usize) {
        let mut at_desk: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for ticket in self.desk.tickets() {
            at_desk.entry(ticket.title).or_default().push(ticket.id);
        }
        let doubles: Vec<_> = at_desk.iter().filter(|(_, ids)| ids.len() > 1).collect();
        assert!(doubles.is_empty(), "more than one ticket: {doubles:?}");
        assert_eq!(at_desk.len(), count, "{at_desk:?}");
        let ours = self.ours();
        let known: BTreeSet<String> =
            ours.iter().filter_map(|ticket| ticket.remote.as_ref()).map(|id| id.id.clone()).collect();
        let there: BTreeSet<String> = at_desk.values().flatten().cloned().collect();
        assert_eq!(known, there, "what we know is what is there");
        assert_eq!(ours.len(), count);
        assert!(
            ours.iter().all(|ticket| ticket.phase == Phase::There && ticket.number.is_some()),
            "{ours:?}"
        );
        assert_eq!(self.store().open_acts(JOB).unwrap(), []);
        for nth in 0..count {
            let (host, service) = Self::thing(nth);
            let told = self.monitor.control().acknowledgements(&host, Some(&service));
            assert_eq!(told.len(), 1, "{host}/{service}: {told:?}");
            let comments = self.monitor.control().comments(&host, Some(&service));
            assert!(!comments.contains(&told[0]), "{host}/{service} is told twice: {told:?}");
            let title = format!("{host}/{service}");
            let ticket = ours.iter().find(|ticket| ticket.title.ends_with(&title)).unwrap();
            let number = ticket.number.as_deref().unwrap();
            assert!(told[0].contains(number), "{told:?} {number}");
        }
    }

    /// A further run changes nothing at the desk and in the monitor.
    pub async fn is_quiet(&self) {
        let (before, control) = (self.desk.tickets().len(), self.monitor.control());
        drop(control.take_requests());
        self.runs().await;
        assert_eq!(self.desk.tickets().len(), before);
        let acts: Vec<_> = control
            .take_requests()
            .into_iter()
            .filter(|seen| seen.path.starts_with("/v1/actions/"))
            .collect();
        assert_eq!(acts, []);
    }
}
