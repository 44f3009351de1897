//! What is looked for at the desk besides the plan: contracts that end soon or overlap, names and
//! items that may be one thing, values that name nothing. Today is 2026-11-21.

use insta::assert_snapshot;
use stocktake::model::Topic;

use super::desk::{Desk, part};
use super::project::Case;
use super::{PC, desk};

const CONTRACTS: &str = r#"
class = "Computer"
match = [["name"]]
[field]
name = { column = "Name" }
[contract]
name = { column = "Contract", write = "create" }
"#;

/// What these rows and this desk let the planner ask, and what may be one thing and is nobody's to decide.
fn asked(case: &Case, desk: &Desk) -> String {
    let planned = case.plan(desk);
    let lines = planned.questions.iter().chain(&planned.alike).map(|question| {
        let due = question.due.map(|day| format!(" by {day}")).unwrap_or_default();
        let answer = question.answer.as_ref().map(|said| said.english()).unwrap_or_default();
        format!(
            "{} {}{due}\n  {}: {}\n  -> {answer}\n",
            question.topic, question.key, question.label, question.text
        )
    });
    lines.collect()
}

/// PC-1 to PC-9; contracts by id, and which item has which.
fn with_contracts(contracts: &[(i64, &str)], links: &[(i64, i64)]) -> Desk {
    let mut desk = desk();
    for id in 1..=9 {
        desk = desk.item("Computer", id, &format!("name=PC-{id}"));
    }
    for (id, text) in contracts {
        desk = desk.item("Contract", *id, text);
    }
    for (item, contract) in links {
        desk = desk.part(part("contract"), *item, *contract, "");
    }
    desk
}

fn contracts(contracts: &[(i64, &str)], links: &[(i64, i64)]) -> String {
    asked(&Case::new(CONTRACTS, "Name,Contract\nPC-1,\n"), &with_contracts(contracts, links))
}

#[test]
fn contracts_that_end_soon_are_asked_about_with_their_notice() {
    let held = [
        (10, "name=Over, begin_date=2023-12-01, duration=24"),
        (11, "name=Soon, begin_date=2025-01-01, duration=24"),
        (12, "name=Later, begin_date=2025-03-01, duration=24"),
        (13, "name=Notice, begin_date=2024-04-01, duration=36, notice=3, renewal=1, periodicity=12"),
        (14, "name=Too late, begin_date=2024-01-01, duration=36, notice=3, renewal=1"),
        (15, "name=Rolls on, begin_date=2020-01-01, duration=36, notice=1, renewal=1, periodicity=12"),
        (16, "name=Express, begin_date=2025-12-01, duration=12, renewal=2"),
        (17, "name=No days"),
        (18, "name=Just over, begin_date=2025-11-10, duration=12"),
        (19, "name=Nobody's, begin_date=2025-01-01, duration=24"),
    ];
    let links: Vec<(i64, i64)> = (10..=18).map(|contract| (contract - 9, contract)).collect();
    assert_snapshot!(contracts(&held, &links), @r"
    contract_ends Contract/11 by 2026-12-31
      Soon: It ends on 2026-12-31 and is not renewed. It covers 1 item.
      -> renew it, or let it end
    contract_ends Contract/13 by 2026-12-31
      Notice: Its term ends on 2027-03-31; it renews itself for 12 months; notice has to be given by 2026-12-31. It covers 1 item.
      -> give notice, or let it go on
    contract_ends Contract/14 by 2026-12-31
      Too late: Its term ends on 2026-12-31; it renews itself for 36 months; notice had to be given by 2026-09-30. It covers 1 item.
      -> give notice, or let it go on
    contract_ends Contract/15 by 2026-11-30
      Rolls on: Its term ends on 2026-12-31; it renews itself for 12 months; notice has to be given by 2026-11-30. It covers 1 item.
      -> give notice, or let it go on
    contract_ends Contract/16 by 2026-11-30
      Express: It ends on 2026-11-30 unless it is renewed. It covers 1 item.
      -> renew it, or let it end
    contract_ends Contract/18 by 2026-11-09
      Just over: It ended on 2026-11-09. It covers 1 item.
      -> renew it, or let it end
    ");
}

#[test]
fn notice_from_the_last_of_a_month_is_counted_from_the_begin_as_glpi_does() {
    let held = [(10, "name=Care, begin_date=2024-08-31, duration=30, notice=3")];
    assert_snapshot!(contracts(&held, &[(1, 10)]), @r"
    contract_ends Contract/10 by 2026-11-29
      Care: It ends on 2027-02-27 and is not renewed; notice has to be given by 2026-11-29. It covers 1 item.
      -> renew it, or let it end
    ");
}

#[test]
fn a_contract_ends_on_one_day_in_the_plan_and_in_the_question() {
    let mapping = format!(
        "{CONTRACTS}begin_date = {{ column = \"Begin\" }}\n\
         duration = {{ column = \"End\", type = \"months_until\", begin = \"begin_date\" }}\n"
    );
    let contract = "name=Care, begin_date=2024-12-31, duration=24";
    let desk = with_contracts(&[(10, contract)], &[(1, 10)]).made(1, "PC-1", "");
    for end in ["2026-12-30", "2026-12-31"] {
        let case = Case::new(&mapping, &format!("Name,Contract,Begin,End\nPC-1,Care,2024-12-31,{end}\n"));
        assert!(case.text(&desk).contains("0 to update"), "{end} is what GLPI has: {}", case.text(&desk));
    }
    let case = Case::new(&mapping, "Name,Contract,Begin,End\nPC-1,Care,2024-12-31,2026-11-29\n");
    let plan = case.text(&desk);
    assert!(plan.contains("the contract would end on 2026-11-29 instead of 2026-12-30"), "{plan}");
    let question = asked(&case, &desk);
    assert!(question.contains("It ends on 2026-12-30"), "{question}");
}

#[test]
fn a_line_that_is_over_on_the_day_on_which_the_next_begins_does_not_overlap_it() {
    let lines = ["PC-1,Care,2025-01-01,2026-01-01", "PC-1,Care,2026-01-01,2027-01-01"];
    let (_, questions) = renewals("lines = \"latest\"\n", &lines);
    assert_eq!(questions, "");
    let lines = ["PC-1,Care,2025-01-01,2026-01-02", "PC-1,Care,2026-01-01,2027-01-01"];
    let (_, questions) = renewals("lines = \"latest\"\n", &lines);
    assert!(questions.contains("contract_overlap"), "{questions}");
}

#[test]
fn a_contract_that_a_later_one_follows_is_not_asked_about() {
    let held = [
        (10, "name=Care 2025, num=C, begin_date=2024-12-01, duration=24"),
        (11, "name=Care 2027, num=C, begin_date=2027-01-01, duration=24"),
    ];
    assert_snapshot!(contracts(&held, &[(1, 10), (1, 11)]), @"");
    let one_item_is_left = contracts(&held, &[(1, 10), (2, 10), (1, 11)]);
    assert!(one_item_is_left.contains("contract_ends Contract/10"), "{one_item_is_left}");
}

#[test]
fn contracts_that_overlap_on_an_item_are_asked_about_once() {
    let held = [
        (10, "name=Care, num=C-1, begin_date=2025-01-01, duration=36"),
        (11, "name=Care again, num=c-1, begin_date=2026-06-01, duration=36"),
        (12, "name=Lease, begin_date=2025-01-01, duration=60, contracttypes_id=#5"),
        (13, "name=Afterwards, begin_date=2031-01-01, duration=12"),
        (14, "name=Twice"),
        (15, "name=TWICE"),
    ];
    let links = [(1, 10), (1, 11), (2, 10), (2, 11), (1, 12), (1, 13), (3, 14), (3, 15)];
    assert_snapshot!(contracts(&held, &links), @r"
    contract_overlap Contract/10+11
      Care (#10), Care again (#11): Both cover Computer PC-1 (#1), PC-2 (#2) and overlap from 2026-06-01 to 2027-12-31; both are called `C-1`.
      -> end or unlink one of the two
    contract_overlap Contract/14+15
      Twice (#14), TWICE (#15): Both cover Computer PC-3 (#3) and may be the same; both are called `Twice`.
      -> end or unlink one of the two
    ");
}

#[test]
fn nothing_is_looked_for_that_the_job_does_not_want() {
    let held = with_contracts(&[(11, "name=Soon, begin_date=2025-01-01, duration=24")], &[(1, 11)]);
    let rows = "Name,Contract\nPC-1,\n";
    let off = "[contracts]\nends_within = \"off\"\n[duplicates]\nfind = false\n";
    assert_eq!(asked(&Case::new(CONTRACTS, rows).job(off), &held), "");
    let narrow = asked(&Case::new(CONTRACTS, rows).job("[contracts]\nends_within = \"30d\"\n"), &held);
    assert_eq!(narrow, "");
}

#[test]
fn warranties_that_end_on_one_day_are_one_question() {
    let mapping = format!(
        "{PC}[infocom]\nbuy_date = {{ column = \"Bought\" }}\nwarranty_duration = {{ column = \"Months\" }}\n"
    );
    let mut desk = desk();
    for id in 1..=4 {
        let bought = if id == 4 { "2025-03-01" } else { "2024-01-01" };
        let infocom = format!("buy_date={bought}, warranty_duration=36");
        desk = desk.item("Computer", id, &format!("name=PC-{id}, serial=SN-{id}")).part(
            part("infocom"),
            id,
            id,
            &infocom,
        );
    }
    assert_snapshot!(asked(&Case::new(&mapping, "Name,Serial,Entity,Bought,Months\n"), &desk), @r"
    contract_ends Computer/warranty/2026-12-31 by 2026-12-31
      Warranty of 3 Computer until 2026-12-31: The warranties of Computer PC-1 (#1), PC-2 (#2), PC-3 (#3) last until 2026-12-31.
      -> extend, replace, or let it end
    ");
}

/// The plan of renewals in this order, and what it asks.
fn renewals(lines: &str, rows: &[&str]) -> (String, String) {
    let mapping = format!(
        "{CONTRACTS}begin_date = {{ column = \"Begin\" }}\n\
         duration = {{ column = \"End\", type = \"months_until\", begin = \"begin_date\" }}\n{lines}"
    );
    let case = Case::new(&mapping, &format!("Name,Contract,Begin,End\n{}\n", rows.join("\n")));
    (case.text(&desk()), asked(&case, &desk()))
}

#[test]
fn of_the_lines_of_one_item_the_one_that_ends_last_counts() {
    let old = "PC-1,Care,2024-01-01,2024-12-31";
    let new = "PC-1,Care,2026-01-01,2028-12-31";
    let between = "PC-1,Care,2025-01-01,2025-12-31";
    let (plan, questions) = renewals("lines = \"latest\"\n", &[old, new, between]);
    assert_snapshot!(plan, @r"
    Plan of pc for practice
      1 to create, 0 to update, 0 to retire, 0 to restore, 0 unchanged, 0 rejected

    Changes (1)
      + Computer PC-1
          entities_id = `Root`
          name = `PC-1`
          Contract add
            entities_id = `Root`
            name = `Care`
            begin_date = `2026-01-01`
            duration = 36
    ");
    assert_eq!(questions, "");
    let (turned, _) = renewals("lines = \"latest\"\n", &[new, between, old]);
    assert_eq!(turned, plan);
    let (rejected, _) = renewals("", &[old, new]);
    assert!(rejected.contains("2 rejected"), "{rejected}");

    let too_early = "PC-1 ,Care,2026-06-01,2030-12-31";
    let (plan, questions) = renewals("lines = \"latest\"\n", &[old, new, too_early]);
    assert!(plan.contains("begin_date = `2026-06-01`"), "{plan}");
    assert!(questions.contains("contract lines overlap: rows.csv:3 and rows.csv:4"), "{questions}");
}

#[test]
fn lines_that_end_on_one_day_reject_one_another() {
    let rows = ["PC-1,Care,2024-01-01,2026-12-31", "PC-1,Care,2025-01-01,2026-12-31"];
    let (plan, questions) = renewals("lines = \"latest\"\n", &rows);
    assert!(plan.contains("2 rejected"), "{plan}");
    assert!(questions.contains("rows.csv:2 and rows.csv:3"), "{questions}");
}

#[test]
fn prices_in_two_currencies_are_a_question() {
    let mapping =
        format!("{PC}[infocom]\nvalue = {{ column = \"Price\", type = \"money\", locale = \"fr\" }}\n");
    let rows = "Name;Serial;Price\na;S-0001;10,50 €\nb;S-0002;12 EUR\nc;S-0003;$13\nd;S-0004;14\n";
    assert_snapshot!(asked(&Case::new(&mapping, rows), &desk()), @r"
    contract_overlap Computer/infocom.value/currency
      currencies of infocom.value: Amounts are stored without a currency: 2 prices in EUR, first in rows.csv:2; 1 price in USD, first in rows.csv:4.
      -> convert them in the source, or leave one currency out with `only_if`
    reading m0/infocom.value/currency
      infocom.value of Computer: 3 prices name their currency, which is not kept: `10,50 €` of rows.csv:2 is written as `10.5000`.
      ->
    ");
}

#[test]
fn names_in_several_spellings_are_proposed_for_a_merge() {
    let mapping = format!(
        "{PC}manufacturers_id = {{ column = \"Maker\" }}\nlocations_id = {{ column = \"Place\" }}\n\
         operatingsystems_id = {{ column = \"OS\", type = \"dropdown\", class = \"OperatingSystem\" }}\n"
    );
    let desk = desk()
        .names("Manufacturer", "3 Dell, 4 DELL Inc., 5 Hewlett-Packard, 6 HPE, 7 HP, 8 Lenovo")
        .names("Location", "1 Paris, 2 Lyon, 3 Paris > Room 1, 4 Lyon > Room 1, 5 Paris > Room 2")
        .names("OperatingSystem", "1 Windows 10, 2 Windows 11, 3 Microsoft Windows, 4 Microsfot Windows");
    assert_snapshot!(asked(&Case::new(&mapping, "Name,Serial,Entity,Maker,Place,OS\n"), &desk), @r"
    near_duplicate Manufacturer/3+4
      Dell, DELL Inc.: `Dell` (#3) and `DELL Inc.` (#4) are one name in several spellings.
      -> delete #4 and choose #3 as its replacement; a value table in the mapping keeps it so
    near_duplicate Manufacturer/5+7
      Hewlett-Packard, HP: `Hewlett-Packard` (#5) and `HP` (#7) are one name in several spellings.
      -> delete #7 and choose #5 as its replacement; a value table in the mapping keeps it so
    near_duplicate OperatingSystem/3+4
      Microsoft Windows, Microsfot Windows: `Microsoft Windows` (#3) and `Microsfot Windows` (#4) differ by one letter.
      -> delete #4 and choose #3 as its replacement; a value table in the mapping keeps it so
    ");
}

#[test]
fn items_with_one_serial_uuid_or_name_may_be_one() {
    let mapping = format!("{PC}uuid = {{ column = \"UUID\" }}\n");
    let desk = desk()
        .item("Computer", 1, "name=PC-1, serial=PF2ABCDE, uuid=4C4C4544-0042-3510-8052-B4C04F4D4B32")
        .item("Computer", 2, "name=PC-1b, serial=SPF2ABCDE, uuid=44454c4c-4200-1035-8052-b4c04f4d4b32")
        .item("Computer", 3, "name=Srv, serial=X-0003")
        .item("Computer", 4, "name=srv, serial=X-0004")
        .item("Computer", 5, "name=srv, serial=X-0005, entities_id=#1")
        .item("Computer", 6, "name=a, serial=To be filled by O.E.M.")
        .item("Computer", 7, "name=b, serial=To be filled by O.E.M.")
        .made(1, "PF2ABCDE", "");
    assert_snapshot!(asked(&Case::new(&mapping, "Name,Serial,Entity,UUID\n"), &desk), @r"
    near_duplicate Computer/1+2
      PC-1 (#1), PC-1b (#2): PC-1 (#1) and PC-1b (#2) have the same serial and uuid.
      -> keep #1, which the source has; move what #2 has to it, then put that in the trash
    near_duplicate Computer/3+4
      Srv (#3), srv (#4): Srv (#3) and srv (#4) have the same name.
      -> keep one of them, for example #3, and put #4 in the trash
    ");
}

#[test]
fn a_serial_that_many_items_share_names_nothing() {
    let mut desk = desk();
    for id in 1..=7 {
        desk = desk.item("Computer", id, &format!("name=PC-{id}, serial=Chassis-1"));
    }
    let rows = "Name,Serial,Entity\n";
    assert_snapshot!(asked(&Case::new(PC, rows), &desk), @r"
    junk_key Computer/serial/chassis-1
      serial `Chassis-1`: 7 Computer items have the serial `Chassis-1`: PC-1 (#1), PC-2 (#2), PC-3 (#3), PC-4 (#4), PC-5 (#5) and 2 more.
      -> add `Chassis-1` to `words` of [junk] in the mapping, or correct the serial of these items
    ");
    let more = Case::new(PC, rows).job("[duplicates]\nmost_alike = 7\n").plan(&desk);
    assert_eq!(more.alike[0].topic, Topic::NearDuplicate);
}

#[test]
fn of_many_pairs_those_that_the_job_feeds_are_asked_about_and_no_more_than_twenty() {
    let mut desk = desk();
    for id in 1..=20_000 {
        desk = desk.item("Computer", id, &format!("name=PC-{id}, serial=SN{:06}", id / 2));
    }
    let loaded = Case::new(PC, "Name,Serial,Entity\n").load();
    let begin = std::time::Instant::now();
    let planned = loaded.plan(&desk);
    assert!(begin.elapsed() < std::time::Duration::from_secs(10), "{:?}", begin.elapsed());
    assert_eq!((planned.questions.len(), planned.alike.len()), (0, 9_999), "none of them is the job's");
    for id in 100..200 {
        desk = desk.made(id, &format!("SN{:06}", id / 2), "");
    }
    let planned = loaded.plan(&desk);
    let near = planned.questions.iter().filter(|question| question.topic == Topic::NearDuplicate).count();
    assert_eq!((near, planned.alike.len()), (20, 9_979));
}

#[test]
fn a_contract_that_is_there_twice_is_asked_about_when_one_of_both_has_no_item() {
    let held = [
        (10, "name=Care, num=C-1, begin_date=2025-01-01, duration=60"),
        (11, "name=Care, num=C-1, begin_date=2025-01-01, duration=60"),
        (12, "name=Own, begin_date=2025-01-01, duration=60"),
        (13, "name=Own, begin_date=2025-01-01, duration=60"),
        (14, "name=Care, num=C-1, begin_date=2026-01-01, duration=60"),
    ];
    assert_snapshot!(contracts(&held, &[(1, 11), (2, 12), (3, 13)]), @r"
    near_duplicate Contract/10+11
      Care (#10), Care (#11): Care (#10) and Care (#11) are the same in every field that is read.
      -> keep #11, which is in use, and put #10 in the trash
    ");
}

#[test]
fn items_without_a_serial_that_are_there_twice_are_asked_about() {
    let mapping = "class = \"Contract\"\nmatch = [[\"num\"]]\n[field]\nname = { column = \"Name\" }\n\
                   num = { column = \"Number\" }\n";
    let desk = desk()
        .item("Contract", 1, "name=Gold, num=C-1")
        .item("Contract", 2, "name=Gold, num=C-1")
        .item("Contract", 3, "name=Gold, num=C-2");
    let case = Case::new(mapping, "Name,Number\nSilver,C-9\n");
    assert_snapshot!(asked(&case, &desk), @r"
    near_duplicate Contract/1+2
      Gold (#1), Gold (#2): Gold (#1) and Gold (#2) are the same in every field that is read.
      -> keep one of them, for example #1, and put #2 in the trash
    ");
}

#[test]
fn names_that_the_records_have_are_asked_about_and_the_others_left_to_the_table() {
    let mapping = format!("{PC}manufacturers_id = {{ column = \"Maker\" }}\n");
    let desk = desk().names("Manufacturer", "3 Dell, 4 DELL Inc., 5 Hewlett-Packard, 7 HP");
    let planned = Case::new(&mapping, "Name,Serial,Entity,Maker\na,S-0001,Root,Dell\n").plan(&desk);
    let keys = |questions: &[stocktake::model::Question]| -> Vec<String> {
        questions.iter().map(|question| question.key.clone()).collect()
    };
    assert_eq!(keys(&planned.questions), ["Manufacturer/3+4"]);
    assert_eq!(keys(&planned.alike), ["Manufacturer/5+7"]);
}

#[test]
fn an_end_is_the_day_that_the_source_says_not_the_end_of_its_whole_months() {
    let mapping = format!(
        "{CONTRACTS}begin_date = {{ column = \"Begin\" }}\n\
         duration = {{ column = \"End\", type = \"months_until\", begin = \"begin_date\", round = \"up\" }}\n"
    );
    let held = [(11, "name=Care, begin_date=2025-01-01, duration=24")];
    let rows = "Name,Contract,Begin,End\nPC-1,Care,2025-01-01,2026-12-15\n";
    let asked_of = |rows: &str| asked(&Case::new(&mapping, rows), &with_contracts(&held, &[(1, 11)]));
    let said = asked_of(rows);
    assert!(said.contains("by 2026-12-15") && said.contains("It ends on 2026-12-15"), "{said}");
    // Where the source says another number of months, the contract is still what it is.
    let other = asked_of(&rows.replace("2026-12-15", "2027-03-15"));
    assert!(other.contains("by 2026-12-31"), "{other}");
}

#[test]
fn a_thing_that_is_asked_about_has_its_name_serial_and_place() {
    let mapping = format!(
        "{PC}locations_id = {{ column = \"Place\" }}\ncontact = {{ column = \"User\", on_conflict = \"ask\" }}\n"
    );
    let desk = desk().names("Location", "1 Paris, 3 Paris > Room 1").item(
        "Computer",
        6,
        "name=PC-6, serial=SN-0006, locations_id=#3, contact=Zoe",
    );
    let case = Case::new(&mapping, "Name,Serial,Entity,Place,User\nPC-6,SN-0006,Root,Paris > Room 1,Ana\n");
    let planned = case.plan(&desk.made(6, "SN-0006", "contact=Bob"));
    let labels: Vec<&str> = planned.questions.iter().map(|question| question.label.english()).collect();
    assert_eq!(labels, ["PC-6 · SN-0006 · Paris > Room 1"], "{:?}", planned.questions);
}
