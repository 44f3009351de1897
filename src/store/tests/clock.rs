//! Times that a clock wrote which was ahead.

use super::*;
use crate::model::journal::Sending;

const TWO_HOURS: i64 = 7200;

#[test]
fn what_was_sent_by_a_clock_that_was_ahead_was_sent_now() {
    on_both(|bench| {
        let store = bench.open();
        let run = begin(&store, "laptops", TWO_HOURS);
        store.start_entries(&run, &[entry(1), entry(2)], None).unwrap();
        let sent = |at| Sending { at, proof: Some("sealed".to_owned()) };
        store.send_entries(&run, &[1], &sent(at(TWO_HOURS))).unwrap();
        store.send_entries(&run, &[2], &sent(at(60))).unwrap();
        store.interrupt_run(&run, &Telling::default(), at(0)).unwrap();
        let known = |store: &Store| -> Vec<Option<Sending>> {
            store.open_entries("laptops").unwrap().into_iter().map(|open| open.sending).collect()
        };
        // A minute is within what clocks differ by.
        assert_eq!(store.set_clock_right(at(0)).unwrap(), 1);
        assert_eq!(known(&store), [Some(sent(at(0))), Some(sent(at(60)))]);
        assert_eq!(store.set_clock_right(at(30)).unwrap(), 0);
        assert_eq!(known(&store), [Some(sent(at(0))), Some(sent(at(60)))]);
    });
}

#[test]
fn a_mail_that_was_queued_or_claimed_by_a_clock_that_was_ahead_is_sent() {
    on_both(|bench| {
        let store = bench.open();
        let (early, claimed, later) = (mail("early", None), mail("claimed", None), mail("later", None));
        store.queue_mail(&early, at(TWO_HOURS)).unwrap();
        store.queue_mail(&claimed, at(0)).unwrap();
        assert_eq!(store.due_mails(at(0), at(TWO_HOURS), 1).unwrap().len(), 1);
        // One that was refused, and is tried again within the hour, waits.
        store.queue_mail(&later, at(0)).unwrap();
        store.mail_failed(&later.id, "454 try later", at(3600), &[]).unwrap();
        let due = store.due_mails(at(10), at(600), 10).unwrap();
        let mut subjects: Vec<&str> = due.iter().map(|(mail, _)| mail.subject.as_str()).collect();
        subjects.sort_unstable();
        assert_eq!(subjects, ["claimed", "early"]);
        assert!(store.due_mails(at(20), at(620), 10).unwrap().is_empty(), "claimed by now");
    });
}

#[test]
fn a_tick_of_a_clock_that_was_ahead_is_taken_back_once() {
    on_both(|bench| {
        let store = bench.open();
        assert!(store.claim_tick("laptops", at(TWO_HOURS), "srv:1", at(TWO_HOURS)).unwrap());
        assert!(!store.claim_tick("laptops", at(60), "srv:1", at(60)).unwrap());
        assert!(store.take_back_ticks("laptops", at(TWO_HOURS), at(0)).unwrap());
        assert!(!store.take_back_ticks("laptops", at(TWO_HOURS), at(30)).unwrap());
        assert!(store.claim_tick("laptops", at(60), "srv:1", at(60)).unwrap());
    });
}
