//! How often a wrong password may be tried, by address and by name. Kept in memory: a program that starts anew
//! has forgotten it, and each node counts for itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Tries are forgotten after so long.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Wrong tries of a name from one address, from an address whatever the name, of a name from wherever. The last
/// one is high: who may not log in shall not keep others from it.
const MOST: [usize; 3] = [5, 20, 100];
/// More addresses and names are not remembered: the oldest are forgotten.
const REMEMBERED: usize = 20_000;

/// Counts wrong tries.
#[derive(Debug, Default)]
pub struct Limiter {
    tries: Mutex<HashMap<String, Vec<Instant>>>,
}

/// What wrong tries are counted by.
#[derive(Debug, Clone)]
pub struct Tried([String; 3]);

impl Tried {
    /// A try of a name from an address. A machine has a whole /64 of IPv6 to itself.
    pub fn new(name: &str, address: Option<IpAddr>) -> Self {
        let address = match address.map(|address| address.to_canonical()) {
            Some(IpAddr::V6(six)) => format!("{:?}", &six.segments()[..4]),
            Some(IpAddr::V4(four)) => four.to_string(),
            None => String::new(),
        };
        let name: String = name.chars().take(80).collect();
        Self([format!("both {address} {name}"), format!("address {address}"), format!("name {name}")])
    }
}

impl Limiter {
    /// Begins a try, which counts as a wrong one until it is said to be right: of many at once no more are looked at than
    /// may be wrong. `None`: no password is looked at now; true: the last one for a while.
    pub fn begin(&self, tried: &Tried, now: Instant) -> Option<bool> {
        let mut tries = self.lock();
        Self::held_back(&tries, tried, now).is_none().then(|| Self::count(&mut tries, tried, now))
    }

    /// For how long no password is looked at; `None`: it is.
    fn held_back(tries: &HashMap<String, Vec<Instant>>, tried: &Tried, now: Instant) -> Option<Duration> {
        let wait = |key: &String, most: usize| {
            let mut of: Vec<Instant> = tries.get(key)?.clone();
            of.retain(|at| now.duration_since(*at) < WINDOW);
            let first = of.len().checked_sub(most).map(|at| of[at])?;
            Some(WINDOW.saturating_sub(now.duration_since(first)))
        };
        tried.0.iter().zip(MOST).filter_map(|(key, most)| wait(key, most)).max()
    }

    /// Counts a wrong try. True when it is the one from which on nothing is looked at.
    fn count(tries: &mut HashMap<String, Vec<Instant>>, tried: &Tried, now: Instant) -> bool {
        let mut is_last = false;
        for (key, most) in tried.0.iter().zip(MOST) {
            let of = tries.entry(key.clone()).or_default();
            of.retain(|at| now.duration_since(*at) < WINDOW);
            of.push(now);
            is_last |= of.len() == most;
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

    /// The right password was given: forgets the wrong tries of a name from an address, and this one of both.
    pub fn succeeded(&self, tried: &Tried, begun: Instant) {
        let mut tries = self.lock();
        tries.remove(&tried.0[0]);
        for key in &tried.0[1..] {
            if let Some(of) = tries.get_mut(key)
                && let Some(at) = of.iter().position(|at| *at == begun)
            {
                of.remove(at);
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Instant>>> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(name: &str, last: u8) -> Tried {
        Tried::new(name, Some(IpAddr::from([192, 0, 2, last])))
    }

    #[test]
    fn a_name_is_held_back_after_five_wrong_tries_and_others_are_not() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for _ in 0..4 {
            assert_eq!(limiter.begin(&from("ann", 1), now), Some(false));
        }
        assert_eq!(limiter.begin(&from("ann", 1), now), Some(true));
        assert_eq!(limiter.begin(&from("ann", 1), now), None);
        assert_eq!(Limiter::held_back(&limiter.lock(), &from("ann", 1), now), Some(WINDOW));
        assert_eq!(limiter.begin(&from("ann", 2), now), Some(false), "from another address");
        assert_eq!(limiter.begin(&from("bob", 1), now), Some(false), "another name");
        let later = now + WINDOW;
        assert_eq!(limiter.begin(&from("ann", 1), later), Some(false));
    }

    #[test]
    fn right_passwords_hold_nobody_back() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for number in 0..200 {
            let at = now + Duration::from_secs(number);
            assert!(limiter.begin(&from("ann", 1), at).is_some(), "{number}");
            limiter.succeeded(&from("ann", 1), at);
        }
    }

    #[test]
    fn an_address_is_held_back_whatever_name_it_tries_and_a_flood_takes_no_memory() {
        let (limiter, now) = (Limiter::default(), Instant::now());
        for number in 0..20 {
            assert!(limiter.begin(&from(&format!("user{number}"), 1), now).is_some());
        }
        assert_eq!(limiter.begin(&from("ann", 1), now), None);
        for number in 0..30_000_u32 {
            let tried = Tried::new(&number.to_string(), Some(IpAddr::from(number.to_be_bytes())));
            limiter.begin(&tried, now + Duration::from_millis(number.into()));
        }
        assert!(limiter.lock().len() <= REMEMBERED);
    }
}
