//! Files into which a source fetches, until the run that reads them ends.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use tokio::runtime::RuntimeFlavor;

use super::Unpack;
use crate::message::Message;
use crate::message::source as message;
use crate::model::Said;
use crate::model::job::MailFormat;
use crate::model::push::Push;
use crate::systems::shared::make_private;

/// A folder for one feed of one run, which only its owner reads. It goes away with this value.
#[derive(Debug)]
pub struct Spool {
    folder: PathBuf,
    /// Bytes that it takes.
    most: u64,
    taken: Arc<AtomicU64>,
    files: AtomicU64,
    /// Takes apart what was fetched; `None`: nobody does.
    unpack: Option<Arc<dyn Unpack>>,
    /// What was pushed for the feed, the oldest first.
    pushed: Vec<Push>,
}

impl Spool {
    /// A new one in a folder that is made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(within: &Path, most: u64) -> Result<Self, Message> {
        sweep(within);
        let folder = within.join(uuid::Uuid::now_v7().to_string());
        make_private(&folder).map_err(|error| message::no_spool(folder.display(), error))?;
        Ok(Self {
            folder,
            most,
            taken: Arc::default(),
            files: AtomicU64::new(0),
            unpack: None,
            pushed: Vec::new(),
        })
    }

    /// The same, in which files can be taken apart.
    #[must_use]
    pub fn unpacking(mut self, by: Arc<dyn Unpack>) -> Self {
        self.unpack = Some(by);
        self
    }

    /// The same, with what was pushed for the feed: no system has to be asked for it.
    #[must_use]
    pub fn with_pushed(mut self, pushed: Vec<Push>) -> Self {
        self.pushed = pushed;
        self
    }

    /// What was pushed for the feed, the oldest first.
    pub fn pushed(&self) -> &[Push] {
        &self.pushed
    }

    /// The attachments of a mail whose names `format` wants, with their names.
    ///
    /// # Errors
    /// Why the mail cannot be read.
    pub fn attachments(
        &self,
        mail: &SpoolFile,
        shown: &Arc<str>,
        format: &MailFormat,
    ) -> Result<Vec<(String, SpoolFile)>, Said> {
        let Some(unpack) = &self.unpack else { return Ok(Vec::new()) };
        let unpack = || unpack.attachments(mail, shown, format, self);
        // Another program is waited for: where there are threads, the others go on.
        match tokio::runtime::Handle::try_current().map(|handle| handle.runtime_flavor()) {
            Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(unpack),
            Ok(_) | Err(_) => unpack(),
        }
    }

    /// A new file. Its name tells people and `file_column` where it comes from; signs that no name of a file
    /// can have are replaced.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn file(&self, name: &str) -> Result<SpoolWriter, Message> {
        // Each in a folder of its own: two files may have one name where they come from.
        let folder = self.folder.join(self.files.fetch_add(1, Ordering::Relaxed).to_string());
        let refused = |error| message::no_spool(folder.display(), error);
        make_private(&folder).map_err(refused)?;
        let path = folder.join(safe_name(name));
        let file =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(refused)?;
        Ok(SpoolWriter { path, file: BufWriter::new(file), most: self.most, taken: self.taken.clone() })
    }

    /// A new file of records: one JSON object a line.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn rows(&self, name: &str) -> Result<Rows, Message> {
        Ok(Rows { file: self.file(&format!("{name}.ndjson"))?, count: 0 })
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, folder = %self.folder.display(), "fetched files were not removed");
        }
    }
}

/// Takes away what programs left that were killed: no run fetches for so long.
fn sweep(within: &Path) {
    const FORGOTTEN: Duration = Duration::from_secs(2 * 86_400);
    let Ok(entries) = fs::read_dir(within) else { return };
    for entry in entries.filter_map(Result::ok) {
        let changed = entry.metadata().and_then(|metadata| metadata.modified());
        let age = changed.ok().and_then(|changed| changed.elapsed().ok());
        if age.is_some_and(|age| age > FORGOTTEN)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%error, folder = %entry.path().display(), "fetched files were not removed");
        }
    }
}

/// A name that stays in its folder, whatever it was.
fn safe_name(name: &str) -> String {
    const LONGEST: usize = 120;
    let plain = |sign: char| if sign.is_control() || matches!(sign, '/' | '\\') { '_' } else { sign };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_start_matches('.');
    // The end tells the format.
    let skipped = name.chars().count().saturating_sub(LONGEST);
    let name: String = name.chars().skip(skipped).collect();
    if name.is_empty() { "records".to_owned() } else { name }
}

/// A file of a spool that is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpoolFile {
    path: PathBuf,
}

impl SpoolFile {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A file of a spool that is being written.
#[derive(Debug)]
pub struct SpoolWriter {
    path: PathBuf,
    file: BufWriter<File>,
    most: u64,
    taken: Arc<AtomicU64>,
}

impl SpoolWriter {
    /// Writes some more.
    ///
    /// # Errors
    /// A full disk, or more than one feed may fetch.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Message> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let before = self.taken.fetch_add(length, Ordering::Relaxed);
        if before.saturating_add(length) > self.most {
            return Err(message::too_much(self.most / (1024 * 1024)));
        }
        self.file.write_all(bytes).map_err(|error| self.refused(&error))
    }

    /// Ends it.
    ///
    /// # Errors
    /// A full disk.
    pub fn end(mut self) -> Result<SpoolFile, Message> {
        self.file.flush().map_err(|error| self.refused(&error))?;
        Ok(SpoolFile { path: self.path })
    }

    fn refused(&self, error: &io::Error) -> Message {
        message::not_spooled(self.path.display(), error)
    }
}

/// Records on their way into a file.
#[derive(Debug)]
pub struct Rows {
    file: SpoolWriter,
    count: u64,
}

impl Rows {
    /// One more: a JSON object.
    ///
    /// # Errors
    /// A full disk, or more than one feed may fetch.
    pub fn push(&mut self, row: &impl Serialize) -> Result<(), Message> {
        let mut line = serde_json::to_vec(row).map_err(|error| message::no_json(error.to_string()))?;
        line.push(b'\n');
        self.file.write(&line)?;
        self.count += 1;
        Ok(())
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Ends the file. A system that has no records is not a file that somebody forgot to fill: it gets a blank
    /// line, as the reader refuses a file without a byte.
    ///
    /// # Errors
    /// A full disk.
    pub fn end(mut self) -> Result<SpoolFile, Message> {
        if self.count == 0 {
            self.file.write(b"\n")?;
        }
        self.file.end()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn fetched_files_are_private_and_go_away_with_the_spool() {
        let folder = tempfile::tempdir().unwrap();
        let within = folder.path().join("spool");
        let spool = Spool::new(&within, 1000).unwrap();
        let mut rows = spool.rows("../../etc/hosts\n").unwrap();
        rows.push(&serde_json::json!({ "name": "PC1" })).unwrap();
        rows.push(&serde_json::json!({ "name": "PC2" })).unwrap();
        assert_eq!(rows.count(), 2);
        let file = rows.end().unwrap();
        assert!(file.path().starts_with(&within), "{}", file.path().display());
        assert_eq!(fs::read_to_string(file.path()).unwrap(), "{\"name\":\"PC1\"}\n{\"name\":\"PC2\"}\n");
        assert_eq!(fs::metadata(file.path()).unwrap().permissions().mode() & 0o777, 0o600);
        drop(spool);
        assert!(!file.path().exists());
    }

    #[test]
    fn what_is_more_than_a_feed_may_fetch_is_refused_over_all_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::new(folder.path(), 2 * 1024 * 1024).unwrap();
        let (mut first, mut second) = (spool.file("a.csv").unwrap(), spool.file("a.csv").unwrap());
        first.write(&vec![b'x'; 1_500_000]).unwrap();
        let error = second.write(&vec![b'x'; 1_500_000]).unwrap_err().to_string();
        assert!(error.contains("2 MiB") && error.contains("[reading] fetched"), "{error}");
    }
}
