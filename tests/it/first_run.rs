//! A first run fills the desk, a second one writes nothing, and a changed row changes one field.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use stocktake::model::RunState;

use super::fleet::{JOB, PC_1, PC_2, table, two_computers};

fn id(row: &Value) -> i64 {
    row["id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_run_creates_items_with_everything_they_need() {
    let world = two_computers().await;

    let report = world.run("nightly").await;

    assert_eq!(report.run.state, RunState::Done, "{:?}", report.run.message);
    assert_eq!((report.counts.create, report.run.applied, report.run.failed), (2, 2, 0));
    let (acme, paris) = (world.glpi_row("Entity", "Acme"), world.glpi_row("Entity", "Paris"));
    assert_eq!(paris["entities_id"], acme["id"]);
    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!(computer["entities_id"], paris["id"]);
    assert_eq!(computer["serial"], "SN-0001");
    assert_eq!(computer["manufacturers_id"], world.glpi_row("Manufacturer", "Dell")["id"]);
    assert_eq!(computer["computertypes_id"], world.glpi_row("ComputerType", "Laptop")["id"]);
    assert_eq!(computer["states_id"], world.glpi_row("State", "En service")["id"]);
    let floor = world.glpi_row("Location", "Étage 1");
    assert_eq!(floor["completename"], "Siège > Étage 1");
    assert_eq!(computer["locations_id"], floor["id"]);
    let of_pc_1 = |class: &str| -> Value {
        let rows = world.glpi_rows(class);
        let mut rows = rows.into_iter().filter(|row| row["items_id"] == computer["id"]);
        let row = rows.next().unwrap();
        assert!(rows.next().is_none(), "{class} stands twice");
        row
    };
    let system = of_pc_1("Item_OperatingSystem");
    assert_eq!(system["operatingsystems_id"], world.glpi_row("OperatingSystem", "Debian 12")["id"]);
    assert_eq!(system["licenseid"], "L-1");
    let contract = world.glpi_row("Contract", "Service pc-1");
    assert_eq!((&contract["begin_date"], &contract["duration"]), (&json!("2026-01-01"), &json!(12)));
    assert_eq!(contract["entities_id"], paris["id"]);
    assert_eq!(of_pc_1("Contract_Item")["contracts_id"], contract["id"]);
    let infocom = of_pc_1("Infocom");
    assert_eq!(infocom["buy_date"], "2025-02-15");
    assert_eq!(infocom["value"].to_string().trim_matches('"').parse::<f64>().unwrap(), 1234.5);
    assert!(!world.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_writes_nothing() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();

    let report = world.run("nightly").await;

    world.wrote_nothing();
    assert_eq!(report.run.state, RunState::Done);
    assert_eq!((report.counts.changes(), report.counts.unchanged, report.counts.reject), (0, 2, 0));
    assert_eq!(report.entries, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_row_writes_only_the_changed_field() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv("computers.csv", &table(&[PC_1, &PC_2.replace(";Bob;", ";Zoé;")]));

    let report = world.run("nightly").await;

    let writes = world.writes();
    assert_eq!(writes.len(), 1, "{writes:?}");
    assert_eq!((writes[0].method.as_str(), writes[0].path.as_str()), ("PUT", "/Computer"));
    let pc_2 = id(&world.glpi_row("Computer", "pc-2"));
    assert_eq!(writes[0].body, json!({ "input": [{ "id": pc_2, "contact": "Zoé" }] }));
    assert_eq!((report.counts.update, report.counts.unchanged), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_child_writes_only_the_child() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv(
        "computers.csv",
        &table(&[&PC_1.replace("31/12/2026", "31/12/2027"), &PC_2.replace(";L-2;", ";L-3;")]),
    );

    world.run("nightly").await;

    let mut requests = world.requests();
    requests.sort();
    assert_eq!(requests, ["PUT /Contract 200", "PUT /Item_OperatingSystem 200"]);
    assert_eq!(world.glpi_row("Contract", "Service pc-1")["duration"], 24);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_keeps_a_word_clears_and_an_absent_column_is_left_alone() {
    let world = two_computers().await;
    world.run("nightly").await;
    world.requests();
    world.csv(
        "computers.csv",
        "Name;Serial;Contact;Comment;Maker;Price\npc-1;SN-0001;;<clear>;<clear>;<clear>\n",
    );
    world.job("nightly", &format!("{JOB}[limits]\nshrink_percent = \"off\"\n"));

    world.run("nightly").await;

    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!(computer["contact"], "Ana");
    assert_eq!(computer["comment"].as_str().unwrap_or_default(), "");
    assert_eq!(computer["manufacturers_id"], 0);
    assert_eq!(computer["otherserial"], "I-1");
    assert_ne!(computer["locations_id"], 0);
    assert_eq!(world.requests(), ["PUT /Computer 200", "PUT /Infocom 200"]);
    world.run("nightly").await;
    world.wrote_nothing();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contract_of_an_item_that_is_elsewhere_is_made_where_the_item_is() {
    let world = two_computers().await;
    let fields = json!({ "name": "pc-2", "serial": "SN-0002", "entities_id": 0 });
    world.human_adds("Computer", fields);
    let report = world.run("nightly").await;
    assert_eq!((report.run.state, report.run.failed), (RunState::Done, 0), "{:?}", report.entries);
    world.requests();
    assert_eq!(world.glpi_row("Contract", "Service pc-2")["entities_id"], 0);
    world.run("nightly").await;
    world.wrote_nothing();
}
