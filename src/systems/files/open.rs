//! Opens a file that was found: the very one, and never one that makes the program wait.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;

use rustix::fs::OFlags;

use crate::message::reading;

use super::error::SourceError;
use super::find::{FoundFile, Identity, regular};
use super::message;

/// Opens a file.
///
/// # Errors
/// When it cannot be opened, is no file any more, or not the one that was found.
pub(super) fn open(found: &FoundFile) -> Result<File, SourceError> {
    let refused = |error| SourceError::io(&*found.shown, message::read(), error);
    // Opening a pipe waits for somebody who writes into it, unless it is told not to.
    let flags = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(&found.path).map_err(refused)?;
    let metadata = file.metadata().map_err(refused)?;
    regular(&found.shown, metadata.file_type())?;
    if Identity::of(&metadata) != found.identity {
        return Err(changed(found));
    }
    Ok(file)
}

/// Makes sure that a file is still the one that was found: one that is cut or replaced while it is read is
/// neither the old nor the new one.
///
/// # Errors
/// When it has changed, or has gone.
pub(super) fn unchanged(found: &FoundFile) -> Result<(), SourceError> {
    if found.again()?.identity == found.identity {
        return Ok(());
    }
    Err(changed(found))
}

fn changed(found: &FoundFile) -> SourceError {
    SourceError::content(&found.shown, reading::changed_while_read().to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_is_cut_while_it_is_read_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parc.csv");
        fs::write(&path, "a\nb\n").unwrap();
        let read = FoundFile::look(path.clone(), "parc.csv".into()).unwrap();
        unchanged(&read).unwrap();
        fs::write(&path, "a\n").unwrap();
        for error in [unchanged(&read).unwrap_err(), open(&read).unwrap_err()] {
            assert!(error.to_string().starts_with("parc.csv was changed while it was read"), "{error}");
        }
    }
}
