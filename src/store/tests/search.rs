//! What is found of a word, alike on both databases.

use super::*;
use crate::model::rejected_cells::RejectedCells;
use crate::model::ticket::TicketKey;
use crate::model::ticket_ledger::OurTicket;
use crate::model::{Origin, Reject};
use crate::store::Wanted;

const JOBS: &[&str] = &["laptops", "tickets"];

fn wanted<'a>(text: &'a str, jobs: &'a [&'a str]) -> Wanted<'a> {
    Wanted { text, jobs, limit: 10 }
}

fn keys(links: Vec<Link>) -> Vec<String> {
    links.into_iter().map(|link| link.source_key).collect()
}

#[test]
fn links_are_found_by_key_value_and_id_whole_matches_first_and_of_these_jobs_alone() {
    on_both(|bench| {
        let store = bench.open();
        let named = |key: &str, id: i64, name: &str| Link {
            remembered: values(&[("name", name), ("serial", key)]),
            ..link(key, id)
        };
        store
            .upsert_links(&[
                named("A-100", 1, "PC of \"Ana\" 100%"),
                named("B-100_x", 2, "pc-2"),
                named("C-1", 3, "A-100"),
                Link { job: "secret".to_owned(), ..named("A-100", 4, "pc-4") },
            ])
            .unwrap();
        let found = |text: &str| keys(store.find_links(wanted(text, JOBS)).unwrap());
        assert_eq!(found("a-100"), ["A-100", "C-1"], "by key and by value, whatever the case");
        assert_eq!(found("100"), ["A-100", "B-100_x", "C-1"]);
        assert_eq!(found("c-1"), ["C-1"]);
        assert_eq!(found("\"ANA\" 100%"), ["A-100"], "quotes stand in the text as they are");
        assert_eq!(found("0_"), ["B-100_x"], "no pattern");
        assert_eq!(found("%"), ["A-100"]);
        assert_eq!(found("#3"), ["C-1"]);
        assert_eq!(found("#4"), Vec::<String>::new(), "of another job");
        assert_eq!(found("\\"), Vec::<String>::new());
        assert_eq!(keys(store.find_links(wanted("A-100", &["secret"])).unwrap()), ["A-100"]);
        let few = store.find_links(Wanted { limit: 1, ..wanted("100", JOBS) }).unwrap();
        assert_eq!(keys(few), ["A-100"]);
    });
}

#[test]
fn writes_and_rejects_are_found_by_key_name_and_reason() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        store.start_entries(&run, &[entry(1), entry(2)], None).unwrap();
        let reject = |key: Option<&str>, reason: &str| Reject {
            origin: Origin { source: "a.csv".into(), sheet: None, row: Some(2) },
            source_key: key.map(str::to_owned),
            field: None,
            reason: reason.to_owned().into(),
            partial: false,
        };
        store
            .record_rejects(
                &run,
                &[reject(None, "no Serial"), reject(Some("SN-7"), "twice")],
                &RejectedCells::default(),
            )
            .unwrap();
        let written = |text: &str, jobs: &[&str]| -> Vec<i64> {
            let found = store.find_entries(wanted(text, jobs)).unwrap();
            found.into_iter().map(|(_, entry)| entry.seq).collect()
        };
        assert_eq!(written("sn-2", JOBS), [2]);
        assert_eq!(written("pc-000", JOBS), [2, 1]);
        assert_eq!(written("pc-000", &["tickets"]), Vec::<i64>::new());
        let rejected = |text: &str| -> Vec<String> {
            let found = store.find_rejects(&[&run], text, 10).unwrap();
            found.into_iter().map(|(_, reject)| reject.reason.english().to_owned()).collect()
        };
        assert_eq!(rejected("SERIAL"), ["no Serial"]);
        assert_eq!(rejected("sn-7"), ["twice"]);
        let after = store.entries_behind(&run, None, 1, 10).unwrap();
        assert_eq!(after, [entry(2)]);
        assert_eq!(store.entries_behind(&run, Some(EntryState::Done), i64::MIN, 10).unwrap(), []);
    });
}

#[test]
fn tickets_are_found_by_title_and_by_what_their_events_are_about() {
    on_both(|bench| {
        let store = bench.open();
        let ticket = |name: &str, title: &str| OurTicket {
            job: "tickets".to_owned(),
            ..OurTicket::intended(TicketKey(name.to_owned()), "glpi", title.to_owned(), at(0))
        };
        let with_event = OurTicket {
            episodes: vec![super::tickets::episode("web01!Disk \"/\"")],
            ..ticket("stk-2", "other")
        };
        // Of another job, and first by its key: they take no place of what is looked for.
        let foreign: Vec<OurTicket> = (0..3)
            .map(|number| OurTicket {
                job: "secret".to_owned(),
                episodes: vec![super::tickets::episode(&format!("web0{number}!Disk \"/\""))],
                ..ticket(&format!("stk-0{number}"), "other")
            })
            .collect();
        store.save_tickets(None, &foreign, &[]).unwrap();
        store.save_tickets(None, &[ticket("stk-1", "Web01: DOWN"), with_event], &[]).unwrap();
        let found = |text: &str, jobs: &[&str]| -> Vec<String> {
            let found = store.find_tickets_with(wanted(text, jobs)).unwrap();
            found.into_iter().map(|ticket| ticket.key.0).collect()
        };
        assert_eq!(found("web01: d", JOBS), ["stk-1"]);
        assert_eq!(found("disk \"/\"", JOBS), ["stk-2"]);
        assert_eq!(found("web01", &["laptops"]), Vec::<String>::new());
        let one = store.find_tickets_with(Wanted { limit: 1, ..wanted("disk \"/\"", JOBS) }).unwrap();
        assert_eq!(one[0].key.0, "stk-2");
    });
}

#[test]
fn the_notes_of_a_run_are_kept_in_both_languages() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        assert_eq!(store.notes(&run).unwrap(), None);
        store.record_notes(&run, &[]).unwrap();
        assert_eq!(store.notes(&run).unwrap(), None);
        let said = crate::model::Said::new("moved".to_owned(), "déplacé".to_owned());
        store.record_notes(&run, &["a\u{0}".into(), said]).unwrap();
        let notes = store.notes(&run).unwrap().unwrap();
        assert_eq!(notes.english(), "a\u{fffd}\nmoved");
        assert_eq!(notes.french(), Some("a\u{fffd}\ndéplacé"));
    });
}
