//! Retirement over days: flagged, put in the trash, deleted for good; and what brings an item back.

use chrono::Utc;
use serde_json::{Value, json};
use stocktake::model::journal::Trigger;
use stocktake::model::value::Shown;
use stocktake::model::{self, Entry, EntryState, FieldChange, Link, Operation, RunId, RunState};
use stocktake::practice::glpi::{Effect, Fault, Moment};

use super::fleet::{JOB, PC_1, PC_2, computers, many, table, two_computers};
use super::world::World;

const STEPS: &str = r#"
[missing]
after_runs = 2
[[missing.step]]
action = "flag"
state = "Missing"
[[missing.step]]
action = "trash"
after = "30d"
[[missing.step]]
action = "purge"
after = "90d"
"#;

/// Two computers of the job, the second of which the source has lost.
async fn lost() -> World {
    let world = two_computers().await;
    world.job("nightly", &format!("{JOB}{STEPS}"));
    world.run_on("nightly", "2026-11-20").await;
    assert!(!world.requests().is_empty());
    world.csv("computers.csv", &table(&[PC_1]));
    world
}

fn links(world: &World) -> Vec<Link> {
    world.store().links("glpi", "nightly", &"Computer".into()).unwrap()
}

async fn writes(world: &World, day: &str) -> Vec<String> {
    let report = world.run_on("nightly", day).await;
    assert_eq!(report.run.state, RunState::Done, "{report:?}");
    world.requests()
}

const NONE: [&str; 0] = [];

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_flagged_put_in_the_trash_and_deleted_for_good() {
    let world = lost().await;
    assert_eq!(writes(&world, "2026-11-21").await, NONE);
    assert_eq!(links(&world).iter().map(|link| link.absent_runs).collect::<Vec<_>>(), [0, 1]);
    let plan = world.program(&["plan", "nightly"]).await;
    assert!(!plan.stdout.contains("absent in"), "it is the second run: {}", plan.stdout);
    assert_eq!(writes(&world, "2026-11-22").await, ["POST /State 201", "PUT /Computer 200"]);
    assert_eq!(world.glpi_row("Computer", "pc-2")["states_id"], world.glpi_row("State", "Missing")["id"]);

    assert_eq!(writes(&world, "2026-12-21").await, NONE);
    assert_eq!(writes(&world, "2026-12-22").await, ["DELETE /Computer 200"]);
    assert_eq!(world.glpi_row("Computer", "pc-2")["is_deleted"], 1);

    assert_eq!(writes(&world, "2027-03-21").await, NONE);
    let report = world.run_on("nightly", "2027-03-22").await;
    let sent = world.writes();
    assert_eq!(
        (sent.len(), sent[0].method.as_str(), &sent[0].body["force_purge"]),
        (1, "DELETE", &json!(true))
    );
    assert_eq!(world.glpi_names("Computer"), ["pc-1"]);
    assert_eq!(world.glpi_rows("Computer").len(), 1);
    assert_eq!(links(&world).len(), 1);

    let undo = world.program(&["undo", &report.run.id.0, "--plan-only"]).await;
    assert!(undo.stdout.contains("0 to create, 0 to update, 0 to retire, 0 to restore"), "{}", undo.stdout);
    assert!(undo.stderr.contains("pc-2 was deleted for good: that cannot be taken back"), "{}", undo.stderr);

    assert_eq!(writes(&world, "2027-03-23").await, NONE);
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    let report = world.run_on("nightly", "2027-03-24").await;
    assert_eq!((report.run.state, report.counts.create), (RunState::Done, 1), "{report:?}");
    assert!(!world.requests().is_empty());
    assert_eq!(writes(&world, "2027-03-25").await, NONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_in_which_it_is_missing_count_only_in_a_row() {
    let world = lost().await;
    assert_eq!(writes(&world, "2026-11-21").await, NONE);
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    assert_eq!(writes(&world, "2026-11-22").await, NONE);
    world.csv("computers.csv", &table(&[PC_1]));
    assert_eq!(writes(&world, "2026-11-23").await, NONE);
    let plan = world.program(&["plan", "nightly", "--format", "json"]).await;
    let plan: Value = serde_json::from_str(&plan.stdout).unwrap();
    assert_eq!(plan["counts"]["retire"], 1);
    assert!(!writes(&world, "2026-11-24").await.is_empty());
}

/// As [`lost`], and the second computer was put in the trash on 22 December.
async fn in_the_trash() -> World {
    let world = lost().await;
    for day in ["2026-11-21", "2026-11-22", "2026-12-22"] {
        writes(&world, day).await;
    }
    assert_eq!(world.glpi_row("Computer", "pc-2")["is_deleted"], 1);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_reports_is_not_put_in_the_trash_again() {
    let world = in_the_trash().await;
    world.human_edits("Computer", "pc-2", json!({ "is_deleted": 0, "is_dynamic": 1 }));
    for day in ["2026-12-23", "2026-12-24", "2027-12-24"] {
        assert_eq!(writes(&world, day).await, NONE);
    }
    assert_eq!(world.glpi_row("Computer", "pc-2")["is_deleted"], 0);
    // A person decides: it stays in the trash, and nobody purges it.
    world.human_edits("Computer", "pc-2", json!({ "is_deleted": 1 }));
    assert_eq!(writes(&world, "2028-12-24").await, NONE);
    assert_eq!(world.glpi_row("Computer", "pc-2")["is_deleted"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_in_the_trash_comes_back_whole_in_one_run() {
    let world = in_the_trash().await;
    world.csv("computers.csv", &table(&[PC_1, &PC_2.replace(";Bob;", ";Zoé;")]));
    assert_eq!(writes(&world, "2026-12-23").await, ["PUT /Computer 200"]);
    let computer = world.glpi_row("Computer", "pc-2");
    assert_eq!((&computer["is_deleted"], &computer["contact"]), (&json!(0), &json!("Zoé")));
    assert_eq!(computer["states_id"], world.glpi_row("State", "En stock")["id"]);
    assert_eq!(writes(&world, "2026-12-24").await, NONE);
    assert_eq!(links(&world).iter().map(|link| link.absent_runs).collect::<Vec<_>>(), [0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_is_taken_out_of_the_trash_meanwhile_is_not_purged() {
    let world = in_the_trash().await;
    let report = world.run_on("nightly", "2026-12-23").await;
    assert_eq!(report.counts.retire, 0);
    world.human_edits("Computer", "pc-2", json!({ "is_deleted": 0 }));
    assert_eq!(writes(&world, "2027-03-22").await, NONE);
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "pc-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_below_its_band_retires_nothing_and_the_run_says_so() {
    let world = computers(40).await;
    world.job("nightly", &format!("{JOB}[limits]\nretire = \"off\"\n[missing]\naction = \"trash\"\n"));
    for _ in 0..5 {
        world.run("nightly").await;
        world.requests();
    }
    world.csv("computers.csv", &many(35));
    let report = world.run("nightly").await;
    world.wrote_nothing();
    let message = report.run.message.unwrap();
    assert!(message.english().contains("has 35 records, and usually has 40"), "{message}");
    assert!(links(&world).iter().all(|link| link.absent_runs == 0));
    world.csv("computers.csv", &many(37));
    assert_eq!(world.run("nightly").await.counts.retire, 3);
    assert_eq!(world.requests(), ["DELETE /Computer 200"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_run_is_no_measure_and_counts_nothing() {
    let world = lost().await;
    let changed = PC_1.replace(";Ana;", ";Eve;");
    world.csv("computers.csv", &table(&[&changed]));
    let report = world.run_stopped("nightly").await;
    world.wrote_nothing();
    assert_eq!((report.run.state, report.run.failed), (RunState::Partial, 0), "{report:?}");
    assert_eq!(
        report.run.message.as_ref().map(|said| said.english()),
        Some("the run was stopped before its end; 1 change was not tried")
    );
    assert!(links(&world).iter().all(|link| link.absent_runs == 0));
    assert_eq!(world.store().readings("nightly", 9).unwrap().len(), 1);
    assert_eq!(writes(&world, "2026-11-22").await, ["PUT /Computer 200"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trash_of_another_job_is_not_called_a_persons() {
    let world = two_computers().await;
    let trash = "[missing]\naction = \"trash\"\n";
    world.job("nightly", &format!("{JOB}{trash}"));
    world.run("nightly").await;
    let other = JOB.replace("computers.csv", "other.csv");
    world.job("weekly", &other);
    world.csv("other.csv", &table(&[PC_1, PC_2]));
    world.run("weekly").await;
    world.csv("computers.csv", &table(&[PC_1]));
    world.requests();
    world.run("nightly").await;
    world.wrote_nothing();
    world.csv("other.csv", &table(&[PC_1]));
    world.run("weekly").await;
    world.run("nightly").await;
    assert!(!world.requests().is_empty());
    world.csv("other.csv", &table(&[PC_1, PC_2]));
    let report = world.run("weekly").await;
    let reason = &report.rejects[0].reason;
    assert!(
        reason.english().contains("put in the trash by job nightly, whose source no longer has it"),
        "{reason}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_whose_answer_was_lost_is_done_once_and_forgotten() {
    let world = in_the_trash().await;
    world.inject(Fault::new(Effect::Close(Moment::AfterCommit)).method("DELETE").item_type("Computer"));
    let report = world.run_on("nightly", "2027-03-22").await;
    assert_eq!((report.run.state, report.run.applied), (RunState::Done, 1), "{report:?}");
    assert!(!world.requests().is_empty());
    assert_eq!((world.glpi_rows("Computer").len(), links(&world).len()), (1, 1));
}

/// The journal of a program that ended in the middle of a purge.
fn leave_open(world: &World, id: i64) -> RunId {
    let store = world.store();
    let run = store.begin_run("nightly", Trigger::Command, "elsewhere/1", Utc::now()).unwrap();
    let in_trash = FieldChange {
        field: "is_deleted".to_owned(),
        before: Shown::Bool(true),
        after: Shown::Bool(true),
        was: model::Value::Bool(true),
        to: model::Value::Bool(true),
    };
    let entry = Entry {
        seq: 1,
        class: "Computer".to_owned(),
        operation: Operation::Retire,
        source_key: "SN-0002".to_owned(),
        part: None,
        label: "pc-2".to_owned(),
        remote_id: Some(id),
        fields: vec![in_trash],
        state: EntryState::Started,
        message: None,
    };
    store.start_entries(&run, &[entry], None).unwrap();
    store.interrupt_run(&run, &stocktake::model::webhook::Telling::default(), Utc::now()).unwrap();
    run
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purge_that_a_crash_interrupted_is_looked_up() {
    let world = in_the_trash().await;
    let id = world.glpi_row("Computer", "pc-2")["id"].as_i64().unwrap();
    let run = leave_open(&world, id);
    assert_eq!(writes(&world, "2026-12-23").await, NONE);
    assert_eq!(world.store().entries(&run).unwrap()[0].state, EntryState::Undone);
    assert_eq!(links(&world).len(), 2);

    let run = leave_open(&world, id);
    world.control().purge("Computer", id).unwrap();
    assert_eq!(writes(&world, "2026-12-24").await, NONE);
    assert_eq!(world.store().entries(&run).unwrap()[0].state, EntryState::Done);
    assert_eq!(links(&world).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_files_a_missing_one_retires_nothing() {
    let world = two_computers().await;
    let all = JOB.replace("computers.csv", "sites/*.csv") + "pick = \"all\"\n";
    world.job("nightly", &format!("{all}[missing]\naction = \"trash\"\n"));
    world.csv("sites/a.csv", &table(&[PC_1]));
    world.csv("sites/b.csv", &table(&[PC_2]));
    for _ in 0..5 {
        world.run("nightly").await;
        world.requests();
    }
    std::fs::remove_file(world.folder().join("sites/b.csv")).unwrap();
    let report = world.run("nightly").await;
    world.wrote_nothing();
    let message = report.run.message.unwrap();
    assert!(message.english().contains("computers was read from 1 file, and usually is from 2"), "{message}");
}
