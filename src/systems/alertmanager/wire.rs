//! What Alertmanager sends, field for field (API v2, 0.25), and its translation into events.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::config::Settings;
use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity};
use crate::systems::shared::call::url_part;
use crate::systems::shared::episode;

#[derive(Debug, Deserialize)]
pub(super) struct Status {
    /// Not a span of time: the time of the start.
    pub uptime: DateTime<Utc>,
    #[serde(rename = "versionInfo")]
    pub version_info: VersionInfo,
    #[serde(default)]
    pub config: Configuration,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Configuration {
    /// The configuration in force as YAML, defaults filled in.
    #[serde(default)]
    pub original: String,
}

/// How long a sender may be silent where the server does not say it: its own default.
const RESOLVE_TIMEOUT: Duration = Duration::from_secs(300);

impl Status {
    /// How long an alert is kept without being sent again.
    pub fn resolve_timeout(&self) -> Duration {
        let mut lines = self.config.original.lines().map(str::trim);
        let said = lines.find_map(|line| line.strip_prefix("resolve_timeout:"));
        said.and_then(|said| duration(said.trim().trim_matches('"'))).unwrap_or(RESOLVE_TIMEOUT)
    }

    /// How long ago the sender of an alert that is listed may have sent it. A Prometheus repeats an alert once a
    /// minute, and says itself how long it holds, however short the server's own time-out is.
    pub fn fresh(&self) -> Duration {
        self.resolve_timeout().max(RESOLVE_TIMEOUT)
    }
}

/// A span as Prometheus writes it: `5m`, `1h30m`, `500ms`.
fn duration(text: &str) -> Option<Duration> {
    let (mut rest, mut millis) = (text, 0_u64);
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let (unit, after) = after.split_at(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()));
        let of_unit: u64 = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            "y" => 31_536_000_000,
            _ => return None,
        };
        millis = millis.checked_add(number.parse::<u64>().ok()?.checked_mul(of_unit)?)?;
        rest = after;
    }
    Some(Duration::from_millis(millis))
}

#[derive(Debug, Deserialize)]
pub(super) struct VersionInfo {
    pub version: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alert {
    #[serde(default)]
    pub annotations: BTreeMap<String, String>,
    pub fingerprint: String,
    #[serde(default)]
    pub receivers: Vec<Receiver>,
    pub starts_at: DateTime<Utc>,
    /// When it was sent last.
    pub updated_at: DateTime<Utc>,
    pub status: AlertStatus,
    pub labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Receiver {
    pub name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AlertStatus {
    #[serde(default)]
    pub inhibited_by: Vec<String>,
    #[serde(default)]
    pub silenced_by: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Silence {
    pub id: String,
    pub status: SilenceStatus,
    #[serde(default)]
    pub comment: String,
    #[serde(default)]
    pub created_by: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// When it was made, changed, or ended before its time.
    pub updated_at: DateTime<Utc>,
    pub matchers: Vec<Matcher>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct SilenceStatus {
    pub state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Matcher {
    pub name: String,
    pub value: String,
    pub is_regex: bool,
    // Absent before 0.22.
    #[serde(default = "yes")]
    pub is_equal: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Deserialize)]
pub(super) struct Silenced {
    #[serde(rename = "silenceID")]
    pub id: String,
}

impl Silence {
    /// The fingerprint of the one alert that it is for; `None` when it is wider than one.
    ///
    /// As in the library of Prometheus (`LabelsToSignature`): FNV-1a of 64 bits over the sorted labels, name
    /// and value each followed by a byte of 255.
    pub fn fingerprint(&self) -> Option<String> {
        let labels = self.matchers.iter().map(|matcher| {
            (matcher.is_equal && !matcher.is_regex).then_some((matcher.name.as_str(), matcher.value.as_str()))
        });
        let labels: BTreeMap<&str, &str> = labels.collect::<Option<_>>()?;
        Some(fingerprint(&labels))
    }
}

fn fingerprint(labels: &BTreeMap<&str, &str>) -> String {
    const OFFSET: u64 = 14_695_981_039_346_656_037;
    const PRIME: u64 = 1_099_511_628_211;
    let texts = labels.iter().flat_map(|(name, value)| [name, value]);
    let bytes = texts.flat_map(|text| text.bytes().chain([255]));
    let sum = bytes.fold(OFFSET, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(PRIME));
    format!("{sum:016x}")
}

/// One `=` matcher per label.
pub(super) fn matchers(labels: &BTreeMap<String, String>) -> Vec<Matcher> {
    let one = |(name, value): (&String, &String)| Matcher {
        name: name.clone(),
        value: value.clone(),
        is_regex: false,
        is_equal: true,
    };
    labels.iter().map(one).collect()
}

impl Silence {
    /// In force now or later.
    pub fn lives(&self) -> bool {
        self.status.state != "expired"
    }

    /// Ended before its time: then its end is moved to that moment (0.25).
    pub fn was_ended(&self) -> bool {
        !self.lives() && self.updated_at >= self.ends_at - TimeDelta::seconds(1)
    }

    /// Made for exactly the alert with these labels: an acknowledgement.
    pub fn is_for(&self, labels: &BTreeMap<String, String>) -> bool {
        let mut own = self.matchers.clone();
        own.sort();
        own == matchers(labels)
    }
}

/// The event of an alert.
pub(super) fn event(
    monitor: &str,
    alert: Alert,
    silences: &[Silence],
    settings: &Settings,
    base: &str,
) -> Event {
    let silencing = |silence: &&Silence| alert.status.silenced_by.contains(&silence.id);
    let for_it = |silence: &&Silence| silence.is_for(&alert.labels);
    let acknowledging = silences.iter().filter(silencing).find(for_it);
    let acknowledged = acknowledging.map(|silence| Acknowledgement {
        author: Some(silence.created_by.clone()),
        comment: Some(silence.comment.clone()),
        at: Some(silence.starts_at),
    });
    let others = alert.status.silenced_by.len() - usize::from(acknowledged.is_some());
    let name = alert.labels.get("alertname").cloned();
    let host = alert.labels.get(&settings.host_label).map(|host| without_port(host).to_owned());
    let word = alert.labels.get(&settings.severity_label);
    let annotation =
        |name: &str| alert.annotations.get(name).map(|text| text.trim()).filter(|t| !t.is_empty());
    let title = annotation("summary").or_else(|| annotation("title")).map(str::to_owned);
    let title = title.unwrap_or_else(|| match (&name, &host) {
        (Some(name), Some(host)) => format!("{name} on {host}"),
        (Some(name), None) => name.clone(),
        (None, _) => alert.fingerprint.clone(),
    });
    let text = annotation("description").or_else(|| annotation("message")).unwrap_or_default().to_owned();
    Event {
        monitor: monitor.to_owned(),
        key: episode::key(&alert.fingerprint, &alert.starts_at.to_rfc3339()),
        kind: ElementKind::Alert,
        address: host.clone().filter(|host| host.parse::<std::net::IpAddr>().is_ok()),
        host,
        service: name,
        groups: episode::sorted(alert.receivers.into_iter().map(|receiver| receiver.name)),
        severity: severity(word.map_or("", String::as_str)),
        state: word.cloned().unwrap_or_else(|| "firing".to_owned()),
        certainty: Certainty::Hard,
        acknowledged,
        in_downtime: others > 0 || !alert.status.inhibited_by.is_empty(),
        host_is_down: false,
        flapping: false,
        since: alert.starts_at,
        changed_at: alert.starts_at,
        title: title.lines().next().unwrap_or_default().to_owned(),
        text,
        url: Some(link(base, &alert.labels)),
        object: alert.fingerprint,
        labels: alert.labels,
    }
}

/// `web01:9100` and `[::1]:9100` without their port.
fn without_port(host: &str) -> &str {
    let whole = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()) => {
            if name.contains(':') && !name.ends_with(']') { host } else { name }
        }
        Some(_) | None => host,
    };
    whole.trim_start_matches('[').trim_end_matches(']')
}

/// The severity that a label of free words means.
fn severity(word: &str) -> Severity {
    match word.to_ascii_lowercase().as_str() {
        "info" | "information" | "informational" | "notice" | "none" | "debug" | "low" => {
            Severity::Information
        }
        "warning" | "warn" | "minor" => Severity::Warning,
        "average" | "medium" | "moderate" => Severity::Average,
        "critical" | "crit" | "error" | "err" | "major" | "high" | "page" | "alert" => Severity::Critical,
        "disaster" | "emergency" | "emerg" | "fatal" | "blocker" => Severity::Disaster,
        _ => Severity::Unknown,
    }
}

/// Page with the alert.
fn link(base: &str, labels: &BTreeMap<String, String>) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    let all: Vec<String> =
        labels.iter().map(|(name, value)| format!("{name}=\"{}\"", quoted(value))).collect();
    format!("{base}/#/alerts?filter={}", url_part(&format!("{{{}}}", all.join(","))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_timeout_of_the_server_does_not_make_its_senders_silent() {
        let status = |timeout: &str| Status {
            uptime: Utc::now(),
            version_info: VersionInfo { version: String::new() },
            config: Configuration { original: format!("global:\n  resolve_timeout: {timeout}\n") },
        };
        assert_eq!(status("10s").resolve_timeout(), Duration::from_secs(10));
        assert_eq!(status("10s").fresh(), Duration::from_secs(300));
        assert_eq!(status("1h").fresh(), Duration::from_secs(3600));
    }

    #[test]
    fn a_port_is_cut_and_an_address_is_not() {
        assert_eq!(without_port("web01:9100"), "web01");
        assert_eq!(without_port("[fe80::1]:9100"), "fe80::1");
        assert_eq!(without_port("fe80::1"), "fe80::1");
        assert_eq!(without_port("web01"), "web01");
    }
}
