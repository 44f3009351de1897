//! The file with the users of the console: read anew for every request, and written whole by `stocktake users`.

use std::io;
use std::path::{Path, PathBuf};

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
            Self::Name { path, name } => message::users::no_name_in(path.display(), name),
            Self::Write { path, .. } => message::files::cannot_write(path.display()),
        }
        .said()
    }
}

/// The users of a file; none where it is not there yet.
///
/// # Errors
/// It cannot be read, or is none of ours.
pub fn read(path: &Path) -> Result<Users, UsersError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Users::default()),
        Err(source) => return Err(UsersError::Read { path: path.to_owned(), source }),
    };
    let users: Users = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1);
        UsersError::Form { path: path.to_owned(), detail: format!("{line}: {}", error.message()) }
    })?;
    match users.user.keys().find(|name| !is_name(name)) {
        Some(name) => Err(UsersError::Name { path: path.to_owned(), name: name.clone() }),
        None => Ok(users),
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

        std::fs::write(&path, "[user.ann]\npassword = \"x\"\nroles = { \"*\" = \"admin\" }\n").unwrap();
        let told = read(&path).unwrap_err().to_string();
        assert!(told.contains("users.toml:3: ") && told.contains("approver"), "{told}");
    }
}
