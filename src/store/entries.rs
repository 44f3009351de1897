//! The journal: what a run set out to do, written before each remote call, and what came of it,
//! written after. Outcomes and links go together.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::links::{self, LinkKey};
use super::runs::{RunRow, hold};
use super::schema::{entries, runs};
use super::stamp::{from_json, from_word, readable, to_json, to_word};
use super::{Store, StoreError};
use crate::message;
use crate::model::journal::EntryOutcome;
use crate::model::{Entry, EntryState, Link, Run, RunId, RunState};

insert!(insert_entries, entries, EntryRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = entries, treat_none_as_default_value = false)]
pub(super) struct EntryRow {
    run: String,
    seq: i64,
    class: String,
    operation: String,
    source_key: String,
    part: Option<String>,
    label: String,
    remote_id: Option<i64>,
    fields: String,
    state: String,
    message: Option<String>,
}

#[derive(AsChangeset)]
#[diesel(table_name = entries)]
struct OutcomeRow {
    state: &'static str,
    remote_id: Option<i64>,
    message: Option<String>,
}

impl EntryRow {
    fn of(run: &RunId, entry: &Entry) -> Result<Self, Fault> {
        Ok(Self {
            run: run.0.clone(),
            seq: entry.seq,
            class: entry.class.clone(),
            operation: entry.operation.as_str().to_owned(),
            source_key: entry.source_key.clone(),
            part: entry.part.as_ref().map(to_word).transpose()?,
            label: readable(&entry.label),
            remote_id: entry.remote_id,
            fields: to_json(&entry.fields)?,
            state: entry.state.as_str().to_owned(),
            message: entry.message.as_deref().map(readable),
        })
    }

    fn into_entry(self) -> Result<Entry, Fault> {
        Ok(Entry {
            seq: self.seq,
            operation: from_word(&self.operation)?,
            fields: from_json(&self.fields)?,
            state: from_word(&self.state)?,
            part: self.part.as_deref().map(from_word).transpose()?,
            class: self.class,
            source_key: self.source_key,
            label: self.label,
            remote_id: self.remote_id,
            message: self.message,
        })
    }
}

impl Store {
    /// Records what a run is about to do, all or nothing. `seq` must be new in the run.
    pub fn start_entries(&self, run: &RunId, entries: &[Entry]) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal(), |database| {
            // A program that slept too long was taken for dead: it may not go on writing.
            hold(database, run)?;
            let rows = entries.iter().map(|entry| EntryRow::of(run, entry)).collect::<Result<Vec<_>, _>>()?;
            Ok(insert_entries(database, &rows)?)
        })
    }

    /// Records what came of entries, together with the links that were made or are no more, all or
    /// nothing. An outcome without a remote id or message leaves those of the entry as they are.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for an outcome of an entry that was never started.
    pub fn settle_entries(
        &self,
        run: &RunId,
        outcomes: &[EntryOutcome],
        made: &[Link],
        forget: &[LinkKey],
    ) -> Result<(), StoreError> {
        self.write(message::state::writing_outcomes_to_the_journal(), |database| {
            settle(database, run, outcomes)?;
            links::forget(database, forget)?;
            links::put(database, made)
        })
    }

    /// The journal of a run, in its order.
    pub fn entries(&self, run: &RunId) -> Result<Vec<Entry>, StoreError> {
        self.read(message::state::reading_the_journal(), |database| {
            entries::table
                .filter(entries::run.eq(&run.0))
                .order(entries::seq.asc())
                .select(EntryRow::as_select())
                .load(database)?
                .into_iter()
                .map(EntryRow::into_entry)
                .collect()
        })
    }

    /// Entries of ended runs of `job` that were started and have no outcome, oldest run first:
    /// whether they were done has to be asked of the desk.
    pub fn open_entries(&self, job: &str) -> Result<Vec<(RunId, Entry)>, StoreError> {
        self.read(message::state::looking_for_unsettled_journal_entries(), |database| {
            entries::table
                .inner_join(runs::table)
                .filter(entries::state.eq(EntryState::Started.as_str()))
                .filter(runs::job.eq(job).and(runs::state.ne(RunState::Running.as_str())))
                .order((runs::started_at.asc(), entries::run.asc(), entries::seq.asc()))
                .select(EntryRow::as_select())
                .load(database)?
                .into_iter()
                .map(|row| Ok((RunId(row.run.clone()), row.into_entry()?)))
                .collect()
        })
    }
}

impl Store {
    /// What runs of `job` set out to write of one record and what came of it, the newest first, at
    /// most `limit` writes.
    pub fn history(
        &self,
        job: &str,
        source_key: &str,
        limit: usize,
    ) -> Result<Vec<(Run, Entry)>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(message::state::reading_what_was_written_of_a_record(), |database| {
            entries::table
                .inner_join(runs::table)
                .filter(runs::job.eq(job).and(entries::source_key.eq(source_key)))
                .order((runs::started_at.desc(), entries::run.desc(), entries::seq.desc()))
                .limit(limit)
                .select((RunRow::as_select(), EntryRow::as_select()))
                .load::<(RunRow, EntryRow)>(database)?
                .into_iter()
                .map(|(run, entry)| Ok((run.into_run()?, entry.into_entry()?)))
                .collect()
        })
    }
}

/// Outcomes that only change the state go in one statement per state, a round trip each otherwise.
fn settle(database: &mut Database, run: &RunId, outcomes: &[EntryOutcome]) -> Result<(), Fault> {
    let (plain, telling): (Vec<_>, Vec<_>) =
        outcomes.iter().partition(|outcome| outcome.remote_id.is_none() && outcome.message.is_none());
    let mut by_state: BTreeMap<&'static str, BTreeSet<i64>> = BTreeMap::new();
    for outcome in plain {
        by_state.entry(outcome.state.as_str()).or_default().insert(outcome.seq);
    }
    for (state, places) in by_state {
        let places: Vec<i64> = places.into_iter().collect();
        for places in places.chunks(500) {
            let theirs = entries::run.eq(&run.0).and(entries::seq.eq_any(places.to_vec()));
            let settled = diesel::update(entries::table.filter(theirs))
                .set(entries::state.eq(state))
                .execute(database)?;
            known(settled, places, run)?;
        }
    }
    for outcome in telling {
        let row = OutcomeRow {
            state: outcome.state.as_str(),
            remote_id: outcome.remote_id,
            message: outcome.message.as_deref().map(readable),
        };
        let settled =
            diesel::update(entries::table.find((&run.0, outcome.seq))).set(&row).execute(database)?;
        known(settled, &[outcome.seq], run)?;
    }
    Ok(())
}

fn known(settled: usize, places: &[i64], run: &RunId) -> Result<(), Fault> {
    if settled == places.len() {
        return Ok(());
    }
    Err(Fault::Unreadable(
        message::state::entries_missing(format_args!("{places:?}"), run, settled).to_string(),
    ))
}
