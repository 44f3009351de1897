//! Names of dropdowns, trees, entities and other items.

use insta::assert_snapshot;

use super::project::Case;
use super::{PC, check, desk, desk_with_pc};

/// Computers by name with further fields.
fn with(fields: &str) -> String {
    format!("class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = {{ column = \"Name\" }}\n{fields}\n")
}

#[test]
fn a_dropdown_is_chosen_exactly_then_without_case_and_accents() {
    let mapping = with("manufacturers_id = { column = \"Maker\" }");
    let desk = desk().names("Manufacturer", "3 Hp, 4 HP, 5 Société Générale");
    let rows = "Name,Maker\nPC-1,HP\nPC-2,Hp\nPC-3,hp\nPC-4, SOCIETE GENERALE \n";
    let plan = Case::new(&mapping, rows).plan(&desk).plan;
    let chosen = plan.changes.iter().map(|change| format!("{} {}", change.label, change.fields[2].to));
    assert_snapshot!(chosen.collect::<Vec<_>>().join("\n"), @r"
    PC-1 #4
    PC-2 #3
    PC-3 #3
    PC-4 #5
    ");
    assert_eq!(plan.references, []);
}

#[test]
fn either_of_two_dropdown_rows_of_one_name_will_do() {
    let mapping = with("manufacturers_id = { column = \"Maker\" }");
    let desk =
        desk().names("Manufacturer", "3 HP, 4 HP").item("Computer", 1, "name=PC-1, manufacturers_id=#4");
    assert_snapshot!(check(&mapping, "Name,Maker\nPC-1,HP\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn a_dropdown_name_is_created_once() {
    let mapping = with("manufacturers_id = { column = \"Maker\" }");
    let rows = "Name,Maker\nPC-1,Dell\nPC-2,DELL\n";
    assert_snapshot!(check(&mapping, rows, &desk().names("Manufacturer", "3 HP")), @r"
    Plan of pc for practice
      2 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Names to create first (1)
      + Manufacturer Dell

    Changes (2)
      + Computer PC-1
          entities_id = `Root`
          name = `PC-1`
          manufacturers_id = `Dell`
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          manufacturers_id = `Dell`
    ");
}

#[test]
fn an_unknown_dropdown_name_is_rejected_with_the_nearest() {
    let mapping = with("manufacturers_id = { column = \"Maker\", missing = \"reject\" }");
    let desk = desk().names("Manufacturer", "3 Lenovo, 4 Dell");
    assert_snapshot!(check(&mapping, "Name,Maker\nPC-1,Lenvo\nPC-2,Zyxel\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Rejected (2)
      ! rows.csv:2: manufacturers_id: `Lenvo`: there is no Manufacturer of this name; the nearest is `Lenovo`
      ! rows.csv:3: manufacturers_id: `Zyxel`: there is no Manufacturer of this name
    ");
}

#[test]
fn an_unknown_dropdown_name_is_skipped_and_told() {
    let mapping = with("manufacturers_id = { column = \"Maker\", missing = \"skip\" }");
    let desk = desk_with_pc().names("Manufacturer", "3 Lenovo");
    assert_snapshot!(check(&mapping, "Name,Maker\nPC-1,Lenvo\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: manufacturers_id: `Lenvo`: there is no Manufacturer of this name; the nearest is `Lenovo` (the rest of the row is used)
    ");
}

#[test]
fn a_place_is_created_level_by_level() {
    let mapping = with("locations_id = { column = \"Place\" }");
    let desk = desk().names("Location", "5 Lyon @0+");
    let rows = "Name,Place\nPC-1,Lyon > Hall > R1\nPC-2,lyon > Hall\nPC-3,Lyon\nPC-4,Paris > Hall\n";
    assert_snapshot!(check(&mapping, rows, &desk), @r"
    Plan of pc for practice
      4 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Names to create first (4)
      + Location Paris
      + Location Lyon > Hall
      + Location Paris > Hall
      + Location Lyon > Hall > R1

    Changes (4)
      + Computer PC-1
          entities_id = `Root`
          name = `PC-1`
          locations_id = `Lyon > Hall > R1`
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          locations_id = `Lyon > Hall`
      + Computer PC-3
          entities_id = `Root`
          name = `PC-3`
          locations_id = `Lyon`
      + Computer PC-4
          entities_id = `Root`
          name = `PC-4`
          locations_id = `Paris > Hall`
    ");
}

#[test]
fn a_place_counts_only_where_its_entity_sees_it() {
    let mapping = with("locations_id = { column = \"Place\" }\nentities_id = { column = \"Entity\" }");
    let desk = desk()
        .names("Entity", "1 Root > A, 2 Root > A > B, 3 Root > C")
        .names("Location", "5 Lyon @1, 6 Paris @1+, 7 Nice @0");
    let rows =
        "Name,Entity,Place\nP1,A,Lyon\nP2,A > B,Lyon\nP3,A > B,Paris\nP4,C,Paris\nP5,A,Nice\nP6,Root,Nice\n";
    let plan = Case::new(&mapping, rows).plan(&desk).plan;
    let chosen = plan.changes.iter().map(|change| format!("{} {}", change.label, change.fields[1].to));
    assert_snapshot!(chosen.collect::<Vec<_>>().join("\n"), @r"
    P1 #5
    P2 new #0
    P3 #6
    P4 new #2
    P5 new #1
    P6 #7
    ");
    let made = plan.references.iter().map(|row| format!("{} in {:?}", row.path, row.entity));
    assert_snapshot!(made.collect::<Vec<_>>().join("\n"), @r"
    Lyon in Some(Ref(2))
    Nice in Some(Ref(1))
    Paris in Some(Ref(3))
    ");
}

#[test]
fn an_entity_is_given_by_path_by_path_without_the_root_or_by_a_name_that_only_one_has() {
    let desk = desk().names(
        "Entity",
        "1 Root > A, 2 Root > A > North, 3 Root > B, 4 Root > B > North, 5 Root > B > South",
    );
    let rows = "Name,Serial,Entity\nP1,S1,Root > A > North\nP2,S2,B > North\nP3,S3,south\nP4,S4,North\nP5,S5,Root\nP6,S6,Soth\n";
    assert_snapshot!(check(PC, rows, &desk), @r"
    Plan of pc for practice
      4 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Changes (4)
      + Computer P1 (S1)
          name = `P1`
          serial = `S1`
          entities_id = `Root > A > North`
      + Computer P2 (S2)
          name = `P2`
          serial = `S2`
          entities_id = `Root > B > North`
      + Computer P3 (S3)
          name = `P3`
          serial = `S3`
          entities_id = `Root > B > South`
      + Computer P5 (S5)
          name = `P5`
          serial = `S5`
          entities_id = `Root`

    Rejected (2)
      ! rows.csv:5: entities_id: `North` names 2 entities; give the path, for example `Root > A > North`
      ! rows.csv:7: entities_id: `Soth`: there is no Entity of this name
    ");
}

#[test]
fn an_entity_may_be_created_with_what_is_in_it() {
    let mapping = with(
        "entities_id = { column = \"Entity\", missing = \"create\" }\nlocations_id = { column = \"Place\" }",
    );
    let desk = desk().names("Location", "5 Lyon @0+, 6 Nice @0");
    let rows = "Name,Entity,Place\nP1,Acme > Lyon,Lyon\nP2,Root > Acme,Nice\n";
    assert_snapshot!(check(&mapping, rows, &desk), @r"
    Plan of pc for practice
      2 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Names to create first (3)
      + Entity Root > Acme
      + Entity Root > Acme > Lyon
      + Location Nice

    Changes (2)
      + Computer P1
          name = `P1`
          entities_id = `Root > Acme > Lyon`
          locations_id = `Lyon`
      + Computer P2
          name = `P2`
          entities_id = `Root > Acme`
          locations_id = `Nice`
    ");
}

#[test]
fn an_unknown_entity_that_is_skipped_does_not_move_the_item() {
    let mapping = with("entities_id = { column = \"Entity\", missing = \"skip\" }");
    let desk = desk().names("Entity", "1 Root > A").item("Computer", 1, "name=PC-1, entities_id=#1");
    assert_snapshot!(check(&mapping, "Name,Entity\nPC-1,Nowhere\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: entities_id: `Nowhere`: there is no Entity of this name (the rest of the row is used)
    ");
}

#[test]
fn other_items_are_found_by_the_column_that_is_named() {
    let mapping = with(concat!(
        "users_id = { column = \"User\", missing = \"skip\" }\n",
        "computers_id = { column = \"Host\", type = \"reference\", class = \"Computer\", by = \"serial\" }",
    ));
    let desk = desk().names("User", "7 ann @3, 8 bob").keys("Computer", "serial", "20 S20, 21 S21");
    let rows = "Name,User,Host\nP1,ann,s20\nP2,Bob,S21\nP3,carl,S20\nP4,bob,S99\n";
    assert_snapshot!(check(&mapping, rows, &desk), @r"
    Plan of pc for practice
      3 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Changes (3)
      + Computer P1
          entities_id = `Root`
          name = `P1`
          users_id = `ann`
          computers_id = `S20`
      + Computer P2
          entities_id = `Root`
          name = `P2`
          users_id = `bob`
          computers_id = `S21`
      + Computer P3
          entities_id = `Root`
          name = `P3`
          computers_id = `S20`

    Rejected (2)
      ! rows.csv:4: users_id: `carl`: there is no User of this name (the rest of the row is used)
      ! rows.csv:5: computers_id: `S99`: there is no Computer with this serial
    ");
}

const PLACES: &str = r#"
class = "Location"
match = [["name", "locations_id"]]
[field]
name = { column = "Name" }
locations_id = { column = "In" }
"#;

#[test]
fn a_place_may_stand_before_the_place_it_is_in() {
    let rows = "Name,In\nR1,Lyon > Hall\nHall,Lyon\nLyon,\n";
    assert_snapshot!(check(PLACES, rows, &desk()), @r"
    Plan of pc for practice
      3 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (3)
      + Location Hall (Hall / Lyon)
          entities_id = `Root`
          name = `Hall`
          locations_id = `Lyon`
      + Location Lyon (Lyon / )
          entities_id = `Root`
          name = `Lyon`
      + Location R1 (R1 / Lyon > Hall)
          entities_id = `Root`
          name = `R1`
          locations_id = `Lyon > Hall`
    ");
}

#[test]
fn an_item_points_at_one_that_the_same_plan_creates() {
    let case = Case::new(PLACES, "Name,In\nLyon,\n")
        .feed(&with("locations_id = { column = \"Place\" }"), "Name,Place\nPC-1,Lyon\n");
    assert_snapshot!(case.text(&desk()), @r"
    Plan of pc for practice
      2 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Location Lyon (Lyon / )
          entities_id = `Root`
          name = `Lyon`
      + Computer PC-1
          entities_id = `Root`
          name = `PC-1`
          locations_id = `Lyon`
    ");
}

#[test]
fn an_item_that_points_at_a_rejected_row_is_rejected() {
    let places = PLACES.replace("[[\"name\", \"locations_id\"]]", "[[\"comment\"]]")
        + "comment = { column = \"Code\" }\n";
    let case = Case::new(&places, "Name,In,Code\nLyon,,C7\nParis,,C7\nNice,,C8\nHall,Lyon,C9\n").feed(
        &with("locations_id = { column = \"Place\" }"),
        "Name,Place\nPC-1,Lyon\nPC-2,Nice\nPC-3,Lyon > Hall\n",
    );
    assert_snapshot!(case.text(&desk()), @r"
    Plan of pc for practice
      3 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 4 rejected

    Names to create first (2)
      + Location Lyon
      + Location Lyon > Hall

    Changes (3)
      + Location Nice (C8)
          entities_id = `Root`
          name = `Nice`
          comment = `C8`
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          locations_id = `Nice`
      + Computer PC-3
          entities_id = `Root`
          name = `PC-3`
          locations_id = `Lyon > Hall`

    Rejected (4)
      ! more.csv:2: locations_id: `C7` is not created: its own record is rejected
      ! rows.csv:2: comment `C7` is also named by rows.csv:3
      ! rows.csv:3: comment `C7` is also named by rows.csv:2
      ! rows.csv:5: locations_id: `C7` is not created: its own record is rejected
    ");
}

#[test]
fn names_that_only_rejected_rows_need_are_not_created() {
    let mapping = with("manufacturers_id = { column = \"Maker\" }\nstates_id = { column = \"State\" }");
    let rows = "Name,Maker,State\nPC-1,Acer,New > Old\nPC-1,Benq,Gone\nPC-2,Dell,New\n";
    let case = Case::new(&mapping, rows);
    assert_snapshot!(case.text(&desk()), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Names to create first (2)
      + Manufacturer Dell
      + State New

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          manufacturers_id = `Dell`
          states_id = `New`

    Rejected (2)
      ! rows.csv:2: name `PC-1` is also named by rows.csv:3
      ! rows.csv:3: name `PC-1` is also named by rows.csv:2
    ");
    let plan = case.plan(&desk()).plan;
    let numbers = plan.changes[0].fields.iter().map(|field| field.to.to_string());
    assert_snapshot!(numbers.collect::<Vec<_>>().join("\n"), @r"
    #0
    PC-2
    new #0
    new #1
    ");
}
