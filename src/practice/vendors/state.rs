//! What a practice system of a vendor holds: tables of rows, tokens, and what was asked of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use serde_json::{Map, Value as Json};

use super::Vendor;
use super::answer::text;
use super::fault::{Deed, Fault};
use super::seen::Seen;
use crate::practice::shelf::Shelf;

/// Names of the column that tells the rows of a table apart.
const IDS: [&str; 6] = ["id", "UID_PersonWantsOrg", "vmid", "device_id", "RID", "deviceId"];

/// The state of a practice system of a vendor.
#[derive(Debug)]
pub(super) struct State {
    pub vendor: &'static Vendor,
    /// `http://127.0.0.1:PORT`
    pub root: String,
    /// Rows as the vendor keeps them, by table.
    pub tables: BTreeMap<String, Vec<Json>>,
    /// In what it differs from others of the vendor.
    pub quirks: BTreeSet<String>,
    /// Tokens and sessions, with what they are good for.
    pub tokens: BTreeMap<String, Json>,
    /// The lasting token of the practice user is good no more.
    pub is_expired: bool,
    /// The account sees nothing, where the vendor has such rights.
    pub is_blind: bool,
    /// The account may only read, where the vendor has such rights.
    pub may_only_read: bool,
    /// Marks of pages that were given out.
    pub marks: BTreeMap<String, Json>,
    pub last_number: u64,
    /// Times of the last requests, where the vendor counts them.
    pub calls: Vec<Instant>,
    pub faults: Vec<Fault>,
    pub seen: Vec<Seen>,
    /// What is to be blamed in the request that is worked on.
    pub notes: Vec<String>,
    pub shelf: Option<Shelf>,
    /// A row changed since the file was written.
    pub is_changed: bool,
    pub log: Option<PathBuf>,
}

impl State {
    pub fn new(vendor: &'static Vendor, root: String) -> Self {
        Self {
            vendor,
            root,
            tables: BTreeMap::new(),
            quirks: BTreeSet::new(),
            tokens: BTreeMap::new(),
            is_expired: false,
            is_blind: false,
            may_only_read: false,
            marks: BTreeMap::new(),
            last_number: 0,
            calls: Vec::new(),
            faults: Vec::new(),
            seen: Vec::new(),
            notes: Vec::new(),
            shelf: None,
            is_changed: false,
            log: None,
        }
    }

    pub fn has(&self, quirk: &str) -> bool {
        self.quirks.contains(quirk)
    }

    /// What stands behind `=` in a word of `quirks`.
    pub fn value_of(&self, quirk: &str) -> Option<&str> {
        self.quirks.iter().find_map(|known| known.strip_prefix(quirk)?.strip_prefix('='))
    }

    pub fn rows(&self, table: &str) -> &[Json] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    pub fn row(&self, table: &str, id: &str) -> Option<&Json> {
        self.rows(table).iter().find(|row| id_of(row) == id)
    }

    /// A row that is about to change.
    pub fn row_to_change(&mut self, table: &str, id: &str) -> Option<&mut Json> {
        let row = self.tables.get_mut(table)?.iter_mut().find(|row| id_of(row) == id)?;
        self.is_changed = true;
        Some(row)
    }

    pub fn add(&mut self, table: &str, row: Json) {
        self.tables.entry(table.to_owned()).or_default().push(row);
        self.is_changed = true;
    }

    pub fn remove(&mut self, table: &str, id: &str) -> bool {
        let Some(rows) = self.tables.get_mut(table) else { return false };
        let before = rows.len();
        rows.retain(|row| id_of(row) != id);
        let is_gone = rows.len() < before;
        self.is_changed |= is_gone;
        is_gone
    }

    /// The highest number that the rows of a table have, and one more.
    pub fn next_id(&self, table: &str) -> u64 {
        let ids = self.rows(table).iter().filter_map(|row| id_of(row).parse::<u64>().ok());
        ids.max().unwrap_or(0) + 1
    }

    /// A text that was never given out before.
    pub fn fresh(&mut self, what: &str) -> String {
        self.last_number += 1;
        format!("practice-{what}-{}", self.last_number)
    }

    pub fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }

    /// Does what people do; `false`: nobody can do that.
    pub fn act(&mut self, deed: &Deed) -> bool {
        let place = deed.of.split_once('/');
        match (deed.what.as_str(), place) {
            ("remove", Some((table, id))) => self.remove(table, id),
            ("add", _) => {
                self.add(&deed.of, deed.with.clone());
                true
            }
            ("change", Some((table, id))) => {
                let (Some(row), Json::Object(members)) = (self.row_to_change(table, id), &deed.with) else {
                    return false;
                };
                merge(row, members);
                true
            }
            _ => (self.vendor.act)(self, deed),
        }
    }
}

fn merge(row: &mut Json, members: &Map<String, Json>) {
    if let Json::Object(row) = row {
        row.extend(members.clone());
    }
}

/// What tells a row apart.
pub(super) fn id_of(row: &Json) -> String {
    IDS.iter().find_map(|name| row.get(name)).map(text).unwrap_or_default()
}
