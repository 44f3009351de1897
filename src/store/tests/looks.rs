//! What monitors showed: replaced by each look, kept where one could not be asked, in pages.

use super::*;
use crate::model::Said;
use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity};
use crate::model::look::{Clearness, EventFilter, KeptEvent, Listed, Look};
use crate::store::StoreError;

fn event(key: &str, begin: i64) -> Event {
    Event {
        monitor: "icinga".to_owned(),
        key: key.to_owned(),
        object: key.to_owned(),
        kind: ElementKind::Host,
        host: Some(key.to_owned()),
        address: None,
        service: None,
        groups: Vec::new(),
        labels: std::collections::BTreeMap::new(),
        severity: Severity::Critical,
        state: "DOWN".to_owned(),
        certainty: Certainty::Hard,
        acknowledged: None,
        in_downtime: false,
        host_is_down: false,
        flapping: false,
        since: at(begin),
        changed_at: at(begin),
        title: "down".to_owned(),
        text: String::new(),
        url: None,
    }
}

fn with_tickets(events: &[Event]) -> Option<Vec<Listed<'_>>> {
    Some(events.iter().map(|event| Listed { event, without_ticket: None }).collect())
}

fn look<'a>(listed: Option<Vec<Listed<'a>>>, trouble: Option<&'a Said>) -> Look<'a> {
    Look { monitor: "icinga", listed, trouble }
}

fn keys(found: &[KeptEvent]) -> Vec<&str> {
    found.iter().map(|kept| kept.event.key.as_str()).collect()
}

#[test]
fn what_a_monitor_shows_stands_until_it_shows_something_else() {
    on_both(|bench| {
        let store = bench.open();
        let run = store.begin_run("laptops", Trigger::Command, "node", at(0)).unwrap();
        let all = EventFilter { jobs: &["laptops"], ..EventFilter::default() };
        let mut events = [event("a\0", 1), event("b", 2), event("c", 2), event("b", 9)];
        events[2].acknowledged = Some(Acknowledgement::default());
        let why = Said::from("no rule is about it");
        let mut listed = with_tickets(&events).unwrap();
        listed[1].without_ticket = Some(("no_rule", &why));
        store.keep_looks(&run, "laptops", &[look(Some(listed), None)], at(10)).unwrap();
        let found = store.listed_events(&all, 9).unwrap();
        assert_eq!(found.len(), 3, "a key that comes twice is one event: {found:?}");
        assert_eq!(keys(&found)[2], "a\0", "the oldest comes last");
        let first = store.listed_events(&all, 1).unwrap().remove(0);
        let since = first.event.since.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let behind = EventFilter { behind: Some((&since, &first.id)), ..all };
        let rest = store.listed_events(&behind, 9).unwrap();
        assert_eq!(rest, found[1..], "pages neither skip nor repeat what began in one second");
        let only = |filter: EventFilter<'_>| {
            store
                .listed_events(&filter, 9)
                .unwrap()
                .iter()
                .map(|kept| kept.event.key.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(only(EventFilter { has_ticket: Some(false), ..all }), ["b"]);
        assert_eq!(only(EventFilter { is_open: Some(false), ..all }), ["c"]);
        assert_eq!(only(EventFilter { severity: Some(Severity::Warning), ..all }), [""; 0]);
        assert_eq!(only(EventFilter { monitor: Some("zabbix"), ..all }), [""; 0]);
        assert_eq!(only(EventFilter { jobs: &["phones"], ..all }), [""; 0]);
        let id = |key: &str| found.iter().find(|kept| kept.event.key == key).unwrap().id.clone();

        // It cannot be asked: what is known stays, and how old it is is told.
        let trouble = Said::from("connection refused");
        store.keep_looks(&run, "laptops", &[look(None, Some(&trouble))], at(20)).unwrap();
        assert_eq!(store.listed_events(&all, 9).unwrap(), found);
        let told = store.looks(&["laptops"]).unwrap().remove(0);
        assert_eq!((told.looked_at, told.shown_at), (at(20), Some(at(10))));
        assert_eq!((told.clearness, told.why), (Clearness::None, Some(trouble.clone())));

        // One is over, one has changed, one is new; what stays keeps its name.
        events[2].acknowledged = None;
        let now = [events[1].clone(), events[2].clone(), event("d", 30)];
        store.keep_looks(&run, "laptops", &[look(with_tickets(&now), None)], at(40)).unwrap();
        let found = store.listed_events(&all, 9).unwrap();
        assert_eq!(keys(&found)[0], "d");
        let mut kept: Vec<_> =
            found.iter().skip(1).map(|kept| (kept.event.key.as_str(), kept.id.clone())).collect();
        kept.sort();
        assert_eq!(kept, [("b", id("b")), ("c", id("c"))]);
        assert!(found.iter().all(|kept| kept.without_ticket.is_none() && kept.event.acknowledged.is_none()));

        // The job asks another monitor now.
        let other = Look { monitor: "zabbix", listed: Some(Vec::new()), trouble: None };
        store.keep_looks(&run, "laptops", &[other], at(50)).unwrap();
        assert_eq!(only(all), [""; 0]);
        assert_eq!(store.looks(&["laptops"]).unwrap().len(), 1);
    });
}

#[test]
fn a_run_that_was_taken_for_dead_keeps_nothing() {
    on_both(|bench| {
        let store = bench.open();
        let gone = RunId("019aa000-0000-7000-8000-000000000000".to_owned());
        let look = Look { monitor: "icinga", listed: Some(Vec::new()), trouble: None };
        assert!(matches!(
            store.keep_looks(&gone, "laptops", &[look], at(2)),
            Err(StoreError::NotRunning { .. })
        ));
        assert_eq!(store.looks(&["laptops"]).unwrap(), []);
    });
}
