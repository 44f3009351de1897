//! Which item a row is: keys in order, links, the trash, what names nothing, what is named twice.

use insta::assert_snapshot;
use stocktake::model::Ownership;

use super::project::Case;
use super::{PC, check, desk, desk_with_pc};

/// Computers whose rows are written even when their keys disagree.
fn released() -> String {
    let required = "required = true, hold = \"never\"";
    PC.replace("required = true", required).replace("\"Serial\" }", "\"Serial\", hold = \"never\" }")
}

#[test]
fn nothing_is_planned_when_all_is_as_it_should_be() {
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\n", &desk_with_pc()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    let linked = desk_with_pc().made(1, "S1", "name=PC-1, serial=S1");
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\n", &linked), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn two_rows_of_the_same_key_are_both_rejected() {
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\nPC-2,S1\nPC-3,S3\n", &desk()), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Changes (1)
      + Computer PC-3 (S3)
          entities_id = `Root`
          name = `PC-3`
          serial = `S3`

    Rejected (2)
      ! rows.csv:2: serial `S1` is also named by rows.csv:3
      ! rows.csv:3: serial `S1` is also named by rows.csv:2
    ");
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\nPC-2,s1\n", &desk_with_pc()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Rejected (2)
      ! rows.csv:2: serial `s1` is also named by rows.csv:3
      ! rows.csv:3: serial `s1` is also named by rows.csv:2
    ");
}

#[test]
fn three_rows_of_the_same_key_are_all_rejected() {
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\nPC-2,S1\nPC-3,S1\n", &desk()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 3 rejected

    Rejected (3)
      ! rows.csv:2: serial `S1` is also named by rows.csv:3, rows.csv:4
      ! rows.csv:3: serial `S1` is also named by rows.csv:2, rows.csv:4
      ! rows.csv:4: serial `S1` is also named by rows.csv:2, rows.csv:3
    ");
}

#[test]
fn a_row_that_several_items_answer_to_is_rejected() {
    let desk = desk_with_pc().item("Computer", 2, "name=PC-2, serial=S1");
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: ambiguous: 2 Computer items have serial `S1`: #1, #2
    ");
}

#[test]
fn junk_is_no_key() {
    let rows = "Name,Serial\nPC-1,To be filled by O.E.M.\nPC-2,0000000\nN/A,-\n";
    assert_snapshot!(check(PC, rows, &desk().item("Computer", 1, "name=PC-1, serial=To be filled by O.E.M.")), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Changes (1)
      + Computer PC-2 (name + entities_id=PC-2 / Root)
          entities_id = `Root`
          name = `PC-2`

    Rejected (1)
      ! rows.csv:4: no key to match it by: serial `-` names nothing, name `N/A` names nothing
    ");
}

#[test]
fn an_empty_source_is_refused() {
    assert_snapshot!(check(PC, "Name,Serial\n", &desk_with_pc()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Refused
      x empty source: the source of m0 has no records
    ");
}

#[test]
fn the_first_key_goes_before_the_second() {
    let desk = desk_with_pc().item("Computer", 2, "name=PC-2, serial=S2");
    assert_snapshot!(check(&released(), "Name,Serial\nPC-2,S1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1 (S1), found by serial
          name: `PC-1` → `PC-2`
    ");
    assert_snapshot!(check(&released(), "Name,Serial\nPC-2,S9\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-2 #2 (S9), found by name + entities_id
          serial: `S2` → `S9`
    ");
}

#[test]
fn of_two_rows_for_one_item_the_one_with_the_stronger_key_goes_on() {
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,\nPC-7,S1\n", &desk_with_pc()), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Changes (1)
      ~ Computer PC-1 #1 (S1), found by serial
          name: `PC-1` → `PC-7`

    Rejected (1)
      ! rows.csv:2: Computer #1 is also named by rows.csv:3, by a stronger key
    ");
    assert_snapshot!(check(PC, "Name,Serial\nPC-7,S1\nPC-1,\n", &desk_with_pc()), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Changes (1)
      ~ Computer PC-1 #1 (S1), found by serial
          name: `PC-1` → `PC-7`

    Rejected (1)
      ! rows.csv:3: Computer #1 is also named by rows.csv:2, by a stronger key
    ");
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,\nPC-1,S1\n", &desk()), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Changes (1)
      + Computer PC-1 (S1)
          entities_id = `Root`
          name = `PC-1`
          serial = `S1`

    Rejected (1)
      ! rows.csv:2: name + entities_id `PC-1 / Root` is also named by rows.csv:3, by a stronger key
    ");
}

#[test]
fn same_names_with_different_serials_are_different_computers() {
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\nPC-1,S2\n", &desk()), @r"
    Plan of pc for practice
      2 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Computer PC-1 (S1)
          entities_id = `Root`
          name = `PC-1`
          serial = `S1`
      + Computer PC-1 (S2)
          entities_id = `Root`
          name = `PC-1`
          serial = `S2`
    ");
}

#[test]
fn a_name_is_another_in_another_entity() {
    let desk = desk_with_pc().names("Entity", "1 Root > A");
    assert_snapshot!(check(PC, "Name,Serial,Entity\nPC-1,,Root\nPC-1,,Root > A\n", &desk), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      + Computer PC-1 (name + entities_id=PC-1 / Root > A)
          name = `PC-1`
          entities_id = `Root > A`
    ");
}

#[test]
fn a_source_key_follows_a_new_name_and_a_new_serial() {
    let mapping = format!("source_key = {{ column = \"Id\" }}\n{PC}");
    let desk = desk_with_pc().made(1, "77", "name=PC-1, serial=S1");
    assert_snapshot!(check(&mapping, "Id,Name,Serial\n77,PC-9,S9\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1 (77), found by link
          name: `PC-1` → `PC-9`
          serial: `S1` → `S9`
    ");
}

#[test]
fn a_linked_row_keeps_its_item_when_another_item_has_its_serial() {
    let mapping = format!("source_key = {{ column = \"Id\" }}\n{PC}");
    let desk =
        desk_with_pc().item("Computer", 2, "name=PC-2, serial=S2").made(1, "77", "name=PC-1, serial=S1");
    assert_snapshot!(check(&mapping, "Id,Name,Serial\n77,PC-1,S2\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer PC-1 #1: serial S2 moves here: #2 PC-2 has it
          serial: `S1` → `S2`
    ");
}

#[test]
fn a_new_serial_without_a_source_key_finds_the_item_by_its_name() {
    let desk = desk_with_pc().made(1, "S1", "name=PC-1, serial=S1");
    let case = Case::new(&released(), "Name,Serial\nPC-1,S2\n").job("[missing]\naction = \"trash\"\n");
    assert_snapshot!(case.text(&desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1 (S2), found by name + entities_id
          serial: `S1` → `S2`
    ");
    let planned = case.plan(&desk);
    assert_eq!(planned.links.len(), 1);
    assert_eq!((planned.links[0].source_key.as_str(), planned.links[0].ownership), ("S2", Ownership::Made));
}

#[test]
fn an_item_we_put_in_the_trash_is_taken_out() {
    let desk = desk_with_pc().trashed("Computer", 1).made(1, "S1", "name=PC-1, serial=S1").retired();
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 1 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-1 #1 (S1), found by link
    ");
}

#[test]
fn an_item_somebody_put_in_the_trash_stays_there() {
    let desk = desk_with_pc().trashed("Computer", 1).made(1, "S1", "name=PC-1, serial=S1");
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: its Computer #1 was put in the trash by hand; restore or purge it there
    ");
}

#[test]
fn an_item_that_a_person_deleted_for_good_waits_and_is_created_again_where_the_source_wins() {
    let desk = desk().made(1, "S1", "name=PC-1, serial=S1");
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer PC-1: its Computer #1 was deleted for good by hand
          entities_id = `Root`
          name = `PC-1`
          serial = `S1`
    ");
    let mapping = format!("on_conflict = \"source\"\n{PC}");
    assert_eq!(
        check(&mapping, "Name,Serial\nPC-1,S1\n", &desk),
        check(&mapping, "Name,Serial\nPC-1,S1\n", &desk.clone().retired())
    );
    assert_snapshot!(check(&mapping, "Name,Serial\nPC-1,S1\n", &desk), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      + Computer PC-1 (S1)
          entities_id = `Root`
          name = `PC-1`
          serial = `S1`
    ");
}

#[test]
fn a_row_without_any_key_is_rejected() {
    let mapping = "class = \"Computer\"\nmatch = [[\"serial\"]]\n[field]\nserial = { column = \"Serial\" }\nname = { column = \"Name\" }\n";
    assert_snapshot!(check(mapping, "Name,Serial\nPC-1,\nPC-2,unknown\n", &desk()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Rejected (2)
      ! rows.csv:2: no key to match it by: serial is blank
      ! rows.csv:3: no key to match it by: serial `unknown` names nothing
    ");
}

#[test]
fn rows_of_two_files_cannot_claim_one_item() {
    let case = Case::new(PC, "Name,Serial\nPC-1,S1\n").feed(PC, "Name,Serial\nPC-8,S1\n");
    assert_snapshot!(case.text(&desk_with_pc()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Rejected (2)
      ! more.csv:2: serial `S1` is also named by rows.csv:2
      ! rows.csv:2: serial `S1` is also named by more.csv:2
    ");
}
