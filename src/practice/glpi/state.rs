//! Everything a running practice GLPI holds, behind one lock, and the small questions that every
//! endpoint asks of it. No endpoint lives here.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{SubsecRound, Utc};
use rusqlite::OptionalExtension;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::database::{Database, Record, Selection};
use super::fault::Fault;
use super::rights::Profile;
use super::schema::{ItemType, schema};
use super::seen::Seen;
use super::session::Session;
use super::table_lock::LockedTable;
use super::version::{Keeping, Version};

/// What the options decided, as the endpoints need it.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) app_token: Option<String>,
    pub(super) version: String,
    pub(super) number: Version,
    pub(super) has_api: bool,
    /// Whether somebody logs in with a login and a password ("Enable login with credentials").
    pub(super) takes_passwords: bool,
    /// Whether an active API client has the address of whoever asks.
    pub(super) allows_address: bool,
    pub(super) has_v2: bool,
    /// Creations of API v2 are answered as behind nginx.
    pub(super) redirects: bool,
    /// Id and secret of the OAuth client, what it may have, and whether users may log in through it.
    pub(super) client: (String, String),
    pub(super) scopes: Vec<String>,
    pub(super) client_may_use_passwords: bool,
    /// The web server hands on an empty header where none was sent.
    pub(super) hands_empty_header: bool,
    pub(super) link_header_limit: Option<usize>,
    pub(super) latency: Option<Duration>,
    pub(super) locks_sessions: bool,
    /// Ends in `/apirest.php`; known when the server listens.
    pub(super) api_url: String,
}

/// Whom a token of API v2 lets in, and to what.
#[derive(Debug, Clone)]
pub(super) struct Bearer {
    /// None: a client alone, whom no call lets in.
    pub(super) user: Option<i64>,
    pub(super) scopes: Vec<String>,
}

/// The state.
#[derive(Debug)]
pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) database: Database,
    pub(super) profiles: Vec<Profile>,
    pub(super) sessions: HashMap<String, Session>,
    /// Tokens of API v2.
    pub(super) bearers: HashMap<String, Bearer>,
    /// The lock of each session, by token.
    pub(super) turns: HashMap<String, Arc<Mutex<()>>>,
    pub(super) locked: Vec<LockedTable>,
    pub(super) faults: Vec<Fault>,
    pub(super) seen: Vec<Seen>,
}

impl State {
    /// An item type that a client names, where the version has it. GLPI 11 tells upper case from lower.
    pub(super) fn item_type(&self, name: &str) -> Option<&'static ItemType> {
        let version = self.settings.number;
        let known = schema().item_type(name).filter(|kind| kind.lifetime.has(version));
        known.filter(|kind| !version.is_eleven() || kind.name == name)
    }

    /// A row by type and id.
    pub(super) fn fetch(&self, kind: &'static ItemType, id: i64) -> rusqlite::Result<Option<Record>> {
        self.database.fetch(kind, id)
    }

    /// A row by the name of its type; None also when the type is unknown.
    pub(super) fn find(&self, item_type: &str, id: i64) -> rusqlite::Result<Option<Record>> {
        match schema().item_type(item_type) {
            Some(kind) => self.fetch(kind, id),
            None => Ok(None),
        }
    }

    /// Rows of a type under SQL conditions.
    pub(super) fn rows(
        &self,
        item_type: &str,
        conditions: impl IntoIterator<Item = String>,
    ) -> rusqlite::Result<Vec<Record>> {
        match schema().item_type(item_type) {
            Some(kind) => self.database.select(kind, &Selection::of(conditions)),
            None => Ok(Vec::new()),
        }
    }

    /// The user with this login.
    pub(super) fn user_named(&self, name: &str) -> rusqlite::Result<Option<Record>> {
        match schema().item_type("User") {
            Some(kind) => Ok(self.database.by_text(kind, "name", name)?.pop()),
            None => Ok(None),
        }
    }

    /// The user with this API token.
    pub(super) fn user_with_token(&self, token: &str) -> rusqlite::Result<Option<Record>> {
        match schema().item_type("User") {
            Some(kind) => Ok(self.database.by_text(kind, "api_token", token)?.pop()),
            None => Ok(None),
        }
    }

    /// The name of an item as lists of dropdowns show it: the path for trees.
    pub(super) fn display_name(&self, kind: &'static ItemType, id: i64) -> rusqlite::Result<Option<String>> {
        if kind.name == "User" {
            return Ok(self.fetch(kind, id)?.map(|row| friendly_name(&row)));
        }
        let column = if kind.is_tree() { "completename" } else { kind.label_column() };
        let sql = format!("SELECT \"{column}\" FROM {} WHERE id = ?", kind.table);
        let mut statement = self.database.connection.prepare_cached(&sql)?;
        let found = statement.query_row([id], |row| row.get::<_, Option<String>>(0)).optional()?;
        Ok(found.flatten())
    }
}

/// The name of an item as messages show it.
pub(super) fn friendly_name(row: &Record) -> String {
    if row.kind.name == "User" {
        let parts = [row.text("realname"), row.text("firstname")];
        let full = parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>();
        return if full.is_empty() { row.text("name") } else { full.join(" ") };
    }
    row.text(row.kind.label_column())
}

/// The present second, UTC, in the form of the database.
pub(super) fn now() -> String {
    Utc::now().trunc_subsecs(0).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// How a password is kept.
pub(super) fn password_digest(password: &str) -> String {
    let digest = Sha256::digest(password.as_bytes());
    format!("sha256:{}", base16ct::lower::encode_string(&digest))
}

/// What stands between the steps of a path in session endpoints.
pub(super) fn arrow(version: Version) -> &'static str {
    match version.keeping() {
        Keeping::Nine => " &gt; ",
        Keeping::Ten | Keeping::LaterTen => " &#62; ",
        Keeping::Eleven => " > ",
    }
}

/// `{"id": .., "name": ..}` of an entity for the session endpoints.
pub(super) fn entity_entry(session: &Session, id: i64, arrow: &str) -> Value {
    json!({"id": id, "name": session.entities.path(id).replace(" > ", arrow)})
}
