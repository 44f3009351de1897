//! The objects of the practice iTop, its users, and the file that keeps them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use chrono::Utc;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::fault::Fault;
use super::schema::{Class, Kind, class};
use super::seen::Seen;
use crate::practice::fault::Stall;

/// An object.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Row {
    /// Real class.
    pub class: String,
    /// Stored attributes: texts, codes and dates as texts, keys as numbers.
    pub values: BTreeMap<String, Value>,
}

impl Row {
    pub fn text(&self, code: &str) -> &str {
        self.values.get(code).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn key(&self, code: &str) -> i64 {
        self.values.get(code).and_then(Value::as_i64).unwrap_or(0)
    }

    pub fn set(&mut self, code: &str, value: impl Into<Value>) {
        self.values.insert(code.to_owned(), value.into());
    }
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profile {
    /// "REST Services User": may call the service.
    Rest,
    /// "Service Desk Agent": reads all, works on tickets.
    ServiceDesk,
    /// "Portal user": is not let in.
    Portal,
    /// "Administrator".
    Administrator,
}

/// A user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct User {
    pub id: i64,
    pub login: String,
    pub password: String,
    pub token: Option<String>,
    pub contact: i64,
    pub profiles: Vec<Profile>,
}

/// All that is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Data {
    /// By root class and id.
    pub rows: BTreeMap<String, BTreeMap<i64, Row>>,
    /// Last id given, by root class; the counter of references under "ref".
    pub last: BTreeMap<String, i64>,
    pub users: Vec<User>,
}

impl Data {
    pub fn row(&self, of: &Class, id: i64) -> Option<&Row> {
        self.rows.get(of.root())?.get(&id).filter(|row| of.holds(&row.class))
    }

    pub fn row_mut(&mut self, of: &Class, id: i64) -> Option<&mut Row> {
        self.rows.get_mut(of.root())?.get_mut(&id).filter(|row| of.holds(&row.class))
    }

    /// Objects of a class and its subclasses, by id.
    pub fn all(&self, of: &'static Class) -> impl Iterator<Item = (i64, &Row)> {
        let rows = self.rows.get(of.root()).into_iter().flatten();
        rows.filter(|(_, row)| of.holds(&row.class)).map(|(id, row)| (*id, row))
    }

    /// The next number of a counter.
    pub fn next(&mut self, counter: &str) -> i64 {
        let last = self.last.entry(counter.to_owned()).or_insert(0);
        *last += 1;
        *last
    }

    pub fn insert(&mut self, of: &Class, row: Row) -> i64 {
        let id = self.next(of.root());
        self.rows.entry(of.root().to_owned()).or_default().insert(id, row);
        id
    }

    /// How an object is called.
    pub fn friendly_name(&self, row: &Row) -> String {
        match row.class.as_str() {
            "Person" => format!("{} {}", row.text("first_name"), row.text("name")),
            "Incident" | "UserRequest" => row.text("ref").to_owned(),
            "Attachment" => format!("{} ", row.text("item_class")),
            _ => row.text("name").to_owned(),
        }
    }

    /// The friendly name of what a key points at. Nobody is called " ": first name, blank, last name.
    pub fn friendly_name_of(&self, target: &str, id: i64) -> String {
        let Some(of) = class(target) else { return String::new() };
        match self.row(of, id) {
            Some(row) => self.friendly_name(row),
            None if target == "Person" => " ".to_owned(),
            None => String::new(),
        }
    }

    pub fn is_obsolete(row: &Row) -> bool {
        matches!(row.text("status"), "obsolete" | "inactive")
    }

    /// CIs that are linked to a ticket.
    pub fn links(&self, ticket: i64) -> Vec<(i64, &Row)> {
        let rows = self.rows.get("lnkFunctionalCIToTicket").into_iter().flatten();
        rows.filter(|(_, row)| row.key("ticket_id") == ticket).map(|(id, row)| (*id, row)).collect()
    }
}

/// A running practice iTop.
#[derive(Debug)]
pub(super) struct State {
    pub data: Data,
    pub zone: Tz,
    pub file: Option<PathBuf>,
    pub faults: Vec<Fault>,
    pub seen: Vec<Seen>,
    pub in_maintenance: bool,
    /// Classes whose objects a silo keeps from the users of the interface.
    pub hidden: BTreeSet<String>,
    /// Whether the extension `stocktake-once` is installed.
    pub has_extension: bool,
    /// Whether the module of services is missing.
    pub lacks_services: bool,
    /// Its locks, by key: one request at a time has one.
    pub turns: BTreeMap<String, Arc<Mutex<()>>>,
    /// Until when calls are not worked on.
    pub stall: Option<(Stall, Instant)>,
}

impl State {
    /// The server's wall clock.
    pub fn now(&self) -> String {
        Utc::now().with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Writes the state into its file, when it has one.
    pub fn keep(&self) {
        let Some(file) = &self.file else { return };
        let kept = serde_json::to_vec(&self.data)
            .map_err(std::io::Error::other)
            .and_then(|bytes| crate::systems::shared::put_private(file, &bytes));
        if let Err(error) = kept {
            tracing::error!(%error, file = %file.display(), "the practice iTop could not keep its state");
        }
    }
}

/// What an attribute holds before anybody sets it.
pub(super) fn blank(kind: Kind) -> Option<Value> {
    match kind {
        Kind::Text(_) | Kind::Html | Kind::Date => Some(json!("")),
        Kind::Enum(codes) => Some(json!(codes.first().copied().unwrap_or_default())),
        Kind::Key(_) | Kind::Number => Some(json!(0)),
        Kind::Log => Some(json!([])),
        Kind::Blob => Some(Value::Null),
        Kind::Cis | Kind::NoLinks | Kind::External(..) => None,
    }
}
