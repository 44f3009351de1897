//! What Centreon sends, field for field (API description of 22.10 to 24.04), and its translation
//! into events.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::model::event::{Acknowledgement, Certainty, ElementKind, Event, Severity, Unlisted};
use crate::systems::shared::call::url_part;
use crate::systems::shared::episode;

#[derive(Debug, Deserialize)]
pub(super) struct Listing {
    pub result: Vec<Resource>,
    pub meta: Meta,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    pub total: u64,
}

/// A host or a service of the list.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Resource {
    pub id: i64,
    #[serde(rename = "type")]
    pub kind: String,
    pub name: String,
    // Later versions: the id of the service in calls, where `id` is another one.
    #[serde(default)]
    pub service_id: Option<i64>,
    #[serde(default)]
    pub host_id: Option<i64>,
    pub parent: Option<Parent>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Parent {
    pub id: i64,
}

impl Resource {
    /// Ids in paths: of the host, and of the service.
    pub fn ids(&self) -> (i64, Option<i64>) {
        if self.kind == "host" {
            return (self.host_id.unwrap_or(self.id), None);
        }
        let host = self.host_id.or(self.parent.as_ref().map(|parent| parent.id)).unwrap_or(0);
        (host, Some(self.service_id.unwrap_or(self.id)))
    }
}

/// Everything of one host or service.
#[derive(Debug, Deserialize)]
pub(super) struct Detail {
    pub name: String,
    #[serde(default)]
    pub fqdn: Option<String>,
    pub status: Status,
    // The presenters write the first names; a type of the web interface has the others (25.10).
    #[serde(default, alias = "is_in_downtime")]
    pub in_downtime: bool,
    #[serde(default, alias = "is_acknowledged")]
    pub acknowledged: bool,
    #[serde(default)]
    pub flapping: bool,
    #[serde(default)]
    pub information: Option<String>,
    #[serde(default)]
    pub parent: Option<Box<Detail>>,
    #[serde(default)]
    pub groups: Option<Vec<Named>>,
    #[serde(default)]
    pub categories: Option<Vec<Named>>,
    #[serde(default)]
    pub acknowledgement: Option<Ack>,
    #[serde(default)]
    pub last_status_change: Option<DateTime<Utc>>,
    #[serde(default)]
    pub last_time_with_no_issue: Option<DateTime<Utc>>,
    #[serde(default)]
    pub tries: Option<String>,
    #[serde(default)]
    pub severity: Option<Named>,
}

/// The code of a status that was never checked, of hosts and of services.
const PENDING: i64 = 4;

impl Detail {
    /// What an episode of it is that is not listed.
    pub fn unlisted(&self) -> Unlisted {
        match self.status.code {
            0 => Unlisted::Over,
            PENDING => Unlisted::Pending,
            _ => Unlisted::StillBad,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Status {
    pub code: i64,
    /// 0 soft, 1 hard; absent in old versions.
    #[serde(default, rename = "type")]
    pub certainty: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Ack {
    #[serde(default)]
    pub author_name: Option<String>,
    #[serde(default)]
    pub comment: Option<String>,
    #[serde(default)]
    pub entry_time: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct LoggedIn {
    pub security: Token,
}

#[derive(Debug, Deserialize)]
pub(super) struct Token {
    pub token: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Versions {
    pub web: WebVersion,
}

#[derive(Debug, Deserialize)]
pub(super) struct WebVersion {
    pub version: String,
}

/// An error of the API.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub message: String,
}

/// Whether an error names the place of the body that is wrong: `[resources] NULL value found, …`.
pub(super) fn names_place(message: &str) -> bool {
    let place = message.strip_prefix('[').and_then(|rest| rest.split_once("] ")).map(|(place, _)| place);
    let is_name = |sign: char| sign.is_ascii_alphanumeric() || "_.[]".contains(sign);
    place.is_some_and(|place| !place.is_empty() && place.chars().all(is_name))
}

/// How a resource is named in commands.
pub(super) fn target(event: &Event) -> Option<Json> {
    let (host, service) = ids(&event.object)?;
    Some(match service {
        None => json!({"type": "host", "id": host, "parent": null}),
        Some(service) => json!({"type": "service", "id": service, "parent": {"id": host}}),
    })
}

/// Ids in an object `HOST` or `HOST/SERVICE`.
pub(super) fn ids(object: &str) -> Option<(i64, Option<i64>)> {
    match object.split_once('/') {
        None => Some((object.parse().ok()?, None)),
        Some((host, service)) => Some((host.parse().ok()?, Some(service.parse().ok()?))),
    }
}

/// The event of a resource; `None` when it is good or was never checked.
pub(super) fn event(monitor: &str, ids: (i64, Option<i64>), detail: Detail, base: &str) -> Option<Event> {
    let (host_id, service_id) = ids;
    let (severity, state) = severity(service_id.is_some(), &detail.status)?;
    let object = match service_id {
        None => host_id.to_string(),
        Some(service) => format!("{host_id}/{service}"),
    };
    let good = detail.last_time_with_no_issue.map_or(0, |at| at.timestamp());
    let changed_at = detail.last_status_change.or(detail.last_time_with_no_issue).unwrap_or_default();
    let parent = detail.parent;
    let (host, service) = match (&parent, service_id) {
        (Some(parent), Some(_)) => (Some(parent.name.clone()), Some(detail.name.clone())),
        (None, Some(_)) => (None, Some(detail.name.clone())),
        (_, None) => (Some(detail.name.clone()), None),
    };
    let host_is_down = service.is_some() && parent.as_ref().is_some_and(|parent| parent.status.code != 0);
    let resting = parent.as_ref().is_some_and(|parent| parent.in_downtime);
    let names =
        |of: &Option<Vec<Named>>| of.iter().flatten().map(|named| named.name.clone()).collect::<Vec<_>>();
    let mut groups = names(&detail.groups);
    groups.extend(parent.iter().flat_map(|parent| names(&parent.groups)));
    let mut labels = std::collections::BTreeMap::new();
    if let Some(severity) = &detail.severity {
        labels.insert("severity".to_owned(), severity.name.clone());
    }
    let categories = episode::sorted(names(&detail.categories)).join(", ");
    if !categories.is_empty() {
        labels.insert("categories".to_owned(), categories);
    }
    let output = detail.information.unwrap_or_default();
    let (title, rest) =
        episode::title_and_text(&output, host.as_deref().unwrap_or("?"), service.as_deref(), state);
    // `3/3 (H)` where the status has no type.
    let is_soft = match detail.status.certainty {
        Some(kind) => kind == 0,
        None => detail.tries.is_some_and(|tries| tries.contains("(S)")),
    };
    let acknowledged = detail.acknowledged.then(|| {
        detail.acknowledgement.map_or_else(Acknowledgement::default, |ack| Acknowledgement {
            author: ack.author_name,
            comment: ack.comment,
            at: ack.entry_time,
        })
    });
    let address = if service.is_some() { parent.and_then(|parent| parent.fqdn) } else { detail.fqdn };
    Some(Event {
        monitor: monitor.to_owned(),
        key: episode::key(&object, &good.to_string()),
        kind: if service.is_some() { ElementKind::Service } else { ElementKind::Host },
        url: Some(link(base, host_id, service_id)),
        object,
        host,
        address: address.filter(|address| !address.is_empty()),
        service,
        groups: episode::sorted(groups),
        labels,
        severity,
        state: state.to_owned(),
        certainty: if is_soft { Certainty::Soft } else { Certainty::Hard },
        acknowledged,
        in_downtime: detail.in_downtime || resting,
        host_is_down,
        flapping: detail.flapping,
        since: changed_at,
        changed_at,
        title,
        text: rest.to_owned(),
    })
}

fn severity(is_service: bool, status: &Status) -> Option<(Severity, &'static str)> {
    Some(match (is_service, status.code) {
        (false, 1) => (Severity::Disaster, "DOWN"),
        (false, 2) => (Severity::Unknown, "UNREACHABLE"),
        (true, 1) => (Severity::Warning, "WARNING"),
        (true, 2) => (Severity::Critical, "CRITICAL"),
        (true, 3) => (Severity::Unknown, "UNKNOWN"),
        // Good, or pending.
        (_, _) => return None,
    })
}

/// The panel of a resource, named as the web interface names it (25.10, from its source).
fn link(base: &str, host: i64, service: Option<i64>) -> String {
    let details = match service {
        None => json!({"type": "host", "id": host, "uuid": format!("h{host}"), "tab": "details"}),
        Some(service) => json!({"parentType": "host", "parentId": host, "type": "service", "id": service,
            "uuid": format!("h{host}-s{service}"), "tab": "details"}),
    };
    format!("{base}/monitoring/resources?details={}", url_part(&details.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_body_is_told_from_a_server_that_fails() {
        // As quoted from 24.10.29 and 25.10.16.
        assert!(names_place(
            "[acknowledgement] The property acknowledgement is required / The property comment is \
            not defined and the definition does not allow additional properties"
        ));
        assert!(names_place("[resources] NULL value found, but an array is required"));
        assert!(!names_place("Internal Server Error"));
        assert!(!names_place("[] x") && !names_place("[2026-11-28 12:00] PDOException"));
    }

    #[test]
    fn the_link_names_the_panel_as_the_web_interface_does() {
        let of = |service| link("https://c.example/centreon", 12, service);
        assert!(of(None).contains("%22uuid%22%3A%22h12%22"), "{}", of(None));
        assert!(of(Some(34)).contains("%22uuid%22%3A%22h12-s34%22"), "{}", of(Some(34)));
    }
}
