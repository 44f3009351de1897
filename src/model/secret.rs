//! A secret as configured: a reference that is resolved late and never printed.

use std::fmt;
use std::path::PathBuf;

pub use secrecy::{ExposeSecret, SecretString};

crate::model::said::words!(SecretRef);

/// Where a secret stands. The value itself is read by `config` when a system is connected.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretRef {
    /// `env:NAME`
    Env(String),
    /// `file:PATH`, relative to the project folder; the last line break is cut.
    File(PathBuf),
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
        }
    }
}
