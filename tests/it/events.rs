//! `events`: what the monitors of a project show now.

use serde_json::Value;
use stocktake::practice::monitor::{Control, LOGIN, Level, PASSWORD, Running, face};

use super::world::{Outcome, World};

async fn with(monitors: &[(&str, &str, &str)]) -> World {
    let world = World::new().await;
    world.file("secrets/monitor", PASSWORD);
    let mut toml = std::fs::read_to_string(world.folder().join("stocktake.toml")).unwrap();
    for (name, kind, url) in monitors {
        toml += &format!(
            "\n[system.{name}.{kind}]\nurl = \"{url}\"\nlogin = \"{LOGIN}\"\npassword = \"file:secrets/monitor\"\n"
        );
    }
    world.file("stocktake.toml", toml);
    world
}

/// A confirmed problem, an acknowledged one, and one that is being checked again.
fn trouble(control: &Control) {
    control.watch("web01", None);
    control.raise("web01", Some("disk"), Level::Warning, "DISK WARNING");
    control.raise(
        "db01",
        Some("a service whose name is much too long to stand whole in any table of a hundred columns"),
        Level::Critical,
        "down",
    );
    control.acknowledge(
        "db01",
        Some("a service whose name is much too long to stand whole in any table of a hundred columns"),
        "ana",
        "mine",
    );
    control.raise_soft("web02", Some("http"), Level::Critical, "HTTP CRITICAL");
}

fn rows(outcome: &Outcome) -> Vec<&str> {
    outcome.stdout.lines().skip(1).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn open_problems_are_listed_with_their_flags() {
    let icinga = Running::start(face("icinga").unwrap()).await.unwrap();
    icinga.control().watch("web01", None);
    let world = with(&[("icinga", "icinga", &icinga.base_url())]).await;
    let outcome = world.program(&["events"]).await;
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(0), "no open problems\n"), "{outcome:?}");

    trouble(&icinga.control());
    for columns in [60, 80, 100] {
        for language in ["en", "fr"] {
            let shown = world.at_terminal(columns, &["events", "--language", language]).await;
            assert!(shown.stdout.lines().all(|line| line.chars().count() <= columns), "{}", shown.stdout);
            assert!(shown.stdout.contains("web01 / disk"), "{}", shown.stdout);
        }
    }
    // What another program reads is whole, and a line each.
    let outcome = world.program(&["events"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stdout.contains("in any table of a hundred columns"), "{}", outcome.stdout);
    let shown = rows(&outcome);
    assert_eq!(shown.len(), 3, "{}", outcome.stdout);
    assert!(shown[2].contains("warning") && shown[2].contains("web01 / disk"), "{}", outcome.stdout);
    let of = |host: &str| *shown.iter().find(|line| line.contains(host)).unwrap();
    assert!(of("db01").ends_with("ack") && of("web02").ends_with("soft"), "{}", outcome.stdout);

    let outcome = world.program(&["events", "--open"]).await;
    assert_eq!((outcome.code, rows(&outcome).len()), (Some(0), 1), "{outcome:?}");
    assert!(rows(&outcome)[0].contains("web01 / disk"), "{}", outcome.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_does_not_hide_the_others() {
    let icinga = Running::start(face("icinga").unwrap()).await.unwrap();
    let zabbix = Running::start(face("zabbix").unwrap()).await.unwrap();
    trouble(&icinga.control());
    let world =
        with(&[("icinga", "icinga", &icinga.base_url()), ("zabbix", "zabbix", &zabbix.base_url())]).await;
    zabbix.stop().await;

    let outcome = world.program(&["events"]).await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("web01 / disk"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("\nzabbix: did not answer: "), "{}", outcome.stdout);

    let outcome = world.program(&["events", "--format", "json"]).await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    let told: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(told["events"].as_array().unwrap().len(), 3);
    assert_eq!(
        (&told["monitors"][0]["sight"], &told["monitors"][1]["sight"]),
        (&"clear".into(), &"none".into())
    );

    let outcome = world.program(&["events", "--monitor", "icinga"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let outcome = world.program(&["events", "--monitor", "icinag"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("did you mean `icinga`?"), "{}", outcome.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_monitor_that_sees_nothing_says_so() {
    let icinga = Running::start(face("icinga").unwrap()).await.unwrap();
    trouble(&icinga.control());
    icinga.control().blind();
    let world = with(&[("icinga", "icinga", &icinga.base_url())]).await;
    let outcome = world.program(&["events"]).await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(!outcome.stdout.contains("no open problems\n"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("icinga: "), "{}", outcome.stdout);
}
