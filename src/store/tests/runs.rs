//! Runs: one at a time, closed once, found, pruned.

use std::sync::Barrier;

use super::*;
use crate::model::Counts;
use crate::model::job::History;
use crate::store::{BegunFilter, StoreError};

#[test]
fn a_run_is_kept_as_it_went() {
    on_both(|bench| {
        let store = bench.open();
        let begun = at(0) + TimeDelta::nanoseconds(123_456_789);
        let run = store.begin_run("laptops", Trigger::Command, "srv1:4711", begun).unwrap();
        let counts = Counts { create: 1, update: 2, retire: 3, restore: 4, unchanged: 50_000, reject: 6 };
        let records = BTreeMap::from([("laptop".to_owned(), 344), ("écran".to_owned(), 0)]);
        store.record_plan(&run, &counts, "c0ffee", &records).unwrap();
        store.heartbeat(&run, at(7)).unwrap();
        assert_eq!(store.run(&run.0).unwrap().unwrap().alive_at, at(7));
        let mut ended = end(RunState::Partial, 9);
        ended.message = Some("a\0b".to_owned().into());
        store.finish_run(&run, &ended, None, &[], &Telling::default()).unwrap();

        let found = bench.open().run(&run.0).unwrap().unwrap();
        assert_eq!(found.started_at, at(0) + TimeDelta::microseconds(123_456));
        assert_eq!(
            (found.trigger, found.state, found.finished_at),
            (Trigger::Command, RunState::Partial, Some(at(9)))
        );
        assert_eq!((found.counts, found.records, found.digest.as_deref()), (counts, records, Some("c0ffee")));
        assert_eq!((found.applied, found.failed, found.changed_since_plan), (3, 1, 2));
        assert_eq!(found.message.as_ref().map(|said| said.english()), Some("a\u{fffd}b"));
    });
}

#[test]
fn of_two_programs_that_start_a_job_at_once_one_runs_it() {
    on_both(|bench| {
        let barrier = Barrier::new(4);
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let programs: Vec<_> = (0..4)
                .map(|program| {
                    let (barrier, store) = (&barrier, bench.open());
                    scope.spawn(move || {
                        barrier.wait();
                        store.begin_run("laptops", Trigger::Schedule, &format!("srv{program}:1"), at(0))
                    })
                })
                .collect();
            programs.into_iter().map(|program| program.join().unwrap()).collect()
        });
        let store = bench.open();
        let winner = store.running("laptops").unwrap().unwrap();
        let (begun, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(begun.len(), 1);
        for outcome in refused {
            let Err(StoreError::AlreadyRunning { job, run, node, alive_at }) = outcome else {
                panic!("{outcome:?}");
            };
            assert_eq!(
                (job.as_str(), run, node, alive_at),
                ("laptops", winner.id.clone(), winner.node.clone(), at(0))
            );
        }
        assert_eq!(store.runs(None, 10).unwrap().len(), 1);
        begin(&store, "printers", 1);
    });
}

#[test]
fn a_dead_run_makes_room_and_cannot_be_closed_again() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        store.heartbeat(&run, at(60)).unwrap();
        assert!(store.stale_runs("laptops", at(60), at(900)).unwrap().is_empty());
        assert!(store.stale_runs("printers", at(61), at(900)).unwrap().is_empty());
        let stale = store.stale_runs("laptops", at(61), at(900)).unwrap();
        assert_eq!(stale.iter().map(|run| &run.id).collect::<Vec<_>>(), [&run]);

        store.interrupt_run(&run, &Telling::default(), at(200)).unwrap();
        begin(&store, "laptops", 201);
        let found = store.run(&run.0).unwrap().unwrap();
        assert_eq!((found.state, found.finished_at), (RunState::Interrupted, Some(at(200))));
        let gone = |outcome| matches!(outcome, Err(StoreError::NotRunning { run: named }) if named == run);
        assert!(gone(store.heartbeat(&run, at(202))));
        assert!(gone(store.interrupt_run(&run, &Telling::default(), at(202))));
        assert!(gone(store.record_plan(&run, &Counts::default(), "", &BTreeMap::new())));
        assert!(gone(store.finish_run(
            &run,
            &end(RunState::Done, 202),
            Some(&mail("late", Some(&run))),
            &[],
            &Telling::default(),
        )));
        assert!(store.unsent_mails().unwrap().is_empty(), "a refused closing leaves no mail");
    });
}

#[test]
fn runs_are_listed_newest_first_and_found_by_their_first_or_last_characters() {
    on_both(|bench| {
        let store = bench.open();
        let first = past_run(&store, "laptops", 0, RunState::Done);
        let second = past_run(&store, "printers", 100, RunState::Partial);
        let third = past_run(&store, "laptops", 86_400 * 40, RunState::Failed);
        let ids = |runs: Vec<crate::model::Run>| runs.into_iter().map(|run| run.id).collect::<Vec<_>>();
        assert_eq!(ids(store.runs(None, 10).unwrap()), [third.clone(), second.clone(), first.clone()]);
        assert_eq!(ids(store.runs(None, 1).unwrap()), std::slice::from_ref(&third));
        assert_eq!(ids(store.runs(Some("laptops"), 10).unwrap()), [third.clone(), first.clone()]);
        assert_eq!(store.last_good_run("laptops").unwrap().unwrap().id, first);
        assert_eq!(store.last_good_run("printers").unwrap().unwrap().id, second);
        assert!(store.last_good_run("screens").unwrap().is_none());

        assert_eq!(store.run(&third.0[..8].to_uppercase()).unwrap().unwrap().id, third);
        assert_eq!(store.run(&second.0[24..]).unwrap().unwrap().id, second);
        let Err(StoreError::Ambiguous { piece, runs }) = store.run(&first.0[..3]) else { panic!() };
        assert_eq!(
            (piece.as_str(), runs),
            (&first.0[..3], vec![third.0.clone(), second.0.clone(), first.0.clone()])
        );
        for nothing in ["", "%", "ffff", "laptops", "_", "'"] {
            assert!(store.run(nothing).unwrap().is_none(), "{nothing:?}");
        }
    });
}

#[test]
fn pruning_keeps_what_is_young_numbered_running_unsettled_or_the_last_good() {
    on_both(|bench| {
        let store = bench.open();
        let day = 86_400;
        let oldest = past_run(&store, "laptops", 0, RunState::Done);
        store.record_files(&oldest, "laptops", &[("a.csv".to_owned(), "ab12".to_owned())], at(1)).unwrap();
        let unsettled = begin(&store, "laptops", day);
        store.start_entries(&unsettled, &[entry(1)], None).unwrap();
        store.interrupt_run(&unsettled, &Telling::default(), at(day + 1)).unwrap();
        let mailed = begin(&store, "laptops", 2 * day);
        store.start_entries(&mailed, &[Entry { state: EntryState::Done, ..entry(1) }], None).unwrap();
        store
            .finish_run(
                &mailed,
                &end(RunState::Failed, 2 * day),
                Some(&mail("waits", Some(&mailed))),
                &[],
                &Telling::default(),
            )
            .unwrap();
        let sent = mail("sent", Some(&mailed));
        store.queue_mail(&sent, at(2 * day)).unwrap();
        store.mail_sent(&sent.id, at(2 * day)).unwrap();
        let good = past_run(&store, "laptops", 3 * day, RunState::Partial);
        let other_job = past_run(&store, "printers", 0, RunState::Done);
        let numbered = past_run(&store, "laptops", 4 * day, RunState::Failed);
        let running = begin(&store, "laptops", 5 * day);

        let history = History { keep_days: 30, keep_runs: 2 };
        assert_eq!(store.prune("laptops", history, at(20 * day)).unwrap(), 0, "all are young");
        assert_eq!(store.prune("laptops", history, at(100 * day)).unwrap(), 2);
        let mut left: Vec<_> = store.runs(None, 10).unwrap().into_iter().map(|run| run.id).collect();
        left.sort();
        let mut kept = vec![unsettled, good, other_job, numbered, running];
        kept.sort();
        assert_eq!(left, kept);
        assert!(store.entries(&mailed).unwrap().is_empty());
        let subjects: Vec<_> = store.unsent_mails().unwrap().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["waits"]);
        assert!(store.file_applied("laptops", "ab12").unwrap());
        assert!(!store.file_applied("printers", "ab12").unwrap());
    });
}

#[test]
fn runs_of_a_job_are_found_by_when_they_began_and_what_started_them() {
    on_both(|bench| {
        let store = bench.open();
        let ran = |job: &str, trigger: Trigger, begun: i64| {
            let run = store.begin_run(job, trigger, "a", at(begun)).unwrap();
            store.finish_run(&run, &end(RunState::Done, begun + 1), None, &[], &Telling::default()).unwrap();
            run
        };
        let first = ran("laptops", Trigger::Schedule, 0);
        let by_hand = ran("laptops", Trigger::Command, 10);
        ran("printers", Trigger::Schedule, 15);
        let last = ran("laptops", Trigger::Schedule, 20);
        let every = BegunFilter::of("laptops");
        let ids = |found: Vec<crate::model::Run>| found.into_iter().map(|run| run.id).collect::<Vec<_>>();
        assert_eq!(store.run_count(every).unwrap(), 3);
        assert_eq!(ids(store.runs_begun(every, 0, 2).unwrap()), [last.clone(), by_hand.clone()]);
        assert_eq!(ids(store.runs_begun(every, 2, 2).unwrap()), std::slice::from_ref(&first));
        let before = BegunFilter { before: Some(at(20)), ..every };
        assert_eq!(ids(store.runs_begun(before, 0, 1).unwrap()), std::slice::from_ref(&by_hand));
        let scheduled = BegunFilter { trigger: Some(Trigger::Schedule), ..every };
        let begins = store.run_begins(scheduled).unwrap();
        assert_eq!(begins, [(first, at(0)), (last.clone(), at(20))]);
        let since = BegunFilter { since: Some(at(20)), ..scheduled };
        assert_eq!(store.run_begins(since).unwrap(), [(last.clone(), at(20))]);
        let mut named = ids(store.runs_named(&[&last.0, &by_hand.0, "none"]).unwrap());
        named.sort();
        assert_eq!(named, [by_hand, last]);
    });
}
