//! A change that waits for approval: the rest is written, it is written once it is approved.

use serde_json::json;
use stocktake::model::RunState;

use super::fleet::{PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn a_shortened_contract_waits_until_it_is_approved() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    let shorter = PC_1.replace("31/12/2026", "30/06/2026").replace(";Ana;", ";Éva;");
    world.csv("computers.csv", &table(&[&shorter, &PC_2.replace("999,99", "900")]));

    let outcome = world.program(&["run", "nightly"]).await;

    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains("2 changes wait for approval: stocktake approve"), "{outcome:?}");
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 12);
    assert_eq!(world.glpi_row("Computer", "pc-1")["contact"], "Éva");
    assert_eq!(world.requests(), ["PUT /Computer 200"]);
    let first = world.store().runs(None, 1).unwrap_or_default()[0].id.to_string();

    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Done);
    world.wrote_nothing();

    let explained = world.program(&["explain", "nightly", "SN-0001", "contract.duration"]).await;
    assert!(explained.stdout.contains("waits for approval, 12 → 6: the contract would end"), "{explained:?}");
    let nobody = world.program(&["approve", &first, "--by", ""]).await;
    assert_eq!(nobody.code, Some(2), "{nobody:?}");

    // The mail of the first night still says the right command.
    let unknown = world.program(&["approve", &first, "--only", "nothing"]).await;
    assert_eq!(unknown.code, Some(2), "{unknown:?}");
    let approved = world.program(&["approve", &first, "--only", "SN-0001", "--by", "ann"]).await;
    assert_eq!(approved.code, Some(0), "{approved:?}");
    let open = world.program(&["questions", "nightly"]).await;
    assert!(open.stdout.contains("pc-2") && !open.stdout.contains("pc-1"), "{open:?}");
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 6);
    assert_eq!(world.requests(), ["PUT /Contract 200"]);
    let approving = world.store().runs(None, 1).unwrap_or_default()[0].clone();
    assert_eq!(approving.message.as_ref().map(|said| said.english()), Some("approved by ann"));

    world.run("nightly").await;
    world.wrote_nothing();
    let late = world.program(&["approve", &first]).await;
    assert_eq!(late.code, Some(1), "{late:?}");
    assert!(late.stderr.contains("no longer holds this for `SN-0001`"), "{late:?}");

    let undone = world.program(&["undo", &approving.id.to_string()]).await;
    assert_eq!(undone.code, Some(0), "{undone:?}");
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], json!(12));
    world.requests();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_with_nothing_but_held_changes_is_none_to_write() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[&PC_1.replace("1 234,50", "1 000"), PC_2]));

    let plan = world.program(&["plan", "nightly", "--detailed-exitcode"]).await;

    assert_eq!(plan.code, Some(0), "{plan:?}");
    assert!(plan.stdout.contains("Held for approval (1)"), "{plan:?}");
    let markdown = world.program(&["plan", "nightly", "--format", "markdown"]).await;
    assert!(markdown.stdout.contains("## Held for approval"), "{markdown:?}");
    world.wrote_nothing();
}
