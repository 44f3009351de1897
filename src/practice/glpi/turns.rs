//! PHP's session lock, and tables that somebody has locked.
//!
//! A request reads its session behind the lock and lets go of it at once; with `session_write=true`, and
//! where it changes the session itself, it keeps the lock to its end (10.0.6, sessions in files).

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::schema::schema;
use super::session::Session;
use super::state::State;
use super::table_lock::{LockedTable, TableLock};
use crate::practice::serve::{Incoming, Shared};

/// Endpoints that change the session, and keep its lock for it.
const SESSION_CHANGES: [&str; 3] = ["changeActiveEntities", "changeActiveProfile", "killSession"];

/// A request in its session, as that was when PHP began with it.
pub(super) struct Visit {
    token: String,
    session: Option<Session>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Visit {
    /// Waits for the session of a request and reads it.
    pub(super) async fn begin(state: &Shared<State>, incoming: &Incoming) -> Visit {
        let token = incoming.header("session-token").map(str::to_owned);
        let token = token.or_else(|| incoming.parameter("session_token")).unwrap_or_default();
        let turn = {
            let mut state = state.lock();
            let locks = state.settings.locks_sessions && !token.is_empty();
            locks.then(|| {
                Arc::clone(state.turns.entry(token.clone()).or_insert_with(|| Arc::new(Mutex::new(()))))
            })
        };
        let turn = match turn {
            Some(turn) => Some(turn.lock_owned().await),
            None => None,
        };
        let endpoint = incoming.path.trim_matches('/');
        let asks = incoming.parameter("session_write").is_some_and(|value| value == "true" || value == "1");
        let keeps = asks || SESSION_CHANGES.contains(&endpoint);
        let session = state.lock().sessions.get(&token).cloned();
        Visit { token, session, _turn: turn.filter(|_| keeps) }
    }

    /// Works in the session as it was at the beginning, though it may have ended meanwhile.
    pub(super) fn within<T>(self, state: &Shared<State>, work: impl FnOnce() -> T) -> T {
        let gone = {
            let mut state = state.lock();
            let gone = !state.sessions.contains_key(&self.token);
            match (gone, &self.session) {
                (true, Some(session)) => state.sessions.insert(self.token.clone(), session.clone()),
                _ => None,
            };
            gone
        };
        let done = work();
        if gone && self.session.is_some() {
            state.lock().sessions.remove(&self.token);
        }
        done
    }
}

impl State {
    /// Locks the table of an item type for a while.
    pub(super) fn lock_table(&mut self, item_type: &str, lock: TableLock, time: Duration) {
        let until = Instant::now() + time;
        self.locked.push(LockedTable { item_type: item_type.to_owned(), lock, until });
    }

    /// When the tables that a request needs are free again.
    pub(super) fn locked_until(&mut self, method: &str, path: &str, incoming: &Incoming) -> Option<Instant> {
        let now = Instant::now();
        self.locked.retain(|locked| locked.until > now);
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        let first = segments.next().unwrap_or_default();
        let of_request = match first {
            "search" | "listSearchOptions" => segments.next().unwrap_or_default().to_owned(),
            "getMultipleItems" => incoming.parameter("items[0][itemtype]").unwrap_or_default(),
            other => other.to_owned(),
        };
        let kind = schema().item_type(&of_request)?;
        let writes = method != "GET" && first != "search";
        let waits = |locked: &&LockedTable| {
            locked.item_type.eq_ignore_ascii_case(kind.name) && (writes || locked.lock == TableLock::Write)
        };
        self.locked.iter().filter(waits).map(|locked| locked.until).max()
    }
}
