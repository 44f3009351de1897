//! Requests for runs: one by one key, done by one run, whichever program opens it.

use super::*;
use crate::model::journal::Trigger;
use crate::model::{RunState, Said};
use crate::store::{RunEnd, StoreError};

fn ask(store: &Store, key: &str, second: i64) -> String {
    store.request_run("laptops", "token:ci", key, 3, at(second)).unwrap().unwrap().id
}

fn end(store: &Store, run: &crate::model::RunId) {
    let end = RunEnd {
        state: RunState::Done,
        applied: 0,
        failed: 0,
        changed_since_plan: 0,
        tickets: None,
        message: None,
        finished_at: at(100),
    };
    store.finish_run(run, &end, None, &[], &Telling::default()).unwrap();
}

#[test]
fn one_key_is_one_request_and_as_many_wait_as_may() {
    on_both(|bench| {
        let store = bench.open();
        let first = ask(&store, "a", 1);
        assert_eq!(ask(&store, "a", 2), first);
        assert_ne!(ask(&store, "b", 3), first);
        let other = store.request_run("laptops", "token:bot", "a", 3, at(4)).unwrap().unwrap();
        assert_ne!(other.id, first, "somebody else's key");
        assert_eq!(store.request_run("laptops", "token:ci", "c", 3, at(5)).unwrap(), None);
        assert_eq!(ask(&store, "a", 6), first, "one that is known is answered all the same");
        assert_eq!(store.requested_jobs(at(900)).unwrap(), ["laptops"]);
        assert_eq!(store.run_request("laptops", &first).unwrap().unwrap().asked_at, at(1));
        assert_eq!(store.run_request("phones", &first).unwrap(), None);
    });
}

#[test]
fn what_waits_is_done_by_one_run_and_by_no_other() {
    on_both(|bench| {
        let store = bench.open();
        let ids = [ask(&store, "a", 1), ask(&store, "b", 2)];
        let scheduled = store.begin_run("laptops", Trigger::Schedule, "one", at(3)).unwrap();
        let busy = store.begin_run("laptops", Trigger::Request, "two", at(4));
        assert!(matches!(busy, Err(StoreError::AlreadyRunning { .. })), "{busy:?}");
        assert_eq!(store.requested_jobs(at(900)).unwrap(), ["laptops"], "it waits for the run under way");
        end(&store, &scheduled);
        let run = store.begin_run("laptops", Trigger::Request, "two", at(5)).unwrap();
        for id in &ids {
            assert_eq!(store.run_request("laptops", id).unwrap().unwrap().run.as_ref(), Some(&run));
        }
        end(&store, &run);
        let nothing = store.begin_run("laptops", Trigger::Request, "one", at(6));
        assert!(matches!(nothing, Err(StoreError::NothingRequested { .. })), "{nothing:?}");
        assert_eq!(store.runs(None, 10).unwrap().len(), 2, "a run that nobody asked for is not opened");
    });
}

#[test]
fn programs_that_find_a_request_at_once_open_one_run() {
    on_both(|bench| {
        let store = bench.open();
        ask(&store, "a", 1);
        let opened: Vec<bool> = std::thread::scope(|scope| {
            let programs: Vec<_> = (0..4)
                .map(|program| {
                    scope.spawn(move || {
                        let store = bench.open();
                        let run =
                            store.begin_run("laptops", Trigger::Request, &format!("srv{program}"), at(2));
                        run.map(|run| end(&store, &run)).is_ok()
                    })
                })
                .collect();
            programs.into_iter().map(|program| program.join().unwrap()).collect()
        });
        assert_eq!(opened.iter().filter(|opened| **opened).count(), 1, "{opened:?}");
        assert_eq!(store.runs(None, 10).unwrap().len(), 1);
    });
}

#[test]
fn what_will_never_be_done_is_told_and_later_requests_still_wait() {
    on_both(|bench| {
        let store = bench.open();
        let (first, later) = (ask(&store, "a", 1), ask(&store, "b", 9));
        let why = Said::new("no such job".to_owned(), "tâche inconnue".to_owned());
        store.refuse_requests("laptops", at(5), &why).unwrap();
        assert_eq!(store.run_request("laptops", &first).unwrap().unwrap().refused, Some(why));
        assert_eq!(store.run_request("laptops", &later).unwrap().unwrap().refused, None);
        assert_eq!(store.requested_jobs(at(900)).unwrap(), ["laptops"]);
    });
}
