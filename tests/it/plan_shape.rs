//! What `plan` shows to people and programs, its exit codes, and those of wrong usage.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};

use super::fleet::{JOB, PC_1, PC_2, table, two_computers};
use super::world::World;

async fn plan(world: &World) -> Value {
    let outcome = world.program(&["plan", "nightly", "--format", "json"]).await;
    // 4: more rows are rejected than the job tolerates.
    assert!(matches!(outcome.code, Some(0 | 4)), "{outcome:?}");
    serde_json::from_str(&outcome.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_says_what_would_be_written_and_writes_nothing() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    let changed = PC_1.replace(";Ana;", ";Éva;").replace(";L-1;", ";L-9;");
    world.csv(
        "computers.csv",
        &table(&[
            &changed,
            PC_2,
            "pc-3;Acme;SN-0003;;Fujitsu;;;;;;;;;;;",
            "pc-4;Acme;SN-0004;;;;;;;;;;;;32/01/2026;",
        ]),
    );

    let plan = plan(&world).await;

    world.wrote_nothing();
    assert_eq!(
        (&plan["format"], &plan["job"], &plan["system"]),
        (&json!(2), &json!("nightly"), &json!("glpi"))
    );
    assert_eq!(plan["digest"].as_str().map(str::len), Some(64));
    assert_eq!(plan["kinds"]["Computer"]["contact"], json!({ "text": { "max": 255 } }));
    assert_eq!(
        plan["counts"],
        json!({ "create": 2, "update": 1, "retire": 0, "restore": 0, "unchanged": 1, "reject": 1 })
    );
    assert_eq!(plan["references"][0]["class"], "Manufacturer");
    assert_eq!(plan["references"][0]["name"], "Fujitsu");
    let changes = plan["changes"].as_array().unwrap();
    let shown: Vec<(&Value, &Value, &Value)> = changes
        .iter()
        .map(|change| (&change["operation"], &change["source_key"], &change["label"]))
        .collect();
    assert_eq!(
        shown,
        [
            (&json!("create"), &json!("SN-0003"), &json!("pc-3")),
            (&json!("create"), &json!("SN-0004"), &json!("pc-4")),
            (&json!("update"), &json!("SN-0001"), &json!("pc-1")),
        ]
    );
    let update = &changes[2];
    assert_eq!(update["class"], "Computer");
    assert_eq!(update["remote_id"], world.glpi_row("Computer", "pc-1")["id"]);
    let field = &update["fields"][0];
    assert_eq!(
        (&field["field"], &field["before"], &field["after"]),
        (&json!("contact"), &json!("Ana"), &json!("Éva"))
    );
    assert_eq!(update["fields"].as_array().unwrap().len(), 1);
    let child = &update["children"][0];
    assert_eq!((&child["class"], &child["operation"]), (&json!("Item_OperatingSystem"), &json!("update")));
    assert_eq!((&child["fields"][0]["before"], &child["fields"][0]["after"]), (&json!("L-1"), &json!("L-9")));
    let reject = &plan["rejects"][0];
    assert_eq!(
        (&reject["source_key"], &reject["field"], &reject["partial"]),
        (&json!("SN-0004"), &json!("infocom.buy_date"), &json!(true))
    );
    assert_eq!(reject["origin"]["row"], 5);
    assert!(reject["reason"].as_str().unwrap().contains("32/01/2026"), "{reject}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_plans_of_the_same_state_are_the_same() {
    let world = two_computers().await;
    let (first, second) = (plan(&world).await, plan(&world).await);
    assert_eq!(first, second);
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let done = plan(&world).await;
    assert_ne!(done["digest"], first["digest"]);
    assert_eq!(done["digest"], plan(&world).await["digest"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_leaves_no_trace_of_itself() {
    let world = two_computers().await;
    plan(&world).await;
    assert!(!world.folder().join("var/stocktake.db").exists(), "a plan made a state database");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn code_5_says_that_there_are_changes_only_when_asked() {
    let world = two_computers().await;
    let asked = ["plan", "nightly", "--detailed-exitcode"];
    assert_eq!(world.program(&["plan", "nightly"]).await.code, Some(0));
    let outcome = world.program(&asked).await;
    assert_eq!(outcome.code, Some(5), "{outcome:?}");
    assert!(outcome.stdout.contains("pc-1"), "{outcome:?}");
    assert_eq!(world.program(&["run", "nightly"]).await.code, Some(0));
    assert!(!world.requests().is_empty());
    assert_eq!(world.program(&asked).await.code, Some(0));
    world.csv("computers.csv", &table(&[]));
    assert_eq!(world.program(&asked).await.code, Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_configuration_and_wrong_names_end_with_code_2() {
    let world = two_computers().await;
    let outcome = world.program(&["run", "nigthly"]).await;
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("did you mean `nightly`?"), "{outcome:?}");
    assert_eq!(world.program(&["plan", "nothing"]).await.code, Some(2));
    assert_eq!(world.program(&["run", "nightly", "--expect", "abc"]).await.code, Some(2));
    assert_eq!(world.program(&["rum"]).await.code, Some(2));

    world.job("nightly", &JOB.replace("computers.csv\"", "computers.csv\"\nmax_aeg = \"2d\""));
    world.mapping("broken", "class = \"Computer\"\nmatch = [[\"serail\"]]\n");
    for arguments in [&["check"][..], &["plan", "nightly"], &["run", "nightly"], &["serve"]] {
        let outcome = world.program(arguments).await;
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {outcome:?}");
        for told in ["jobs/nightly.toml", "max_aeg", "mappings/broken.toml", "serail"] {
            assert!(outcome.stderr.contains(told), "{arguments:?}: {told}: {outcome:?}");
        }
    }
    world.wrote_nothing();
    assert!(!world.folder().join("var/stocktake.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_listed_and_shown_afterwards() {
    let world = two_computers().await;
    let listed = world.program(&["runs"]).await;
    assert_eq!((listed.code, listed.stdout.trim()), (Some(0), "no runs yet"));
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let listed = world.program(&["runs", "nightly", "--format", "json"]).await;
    let runs: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!((&runs[0]["state"], &runs[0]["counts"]["create"]), (&json!("done"), &json!(2)));
    let shown = world.program(&["show", runs[0]["id"].as_str().unwrap()]).await;
    assert_eq!(shown.code, Some(0), "{shown:?}");
    assert!(shown.stdout.contains("pc-1") && shown.stdout.contains("Service pc-1"), "{shown:?}");
    assert_eq!(world.program(&["show", "ffffffff"]).await.code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn check_connect_asks_the_desk() {
    let world = two_computers().await;
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    world.file("secrets/token", "a wrong token");
    let outcome = world.program(&["check", "--connect"]).await;
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.contains("FAIL glpi: login"), "{outcome:?}");
    assert!(!format!("{outcome:?}").contains("a wrong token"), "a secret is shown");
    world.wrote_nothing();
}
