//! Names, serials and mails stand in the state database: nobody but its owner reads it, whatever the umask and
//! the folder.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Makes a folder, with those above it; one that is there stays as it is.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Makes an empty file where there is none, which SQLite takes as a new database; its log beside it gets the
/// same rights. Of one that is there others lose theirs; a group that somebody let in keeps them. What fails
/// here is told by SQLite.
pub(super) fn make_file(path: &Path) {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => {}
        Err(_) => {
            let Ok(found) = fs::metadata(path) else { return };
            let mode = found.permissions().mode();
            if found.is_file() && mode & 0o007 != 0 {
                let _ = fs::set_permissions(path, Permissions::from_mode(mode & 0o770));
            }
        }
    }
}
