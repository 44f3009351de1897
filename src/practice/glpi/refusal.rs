//! Why a row is not written.

use super::answer::PERMISSION;
use super::database::WriteFailure;

/// Why a row is not written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The message of the row.
    Text(String),
    /// The database's own text, which later rows of the bulk repeat.
    Sql(String),
    /// PHP dies: the rest of the bulk is lost, the rows before it are not.
    Crash,
    /// SQLite failed.
    Failed(rusqlite::Error),
}

impl Refusal {
    pub(super) fn permission() -> Refusal {
        Refusal::Text(PERMISSION.to_owned())
    }

    pub(super) fn text(text: &str) -> Refusal {
        Refusal::Text(text.to_owned())
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Refusal {
        Refusal::Failed(error)
    }
}

impl From<WriteFailure> for Refusal {
    fn from(failure: WriteFailure) -> Refusal {
        match failure {
            WriteFailure::Duplicate(text) => Refusal::Sql(text),
            WriteFailure::Sqlite(error) => Refusal::Failed(error),
        }
    }
}
