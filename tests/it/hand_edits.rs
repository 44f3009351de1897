//! Source, desk and what was last written: an edit by hand stays, a change of the source arrives.

use serde_json::json;
use stocktake::model::RunState;

use super::fleet::{COMPUTERS, PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_by_hand_stays_and_is_told() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));

    let report = world.run("nightly").await;

    world.wrote_nothing();
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Zoé");
    assert_eq!(report.run.state, RunState::Done);
    let kept: Vec<(&str, &str, String, String)> = report
        .kept
        .iter()
        .map(|kept| {
            (kept.label.as_str(), kept.field.as_str(), format!("{}", kept.live), format!("{}", kept.source))
        })
        .collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!((kept[0].0, kept[0].1), ("pc-1", "contact"));
    assert!(kept[0].2.contains("Zoé") && kept[0].3.contains("Ana"), "{kept:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_source_is_written_beside_an_edit_by_hand() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.csv("computers.csv", &table(&[&PC_1.replace(";first;", ";new comment;"), PC_2]));

    let report = world.run("nightly").await;

    let writes = world.writes();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!(writes[0].body["input"][0]["comment"], "new comment");
    assert_eq!(writes[0].body["input"][0].as_object().map(serde_json::Map::len), Some(2));
    assert_eq!(report.kept.len(), 1);
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Zoé");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_both_changed_the_mapping_says_who_wins() {
    for (conflict, wins) in [("human", "Zoé"), ("source", "Éva"), ("ask", "Zoé")] {
        let world = two_computers().await;
        let rule = format!("contact = {{ column = \"Contact\", on_conflict = \"{conflict}\" }}");
        world.mapping("computers", &COMPUTERS.replace("contact = { column = \"Contact\" }", &rule));
        world.run("nightly").await;
        world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
        world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";Éva;"), PC_2]));

        let report = world.run("nightly").await;

        assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], wins, "{conflict}");
        assert_eq!(report.kept.len(), usize::from(wins == "Zoé"), "{conflict}");
        assert!(!world.requests().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_by_hand_of_a_child_stays() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.human_edits("Contract", "Service pc-1", json!({ "duration": 36 }));

    let report = world.run("nightly").await;

    world.wrote_nothing();
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 36);
    assert_eq!(report.kept.len(), 1, "{:?}", report.kept);
    assert_eq!(report.kept[0].field, "contract.duration");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_filled_in_stays_when_the_source_has_a_value_later() {
    let world = two_computers().await;
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;", ";;"), PC_2]));
    world.run("nightly").await;
    world.requests();
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.csv("computers.csv", &table(&[PC_1, PC_2]));

    let report = world.run("nightly").await;

    world.wrote_nothing();
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Zoé");
    assert_eq!(report.kept.len(), 1, "{:?}", report.kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_field_whose_lock_nobody_may_read_is_tried_once_and_then_kept() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.human_edits("Computer", "pc-1", json!({ "is_dynamic": 1 }));
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;first;", ";Éva;other;"), PC_2]));
    world.mapping(
        "computers",
        &COMPUTERS.replace("{ column = \"Contact\" }", "{ column = \"Contact\", on_conflict = \"source\" }"),
    );
    world.requests();

    let report = world.run("nightly").await;

    assert_eq!(
        (report.run.state, report.run.changed_since_plan),
        (RunState::Partial, 1),
        "{:?}",
        report.entries
    );
    assert_eq!(world.requests(), ["PUT /Computer 200"]);
    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!((&computer["contact"], &computer["comment"]), (&json!("Zoé"), &json!("other")));

    let report = world.run("nightly").await;

    world.wrote_nothing();
    assert_eq!(report.run.state, RunState::Done);
    assert!(report.kept[0].reason.english().contains("the value was not taken"), "{:?}", report.kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mapping_says_who_wins_for_all_of_its_fields_and_a_field_for_itself() {
    let world = two_computers().await;
    let rule = "comment = { column = \"Comment\", on_conflict = \"human\" }";
    let mapping = COMPUTERS.replace("comment = { column = \"Comment\" }", rule);
    world.mapping("computers", &format!("on_conflict = \"source\"\n{mapping}"));
    world.run("nightly").await;
    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé", "comment": "mine" }));
    world.csv("computers.csv", &table(&[&PC_1.replace(";Ana;first;", ";Éva;other;"), PC_2]));

    world.run("nightly").await;

    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!((&computer["contact"], &computer["comment"]), (&json!("Éva"), &json!("mine")));
    assert!(!world.requests().is_empty());
}
