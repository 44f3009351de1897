//! Plans that are refused as a whole.

use insta::assert_snapshot;

use super::desk::Desk;
use super::project::Case;
use super::{PC, desk};

/// A desk with so many linked computers.
fn many(count: i64) -> Desk {
    (1..=count).fold(desk(), |desk, id| {
        let text = format!("name=PC-{id}, serial=S{id}");
        desk.item("Computer", id, &text).made(id, &format!("S{id}"), &text)
    })
}

/// Rows of computers, the names of the first `renamed` changed.
fn rows(numbers: std::ops::RangeInclusive<i64>, renamed: i64) -> String {
    let row = |id: i64| format!("{}-{id},S{id}\n", if id <= renamed { "NEW" } else { "PC" });
    format!("Name,Serial\n{}", numbers.map(row).collect::<String>())
}

/// What is refused.
fn refused(job: &str, rows: &str, before: &[u64], desk: &Desk) -> String {
    let text = Case::new(PC, rows).job(job).text_after(desk, before);
    text.split_once("\nRefused\n").map_or("nothing", |(_, refused)| refused).to_owned()
}

#[test]
fn a_plan_within_the_limits_is_not_refused() {
    assert_eq!(refused("", &rows(1..=12, 6), &[12], &many(12)), "nothing");
    assert_eq!(refused("", &rows(1..=18, 0), &[12], &many(12)), "nothing");
}

#[test]
fn a_first_run_may_create_everything() {
    assert_eq!(refused("", &rows(1..=40, 0), &[], &desk()), "nothing");
}

#[test]
fn too_many_creations_updates_and_retirements_are_refused() {
    let trash = "[missing]\naction = \"trash\"\n";
    assert_snapshot!(refused("", &rows(1..=19, 0), &[], &many(12)), @"  x limits.create.percent: 7 of 12 Computer would be created, that is 58.3 %; 50 % is the limit");
    assert_snapshot!(refused("", &rows(1..=12, 7), &[], &many(12)), @"  x limits.update.percent: 7 of 12 Computer would be updated, that is 58.3 %; 50 % is the limit");
    assert_snapshot!(refused(trash, &rows(1..=10, 0), &[], &many(12)), @"  x limits.retire.percent: 2 of 12 Computer would be retired, that is 16.7 %; 10 % is the limit");
    let count = "[limits]\nretire = { count = 1 }\nupdate = { percent = 10, count = 2 }\n";
    assert_snapshot!(refused(&format!("{count}{trash}"), &rows(1..=10, 3), &[], &many(12)), @r"
    x limits.update.percent: 3 of 12 Computer would be updated, that is 25.0 %; 10 % is the limit
    x limits.update.count: 3 Computer would be updated; 2 is the limit
    x limits.retire.count: 2 Computer would be retired; 1 is the limit
    ");
}

#[test]
fn percentages_hold_from_a_number_of_items_up() {
    assert_eq!(refused("", &rows(1..=9, 9), &[], &many(9)), "nothing");
    assert_snapshot!(refused("[limits]\nmin_items = 9\n", &rows(1..=9, 9), &[], &many(9)), @"  x limits.update.percent: 9 of 9 Computer would be updated, that is 100.0 %; 50 % is the limit");
}

#[test]
fn a_source_whose_rows_are_all_left_out_is_not_empty_but_what_was_wanted_before_is_the_measure() {
    const ONLY: &str = "only_if = \"{{ row['Name'] != row['Name'] }}\"\n";
    let refused = |job: &str, before: &[u64], linked: i64| {
        let text =
            Case::new(&format!("{ONLY}{PC}"), &rows(1..=12, 0)).job(job).text_after(&many(linked), before);
        text.split_once("\nRefused\n").map_or("nothing", |(_, refused)| refused).to_owned()
    };
    let trash = "[missing]\naction = \"trash\"\n";
    assert_eq!(refused("", &[], 0), "nothing");
    assert_eq!(refused(trash, &[0], 0), "nothing");
    assert_snapshot!(refused("", &[12], 0), @"  x limits.shrink_percent: the source of m0 shrank from 12 to 0 records, by 100.0 %; 30 % is the limit");
    let off = format!("[limits]\nshrink_percent = \"off\"\n{trash}");
    assert_snapshot!(refused(&off, &[12], 12), @"  x limits.retire.percent: 12 of 12 Computer would be retired, that is 100.0 %; 10 % is the limit");
}

#[test]
fn a_source_that_shrank_is_refused() {
    assert_snapshot!(refused("", &rows(1..=8, 0), &[12], &many(12)), @"  x limits.shrink_percent: the source of m0 shrank from 12 to 8 records, by 33.3 %; 30 % is the limit");
    assert_eq!(refused("[limits]\nshrink_percent = \"off\"\n", &rows(1..=8, 0), &[12], &many(12)), "nothing");
}
