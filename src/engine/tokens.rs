//! Keeps the tokens by which systems give others: sealed, in the state database, so that no machine of several
//! uses one that another has made good for nothing.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail};
use async_trait::async_trait;
use chrono::Utc;

use super::keyring::Keyring;
use super::reason::{self, Context as _};
use super::safe::Safe;
use super::state::StatePlace;
use crate::message;
use crate::model::project::Project;
use crate::model::secret::{SecretRef, SecretString};
use crate::model::{CommandLine, Said};
use crate::store::Store;
use crate::systems::shared::{KeepToken, ReadSecret, SecretFailure};

/// How long a program has a token at most: longer than any call for another one takes.
const HELD: Duration = Duration::from_secs(150);

/// How long one waits for it.
const WAITED: Duration = Duration::from_secs(180);

/// How often one looks whether it is free.
const LOOKS: Duration = Duration::from_millis(200);

/// What a system is opened with: the secrets of its project, and the place where its token is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opener<'a> {
    pub project: &'a Project,
    pub keyring: &'a Keyring,
}

#[async_trait]
impl ReadSecret for Opener<'_> {
    async fn read(&self, reference: &SecretRef) -> Result<SecretString, SecretFailure> {
        self.keyring.read(reference).await
    }

    fn keeper(&self, system: &str) -> Option<Arc<dyn KeepToken>> {
        let place = TokenPlace { state: StatePlace::of(self.project), key: self.project.key.clone() };
        let node = uuid::Uuid::new_v4().simple().to_string();
        Some(Arc::new(Keeper { place, system: system.to_owned(), node, taken: Mutex::default() }))
    }
}

/// Where the tokens of a project are kept. Nothing is opened before one is needed.
#[derive(Debug)]
struct TokenPlace {
    state: StatePlace,
    key: Option<SecretRef>,
}

/// Keeps the token of one system.
struct Keeper {
    place: TokenPlace,
    system: String,
    /// This session of this program.
    node: String,
    taken: Mutex<Option<Taken>>,
}

struct Taken {
    store: Store,
    safe: Safe,
    version: i64,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("system", &self.system).finish_non_exhaustive()
    }
}

impl Keeper {
    async fn taken(&self) -> anyhow::Result<Option<SecretString>> {
        let store = self.place.state.open()?;
        let safe = self.place.state.safe(self.place.key.as_ref());
        let began = Instant::now();
        let kept = loop {
            let now = Utc::now();
            let until = now + chrono::Duration::from_std(HELD).unwrap_or_default();
            match store.take_token(&self.system, &self.node, until, now)? {
                Some(kept) => break kept,
                None if began.elapsed() > WAITED => bail!(message::tokens::held_by_another(&self.system)),
                None => tokio::time::sleep(LOOKS).await,
            }
        };
        let token = match &kept.sealed {
            None => None,
            Some(sealed) => match safe.unlock(sealed) {
                Some(token) => Some(token),
                None => {
                    store.release_token(&self.system, &self.node)?;
                    let login = CommandLine::new("login").argument(&self.system);
                    bail!(message::tokens::not_opened(&self.system, login));
                }
            },
        };
        let taken = Taken { store, safe, version: kept.version };
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
        Ok(token)
    }

    fn kept(&self, token: &SecretString) -> anyhow::Result<()> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Taken { store, safe, version }) = taken.as_mut() else {
            bail!(message::tokens::held_by_another(&self.system));
        };
        let sealed = safe.lock(token).ok_or_else(|| anyhow!(message::tokens::not_sealed(&self.system)))?;
        if store.keep_token(&self.system, *version, &sealed, Utc::now())? {
            *version += 1;
        } else {
            // Ours took so long that another program had one made meanwhile; that one counts.
            tracing::warn!(system = self.system, "another program has kept a newer token");
        }
        Ok(())
    }
}

#[async_trait]
impl KeepToken for Keeper {
    async fn take(&self) -> Result<Option<SecretString>, Said> {
        let taken = self.taken().await.with_context(|| message::tokens::not_taken(&self.system));
        taken.map_err(|error| reason::of(&error))
    }

    async fn keep(&self, token: &SecretString) -> Result<(), Said> {
        let kept = self.kept(token).with_context(|| message::tokens::not_kept(&self.system));
        kept.map_err(|error| reason::of(&error))
    }

    async fn release(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(error)) = taken.map(|taken| taken.store.release_token(&self.system, &self.node)) {
            tracing::warn!(system = self.system, %error, "the token is not given back: others wait for its time to end");
        }
    }
}
