//! The JSON CGIs, and `cmd.cgi` with its form number and cookie (measured on 4.4.6).
//!
//! Errors are HTTP 200 with a type code; a user without rights gets an empty list and no hint. Times
//! are milliseconds. `acknowledgement_type` stays set after a removal and is not trusted.

use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::Value as Json;

use super::message;
use super::{Problem, event, forgetful, is_young, look_at_hosts};
use crate::model::event::{Acknowledgement, Event, OperatorNote, Remark, Seen, Sight, Unlisted, Watched};
use crate::systems::monitor::{Abilities, Monitor, Outcome};
use crate::systems::shared::call::Call;
use crate::systems::shared::client::Client;
use crate::systems::shared::episode;
use crate::systems::shared::{Keys, Reach, RemoteError};

/// Older than this, in milliseconds, the status says nothing of now: it is written every 10 s.
const STALE: f64 = 300_000.0;

/// A Nagios by its CGIs.
#[derive(Debug)]
pub struct Cgi {
    name: String,
    client: Client,
}

#[derive(Debug, Deserialize)]
struct Answer {
    result: ResultOf,
    #[serde(default)]
    data: Json,
}

#[derive(Debug, Default, Deserialize)]
struct ResultOf {
    #[serde(default)]
    query_time: f64,
    #[serde(default)]
    last_data_update: f64,
    #[serde(default)]
    program_start: f64,
    #[serde(default)]
    user: String,
    type_code: i64,
    #[serde(default)]
    type_text: String,
    #[serde(default)]
    message: String,
}

/// A host or a service of a list.
#[derive(Debug, Deserialize)]
struct Row {
    status: i64,
    #[serde(default)]
    plugin_output: String,
    #[serde(default)]
    long_plugin_output: String,
    last_state_change: f64,
    last_hard_state_change: f64,
    #[serde(default)]
    last_time_ok: f64,
    #[serde(default)]
    last_time_up: f64,
    state_type: i64,
    problem_has_been_acknowledged: bool,
    scheduled_downtime_depth: i64,
    is_flapping: bool,
}

#[derive(Debug, Deserialize)]
struct Comment {
    #[serde(default)]
    comment_id: i64,
    entry_type: i64,
    entry_time: f64,
    #[serde(default)]
    host_name: String,
    #[serde(default)]
    service_description: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    comment_data: String,
}

/// Kinds of comments: of users, and of acknowledgements.
pub(super) const BY_USERS: i64 = 1;
const ACKNOWLEDGEMENT: i64 = 4;

impl Comment {
    fn said(&self) -> OperatorNote {
        OperatorNote {
            // Numbers begin anew with a lost retention file.
            id: format!("{} {:.0}", self.comment_id, self.entry_time / 1000.0),
            author: Some(self.author.clone()).filter(|author| !author.is_empty()),
            at: Some(episode::seconds(self.entry_time / 1000.0)),
            text: self.comment_data.clone(),
        }
    }
}

impl Cgi {
    pub(super) fn new(name: String, reach: &Reach, keys: Keys) -> Result<Self, RemoteError> {
        Ok(Self { name, client: Client::new(reach, &keys)? })
    }

    /// Two steps, as a browser does: the form has a number, which must come back with its cookie.
    async fn command(
        &self,
        number: &str,
        now: &Event,
        more: &[(&str, &str)],
    ) -> Result<Outcome, RemoteError> {
        let mut fields: Vec<(&str, &str)> = vec![("cmd_typ", number)];
        fields.push(("host", now.host.as_deref().unwrap_or_default()));
        fields.extend(now.service.as_deref().map(|service| ("service", service)));
        let mut form = Call::get("/cmd.cgi");
        for (name, value) in &fields {
            form = form.with(*name, *value);
        }
        let reply = self.client.send(&form).await?;
        let page = reply.text();
        self.refuse(&reply.call, &page)?;
        let cookie = reply.answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let (cookie, id) = (cookie.unwrap_or_default().to_owned(), form_number(&page));
        fields.extend(more);
        fields.push(("cmd_mod", "2"));
        if let Some(id) = &id {
            fields.push(("nagFormId", id));
        }
        fields.push(("btnSubmit", "Commit"));
        let mut commit = Call::form("/cmd.cgi", &fields);
        if !cookie.is_empty() {
            commit = commit.header("cookie", &cookie);
        }
        let reply = self.client.send(&commit).await?;
        let page = reply.text();
        if page.contains("successfully submitted") {
            return Ok(Outcome::Sent);
        }
        self.refuse(&reply.call, &page)?;
        Err(self.client.refused(&reply, self.client.http.piece(plain(&page).as_bytes())))
    }

    /// The refusals that stand in a page of HTTP 200.
    fn refuse(&self, call: &str, page: &str) -> Result<(), RemoteError> {
        if page.contains("not have permission") || page.contains("not authorized") {
            let message = message::may_not_command();
            return Err(RemoteError::Rights { call: call.into(), message: message.into() });
        }
        Ok(())
    }

    async fn ask(&self, cgi: &str, asked: &[(&str, &str)]) -> Result<Answer, RemoteError> {
        let mut call = Call::get(format!("/{cgi}"));
        for (name, value) in asked {
            call = call.with(*name, *value);
        }
        let reply = self.client.send(&call).await?;
        if reply.answer.status == 404 {
            return Err(self.client.refused(&reply, message::no_cgis()));
        }
        let answer: Answer = self.client.read(&reply)?;
        if answer.result.type_code == 0 {
            return Ok(answer);
        }
        let ResultOf { type_code, type_text, message, .. } = answer.result;
        // 2: the status file cannot be read, which passes when Nagios is started.
        let kind = if type_code == 2 {
            crate::systems::shared::FailureKind::NotDone
        } else {
            crate::systems::shared::FailureKind::Permanent
        };
        let message = format!("{type_text}: {message}").into();
        Err(RemoteError::Answer {
            call: reply.call.into(),
            status: 200,
            code: Some(type_code.to_string()),
            message,
            kind,
        })
    }

    /// A host or a service; `None` when it was taken out of the configuration, or is not shown to the user.
    async fn row(&self, host: &str, service: Option<&str>) -> Result<Option<Json>, RemoteError> {
        let asked = match service {
            None => vec![("query", "host"), ("hostname", host)],
            Some(service) => vec![("query", "service"), ("hostname", host), ("servicedescription", service)],
        };
        match self.ask("statusjson.cgi", &asked).await {
            Ok(found) => Ok(found.data.get("host").or_else(|| found.data.get("service")).cloned()),
            Err(error) if error.code() == Some("6") => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn count(&self, query: &str) -> Result<i64, RemoteError> {
        let answer = self.ask("statusjson.cgi", &[("query", query)]).await?;
        let counts = answer.data.get("count").and_then(Json::as_object);
        Ok(counts.into_iter().flatten().filter_map(|(_, count)| count.as_i64()).sum())
    }

    /// How many were not checked yet.
    async fn pending(&self, query: &str) -> Result<i64, RemoteError> {
        let answer = self.ask("statusjson.cgi", &[("query", query)]).await?;
        Ok(answer.data.pointer("/count/pending").and_then(Json::as_i64).unwrap_or(0))
    }

    fn translate(&self, host: &str, service: Option<&str>, row: &Json) -> Result<Option<Event>, RemoteError> {
        let row: Row = serde_json::from_value(row.clone()).map_err(|error| RemoteError::Answer {
            call: format!("GET {}/statusjson.cgi", self.client.base()).into(),
            status: 200,
            code: None,
            message: message::status_not_understood(host, error).said(),
            kind: crate::systems::shared::FailureKind::Unknown,
        })?;
        // Bits: hosts up 2, down 4, unreachable 8; services ok 2, warning 4, unknown 8, critical 16.
        let state = match (service, row.status) {
            (None, 4) => 1,
            (None, 8) => 2,
            (Some(_), 4) => 1,
            (Some(_), 16) => 2,
            (Some(_), 8) => 3,
            (_, _) => return Ok(None),
        };
        let good = if service.is_some() { row.last_time_ok } else { row.last_time_up } / 1000.0;
        let acknowledged = row.problem_has_been_acknowledged;
        let problem = Problem {
            host: host.to_owned(),
            service: service.map(str::to_owned),
            state,
            is_hard: row.state_type == 1,
            in_downtime: row.scheduled_downtime_depth > 0,
            flapping: row.is_flapping,
            last_state_change: row.last_state_change / 1000.0,
            last_hard_state_change: row.last_hard_state_change / 1000.0,
            last_good: good,
            output: row.plugin_output,
            long_output: row.long_plugin_output,
        };
        let mut event = event(&self.name, problem, &format!("{good:.0}"));
        event.acknowledged = acknowledged.then(Acknowledgement::default);
        event.url = Some(self.link(host, service));
        Ok(Some(event))
    }

    /// Addresses, groups, custom variables and downtimes of hosts.
    async fn add_hosts(&self, events: &mut [Event]) -> Result<(), RemoteError> {
        if events.is_empty() {
            return Ok(());
        }
        let objects = self.ask("objectjson.cgi", &[("query", "hostlist"), ("details", "true")]).await?;
        let groups = self.ask("objectjson.cgi", &[("query", "hostgrouplist"), ("details", "true")]).await?;
        let states = self.ask("statusjson.cgi", &[("query", "hostlist"), ("details", "true")]).await?;
        let resting = rows(states.data.get("hostlist"))
            .filter(|(_, row)| row.get("scheduled_downtime_depth").and_then(Json::as_i64).unwrap_or(0) > 0)
            .map(|(host, _)| host.to_owned())
            .collect::<Vec<_>>();
        look_at_hosts(events, &resting);
        let mut of_host: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (group, row) in rows(groups.data.get("hostgrouplist")) {
            for member in row.get("members").and_then(Json::as_array).into_iter().flatten() {
                of_host.entry(member.as_str().unwrap_or_default()).or_default().push(group.to_owned());
            }
        }
        let known: HashMap<&str, &Json> = rows(objects.data.get("hostlist")).collect();
        for event in events {
            let host = event.host.as_deref().unwrap_or_default();
            event.groups = episode::sorted(of_host.get(host).cloned().unwrap_or_default());
            let Some(object) = known.get(host) else { continue };
            event.address = object.get("address").and_then(Json::as_str).map(str::to_owned);
            event.labels = episode::labels(object.get("custom_variables"));
        }
        Ok(())
    }

    /// Comments of a kind, the oldest first.
    async fn comments(&self, kind: i64) -> Result<Vec<Comment>, RemoteError> {
        let answer = self.ask("statusjson.cgi", &[("query", "commentlist"), ("details", "true")]).await?;
        let comments = rows(answer.data.get("commentlist"));
        let mut comments: Vec<Comment> =
            comments.filter_map(|(_, row)| serde_json::from_value(row.clone()).ok()).collect();
        comments.retain(|comment| comment.entry_type == kind);
        comments.sort_by(|a, b| a.entry_time.total_cmp(&b.entry_time));
        Ok(comments)
    }

    async fn add_authors(&self, events: &mut [Event]) -> Result<(), RemoteError> {
        if events.iter().all(|event| event.acknowledged.is_none()) {
            return Ok(());
        }
        let comments = self.comments(ACKNOWLEDGEMENT).await?;
        for event in events.iter_mut().filter(|event| event.acknowledged.is_some()) {
            let of_it = |comment: &&Comment| {
                event.host.as_deref() == Some(comment.host_name.as_str())
                    && event.service.as_deref().unwrap_or_default() == comment.service_description
            };
            event.acknowledged =
                comments.iter().rev().find(of_it).map_or(Some(Acknowledgement::default()), |found| {
                    Some(Acknowledgement {
                        author: Some(found.author.clone()).filter(|author| !author.is_empty()),
                        comment: Some(found.comment_data.clone()).filter(|text| !text.is_empty()),
                        at: Some(episode::seconds(found.entry_time / 1000.0)),
                    })
                });
        }
        Ok(())
    }

    fn link(&self, host: &str, service: Option<&str>) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("type", if service.is_some() { "2" } else { "1" }).append_pair("host", host);
        if let Some(service) = service {
            pairs.append_pair("service", service);
        }
        format!("{}/extinfo.cgi?{}", self.client.base(), pairs.finish())
    }
}

#[async_trait(?Send)]
impl Monitor for Cgi {
    fn abilities(&self) -> Abilities {
        super::ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.client.login()
    }

    async fn check(&self) -> Result<Vec<crate::model::Said>, RemoteError> {
        let program = self.ask("statusjson.cgi", &[("query", "programstatus")]).await?;
        let version = program.data.pointer("/programstatus/version").and_then(Json::as_str).unwrap_or("?");
        let user = if program.result.user.is_empty() { "nobody" } else { program.result.user.as_str() };
        let (hosts, services) = (self.count("hostcount").await?, self.count("servicecount").await?);
        if hosts + services == 0 {
            let call = format!("GET {}/statusjson.cgi", self.client.base());
            return Err(RemoteError::Rights { call: call.into(), message: nothing_visible(user) });
        }
        let mut lines = vec![message::version_and_user(version, user).said()];
        lines.push(message::sees(hosts, services).said());
        lines.extend(stale(&program.result));
        Ok(lines)
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let down = [("query", "hostlist"), ("hoststatus", "down unreachable"), ("details", "true")];
        let hosts = self.ask("statusjson.cgi", &down).await?;
        let bad =
            [("query", "servicelist"), ("servicestatus", "warning critical unknown"), ("details", "true")];
        let services = self.ask("statusjson.cgi", &bad).await?;
        let mut events = Vec::new();
        for (host, row) in rows(hosts.data.get("hostlist")) {
            events.extend(self.translate(host, None, row)?);
        }
        for (host, of_host) in
            services.data.get("servicelist").and_then(Json::as_object).into_iter().flatten()
        {
            for (service, row) in rows(Some(of_host)) {
                events.extend(self.translate(host, Some(service), row)?);
            }
        }
        self.add_hosts(&mut events).await?;
        self.add_authors(&mut events).await?;
        let mut partial = stale(&hosts.result).or_else(|| stale(&services.result));
        if partial.is_none()
            && is_young(hosts.result.program_start / 1000.0, hosts.result.query_time / 1000.0)
        {
            partial = forgetful(self.pending("hostcount").await? + self.pending("servicecount").await?);
        }
        let blind =
            events.is_empty() && self.count("hostcount").await? + self.count("servicecount").await? == 0;
        let sight = match partial {
            Some(why) => Sight::Partial(why),
            None if blind => Sight::Partial(nothing_visible(&hosts.result.user)),
            None => Sight::Full,
        };
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, wanted: &Event) -> Result<Option<Event>, RemoteError> {
        let host = wanted.host.as_deref().unwrap_or_default();
        let Some(row) = self.row(host, wanted.service.as_deref()).await? else { return Ok(None) };
        let mut events: Vec<Event> =
            self.translate(host, wanted.service.as_deref(), &row)?.into_iter().collect();
        self.add_authors(&mut events).await?;
        Ok(events.into_iter().next())
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let mut became = Vec::with_capacity(episodes.len());
        for episode in episodes {
            let (host, service) = match episode.object.split_once('!') {
                None => (episode.object, None),
                Some((host, service)) => (host, Some(service)),
            };
            became.push(match self.row(host, service).await? {
                None => Unlisted::NotShown,
                // Bits as in `translate`; 1 is pending.
                Some(row) => match row.get("status").and_then(Json::as_i64) {
                    Some(2) => Unlisted::Over,
                    Some(1) => Unlisted::Pending,
                    Some(_) | None => Unlisted::StillBad,
                },
            });
        }
        Ok(became)
    }

    async fn said(&self, episodes: &[Watched<'_>]) -> Result<Vec<Vec<OperatorNote>>, RemoteError> {
        let comments = self.comments(BY_USERS).await?;
        let of = |episode: &Watched<'_>| {
            let (host, service) = episode.names();
            let is_it = |comment: &&Comment| {
                comment.host_name == host && comment.service_description == service.unwrap_or_default()
            };
            comments.iter().filter(is_it).map(Comment::said).collect()
        };
        Ok(episodes.iter().map(of).collect())
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let number = if now.service.is_some() { "34" } else { "33" };
        self.command(
            number,
            now,
            &[("com_author", &remark.author), ("com_data", &one_line(&remark.text)), ("sticky_ack", "on")],
        )
        .await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        self.command(if now.service.is_some() { "52" } else { "51" }, now, &[]).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let number = if now.service.is_some() { "3" } else { "1" };
        self.command(
            number,
            now,
            &[("com_author", &remark.author), ("com_data", &one_line(&remark.text)), ("persistent", "on")],
        )
        .await
    }
}

/// Names and values of an object; of `{}` and of nothing there are none.
fn rows(of: Option<&Json>) -> impl Iterator<Item = (&str, &Json)> {
    of.and_then(Json::as_object).into_iter().flatten().map(|(name, row)| (name.as_str(), row))
}

fn stale(result: &ResultOf) -> Option<crate::model::Said> {
    let age = result.query_time - result.last_data_update;
    (result.last_data_update > 0.0 && age > STALE)
        .then(|| message::status_is_old(format_args!("{:.0}", age / 60_000.0)).said())
}

fn nothing_visible(user: &str) -> crate::model::Said {
    message::sees_nothing(user).said()
}

/// The number in `NAME='nagFormId' VALUE='168e121f1eba5d23'`.
fn form_number(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("nagFormId")?;
    let (_, rest) = rest.split_once("VALUE='")?;
    Some(rest.split_once('\'')?.0.to_owned())
}

/// A command is one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a page says, without its tags.
fn plain(page: &str) -> String {
    let body = page.split_once("errorMessage'>").map_or(page, |(_, rest)| rest);
    let mut text = String::new();
    let mut inside = false;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_form_is_found() {
        let page = "<INPUT TYPE='hidden' NAME='nagFormId' VALUE='168e121f1eba5d23'\n<TABLE>";
        assert_eq!(form_number(page).as_deref(), Some("168e121f1eba5d23"));
        assert_eq!(form_number("<form>"), None);
    }

    #[test]
    fn a_page_is_read_without_its_tags() {
        let page = "<P><DIV CLASS='errorMessage'>Error: Invalid or missing CSRF cookie!</DIV></P>";
        assert_eq!(plain(page).trim(), "Error: Invalid or missing CSRF cookie!");
    }
}
