//! `sandbox`: a practice system of the project, left running for people and other programs.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;

use crate::cli::Global;
use crate::engine::connect::make_private;
use crate::engine::serve::shutdown_signal;
use crate::message::{self, Message};
use crate::model::monitor::PracticeMonitor as MonitorSettings;
use crate::model::project::{Project, System};
use crate::practice::glpi::{self, PracticeGlpi};
use crate::practice::itop::{self, PracticeItop};
use crate::practice::monitor::{self, PracticeMonitor};
use crate::practice::servicenow::{self, PracticeServiceNow};

use super::print::Console;
use super::{Answer, Exit, Failure, load};

/// A practice system that serves.
enum Running {
    Glpi(glpi::Running),
    Itop(itop::Running),
    ServiceNow(servicenow::Running),
    Monitor(monitor::Running),
}

impl Running {
    async fn stop(self) {
        match self {
            Self::Glpi(running) => running.stop().await,
            Self::Itop(running) => running.stop().await,
            Self::ServiceNow(running) => running.stop().await,
            Self::Monitor(running) => running.stop().await,
        }
    }
}

/// A practice system that serves, and what a person needs to know of it.
struct Started {
    running: Running,
    title: String,
    lines: Vec<(Message, String)>,
    hint: Option<Message>,
}

/// Serves a practice system of a project until stopped.
pub async fn serve(global: &Global, console: &Console, listen: SocketAddr, system: Option<&str>) -> Answer {
    let project = load(global)?;
    let (name, system) = chosen(&project, system)?;
    if !listen.ip().is_loopback() {
        let text = message::practice::not_on_loopback(listen).to_string();
        return Err(Failure::Usage(text));
    }
    let started = start(system, listen).await.with_context(|| message::practice::cannot_start(name))?;
    let mut text = format!("{}\n", started.title);
    for (label, value) in &started.lines {
        text.push_str(&format!("  {:<11} {value}\n", label.to_string()));
    }
    if let Some(hint) = &started.hint {
        text.push_str(&format!("\n{hint}\n"));
    }
    // Signals are listened for before anybody is told that it may be stopped.
    let mut told = std::pin::pin!(shutdown_signal());
    let is_told = futures::poll!(&mut told).is_ready();
    console.print(format!("{text}\n{}", message::practice::how_to_stop()));
    if !is_told {
        told.await;
    }
    started.running.stop().await;
    Ok(Exit::Done)
}

/// The system that is named; else the only practice system, else the only practice GLPI.
fn chosen<'p>(project: &'p Project, wanted: Option<&str>) -> Result<(&'p str, &'p System), Failure> {
    let all: Vec<(&str, &System)> = project
        .systems
        .iter()
        .filter(|(_, known)| is_practice(known))
        .map(|(n, s)| (n.as_str(), s))
        .collect();
    let names = || all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let found = all.iter().find(|(name, _)| *name == wanted).copied();
        let known = if all.is_empty() { "none".to_owned() } else { names() };
        let text = message::practice::unknown(wanted, &known).to_string();
        return found.ok_or(Failure::Usage(text));
    }
    let glpis: Vec<_> =
        all.iter().copied().filter(|(_, known)| matches!(known, System::Practice(_))).collect();
    match (all.as_slice(), glpis.as_slice()) {
        ([], _) => {
            let text = message::practice::nothing_to_serve();
            Err(Failure::Usage(text.to_string()))
        }
        ([only], _) | (_, [only]) => Ok(*only),
        (_, _) => Err(Failure::Usage(message::practice::choose(names()).to_string())),
    }
}

fn is_practice(system: &System) -> bool {
    match system {
        System::Practice(_)
        | System::PracticeItop(_)
        | System::PracticeServiceNow(_)
        | System::PracticeMonitor(_) => true,
        System::Glpi(_) | System::Itop(_) | System::ServiceNow(_) | System::Monitor(_) => false,
    }
}

async fn start(system: &System, listen: SocketAddr) -> anyhow::Result<Started> {
    match system {
        System::Practice(settings) => glpi(&settings.database, listen).await,
        System::PracticeItop(settings) => itop(&settings.database, listen).await,
        System::PracticeServiceNow(settings) => servicenow(&settings.database, listen).await,
        System::PracticeMonitor(settings) => monitor(settings, listen).await,
        System::Glpi(_) | System::Itop(_) | System::ServiceNow(_) | System::Monitor(_) => {
            anyhow::bail!(message::practice::not_for_practice())
        }
    }
}

fn folder_of(file: &Path) -> anyhow::Result<()> {
    file.parent().map_or(Ok(()), make_private)
}

async fn glpi(database: &Path, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(database)?;
    let options = glpi::Options { database: Some(database.to_owned()), listen, ..glpi::Options::default() };
    let app_token = options.app_token.clone().unwrap_or_default();
    let lines = vec![
        (message::practice::state(), database.display().to_string()),
        (message::practice::user_token(), options.user_token.clone()),
        (message::practice::app_token(), message::practice::or_none(app_token).to_string()),
        (message::practice::login(), format!("{} / {}", options.login, options.password)),
    ];
    let running = PracticeGlpi::open(options)?.start().await?;
    let title = message::practice::title("GLPI", running.base_url()).to_string();
    Ok(Started { running: Running::Glpi(running), title, lines, hint: None })
}

async fn itop(file: &Path, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(file)?;
    let options = itop::Options { file: Some(file.to_owned()), listen, ..itop::Options::default() };
    let lines = vec![
        (message::practice::state(), file.display().to_string()),
        (message::practice::token(), options.token.clone()),
        (message::practice::login(), format!("{} / {}", options.login, options.password)),
        (message::practice::zone(), options.zone.to_string()),
    ];
    let running = PracticeItop::open(options)?.start().await?;
    let title = message::practice::title("iTop", running.base_url()).to_string();
    Ok(Started {
        running: Running::Itop(running),
        title,
        lines,
        hint: Some(message::practice::alone_on_its_file()),
    })
}

async fn servicenow(file: &Path, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(file)?;
    let options =
        servicenow::Options { state: Some(file.to_owned()), listen, ..servicenow::Options::default() };
    let lines = vec![
        (message::practice::state(), file.display().to_string()),
        (message::practice::user(), format!("{} / {}", options.user, options.password)),
        (
            message::practice::client(),
            format!("{} / {} (OAuth 2.0)", options.client_id, options.client_secret),
        ),
    ];
    let running = PracticeServiceNow::open(options)?.start().await?;
    let title = message::practice::title("ServiceNow", running.base_url()).to_string();
    Ok(Started {
        running: Running::ServiceNow(running),
        title,
        lines,
        hint: Some(message::practice::alone_on_its_file()),
    })
}

async fn monitor(settings: &MonitorSettings, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(&settings.database)?;
    let options = monitor::Options {
        file: Some(settings.database.clone()),
        listen,
        ..monitor::Options::new(settings.kind)
    };
    let lines = vec![
        (message::practice::state(), settings.database.display().to_string()),
        (message::practice::login(), format!("{} / {}", monitor::LOGIN, monitor::PASSWORD)),
        (message::practice::token(), message::practice::where_there_are_tokens(monitor::TOKEN).to_string()),
    ];
    let running = PracticeMonitor::open(options)?.start().await?;
    let title = message::practice::title(settings.kind.product(), running.base_url()).to_string();
    let hint = Some(message::practice::how_to_change_it());
    Ok(Started { running: Running::Monitor(running), title, lines, hint })
}
