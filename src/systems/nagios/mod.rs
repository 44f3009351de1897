//! Nagios Core 4: by its JSON CGIs, or by `status.dat` and the command pipe on this machine.
//!
//! The two name an episode differently: the files have `current_problem_id`, the CGIs do not show it. It
//! begins anew with 1 when Nagios lost its retention file, so that the last good time goes with it.

mod cgi;
mod config;
mod files;
mod message;

use std::sync::Arc;

use futures::future::LocalBoxFuture;

use crate::model::Said;
use crate::model::event::{Certainty, ElementKind, Event, Severity};
use crate::systems::monitor::{Abilities, Monitor};
use crate::systems::shared::episode;
use crate::systems::shared::{OpenResult, Opened, Opening};
use crate::systems::table::{MonitorRole, Names, Room, Table};

use cgi::Cgi;
use config::Settings;
use files::Files;

/// The room of Nagios.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "nagios", product: "Nagios", about: "A Nagios Core." },
        include_str!("page.md"),
        Table::of::<config::RawNagios>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do.
static ABILITIES: Abilities = Abilities { groups: false, ..Abilities::USUAL };

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let name = opening.name.to_owned();
        let monitor: Arc<dyn Monitor> = match settings {
            Settings::Cgi(reach) => Arc::new(Cgi::new(name, reach, reach.keys(opening.secrets).await?)?),
            Settings::Files(files) => Arc::new(Files::new(name, files.clone())),
        };
        Ok(Opened::real(monitor))
    })
}

/// A host or service that is a problem, as both ways tell it.
#[derive(Debug, Default)]
struct Problem {
    host: String,
    service: Option<String>,
    /// Hosts: 1 down, 2 unreachable. Services: 1 warning, 2 critical, 3 unknown.
    state: i64,
    is_hard: bool,
    in_downtime: bool,
    flapping: bool,
    last_state_change: f64,
    last_hard_state_change: f64,
    last_good: f64,
    output: String,
    long_output: String,
}

/// The event of a problem, without acknowledgement and what its host adds.
fn event(monitor: &str, problem: Problem, begin: &str) -> Event {
    let Problem { host, service, .. } = &problem;
    let object = service.as_ref().map_or_else(|| host.clone(), |service| format!("{host}!{service}"));
    let (severity, state) = match (service.is_none(), problem.state) {
        (true, 1) => (Severity::Disaster, "DOWN"),
        (true, _) => (Severity::Unknown, "UNREACHABLE"),
        (false, 1) => (Severity::Warning, "WARNING"),
        (false, 2) => (Severity::Critical, "CRITICAL"),
        (false, _) => (Severity::Unknown, "UNKNOWN"),
    };
    // The CGIs leave an output out that holds one letter beyond ASCII.
    let (title, rest) = episode::title_and_text(&problem.output, host, service.as_deref(), state);
    let long = problem.long_output.replace("\\n", "\n");
    let text = [rest, long.trim()].join("\n").trim().to_owned();
    // Both times move with the severity: the earlier one is nearer to the begin.
    let known = [problem.last_state_change, problem.last_hard_state_change];
    let began =
        known.into_iter().filter(|at| *at > problem.last_good).fold(problem.last_state_change, f64::min);
    Event {
        monitor: monitor.to_owned(),
        key: episode::key(&episode::object(&object), begin),
        object,
        kind: if service.is_some() { ElementKind::Service } else { ElementKind::Host },
        host: Some(problem.host),
        address: None,
        service: problem.service,
        groups: Vec::new(),
        labels: std::collections::BTreeMap::new(),
        severity,
        state: state.to_owned(),
        certainty: if problem.is_hard { Certainty::Hard } else { Certainty::Soft },
        acknowledged: None,
        in_downtime: problem.in_downtime,
        host_is_down: false,
        flapping: problem.flapping,
        since: episode::seconds(began),
        changed_at: episode::seconds(problem.last_state_change),
        title,
        text,
        url: None,
    }
}

/// How long after its start a Nagios may not know yet what is bad, in seconds.
const WARM_UP: f64 = 900.0;

/// Whether a Nagios started lately; both times in seconds.
fn is_young(started: f64, now: f64) -> bool {
    started > 0.0 && now - started < WARM_UP
}

/// Why what a young Nagios does not show may be a problem all the same: one that lost its retention file
/// takes for good what it has not checked yet (measured on 4.4.6).
fn forgetful(unchecked: i64) -> Option<Said> {
    (unchecked > 0).then(|| message::started_lately(unchecked).said())
}

/// Marks services whose host is down, and carries the downtime of a host to its services.
fn look_at_hosts(events: &mut [Event], hosts_in_downtime: &[String]) {
    let down: Vec<String> = events
        .iter()
        .filter(|event| event.kind == ElementKind::Host)
        .filter_map(|event| event.host.clone())
        .collect();
    for event in events.iter_mut().filter(|event| event.kind == ElementKind::Service) {
        let Some(host) = &event.host else { continue };
        event.host_is_down = down.contains(host);
        event.in_downtime |= hosts_in_downtime.contains(host);
    }
}
