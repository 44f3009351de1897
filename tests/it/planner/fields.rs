//! When a field is written: blanks, value tables, `write`, hand edits.

use insta::assert_snapshot;

use super::desk::Desk;
use super::{check, desk};

fn with(field: &str) -> String {
    format!("class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = {{ column = \"Name\" }}\n{field}\n")
}

fn contact(rules: &str) -> String {
    let comma = if rules.is_empty() { "" } else { ", " };
    with(&format!("contact = {{ column = \"Contact\"{comma}{rules} }}"))
}

fn desk_with(text: &str) -> Desk {
    desk().item("Computer", 1, &format!("name=PC-1, {text}"))
}

const ANN: &str = "Name,Contact\nPC-1,ann\n";
const BLANK: &str = "Name,Contact\nPC-1,\n";

#[test]
fn a_field_may_be_written_on_creation_only() {
    let mapping = contact("write = \"create\"");
    assert_snapshot!(check(&mapping, "Name,Contact\nPC-1,ann\nPC-2,bob\n", &desk_with("contact=")), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          contact = `bob`
    ");
}

#[test]
fn a_field_may_be_filled_where_it_is_empty() {
    let mapping = contact("write = \"fill\"");
    assert_snapshot!(check(&mapping, ANN, &desk_with("contact=")), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          contact: (empty) → `ann`
    ");
    assert_snapshot!(check(&mapping, ANN, &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn a_number_that_the_desk_has_as_0_is_filled() {
    let mapping = "class = \"Monitor\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\nsize = { column = \"Size\", write = \"fill\" }\n";
    let desk =
        desk().item("Monitor", 1, "name=M-1, size=0.0000").item("Monitor", 2, "name=M-2, size=22.0000");
    assert_snapshot!(check(mapping, "Name,Size\nM-1,24\nM-2,24\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ~ Monitor M-1 #1, found by name
          size: `0.0000` → `24.0000`
    ");
}

#[test]
fn a_blank_leaves_or_clears_and_an_absent_column_leaves() {
    assert_snapshot!(check(&contact("blank = \"keep\""), BLANK, &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    assert_snapshot!(check(&contact("blank = \"clear\""), BLANK, &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          contact: `bob` → (empty)
    ");
    assert_snapshot!(check(&contact("blank = \"clear\""), "Name\nPC-1\n", &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    assert_snapshot!(check(&contact("clear_words = [\"nobody\"]"), "Name,Contact\nPC-1,Nobody\n", &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          contact: `bob` → (empty)
    ");
    assert_snapshot!(check(&contact("default = \"desk\""), BLANK, &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          contact: `bob` → `desk`
    ");
}

#[test]
fn a_required_field_rejects_the_row() {
    assert_snapshot!(check(&contact("required = true"), BLANK, &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: contact: it is required and blank
    ");
    assert_snapshot!(check(&contact("required = true"), "Name\nPC-1\n", &desk_with("contact=bob")), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: contact: it is required and the source has no column `Contact`
    ");
}

#[test]
fn texts_are_tidied_before_the_value_table() {
    let mapping = contact(
        "squeeze = true, replace = [{ find = \"^mr\\\\.? \", with = \"\" }], case = \"title\", values = { \"Ann Lee\" = \"A. Lee\" }",
    );
    assert_snapshot!(check(&mapping, "Name,Contact\nPC-1, mr.  ann   LEE \nPC-2,mr jo o'neil\n", &desk_with("contact=")), @r"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          contact = `Jo O'neil`
      ~ Computer PC-1 #1, found by name
          contact: (empty) → `A. Lee`
    ");
}

#[test]
fn a_text_that_the_value_table_does_not_have_is_kept_blanked_or_rejected() {
    let table = "values = { \"Lenovo\" = \"L\", \"Dell\" = \"D\" }";
    let rows = "Name,Contact\nPC-1,Lenvo\nPC-2,DELL\n";
    assert_snapshot!(check(&contact(&format!("{table}, otherwise = \"keep\"")), rows, &desk_with("contact=x")), @r"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          contact = `D`
      ~ Computer PC-1 #1, found by name
          contact: `x` → `Lenvo`
    ");
    assert_snapshot!(check(&contact(&format!("{table}, otherwise = \"blank\"")), rows, &desk_with("contact=x")), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          contact = `D`
    ");
    assert_snapshot!(check(&contact(&format!("{table}, otherwise = \"reject\"")), rows, &desk_with("contact=x")), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          contact = `D`

    Rejected (1)
      ! rows.csv:2: contact: `Lenvo` is not in the value table; the nearest entry is `Lenovo` (the rest of the row is used)
    ");
}

/// The plan when we last wrote `bob`, the desk has `live` and the source `ann` or `bob`.
fn three_way(conflict: &str, live: &str, source: &str) -> String {
    let desk = desk_with(&format!("contact={live}")).made(1, "PC-1", "name=PC-1, contact=bob");
    check(
        &contact(&format!("on_conflict = \"{conflict}\"")),
        &format!("Name,Contact\nPC-1,{source}\n"),
        &desk,
    )
}

#[test]
fn a_change_of_the_source_is_written() {
    assert_snapshot!(three_way("human", "bob", "ann"), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          contact: `bob` → `ann`
    ");
}

#[test]
fn an_edit_by_hand_stays_while_the_source_is_as_it_was() {
    assert_snapshot!(three_way("human", "eve", "bob"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contact stays `eve`, the source has `bob` (edited by hand since it was last written)
    ");
    assert_snapshot!(three_way("source", "eve", "bob"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contact stays `eve`, the source has `bob` (edited by hand since it was last written)
    ");
}

#[test]
fn when_both_changed_the_mapping_says_who_wins() {
    assert_snapshot!(three_way("human", "eve", "ann"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contact stays `eve`, the source has `ann` (edited by hand, and the source changed too)
    ");
    assert_snapshot!(three_way("ask", "eve", "ann"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contact stays `eve`, the source has `ann` (both changed: decide which value holds)
    ");
    assert_snapshot!(three_way("source", "eve", "ann"), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          contact: `eve` → `ann`
    ");
}

#[test]
fn what_a_person_made_as_the_source_has_it_is_agreed() {
    assert_snapshot!(three_way("ask", "ann", "ann"), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn a_text_that_is_too_long_is_left_out() {
    let rows = format!("Name,Contact\nPC-1,{}\nPC-2,{}\n", "x".repeat(255), "y".repeat(256));
    assert_snapshot!(check(&contact(""), &rows, &desk_with(&format!("contact={}", "x".repeat(255)))), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`

    Rejected (1)
      ! rows.csv:3: contact: it has 256 characters; at most 255 are kept: `yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…` (the rest of the row is used)
    ");
}
