//! What becomes of items that the source no longer has: only of those that the job made.

use serde_json::json;
use stocktake::model::RunState;

use super::fleet::{JOB, PC_1, PC_2, table, two_computers};
use super::world::World;

/// Two computers of the job, and one that a person made and the job only matched.
async fn with_policy(missing: &str) -> World {
    let world = two_computers().await;
    world.human_adds("Computer", json!({ "name": "manual", "serial": "SN-0003", "entities_id": 0 }));
    world.csv("computers.csv", &table(&[PC_1, PC_2, "manual;;SN-0003;;;;;;Hand;;;;;;;"]));
    world.job("nightly", &format!("{JOB}[missing]\n{missing}\n"));
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done, "{:?} {:?}", report.rejects, report.run.message);
    assert!(!world.requests().is_empty());
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_items_are_not_touched() {
    let world = with_policy("action = \"keep\"").await;
    world.csv("computers.csv", &table(&[PC_1]));
    let report = world.run("nightly").await;
    world.wrote_nothing();
    assert_eq!(report.counts.retire, 0);
    assert_eq!(world.glpi_names("Computer"), ["manual", "pc-1", "pc-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trash_takes_only_what_the_job_made_and_gives_it_back() {
    let world = with_policy("action = \"trash\"").await;
    world.csv("computers.csv", &table(&[PC_1]));
    let report = world.run("nightly").await;
    assert_eq!((report.run.state, report.counts.retire), (RunState::Done, 1));
    assert_eq!(world.requests(), ["DELETE /Computer 200"]);
    assert_eq!(world.glpi_names("Computer"), ["manual", "pc-1"]);
    assert_eq!(world.glpi_row("Computer", "pc-2")["is_deleted"], 1);

    world.run("nightly").await;
    world.wrote_nothing();

    world.csv("computers.csv", &table(&[PC_1, &PC_2.replace(";Bob;", ";Zoé;")]));
    let report = world.run("nightly").await;
    assert_eq!(
        (report.run.state, report.counts.restore, report.counts.create),
        (RunState::Done, 1, 0),
        "{report:?}"
    );
    assert!(!world.requests().is_empty());
    let computer = world.glpi_row("Computer", "pc-2");
    assert_eq!((&computer["is_deleted"], &computer["contact"]), (&json!(0), &json!("Zoé")));
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_put_in_the_trash_stays_there() {
    let world = with_policy("action = \"trash\"").await;
    world.human_edits("Computer", "pc-2", json!({ "is_deleted": 1 }));
    let report = world.run("nightly").await;
    world.wrote_nothing();
    assert_eq!(report.rejects.len(), 1, "{:?}", report.rejects);
    assert!(report.rejects[0].reason.english().contains("put in the trash by hand"), "{:?}", report.rejects);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_set_once_and_taken_back() {
    let world =
        with_policy("action = \"flag\"\nstate = \"Missing\"\ncomment = \"missing since {{ today }}\"").await;
    let before = world.glpi_row("Computer", "pc-2");
    world.csv("computers.csv", &table(&[PC_1]));
    let report = world.run("nightly").await;
    assert_eq!((report.run.state, report.counts.retire), (RunState::Done, 1), "{report:?}");
    assert!(!world.requests().is_empty());
    let flagged = world.glpi_row("Computer", "pc-2");
    assert_eq!(flagged["states_id"], world.glpi_row("State", "Missing")["id"]);
    assert!(
        flagged["comment"].as_str().is_some_and(|text| text.starts_with("missing since 20")),
        "{flagged}"
    );
    assert_eq!(world.glpi_row("Computer", "manual")["comment"].as_str().unwrap_or_default(), "");

    world.run("nightly").await;
    world.wrote_nothing();

    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    let report = world.run("nightly").await;
    assert_eq!((report.run.state, report.counts.restore), (RunState::Done, 1), "{report:?}");
    assert!(!world.requests().is_empty());
    let back = world.glpi_row("Computer", "pc-2");
    assert_eq!((&back["states_id"], &back["comment"]), (&before["states_id"], &before["comment"]));
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_adopted_item_is_retired_too() {
    let world = with_policy("action = \"trash\"").await;
    world.job("nightly", &format!("adopt = true\n{JOB}[missing]\naction = \"trash\"\n"));
    world.run("nightly").await;
    world.wrote_nothing();
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    let report = world.run("nightly").await;
    assert_eq!(report.counts.retire, 1, "{report:?}");
    assert_eq!(world.requests(), ["DELETE /Computer 200"]);
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
}
