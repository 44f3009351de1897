//! What every run has, whatever its job does: it is opened, gives signs of life, and is closed with
//! its report and its mail.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context;
use chrono::Utc;

use crate::message;
use crate::model::change::Refusal;
use crate::model::job::JobHead;
use crate::model::journal::Trigger;
use crate::model::project::Project;
use crate::model::report::Report;
use crate::model::ticket_report::TicketReport;
use crate::model::{Run, RunId, RunState};
use crate::reconcile::Asking;
use crate::store::{RunEnd, Store};

use super::apply::Applied;
use super::caught::caught;
use super::progress::Progress;
use super::{outbox, questions, settle, tell};

/// Interval of the signs of life of a run.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// What a run needs from the program.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The project.
    pub project: Arc<Project>,
    /// The state database.
    pub store: Arc<Store>,
    /// Name of this program on this machine.
    pub node: String,
    /// Set when the run is to stop after the batches in hand.
    pub stop: Arc<AtomicBool>,
    /// Progress on the terminal.
    pub progress: Arc<Progress>,
}

/// A run that has ended.
#[derive(Debug)]
pub struct Ended {
    /// Its report.
    pub report: Report,
    /// What was found out on the way, one line each.
    pub notes: Vec<String>,
}

/// What a run comes to before it is closed.
pub(super) struct Outcome {
    pub(super) state: RunState,
    pub(super) applied: Applied,
    pub(super) message: Option<String>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) go_on: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) asking: Asking,
    pub(super) tickets: Option<Box<TicketReport>>,
    pub(super) audience: Audience,
}

/// Who is told of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Those who get the mails of the job.
    Mail,
    /// The person at the terminal who asked for it.
    Terminal,
}

impl Outcome {
    pub(super) fn failed(error: &anyhow::Error) -> Self {
        Self {
            state: RunState::Failed,
            applied: Applied::default(),
            message: Some(format!("{error:#}")),
            refusals: Vec::new(),
            go_on: None,
            notes: Vec::new(),
            asking: Asking::Nothing,
            tickets: None,
            audience: Audience::Mail,
        }
    }
}

/// The run's id stands on every log line of the run.
pub(super) fn span(run: &RunId, job: JobHead<'_>) -> tracing::Span {
    tracing::error_span!("run", run.id = %run, job = %job.name)
}

pub(super) fn open(setting: &Setting, job: JobHead<'_>, trigger: Trigger) -> anyhow::Result<RunId> {
    let store = &setting.store;
    settle::interrupt_dead_runs(store, job.name.as_str(), &setting.node)?;
    let run = store.begin_run(job.name.as_str(), trigger, &setting.node, Utc::now())?;
    tracing::info!(run.id = %run, job = %job.name, "run started");
    Ok(run)
}

pub(super) async fn with_heartbeat(
    setting: &Setting,
    run: &RunId,
    story: impl Future<Output = anyhow::Result<Outcome>>,
) -> Outcome {
    let beat = async {
        let mut tick = tokio::time::interval(HEARTBEAT);
        loop {
            tick.tick().await;
            if let Err(error) = setting.store.heartbeat(run, Utc::now()) {
                tracing::warn!(run.id = %run, %error, "no sign of life could be written");
                if matches!(error, crate::store::StoreError::NotRunning { .. }) {
                    return Err(anyhow::anyhow!(message::run::taken_over()));
                }
            }
        }
    };
    let outcome = tokio::select! {
        outcome = caught(story) => outcome,
        lost = beat => lost,
    };
    setting.progress.end();
    outcome.unwrap_or_else(|error| Outcome::failed(&error))
}

pub(super) async fn close(
    setting: &Setting,
    job: JobHead<'_>,
    run: &RunId,
    outcome: Outcome,
) -> anyhow::Result<Ended> {
    let (project, store) = (&setting.project, &setting.store);
    let now = Utc::now();
    let end = RunEnd {
        state: outcome.state,
        applied: outcome.applied.applied,
        failed: outcome.applied.failed,
        changed_since_plan: outcome.applied.changed_since_plan,
        message: outcome.message.clone(),
        finished_at: now,
    };
    let mut record: Run = store.run(&run.0)?.context(message::run::not_in_state())?;
    record.state = end.state;
    record.applied = end.applied;
    record.failed = end.failed;
    record.changed_since_plan = end.changed_since_plan;
    record.message.clone_from(&end.message);
    record.finished_at = Some(now);
    let questions = questions::standing(store, job, outcome.asking, end.state, now)?;
    let extras =
        tell::ReportExtras { refusals: outcome.refusals, go_on: outcome.go_on, tickets: outcome.tickets };
    let report = tell::report(project, store, job, record, extras, questions, now)?;
    let mut notes = outcome.notes;
    let before = tell::told_before(store, &report)?;
    let mail = if outcome.audience == Audience::Mail && tell::wants_mail(job, &report, before.as_ref()) {
        outbox::compose(project, job, &report, now).unwrap_or_else(|error| {
            tracing::error!(run.id = %run, %error, "the mail of the run could not be made");
            notes.push(message::mail::not_made(format_args!("{error:#}")).to_string());
            None
        })
    } else {
        None
    };
    store.finish_run(run, &end, mail.as_ref(), &report.questions)?;
    tracing::info!(
        run.id = %run, job = %job.name, state = end.state.as_str(), applied = end.applied, failed = end.failed,
        moved = end.changed_since_plan, rejected = report.counts.reject,
        duration_ms = (now - report.run.started_at).num_milliseconds(), "run ended"
    );
    store.prune(job.name.as_str(), job.history, now)?;
    if let Err(error) = outbox::send_due(project, store).await {
        tracing::error!(run.id = %run, %error, "mails could not be sent");
    }
    Ok(Ended { report, notes })
}
