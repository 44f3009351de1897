//! LibreNMS by its API version 0: alerts of rules over devices.
//!
//! An alert is the row of a rule and a device, kept for ever: its id is no episode, its time is. The list
//! shows only new alerts unless every state is asked for: acknowledged ones, worse ones and better ones are
//! left out, as if they were over. Known from its source and from clients' recorded replies; it was not run.

mod config;
mod message;
mod wire;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use futures::future::LocalBoxFuture;
use reqwest::Method;
use reqwest::header::HeaderName;
use serde_json::json;

use crate::model::Said;
use crate::model::event::{Event, Remark, Seen, Sight, Unlisted, Watched};
use crate::model::secret::ExposeSecret as _;
use crate::systems::monitor::{Abilities, Monitor, Outcome};
use crate::systems::shared::call::{Call, url_part};
use crate::systems::shared::client::{Client, Reply};
use crate::systems::shared::{Login, OpenResult, Opened, Opening, RemoteError};
use crate::systems::table::{MonitorRole, Names, Room, Table};

use config::Settings;
use wire::{Acted, Alert, Alerts, Around, Device, Devices, Members, System};

/// The room of LibreNMS.
pub static ROOM: Room = Room {
    #[cfg(test)]
    messages: message::catalogue,
    ..Room::of_monitor(
        Names { key: "librenms", product: "LibreNMS", about: "A LibreNMS." },
        include_str!("page.md"),
        Table::of::<config::RawLibreNms>(),
        MonitorRole { open, abilities: &ABILITIES },
    )
};

/// What it can do: the list has neither what was measured nor the device's groups, and shows every user
/// every alert.
static ABILITIES: Abilities = Abilities {
    soft: false,
    rights: false,
    comments: false,
    hears: false,
    host_groups: false,
    outputs: false,
    pending: false,
    switches: true,
    ..Abilities::USUAL
};

/// Every state but that of a good one: new, acknowledged, worse, better, changed.
const OPEN: &str = "1,2,3,4,5";

/// Every state of an alert, the good one too.
const ANY: &str = "0,1,2,3,4,5";

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Monitor>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let keys = settings.reach.keys(opening.secrets).await?;
        let mut client = Client::bare(&settings.reach, &keys)?;
        if let Login::Token(token) = &keys.login {
            client.always(HeaderName::from_static("x-auth-token"), token.expose_secret())?;
        }
        let (name, settings) = (opening.name.to_owned(), settings.clone());
        let monitor: Arc<dyn Monitor> = Arc::new(LibreNms { name, client, settings });
        Ok(Opened::real(monitor))
    })
}

/// A LibreNMS.
#[derive(Debug)]
struct LibreNms {
    name: String,
    client: Client,
    settings: Settings,
}

impl LibreNms {
    /// Every device that the user sees, by its number.
    async fn devices(&self) -> Result<HashMap<i64, Device>, RemoteError> {
        let call = Call::get("/api/v0/devices").with("type", "all");
        let reply = self.client.send(&call).await?;
        let found: Devices = self.quietly(&reply)?;
        Ok(found.devices.into_iter().map(Device::by_id).collect())
    }

    /// JSON of a success whose rows hold SNMP secrets: an error shows none of it.
    fn quietly<T: serde::de::DeserializeOwned>(&self, reply: &Reply) -> Result<T, RemoteError> {
        if !(200..300).contains(&reply.answer.status) {
            return Err(self.client.refused(reply, message::devices_refused()));
        }
        serde_json::from_slice(&reply.answer.body).map_err(|error| {
            self.client.refused(reply, message::devices_not_understood(error.line(), error.column()))
        })
    }

    /// Groups of the settings by the devices in them; `None` when none is asked for.
    async fn groups(&self) -> Result<Option<HashMap<i64, Vec<String>>>, RemoteError> {
        if self.settings.groups.is_empty() {
            return Ok(None);
        }
        let mut by_device: HashMap<i64, Vec<String>> = HashMap::new();
        for group in &self.settings.groups {
            let call = Call::get(format!("/api/v0/devicegroups/{}", url_part(group)));
            let reply = self.client.send(&call).await?;
            if matches!(reply.answer.status, 400 | 404) {
                return Err(self.client.refused(&reply, message::no_group(group)));
            }
            let members: Members = self.quietly(&reply)?;
            for member in members.devices {
                by_device.entry(member.device_id).or_default().push(group.clone());
            }
        }
        by_device.values_mut().for_each(|groups| groups.sort());
        Ok(Some(by_device))
    }

    async fn alerts(&self, call: Call, devices: HashMap<i64, Device>) -> Result<Vec<Event>, RemoteError> {
        let found: Alerts = self.client.json(&call.with("state", OPEN)).await?;
        let groups = self.groups().await?;
        let wanted: Option<HashSet<i64>> = groups.as_ref().map(|groups| groups.keys().copied().collect());
        let is_wanted = |alert: &Alert| wanted.as_ref().is_none_or(|wanted| wanted.contains(&alert.device()));
        let around = Around {
            monitor: &self.name,
            base: self.client.base(),
            zone: self.settings.zone,
            devices,
            groups: groups.unwrap_or_default(),
        };
        let open = found.alerts.into_iter().filter(|alert| alert.is_open() && is_wanted(alert));
        Ok(open.map(|alert| alert.event(&around)).collect())
    }

    /// Acknowledges or takes it back: both keys of the body must be there.
    async fn act(&self, path: String, body: serde_json::Value) -> Result<Outcome, RemoteError> {
        let reply = self.client.send(&Call::write(Method::PUT, path, &body)).await?;
        let acted: Acted = self.client.read(&reply)?;
        // An unknown alert is 200 with these words.
        if acted.message.starts_with("No Alert") { Ok(Outcome::Gone) } else { Ok(Outcome::Done) }
    }
}

#[async_trait(?Send)]
impl Monitor for LibreNms {
    fn abilities(&self) -> Abilities {
        ABILITIES
    }

    fn login(&self) -> Option<&str> {
        self.settings.user.as_deref()
    }

    async fn check(&self) -> Result<Vec<Said>, RemoteError> {
        let reply = self.client.send(&Call::get("/api/v0/system")).await?;
        if reply.answer.status == 404 {
            return Err(self.client.refused(&reply, message::no_api()));
        }
        let system: System = self.client.read(&reply)?;
        let version = system
            .system
            .first()
            .map_or_else(|| message::version_unknown().said(), |system| system.local_ver.as_str().into());
        let devices = self.devices().await?.len();
        if devices == 0 {
            return Err(RemoteError::Rights {
                call: reply.call.into(),
                message: message::sees_no_device().said(),
            });
        }
        self.groups().await?;
        Ok(vec![message::version_is(version).said(), message::sees(devices).said()])
    }

    async fn list(&self) -> Result<Seen, RemoteError> {
        let devices = self.devices().await?;
        let blind = devices.is_empty();
        let events = self.alerts(Call::get("/api/v0/alerts"), devices).await?;
        let sight = if blind && events.is_empty() {
            Sight::Partial(message::sees_no_device().said())
        } else {
            Sight::Full
        };
        Ok(Seen::list(events, sight))
    }

    async fn probe(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        let call = Call::get(format!("/api/v0/alerts/{}", event.object));
        // What hosts and addresses add was told with the list.
        Ok(self.alerts(call, HashMap::new()).await?.into_iter().next())
    }

    async fn unlisted(&self, episodes: &[Watched<'_>]) -> Result<Vec<Unlisted>, RemoteError> {
        let devices = self.devices().await?;
        let mut became = Vec::with_capacity(episodes.len());
        for episode in episodes {
            let path = format!("/api/v0/alerts/{}", url_part(episode.object));
            let call = Call::get(path).with("state", ANY);
            let reply = self.client.send(&call).await?;
            let found: Option<Alert> = match reply.answer.status {
                404 => None,
                _ => self.client.read::<Alerts>(&reply)?.alerts.into_iter().next(),
            };
            became.push(found.map_or(Unlisted::NotShown, |alert| alert.unlisted(&devices)));
        }
        Ok(became)
    }

    async fn set_acknowledged(&self, now: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        // Until it is clear: else it would fall when the alert gets worse or better.
        let body = json!({"note": remark.text, "until_clear": true});
        self.act(format!("/api/v0/alerts/{}", now.object), body).await
    }

    async fn take_acknowledgement(&self, now: &Event) -> Result<Outcome, RemoteError> {
        let body = json!({"note": "", "until_clear": true});
        self.act(format!("/api/v0/alerts/unmute/{}", now.object), body).await
    }

    async fn add_comment(&self, _now: &Event, _remark: &Remark) -> Result<Outcome, RemoteError> {
        // Only an acknowledgement adds to the note of an alert.
        Ok(Outcome::NotPossible(crate::message::monitor::no_comments().into()))
    }
}
