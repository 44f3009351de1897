//! The state database: runs and their journal, links, tickets, reference data, the outbox and the
//! schedule's memory, in SQLite or PostgreSQL behind one schema. All SQL lives here; functions take and give model types.
//!
//! Every method blocks. One connection is shared; a broken one is replaced at the next call.

mod acts;
mod api_tokens;
mod batch;
mod bookmarks;
mod catalogue;
mod clock;
mod company_links;
mod connect;
mod counted;
mod database;
mod due;
mod entries;
mod error;
mod files;
mod findings;
mod flat_ledger;
mod inboxes;
mod known_episodes;
mod link_changes;
mod links;
mod looks;
mod measures;
mod migrate;
mod outbox;
mod private;
mod pushes;
mod questions;
mod readings;
mod refs;
mod remembered;
mod run_pages;
mod run_requests;
mod runs;
mod schema;
mod search;
mod security;
mod sessions;
mod stamp;
mod steady;
mod tally;
#[cfg(test)]
mod tests;
mod ticket_reports;
mod tickets;
mod tokens;
mod transfer;
mod upkeep;
mod webhooks;

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use diesel::result::{DatabaseErrorKind, Error};
use secrecy::SecretString;

pub use self::acts::ActOutcome;
pub use self::company_links::{Becomes, CompanyEdit};
pub use self::error::{ConnectProblem, StoreError};
pub use self::findings::ShownReject;
pub use self::link_changes::{ChangesOf, Edited, ItemEdit, Sharing};
pub use self::links::LinkKey;
pub use self::run_pages::{BegunFilter, RunFilter};
pub use self::runs::RunEnd;
pub use self::search::Wanted;
pub use self::stamp::{new_id, time_of_id};
pub use self::tickets::{TicketFilter, Which};
pub use self::tokens::KeptToken;
pub use self::transfer::{Others, TableContent};
pub use self::upkeep::Standing;
pub use self::webhooks::{DueMessage, LONGEST_PAUSE};

use self::connect::Place;
use self::database::{Begin, Database};
use self::error::Fault;
use crate::message::Message;
use crate::model::project::StateUrl;

/// A connection that was idle longer is tried before it is used: servers restart, firewalls forget.
const IDLE: Duration = Duration::from_secs(30);

/// Pauses before the state database on a server is tried again: a quarter of a minute in all, so that a restart
/// passes and the signs of life of a run (every 20 s, taken for dead after 120 s) go on.
const PAUSES: [Duration; 6] = [
    Duration::from_millis(250),
    Duration::from_millis(750),
    Duration::from_secs(2),
    Duration::from_secs(3),
    Duration::from_secs(4),
    Duration::from_secs(5),
];

/// The state database. Share it by `Arc`; its methods block, for a few milliseconds mostly.
pub struct Store {
    place: Place,
    slot: Mutex<Slot>,
    /// Since when the database is being asked.
    asked_at: Mutex<Option<Instant>>,
}

struct Slot {
    database: Option<Database>,
    used_at: Instant,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Store").field(&self.shown()).finish()
    }
}

impl Store {
    /// Opens the database and brings its tables up to date. A SQLite file and its folder are made;
    /// one that holds data is copied to `<file>.before-<version>` before its tables change.
    ///
    /// # Errors
    /// [`StoreError::Folder`], [`StoreError::File`], [`StoreError::Connect`], [`StoreError::Newer`],
    /// [`StoreError::Migrate`], [`StoreError::Copy`].
    pub fn open(state: &StateUrl, password: Option<&SecretString>) -> Result<Self, StoreError> {
        let place = Place::of(state, password)?;
        let mut database = place.connect()?;
        migrate::bring_up_to_date(&mut database, &place)?;
        Ok(Self::with(place, database))
    }

    /// Opens the database as it is, to look at it: nothing is made and nothing brought up to date; only
    /// [`Store::standing`] can be asked of tables of another version.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::File`], [`StoreError::Connect`].
    pub fn look_at(state: &StateUrl, password: Option<&SecretString>) -> Result<Self, StoreError> {
        if let StateUrl::Sqlite(path) = state
            && !path.exists()
        {
            return Err(StoreError::Missing { path: path.clone() });
        }
        let place = Place::of(state, password)?;
        let database = place.connect()?;
        Ok(Self::with(place, database))
    }

    fn with(place: Place, database: Database) -> Self {
        let slot = Slot { database: Some(database), used_at: Instant::now() };
        Self { place, slot: Mutex::new(slot), asked_at: Mutex::new(None) }
    }

    /// The database as messages name it: the file, or the URL without password and options.
    pub fn shown(&self) -> String {
        self.place.shown()
    }

    /// Statements that only read.
    fn read<T>(
        &self,
        doing: Message,
        work: impl FnMut(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.retried(doing, work)
    }

    /// Statements that only read, all as of one moment.
    fn read_at_once<T>(
        &self,
        doing: Message,
        mut work: impl FnMut(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.retried(doing, |database| database.in_transaction(Begin::Read, &mut work))
    }

    /// Statements that write, in one transaction.
    fn write<T>(
        &self,
        doing: Message,
        mut work: impl FnMut(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        self.retried(doing, |database| database.in_transaction(Begin::Write, &mut work))
    }

    /// Does something, and again when the connection to PostgreSQL broke before it was done: a server that
    /// starts again or a line that is cut for some seconds ends no run.
    fn retried<T>(
        &self,
        doing: Message,
        mut work: impl FnMut(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let mut pauses = PAUSES.iter();
        loop {
            let outcome = self.once(doing.clone(), &mut work);
            match (&outcome, pauses.next()) {
                (Err(error), Some(pause)) if self.place.is_server() && error.is_passing() => {
                    tracing::warn!(%error, "the state database is tried again in {} s", pause.as_secs_f32());
                    std::thread::sleep(*pause);
                }
                (_, _) => return outcome,
            }
        }
    }

    fn once<T>(
        &self,
        doing: Message,
        work: impl FnOnce(&mut Database) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let mut slot = self.lock();
        self.note_asked(Some(Instant::now()));
        let outcome = self.connected(&mut slot).map(work);
        let outcome = outcome.and_then(|outcome| self.checked(&mut slot, doing, outcome));
        self.note_asked(None);
        outcome
    }

    fn note_asked(&self, at: Option<Instant>) {
        *self.asked_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = at;
    }

    /// How long the database has not answered what it is being asked; zero when nobody waits for it. A
    /// PostgreSQL whose process is frozen while its machine answers keeps a call for ever.
    pub fn hangs_for(&self) -> Duration {
        let asked_at = *self.asked_at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        asked_at.map_or(Duration::ZERO, |at| at.elapsed())
    }

    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(|poisoned| {
            // A panic left the connection in the middle of something: begin with a new one.
            let mut slot = poisoned.into_inner();
            slot.database = None;
            self.slot.clear_poison();
            slot
        })
    }

    fn connected<'slot>(&self, slot: &'slot mut Slot) -> Result<&'slot mut Database, StoreError> {
        let idle = slot.used_at.elapsed() > IDLE;
        let usable = slot.database.take().and_then(|mut database| {
            let broken = idle && database.is_broken();
            (!broken).then_some(database)
        });
        slot.used_at = Instant::now();
        let database = match usable {
            Some(database) => database,
            None => self.place.connect()?,
        };
        Ok(slot.database.insert(database))
    }

    fn checked<T>(
        &self,
        slot: &mut Slot,
        doing: Message,
        outcome: Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let target = || self.place.shown();
        match outcome {
            Ok(value) => Ok(value),
            Err(Fault::Store(error)) => Err(error),
            Err(Fault::Unreadable(detail)) => Err(StoreError::Corrupt { target: target(), detail }),
            Err(Fault::Commit(source)) if slot.database.as_mut().is_some_and(Database::is_broken) => {
                slot.database = None;
                Err(StoreError::Unsure { target: target(), doing, source })
            }
            Err(Fault::Query(source) | Fault::Commit(source)) => {
                let refused = matches!(
                    source,
                    Error::DatabaseError(
                        DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::ForeignKeyViolation,
                        _
                    )
                );
                if !refused && slot.database.as_mut().is_some_and(Database::is_broken) {
                    slot.database = None;
                    return Err(StoreError::Lost { target: target(), doing, source });
                }
                Err(StoreError::Query { target: target(), doing, source })
            }
        }
    }
}
