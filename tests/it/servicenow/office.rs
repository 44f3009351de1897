//! A project with a practice monitor and a practice ServiceNow that live in the test, and the real program that
//! runs its ticket job.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use stocktake::practice::monitor::{self, Control as Monitor, LOGIN, Level, PASSWORD, face};
use stocktake::practice::servicenow::{Control, Options, PracticeServiceNow, Running};
use tempfile::TempDir;

use crate::world::{Outcome, ended, program_in};

/// A row of the instance.
pub type Record = BTreeMap<String, String>;

pub struct Office {
    folder: TempDir,
    monitor: monitor::Running,
    pub snow: Running,
}

impl Office {
    /// A job `tickets` whose rule takes every event of the monitor.
    pub async fn new() -> Self {
        Self::with(Options::default(), "").await
    }

    /// With an instance of one's own liking, and more lines in its table.
    pub async fn with(options: Options, lines: &str) -> Self {
        let monitor = monitor::Running::start(face("icinga").unwrap()).await.unwrap();
        let (user, password) = (options.user.clone(), options.password.clone());
        let snow = PracticeServiceNow::open(options).unwrap().start().await.unwrap();
        let office = Self { folder: tempfile::tempdir().unwrap(), monitor, snow };
        office.file("secrets/monitor", PASSWORD);
        office.file("secrets/snow", &password);
        office.file(
            "stocktake.toml",
            &format!(
                "[state]\nurl = \"sqlite:var/stocktake.db\"\n\n[system.mon.icinga]\nurl = \"{}\"\nlogin = \"{LOGIN}\"\n\
                 password = \"file:secrets/monitor\"\n\n[system.snow.servicenow]\nurl = \"{}/\"\nuser = \"{user}\"\n\
                 password = \"file:secrets/snow\"\n{lines}\n",
                office.monitor.base_url(),
                office.snow.base_url(),
            ),
        );
        office.rule("");
        drop(office.asked());
        office
    }

    pub fn file(&self, path: &str, text: &str) {
        let path = self.folder().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn add_settings(&self, lines: &str) {
        let known = std::fs::read_to_string(self.folder().join("stocktake.toml")).unwrap();
        self.file("stocktake.toml", &format!("{known}\n{lines}\n"));
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The rule with further lines; a title among them goes before the usual one.
    pub fn rule(&self, lines: &str) {
        self.job("tickets", "", lines);
    }

    /// A job with one rule for `snow`.
    pub fn job(&self, name: &str, of_job: &str, lines: &str) {
        let or = |key: &str, usual: &str| {
            let own = lines.lines().any(|line| line.starts_with(&format!("{key} =")));
            if own { String::new() } else { format!("{usual}\n") }
        };
        let (desk, back) = (or("desk", "desk = \"snow\""), or("back", "back = { on_open = \"nothing\" }"));
        let title = or("title", "title = \"{{ event.host }} {{ event.state }}\"");
        self.file(
            &format!("jobs/{name}.toml"),
            &format!(
                "description = \"Tickets\"\nmonitors = [\"mon\"]\nsettle = \"1s\"\n{of_job}\n[[rule]]\nname = \"all\"\n\
                 {desk}{title}{back}{lines}\n"
            ),
        );
    }

    pub fn monitor(&self) -> Monitor {
        self.monitor.control()
    }

    pub fn hand(&self) -> Control {
        self.snow.control()
    }

    /// A problem of a host.
    pub fn raise(&self, host: &str) {
        self.monitor().raise(host, None, Level::Critical, "PING CRITICAL");
    }

    /// A problem of a host with labels.
    pub fn raise_with(&self, host: &str, labels: &[(&str, &str)]) {
        self.raise(host);
        self.monitor().describe(host, None, labels, &[]);
    }

    pub async fn program(&self, arguments: &[&str]) -> Outcome {
        ended(program_in(self.folder(), arguments).spawn().unwrap()).await
    }

    /// What the program says; it ends well.
    pub async fn done(&self, arguments: &[&str]) -> String {
        let ended = self.program(arguments).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        ended.stdout
    }

    pub async fn json(&self, arguments: &[&str]) -> Value {
        let all: Vec<&str> = arguments.iter().copied().chain(["--format", "json"]).collect();
        serde_json::from_str(&self.done(&all).await).unwrap()
    }

    /// Runs the job, which ends well.
    pub async fn run(&self) -> String {
        self.done(&["run", "tickets"]).await
    }

    /// Runs the job, part of which fails.
    pub async fn run_badly(&self) -> String {
        let ended = self.program(&["run", "tickets"]).await;
        assert!(matches!(ended.code, Some(1 | 4)), "{ended:?}");
        ended.stdout + &ended.stderr
    }

    pub fn rows(&self, table: &str) -> Vec<Record> {
        self.hand().rows(table)
    }

    /// The only incident.
    pub fn incident(&self) -> Record {
        let rows = self.rows("incident");
        assert_eq!(rows.len(), 1, "{rows:#?}");
        rows[0].clone()
    }

    /// Entries of a journal of a ticket, the oldest first.
    pub fn journal(&self, id: &str, element: &str) -> Vec<String> {
        let rows = self.rows("sys_journal_field").into_iter();
        let own = rows.filter(|row| row["element_id"] == id && row["element"] == element);
        own.map(|row| row["value"].clone()).collect()
    }

    /// Methods and paths since the last look.
    pub fn asked(&self) -> Vec<String> {
        self.hand().take_requests().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    /// Writes since the last look.
    pub fn written(&self) -> Vec<String> {
        self.asked().into_iter().filter(|asked| !asked.starts_with("GET")).collect()
    }

    /// A ticket of a person.
    pub fn of_a_person(&self, table: &str, title: &str, text: &str) -> Record {
        let fields = json!({"short_description": title, "description": text});
        let id = self.hand().add("beth.anglin", table, &fields).unwrap();
        self.rows(table).into_iter().find(|row| row["sys_id"] == id).unwrap()
    }
}
