//! Centreon 21.10 or later by its REST API version 2 (from its API description and sources; not
//! measured on a server).
//!
//! Commands are taken on with 204, also when the user may not give them: whether they were carried
//! out is seen in the next list. The list lacks the begin of an episode, so each problem is read once more.

mod config;
mod message;
mod wire;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::Utc;
use futures::future::LocalBoxFuture;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use tokio::sync::Mutex;

use crate::model::Said;
use crate::model::event::{Event, Remark, Seen, Sight, Unlisted, Watched};
use crate::model::secret::{ExposeSecret as _, SecretString};
use crate::systems::monitor::{Abilities, Monitor, Outcome};
use crate::systems::shared::call::Call;
use crate::systems::shared::client::{Client, Reply};
use crate::systems::shared::{FailureKind, Keys, Login, OpenResult, Opened, Opening, RemoteError};
use crate::systems::table::{MonitorRole, Names, Room, Table};
use config::Settings;
use wire::{Detail, Listing, LoggedIn, Resource, Versions};

/// Path of the API below the address.
const API: &str = "/api/latest";

/// Rows of a page.
const PAGE: u64 = 500;

/// Problems read at once.
const IN_FLIGHT: usize = 4;

/// How often a list that moves while it is read is begun again.
const TRIES: usize = 3;

/// The room of Centreon.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "centreon", product: "Centreon", about: "A Centreon." },
        include_str!("page.md"),
        Table::of::<config::RawCentreon>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do.
static ABILITIES: Abilities = Abilities { refuses: false, labels: false, hears: false, ..Abilities::USUAL };

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let keys = settings.reach.keys(opening.secrets).await?;
        let monitor: Arc<dyn Monitor> = Arc::new(Centreon {
            name: opening.name.to_owned(),
            client: Client::bare(&settings.reach, &keys)?,
            keys,
            groups: settings.groups.clone(),
            session: Mutex::new(None),
        });
        Ok(Opened::real(monitor))
    })
}

/// A Centreon.
#[derive(Debug)]
pub struct Centreon {
    name: String,
    client: Client,
    keys: Keys,
    groups: Vec<String>,
    session: Mutex<Option<SecretString>>,
}

impl Centreon {
    async fn command(
        &self,
        method: Method,
        verb: &str,
        now: &Event,
        mut body: Json,
    ) -> Result<Outcome, RemoteError> {
        let Some(target) = wire::target(now) else { return Ok(Outcome::Gone) };
        body["resources"] = json!([target]);
        let call = Call::write(method, format!("{API}/monitoring/resources/{verb}"), &body);
        let reply = self.send(call).await?;
        self.taken(&reply)
    }

    fn taken(&self, reply: &Reply) -> Result<Outcome, RemoteError> {
        match reply.answer.status {
            200..=299 => Ok(Outcome::Sent),
            404 => Ok(Outcome::Gone),
            500 => Err(self.misfit(reply)),
            _ => Err(self.client.refused(reply, self.client.http.piece_of(&reply.answer))),
        }
    }

    /// A body that it cannot use is 500 with the place in brackets (24.10 and 25.10): it looked at the body before
    /// it did anything, and will not like the same one better later. Any other 500 may have been carried out.
    fn misfit(&self, reply: &Reply) -> RemoteError {
        let said: Option<wire::Refusal> = serde_json::from_slice(&reply.answer.body).ok();
        match said.map(|said| said.message).filter(|message| wire::names_place(message)) {
            Some(said) => RemoteError::Answer {
                call: reply.call.as_str().into(),
                status: reply.answer.status,
                code: None,
                message: message::body_is_not_taken(said).said().map(|text| self.client.http.redact(text)),
                kind: FailureKind::Permanent,
            },
            None => self.client.refused(reply, self.client.http.piece_of(&reply.answer)),
        }
    }

    /// Every problem of the list, and why it may not be whole.
    async fn problems(&self) -> Result<(Vec<Resource>, Option<Said>), RemoteError> {
        let mut last = Vec::new();
        for _ in 0..TRIES {
            let (mut rows, mut page, mut totals) = (Vec::<Resource>::new(), 1, Vec::new());
            loop {
                let call = self
                    .resources()
                    .with("statuses", r#"["WARNING","CRITICAL","UNKNOWN","DOWN","UNREACHABLE"]"#)
                    .with("sort_by", r#"{"name":"ASC"}"#)
                    .with("limit", PAGE.to_string())
                    .with("page", page.to_string());
                let listing: Listing = self.json(call).await?;
                totals.push(listing.meta.total);
                let is_last = listing.result.is_empty() || page * PAGE >= listing.meta.total;
                rows.extend(listing.result);
                if is_last {
                    break;
                }
                page += 1;
            }
            rows.retain(|row| matches!(row.kind.as_str(), "host" | "service"));
            let named = |row: &Resource| (row.ids(), row.name.clone());
            rows.sort_by_key(named);
            rows.dedup_by_key(|row| named(row));
            totals.dedup();
            if let [total] = totals.as_slice()
                && rows.len() as u64 == *total
            {
                return Ok((rows, None));
            }
            last = rows;
        }
        Ok((last, Some(message::list_changed().said())))
    }

    /// One problem with its begin; `None` when it is good again or away.
    async fn detail(&self, ids: (i64, Option<i64>)) -> Result<Option<Event>, RemoteError> {
        let detail = self.resource(ids).await?;
        Ok(detail.and_then(|detail| wire::event(&self.name, ids, detail, self.client.base())))
    }

    /// Everything of one host or service; `None` when it is not there, or not shown to the user.
    async fn resource(&self, ids: (i64, Option<i64>)) -> Result<Option<Detail>, RemoteError> {
        let path = match ids {
            (host, None) => format!("{API}/monitoring/resources/hosts/{host}"),
            (host, Some(service)) => format!("{API}/monitoring/resources/hosts/{host}/services/{service}"),
        };
        let reply = self.send(Call::get(path)).await?;
        // An address that the version does not know is 404 too: that says nothing of the resource.
        if reply.answer.status == 404 && !reply.text().contains("No route found") {
            return Ok(None);
        }
        self.client.read(&reply).map(Some)
    }

    async fn became(&self, episode: &Watched<'_>) -> Result<Unlisted, RemoteError> {
        let Some(ids) = wire::ids(episode.object) else { return Ok(Unlisted::NotShown) };
        Ok(self.resource(ids).await?.map_or(Unlisted::NotShown, |detail| detail.unlisted()))
    }

    fn resources(&self) -> Call {
        let call = Call::get(format!("{API}/monitoring/resources")).with("types", r#"["host","service"]"#);
        if self.groups.is_empty() {
            return call;
        }
        call.with("hostgroup_names", json!(self.groups).to_string())
    }

    /// Hosts and services that the user sees.
    async fn total(&self) -> Result<u64, RemoteError> {
        let listing: Listing = self.json(self.resources().with("limit", "1").with("page", "1")).await?;
        Ok(listing.meta.total)
    }

    fn nothing_visible(&self) -> Said {
        if self.groups.is_empty() {
            message::sees_nothing().said()
        } else {
            message::sees_nothing_in_groups(self.groups.join(", ")).said()
        }
    }

    async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, RemoteError> {
        let reply = self.send(call).await?;
        self.client.read(&reply)
    }

    /// A call as the user; once more with a new session when the old one has expired.
    async fn send(&self, call: Call) -> Result<Reply, RemoteError> {
        let mut renewed = false;
        loop {
            let secret = self.secret().await?;
            match self.client.send(&call.clone().secret("x-auth-token", &secret)).await {
                Err(RemoteError::Login { .. })
                    if !renewed && matches!(self.keys.login, Login::Password { .. }) =>
                {
                    *self.session.lock().await = None;
                    renewed = true;
                }
                outcome => return outcome,
            }
        }
    }

    /// The API token, or the session of a login.
    async fn secret(&self) -> Result<SecretString, RemoteError> {
        let (login, password) = match &self.keys.login {
            Login::Token(token) => return Ok(token.clone()),
            Login::Nobody => return Err(self.client.stranger(message::no_login())),
            Login::Password { login, password } => (login, password),
        };
        let mut session = self.session.lock().await;
        if let Some(open) = session.as_ref() {
            return Ok(open.clone());
        }
        let body =
            json!({"security": {"credentials": {"login": login, "password": password.expose_secret()}}});
        let call = Call::write(Method::POST, format!("{API}/login"), &body).logging_in();
        let reply = self.client.send(&call).await?;
        if reply.answer.status == 404 {
            return Err(self.client.refused(&reply, message::no_api()));
        }
        let opened: LoggedIn = self.client.read(&reply)?;
        let opened = SecretString::from(opened.security.token);
        self.client.http.hide(opened.clone());
        *session = Some(opened.clone());
        Ok(opened)
    }
}

#[async_trait(?Send)]
impl Monitor for Centreon {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.client.login()
    }

    async fn leave(&self) {
        let open = self.session.lock().await.is_some();
        if open && let Err(error) = self.send(Call::get(format!("{API}/logout"))).await {
            tracing::debug!(%error, "the session was not ended");
        }
    }

    async fn check(&self) -> Result<Vec<Said>, RemoteError> {
        let total = self.total().await?;
        if total == 0 {
            let call = format!("GET {}{API}/monitoring/resources", self.client.base());
            return Err(RemoteError::Rights { call: call.into(), message: self.nothing_visible() });
        }
        let versions: Option<Versions> = self.json(Call::get(format!("{API}/platform/versions"))).await.ok();
        let version = versions
            .map_or_else(|| message::unknown_version().said(), |versions| versions.web.version.into());
        let who =
            self.login().map_or_else(|| message::by_token().said(), |login| message::user_is(login).said());
        Ok(vec![message::version_and_user(version, who).said(), message::sees(total).said()])
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let (rows, moved) = self.problems().await?;
        let details = stream::iter(rows).map(|row| self.detail(row.ids())).buffer_unordered(IN_FLIGHT);
        let events: Vec<Option<Event>> = details.try_collect().await?;
        let events: Vec<Event> = events.into_iter().flatten().collect();
        let sight = if let Some(why) = moved {
            Sight::Partial(why)
        } else if events.is_empty() && self.total().await? == 0 {
            Sight::Partial(self.nothing_visible())
        } else {
            Sight::Full
        };
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        match wire::ids(&event.object) {
            Some(ids) => self.detail(ids).await,
            None => Ok(None),
        }
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        stream::iter(episodes).map(|episode| self.became(episode)).buffered(IN_FLIGHT).try_collect().await
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let how = json!({"comment": remark.text, "is_sticky": true, "is_persistent_comment": false,
            "is_notify_contacts": false, "with_services": false, "force_active_checks": false});
        self.command(Method::POST, "acknowledge", now, json!({"acknowledgement": how})).await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        let how = json!({"disacknowledgement": {"with_services": false}});
        self.command(Method::DELETE, "acknowledgements", now, how).await
    }

    async fn add_comment(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let Some(mut target) = wire::target(now) else { return Ok(Outcome::Gone) };
        target["comment"] = remark.text.as_str().into();
        target["date"] = Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true).into();
        let path = format!("{API}/monitoring/resources/comments");
        let reply = self.send(Call::write(Method::POST, path, json!({"resources": [target]}))).await?;
        self.taken(&reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ids_of_an_object_are_read_back() {
        assert_eq!(wire::ids("12"), Some((12, None)));
        assert_eq!(wire::ids("12/34"), Some((12, Some(34))));
        assert_eq!(wire::ids("web01"), None);
    }
}
