//! The role of a store of secrets: it is asked for one field of one secret, each time anew.
//!
//! It keeps nothing that it was told, and decides nothing about who may have what.

use std::fmt;

use async_trait::async_trait;

use super::shared::{CheckLine, SecretFailure};
use crate::model::secret::SecretString;

/// A store of secrets with an open session.
#[async_trait]
pub trait SecretStore: fmt::Debug + Send + Sync {
    /// A field of the secret at a path.
    ///
    /// # Errors
    /// It does not answer, is sealed, does not let us read it, or has no such secret or field: a sentence each.
    async fn read(&self, path: &str, field: &str) -> Result<SecretString, SecretFailure>;

    /// What it says of itself and of who is logged in. A line that is not ok says what to do.
    async fn check(&self) -> Vec<CheckLine>;

    /// Ends the session, where one was begun.
    async fn leave(&self);
}
