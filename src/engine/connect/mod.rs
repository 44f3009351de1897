//! Opens the systems of a project: secrets are read here, and practice desks are started here.

mod monitor;
mod tickets;

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::config::secrets;
use crate::model::project::{GlpiLogin, GlpiSystem, PracticeSystem, Project, System};
use crate::model::secret::{SecretRef, SecretString};
use crate::practice::glpi::{Options, PracticeGlpi, Running};
use crate::systems::glpi::{Credentials, Glpi, Identity};

use super::safe::Safe;

pub use monitor::{OpenMonitor, open_monitor};
pub use tickets::{OpenTickets, open_tickets};

/// A desk with an open session.
#[derive(Debug)]
pub struct OpenDesk {
    /// The session.
    pub glpi: Glpi,
    /// Entity for items whose mapping does not say: the working entity, else the root.
    pub default_entity: i64,
    /// What is secret and has to outlive the program.
    pub(super) safe: Safe,
    /// How long a write of unknown outcome may still be carried out where nothing proves its end.
    pub(super) settle: Duration,
    practice: Option<Running>,
}

impl OpenDesk {
    /// Ends the session, and stops the practice desk.
    pub async fn close(self) {
        if let Err(error) = self.glpi.close().await {
            tracing::debug!(%error, "the session was not closed");
        }
        if let Some(practice) = self.practice {
            practice.stop().await;
        }
    }
}

/// Opens a session at a system of the project.
///
/// # Errors
/// An unknown system, a secret that cannot be read, a refused login.
pub async fn open(project: &Project, name: &str) -> anyhow::Result<OpenDesk> {
    match project.systems.get(name) {
        None => bail!("stocktake.toml has no system `{name}`"),
        Some(System::Glpi(system)) => open_glpi(project, name, system).await,
        Some(System::Practice(system)) => open_practice(project, name, system).await,
        Some(
            other @ (System::Itop(_)
            | System::PracticeItop(_)
            | System::ServiceNow(_)
            | System::PracticeServiceNow(_)
            | System::Monitor(_)
            | System::PracticeMonitor(_)),
        ) => {
            bail!("system `{name}` is of kind {}: inventory is written into a GLPI", other.kind())
        }
    }
}

async fn open_glpi(project: &Project, name: &str, system: &GlpiSystem) -> anyhow::Result<OpenDesk> {
    let resolve = |secret: &SecretRef| {
        secrets::resolve(secret, &project.folder)
            .with_context(|| format!("system `{name}` needs the secret {secret}"))
    };
    let identity = match &system.login {
        GlpiLogin::UserToken(token) => Identity::UserToken(resolve(token)?),
        GlpiLogin::Password { login, password } => {
            Identity::Password { login: login.clone(), password: resolve(password)? }
        }
    };
    let app_token = system.app_token.as_ref().map(resolve).transpose()?;
    let glpi = Glpi::connect(system, Credentials { identity, app_token })
        .await
        .with_context(|| format!("cannot open the system `{name}`"))?;
    let default_entity = glpi.working_entity();
    let (safe, settle) = (Safe::of(project), system.settle);
    Ok(OpenDesk { glpi, default_entity, safe, settle, practice: None })
}

/// Makes a folder that only its owner can read, with those above it; one that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn make_private(folder: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(folder).with_context(|| format!("cannot make the folder {}", folder.display()))
}

async fn open_practice(project: &Project, name: &str, system: &PracticeSystem) -> anyhow::Result<OpenDesk> {
    if let Some(folder) = system.database.parent() {
        make_private(folder)?;
    }
    let options = Options { database: Some(system.database.clone()), ..Options::default() };
    let token = options.user_token.clone();
    let practice = PracticeGlpi::open(options)
        .with_context(|| format!("cannot open the practice GLPI `{name}` in {}", system.database.display()))?
        .start()
        .await
        .with_context(|| format!("cannot start the practice GLPI `{name}`"))?;
    let settings = practice_system(practice.base_url());
    let credentials =
        Credentials { identity: Identity::UserToken(SecretString::from(token)), app_token: None };
    let glpi = Glpi::connect(&settings, credentials).await.context("the practice GLPI does not answer")?;
    let (safe, settle) = (Safe::of(project), settings.settle);
    Ok(OpenDesk { glpi, default_entity: 0, safe, settle, practice: Some(practice) })
}

/// Settings with which the practice GLPI is spoken to.
fn practice_system(url: String) -> GlpiSystem {
    GlpiSystem::new(url, GlpiLogin::UserToken(SecretRef::Env(String::new())))
}
