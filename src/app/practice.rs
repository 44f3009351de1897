//! `sandbox`: a practice system of the project, left running for people and other programs.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;

use crate::cli::Global;
use crate::engine::connect::make_private;
use crate::engine::serve::shutdown_signal;
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
    lines: Vec<(&'static str, String)>,
    hint: &'static str,
}

/// Said where a running practice system does not see what other commands write.
const ALONE: &str = "Jobs start one of their own on the same file: stop this one before they run.";

/// Serves a practice system of a project until stopped.
pub async fn serve(global: &Global, console: &Console, listen: SocketAddr, system: Option<&str>) -> Answer {
    let project = load(global)?;
    let (name, system) = chosen(&project, system)?;
    if !listen.ip().is_loopback() {
        let text = format!("{listen} is not on loopback: practice systems are for this machine only");
        return Err(Failure::Usage(text));
    }
    let started = start(system, listen).await.with_context(|| format!("cannot start the system `{name}`"))?;
    let mut text = format!("{}\n", started.title);
    for (label, value) in &started.lines {
        text.push_str(&format!("  {label:<11} {value}\n"));
    }
    if !started.hint.is_empty() {
        text.push_str(&format!("\n{}\n", started.hint));
    }
    // Signals are listened for before anybody is told that it may be stopped.
    let mut told = std::pin::pin!(shutdown_signal());
    let is_told = futures::poll!(&mut told).is_ready();
    console.print(&format!("{text}\nStop it with Ctrl-C."));
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
        let text = format!("stocktake.toml has no practice system `{wanted}` (practice systems: {known})");
        return found.ok_or(Failure::Usage(text));
    }
    let glpis: Vec<_> =
        all.iter().copied().filter(|(_, known)| matches!(known, System::Practice(_))).collect();
    match (all.as_slice(), glpis.as_slice()) {
        ([], _) => {
            let text = "stocktake.toml has no practice system: add [system.practice.sandbox]";
            Err(Failure::Usage(text.to_owned()))
        }
        ([only], _) | (_, [only]) => Ok(*only),
        (_, _) => Err(Failure::Usage(format!("choose a practice system with --system: {}", names()))),
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
            anyhow::bail!("it is no practice system")
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
        ("state", database.display().to_string()),
        ("user token", options.user_token.clone()),
        ("app token", format!("{app_token} (or none)")),
        ("login", format!("{} / {}", options.login, options.password)),
    ];
    let running = PracticeGlpi::open(options)?.start().await?;
    let title = format!("Practice GLPI on {}", running.base_url());
    Ok(Started { running: Running::Glpi(running), title, lines, hint: "" })
}

async fn itop(file: &Path, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(file)?;
    let options = itop::Options { file: Some(file.to_owned()), listen, ..itop::Options::default() };
    let lines = vec![
        ("state", file.display().to_string()),
        ("token", options.token.clone()),
        ("login", format!("{} / {}", options.login, options.password)),
        ("zone", options.zone.to_string()),
    ];
    let running = PracticeItop::open(options)?.start().await?;
    let title = format!("Practice iTop on {}", running.base_url());
    Ok(Started { running: Running::Itop(running), title, lines, hint: ALONE })
}

async fn servicenow(file: &Path, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(file)?;
    let options =
        servicenow::Options { state: Some(file.to_owned()), listen, ..servicenow::Options::default() };
    let lines = vec![
        ("state", file.display().to_string()),
        ("user", format!("{} / {}", options.user, options.password)),
        ("client", format!("{} / {} (OAuth 2.0)", options.client_id, options.client_secret)),
    ];
    let running = PracticeServiceNow::open(options)?.start().await?;
    let title = format!("Practice ServiceNow on {}", running.base_url());
    Ok(Started { running: Running::ServiceNow(running), title, lines, hint: ALONE })
}

async fn monitor(settings: &MonitorSettings, listen: SocketAddr) -> anyhow::Result<Started> {
    folder_of(&settings.database)?;
    let options = monitor::Options {
        file: Some(settings.database.clone()),
        listen,
        ..monitor::Options::new(settings.kind)
    };
    let lines = vec![
        ("state", settings.database.display().to_string()),
        ("login", format!("{} / {}", monitor::LOGIN, monitor::PASSWORD)),
        ("token", format!("{} (where there are tokens)", monitor::TOKEN)),
    ];
    let running = PracticeMonitor::open(options)?.start().await?;
    let title = format!("Practice {} on {}", settings.kind.product(), running.base_url());
    let hint = "To change what it shows, edit the file: \"state\": 0 ends a problem, another number begins \
                one; an object with a host, a service and a state is enough for a new one.";
    Ok(Started { running: Running::Monitor(running), title, lines, hint })
}
