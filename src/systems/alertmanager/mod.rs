//! Alertmanager by its API version 2 (measured on 0.25).
//!
//! An acknowledgement is a silence with one `=` matcher per label. It needs an end, does not go when
//! the alert is over, and mutes the next episode too: it is deleted when it is cleared.

mod config;
mod message;
mod wire;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use futures::future::LocalBoxFuture;
use reqwest::Method;
use serde_json::json;

use crate::model::Said;
use crate::model::event::{Event, Lasting, Remark, Seen, Sight, Unlisted, Watched};
use crate::systems::monitor::{Abilities, Absence, Monitor, Outcome};
use crate::systems::shared::call::Call;
use crate::systems::shared::client::Client;
use crate::systems::shared::{OpenResult, Opened, Opening, RemoteError};
use crate::systems::table::{MonitorRole, Names, Room, Table};
use config::Settings;
use wire::{Alert, Silence, Silenced, Status};

/// The room of Alertmanager.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "alertmanager", product: "Alertmanager", about: "An Alertmanager." },
        include_str!("page.md"),
        Table::of::<config::RawAlertmanager>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do.
static ABILITIES: Abilities = Abilities {
    absence: Absence::CountsAfterSilence,
    acknowledgements: Lasting::UntilTakenBack,
    soft: false,
    pending: false,
    // The severity is a label, and labels make the alert.
    worsens: false,
    rights: false,
    refuses: false,
    comments: false,
    hears: false,
    authors: true,
    groups: false,
    renews: true,
    addresses: false,
    host_groups: false,
    ..Abilities::USUAL
};

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let client = Client::new(&settings.reach, &settings.reach.keys(opening.secrets).await?)?;
        let (name, settings) = (opening.name.to_owned(), settings.clone());
        let monitor: Arc<dyn Monitor> = Arc::new(Alertmanager { name, client, settings });
        Ok(Opened::real(monitor))
    })
}

/// An Alertmanager.
#[derive(Debug)]
pub struct Alertmanager {
    name: String,
    client: Client,
    settings: Settings,
}

impl Alertmanager {
    async fn status(&self) -> Result<Status, RemoteError> {
        self.client.json(&Call::get("/api/v2/status")).await
    }

    /// Why a missing alert means nothing yet.
    fn partial(&self, status: &Status, now: DateTime<Utc>) -> Option<Said> {
        let up = (now - status.uptime).to_std().unwrap_or_default();
        (up < self.settings.settle).then(|| message::started_lately(up.as_secs() / 60).said())
    }

    /// What fires, without the alert that always does.
    async fn alerts(&self) -> Result<Vec<Event>, RemoteError> {
        let mut alerts = self.alerts_with(&[]).await?;
        if !self.settings.heartbeat.is_empty() {
            let beats = self.matching(&self.settings.heartbeat).await?;
            alerts.retain(|alert| !beats.iter().any(|beat| beat.fingerprint == alert.object));
        }
        Ok(alerts)
    }

    async fn matching(&self, matchers: &[String]) -> Result<Vec<Alert>, RemoteError> {
        let mut call = Call::get("/api/v2/alerts");
        for matcher in matchers {
            call = call.with("filter", matcher);
        }
        self.client.json(&call).await
    }

    async fn alerts_with(&self, more: &[String]) -> Result<Vec<Event>, RemoteError> {
        let matchers: Vec<String> = self.settings.matchers.iter().chain(more).cloned().collect();
        let alerts = self.matching(&matchers).await?;
        let silences = if alerts.iter().any(|alert| !alert.status.silenced_by.is_empty()) {
            self.silences().await?
        } else {
            Vec::new()
        };
        let base = self.client.base();
        let event = |alert| wire::event(&self.name, alert, &silences, &self.settings, base);
        Ok(alerts.into_iter().map(event).collect())
    }

    async fn silences(&self) -> Result<Vec<Silence>, RemoteError> {
        let mut all = self.silences_ever().await?;
        all.retain(Silence::lives);
        Ok(all)
    }

    /// With those that have ended, which stay listed for days.
    async fn silences_ever(&self) -> Result<Vec<Silence>, RemoteError> {
        self.client.json(&Call::get("/api/v2/silences")).await
    }

    /// Events without a silence, or with one that ends soon; not those whose silence a person ended.
    async fn lapsed(&self, events: &[Event]) -> Result<BTreeSet<String>, RemoteError> {
        if events.is_empty() {
            return Ok(BTreeSet::new());
        }
        let (now, mut by_alert) = (Utc::now(), HashMap::<String, Vec<Silence>>::new());
        for silence in self.silences_ever().await? {
            if let Some(fingerprint) = silence.fingerprint() {
                by_alert.entry(fingerprint).or_default().push(silence);
            }
        }
        let half = TimeDelta::from_std(self.settings.silence / 2).unwrap_or(TimeDelta::MAX);
        let lapsed = |event: &&Event| {
            let own = by_alert.get(&event.object).map_or(&[][..], Vec::as_slice);
            let newest = own.iter().max_by_key(|silence| (silence.lives(), silence.ends_at));
            newest.is_none_or(|silence| match silence.lives() {
                true => silence.ends_at - now < half,
                false => !silence.was_ended(),
            })
        };
        Ok(events.iter().filter(lapsed).map(|event| event.key.clone()).collect())
    }

    async fn silences_for(&self, event: &Event) -> Result<Vec<Silence>, RemoteError> {
        let mut all = self.silences().await?;
        all.retain(|silence| silence.is_for(&event.labels));
        Ok(all)
    }
}

#[async_trait(?Send)]
impl Monitor for Alertmanager {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.client.login()
    }

    async fn check(&self) -> Result<Vec<Said>, RemoteError> {
        let status = self.status().await?;
        let events = self.alerts().await?;
        let started = status.uptime.format("%Y-%m-%d %H:%M:%S UTC");
        let mut lines = vec![
            message::version_and_start(&status.version_info.version, started).said(),
            message::firing(events.len()).said(),
        ];
        lines.extend(self.partial(&status, Utc::now()));
        Ok(lines)
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        // Before and after: a start in between would empty the list.
        let before = self.status().await?;
        let events = self.alerts().await?;
        let after = self.status().await?;
        let now = Utc::now();
        let partial = self.partial(&before, now).or_else(|| self.partial(&after, now));
        let restarted = (before.uptime != after.uptime).then(|| message::was_restarted().said());
        let lapsed = self.lapsed(&events).await?;
        let sight = partial.or(restarted).map_or(Sight::Full, Sight::Partial);
        Ok(Seen { lapsed, ..Seen::list(events, sight) })
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        let alerts = self.alerts_with(&event.labels.iter().map(exact).collect::<Vec<_>>()).await?;
        Ok(alerts.into_iter().find(|alert| alert.object == event.object))
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let (status, now) = (self.status().await?, Utc::now());
        let alerts = self.matching(&self.settings.heartbeat).await?;
        let silence = self.settings.resolve_after.unwrap_or_else(|| status.resolve_timeout());
        let silence = TimeDelta::from_std(silence).unwrap_or(TimeDelta::MAX);
        let fresh = TimeDelta::from_std(status.fresh()).unwrap_or(TimeDelta::MAX);
        // A Prometheus that has just started does not send yet what its rules wait to see for a while.
        let is_fed =
            alerts.iter().any(|alert| now - alert.updated_at < fresh && now - alert.starts_at >= silence);
        let became = |episode: &Watched<'_>| match episode.unlisted_since {
            Some(since) if now - since.max(status.uptime) < silence => Unlisted::Waiting,
            None => Unlisted::Waiting,
            Some(_) if is_fed => Unlisted::Over,
            Some(_) => Unlisted::Unfed,
        };
        Ok(episodes.iter().map(became).collect())
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        let time = Utc::now();
        let length = chrono::Duration::from_std(self.settings.silence)
            .map_err(|_| RemoteError::Setup(message::silence_too_long().said()))?;
        let mut body = json!({"matchers": wire::matchers(&now.labels), "startsAt": stamp(time),
            "endsAt": stamp(time + length), "createdBy": remark.author, "comment": remark.text});
        if now.acknowledged.is_some() {
            let own = self.silences_for(now).await?.into_iter().find(|own| own.created_by == remark.author);
            // One that an operator made, or that says the same and lasts long enough, stays as it is.
            let is_due = |own: &Silence| own.comment != remark.text || own.ends_at - time < length / 2;
            let Some(own) = own.filter(is_due) else {
                return Ok(Outcome::Already);
            };
            body["id"] = own.id.into();
            body["startsAt"] = stamp(own.starts_at).into();
        }
        let made: Silenced = self.client.json(&Call::write(Method::POST, "/api/v2/silences", &body)).await?;
        tracing::debug!(silence = made.id, "silenced");
        Ok(Outcome::Done)
    }

    async fn clear(&self, event: &Event, author: &str) -> Result<Outcome, RemoteError> {
        self.end(self.silences_for(event).await?, author).await
    }

    async fn release(&self, object: &str, author: &str) -> Result<Outcome, RemoteError> {
        let mut all = self.silences().await?;
        all.retain(|silence| silence.fingerprint().as_deref() == Some(object));
        self.end(all, author).await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        let author = now.acknowledged.as_ref().and_then(|known| known.author.clone()).unwrap_or_default();
        self.clear(now, &author).await
    }

    async fn add_comment(&self, _: &Event, _: &Remark) -> Result<Outcome, RemoteError> {
        Ok(Outcome::NotPossible(message::no_comments().said()))
    }
}

impl Alertmanager {
    /// Ends those silences that we made.
    async fn end(&self, all: Vec<Silence>, author: &str) -> Result<Outcome, RemoteError> {
        let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|silence| {
            silence.created_by == author || self.login() == Some(silence.created_by.as_str())
        });
        for silence in &own {
            let call = Call::delete(format!("/api/v2/silence/{}", silence.id));
            let reply = self.client.send(&call).await?;
            let gone = reply.answer.status == 500 && reply.text().contains("not found");
            if reply.answer.status != 200 && !gone {
                return Err(self.client.refused(&reply, self.client.http.piece_of(&reply.answer)));
            }
        }
        Ok(match (own.is_empty(), others.first()) {
            (false, _) => Outcome::Done,
            (true, Some(other)) => Outcome::NotOurs(other.created_by.clone()),
            (true, None) => Outcome::Already,
        })
    }
}

fn stamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// A matcher of one label. Quotes and backslashes are escaped as in Prometheus.
fn exact((name, value): (&String, &String)) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}
