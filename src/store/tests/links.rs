//! The ledger: whole rows, renames, many at once.

use super::*;
use crate::model::link_change::{Decided, Tie};
use crate::store::{ChangesOf, Edited, ItemEdit, LinkKey, Sharing, StoreError};

fn computers(store: &Store) -> Vec<Link> {
    store.links("glpi", "laptops", &"Computer".into()).unwrap()
}

#[test]
fn a_link_is_written_whole_and_kept_apart_by_system_job_and_class() {
    on_both(|bench| {
        let store = bench.open();
        let full = Link {
            ownership: Ownership::Adopted,
            remembered: values(&[("os.licenseid", "é\"\u{0}\n"), ("name", "")]),
            absent_runs: 3,
            retired_at: Some("2026-11-20T05:00:00Z".to_owned()),
            ..link("SN-1", 1)
        };
        let elsewhere = [
            Link { system: "practice".to_owned(), ..link("SN-1", 1) },
            Link { job: "printers".to_owned(), ..link("SN-1", 1) },
            Link { class: "Monitor".into(), ..link("SN-1", 1) },
        ];
        store.upsert_links(&elsewhere).unwrap();
        store.upsert_links(&[link("SN-1", 1), link("é", 3), link("SN-2", 2)]).unwrap();
        store.upsert_links(std::slice::from_ref(&full)).unwrap();
        assert_eq!(computers(&store), [full, link("SN-2", 2), link("é", 3)]);
        for other in elsewhere {
            assert_eq!(store.links(&other.system, &other.job, &other.class).unwrap(), [other]);
        }
    });
}

#[test]
fn a_renamed_record_takes_its_link_along() {
    on_both(|bench| {
        let store = bench.open();
        store.upsert_links(&[link("old", 1), link("left", 2), link("right", 3)]).unwrap();
        store.upsert_links(&[link("new", 1), link("left", 3), link("right", 2)]).unwrap();
        assert_eq!(computers(&store), [link("left", 3), link("new", 1), link("right", 2)]);
        store.upsert_links(&[link("a", 5), link("b", 5), link("b", 6)]).unwrap();
        assert_eq!(computers(&store)[..2], [link("b", 6), link("left", 3)]);
    });
}

#[test]
fn thousands_of_links_are_written_and_read_at_once() {
    on_both(|bench| {
        let store = bench.open();
        let many: Vec<_> = (0..5_000).map(|id| link(&format!("SN-{id:06}"), id)).collect();
        store.upsert_links(&many).unwrap();
        store.upsert_links(&many).unwrap();
        assert_eq!(computers(&store), many);
    });
}

#[test]
fn the_link_of_a_record_changes_between_two_runs_and_only_where_it_is_what_was_seen() {
    on_both(|bench| {
        let store = bench.open();
        store.upsert_links(&[link("SN-1", 1), link("SN-2", 2)]).unwrap();
        let key = |source_key: &str| LinkKey {
            system: "glpi".to_owned(),
            job: "laptops".to_owned(),
            class: "Computer".into(),
            source_key: source_key.to_owned(),
        };
        let decided = Decided { by: "otto", why: None, at: at(5) };
        let change = |source_key: &str, seen, to: Option<i64>| {
            let to = to.map(|item| Tie { item, ownership: Ownership::Adopted });
            let edit = ItemEdit { key: &key(source_key), seen, to, sharing: Sharing::Unsaid };
            store.change_item_link(edit, decided)
        };
        assert_eq!(change("SN-1", None, Some(3)).unwrap(), Edited::Moved);
        assert_eq!(change("SN-1", Some(2), Some(3)).unwrap(), Edited::Moved);
        assert_eq!(change("SN-1", Some(1), Some(2)).unwrap(), Edited::Taken("SN-2".to_owned()));
        assert_eq!(computers(&store), [link("SN-1", 1), link("SN-2", 2)]);

        let run = begin(&store, "laptops", 0);
        let busy = change("SN-1", Some(1), Some(3));
        assert!(matches!(busy, Err(StoreError::AlreadyRunning { .. })), "{busy:?}");
        begin(&store, "printers", 0);
        store.interrupt_run(&run, &Telling::default(), at(1)).unwrap();
        assert_eq!(change("SN-1", Some(1), Some(3)).unwrap(), Edited::Done);
        assert_eq!(change("SN-2", Some(2), None).unwrap(), Edited::Done);
        let anew =
            Link { ownership: Ownership::Adopted, remembered: Remembered::default(), ..link("SN-1", 3) };
        assert_eq!(computers(&store), [anew]);
        assert!(store.running("laptops").unwrap().is_none(), "the place of a run is free again");
        assert_eq!(store.runs(Some("laptops"), 9).unwrap().len(), 1);
        let of_record = store.link_changes(ChangesOf::Record(&key("SN-2")), 9).unwrap();
        assert_eq!(of_record.len(), 1);
        assert_eq!(store.item_links_changed_since("laptops", at(5)).unwrap().len(), 2);
        assert_eq!(store.item_links_changed_since("laptops", at(6)).unwrap(), []);
        assert_eq!(store.links_of_key("glpi", "laptops", "SN-1").unwrap().len(), 1);

        // Another job has an item: that it is shared has to be said.
        let of_printers = Link { job: "printers".to_owned(), ..link("P-9", 9) };
        store.upsert_links(std::slice::from_ref(&of_printers)).unwrap();
        assert_eq!(change("SN-1", Some(3), Some(9)).unwrap(), Edited::Shared);
        let to = Some(Tie { item: 9, ownership: Ownership::Matched });
        let edit = ItemEdit { key: &key("SN-1"), seen: Some(3), to, sharing: Sharing::Meant };
        let later = Decided { at: at(7), ..decided };
        assert_eq!(store.change_item_link(edit, later).unwrap(), Edited::Done);
        let others = store.other_jobs_of_item(&key("SN-1"), 9).unwrap();
        assert_eq!(others, [("P-9".to_owned(), "printers".to_owned())]);
        // Who linked it is known as long as it is that item.
        let by_hand = |link: &Link| store.linked_by_hand([link]).unwrap().pop().flatten();
        let otto = by_hand(&link("SN-1", 9)).unwrap();
        assert_eq!((otto.by.as_str(), otto.at), ("otto", at(7)));
        assert_eq!((by_hand(&link("SN-1", 3)), by_hand(&of_printers)), (None, None));
    });
}
