//! The file with the users of the console: read anew when it changed, and written whole by `stocktake users`. Who may
//! write it may make himself an approver: what others may write lets nobody in.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use rustix::process::geteuid;

use crate::message;
use crate::model::access::{Users, is_name};
use crate::model::said::{Said, Say};
use crate::systems::shared::put_private;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum UsersError {
    /// It cannot be read.
    Read {
        /// File.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It does not say who the users are.
    Form {
        /// File.
        path: PathBuf,
        /// What is wrong, with its line.
        detail: String,
    },
    /// Others may write it, or put another one in its place.
    Others {
        /// It, or the folder that it lies in.
        path: PathBuf,
        /// Its rights, in octal.
        mode: String,
    },
    /// It belongs to somebody else.
    NotOurs {
        /// It, or the folder that it lies in.
        path: PathBuf,
    },
    /// A user is called as none may be.
    Name {
        /// File.
        path: PathBuf,
        /// Name.
        name: String,
    },
    /// It cannot be written.
    Write {
        /// File.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Say for UsersError {
    fn said(&self) -> Said {
        match self {
            Self::Read { path, .. } => message::files::cannot_read(path.display()),
            Self::Form { path, detail } => message::users::no_users_file(path.display(), detail),
            Self::Others { path, mode } => message::users::others_write(path.display(), mode),
            Self::NotOurs { path } => message::users::not_ours(path.display()),
            Self::Name { path, name } => message::users::no_name_in(path.display(), name),
            Self::Write { path, .. } => message::files::cannot_write(path.display()),
        }
        .said()
    }
}

/// The users of a file; none where it is not there yet.
///
/// # Errors
/// It cannot be read, is none of ours, or others may write it.
pub fn read(path: &Path) -> Result<Users, UsersError> {
    let failed = |source| UsersError::Read { path: path.to_owned(), source };
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Users::default()),
        Err(source) => return Err(failed(source)),
    };
    is_ours(path, &file.metadata().map_err(failed)?)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        is_ours(folder, &std::fs::metadata(folder).map_err(failed)?)?;
    }
    let mut text = String::new();
    file.read_to_string(&mut text).map_err(failed)?;
    let users: Users = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        UsersError::Form { path: path.to_owned(), detail: format!("{line}: {}", error.message()) }
    })?;
    match users.user.keys().find(|name| !is_name(name)) {
        Some(name) => Err(UsersError::Name { path: path.to_owned(), name: name.clone() }),
        None => Ok(users),
    }
}

/// Rights of others to write.
const OTHERS_WRITE: u32 = 0o022;
/// In such a folder everybody may put files, and nobody takes away those of others.
const STICKY: u32 = 0o1000;

/// That nobody but us and the administrator may write a file, or put another one into a folder.
fn is_ours(path: &Path, found: &Metadata) -> Result<(), UsersError> {
    let (me, mode) = (geteuid(), found.mode());
    let is_shared = found.is_dir() && mode & STICKY != 0;
    if mode & OTHERS_WRITE != 0 && !is_shared {
        let mode = format!("{:04o}", mode & 0o7777);
        return Err(UsersError::Others { path: path.to_owned(), mode });
    }
    match me.is_root() || found.uid() == 0 || found.uid() == me.as_raw() {
        true => Ok(()),
        false => Err(UsersError::NotOurs { path: path.to_owned() }),
    }
}

/// Writes the users into a file that only its owner reads; it appears whole or not at all.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, users: &Users) -> Result<(), UsersError> {
    let failed = |source| UsersError::Write { path: path.to_owned(), source };
    let text = toml::to_string(users).map_err(|error| failed(io::Error::other(error)))?;
    put_private(path, text.as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::access::{Role, Roles, User};

    #[test]
    fn what_is_written_is_read_and_a_slip_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.toml");
        assert_eq!(read(&path).unwrap(), Users::default());
        let roles = [("*", Role::Viewer), ("nightly inventory", Role::Approver)];
        let roles = Roles(roles.map(|(job, role)| (job.to_owned(), role)).into());
        let user = User { password: "$argon2id$…".to_owned(), roles };
        let users = Users { user: BTreeMap::from([("ann@example.org".to_owned(), user)]) };
        write(&path, &users).unwrap();
        assert_eq!(read(&path).unwrap(), users);
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        for (mode, is_refused) in [(0o620, true), (0o602, true), (0o644, false), (0o600, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(matches!(read(&path), Err(UsersError::Others { .. })), is_refused, "{mode:o}");
        }
        for (mode, is_refused) in [(0o770, true), (0o777, true), (0o1777, false), (0o750, false)] {
            std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(matches!(read(&path), Err(UsersError::Others { .. })), is_refused, "{mode:o}");
        }

        std::fs::write(&path, "[user.ann]\npassword = \"x\"\nroles = { \"*\" = \"admin\" }\n").unwrap();
        let told = read(&path).unwrap_err().to_string();
        assert!(told.contains("users.toml:3: ") && told.contains("approver"), "{told}");
    }
}
