//! Reads the secrets of a project, each time anew: those of this machine, and those of stores, which are
//! opened for as long as somebody reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Mutex;

use crate::config::{self, secrets};
use crate::message;
use crate::model::project::Project;
use crate::model::secret::{SecretRef, SecretString, Stored};
use crate::model::system::{Role, System};
use crate::systems::secret_store::SecretStore;
use crate::systems::shared::{OpenError, Opening, ReadSecret, SecretFailure, Secrets, counted_as};

/// What reads the secrets of a project.
#[derive(Debug)]
pub struct Keyring {
    folder: PathBuf,
    /// The stores of the project, by name.
    stores: BTreeMap<String, System>,
    /// Those with a session.
    open: Mutex<BTreeMap<String, Arc<dyn SecretStore>>>,
}

impl Keyring {
    /// That of a project. Nothing is read yet.
    pub fn of(project: &Project) -> Self {
        Self::with(&project.folder, Self::stores_of(project))
    }

    /// The stores of a project.
    pub(super) fn stores_of(project: &Project) -> BTreeMap<String, System> {
        let stores = project.systems.iter().filter(|(_, system)| system.has(Role::Secrets));
        stores.map(|(name, system)| (name.clone(), system.clone())).collect()
    }

    /// That of a folder, with its stores.
    pub(super) fn with(folder: &Path, stores: BTreeMap<String, System>) -> Self {
        Self { folder: folder.to_owned(), stores, open: Mutex::default() }
    }

    /// One that knows no store.
    #[cfg(test)]
    pub(super) fn of_folder(folder: &Path) -> Self {
        Self::with(folder, BTreeMap::new())
    }

    /// What a reference stands for, and nothing more.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn read_one(&self, reference: &SecretRef) -> anyhow::Result<SecretString> {
        let read = self.read(reference).await;
        self.close().await;
        read.map_err(anyhow::Error::from_boxed)
    }

    /// The same for one who cannot wait as tasks do: a thread of its own waits for a program or a store.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn read_now(&self, reference: &SecretRef) -> anyhow::Result<SecretString> {
        let read = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(self.read_one(reference))
        };
        std::thread::scope(|scope| {
            scope.spawn(read).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Ends the sessions at stores.
    pub async fn close(&self) {
        for store in std::mem::take(&mut *self.open.lock().await).into_values() {
            store.leave().await;
        }
    }

    async fn of_store(&self, stored: &Stored) -> Result<SecretString, SecretFailure> {
        let mut open = self.open.lock().await;
        let store = match open.get(&stored.store) {
            Some(store) => store.clone(),
            None => {
                let system = self
                    .stores
                    .get(&stored.store)
                    .ok_or_else(|| message::secrets::no_store(&stored.store))?;
                let store = opened(&self.folder, &stored.store, system).await?;
                open.insert(stored.store.clone(), store.clone());
                store
            }
        };
        drop(open);
        store.read(&stored.path, &stored.field).await
    }
}

#[async_trait]
impl ReadSecret for Keyring {
    async fn read(&self, reference: &SecretRef) -> Result<SecretString, SecretFailure> {
        match reference {
            SecretRef::Stored(stored) => self.of_store(stored).await,
            SecretRef::Env(_) | SecretRef::File(_) | SecretRef::Credential(_) | SecretRef::Command(_) => {
                Ok(secrets::resolve(reference, &self.folder).await?)
            }
        }
    }
}

/// Opens the store of secrets of a name. It is asked nothing yet.
///
/// # Errors
/// An unknown system, one that keeps no secrets, a secret of its own that cannot be had.
pub async fn open_secret_store(project: &Project, name: &str) -> anyhow::Result<Arc<dyn SecretStore>> {
    let system =
        project.systems.get(name).ok_or_else(|| anyhow::anyhow!(message::secrets::no_store(name)))?;
    opened(&project.folder, name, system).await.map_err(anyhow::Error::from_boxed)
}

/// A store is opened with secrets of this machine only.
async fn opened(folder: &Path, name: &str, system: &System) -> Result<Arc<dyn SecretStore>, SecretFailure> {
    let open = config::room(system.kind.key).and_then(|room| room.secret_store);
    let open = open.ok_or_else(|| message::secrets::no_store(name))?;
    let opening = Opening { name, system, secrets: Secrets(&OfThisMachine(folder)) };
    match counted_as(name, open(opening)).await {
        Ok(opened) => Ok(opened.system),
        Err(OpenError::Secret { reference, source }) => {
            let why = anyhow::Error::from_boxed(source);
            Err(why.context(message::connection::needs_secret(name, reference)).into())
        }
        Err(OpenError::Practice(source)) => Err(source),
        Err(OpenError::Remote(error)) => Err(error.into()),
    }
}

/// Reads the secrets of a folder of a project that stand on this machine.
struct OfThisMachine<'p>(&'p Path);

#[async_trait]
impl ReadSecret for OfThisMachine<'_> {
    async fn read(&self, reference: &SecretRef) -> Result<SecretString, SecretFailure> {
        Ok(secrets::resolve(reference, self.0).await?)
    }
}
