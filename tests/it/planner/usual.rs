//! A source that is not as usual, by its own history: nothing is retired, and the plan says why.

use std::collections::BTreeMap;

use stocktake::model::Reading;
use stocktake::reconcile::Planned;

use super::desk::Desk;
use super::project::Case;
use super::{PC, desk};

const TRASH: &str = "[limits]\nretire = \"off\"\n[missing]\naction = \"trash\"\n";

/// Computers 1 to 100 of ours.
fn hundred() -> Desk {
    (1..=100).fold(desk(), |desk, at| {
        let text = format!("name=PC-{at}, serial=S{at}");
        desk.item("Computer", at, &text).made(at, &format!("S{at}"), &text)
    })
}

/// The first `count` of them.
fn rows(count: usize) -> String {
    let lines = (1..=count).map(|at| format!("PC-{at},S{at}\n"));
    format!("Name,Serial\n{}", lines.collect::<String>())
}

fn reading(records: u64, serials: u64) -> Reading {
    let filled = BTreeMap::from([("serial".to_owned(), serials), ("name".to_owned(), records)]);
    Reading {
        records: BTreeMap::from([("m0".to_owned(), records)]),
        filled: BTreeMap::from([("m0".to_owned(), filled)]),
        files: BTreeMap::new(),
        left_out: BTreeMap::new(),
    }
}

fn nights(count: usize, records: u64) -> Vec<Reading> {
    vec![reading(records, records); count]
}

fn plan_of(job: &str, rows: &str, before: Vec<Reading>) -> Planned {
    let mut loaded = Case::new(PC, rows).job(job).load();
    loaded.readings = before;
    loaded.plan(&hundred())
}

fn retired(rows: &str, before: Vec<Reading>) -> u64 {
    plan_of(TRASH, rows, before).plan.counts.retire
}

#[test]
fn a_source_inside_its_band_retires() {
    assert_eq!(retired(&rows(90), nights(14, 100)), 10);
}

#[test]
fn a_source_below_its_band_retires_nothing_and_says_so() {
    let planned = plan_of(TRASH, &rows(89), nights(14, 100));
    assert_eq!(planned.plan.counts.retire, 0);
    assert!(planned.absences.is_empty());
    assert_eq!(
        planned.doubts,
        [
            "Computer: 11 missing items are neither retired nor counted as missing: the source of m0 has 89 records, and \
             usually has 100 (at most 10 more or fewer are taken for usual, limits.band_percent)"
        ]
    );
}

#[test]
fn a_source_above_its_band_retires_nothing_either() {
    assert_eq!(retired(&rows(95), nights(14, 50)), 0);
}

#[test]
fn a_source_that_shrinks_a_little_each_night_leaves_its_band() {
    let before: Vec<Reading> = [90, 92, 94, 96, 98, 100, 100, 100, 100, 100, 100, 100, 100, 100]
        .into_iter()
        .map(|records| reading(records, records))
        .collect();
    assert_eq!(retired(&rows(89), before), 0);
}

#[test]
fn a_source_that_always_varies_has_a_wider_band() {
    let before: Vec<Reading> =
        [80, 100, 120, 90, 110, 80, 100].into_iter().map(|records| reading(records, records)).collect();
    assert_eq!(retired(&rows(80), before), 20);
}

#[test]
fn a_new_level_is_usual_after_more_nights_than_half() {
    let mut before = nights(8, 85);
    before.extend(nights(6, 100));
    assert_eq!(retired(&rows(85), before), 15);
}

#[test]
fn a_few_runs_make_no_band() {
    assert_eq!(retired(&rows(80), nights(4, 100)), 20);
}

#[test]
fn the_band_can_be_set_and_taken_away() {
    let wide = TRASH.replace("[missing]", "band_percent = 25\n[missing]");
    assert_eq!(plan_of(&wide, &rows(80), nights(14, 100)).plan.counts.retire, 20);
    let off = TRASH.replace("[missing]", "band_percent = \"off\"\n[missing]");
    assert_eq!(plan_of(&off, &rows(50), nights(14, 100)).plan.counts.retire, 50);
}

/// The first 98 computers, of which some have no serial.
fn without_serials(count: usize) -> String {
    let lines =
        (1..=98).map(|at| if at <= count { format!("PC-{at},\n") } else { format!("PC-{at},S{at}\n") });
    format!("Name,Serial\n{}", lines.collect::<String>())
}

#[test]
fn a_key_column_that_is_filled_less_than_usual_retires_nothing() {
    assert_eq!(retired(&without_serials(8), nights(14, 100)), 2);
    let planned = plan_of(TRASH, &without_serials(11), nights(14, 100));
    assert_eq!(planned.plan.counts.retire, 0);
    assert_eq!(
        planned.doubts,
        [
            "Computer: 2 missing items are neither retired nor counted as missing: serial is filled in 88.8 % of the \
             records of m0, and usually is in 100.0 % (limits.fill_drop_percent)"
        ]
    );
    let off = TRASH.replace("[missing]", "fill_drop_percent = \"off\"\n[missing]");
    assert_eq!(plan_of(&off, &without_serials(11), nights(14, 100)).plan.counts.retire, 2);
}

#[test]
fn a_column_of_junk_is_no_filled_column() {
    let junk = without_serials(0).replace("PC-97,S97", "PC-97,N/A").replace("PC-98,S98", "PC-98,0");
    let planned = plan_of(TRASH, &junk, Vec::new());
    assert_eq!(planned.reading.filled["m0"]["serial"], 96);
    assert_eq!(planned.reading.records["m0"], 98);
}
