//! What LibreNMS sends by its API version 0. Numbers are texts in old releases, and truth is 0 and 1, or
//! true and false. A device row holds SNMP secrets: only the columns below are kept of it.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use super::message;
use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity, Unlisted};
use crate::systems::shared::episode;

/// The state of an alert that somebody acknowledged.
const ACKNOWLEDGED: i64 = 2;

/// Words between the moment and the author in the note of an acknowledgement.
const SAID_BY: &str = " - Ack (";

#[derive(Debug, Deserialize)]
pub(super) struct Alerts {
    pub alerts: Vec<Alert>,
}

/// One row for each rule that was ever true of a device; `timestamp` is when it was raised, or when it was
/// over.
#[derive(Debug, Deserialize)]
pub(super) struct Alert {
    #[serde(deserialize_with = "number")]
    pub id: i64,
    #[serde(deserialize_with = "number")]
    device_id: i64,
    #[serde(deserialize_with = "number")]
    rule_id: i64,
    #[serde(deserialize_with = "number")]
    state: i64,
    #[serde(default)]
    hostname: Option<String>,
    #[serde(default)]
    timestamp: String,
    /// Of the rule; it does not change with the device.
    #[serde(default)]
    severity: String,
    /// Of the rule; newer releases only.
    #[serde(default)]
    name: Option<String>,
    /// Where the rule's procedure stands.
    #[serde(default)]
    proc: Option<String>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Devices {
    pub devices: Vec<Device>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Device {
    #[serde(deserialize_with = "number")]
    device_id: i64,
    #[serde(default)]
    hostname: String,
    #[serde(default, rename = "sysName")]
    sys_name: Option<String>,
    #[serde(default)]
    display: Option<String>,
    #[serde(default)]
    ip: Option<String>,
    #[serde(default, rename = "overwrite_ip")]
    other_ip: Option<String>,
    #[serde(default)]
    os: Option<String>,
    #[serde(default)]
    hardware: Option<String>,
    #[serde(default)]
    location: Option<String>,
    #[serde(default = "one", deserialize_with = "number")]
    status: i64,
    #[serde(default, deserialize_with = "number")]
    ignore: i64,
    #[serde(default, deserialize_with = "number")]
    disabled: i64,
}

/// Devices of a group: their numbers alone.
#[derive(Debug, Deserialize)]
pub(super) struct Members {
    #[serde(default)]
    pub devices: Vec<Member>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Member {
    #[serde(deserialize_with = "number")]
    pub device_id: i64,
}

#[derive(Debug, Deserialize)]
pub(super) struct System {
    #[serde(default)]
    pub system: Vec<Versions>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Versions {
    #[serde(default)]
    pub local_ver: String,
}

/// What an act answers: 200 also for an alert that is not there.
#[derive(Debug, Deserialize)]
pub(super) struct Acted {
    #[serde(default)]
    pub message: String,
}

fn one() -> i64 {
    1
}

/// A whole number, a text of one, or a truth; null is 0.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let found = Json::deserialize(deserializer)?;
    let read = match &found {
        Json::Number(number) => number.as_i64(),
        Json::String(text) => text.trim().parse().ok(),
        Json::Bool(truth) => Some(i64::from(*truth)),
        Json::Null => Some(0),
        Json::Array(_) | Json::Object(_) => None,
    };
    read.ok_or_else(|| serde::de::Error::custom(message::no_whole_number()))
}

/// What events are completed with.
#[derive(Debug)]
pub(super) struct Around<'a> {
    pub monitor: &'a str,
    pub base: &'a str,
    pub zone: Tz,
    pub devices: HashMap<i64, Device>,
    /// Groups that were asked for, by device.
    pub groups: HashMap<i64, Vec<String>>,
}

impl Device {
    /// The name that people gave it, which LibreNMS shows in its place, or the one it is polled by.
    fn name(&self) -> &str {
        let filled = |name: &&String| !name.trim().is_empty();
        // An address as host name says less than what the device calls itself.
        let is_address = self.hostname.parse::<std::net::IpAddr>().is_ok();
        let own = self.sys_name.as_ref().filter(filled).filter(|_| is_address);
        self.display.as_ref().filter(filled).or(own).map_or(&*self.hostname, |name| name)
    }

    /// Number and the device.
    pub fn by_id(self) -> (i64, Self) {
        (self.device_id, self)
    }
}

impl Alert {
    /// Whether it is open now.
    pub fn is_open(&self) -> bool {
        self.state != 0
    }

    /// What an episode of it is that is not listed. Rules are not tried on a device that is switched off.
    pub fn unlisted(&self, devices: &HashMap<i64, Device>) -> Unlisted {
        match devices.get(&self.device_id) {
            _ if !self.is_open() => Unlisted::Over,
            None => Unlisted::NotShown,
            Some(device) if device.disabled != 0 || device.ignore != 0 => Unlisted::SwitchedOff,
            Some(_) => Unlisted::StillBad,
        }
    }

    pub fn device(&self) -> i64 {
        self.device_id
    }

    /// The event; its key holds the time as LibreNMS writes it, which no zone moves.
    pub fn event(self, around: &Around<'_>) -> Event {
        let device = around.devices.get(&self.device_id);
        let host = device.map(|device| device.name().to_owned()).or_else(|| self.hostname.clone());
        let rule = match &self.name {
            Some(name) if !name.trim().is_empty() => name.clone(),
            Some(_) | None => message::rule(self.rule_id).to_string(),
        };
        let severity = match self.severity.as_str() {
            "critical" => Severity::Critical,
            "warning" => Severity::Warning,
            "ok" => Severity::Information,
            _ => Severity::Unknown,
        };
        let since = moment(&self.timestamp, around.zone);
        let object = self.id.to_string();
        Event {
            monitor: around.monitor.to_owned(),
            key: episode::key(&object, &self.timestamp),
            object,
            kind: ElementKind::Alert,
            address: device.and_then(|device| device.other_ip.clone().or_else(|| device.ip.clone())),
            groups: around.groups.get(&self.device_id).cloned().unwrap_or_default(),
            labels: labels(device, self.proc.as_deref()),
            severity,
            state: self.severity.to_uppercase(),
            certainty: Certainty::Hard,
            acknowledged: self.acknowledgement(),
            in_downtime: device.is_some_and(|device| device.ignore != 0 || device.disabled != 0),
            host_is_down: device.is_some_and(|device| device.status == 0),
            flapping: false,
            since,
            changed_at: since,
            title: match &host {
                Some(host) => format!("{rule} ({host})"),
                None => rule.clone(),
            },
            text: String::new(),
            url: Some(format!("{}/device/{}/alerts", around.base, self.device_id)),
            host,
            service: Some(rule),
        }
    }

    /// Who acknowledged it and with which words: the last line of its note that says so.
    fn acknowledgement(&self) -> Option<Acknowledgement> {
        if self.state != ACKNOWLEDGED {
            return None;
        }
        let note = self.note.as_deref().unwrap_or_default();
        let said = note.rfind(SAID_BY).and_then(|at| note[at + SAID_BY.len()..].split_once(')'));
        Some(match said {
            None => Acknowledgement::default(),
            Some((author, comment)) => Acknowledgement {
                author: Some(author.to_owned()),
                comment: Some(comment.trim().to_owned()).filter(|comment| !comment.is_empty()),
                at: None,
            },
        })
    }
}

fn labels(device: Option<&Device>, procedure: Option<&str>) -> BTreeMap<String, String> {
    let known = device.into_iter().flat_map(|device| {
        [("os", &device.os), ("hardware", &device.hardware), ("location", &device.location)]
            .map(|(name, value)| (name, value.as_deref()))
    });
    known
        .chain([("procedure", procedure)])
        .filter_map(|(name, value)| Some((name.to_owned(), value?.trim().to_owned())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// A local time of the server; in the hour that comes twice the first one.
fn moment(text: &str, zone: Tz) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").unwrap_or_default();
    zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn recorded(name: &str) -> String {
        let path = format!("{}/tests/data/monitor/librenms/{name}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap()
    }

    fn around() -> Around<'static> {
        let devices: Devices = serde_json::from_str(&recorded("list_devices_200")).unwrap();
        Around {
            monitor: "net",
            base: "https://librenms.example.org",
            zone: Tz::Europe__Paris,
            devices: devices.devices.into_iter().map(Device::by_id).collect(),
            groups: HashMap::new(),
        }
    }

    #[test]
    fn recorded_alerts_become_events() {
        let alerts: Alerts = serde_json::from_str(&recorded("list_alerts_200")).unwrap();
        let events: Vec<Event> = alerts.alerts.into_iter().map(|alert| alert.event(&around())).collect();
        assert_eq!(events.len(), 3);
        let event = events.iter().find(|event| event.object == "16").unwrap();
        assert_eq!(event.key, "16@2025-06-06 16:00:57");
        assert_eq!(event.since.to_rfc3339(), "2025-06-06T14:00:57+00:00");
        assert_eq!((event.severity, event.service.as_deref()), (Severity::Critical, Some("Device rebooted")));
        assert_eq!(event.url.as_deref(), Some("https://librenms.example.org/device/5/alerts"));
        assert!(event.acknowledged.is_none());
    }

    #[test]
    fn a_device_row_keeps_no_secret() {
        let text = recorded("list_devices_200");
        assert!(text.contains("SECRET-SHOWN-BY-SERVER"));
        let devices: Devices = serde_json::from_str(&text).unwrap();
        assert!(!format!("{devices:?}").contains("SECRET"));
    }

    #[test]
    fn both_forms_of_a_single_device_are_read() {
        for name in ["get_device_200", "get_device_200_2025"] {
            let devices: Devices = serde_json::from_str(&recorded(name)).unwrap();
            assert_eq!(devices.devices.len(), 1, "{name}");
            assert!((0..=1).contains(&devices.devices[0].status), "{name}");
        }
    }

    #[test]
    fn old_releases_send_numbers_as_texts() {
        let old = r#"{"id": "9", "device_id": "6", "rule_id": "3", "state": "2", "hostname": "sw1",
            "timestamp": "2025-06-06 15:58:30", "severity": "warning",
            "note": "2025-06-06 15:59 - Ack (anna) on it\n2025-06-06 16:10 - Ack (bob) INC0010007 (again)\n"}"#;
        let event = serde_json::from_str::<Alert>(old).unwrap().event(&around());
        assert_eq!((event.host.as_deref(), event.service.as_deref()), (Some("sw1"), Some("rule 3")));
        let said = event.acknowledged.unwrap();
        assert_eq!(
            (said.author.as_deref(), said.comment.as_deref()),
            (Some("bob"), Some("INC0010007 (again)"))
        );
    }
}
