//! The schedule's memory, shared by several programs.

use std::sync::Barrier;

use super::*;

/// What four programs get that ask for the same thing at once.
pub(super) fn at_once(bench: &Bench, ask: impl Fn(&Store) -> bool + Sync) -> usize {
    let barrier = Barrier::new(4);
    std::thread::scope(|scope| {
        let programs: Vec<_> = (0..4)
            .map(|_| {
                let (barrier, store, ask) = (&barrier, bench.open(), &ask);
                scope.spawn(move || {
                    barrier.wait();
                    ask(&store)
                })
            })
            .collect();
        programs.into_iter().map(|program| program.join().unwrap()).filter(|won| *won).count()
    })
}

#[test]
fn a_tick_is_taken_by_one_program() {
    on_both(|bench| {
        let store = bench.open();
        assert_eq!(store.last_tick("laptops").unwrap(), None);
        for minute in 0..5 {
            let tick = at(60 * minute);
            assert_eq!(at_once(bench, |store| store.claim_tick("laptops", tick, "srv:1", tick).unwrap()), 1);
            assert_eq!(store.last_tick("laptops").unwrap(), Some(tick));
        }
        assert!(!store.claim_tick("laptops", at(0), "srv:1", at(300)).unwrap(), "an older tick");
        assert!(store.claim_tick("printers", at(0), "srv:1", at(300)).unwrap());
    });
}

#[test]
fn a_run_that_did_not_happen_is_mailed_once_until_the_job_runs_again() {
    on_both(|bench| {
        let store = bench.open();
        assert_eq!(store.dead_man_sent_at("laptops").unwrap(), None);
        assert_eq!(
            at_once(bench, |store| store
                .claim_dead_man("laptops", at(0), &Telling::default(), at(5))
                .unwrap()),
            1
        );
        assert_eq!(store.dead_man_sent_at("laptops").unwrap(), Some(at(5)));
        assert!(!store.claim_dead_man("laptops", at(5), &Telling::default(), at(9)).unwrap());
        assert!(store.claim_dead_man("laptops", at(6), &Telling::default(), at(9)).unwrap());
        store.clear_dead_man("laptops").unwrap();
        assert_eq!(store.dead_man_sent_at("laptops").unwrap(), None);
        assert_eq!(store.last_tick("laptops").unwrap(), None);
    });
}
