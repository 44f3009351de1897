//! Paths with wildcards as the files that they name. The names of files are bytes: one that is not UTF-8 is
//! found like any other (the iterator of the `glob` crate leaves it out or panics, its FIXME 9639).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::error::SourceError;
use super::message;

/// Folders below `**` that are looked into at most: a wrong pattern at `/` ends.
const DEEPEST: usize = 32;

/// The folder of a pattern up to its first wildcard.
pub(super) fn base(pattern: &str, folder: &Path) -> PathBuf {
    let literal = pattern.split('/').take_while(|part| !is_wild(part));
    let literal: PathBuf = literal.collect();
    let root = if pattern.starts_with('/') { Path::new("/") } else { folder };
    root.join(literal)
}

/// What a pattern names, sorted; folders too. A name that begins with a dot is named by a dot only.
///
/// # Errors
/// A pattern that is not valid, a folder that cannot be listed.
pub(super) fn matching(pattern: &str, folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let bad = |error: glob::PatternError| SourceError::Pattern {
        pattern: pattern.to_owned(),
        reason: message::pattern_is_wrong(error.msg, error.pos).said(),
    };
    Pattern::new(pattern).map_err(bad)?;
    let root = if pattern.starts_with('/') { Path::new("/") } else { folder };
    let mut paths = vec![root.to_owned()];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let mut next = Vec::new();
        for path in paths {
            if part == "**" {
                descend(path, DEEPEST, &mut next)?;
            } else if is_wild(part) {
                let part = Pattern::new(part).map_err(bad)?;
                next.extend(entries(&path)?.into_iter().filter(|entry| is_named(entry, &part)));
            } else if path.join(part).symlink_metadata().is_ok() {
                next.push(path.join(part));
            }
        }
        paths = next;
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}

fn is_wild(part: &str) -> bool {
    part.contains(['*', '?', '['])
}

fn is_named(path: &Path, part: &Pattern) -> bool {
    let options = MatchOptions { require_literal_leading_dot: true, ..MatchOptions::new() };
    path.file_name().is_some_and(|name| part.matches_with(&name.to_string_lossy(), options))
}

/// A folder and those below it, but for hidden ones and links.
fn descend(folder: PathBuf, deepest: usize, found: &mut Vec<PathBuf>) -> Result<(), SourceError> {
    if deepest > 0 {
        for entry in entries(&folder)? {
            let is_hidden = entry.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if !is_hidden && entry.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
                descend(entry, deepest - 1, found)?;
            }
        }
    }
    found.push(folder);
    Ok(())
}

/// What a folder holds; nothing when it is none.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let refused = |error| SourceError::io_path(folder, message::look_into(), error);
    let listed = match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::NotFound) => {
            return Ok(Vec::new());
        }
        other => other.map_err(refused)?,
    };
    listed.map(|entry| entry.map(|entry| entry.path()).map_err(refused)).collect()
}
