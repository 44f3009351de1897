//! Tokens of the API: found by their digests, noted when they are used, gone when they are revoked.

use std::collections::BTreeMap;

use super::*;
use crate::model::access::{ApiToken, EVERY_JOB, Role, Roles};

fn token(name: &str, digest: &str) -> ApiToken {
    ApiToken {
        digest: digest.to_owned(),
        name: name.to_owned(),
        roles: Roles(BTreeMap::from([(EVERY_JOB.to_owned(), Role::Operator)])),
        made_at: at(0),
        made_by: Some("ann".to_owned()),
        ends_at: at(1_000),
        used_at: None,
        used_from: None,
    }
}

#[test]
fn a_token_is_kept_as_it_was_and_its_use_is_noted_now_and_then() {
    on_both(|bench| {
        let store = bench.open();
        assert!(store.add_api_token(&token("ci", "a")).unwrap());
        assert!(!store.add_api_token(&token("ci", "b")).unwrap(), "the name is taken");
        assert!(store.add_api_token(&token("bot", "c")).unwrap());
        assert_eq!(store.api_tokens().unwrap(), [token("bot", "c"), token("ci", "a")]);
        let used = |from: &str, second: i64| {
            store.use_api_token("a", Some(from), at(second)).unwrap();
            let ci = store.api_tokens().unwrap().remove(1);
            (ci.used_at, ci.used_from)
        };
        assert_eq!(used("127.0.0.1", 10), (Some(at(10)), Some("127.0.0.1".to_owned())));
        assert_eq!(used("127.0.0.1", 20).0, Some(at(10)), "shortly before");
        assert_eq!(used("192.0.2.1", 21), (Some(at(21)), Some("192.0.2.1".to_owned())));
        assert_eq!(used("192.0.2.1", 60).0, Some(at(60)));
        assert_eq!(used("192.0.2.1", 1_000).0, Some(at(60)), "it has expired");
        assert_eq!(store.use_api_token("none", None, at(1)).unwrap(), None);
        assert!(store.revoke_api_token("ci").unwrap());
        assert!(!store.revoke_api_token("ci").unwrap());
        assert_eq!(store.use_api_token("a", None, at(1)).unwrap(), None);
    });
}
