//! Before the desk is looked at: has the server ended the writes that earlier runs left open?
//!
//! Each is waited for in the session that carried it. What proves nothing now is asked again by the next
//! run; where nothing can be proved, time decides (`settle.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::message::settling;
use crate::model::Said;
use crate::model::project::Project;
use crate::model::schema::{ClassName, Schema};
use crate::model::secret::SecretString;
use crate::model::{Job, OpenEntry, Plan, RunId, Silent, Waiting};
use crate::reconcile::fold;
use crate::store::Store;
use crate::systems::target::{End, Identity};

use super::connect::OpenTarget;
use super::safe::Safe;
use super::steady::Waited;

/// Pause between two fences: a write that was on its way to PHP at the first one has begun by then.
const BETWEEN_FENCES: Duration = Duration::from_millis(400);

/// What earlier runs left open, and what is known of its end.
#[derive(Debug)]
pub struct Fenced {
    /// Entries of the job.
    pub open: Vec<OpenEntry>,
    /// Names that other jobs of the system were making.
    others: Vec<OpenEntry>,
    ends: BTreeMap<String, End>,
    waited: Waited,
    /// What tells the rows of the target apart.
    pub identity: &'static Identity,
}

/// What an entry that was not found counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It was not carried out, and will not be.
    NotDone,
    /// It may still be carried out; with a time, only until then as far as anybody can tell.
    Waits(Option<DateTime<Utc>>),
    /// Its time is over, but nothing proves its end.
    Unproved,
}

/// Asks for the end of everything that the runs of a job left open, and of the names that other jobs of
/// its system were making.
///
/// # Errors
/// When the state database fails.
pub async fn fence(store: &Store, project: &Project, job: &Job, desk: &OpenTarget) -> anyhow::Result<Fenced> {
    let open = store.open_entries(job.name.as_str())?;
    let mut others = Vec::new();
    for other in project.jobs.values().filter(|other| other.system == job.system && other.name != job.name) {
        let theirs = store.open_entries(other.name.as_str())?;
        others.extend(theirs.into_iter().filter(|open| open.entry.source_key.is_empty()));
    }
    let outcome_wait =
        chrono::Duration::from_std(desk.target.outcome_wait()).unwrap_or(chrono::Duration::MAX);
    let runs: BTreeSet<&RunId> =
        open.iter().chain(&others).filter(|open| open.sending.is_some()).map(|open| &open.run).collect();
    let waited = Waited::of(store, &runs.into_iter().collect::<Vec<_>>(), outcome_wait)?;
    let mut fenced = Fenced { open, others, ends: BTreeMap::new(), waited, identity: desk.target.identity() };
    let proofs: BTreeSet<&str> = fenced.all().filter_map(proof_of).collect();
    if proofs.is_empty() {
        return Ok(fenced);
    }
    tracing::info!(job = %job.name, writes = fenced.open.len(), "asking for the end of writes of unknown outcome");
    fenced.ends = ends_of(&proofs, &desk.safe, async |proof| desk.target.has_ended(proof).await).await;
    Ok(fenced)
}

/// Asks for the end of writes by what proves it, sealed, twice.
pub async fn ends_of(
    proofs: &BTreeSet<&str>,
    safe: &Safe,
    has_ended: impl AsyncFn(&SecretString) -> End,
) -> BTreeMap<String, End> {
    let mut ends: BTreeMap<String, End> = BTreeMap::new();
    for pass in 0..2 {
        if pass > 0 {
            tokio::time::sleep(BETWEEN_FENCES).await;
        }
        // One after the other: a fence that is not answered keeps a worker of the server until the write
        // has ended, and the others would do so, too.
        for sealed in proofs {
            let stuck = ends.values().any(|end| *end == End::NotYet);
            let end = match (pass, ends.get(*sealed), safe.unlock(sealed)) {
                (1, Some(end @ (End::NotYet | End::CannotTell)), _) => *end,
                (_, _, None) => End::CannotTell,
                (_, _, Some(_)) if stuck => End::NotYet,
                (_, _, Some(proof)) => has_ended(&proof).await,
            };
            ends.insert((*sealed).to_owned(), end);
        }
    }
    ends
}

/// What a write counts as that was sent and not found where it was to be, when this is known of its end.
/// `left` is how long it is to be waited for still.
pub fn verdict(silent: Option<Silent>, end: End, left: TimeDelta, now: DateTime<Utc>) -> Missing {
    let is_over = left <= TimeDelta::zero();
    match (end, silent) {
        (End::NotYet, _) => Missing::Waits(None),
        (End::Reached, None | Some(Silent::Server)) => Missing::NotDone,
        (End::Reached, Some(Silent::Gateway)) if is_over => Missing::NotDone,
        (End::CannotTell, _) if is_over => Missing::Unproved,
        (End::Reached | End::CannotTell, _) => {
            Missing::Waits(Some(now.checked_add_signed(left).unwrap_or(DateTime::<Utc>::MAX_UTC)))
        }
    }
}

fn proof_of(open: &OpenEntry) -> Option<&str> {
    open.sending.as_ref()?.proof.as_deref()
}

impl Fenced {
    fn all(&self) -> impl Iterator<Item = &OpenEntry> {
        self.open.iter().chain(&self.others)
    }

    /// What an entry counts as that is not found at the desk.
    pub fn missing(&self, open: &OpenEntry, now: DateTime<Utc>) -> Missing {
        let Some(sending) = &open.sending else { return Missing::NotDone };
        let proof = sending.proof.as_ref();
        let end = proof.and_then(|proof| self.ends.get(proof)).copied().unwrap_or(End::CannotTell);
        verdict(open.silent, end, self.waited.left(&open.run, sending.at), now)
    }

    /// Names that other jobs may still be making.
    pub fn names_of_others(&self, now: DateTime<Utc>) -> Vec<&OpenEntry> {
        self.others.iter().filter(|open| self.missing(open, now) != Missing::NotDone).collect()
    }

    /// Ends the sessions of entries that are all settled: nobody needs them any more.
    pub async fn forget(&self, desk: &OpenTarget, settled: &BTreeSet<(String, i64)>) {
        let is_settled = |open: &&OpenEntry| settled.contains(&(open.run.0.clone(), open.entry.seq));
        let kept: BTreeSet<&str> = self.all().filter(|open| !is_settled(open)).filter_map(proof_of).collect();
        let gone: BTreeSet<&str> = self.open.iter().filter(is_settled).filter_map(proof_of).collect();
        for sealed in gone.difference(&kept) {
            let ended = self.ends.get(*sealed) == Some(&End::Reached);
            if let Some(proof) = desk.safe.unlock(sealed).filter(|_| ended) {
                desk.target.forget(&proof).await;
            }
        }
    }
}

/// Notes that a name may still be made.
pub fn name_waits(schema: &'static Schema, waiting: &mut Waiting, open: &OpenEntry) {
    let (class, path) = (ClassName::from(open.entry.class.as_str()), &open.entry.label);
    let reason = settling::name_waits(schema.class_called(&class), path).said();
    waiting.names.insert((class, fold(path)), reason);
}

/// Takes out of a saved plan what may not be written yet; says what that is.
///
/// # Errors
/// When it needs a name that may still be made.
pub fn without_waiting(
    schema: &'static Schema,
    mut plan: Plan,
    waiting: &Waiting,
) -> anyhow::Result<(Plan, Vec<Said>)> {
    for reference in &plan.references {
        if waiting.names.contains_key(&(reference.class.clone(), fold(&reference.path))) {
            let class = schema.class_called(&reference.class);
            anyhow::bail!(settling::plan_needs_name(class, &reference.path));
        }
    }
    let mut left_out = Vec::new();
    plan.changes.retain(|change| match waiting.records.get(&change.source_key) {
        Some(reason) => {
            let what = schema.class_called(&change.class).map(|class| format!("{class} {}", change.label));
            left_out.push(settling::left_out(what, reason).said());
            false
        }
        None => true,
    });
    Ok((plan, left_out))
}
