//! Tokens: one program at a time has a new one made, and none is lost.

use super::*;

#[test]
fn a_token_is_one_programs_at_a_time_and_is_replaced_only_by_who_has_seen_it() {
    on_both(|bench| {
        let store = bench.open();
        let first = store.take_token("vendor", "a", at(90), at(0)).unwrap().unwrap();
        assert_eq!((first.sealed.as_deref(), first.version), (None, 0));
        assert_eq!(store.take_token("vendor", "b", at(91), at(1)).unwrap(), None);
        assert!(store.take_token("other", "b", at(91), at(1)).unwrap().is_some());
        // Who has it may take it again.
        assert!(store.take_token("vendor", "a", at(92), at(2)).unwrap().is_some());
        assert!(store.keep_token("vendor", 0, "one", at(3)).unwrap());
        store.release_token("vendor", "b").unwrap();
        assert_eq!(
            store.take_token("vendor", "b", at(94), at(4)).unwrap(),
            None,
            "it is not theirs to release"
        );
        store.release_token("vendor", "a").unwrap();
        let second = store.take_token("vendor", "b", at(100), at(10)).unwrap().unwrap();
        assert_eq!((second.sealed.as_deref(), second.version), (Some("one"), 1));
        // The program that had it has died: its time ends.
        let third = store.take_token("vendor", "c", at(300), at(200)).unwrap().unwrap();
        assert!(store.keep_token("vendor", third.version, "two", at(201)).unwrap());
        assert!(!store.keep_token("vendor", second.version, "late", at(202)).unwrap());
        store.release_token("vendor", "c").unwrap();
        let last = store.take_token("vendor", "a", at(400), at(300)).unwrap().unwrap();
        assert_eq!(last.sealed.as_deref(), Some("two"));
    });
}
