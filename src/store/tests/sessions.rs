//! Logins of the console: used, confirmed, ended, and never brought back.

use std::time::Duration;

use super::*;
use crate::model::access::{Role, Roles};
use crate::model::security::{Door, Identity, Session};

const HOUR: Duration = Duration::from_secs(3_600);

fn session(digest: &str, made: i64) -> Session {
    Session {
        digest: digest.to_owned(),
        name: "ann".to_owned(),
        door: Door::Password,
        made_at: at(made),
        seen_at: at(made),
        ends_at: at(made + 10_000),
        confirmed_until: None,
    }
}

#[test]
fn a_login_ends_when_nobody_uses_it_and_at_its_end_in_any_case() {
    on_both(|bench| {
        let store = bench.open();
        store.begin_session(&session("a", 0), None).unwrap();
        for second in [3_000, 6_000, 9_000] {
            assert!(store.use_session("a", HOUR, at(second)).unwrap().is_some(), "{second}");
        }
        assert_eq!(store.use_session("a", HOUR, at(10_000)).unwrap(), None, "its end");
        store.begin_session(&session("b", 0), None).unwrap();
        assert_eq!(store.use_session("b", HOUR, at(3_600)).unwrap(), None, "an hour without a request");
        assert_eq!(store.use_session("b", HOUR, at(3_601)).unwrap(), None, "it stays ended");
    });
}

#[test]
fn a_login_that_has_ended_is_not_brought_back() {
    on_both(|bench| {
        let store = bench.open();
        store.begin_session(&session("a", 0), None).unwrap();
        assert!(store.confirm_session("a", "b", at(300)).unwrap());
        assert_eq!(store.use_session("a", HOUR, at(1)).unwrap(), None, "its old secret");
        assert_eq!(store.use_session("b", HOUR, at(1)).unwrap().unwrap().confirmed_until, Some(at(300)));
        assert!(store.end_session("b").unwrap());
        assert!(!store.confirm_session("b", "c", at(300)).unwrap());
        assert_eq!(store.use_session("c", HOUR, at(1)).unwrap(), None);
        // A new login takes the place of the one before and takes away what has ended.
        store.begin_session(&session("d", 0), None).unwrap();
        store.begin_session(&session("e", 10), Some("d")).unwrap();
        assert_eq!(store.use_session("d", HOUR, at(11)).unwrap(), None);
        store.begin_session(&session("f", 20_000), None).unwrap();
        assert_eq!(store.end_sessions_of("ann").unwrap(), 1, "the other had ended");
    });
}

#[test]
fn a_login_tells_by_what_somebody_was_let_in() {
    on_both(|bench| {
        let store = bench.open();
        let roles = Roles([("nightly".to_owned(), Role::Operator)].into());
        let identity =
            Identity { issuer: "https://login.example.org".to_owned(), subject: "4711".to_owned(), roles };
        for (digest, door) in [("a", Door::Password), ("b", Door::Proxy), ("c", Door::Provider(identity))] {
            let made = Session { door, ..session(digest, 0) };
            store.begin_session(&made, None).unwrap();
            assert_eq!(store.use_session(digest, HOUR, at(1)).unwrap(), Some(made));
        }
        store.confirm_session("c", "d", at(300)).unwrap();
        let after = store.use_session("d", HOUR, at(1)).unwrap().unwrap();
        assert!(matches!(after.door, Door::Provider(identity) if identity.subject == "4711"));
    });
}
