//! The ready folder of One Identity Manager against its practice systems: the document, sentence by sentence (E), each test with the
//! numbers of its lines.

mod audit;
mod decisions;
mod faults;
mod master;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use stocktake::practice::servicenow::{self, Options as OfServiceNow, PracticeServiceNow};
use stocktake::practice::vendors::{self, Options, Seen, vendor};
use tempfile::TempDir;

use super::examples::written_as;
use super::world::{Outcome, ended, program_in};

/// A row of ServiceNow.
type Record = BTreeMap<String, String>;

/// The job by the API server.
const API: &str = "one-identity";
/// The job by the application server.
const APP: &str = "one-identity-appserver";
/// The job in which One Identity is the master.
const MASTER: &str = "one-identity-master";

/// The folder with its practice systems in the test.
struct Shop {
    folder: TempDir,
    job: &'static str,
    identity: vendors::Running,
    snow: servicenow::Running,
}

impl Shop {
    /// With a job of the folder.
    async fn of(job: &'static str) -> Self {
        let (key, system) = match job {
            API => ("one-identity", "practice-identity"),
            _ => ("one-identity-appserver", "practice-appserver"),
        };
        let folder = written_as("one-identity");
        let identity = vendors::Running::start(Options::new(vendor(key).unwrap())).await.unwrap();
        let options = OfServiceNow::default();
        let (user, password) = (options.user.clone(), options.password.clone());
        let snow = PracticeServiceNow::open(options).unwrap().start().await.unwrap();
        let shop = Self { folder, job, identity, snow };
        let (_, secret) = vendor(key).unwrap().secrets[0];
        shop.write("secrets/identity", secret);
        shop.write("secrets/snow", &password);
        let own = format!("[system.{system}.http.login");
        let table = shop.identity.table().replace("[login", &own);
        let table = table.replace("env:IDENTITY_PASSWORD", "file:secrets/identity");
        shop.change(
            "stocktake.toml",
            &format!("[system.{system}.practice_http]\nimitates = \"{key}\"\n"),
            &format!("[system.{system}.http]\n{table}\n"),
        );
        shop.change(
            "stocktake.toml",
            "[system.practice.practice_servicenow]\nstate = \"var/practice-servicenow.json\"\n\
             tables = [\"incident\"]                    # or sc_request, sc_task: what `class` of the rules says\n",
            &format!(
                "[system.practice.servicenow]\nurl = \"{}\"\nuser = \"{user}\"\npassword = \"file:secrets/snow\"\n\
                 tables = [\"sc_request\", \"incident\", \"sc_task\"]\n",
                shop.snow.base_url()
            ),
        );
        let known = shop.text(&shop.job_file());
        let file = shop.job_file();
        // What was interrupted is looked for at once.
        let known = known.replacen("description = ", "settle = \"1s\"\ndescription = ", 1);
        shop.write(&file, &known);
        shop
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn job_file(&self) -> String {
        format!("jobs/{}.toml", self.job)
    }

    fn text(&self, path: &str) -> String {
        std::fs::read_to_string(self.folder().join(path)).unwrap()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Changes a file of the folder, in each place.
    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.text(path);
        assert!(text.contains(from), "{path} has no {from}");
        self.write(path, &text.replace(from, to));
    }

    /// Changes the job.
    fn job(&self, from: &str, to: &str) {
        self.change(&self.job_file(), from, to);
    }

    async fn program(&self, arguments: &[&str]) -> Outcome {
        ended(program_in(self.folder(), arguments).spawn().unwrap()).await
    }

    /// Runs the job; it ends with this code.
    async fn run(&self, code: i32) -> String {
        let ended = self.program(&["run", self.job]).await;
        assert_eq!(ended.code, Some(code), "{ended:?}");
        ended.stdout + &ended.stderr
    }

    /// Requests of One Identity as they are.
    fn requests(&self) -> Vec<Value> {
        self.identity.control().rows("requests")
    }

    /// One of them by its number for people.
    fn request(&self, document: &str) -> Value {
        self.requests().into_iter().find(|row| row["DocumentNumber"] == document).unwrap()
    }

    fn id(&self, document: &str) -> String {
        self.request(document)["UID_PersonWantsOrg"].as_str().unwrap().to_owned()
    }

    fn state(&self, document: &str) -> String {
        self.request(document)["OrderState"].as_str().unwrap().to_owned()
    }

    /// What happened to a request: kind and reason, the oldest first.
    fn history(&self, document: &str) -> Vec<(String, String)> {
        let id = self.id(document);
        let rows = self.identity.control().rows("history").into_iter();
        let own = rows.filter(|row| row["UID_PersonWantsOrg"] == id.as_str());
        own.map(|row| {
            let of = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            (of("DecisionType"), of("ReasonHead"))
        })
        .collect()
    }

    /// Rows of a table of ServiceNow.
    fn tickets(&self, table: &str) -> Vec<Record> {
        self.snow.control().rows(table)
    }

    /// The ticket of a request.
    fn ticket(&self, document: &str) -> Record {
        let title = format!("{document}:");
        let mut own = self.tickets("task");
        own.retain(|row| row["short_description"].starts_with(&title));
        assert_eq!(own.len(), 1, "{document}: {own:#?}");
        own.remove(0)
    }

    /// An agent gives the ticket of a request another state: 2 in progress, 6 resolved, 8 cancelled of an incident; 2,
    /// 3 complete, 4 incomplete of a task.
    fn set(&self, document: &str, state: &str) {
        let (ticket, mut fields) = (self.ticket(document), json!({ "state": state }));
        if state == "6" {
            fields["close_code"] = "Solution provided".into();
            fields["close_notes"] = "the account is there".into();
        }
        let (table, id) = (&ticket["sys_class_name"], &ticket["sys_id"]);
        self.snow.control().edit("beth.anglin", table, id, &fields).unwrap();
    }

    /// Work notes of the ticket of a request.
    fn notes(&self, document: &str) -> Vec<String> {
        let id = self.ticket(document)["sys_id"].clone();
        let rows = self.tickets("sys_journal_field").into_iter();
        rows.filter(|row| row["element_id"] == id).map(|row| row["value"].clone()).collect()
    }

    /// Requests to One Identity since the last look.
    fn asked(&self) -> Vec<Seen> {
        self.identity.control().take_requests()
    }

    /// Those that write something, besides logging in and out.
    fn written(&self) -> Vec<Seen> {
        let is_login =
            |seen: &Seen| ["/login/", "/logout", "/auth/"].iter().any(|part| seen.path.contains(part));
        self.asked().into_iter().filter(|seen| seen.method != "GET" && !is_login(seen)).collect()
    }

    /// Those that decide.
    fn decided(&self) -> Vec<Seen> {
        let is_decision = |seen: &Seen| seen.path.contains("/decide/") || seen.path.contains("/script/");
        self.written().into_iter().filter(is_decision).collect()
    }

    /// Writes to ServiceNow since the last look.
    fn written_there(&self) -> Vec<String> {
        let asked = self.snow.control().take_requests().into_iter();
        asked
            .filter(|seen| seen.method != "GET")
            .map(|seen| format!("{} {}", seen.method, seen.path))
            .collect()
    }

    /// Nothing was written anywhere since the last look.
    fn wrote_nothing(&self) {
        assert_eq!(self.written(), Vec::<Seen>::new());
        assert_eq!(self.written_there(), Vec::<String>::new());
    }
}

#[test]
fn the_folder_does_what_its_page_says() {
    let folder = written_as("one-identity");
    let page = std::fs::read_to_string(folder.path().join("README.md")).unwrap();
    let commands = super::examples::commands(&page);
    assert_eq!(commands.len(), 5, "{page}");
    for command in commands.iter().chain([&vec!["run", API], &vec!["run", APP], &vec!["run", MASTER]]) {
        let output = super::examples::stocktake(folder.path(), "C", command);
        assert_eq!(output.status.code(), Some(0), "{command:?}: {output:?}");
    }
    let state = std::fs::read_to_string(folder.path().join("var/practice-servicenow.json")).unwrap();
    let opened = state.matches("\"correlation_display\":\"stocktake\"").count();
    assert!(opened >= 31, "{opened}");
    assert_eq!(super::examples::stocktake(folder.path(), "C", &["run", API]).status.code(), Some(0));
    let state = std::fs::read_to_string(folder.path().join("var/practice-servicenow.json")).unwrap();
    assert_eq!(state.matches("\"correlation_display\":\"stocktake\"").count(), opened, "no second ticket");
}

#[test]
fn the_folder_rehearses_tasks_where_its_practice_servicenow_lists_them() {
    let folder = written_as("one-identity");
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    };
    change("jobs/one-identity.toml", "class = \"incident\"", "class = \"sc_task\"");
    change("jobs/one-identity.toml", "state = \"Canceled\"", "state = \"Closed Incomplete\"");
    let refused = super::examples::stocktake(folder.path(), "C", &["check"]);
    assert_ne!(refused.status.code(), Some(0), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("sc_task"), "{refused:?}");
    let state = "state = \"var/practice-servicenow.json\"\ntables = [\"incident\"]";
    change(
        "stocktake.toml",
        state,
        "state = \"var/practice-servicenow.json\"\ntables = [\"sc_task\", \"incident\"]",
    );
    for command in [["check"].as_slice(), &["run", API]] {
        let output = super::examples::stocktake(folder.path(), "C", command);
        assert_eq!(output.status.code(), Some(0), "{command:?}: {output:?}");
    }
    let tickets = super::examples::stocktake(folder.path(), "C", &["tickets", "--format", "json"]);
    assert!(String::from_utf8_lossy(&tickets.stdout).contains("SCTASK"), "{tickets:?}");
}
