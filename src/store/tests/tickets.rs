//! Tickets, their episodes and moments, and the journal of ticket jobs.

use std::sync::Barrier;
use std::time::{Duration, Instant};

use super::*;
use crate::model::event::Severity;
use crate::model::job::History;
use crate::model::journal::{Sending, Silent};
use crate::model::ticket::{TicketId, TicketKey, TicketState};
use crate::model::ticket_act::{Moment, OpenAct, TicketAct};
use crate::model::ticket_ledger::{Episode, OurTicket, Phase, Source, TicketKind};
use crate::model::ticket_report::{SystemStatus, TicketAction, TicketReport};
use crate::store::{ActOutcome, StoreError, TicketFilter, Which};

const ODD: &str = "disk\u{0} full 💾 é \u{1f}";

fn key(name: &str) -> TicketKey {
    TicketKey(format!("stk-{name}"))
}

pub fn episode(event: &str) -> Episode {
    Episode {
        monitor: "icinga".to_owned(),
        event: event.to_owned(),
        object: "web01!http".to_owned(),
        severity: Severity::Critical,
        told: "9f01c2d3e4".to_owned(),
        changes: 0,
        since: at(-300),
        joined_at: at(0),
        over_at: None,
        unlisted_since: None,
        unlisted: None,
        answered_at: None,
        close_told_at: None,
        state_told: None,
        states_told: 0,
        released_at: None,
        let_go_at: None,
    }
}

/// A ticket that we set out to open.
fn ticket(name: &str, events: &[&str]) -> OurTicket {
    OurTicket {
        job: "tickets".to_owned(),
        rule: "hosts".to_owned(),
        group: format!("hosts\u{1f}{name}"),
        episodes: events.iter().map(|event| episode(event)).collect(),
        ..OurTicket::intended(key(name), "glpi", "web01: DOWN".to_owned(), at(0))
    }
}

fn there(name: &str, number: &str, state: TicketState) -> OurTicket {
    OurTicket {
        phase: Phase::There,
        number: Some(number.to_owned()),
        state,
        ..ticket(name, &[&format!("{name}@1")])
    }
}

/// A ticket with every field set, to something odd where a text may be odd.
fn full() -> OurTicket {
    let odd = || Some(ODD.to_owned());
    OurTicket {
        group: ODD.to_owned(),
        source: Source::Adopted,
        phase: Phase::There,
        remote: Some(TicketId { class: "Incident".to_owned(), id: "12".to_owned() }),
        number: Some("I-000012".to_owned()),
        url: Some("https://itop.example.org/?id=12&class=Incident".to_owned()),
        title: ODD.to_owned(),
        company: odd(),
        state: TicketState::Waiting,
        desk_state: "pending".to_owned(),
        assigned_to: odd(),
        own_state: Some(TicketState::New),
        own_technician: odd(),
        taken_over_at: Some(at(10)),
        resolution: odd(),
        kind: TicketKind::Storm,
        site: "Lyon".to_owned(),
        opened_at: Some(at(1)),
        assigned_at: Some(at(2)),
        resolved_at: Some(at(3)),
        closed_at: Some(at(4)),
        missing_since: None,
        gone_at: None,
        quiet_since: Some(at(5)),
        passed_on: std::collections::BTreeSet::from(["0123abcdef".to_owned()]),
        end_told_at: Some(at(6) + TimeDelta::nanoseconds(123_456_789)),
        episodes: vec![
            episode("z"),
            Episode {
                over_at: Some(at(7)),
                answered_at: Some(at(8)),
                close_told_at: Some(at(9)),
                state_told: None,
                states_told: 0,
                let_go_at: Some(at(11)),
                severity: Severity::Information,
                ..episode(ODD)
            },
            Episode { monitor: "zabbix".to_owned(), ..episode("a") },
        ],
        ..ticket("full", &[])
    }
}

fn moment(name: &str, seconds: i64, what: &str, run: Option<&RunId>) -> Moment {
    Moment {
        ticket: key(name),
        at: at(seconds),
        what: what.to_owned(),
        detail: "PC 💾".into(),
        run: run.map(|run| run.0.clone()),
    }
}

fn act(seq: i64, name: &str) -> TicketAct {
    TicketAct {
        seq,
        action: TicketAction::Opened,
        system: "glpi".to_owned(),
        ticket: key(name),
        label: "web01 💾".to_owned(),
        mark: "0a1b2c".to_owned(),
        started_at: at(0),
        state: EntryState::Started,
        message: None,
    }
}

fn done(seq: i64) -> ActOutcome {
    ActOutcome { seq, state: EntryState::Done, message: None }
}

fn names(tickets: &[OurTicket]) -> Vec<&str> {
    tickets.iter().map(|ticket| ticket.key.0.trim_start_matches("stk-")).collect()
}

#[test]
fn a_ticket_is_kept_whole_and_found_by_what_people_say() {
    on_both(|bench| {
        let store = bench.open();
        store.save_tickets(None, &[ticket("full", &["z"]), ticket("other", &["b"])], &[]).unwrap();
        store.save_tickets(None, &[full()], &[]).unwrap();
        let store = bench.open();
        assert_eq!(store.tickets_since(at(0)).unwrap(), [full(), ticket("other", &["b"])]);
        for name in ["stk-full", "STK-FULL", "I-000012", "i-000012", " #I-000012 "] {
            assert_eq!(store.ticket_named(name).unwrap(), [full()], "{name}");
        }
        for name in ["", "000012", "I-00001", "%", "stk"] {
            assert!(store.ticket_named(name).unwrap().is_empty(), "{name}");
        }
        for (monitor, event) in [("icinga", ODD), ("zabbix", "a"), ("icinga", "z")] {
            assert_eq!(store.tickets_of_events(monitor, &[event]).unwrap(), [full()]);
        }
        assert!(store.tickets_of_events("zabbix", &["z"]).unwrap().is_empty());
        assert_eq!(names(&store.tickets_of_events("icinga", &["z", "b", "?"]).unwrap()), ["full", "other"]);
    });
}

#[test]
fn living_tickets_are_told_from_those_that_are_over() {
    on_both(|bench| {
        let store = bench.open();
        let mut tickets = vec![
            OurTicket { intended_at: at(3), ..ticket("intended", &[]) },
            OurTicket { intended_at: at(2), ..there("open", "#12", TicketState::Waiting) },
            OurTicket {
                intended_at: at(1),
                job: "other".to_owned(),
                ..there("other", "#12", TicketState::New)
            },
            OurTicket {
                intended_at: at(4),
                desk: "itop".to_owned(),
                ..there("itop", "I-12", TicketState::New)
            },
            there("solved", "13", TicketState::Resolved),
        ];
        let mut ended = there("ended", "14", TicketState::Closed);
        ended.phase = Phase::Ended;
        ended.episodes[0].over_at = Some(at(50));
        tickets.push(ended.clone());
        store.save_tickets(None, &tickets, &[]).unwrap();
        let filter = TicketFilter { which: Which::Alive, limit: 10, ..TicketFilter::default() };
        let found = |filter: TicketFilter<'_>| store.find_tickets(&filter).unwrap();
        assert_eq!(names(&found(filter)), ["itop", "intended", "open", "other"]);
        assert_eq!(names(&found(TicketFilter { limit: 2, ..filter })), ["itop", "intended"]);
        assert_eq!(names(&found(TicketFilter { job: Some("other"), ..filter })), ["other"]);
        assert_eq!(names(&found(TicketFilter { desk: Some("itop"), ..filter })), ["itop"]);
        assert_eq!(found(TicketFilter { which: Which::All, ..filter }).len(), 6);
        let seen = TicketFilter { seen: Some(&["other", "none"]), limit: 1, ..filter };
        assert_eq!(names(&found(seen)), ["other"], "those of other jobs take no place");
        assert_eq!(names(&found(TicketFilter { seen: Some(&[]), ..filter })), Vec::<String>::new());
        assert_eq!(names(&found(TicketFilter { event: Some("other@1"), ..filter })), ["other"]);
        assert_eq!(names(&found(TicketFilter { event: Some("none"), ..filter })), Vec::<String>::new());
        let solved = TicketFilter { which: Which::All, state: Some(TicketState::Resolved), ..filter };
        assert_eq!(names(&found(solved)), ["solved"]);
        let four = crate::store::stamp::stamp(at(4));
        let behind = TicketFilter { behind: Some((&four, &key("itop").0)), ..filter };
        assert_eq!(names(&found(behind)), ["intended", "open", "other"]);
        assert_eq!(names(&store.ticket_named("12").unwrap()), ["open", "other"]);

        let all = ["ended", "intended", "itop", "open", "other", "solved"];
        assert_eq!(names(&store.tickets_since(at(50)).unwrap()), all, "ended at this moment");
        assert_eq!(names(&store.tickets_since(at(51)).unwrap()), all[1..]);
        store.save_tickets(None, &[ended], &[moment("ended", 70, "gone", None)]).unwrap();
        assert_eq!(names(&store.tickets_since(at(70)).unwrap()), all, "a moment is a change");
        assert_eq!(names(&store.tickets_since(at(71)).unwrap()), all[1..]);
    });
}

#[test]
fn an_act_is_written_before_and_concluded_after_with_its_ticket() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "tickets", 0);
        let intended = ticket("a", &["a@1"]);
        let acts =
            [act(1, "a"), TicketAct { action: TicketAction::Noted, state: EntryState::Done, ..act(2, "a") }];
        store
            .set_out(&run, std::slice::from_ref(&intended), &acts, &[moment("a", 0, "intended", Some(&run))])
            .unwrap();
        assert_eq!(store.tickets_since(at(0)).unwrap(), [intended]);
        assert_eq!(
            store.acts(&run).unwrap(),
            [acts[0].clone(), TicketAct { action: TicketAction::Noted, ..act(2, "a") }]
        );
        assert!(store.open_acts("tickets").unwrap().is_empty(), "the run is under way");

        let opened = there("a", "12", TicketState::New);
        let failed = ActOutcome {
            seq: 2,
            state: EntryState::Failed,
            message: Some("no right\0 💾".to_owned().into()),
        };
        let happened = [moment("a", 0, "opened", Some(&run)), moment("a", -60, "seen", None)];
        store.conclude(&run, &[done(1), failed], std::slice::from_ref(&opened), &happened).unwrap();
        let acts = store.acts(&run).unwrap();
        assert_eq!(acts[0].state, EntryState::Done);
        assert_eq!(
            (acts[1].state, acts[1].message.as_ref().map(|said| said.english())),
            (EntryState::Failed, Some("no right\u{fffd} 💾"))
        );
        assert_eq!(store.ticket_named("12").unwrap(), [opened]);
        let moments = store.moments(&key("a")).unwrap();
        assert_eq!(
            moments.iter().map(|moment| moment.what.as_str()).collect::<Vec<_>>(),
            ["seen", "intended", "opened"]
        );
        assert_eq!(moments[2], happened[0]);
        let unknown = store.conclude(&run, &[done(9)], &[ticket("b", &[])], &[]);
        assert!(matches!(unknown, Err(StoreError::Corrupt { .. })), "{unknown:?}");
        assert!(store.ticket_named("stk-b").unwrap().is_empty(), "all or nothing");
    });
}

#[test]
fn what_happened_to_a_ticket_is_kept_in_each_language() {
    on_both(|bench| {
        let store = bench.open();
        let detail = crate::model::Said::new("a note on 42".to_owned(), "une note sur 42".to_owned());
        let told = Moment { detail: detail.clone(), ..moment("a", 0, "opened", None) };
        store.save_tickets(None, &[ticket("a", &["a@1"])], &[told]).unwrap();
        assert_eq!(store.moments(&key("a")).unwrap()[0].detail, detail);
    });
}

#[test]
fn a_run_that_was_taken_over_writes_nothing_and_its_acts_are_settled_by_the_next() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "tickets", 0);
        store.set_out(&run, &[ticket("a", &["a@1"])], &[act(1, "a"), act(2, "a")], &[]).unwrap();
        store.interrupt_run(&run, &Telling::default(), at(200)).unwrap();
        let gone = |outcome| matches!(outcome, Err(StoreError::NotRunning { run: named }) if named == run);
        let late = there("late", "13", TicketState::New);
        assert!(gone(store.set_out(&run, std::slice::from_ref(&late), &[act(3, "late")], &[])));
        assert!(gone(store.conclude(&run, &[done(1)], std::slice::from_ref(&late), &[])));
        assert!(gone(store.save_tickets(Some(&run), &[late], &[moment("late", 0, "x", None)])));
        assert!(gone(store.forget_tickets(Some(&run), &[key("a")], &[])));
        assert_eq!(names(&store.tickets_since(at(0)).unwrap()), ["a"]);
        assert!(store.moments(&key("late")).unwrap().is_empty());

        let next = begin(&store, "tickets", 300);
        let open = store.open_acts("tickets").unwrap();
        let never_sent = |seq| OpenAct { run: run.clone(), act: act(seq, "a"), sending: None, silent: None };
        assert_eq!(open, [never_sent(1), never_sent(2)]);
        assert!(store.open_acts("laptops").unwrap().is_empty());
        let undone = ActOutcome { seq: 2, state: EntryState::Undone, message: None };
        store.settle_acts(&run, &[done(1), undone]).unwrap();
        assert!(store.open_acts("tickets").unwrap().is_empty());
        let states: Vec<_> = store.acts(&run).unwrap().into_iter().map(|act| act.state).collect();
        assert_eq!(states, [EntryState::Done, EntryState::Undone]);

        let note = moment("a", 300, "not opened", Some(&next));
        store.forget_tickets(Some(&next), &[key("a")], std::slice::from_ref(&note)).unwrap();
        assert!(store.tickets_since(at(0)).unwrap().is_empty());
        assert!(store.tickets_of_events("icinga", &["a@1"]).unwrap().is_empty());
        assert_eq!(store.moments(&key("a")).unwrap(), [note]);
    });
}

#[test]
fn of_two_jobs_that_claim_an_event_at_the_same_moment_one_has_it() {
    on_both(|bench| {
        let claimed = |job: &'static str| {
            let store = bench.open();
            let run = begin(&store, job, 0);
            let mut claimed = Vec::new();
            for number in 0..30 {
                let event = format!("a@{number}");
                let mut coming = ticket(&format!("{job}-{number}"), &[&event]);
                coming.job = job.to_owned();
                let act = TicketAct { ticket: coming.key.clone(), ..act(number + 1, "a") };
                let taken = store.claim(&run, std::slice::from_ref(&coming), &[act], &[]).unwrap();
                claimed.extend(taken.is_empty().then_some(event));
            }
            (store.acts(&run).unwrap().len(), claimed)
        };
        let (one, other) = std::thread::scope(|threads| {
            let other = threads.spawn(|| claimed("laptops"));
            (claimed("tickets"), other.join().unwrap())
        });
        let mut all: Vec<String> = one.1.iter().chain(&other.1).cloned().collect();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), one.1.len() + other.1.len()), (30, 30));
        assert_eq!((one.0, other.0), (one.1.len(), other.1.len()), "an act for each, and none for the rest");
        let store = bench.open();
        assert!(all.iter().all(|event| store.tickets_of_events("icinga", &[event]).unwrap().len() == 1));
    });
}

#[test]
fn what_a_person_did_meanwhile_outlives_what_a_run_writes() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "tickets", 0);
        let read = ticket("a", &["a@1", "a@2"]);
        store.save_tickets(Some(&run), std::slice::from_ref(&read), &[]).unwrap();

        let mut by_hand = ticket("a", &["a@1", "a@2", "linked"]);
        by_hand.episodes[0].let_go_at = Some(at(5));
        store.save_tickets(None, std::slice::from_ref(&by_hand), &[]).unwrap();
        store.save_tickets(Some(&run), std::slice::from_ref(&read), &[]).unwrap();
        let found = store.ticket_named("stk-a").unwrap().remove(0);
        assert_eq!(found, by_hand);

        store.save_tickets(None, &[ticket("a", &["a@1"])], &[]).unwrap();
        store.save_tickets(Some(&run), std::slice::from_ref(&found), &[]).unwrap();
        let found = store.ticket_named("stk-a").unwrap().remove(0);
        assert_eq!(found.episodes[0].let_go_at, None, "linked again");
    });
}

#[test]
fn pruning_takes_acts_and_reports_but_no_ticket() {
    on_both(|bench| {
        let store = bench.open();
        let day = 86_400;
        let report = TicketReport {
            with_ticket: 3,
            desks: vec![SystemStatus {
                name: "glpi".to_owned(),
                count: 7,
                trouble: Some(ODD.to_owned().into()),
            }],
            ..TicketReport::default()
        };
        let mut runs = Vec::new();
        for seconds in [0, day, 90 * day] {
            let run = begin(&store, "tickets", seconds);
            let what = moment("a", seconds, "seen", Some(&run));
            store.set_out(&run, &[ticket("a", &["a@1"])], &[act(1, "a")], &[what]).unwrap();
            if seconds != day {
                store.conclude(&run, &[done(1)], &[], &[]).unwrap();
            }
            assert_eq!(store.ticket_report(&run).unwrap(), None);
            let ends = RunEnd { tickets: Some(Box::new(report.clone())), ..end(RunState::Done, seconds + 5) };
            store.finish_run(&run, &ends, None, &[], &Telling::default()).unwrap();
            assert_eq!(store.ticket_report(&run).unwrap(), Some(report.clone()));
            runs.push(run);
        }
        let history = History { keep_days: 30, keep_runs: 1 };
        assert_eq!(store.prune("tickets", history, at(91 * day)).unwrap(), 1);
        assert!(store.acts(&runs[0]).unwrap().is_empty());
        assert_eq!(store.ticket_report(&runs[0]).unwrap(), None);
        assert_eq!(store.open_acts("tickets").unwrap().len(), 1, "what is unsettled stays");
        assert_eq!(store.tickets_of_events("icinga", &["a@1"]).unwrap().len(), 1);
        assert_eq!(store.moments(&key("a")).unwrap().len(), 3);
    });
}

#[test]
fn a_thousand_tickets_are_read_in_no_time() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "tickets", 0);
        let many: Vec<OurTicket> = (0..1_000)
            .map(|id| {
                let events: Vec<String> = (0..3).map(|event| format!("{id}@{event}")).collect();
                let events: Vec<&str> = events.iter().map(String::as_str).collect();
                ticket(&format!("{id:04}"), &events)
            })
            .collect();
        store.set_out(&run, &many, &[], &[]).unwrap();
        store.save_tickets(Some(&run), &many, &[]).unwrap();
        let begun = Instant::now();
        assert!(store.tickets_since(at(0)).unwrap() == many);
        let took = begun.elapsed();
        assert!(took.as_millis() < 1_000, "{took:?}");
    });
}

#[test]
fn nothing_is_set_out_once_a_take_over_is_done() {
    on_both(|bench| {
        let store = bench.open();
        for round in 0..10_i64 {
            let run = begin(&store, "tickets", round);
            let (writer, run) = (bench.open(), &run);
            let barrier = Barrier::new(2);
            let at_once = std::thread::scope(|scope| {
                let writing = scope.spawn(|| {
                    barrier.wait();
                    let set_out = |seq: i64| {
                        // SQLite's lock is not given in turn: who never pauses leaves it to nobody.
                        std::thread::sleep(Duration::from_millis(1));
                        writer.set_out(run, &[ticket("a", &["a@1"])], &[act(seq, "a")], &[])
                    };
                    (1..).map(set_out).find_map(Result::err)
                });
                barrier.wait();
                store.interrupt_run(run, &Telling::default(), at(200)).unwrap();
                let at_once = store.acts(run).unwrap().len();
                assert!(matches!(writing.join().unwrap(), Some(StoreError::NotRunning { .. })));
                at_once
            });
            assert_eq!(store.acts(run).unwrap().len(), at_once, "round {round}");
        }
    });
}

#[test]
fn programs_that_write_at_once_wait_for_each_other() {
    on_both(|bench| {
        let barrier = Barrier::new(4);
        let run = begin(&bench.open(), "tickets", 0);
        std::thread::scope(|scope| {
            for program in 0..4_i64 {
                let (barrier, store, run) = (&barrier, bench.open(), &run);
                scope.spawn(move || {
                    barrier.wait();
                    for round in 0..25_i64 {
                        let both = [ticket("one", &["x"]), ticket("two", &[&format!("{program}.{round}")])];
                        let what = [moment("one", round, "seen", None), moment("two", round, "seen", None)];
                        let seq = program * 100 + round;
                        store.set_out(run, &both, &[act(seq, "one")], &what).unwrap();
                        store.tickets_since(at(0)).unwrap();
                        store.save_tickets(None, &[both[1].clone(), both[0].clone()], &what).unwrap();
                        store.conclude(run, &[done(seq)], &both, &[]).unwrap();
                    }
                });
            }
        });
        let store = bench.open();
        assert_eq!(store.acts(&run).unwrap().len(), 100);
        assert_eq!(store.moments(&key("one")).unwrap().len(), 200);
        assert_eq!(store.ticket_named("stk-two").unwrap()[0].episodes.len(), 100);
    });
}

#[test]
fn how_an_act_was_sent_is_kept_until_its_outcome_is_known() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "tickets", 0);
        store.set_out(&run, &[ticket("a", &["a@1"])], &[act(1, "a"), act(2, "a")], &[]).unwrap();
        let sending = Sending { at: at(5), proof: Some("sealed".to_owned()) };
        store.send_acts(&run, &[1, 2], &sending).unwrap();
        store.note_silent_acts(&run, &[2], Silent::Gateway).unwrap();
        store.interrupt_run(&run, &Telling::default(), at(200)).unwrap();
        assert!(matches!(store.send_acts(&run, &[1], &sending), Err(StoreError::NotRunning { .. })));
        let open = store.open_acts("tickets").unwrap();
        assert_eq!(open[0].sending.as_ref(), Some(&sending));
        assert_eq!((open[0].silent, open[1].silent), (None, Some(Silent::Gateway)));

        store.settle_acts(&run, &[done(1)]).unwrap();
        store.doubt_act(&run, 2, &"not there".into()).unwrap();
        assert!(store.open_acts("tickets").unwrap().is_empty());
        let doubtful = store.doubtful_acts("tickets").unwrap();
        assert_eq!(doubtful.len(), 1);
        let kept = Sending { at: at(5), proof: None };
        assert_eq!((doubtful[0].act.state, doubtful[0].sending.as_ref()), (EntryState::Undone, Some(&kept)));
        let undone = ActOutcome { seq: 2, state: EntryState::Undone, message: None };
        store.settle_acts(&run, &[undone]).unwrap();
        assert!(store.doubtful_acts("tickets").unwrap().is_empty());
    });
}
