//! The ledger: whole rows, renames, many at once.

use super::*;
use crate::model::ClassName;

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
        let class = ClassName::from("Computer");
        assert_eq!(store.link_count("glpi", "laptops", &class).unwrap(), 3);
        let keys = ["SN-2".to_owned(), "SN-77".to_owned()];
        assert_eq!(store.delete_links("glpi", "laptops", &class, &keys).unwrap(), 1);
        assert_eq!(store.link_count("glpi", "laptops", &class).unwrap(), 2);
        assert_eq!(store.link_count("glpi", "printers", &class).unwrap(), 1);
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
        let keys: Vec<_> = many.iter().map(|link| link.source_key.clone()).collect();
        assert_eq!(store.delete_links("glpi", "laptops", &"Computer".into(), &keys).unwrap(), 5_000);
    });
}
