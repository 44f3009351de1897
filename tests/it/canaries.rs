//! Secrets of every kind of reference are strings that are found again; every command runs with them against
//! systems that echo what they are sent, and nothing that it says, writes or keeps holds one, in no form.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;
use stocktake::practice::glpi::Options as Glpi;
use stocktake::practice::vault::{self, Options};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::fleet::{COMPUTERS, JOB, PC_1, PC_2, table};
use super::traces::Collector;
use super::world::{Program, World, ended};

/// What only a secret holds, one for each way to keep one. They are cores of longer secrets with signs that are
/// escaped in URLs, JSON and HTML.
const CORES: [&str; 9] = [
    "CanaryOfVaultQ7x",
    "CanaryOfEnvW8y",
    "CanaryOfFileE9z",
    "CanaryOfSystemdR1a",
    "CanaryOfRunningT2b",
    "CanaryOfSecretIdY3c",
    "CanaryOfMailU4d",
    "CanaryOfOtherStoreI5e",
    "CanaryOfCollectorO6f",
];

fn secret(core: &str) -> String {
    format!("x/{core}+&\"<é=")
}

/// For a header, where no accent may stand.
fn plain(core: &str) -> String {
    format!("x/{core}+&\"<=")
}

/// What of a secret is looked for: its core, and that in Base64 wherever it begins.
fn forms() -> Vec<String> {
    let mut forms = Vec::new();
    for core in CORES {
        forms.push(core.to_owned());
        for skip in 0..3 {
            let bytes = &core.as_bytes()[skip..];
            forms.push(STANDARD_NO_PAD.encode(&bytes[..bytes.len() / 3 * 3]));
        }
    }
    forms
}

#[track_caller]
fn clean(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for form in forms() {
        if let Some(at) = text.find(&form) {
            let from = text.floor_char_boundary(at.saturating_sub(200));
            panic!("{what} holds {form}: …{}", &text[from..text.floor_char_boundary(at + 100)]);
        }
    }
}

/// Every file below a folder but those where the secrets are kept.
fn clean_files(folder: &Path) -> usize {
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "secrets" | "credentials" | "bin") {
            seen += clean_files(&path);
        } else if path.is_file() {
            clean(&path.display().to_string(), &fs::read(&path).unwrap());
            seen += 1;
        }
    }
    seen
}

/// A server that refuses everything and repeats all that it was sent, with what it understood of it.
async fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut piece = vec![0; 64 * 1024];
                let read = stream.read(&mut piece).await.unwrap_or(0);
                let sent = String::from_utf8_lossy(&piece[..read]).into_owned();
                let body = json!({"errors": [sent], "message": sent}).to_string();
                let head = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close";
                let whole = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(whole.as_bytes()).await;
            });
        }
    });
    url
}

/// A mail server that refuses every login and repeats it.
async fn mail_echo() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.write_all(b"220 echo ESMTP\r\n").await;
                let mut piece = [0; 4096];
                while let Ok(read @ 1..) = stream.read(&mut piece).await {
                    let line = String::from_utf8_lossy(&piece[..read]).trim().to_owned();
                    let answer = match line.split(' ').next().unwrap() {
                        "EHLO" => "250-echo\r\n250 AUTH PLAIN\r\n".to_owned(),
                        "QUIT" => "221 bye\r\n".to_owned(),
                        _ => format!("535 5.7.8 refused: {line}\r\n"),
                    };
                    let _ = stream.write_all(answer.as_bytes()).await;
                }
            });
        }
    });
    port
}

async fn world(vault: &vault::Running, echo: &str, mail: u16) -> World {
    let [of_vault, _, of_file, of_systemd, of_program, of_role, of_mail, of_other, _] = CORES;
    let glpi = Glpi { user_token: plain(of_vault), app_token: Some(plain(of_program)), ..Glpi::default() };
    let world = World::with(glpi).await;
    fs::remove_file(world.folder().join("secrets/token")).unwrap();
    vault.control().put("secret", "glpi", json!({ "token": plain(of_vault) }));
    world.file("secrets/monitor", secret(of_file));
    world.file("secrets/role", secret(of_role));
    world.file("secrets/mail", secret(of_mail));
    world.file("secrets/other", plain(of_other));
    world.file("credentials/zabbix", secret(of_systemd));
    world.file("secrets/app", plain(of_program));
    let program = world.file("bin/app", "#!/bin/sh\ncat secrets/app\n");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    world.file("bin/fails", "#!/bin/sh\ncat secrets/app; cat secrets/app >&2; exit 9\n");
    fs::set_permissions(world.folder().join("bin/fails"), fs::Permissions::from_mode(0o700)).unwrap();
    world.settings(
        "app_token = \"cmd:bin/app\"",
        &format!(
            "[mail.smtp]\nhost = \"127.0.0.1\"\nport = {mail}\ntls = \"none\"\nlogin = \"me\"\npassword = \"file:secrets/mail\""
        ),
    );
    let text = fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    world.file("stocktake.toml", text.replace("file:secrets/token", "vault:keys/secret/glpi#token"));
    let keys = vault.base_url();
    world.add_settings(&format!(
        "[system.keys.vault]\nurl = \"{keys}\"\nrole_id = \"role\"\nsecret_id = \"file:secrets/role\"\n\
         [system.other.vault]\nurl = \"{echo}\"\ntoken = \"file:secrets/other\"\n\
         [system.icinga.icinga]\nurl = \"{echo}\"\nlogin = \"me\"\npassword = \"file:secrets/monitor\"\n\
         [system.zabbix.zabbix]\nurl = \"{echo}\"\nlogin = \"me\"\npassword = \"credential:zabbix\"\n\
         [system.alerts.alertmanager]\nurl = \"{echo}\"\ntoken = \"env:CANARY\"\n\
         [system.nms.librenms]\nurl = \"{echo}\"\ntoken = \"vault:other/secret/x#y\"\n\
         [system.site.checkmk]\nurl = \"{echo}\"\nlogin = \"me\"\npassword = \"cmd:bin/fails\"\n"
    ));
    world.mapping("computers", COMPUTERS);
    world.job("nightly", JOB);
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    world.file(
        "jobs/tickets.toml",
        "monitors = [\"icinga\", \"zabbix\", \"alerts\", \"nms\", \"site\"]\n[[rule]]\nname = \"all\"\ndesk = \"glpi\"\n",
    );
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_says_writes_or_keeps_a_secret() {
    let options = Options {
        token: "s.unused-root-token".into(),
        role_id: "role".into(),
        secret_id: secret(CORES[5]),
        kubernetes: (String::new(), String::new()),
        token_uses: None,
    };
    let vault = vault::start(options).await.unwrap();
    let (echo, mail) = (echo().await, mail_echo().await);
    let collector = Collector::start().await;
    let key = format!("api-key={}", CORES[8]);
    let world = world(&vault, &echo, mail).await;
    let command = |arguments: &[&str]| {
        let mut command = world.command(arguments);
        command
            .env("CANARY", plain(CORES[1]))
            .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.url)
            .env("OTEL_EXPORTER_OTLP_HEADERS", &key)
            .env("CREDENTIALS_DIRECTORY", world.folder().join("credentials"));
        command
    };
    let commands: &[&[&str]] = &[
        &["check"],
        &["check", "--connect"],
        &["check", "--connect", "--format", "json"],
        &["read", "nightly"],
        &["plan", "nightly", "--out", "var/plan.json"],
        &["run", "nightly"],
        &["run", "tickets"],
        &["plan", "tickets"],
        &["plan", "nightly", "--format", "json"],
        &["explain", "nightly", "SN-0001"],
        &["drift", "nightly"],
        &["runs"],
        &["events"],
        &["tickets"],
        &["questions"],
        &["refs", "show", "glpi"],
        &["schema"],
    ];
    for arguments in commands {
        let all: Vec<&str> = ["-vvv"].into_iter().chain(arguments.iter().copied()).collect();
        let outcome = ended(command(&all).spawn().unwrap()).await;
        clean(&format!("{arguments:?}: stdout"), outcome.stdout.as_bytes());
        clean(&format!("{arguments:?}: stderr"), outcome.stderr.as_bytes());
        // The systems answer, so that something was there to be hidden.
        match arguments {
            ["check"] | ["run", "nightly"] | ["explain", ..] => {
                assert_eq!(outcome.code, Some(0), "{arguments:?}: {} {}", outcome.stdout, outcome.stderr);
            }
            ["check", "--connect"] => {
                for said in ["***", "ok   glpi: login", "bin/fails ended with exit code 9", "FAIL mail"] {
                    assert!(outcome.stdout.contains(said), "{said}: {}", outcome.stdout);
                }
            }
            _ => {}
        }
    }
    world.job("nightly", &format!("{JOB}[schedule]\ncron = \"* * * * * *\"\n"));
    let log = fs::File::create(world.folder().join("serve.log")).unwrap();
    let mut serve = command(&["-vvv", "serve"]);
    let child = Program::start(serve.stdout(Stdio::null()).stderr(log));
    tokio::time::sleep(Duration::from_secs(4)).await;
    std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap();
    ended(child).await;
    assert!(clean_files(world.folder()) > 5, "state, log and plan were looked at");
    let batches = std::mem::take(&mut *collector.batches());
    assert!(batches.len() > 5, "{}", batches.len());
    batches.iter().for_each(|batch| clean("a trace", &batch.body));
    let runs = ended(command(&["runs"]).spawn().unwrap()).await;
    clean("runs", runs.stdout.as_bytes());
    assert!(!world.requests().is_empty(), "the run wrote");
}
