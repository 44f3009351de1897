//! How a system of the project is opened: its settings, its secrets, and what ends with it.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::{BoxFuture, LocalBoxFuture};

use super::RemoteError;
use crate::message::remote;
use crate::model::said::{Said, Say};
use crate::model::secret::{SecretRef, SecretString};
use crate::model::system::{Settings, System};

/// Why a system could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.said())]
pub enum OpenError {
    /// A secret cannot be had.
    Secret {
        /// Where it should stand.
        reference: String,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A practice system does not start.
    #[cfg_attr(not(feature = "practice"), expect(dead_code, reason = "there is none"))]
    Practice(#[source] Box<dyn Error + Send + Sync>),
    /// The system refuses, or does not answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl Say for OpenError {
    fn said(&self) -> Said {
        match self {
            Self::Secret { reference, .. } => remote::secret_not_had(reference).said(),
            Self::Practice(_) => remote::practice_not_started().said(),
            Self::Remote(error) => error.said(),
        }
    }
}

/// Why a secret cannot be had.
pub type SecretFailure = Box<dyn Error + Send + Sync>;

/// Reads secrets by their references: some stand on this machine, some in a store that is asked.
#[async_trait]
pub trait ReadSecret: Sync {
    /// What a reference stands for.
    async fn read(&self, reference: &SecretRef) -> Result<SecretString, SecretFailure>;

    /// Where the token of a system is kept that it gives in place of a login; `None`: nowhere.
    fn keeper(&self, _system: &str) -> Option<Arc<dyn KeepToken>> {
        None
    }
}

/// Keeps the token of one system by which others are had, and which a new one makes good for nothing: it outlives the
/// program, and one program at a time has a new one made.
#[async_trait]
pub trait KeepToken: fmt::Debug + Send + Sync {
    /// Takes it, and waits while another program has it. `None`: there is none yet.
    ///
    /// # Errors
    /// Why it cannot be had.
    async fn take(&self) -> Result<Option<SecretString>, Said>;
    /// Keeps another one in its place, durably. Only who has taken it does so.
    ///
    /// # Errors
    /// Why it cannot be kept.
    async fn keep(&self, token: &SecretString) -> Result<(), Said>;
    /// Gives it back, for others to take.
    async fn release(&self);
}

/// Reads secrets by their references.
#[derive(Clone, Copy)]
pub struct Secrets<'a>(pub &'a dyn ReadSecret);

impl Secrets<'_> {
    /// What a reference stands for.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn read(&self, reference: &SecretRef) -> Result<SecretString, OpenError> {
        let failed = |source| OpenError::Secret { reference: reference.to_string(), source };
        self.0.read(reference).await.map_err(failed)
    }

    /// Where the token of a system is kept.
    pub fn keeper(&self, system: &str) -> Option<Arc<dyn KeepToken>> {
        self.0.keeper(system)
    }

    /// What a reference stands for, where there may be none.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn read_if_any(&self, of: Option<&SecretRef>) -> Result<Option<SecretString>, OpenError> {
        match of {
            Some(reference) => self.read(reference).await.map(Some),
            None => Ok(None),
        }
    }
}

impl fmt::Debug for Secrets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

/// What is opened: a system by its name in `stocktake.toml`, with what reads its secrets.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is.
    pub system: &'a System,
    /// Reads its secrets.
    pub secrets: Secrets<'a>,
}

impl<'a> Opening<'a> {
    /// The settings of a room; an error when the system is of another one.
    ///
    /// # Errors
    /// [`RemoteError::Setup`].
    pub fn settings<T: Settings>(&self) -> Result<&'a T, OpenError> {
        let other = || RemoteError::Setup(remote::is_another(self.name, self.system.kind.product).said());
        self.system.settings().ok_or_else(|| other().into())
    }
}

/// Something that runs as long as a system is used, and is stopped with it.
pub trait Running: Send + Sync {
    /// Stops it.
    fn stop(self: Box<Self>) -> BoxFuture<'static, ()>;
}

/// A system in one of its roles, open.
pub struct Opened<T: ?Sized> {
    /// The system.
    pub system: Arc<T>,
    /// A practice system that was started for it.
    pub running: Option<Box<dyn Running>>,
}

impl<T: ?Sized> Opened<T> {
    /// A real system, which nothing was started for.
    pub fn real(system: Arc<T>) -> Self {
        Self { system, running: None }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Opened<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("system", &self.system).finish_non_exhaustive()
    }
}

/// Opens a store of secrets, wherever its secrets are needed.
pub type OpenStore<T> = for<'a> fn(Opening<'a>) -> BoxFuture<'a, OpenResult<T>>;

/// Opens a system in one of its roles. Where a login opens a session, it is opened.
pub type Open<T> = for<'a> fn(Opening<'a>) -> LocalBoxFuture<'a, OpenResult<T>>;

/// What opening comes to.
pub type OpenResult<T> = Result<Opened<T>, OpenError>;
