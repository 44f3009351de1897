//! A PostgreSQL whose process is stopped while its machine answers: the program ends after its limit with that
//! reason. The server is one of this test alone, started by `.ci/postgres` on a port of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use stocktake::practice::glpi::{Effect, Fault};

use super::fleet::{COMPUTERS, JOB, PC_1, PC_2, table};
use super::web::{Console, add_user};
use super::world::{Program, World, ended};

/// Far below the time that a hung run would take, far above that of a few statements.
const LIMIT: Duration = Duration::from_secs(4);

/// A PostgreSQL of its own; ends when its standard input does.
struct Server {
    script: Child,
    /// While it is open, the server goes on.
    open: Option<ChildStdin>,
    url: String,
    password: String,
    postmaster: i32,
}

/// Whether a PostgreSQL is installed: the test installs none.
fn is_installed() -> bool {
    let mut versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions.any(|version| version.path().join("bin/initdb").exists())
}

impl Server {
    fn start() -> Self {
        let say =
            "printf '%s\\n' \"$STOCKTAKE_TEST_POSTGRES\" \"$STOCKTAKE_TEST_POSTGRES_PASSWORD\"; exec cat";
        let mut script = Command::new(".ci/postgres")
            .args(["sh", "-c", say])
            .env_remove("POSTGRES_FOLDER")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(script.stdout.take().unwrap()).lines();
        let url = lines.next().unwrap().unwrap();
        let password = lines.next().unwrap().unwrap();
        let folder = Path::new(url.rsplit_once("sslrootcert=").unwrap().1).parent().unwrap().to_path_buf();
        let postmaster = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
        let postmaster = postmaster.lines().next().unwrap().parse().unwrap();
        Self { open: script.stdin.take(), script, url, password, postmaster }
    }

    /// The processes that serve connections.
    fn serving(&self) -> Vec<i32> {
        let children = PathBuf::from(format!("/proc/{0}/task/{0}/children", self.postmaster));
        let text = std::fs::read_to_string(children).unwrap_or_default();
        let serves = |pid: &i32| {
            let title = std::fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            title.starts_with("postgres: stocktake ")
        };
        text.split_whitespace().filter_map(|pid| pid.parse().ok()).filter(serves).collect()
    }

    fn signal(&self, signal: &str) -> Vec<i32> {
        let pids = self.serving();
        for pid in &pids {
            // They belong to another user where the tests run as root.
            Command::new("kill").args([signal, &pid.to_string()]).status().unwrap();
        }
        pids
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal("-CONT");
        // The end of its input ends `cat`, and with it the server.
        drop(self.open.take());
        let _ = self.script.wait();
    }
}

async fn world(server: &Server) -> World {
    let world = World::new().await;
    let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let state = format!(
        "[state]\nurl = \"{}\"\npassword = \"file:secrets/postgres\"\nfrozen_after = \"{}s\"\n",
        server.url,
        LIMIT.as_secs()
    );
    world.file("secrets/postgres", &server.password);
    world.file("stocktake.toml", settings.replace("[state]\nurl = \"sqlite:var/stocktake.db\"\n", &state));
    world.mapping("computers", COMPUTERS);
    world.job("nightly", JOB);
    world.csv("computers.csv", &table(&[PC_1]));
    world
}

/// Waits until something is so.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_stopped_ends_the_run_and_serve_after_the_limit_with_that_reason() {
    if !is_installed() {
        assert!(
            std::env::var("STOCKTAKE_TEST_POSTGRES").is_err(),
            "PostgreSQL is not installed here, and a server to stop is needed"
        );
        eprintln!("skipped: no PostgreSQL is installed; .ci/test installs it");
        return;
    }
    let server = Server::start();
    let world = world(&server).await;
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    for command in [&["run", "nightly"][..], &["serve"]] {
        // The run is under way when its database stops: it waits for GLPI.
        world.inject(Fault::new(Effect::Delay(Duration::from_secs(5))).path("/initSession"));
        until("the processes of before end", || server.serving().is_empty()).await;
        let running = Program::start(&mut world.command(command));
        until("a process serves the program", || !server.serving().is_empty()).await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        let stopped = server.signal("-STOP");
        assert!(!stopped.is_empty(), "{command:?}");
        let begun = Instant::now();
        let outcome = ended(running).await;
        let took = begun.elapsed();
        assert_eq!(outcome.code, Some(1), "{command:?}: {outcome:?}");
        assert!(took >= LIMIT && took < Duration::from_secs(150), "{command:?}: {took:?}: {outcome:?}");
        let said = outcome.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("the state database has not answered for 4 seconds"), "{command:?}: {said}");
        server.signal("-CONT");
        until("the stopped processes end", || server.serving().is_empty()).await;
    }
    // What was left open is settled, and the work done.
    world.control().call_off_faults();
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert_eq!(world.glpi_names("Computer").iter().filter(|name| *name == "pc-2").count(), 1);
    drop(world.requests());
}

/// Who watches is told, however many pages and mails wait for the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_whose_state_database_hangs_lives_and_is_not_ready() {
    if !is_installed() {
        return;
    }
    let server = Server::start();
    let world = world(&server).await;
    // Longer than the mails, the webhooks and the schedule need to look again.
    let settings = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    world.file("stocktake.toml", settings.replace("frozen_after = \"4s\"", "frozen_after = \"1h\""));
    world.job("nightly", &format!("{JOB}[schedule]\ncron = \"0 2 * * *\"\n"));
    add_user(&world, "vera", &["viewer"]).await;
    let console = Console::open(&world).await;
    let (browser, vera) = (console.browser(), Arc::new(console.log_in("vera").await));
    assert_eq!(browser.get("/health/ready").await.status, 200);
    assert!(!server.signal("-STOP").is_empty());
    let waiting: Vec<_> = (0..40)
        .map(|_| {
            let vera = vera.clone();
            tokio::spawn(async move { vera.get("/jobs/nightly").await })
        })
        .collect();
    // What was answered last is told again for a moment.
    for _ in 0..100 {
        if browser.get("/health/ready").await.status == 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let begun = Instant::now();
    // Mails are looked for each half minute.
    while begun.elapsed() < Duration::from_secs(36) {
        for (path, status) in [("/health/live", 200), ("/health/ready", 503), ("/metrics", 200)] {
            let answer = tokio::time::timeout(Duration::from_secs(60), browser.get(path)).await;
            assert_eq!(answer.unwrap_or_else(|_| panic!("{path} hangs")).status, status, "{path}");
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    server.signal("-CONT");
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
    for _ in 0..100 {
        if browser.get("/health/ready").await.status == 200 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("never ready again:\n{}", console.log());
}
