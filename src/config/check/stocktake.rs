//! `stocktake.toml`: state, systems and mail.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::authority::authority;
use super::field_path::Known;
use super::mail::mail;
use super::ping;
use super::system::{Systems, systems};
use super::web::web;
use super::webhook::{Around, webhooks_of};
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::stocktake::{RawReading, RawState, RawStocktake};
use crate::config::rooms::Rooms;
use crate::message;
use crate::message::config::label;
use crate::model::ClassName;
use crate::model::authority::Authority;
use crate::model::ping::PingWay;
use crate::model::project::{Mail, ReadLimits, StateUrl};
use crate::model::secret::SecretRef;
use crate::model::system::{Role, System};
use crate::model::web::WebSettings;
use crate::model::webhook::Webhook;
use crate::settings::{Entry, Zero, is_loopback, password_in_url};

/// Where state is kept when nothing is said.
const DEFAULT_STATE: &str = "var/stocktake.db";
/// Seconds that the state database may leave a call unanswered when nothing is said: its statements have ended by
/// themselves after two minutes, and a dead line after half a minute.
const FROZEN_AFTER: u64 = 5 * 60;
/// Memory that the program takes that reads a small file, and some more.
const LEAST_MEMORY: u64 = 64 * 1024 * 1024;
/// Less would not even be a page.
const LEAST_FETCHED: u64 = 1024 * 1024;

/// The content of `stocktake.toml`.
#[derive(Debug)]
pub(in crate::config) struct Stocktake {
    /// Where state is kept.
    pub state: StateUrl,
    /// How long the state database may leave a call unanswered.
    pub frozen_after: Duration,
    /// Key that seals what the state keeps of open sessions.
    pub key: Option<SecretRef>,
    /// Systems by name.
    pub systems: BTreeMap<String, System>,
    /// Names of all systems, those that could not be read too.
    pub system_names: Vec<String>,
    /// Which job is authoritative, by class.
    pub authority: BTreeMap<ClassName, Authority>,
    /// What one file may take of the machine.
    pub reading: ReadLimits,
    /// Mail.
    pub mail: Mail,
    /// How pings are sent.
    pub ping: PingWay,
    /// Who is told of changes.
    pub webhooks: BTreeMap<String, Webhook>,
    /// The console.
    pub web: WebSettings,
}

/// The project that a `stocktake.toml` belongs to.
#[derive(Clone, Copy)]
pub(in crate::config) struct Surroundings<'a> {
    /// The kinds of systems that it may have.
    pub rooms: &'a Rooms,
    /// Its folder, absolute.
    pub folder: &'a Path,
    /// Names of the jobs for records.
    pub jobs: &'a [&'a str],
    /// Names of all jobs.
    pub every_job: &'a [&'a str],
    /// The mappings.
    pub mappings: Known<'a>,
}

/// Checks `stocktake.toml`; `table` are its systems.
pub(in crate::config) fn stocktake(
    check: &mut FileCheck<'_>,
    project: Surroundings<'_>,
    raw: &RawStocktake,
    table: Option<Entry<'_>>,
) -> Stocktake {
    let folder = project.folder;
    let systems = match table {
        Some(table) => systems(check, project.rooms, folder, table),
        None => Systems::default(),
    };
    if systems.names.is_empty() {
        let help = message::config::system::system_missing();
        check.missing_at_top("system", help);
    }
    let (state, mail) = (state(check, folder, raw.state.as_deref()), mail(check, folder, raw.mail.as_ref()));
    let authority = authority(check, project.jobs, project.mappings, &raw.authority).into_iter().collect();
    let key = raw.state.as_ref().and_then(|state| state.key.as_ref());
    let key = key.map(|key| check.secret(key, "key"));
    let reading = reading(check, raw.reading.as_ref());
    let ping = ping::way(check, folder, raw.ping.as_ref());
    let web = web(check, folder, project.every_job, raw.web.as_ref());
    let around =
        Around { folder, jobs: project.every_job, language: mail.language, console: web.url.as_deref() };
    let webhooks = webhooks_of(check, around, &raw.webhook);
    stores(check, &systems);
    let frozen_after = raw.state.as_ref().and_then(|state| state.frozen_after.as_ref());
    let frozen_after = check.duration_or(frozen_after, FROZEN_AFTER, Zero::Refused);
    Stocktake {
        state,
        key,
        frozen_after,
        systems: systems.known,
        system_names: systems.names,
        authority,
        reading,
        mail,
        ping,
        webhooks,
        web,
    }
}

/// Whether the stores are there that references name; those whose table could not be read are not missed.
fn stores(check: &mut FileCheck<'_>, systems: &Systems) {
    for name in check.take_stores() {
        match systems.known.get(name.as_str()) {
            Some(system) if system.has(Role::Secrets) => {}
            Some(system) => {
                let what = message::config::secret::not_a_store(&name.value, system.kind.product);
                check.report(code::UNKNOWN_STORE, &name.span, what).help(known_stores(systems, &name));
            }
            None if systems.names.contains(&name.value) || check.has_lost_tables() => {}
            None => {
                check
                    .report(code::UNKNOWN_STORE, &name.span, message::config::secret::no_store(&name.value))
                    .help(known_stores(systems, &name));
            }
        }
    }
}

fn known_stores(systems: &Systems, name: &str) -> message::Message {
    let stores = systems.known.iter().filter(|(_, system)| system.has(Role::Secrets));
    let stores: Vec<&str> = stores.map(|(name, _)| name.as_str()).collect();
    match stores.is_empty() {
        true => message::config::secret::store_example(name),
        false => message::suggest(name, message::config::secret::stores(), &stores),
    }
}

fn reading(check: &mut FileCheck<'_>, raw: Option<&At<RawReading>>) -> ReadLimits {
    let default = ReadLimits::default();
    let Some(raw) = raw else { return default };
    ReadLimits {
        memory: raw.memory.as_ref().map_or(default.memory, |memory| check.size(memory, LEAST_MEMORY)),
        time: check.duration_or(raw.time.as_ref(), default.time.as_secs(), Zero::Refused),
        fetched: raw.fetched.as_ref().map_or(default.fetched, |most| check.size(most, LEAST_FETCHED)),
    }
}

/// Checks where state is kept.
pub(in crate::config) fn state(check: &mut FileCheck<'_>, folder: &Path, raw: Option<&RawState>) -> StateUrl {
    let default = StateUrl::Sqlite(folder.join(DEFAULT_STATE));
    let Some(raw) = raw else { return default };
    let password = raw.password.as_ref().map(|password| check.secret(password, "password"));
    let Some(url) = &raw.url else {
        if let Some(password) = &raw.password {
            check
                .report(
                    code::WITHOUT_EFFECT,
                    &password.span,
                    message::config::stocktake::sqlite_has_no_password(),
                )
                .help(message::config::stocktake::password_of_postgres());
        }
        return default;
    };
    if let Some(path) = url.strip_prefix("sqlite:") {
        if let Some(password) = &raw.password {
            check
                .report(
                    code::WITHOUT_EFFECT,
                    &password.span,
                    message::config::stocktake::sqlite_has_no_password(),
                )
                .help(label::leave_it_out());
        }
        return sqlite(check, folder, url, path);
    }
    postgres_url(check, url).map_or(default, |url| StateUrl::Postgres { url, password })
}

fn sqlite(check: &mut FileCheck<'_>, folder: &Path, url: &At<String>, path: &str) -> StateUrl {
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.trim().is_empty() || path.starts_with(':') {
        check
            .report(code::BAD_URL, &url.span, message::config::stocktake::sqlite_path_missing())
            .help(message::config::stocktake::sqlite_example(DEFAULT_STATE));
    }
    StateUrl::Sqlite(folder.join(PathBuf::from(path)))
}

fn postgres_url(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<String> {
    let help = message::config::stocktake::state_urls();
    let url = match Url::parse(raw.trim()) {
        Ok(url) if matches!(url.scheme(), "postgres" | "postgresql") => url,
        Ok(_) => {
            check
                .report(code::BAD_URL, &raw.span, message::config::stocktake::sqlite_or_postgres())
                .help(help);
            return None;
        }
        Err(error) => {
            check
                .report(code::BAD_URL, &raw.span, message::config::stocktake::not_a_database_url())
                .label(error.to_string())
                .help(help);
            return None;
        }
    };
    if url.password().is_some() || url.query_pairs().any(|(key, _)| key == "password") {
        let help = message::config::stocktake::password_below();
        password_in_url(check, &raw.span, help);
        return None;
    }
    if url.path().trim_matches('/').is_empty() {
        check.report(code::BAD_URL, &raw.span, message::config::stocktake::no_database()).help(help);
        return None;
    }
    if !is_encrypted(&url) && !is_of_this_machine(&url) {
        check.warn(&raw.span, message::config::clear::postgres());
    }
    Some(raw.trim().to_owned())
}

/// Whether the connection is certainly encrypted. libpq goes on in clear with `prefer`, its default, when the
/// server or somebody on the way says that it cannot do better.
fn is_encrypted(url: &Url) -> bool {
    let mode = url.query_pairs().find(|(key, _)| key == "sslmode").map(|(_, mode)| mode.into_owned());
    // `sslrootcert=system` wants a whole check, and gets it.
    let by_system = url.query_pairs().any(|(key, value)| key == "sslrootcert" && value == "system");
    matches!(mode.as_deref(), Some("require" | "verify-ca" | "verify-full")) || (mode.is_none() && by_system)
}

/// Whether the server is reached without a network: a socket (no host, or a folder) or loopback.
fn is_of_this_machine(url: &Url) -> bool {
    let in_query = url.query_pairs().find(|(key, _)| matches!(key.as_ref(), "host" | "hostaddr"));
    let host = in_query.map(|(_, host)| host.into_owned()).or_else(|| url.host_str().map(str::to_owned));
    let host = host.unwrap_or_default();
    let is_folder = host.starts_with('/') || host.to_ascii_lowercase().starts_with("%2f");
    host.is_empty() || is_folder || url::Host::parse(&host).is_ok_and(|host| is_loopback(&host))
}
