//! Practice systems of a project: the monitor with its problems and its file, and `sandbox` for each.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Command;

use serde_json::Value;
use stocktake::practice::monitor::FACES;

use super::fleet::{COMPUTERS, JOB};
use super::world::{Program, World, ended};

async fn with(systems: &str) -> World {
    let world = World::new().await;
    let known = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    world.file("stocktake.toml", format!("{known}\n{systems}"));
    world
}

async fn events(world: &World, arguments: &[&str]) -> Vec<Value> {
    let mut all = vec!["events", "--format", "json"];
    all.extend(arguments);
    let outcome = world.program(&all).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let told: Value = serde_json::from_str(&outcome.stdout).unwrap();
    told["events"].as_array().unwrap().clone()
}

fn of<'e>(events: &'e [Value], host: &str, service: Option<&str>) -> &'e Value {
    let found = |event: &&Value| event["host"] == host && event["service"].as_str() == service;
    events.iter().find(found).unwrap_or_else(|| panic!("no {host} {service:?}: {events:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_practice_monitor_shows_problems_of_every_sort() {
    let world = with("[system.play.practice_monitor]\ndatabase = \"var/play.json\"\n").await;
    let first = events(&world, &[]).await;
    assert_eq!(first.len(), 13, "{first:?}");
    let severities: std::collections::BTreeSet<&str> =
        first.iter().map(|event| event["severity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["critical", "disaster", "unknown", "warning"].into());
    assert_eq!(first.iter().filter(|event| !event["acknowledged"].is_null()).count(), 2);
    for flag in ["in_downtime", "flapping", "host_is_down"] {
        assert_eq!(first.iter().filter(|event| event[flag] == true).count(), 1, "{flag}");
    }
    assert_eq!(first.iter().filter(|event| event["certainty"] == "soft").count(), 1);
    let queue = of(&first, "SRV-DOSSIER-PATIENT", Some("hl7-queue"));
    assert_eq!(queue["labels"]["customer"], "Clinique Sainte-Élodie");
    assert_eq!((&queue["labels"]["site"], &queue["address"]), (&"Nantes".into(), &"10.4.0.21".into()));
    assert_eq!(queue["groups"], serde_json::json!(["linux", "production"]));

    assert_eq!(events(&world, &[]).await, first, "the same the next time");
    assert_eq!(events(&world, &["--open"]).await.len(), 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_practice_monitor_shows_them() {
    let names: Vec<&str> = FACES.iter().map(|face| face.key).collect();
    let systems: String =
        names.iter().map(|kind| format!("[system.{kind}.practice_monitor]\nkind = \"{kind}\"\n")).collect();
    let world = with(&systems).await;
    let all = events(&world, &[]).await;
    for kind in &names {
        let of_kind: Vec<&Value> = all.iter().filter(|event| event["monitor"] == *kind).collect();
        assert_eq!(of_kind.len(), 13, "{kind}: {of_kind:?}");
        assert_eq!(of_kind.iter().filter(|event| !event["acknowledged"].is_null()).count(), 2, "{kind}");
        assert!(of_kind.iter().any(|event| event["in_downtime"] == true), "{kind}");
    }
    let outcome = world.program(&["check", "--connect"]).await;
    for kind in &names {
        assert!(outcome.stdout.contains(&format!("ok   {kind}: practice monitor: ")), "{}", outcome.stdout);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_glpi_imitates_the_version_that_its_table_names() {
    let project = async |table: &str| {
        let world = with(&format!("[system.old.sandbox]\n{table}")).await;
        world.mapping("computers", COMPUTERS);
        world.file("jobs/nightly.toml", format!("system = \"old\"\n{JOB}"));
        world
    };
    for (table, version) in
        [("", "10.0.6"), ("version = \"9.5.13\"\n", "9.5.13"), ("version = \"11.0.6\"\n", "11.0.6")]
    {
        let outcome = project(table).await.program(&["check", "--connect"]).await;
        let told = format!("old: version: {version}");
        assert!(outcome.stdout.contains(&told), "{outcome:?}");
    }
    let outcome = project("version = \"8.0\"\n").await.program(&["check"]).await;
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.code != Some(0) && said.contains("allowed: 9.5.13"), "{said}");
    let world = project("").await;
    let outcome = world.program(&["sandbox", "--system", "old", "--imitate", "8.0"]).await;
    assert!(outcome.code != Some(0) && outcome.stderr.contains("versions: 9.5.13, 10.0.5"), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_practice_monitor_may_be_edited() {
    let world = with("[system.play.practice_monitor]\n").await;
    let before = events(&world, &[]).await;
    let path = world.folder().join("var/play.json");
    let mut state: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for object in state["objects"].as_array_mut().unwrap() {
        match (object["host"].as_str().unwrap(), object["service"].as_str()) {
            ("SRV-CAO", None) | ("SRV-GPAO", Some("disk-d")) => object["state"] = 0.into(),
            ("ESX-LYON-01", Some("datastore")) => object["state"] = 2.into(),
            (_, _) => {}
        }
    }
    let new = serde_json::json!({"host": "WEB01", "service": "http", "state": 2, "output": "no answer"});
    state["objects"].as_array_mut().unwrap().push(new);
    std::fs::write(&path, state.to_string()).unwrap();

    let after = events(&world, &[]).await;
    assert_eq!(after.len(), before.len() - 2 + 1, "{after:?}");
    assert_eq!(of(&after, "WEB01", Some("http"))["title"], "no answer");
    let of_store = |events: &[Value]| of(events, "ESX-LYON-01", Some("datastore")).clone();
    assert_eq!(of_store(&after)["severity"], "critical");
    assert_eq!(of_store(&after)["key"], of_store(&before)["key"], "it got worse, it is no new one");

    let mut state: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for object in state["objects"].as_array_mut().unwrap() {
        if object["host"] == "SRV-CAO" && object["service"].is_null() {
            object["state"] = 1.into();
        }
    }
    std::fs::write(&path, state.to_string()).unwrap();
    let again = events(&world, &[]).await;
    let key = |events: &[Value]| of(events, "SRV-CAO", None)["key"].clone();
    assert_ne!(key(&again), key(&before), "it was good in between: another episode");

    std::fs::write(&path, "{\"objects\": 1}").unwrap();
    let outcome = world.program(&["events"]).await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("play.json"), "{}", outcome.stdout);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"objects\": 1}", "nothing is written over");
}

/// Starts `sandbox` on a free port; its child, the lines up to "Stop it", and the address.
fn served(mut command: Command) -> (Program, String, String) {
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut said = String::new();
    while !said.contains("Ctrl-C") {
        if lines.read_line(&mut said).unwrap() == 0 {
            let mut error = String::new();
            child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
            panic!("it ended: {said}{error}");
        }
    }
    let url = said.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    (child.into(), said, url)
}

async fn stopped(child: Program) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    let outcome = ended(child).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sandbox_serves_every_kind_of_practice_system() {
    let world = with(
        "[system.play.practice_monitor]\n[system.nagios.practice_monitor]\nkind = \"nagios\"\n\
         [system.play-glpi.sandbox]\n[system.play-itop.practice_itop]\n\
         [system.play-snow.practice_servicenow]\n",
    )
    .await;
    for (system, what, secret) in [
        ("play", "Practice Icinga 2 on ", "practice / practice-secret"),
        ("nagios", "Practice Nagios on ", "practice / practice-secret"),
        ("play-glpi", "Practice GLPI on ", "practice-user-token"),
        ("play-itop", "Practice iTop on ", "stocktake / practice-password"),
        ("play-snow", "Practice ServiceNow on ", "practice-client"),
    ] {
        let command = world.command(&["sandbox", "--system", system, "--listen", "127.0.0.1:0"]);
        let (child, said, url) = served(command);
        assert!(said.starts_with(what) && said.contains(secret), "{said}");
        assert!(!url.contains(":0/") && !url.ends_with(":0"), "{url}");
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.get(&url).send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "{system}: {}", answer.status());
        stopped(child).await;
    }
    // Without a name: the only practice GLPI.
    let (child, said, _) = served(world.command(&["sandbox", "--listen", "127.0.0.1:0"]));
    assert!(said.starts_with("Practice GLPI on "), "{said}");
    stopped(child).await;
    let mut french = world.command(&["sandbox", "--listen", "127.0.0.1:0"]);
    french.env("LC_ALL", "fr_FR.UTF-8");
    let (child, said, _) = served(french);
    assert!(said.starts_with("GLPI d'exercice sur http") && said.contains("(ou aucun)"), "{said}");
    stopped(child).await;
    let outcome = world.program(&["sandbox", "--system", "glpi"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("play-snow"), "{}", outcome.stderr);
    let outcome = world.program(&["sandbox", "--system", "play", "--listen", "192.0.2.1:0"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
}
