//! A secret as configured: a reference that is resolved late and never printed.

use std::fmt;
use std::path::PathBuf;

pub use secrecy::{ExposeSecret, SecretString};

crate::model::said::words!(SecretRef);

/// Where a secret stands. The value itself is read when a system is connected, each time anew.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// `env:NAME`
    Env(String),
    /// `file:PATH`, relative to the project folder; the last line break is cut.
    File(PathBuf),
    /// `credential:NAME`: a file below `$CREDENTIALS_DIRECTORY`, as systemd hands secrets to a service.
    Credential(String),
    /// `cmd:PROGRAM ARGUMENT…`: what a program writes, without its last line break. No shell reads it.
    Command(Vec<String>),
    /// `vault:STORE/PATH#FIELD`: a field of a secret that a store keeps.
    Stored(Stored),
}

/// A field of a secret in a store of secrets.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored {
    /// The store, by its name among the systems of the project.
    pub store: String,
    /// Path of the secret there: `secret/glpi`.
    pub path: String,
    /// Field of the secret.
    pub field: String,
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Env(name) => write!(f, "env:{name}"),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Credential(name) => write!(f, "credential:{name}"),
            // Arguments stay unsaid: somebody will write a password among them.
            Self::Command(words) => {
                let rest = if words.len() > 1 { " …" } else { "" };
                write!(f, "cmd:{}{rest}", words.first().map_or("", String::as_str))
            }
            Self::Stored(Stored { store, path, field }) => write!(f, "vault:{store}/{path}#{field}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_shown_as_it_was_written_but_for_the_arguments_of_a_program() {
        let stored = Stored { store: "keys".into(), path: "secret/glpi".into(), field: "token".into() };
        assert_eq!(SecretRef::Stored(stored).to_string(), "vault:keys/secret/glpi#token");
        let words = ["pass", "-p", "hunter2"].map(str::to_owned).to_vec();
        assert_eq!(format!("{:?}", SecretRef::Command(words)), "cmd:pass …");
    }
}
