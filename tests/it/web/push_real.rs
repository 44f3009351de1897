//! Real monitors that push, each started here with the configuration that its ready folder ships: Alertmanager's webhook,
//! notifications of Icinga 2 by the script. Where `.ci/monitors` has not installed them there is nothing to test, except on
//! CI, where that is a failure.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::Console;
use super::api::token;
use super::push_script::problems;
use super::pushing::mapping;
use crate::event_feeds::tickets;
use crate::real_monitors::variable;
use crate::world::{Program, World};

fn shipped(path: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/systems/inbox/examples");
    std::fs::read_to_string(examples.join(path)).unwrap()
}

/// Starts a program in a folder; what it says stands in `said` there.
fn start(command: &mut Command, folder: &Path) -> Program {
    let said = File::create(folder.join("said")).unwrap();
    Program::start(command.stdout(said.try_clone().unwrap()).stderr(said).stdin(Stdio::null()))
}

/// Waits until the tickets are these, a minute and a half at most.
async fn shows(world: &World, folder: &Path, wanted: &[&str]) {
    for _ in 0..450 {
        if tickets(world) == wanted {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let said = std::fs::read_to_string(folder.join("said")).unwrap_or_default();
    panic!("never {wanted:?}, but {:?}:\n{said}", tickets(world));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_alertmanager_pushes_an_alert_and_its_end() {
    if variable("STOCKTAKE_TEST_ALERTMANAGER").is_none() {
        return;
    }
    let world = World::new().await;
    world.mapping("alerts", &mapping("alertmanager-push", "alerts"));
    world.add_settings("[system.alertmanager.inbox]\n");
    let job = shipped("alertmanager-push/jobs/alerts.toml").replace("desk = \"practice\"", "desk = \"glpi\"");
    world.file("jobs/alerts.toml", format!("settle = \"1s\"\n{job}"));
    let console = Console::open(&world).await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("token"), token(&world, "alertmanager", &["alerts=pusher"]).await).unwrap();
    let config = shipped("alertmanager-push/alertmanager.yml")
        .replace("https://stocktake.example.org", &console.url)
        .replace("/etc/alertmanager/stocktake.token", path("token").to_str().unwrap())
        .replace("group_wait: 10s", "group_wait: 1s")
        .replace("group_interval: 1m", "group_interval: 2s");
    std::fs::write(path("alertmanager.yml"), config).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new("prometheus-alertmanager");
    command.env_remove("HTTP_PROXY").env_remove("http_proxy").env("NO_PROXY", "127.0.0.1");
    command.arg(format!("--config.file={}", path("alertmanager.yml").display()));
    command.arg(format!("--storage.path={}", path("data").display()));
    command.arg(format!("--web.listen-address=127.0.0.1:{port}")).arg("--cluster.listen-address=");
    let _alertmanager = start(&mut command, folder.path());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let now = chrono::Utc::now();
    let alert = async |name: &str, ends: chrono::DateTime<chrono::Utc>| {
        let alert = json!([{"labels": {"alertname": name, "instance": "web01:9100", "severity": "critical"},
            "annotations": {"summary": "é \"quoted\" \\ $(id)", "description": "two\nlines"},
            "startsAt": now - chrono::TimeDelta::minutes(5), "endsAt": ends,
            "generatorURL": "http://prometheus.example.org/graph?g0.expr=up"}]);
        for _ in 0..100 {
            let sent =
                client.post(format!("http://127.0.0.1:{port}/api/v2/alerts")).json(&alert).send().await;
            if sent.is_ok_and(|sent| sent.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("Alertmanager does not take alerts: {}", std::fs::read_to_string(path("said")).unwrap());
    };
    let later = now + chrono::TimeDelta::hours(1);
    alert("DiskFull", later).await;
    alert("Down", later).await;
    let title = |name: &str, state: &str| format!("{name} on web01: é \"quoted\" \\ $(id) {state}");
    let (full, down) = (title("DiskFull", "open"), title("Down", "open"));
    shows(&world, folder.path(), &[&full, &down]).await;
    alert("DiskFull", chrono::Utc::now()).await;
    let solved = title("DiskFull", "solved");
    shows(&world, folder.path(), &[&solved, &down]).await;
    // A Prometheus that was away sends it again as it was, with the same `startsAt`: its ticket is reopened.
    alert("DiskFull", later).await;
    shows(&world, folder.path(), &[&full, &down]).await;
    // The alert that always fires is a sign of life and no ticket.
    alert("Watchdog", later).await;
    pushed(&world, "alerts", |body| body.contains("Watchdog")).await;
    shows(&world, folder.path(), &[&full, &down]).await;
    console.stop().await;
}

/// Waits until such a body was pushed to a job, and gives it.
async fn pushed(world: &World, job: &str, is_it: impl Fn(&str) -> bool) -> String {
    for _ in 0..450 {
        let pushes = world.store().newest_pushes(job, 100).unwrap();
        if let Some(push) = pushes.into_iter().find(|push| is_it(&push.body)) {
            return push.body;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("it is never pushed to {job}");
}

/// A plugin that answers what stands in its file: the state, then the text.
const PLUGIN: &str = "#!/bin/sh\ntail -n +2 \"$1\"\nexit \"$(head -1 \"$1\")\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_real_icinga_pushes_a_problem_and_its_recovery_by_the_script() {
    if variable("STOCKTAKE_TEST_ICINGA").is_none() {
        return;
    }
    let world = problems("icinga-push", "icinga").await;
    let console = Console::open(&world).await;
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for name in ["data", "log", "cache", "spool", "run"] {
        std::fs::create_dir_all(path(name)).unwrap();
    }
    let executable = |name: &str, text: &str| {
        std::fs::write(path(name), text).unwrap();
        std::fs::set_permissions(path(name), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    };
    executable("plugin", PLUGIN);
    executable("stocktake-push", &shipped("icinga-push/stocktake-push"));
    std::fs::write(path("token"), token(&world, "icinga", &["problems=pusher"]).await).unwrap();
    let ours = shipped("icinga-push/stocktake-push.conf")
        .replace("https://stocktake.example.org", &console.url)
        .replace("/etc/icinga2/stocktake.token", path("token").to_str().unwrap())
        .replace("/var/spool/stocktake-push", path("pushes").to_str().unwrap())
        .replace("/usr/local/bin/stocktake-push", path("stocktake-push").to_str().unwrap())
        .replace("check_interval = 5m", "check_interval = 1s");
    let config = format!(
        "const NodeName = \"web01\"\nconst ZoneName = NodeName\n\
         object CheckerComponent \"checker\" {{ }}\nobject NotificationComponent \"notification\" {{ }}\n\
         object CheckCommand \"file\" {{ command = [ \"{}\", \"$file$\" ] }}\n\
         template Host \"of_test\" {{ check_command = \"file\"; check_interval = 1s; retry_interval = 1s; max_check_attempts = 1\n\
           enable_flapping = false }}\n\
         object Host \"web01\" {{ import \"of_test\"; address = \"10.20.0.1\"; vars.file = \"{}\" }}\n\
         object Service \"disk\" {{ host_name = \"web01\"; check_command = \"file\"; check_interval = 1s; retry_interval = 1s\n\
           max_check_attempts = 1; enable_flapping = false; vars.file = \"{}\" }}\n{ours}",
        path("plugin").display(),
        path("host").display(),
        path("disk").display(),
    );
    std::fs::write(path("icinga2.conf"), config).unwrap();
    let says = |name: &str, text: &str| {
        std::fs::write(path("new"), text).unwrap();
        std::fs::rename(path("new"), path(name)).unwrap();
    };
    says("host", "0\nUP\n");
    says("disk", "2\nDISK CRITICAL - \"3%\" free é \\ $(id) `id` 'x'\nsecond line\n");
    let on = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("icinga2");
    command
        .env("PATH", format!("{on}:/usr/sbin:/sbin"))
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1");
    command.arg("daemon").arg("-c").arg(path("icinga2.conf"));
    let [user, group] = ["-un", "-gn"].map(|of| {
        let told = Command::new("id").arg(of).output().unwrap();
        String::from_utf8(told.stdout).unwrap().trim().to_owned()
    });
    let folders = [
        ("DataDir", "data"),
        ("LogDir", "log"),
        ("CacheDir", "cache"),
        ("SpoolDir", "spool"),
        ("InitRunDir", "run"),
    ];
    for (key, name) in folders {
        command.arg("-D").arg(format!("Configuration.{key}={}", path(name).display()));
    }
    command.arg("-D").arg(format!("RunAsUser={user}")).arg("-D").arg(format!("RunAsGroup={group}"));
    let icinga = start(&mut command, folder.path());
    shows(&world, folder.path(), &["web01 / disk: CRITICAL open"]).await;
    let problem = pushed(&world, "problems", |body| body != "[]").await;
    let sent: serde_json::Value = serde_json::from_str(&problem).unwrap();
    let output = sent["output"].as_str().unwrap();
    assert!(output.starts_with("DISK CRITICAL - \"3%\" free é \\ $(id) `id` 'x'"), "{sent}");
    assert_eq!((&sent["address"], &sent["type"]), (&"10.20.0.1".into(), &"PROBLEM".into()));
    // Icinga itself runs the sign of life.
    pushed(&world, "problems", |body| body == "[]").await;
    says("disk", "0\nDISK OK\n");
    shows(&world, folder.path(), &["web01 / disk: CRITICAL solved"]).await;
    // While the host is down its services are not told of.
    says("host", "2\nPING CRITICAL\n");
    shows(&world, folder.path(), &["web01 / disk: CRITICAL solved", "web01: DOWN open"]).await;
    assert_eq!(std::fs::read_dir(path("pushes")).unwrap().count(), 0, "all was delivered");
    // It is several programs, which end with the one that was started when that is asked to.
    icinga.signal("TERM");
    crate::world::ended(icinga).await;
    console.stop().await;
}
