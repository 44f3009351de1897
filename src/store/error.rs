//! What can go wrong with the state database, with a variant where a caller does something else.
//! No password ever stands in one of these.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::message::{self, Message};
use crate::model::RunId;

/// Why the state database could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder of the SQLite file cannot be made.
    #[error("cannot make the folder {} of the state database", path.display())]
    Folder {
        /// Folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The SQLite file cannot be opened, or is not a database.
    #[error("cannot open the state database {}: {detail}", path.display())]
    File {
        /// File.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// PostgreSQL cannot be reached or does not let us in.
    #[error("cannot connect to the state database {target}: {problem}: {detail}")]
    Connect {
        /// Kind of the problem.
        problem: ConnectProblem,
        /// URL without password and options.
        target: String,
        /// What libpq says.
        detail: String,
    },
    /// A newer program has changed the tables.
    #[error(
        "the state database {target} was changed by a newer stocktake (migrations {}); use that version, \
         or a copy of the database from before",
        versions.join(", ")
    )]
    Newer {
        /// Database.
        target: String,
        /// Migrations that this program does not know.
        versions: Vec<String>,
    },
    /// The tables could not be brought up to date; nothing was changed.
    #[error("cannot bring the state database {target} up to date: {detail}")]
    Migrate {
        /// Database.
        target: String,
        /// Why.
        detail: String,
    },
    /// The copy before a migration could not be made; nothing was changed.
    #[error("cannot copy the state database to {} before changing its tables: {detail}", path.display())]
    Copy {
        /// File of the copy.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The job has a run under way.
    #[error("{job} is running already: run {run} on {node}, last sign of life {alive_at}")]
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
    /// The run has ended, or was taken for dead and interrupted by another program.
    #[error("run {run} is no longer under way")]
    NotRunning {
        /// Run.
        run: RunId,
    },
    /// Several runs begin or end with these characters.
    #[error("{piece} means several runs: {}", runs.join(", "))]
    Ambiguous {
        /// What was asked for.
        piece: String,
        /// The first runs that it means.
        runs: Vec<String>,
    },
    /// A row that this program cannot have written.
    #[error("the state database {target} holds something unreadable: {detail}")]
    Corrupt {
        /// Database.
        target: String,
        /// Table, row and what is wrong.
        detail: String,
    },
    /// The connection broke; the next call connects again.
    #[error("lost the state database {target} while {doing}")]
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
    #[error("lost the state database {target} while {doing}; whether that was done is not known")]
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
    #[error("state database {target}: {doing} failed")]
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
            | Self::Newer { .. }
            | Self::Migrate { .. }
            | Self::Copy { .. }
            | Self::AlreadyRunning { .. }
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

impl std::fmt::Display for ConnectProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable => message::state::host_unreachable(),
            Self::Refused => message::state::connection_refused(),
            Self::Login => message::state::login_refused(),
            Self::UnknownDatabase => message::state::unknown_database(),
            Self::Tls => message::state::no_trusted_connection(),
            Self::Url => message::state::url_unusable(),
            Self::Other => message::state::postgresql_says(),
        }
        .fmt(f)
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
    Unreadable(String),
    /// Ready for the caller.
    Store(StoreError),
}

impl Fault {
    /// What went wrong, as one text.
    pub(super) fn detail(self) -> String {
        match self {
            Self::Query(error) | Self::Commit(error) => error.to_string(),
            Self::Unreadable(detail) => detail,
            Self::Store(error) => error.to_string(),
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
