//! Resolves references to secrets, late: when a system is connected, not when the project is read.
//!
//! The only place that reads the environment for the project. Values are never logged or shown.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::message::secrets as message;
use crate::model::said::{Said, Say};
use crate::model::secret::{SecretRef, SecretString};

/// Why a secret cannot be had. Texts name the reference, never a value.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum SecretError {
    /// The environment variable is not set.
    NotSet(String),
    /// The environment variable is set to nothing.
    EmptyVariable(String),
    /// The secret is not text.
    NotText(String),
    /// The file does not exist.
    NoFile(PathBuf),
    /// The file cannot be read.
    Unreadable {
        /// The file, absolute when the folder is.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The file holds nothing.
    EmptyFile(PathBuf),
}

impl Say for SecretError {
    fn said(&self) -> Said {
        match self {
            Self::NotSet(name) => message::variable_not_set(name),
            Self::EmptyVariable(name) => message::variable_empty(name),
            Self::NotText(name) => message::variable_no_text(name),
            Self::NoFile(path) => message::file_not_there(path.display()),
            Self::Unreadable { path, .. } => message::file_unreadable(path.display()),
            Self::EmptyFile(path) => message::file_empty(path.display()),
        }
        .said()
    }
}

/// Reads a secret. A file's path is relative to the project folder; its last line break and a byte
/// order mark are cut. A file that everybody may read is warned of.
///
/// # Errors
/// The variable or file is missing, unreadable or empty.
pub fn resolve(reference: &SecretRef, folder: &Path) -> Result<SecretString, SecretError> {
    match reference {
        SecretRef::Env(name) => from_environment(name),
        SecretRef::File(path) => from_file(&folder.join(path)),
    }
}

fn from_environment(name: &str) -> Result<SecretString, SecretError> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Err(SecretError::EmptyVariable(name.to_owned())),
        Ok(value) => Ok(SecretString::from(value)),
        Err(env::VarError::NotPresent) => Err(SecretError::NotSet(name.to_owned())),
        Err(env::VarError::NotUnicode(_)) => Err(SecretError::NotText(name.to_owned())),
    }
}

fn from_file(path: &Path) -> Result<SecretString, SecretError> {
    let text = fs::read_to_string(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => SecretError::NoFile(path.to_owned()),
        _ => SecretError::Unreadable { path: path.to_owned(), source },
    })?;
    let secret = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let secret = secret.strip_suffix('\n').unwrap_or(secret);
    let secret = secret.strip_suffix('\r').unwrap_or(secret);
    if secret.is_empty() {
        return Err(SecretError::EmptyFile(path.to_owned()));
    }
    if readable_by_all(path) {
        tracing::warn!(path = %path.display(), "a secret file can be read by every user; chmod 600 it");
    }
    Ok(SecretString::from(secret))
}

#[cfg(unix)]
fn readable_by_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o004 != 0)
}

#[cfg(not(unix))]
fn readable_by_all(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::secret::ExposeSecret;

    fn file(content: &[u8]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("token"), content).unwrap();
        resolve(&SecretRef::File("token".into()), folder.path())
            .map(|secret| secret.expose_secret().to_owned())
            .map_err(|error| error.to_string().replace(&folder.path().display().to_string(), "/p"))
    }

    #[test]
    fn the_last_line_break_of_a_file_is_cut() {
        assert_eq!(file(b" a b \n").unwrap(), " a b ");
        assert_eq!(file(b"\xef\xbb\xbfabc\r\n").unwrap(), "abc");
        assert_eq!(file(b"abc\n\n").unwrap(), "abc\n");
    }

    #[test]
    fn what_is_wrong_is_said_without_the_value() {
        assert_eq!(file(b"\n").unwrap_err(), "the secret file /p/token is empty");
        assert_eq!(file(b"hunter2\xff").unwrap_err(), "the secret file /p/token cannot be read");
        let missing = resolve(&SecretRef::File("nowhere".into()), Path::new("/p")).unwrap_err();
        assert_eq!(missing.to_string(), "the secret file /p/nowhere does not exist");
        let unset = resolve(&SecretRef::Env("STOCKTAKE_NO_SUCH_VARIABLE".into()), Path::new("/p"));
        assert_eq!(
            unset.unwrap_err().to_string(),
            "the environment variable STOCKTAKE_NO_SUCH_VARIABLE is not set"
        );
    }

    #[test]
    fn a_variable_is_read_as_it_is() {
        let secret = resolve(&SecretRef::Env("PATH".into()), Path::new("/p")).unwrap();
        assert_eq!(secret.expose_secret(), env::var("PATH").unwrap());
    }
}
