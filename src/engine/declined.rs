//! Who approved nothing of a plan, when and why: how the questions that it asks were closed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::model::{Run, RunState, Topic};
use crate::store::{Store, StoreError};

/// Decisions that are told of one plan: changes that a run held are closed one by one, too.
const MOST: usize = 20;

/// That questions of a plan were closed, by one person at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The day on which they are told again; `None`: only when their matter changes.
    pub until: Option<NaiveDate>,
    /// Why.
    pub why: Option<String>,
    /// How many questions.
    pub questions: u64,
}

/// Who declined the plan of a run or changes that it held, the newest first. Who did so of an earlier plan whose question
/// stayed closed stands there, too.
///
/// # Errors
/// What the state database says.
pub fn declined(store: &Store, run: &Run) -> Result<Vec<Declined>, StoreError> {
    let topic = match run.state {
        RunState::Refused => Topic::PlanWaits,
        RunState::Done | RunState::Partial => Topic::Held,
        RunState::Running | RunState::Failed | RunState::Interrupted => return Ok(Vec::new()),
    };
    let mut found: BTreeMap<_, u64> = BTreeMap::new();
    for closed in store.closings_of(run, topic)? {
        *found.entry((Reverse(closed.at), closed.by, closed.until, closed.why)).or_default() += 1;
    }
    let told = found.into_iter().take(MOST);
    let told =
        told.map(|((Reverse(at), by, until, why), questions)| Declined { at, by, until, why, questions });
    Ok(told.collect())
}
