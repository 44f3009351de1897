//! The security log: a chain without a gap, whoever writes, in which a change shows.

use std::sync::Barrier;

use super::*;
use crate::model::security::{SecurityEntry, SecurityEvent, SecurityKind};

/// The place of the first entry that does not follow the one before it.
fn broken(store: &Store) -> Option<i64> {
    let entries = store.security_entries(0, 1_000).unwrap();
    let mut before: Option<&SecurityEntry> = None;
    for entry in &entries {
        if !entry.follows(before) {
            return Some(entry.place);
        }
        before = Some(entry);
    }
    None
}

#[test]
fn programs_that_write_at_once_make_one_chain_and_a_change_shows() {
    on_both(|bench| {
        bench.open();
        let barrier = Barrier::new(4);
        std::thread::scope(|scope| {
            for program in 0..4 {
                let barrier = &barrier;
                scope.spawn(move || {
                    let store = bench.open();
                    barrier.wait();
                    for turn in 0..5 {
                        let who = Some(format!("user {program} {turn}"));
                        let event = SecurityEvent { who, ..SecurityEvent::of(SecurityKind::LoggedIn) };
                        store.log_security(&event, at(turn)).unwrap();
                    }
                });
            }
        });
        let store = bench.open();
        assert_eq!((store.security_entries(0, 100).unwrap().len(), broken(&store)), (20, None));
        let newest = store.newest_security_entries(2).unwrap();
        assert_eq!(newest.iter().map(|entry| entry.place).collect::<Vec<_>>(), [19, 20]);

        let mut database = bench.connect();
        database.batch_execute("UPDATE security_log SET who = 'nobody' WHERE place = 7").unwrap();
        assert_eq!(broken(&store), Some(7));
        database.batch_execute("DELETE FROM security_log WHERE place = 7").unwrap();
        assert_eq!(broken(&store), Some(8));
    });
}
