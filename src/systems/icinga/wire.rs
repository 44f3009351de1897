//! What Icinga 2 sends, field for field (2.13.6), and its translation into events.

use serde::Deserialize;
use serde_json::Value as Json;

use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity, Unlisted};
use crate::systems::shared::episode;

/// Answer of an object query or of an action.
#[derive(Debug, Deserialize)]
pub(super) struct Results<T> {
    pub results: Vec<T>,
}

/// One object of a query.
#[derive(Debug, Deserialize)]
pub(super) struct Object<A> {
    pub name: String,
    pub attrs: A,
    #[serde(default)]
    pub joins: Joins,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Joins {
    pub host: Option<HostOfService>,
}

/// Attributes of a host or a service that is a problem.
#[derive(Debug, Deserialize)]
pub(super) struct Checkable {
    pub name: String,
    pub host_name: Option<String>,
    pub address: Option<String>,
    pub state: f64,
    pub state_type: f64,
    pub acknowledgement: f64,
    pub acknowledgement_last_change: f64,
    pub downtime_depth: f64,
    pub flapping: bool,
    /// Where it is off, `flapping` keeps its last value for ever (2.13.6).
    #[serde(default = "yes")]
    pub enable_flapping: bool,
    pub last_state_change: f64,
    pub previous_state_change: f64,
    pub last_hard_state_change: f64,
    pub last_state_ok: Option<f64>,
    pub last_state_up: Option<f64>,
    pub last_reachable: bool,
    pub last_check_result: Option<CheckResult>,
    pub vars: Option<Json>,
    #[serde(default)]
    pub groups: Vec<String>,
}

fn yes() -> bool {
    true
}

/// Whether an object was checked, and how it was found.
#[derive(Debug, Deserialize)]
pub(super) struct CheckState {
    state: f64,
    /// -1 before the first check, also of one that forgot its state (2.13.6).
    last_check: f64,
}

/// Attributes of [`CheckState`].
pub(super) const STATE: [&str; 2] = ["state", "last_check"];

/// Most names in one question.
pub(super) const NAMES: usize = 500;

impl CheckState {
    /// What an episode of it is that is not listed.
    pub fn unlisted(&self) -> Unlisted {
        if self.last_check <= 0.0 {
            Unlisted::Pending
        } else if self.state > 0.0 {
            Unlisted::StillBad
        } else {
            Unlisted::Over
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct CheckResult {
    pub output: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct HostOfService {
    pub address: Option<String>,
    pub state: Option<f64>,
    pub downtime_depth: Option<f64>,
    pub last_check: Option<f64>,
    pub vars: Option<Json>,
    #[serde(default)]
    pub groups: Vec<String>,
}

/// A comment that came with an acknowledgement.
#[derive(Debug, Deserialize)]
pub(super) struct Comment {
    pub host_name: String,
    pub service_name: String,
    pub author: String,
    pub text: String,
    pub entry_time: f64,
}

/// What an action did to one object.
#[derive(Debug, Deserialize)]
pub(super) struct Acted {
    pub code: f64,
    pub status: String,
}

/// Answer of a refusal.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub diagnostic_information: String,
}

/// `GET /v1`.
#[derive(Debug, Deserialize)]
pub(super) struct Myself {
    pub user: String,
    pub version: String,
    #[serde(default)]
    pub permissions: Vec<Json>,
}

/// Attributes that both kinds are asked for.
const OF_BOTH: [&str; 15] = [
    "name",
    "state",
    "state_type",
    "acknowledgement",
    "acknowledgement_last_change",
    "downtime_depth",
    "flapping",
    "enable_flapping",
    "last_state_change",
    "previous_state_change",
    "last_hard_state_change",
    "last_reachable",
    "last_check_result",
    "vars",
    "groups",
];

/// Attributes that a kind is asked for.
pub(super) fn attributes(kind: ElementKind) -> Vec<&'static str> {
    let own: &[&str] = match kind {
        ElementKind::Host => &["address", "last_state_up"],
        ElementKind::Service | ElementKind::Alert => &["host_name", "last_state_ok"],
    };
    OF_BOTH.iter().chain(own).copied().collect()
}

/// What a service is asked for of its host.
pub(super) const JOINS: [&str; 6] =
    ["host.address", "host.state", "host.downtime_depth", "host.last_check", "host.vars", "host.groups"];

/// The event of an object; `None` when it was never checked.
pub(super) fn event(
    monitor: &str,
    kind: ElementKind,
    object: Object<Checkable>,
    web: Option<&str>,
) -> Option<Event> {
    let Object { name, attrs, joins } = object;
    let output = attrs.last_check_result.as_ref()?.output.clone().unwrap_or_default();
    let is_host = kind == ElementKind::Host;
    let host = attrs.host_name.clone().unwrap_or_else(|| attrs.name.clone());
    let service = (!is_host).then(|| attrs.name.clone());
    let (severity, state) = severity(is_host, attrs.state, attrs.last_reachable);
    let good = if is_host { attrs.last_state_up } else { attrs.last_state_ok }.unwrap_or(0.0);
    let of_host = joins.host;
    let mut labels = episode::labels(of_host.as_ref().and_then(|host| host.vars.as_ref()));
    labels.extend(episode::labels(attrs.vars.as_ref()));
    let groups_of_host = of_host.iter().flat_map(|host| host.groups.clone());
    let depth_of_host = of_host.as_ref().and_then(|host| host.downtime_depth).unwrap_or(0.0);
    let host_is_down = of_host
        .as_ref()
        .is_some_and(|host| host.state.unwrap_or(0.0) > 0.0 && host.last_check.unwrap_or(0.0) > 0.0);
    let (title, rest) = episode::title_and_text(&output, &host, service.as_deref(), state);
    let acknowledged = (attrs.acknowledgement > 0.0).then(|| Acknowledgement {
        author: None,
        comment: None,
        at: Some(episode::seconds(attrs.acknowledgement_last_change)),
    });
    let short = episode::object(&name);
    Some(Event {
        monitor: monitor.to_owned(),
        key: episode::key(&short, &format!("{good:.3}")),
        object: name,
        kind,
        address: attrs
            .address
            .clone()
            .or_else(|| of_host.as_ref().and_then(|host| host.address.clone()))
            .filter(|a| !a.is_empty()),
        url: web.map(|web| link(web, &host, service.as_deref())),
        host: Some(host),
        service,
        groups: episode::sorted(groups_of_host.chain(attrs.groups.iter().cloned())),
        labels,
        severity,
        state: state.to_owned(),
        certainty: if attrs.state_type > 0.0 { Certainty::Hard } else { Certainty::Soft },
        acknowledged,
        in_downtime: attrs.downtime_depth > 0.0 || depth_of_host > 0.0,
        host_is_down,
        flapping: attrs.flapping && attrs.enable_flapping,
        since: episode::seconds(begin(&attrs, good)),
        changed_at: episode::seconds(attrs.last_state_change),
        title,
        text: rest.to_owned(),
    })
}

/// The earliest change that is known of the episode: Icinga keeps only the last ones.
fn begin(attrs: &Checkable, good: f64) -> f64 {
    let known = [attrs.last_state_change, attrs.previous_state_change, attrs.last_hard_state_change];
    known.into_iter().filter(|at| *at > good).fold(attrs.last_state_change, f64::min)
}

fn severity(is_host: bool, state: f64, reachable: bool) -> (Severity, &'static str) {
    match (is_host, state as i64) {
        (true, _) if !reachable => (Severity::Unknown, "UNREACHABLE"),
        (true, _) => (Severity::Disaster, "DOWN"),
        (false, 1) => (Severity::Warning, "WARNING"),
        (false, 2) => (Severity::Critical, "CRITICAL"),
        (false, _) => (Severity::Unknown, "UNKNOWN"),
    }
}

/// Page of an object in Icinga DB Web.
fn link(web: &str, host: &str, service: Option<&str>) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    match service {
        Some(service) => {
            pairs.append_pair("name", service).append_pair("host.name", host);
            format!("{web}/icingadb/service?{}", pairs.finish())
        }
        None => {
            pairs.append_pair("name", host);
            format!("{web}/icingadb/host?{}", pairs.finish())
        }
    }
}
