//! What was pushed: stored once with a request for a run, in its order, bounded, and read once.

use super::schedule::at_once;
use super::*;
use crate::model::journal::Trigger;
use crate::model::push::{Backlog, Kept, NewPush, PushEnd};

const MOST: Backlog = Backlog { count: 5, bytes: 1_000 };

fn push<'a>(key: Option<&'a str>, body: &'a str, second: i64) -> NewPush<'a> {
    NewPush { job: "laptops", pushed_by: "token:zabbix", key, digest: body, body, now: at(second) }
}

#[track_caller]
fn id(kept: Kept) -> String {
    match kept {
        Kept::Stored { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

fn bodies(store: &Store) -> Vec<String> {
    store.waiting_pushes("laptops", 100).unwrap().into_iter().map(|push| push.body).collect()
}

#[test]
fn one_key_is_one_push_and_the_same_body_again_is_that_one() {
    on_both(|bench| {
        let store = bench.open();
        let keep = |push: NewPush<'_>| store.keep_push(&push, MOST).unwrap();
        let first = id(keep(push(Some("a"), "{}", 1)));
        assert_eq!(id(keep(push(Some("a"), "{}", 2))), first);
        assert_eq!(keep(push(Some("a"), "[]", 3)), Kept::KeyOfAnother);
        let other = id(keep(NewPush { pushed_by: "token:icinga", ..push(Some("a"), "{}", 4) }));
        assert_ne!(other, first, "somebody else's key");
        assert_eq!(id(keep(push(None, "{}", 5))), first, "no answer came, and it is sent once more");
        let over = id(keep(push(None, "over", 6)));
        assert_eq!(id(keep(push(None, "over", 7))), over);
        let anew = id(keep(push(None, "{}", 8)));
        assert!(anew != first && anew != over, "the problem begins anew with the same words");
        assert_ne!(id(keep(push(None, "{}", 8 + 301))), anew, "minutes later");
        assert_eq!(bodies(&store), ["{}", "{}", "over", "{}", "{}"]);
    });
}

#[test]
fn as_much_waits_as_may_and_what_is_refused_is_not_half_kept() {
    on_both(|bench| {
        let store = bench.open();
        for nth in 0..5 {
            let body = nth.to_string();
            id(store.keep_push(&push(None, &body, nth), MOST).unwrap());
        }
        assert_eq!(store.keep_push(&push(None, "5", 5), MOST).unwrap(), Kept::Full);
        let known = store.keep_push(&push(None, "4", 5), MOST).unwrap();
        assert!(matches!(known, Kept::Stored { .. }), "{known:?}");
        let another = NewPush { job: "phones", ..push(None, "5", 5) };
        let large = Backlog { bytes: 0, ..MOST };
        assert_eq!(store.keep_push(&another, large).unwrap(), Kept::Full);
        id(store.keep_push(&another, MOST).unwrap());
        assert_eq!(store.last_push("laptops").unwrap(), (Some(at(4)), 5));
        assert_eq!(store.last_push("none").unwrap(), (None, 0));
    });
}

#[test]
fn many_pushes_are_one_request_and_those_of_a_run_under_way_the_next_one() {
    on_both(|bench| {
        let store = bench.open();
        for nth in 0..3 {
            let body = format!("a{nth}");
            id(store.keep_push(&push(None, &body, 1), MOST).unwrap());
        }
        assert_eq!(store.requested_jobs(at(1)).unwrap(), ["laptops"], "the first is not waited with");
        let run = store.begin_run("laptops", Trigger::Request, "node", at(2)).unwrap();
        assert_eq!(store.requested_jobs(at(2)).unwrap(), [""; 0], "one run does all of them");
        let late = id(store.keep_push(&push(None, "late", 3), MOST).unwrap());
        assert_eq!(store.requested_jobs(at(11)).unwrap(), [""; 0], "what comes now is gathered");
        assert_eq!(store.requested_jobs(at(12)).unwrap(), ["laptops"]);
        let ends: Vec<(String, PushEnd)> = store
            .waiting_pushes("laptops", 3)
            .unwrap()
            .into_iter()
            .map(|push| (push.id, if push.body == "a1" { PushEnd::Rejected } else { PushEnd::Read }))
            .collect();
        store.end_pushes("laptops", &run, &ends, at(4)).unwrap();
        assert_eq!(bodies(&store), ["late"]);
        let newest = store.newest_pushes("laptops", 10).unwrap();
        let told: Vec<_> = newest.iter().map(|push| (push.body.as_str(), push.end.clone())).collect();
        let end = |end| Some((end, run.clone()));
        assert_eq!(told[0], ("late", None));
        assert!(told.contains(&("a1", end(PushEnd::Rejected))) && told.contains(&("a2", end(PushEnd::Read))));
        assert_eq!(newest[0].id, late);
    });
}

/// The run was killed after it had begun: its requests are done, and what it was to read is not.
#[test]
fn what_a_run_left_is_asked_for_again() {
    on_both(|bench| {
        let store = bench.open();
        id(store.keep_push(&push(None, "{}", 1), MOST).unwrap());
        store.begin_run("laptops", Trigger::Request, "node", at(2)).unwrap();
        assert_eq!(store.requested_jobs(at(500)).unwrap(), [""; 0]);
        let pause = chrono::TimeDelta::seconds(60);
        store.ask_for_left_pushes("laptops", pause, at(30)).unwrap();
        assert_eq!(store.requested_jobs(at(500)).unwrap(), [""; 0], "the run may still be at it");
        store.ask_for_left_pushes("phones", pause, at(90)).unwrap();
        for second in [90, 91] {
            store.ask_for_left_pushes("laptops", pause, at(second)).unwrap();
        }
        assert_eq!(store.requested_jobs(at(500)).unwrap(), ["laptops"]);
        assert_eq!(store.row_counts().unwrap().iter().find(|(name, _)| name == "run_requests").unwrap().1, 2);
    });
}

/// More waits than one run reads: the next one is asked for as it ends.
#[test]
fn the_rest_is_asked_for_when_a_run_has_read_its_share() {
    on_both(|bench| {
        let store = bench.open();
        for body in ["a", "b"] {
            id(store.keep_push(&push(None, body, 1), MOST).unwrap());
        }
        let run = store.begin_run("laptops", Trigger::Request, "node", at(2)).unwrap();
        let first = store.waiting_pushes("laptops", 1).unwrap().remove(0);
        store.end_pushes("laptops", &run, &[(first.id, PushEnd::Read)], at(20)).unwrap();
        assert_eq!(store.requested_jobs(at(20)).unwrap(), ["laptops"]);
    });
}

#[test]
fn a_look_is_asked_for_once_however_often_something_is_pushed() {
    on_both(|bench| {
        let store = bench.open();
        let first = store.request_look("laptops", "token:zabbix", at(1)).unwrap();
        for second in 2..100 {
            let again = store.request_look("laptops", "token:icinga", at(second)).unwrap();
            assert_eq!(again.id, first.id);
        }
        let run = store.begin_run("laptops", Trigger::Request, "node", at(100)).unwrap();
        assert_ne!(store.request_look("laptops", "token:zabbix", at(101)).unwrap().id, first.id);
        assert_eq!(store.run_request("laptops", &first.id).unwrap().unwrap().run, Some(run));
    });
}

#[test]
fn what_was_read_is_forgotten_with_the_runs_of_its_job_and_what_waits_is_not() {
    on_both(|bench| {
        let store = bench.open();
        for body in ["a", "b"] {
            id(store.keep_push(&push(None, body, 1), MOST).unwrap());
        }
        let first = store.waiting_pushes("laptops", 1).unwrap().remove(0);
        store.end_pushes("laptops", &RunId("r".to_owned()), &[(first.id, PushEnd::Read)], at(2)).unwrap();
        let history = crate::model::job::History { keep_days: 1, keep_runs: 1 };
        store.prune("laptops", history, at(3600)).unwrap();
        assert_eq!(store.newest_pushes("laptops", 9).unwrap().len(), 2);
        store.prune("laptops", history, at(3 * 86_400)).unwrap();
        assert_eq!(store.newest_pushes("laptops", 9).unwrap().len(), 1);
        assert_eq!(bodies(&store).len(), 1);
        // However long runs are kept.
        let second = store.waiting_pushes("laptops", 1).unwrap().remove(0);
        store.end_pushes("laptops", &RunId("s".to_owned()), &[(second.id, PushEnd::Read)], at(2)).unwrap();
        let history = crate::model::job::History { keep_days: 90, keep_runs: 1 };
        store.prune("laptops", history, at(13 * 86_400)).unwrap();
        assert_eq!(store.newest_pushes("laptops", 9).unwrap().len(), 1);
        store.prune("laptops", history, at(15 * 86_400)).unwrap();
        assert_eq!(store.newest_pushes("laptops", 9).unwrap(), []);
    });
}

#[test]
fn a_push_is_heard_whether_it_is_new_or_not_and_one_program_tells_of_its_silence() {
    on_both(|bench| {
        let store = bench.open();
        id(store.keep_push(&push(Some("a"), "{}", 1), MOST).unwrap());
        let heard = |store: &Store| store.inboxes().unwrap()["laptops"].heard_at;
        assert_eq!(heard(&store), Some(at(1)));
        id(store.keep_push(&push(Some("a"), "{}", 50), MOST).unwrap());
        assert_eq!(heard(&store), Some(at(50)), "the same once more is a sign of life");
        assert_eq!(store.keep_push(&push(Some("a"), "[]", 60), MOST).unwrap(), Kept::KeyOfAnother);
        assert_eq!(heard(&store), Some(at(50)), "what is refused is none");

        let looked = store.watch_inbox("laptops", at(100)).unwrap();
        assert_eq!((looked.heard_at, looked.expected_from), (Some(at(50)), Some(at(100))));
        assert_eq!(store.watch_inbox("phones", at(100)).unwrap().heard_at, None);
        let told = at_once(bench, |store| {
            store.turn_inbox("laptops", Some(at(50)), None, &Telling::default(), at(200)).unwrap()
        });
        assert_eq!(told, 1);
        assert_eq!(store.watch_inbox("laptops", at(210)).unwrap().silent_from, Some(at(50)));
        assert!(store.measures(&["laptops"]).unwrap().jobs[0].is_silent);
        let well = || store.turn_inbox("laptops", None, None, &Telling::default(), at(300)).unwrap();
        assert_eq!((well(), well()), (true, false));
        assert_eq!(store.measures(&["laptops"]).unwrap().jobs[0].pushed_at, Some(at(50)));
    });
}
