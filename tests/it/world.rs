//! A project folder with a real state database, and a practice GLPI spoken to over HTTP: what every
//! outside-in test runs in. A test that leaves writes or mails without looking at them fails.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use serde_json::Value;
use stocktake::engine::run::{Setting, run_job, run_job_on, settle_early};
use stocktake::engine::{Progress, this_node};
use stocktake::model::journal::Trigger;
use stocktake::model::project::Project;
use stocktake::model::report::Report;
use stocktake::model::{Job, JobName};
use stocktake::practice::glpi::{Control, Fault, Options, PracticeGlpi, Running, Seen};
use stocktake::store::Store;
use tempfile::TempDir;

/// Name of the system in the project.
pub const SYSTEM: &str = "glpi";

/// A mail that was written into `var/mail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Subject, decoded.
    pub subject: String,
    /// Text part.
    pub text: String,
    /// The page beside the mail.
    pub html: String,
}

/// How the program ended.
#[derive(Debug)]
pub struct Outcome {
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// A project and its practice GLPI.
pub struct World {
    folder: TempDir,
    glpi: Running,
    control: Control,
    unseen: Mutex<Vec<Seen>>,
    read_mails: Mutex<BTreeSet<PathBuf>>,
    mails_matter: AtomicBool,
}

impl World {
    /// An empty project whose mails are files.
    pub async fn new() -> Self {
        Self::with(Options::default()).await
    }

    /// The same, with a practice GLPI of one's own liking.
    pub async fn with(options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let token = options.user_token.clone();
        let glpi = PracticeGlpi::open(options).unwrap().start().await.unwrap();
        let control = glpi.control();
        let world = Self {
            folder,
            glpi,
            control,
            unseen: Mutex::new(Vec::new()),
            read_mails: Mutex::new(BTreeSet::new()),
            mails_matter: AtomicBool::new(false),
        };
        world.file("secrets/token", token);
        world.settings("", "[mail.files]\nfolder = \"var/mail\"\n");
        world
    }

    /// Writes `stocktake.toml`: lines for the system, and how mail leaves.
    pub fn settings(&self, system: &str, transport: &str) {
        let url = self.glpi.base_url();
        self.file(
            "stocktake.toml",
            format!(
                "[state]\nurl = \"sqlite:var/stocktake.db\"\n\n\
                 [system.{SYSTEM}.glpi]\nurl = \"{url}\"\nuser_token = \"file:secrets/token\"\n{system}\n\
                 [mail]\nfrom = \"stocktake@example.org\"\nto = [\"admin@example.org\"]\n{transport}\n"
            ),
        );
    }

    /// Adds lines to `stocktake.toml`.
    pub fn add_settings(&self, toml: &str) {
        let known = std::fs::read_to_string(self.folder().join("stocktake.toml")).unwrap();
        self.file("stocktake.toml", known + "\n" + toml);
    }

    /// The project folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the project; its time is two minutes ago, so that nobody waits for it to
    /// settle.
    pub fn file(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        age(&path, Duration::from_secs(120));
        path
    }

    /// Writes `mappings/NAME.toml`.
    pub fn mapping(&self, name: &str, toml: &str) {
        self.file(&format!("mappings/{name}.toml"), toml);
    }

    /// Writes `jobs/NAME.toml` for the practice GLPI.
    pub fn job(&self, name: &str, toml: &str) {
        self.file(&format!("jobs/{name}.toml"), format!("system = \"{SYSTEM}\"\n{toml}"));
    }

    /// Writes a CSV file, columns separated by `;`.
    pub fn csv(&self, name: &str, text: &str) {
        self.file(name, text);
    }

    /// The project as the program reads it.
    pub fn project(&self) -> Project {
        match stocktake::config::load(self.folder()) {
            Ok(project) => project,
            Err(problems) => panic!("the project of the test is not valid:\n{}", problems.render(false, 100)),
        }
    }

    /// The state database.
    pub fn store(&self) -> Store {
        Store::open(&self.project().state, None).unwrap()
    }

    /// Runs a job in this process.
    pub async fn run(&self, job: &str) -> Report {
        self.try_run(job).await.unwrap()
    }

    /// Runs a job in this process; fails when it could not even be opened.
    pub async fn try_run(&self, job: &str) -> anyhow::Result<Report> {
        let (setting, job) = self.setting(job);
        Ok(run_job(&setting, &job, Trigger::Command).await?.report)
    }

    /// Settles what runs of a job left open, as `serve` does some minutes after its start.
    pub async fn settle_early(&self, job: &str) -> usize {
        let (setting, job) = self.setting(job);
        settle_early(&setting, &job).await.unwrap()
    }

    /// Runs a job as if it were this day, `2026-11-21`.
    pub async fn run_on(&self, job: &str, day: &str) -> Report {
        let (setting, job) = self.setting(job);
        run_job_on(&setting, &job, Trigger::Command, day.parse().unwrap()).await.unwrap().report
    }

    /// Runs a job that is asked to stop before its first write.
    pub async fn run_stopped(&self, job: &str) -> Report {
        let (setting, job) = self.setting(job);
        setting.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        run_job(&setting, &job, Trigger::Command).await.unwrap().report
    }

    fn setting(&self, job: &str) -> (Setting, Job) {
        let project = self.project();
        let job: Job = project.jobs[&JobName::from(job)].clone();
        let store = Store::open(&project.state, None).unwrap();
        let setting = Setting {
            project: Arc::new(project),
            store: Arc::new(store),
            node: this_node(),
            stop: Arc::new(AtomicBool::new(false)),
            progress: Arc::new(Progress::hidden()),
        };
        (setting, job)
    }

    /// The real program with this project; it has not been started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        program_in(self.folder(), arguments)
    }

    /// Runs the real program to its end.
    pub async fn program(&self, arguments: &[&str]) -> Outcome {
        let child = self.command(arguments).spawn().unwrap();
        ended(child).await
    }

    /// The same as at a terminal of so many columns: what goes into a file is not cut.
    pub async fn at_terminal(&self, columns: usize, arguments: &[&str]) -> Outcome {
        let child = self.command(arguments).env("COLUMNS", columns.to_string()).spawn().unwrap();
        ended(child).await
    }

    /// What the real program says as JSON; it ends well.
    pub async fn json(&self, arguments: &[&str]) -> Value {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        let ended = self.program(&all).await;
        assert_eq!(ended.code, Some(0), "{ended:?}");
        serde_json::from_str(&ended.stdout).unwrap()
    }

    /// Rows of an item type at the practice GLPI, trash included.
    pub fn glpi_rows(&self, item_type: &str) -> Vec<Value> {
        self.control.rows(item_type)
    }

    /// The only row of an item type with this name.
    pub fn glpi_row(&self, item_type: &str, name: &str) -> Value {
        let rows: Vec<Value> =
            self.glpi_rows(item_type).into_iter().filter(|row| row["name"] == name).collect();
        assert_eq!(rows.len(), 1, "{item_type} `{name}`: {rows:?}");
        rows[0].clone()
    }

    /// Names of the rows of an item type that are not in the trash, sorted.
    pub fn glpi_names(&self, item_type: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .glpi_rows(item_type)
            .iter()
            .filter(|row| row["is_deleted"] != 1)
            .map(|row| row["name"].as_str().unwrap_or_default().to_owned())
            .collect();
        names.sort();
        names
    }

    /// Edits an item as a person in the web interface.
    pub fn human_edits(&self, item_type: &str, name: &str, fields: Value) {
        let id = self.glpi_row(item_type, name)["id"].as_i64().unwrap();
        self.control.edit(item_type, id, &fields).unwrap();
    }

    /// Adds an item as a person in the web interface.
    pub fn human_adds(&self, item_type: &str, fields: Value) -> i64 {
        self.control.add(item_type, &fields).unwrap()
    }

    /// Lets something go wrong once.
    pub fn inject(&self, fault: Fault) {
        self.control.inject(fault);
    }

    /// The hand on the practice GLPI.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// Writes that reached the practice GLPI since the last look, as `POST /Computer 201`.
    pub fn requests(&self) -> Vec<String> {
        self.writes().iter().map(|seen| format!("{} {} {}", seen.method, seen.path, seen.status)).collect()
    }

    /// The same with their bodies.
    pub fn writes(&self) -> Vec<Seen> {
        self.collect();
        let seen = std::mem::take(&mut *self.unseen.lock().unwrap());
        seen.into_iter().filter(writes).collect()
    }

    /// No write reached the practice GLPI since the last look.
    #[track_caller]
    pub fn wrote_nothing(&self) {
        assert_eq!(self.requests(), Vec::<String>::new());
    }

    fn collect(&self) {
        self.unseen.lock().unwrap().extend(self.control.take_requests());
    }

    /// Mails written since the last look, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        let paths = self.unread_mails();
        self.read_mails.lock().unwrap().extend(paths.iter().cloned());
        paths.iter().map(|path| mail(path)).collect()
    }

    /// From here on a mail that nobody looks at fails the test.
    pub fn watch_mails(&self) {
        self.mails();
        self.mails_matter.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    fn unread_mails(&self) -> Vec<PathBuf> {
        let read = self.read_mails.lock().unwrap();
        let Ok(entries) = std::fs::read_dir(self.folder().join("var/mail")) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "eml") && !read.contains(path))
            .collect();
        paths.sort();
        paths
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let writes = self.requests();
        assert!(writes.is_empty(), "nobody looked at these writes: {writes:?}");
        if self.mails_matter.load(std::sync::atomic::Ordering::Relaxed) {
            let mails = self.mails();
            assert!(mails.is_empty(), "nobody looked at these mails: {mails:?}");
        }
    }
}

/// Requests that change something; opening and ending a session does not.
fn writes(seen: &Seen) -> bool {
    let session = ["/initSession", "/killSession", "/changeActiveEntities", "/changeActiveProfile"];
    let reads = seen.method == "GET" || seen.path.starts_with("/search/");
    !reads && !session.contains(&seen.path.trim_end_matches('/'))
}

fn mail(path: &Path) -> Mail {
    let bytes = std::fs::read(path).unwrap();
    let message = MessageParser::default().parse(&bytes).unwrap();
    Mail {
        subject: message.subject().unwrap().to_owned(),
        text: message.body_text(0).unwrap().into_owned(),
        html: std::fs::read_to_string(path.with_extension("html")).unwrap(),
    }
}

/// Sets the time of a file's last change back.
pub fn age(path: &Path, by: Duration) {
    let file = std::fs::File::options().append(true).open(path).unwrap();
    file.set_modified(std::time::SystemTime::now() - by).unwrap();
}

/// The real program with the project of a folder; it has not been started yet.
pub fn program_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_stocktake"));
    command
        .arg("--project")
        .arg(folder)
        .args(arguments)
        .current_dir(folder)
        .env_remove("STOCKTAKE_PROJECT")
        .env_remove("STOCKTAKE_LOG")
        .env_remove("COLUMNS")
        .env("LC_ALL", "C.UTF-8")
        .env("NO_PROXY", "127.0.0.1,localhost")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A program that goes on until somebody ends it: at the latest its test does, also one that fails.
pub struct Program(Option<Child>);

impl Program {
    pub fn start(command: &mut Command) -> Self {
        Self(Some(command.spawn().unwrap()))
    }

    pub fn id(&self) -> u32 {
        self.0.as_ref().unwrap().id()
    }

    /// Sends it a signal, `TERM`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Its id, and the process, which nobody ends from now on.
    fn taken(mut self) -> (u32, Child) {
        let child = self.0.take().unwrap();
        (child.id(), child)
    }
}

impl From<Child> for Program {
    fn from(child: Child) -> Self {
        Self(Some(child))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // Both fail where it has ended by itself.
            child.kill().ok();
            child.wait().ok();
        }
    }
}

fn kill(id: u32) {
    Command::new("kill").args(["-KILL", &id.to_string()]).status().unwrap();
}

/// Waits for a program, a minute at most.
pub async fn ended(child: impl Into<Program>) -> Outcome {
    let (id, child) = child.into().taken();
    let waiting = tokio::task::spawn_blocking(move || child.wait_with_output());
    let output = tokio::time::timeout(Duration::from_secs(60), waiting).await;
    let Ok(output) = output else {
        kill(id);
        panic!("the program did not end within a minute")
    };
    let output = output.unwrap().unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Waits until something holds, a minute at most: machines are busy.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "waited in vain for: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
