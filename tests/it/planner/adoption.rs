//! What a first run would take over of what the desk holds.
#![expect(clippy::unwrap_used, reason = "tests")]

use insta::assert_snapshot;
use stocktake::report::plan::adoption;

use super::desk;
use super::desk::{Desk, part};
use super::made_up::{UNLABELLED, wording};
use super::project::Case;

const MAPPING: &str = r#"
class = "Computer"
match = [["serial"]]
[field]
serial = { column = "Serial" }
name = { column = "Name" }
contact = { column = "Contact" }
[infocom]
value = { column = "Price" }
"#;

fn desk_of_four() -> Desk {
    desk()
        .item("Computer", 1, "name=PC-1, serial=S1, contact=ann")
        .item("Computer", 2, "name=PC-2, serial=S2, contact=bob")
        .item("Computer", 3, "name=old, serial=S3, contact=")
        .item("Computer", 4, "name=PC-4, serial=S4, contact=cid")
        .part(part("infocom"), 2, 40, "value=900")
        .made(4, "S4", "contact=cid")
}

#[test]
fn items_that_agree_and_fields_that_would_be_written_over() {
    let rows =
        "Serial,Name,Contact,Price\nS1,PC-1,ann,\nS2,PC-2,eve,800\nS3,PC-3,cid,\nS4,PC-4,new,\nS5,PC-5,,\n";
    let plan = Case::new(MAPPING, rows).plan(&desk_of_four()).plan;
    assert_snapshot!(adoption(wording(&UNLABELLED), &plan.adoption).unwrap(), @r"
    Computer: 3 items are matched for the first time; 1 agree in every field
      contact would be written over on 1: PC-2 `bob` → `eve`
      infocom.value would be written over on 1: PC-2 `900.0000` → `800.0000`
      name would be written over on 1: old `old` → `PC-3`
    ");
    let linked = Case::new(MAPPING, "Serial,Name,Contact,Price\nS4,PC-4,cid,\n").plan(&desk_of_four()).plan;
    assert!(linked.adoption.is_empty());
    assert!(!serde_json::to_string(&linked).unwrap_or_default().contains("adoption"));
}
