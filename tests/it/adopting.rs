//! A GLPI that already holds the items: the preview, and ownership without a write.

use serde_json::json;
use stocktake::model::Ownership;

use super::fleet::{PC_1, PC_2, table, two_computers};

#[tokio::test(flavor = "multi_thread")]
async fn items_are_adopted_without_a_write() {
    let world = two_computers().await;
    world.human_adds("Computer", json!({ "name": "pc-1", "serial": "SN-0001", "contact": "Ana", "comment": "theirs", "entities_id": 0 }));
    let plan = world.program(&["plan", "nightly"]).await;
    assert!(
        plan.stdout.contains("Computer: 1 item is matched for the first time; 0 agree in every field"),
        "{plan:?}"
    );
    assert!(plan.stdout.contains("Comments would be written over on 1: pc-1 `theirs` → `first`"), "{plan:?}");

    let adopted = world.program(&["run", "nightly", "--adopt-only"]).await;

    assert_eq!(adopted.code, Some(0), "{adopted:?}");
    assert!(adopted.stdout.contains("Nothing was changed in glpi."), "{adopted:?}");
    world.wrote_nothing();
    assert_eq!(world.glpi_names("Computer"), ["pc-1"]);
    let run = &world.store().runs(None, 1).unwrap_or_default()[0];
    assert_eq!(run.message.as_ref().map(|said| said.english()), Some("1 item adopted; nothing was written"));
    let links = world.store().links("glpi", "nightly", &"Computer".into()).unwrap_or_default();
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].ownership, Ownership::Adopted);
    assert_eq!(links[0].remembered.values.get("contact").map(String::as_str), Some("Ana"));
    assert_eq!(links[0].remembered.values.get("comment"), None);

    world.human_edits("Computer", "pc-1", json!({ "contact": "Zoé" }));
    world.csv("computers.csv", &table(&[PC_1, PC_2]));
    let report = world.run("nightly").await;
    assert!(!world.requests().is_empty());
    let computer = world.glpi_row("Computer", "pc-1");
    assert_eq!((&computer["comment"], &computer["contact"]), (&json!("first"), &json!("Zoé")));
    assert_eq!(report.kept.len(), 1);
    let links = world.store().links("glpi", "nightly", &"Computer".into()).unwrap_or_default();
    assert_eq!(links.iter().filter(|link| link.ownership == Ownership::Adopted).count(), 1);
}
