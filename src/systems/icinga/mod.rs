//! Icinga 2 by its API version 1 (measured on 2.13.6).
//!
//! A filter that is wrong, a right that is missing and an unknown object are all 404; a filter that
//! matches nothing is 200 with an empty list.

mod config;
mod message;
mod wire;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::message::Sentence;
use crate::model::event::{ElementKind, Event, OperatorNote, Remark, Seen, Sight, Unlisted, Watched};
use crate::systems::monitor::{Abilities, Deed, Monitor, Outcome};
use crate::systems::shared::call::Call;
use crate::systems::shared::client::{Client, Reply};
use crate::systems::shared::episode;
use crate::systems::shared::{OpenResult, Opened, Opening, RemoteError};
use crate::systems::table::{MonitorRole, Names, Room, Table};
use config::Settings;
use wire::{Acted, CheckState, Checkable, Comment, Myself, Object, Refusal, Results};

/// The room of Icinga 2.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "icinga", product: "Icinga 2", about: "An Icinga 2." },
        include_str!("page.md"),
        Table::of::<config::RawIcinga>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do.
static ABILITIES: Abilities = Abilities { authors: true, ..Abilities::USUAL };

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let client = Client::new(&settings.reach, &settings.reach.keys(opening.secrets).await?)?;
        let name = opening.name.to_owned();
        let monitor: Arc<dyn Monitor> = Arc::new(Icinga { name, client, settings: settings.clone() });
        Ok(Opened::real(monitor))
    })
}

/// What we do there, and the permission that it takes.
const NEEDS: [(Sentence, &str); 7] = [
    (message::list_hosts, "objects/query/Host"),
    (message::list_services, "objects/query/Service"),
    (message::read_who_acknowledged, "objects/query/Comment"),
    (message::acknowledge, "actions/acknowledge-problem"),
    (message::take_back, "actions/remove-acknowledgement"),
    (message::comment, "actions/add-comment"),
    (message::tell_version, "status/query"),
];

/// Permissions of what jobs do besides reading.
const DEEDS: [(Deed, &str); 3] = [
    (Deed::Acknowledge, "actions/acknowledge-problem"),
    (Deed::TakeBack, "actions/remove-acknowledgement"),
    (Deed::Comment, "actions/add-comment"),
];

/// What 2.13 writes after a permission that has a filter.
const FILTERED: &str = " (filtered)";

/// Without these nothing works.
const ESSENTIAL: usize = 2;

/// An Icinga 2.
#[derive(Debug)]
pub struct Icinga {
    name: String,
    client: Client,
    settings: Settings,
}

impl Icinga {
    /// Problems of a kind, pending objects left out; of one object when it is named.
    async fn problems(&self, kind: ElementKind, object: Option<&str>) -> Result<Vec<Event>, RemoteError> {
        let (path, mut filter) = match kind {
            ElementKind::Host => ("/v1/objects/hosts", "host.state!=HostUp".to_owned()),
            ElementKind::Service | ElementKind::Alert => {
                ("/v1/objects/services", "service.state!=ServiceOK".to_owned())
            }
        };
        let mut values = serde_json::Map::new();
        if let Some(object) = object {
            // `object` and other words of its language cannot be names of variables.
            let of = if kind == ElementKind::Host { "host" } else { "service" };
            filter.push_str(&format!(" && {of}.__name==wanted_name"));
            values.insert("wanted_name".to_owned(), object.into());
        }
        self.narrow(&mut filter, &mut values);
        let mut body = json!({"filter": filter, "filter_vars": values, "attrs": wire::attributes(kind),
            "verbose": true});
        if kind != ElementKind::Host {
            body["joins"] = json!(wire::JOINS);
        }
        let found: Results<Object<Checkable>> = self.query(path, &body).await?;
        let events = found.results.into_iter();
        Ok(events
            .filter_map(|found| wire::event(&self.name, kind, found, self.settings.web.as_deref()))
            .collect())
    }

    /// Only the host groups of the settings.
    fn narrow(&self, filter: &mut String, values: &mut serde_json::Map<String, Json>) {
        if self.settings.groups.is_empty() {
            return;
        }
        let mut any = Vec::new();
        for (index, group) in self.settings.groups.iter().enumerate() {
            any.push(format!("group{index} in host.groups"));
            values.insert(format!("group{index}"), group.as_str().into());
        }
        filter.push_str(&format!(" && ({})", any.join(" || ")));
    }

    /// Who acknowledged and what was said. Without the right to read comments it stays unknown.
    async fn add_authors(&self, events: &mut [Event]) -> Result<(), RemoteError> {
        if events.iter().all(|event| event.acknowledged.is_none()) {
            return Ok(());
        }
        let body = json!({"filter": "comment.entry_type==4", "verbose": true,
            "attrs": ["host_name", "service_name", "author", "text", "entry_time"]});
        let comments: Results<Object<Comment>> = match self.query("/v1/objects/comments", &body).await {
            Ok(comments) => comments,
            Err(RemoteError::Rights { message, .. }) => {
                tracing::debug!(%message, "who acknowledged is not known");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let mut newest: HashMap<(String, String), Comment> = HashMap::new();
        for comment in comments.results.into_iter().map(|found| found.attrs) {
            let of = (comment.host_name.clone(), comment.service_name.clone());
            let older = newest.get(&of).is_none_or(|known| known.entry_time < comment.entry_time);
            if older {
                newest.insert(of, comment);
            }
        }
        for event in events {
            let of = (event.host.clone().unwrap_or_default(), event.service.clone().unwrap_or_default());
            if let (Some(acknowledged), Some(comment)) = (&mut event.acknowledged, newest.get(&of)) {
                acknowledged.author = Some(comment.author.clone());
                acknowledged.comment = Some(comment.text.clone());
                acknowledged.at = Some(episode::seconds(comment.entry_time));
            }
        }
        Ok(())
    }

    /// Hosts that the user sees in the groups of the settings.
    async fn visible_hosts(&self) -> Result<usize, RemoteError> {
        let (mut filter, mut values) = ("true".to_owned(), serde_json::Map::new());
        self.narrow(&mut filter, &mut values);
        let body = json!({"filter": filter, "filter_vars": values, "attrs": ["name"], "verbose": true});
        let found: Results<Object<Json>> = self.query("/v1/objects/hosts", &body).await?;
        Ok(found.results.len())
    }

    fn nothing_visible(&self) -> crate::model::Said {
        if self.settings.groups.is_empty() {
            message::sees_no_host().said()
        } else {
            message::sees_no_host_in_groups(self.settings.groups.join(", ")).said()
        }
    }

    async fn query<T: serde::de::DeserializeOwned>(&self, path: &str, body: &Json) -> Result<T, RemoteError> {
        let call = Call::ask(path, body).header("x-http-method-override", "GET");
        let reply = self.client.send(&call).await?;
        match reply.answer.status {
            404 => Err(self.not_found(&reply)),
            _ => self.client.read(&reply),
        }
    }

    /// 404 of a query: never "no events".
    fn not_found(&self, reply: &Reply) -> RemoteError {
        let refusal: Option<Refusal> = serde_json::from_slice(&reply.answer.body).ok();
        let Some(refusal) = refusal else {
            return self.client.refused(reply, message::not_icinga());
        };
        let why = refusal.diagnostic_information.lines().next().unwrap_or_default().to_owned();
        if why.contains("Missing permission") {
            let message = why.trim_start_matches("Error: ").into();
            return RemoteError::Rights { call: reply.call.as_str().into(), message };
        }
        let why = if why.is_empty() { refusal.status } else { why };
        self.client.refused(reply, message::query_not_answered(why))
    }

    /// An action on one object. The answer tells of each object what came of it.
    async fn act(&self, action: &str, now: &Event, mut body: Json) -> Result<Outcome, RemoteError> {
        let (kind, key) = match now.kind {
            ElementKind::Host => ("Host", "host"),
            ElementKind::Service | ElementKind::Alert => ("Service", "service"),
        };
        body["type"] = kind.into();
        body[key] = now.object.as_str().into();
        body["verbose"] = true.into();
        let reply =
            self.client.send(&Call::write(Method::POST, format!("/v1/actions/{action}"), &body)).await?;
        let acted = serde_json::from_slice::<Results<Acted>>(&reply.answer.body).ok();
        let Some(acted) = acted.and_then(|all| all.results.into_iter().next()) else {
            return match reply.answer.status {
                404 if reply.text().contains("does not exist") => Ok(Outcome::Gone),
                404 => Err(self.not_found(&reply)),
                _ => Err(self.client.refused(&reply, self.client.http.piece_of(&reply.answer))),
            };
        };
        match acted.code as i64 {
            200..=299 => Ok(Outcome::Done),
            409 if acted.status.contains("already acknowledged") => Ok(Outcome::Already),
            409 if acted.status.ends_with("is OK.") || acted.status.ends_with("is UP.") => Ok(Outcome::Gone),
            _ => Err(self.client.refused(&reply, acted.status)),
        }
    }
}

#[async_trait(?Send)]
impl Monitor for Icinga {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.client.login()
    }

    async fn check(&self) -> Result<Vec<crate::model::Said>, RemoteError> {
        let call = Call::get("/v1");
        let reply = self.client.send(&call).await?;
        let found: Results<Myself> = self.client.read(&reply)?;
        let Some(me) = found.results.into_iter().next() else {
            return Err(self.client.refused(&reply, message::does_not_say_who()));
        };
        let granted: Vec<String> = me.permissions.iter().filter_map(permission).collect();
        let lacks = |needed: &str| !granted.iter().any(|pattern| grants(pattern, needed));
        let missing: Vec<&(Sentence, &str)> = NEEDS[..ESSENTIAL].iter().filter(|(_, p)| lacks(p)).collect();
        if let Some((_, permission)) = missing.first() {
            let message = message::lacks_permission(me.user, permission).said();
            return Err(RemoteError::Rights { call: reply.call.into(), message });
        }
        let may = |(what, permission): &(Sentence, &str)| {
            if lacks(permission) {
                message::may_not(what(), permission).said()
            } else {
                message::may(what(), permission).said()
            }
        };
        let mut lines = vec![message::version_and_user(me.version, me.user).said()];
        lines.push(crate::model::Said::join(&NEEDS[ESSENTIAL..].iter().map(may).collect::<Vec<_>>(), ", "));
        let hosts = self.visible_hosts().await?;
        if hosts == 0 {
            let message = self.nothing_visible();
            return Err(RemoteError::Rights { call: reply.call.into(), message });
        }
        lines.push(message::sees(hosts).said());
        Ok(lines)
    }

    async fn denied(&self) -> Result<Vec<(Deed, crate::model::Said)>, RemoteError> {
        let found: Results<Myself> = self.client.json(&Call::get("/v1")).await?;
        let Some(me) = found.results.into_iter().next() else { return Ok(Vec::new()) };
        let granted: Vec<String> = me.permissions.iter().filter_map(permission).collect();
        let lacking = DEEDS.iter().filter(|(_, needed)| !granted.iter().any(|p| grants(p, needed)));
        let why = |needed| message::lacks_permission(&me.user, needed).said();
        Ok(lacking.map(|(deed, needed)| (*deed, why(needed))).collect())
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let hosts = self.problems(ElementKind::Host, None).await?;
        let services = self.problems(ElementKind::Service, None).await?;
        let mut events: Vec<Event> = hosts.into_iter().chain(services).collect();
        self.add_authors(&mut events).await?;
        let blind = events.is_empty() && self.visible_hosts().await? == 0;
        let sight = if blind { Sight::Partial(self.nothing_visible()) } else { Sight::Full };
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        let mut found = self.problems(event.kind, Some(&event.object)).await?;
        self.add_authors(&mut found).await?;
        Ok(found.into_iter().next())
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let mut states = HashMap::new();
        for (path, of, is_host) in
            [("/v1/objects/hosts", "host", true), ("/v1/objects/services", "service", false)]
        {
            let names: Vec<&str> = episodes.iter().map(|episode| episode.object).collect();
            let names: Vec<&str> = names.into_iter().filter(|name| name.contains('!') != is_host).collect();
            for some in names.chunks(wire::NAMES) {
                let body = json!({"filter": format!("{of}.__name in wanted_names"), "verbose": true,
                    "filter_vars": {"wanted_names": some}, "attrs": wire::STATE});
                let found: Results<Object<CheckState>> = self.query(path, &body).await?;
                states.extend(found.results.into_iter().map(|found| (found.name, found.attrs)));
            }
        }
        let became = |episode: &Watched<'_>| {
            states.get(episode.object).map_or(Unlisted::NotShown, CheckState::unlisted)
        };
        Ok(episodes.iter().map(became).collect())
    }

    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        let body = json!({"filter": "comment.entry_type==1", "verbose": true,
            "attrs": ["host_name", "service_name", "author", "text", "entry_time"]});
        let found: Results<Object<Comment>> = self.query("/v1/objects/comments", &body).await?;
        let mut by_object: HashMap<(String, String), Vec<OperatorNote>> = HashMap::new();
        for Object { name, attrs, .. } in found.results {
            let said = OperatorNote {
                id: name,
                author: Some(attrs.author),
                at: Some(episode::seconds(attrs.entry_time)),
                text: attrs.text,
            };
            by_object.entry((attrs.host_name, attrs.service_name)).or_default().push(said);
        }
        by_object.values_mut().for_each(|said| said.sort_by_key(|said| said.at));
        let of = |episode: &Watched<'_>| {
            let (host, service) = episode.names();
            let object = (host.to_owned(), service.unwrap_or_default().to_owned());
            by_object.get(&object).cloned().unwrap_or_default()
        };
        Ok(episodes.iter().map(of).collect())
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        // Sticky: it survives a change from WARNING to CRITICAL and goes with the recovery.
        let body = json!({"author": remark.author, "comment": remark.text, "sticky": true, "notify": false});
        self.act("acknowledge-problem", now, body).await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        self.act("remove-acknowledgement", now, json!({})).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        self.act("add-comment", now, json!({"author": remark.author, "comment": remark.text})).await
    }
}

/// The name of a permission, which may stand alone or with a filter.
fn permission(granted: &Json) -> Option<String> {
    let name = granted.as_str().or_else(|| granted.get("permission").and_then(Json::as_str))?;
    Some(name.trim_end_matches(FILTERED).to_owned())
}

/// Whether a permission with wildcards covers another, whatever their case.
fn grants(pattern: &str, needed: &str) -> bool {
    let (pattern, needed) = (pattern.to_lowercase(), needed.to_lowercase());
    match pattern.split_once('*') {
        None => pattern == needed,
        Some((start, rest)) => {
            needed.strip_prefix(start).is_some_and(|left| rest.is_empty() || left.ends_with(rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permission_may_have_a_wildcard() {
        assert!(grants("*", "actions/add-comment"));
        assert!(grants("objects/query/*", "objects/query/Host"));
        assert!(grants("Objects/Query/host", "objects/query/Host"));
        assert!(!grants("actions/*", "objects/query/Host"));
        assert!(!grants("objects/query/Host", "objects/query/Service"));
    }
}
