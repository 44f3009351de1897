//! What good runs read, as the measure of later ones, and the runs in which linked items were missing.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::error::Fault;
use super::schema::{links, runs};
use super::stamp::{from_json, number, to_json};
use super::{Store, StoreError, remembered};
use crate::message;
use crate::model::remembered::RetiredStep;
use crate::model::{Absence, ClassName, Reading, RunId, RunState};

/// Values of one `IN (…)`; SQLite takes 32,766 bound values in a statement.
const KEYS: usize = 500;

impl Store {
    /// Keeps what a run read as a measure for later runs. Not for a run that was stopped.
    pub fn record_reading(&self, run: &RunId, reading: &Reading) -> Result<(), StoreError> {
        self.write(message::state::recording_what_was_read(), |database| {
            diesel::update(runs::table.filter(runs::id.eq(run.0.as_str())))
                .set(runs::reading.eq(Some(to_json(reading)?)))
                .execute(database)?;
            Ok(())
        })
    }

    /// What the newest good runs of `job` read, newest first: done or partial, and not stopped.
    pub fn readings(&self, job: &str, limit: usize) -> Result<Vec<Reading>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.read(message::state::reading_what_earlier_runs_read(), |database| {
            let good = [RunState::Done.as_str(), RunState::Partial.as_str()];
            let found: Vec<Option<String>> = runs::table
                .filter(runs::job.eq(job).and(runs::state.eq_any(good)).and(runs::reading.is_not_null()))
                .order((runs::started_at.desc(), runs::id.desc()))
                .limit(limit)
                .select(runs::reading)
                .load(database)?;
            found.into_iter().flatten().map(|text| from_json(&text)).collect()
        })
    }

    /// Writes in how many good runs in a row items were missing, and nothing else of their links.
    pub fn record_absences(&self, system: &str, job: &str, absences: &[Absence]) -> Result<(), StoreError> {
        let mut groups: BTreeMap<(&ClassName, u32), Vec<i64>> = BTreeMap::new();
        for absence in absences {
            groups.entry((&absence.class, absence.runs)).or_default().push(absence.remote_id);
        }
        if groups.is_empty() {
            return Ok(());
        }
        self.write(message::state::counting_missing_items(), |database| {
            for ((class, runs), ids) in &groups {
                for ids in ids.chunks(KEYS) {
                    diesel::update(
                        links::table
                            .filter(links::system.eq(system).and(links::job.eq(job)))
                            .filter(links::class.eq(class.as_str()).and(links::remote_id.eq_any(ids))),
                    )
                    .set(links::absent_runs.eq(number((*runs).into())))
                    .execute(database)?;
                }
            }
            Ok(())
        })
    }

    /// Which of these items another job put in the trash, with its name.
    pub fn trashed_by_others(
        &self,
        system: &str,
        job: &str,
        class: &ClassName,
        ids: &[i64],
    ) -> Result<Vec<(i64, String)>, StoreError> {
        let mut found = Vec::new();
        for ids in ids.chunks(KEYS) {
            found.extend(self.read(message::state::looking_who_retired_an_item(), |database| {
                let rows: Vec<(i64, String, String)> = links::table
                    .filter(links::system.eq(system).and(links::job.ne(job)))
                    .filter(links::class.eq(class.as_str()).and(links::remote_id.eq_any(ids)))
                    .filter(links::retired_at.is_not_null())
                    .order((links::remote_id.asc(), links::job.asc()))
                    .select((links::remote_id, links::job, links::remembered))
                    .load(database)?;
                rows.into_iter()
                    .map(|(id, job, text)| Ok(was_trashed(&text)?.then_some((id, job))))
                    .collect::<Result<Vec<_>, Fault>>()
            })?);
        }
        Ok(found.into_iter().flatten().collect())
    }
}

/// Whether the job of a link did more than flag its item.
fn was_trashed(text: &str) -> Result<bool, Fault> {
    let retired = remembered::read(text)?.marks.into_owned().retired;
    Ok(!retired.is_some_and(|retired| retired.step == RetiredStep::Flagged))
}
