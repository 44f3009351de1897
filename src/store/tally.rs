//! What a run came to, counted from its journal: for a run that could not count itself.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::database::Database;
use super::error::Fault;
use super::schema::entries;
use super::stamp::from_word;
use super::{Store, StoreError};
use crate::message;
use crate::model::{EntryState, RunId};

/// What came of the changes of a run, as its journal tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records of which everything that was begun was written.
    pub applied: u64,
    /// Those of which something failed or has no outcome.
    pub failed: u64,
    /// Those of which something was left out because the item changed since the plan.
    pub changed_since_plan: u64,
}

/// Counts records by the worst that happened to one of their rows; what was not tried counts nowhere.
pub(super) fn tally_of(database: &mut Database, run: &RunId) -> Result<Tally, Fault> {
    let rows: Vec<(String, String)> = entries::table
        .filter(entries::run.eq(&run.0).and(entries::source_key.ne("")))
        .select((entries::source_key, entries::state))
        .distinct()
        .load(database)?;
    let rank = |state: EntryState| match state {
        EntryState::Done => 0,
        EntryState::Undone => 1,
        EntryState::ChangedSincePlan => 2,
        EntryState::Failed | EntryState::Started => 3,
    };
    let mut worst: BTreeMap<String, i32> = BTreeMap::new();
    for (key, state) in rows {
        let rank = rank(from_word(&state)?);
        worst.entry(key).and_modify(|known| *known = rank.max(*known)).or_insert(rank);
    }
    let of = |rank: i32| worst.values().filter(|known| **known == rank).count() as u64;
    Ok(Tally { applied: of(0), failed: of(3), changed_since_plan: of(2) })
}

impl Store {
    /// What came of the changes of a run, as its journal tells.
    pub fn tally(&self, run: &RunId) -> Result<Tally, StoreError> {
        self.read(message::state::reading_the_journal(), |database| tally_of(database, run))
    }
}
