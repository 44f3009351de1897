//! An errand: a browser goes to a provider and comes back. All that it takes follows from what one cookie carries, so that
//! strangers who begin errands take no memory; that one has ended is remembered as long as it could come back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::form::back;
use super::secret;
use crate::engine::identity::{Flow, Purpose};

/// An errand takes no longer.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// More of those that have ended are not remembered.
const REMEMBERED: usize = 20_000;
/// Most characters of the path to come back to.
const LONGEST_PATH: usize = 1_000;

/// An errand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    secret: String,
    /// When it began, in seconds.
    began: i64,
    /// What for.
    pub purpose: Purpose,
    /// Path of ours to come back to.
    pub to: String,
}

impl Errand {
    /// A new one.
    pub fn new(purpose: Purpose, to: &str, now: DateTime<Utc>) -> Self {
        let to = back(Some(to)).to_owned();
        let to = if to.chars().count() > LONGEST_PATH { "/".to_owned() } else { to };
        Self { secret: secret::new(), began: now.timestamp(), purpose, to }
    }

    /// What the cookie carries.
    pub fn carried(&self) -> String {
        let purpose = match self.purpose {
            Purpose::LogIn => "login",
            Purpose::Confirm => "confirm",
        };
        let to = utf8_percent_encode(&self.to, NON_ALPHANUMERIC);
        format!("{}.{}.{purpose}.{to}", self.secret, self.began)
    }

    /// The errand that a cookie carries; `None`: it is none, or took too long.
    pub fn of(carried: &str, now: DateTime<Utc>) -> Option<Self> {
        let mut parts = carried.splitn(4, '.');
        let secret = parts.next().filter(|secret| secret::is_one(secret))?.to_owned();
        let began: i64 = parts.next()?.parse().ok()?;
        let purpose = match parts.next()? {
            "login" => Purpose::LogIn,
            "confirm" => Purpose::Confirm,
            _ => return None,
        };
        let to = percent_decode_str(parts.next()?).decode_utf8().ok()?;
        let took = now.timestamp().checked_sub(began)?;
        let longest = i64::try_from(LONGEST.as_secs()).unwrap_or(i64::MAX);
        (0..=longest).contains(&took).then(|| Self { secret, began, purpose, to: back(Some(&to)).to_owned() })
    }

    /// When it began.
    pub fn began(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.began, 0).unwrap_or_default()
    }

    /// What the provider is told and asked by: it holds for just what the cookie carries.
    pub fn flow(&self) -> Flow {
        let carried = self.carried();
        let of = |what: &str| secret::derived(what, &carried);
        Flow { state: of("state"), nonce: of("nonce"), verifier: of("verifier") }
    }
}

/// Errands that have ended.
#[derive(Debug, Default)]
pub struct Errands(Mutex<HashMap<String, Instant>>);

impl Errands {
    /// Ends an errand. False when it had ended: what it took is good for one time.
    pub fn end(&self, errand: &Errand, now: Instant) -> bool {
        let mut ended = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ended.retain(|_, at| now.duration_since(*at) <= LONGEST);
        if ended.len() >= REMEMBERED
            && let Some(oldest) = ended.iter().min_by_key(|(_, at)| **at).map(|(digest, _)| digest.clone())
        {
            ended.remove(&oldest);
        }
        ended.insert(secret::digest(&errand.secret), now).is_none()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn an_errand_comes_back_as_it_went_in_time_and_once() {
        let now: DateTime<Utc> = "2026-11-29T08:00:00Z".parse().unwrap();
        let errand = Errand::new(Purpose::Confirm, "/jobs/a b/runs/1?x=é&y=.", now);
        let carried = errand.carried();
        let later = |seconds| Errand::of(&carried, now + TimeDelta::seconds(seconds));
        assert_eq!((later(0), later(600)), (Some(errand.clone()), Some(errand.clone())));
        assert_eq!((later(601), later(-1)), (None, None));
        assert!(
            carried.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".%".contains(&byte)),
            "{carried}"
        );
        let errands = Errands::default();
        let began = Instant::now();
        assert!(errands.end(&errand, began) && !errands.end(&errand, began));
        assert!(errands.end(&Errand::new(Purpose::LogIn, "/", now), began));
        for carried in ["", "x", "a.b.c.d", &carried.replace("confirm", "both"), &carried[1..]] {
            assert_eq!(Errand::of(carried, now), None, "{carried}");
        }
    }

    #[test]
    fn what_an_errand_takes_holds_for_what_the_cookie_carries_alone() {
        let now: DateTime<Utc> = "2026-11-29T08:00:00Z".parse().unwrap();
        let (one, other) = (Errand::new(Purpose::LogIn, "/", now), Errand::new(Purpose::LogIn, "/", now));
        let flow = one.flow();
        assert_ne!(flow.state, other.flow().state);
        assert!(flow.state != flow.nonce && flow.nonce != flow.verifier);
        assert!((43..=128).contains(&flow.verifier.len()), "RFC 7636");
        let changed = Errand { to: "/questions".to_owned(), ..one.clone() };
        assert_ne!(flow.state, changed.flow().state);
        let changed = Errand { purpose: Purpose::Confirm, ..one };
        assert_ne!(flow.state, changed.flow().state);
        assert_eq!(Errand::new(Purpose::LogIn, "//evil.example", now).to, "/");
    }
}
