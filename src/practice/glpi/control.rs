//! The hand on a running practice GLPI: what was asked of it, what it holds, and what goes wrong
//! next. Speaks no HTTP; edits stand for a human in the web interface.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::database::{Record, Selection};
use super::escape;
use super::fault::Fault;
use super::refusal::Refusal;
use super::schema::{ItemType, schema};
use super::seen::Seen;
use super::session::Session;
use super::state::{State, password_digest};
use super::table_lock::TableLock;
use super::version::Keeping;
use super::write;
use crate::practice::serve::Shared;

/// Why a control call did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The practice GLPI does not know the item type.
    #[error("the practice GLPI has no item type {0}")]
    UnknownType(String),
    /// There is no such item.
    #[error("{0} {1} does not exist")]
    Missing(String, i64),
    /// The item's own rules refuse the write.
    #[error("refused: {0}")]
    Refused(String),
    /// The state database failed.
    #[error("the state database failed")]
    Database(#[from] rusqlite::Error),
}

/// A user to add through [`Control::add_user`].
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
    /// API token for `Authorization: user_token ..`.
    pub user_token: Option<String>,
    /// Profile name: Super-Admin, Technician, Observer or Self-Service.
    pub profile: String,
    /// Entity of the profile.
    pub entity: i64,
    /// Whether the profile reaches the entities below.
    pub is_recursive: bool,
}

/// A handle on the state of a running practice GLPI; clones share it.
#[derive(Debug, Clone)]
pub struct Control {
    pub(super) state: Shared<State>,
}

impl Control {
    /// The requests since the last call, in the order of their answers.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Seen> {
        std::mem::take(&mut self.state.lock().seen)
    }

    /// All rows of an item type by id, trash and templates included, text decoded. Unknown types
    /// have none.
    #[must_use]
    pub fn rows(&self, item_type: &str) -> Vec<Value> {
        let Some(kind) = schema().item_type(item_type) else {
            return Vec::new();
        };
        let rows = self.state.lock().database.select(kind, &Selection::default());
        let keeping = self.state.lock().settings.number.keeping();
        rows.unwrap_or_default().iter().map(|row| decoded(keeping, row)).collect()
    }

    /// Changes an item as a human does: rights aside, locks included.
    ///
    /// # Errors
    /// Unknown type, missing item, a value that the item refuses, a failing database.
    pub fn edit(&self, item_type: &str, id: i64, fields: &Value) -> Result<(), ControlError> {
        let kind = known(item_type)?;
        let state = self.state.lock();
        let missing = || ControlError::Missing(item_type.to_owned(), id);
        let current = state.fetch(kind, id)?.ok_or_else(missing)?;
        let session = human(&state)?;
        let done = write::update(&state, &session, current, &object(fields));
        done.map(|_| ()).map_err(control_error)
    }

    /// Adds an item as a human does and returns its id.
    ///
    /// # Errors
    /// Unknown type, a value that the item refuses, a failing database.
    pub fn add(&self, item_type: &str, fields: &Value) -> Result<i64, ControlError> {
        let kind = known(item_type)?;
        let state = self.state.lock();
        let session = human(&state)?;
        let entity = fields.get("entities_id").and_then(Value::as_i64);
        let done = write::add(&state, &session, kind, object(fields), entity);
        done.map(|(id, _)| id).map_err(control_error)
    }

    /// Removes an item for good, as emptying the trash does.
    ///
    /// # Errors
    /// Unknown type, missing item, a failing database.
    pub fn purge(&self, item_type: &str, id: i64) -> Result<(), ControlError> {
        let kind = known(item_type)?;
        let state = self.state.lock();
        let missing = || ControlError::Missing(item_type.to_owned(), id);
        let current = state.fetch(kind, id)?.ok_or_else(missing)?;
        write::purge(&state, &current).map_err(control_error)
    }

    /// Adds a user with one profile and returns its id.
    ///
    /// # Errors
    /// Unknown profile, a login that exists, a failing database.
    pub fn add_user(&self, user: &NewUser) -> Result<i64, ControlError> {
        let unknown = || ControlError::UnknownType(format!("Profile {}", user.profile));
        let profile = {
            let state = self.state.lock();
            let found = state.profiles.iter().find(|profile| profile.name == user.profile);
            found.map(|profile| profile.id).ok_or_else(unknown)?
        };
        let fields = json!({"name": user.login, "list_limit": 20, "timezone": "UTC"});
        let id = self.add("User", &fields)?;
        let state = self.state.lock();
        let kind = known("User")?;
        if let Some(mut row) = state.fetch(kind, id)? {
            row.set("password", password_digest(&user.password));
            row.set("api_token", user.user_token.clone());
            let done = state.database.update(&row, &["password", "api_token"]);
            done.map_err(|failure| control_error(failure.into()))?;
        }
        drop(state);
        let grant = json!({"users_id": id, "profiles_id": profile, "entities_id": user.entity,
            "is_recursive": i32::from(user.is_recursive)});
        self.add("Profile_User", &grant)?;
        Ok(id)
    }

    /// Sets the bits of one right of a profile, as on the profile's page; sessions opened later
    /// have it. READ is 1, UPDATE 2, CREATE 4, DELETE 8, PURGE 16.
    pub fn grant(&self, profile: &str, right: &str, bits: u32) {
        let mut state = self.state.lock();
        for each in state.profiles.iter_mut().filter(|each| each.name == profile) {
            each.grant(right, bits);
        }
    }

    /// Locks no session from now on, as a store without locks does.
    pub fn stop_locking_sessions(&self) {
        self.state.lock().settings.locks_sessions = false;
    }

    /// Switches API v2 off or on.
    pub fn switch_v2(&self, on: bool) {
        self.state.lock().settings.has_v2 = on;
    }

    /// What the OAuth client of API v2 may have from now on, and whether users may log in through it.
    pub fn allow_client(&self, scopes: &[&str], passwords: bool) {
        let mut state = self.state.lock();
        state.settings.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        state.settings.client_may_use_passwords = passwords;
    }

    /// Ends every session, as when their files are cleaned away, and every token.
    pub fn expire_sessions(&self) {
        let mut state = self.state.lock();
        state.bearers.clear();
        state.sessions.clear();
        state.turns.clear();
    }

    /// Locks the table of an item type for a while, as a dump or a person does: requests that need it
    /// wait.
    pub fn lock_table(&self, item_type: &str, lock: TableLock, time: Duration) {
        self.state.lock().lock_table(item_type, lock, time);
    }

    /// Lets something go wrong once.
    pub fn inject(&self, fault: Fault) {
        self.state.lock().faults.push(fault);
    }

    /// Switches the API off or on, as in Setup > General > API.
    pub fn switch_api(&self, on: bool) {
        self.state.lock().settings.has_api = on;
    }

    /// Switches "Enable login with credentials" of Setup > General > API.
    pub fn switch_passwords(&self, on: bool) {
        self.state.lock().settings.takes_passwords = on;
    }

    /// Lets the API clients have the address of whoever asks, or another range.
    pub fn allow_address(&self, on: bool) {
        self.state.lock().settings.allows_address = on;
    }

    /// Takes back the faults that have not struck yet.
    pub fn call_off_faults(&self) {
        self.state.lock().faults.clear();
    }
}

fn known(item_type: &str) -> Result<&'static ItemType, ControlError> {
    let unknown = || ControlError::UnknownType(item_type.to_owned());
    schema().item_type(item_type).ok_or_else(unknown)
}

fn object(fields: &Value) -> Map<String, Value> {
    fields.as_object().cloned().unwrap_or_default()
}

/// A session of the first super-admin with everything active.
fn human(state: &State) -> Result<Session, ControlError> {
    let refused = || ControlError::Refused("there is no administrator".to_owned());
    let user = state.find("User", 2)?.ok_or_else(refused)?;
    let session = Session::open(&state.database, &state.profiles, &user)?;
    session.ok_or_else(refused)
}

fn control_error(refusal: Refusal) -> ControlError {
    match refusal {
        Refusal::Text(text) | Refusal::Sql(text) => ControlError::Refused(text),
        Refusal::Crash => ControlError::Refused("a list where a value belongs".to_owned()),
        Refusal::Failed(error) => ControlError::Database(error),
    }
}

fn decoded(keeping: Keeping, row: &Record) -> Value {
    let mut shown = Map::new();
    shown.insert("id".to_owned(), json!(row.id));
    for (column, value) in row.kind.columns.iter().zip(&row.values) {
        let value = match value {
            Value::String(text) => Value::String(escape::shown(keeping, text)),
            other => other.clone(),
        };
        shown.insert(column.name.to_owned(), value);
    }
    Value::Object(shown)
}
