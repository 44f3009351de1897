//! What a run found and did not write: rejects, and fields kept as a person left them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::{kept, rejects, runs};
use super::stamp::{count, french, from_json, number, readable, time_or_none, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::change::Kept;
use crate::model::rejected_cells::{RecordCells, RejectedCells};
use crate::model::{Code, Known, Origin, Reject, RunId, RunState, Said};

insert!(insert_rejects, rejects, RejectWithCells);
insert!(insert_kept, kept, KeptRow);

/// A reject as people look at it.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownReject {
    /// Its place among those of its run, from 1.
    pub place: i64,
    /// The reject.
    pub reject: Reject,
    /// What stands in its record; `None`: nothing is kept of it.
    pub cells: Option<RecordCells>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rejects, treat_none_as_default_value = false)]
pub(super) struct RejectRow {
    run: String,
    seq: i64,
    source: String,
    sheet: Option<String>,
    source_row: Option<i64>,
    source_key: Option<String>,
    field: Option<String>,
    reason: String,
    partial: bool,
    since: Option<String>,
    french: Option<String>,
    code: Option<String>,
}

/// The same with what stands in its record: lists that need not show it do not read it.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rejects, treat_none_as_default_value = false)]
pub(super) struct RejectWithCells {
    #[diesel(embed)]
    row: RejectRow,
    cells: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = kept, treat_none_as_default_value = false)]
pub(super) struct KeptRow {
    run: String,
    seq: i64,
    class: String,
    source_key: String,
    remote_id: i64,
    label: String,
    field: String,
    live: String,
    wanted: String,
    reason: String,
    since: Option<String>,
    french: Option<String>,
}

impl RejectRow {
    fn of(run: &RunId, seq: i64, reject: &Reject, since: Option<String>) -> Self {
        Self {
            run: run.0.clone(),
            seq,
            source: readable(&reject.origin.source),
            sheet: reject.origin.sheet.as_deref().map(readable),
            source_row: reject.origin.row.map(number),
            source_key: reject.source_key.as_deref().map(readable),
            field: reject.field.as_deref().map(readable),
            reason: readable(reject.reason.english()),
            partial: reject.partial,
            since,
            french: french(Some(&reject.reason)),
            code: reject.reason.code().map(|code| code.as_str().to_owned()),
        }
    }

    pub(super) fn into_reject(self) -> Reject {
        Reject {
            origin: Origin {
                source: self.source.into(),
                sheet: self.sheet.map(Into::into),
                row: self.source_row.map(count),
            },
            source_key: self.source_key,
            field: self.field,
            reason: Said::kept(self.reason, self.french)
                .with_code(self.code.as_deref().and_then(Code::from_word)),
            partial: self.partial,
        }
    }
}

impl KeptRow {
    fn of(run: &RunId, seq: i64, kept: &Kept, since: Option<String>) -> Result<Self, Fault> {
        Ok(Self {
            run: run.0.clone(),
            seq,
            class: kept.class.as_str().to_owned(),
            source_key: kept.source_key.clone(),
            remote_id: kept.remote_id,
            label: readable(&kept.label),
            field: kept.field.clone(),
            live: to_json(&kept.live)?,
            wanted: to_json(&kept.source)?,
            reason: readable(kept.reason.english()),
            since,
            french: french(Some(&kept.reason)),
        })
    }

    fn into_kept(self) -> Result<Kept, Fault> {
        Ok(Kept {
            class: self.class.as_str().into(),
            live: from_json(&self.live)?,
            source: from_json(&self.wanted)?,
            source_key: self.source_key,
            remote_id: self.remote_id,
            label: self.label,
            field: self.field,
            reason: Said::kept(self.reason, self.french),
        })
    }
}

impl Store {
    /// Records the rejects of a run, in their order, in place of those recorded before, and how many they are; with
    /// what stands in their records.
    pub fn record_rejects(
        &self,
        run: &RunId,
        found: &[Reject],
        cells: &RejectedCells,
    ) -> Result<(), StoreError> {
        self.write(message::state::recording_rejects(), |database| {
            diesel::delete(rejects::table.filter(rejects::run.eq(&run.0))).execute(database)?;
            let mut known = known_rejects(database, run)?;
            let rows: Vec<_> = (1..)
                .zip(found)
                .map(|(seq, reject)| {
                    let row = RejectRow::of(run, seq, reject, known.take(&reject.problem()));
                    let cells = cells.of(&reject.origin).map(to_json).transpose()?;
                    Ok(RejectWithCells { row, cells })
                })
                .collect::<Result<_, Fault>>()?;
            // A run of tickets or reference data has no plan that counts them.
            diesel::update(runs::table.find(&run.0))
                .set(runs::rejected.eq(number(found.len() as u64)))
                .execute(database)?;
            Ok(insert_rejects(database, &rows)?)
        })
    }

    /// The rejects of a run, in the order in which they were recorded.
    pub fn rejects(&self, run: &RunId) -> Result<Vec<Reject>, StoreError> {
        self.read(message::state::reading_rejects(), |database| {
            let rows = rejects::table
                .filter(rejects::run.eq(&run.0))
                .order(rejects::seq.asc())
                .select(RejectRow::as_select())
                .load(database)?;
            Ok(rows.into_iter().map(RejectRow::into_reject).collect())
        })
    }

    /// The rejects of a run behind a place, so many at most.
    pub fn rejects_behind(
        &self,
        run: &RunId,
        place: i64,
        most: usize,
    ) -> Result<Vec<ShownReject>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(message::state::reading_rejects(), |database| {
            let rows = rejects::table
                .filter(rejects::run.eq(&run.0).and(rejects::seq.gt(place)))
                .order(rejects::seq.asc())
                .limit(most)
                .select(RejectWithCells::as_select())
                .load(database)?;
            rows.into_iter()
                .map(|RejectWithCells { row, cells }| {
                    let cells = cells.as_deref().map(from_json).transpose()?;
                    Ok(ShownReject { place: row.seq, reject: row.into_reject(), cells })
                })
                .collect()
        })
    }

    /// What stands in the records that a run rejected.
    pub fn reject_cells(&self, run: &RunId) -> Result<RejectedCells, StoreError> {
        let mut cells = RejectedCells::default();
        for shown in self.rejects_behind(run, 0, usize::MAX)? {
            shown.cells.into_iter().for_each(|found| cells.add(shown.reject.origin.clone(), found));
        }
        Ok(cells)
    }

    /// Records the hand edits that a run kept, in their order, in place of those recorded before.
    pub fn record_kept(&self, run: &RunId, found: &[Kept]) -> Result<(), StoreError> {
        self.write(message::state::recording_hand_edits(), |database| {
            diesel::delete(kept::table.filter(kept::run.eq(&run.0))).execute(database)?;
            let mut known = known_kept(database, run)?;
            let rows = (1..)
                .zip(found)
                .map(|(seq, kept)| KeptRow::of(run, seq, kept, known.take(&kept.problem())))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(insert_kept(database, &rows)?)
        })
    }

    /// The hand edits that a run kept, in the order in which they were recorded.
    pub fn kept(&self, run: &RunId) -> Result<Vec<Kept>, StoreError> {
        self.read(message::state::reading_hand_edits(), |database| {
            kept::table
                .filter(kept::run.eq(&run.0))
                .order(kept::seq.asc())
                .select(KeptRow::as_select())
                .load(database)?
                .into_iter()
                .map(KeptRow::into_kept)
                .collect()
        })
    }

    /// How many hand edits a run kept.
    pub fn kept_count(&self, run: &RunId) -> Result<u64, StoreError> {
        self.read(message::state::reading_hand_edits(), |database| {
            Ok(count(kept::table.filter(kept::run.eq(&run.0)).count().get_result(database)?))
        })
    }

    /// The hand edits that a run kept behind a place, so many at most.
    pub fn kept_behind(&self, run: &RunId, place: i64, most: usize) -> Result<Vec<Kept>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(message::state::reading_hand_edits(), |database| {
            kept::table
                .filter(kept::run.eq(&run.0).and(kept::seq.gt(place)))
                .order(kept::seq.asc())
                .limit(most)
                .select(KeptRow::as_select())
                .load(database)?
                .into_iter()
                .map(KeptRow::into_kept)
                .collect()
        })
    }

    /// Records what a run says besides its message, in place of what was recorded before.
    pub fn record_notes(&self, run: &RunId, notes: &[Said]) -> Result<(), StoreError> {
        let told = Said::join(notes, "\n");
        self.write(message::state::recording_notes(), |database| {
            let text = (!notes.is_empty()).then(|| readable(told.english()));
            diesel::update(runs::table.filter(runs::id.eq(&run.0)))
                .set((runs::notes.eq(text), runs::notes_french.eq(french(Some(&told)))))
                .execute(database)?;
            Ok(())
        })
    }

    /// What a run said besides its message, line by line.
    pub fn notes(&self, run: &RunId) -> Result<Option<Said>, StoreError> {
        self.read(message::state::reading_notes(), |database| {
            let found: Option<(Option<String>, Option<String>)> = runs::table
                .find(&run.0)
                .select((runs::notes, runs::notes_french))
                .first(database)
                .optional()?;
            Ok(found.and_then(|(notes, french)| Some(Said::kept(notes?, french))))
        })
    }

    /// Which rejects and hand edits of a run were reported before.
    pub fn known_findings(&self, run: &RunId) -> Result<Known, StoreError> {
        self.read(message::state::looking_for_what_was_reported_before(), |database| {
            let rejects: Vec<Option<String>> = rejects::table
                .filter(rejects::run.eq(&run.0))
                .order(rejects::seq.asc())
                .select(rejects::since)
                .load(database)?;
            let kept: Vec<Option<String>> = kept::table
                .filter(kept::run.eq(&run.0))
                .order(kept::seq.asc())
                .select(kept::since)
                .load(database)?;
            let times = |times: Vec<Option<String>>| {
                times.into_iter().map(|since| time_or_none(since.as_deref())).collect::<Result<Vec<_>, _>>()
            };
            let before = known_rejects(database, run)?.len();
            let still = rejects.iter().flatten().count();
            let solved_rejects =
                if surveyed(database, run)? { before.saturating_sub(still) as u64 } else { 0 };
            Ok(Known { rejects: times(rejects)?, kept: times(kept)?, solved_rejects })
        })
    }
}

/// Since when problems are known; one that was reported twice is known twice.
#[derive(Default)]
struct Since(HashMap<String, Vec<String>>);

impl Since {
    fn note(&mut self, problem: String, since: String) {
        self.0.entry(problem).or_default().push(since);
    }

    fn take(&mut self, problem: &str) -> Option<String> {
        self.0.get_mut(problem)?.pop()
    }

    fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }
}

/// The last run before this one that read the sources and told what it found: its id and start.
fn run_before(database: &mut Database, run: &RunId) -> Result<Option<(String, String)>, Fault> {
    let told = [RunState::Done, RunState::Partial, RunState::Refused].map(RunState::as_str);
    let job: Option<String> = runs::table.find(&run.0).select(runs::job).first(database).optional()?;
    let Some(job) = job else { return Ok(None) };
    Ok(runs::table
        .filter(runs::job.eq(job).and(runs::id.lt(&run.0)).and(runs::state.eq_any(told)))
        .filter(runs::records.ne("{}"))
        .order(runs::id.desc())
        .select((runs::id, runs::started_at))
        .first(database)
        .optional()?)
}

fn surveyed(database: &mut Database, run: &RunId) -> Result<bool, Fault> {
    let records: Option<String> =
        runs::table.find(&run.0).select(runs::records).first(database).optional()?;
    Ok(records.is_some_and(|records| records != "{}"))
}

fn known_rejects(database: &mut Database, run: &RunId) -> Result<Since, Fault> {
    let mut known = Since::default();
    let Some((before, started_at)) = run_before(database, run)? else { return Ok(known) };
    let rows = rejects::table
        .filter(rejects::run.eq(&before))
        .order(rejects::seq.desc())
        .select(RejectRow::as_select())
        .load(database)?;
    for mut row in rows {
        let since = row.since.take().unwrap_or_else(|| started_at.clone());
        known.note(row.into_reject().problem(), since);
    }
    Ok(known)
}

fn known_kept(database: &mut Database, run: &RunId) -> Result<Since, Fault> {
    let mut known = Since::default();
    let Some((before, started_at)) = run_before(database, run)? else { return Ok(known) };
    let rows = kept::table.filter(kept::run.eq(&before)).select(KeptRow::as_select()).load(database)?;
    for mut row in rows {
        let since = row.since.take().unwrap_or_else(|| started_at.clone());
        known.note(row.into_kept()?.problem(), since);
    }
    Ok(known)
}
