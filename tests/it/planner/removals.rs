//! What a person removed stays removed: rows of an item, links to contracts, elements, items; and rows of
//! which it is not certain what they mean.

use insta::assert_snapshot;
use stocktake::model::Topic;

use super::desk::{Desk, part};
use super::project::Case;
use super::{PC, check, desk, desk_with_pc};

const START: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n";

fn os(policy: &str) -> String {
    format!(
        "{START}[os]\n{policy}operatingsystems_id = {{ column = \"OS\" }}\nlicenseid = {{ column = \"Licence\" }}\n"
    )
}

fn contract(policy: &str) -> String {
    format!(
        "{START}[contract]\n{policy}choose = {{ column = \"Contract\" }}\nname = {{ template = \"Service {{{{ row['Name'] }}}}\", write = \"create\" }}\nduration = {{ column = \"Months\" }}\n"
    )
}

/// A computer whose operating system is gone, or another one by now.
fn without_os() -> Desk {
    desk_with_pc().names("OperatingSystem", "3 Debian, 4 Windows").made(
        1,
        "PC-1",
        "name=PC-1, os.#=10, os.operatingsystems_id=#3, os.licenseid=L1",
    )
}

#[test]
fn an_operating_system_that_a_person_removed_stays_removed_and_is_told() {
    let rows = "Name,OS,Licence\nPC-1,Debian,L1\n";
    assert_snapshot!(check(&os(""), rows, &without_os()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: os stays (empty), the source has `Debian` (removed by hand since it was last written)
    ");
    let asked = Case::new(&os("on_conflict = \"ask\"\n"), rows).plan(&without_os());
    let questions: Vec<(Topic, &str)> =
        asked.questions.iter().map(|question| (question.topic, question.text.english())).collect();
    assert_eq!(
        questions,
        [(
            Topic::Conflict,
            "os was removed by hand since it was last written; the source still has it (`Debian`)."
        )]
    );
    assert_snapshot!(check(&os("on_conflict = \"source\"\n"), rows, &without_os()), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          Item_OperatingSystem add
            operatingsystems_id = `Debian`
            licenseid = `L1`
    ");
    assert_snapshot!(check(&os(""), "Name,OS,Licence\nPC-1,,\n", &without_os()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn an_operating_system_that_a_person_put_in_the_place_of_ours_is_an_edit() {
    let desk = without_os().part(part("os"), 1, 11, "operatingsystems_id=#4, licenseid=L1");
    assert_snapshot!(check(&os(""), "Name,OS,Licence\nPC-1,Debian,L1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: os.operatingsystems_id stays `Windows`, the source has `Debian` (edited by hand since it was last written)
    ");
}

#[test]
fn financial_data_that_a_person_removed_stay_removed() {
    let mapping = format!("{START}[infocom]\nvalue = {{ column = \"Price\" }}\n");
    let desk = desk_with_pc().made(1, "PC-1", "name=PC-1, infocom.#=9, infocom.value=12.5000");
    assert_snapshot!(check(&mapping, "Name,Price\nPC-1,12.5\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: infocom stays (empty), the source has `12.5000` (removed by hand since it was last written)
    ");
}

/// A computer with a contract of its own that it has no longer.
fn without_contract() -> Desk {
    desk_with_pc().made(
        1,
        "PC-1",
        "name=PC-1, contract.#=30, contract.entities_id=#0, contract.name=Service PC-1, contract.duration=12",
    )
}

#[test]
fn an_own_contract_that_a_person_removed_or_unlinked_stays_so() {
    let rows = "Name,Contract,Months\nPC-1,,12\n";
    assert_snapshot!(check(&contract(""), rows, &without_contract()), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contract stays (empty), the source has `Service PC-1` (removed by hand since it was last written)
    ");
    let unlinked = without_contract().item("Contract", 30, "name=Service PC-1, duration=12");
    assert_snapshot!(check(&contract(""), rows, &unlinked), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contract stays (empty), the source has `Service PC-1` (taken from the item by hand since it was linked)
    ");
    let trashed = unlinked.clone().trashed("Contract", 30);
    assert_eq!(check(&contract(""), rows, &trashed), check(&contract(""), rows, &without_contract()));
    assert_snapshot!(check(&contract("on_conflict = \"source\"\n"), rows, &unlinked), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          Contract link to Service PC-1 #30
    ");
}

#[test]
fn a_contract_that_replaces_ours_is_not_joined_by_ours_again() {
    let desk = without_contract()
        .item("Contract", 30, "name=Service PC-1, duration=12")
        .item("Contract", 31, "name=Frame contract, duration=48")
        .part(part("contract"), 1, 31, "");
    assert_snapshot!(check(&contract(""), "Name,Contract,Months\nPC-1,,24\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contract stays (empty), the source has `Service PC-1` (taken from the item by hand since it was linked)
    ");
}

#[test]
fn a_chosen_contract_that_a_person_unlinked_stays_so_until_the_source_chooses_another() {
    let desk = desk_with_pc().item("Contract", 30, "name=Gold").item("Contract", 31, "name=Silver").made(
        1,
        "PC-1",
        "name=PC-1, contract.#=30",
    );
    assert_snapshot!(check(&contract(""), "Name,Contract,Months\nPC-1,Gold,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Kept as a person left them (1)
      = Computer PC-1 #1: contract stays (empty), the source has `Gold` (taken from the item by hand since it was linked)
    ");
    assert_snapshot!(check(&contract(""), "Name,Contract,Months\nPC-1,Silver,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          Contract link to Silver #31
    ");
    let linked = desk_with_pc().item("Contract", 30, "name=Gold").part(part("contract"), 1, 30, "").made(
        1,
        "PC-1",
        "name=PC-1",
    );
    let planned = Case::new(&contract(""), "Name,Contract,Months\nPC-1,Gold,\n").plan(&linked);
    assert!(planned.links.iter().any(|link| format!("{:?}", link.lessons).contains("Row(\"contract\", 30)")));
}

#[test]
fn what_is_remembered_of_an_item_that_is_no_more_says_nothing_of_another() {
    let desk = desk().names("OperatingSystem", "3 Debian").item("Computer", 2, "name=PC-1").made(
        1,
        "PC-1",
        "name=PC-1, os.#=10, os.operatingsystems_id=#3",
    );
    assert_snapshot!(check(&os(""), "Name,OS,Licence\nPC-1,Debian,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #2, found by name
          Item_OperatingSystem add
            operatingsystems_id = `Debian`
    ");
}

#[test]
fn an_element_that_a_person_removed_is_asked_about_where_the_mapping_asks() {
    let mapping = format!(
        "{START}[set.disks]\non_conflict = \"ask\"\n[set.disks.field]\nname = {{ column = \"Disk\" }}\n"
    );
    let desk = desk_with_pc().made(1, "PC-1", "name=PC-1, disks[/].#=10, disks[/].name=/");
    let planned = Case::new(&mapping, "Name,Disk\nPC-1,/\n").plan(&desk);
    assert_eq!(planned.plan.counts.changes(), 0);
    assert_eq!(planned.questions.len(), 1, "{:?}", planned.questions);
    assert_eq!(planned.questions[0].key, "Computer/1/disks[/]");
}

#[test]
fn a_contract_of_its_own_moves_with_its_item() {
    let mapping = format!(
        "{START}entities_id = {{ column = \"Entity\" }}\n[contract]\nname = {{ template = \"Service {{{{ row['Name'] }}}}\", write = \"create\" }}\n"
    );
    let desk = |of: &str| {
        desk_with_pc()
            .names("Entity", "5 Root > A, 6 Root > B")
            .item("Contract", 30, of)
            .part(part("contract"), 1, 30, "")
            .made(1, "PC-1", "name=PC-1, contract.#=30, contract.name=Service PC-1, contract.entities_id=#0")
    };
    let rows = "Name,Entity\nPC-1,Root > A\n";
    assert_snapshot!(check(&mapping, rows, &desk("name=Service PC-1")), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          entities_id: `Root` → `Root > A`
          Contract update
            entities_id: `Root` → `Root > A`
    ");
    let moved_by_hand = desk("name=Service PC-1, entities_id=#6");
    assert_snapshot!(check(&mapping, rows, &moved_by_hand), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          entities_id: `Root` → `Root > A`
    ");
    let shared = desk("name=Service PC-1").item("Computer", 2, "name=PC-2").part(part("contract"), 2, 30, "");
    assert_eq!(check(&mapping, rows, &shared), check(&mapping, rows, &moved_by_hand));
    let not_ours = desk_with_pc()
        .names("Entity", "5 Root > A")
        .item("Contract", 30, "name=Service PC-1")
        .part(part("contract"), 1, 30, "");
    assert!(!check(&mapping, rows, &not_ours).contains("Contract"), "{}", check(&mapping, rows, &not_ours));
}

#[test]
fn an_item_in_the_trash_that_no_link_names_is_asked_about_and_none_is_made_beside_it() {
    let desk = desk_with_pc().trashed("Computer", 1);
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,S1\nPC-1,S2\nPC-2,\n", &desk), @r"
    Plan of pc for practice
      2 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 1 rejected

    Changes (2)
      + Computer PC-1 (S2)
          entities_id = `Root`
          name = `PC-1`
          serial = `S2`
      + Computer PC-2 (name + entities_id=PC-2 / Root)
          entities_id = `Root`
          name = `PC-2`

    Rejected (1)
      ! rows.csv:2: its Computer #1 was put in the trash by hand; restore or purge it there
    ");
    let planned = Case::new(PC, "Name,Serial\nPC-1,S1\n").plan(&desk);
    let asked = &planned.questions[0];
    assert_eq!((asked.topic, asked.key.as_str()), (Topic::Removed, "Computer/S1"));
    assert_eq!(
        asked.text,
        "the source still has it: its Computer #1 was put in the trash by hand; restore or purge it there"
    );
}

#[test]
fn an_item_that_we_put_in_the_trash_is_taken_out_by_any_of_its_keys() {
    let desk = desk_with_pc().trashed("Computer", 1).made(1, "S1", "name=PC-1, serial=S1").retired();
    assert_snapshot!(check(PC, "Name,Serial\nPC-1,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 1 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-1 #1 (name + entities_id=PC-1 / Root), found by name + entities_id
    ");
}

#[test]
fn a_row_whose_serial_is_double_protects_the_item_of_its_name() {
    let desk = desk_with_pc()
        .item("Computer", 2, "name=PC-2, serial=S2")
        .made(1, "S1", "name=PC-1, serial=S1")
        .made(2, "S2", "name=PC-2, serial=S2");
    let case = Case::new(PC, "Name,Serial\nPC-1,S1\nPC-2,S1\n").job("[missing]\naction = \"trash\"\n");
    assert_snapshot!(case.text(&desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Rejected (2)
      ! rows.csv:2: Computer #1 is also named by rows.csv:3
      ! rows.csv:3: Computer #1 is also named by rows.csv:2
    ");
    let desk = desk.item("Computer", 3, "name=PC-3, serial=S3").item("Computer", 4, "name=PC-4, serial=S3");
    let case = Case::new(PC, "Name,Serial\nPC-1,S1\nPC-2,S3\n").job("[missing]\naction = \"trash\"\n");
    assert!(case.text(&desk).contains("0 to retire"), "{}", case.text(&desk));
}

#[test]
fn a_serial_that_slipped_against_the_names_waits() {
    let desk = desk()
        .item("Computer", 1, "name=PC-1, serial=S1, contact=Ana")
        .item("Computer", 2, "name=PC-2, serial=S2, contact=Bob")
        .made(1, "S1", "name=PC-1, serial=S1, contact=Ana")
        .made(2, "S2", "name=PC-2, serial=S2, contact=Bob");
    let mapping = format!("{PC}contact = {{ column = \"Contact\" }}\n");
    assert_snapshot!(check(&mapping, "Name,Serial,Contact\nPC-1,S2,Ana\nPC-2,S3,Bob\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Held for approval (1)
      ? Computer PC-2 #2: name + entities_id `PC-1 / Root` is that of #1 PC-1: which of the two the row means is not certain
          name: `PC-2` → `PC-1`
          contact: `Bob` → `Ana`

    Rejected (1)
      ! rows.csv:3: Computer #2 is also named by rows.csv:2, by a stronger key
    ");
    assert_snapshot!(check(&mapping, "Name,Serial,Contact\nPC-1,S2,Ana\nPC-2,S1,Bob\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 2 unchanged, 0 rejected

    Held for approval (2)
      ? Computer PC-1 #1: name + entities_id `PC-2 / Root` is that of #2 PC-2: which of the two the row means is not certain
          name: `PC-1` → `PC-2`
          contact: `Ana` → `Bob`
      ? Computer PC-2 #2: name + entities_id `PC-1 / Root` is that of #1 PC-1: which of the two the row means is not certain
          name: `PC-2` → `PC-1`
          contact: `Bob` → `Ana`
    ");
    let planned = Case::new(&mapping, "Name,Serial,Contact\nPC-1,S2,Ana\nPC-2,S1,Bob\n").plan(&desk);
    assert!(planned.links.is_empty(), "{:?}", planned.links);
    let released = mapping.replace("required = true", "required = true, hold = \"never\"");
    let plan = check(&released, "Name,Serial,Contact\nPC-1,S2,Ana\nPC-2,S1,Bob\n", &desk);
    assert!(plan.contains("2 to update"), "{plan}");
}

#[test]
fn a_serial_that_changes_while_the_name_is_anothers_waits() {
    let mapping = format!("source_key = {{ column = \"Id\" }}\n{PC}");
    let desk =
        desk_with_pc().item("Computer", 2, "name=PC-2, serial=S2").made(1, "77", "name=PC-1, serial=S1");
    assert_snapshot!(check(&mapping, "Id,Name,Serial\n77,PC-2,S9\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer PC-1 #1: name + entities_id `PC-2 / Root` is that of #2 PC-2: which of the two the row means is not certain
          name: `PC-1` → `PC-2`
          serial: `S1` → `S9`
    ");
    // Its name alone is another's: the key and the serial say who it is.
    let renamed = check(&mapping, "Id,Name,Serial\n77,PC-2,S1\n", &desk);
    assert!(renamed.contains("name: `PC-1` → `PC-2`") && renamed.contains("1 to update"), "{renamed}");
}

#[test]
fn a_new_serial_under_the_name_of_an_item_with_another_one_waits() {
    let desk = desk_with_pc().made(1, "S1", "name=PC-1, serial=S1");
    let case = Case::new(PC, "Name,Serial\nPC-1,S2\n").job("[missing]\naction = \"trash\"\n");
    assert_snapshot!(case.text(&desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Held for approval (1)
      ? Computer PC-1 #1: serial `S2` is of no item; the one that name + entities_id finds has another value there
          serial: `S1` → `S2`
    ");
    // Where the item has none, or junk, the name will do.
    for serial in ["", ", serial=To be filled by O.E.M."] {
        let desk = super::desk().item("Computer", 1, &format!("name=PC-1{serial}"));
        let plan = check(PC, "Name,Serial\nPC-1,S2\n", &desk);
        assert!(plan.contains("1 to update"), "{plan}");
    }
}
