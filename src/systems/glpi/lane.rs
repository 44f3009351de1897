//! Sessions that write. Each carries one write at a time and keeps PHP's session lock meanwhile, so
//! that the end of the write can be waited for in the same session (`fence.rs`).
//!
//! The session that reads is not among them: a read has to get the lock, too, before it goes on.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Glpi;
use super::message;
use super::session::{Session, holding_session};
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::systems::shared::call::Call;
use crate::systems::shared::{Answer, RemoteError};
use crate::systems::target::Keep;

/// The sessions that write, and how many may at once.
#[derive(Debug)]
pub(super) struct Lanes {
    seats: Arc<Semaphore>,
    free: Mutex<Vec<Session>>,
    /// Tokens of sessions that are not ended: they prove the end of writes whose outcome is open.
    kept: Mutex<HashSet<String>>,
}

/// A session that writes, from its choice to its return.
#[derive(Debug)]
pub(super) struct Lane {
    /// Taken only when the lane is dropped.
    session: Option<Session>,
    /// A write of it may still be carried out.
    doubtful: AtomicBool,
    glpi: Glpi,
    _seat: OwnedSemaphorePermit,
}

impl Lanes {
    pub fn new(in_flight: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(in_flight)), free: Mutex::default(), kept: Mutex::default() }
    }

    fn free(&self) -> MutexGuard<'_, Vec<Session>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a session live on when the others are ended, or no longer.
    pub fn keep(&self, token: &SecretString, keep: Keep) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match keep {
            Keep::Alive => kept.insert(token.expose_secret().to_owned()),
            Keep::NoLonger => kept.remove(token.expose_secret()),
        };
    }

    fn is_kept(&self, session: &Session) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        session.live_token().is_some_and(|token| kept.contains(token.expose_secret()))
    }

    /// Ends the sessions that nobody writes with and that prove nothing. Those that are gone already are
    /// as good.
    pub async fn close(&self) {
        let free = std::mem::take(&mut *self.free());
        for session in free.into_iter().filter(|session| !self.is_kept(session)) {
            if let Err(left) = session.close().await {
                tracing::debug!(%left, "a session that wrote was not ended");
            }
        }
    }
}

impl Glpi {
    /// The same GLPI, whose writes go through a session of their own. Waits while as many calls write
    /// as may be in flight.
    ///
    /// # Errors
    /// When no session can be opened.
    pub async fn writer(&self) -> Result<Self, RemoteError> {
        let lanes = &self.shared.lanes;
        let Ok(seat) = Arc::clone(&lanes.seats).acquire_owned().await else {
            return Err(RemoteError::Setup(message::no_more_writers().said()));
        };
        let free = lanes.free().pop();
        let session = match free {
            Some(session) => session,
            None => self.session().another().await?,
        };
        let reader = Self { shared: Arc::clone(&self.shared), lane: None };
        let lane = Lane {
            session: Some(session),
            doubtful: AtomicBool::new(false),
            glpi: reader.clone(),
            _seat: seat,
        };
        Ok(Self { lane: Some(Arc::new(lane)), ..reader })
    }

    /// True for a writer whose session is open and has no write that may still be carried out.
    pub fn can_write(&self) -> bool {
        self.lane.as_ref().is_some_and(|lane| {
            let live = lane.session().is_some_and(|session| session.live_token().is_some());
            live && !lane.doubtful.load(Ordering::Relaxed)
        })
    }

    /// True for a writer whose session the server has ended.
    pub fn has_expired(&self) -> bool {
        self.lane
            .as_ref()
            .and_then(|lane| lane.session())
            .is_some_and(|session| session.live_token().is_none())
    }

    /// Sends a write, in the session of the writer if this is one.
    pub(super) async fn send_write(&self, call: &Call) -> Result<(String, Answer), RemoteError> {
        match &self.lane {
            Some(lane) => lane.send(call).await,
            None => self.session().send(call).await,
        }
    }
}

impl Lane {
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// Says whether a write of it may still be carried out.
    pub fn doubt(&self, doubtful: bool) {
        self.doubtful.store(doubtful, Ordering::Relaxed);
    }

    async fn send(&self, call: &Call) -> Result<(String, Answer), RemoteError> {
        let Some(session) = &self.session else {
            return Err(RemoteError::Setup(message::writer_ended().said()));
        };
        // Also when this future is dropped: the server goes on.
        self.doubt(true);
        session.send_once(&holding_session(call.clone())).await
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        // A session whose write may go on would keep the next write waiting, and ending it would take
        // away what proves the end of the write.
        let usable = !self.doubtful.load(Ordering::Relaxed);
        if let Some(session) = self.session.take().filter(|session| usable && session.live_token().is_some())
        {
            self.glpi.shared.lanes.free().push(session);
        }
    }
}
