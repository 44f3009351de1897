//! The file that keeps a practice system, and what stood in it last: a person may edit it at any time.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

/// The file and what stood in it last.
#[derive(Debug)]
pub(super) struct Shelf {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) stamp: Option<(SystemTime, u64)>,
}

impl Shelf {
    pub(super) fn stamp(&self) -> Option<(SystemTime, u64)> {
        let found = fs::metadata(&self.path).ok()?;
        Some((found.modified().ok()?, found.len()))
    }

    /// Writes a text as a whole or not at all.
    pub(super) fn write(&mut self, text: String) -> io::Result<()> {
        crate::systems::shared::put_private(&self.path, text.as_bytes())?;
        self.text = text;
        self.stamp = self.stamp();
        Ok(())
    }
}
