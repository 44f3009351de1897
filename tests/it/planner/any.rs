//! What holds for any desk, any rows and any links.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::RngSeed;
use stocktake::model::{Change, Operation, Ownership, Plan};

use super::apply::apply;
use super::desk::Desk;
use super::project::{Case, Loaded, shown};

const ASSETS: &str = r#"
class = "Computer"
match = [["serial"], ["name", "entities_id"]]
[field]
name = { column = "Name", required = true }
serial = { column = "Serial" }
entities_id = { column = "Entity", missing = "create", write = "create" }
manufacturers_id = { column = "Maker" }
locations_id = { column = "Place" }
contact = { column = "Contact", blank = "clear" }
[os]
operatingsystems_id = { column = "OS" }
[contract]
choose = { column = "Contract" }
name = { template = "Service {{ row['Name'] }}", write = "create" }
begin_date = { template = "{{ today }}", write = "create" }
duration = { column = "Months", type = "months_until", begin = "begin_date" }
"#;

/// Rows as they stand in the file.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let row = (
        select(vec!["PC-1", "PC-2", "PC-3", "PC-4", "N/A", ""]),
        select(vec!["S1", "S2", "S3", "S4", "0", ""]),
        select(vec!["", "", "Root", "A", "New", "New > Sub", "B"]),
        select(vec!["", "HP", "Dell", "Acer"]),
        select(vec!["", "Lyon", "Lyon > Hall", "Paris > Hall"]),
        select(vec!["", "ann", "bob"]),
        select(vec!["", "Debian", "Windows"]),
        select(vec!["", "Gold", "C-2", "Nope"]),
        select(vec!["", "12", "2027-05-01"]),
    );
    let line = row.prop_map(|(name, serial, entity, maker, place, contact, os, contract, months)| {
        [name, serial, entity, maker, place, contact, os, contract, months].join(",")
    });
    prop::collection::vec(line, 0..7)
}

/// A desk with some of these computers, some of them in the trash, some of them linked.
fn desks() -> impl Strategy<Value = Desk> {
    let computer = (
        select(vec!["PC-1", "PC-2", "PC-3", "PC-9"]),
        select(vec!["serial=S1, ", "serial=S2, ", "serial=S3, ", "serial=S9, ", ""]),
        select(vec!["", "manufacturers_id=#3, ", "manufacturers_id=#4, "]),
        select(vec!["contact=ann", "contact=eve", "contact="]),
        select(vec![false, false, false, true]),
        select(vec![None, None, Some(Ownership::Made), Some(Ownership::Adopted), Some(Ownership::Matched)]),
        select(vec!["contact=ann", "contact=bob", ""]),
        any::<bool>(),
    );
    let keys = subsequence(vec!["S1", "S2", "S3", "S9", "name + entities_id=PC-1 / Root"], 5).prop_shuffle();
    (prop::collection::vec(computer, 0..5), keys).prop_map(|(computers, keys)| {
        let mut desk = Desk::default()
            .names("Entity", "0 Root, 1 Root > A")
            .names("Manufacturer", "3 HP, 4 HP")
            .names("Location", "5 Lyon @0+, 6 Paris @1")
            .names("OperatingSystem", "8 Debian")
            .item("Contract", 30, "name=Gold, num=C-1")
            .item("Contract", 31, "name=Silver, num=C-2");
        for (id, (computer, key)) in (1..).zip(computers.into_iter().zip(keys)) {
            let (name, serial, maker, contact, trashed, link, remembered, retired) = computer;
            desk = desk.item("Computer", id, &format!("name={name}, {serial}{maker}{contact}"));
            if trashed {
                desk = desk.trashed("Computer", id);
            }
            if let Some(ownership) = link {
                desk = desk.link(ownership, id, key, remembered);
                if retired && ownership != Ownership::Matched {
                    desk = desk.retired();
                }
            }
        }
        desk
    })
}

fn missing() -> impl Strategy<Value = &'static str> {
    select(vec![
        "",
        "[missing]\naction = \"trash\"\n",
        "[missing]\naction = \"flag\"\nstate = \"Gone\"\ncomment = \"gone\"\n",
        "adopt = true\n[missing]\naction = \"trash\"\n",
        "[missing]\nafter_runs = 1\n[[missing.step]]\naction = \"flag\"\nstate = \"Gone\"\n\
         [[missing.step]]\naction = \"trash\"\nafter = \"1d\"\n[[missing.step]]\naction = \"purge\"\nafter = \"1d\"\n",
    ])
}

fn load(job: &str, rows: &[String]) -> Loaded {
    let head = "Name,Serial,Entity,Maker,Place,Contact,OS,Contract,Months\n";
    Case::new(ASSETS, &format!("{head}{}\n", rows.join("\n"))).job(job).load()
}

fn written(plan: &Plan) -> Vec<(&str, i64)> {
    plan.changes.iter().filter_map(|change| Some((change.class.as_str(), change.remote_id?))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, rng_seed: RngSeed::Fixed(3), ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(rows in rows(), desk in desks(), job in missing(), seed in any::<u64>()) {
        let mut loaded = load(job, &rows);
        let first = loaded.plan(&desk).plan;
        prop_assert_eq!(&loaded.plan(&desk).plan, &first);
        let records = &mut loaded.feeds[0].records;
        let mut order = seed;
        for at in (1..records.len()).rev() {
            order = order.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            records.swap(at, (order >> 33) as usize % (at + 1));
        }
        let second = loaded.plan(&desk);
        prop_assert_eq!(&second.plan.changes, &first.changes);
        prop_assert_eq!(&second.plan, &first, "{}", shown(&loaded, &second, None));
    }

    #[test]
    fn a_second_run_changes_nothing_of_the_first_and_only_ours_is_retired(rows in rows(), desk in desks(), job in missing()) {
        let loaded = load(job, &rows);
        let first = loaded.plan(&desk);
        let ids = written(&first.plan);
        let distinct: BTreeSet<_> = ids.iter().collect();
        prop_assert_eq!(distinct.len(), ids.len(), "two records write to one item");
        for change in first.plan.changes.iter().filter(|change| change.operation == Operation::Retire) {
            let ours = desk.links.iter().any(|link| {
                Some(link.remote_id) == change.remote_id && link.ownership != Ownership::Matched
            });
            prop_assert!(ours, "{} is not ours", change.label);
        }
        let after = apply(&desk, &first);
        let second = loaded.plan(&after);
        // What was rejected beside another record may be told from it once that is written, and no
        // longer holds back a retirement.
        let again: BTreeSet<_> = first.plan.rejects.iter().filter(|reject| !reject.partial).map(|reject| &reject.origin).collect();
        let expected = |change: &&Change| change.origin.as_ref().map_or(!again.is_empty(), |origin| again.contains(origin));
        prop_assert!(
            second.plan.changes.iter().all(|change| expected(&change)),
            "first:\n{}\nsecond:\n{}",
            shown(&loaded, &first, None),
            shown(&loaded, &second, None)
        );
        let mut last = (apply(&after, &second), second);
        for _ in 0..3 {
            let next = loaded.plan(&last.0);
            last = (apply(&last.0, &next), next);
        }
        prop_assert!(
            last.1.plan.changes.is_empty() && last.1.plan.references.is_empty(),
            "it never ends:\n{}",
            shown(&loaded, &last.1, None)
        );
    }
}
