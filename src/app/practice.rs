//! `sandbox`: a practice system of the project, left running for people and other programs.

use std::net::SocketAddr;

use crate::engine::reason::Context as _;

use crate::cli::Global;
use crate::engine::serve::shutdown_signal;
use crate::message;
use crate::model::project::Project;
use crate::model::system::{Role, System};
use crate::practice::serve_system;

use super::print::Console;
use super::{Answer, Exit, Failure, load};

/// Serves a practice system of a project until stopped, as another version where one is named.
pub async fn serve(
    global: &Global,
    console: &Console,
    listen: SocketAddr,
    system: Option<&str>,
    version: Option<&str>,
) -> Answer {
    let project = load(global)?;
    let (name, system) = chosen(&project, system)?;
    if !listen.ip().is_loopback() {
        let text = message::practice::not_on_loopback(listen).said();
        return Err(Failure::Usage(text));
    }
    let started = serve_system(system, listen, version).await.map_err(anyhow::Error::from_boxed);
    let started = started.with_context(|| message::practice::cannot_start(name))?;
    let mut text = format!("{}\n", console.say(&started.title));
    for (label, value) in &started.lines {
        text.push_str(&format!("  {:<11} {}\n", console.say(label), console.say(value)));
    }
    if let Some(hint) = &started.hint {
        text.push_str(&format!("\n{}\n", console.say(hint)));
    }
    // Signals are listened for before anybody is told that it may be stopped.
    let mut told = std::pin::pin!(shutdown_signal());
    let is_told = futures::poll!(&mut told).is_ready();
    console.print(format!("{text}\n{}", console.say(message::practice::how_to_stop())));
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
        .filter(|(_, known)| known.kind.is_practice)
        .map(|(n, s)| (n.as_str(), s))
        .collect();
    let names = || all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let found = all.iter().find(|(name, _)| *name == wanted).copied();
        let known = if all.is_empty() { message::list::none().said() } else { names().into() };
        let text = message::practice::unknown(wanted, &known).said();
        return found.ok_or(Failure::Usage(text));
    }
    let glpis: Vec<_> =
        all.iter().copied().filter(|(_, known)| known.kind.is_practice && known.has(Role::Items)).collect();
    match (all.as_slice(), glpis.as_slice()) {
        ([], _) => {
            let text = message::practice::nothing_to_serve();
            Err(Failure::Usage(text.said()))
        }
        ([only], _) | (_, [only]) => Ok(*only),
        (_, _) => Err(Failure::Usage(message::practice::choose(names()).said())),
    }
}
