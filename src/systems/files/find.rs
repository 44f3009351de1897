//! Finds the files that a job reads. Never opens one.

use std::fs::{self, FileType, Metadata};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::message;
use crate::message::{Alike, Message, nearest_few};
use crate::model::Said;
use crate::model::job::{Pick, SourceSpec};

use super::error::SourceError;
use super::pattern;

/// How many similar names an error shows.
const NEAREST: usize = 3;

/// A file that a job reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is.
    pub path: PathBuf,
    /// As people see it: relative to the project folder when it is inside; what is no text in UTF-8 as
    /// `\xE9`.
    pub shown: Arc<str>,
    /// Bytes.
    pub size: u64,
    /// Last change of its content.
    pub modified: SystemTime,
    /// Which file it is, and in which state.
    pub(super) identity: Identity,
    /// Folders in which a link may end; none: anywhere.
    within: Arc<[PathBuf]>,
}

/// What makes a file the very one that was looked at: its place on the disk, its size, its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, i64),
}

impl Identity {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

impl FoundFile {
    /// Looks at a file, wherever it is.
    ///
    /// # Errors
    /// When it is not there, is no file, or may not be looked at.
    #[cfg(any(test, feature = "open"))]
    pub fn look(path: PathBuf, shown: Arc<str>) -> Result<Self, SourceError> {
        Self::look_within(path, shown, Arc::new([]))
    }

    /// One that a source has fetched, with what people call it.
    ///
    /// # Errors
    /// When it is not there any more.
    pub fn fetched(path: PathBuf, shown: Arc<str>) -> Result<Self, SourceError> {
        Self::look_within(path, shown, Arc::new([]))
    }

    fn look_within(path: PathBuf, shown: Arc<str>, within: Arc<[PathBuf]>) -> Result<Self, SourceError> {
        let refused = |error| SourceError::io(&*shown, message::look_at(), error);
        let metadata = fs::metadata(&path).map_err(refused)?;
        regular(&shown, metadata.file_type())?;
        if !within.is_empty() {
            let target = fs::canonicalize(&path).map_err(refused)?;
            if !within.iter().any(|folder| target.starts_with(folder)) {
                let reason = message::link_leaves(readable(&target));
                return Err(SourceError::content(&shown, reason));
            }
        }
        let modified = metadata.modified().map_err(refused)?;
        let identity = Identity::of(&metadata);
        Ok(Self { path, shown, size: metadata.len(), modified, identity, within })
    }

    /// One that another program has found.
    pub(super) fn known(path: PathBuf, shown: Arc<str>, identity: Identity) -> Self {
        let modified = SystemTime::UNIX_EPOCH;
        Self { path, shown, size: identity.size, modified, identity, within: Arc::new([]) }
    }

    /// Last change of its content, in seconds since 1970.
    pub(super) fn changed_at(&self) -> i64 {
        self.identity.modified.0
    }

    /// Looks at what has its path now.
    ///
    /// # Errors
    /// When it is not there any more, is no file, or has become a link that leaves its folder.
    pub(super) fn again(&self) -> Result<Self, SourceError> {
        Self::look_within(self.path.clone(), self.shown.clone(), self.within.clone())
    }
}

/// Refuses what is no file: reading a pipe or a device waits for somebody, or never ends.
pub(super) fn regular(shown: &str, kind: FileType) -> Result<(), SourceError> {
    if kind.is_file() {
        return Ok(());
    }
    if kind.is_dir() {
        return Err(SourceError::Folder { file: shown.to_owned() });
    }
    let what: Message = if kind.is_fifo() {
        message::a_pipe()
    } else if kind.is_socket() {
        message::a_socket()
    } else {
        message::a_device()
    };
    Err(SourceError::content(shown, message::no_file(what)))
}

/// Finds the files of a source. `spec.path` is a path or a pattern (`*`, `?`, `[a-z]`, `**`),
/// absolute or relative to `folder`. A pattern passes over folders, names that begin with a dot
/// and the lock files of Excel (`~$…`). A link must end in its own folder or in the project's.
///
/// Returns one file for [`Pick::Newest`] (of two of the same age the one with the last name), and
/// for [`Pick::All`] all in the order of their names; never none.
///
/// # Errors
/// A pattern that is not valid, nothing found, a folder, a file older than `max_age` at `now`.
pub fn find(spec: &SourceSpec, folder: &Path, now: SystemTime) -> Result<Vec<FoundFile>, SourceError> {
    let literal = folder.join(&spec.path);
    let (paths, base) = if literal.exists() {
        let base = literal.parent().unwrap_or(folder).to_owned();
        (vec![literal], base)
    } else {
        (matches(spec, folder)?, pattern::base(&spec.path, folder))
    };
    let within: Vec<PathBuf> =
        [base.as_path(), folder].iter().filter_map(|folder| fs::canonicalize(folder).ok()).collect();
    let within: Arc<[PathBuf]> = within.into();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let shown = shown(&path, folder);
        files.push(FoundFile::look_within(path, shown, within.clone())?);
    }
    match spec.pick {
        Pick::All => files.sort_by(|a, b| a.path.cmp(&b.path)),
        Pick::Newest => {
            files.sort_by(|a, b| (b.modified, &b.path).cmp(&(a.modified, &a.path)));
            files.truncate(1);
        }
    }
    if let Some(limit) = spec.max_age {
        for file in &files {
            refuse_old(file, limit, now)?;
        }
    }
    Ok(files)
}

fn refuse_old(file: &FoundFile, limit: Duration, now: SystemTime) -> Result<(), SourceError> {
    // A time stamp in the future (clocks that differ) is no age.
    let age = now.duration_since(file.modified).unwrap_or_default();
    if age > limit {
        return Err(SourceError::TooOld { file: file.shown.to_string(), age, limit });
    }
    Ok(())
}

fn matches(spec: &SourceSpec, folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let mut paths = pattern::matching(&spec.path, folder)?;
    paths.retain(|path| !path.is_dir() && !name(path).starts_with("~$"));
    if paths.is_empty() {
        return Err(nothing(spec, folder));
    }
    Ok(paths)
}

/// The error for a pattern without files: with similar names of the folder that was meant.
fn nothing(spec: &SourceSpec, folder: &Path) -> SourceError {
    let full = folder.join(&spec.path);
    let is_pattern = |part: &Path| part.to_string_lossy().contains(['*', '?', '[']);
    let place = full.ancestors().skip(1).find(|part| !is_pattern(part)).unwrap_or(folder);
    let hint = if place.is_dir() {
        similar(place, name(&full).as_str(), folder)
    } else {
        message::no_folder(place.display()).said()
    };
    SourceError::NotFound { pattern: spec.path.clone(), folder: readable(folder), hint }
}

fn similar(place: &Path, wanted: &str, folder: &Path) -> Said {
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) => return message::cannot_list(place.display(), error).said(),
    };
    let files = entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file());
    let near = nearest_few(wanted, files.map(|path| name(&path)), Alike::Any, NEAREST);
    if near.is_empty() {
        return message::folder_is_empty(place.display()).said();
    }
    let names: Vec<String> =
        near.iter().map(|name| format!("`{}`", shown(&place.join(name), folder))).collect();
    message::nearest_files(names.join(", ")).said()
}

fn name(path: &Path) -> String {
    readable(Path::new(path.file_name().unwrap_or_default()))
}

fn shown(path: &Path, folder: &Path) -> Arc<str> {
    readable(path.strip_prefix(folder).unwrap_or(path)).into()
}

/// A path as text. Bytes that are not UTF-8, and signs that steer a terminal, are written as `\xE9`: two
/// names never look the same, and the name can be found again.
fn readable(path: &Path) -> String {
    let mut text = String::new();
    for chunk in path.as_os_str().as_encoded_bytes().utf8_chunks() {
        for sign in chunk.valid().chars() {
            if sign.is_control() {
                text.extend(sign.encode_utf8(&mut [0; 4]).bytes().map(escaped));
            } else {
                text.push(sign);
            }
        }
        text.extend(chunk.invalid().iter().copied().map(escaped));
    }
    text
}

fn escaped(byte: u8) -> String {
    format!("\\x{byte:02X}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use crate::model::job::{AfterRun, SourceFormat};

    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn spec(path: &str, pick: Pick) -> SourceSpec {
        SourceSpec {
            path: path.into(),
            file_column: None,
            lookups: Vec::new(),
            from: None,
            format: SourceFormat::Json { rows: String::new(), lines: false },
            pick,
            max_age: None,
            once: false,
            after: AfterRun::Keep,
            settle: Duration::ZERO,
        }
    }

    fn folder(files: &[(&str, u64)], now: SystemTime) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, days) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "x").unwrap();
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(now - DAY * u32::try_from(*days).unwrap()).unwrap();
        }
        folder
    }

    fn shown(found: &[FoundFile]) -> Vec<&str> {
        found.iter().map(|file| &*file.shown).collect()
    }

    #[test]
    fn newest_and_all_of_a_pattern() {
        let now = SystemTime::now();
        let folder = folder(&[("in/b.csv", 1), ("in/a.csv", 3), ("in/c.csv", 2), ("in/.d.csv", 0)], now);
        fs::write(folder.path().join("in/~$e.csv"), "").unwrap();
        fs::create_dir(folder.path().join("in/f.csv")).unwrap();
        let newest = find(&spec("in/*.csv", Pick::Newest), folder.path(), now).unwrap();
        assert_eq!(shown(&newest), ["in/b.csv"]);
        let all = find(&spec("in/*.csv", Pick::All), folder.path(), now).unwrap();
        assert_eq!(shown(&all), ["in/a.csv", "in/b.csv", "in/c.csv"]);
    }

    #[test]
    fn plain_and_absolute_paths_even_with_brackets() {
        let now = SystemTime::now();
        let folder = folder(&[("export [2].csv", 0)], now);
        let plain = find(&spec("export [2].csv", Pick::Newest), folder.path(), now).unwrap();
        assert_eq!(shown(&plain), ["export [2].csv"]);
        let elsewhere = tempfile::tempdir().unwrap();
        let absolute = folder.path().join("export*.csv").display().to_string();
        let found = find(&spec(&absolute, Pick::All), elsewhere.path(), now).unwrap();
        assert_eq!(&*found[0].shown, folder.path().join("export [2].csv").to_str().unwrap());
    }

    #[test]
    fn nothing_found_names_pattern_folder_and_nearest_files() {
        let now = SystemTime::now();
        let folder = folder(&[("in/computers.csv", 0), ("in/zzz.txt", 0)], now);
        let error =
            find(&spec("in/computer*.xlsx", Pick::Newest), folder.path(), now).unwrap_err().to_string();
        assert!(error.contains("`in/computer*.xlsx`"), "{error}");
        assert!(error.contains(&folder.path().display().to_string()), "{error}");
        assert!(error.contains("nearest files: `in/computers.csv`"), "{error}");
        let error = find(&spec("out/a.csv", Pick::Newest), folder.path(), now).unwrap_err().to_string();
        assert!(error.contains("out does not exist"), "{error}");
    }

    #[test]
    fn a_file_that_is_too_old_is_refused_in_words() {
        let now = SystemTime::now();
        let folder = folder(&[("a.csv", 3)], now);
        let spec = SourceSpec { max_age: Some(DAY + DAY / 2), ..spec("a.csv", Pick::Newest) };
        let error = find(&spec, folder.path(), now).unwrap_err().to_string();
        assert!(error.starts_with("a.csv was changed 3 days ago and `max_age` is 1 day 12 hours"), "{error}");
        assert!(find(&SourceSpec { max_age: Some(DAY * 3), ..spec }, folder.path(), now).is_ok());
    }

    #[test]
    fn a_folder_and_a_broken_pattern_are_errors() {
        let now = SystemTime::now();
        let folder = folder(&[("in/a.csv", 0)], now);
        let error = find(&spec("in", Pick::Newest), folder.path(), now).unwrap_err().to_string();
        assert!(error.contains("in is a folder") && error.contains("`in/*.csv`"), "{error}");
        let error = find(&spec("in/***.csv", Pick::Newest), folder.path(), now).unwrap_err().to_string();
        assert!(error.contains("no valid file pattern"), "{error}");
    }
}
