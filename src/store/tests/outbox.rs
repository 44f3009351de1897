//! The outbox: with the run or not at all, once each, again when it failed.

use std::sync::Barrier;

use super::*;
use crate::model::job::Language;
use crate::model::{MailState, Said};

#[test]
fn the_mail_of_a_run_waits_until_it_is_sent() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", 0);
        let report = mail("laptops: 3 changes", Some(&run));
        store.finish_run(&run, &end(RunState::Done, 5), Some(&report), &[], &Telling::default()).unwrap();
        assert!(store.due_mails(at(4), at(60), 10).unwrap().is_empty());

        assert_eq!(store.due_mails(at(5), at(60), 10).unwrap(), [(report.clone(), 0)]);
        assert!(store.due_mails(at(59), at(90), 10).unwrap().is_empty(), "claimed");
        store.mail_failed(&report.id, "454 try later", at(65), &[]).unwrap();
        let status = &store.unsent_mails().unwrap()[0];
        assert_eq!(
            (status.attempts, status.next_try_at, status.error.as_ref().map(|said| said.english())),
            (1, at(65), Some("454 try later"))
        );
        assert!(store.due_mails(at(64), at(90), 10).unwrap().is_empty());
        assert_eq!(store.due_mails(at(65), at(90), 10).unwrap(), [(report.clone(), 1)]);
        assert_eq!(store.due_mails(at(90), at(120), 10).unwrap(), [(report.clone(), 1)], "its sender died");
        store.mail_sent(&report.id, at(91)).unwrap();
        assert!(store.due_mails(at(999), at(1_000), 10).unwrap().is_empty());
        assert!(store.unsent_mails().unwrap().is_empty());
    });
}

#[test]
fn a_mail_that_some_have_got_is_tried_again_for_the_others() {
    on_both(|bench| {
        let store = bench.open();
        let report = mail("laptops: 3 changes", None);
        store.queue_mail(&report, at(0)).unwrap();
        let others = ["désk@example.org".to_owned()];
        store.mail_failed(&report.id, "452 mailbox full", at(60), &others).unwrap();
        let again = OutgoingMail { recipients: others.to_vec(), ..report };
        assert_eq!(store.due_mails(at(60), at(90), 10).unwrap(), [(again, 1)]);
    });
}

#[test]
fn a_mail_that_was_given_up_stays_visible_and_is_not_tried_again() {
    on_both(|bench| {
        let store = bench.open();
        let lost = mail("laptops did not run", None);
        store.queue_mail(&lost, at(0)).unwrap();
        store.queue_mail(&lost, at(1)).unwrap();
        assert_eq!(store.due_mails(at(1), at(60), 10).unwrap().len(), 1);
        store.mail_given_up(&lost.id, "550 no such user", at(2)).unwrap();
        assert!(store.due_mails(at(999), at(1_000), 10).unwrap().is_empty());
        let status = &store.unsent_mails().unwrap()[0];
        assert_eq!(
            (status.state, status.error.as_ref().map(|said| said.english())),
            (MailState::GivenUp, Some("550 no such user"))
        );
    });
}

#[test]
fn why_a_mail_waits_is_kept_in_each_language() {
    on_both(|bench| {
        let store = bench.open();
        let late = mail("laptops did not run", None);
        store.queue_mail(&late, at(0)).unwrap();
        let why = || Said::new("no answer".to_owned(), "pas de réponse".to_owned());
        let told = || store.unsent_mails().unwrap()[0].error.clone().unwrap();
        store.mail_failed(&late.id, why(), at(60), &[]).unwrap();
        assert_eq!((told().text(Language::En), told().text(Language::Fr)), ("no answer", "pas de réponse"));
        store.mail_failed(&late.id, "454 try later", at(60), &[]).unwrap();
        assert_eq!(told().text(Language::Fr), "454 try later", "nothing is left of the first one");
        store.mail_given_up(&late.id, why(), at(60)).unwrap();
        assert_eq!(told().text(Language::Fr), "pas de réponse");
    });
}

#[test]
fn programs_that_send_at_once_send_each_mail_once() {
    on_both(|bench| {
        let store = bench.open();
        for number in 0..20 {
            store.queue_mail(&mail(&number.to_string(), None), at(0)).unwrap();
        }
        let barrier = Barrier::new(3);
        let mut sent: Vec<String> = std::thread::scope(|scope| {
            let programs: Vec<_> = (0..3)
                .map(|_| {
                    let (barrier, store) = (&barrier, bench.open());
                    scope.spawn(move || {
                        barrier.wait();
                        let mut mine = Vec::new();
                        loop {
                            let due = store.due_mails(at(1), at(60), 4).unwrap();
                            if due.is_empty() && store.due_mails(at(1), at(60), 20).unwrap().is_empty() {
                                return mine;
                            }
                            mine.extend(due.into_iter().map(|(mail, _)| mail.id));
                        }
                    })
                })
                .collect();
            programs.into_iter().flat_map(|program| program.join().unwrap()).collect()
        });
        let claimed = sent.len();
        sent.sort();
        sent.dedup();
        assert_eq!((claimed, sent.len()), (sent.len(), claimed));
        assert!(store.due_mails(at(1), at(60), 20).unwrap().is_empty());
    });
}
