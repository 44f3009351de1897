//! `sandbox`: the practice GLPI, left running.

use std::net::SocketAddr;

use anyhow::{Context, bail};

use crate::cli::Global;
use crate::engine::connect::make_private;
use crate::engine::serve::shutdown_signal;
use crate::model::project::System;
use crate::sandbox::glpi::{Options, PracticeGlpi};

use super::print::Console;
use super::{Answer, Exit, load};

/// Serves the practice GLPI of a project until stopped.
pub async fn serve(global: &Global, console: &Console, listen: SocketAddr, system: Option<&str>) -> Answer {
    let project = load(global)?;
    let mut practice = project.systems.iter().filter_map(|(name, known)| match known {
        System::Practice(known) if system.is_none_or(|wanted| wanted == name) => Some((name, known)),
        System::Practice(_)
        | System::Glpi(_)
        | System::Itop(_)
        | System::PracticeItop(_)
        | System::ServiceNow(_)
        | System::PracticeServiceNow(_)
        | System::Monitor(_) => None,
    });
    let found = practice.next();
    let more = practice.next().is_some();
    let database = match (found, more) {
        (Some((_, practice)), false) => practice.database.clone(),
        (None, _) => return Err(missing(system).into()),
        (Some(_), true) => {
            return Err(
                anyhow::anyhow!("there are several practice systems: choose one with --system").into()
            );
        }
    };
    run(console, listen, database).await?;
    Ok(Exit::Done)
}

fn missing(system: Option<&str>) -> anyhow::Error {
    match system {
        Some(name) => anyhow::anyhow!("stocktake.toml has no practice system `{name}`"),
        None => anyhow::anyhow!("stocktake.toml has no practice system: add [system.practice.sandbox]"),
    }
}

async fn run(console: &Console, listen: SocketAddr, database: std::path::PathBuf) -> anyhow::Result<()> {
    if !listen.ip().is_loopback() {
        bail!("{listen} is not on loopback: the practice GLPI is for this machine only");
    }
    if let Some(folder) = database.parent() {
        make_private(folder)?;
    }
    let options = Options { database: Some(database.clone()), listen, ..Options::default() };
    let (token, app_token) = (options.user_token.clone(), options.app_token.clone());
    let (login, password) = (options.login.clone(), options.password.clone());
    let practice = PracticeGlpi::open(options)
        .with_context(|| format!("cannot open {}", database.display()))?
        .start()
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    console.print(&format!(
        "Practice GLPI on {}\n  state       {}\n  user token  {token}\n  app token   {} (or none)\n  login       {login} / {password}\n\nStop it with Ctrl-C.",
        practice.base_url(),
        database.display(),
        app_token.unwrap_or_default(),
    ));
    shutdown_signal().await;
    practice.stop().await;
    Ok(())
}
