//! How often a wrong password may be tried. Kept in memory: a program that starts anew has forgotten it, and each
//! node counts for itself.
//!
//! Nobody shall keep others from logging in: only an address that was wrong too often is locked out. Where many could
//! share it (this machine, behind a proxy that nobody told us of), and for a name that the world tries, it goes on
//! slowly. Who has logged in before in a browser is counted apart from all of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::whence::Whence;

/// Tries are forgotten after so long.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Wrong tries of a name from one address, in one known browser or of one login.
const OF_ONE: usize = 5;
/// Wrong tries from an address, whatever the name.
const OF_ADDRESS: usize = 20;
/// Wrong tries of a name, from wherever.
const OF_NAME: usize = 100;
/// Where it goes on slowly, one password is looked at in so long.
const PAUSE: Duration = Duration::from_secs(3);
/// More addresses, names and browsers are not remembered: the oldest are forgotten.
const REMEMBERED: usize = 20_000;
/// Most characters of a name that is counted.
const LONGEST_NAME: usize = 80;

/// Counts wrong tries.
#[derive(Debug, Default)]
pub struct Limiter {
    tries: Mutex<HashMap<String, Vec<Instant>>>,
    browsers: Mutex<HashMap<String, Browser>>,
}

/// A browser in which somebody has logged in.
#[derive(Debug)]
struct Browser {
    name: String,
    seen: Instant,
}

/// For how long no password is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// A quarter of an hour.
    Long,
    /// Some seconds.
    Short,
}

/// What wrong tries are counted by, what counts this one alone first.
#[derive(Debug, Clone)]
pub struct Tried(Vec<Counted>);

#[derive(Debug, Clone)]
struct Counted {
    key: String,
    most: usize,
    then: Wait,
}

impl Tried {
    /// A try of a name from an address.
    pub fn new(name: &str, whence: Whence) -> Self {
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let of_name = Counted { key: format!("name {name}"), most: OF_NAME, then: Wait::Short };
        let both = format!("both {whence:?} {name}");
        Self(match whence {
            Whence::Here => vec![Counted { key: both, most: OF_ONE, then: Wait::Short }, of_name],
            Whence::Four(_) | Whence::Six(_) => vec![
                Counted { key: both, most: OF_ONE, then: Wait::Long },
                Counted { key: format!("address {whence:?}"), most: OF_ADDRESS, then: Wait::Long },
                of_name,
            ],
        })
    }

    /// A try in a browser that the name has logged in with before, or of somebody who is logged in: `digest` tells
    /// which one.
    pub fn of_known(digest: &str) -> Self {
        Self(vec![Counted { key: format!("known {digest}"), most: OF_ONE, then: Wait::Long }])
    }

    /// A login at a provider from an address.
    pub fn of_provider(whence: Whence) -> Self {
        Self::of_address("provider", whence)
    }

    /// A try of a token of the API from an address.
    pub fn of_tokens(whence: Whence) -> Self {
        Self::of_address("tokens", whence)
    }

    fn of_address(what: &str, whence: Whence) -> Self {
        let then = if whence == Whence::Here { Wait::Short } else { Wait::Long };
        Self(vec![Counted { key: format!("{what} {whence:?}"), most: OF_ADDRESS, then }])
    }

    /// Something that is told once in a while only, however often it happens.
    pub fn told(what: &str) -> Self {
        let what: String = what.chars().take(LONGEST_NAME).collect();
        Self(vec![Counted { key: format!("told {what}"), most: 1, then: Wait::Long }])
    }
}

impl Counted {
    fn wait(&self, tries: &HashMap<String, Vec<Instant>>, now: Instant) -> Option<Wait> {
        let of = tries.get(&self.key)?;
        let recent = of.iter().filter(|at| now.duration_since(**at) < WINDOW).count();
        if recent < self.most {
            return None;
        }
        match self.then {
            Wait::Long => Some(Wait::Long),
            Wait::Short => {
                let last = of.last()?;
                (now.duration_since(*last) < PAUSE).then_some(Wait::Short)
            }
        }
    }
}

impl Limiter {
    /// Begins a try, which counts as a wrong one until it is said to be right: of many at once no more are looked at than
    /// may be wrong. True: the last one for a while.
    ///
    /// # Errors
    /// No password is looked at now.
    pub fn begin(&self, tried: &Tried, now: Instant) -> Result<bool, Wait> {
        let mut tries = lock(&self.tries);
        let mut waits = tried.0.iter().filter_map(|counted| counted.wait(&tries, now));
        match waits.next() {
            Some(Wait::Short) if waits.any(|wait| wait == Wait::Long) => Err(Wait::Long),
            Some(wait) => Err(wait),
            None => Ok(count(&mut tries, tried, now)),
        }
    }

    /// The right password was given: forgets the wrong tries of the same kind, and this one wherever it was counted.
    pub fn succeeded(&self, tried: &Tried, begun: Instant) {
        let mut tries = lock(&self.tries);
        for (at, counted) in tried.0.iter().enumerate() {
            if at == 0 {
                tries.remove(&counted.key);
            } else if let Some(of) = tries.get_mut(&counted.key)
                && let Some(at) = of.iter().position(|at| *at == begun)
            {
                of.remove(at);
            }
        }
    }

    /// Remembers that somebody has logged in with a browser, which has a secret of this digest.
    pub fn remember(&self, digest: String, name: &str, now: Instant) {
        let mut browsers = lock(&self.browsers);
        if browsers.len() >= REMEMBERED
            && let Some(oldest) = browsers.iter().min_by_key(|(_, browser)| browser.seen)
        {
            let oldest = oldest.0.clone();
            browsers.remove(&oldest);
        }
        browsers.insert(digest, Browser { name: name.to_owned(), seen: now });
    }

    /// Whether a name has logged in with a browser before.
    pub fn knows(&self, digest: &str, name: &str) -> bool {
        lock(&self.browsers).get(digest).is_some_and(|browser| browser.name == name)
    }
}

/// Counts a wrong try. True when it is the one from which on nothing is looked at for a while.
fn count(tries: &mut HashMap<String, Vec<Instant>>, tried: &Tried, now: Instant) -> bool {
    let mut is_last = false;
    for counted in &tried.0 {
        let of = tries.entry(counted.key.clone()).or_default();
        of.retain(|at| now.duration_since(*at) < WINDOW);
        of.push(now);
        is_last |= of.len() == counted.most;
    }
    if tries.len() > REMEMBERED {
        tries.retain(|_, of| of.last().is_some_and(|at| now.duration_since(*at) < WINDOW));
    }
    if tries.len() > REMEMBERED {
        let mut last: Vec<Instant> = tries.values().filter_map(|of| of.last().copied()).collect();
        last.sort_unstable();
        let middle = last[last.len() / 2];
        tries.retain(|_, of| of.last().is_some_and(|at| *at > middle));
    }
    is_last
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn from(name: &str, last: u8) -> Tried {
        Tried::new(name, Whence::of(Some(IpAddr::from([192, 0, 2, last]))))
    }

    #[test]
    fn a_name_is_held_back_after_five_wrong_tries_and_others_are_not() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for _ in 0..4 {
            assert_eq!(limiter.begin(&from("ann", 1), now), Ok(false));
        }
        assert_eq!(limiter.begin(&from("ann", 1), now), Ok(true));
        assert_eq!(limiter.begin(&from("ann", 1), now), Err(Wait::Long));
        assert_eq!(limiter.begin(&from("ann", 2), now), Ok(false), "from another address");
        assert_eq!(limiter.begin(&from("bob", 1), now), Ok(false), "another name");
        let later = now + WINDOW;
        assert_eq!(limiter.begin(&from("ann", 1), later), Ok(false));
    }

    #[test]
    fn right_passwords_hold_nobody_back() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for number in 0..200 {
            let at = now + Duration::from_secs(number);
            assert!(limiter.begin(&from("ann", 1), at).is_ok(), "{number}");
            limiter.succeeded(&from("ann", 1), at);
        }
    }

    #[test]
    fn an_address_is_held_back_whatever_name_it_tries_and_a_flood_takes_no_memory() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for number in 0..20 {
            assert!(limiter.begin(&from(&format!("user{number}"), 1), now).is_ok());
        }
        assert_eq!(limiter.begin(&from("ann", 1), now), Err(Wait::Long));
        for number in 0..30_000_u32 {
            let whence = Whence::of(Some(IpAddr::from(number.to_be_bytes())));
            let _ = limiter
                .begin(&Tried::new(&number.to_string(), whence), now + Duration::from_millis(number.into()));
        }
        for number in 0..=20_050_u32 {
            limiter.remember(number.to_string(), "ann", now + Duration::from_millis(number.into()));
        }
        assert!(lock(&limiter.tries).len() <= REMEMBERED);
        assert!(lock(&limiter.browsers).len() <= REMEMBERED);
        assert!(
            limiter.knows("20050", "ann") && !limiter.knows("0", "ann") && !limiter.knows("20050", "bob")
        );
    }

    /// The whole world tries a name, each address less often than is held back: its owner is slowed, and not even that
    /// in a browser that is known.
    #[test]
    fn who_is_tried_by_the_world_is_not_locked_out() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for last in 0..100 {
            assert!(limiter.begin(&from("ann", last), now).is_ok(), "{last}");
        }
        assert_eq!(limiter.begin(&from("ann", 200), now), Err(Wait::Short));
        assert_eq!(limiter.begin(&from("ann", 200), now + PAUSE), Ok(false));
        assert_eq!(limiter.begin(&from("ann", 201), now + PAUSE), Err(Wait::Short));
        assert_eq!(limiter.begin(&Tried::of_known("browser"), now + PAUSE), Ok(false));
        assert_eq!(limiter.begin(&from("bob", 201), now + PAUSE), Ok(false));
    }

    /// Behind a proxy that nobody told us of all come from this machine.
    #[test]
    fn this_machine_is_slowed_and_never_locked_out() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        let here = |name: &str| Tried::new(name, Whence::Here);
        for _ in 0..5 {
            assert!(limiter.begin(&here("ann"), now).is_ok());
        }
        assert_eq!(limiter.begin(&here("ann"), now), Err(Wait::Short));
        assert_eq!(limiter.begin(&here("ann"), now + PAUSE), Ok(false));
        for number in 0..50 {
            assert!(limiter.begin(&here(&format!("user{number}")), now).is_ok(), "{number}");
        }
    }

    #[test]
    fn a_known_browser_and_a_login_have_five_tries_too() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        let known = Tried::of_known("browser");
        for number in 0..5 {
            assert_eq!(limiter.begin(&known, now), Ok(number == 4));
        }
        assert_eq!(limiter.begin(&known, now), Err(Wait::Long));
    }
}
