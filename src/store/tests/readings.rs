//! What good runs read, the runs in which items were missing, and who put an item in the trash.

use super::*;
use crate::model::change::Retirement;
use crate::model::{Absence, ClassName, Reading};

fn reading(records: u64) -> Reading {
    Reading {
        records: BTreeMap::from([("pc".to_owned(), records)]),
        filled: BTreeMap::from([("pc".to_owned(), BTreeMap::from([("serial".to_owned(), records - 1)]))]),
        files: BTreeMap::from([("pc".to_owned(), 3)]),
        left_out: Default::default(),
    }
}

fn run(store: &Store, seconds: i64, state: RunState, read: Option<u64>) {
    let run = begin(store, "laptops", seconds);
    if let Some(records) = read {
        store.record_reading(&run, &reading(records)).unwrap();
    }
    store.finish_run(&run, &end(state, seconds + 5), None, &[], &Telling::default()).unwrap();
}

#[test]
fn only_good_runs_that_read_to_the_end_are_a_measure() {
    on_both(|bench| {
        let store = bench.open();
        run(&store, 0, RunState::Done, Some(100));
        run(&store, 10, RunState::Partial, Some(101));
        run(&store, 20, RunState::Refused, Some(7));
        run(&store, 30, RunState::Partial, None);
        run(&store, 40, RunState::Done, Some(103));
        begin(&store, "laptops", 50);
        past_run(&store, "printers", 60, RunState::Done);
        assert_eq!(store.readings("laptops", 9).unwrap(), [reading(103), reading(101), reading(100)]);
        assert_eq!(store.readings("laptops", 2).unwrap(), [reading(103), reading(101)]);
        assert!(store.readings("printers", 9).unwrap().is_empty());
    });
}

#[test]
fn a_count_of_missing_runs_is_written_without_the_rest_of_the_link() {
    on_both(|bench| {
        let store = bench.open();
        let links: Vec<Link> = (1..=1200).map(|id| link(&format!("SN-{id}"), id)).collect();
        store.upsert_links(&links).unwrap();
        store.upsert_links(&[Link { job: "printers".to_owned(), ..link("SN-1", 1) }]).unwrap();
        let absence = |remote_id, runs| Absence { class: "Computer".into(), remote_id, runs };
        let mut absences: Vec<Absence> = (1..=1100).map(|id| absence(id, 2)).collect();
        absences.push(absence(1101, 1));
        absences.push(absence(9999, 1));
        store.record_absences("glpi", "laptops", &absences).unwrap();
        let class = ClassName::from("Computer");
        let runs = |id: i64| {
            let found = store.links("glpi", "laptops", &class).unwrap();
            let found = found.into_iter().find(|link| link.remote_id == id).unwrap();
            assert_eq!(found, Link { absent_runs: found.absent_runs, ..link(&format!("SN-{id}"), id) });
            found.absent_runs
        };
        assert_eq!([runs(1), runs(1100), runs(1101), runs(1102)], [2, 2, 1, 0]);
        assert_eq!(store.links("glpi", "printers", &class).unwrap()[0].absent_runs, 0);
        store.record_absences("glpi", "laptops", &[absence(1, 0)]).unwrap();
        assert_eq!([runs(1), runs(2)], [0, 2]);
        store.record_absences("glpi", "laptops", &[]).unwrap();
    });
}

#[test]
fn another_job_that_put_an_item_in_the_trash_is_named() {
    on_both(|bench| {
        let store = bench.open();
        let retired = |job: &str, id: i64, step: Retirement| Link {
            job: job.to_owned(),
            remembered: {
                let mut remembered = Remembered::default();
                remembered.retire(step, "2026-11-20".parse().unwrap(), &[]);
                remembered
            },
            retired_at: Some("2026-11-20T05:00:00Z".to_owned()),
            ..link(&format!("SN-{id}"), id)
        };
        store
            .upsert_links(&[
                retired("printers", 1, Retirement::Trash),
                retired("printers", 2, Retirement::Flag),
                retired("laptops", 3, Retirement::Trash),
                Link { job: "printers".to_owned(), ..link("SN-4", 4) },
                Link { remembered: Remembered::default(), ..retired("printers", 5, Retirement::Trash) },
            ])
            .unwrap();
        let class = ClassName::from("Computer");
        let found = store.trashed_by_others("glpi", "laptops", &class, &[1, 2, 3, 4, 5]).unwrap();
        assert_eq!(found, [(1, "printers".to_owned()), (5, "printers".to_owned())]);
        assert!(store.trashed_by_others("glpi", "laptops", &class, &[]).unwrap().is_empty());
    });
}
