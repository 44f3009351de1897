//! Resolves references to secrets that this machine keeps, late: when a system is connected, not when the
//! project is read, and each time anew. Stores of secrets are asked by their rooms.
//!
//! The only place that reads the environment for the project. Values are never logged or shown.

mod command;

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::message::{Message, secrets as message};
use crate::model::said::{Said, Say};
use crate::model::secret::{SecretRef, SecretString};

/// Why a secret cannot be had: a sentence that names the reference, never a value, and what the system says.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct SecretError {
    what: Message,
    #[source]
    source: Option<io::Error>,
}

impl SecretError {
    fn with(what: Message, source: io::Error) -> Self {
        Self { what, source: Some(source) }
    }
}

impl From<Message> for SecretError {
    fn from(what: Message) -> Self {
        Self { what, source: None }
    }
}

impl Say for SecretError {
    fn said(&self) -> Said {
        self.what.said()
    }
}

/// Reads a secret of this machine. A file's path is relative to the project folder; its last line break and a
/// byte order mark are cut. A file that everybody may read is warned of.
///
/// # Errors
/// It is not there, cannot be read or is empty; a program fails; it is in a store, which is not asked here.
pub async fn resolve(reference: &SecretRef, folder: &Path) -> Result<SecretString, SecretError> {
    match reference {
        SecretRef::Env(name) => from_environment(name),
        SecretRef::File(path) => from_file(&folder.join(path)),
        SecretRef::Credential(name) => from_systemd(name, env::var_os("CREDENTIALS_DIRECTORY").as_deref()),
        SecretRef::Command(words) => command::output(words, folder).await,
        SecretRef::Stored(_) => Err(message::store_in_store().into()),
    }
}

fn from_environment(name: &str) -> Result<SecretString, SecretError> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Err(message::empty_variable(name).into()),
        Ok(value) => Ok(SecretString::from(value)),
        Err(env::VarError::NotPresent) => Err(message::not_set(name).into()),
        Err(env::VarError::NotUnicode(_)) => Err(message::variable_not_text(name).into()),
    }
}

fn from_file(path: &Path) -> Result<SecretString, SecretError> {
    let text = fs::read_to_string(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => message::no_file(path.display()).into(),
        _ => SecretError::with(message::unreadable(path.display()), source),
    })?;
    let secret = without_line_break(text.strip_prefix('\u{feff}').unwrap_or(&text));
    if secret.is_empty() {
        return Err(message::empty_file(path.display()).into());
    }
    if readable_by_all(path) {
        tracing::warn!(path = %path.display(), "a secret file can be read by every user; chmod 600 it");
    }
    Ok(SecretString::from(secret))
}

/// A credential that systemd handed over. `name` is one part of a path: the check of the project saw to it.
fn from_systemd(name: &str, folder: Option<&std::ffi::OsStr>) -> Result<SecretString, SecretError> {
    let folder = folder.filter(|folder| !folder.is_empty());
    let folder = PathBuf::from(folder.ok_or_else(|| message::no_credentials(name))?);
    let path = folder.join(name);
    if !path.exists() {
        return Err(message::no_credential(name).into());
    }
    from_file(&path)
}

/// A text without its last line break.
fn without_line_break(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
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
    use futures::FutureExt as _;

    use super::*;
    use crate::model::secret::ExposeSecret;

    /// What needs no program is there at once.
    fn read(reference: &SecretRef, folder: &Path) -> Result<SecretString, SecretError> {
        resolve(reference, folder).now_or_never().unwrap()
    }

    fn file(content: &[u8]) -> Result<String, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("token"), content).unwrap();
        read(&SecretRef::File("token".into()), folder.path())
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
        let missing = read(&SecretRef::File("nowhere".into()), Path::new("/p")).unwrap_err();
        assert_eq!(missing.to_string(), "the secret file /p/nowhere does not exist");
        let unset = read(&SecretRef::Env("STOCKTAKE_NO_SUCH_VARIABLE".into()), Path::new("/p"));
        assert_eq!(
            unset.unwrap_err().to_string(),
            "the environment variable STOCKTAKE_NO_SUCH_VARIABLE is not set"
        );
    }

    #[test]
    fn a_variable_is_read_as_it_is() {
        let secret = read(&SecretRef::Env("PATH".into()), Path::new("/p")).unwrap();
        assert_eq!(secret.expose_secret(), env::var("PATH").unwrap());
    }

    #[test]
    fn a_credential_is_what_systemd_put_into_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("glpi"), "abc\n").unwrap();
        let from = |name| from_systemd(name, Some(folder.path().as_os_str()));
        assert_eq!(from("glpi").unwrap().expose_secret(), "abc");
        let said = from("itop").unwrap_err().to_string();
        assert!(said.starts_with("systemd handed over no credential itop; write LoadCredential="), "{said}");
        let said = from_systemd("glpi", None).unwrap_err().to_string();
        assert!(said.contains("CREDENTIALS_DIRECTORY is not set"), "{said}");
    }
}
