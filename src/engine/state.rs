//! Opens the state database of a project.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::bail;

use super::keyring::Keyring;
use super::private;
use super::reason::Context as _;
use super::safe::Safe;
use crate::message;
use crate::model::project::{Project, StateUrl};
use crate::model::secret::{SecretRef, SecretString};
use crate::model::system::System;
use crate::store::Store;

/// Where a project keeps its state.
#[derive(Debug, Clone)]
pub(super) struct StatePlace {
    folder: PathBuf,
    state: StateUrl,
    stores: BTreeMap<String, System>,
}

/// Opens the state database of a project, and makes it when it is not there.
///
/// # Errors
/// A folder that takes no files, a password that cannot be had, a database that does not open.
pub fn open_store(project: &Project) -> anyhow::Result<Store> {
    StatePlace::of(project).open()
}

/// The password of a state database, that of the project or another one, by the secrets of the project; `None`: it
/// needs none.
///
/// # Errors
/// It cannot be had.
pub fn password_of(project: &Project, state: &StateUrl) -> anyhow::Result<Option<SecretString>> {
    StatePlace::of(project).password_of(state)
}

impl StatePlace {
    /// That of a project. Nothing is opened yet.
    pub fn of(project: &Project) -> Self {
        let stores = Keyring::stores_of(project);
        Self { folder: project.folder.clone(), state: project.state.clone(), stores }
    }

    /// Opens it, and makes it when it is not there.
    ///
    /// # Errors
    /// As [`open_store`].
    pub fn open(&self) -> anyhow::Result<Store> {
        // Names, serials and mails stand there.
        usable(&self.folder.join("var"))?;
        let password = self.password_of(&self.state)?;
        Ok(Store::open(&self.state, password.as_ref())?)
    }

    fn password_of(&self, state: &StateUrl) -> anyhow::Result<Option<SecretString>> {
        match state {
            StateUrl::Postgres { password: Some(secret), .. } => {
                let of = || message::state::needs_secret(secret);
                Ok(Some(self.keyring().read_now(secret).with_context(of)?))
            }
            StateUrl::Postgres { password: None, .. } | StateUrl::Sqlite(_) => Ok(None),
        }
    }

    /// What seals the secrets in it.
    pub fn safe(&self, key: Option<&SecretRef>) -> Safe {
        Safe::at(&self.folder, self.keyring(), key.cloned())
    }

    fn keyring(&self) -> Keyring {
        Keyring::with(&self.folder, self.stores.clone())
    }
}

/// That the folder of the state is there and takes files: SQLite says no more than that it cannot open one.
fn usable(var: &Path) -> anyhow::Result<()> {
    if var.exists() && !var.is_dir() {
        bail!(message::state::var_is_a_file(var.display()));
    }
    private::make_private(var).with_context(|| message::state::give_the_folder(var.display()))?;
    match tempfile_in(var) {
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(error).with_context(|| message::state::give_the_folder(var.display()))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Makes a file in a folder and takes it away again.
fn tempfile_in(folder: &Path) -> std::io::Result<()> {
    let path = folder.join(format!(".stocktake-{}", std::process::id()));
    std::fs::write(&path, b"")?;
    std::fs::remove_file(&path)
}
