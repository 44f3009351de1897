//! What waits for approval, and what does not.

use insta::assert_snapshot;
use stocktake::model::Topic;

use super::apply::apply;
use super::desk::{Desk, part};
use super::project::Case;
use super::{PC, check, desk};

const COVER: &str = r#"
class = "Computer"
match = [["serial"]]
[field]
serial = { column = "Serial" }
contact = { column = "Contact" }
[contract]
name = { template = "Service {{ row['Serial'] }}", write = "create" }
begin_date = { column = "Begin" }
duration = { column = "End", type = "months_until", begin = "begin_date" }
[infocom]
warranty_date = { column = "From" }
warranty_duration = { column = "Months" }
value = { column = "Price" }
"#;

const HEAD: &str = "Serial,Contact,Begin,End,From,Months,Price\n";

fn covered() -> Desk {
    desk()
        .item("Computer", 1, "serial=S1, contact=ann")
        .item("Contract", 30, "name=Service S1, begin_date=2026-01-01, duration=24")
        .part(part("contract"), 1, 30, "")
        .part(part("infocom"), 1, 40, "warranty_date=2026-01-01, warranty_duration=36, value=1000")
        .made(1, "S1", "")
}

fn cover(row: &str) -> String {
    check(COVER, &format!("{HEAD}{row}\n"), &covered())
}

#[test]
fn an_earlier_end_waits_and_the_rest_is_written() {
    assert_snapshot!(cover("S1,bob,2026-01-01,2027-01-01,2026-01-01,12,1000"), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer S1 #1, found by link
          contact: `ann` → `bob`

    Held for approval (1)
      ? Computer S1 #1: the contract would end on 2026-12-31 instead of 2027-12-31; the warranty would end on 2026-12-31 instead of 2028-12-31
          Contract update
            duration: 24 → 12
          Infocom update
            warranty_duration: 36 → 12
    ");
}

#[test]
fn a_renewal_does_not_wait() {
    assert_snapshot!(cover("S1,ann,2027-06-01,2028-06-01,2027-01-01,36,1200"), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer S1 #1, found by link
          Contract update
            begin_date: `2026-01-01` → `2027-06-01`
            duration: 24 → 12
          Infocom update
            warranty_date: `2026-01-01` → `2027-01-01`
            value: `1000.0000` → `1200.0000`
    ");
}

#[test]
fn a_begin_that_takes_the_end_with_it_waits() {
    assert_snapshot!(cover("S1,ann,2025-01-01,2027-01-01,2025-01-01,36,1000"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer S1 #1: the contract would end on 2026-12-31 instead of 2027-12-31; the warranty would end on 2027-12-31 instead of 2028-12-31
          Contract update
            begin_date: `2026-01-01` → `2025-01-01`
          Infocom update
            warranty_date: `2026-01-01` → `2025-01-01`
    ");
}

#[test]
fn a_cheaper_price_waits() {
    assert_snapshot!(cover("S1,ann,2026-01-01,2028-01-01,2026-01-01,36,999.99"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer S1 #1: infocom.value from 1000.0000 to 999.9900 is lower
          Infocom update
            value: `1000.0000` → `999.9900`
    ");
}

#[test]
fn a_warranty_for_life_that_would_end_waits() {
    let desk =
        covered().part(part("infocom"), 1, 40, "warranty_date=2026-01-01, warranty_duration=-1, value=1000");
    let row = format!("{HEAD}S1,ann,2026-01-01,2028-01-01,2026-01-01,36,1000\n");
    assert_snapshot!(check(COVER, &row, &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer S1 #1: the warranty, which is for life, would end on 2028-12-31
          Infocom update
            warranty_duration: -1 → 36
    ");
    let longer = format!("{HEAD}S1,ann,2026-01-01,2028-01-01,2026-01-01,-1,1000\n");
    assert_snapshot!(check(COVER, &longer, &covered()), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer S1 #1, found by link
          Infocom update
            warranty_duration: 36 → -1
    ");
}

const KEYED: &str = r#"
class = "Computer"
match = [["serial"]]
[source_key]
column = "Id"
[field]
name = { column = "Name" }
serial = { column = "Serial" }
"#;

#[test]
fn a_serial_that_another_item_has_waits() {
    let desk = desk()
        .item("Computer", 1, "name=PC-1, serial=S1")
        .item("Computer", 2, "name=PC-2, serial=S2")
        .made(1, "k1", "name=PC-1, serial=S1")
        .made(2, "k2", "name=PC-2, serial=S2");
    assert_snapshot!(check(KEYED, "Id,Name,Serial\nk1,PC-1a,S2\nk2,PC-2,S3\n", &desk), @r"
    Plan of pc for practice
      0 to create, 2 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      ~ Computer PC-1 #1 (k1), found by link
          name: `PC-1` → `PC-1a`
      ~ Computer PC-2 #2 (k2), found by link
          serial: `S2` → `S3`

    Held for approval (1)
      ? Computer PC-1 #1: serial S2 moves here: #2 PC-2 has it
          serial: `S1` → `S2`
    ");
    // Two records that would give one serial to two items.
    assert_snapshot!(check(KEYED, "Id,Name,Serial\nk1,PC-1,S5\nk2,PC-2,S5\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 2 unchanged, 0 rejected

    Held for approval (2)
      ? Computer PC-1 #1: serial S5 moves here: #2 PC-2 gets it
          serial: `S1` → `S5`
      ? Computer PC-2 #2: serial S5 moves here: #1 PC-1 gets it
          serial: `S2` → `S5`
    ");
    assert_snapshot!(check(KEYED, "Id,Name,Serial\nk1,PC-1,S4\nk2,PC-2,S3\n", &desk), @r"
    Plan of pc for practice
      0 to create, 2 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      ~ Computer PC-1 #1 (k1), found by link
          serial: `S1` → `S4`
      ~ Computer PC-2 #2 (k2), found by link
          serial: `S2` → `S3`
    ");
}

#[test]
fn a_serial_that_moved_waits_also_when_the_other_item_has_lost_it_since() {
    let desk = desk()
        .item("Computer", 1, "name=PC-1, serial=S1")
        .item("Computer", 2, "name=PC-2, serial=S2")
        .made(1, "k1", "name=PC-1, serial=S1")
        .made(2, "k2", "name=PC-2, serial=S2");
    let case = Case::new(KEYED, "Id,Name,Serial\nk1,PC-1,S2\nk2,PC-2,S3\n");
    let first = case.plan(&desk);
    let after = apply(&desk, &first);
    let second = case.plan(&after);
    assert!(second.plan.changes.is_empty(), "{:?}", second.plan.changes);
    assert_eq!(second.plan.held.len(), 1);
    assert_eq!(second.plan.held[0].change.label, "PC-1");
    assert_eq!(case.plan(&apply(&after, &second)).plan, second.plan);
}

#[test]
fn a_mapping_says_otherwise() {
    let never = COVER.replace("type = \"months_until\"", "hold = \"never\", type = \"months_until\"");
    let row = format!("{HEAD}S1,ann,2026-01-01,2027-01-01,2026-01-01,36,1000\n");
    assert_snapshot!(check(&never, &row, &covered()), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer S1 #1, found by link
          Contract update
            duration: 24 → 12
    ");
    let change = PC.replace(
        "serial = { column = \"Serial\" }",
        "serial = { column = \"Serial\" }\nmanufacturers_id = { column = \"Maker\", hold = \"change\" }",
    );
    let desk = desk()
        .names("Manufacturer", "3 HP")
        .item("Computer", 1, "name=PC-1, serial=S1, manufacturers_id=#3")
        .item("Computer", 2, "name=PC-2, serial=S2");
    let rows = "Name,Serial,Entity,Maker\nPC-1,S1,,Dell\nPC-2,S2,,HP\n";
    assert_snapshot!(check(&change, rows, &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-2 #2 (S2), found by serial
          manufacturers_id: (empty) → `HP`

    Held for approval (1)
      ? Computer PC-1 #1: manufacturers_id from HP to Dell is a change that waits
          manufacturers_id: `HP` → `Dell`
    ");
    let plan = Case::new(&change, rows).plan(&desk).plan;
    assert_eq!(plan.held_references.len(), 1);
}

#[test]
fn it_is_asked_until_it_is_written() {
    let case = Case::new(COVER, &format!("{HEAD}S1,ann,2026-01-01,2027-01-01,2026-01-01,36,1000\n"));
    let planned = case.plan(&covered());
    let asked = |planned: &stocktake::reconcile::Planned| -> Vec<String> {
        let held = planned.questions.iter().filter(|question| question.topic == Topic::Held);
        held.map(|question| format!("{} {:?}", question.key, question.answer)).collect()
    };
    assert_eq!(asked(&planned), ["Computer/1 Some(\"stocktake approve RUN --only S1\")"]);
    let after = apply(&covered(), &planned);
    let again = case.plan(&after);
    assert_eq!(again.plan.held, planned.plan.held);
    assert!(again.plan.changes.is_empty());

    let approved = stocktake::reconcile::held_plan(&again.plan);
    assert_ne!(approved.digest, again.plan.digest);
    let after = apply(&after, &stocktake::reconcile::Planned { plan: approved, links: Vec::new(), ..again });
    let quiet = case.plan(&after);
    assert!(quiet.plan.changes.is_empty() && quiet.plan.held.is_empty(), "{:?}", quiet.plan);
    assert_eq!(asked(&quiet), Vec::<String>::new());
}
