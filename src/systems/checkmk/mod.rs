//! Checkmk 2.0 to 2.4 by its REST API 1.0, which passes columns of Livestatus on.
//!
//! Commands are taken on with 204 and carried out by the core a moment later. The API tells a wrong
//! query from an empty list; a user without rights sees an empty list.

mod config;
mod message;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::message::Message;
use crate::model::event::{
    Acknowledgement, Certainty, ElementKind, Event, OperatorNote, Remark, Seen, Severity, Sight, Unlisted,
    Watched,
};
use crate::model::secret::ExposeSecret as _;
use crate::systems::monitor::{Abilities, Monitor, Outcome};
use crate::systems::shared::call::{Call, url_part};
use crate::systems::shared::client::{Client, Reply};
use crate::systems::shared::episode;
use crate::systems::shared::{Login, OpenResult, Opened, Opening, RemoteError};
use crate::systems::table::{MonitorRole, Names, Room, Table};

use config::Settings;

/// Path of the API below the site.
const API: &str = "/check_mk/api/1.0";

/// Columns of both tables.
const COLUMNS: [&str; 12] = [
    "state",
    "state_type",
    "has_been_checked",
    "last_state_change",
    "last_hard_state_change",
    "acknowledged",
    "scheduled_downtime_depth",
    "is_flapping",
    "plugin_output",
    "long_plugin_output",
    "comments_with_extra_info",
    "groups",
];
const OF_HOSTS: [&str; 4] = ["name", "address", "last_time_up", "labels"];
const OF_SERVICES: [&str; 9] = [
    "host_name",
    "description",
    "last_time_ok",
    "host_address",
    "host_state",
    "host_scheduled_downtime_depth",
    "host_groups",
    "host_labels",
    "labels",
];

/// The room of Checkmk.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "checkmk", product: "Checkmk", about: "A site of Checkmk." },
        include_str!("page.md"),
        Table::of::<config::RawCheckmk>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do.
static ABILITIES: Abilities = Abilities::USUAL;

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let keys = settings.reach.keys(opening.secrets).await?;
        let mut client = Client::bare(&settings.reach, &keys)?;
        if let Login::Password { login, password } = &keys.login {
            client.always(AUTHORIZATION, &format!("Bearer {login} {}", password.expose_secret()))?;
        }
        let (name, groups) = (opening.name.to_owned(), settings.groups.clone());
        let monitor: Arc<dyn Monitor> = Arc::new(Checkmk { name, client, groups });
        Ok(Opened::real(monitor))
    })
}

/// A site of Checkmk.
#[derive(Debug)]
pub struct Checkmk {
    name: String,
    client: Client,
    groups: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Version {
    versions: Versions,
    #[serde(default)]
    edition: String,
}

#[derive(Debug, Deserialize)]
struct Versions {
    checkmk: String,
}

/// The kind of comments that users write.
const BY_USERS: i64 = 1;

impl Row {
    /// Comments of users, the oldest first.
    fn said(self) -> Vec<OperatorNote> {
        let mut comments = self.comments_with_extra_info;
        comments.retain(|(_, _, _, kind, _)| *kind == BY_USERS);
        comments.sort_by(|a, b| a.4.total_cmp(&b.4));
        let said = |(id, author, text, _, at): (Json, String, String, i64, f64)| OperatorNote {
            // Numbers are those of a site.
            id: format!("{id} {at:.0}"),
            author: Some(author),
            at: Some(episode::seconds(at)),
            text,
        };
        comments.into_iter().map(said).collect()
    }
}

/// A refusal.
#[derive(Debug, Default, Deserialize)]
struct Problem {
    #[serde(default)]
    title: String,
    /// What is wrong with which key of the body.
    #[serde(default)]
    fields: BTreeMap<String, Json>,
}

#[derive(Debug, Deserialize)]
struct Collection {
    value: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    extensions: Row,
}

/// Columns of a host or a service.
#[derive(Debug, Deserialize)]
struct Row {
    #[serde(default)]
    name: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    host_name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    host_address: String,
    #[serde(default)]
    host_state: i64,
    #[serde(default)]
    host_scheduled_downtime_depth: i64,
    #[serde(default)]
    host_groups: Vec<String>,
    host_labels: Option<Json>,
    labels: Option<Json>,
    #[serde(default)]
    last_time_ok: f64,
    #[serde(default)]
    last_time_up: f64,
    #[serde(default)]
    state: i64,
    #[serde(default)]
    state_type: i64,
    #[serde(default)]
    has_been_checked: i64,
    #[serde(default)]
    last_state_change: f64,
    #[serde(default)]
    last_hard_state_change: f64,
    #[serde(default)]
    acknowledged: i64,
    #[serde(default)]
    scheduled_downtime_depth: i64,
    #[serde(default)]
    is_flapping: i64,
    #[serde(default)]
    plugin_output: String,
    #[serde(default)]
    long_plugin_output: String,
    /// Id, author, text, kind (4: acknowledgement), time.
    #[serde(default)]
    comments_with_extra_info: Vec<(Json, String, String, i64, f64)>,
    #[serde(default)]
    groups: Vec<String>,
}

impl Checkmk {
    /// A command of later versions.
    async fn command(&self, path: &str, body: &Json, missing: Message) -> Result<Outcome, RemoteError> {
        let reply = self.client.send(&Call::write(Method::POST, path, body)).await?;
        match reply.answer.status {
            404 | 405 => Ok(Outcome::NotPossible(missing.into())),
            200..=299 => Ok(Outcome::Sent),
            _ => Err(self.client.refused(&reply, self.client.http.piece_of(&reply.answer))),
        }
    }

    async fn problems(&self, kind: ElementKind, mut wanted: Vec<Json>) -> Result<Vec<Event>, RemoteError> {
        wanted.push(json!({"op": "!=", "left": "state", "right": "0"}));
        wanted.push(equal("has_been_checked", "1"));
        let own: &[&str] = if kind == ElementKind::Host { &OF_HOSTS } else { &OF_SERVICES };
        let columns: Vec<&str> = COLUMNS.iter().chain(own).copied().collect();
        let rows = self.rows(kind, wanted, &columns).await?;
        let good = |row: &Row| row.state != 0 && row.has_been_checked != 0;
        let base = self.client.base();
        Ok(rows.into_iter().filter(good).map(|row| event(&self.name, kind, row, base)).collect())
    }

    /// Rows of a table in the groups of the settings.
    async fn rows(
        &self,
        kind: ElementKind,
        mut wanted: Vec<Json>,
        columns: &[&str],
    ) -> Result<Vec<Row>, RemoteError> {
        let groups = if kind == ElementKind::Host { "groups" } else { "host_groups" };
        if !self.groups.is_empty() {
            let of = |group: &String| json!({"op": ">=", "left": groups, "right": group});
            wanted.push(json!({"op": "or", "expr": self.groups.iter().map(of).collect::<Vec<_>>()}));
        }
        let query = if wanted.is_empty() { None } else { Some(json!({"op": "and", "expr": wanted})) };
        self.ask(kind, query, columns).await
    }

    /// Rows of a table. 2.0 and 2.1 take the query as parameters only, the newest in a body only.
    async fn ask(
        &self,
        kind: ElementKind,
        query: Option<Json>,
        columns: &[&str],
    ) -> Result<Vec<Row>, RemoteError> {
        let table = if kind == ElementKind::Host { "host" } else { "service" };
        let path = format!("{API}/domain-types/{table}/collections/all");
        let mut body = json!({"columns": columns});
        if let Some(query) = &query {
            body["query"] = query.clone();
        }
        let mut reply = self.client.send(&Call::ask(path.as_str(), &body)).await?;
        if matches!(reply.answer.status, 404 | 405) {
            let mut call = Call::get(path);
            for column in columns {
                call = call.with("columns", *column);
            }
            if let Some(query) = &query {
                call = call.with("query", query.to_string());
            }
            reply = self.client.send(&call).await?;
        }
        let found: Collection = self.client.read(&reply)?;
        Ok(found.value.into_iter().map(|entry| entry.extensions).collect())
    }

    async fn visible_hosts(&self) -> Result<usize, RemoteError> {
        Ok(self.rows(ElementKind::Host, Vec::new(), &["name"]).await?.len())
    }

    fn nothing_visible(&self) -> crate::model::Said {
        if self.groups.is_empty() {
            message::sees_no_host().said()
        } else {
            message::sees_no_host_in_groups(self.groups.join(", ")).said()
        }
    }
}

#[async_trait(?Send)]
impl Monitor for Checkmk {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.client.login()
    }

    async fn check(&self) -> Result<Vec<crate::model::Said>, RemoteError> {
        let call = Call::get(format!("{API}/version"));
        let reply = self.client.send(&call).await?;
        if reply.answer.status == 404 {
            return Err(self.client.refused(&reply, message::no_api()));
        }
        let version: Version = self.client.read(&reply)?;
        let hosts = self.visible_hosts().await?;
        if hosts == 0 {
            return Err(RemoteError::Rights { call: reply.call.into(), message: self.nothing_visible() });
        }
        let edition =
            if version.edition.is_empty() { String::new() } else { format!(" ({})", version.edition) };
        let user = self.login().unwrap_or("nobody");
        Ok(vec![
            message::version_and_user(version.versions.checkmk, edition, user).said(),
            message::sees(hosts).said(),
        ])
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let hosts = self.problems(ElementKind::Host, Vec::new()).await?;
        let services = self.problems(ElementKind::Service, Vec::new()).await?;
        let events: Vec<Event> = hosts.into_iter().chain(services).collect();
        let blind = events.is_empty() && self.visible_hosts().await? == 0;
        let sight = if blind { Sight::Partial(self.nothing_visible()) } else { Sight::Full };
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        let host = event.host.as_deref().unwrap_or_default();
        let wanted = match &event.service {
            None => vec![equal("name", host)],
            Some(service) => vec![equal("host_name", host), equal("description", service)],
        };
        Ok(self.problems(event.kind, wanted).await?.into_iter().next())
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let mut found = HashMap::new();
        for kind in [ElementKind::Host, ElementKind::Service] {
            let of_kind = |object: &&str| object.contains('!') == (kind == ElementKind::Service);
            let objects: Vec<&str> = episodes.iter().map(|episode| episode.object).filter(of_kind).collect();
            let columns: &[&str] = match kind {
                ElementKind::Host => &["name", "state", "has_been_checked"],
                ElementKind::Service | ElementKind::Alert => {
                    &["host_name", "description", "state", "has_been_checked"]
                }
            };
            for some in objects.chunks(OBJECTS) {
                let query =
                    json!({"op": "or", "expr": some.iter().map(|object| named(object)).collect::<Vec<_>>()});
                let rows = self.ask(kind, Some(query), columns).await?;
                found.extend(rows.iter().map(|row| (row.object(kind), row.unlisted())));
            }
        }
        let became = |episode: &Watched<'_>| found.get(episode.object).copied().unwrap_or(Unlisted::NotShown);
        Ok(episodes.iter().map(became).collect())
    }

    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        let mut found: HashMap<String, Vec<OperatorNote>> = HashMap::new();
        for kind in [ElementKind::Host, ElementKind::Service] {
            let of_kind = |object: &&str| object.contains('!') == (kind == ElementKind::Service);
            let objects: Vec<&str> = episodes.iter().map(|episode| episode.object).filter(of_kind).collect();
            let columns: &[&str] = match kind {
                ElementKind::Host => &["name", "comments_with_extra_info"],
                ElementKind::Service | ElementKind::Alert => {
                    &["host_name", "description", "comments_with_extra_info"]
                }
            };
            for some in objects.chunks(OBJECTS) {
                let query =
                    json!({"op": "or", "expr": some.iter().map(|object| named(object)).collect::<Vec<_>>()});
                for row in self.ask(kind, Some(query), columns).await? {
                    found.insert(row.object(kind), row.said());
                }
            }
        }
        Ok(episodes.iter().map(|episode| found.get(episode.object).cloned().unwrap_or_default()).collect())
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let mut body = target("acknowledge_type", now);
        body["sticky"] = true.into();
        body["persistent"] = false.into();
        body["notify"] = false.into();
        body["comment"] = remark.text.as_str().into();
        if let Some(service) = &now.service {
            // The server unquotes this name once more, here and in no other call (its source of 2.4).
            body["service_description"] = service.replace('%', "%25").into();
        }
        let path = format!("{API}/domain-types/acknowledge/collections/{}", word(now));
        let reply = self.client.send(&Call::write(Method::POST, path, &body)).await?;
        match reply.answer.status {
            // It has no problem any more.
            422 => Ok(Outcome::Gone),
            400 if is_unknown(&reply) => Ok(Outcome::Gone),
            200..=299 => Ok(Outcome::Sent),
            _ => Err(self.client.refused(&reply, self.client.http.piece_of(&reply.answer))),
        }
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        let path = format!("{API}/domain-types/acknowledge/actions/delete/invoke");
        let why = message::cannot_take_back();
        self.command(&path, &target("acknowledge_type", now), why).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let mut body = target("comment_type", now);
        body["comment"] = remark.text.as_str().into();
        body["persistent"] = false.into();
        let path = format!("{API}/domain-types/comment/collections/{}", word(now));
        self.command(&path, &body, message::cannot_comment()).await
    }
}

/// Most objects in one question: with the oldest versions it stands in the address.
const OBJECTS: usize = 20;

impl Row {
    /// As in [`Event::object`].
    fn object(&self, kind: ElementKind) -> String {
        match kind {
            ElementKind::Host => self.name.clone(),
            ElementKind::Service | ElementKind::Alert => format!("{}!{}", self.host_name, self.description),
        }
    }

    /// What an episode of it is that is not listed.
    fn unlisted(&self) -> Unlisted {
        if self.has_been_checked == 0 {
            Unlisted::Pending
        } else if self.state != 0 {
            Unlisted::StillBad
        } else {
            Unlisted::Over
        }
    }
}

/// The host or the service of an object's name.
fn named(object: &str) -> Json {
    match object.split_once('!') {
        None => equal("name", object),
        Some((host, service)) => {
            json!({"op": "and", "expr": [equal("host_name", host), equal("description", service)]})
        }
    }
}

fn equal(column: &str, value: &str) -> Json {
    json!({"op": "=", "left": column, "right": value})
}

fn word(event: &Event) -> &'static str {
    if event.service.is_some() { "service" } else { "host" }
}

/// Whether a 400 says that the host or the service is not there, or no longer monitored.
fn is_unknown(reply: &Reply) -> bool {
    let said: Problem = serde_json::from_slice(&reply.answer.body).unwrap_or_default();
    said.title.starts_with("Service not found") || said.fields.contains_key("host_name")
}

/// Body that names the object; `kind` is the key that says which.
fn target(kind: &str, event: &Event) -> Json {
    let mut body = json!({"host_name": event.host});
    body[kind] = word(event).into();
    if let Some(service) = &event.service {
        body["service_description"] = service.as_str().into();
    }
    body
}

fn event(monitor: &str, kind: ElementKind, row: Row, base: &str) -> Event {
    let is_host = kind == ElementKind::Host;
    let (host, service) = if is_host { (row.name, None) } else { (row.host_name, Some(row.description)) };
    let object = service.as_ref().map_or_else(|| host.clone(), |service| format!("{host}!{service}"));
    let good = if is_host { row.last_time_up } else { row.last_time_ok };
    let (severity, state) = match (is_host, row.state) {
        (true, 1) => (Severity::Disaster, "DOWN"),
        (true, _) => (Severity::Unknown, "UNREACHABLE"),
        (false, 1) => (Severity::Warning, "WARNING"),
        (false, 2) => (Severity::Critical, "CRITICAL"),
        (false, _) => (Severity::Unknown, "UNKNOWN"),
    };
    let comments = row.comments_with_extra_info.into_iter().filter(|(_, _, _, kind, _)| *kind == 4);
    let newest = comments.max_by(|a, b| a.4.total_cmp(&b.4));
    let acknowledged = (row.acknowledged != 0).then(|| match newest {
        Some((_, author, text, _, at)) => {
            Acknowledgement { author: Some(author), comment: Some(text), at: Some(episode::seconds(at)) }
        }
        None => Acknowledgement::default(),
    });
    let mut labels = episode::labels(row.host_labels.as_ref());
    labels.extend(episode::labels(row.labels.as_ref()));
    let (title, rest) = episode::title_and_text(&row.plugin_output, &host, service.as_deref(), state);
    // Checkmk escapes the line breaks of long output.
    let long = row.long_plugin_output.replace("\\n", "\n");
    let began = if row.last_hard_state_change > good {
        row.last_state_change.min(row.last_hard_state_change)
    } else {
        row.last_state_change
    };
    let address = if is_host { row.address } else { row.host_address };
    Event {
        monitor: monitor.to_owned(),
        key: episode::key(&episode::object(&object), &format!("{good:.0}")),
        object,
        kind,
        address: Some(address).filter(|address| !address.is_empty()),
        url: Some(link(base, &host, service.as_deref())),
        host: Some(host),
        service,
        groups: episode::sorted(row.groups.into_iter().chain(row.host_groups)),
        labels,
        severity,
        state: state.to_owned(),
        certainty: if row.state_type == 0 { Certainty::Soft } else { Certainty::Hard },
        acknowledged,
        in_downtime: row.scheduled_downtime_depth > 0 || row.host_scheduled_downtime_depth > 0,
        host_is_down: !is_host && row.host_state != 0,
        flapping: row.is_flapping != 0,
        since: episode::seconds(began),
        changed_at: episode::seconds(row.last_state_change),
        title,
        text: [rest, long.trim()].join("\n").trim().to_owned(),
    }
}

/// Page of an object in the site.
fn link(base: &str, host: &str, service: Option<&str>) -> String {
    let mut view = url::form_urlencoded::Serializer::new("view.py?".to_owned());
    view.append_pair("view_name", if service.is_some() { "service" } else { "host" })
        .append_pair("host", host);
    if let Some(service) = service {
        view.append_pair("service", service);
    }
    format!("{base}/check_mk/index.py?start_url={}", url_part(&view.finish()))
}
