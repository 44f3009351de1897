//! What keeps files, whatever it speaks.

use std::fmt;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::message::Message;

/// A file as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Path below the folder of the storage, without a slash at its begin.
    pub path: String,
    /// Bytes; `None` where that is not told.
    pub size: Option<u64>,
    /// Last change; `None` where that is not told.
    pub changed: Option<SystemTime>,
    /// What names its content.
    pub etag: Option<String>,
}

impl Kept {
    /// Its name without its folder.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether it is what it was, as far as both tell: a list may tell less of a file than a look at it.
    pub fn is_same(&self, other: &Self) -> bool {
        fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.zip(other).is_none_or(|(one, other)| one == other)
        }
        let seconds = |time: &SystemTime| {
            time.duration_since(SystemTime::UNIX_EPOCH).map(|since| since.as_secs()).unwrap_or_default()
        };
        self.path == other.path
            && agree(self.size.as_ref(), other.size.as_ref())
            && agree(
                self.changed.as_ref().map(seconds).as_ref(),
                other.changed.as_ref().map(seconds).as_ref(),
            )
            && agree(self.etag.as_ref(), other.etag.as_ref())
    }

    /// Whether its last change is longer ago than a span; not when that is not told.
    pub fn is_older_than(&self, span: Duration, now: SystemTime) -> bool {
        self.changed.and_then(|changed| now.duration_since(changed).ok()).is_some_and(|age| age > span)
    }

    /// What it is found by again.
    pub fn mark(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The file of a mark.
    pub fn of_mark(mark: &str) -> Option<Self> {
        serde_json::from_str(mark).ok()
    }
}

/// Takes some bytes of a file.
pub(super) type Take<'t> = dyn FnMut(&[u8]) -> Result<(), Message> + Send + 't;

/// What keeps files. Paths are below the folder of the storage.
#[async_trait]
pub(super) trait Keeper: fmt::Debug + Send + Sync {
    /// The files of a folder (empty: that of the storage), with those of the folders below where that is asked;
    /// none where there is no such folder.
    async fn list(&self, folder: &str, deep: bool) -> Result<Vec<Kept>, Message>;

    /// A file; `None` when it is not there.
    async fn look(&self, path: &str) -> Result<Option<Kept>, Message>;

    /// Reads all of a file.
    async fn read(&self, file: &Kept, take: &mut Take<'_>) -> Result<(), Message>;

    /// Moves a file to a name that is free, in a folder that is made if it is not there.
    async fn rename(&self, from: &str, to: &str) -> Result<(), Message>;

    /// Whether folders can be listed.
    fn lists(&self) -> bool {
        true
    }

    /// Ends the session where there is one.
    async fn leave(&self) {}
}
