//! Reference data of desks as last pulled: with its age, and what disappeared. Nothing is deleted.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::upsert;
use super::database::Database;
use super::error::Fault;
use super::schema::{pulls, refs};
use super::stamp::{count, from_json, number, readable, stamp, time, time_or_none, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::refs::{KnownRef, Pull, PullChanges};
use crate::model::ticket::{RefEntry, RefKind};

upsert!(upsert_refs, refs, RefRow, [system, kind, qualifier, id], [record, first_seen, last_seen, gone_at]);
upsert!(upsert_pulls, pulls, PullRow, [system, kind], [at, entries]);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = refs, treat_none_as_default_value = false)]
pub(super) struct RefRow {
    system: String,
    kind: String,
    qualifier: String,
    id: String,
    record: String,
    first_seen: String,
    last_seen: String,
    gone_at: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = pulls, treat_none_as_default_value = false)]
pub(super) struct PullRow {
    system: String,
    kind: String,
    at: String,
    entries: i64,
}

/// What an entry is known by at its desk: its kind; its class, and where it is a value of a column that
/// column, and the value that it depends on; its id.
type Identity = (RefKind, String, String);

fn identity(entry: &RefEntry) -> Identity {
    let class = entry.class.as_deref().unwrap_or_default();
    let qualifier = match (entry.kind, entry.also.first()) {
        (RefKind::Choice | RefKind::Category, Some(column)) => match &entry.parent {
            Some(parent) => format!("{class}.{column}.{parent}"),
            None => format!("{class}.{column}"),
        },
        (RefKind::Choice | RefKind::Category, None)
        | (
            RefKind::Company
            | RefKind::Contact
            | RefKind::Team
            | RefKind::Service
            | RefKind::ServiceElement
            | RefKind::Contract
            | RefKind::Ci,
            _,
        ) => class.to_owned(),
    };
    (entry.kind, readable(&qualifier), readable(&entry.id))
}

impl RefRow {
    fn of(system: &str, known: &KnownRef) -> Result<Self, Fault> {
        let (kind, qualifier, id) = identity(&known.entry);
        Ok(Self {
            system: system.to_owned(),
            kind: kind.as_str().to_owned(),
            qualifier,
            id,
            record: to_json(&known.entry)?,
            first_seen: stamp(known.first_seen),
            last_seen: stamp(known.last_seen),
            gone_at: known.gone_at.map(stamp),
        })
    }

    fn into_known(self) -> Result<KnownRef, Fault> {
        Ok(KnownRef {
            entry: from_json(&self.record)?,
            first_seen: time(&self.first_seen)?,
            last_seen: time(&self.last_seen)?,
            gone_at: time_or_none(self.gone_at.as_deref())?,
        })
    }
}

impl PullRow {
    fn into_pull(self) -> Result<Pull, Fault> {
        let kind = RefKind::from_word(&self.kind).ok_or_else(|| {
            Fault::Unreadable(message::state::kind_of_reference(format_args!("{:?}", self.kind)).said())
        })?;
        Ok(Pull { kind, at: time(&self.at)?, count: count(self.entries) })
    }
}

impl Store {
    /// Keeps what a desk shows of these kinds, whole, and tells what changed since the last pull, each
    /// list sorted. What is not shown any more is marked, not deleted; one that is back counts as new.
    /// Entries of other kinds are left out.
    pub fn keep_refs(
        &self,
        system: &str,
        kinds: &[RefKind],
        entries: &[RefEntry],
        now: DateTime<Utc>,
    ) -> Result<PullChanges, StoreError> {
        let mut seen = HashSet::new();
        let shown: Vec<&RefEntry> = entries
            .iter()
            .filter(|entry| kinds.contains(&entry.kind) && seen.insert(identity(entry)))
            .collect();
        self.write(message::state::keeping_reference_data(), |database| {
            let pulled: Vec<RefKind> = pulls_of(database, system)?.iter().map(|pull| pull.kind).collect();
            let known = known_of(database, system, Some(kinds))?;
            let (changes, rows) = compared(&known, &shown, &pulled, now);
            let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            diesel::update(refs::table.filter(refs::system.eq(system)))
                .filter(refs::kind.eq_any(words).and(refs::gone_at.is_null()))
                .set(refs::last_seen.eq(stamp(now)))
                .execute(database)?;
            let rows = rows.iter().map(|known| RefRow::of(system, known)).collect::<Result<Vec<_>, _>>()?;
            upsert_refs(database, &rows)?;
            upsert_pulls(database, &pull_rows(system, kinds, &shown, now))?;
            Ok(changes)
        })
    }

    /// What is known of a desk's reference data, also what is gone; sorted by kind, name and id.
    pub fn refs(&self, system: &str, kind: Option<RefKind>) -> Result<Vec<KnownRef>, StoreError> {
        self.read(message::state::reading_reference_data(), |database| {
            let mut known = known_of(database, system, kind.as_ref().map(std::slice::from_ref))?;
            known.sort_by(|one, other| {
                let (one, other) = (&one.entry, &other.entry);
                (one.kind, &one.name, &one.id).cmp(&(other.kind, &other.name, &other.id))
            });
            Ok(known)
        })
    }

    /// When each kind of a desk was last pulled, sorted by kind.
    pub fn pulls(&self, system: &str) -> Result<Vec<Pull>, StoreError> {
        self.read(message::state::reading_when_reference_data_was_pulled(), |database| {
            pulls_of(database, system)
        })
    }
}

fn pulls_of(database: &mut Database, system: &str) -> Result<Vec<Pull>, Fault> {
    let rows = pulls::table.filter(pulls::system.eq(system)).select(PullRow::as_select()).load(database)?;
    let mut pulls = rows.into_iter().map(PullRow::into_pull).collect::<Result<Vec<_>, _>>()?;
    pulls.sort_by_key(|pull| pull.kind);
    Ok(pulls)
}

fn known_of(
    database: &mut Database,
    system: &str,
    kinds: Option<&[RefKind]>,
) -> Result<Vec<KnownRef>, Fault> {
    let all = refs::table.filter(refs::system.eq(system)).select(RefRow::as_select());
    let rows = match kinds {
        None => all.load(database)?,
        Some(kinds) => {
            let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            all.filter(refs::kind.eq_any(words)).load(database)?
        }
    };
    rows.into_iter().map(RefRow::into_known).collect()
}

/// What changed, and the rows that are to be written for it.
fn compared(
    known: &[KnownRef],
    shown: &[&RefEntry],
    pulled: &[RefKind],
    now: DateTime<Utc>,
) -> (PullChanges, Vec<KnownRef>) {
    let mut before: HashMap<Identity, &KnownRef> =
        known.iter().map(|known| (identity(&known.entry), known)).collect();
    let mut changes = PullChanges { count: shown.len() as u64, ..PullChanges::default() };
    let mut rows = Vec::new();
    for entry in shown {
        let known = before.remove(&identity(entry));
        let is_back = known.is_none_or(|known| known.gone_at.is_some());
        if is_back && pulled.contains(&entry.kind) {
            changes.new.push((*entry).clone());
        }
        match known {
            Some(known) if !is_back && known.entry == **entry => continue,
            Some(known) if !is_back && tells_more(&known.entry, entry) => {
                changes.changed.push((known.entry.clone(), (*entry).clone()));
            }
            Some(_) | None => {}
        }
        rows.push(KnownRef {
            entry: (*entry).clone(),
            first_seen: known.map_or(now, |known| known.first_seen),
            last_seen: now,
            gone_at: None,
        });
    }
    for gone in before.into_values().filter(|known| known.gone_at.is_none()) {
        changes.gone.push(gone.entry.clone());
        rows.push(KnownRef { gone_at: Some(now), ..gone.clone() });
    }
    changes.new.sort();
    changes.changed.sort();
    changes.gone.sort();
    (changes, rows)
}

/// Whether a person would call it a change.
fn tells_more(before: &RefEntry, after: &RefEntry) -> bool {
    (&before.name, &before.companies, &before.parent) != (&after.name, &after.companies, &after.parent)
}

fn pull_rows(system: &str, kinds: &[RefKind], shown: &[&RefEntry], now: DateTime<Utc>) -> Vec<PullRow> {
    let mut counts: BTreeMap<RefKind, u64> = kinds.iter().map(|kind| (*kind, 0)).collect();
    for entry in shown {
        *counts.entry(entry.kind).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(kind, entries)| PullRow {
            system: system.to_owned(),
            kind: kind.as_str().to_owned(),
            at: stamp(now),
            entries: number(entries),
        })
        .collect()
}
