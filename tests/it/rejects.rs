//! Rows that cannot be used: told with their place and reason, while the rest goes on.

use serde_json::json;
use stocktake::model::{Reject, RunState};

use super::fleet::{JOB, PC_1, fleet, table};
use super::world::World;
use stocktake::practice::glpi::Options;

async fn with(lines: &[&str]) -> World {
    let world = fleet(Options::default()).await;
    let mut all = vec![PC_1];
    all.extend(lines);
    world.csv("computers.csv", &table(&all));
    world
}

/// Lines with a reject, and its reason.
fn told(rejects: &[Reject]) -> Vec<(u64, String)> {
    rejects.iter().map(|reject| (reject.origin.row.unwrap_or(0), reject.reason.to_string())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rows_with_the_same_key_are_both_rejected() {
    let world = with(&["a;Acme;SN-0009;;;;;;;;;;;;;", "b;Acme;sn-0009;;;;;;;;;;;;;"]).await;
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Partial);
    let told = told(&report.rejects);
    assert_eq!(told.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [3, 4]);
    assert!(told[0].1.contains("also named by") && told[0].1.contains("computers.csv"), "{told:?}");
    assert_eq!(world.glpi_names("Computer"), ["pc-1"]);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_several_items_carry_is_ambiguous() {
    let world = with(&["a;Acme;SN-0009;;;;;;;;;;;;;"]).await;
    let ids = [1, 2].map(|_| {
        world.human_adds("Computer", json!({ "name": "twin", "serial": "SN-0009", "entities_id": 0 }))
    });
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Partial);
    let told = told(&report.rejects);
    assert_eq!(told.len(), 1, "{told:?}");
    for id in ids {
        assert!(told[0].1.contains(&format!("#{id}")), "{told:?}");
    }
    assert!(told[0].1.starts_with("ambiguous"));
    assert_eq!(world.glpi_names("Computer"), ["pc-1", "twin", "twin"]);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_serial_that_names_nothing_is_no_key() {
    let world = with(&["a;Acme;To be filled by O.E.M.;;;;;;;;;;;;;"]).await;
    world.human_adds(
        "Computer",
        json!({ "name": "other", "serial": "To be filled by O.E.M.", "entities_id": 0 }),
    );
    let report = world.run("nightly").await;
    // It is found by its name instead, and the other computer is left alone.
    assert_eq!(world.glpi_names("Computer"), ["a", "other", "pc-1"], "{:?}", report.rejects);
    world.mapping("computers", "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nserial = { column = \"Serial\" }\nname = { column = \"Name\" }\n");
    let report = world.run("nightly").await;
    let told = told(&report.rejects);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0 == 3 && told[0].1.contains("To be filled by O.E.M."), "{told:?}");
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_value_is_left_out_and_the_rest_of_its_row_goes_on() {
    let world = with(&[
        "a;Acme;SN-0003;;;;;;;;Debian;;01/01/2026;31/12/2025;31/02/2025;12",
        "b;Acme;SN-0004;;;;;;;;;;;;;twelve",
    ])
    .await;
    let report = world.run("nightly").await;
    assert_eq!(report.run.state, RunState::Partial);
    let fields: Vec<(u64, &str, bool)> = report
        .rejects
        .iter()
        .map(|reject| (reject.origin.row.unwrap_or(0), reject.field.as_deref().unwrap_or(""), reject.partial))
        .collect();
    assert_eq!(
        fields,
        [(3, "contract", true), (3, "infocom.buy_date", true), (4, "infocom.value", true)],
        "{:?}",
        report.rejects
    );
    let told = told(&report.rejects);
    assert!(told[0].1.contains("2025-12-31") && told[0].1.contains("before the begin"), "{told:?}");
    assert!(told[1].1.contains("31/02/2025"), "{told:?}");
    assert!(told[2].1.contains("twelve"), "{told:?}");
    assert_eq!(world.glpi_names("Computer"), ["a", "b", "pc-1"]);
    assert_eq!(world.glpi_names("Contract"), ["Service pc-1"]);
    assert!(!world.requests().is_empty());
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_entity_or_reference_rejects_the_row() {
    let world = with(&["a;Acme;SN-0003;;;;;;;;;;;;;"]).await;
    world.mapping(
        "computers",
        "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nserial = { column = \"Serial\" }\n\
         name = { column = \"Name\" }\nentities_id = { column = \"Entity\" }\n\
         users_id = { column = \"Contact\", missing = \"reject\" }\n",
    );
    world.csv(
        "computers.csv",
        "Name;Serial;Entity;Contact\na;SN-0001;Acne;\nb;SN-0002;Acme;tech\nc;SN-0003;Acme;tecx\n",
    );
    world.human_adds("Entity", json!({ "name": "Acme", "entities_id": 0 }));
    let report = world.run("nightly").await;
    let told = told(&report.rejects);
    assert_eq!(told.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 4], "{told:?}");
    assert!(told[0].1.contains("Acne") && told[0].1.contains("Entity"), "{told:?}");
    assert!(told[1].1.contains("tecx") && told[1].1.contains("tech"), "{told:?}");
    assert_eq!(world.glpi_names("Computer"), ["b"]);
    assert_eq!(world.requests(), ["POST /Computer 201"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rejects_than_tolerated_end_with_code_4_and_within_the_tolerance_with_0() {
    let world = with(&["a;Acme;SN-0009;;;;;;;;;;;;;", "b;Acme;SN-0009;;;;;;;;;;;;;"]).await;
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(4), "{outcome:?}");
    assert!(outcome.stdout.contains("SN-0009"), "{outcome:?}");
    assert!(!world.requests().is_empty());

    world.job("nightly", &format!("{JOB}[limits]\nreject = {{ count = 2 }}\n"));
    let outcome = world.program(&["run", "nightly"]).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_whose_loops_do_not_end_is_named_and_its_rows_are_rejected() {
    let world = with(&[]).await;
    let endless = "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}";
    let mapping = super::fleet::COMPUTERS
        .replace("comment = { column = \"Comment\" }", &format!("comment = {{ template = '{endless}' }}"));
    world.mapping("computers", &mapping);
    let begin = std::time::Instant::now();
    let report = world.run("nightly").await;
    assert!(begin.elapsed() < std::time::Duration::from_secs(30), "{:?}", begin.elapsed());
    let told = told(&report.rejects);
    assert!(told[0].1.contains(&format!("the template `{endless}` does not come to an end")), "{told:?}");
    world.requests();
}
