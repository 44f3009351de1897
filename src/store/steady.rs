//! Since when what a run left open is waited for, by the clocks of machines that nobody sets.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::batch::upsert;
use super::schema::steady_times;
use super::{Store, StoreError};
use crate::message;
use crate::model::RunId;
use crate::model::clock::SteadyTime;

upsert!(upsert_steady_times, steady_times, SteadyRow, [run, boot], [at]);

#[derive(Insertable)]
#[diesel(table_name = steady_times, treat_none_as_default_value = false)]
pub(super) struct SteadyRow {
    run: String,
    boot: String,
    at: i64,
}

impl SteadyRow {
    fn of(run: &RunId, time: &SteadyTime) -> Self {
        Self { run: run.0.clone(), boot: time.boot.clone(), at: time.at }
    }
}

impl Store {
    /// Records that a run sends something now.
    pub fn note_sending(&self, run: &RunId, now: &SteadyTime) -> Result<(), StoreError> {
        self.write(message::state::writing_the_journal(), |database| {
            Ok(upsert_steady_times(database, &[SteadyRow::of(run, now)])?)
        })
    }

    /// Since when each of these runs has sent nothing, by the clock of this start of this machine. One that
    /// ran elsewhere, or before the machine was started again, has been known here since the first call.
    pub fn waited_since(
        &self,
        runs: &[&RunId],
        now: &SteadyTime,
    ) -> Result<BTreeMap<RunId, i64>, StoreError> {
        if runs.is_empty() {
            return Ok(BTreeMap::new());
        }
        self.write(message::state::looking_for_unsettled_acts(), |database| {
            let ids: Vec<&str> = runs.iter().map(|run| run.0.as_str()).collect();
            let here = steady_times::run.eq_any(&ids).and(steady_times::boot.eq(&now.boot));
            let known: Vec<(String, i64)> = steady_times::table
                .filter(here)
                .select((steady_times::run, steady_times::at))
                .load(database)?;
            let mut since: BTreeMap<RunId, i64> =
                known.into_iter().map(|(run, at)| (RunId(run), at)).collect();
            let new = runs.iter().filter(|run| !since.contains_key(**run));
            let rows: Vec<SteadyRow> = new.clone().map(|run| SteadyRow::of(run, now)).collect();
            upsert_steady_times(database, &rows)?;
            let new: Vec<RunId> = new.map(|run| (*run).clone()).collect();
            since.extend(new.into_iter().map(|run| (run, now.at)));
            Ok(since)
        })
    }
}
