//! Retirement in steps: a flag, then the trash, then the purge, each after its delay; items that
//! come back, and those that others bring back.

use insta::assert_snapshot;
use stocktake::model::Ownership;
use stocktake::model::remembered::{Lesson, RetiredStep};
use stocktake::reconcile::Planned;

use super::desk::Desk;
use super::project::{Case, shown};
use super::{PC, desk_with_pc};

const STEPS: &str = r#"[missing]
after_runs = 3
[[missing.step]]
action = "flag"
state = "Missing"
[[missing.step]]
action = "trash"
after = "30d"
[[missing.step]]
action = "purge"
after = "90d"
"#;
const ROWS: &str = "Name,Serial\nPC-1,S1\n";
const BOTH: &str = "Name,Serial\nPC-1,S1\nPC-2,S2\n";

/// Two computers of ours, of which [`ROWS`] has the first; the states are there.
fn two(second: &str, remembered: &str) -> Desk {
    desk_with_pc()
        .item("Computer", 2, second)
        .names("State", "7 Used, 8 Missing")
        .made(1, "S1", "name=PC-1, serial=S1")
        .made(2, "S2", remembered)
}

/// Whether the link of the second computer learns this.
fn learns(planned: &Planned, lesson: &Lesson) -> bool {
    planned.links.iter().any(|link| link.remote_id == Some(2) && link.lessons.contains(lesson))
}

fn plain() -> Desk {
    two("name=PC-2, serial=S2, states_id=#7", "name=PC-2, serial=S2")
}

fn flagged(on: &str) -> Desk {
    let remembered = "name=PC-2, serial=S2, states_id=#8, ~states_id=#7";
    two("name=PC-2, serial=S2, states_id=#8", remembered).absent(3).step("flag", on)
}

fn trashed(on: &str) -> Desk {
    let remembered = "name=PC-2, serial=S2, states_id=#8, ~states_id=#7";
    two("name=PC-2, serial=S2, states_id=#8", remembered).absent(3).step("trash", on)
}

fn planned(rows: &str, desk: &Desk, day: &str) -> (String, Planned) {
    let mut loaded = Case::new(PC, rows).job(STEPS).load();
    loaded.today = day.parse().unwrap();
    let planned = loaded.plan(desk);
    let mut text = shown(&loaded, &planned, None);
    for doubt in &planned.doubts {
        text.push_str(&format!("\nnote: {doubt}"));
    }
    for question in &planned.questions {
        text.push_str(&format!("\n{} {}: {}", question.topic, question.key, question.text));
    }
    let (_, told) = text.split_once("\n  ").unwrap();
    (told.to_owned(), planned)
}

/// Without the first line of the plan.
fn plan(rows: &str, desk: &Desk, day: &str) -> String {
    planned(rows, desk, day).0
}

fn counted(rows: &str, desk: &Desk) -> Vec<(i64, u32)> {
    let (_, planned) = planned(rows, desk, "2026-11-21");
    planned.absences.iter().map(|absence| (absence.remote_id, absence.runs)).collect()
}

#[test]
fn the_first_step_waits_for_enough_runs_in_a_row() {
    assert_eq!(counted(BOTH, &plain()), []);
    assert_snapshot!(plan(ROWS, &plain(), "2026-11-21"), @r"
    0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected

    Missing, not retired yet (1)
      ? Computer PC-2 #2: absent in 1 of 3 runs
    ");
    assert_eq!(counted(ROWS, &plain()), [(2, 1)]);
    assert_eq!(counted(ROWS, &plain().absent(1)), [(2, 2)]);
    assert_snapshot!(plan(ROWS, &plain().absent(2), "2026-11-21"), @r"
    0 to create, 0 to update, 1 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      - Computer PC-2 #2 (S2), found by link
          states_id: `Used` → `Missing`
    ");
    assert_eq!(counted(ROWS, &plain().absent(2)), [(2, 3)]);
    assert_eq!(counted(ROWS, &plain().absent(3)), [], "a count that does not change is not written");
    assert_eq!(counted(BOTH, &plain().absent(2)), [(2, 0)], "it is there again");
}

#[test]
fn an_item_that_was_only_matched_is_neither_counted_nor_retired() {
    let desk = desk_with_pc().item("Computer", 2, "name=PC-2, serial=S2").made(1, "S1", "").link(
        Ownership::Matched,
        2,
        "S2",
        "",
    );
    assert_eq!(counted(ROWS, &desk), []);
}

#[test]
fn steps_follow_each_other_after_their_delays() {
    assert_snapshot!(plan(ROWS, &flagged("2026-11-01"), "2026-11-30"), @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
    assert_snapshot!(plan(ROWS, &flagged("2026-11-01"), "2026-12-01"), @r"
    0 to create, 0 to update, 1 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      - Computer PC-2 #2 (S2), found by link
          put in the trash: the source no longer has it
    ");
    let in_trash = trashed("2026-12-01").trashed("Computer", 2);
    assert_snapshot!(plan(ROWS, &in_trash, "2027-02-28"), @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
    assert_snapshot!(plan(ROWS, &in_trash, "2027-03-01"), @r"
    0 to create, 0 to update, 1 to retire, 0 to restore, 1 unchanged, 0 rejected

    Changes (1)
      - Computer PC-2 #2 (S2), found by link
          deleted for good, out of the trash: this cannot be taken back
    ");
}

#[test]
fn only_what_this_job_put_in_the_trash_is_purged() {
    let by_hand = plain().trashed("Computer", 2).absent(3);
    assert_snapshot!(plan(ROWS, &by_hand, "2030-01-01"), @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
    let after_a_flag = flagged("2026-11-01").trashed("Computer", 2);
    assert_snapshot!(plan(ROWS, &after_a_flag, "2030-01-01"), @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
    let returned = two("name=PC-2, serial=S2", "").step("returned", "2026-11-01").trashed("Computer", 2);
    assert_snapshot!(plan(ROWS, &returned, "2030-01-01"), @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
}

#[test]
fn an_item_that_has_the_state_already_goes_on_to_the_next_step() {
    let desk = two("name=PC-2, serial=S2, states_id=#8", "name=PC-2, serial=S2").absent(2);
    let (text, planned) = planned(ROWS, &desk, "2026-11-21");
    assert_snapshot!(text, @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
    let today = "2026-11-21".parse().unwrap();
    assert!(learns(&planned, &Lesson::Retired(RetiredStep::Flagged, today)), "{:?}", planned.links);
}

#[test]
fn what_was_retired_before_there_were_steps_begins_its_delay_today() {
    let old = two("name=PC-2, serial=S2", "name=PC-2, serial=S2").retired().trashed("Computer", 2);
    let (text, planned) = planned(ROWS, &old, "2026-11-21");
    assert_snapshot!(text, @"0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected");
    let today = "2026-11-21".parse().unwrap();
    assert!(learns(&planned, &Lesson::Retired(RetiredStep::Trashed, today)), "{:?}", planned.links);
}

#[test]
fn an_item_comes_back_with_what_differs_by_now() {
    let rows = "Name,Serial\nPC-1,S1\nPC-9,S2\n";
    assert_snapshot!(plan(rows, &flagged("2026-11-01"), "2026-11-21"), @r"
    0 to create, 0 to update, 0 to retire, 1 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-2 #2 (S2), found by link
          name: `PC-2` → `PC-9`
          states_id: `Missing` → `Used`
    ");
    let in_trash = trashed("2026-11-01").trashed("Computer", 2);
    assert_snapshot!(plan(rows, &in_trash, "2026-11-21"), @r"
    0 to create, 0 to update, 0 to retire, 1 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-2 #2 (S2), found by link
          taken out of the trash
          name: `PC-2` → `PC-9`
          states_id: `Missing` → `Used`
    ");
}

#[test]
fn what_an_agent_or_a_person_takes_out_of_the_trash_is_asked_about_and_left_alone() {
    assert_snapshot!(plan(ROWS, &trashed("2026-11-01"), "2026-11-21"), @r"
    0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    returned Computer/2: Computer PC-2 #2: the source no longer has it, and a person took it out of the trash again
    ");
    let fed = trashed("2026-11-01").dynamic("Computer", 2);
    let (text, planned) = planned(ROWS, &fed, "2026-11-21");
    assert_snapshot!(text, @r"
    0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    returned Computer/2: Computer PC-2 #2: the source no longer has it, and GLPI took it out of the trash again: an agent reports it
    ");
    assert!(learns(&planned, &Lesson::Returned), "{:?}", planned.links);
    let noted = two("name=PC-2, serial=S2", "").step("returned", "2026-11-01");
    assert_snapshot!(plan(ROWS, &noted, "2030-01-01"), @r"
    0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    returned Computer/2: Computer PC-2 #2: the source no longer has it, and a person took it out of the trash again
    ");
    assert_snapshot!(plan(BOTH, &noted, "2026-11-21"), @r"
    0 to create, 0 to update, 0 to retire, 1 to restore, 1 unchanged, 0 rejected

    Changes (1)
      ^ Computer PC-2 #2 (S2), found by link
    ");
}

#[test]
fn an_item_whose_flag_a_person_changed_is_not_put_in_the_trash() {
    let remembered = "name=PC-2, serial=S2, states_id=#8, ~states_id=#7";
    let found = two("name=PC-2, serial=S2, states_id=#7", remembered).absent(3).step("flag", "2026-11-01");
    assert_snapshot!(plan(ROWS, &found, "2026-12-01"), @r"
    0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    returned Computer/2: Computer PC-2 #2: the source no longer has it; it was flagged as missing, and a person has changed its states_id since: it is not put in the trash
    ");
    assert_snapshot!(plan(ROWS, &found.dynamic("Computer", 2), "2026-12-01"), @r"
    0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 0 rejected
    returned Computer/2: Computer PC-2 #2: the source no longer has it; it was flagged as missing, and a person, or an agent that reports it, has changed its states_id since: it is not put in the trash
    ");
}

#[test]
fn an_item_whose_row_is_rejected_is_safe_at_every_step() {
    let bad = "Name,Serial,Entity\nPC-1,S1,Root\nPC-2,S2,Nowhere\n";
    let steps = [plain().absent(2), flagged("2026-11-01"), trashed("2026-11-01").trashed("Computer", 2)];
    insta::allow_duplicates! { for desk in steps {
        assert_snapshot!(plan(bad, &desk, "2030-01-01"), @r"
        0 to create, 0 to update, 0 to retire, 0 to restore, 1 unchanged, 1 rejected

        Rejected (1)
          ! rows.csv:3: entities_id: `Nowhere`: there is no Entity of this name
        ");
    } }
}

#[test]
fn an_item_in_the_trash_is_not_purged_while_a_rejected_row_has_its_serial() {
    let mapping = PC.replace("[field]", "[field]\notherserial = { column = \"Number\", required = true }");
    let desk = desk_with_pc()
        .item("Computer", 2, "name=PC-2, serial=S2")
        .made(1, "S1", "")
        .made(2, "a key from before", "")
        .step("trash", "2026-11-01")
        .trashed("Computer", 2);
    let purged = |rows: &str| {
        let mut loaded = Case::new(&mapping, rows).job(STEPS).load();
        loaded.today = "2030-01-01".parse().unwrap();
        loaded.plan(&desk).plan.counts.retire
    };
    assert_eq!(purged("Name,Serial,Number\nPC-1,S1,1\nPC-2,S2,\n"), 0);
    assert_eq!(purged("Name,Serial,Number\nPC-1,S1,1\nPC-3,S3,\n"), 1);
}

#[test]
fn a_source_that_was_not_read_whole_counts_nothing_and_says_so() {
    let mut loaded = Case::new(PC, ROWS).job(STEPS).load();
    loaded.incomplete = true;
    let planned = loaded.plan(&plain().absent(2));
    assert!(planned.absences.is_empty() && planned.plan.changes.is_empty());
    assert_eq!(
        planned.doubts,
        [
            "Computer: 1 missing item is neither retired nor counted as missing: not all of the source was read"
        ]
    );
}
