//! What can go wrong with the state database, with a variant where a caller does something else.
//! No password ever stands in one of these.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::message::{Message, state};
use crate::model::RunId;
use crate::model::said::{Said, Say};

/// Why the state database could not do what it was asked. As text it is English; who reads French has it by
/// [`Say`].
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum StoreError {
    /// The folder of the SQLite file cannot be made.
    Folder {
        /// Folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The SQLite file cannot be opened, or is not a database.
    File {
        /// File.
        path: PathBuf,
        /// What SQLite says.
        detail: Said,
    },
    /// PostgreSQL cannot be reached or does not let us in.
    Connect {
        /// Kind of the problem.
        problem: ConnectProblem,
        /// URL without password and options.
        target: Said,
        /// What libpq says.
        detail: Said,
    },
    /// The SQLite file is not there.
    Missing {
        /// File.
        path: PathBuf,
    },
    /// It has rows, and others were to be written into it; nothing was changed.
    NotEmpty {
        /// Database.
        target: String,
        /// The first table with rows.
        table: String,
        /// How many.
        rows: u64,
    },
    /// What was read back is not what was written; nothing was changed.
    Differs {
        /// Database.
        target: String,
        /// Table.
        table: String,
        /// Rows that were read.
        read: u64,
        /// Rows that stood there.
        written: u64,
    },
    /// A newer program has changed the tables.
    Newer {
        /// Database.
        target: String,
        /// Migrations that this program does not know.
        versions: Vec<String>,
    },
    /// The tables could not be brought up to date; nothing was changed.
    Migrate {
        /// Database.
        target: String,
        /// Why.
        detail: Said,
    },
    /// The copy before a migration could not be made; nothing was changed.
    Copy {
        /// File of the copy.
        path: PathBuf,
        /// Why.
        detail: Said,
    },
    /// The job has a run under way.
    AlreadyRunning {
        /// Job.
        job: String,
        /// Its run.
        run: RunId,
        /// Program that runs it.
        node: String,
        /// Last sign of life.
        alive_at: DateTime<Utc>,
    },
    /// No request for a run of the job waits any more: another program has taken it.
    NothingRequested {
        /// Job.
        job: String,
    },
    /// The run has ended, or was taken for dead and interrupted by another program.
    NotRunning {
        /// Run.
        run: RunId,
    },
    /// Several runs begin or end with these characters.
    Ambiguous {
        /// What was asked for.
        piece: String,
        /// The first runs that it means.
        runs: Vec<String>,
    },
    /// A row that this program cannot have written.
    Corrupt {
        /// Database.
        target: String,
        /// Table, row and what is wrong.
        detail: Said,
    },
    /// The connection broke; the next call connects again.
    Lost {
        /// Database.
        target: String,
        /// What was being done.
        doing: Message,
        /// What the driver says.
        #[source]
        source: diesel::result::Error,
    },
    /// The connection broke while a transaction was ended: what it wrote may stand.
    Unsure {
        /// Database.
        target: String,
        /// What was being done.
        doing: Message,
        /// What the driver says.
        #[source]
        source: diesel::result::Error,
    },
    /// A statement failed.
    Query {
        /// Database.
        target: String,
        /// What was being done.
        doing: Message,
        /// What the database says.
        #[source]
        source: diesel::result::Error,
    },
}

impl Say for StoreError {
    fn said(&self) -> Said {
        match self {
            Self::Folder { path, .. } => state::cannot_make_folder(path.display()),
            Self::File { path, detail } => state::cannot_open(path.display(), detail),
            Self::Connect { problem, target, detail } => state::cannot_connect(target, problem, detail),
            Self::Missing { path } => state::missing(path.display()),
            Self::NotEmpty { target, table, rows } => state::not_empty(target, table, rows),
            Self::Differs { target, table, read, written } => state::differs(target, table, read, written),
            Self::Newer { target, versions } => state::newer(target, versions.join(", ")),
            Self::Migrate { target, detail } => state::cannot_migrate(target, detail),
            Self::Copy { path, detail } => state::cannot_copy(path.display(), detail),
            Self::AlreadyRunning { job, run, node, alive_at } => {
                state::already_running(job, run, node, alive_at.to_string())
            }
            Self::NothingRequested { job } => state::nothing_requested(job),
            Self::NotRunning { run } => state::not_running(run),
            Self::Ambiguous { piece, runs } => state::ambiguous(piece, runs.join(", ")),
            Self::Corrupt { target, detail } => state::corrupt(target, detail),
            Self::Lost { target, doing, .. } => state::lost(target, doing),
            Self::Unsure { target, doing, .. } => state::unsure(target, doing),
            Self::Query { target, doing, .. } => state::failed(target, doing),
        }
        .said()
    }
}

impl StoreError {
    /// Whether nothing was done and the same may work in a moment: a server that starts again, a cut line.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Lost { .. } => true,
            Self::Connect { problem, .. } => match problem {
                ConnectProblem::Unreachable | ConnectProblem::Refused | ConnectProblem::Other => true,
                ConnectProblem::Login
                | ConnectProblem::UnknownDatabase
                | ConnectProblem::Tls
                | ConnectProblem::Url => false,
            },
            Self::Folder { .. }
            | Self::File { .. }
            | Self::Missing { .. }
            | Self::NotEmpty { .. }
            | Self::Differs { .. }
            | Self::Newer { .. }
            | Self::Migrate { .. }
            | Self::Copy { .. }
            | Self::AlreadyRunning { .. }
            | Self::NothingRequested { .. }
            | Self::NotRunning { .. }
            | Self::Ambiguous { .. }
            | Self::Corrupt { .. }
            | Self::Unsure { .. }
            | Self::Query { .. } => false,
        }
    }
}

/// Kinds of problems while connecting to PostgreSQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectProblem {
    /// No such host, no route, no answer.
    Unreachable,
    /// Nothing listens there.
    Refused,
    /// Wrong password or user, or the server does not let this user in from here.
    Login,
    /// The database does not exist.
    UnknownDatabase,
    /// The encrypted connection could not be made or the server did not prove who it is.
    Tls,
    /// The URL cannot be used.
    Url,
    /// Something else; the detail says what.
    Other,
}

impl Say for ConnectProblem {
    fn said(&self) -> Said {
        match self {
            Self::Unreachable => state::host_unreachable(),
            Self::Refused => state::connection_refused(),
            Self::Login => state::login_refused(),
            Self::UnknownDatabase => state::unknown_database(),
            Self::Tls => state::no_trusted_connection(),
            Self::Url => state::url_unusable(),
            Self::Other => state::postgresql_says(),
        }
        .said()
    }
}

/// What a query function fails with, before [`super::Store`] adds which database and what for.
#[derive(Debug)]
pub(super) enum Fault {
    /// From the database.
    Query(diesel::result::Error),
    /// From the database, while a transaction was ended: what it wrote may stand.
    Commit(diesel::result::Error),
    /// A row that cannot be read.
    Unreadable(Said),
    /// Ready for the caller.
    Store(StoreError),
}

impl Fault {
    /// What went wrong, as one text.
    pub(super) fn detail(self) -> Said {
        match self {
            Self::Query(error) | Self::Commit(error) => error.to_string().into(),
            Self::Unreadable(detail) => detail,
            Self::Store(error) => error.said(),
        }
    }
}

impl From<diesel::result::Error> for Fault {
    fn from(error: diesel::result::Error) -> Self {
        Self::Query(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
