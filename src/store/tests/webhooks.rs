//! Messages of webhooks: with the change or not at all, once each, in order, again when they were not taken.

use super::schedule::at_once;
use super::*;
use crate::model::job::History;
use crate::model::said::Said;
use crate::model::webhook::{Health, Lost, Occasion, Turn, WebhookMessage};

fn message(id: &str, occasion: Occasion) -> WebhookMessage {
    WebhookMessage {
        id: id.to_owned(),
        webhook: "chat".to_owned(),
        occasion,
        job: "laptops".to_owned(),
        body: Ok(format!("{{\"id\":\"{id}\"}}")),
    }
}

fn turn(before: Health, now: Health) -> Turn {
    Turn { webhook: "chat".to_owned(), job: "laptops".to_owned(), before, now }
}

/// Ends a run with this to be told.
fn told(store: &Store, seconds: i64, telling: &Telling) {
    let run = begin(store, "laptops", seconds);
    store.finish_run(&run, &end(RunState::Failed, seconds), None, &[], telling).unwrap();
}

fn waiting(store: &Store, seconds: i64) -> Option<String> {
    store.due_message("chat", at(seconds), at(seconds + 60)).unwrap().map(|due| due.id)
}

#[test]
fn a_message_goes_to_one_program_and_to_another_when_that_dies() {
    on_both(|bench| {
        let store = bench.open();
        let messages = vec![message("1", Occasion::JobFailed), message("2", Occasion::PlanWaiting)];
        told(&store, 0, &Telling { turns: Vec::new(), messages });
        assert_eq!(at_once(bench, |store| waiting(store, 0).is_some()), 1);
        assert_eq!(waiting(&store, 59), None, "the second one waits for the first");
        assert_eq!(waiting(&store, 61).as_deref(), Some("1"), "its program died");
        store.message_sent("1", at(62)).unwrap();
        assert_eq!(waiting(&store, 62).as_deref(), Some("2"));
        store.message_failed("2", "not now", at(100)).unwrap();
        assert_eq!(waiting(&store, 99), None);
        let unsent = store.unsent_messages().unwrap();
        assert_eq!((unsent.len(), unsent[0].attempts, unsent[0].next_try_at), (1, 1, at(100)));
        assert_eq!(store.last_sent().unwrap()["chat"], at(62));
        store.message_given_up("2", "gone", at(101)).unwrap();
        assert_eq!(waiting(&store, 999), None);
        assert_eq!(store.measures(&[]).unwrap().webhooks["chat"].given_up, 1);
        assert_eq!(store.retry_messages("chat", at(200)).unwrap(), 1);
        assert_eq!(waiting(&store, 200).as_deref(), Some("2"));
    });
}

#[test]
fn what_two_programs_find_out_at_once_is_told_once() {
    on_both(|bench| {
        let store = bench.open();
        assert!(store.last_tick("laptops").unwrap().is_none());
        let telling = |id: &str, before, now, occasion| Telling {
            turns: vec![turn(before, now)],
            messages: vec![message(id, occasion)],
        };
        told(&store, 0, &telling("1", Health::Well, Health::Failed, Occasion::JobFailed));
        // It was made before the first one was kept.
        told(&store, 10, &telling("2", Health::Well, Health::Failed, Occasion::JobFailed));
        told(&store, 20, &telling("3", Health::Failed, Health::Silent, Occasion::JobSilent));
        assert_eq!(store.told_health("laptops").unwrap()["chat"], (Health::Silent, at(0)), "one spell");
        told(&store, 30, &telling("4", Health::Silent, Health::Well, Occasion::JobRecovered));
        assert_eq!(store.told_health("laptops").unwrap()["chat"], (Health::Well, at(30)));
        let mut ids = Vec::new();
        while let Some(id) = waiting(&store, 40) {
            store.message_sent(&id, at(40)).unwrap();
            ids.push(id);
        }
        assert_eq!(ids, ["1", "3", "4"]);
    });
}

#[test]
fn a_refused_closing_tells_nothing_and_what_could_not_be_made_is_seen() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        store.interrupt_run(&run, &Telling::default(), at(1)).unwrap();
        let telling = Telling { turns: Vec::new(), messages: vec![message("1", Occasion::JobFailed)] };
        assert!(store.finish_run(&run, &end(RunState::Failed, 2), None, &[], &telling).is_err());
        assert_eq!(waiting(&store, 3), None);
        let why = Said::new("the template fails".to_owned(), "le modèle échoue".to_owned());
        let broken = WebhookMessage { body: Err(why.clone()), ..message("2", Occasion::JobFailed) };
        told(&store, 10, &Telling { turns: Vec::new(), messages: vec![broken] });
        assert_eq!(waiting(&store, 20), None);
        assert_eq!(store.unsent_messages().unwrap()[0].error, Some(why));
        assert_eq!(store.retry_messages("chat", at(30)).unwrap(), 0, "there is nothing to send");
    });
}

#[test]
fn messages_go_with_the_history_and_those_that_wait_a_week_later() {
    on_both(|bench| {
        let store = bench.open();
        let day = 86_400;
        let messages = vec![message("1", Occasion::JobFailed), message("2", Occasion::JobRecovered)];
        told(&store, 0, &Telling { turns: Vec::new(), messages });
        store.message_sent("1", at(1)).unwrap();
        let history = History { keep_days: 1, keep_runs: 1 };
        let left = |store: &Store| (store.last_sent().unwrap().len(), store.unsent_messages().unwrap().len());
        store.prune("laptops", history, at(2 * day)).unwrap();
        assert_eq!(left(&store), (0, 1));
        store.prune("laptops", history, at(8 * day)).unwrap();
        assert_eq!(left(&store), (0, 0));
    });
}

#[test]
fn what_was_given_up_is_mailed_by_one_program_once() {
    on_both(|bench| {
        let store = bench.open();
        let messages = vec![message("1", Occasion::JobFailed), message("2", Occasion::PlanWaiting)];
        told(&store, 0, &Telling { turns: Vec::new(), messages });
        assert_eq!(store.lost_messages("chat").unwrap(), Lost::default());
        store.message_given_up("1", "gone", at(1)).unwrap();
        let lost = store.lost_messages("chat").unwrap();
        assert_eq!((lost.messages.len(), lost.mailed_at), (1, None));
        let one = &lost.messages[0];
        assert_eq!((one.id.as_str(), one.occasion.as_str(), one.is_made), ("1", "job.failed", true));
        let taken = at_once(bench, |store| {
            store.mail_lost_messages(&lost.messages, &mail("given up", None), at(2)).unwrap()
        });
        assert_eq!((taken, store.unsent_mails().unwrap().len()), (1, 1));
        assert_eq!(store.lost_messages("chat").unwrap(), Lost::default());
        // What is given up later knows when the last mail was.
        store.message_given_up("2", "gone", at(3)).unwrap();
        assert_eq!(store.lost_messages("chat").unwrap().mailed_at, Some(at(2)));
        // What is tried again may be told again.
        assert_eq!(store.retry_messages("chat", at(4)).unwrap(), 2);
        store.message_given_up("1", "gone", at(5)).unwrap();
        assert_eq!(store.lost_messages("chat").unwrap().mailed_at, None);
    });
}
