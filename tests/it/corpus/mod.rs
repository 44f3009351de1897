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
    for why in &all.rejected_why {
        writeln!(out, "  {}", why.chars().take(200).collect::<String>()).unwrap();
    }
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

#[test]
fn what_is_expected_of_the_corpus_is_sound() {
    for right in right::all() {
        let file = &right.file;
        assert!(!right.imitates.is_empty(), "{file}");
        assert!(["fr", "en", "de", "es"].contains(&right.language.as_str()), "{file}");
        let sheets: BTreeSet<&String> =
            right.tables.iter().filter_map(|table| table.sheet.as_ref()).collect();
        if let Some(together) = &right.together {
            assert!(together.tables.iter().all(|sheet| sheets.contains(sheet)), "{file}");
            assert!(!together.sheet_name.is_empty(), "{file}");
        }
        for table in &right.tables {
            let names: BTreeSet<&String> = table.columns.iter().map(|column| &column.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{file}");
            assert!(table.columns.iter().all(|column| column.n != Some(0)), "{file}");
            let targets = || table.columns.iter().flat_map(right::Column::targets);
            let is_there = |field: &String| field == "entities_id" || targets().any(|target| target == field);
            assert!(table.keys.iter().flatten().all(is_there), "{file}: {:?}", table.keys);
            let records = table.records();
            for row in &table.chosen {
                assert!(records.contains(&row.at), "{file}: {}", row.at);
                row.cells.keys().for_each(|name| assert!(names.contains(name), "{file}: {name}"));
            }
        }
    }
}
