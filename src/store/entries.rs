//! The journal: what a run set out to do, written before each remote call, and what came of it,
//! written after. Outcomes and links go together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::links::{self, LinkKey};
use super::runs::{RunRow, hold};
use super::schema::{entries, runs};
use super::stamp::{
    count, french, from_json, from_word, readable, stamp, time, time_or_none, to_json, to_word,
};
use super::{Store, StoreError};
use crate::message;
use crate::model::Said;
use crate::model::journal::{EntryOutcome, OpenEntry, Sending, Silent};
use crate::model::{ClassName, Entry, EntryState, Link, Operation, Run, RunId, RunState};

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
    sent_at: Option<String>,
    proof: Option<String>,
    silent: Option<String>,
    french: Option<String>,
}

#[derive(AsChangeset)]
#[diesel(table_name = entries)]
struct OutcomeRow {
    state: &'static str,
    remote_id: Option<i64>,
    message: Option<String>,
    sent_at: Option<Option<String>>,
    proof: Option<Option<String>>,
    silent: Option<Option<String>>,
    french: Option<String>,
}

impl EntryRow {
    fn of(run: &RunId, entry: &Entry, sending: Option<&Sending>) -> Result<Self, Fault> {
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
            message: entry.message.as_ref().map(|said| said.english()).map(readable),
            sent_at: sending.map(|sending| stamp(sending.at)),
            proof: sending.and_then(|sending| sending.proof.clone()),
            silent: None,
            french: french(entry.message.as_ref()),
        })
    }

    fn into_open(self) -> Result<OpenEntry, Fault> {
        let run = RunId(self.run.clone());
        let at = time_or_none(self.sent_at.as_deref())?;
        let sending = at.map(|at| Sending { at, proof: self.proof.clone() });
        let silent = self.silent.as_deref().map(from_word).transpose()?;
        Ok(OpenEntry { run, entry: self.into_entry()?, sending, silent })
    }

    pub(super) fn into_entry(self) -> Result<Entry, Fault> {
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
            message: self.message.map(|message| Said::kept(message, self.french)),
        })
    }
}

/// Which lines of a journal, in its order.
struct Window {
    /// Behind this place.
    behind: i64,
    /// And behind so many further ones.
    skip: i64,
    /// So many at most.
    most: i64,
}

impl Store {
    /// Records what a run is about to do, all or nothing, and how it is about to be sent; `None`: it is
    /// not sent. `seq` must be new in the run.
    pub fn start_entries(
        &self,
        run: &RunId,
        entries: &[Entry],
        sending: Option<&Sending>,
    ) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal(), |database| {
            // A program that slept too long was taken for dead: it may not go on writing.
            hold(database, run)?;
            let rows = entries.iter().map(|entry| EntryRow::of(run, entry, sending));
            let rows = rows.collect::<Result<Vec<_>, _>>()?;
            Ok(insert_entries(database, &rows)?)
        })
    }

    /// Records that entries are about to be sent again, another way than before.
    pub fn send_entries(&self, run: &RunId, places: &[i64], sending: &Sending) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal(), |database| {
            hold(database, run)?;
            for places in places.chunks(500) {
                let theirs = entries::run.eq(&run.0).and(entries::seq.eq_any(places.to_vec()));
                diesel::update(entries::table.filter(theirs))
                    .set((
                        entries::sent_at.eq(Some(stamp(sending.at))),
                        entries::proof.eq(&sending.proof),
                        entries::silent.eq(None::<String>),
                    ))
                    .execute(database)?;
            }
            Ok(())
        })
    }

    /// Records who was silent when entries without an outcome were sent.
    pub fn note_silent(&self, run: &RunId, places: &[i64], silent: Silent) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal(), |database| {
            for places in places.chunks(500) {
                let theirs = entries::run.eq(&run.0).and(entries::seq.eq_any(places.to_vec()));
                diesel::update(entries::table.filter(theirs))
                    .set(entries::silent.eq(Some(to_word(&silent)?)))
                    .execute(database)?;
            }
            Ok(())
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
            write_outcomes(database, run, outcomes)?;
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

    /// So many lines of the journal of a run behind a place, in its order: all, or those of a state.
    pub fn entries_behind(
        &self,
        run: &RunId,
        state: Option<EntryState>,
        place: i64,
        most: usize,
    ) -> Result<Vec<Entry>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.some_entries(run, state, Window { behind: place, skip: 0, most })
    }

    /// So many lines of the journal of a run behind the first `skip`, in its order: all, or those of a state.
    pub fn entries_page(
        &self,
        run: &RunId,
        state: Option<EntryState>,
        skip: i64,
        most: i64,
    ) -> Result<Vec<Entry>, StoreError> {
        self.some_entries(run, state, Window { behind: i64::MIN, skip, most })
    }

    fn some_entries(
        &self,
        run: &RunId,
        state: Option<EntryState>,
        window: Window,
    ) -> Result<Vec<Entry>, StoreError> {
        self.read(message::state::reading_the_journal(), |database| {
            let mut query = entries::table
                .filter(entries::run.eq(&run.0).and(entries::seq.gt(window.behind)))
                .order(entries::seq.asc())
                .offset(window.skip)
                .limit(window.most)
                .select(EntryRow::as_select())
                .into_boxed();
            if let Some(state) = state {
                query = query.filter(entries::state.eq(state.as_str()));
            }
            query.load(database)?.into_iter().map(EntryRow::into_entry).collect()
        })
    }

    /// How many lines the journal of a run has of each state.
    pub fn entry_counts(&self, run: &RunId) -> Result<Vec<(EntryState, u64)>, StoreError> {
        self.read(message::state::reading_the_journal(), |database| {
            let counted: Vec<(String, i64)> = entries::table
                .filter(entries::run.eq(&run.0))
                .group_by(entries::state)
                .order(entries::state.asc())
                .select((entries::state, diesel::dsl::count_star()))
                .load(database)?;
            counted.into_iter().map(|(state, rows)| Ok((from_word(&state)?, count(rows)))).collect()
        })
    }

    /// Entries of ended runs of `job` that were started and have no outcome, oldest run first:
    /// whether they were done has to be asked of the desk.
    pub fn open_entries(&self, job: &str) -> Result<Vec<OpenEntry>, StoreError> {
        self.read(message::state::looking_for_unsettled_journal_entries(), |database| {
            entries::table
                .inner_join(runs::table)
                .filter(entries::state.eq(EntryState::Started.as_str()))
                .filter(runs::job.eq(job).and(runs::state.ne(RunState::Running.as_str())))
                .order((runs::started_at.asc(), entries::run.asc(), entries::seq.asc()))
                .select(EntryRow::as_select())
                .load(database)?
                .into_iter()
                .map(EntryRow::into_open)
                .collect()
        })
    }
}

/// A name that a run made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeName {
    /// Class.
    pub class: ClassName,
    /// Name, or the path in a tree.
    pub path: String,
    /// Run.
    pub run: RunId,
    /// Its begin.
    pub at: DateTime<Utc>,
}

impl Store {
    /// Which of these names runs of these jobs made, the oldest run first, as far as their journals are kept.
    pub fn made_names(&self, jobs: &[&str], paths: &[&str]) -> Result<Vec<MadeName>, StoreError> {
        self.read(message::state::reading_the_journal(), |database| {
            let mut made = Vec::new();
            for paths in paths.chunks(500) {
                let is_name = entries::source_key.eq("").and(entries::part.is_null());
                let is_made = entries::state
                    .eq(EntryState::Done.as_str())
                    .and(entries::operation.eq(Operation::Create.as_str()));
                let found: Vec<(String, String, String, String)> = entries::table
                    .inner_join(runs::table)
                    .filter(runs::job.eq_any(jobs.to_vec()))
                    .filter(is_name.and(is_made).and(entries::label.eq_any(paths.to_vec())))
                    .order((runs::started_at.asc(), runs::id.asc(), entries::seq.asc()))
                    .select((entries::class, entries::label, runs::id, runs::started_at))
                    .load(database)?;
                for (class, path, run, at) in found {
                    made.push(MadeName {
                        class: class.as_str().into(),
                        path,
                        run: RunId(run),
                        at: time(&at)?,
                    });
                }
            }
            Ok(made)
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

impl Store {
    /// Which of these items a run of `job` put in the trash as the last of its writes about them, with the run. A link
    /// that does not know of it was left as it was: the run took back an earlier one.
    pub fn taken_back(
        &self,
        job: &str,
        class: &ClassName,
        ids: &[i64],
    ) -> Result<Vec<(i64, RunId)>, StoreError> {
        let mut last: BTreeMap<i64, (String, RunId)> = BTreeMap::new();
        for ids in ids.chunks(500) {
            let written: Vec<(Option<i64>, String, String)> =
                self.read(message::state::reading_the_journal(), |database| {
                    let about =
                        entries::class.eq(class.as_str()).and(entries::remote_id.eq_any(ids.to_vec()));
                    let is_done = entries::part.is_null().and(entries::state.eq(EntryState::Done.as_str()));
                    Ok(entries::table
                        .inner_join(runs::table)
                        .filter(runs::job.eq(job))
                        .filter(about.and(is_done))
                        .order((runs::started_at.asc(), runs::id.asc(), entries::seq.asc()))
                        .select((entries::remote_id, entries::operation, entries::run))
                        .load(database)?)
                })?;
            let written = written.into_iter().filter_map(|(id, what, run)| Some((id?, (what, RunId(run)))));
            last.extend(written);
        }
        let retired = |(id, (what, run)): (i64, (String, RunId))| {
            (what == Operation::Retire.as_str()).then_some((id, run))
        };
        Ok(last.into_iter().filter_map(retired).collect())
    }
}

/// Outcomes that only change the state go in one statement per state, a round trip each otherwise.
fn write_outcomes(database: &mut Database, run: &RunId, outcomes: &[EntryOutcome]) -> Result<(), Fault> {
    let is_open = |outcome: &EntryOutcome| outcome.state == EntryState::Started;
    let (plain, telling): (Vec<_>, Vec<_>) = outcomes
        .iter()
        .partition(|outcome| outcome.remote_id.is_none() && outcome.message.is_none() && !is_open(outcome));
    let mut by_state: BTreeMap<&'static str, BTreeSet<i64>> = BTreeMap::new();
    for outcome in plain {
        by_state.entry(outcome.state.as_str()).or_default().insert(outcome.seq);
    }
    for (state, places) in by_state {
        let places: Vec<i64> = places.into_iter().collect();
        for places in places.chunks(500) {
            let theirs = entries::run.eq(&run.0).and(entries::seq.eq_any(places.to_vec()));
            let settled = diesel::update(entries::table.filter(theirs))
                .set((
                    entries::state.eq(state),
                    entries::sent_at.eq(None::<String>),
                    entries::proof.eq(None::<String>),
                    entries::silent.eq(None::<String>),
                ))
                .execute(database)?;
            known(settled, places, run)?;
        }
    }
    for outcome in telling {
        // What proves the end of a write stays as long as that is not known, and no longer.
        let forgotten = (!is_open(outcome)).then_some(None);
        let row = OutcomeRow {
            state: outcome.state.as_str(),
            remote_id: outcome.remote_id,
            message: outcome.message.as_ref().map(|said| said.english()).map(readable),
            sent_at: forgotten.clone(),
            proof: forgotten.clone(),
            silent: forgotten,
            french: french(outcome.message.as_ref()),
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
    Err(Fault::Unreadable(message::state::entries_missing(format_args!("{places:?}"), run, settled).said()))
}
