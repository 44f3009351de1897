//! The journal, what a crash leaves of it, rejects and hand edits.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::*;
use crate::model::change::Kept;
use crate::model::journal::{EntryOutcome, Sending, Silent};
use crate::model::rejected_cells::RejectedCells;
use crate::model::{Origin, Reject};
use crate::store::{LinkKey, StoreError};

fn outcome(seq: i64, state: EntryState) -> EntryOutcome {
    EntryOutcome { seq, state, remote_id: None, message: None }
}

#[test]
fn an_entry_and_its_link_are_settled_together() {
    on_both(|bench| {
        let store = bench.open();
        store.upsert_links(&[link("SN-9", 9)]).unwrap();
        let run = begin(&store, "laptops", 0);
        let create = Entry { remote_id: None, operation: Operation::Create, ..entry(2) };
        store.start_entries(&run, &[entry(1), create.clone()], None).unwrap();
        assert_eq!(store.entries(&run).unwrap(), [entry(1), create.clone()]);

        let made = EntryOutcome { remote_id: Some(77), ..outcome(2, EntryState::Done) };
        let failed = EntryOutcome {
            message: Some("ERROR_GLPI_UPDATE".to_owned().into()),
            ..outcome(1, EntryState::Failed)
        };
        let gone = LinkKey {
            system: "glpi".to_owned(),
            job: "laptops".to_owned(),
            class: "Computer".into(),
            source_key: "SN-9".to_owned(),
        };
        let unknown = [made.clone(), outcome(3, EntryState::Done)];
        let refused = store.settle_entries(&run, &unknown, &[link("SN-2", 77)], std::slice::from_ref(&gone));
        assert!(matches!(refused, Err(StoreError::Corrupt { .. })), "{refused:?}");
        assert_eq!(store.entries(&run).unwrap(), [entry(1), create.clone()], "all or nothing");
        assert_eq!(store.links("glpi", "laptops", &"Computer".into()).unwrap(), [link("SN-9", 9)]);

        store.settle_entries(&run, &[made, failed], &[link("SN-2", 77)], &[gone]).unwrap();
        let settled = store.entries(&run).unwrap();
        assert_eq!((settled[0].state, settled[0].remote_id), (EntryState::Failed, Some(101)));
        assert_eq!(settled[0].message.as_ref().map(|said| said.english()), Some("ERROR_GLPI_UPDATE"));
        assert_eq!((settled[1].state, settled[1].remote_id), (EntryState::Done, Some(77)));
        assert_eq!(store.links("glpi", "laptops", &"Computer".into()).unwrap(), [link("SN-2", 77)]);
    });
}

#[test]
fn a_position_cannot_be_journalled_twice() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        store.start_entries(&run, &[entry(1)], None).unwrap();
        assert!(store.start_entries(&run, &[entry(2), entry(1)], None).is_err());
        assert_eq!(store.entries(&run).unwrap(), [entry(1)]);
        assert!(store.start_entries(&RunId("nowhere".to_owned()), &[entry(1)], None).is_err());
    });
}

#[test]
fn thousands_of_entries_pass_the_limits_of_both_databases() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        let many: Vec<_> = (1..=7_000).map(entry).collect();
        store.start_entries(&run, &many, None).unwrap();
        assert_eq!(store.entries(&run).unwrap(), many);
        store.start_entries(&run, &[], None).unwrap();
    });
}

#[test]
fn after_a_crash_the_unsettled_entries_of_the_job_are_found() {
    on_both(|bench| {
        let store = bench.open();
        let first = begin(&store, "laptops", 0);
        store.start_entries(&first, &[entry(1), entry(2), entry(3)], None).unwrap();
        store.settle_entries(&first, &[outcome(2, EntryState::Done)], &[], &[]).unwrap();
        let other = begin(&store, "printers", 0);
        store.start_entries(&other, &[entry(1)], None).unwrap();
        assert!(store.open_entries("laptops").unwrap().is_empty(), "the run is under way");

        store.interrupt_run(&first, &Telling::default(), at(10)).unwrap();
        let second = begin(&store, "laptops", 11);
        store.start_entries(&second, &[entry(9)], None).unwrap();
        let open = store.open_entries("laptops").unwrap();
        let open: Vec<(RunId, Entry)> = open.into_iter().map(|open| (open.run, open.entry)).collect();
        assert_eq!(open, [(first.clone(), entry(1)), (first.clone(), entry(3))]);
        store
            .settle_entries(&first, &[outcome(1, EntryState::Undone), outcome(3, EntryState::Done)], &[], &[])
            .unwrap();
        assert!(store.open_entries("laptops").unwrap().is_empty());
    });
}

/// Plays both parts: with the database in the environment it is the writer that gets killed.
#[test]
fn a_killed_writer_leaves_a_database_that_can_be_read() {
    const PLACE: &str = "STOCKTAKE_TEST_WRITES_TO";
    if let Ok(place) = std::env::var(PLACE) {
        let state = match place.strip_prefix('/') {
            Some(_) => StateUrl::Sqlite(place.into()),
            None => postgres_url(place),
        };
        let password = std::env::var("STOCKTAKE_TEST_POSTGRES_PASSWORD").ok().map(SecretString::from);
        let store = Store::open(&state, password.as_ref()).unwrap();
        let run = begin(&store, "laptops", 0);
        for hundred in 0.. {
            let entries: Vec<_> = (1..=100).map(|place| entry(hundred * 100 + place)).collect();
            store.start_entries(&run, &entries, None).unwrap();
            eprintln!("written {}", (hundred + 1) * 100);
        }
    }
    on_both(|bench| {
        let place = match &bench.state {
            StateUrl::Sqlite(path) => path.display().to_string(),
            StateUrl::Postgres { url, .. } => url.clone(),
        };
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                "store::tests::journal::a_killed_writer_leaves_a_database_that_can_be_read",
            ])
            .env(PLACE, place)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(writer.stderr.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap() == "written 500"), "the writer ended early");
        writer.kill().unwrap();
        writer.wait().unwrap();

        let store = bench.open();
        let run = store.running("laptops").unwrap().unwrap().id;
        let written = store.entries(&run).unwrap();
        assert!(written.len() >= 500 && written.len() % 100 == 0, "{}", written.len());
        store.interrupt_run(&run, &Telling::default(), at(300)).unwrap();
        assert_eq!(store.open_entries("laptops").unwrap().len(), written.len());
        begin(&store, "laptops", 301);
    });
}

#[test]
fn rejects_and_hand_edits_come_back_in_their_order() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        let reject = |row, partial: bool| Reject {
            origin: Origin { sheet: Some("Feuil1".into()), ..Origin::row("in/b.xlsx", row) },
            source_key: partial.then(|| "SN-1".to_owned()),
            field: partial.then(|| "serial".to_owned()),
            reason: "\"é\" is no serial number".to_owned().into(),
            partial,
        };
        let mut found = vec![reject(12, true), reject(3, false)];
        found.push(Reject { origin: Origin { row: None, ..Origin::row("in/a.csv", 0) }, ..reject(1, false) });
        store.record_rejects(&run, &[reject(99, true)], &RejectedCells::default()).unwrap();
        let mut cells = RejectedCells::default();
        let serial = vec![("Serial".to_owned(), "é\0".to_owned()), ("Name".to_owned(), String::new())];
        cells.add(found[0].origin.clone(), serial);
        store.record_rejects(&run, &found, &cells).unwrap();
        assert_eq!(store.rejects(&run).unwrap(), found);
        assert_eq!(store.reject_cells(&run).unwrap(), cells);
        let second = store.rejects_behind(&run, 1, 1).unwrap();
        assert_eq!((second[0].place, &second[0].reject, &second[0].cells), (2, &found[1], &None));

        let kept = |field: &str, live| Kept {
            class: "Computer".into(),
            source_key: "SN-1".to_owned(),
            remote_id: 4,
            label: "PC-0001".to_owned(),
            field: field.to_owned(),
            live,
            source: Shown::Null,
            reason: "edited in GLPI".to_owned().into(),
        };
        let edits = [
            kept("os.licenseid", Shown::Int(7)),
            kept("comment", Shown::Text("7".to_owned())),
            kept("x", Shown::Bool(true)),
        ];
        store.record_kept(&run, &edits).unwrap();
        assert_eq!(store.kept(&run).unwrap(), edits);
        assert_eq!(store.kept_count(&run).unwrap(), 3);
        assert_eq!(store.kept_behind(&run, 1, 1).unwrap(), edits[1..2]);
    });
}

#[test]
fn what_proves_the_end_of_a_write_is_kept_until_its_outcome_is_known() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        let sending = |proof: &str| Sending { at: at(1), proof: Some(proof.to_owned()) };
        store.start_entries(&run, &[entry(1), entry(2), entry(3)], Some(&sending("a"))).unwrap();
        store.start_entries(&run, &[entry(4)], None).unwrap();
        store.send_entries(&run, &[2], &sending("b")).unwrap();
        store.note_silent(&run, &[3], Silent::Gateway).unwrap();
        let unknown =
            EntryOutcome { message: Some("no answer".to_owned().into()), ..outcome(3, EntryState::Started) };
        store.settle_entries(&run, &[outcome(1, EntryState::Done), unknown], &[], &[]).unwrap();
        store.interrupt_run(&run, &Telling::default(), at(10)).unwrap();

        let open = |store: &Store| -> Vec<(i64, Option<Sending>, Option<Silent>)> {
            let open = store.open_entries("laptops").unwrap();
            open.into_iter().map(|open| (open.entry.seq, open.sending, open.silent)).collect()
        };
        assert_eq!(
            open(&store),
            [(2, Some(sending("b")), None), (3, Some(sending("a")), Some(Silent::Gateway)), (4, None, None)]
        );
        let told =
            EntryOutcome { message: Some("found".to_owned().into()), ..outcome(3, EntryState::Undone) };
        store.settle_entries(&run, &[told], &[], &[]).unwrap();
        assert_eq!(open(&store).len(), 2);
    });
}
