//! HashiCorp Vault and OpenBao by their HTTP API, for secrets of the engine KV, versions 1 and 2 (measured on
//! OpenBao 2.7.2).
//!
//! A session lasts for the opening of one system: a login gives a token, which is given back at the end, and
//! nothing that was read is kept. Stores answer 403 to a wrong token as to a missing right; which one it is
//! the token tells about itself.

mod config;
mod message;
mod session;
mod wire;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::DateTime;
use futures::future::BoxFuture;
use serde_json::{Map, Value as Json};

use crate::message::{Message, list};
use crate::model::Said;
use crate::model::plain::plain_line;
use crate::model::said::Say as _;
use crate::model::secret::SecretString;
use crate::model::system::{Kind, Role};
use crate::systems::secret_store::SecretStore;
use crate::systems::shared::{CheckLine, OpenResult, Opened, Opening, SecretFailure};
use crate::systems::table::{Room, Table};
use config::{KvVersion, RoleId, Settings, VaultLogin};
use session::{Entry, Refusal, Reply, Session};
use wire::{Errors, Mounted, Plain, Version, Versioned};

/// The room of Vault and OpenBao.
pub static ROOM: Room = Room {
    kind: Kind { key: "vault", product: "Vault", roles: &[Role::Secrets], is_practice: false },
    about: "A HashiCorp Vault or an OpenBao, which keeps secrets.",
    page: include_str!("page.md"),
    table: Some(Table::of::<config::RawVault>()),
    records: None,
    target: None,
    desk: None,
    monitor: None,
    secret_store: Some(open),
    #[cfg(test)]
    messages: message::catalogue,
};

/// Most names of fields that a sentence lists.
const FIELDS_SHOWN: usize = 8;

fn open(opening: Opening<'_>) -> BoxFuture<'_, OpenResult<dyn SecretStore>> {
    Box::pin(async move {
        let settings: &Settings = opening.settings()?;
        let (keys, secrets) = (settings.reach.keys(opening.secrets).await?, opening.secrets);
        let entry = match &settings.login {
            VaultLogin::Token(token) => Entry::Token(secrets.read(token).await?),
            VaultLogin::AppRole { mount, role, secret } => Entry::AppRole {
                mount: mount.clone(),
                role: match role {
                    RoleId::Text(id) => SecretString::from(id.clone()),
                    RoleId::Kept(role) => secrets.read(role).await?,
                },
                secret: secrets.read_if_any(secret.as_ref()).await?,
            },
            VaultLogin::Kubernetes { mount, role, jwt } => {
                Entry::Kubernetes { mount: mount.clone(), role: role.clone(), jwt: secrets.read(jwt).await? }
            }
        };
        let session = Session::new(settings, &keys, entry)?;
        let vault = Vault { session, known: settings.mounts.clone(), found: Mutex::default() };
        Ok(Opened::real(Arc::new(vault) as Arc<dyn SecretStore>))
    })
}

/// A store of secrets.
pub struct Vault {
    session: Session,
    /// Mounts that the project names.
    known: Vec<(String, KvVersion)>,
    /// Mounts that were asked for, by the path of the secret.
    found: Mutex<BTreeMap<String, Place>>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

/// Where a secret stands in the API.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    /// Without a slash at its end.
    mount: String,
    version: KvVersion,
    /// The path below the mount.
    rest: String,
}

impl Place {
    fn of(mount: &str, version: KvVersion, path: &str) -> Option<Self> {
        let rest = path.strip_prefix(mount)?.strip_prefix('/')?;
        Some(Self { mount: mount.to_owned(), version, rest: rest.to_owned() })
    }

    /// Below `/v1/`; also what a policy names.
    fn api(&self) -> String {
        match self.version {
            KvVersion::One => format!("{}/{}", self.mount, self.rest),
            KvVersion::Two => format!("{}/data/{}", self.mount, self.rest),
        }
    }
}

/// Why there is no secret, and what was asked when it was denied.
struct Denial {
    why: Refusal,
    place: Option<Box<Place>>,
}

impl Vault {
    /// The field of a secret, with the token that is held.
    async fn field(&self, path: &str, field: &str) -> Result<SecretString, Denial> {
        let place = self.place(path).await.map_err(|why| Denial { why, place: None })?;
        let denial = |why| Denial { why, place: Some(Box::new(place.clone())) };
        let reply = self.session.get(&place.api()).await.map_err(denial)?;
        let fields = self.fields(path, &place, &reply).map_err(denial)?;
        text_of(path, field, &fields).map_err(|why| denial(why.into()))
    }

    /// The mount of a path: one that the project names, else the store is asked.
    async fn place(&self, path: &str) -> Result<Place, Refusal> {
        if let Some(place) = self.known.iter().find_map(|(mount, version)| Place::of(mount, *version, path)) {
            return Ok(place);
        }
        let known = self.found.lock().unwrap_or_else(PoisonError::into_inner).get(path).cloned();
        if let Some(place) = known {
            return Ok(place);
        }
        let reply = self.session.get(&format!("sys/internal/ui/mounts/{path}")).await?;
        if reply.answer.status == 404 {
            return Err(message::not_found(path, self.session.said(&reply.answer)).into());
        }
        let Mounted { data } = self.session.read(&reply)?;
        let version = data.options.as_ref().and_then(|options| options.get("version"));
        let version = match version.and_then(Json::as_str) {
            Some("2") => KvVersion::Two,
            Some(_) | None => KvVersion::One,
        };
        let mount = data.path.trim_end_matches('/');
        if !matches!(data.engine.as_str(), "kv" | "generic" | "cubbyhole") {
            return Err(message::other_engine(plain_line(mount), plain_line(&data.engine)).into());
        }
        let place = Place::of(mount, version, path).ok_or_else(|| message::denied_mount(path))?;
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), place.clone());
        Ok(place)
    }

    /// The fields of a secret, or why it is not there.
    fn fields(&self, path: &str, place: &Place, reply: &Reply) -> Result<Map<String, Json>, Refusal> {
        if reply.answer.status == 404 {
            return Err(self.lacking(path, place, reply).into());
        }
        let data = match place.version {
            KvVersion::One => self.session.read::<Plain>(reply)?.data,
            KvVersion::Two => self.session.read::<Versioned>(reply)?.data.and_then(|version| version.data),
        };
        data.ok_or_else(|| missing(path, place).into())
    }

    /// What a 404 means: there was never a secret, its newest version is deleted or destroyed, or the path
    /// leads nowhere.
    fn lacking(&self, path: &str, place: &Place, reply: &Reply) -> Message {
        if let Ok(Versioned { data: Some(Version { data: None, metadata }) }) = self.session.read(reply) {
            let at = &metadata.deletion_time;
            return match DateTime::parse_from_rfc3339(at) {
                _ if metadata.destroyed => message::destroyed(path, metadata.version),
                Ok(at) => message::deleted(path, metadata.version, at.date_naive()),
                Err(_) => missing(path, place),
            };
        }
        let errors: Errors = self.session.read(reply).unwrap_or_default();
        let warned = errors.warnings.unwrap_or_default();
        if place.version == KvVersion::One && warned.iter().any(|warning| warning.contains("versioned")) {
            return message::other_version(&place.mount);
        }
        if errors.errors.is_empty() {
            return missing(path, place);
        }
        message::not_found(path, self.session.said(&reply.answer))
    }

    /// A sentence for what went wrong.
    async fn failure(&self, path: &str, denial: Denial) -> SecretFailure {
        let Denial { why, place } = denial;
        if matches!(why, Refusal::Denied(_)) && !self.session.entry.logs_in() {
            // A token may look at itself unless it is none.
            if let Err(Refusal::Denied(_)) = self.session.get("auth/token/lookup-self").await {
                return message::token_refused(path).into();
            }
        }
        why.failure(|| match place {
            Some(place) => message::denied(path, place.api()),
            None => message::denied_mount(path),
        })
    }

    /// Who is logged in, and until when.
    async fn who(&self) -> Result<Message, SecretFailure> {
        self.session.log_in().await?;
        let reply = self.session.get("auth/token/lookup-self").await;
        let reply = reply.map_err(|why| why.failure(message::own_token_refused))?;
        if reply.answer.status == 404 {
            return Err(message::refused(404_u16, self.session.said(&reply.answer)).into());
        }
        let wire::LookedUp { data } =
            self.session.read(&reply).map_err(|why| why.failure(message::sealed))?;
        let policies = plain_line(&data.policies.join(", "));
        let line = message::logged_in(self.session.entry.method(), policies);
        // One that a login gave is given back long before.
        let ends = data.ttl > 0 && !self.session.entry.logs_in();
        Ok(if ends { message::ends_in(line, data.ttl / 60) } else { line })
    }
}

fn missing(path: &str, place: &Place) -> Message {
    let (mount, version) = (&place.mount, if place.version == KvVersion::One { 1 } else { 2 });
    match place.rest.strip_prefix("data/") {
        Some(rest) if place.version == KvVersion::Two => {
            message::missing_data(path, mount, version, format_args!("{mount}/{rest}"))
        }
        Some(_) | None => message::missing(path, mount, version),
    }
}

/// The text of a field. A last line break is cut: `bao kv put secret/glpi token=@file` keeps it.
fn text_of(path: &str, field: &str, fields: &Map<String, Json>) -> Result<SecretString, Message> {
    let text = match fields.get(field) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Bool(is_so)) => is_so.to_string(),
        Some(Json::Null | Json::Array(_) | Json::Object(_)) => return Err(message::not_text(path, field)),
        None => {
            let known = plain_line(&list::first(fields.keys(), FIELDS_SHOWN));
            return Err(message::no_field(path, field, known));
        }
    };
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() { Err(message::empty(path, field)) } else { Ok(SecretString::from(text)) }
}

#[async_trait]
impl SecretStore for Vault {
    async fn read(&self, path: &str, field: &str) -> Result<SecretString, SecretFailure> {
        if !self.session.is_logged_in() {
            self.session.log_in().await?;
        }
        let mut found = self.field(path, field).await;
        // The token of a login may have ended, or been good for so many calls.
        if matches!(&found, Err(Denial { why: Refusal::Denied(_), .. })) && self.session.entry.logs_in() {
            self.session.log_in().await?;
            found = self.field(path, field).await;
        }
        match found {
            Ok(secret) => Ok(secret),
            Err(denial) => Err(self.failure(path, denial).await),
        }
    }

    async fn check(&self) -> Vec<CheckLine> {
        let line = |what: Message, ok, detail: Said| CheckLine { what: what.said(), ok, detail };
        let health = match self.session.health().await {
            Ok(health) if !health.initialized => {
                line(message::health(), false, message::not_initialized().into())
            }
            Ok(health) if health.sealed => line(message::health(), false, message::sealed().into()),
            Ok(health) => line(message::health(), true, message::is_open(plain_line(&health.version)).into()),
            Err(why) => line(message::health(), false, why.failure(message::sealed).said()),
        };
        if !health.ok {
            return vec![health];
        }
        let login = match self.who().await {
            Ok(who) => line(message::login(), true, who.said()),
            Err(why) => line(message::login(), false, why.said()),
        };
        vec![health, login]
    }

    async fn leave(&self) {
        self.session.log_out().await;
    }
}
