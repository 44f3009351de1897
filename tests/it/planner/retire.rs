//! Items that the source no longer has, and those that it has again.

use insta::assert_snapshot;
use stocktake::model::Ownership;

use super::desk::Desk;
use super::project::{Case, shown};
use super::{PC, desk_with_pc};

const TRASH: &str = "[missing]\naction = \"trash\"\n";
const FLAG: &str =
    "[missing]\naction = \"flag\"\nstate = \"Gone\"\ncomment = \"missing since {{ today }}\"\n";
const ROWS: &str = "Name,Serial\nPC-1,S1\n";

fn linked() -> Desk {
    desk_with_pc().made(1, "S1", "name=PC-1, serial=S1")
}

/// Three computers, of which the source has the first: the second is ours, the third was matched.
fn three() -> Desk {
    linked()
        .item("Computer", 2, "name=PC-2, serial=S2, states_id=#7, comment=on the shelf")
        .item("Computer", 3, "name=PC-3, serial=S3")
        .item("Computer", 4, "name=PC-4, serial=S4")
        .names("State", "7 Used")
        .link(Ownership::Matched, 3, "S3", "name=PC-3, serial=S3")
        .made(2, "S2", "name=PC-2, serial=S2")
}

fn plan(job: &str, rows: &str, desk: &Desk) -> String {
    Case::new(PC, rows).job(job).text(desk)
}

#[test]
fn nothing_is_retired_that_the_source_has() {
    assert_snapshot!(plan(TRASH, ROWS, &linked()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn a_missing_item_is_kept_flagged_or_put_in_the_trash_when_it_is_ours() {
    assert_snapshot!(plan("", ROWS, &three()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    assert_snapshot!(plan(FLAG, ROWS, &three()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 1 to retire, 0 to restore, 1 unchanged, 0 rejected

    Names to create first (1)
      + State Gone

    Changes (1)
      - Computer PC-2 #2 (S2), found by link
          states_id: `Used` → `Gone`
          comment: `on the shelf` → `missing since 2026-11-21`
    ");
    assert_snapshot!(plan(TRASH, ROWS, &three()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 1 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      - Computer PC-2 #2 (S2), found by link
          put in the trash: the source no longer has it
    ");
}

#[test]
fn an_adopted_item_is_retired_too() {
    let desk = linked().item("Computer", 2, "name=PC-2").link(Ownership::Adopted, 2, "S2", "name=PC-2");
    assert_snapshot!(plan(TRASH, ROWS, &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 1 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      - Computer PC-2 #2 (S2), found by link
          put in the trash: the source no longer has it
    ");
}

#[test]
fn a_retired_item_is_not_retired_again() {
    let flagged = linked().item("Computer", 2, "name=PC-2, comment=edited since").made(2, "S2", "").retired();
    assert_snapshot!(plan(FLAG, ROWS, &flagged), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    assert_snapshot!(plan(TRASH, ROWS, &flagged.trashed("Computer", 2)), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn nothing_is_retired_when_not_all_of_the_source_was_read() {
    let mut loaded = Case::new(PC, ROWS).job(TRASH).load();
    loaded.incomplete = true;
    assert_snapshot!(shown(&loaded, &loaded.plan(&three()), None), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn an_item_whose_row_is_rejected_is_not_missing() {
    let rows = "Name,Serial\nPC-1,S1\n,S2\n";
    assert_snapshot!(plan(TRASH, rows, &three()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:3: name: it is required and blank
    ");
    let rows = "Name,Serial,Entity\nPC-1,S1,Root\nPC-2,S2,Nowhere\n";
    assert_snapshot!(plan(TRASH, rows, &three()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:3: entities_id: `Nowhere`: there is no Entity of this name
    ");
    let desk = three().item("Computer", 5, "name=PC-2");
    assert_snapshot!(plan(TRASH, "Name,Serial\nPC-1,S1\nPC-2,S9\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:3: ambiguous: 2 Computer items have name + entities_id `PC-2 / Root`: #2, #5
    ");
}

#[test]
fn while_a_row_may_be_any_item_none_is_retired() {
    assert_snapshot!(plan(TRASH, "Name,Serial\nPC-1,S1\n?,\n", &three()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:3: no key to match it by: serial is blank, name `?` names nothing; it may be the one missing item, which is not retired
    ");
    assert_snapshot!(plan(TRASH, "Name,Serial\nPC-1,S1\n?,\n", &linked()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:3: no key to match it by: serial is blank, name `?` names nothing
    ");
}

#[test]
fn a_flagged_item_that_comes_back_gets_its_state_and_comment_back() {
    let remembered = "name=PC-2, serial=S2, states_id=#8, comment=gone, ~states_id=#7, ~comment=on the shelf";
    let desk = |text: &str| {
        linked()
            .item("Computer", 2, text)
            .names("State", "7 Used, 8 Gone")
            .made(2, "S2", remembered)
            .retired()
    };
    let rows = "Name,Serial\nPC-1,S1\nPC-2,S2\n";
    let flagged = desk("name=PC-2, serial=S2, states_id=#8, comment=gone");
    assert_snapshot!(plan(FLAG, rows, &flagged), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 1 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-2 #2 (S2), found by link
          states_id: `Gone` → `Used`
          comment: `gone` → `on the shelf`
    ");
    let edited = desk("name=PC-2, serial=S2, states_id=#8, comment=found in the cellar");
    assert_snapshot!(plan(FLAG, rows, &edited), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 1 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-2 #2 (S2), found by link
          states_id: `Gone` → `Used`
    ");
}
