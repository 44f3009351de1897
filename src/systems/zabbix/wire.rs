//! What Zabbix sends, field for field (6.0.14; differences of 5.0 to 7.0 beside it), and its
//! translation into events. Numbers come as texts.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, OperatorNote, Severity, Unlisted};
use crate::systems::shared::episode;

/// Bits of `event.acknowledge`.
pub(super) const CLOSE: u32 = 1;
pub(super) const ACKNOWLEDGE: u32 = 2;
pub(super) const MESSAGE: u32 = 4;
pub(super) const SEVERITY: u32 = 8;
pub(super) const UNACKNOWLEDGE: u32 = 16;

/// Most characters of a message.
pub(super) const LONGEST: usize = 2048;

#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    pub result: Option<Json>,
    pub error: Option<Refusal>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub code: i64,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub data: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Problem {
    pub eventid: String,
    pub objectid: String,
    pub clock: String,
    #[serde(default)]
    pub ns: String,
    pub name: String,
    pub acknowledged: String,
    pub severity: String,
    #[serde(default)]
    pub suppressed: String,
    #[serde(default)]
    pub opdata: String,
    #[serde(default)]
    pub acknowledges: Vec<Act>,
    #[serde(default)]
    pub tags: Vec<Tag>,
}

/// What people did with a problem, also with one that is over.
#[derive(Debug, Deserialize)]
pub(super) struct History {
    pub eventid: String,
    #[serde(default)]
    pub acknowledges: Vec<Act>,
}

/// One entry of the history of a problem.
#[derive(Debug, Deserialize)]
pub(super) struct Act {
    #[serde(default)]
    pub acknowledgeid: String,
    pub userid: String,
    pub clock: String,
    #[serde(default)]
    pub message: String,
    pub action: String,
}

impl Act {
    /// What was said without acknowledging.
    pub fn said(&self, users: &BTreeMap<String, String>) -> Option<OperatorNote> {
        let bits: u32 = self.action.parse().unwrap_or(0);
        (bits & MESSAGE != 0 && bits & ACKNOWLEDGE == 0 && !self.message.is_empty()).then(|| OperatorNote {
            id: self.acknowledgeid.clone(),
            author: users.get(&self.userid).cloned(),
            at: self.clock.parse().ok().map(episode::seconds),
            text: self.message.clone(),
        })
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Tag {
    pub tag: String,
    #[serde(default)]
    pub value: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Trigger {
    pub triggerid: String,
    #[serde(default)]
    pub comments: String,
    #[serde(default)]
    pub manual_close: String,
    #[serde(default)]
    pub hosts: Vec<HostOfTrigger>,
}

/// Most ids in one question.
pub(super) const IDS: usize = 500;

/// An event and what ended it.
#[derive(Debug, Deserialize)]
pub(super) struct Ended {
    pub eventid: String,
    /// `0` while nothing has ended it, also once its host is disabled (6.0.14).
    #[serde(default)]
    r_eventid: String,
}

/// Whether a trigger is still evaluated, and what it says.
#[derive(Debug, Deserialize)]
pub(super) struct SwitchedTrigger {
    pub triggerid: String,
    /// 1: disabled.
    status: String,
    /// 1: problem.
    value: String,
    #[serde(default)]
    hosts: Vec<Switch>,
    #[serde(default)]
    items: Vec<Switch>,
}

impl SwitchedTrigger {
    /// Zabbix evaluates a trigger, and shows its problems, only while it, each of its hosts and each of its items
    /// is enabled (6.0.14).
    fn is_off(&self) -> bool {
        self.status == "1" || self.hosts.iter().chain(&self.items).any(|switch| switch.status == "1")
    }
}

/// A host or an item of a trigger.
#[derive(Debug, Deserialize)]
struct Switch {
    /// 1: not monitored, or disabled.
    status: String,
}

/// What a problem is that is not listed. The housekeeper deletes old events; then the trigger tells.
pub(super) fn unlisted(event: Option<&Ended>, trigger: Option<&SwitchedTrigger>) -> Unlisted {
    let is_ended = event.is_some_and(|event| !matches!(event.r_eventid.as_str(), "" | "0"));
    match trigger {
        _ if is_ended => Unlisted::Over,
        None => Unlisted::NotShown,
        Some(trigger) if trigger.is_off() => Unlisted::SwitchedOff,
        Some(trigger) if trigger.value == "1" => Unlisted::StillBad,
        Some(_) => Unlisted::Over,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct HostOfTrigger {
    pub hostid: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Host {
    pub hostid: String,
    pub host: String,
    #[serde(default)]
    pub maintenance_status: String,
    // Up to 6.0 `groups`, from 6.2 on `hostgroups`.
    #[serde(default, alias = "hostgroups")]
    pub groups: Vec<Group>,
    #[serde(default)]
    pub interfaces: Vec<Interface>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Group {
    #[serde(default)]
    pub groupid: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Interface {
    pub ip: String,
    pub dns: String,
    pub useip: String,
    pub main: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub userid: String,
    // `alias` before 5.4.
    #[serde(alias = "alias")]
    pub username: String,
}

/// What belongs to problems, by id.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub triggers: BTreeMap<String, Trigger>,
    pub hosts: BTreeMap<String, Host>,
    pub users: BTreeMap<String, String>,
}

/// The event of a problem; `None` when its trigger or all of its hosts are disabled, as in the
/// frontend, which hides what the database still has.
pub(super) fn event(monitor: &str, problem: Problem, around: &Around, base: &str) -> Option<Event> {
    let trigger = around.triggers.get(&problem.objectid)?;
    let mut hosts: Vec<&Host> =
        trigger.hosts.iter().filter_map(|host| around.hosts.get(&host.hostid)).collect();
    hosts.sort_by(|a, b| a.host.cmp(&b.host));
    let (severity, state) = severity(&problem.severity);
    let since = number(&problem.clock) + number(&problem.ns) / 1e9;
    let action = |act: &Act| act.action.parse::<u32>().unwrap_or(0);
    let acknowledging = problem.acknowledges.iter().filter(|act| action(act) & ACKNOWLEDGE != 0);
    let newest = acknowledging.max_by(|a, b| number(&a.clock).total_cmp(&number(&b.clock)));
    let acknowledged = (problem.acknowledged == "1").then(|| match newest {
        Some(act) => Acknowledgement {
            author: around.users.get(&act.userid).cloned(),
            comment: Some(act.message.clone()).filter(|text| !text.is_empty()),
            at: Some(episode::seconds(number(&act.clock))),
        },
        None => Acknowledgement::default(),
    });
    let changes = problem.acknowledges.iter().filter(|act| action(act) & SEVERITY != 0);
    let changed = changes.map(|act| number(&act.clock)).fold(since, f64::max);
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for tag in &problem.tags {
        let known = labels.entry(tag.tag.clone()).or_default();
        if known.is_empty() {
            known.clone_from(&tag.value);
        } else if !tag.value.is_empty() {
            *known = format!("{known}, {}", tag.value);
        }
    }
    if hosts.len() > 1 {
        let names: Vec<&str> = hosts.iter().map(|host| host.host.as_str()).collect();
        labels.insert("hosts".to_owned(), names.join(", "));
    }
    let groups = hosts.iter().flat_map(|host| host.groups.iter().map(|group| group.name.clone()));
    let text = [problem.opdata.trim(), trigger.comments.trim()].join("\n").trim().to_owned();
    Some(Event {
        monitor: monitor.to_owned(),
        object: problem.objectid.clone(),
        kind: ElementKind::Alert,
        host: hosts.first().map(|host| host.host.clone()),
        address: hosts.first().and_then(|host| address(host)),
        service: Some(problem.name.clone()),
        groups: episode::sorted(groups),
        labels,
        severity,
        state: state.to_owned(),
        certainty: Certainty::Hard,
        acknowledged,
        in_downtime: problem.suppressed == "1" || hosts.iter().any(|host| host.maintenance_status == "1"),
        host_is_down: false,
        flapping: false,
        since: episode::seconds(since),
        changed_at: episode::seconds(changed),
        title: problem.name,
        text,
        url: Some(format!("{base}/tr_events.php?triggerid={}&eventid={}", problem.objectid, problem.eventid)),
        key: problem.eventid,
    })
}

/// The main interface's address or name.
fn address(host: &Host) -> Option<String> {
    let main = host.interfaces.iter().find(|interface| interface.main == "1").or(host.interfaces.first())?;
    let (first, second) = if main.useip == "1" { (&main.ip, &main.dns) } else { (&main.dns, &main.ip) };
    [first, second].into_iter().find(|text| !text.is_empty()).cloned()
}

fn severity(code: &str) -> (Severity, &'static str) {
    match code {
        "0" => (Severity::Information, "Not classified"),
        "1" => (Severity::Information, "Information"),
        "2" => (Severity::Warning, "Warning"),
        "3" => (Severity::Average, "Average"),
        "4" => (Severity::Critical, "High"),
        _ => (Severity::Disaster, "Disaster"),
    }
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}
