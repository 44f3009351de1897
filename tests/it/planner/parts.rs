//! Operating systems, financial data and contracts of computers; months.

use insta::assert_snapshot;

use super::desk::{Desk, part};
use super::project::Case;
use super::{check, desk, desk_with_pc};

const START: &str = "class = \"Computer\"\nmatch = [[\"name\"]]\n[field]\nname = { column = \"Name\" }\n";

fn os() -> String {
    format!(
        "{START}[os]\noperatingsystems_id = {{ column = \"OS\" }}\nlicenseid = {{ column = \"Licence\" }}\nlicense_number = {{ value = \"n/a\" }}\n"
    )
}

#[test]
fn an_operating_system_that_is_as_it_should_be_needs_nothing() {
    let desk = desk_with_pc().names("OperatingSystem", "3 Debian").part(
        part("os"),
        1,
        10,
        "operatingsystems_id=#3, licenseid=L1, license_number=n/a",
    );
    assert_snapshot!(check(&os(), "Name,OS,Licence\nPC-1,Debian,L1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn an_operating_system_is_added_when_the_row_says_something_of_it() {
    let desk = desk_with_pc().names("OperatingSystem", "3 Debian").item("Computer", 2, "name=PC-2");
    assert_snapshot!(check(&os(), "Name,OS,Licence\nPC-1,Debian,L1\nPC-2,,\nPC-3,,\n", &desk), @r"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (2)
      + Computer PC-3
          entities_id = `Root`
          name = `PC-3`
      ~ Computer PC-1 #1, found by name
          Item_OperatingSystem add
            operatingsystems_id = `Debian`
            licenseid = `L1`
            license_number = `n/a`
    ");
}

#[test]
fn of_several_operating_systems_the_one_that_is_named_is_meant() {
    let desk = desk_with_pc()
        .names("OperatingSystem", "3 Debian, 4 Windows, 5 FreeBSD")
        .part(part("os"), 1, 10, "operatingsystems_id=#3, license_number=n/a")
        .part(part("os"), 1, 11, "operatingsystems_id=#4, license_number=n/a");
    assert_snapshot!(check(&os(), "Name,OS,Licence\nPC-1,Windows,L2\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          Item_OperatingSystem update
            licenseid: (empty) → `L2`
    ");
    assert_snapshot!(check(&os(), "Name,OS,Licence\nPC-1,FreeBSD,L2\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

    Rejected (1)
      ! rows.csv:2: os: the item has 2 such rows, and none is the one named (the rest of the row is used)
    ");
    let linked = desk.made(1, "PC-1", "os.#=11, os.operatingsystems_id=#4");
    assert_snapshot!(check(&os(), "Name,OS,Licence\nPC-1,FreeBSD,L2\n", &linked), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          Item_OperatingSystem update
            operatingsystems_id: `Windows` → `FreeBSD`
            licenseid: (empty) → `L2`
    ");
}

#[test]
fn financial_data_are_added_only_when_the_row_says_something_of_them() {
    let mapping = format!(
        "{START}[infocom]\nvalue = {{ column = \"Price\" }}\nbuy_date = {{ template = \"{{{{ today }}}}\" }}\n"
    );
    assert_snapshot!(check(&mapping, "Name,Price\nPC-1,12.5\nPC-2,\n", &desk_with_pc()), @r"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
      ~ Computer PC-1 #1, found by name
          Infocom add
            value = `12.5000`
            buy_date = `2026-11-21`
    ");
    let held = desk_with_pc().part(part("infocom"), 1, 9, "value=12.5000, buy_date=2026-11-21");
    assert_snapshot!(check(&mapping, "Name,Price\nPC-1,12.50\n", &held), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

/// A computer with a warranty from its begin to its end.
fn warranty(round: &str) -> String {
    format!(
        "{START}[infocom]\nwarranty_date = {{ column = \"From\", write = \"create\" }}\nwarranty_duration = {{ column = \"To\", type = \"months_until\", begin = \"warranty_date\", round = \"{round}\" }}\n"
    )
}

/// Months that a plan gives these spans, or why it does not.
fn months(round: &str, spans: &[(&str, &str)]) -> String {
    let rows: String =
        spans.iter().enumerate().map(|(at, (from, to))| format!("PC-{at},{from},{to}\n")).collect();
    let plan = Case::new(&warranty(round), &format!("Name,From,To\n{rows}")).plan(&desk()).plan;
    let counted = plan.changes.iter().flat_map(|change| &change.children).map(|child| {
        let duration = child.fields.iter().find(|field| field.field == "warranty_duration");
        duration.map_or("none".to_owned(), |field| field.to.to_string())
    });
    let rejects = plan.rejects.iter().map(|reject| format!("{}: {}", reject.origin, reject.reason));
    counted.collect::<Vec<_>>().join(" ") + "\n" + &rejects.collect::<Vec<_>>().join("\n")
}

#[test]
fn months_are_counted_up_down_or_to_the_nearest() {
    let spans = [
        ("2026-01-01", "2027-01-01"),
        ("2026-01-01", "2027-01-02"),
        ("2026-01-01", "2027-01-20"),
        ("2026-01-31", "2026-02-28"),
        ("2024-02-29", "2025-02-28"),
        ("2024-01-31", "2024-02-29"),
        ("2026-01-01", "2026-01-01"),
    ];
    assert_snapshot!(["up", "down", "nearest"].map(|round| months(round, &spans)).concat(), @r"
    12 13 13 1 12 1 0
    12 12 12 1 12 1 0
    12 12 13 1 12 1 0
    ");
}

#[test]
fn an_end_before_the_begin_and_an_end_without_a_begin_are_told() {
    assert_snapshot!(months("up", &[("2026-01-01", "2025-12-31"), ("", "2027-01-01"), ("2026-01-01", "24")]), @r"
    24
    rows.csv:2: the end 2025-12-31 is before the begin 2026-01-01
    rows.csv:3: warranty_duration cannot be counted: warranty_date is blank
    ");
}

#[test]
fn months_are_counted_from_the_begin_that_the_desk_has() {
    let desk = desk_with_pc().part(part("infocom"), 1, 9, "warranty_date=2025-01-01, warranty_duration=12");
    assert_snapshot!(check(&warranty("up"), "Name,From,To\nPC-1,2026-06-01,2027-01-01\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          Infocom update
            warranty_duration: 12 → 24
    ");
}

/// Computers with a contract, chosen or of their own.
fn contract() -> String {
    format!(
        "{START}[contract]\nchoose = {{ column = \"Contract\" }}\nname = {{ template = \"Service {{{{ row['Name'] }}}}\", write = \"create\" }}\nbegin_date = {{ template = \"{{{{ today }}}}\", write = \"create\" }}\nduration = {{ column = \"End\", type = \"months_until\", begin = \"begin_date\" }}\n"
    )
}

fn desk_with_contracts() -> Desk {
    desk_with_pc()
        .item("Contract", 30, "name=Gold, num=C-1")
        .item("Contract", 31, "name=Silver, num=C-2")
        .item("Contract", 32, "name=Silver, num=C-3")
}

#[test]
fn a_chosen_contract_that_is_linked_needs_nothing() {
    let desk = desk_with_contracts().part(part("contract"), 1, 30, "");
    assert_snapshot!(check(&contract(), "Name,Contract,End\nPC-1,c-1,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}

#[test]
fn a_contract_that_was_chosen_stays_as_it_is_when_the_choice_goes() {
    let desk =
        desk_with_contracts().part(part("contract"), 1, 30, "").made(1, "PC-1", "name=PC-1, contract.#=30");
    for rows in ["Name,Contract,End\nPC-1,,2028-01-01\n", "Name,Vertrag,End\nPC-1,C-1,2028-01-01\n"] {
        let plan = check(&contract(), rows, &desk);
        assert!(plan.contains("0 to update") && plan.contains("1 unchanged"), "{plan}");
    }
}

#[test]
fn a_contract_is_chosen_by_number_or_by_name() {
    let rows = "Name,Contract,End\nPC-1,C-2,\nPC-2,gold,\nPC-3,Silver,\nPC-4,Goldd,\n";
    assert_snapshot!(check(&contract(), rows, &desk_with_contracts()), @r"
    Plan of pc for practice
      3 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 2 rejected

    Changes (4)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          Contract link to Gold #30
      + Computer PC-3
          entities_id = `Root`
          name = `PC-3`
      + Computer PC-4
          entities_id = `Root`
          name = `PC-4`
      ~ Computer PC-1 #1, found by name
          Contract link to Silver #31

    Rejected (2)
      ! rows.csv:4: contract: `Silver` names 2 contracts; give the number of one (the rest of the row is used)
      ! rows.csv:5: contract: no contract has the name or number `Goldd`; the nearest is `Gold` (the rest of the row is used)
    ");
}

#[test]
fn a_contract_of_its_own_is_created_when_the_row_says_something_of_it() {
    assert_snapshot!(check(&contract(), "Name,Contract,End\nPC-1,,2027-11-21\nPC-2,,\n", &desk_with_contracts()), @r"
    Plan of pc for practice
      1 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (2)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
      ~ Computer PC-1 #1, found by name
          Contract add
            entities_id = `Root`
            name = `Service PC-1`
            begin_date = `2026-11-21`
            duration = 12
    ");
}

#[test]
fn a_contract_that_a_broken_run_left_unlinked_is_linked() {
    let desk = desk_with_pc().item("Contract", 40, "name=Service PC-1, begin_date=2026-11-20, duration=12");
    assert_snapshot!(check(&contract(), "Name,Contract,End\nPC-1,,2027-11-20\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          Contract link to Service PC-1 #40
    ");
}

#[test]
fn the_begin_of_a_contract_stays_in_later_runs() {
    let desk = desk_with_pc()
        .item("Contract", 40, "name=Renamed by hand, begin_date=2026-01-01, duration=12")
        .part(part("contract"), 1, 40, "")
        .made(1, "PC-1", "name=PC-1, contract.#=40, contract.duration=12");
    assert_snapshot!(check(&contract(), "Name,Contract,End\nPC-1,,2028-01-01\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by link
          Contract update
            duration: 12 → 24
    ");
}

const CONTRACTS: &str = "class = \"Contract\"\nmatch = [[\"num\"]]\n[field]\nname = { column = \"Name\" }\nnum = { column = \"Number\" }\n";

#[test]
fn a_contract_is_chosen_that_the_same_plan_creates() {
    let case = Case::new(CONTRACTS, "Name,Number\nGold,C-9\n")
        .feed(&contract(), "Name,Contract,End\nPC-1,C-9,\nPC-2,gold,\n");
    assert_snapshot!(case.text(&desk_with_pc()), @r"
    Plan of pc for practice
      2 to create, 1 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (3)
      + Contract Gold (C-9)
          entities_id = `Root`
          name = `Gold`
          num = `C-9`
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`
          Contract link to C-9
      ~ Computer PC-1 #1, found by name
          Contract link to C-9
    ");
}

#[test]
fn a_contract_whose_row_is_rejected_is_not_chosen() {
    let case = Case::new(CONTRACTS, "Name,Number\nGold,C-9\nSilver,C-9\n")
        .feed(&contract(), "Name,Contract,End\nPC-1,gold,\nPC-2,C-9,\n");
    assert_snapshot!(case.text(&desk_with_pc()), @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 4 rejected

    Changes (1)
      + Computer PC-2
          entities_id = `Root`
          name = `PC-2`

    Rejected (4)
      ! more.csv:2: contract: `C-9` is not created: its own record is rejected (the rest of the row is used)
      ! more.csv:3: contract: `C-9` names 2 new items of Contract (the rest of the row is used)
      ! rows.csv:2: num `C-9` is also named by rows.csv:3
      ! rows.csv:3: num `C-9` is also named by rows.csv:2
    ");
}

#[test]
fn an_operating_system_of_templates_alone_is_added_where_one_of_them_gives_something() {
    let mapping = format!(
        "{START}[os]\noperatingsystems_id = {{ template = \"{{{{ row['OS'] }}}}\" }}\nlicense_number = {{ value = \"n/a\" }}\n"
    );
    let desk = desk_with_pc().names("OperatingSystem", "3 Debian").item("Computer", 2, "name=PC-2");
    assert_snapshot!(check(&mapping, "Name,OS\nPC-1,Debian\nPC-2,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 1 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ~ Computer PC-1 #1, found by name
          Item_OperatingSystem add
            operatingsystems_id = `Debian`
            license_number = `n/a`
    ");
    // Beside a column a template goes along with it, and constants alone never make a row.
    let beside = mapping.replace("{ value = \"n/a\" }", "{ column = \"Licence\" }");
    assert_snapshot!(check(&beside, "Name,OS,Licence\nPC-1,Debian,\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
    let constant = format!("{START}[os]\nlicense_number = {{ value = \"n/a\" }}\n");
    assert_snapshot!(check(&constant, "Name\nPC-1\n", &desk), @r"
    Plan of pc for practice
      0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    ");
}
