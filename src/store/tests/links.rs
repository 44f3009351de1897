//! The ledger: whole rows, renames, many at once.

use super::*;

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
