//! The corpus of `tests/data/corpus`: every file is read by the reader, the transform and the planner, and
//! compared with what a right program reads. What is wrong without being told fails, unless it is listed in
//! `known` with its reason; the table is printed with `--nocapture`.
#![expect(clippy::unwrap_used, reason = "tests")]

mod judge;
mod known;
mod read;
pub mod right;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use judge::{Count, judge};
use known::KNOWN;

#[test]
fn what_is_read_from_the_corpus_is_right_or_told() {
    let mut out = format!(
        "{:34} {:>8} {:>6} {:>9} {:>14}\n",
        "file", "expected", "right", "rejected", "silently wrong"
    );
    let (mut all, mut wrong) = (Count::default(), BTreeMap::new());
    for right in right::all() {
        let mut count = Count::default();
        for table in &right.tables {
            count.add(&judge(&right, table));
        }
        writeln!(out, "{:34} {}", right.file, count.line()).unwrap();
        wrong.extend(count.wrong.iter().cloned());
        all.add(&count);
    }
    writeln!(out, "{:34} {}", "all", all.line()).unwrap();
    out.push_str("\nRejected although there was a value:\n");
    all.rejected_why.iter().for_each(|why| writeln!(out, "  {why}").unwrap());
    #[expect(clippy::print_stdout, reason = "the table is what the test is for")]
    {
        println!("{out}");
    }
    let known: BTreeSet<&str> = KNOWN.iter().map(|(what, _)| *what).collect();
    let new: Vec<String> = wrong
        .iter()
        .filter(|(what, _)| !known.contains(what.as_str()))
        .map(|(what, found)| format!("{what}: {found}"))
        .collect();
    let mended: Vec<&&str> = known.iter().filter(|what| !wrong.contains_key(**what)).collect();
    assert!(new.is_empty(), "silently wrong and not known:\n  {}", new.join("\n  "));
    assert!(mended.is_empty(), "no longer wrong, take them out of `known`: {mended:#?}");
}

#[test]
fn every_file_of_the_corpus_has_its_expectations_and_the_other_way_round() {
    let right: BTreeSet<String> = right::all().into_iter().map(|right| right.file).collect();
    let there = std::fs::read_dir(right::folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let there: BTreeSet<String> = there
        .map(|name| name.into_string().unwrap())
        .filter(|name| !name.ends_with(".toml") && !name.ends_with(".md") && !name.ends_with(".py"))
        .collect();
    assert_eq!(right, there);
}
