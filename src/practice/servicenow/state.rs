//! What the practice ServiceNow knows: tables of texts, tokens, what goes wrong next.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::rights::Rights;
use super::seen::Seen;
use super::{BatchApi, PracticeError};
use crate::practice::fault::Stall;

/// A row: every value is a text.
pub(super) type Record = BTreeMap<String, String>;

/// What is kept in the file.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Data {
    /// Rows by table; a row stands in its own class only.
    pub(super) tables: BTreeMap<String, Vec<Record>>,
    /// Last number by prefix.
    pub(super) numbers: BTreeMap<String, u64>,
    /// Files of attachments by sys_id, as base64.
    pub(super) files: BTreeMap<String, String>,
}

/// What does not change while it runs.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) file: Option<PathBuf>,
    pub(super) user: String,
    pub(super) password: String,
    /// Of the application that asks for tokens.
    pub(super) client_id: String,
    pub(super) client_secret: String,
    pub(super) token_life: Duration,
    pub(super) batch_limit: usize,
    pub(super) batch_api: BatchApi,
    pub(super) base: String,
}

/// What becomes of a sys_id that is sent with a new row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ids {
    /// It is that of the row; a second row with it is refused.
    Kept,
    /// The row gets another one.
    Own,
}

/// A token that was given out.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) access: String,
    pub(super) refresh: Option<String>,
    pub(super) user: String,
    pub(super) ends: Instant,
}

/// Everything.
#[derive(Debug)]
pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) data: Data,
    pub(super) tokens: Vec<Token>,
    /// sys_ids that access rules hide from the API.
    pub(super) hidden: BTreeSet<String>,
    pub(super) faults: Vec<Fault>,
    pub(super) seen: Vec<Seen>,
    /// What access rules keep from everybody but administrators.
    pub(super) rights: Rights,
    /// Whether it keeps a sys_id that is sent with a new row.
    pub(super) ids: Ids,
    /// Until when requests are not worked on.
    pub(super) stall: Option<(Stall, Instant)>,
}

impl State {
    pub(super) fn new(settings: Settings, data: Data) -> State {
        State {
            settings,
            data,
            tokens: Vec::new(),
            hidden: BTreeSet::new(),
            faults: Vec::new(),
            seen: Vec::new(),
            rights: Rights::default(),
            ids: Ids::Kept,
            stall: None,
        }
    }

    /// The rows of a table and of those that extend it.
    pub(super) fn rows<'s, 't>(&'s self, table: &'t str) -> impl Iterator<Item = &'s Record> + use<'s, 't> {
        let own = self.data.tables.iter().filter(move |(name, _)| super::schema::is_a(name, table));
        own.flat_map(|(_, rows)| rows)
    }

    /// A row of a table, or of one that extends it.
    pub(super) fn find(&self, table: &str, sys_id: &str) -> Option<&Record> {
        self.rows(table).find(|row| text(row, "sys_id") == sys_id)
    }

    pub(super) fn find_mut(&mut self, table: &str, sys_id: &str) -> Option<&mut Record> {
        let own = self.data.tables.iter_mut().filter(|(name, _)| super::schema::is_a(name, table));
        own.flat_map(|(_, rows)| rows).find(|row| text(row, "sys_id") == sys_id)
    }

    /// The user of a login.
    pub(super) fn user(&self, login: &str) -> Option<&Record> {
        self.rows("sys_user").find(|user| text(user, "user_name") == login)
    }

    /// Whether a user has one of these roles.
    pub(super) fn has_role(&self, login: &str, roles: &[&str]) -> bool {
        // Business rules and jobs of the instance ask nobody.
        if login == "system" {
            return true;
        }
        let Some(user) = self.user(login) else { return false };
        let id = text(user, "sys_id");
        self.rows("sys_user_has_role").filter(|grant| text(grant, "user") == id).any(|grant| {
            self.find("sys_user_role", text(grant, "role"))
                .is_some_and(|role| roles.contains(&text(role, "name")))
        })
    }

    /// The next number of a table, such as `INC0010001`.
    pub(super) fn next_number(&mut self, prefix: &str) -> String {
        let last = self.data.numbers.entry(prefix.to_owned()).or_insert(10_000);
        *last += 1;
        format!("{prefix}{last:07}")
    }

    /// Writes the file, when there is one.
    pub(super) fn save(&self) {
        let Some(path) = &self.settings.file else { return };
        let written = serde_json::to_vec(&self.data)
            .map_err(std::io::Error::other)
            .and_then(|json| crate::systems::shared::put_private(path, &json));
        if let Err(error) = written {
            tracing::error!(path = %path.display(), %error, "the practice ServiceNow cannot keep its state");
        }
    }
}

/// A value of a row; "" when there is none.
pub(super) fn text<'a>(row: &'a Record, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// Now as raw values have it.
pub(super) fn now() -> String {
    chrono::Utc::now().format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A new sys_id.
pub(super) fn new_id() -> String {
    uuid::Uuid::now_v7().simple().to_string()
}

pub(super) fn load(path: &Path) -> Result<Option<Data>, PracticeError> {
    let failed = |reason: String| PracticeError::State { path: path.to_owned(), reason };
    match std::fs::read(path) {
        Ok(json) => serde_json::from_slice(&json).map(Some).map_err(|error| failed(error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error.to_string())),
    }
}
