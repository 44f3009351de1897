//! A saved plan is applied as it was shown: what changed at the desk meanwhile is left alone.

use serde_json::json;

use super::fleet::{PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_moved_is_told_and_not_overwritten() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    let changed = PC_1.replace(";Ana;first;", ";Éva;other;");
    world.csv("computers.csv", &table(&[&changed, &PC_2.replace(";Bob;", ";Bea;")]));
    assert_eq!(world.program(&["plan", "nightly", "--out", "plan.json"]).await.code, Some(0));
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));

    let outcome = world.program(&["run", "--plan", "plan.json"]).await;

    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("Alternate username") && outcome.stdout.contains("Zoé"), "{outcome:?}");
    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!((&computer["contact"], &computer["comment"]), (&json!("Zoé"), &json!("other")));
    assert_eq!(world.glpi_row("Computer", "pc-2")["contact"], "Bea");
    assert_eq!(world.requests(), ["PUT /Computer 200"]);
    let run = &world.store().runs(None, 1).unwrap_or_default()[0];
    assert_eq!((run.applied, run.changed_since_plan, run.failed), (1, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_somebody_made_meanwhile_is_not_created_twice() {
    let world = two_computers().await;
    assert_eq!(world.program(&["plan", "nightly", "--out", "plan.json"]).await.code, Some(0));
    world.wrote_nothing();
    world.human_adds("Computer", json!({ "name": "by hand", "serial": "sn-0002", "entities_id": 0 }));
    world.human_adds("Manufacturer", json!({ "name": "Dell" }));

    let outcome = world.program(&["run", "--plan", "plan.json"]).await;

    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stderr.contains("is there by now"), "{outcome:?}");
    assert_eq!(world.glpi_names("Computer"), ["by hand", "pc-1"]);
    assert_eq!(world.glpi_names("Manufacturer"), ["Dell", "Lenovo"]);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_is_gone_is_told() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    assert_eq!(world.program(&["plan", "nightly", "--out", "plan.json"]).await.code, Some(0));
    let id = world.glpi_row("Computer", "pc-1")["id"].as_i64().unwrap_or_default();
    assert!(world.control().purge("Computer", id).is_ok());

    let outcome = world.program(&["run", "--plan", "plan.json"]).await;

    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("no longer exists"), "{outcome:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_the_same_plan_twice_writes_once() {
    let world = two_computers().await;
    assert_eq!(world.program(&["plan", "nightly", "--out", "plan.json"]).await.code, Some(0));
    assert_eq!(world.program(&["run", "--plan", "plan.json"]).await.code, Some(0));
    assert!(!world.requests().is_empty());

    let again = world.program(&["run", "--plan", "plan.json"]).await;

    world.wrote_nothing();
    assert_eq!(again.code, Some(1), "{again:?}");
    assert!(again.stdout.contains("was applied before"), "{again:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_a_person_put_in_the_trash_stays_there_untouched() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    assert_eq!(world.program(&["plan", "nightly", "--out", "plan.json"]).await.code, Some(0));
    world.human_edits("Computer", "pc-1", json!({ "is_deleted": 1 }));

    let outcome = world.program(&["run", "--plan", "plan.json"]).await;

    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("it is in the trash now"), "{outcome:?}");
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Ana");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_feeds_by_now_gets_no_lock_by_a_plan_or_its_undo() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));
    assert_eq!(world.program(&["plan", "nightly", "--out", "plan.json"]).await.code, Some(0));
    world.human_edits("Computer", "pc-1", json!({ "is_dynamic": 1 }));

    assert_eq!(world.program(&["run", "--plan", "plan.json"]).await.code, Some(0));

    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Éva");
    assert_eq!(world.glpi_rows("Lockedfield"), Vec::<serde_json::Value>::new());
    let run = world.store().runs(None, 1).unwrap_or_default()[0].id.to_string();
    assert_eq!(world.program(&["undo", &run]).await.code, Some(0));
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Ana");
    assert_eq!(world.glpi_rows("Lockedfield"), Vec::<serde_json::Value>::new());
    assert_eq!(world.glpi_row("Computer", "pc-2")["is_dynamic"], 0);
    world.requests();
}

/// Saved by a program that knew format 1 only.
const FORMAT_1: &str = include_str!("../data/plan/format_1.json");

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_of_format_1_is_still_applied_and_the_next_run_is_quiet() {
    let world = two_computers().await;
    world.file("plan.json", FORMAT_1);
    let outcome = world.program(&["run", "--plan", "plan.json"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!((&computer["serial"], &computer["contact"]), (&json!("SN-0001"), &json!("Ana")));
    let system = &world.glpi_rows("Item_OperatingSystem")[0];
    assert_eq!((&system["items_id"], &system["licenseid"]), (&computer["id"], &json!("L-1")));
    assert_eq!(world.glpi_rows("Contract_Item").len(), 2);
    world.requests();
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_taken_back_says_why_items_go_to_the_trash() {
    let world = two_computers().await;
    let run = world.run("nightly").await.run.id.to_string();
    let show = async |language: &str| {
        let shown = world.program(&["undo", &run, "--plan-only", "--language", language]).await;
        shown.stdout.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let english = show("en").await;
    assert!(english.contains("found by the journal put in the trash: the run had made it"), "{english}");
    let french = show("fr").await;
    let told = "trouvé par le journal mis à la corbeille : l'exécution l'avait créé";
    assert!(french.contains(told) && !french.contains("la source ne l'a plus"), "{french}");
    world.requests();
}
