//! `run JOB --adopt-only`: takes ownership of what the desk holds already, and writes nothing to it.

use std::collections::BTreeMap;

use chrono::Utc;

use crate::message;
use crate::model::Said;
use crate::model::journal::Trigger;
use crate::model::link::Ownership;
use crate::model::{Counts, Job, RunId, RunState};
use crate::reconcile::{Asking, LinkUpdate};
use crate::report;

use super::frame::{Ended, Outcome, Setting, close, open, with_heartbeat};
use super::in_run::in_run;
use super::run::{must_be_written, survey_job, today, wait_for_system};
use super::trace::{step_at, step_here};
use super::webhooks::Bearing;
use super::{connect, read, reject_cells, remember, tell};

/// Links the items that records are matched with, as adopted. What source and desk agree on is
/// remembered; a difference is not, so that the next run shows it as one to be written and not as a
/// hand edit. Files are read again by the next run.
///
/// # Errors
/// As [`super::run::run_job`].
pub async fn adopt_job(setting: &Setting, job: &Job) -> anyhow::Result<Ended> {
    must_be_written(&setting.project, job)?;
    let job = &Job { adopt: true, ..job.clone() };
    let trigger = Trigger::Command;
    let run = open(setting, job.head(), trigger)?;
    let whole = async {
        let outcome = with_heartbeat(setting, &run, story(setting, job, &run)).await;
        let outcome = Outcome { bearing: Bearing::Aside, ..outcome };
        close(setting, job.head(), &run, outcome).await
    };
    in_run(&run, job.head(), trigger, Box::pin(whole)).await
}

async fn story(setting: &Setting, job: &Job, run: &RunId) -> anyhow::Result<Outcome> {
    let store = &setting.store;
    wait_for_system(setting, job, run).await?;
    setting.progress.stage(message::run::reading_sources());
    let files = read::find(&setting.project, Some(store), job).await?;
    let opening = connect::open_target(&setting.project, &job.system);
    let desk = step_at("connect", &job.system, opening).await?;
    let day = today(job, Utc::now());
    let surveyed = survey_job(setting, job, &desk, &files, day).await;
    desk.close().await;
    let surveyed = surveyed?;
    let (questions, unread) = (surveyed.planned.questions, surveyed.planned.unread);
    let updates: Vec<LinkUpdate> = surveyed.planned.links.into_iter().filter_map(adopted).collect();
    let (items, plan) = (updates.len(), surveyed.planned.plan);
    let counts = Counts { unchanged: items as u64, reject: plan.counts.reject, ..Counts::default() };
    store.record_plan(run, &counts, &plan.digest, &BTreeMap::new())?;
    let cells = reject_cells::of_plan(&setting.project, &surveyed.mappings, &files, &plan.rejects);
    store.record_rejects(run, &plan.rejects, &cells)?;
    step_here("remember", || remember::remember(store, &job.system, job.name.as_str(), updates))?;
    let (mut notes, columns) = (surveyed.notes, surveyed.columns);
    notes.extend(
        report::plan::adoption(tell::wording(&setting.project, job), &plan.adoption)?.lines().map(Said::from),
    );
    Ok(Outcome {
        notes,
        asking: Asking::Survey { questions, unread },
        columns,
        forms: surveyed.forms,
        ..Outcome::unwritten(RunState::Done, message::run::adopted(items).said())
    })
}

/// The link of an item that is there, without what a run would note beside its values.
fn adopted(mut update: LinkUpdate) -> Option<LinkUpdate> {
    update.remote_id?;
    let marked = update.lessons.iter().any(|lesson| lesson.is_mark());
    update.lessons.retain(|lesson| !lesson.is_mark());
    let nothing = update.lessons.is_empty() && marked;
    (update.ownership == Ownership::Adopted && !nothing).then_some(update)
}
