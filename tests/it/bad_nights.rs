//! Nights on which something hangs, lies or is killed: what the program says and keeps of them.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::Utc;
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use stocktake::model::RunState;
use stocktake::model::journal::Trigger;
use stocktake::practice::glpi::{Effect, Fault, Moment, Options};
use stocktake::store::RunEnd;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::fleet::{JOB, computers, fleet, many, table, two_computers};
use super::world::{Outcome, ended, until};

fn stopped(outcome: &Outcome) -> String {
    format!("{}{}", outcome.stdout, outcome.stderr)
}

/// Everything below a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_us_to_come_back_tomorrow_ends_the_run_with_that_reason() {
    let world = two_computers().await;
    let headers = vec![("Retry-After".to_owned(), "100000".to_owned())];
    let busy = Effect::Status { code: 503, headers, moment: Moment::BeforeCommit };
    world.inject(Fault::new(busy).path("/Computer"));
    let begin = Instant::now();
    let report = world.run("nightly").await;
    assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
    assert_eq!(report.run.state, RunState::Failed);
    let reason = report.run.message.unwrap();
    assert!(reason.english().contains("asks us to come back in 100000 s"), "{reason}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_to_a_login_is_neither_shown_nor_kept() {
    const TOKEN: &str = "83af7e620c83af7e620c83af7e620c83";
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // A notice of PHP before the JSON, as with `display_errors`.
            let body = format!("<b>Notice</b>: x in y\n{{\"session_token\":\"{TOKEN}\"}}");
            let head = format!(
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n\
                 content-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(head.as_bytes()).await;
        }
    });
    let world = two_computers().await;
    let known = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let line = known.lines().find(|line| line.starts_with("url = \"http")).unwrap();
    world.file("stocktake.toml", known.replace(line, &format!("url = \"http://{address}/apirest.php\"")));
    let outcome = world.program(&["-vvv", "run", "nightly"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(stopped(&outcome).contains("may hold a session or a token"), "{outcome:?}");
    assert!(!stopped(&outcome).contains(TOKEN), "{outcome:?}");
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("not shown"), "{mails:?}");
    for file in files(&world.folder().join("var")) {
        let content = std::fs::read(&file).unwrap();
        let found = content.windows(TOKEN.len()).any(|piece| piece == TOKEN.as_bytes());
        assert!(!found, "{} holds the token", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_with_data_are_for_their_owner_whatever_the_umask_and_the_folder() {
    let world = two_computers().await;
    std::fs::create_dir_all(world.folder().join("shared")).unwrap();
    world.settings("", "[mail.files]\nfolder = \"shared/mail\"\n");
    world.csv("computers.csv", &many(3));
    for arguments in ["run nightly", "plan nightly --out shared/plan.json"] {
        let program = world.command(&[]).get_program().to_owned();
        let line = format!("umask 000; exec {} --project . {arguments}", program.to_str().unwrap());
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(world.folder()).env_remove("STOCKTAKE_PROJECT");
        let child = shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let outcome = ended(child.unwrap()).await;
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
    let mut found = files(&world.folder().join("var"));
    found.extend(files(&world.folder().join("shared")));
    assert!(found.len() >= 4, "{found:?}");
    for file in found {
        let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{} has {mode:o}", file.display());
    }
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_everybody_could_read_is_closed_to_others() {
    let world = two_computers().await;
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let database = world.folder().join("var/stocktake.db");
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o664)).unwrap();
    drop(world.store());
    let mode = std::fs::metadata(&database).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o660, "others are out, and the group that somebody let in stays: {mode:o}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_of_the_environment_is_not_asked_for_this_machine() {
    let world = two_computers().await;
    let mut command = world.command(&["run", "nightly"]);
    let nobody = "http://127.0.0.1:9";
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, nobody);
    }
    let outcome = ended(command.spawn().unwrap()).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_no_proxy_names_is_asked_without_it() {
    let world = two_computers().await;
    let known = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    let line = known.lines().find(|line| line.starts_with("url = \"http")).unwrap();
    let far = "url = \"http://glpi.invalid/apirest.php\"";
    world.file("stocktake.toml", known.replace(line, far));
    let proxy = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = proxy.accept().await.unwrap();
        let mut start = [0; 64];
        let count = stream.read(&mut start).await.unwrap();
        String::from_utf8_lossy(&start[..count]).into_owned()
    });
    let mut command = world.command(&["run", "nightly"]);
    command.env("http_proxy", &address).env("NO_PROXY", ".invalid").env_remove("no_proxy");
    let outcome = ended(command.spawn().unwrap()).await;
    assert!(stopped(&outcome).contains("the host is unknown"), "{outcome:?}");
    assert!(!asked.is_finished(), "the proxy was asked");
    let mut command = world.command(&["run", "nightly"]);
    command.env("http_proxy", &address).env_remove("NO_PROXY").env_remove("no_proxy");
    let outcome = ended(command.spawn().unwrap()).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(asked.await.unwrap().starts_with("GET http://glpi.invalid/"));
    world.mails();
}

#[tokio::test(flavor = "multi_thread")]
async fn logins_in_clear_are_warned_of_and_stop_nobody() {
    let world = two_computers().await;
    world.file(
        "stocktake.toml",
        "[state]\nurl = \"postgres://stocktake@db.example.org/state\"\n\n\
         [system.glpi.glpi]\nurl = \"http://glpi.example.org\"\nuser_token = \"env:T\"\n\n\
         [system.icinga.icinga]\nurl = \"http://icinga.example.org:5665\"\nlogin = \"me\"\n\
         password = \"env:P\"\n\n\
         [system.near.glpi]\nurl = \"http://localhost:8080\"\nuser_token = \"env:T\"\n\n\
         [mail]\nfrom = \"stocktake@example.org\"\nto = [\"admin@example.org\"]\n\
         [mail.smtp]\nhost = \"smtp.example.org\"\ntls = \"none\"\nlogin = \"me\"\npassword = \"env:P\"\n",
    );
    let outcome = world.program(&["check"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let warned: Vec<&str> =
        outcome.stdout.lines().filter_map(|line| line.strip_prefix("warning: stocktake.toml:")).collect();
    let of = |piece: &str| warned.iter().filter(|line| line.contains(piece)).count();
    assert_eq!(warned.len(), 4, "{outcome:?}");
    assert_eq!((of("5: the login goes over the network in clear"), of("icinga.example.org")), (1, 1));
    assert_eq!((of("sslmode=verify-full"), of("tls = \"none\"")), (1, 1), "{warned:?}");
    let json: serde_json::Value =
        serde_json::from_str(&world.program(&["check", "--format", "json"]).await.stdout).unwrap();
    assert_eq!(json["warnings"].as_array().unwrap().len(), 4);
    // Whoever runs a job is told, too.
    let outcome = world.program(&["run", "nightly"]).await;
    assert!(outcome.stderr.contains("WARN") && outcome.stderr.contains("glpi.example.org"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn signs_that_steer_a_terminal_come_from_nobody_but_us() {
    let world = two_computers().await;
    let hostile = "p\u{1b}]0;owned\u{7}c\u{9b}2J-1\u{1b}[2J";
    let row = super::fleet::PC_1.replacen("pc-1", hostile, 1).replace("first", "\u{1b}[8mhidden\u{1b}c");
    world.csv("computers.csv", &table(&[&row]));
    for arguments in [
        &["plan", "nightly"][..],
        &["plan", "nightly", "--format", "markdown"],
        &["read", "nightly"],
        &["--color", "always", "run", "nightly"],
        &["explain", "nightly", "SN-0001"],
        &["runs"],
        &["-vvv", "plan", "nightly", "--format", "json"],
    ] {
        let outcome = world.program(arguments).await;
        let shown = stopped(&outcome);
        assert!(!shown.is_empty());
        let paint = |piece: &str| {
            let (numbers, _) =
                piece.strip_prefix('[').and_then(|rest| rest.split_once('m')).unwrap_or(("x", ""));
            numbers.chars().all(|sign| sign.is_ascii_digit() || sign == ';') && numbers != "8"
        };
        for piece in shown.split('\u{1b}').skip(1) {
            assert!(paint(piece), "{arguments:?} shows ESC{:?}", piece.get(..20));
        }
        let plain = |sign: char| !sign.is_control() || matches!(sign, '\n' | '\t' | '\u{1b}');
        assert!(shown.chars().all(plain), "{arguments:?}: {shown:?}");
    }
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_measured_by_the_last_good_run_however_many_failed_since() {
    let world = computers(20).await;
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let store = world.store();
    for _ in 0..510 {
        let run = store.begin_run("nightly", Trigger::Schedule, "node", Utc::now()).unwrap();
        let end = RunEnd {
            state: RunState::Failed,
            applied: 0,
            failed: 0,
            changed_since_plan: 0,
            tickets: None,
            message: Some("the server is down".to_owned().into()),
            finished_at: Utc::now(),
        };
        store.finish_run(&run, &end, None, &[], &stocktake::model::webhook::Telling::default()).unwrap();
    }
    world.csv("computers.csv", &many(5));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Refused, "{:?}", report.run);
    assert!(
        report.refusals.iter().any(|refusal| refusal.limit.english().contains("shrink")),
        "{:?}",
        report.refusals
    );
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_killed_says_what_it_had_written() {
    let world = fleet(Options { latency: Some(Duration::from_millis(60)), ..Options::default() }).await;
    world.settings("batch = 2", "");
    world.csv("computers.csv", &many(24));
    world.job("nightly", &format!("{JOB}[limits]\ncreate = \"off\"\n"));
    let mut child = world.command(&["run", "nightly"]).spawn().unwrap();
    until("some computers are there", || world.glpi_rows("Computer").len() >= 6).await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!world.requests().is_empty());
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let killed = world.store().runs(Some("nightly"), 10).unwrap().pop().unwrap();
    assert_eq!(killed.state, RunState::Interrupted);
    assert!(killed.applied > 0 && killed.applied < 24, "{killed:?}");
    let shown = world.program(&["show", &killed.id.0]).await.stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let written = format!("{} changes had been written to glpi before", killed.applied);
    assert!(shown.contains(&written) && shown.contains("not tried"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_a_run_can_be_shown() {
    let world = computers(30).await;
    world.job("nightly", &format!("{JOB}[limits]\ncreate = \"off\"\n"));
    let run = world.run("nightly").await.run.id;
    assert!(!world.requests().is_empty());
    let short = world.program(&["show", &run.0]).await.stdout;
    assert!(short.contains(&format!("stocktake show {} --all", run.short())), "{short}");
    let all = world.program(&["show", &run.0, "--all"]).await.stdout;
    for number in 1..=30 {
        assert!(all.contains(&format!("pc-{number:03}")), "pc-{number:03} is missing in\n{all}");
    }
    assert!(!all.contains(" more"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_a_run_whose_state_database_hangs() {
    let world = fleet(Options { latency: Some(Duration::from_millis(60)), ..Options::default() }).await;
    world.settings("batch = 2", "");
    world.csv("computers.csv", &many(24));
    world.job("nightly", &format!("{JOB}[limits]\ncreate = \"off\"\n"));
    let child = world.command(&["run", "nightly"]).spawn().unwrap();
    until("some computers are there", || world.glpi_rows("Computer").len() >= 4).await;
    let file = world.folder().join("var/stocktake.db");
    let mut lock = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    lock.batch_execute("PRAGMA busy_timeout = 20000; BEGIN IMMEDIATE").unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let begin = Instant::now();
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let outcome = ended(child).await;
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}: {outcome:?}", begin.elapsed());
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("the state database does not answer"), "{outcome:?}");
    lock.batch_execute("ROLLBACK").unwrap();
    world.requests();
    assert_eq!(world.run("nightly").await.run.state, RunState::Done);
    assert!(!world.requests().is_empty());
    super::faults::assert_whole(&world, 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_a_run_that_reads_for_minutes() {
    let world = two_computers().await;
    world.inject(Fault::new(Effect::Delay(Duration::from_secs(40))).path("/Computer"));
    let child = world.command(&["run", "nightly"]).spawn().unwrap();
    until("it reads", || world.store().running("nightly").unwrap().is_some()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begin = Instant::now();
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let outcome = ended(child).await;
    assert!(begin.elapsed() < Duration::from_secs(12), "{:?}: {outcome:?}", begin.elapsed());
    assert!(outcome.stdout.contains("the run was stopped while it read"), "{outcome:?}");
    let run = world.store().runs(Some("nightly"), 1).unwrap().remove(0);
    assert_eq!((run.state, run.applied), (RunState::Interrupted, 0));
    world.wrote_nothing();
}
