//! The role of a source: it has records.
//!
//! A source fetches what a feed asks for into files of a [`Spool`], which the reader of files then reads as any
//! others: with the same formats, limits and messages, in a program of its own. So whatever a system answers,
//! it can do no more harm than a file. It never knows what the records mean.

mod spool;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use serde_json::value::RawValue;

pub use spool::{Rows, Spool, SpoolFile, SpoolWriter};

use super::shared::{CheckLine, RemoteError};
use crate::message::{Message, source};
use crate::model::Said;
use crate::model::job::{MailFormat, SourceSpec};
use crate::model::said::Say;
use crate::model::system::Settings;

/// What a feed asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The feed: its path, which of the files, how old, and what its room made of its table.
    pub spec: &'a SourceSpec,
    /// Up to where the last good run had read; `None`: nothing was read yet, or the feed asks for all each time.
    pub bookmark: Option<&'a str>,
    /// The time.
    pub now: SystemTime,
}

impl<'a> Wish<'a> {
    /// What the room of the source made of the table of the feed; `None` when it is of another room.
    pub fn query<T: Settings>(&self) -> Option<&'a T> {
        let any: &dyn std::any::Any = self.spec.from.as_ref()?.query.as_ref();
        any.downcast_ref()
    }
}

/// What was fetched.
#[derive(Debug, Default)]
pub struct Fetched {
    /// Files of the spool, complete, in the order in which they are to be read.
    pub files: Vec<FetchedFile>,
    /// Up to where it was read, to be remembered after a good run; `None`: nothing to remember.
    pub bookmark: Option<String>,
    /// What was found out on the way, one line each.
    pub notes: Vec<Said>,
}

/// A file of the spool.
#[derive(Debug, Clone)]
pub struct FetchedFile {
    /// The file.
    pub file: SpoolFile,
    /// What people call it: where it was found.
    pub shown: Arc<str>,
    /// What the source finds it by when it is put away: a path, the number of a message.
    pub mark: String,
}

/// Why nothing was fetched. Messages name the system, the call and what would do; never a secret.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// A call by HTTP failed.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// Something else, in words of the room.
    #[error("{0}")]
    Refused(Message),
}

impl From<Message> for FetchError {
    fn from(message: Message) -> Self {
        Self::Refused(message)
    }
}

impl Say for FetchError {
    fn said(&self) -> Said {
        match self {
            Self::Remote(error) => error.said(),
            Self::Refused(message) => message.said(),
        }
    }
}

/// Something that is done at a source about one of its records.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Its name, as the feed declares it: `acknowledge`, `take_back`, `comment`, `close`, or a name of its own.
    pub name: &'a str,
    /// What its templates see: `record` (the row as read, by column), `event`, `ticket`, `remark` (author, text,
    /// at), as far as there are any.
    pub values: &'a serde_json::Value,
    /// Names this one act among all: what was done already is not done twice.
    pub mark: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acted {
    /// It is so now.
    Done,
    /// It was so already.
    Already,
    /// Its own condition says that there is nothing to do: nothing was sent.
    NotWanted,
    /// What it was about is not there any more, or waits for it no more; what the source says of it.
    Gone(Option<Said>),
    /// It cannot be done: why, as a sentence.
    NotPossible(Said),
    /// It was sent, and nobody knows whether it was done. Who asks again with the same mark when the server has
    /// certainly ended it does no harm: the source looks first.
    Unknown(Said),
}

/// Takes apart what a source has fetched, in a program of its own.
pub trait Unpack: fmt::Debug + Send + Sync {
    /// Takes the attachments of a mail whose names `format` wants into files of a spool, with their names. It
    /// waits for the program: some tens of milliseconds for a mail as people write them.
    ///
    /// # Errors
    /// Why the mail cannot be read.
    fn attachments(
        &self,
        mail: &SpoolFile,
        shown: &Arc<str>,
        format: &MailFormat,
        spool: &Spool,
    ) -> Result<Vec<(String, SpoolFile)>, Said>;
}

/// A record as its source wrote it: a JSON object.
pub type Json = Box<RawValue>;

/// Tells the person who logs in what to do.
pub type Tell<'a> = &'a (dyn Fn(Message) + Send + Sync);

/// A system that has records.
#[async_trait]
pub trait Source: fmt::Debug + Send + Sync {
    /// Fetches all that a feed asks for, or fails: what is given is complete.
    ///
    /// # Errors
    /// When anything of it cannot be had, or is more than the spool takes.
    async fn fetch(&self, wish: Wish<'_>, spool: &Spool) -> Result<Fetched, FetchError>;

    /// After a good run of a feed with `move_to`: moves what was read. Returns what was done, one line each. A
    /// second call for the same file does no harm.
    ///
    /// # Errors
    /// What could not be put away stays where it is and is read again.
    async fn put_away(&self, _wish: Wish<'_>, _files: &[FetchedFile]) -> Result<Vec<Said>, FetchError> {
        Ok(Vec::new())
    }

    /// The same for files of which a record could not be used. By default they are put away as the others are:
    /// the run has told what became of them.
    ///
    /// # Errors
    /// As [`Self::put_away`].
    async fn set_aside(&self, wish: Wish<'_>, files: &[FetchedFile]) -> Result<Vec<Said>, FetchError> {
        self.put_away(wish, files).await
    }

    /// The bookmark that remembers all but some files, of which a record could not be used; `None`: where all
    /// could not be used nothing is remembered, so that all of it is asked for again.
    fn bookmark_without(&self, _bookmark: &str, _files: &[FetchedFile]) -> Option<String> {
        None
    }

    /// What `check --connect` tells of a feed: whether what it asks for is there and may be read. Nothing is
    /// changed.
    async fn check(&self, wish: Wish<'_>) -> Vec<CheckLine>;

    /// The acts that a feed declares, by name.
    fn acts(&self, _wish: Wish<'_>) -> Vec<String> {
        Vec::new()
    }

    /// Does one of them.
    ///
    /// # Errors
    /// When it was refused, or could not be sent: nothing was done.
    async fn act(&self, _wish: Wish<'_>, act: Act<'_>) -> Result<Acted, FetchError> {
        Ok(Acted::NotPossible(source::no_such_act(act.name).said()))
    }

    /// Asks for one record that a feed declares how to ask for. The values are what its templates see: `record` (the
    /// row as it was read last, by column) and `event`. `None`: there is no such record.
    ///
    /// # Errors
    /// When it cannot be told: it was refused, or the answer is not one record.
    async fn ask(&self, _wish: Wish<'_>, _values: &serde_json::Value) -> Result<Option<Json>, FetchError> {
        Err(source::asks_for_none().into())
    }

    /// Has a person log in, who is told where and how, and keeps what the system gives.
    ///
    /// # Errors
    /// When nobody can, or did.
    async fn log_in(&self, _tell: Tell<'_>) -> Result<(), FetchError> {
        Err(source::nobody_logs_in().into())
    }

    /// Ends the session where there is one.
    async fn leave(&self) {}
}
