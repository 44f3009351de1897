//! What a run asks as a whole, and how the questions of its job stand when it has ended.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::message;
use crate::model::job::JobHead;
use crate::model::project::Project;
use crate::model::{AskedQuestion, Plan, Question, RunId, RunState, Said, Topic};
use crate::reconcile::standing::Moment;
use crate::reconcile::{Asking, RunEnding, held_key, stand};
use crate::store::Store;

use super::apply::Applied;
use super::saved;

/// A plan that exceeds a limit. However often it is made anew, it is one question.
pub(super) fn plan_waits(project: &Project, plan: &Plan, run: &RunId, message: &Said) -> Question {
    Question {
        topic: Topic::PlanWaits,
        key: "plan".to_owned(),
        class: None,
        remote_id: None,
        label: message::questions::changes_of(plan.counts.changes(), &plan.job).said(),
        text: message::questions::plan_refused(run, message).said(),
        answer: Some(saved::approve(project, &plan.job, run).to_string().into()),
        due: None,
    }
}

/// What applying a plan that was made before asks; `written` are the keys of held changes.
pub(super) fn of_plan(written: BTreeSet<String>) -> Asking {
    Asking::Plan { questions: Vec::new(), written }
}

/// Keys of the held changes that an approved plan has written, when all of it was.
pub(super) fn approved(plan: &Plan, applied: Applied) -> BTreeSet<String> {
    if applied.applied != plan.changes.len() as u64 {
        return BTreeSet::new();
    }
    let still: BTreeSet<String> = plan.held.iter().map(|held| held_key(&held.change)).collect();
    plan.changes.iter().map(held_key).filter(|key| !still.contains(key)).collect()
}

/// How the questions of the job stand after its run.
///
/// # Errors
/// When the state database cannot be read.
pub(super) fn standing(
    store: &Store,
    job: JobHead<'_>,
    asking: Asking,
    state: RunState,
    now: DateTime<Utc>,
) -> anyhow::Result<Vec<AskedQuestion>> {
    let open = store.open_questions(Some(job.name.as_str()))?;
    let ending = match state {
        RunState::Done | RunState::Partial => RunEnding::Good,
        RunState::Running | RunState::Refused | RunState::Failed | RunState::Interrupted => RunEnding::Bad,
    };
    let zone = job.schedule.map_or(chrono_tz::UTC, |schedule| schedule.zone);
    let open = open.into_iter().map(|(_, asked)| asked).collect();
    Ok(stand(open, asking, ending, Moment { now, zone }))
}
