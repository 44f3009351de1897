//! Whether the state database answers and keeps what is written, asked by one thread at a time, however many want to know.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::Utc;

use super::{FRESH, lock};
use crate::engine::reason;
use crate::message::{self, Message};
use crate::model::Said;
use crate::store::{Store, StoreError};

/// Who asks is told after this that there is no answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// What was kept a moment ago is not tried again: who asks may be a stranger.
const KEPT: Duration = Duration::from_secs(10);
/// So many wait for an answer; others are told what was answered last.
const WAITING: usize = 8;

#[derive(Debug)]
pub(super) struct Probe {
    store: Store,
    /// The name under which it writes.
    node: String,
    seen: Mutex<Seen>,
    told: Condvar,
}

#[derive(Debug, Default)]
struct Seen {
    is_asked: bool,
    waiting: usize,
    last: Option<(Instant, Result<(), Said>)>,
    /// When something was kept last.
    kept_at: Option<Instant>,
}

impl Probe {
    pub(super) fn of(store: Store, node: String) -> Self {
        Self { store, node, seen: Mutex::default(), told: Condvar::new() }
    }

    /// Asks, and waits for a moment.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn ask(self: &Arc<Self>) -> Result<(), Message> {
        let asked_at = Instant::now();
        let mut seen = lock(&self.seen);
        let is_fresh = seen.last.as_ref().is_some_and(|(at, _)| at.elapsed() < FRESH);
        if !is_fresh && seen.waiting < WAITING {
            if !seen.is_asked {
                seen.is_asked = self.begin();
            }
            seen.waiting += 1;
            let since = |seen: &mut Seen| seen.last.as_ref().is_none_or(|(at, _)| *at < asked_at);
            let waited = self.told.wait_timeout_while(seen, PATIENCE, since);
            let (after, out) = waited.unwrap_or_else(PoisonError::into_inner);
            seen = after;
            seen.waiting -= 1;
            if out.timed_out() {
                return Err(message::web::state_is_silent());
            }
        }
        match &seen.last {
            Some((_, Ok(()))) => Ok(()),
            Some((_, Err(why))) => Err(message::web::state_fails(why)),
            None => Err(message::web::state_is_silent()),
        }
    }

    /// Asks on a thread of its own, which a database that hangs may hold.
    fn begin(self: &Arc<Self>) -> bool {
        let probe = self.clone();
        let begun = std::thread::Builder::new().name("probe".to_owned()).spawn(move || {
            let kept_at = lock(&probe.seen).kept_at;
            let (answer, kept_at) = match probe.try_it(kept_at) {
                Ok(kept_at) => (Ok(()), Some(kept_at)),
                Err(error) => (Err(reason::of(&error.into())), None),
            };
            let mut seen = lock(&probe.seen);
            seen.kept_at = kept_at;
            seen.last = Some((Instant::now(), answer));
            seen.is_asked = false;
            drop(seen);
            probe.told.notify_all();
        });
        begun.is_ok()
    }

    /// Asks, and writes where that was long ago. Says when something was kept last.
    fn try_it(&self, kept_at: Option<Instant>) -> Result<Instant, StoreError> {
        self.store.answers()?;
        match kept_at.filter(|at| at.elapsed() < KEPT) {
            Some(at) => Ok(at),
            None => self.store.keeps(&self.node, Utc::now()).map(|()| Instant::now()),
        }
    }
}
