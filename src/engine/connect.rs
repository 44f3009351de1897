//! Opens the systems of a project in one of their roles: secrets are read here.

use std::sync::Arc;

use anyhow::bail;
use std::error::Error as StdError;

use super::reason::{Context as _, because};

use crate::config;
use crate::config::secrets::SecretError;
use crate::message;
use crate::model::project::Project;
use crate::model::schema::Schema;
use crate::model::system::System;
use crate::systems::desk::Desk;
use crate::systems::monitor::Monitor;
use crate::systems::shared::{Open, OpenError, Opened, Opening, Running, Secrets, counted_as};
use crate::systems::source::Source;
use crate::systems::table::{Room, TargetRole};
use crate::systems::target::Target;

use super::keyring::Keyring;
use super::safe::Safe;
use super::tokens::Opener;

/// A target with an open session.
#[derive(Debug)]
pub struct OpenTarget {
    /// The session.
    pub target: Arc<dyn Target>,
    /// Entity for items whose mapping does not say: the working entity, else the root.
    pub default_entity: i64,
    /// What is secret and has to outlive the program.
    pub(super) safe: Safe,
    practice: Practice,
}

impl OpenTarget {
    /// Ends the session, and stops a practice system.
    pub async fn close(self) {
        if let Err(error) = self.target.close().await {
            tracing::debug!(%error, "the session was not closed");
        }
        self.practice.stop().await;
    }
}

/// A desk whose tickets can be worked on.
#[derive(Debug)]
pub struct OpenDesk {
    /// The desk.
    pub desk: Arc<dyn Desk>,
    practice: Practice,
}

impl OpenDesk {
    /// Ends the session where there is one, and stops a practice system.
    pub async fn close(self) {
        self.desk.leave().await;
        self.practice.stop().await;
    }
}

/// An open desk and the name that the project gives it.
#[derive(Debug, Clone, Copy)]
pub struct NamedDesk<'a> {
    /// The name.
    pub name: &'a str,
    /// The desk.
    pub desk: &'a dyn Desk,
}

/// A monitor that can be asked.
#[derive(Debug)]
pub struct OpenMonitor {
    /// The monitor.
    pub monitor: Arc<dyn Monitor>,
    practice: Practice,
}

impl OpenMonitor {
    /// Ends the session where there is one, and stops a practice system.
    pub async fn close(self) {
        self.monitor.leave().await;
        self.practice.stop().await;
    }
}

impl OpenMonitor {
    /// A monitor that records are, and what is open of their source for it.
    pub(super) fn of_source(monitor: Arc<dyn Monitor>, source: Option<OpenSource>) -> Self {
        let practice = source.map_or(Practice(None), |open| open.practice);
        Self { monitor, practice }
    }
}

/// A source that records can be fetched from.
#[derive(Debug)]
pub struct OpenSource {
    /// The source.
    pub source: Arc<dyn Source>,
    practice: Practice,
}

impl OpenSource {
    /// Ends the session where there is one, and stops a practice system.
    pub async fn close(self) {
        self.source.leave().await;
        self.practice.stop().await;
    }
}

/// A practice system that was started for this.
struct Practice(Option<Box<dyn Running>>);

impl Practice {
    async fn stop(self) {
        if let Some(running) = self.0 {
            running.stop().await;
        }
    }
}

impl std::fmt::Debug for Practice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Practice" } else { "Real" })
    }
}

/// Opens a session at the target of a name.
///
/// # Errors
/// An unknown system, one that holds no items, a secret that cannot be read, a refused login.
pub async fn open_target(project: &Project, name: &str) -> anyhow::Result<OpenTarget> {
    let (system, room) = of_name(project, name)?;
    let Some(TargetRole { open, .. }) = &room.target else {
        bail!(message::connection::not_for_inventory(name, system.kind.product))
    };
    let Opened { system: target, running } = opened(*open, project, name, system).await?;
    let (default_entity, safe) = (target.working_entity(), Safe::of(project));
    Ok(OpenTarget { target, default_entity, safe, practice: Practice(running) })
}

/// What the system of a name can hold; `None` where it is no target.
pub fn schema_of(project: &Project, name: &str) -> Option<&'static Schema> {
    let (_, room) = of_name(project, name).ok()?;
    room.target.as_ref().map(|target| target.schema)
}

/// Opens the desk of a name.
///
/// # Errors
/// An unknown system, one without tickets, a secret that cannot be read, a refused login.
pub async fn open_desk(project: &Project, name: &str) -> anyhow::Result<OpenDesk> {
    let (system, room) = of_name(project, name)?;
    let Some(role) = &room.desk else { bail!(message::connection::no_tickets(name, system.kind.product)) };
    let Opened { system: desk, running } = opened(role.open, project, name, system).await?;
    Ok(OpenDesk { desk, practice: Practice(running) })
}

/// Opens the monitor of a name. Nothing is asked of it yet.
///
/// # Errors
/// An unknown system, one that is no monitor, a secret or a certificate that cannot be used.
pub async fn open_monitor(project: &Project, name: &str) -> anyhow::Result<OpenMonitor> {
    let (system, room) = of_name(project, name)?;
    let Some(role) = &room.monitor else {
        bail!(message::connection::not_a_monitor(name, system.kind.product))
    };
    let Opened { system: monitor, running } = opened(role.open, project, name, system).await?;
    Ok(OpenMonitor { monitor, practice: Practice(running) })
}

/// Opens the source of a name.
///
/// # Errors
/// An unknown system, one without records, a secret that cannot be read, a refused login.
pub async fn open_source(project: &Project, name: &str) -> anyhow::Result<OpenSource> {
    let (system, room) = of_name(project, name)?;
    let Some(role) = &room.records else { bail!(message::connection::no_records(name, system.kind.product)) };
    let Opened { system: source, running } = opened(role.open, project, name, system).await?;
    Ok(OpenSource { source, practice: Practice(running) })
}

/// What the product of a system is called; the system's own name when there is none of this name.
pub fn product<'p>(project: &'p Project, name: &'p str) -> &'p str {
    project.systems.get(name).map_or(name, |system| system.kind.product)
}

fn of_name<'p>(project: &'p Project, name: &str) -> anyhow::Result<(&'p System, &'static Room)> {
    let Some(system) = project.systems.get(name) else { bail!(message::connection::no_system(name)) };
    let room =
        config::room(system.kind.key).with_context(|| message::connection::no_room(system.kind.key))?;
    Ok((system, room))
}

async fn opened<T: ?Sized>(
    open: Open<T>,
    project: &Project,
    name: &str,
    system: &System,
) -> anyhow::Result<Opened<T>> {
    let keyring = Keyring::of(project);
    let opener = Opener { project, keyring: &keyring };
    let opened = counted_as(name, open(Opening { name, system, secrets: Secrets(&opener) })).await;
    keyring.close().await;
    opened.map_err(|error| match error {
        OpenError::Secret { reference, source } => {
            because(message::connection::needs_secret(name, reference), unboxed(source))
        }
        OpenError::Practice(source) => because(message::connection::cannot_open(name), unboxed(source)),
        OpenError::Remote(error) => because(message::connection::cannot_open(name), error),
    })
}

/// A boxed error as the one it is, which is found again in its language.
fn unboxed(source: Box<dyn StdError + Send + Sync>) -> anyhow::Error {
    match source.downcast::<SecretError>() {
        Ok(error) => (*error).into(),
        Err(other) => anyhow::Error::from_boxed(other),
    }
}
