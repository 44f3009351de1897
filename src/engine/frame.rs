//! What every run has, whatever its job does: it is opened, gives signs of life, and is closed with
//! its report and its mail.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::reason::Context as _;
use chrono::Utc;

use crate::engine::reason;
use crate::message;
use crate::model::Said;
use crate::model::change::Refusal;
use crate::model::job::JobHead;
use crate::model::journal::Trigger;
use crate::model::project::Project;
use crate::model::report::Report;
use crate::model::ticket_report::TicketReport;
use crate::model::{Plan, Question, Run, RunId, RunState};
use crate::reconcile::Asking;
use crate::store::{RunEnd, Store};

use super::apply::Applied;
use super::caught::caught;
use super::progress::Progress;
use super::settle::HEARTBEAT;
use super::trace::step;
use super::webhooks::Bearing;
use super::{outbox, questions, settle, tell, webhooks};

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
    pub notes: Vec<Said>,
}

/// What a run comes to before it is closed.
pub(super) struct Outcome {
    pub(super) state: RunState,
    pub(super) applied: Applied,
    pub(super) message: Option<Said>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) go_on: Option<String>,
    /// What a refused plan would do.
    pub(super) planned: Option<Arc<Plan>>,
    /// Names and items that may be one thing and that the job does not feed.
    pub(super) alike: Vec<Question>,
    pub(super) notes: Vec<Said>,
    pub(super) asking: Asking,
    pub(super) tickets: Option<Box<TicketReport>>,
    /// What is told of the columns of its sources, one line each.
    pub(super) columns: Vec<Said>,
    /// What was found out about the records of its sources as a whole, one line each.
    pub(super) sources: Vec<Said>,
    /// How its files were read (encoding, delimiter), one line each: of use to who sits at the terminal alone.
    pub(super) forms: Vec<Said>,
    pub(super) audience: Audience,
    /// What it says of its job.
    pub(super) bearing: Bearing,
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
        Self::unwritten(RunState::Failed, reason::of(error))
    }

    /// A run that ended before anything was written: how, and why.
    pub(super) fn unwritten(state: RunState, message: impl Into<Said>) -> Self {
        Self { message: Some(message.into()), ..Self::ended(state) }
    }

    /// A run that ended so, of which nothing else is told.
    pub(super) fn ended(state: RunState) -> Self {
        Self {
            state,
            applied: Applied::default(),
            message: None,
            refusals: Vec::new(),
            go_on: None,
            planned: None,
            alike: Vec::new(),
            notes: Vec::new(),
            asking: Asking::Nothing,
            tickets: None,
            columns: Vec::new(),
            sources: Vec::new(),
            forms: Vec::new(),
            audience: Audience::Mail,
            bearing: Bearing::OfJob,
        }
    }
}

pub(super) fn open(setting: &Setting, job: JobHead<'_>, trigger: Trigger) -> anyhow::Result<RunId> {
    let store = &setting.store;
    let ahead = store.set_clock_right(Utc::now())?;
    if ahead > 0 {
        tracing::warn!(job = %job.name, times = ahead, "a clock was ahead when earlier writes were journalled; they wait anew");
    }
    settle::interrupt_dead_runs(&setting.project.webhooks, store, job.name.as_str(), &setting.node)?;
    let run = store.begin_run(job.name.as_str(), trigger, &setting.node, Utc::now())?;
    tracing::info!(run.id = %run, job = %job.name, "run started");
    Ok(run)
}

pub(super) async fn with_heartbeat(
    setting: &Setting,
    run: &RunId,
    story: impl Future<Output = anyhow::Result<Outcome>>,
) -> Outcome {
    let outcome = beating(&setting.store, run, HEARTBEAT, story).await;
    setting.progress.end();
    outcome
}

/// Runs a story while a task of its own gives signs of life: a story that plans holds its thread for minutes.
async fn beating(
    store: &Arc<Store>,
    run: &RunId,
    every: Duration,
    story: impl Future<Output = anyhow::Result<Outcome>>,
) -> Outcome {
    // Ends with this function, also where that is dropped.
    let mut beats = tokio::task::JoinSet::new();
    beats.spawn(beat(store.clone(), run.clone(), every));
    let outcome = tokio::select! {
        outcome = caught(story) => outcome,
        _ = beats.join_next() => Err(anyhow::anyhow!(message::run::taken_over())),
    };
    outcome.unwrap_or_else(|error| Outcome::failed(&error))
}

/// Gives signs of life until another program has taken the run for dead.
async fn beat(store: Arc<Store>, run: RunId, every: Duration) {
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let (store, of) = (store.clone(), run.clone());
        // The state database may be locked for a while.
        let given = tokio::task::spawn_blocking(move || store.heartbeat(&of, Utc::now())).await;
        match given {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(run.id = %run, %error, "no sign of life could be written");
                if matches!(error, crate::store::StoreError::NotRunning { .. }) {
                    return;
                }
            }
            Err(error) => tracing::warn!(run.id = %run, %error, "no sign of life could be written"),
        }
    }
}

/// What was written before the end of a run that could not go on: its own count is lost with it.
fn count_what_was_written(store: &Store, run: &RunId, outcome: &mut Outcome) -> anyhow::Result<()> {
    if matches!(outcome.state, RunState::Failed | RunState::Interrupted) && outcome.tickets.is_none() {
        let tally = store.tally(run)?;
        outcome.applied.applied = tally.applied;
        outcome.applied.failed = tally.failed;
        outcome.applied.changed_since_plan = tally.changed_since_plan;
    }
    Ok(())
}

pub(super) async fn close(
    setting: &Setting,
    job: JobHead<'_>,
    run: &RunId,
    outcome: Outcome,
) -> anyhow::Result<Ended> {
    setting.progress.stage(message::run::reporting());
    let closed = step("report", report_and_mail(setting, job, run, outcome)).await;
    setting.progress.end();
    closed
}

async fn report_and_mail(
    setting: &Setting,
    job: JobHead<'_>,
    run: &RunId,
    mut outcome: Outcome,
) -> anyhow::Result<Ended> {
    let (project, store) = (&setting.project, &setting.store);
    let now = Utc::now();
    count_what_was_written(store, run, &mut outcome)?;
    let end = RunEnd {
        state: outcome.state,
        applied: outcome.applied.applied,
        failed: outcome.applied.failed,
        changed_since_plan: outcome.applied.changed_since_plan,
        message: outcome.message.clone(),
        // One that failed as a whole knows nothing of its tickets.
        tickets: outcome.tickets.clone().filter(|told| **told != TicketReport::default()),
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
    let extras = tell::ReportExtras {
        refusals: outcome.refusals,
        go_on: outcome.go_on,
        planned: outcome.planned,
        alike: outcome.alike,
        tickets: outcome.tickets,
        columns: outcome.columns,
        sources: outcome.sources,
        notes: outcome.notes.clone(),
    };
    let report = tell::report(project, store, job, record, extras, questions, now)?;
    let mut notes = outcome.forms;
    notes.extend(outcome.notes);
    let before = tell::told_before(store, &report)?;
    let mail = if outcome.audience == Audience::Mail && tell::wants_mail(job, &report, &before) {
        outbox::compose(project, job, &report, now).unwrap_or_else(|error| {
            tracing::error!(run.id = %run, %error, "the mail of the run could not be made");
            notes.push(message::mail::not_made(reason::of(&error)).said());
            None
        })
    } else {
        None
    };
    let all = report.sources.iter().chain(&report.columns).chain(&notes).cloned();
    store.record_notes(run, &all.collect::<Vec<_>>())?;
    let telling = webhooks::of_run(project, store, &report, &outcome.bearing)?;
    store.finish_run(run, &end, mail.as_ref(), &report.questions, &telling)?;
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_run_gives_signs_of_life_while_it_plans() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&crate::model::project::StateUrl::Sqlite(folder.path().join("s.db")), None);
        let store = Arc::new(store.unwrap());
        let started = Utc::now();
        let run = store.begin_run("inventory", Trigger::Schedule, "node", started).unwrap();
        let plans = async {
            // As planning does: it gives the thread back when it has ended.
            tokio::task::block_in_place(|| std::thread::sleep(Duration::from_millis(900)));
            Ok(Outcome::failed(&anyhow::anyhow!("planned")))
        };
        beating(&store, &run, Duration::from_millis(100), plans).await;
        let alive = store.run(&run.0).unwrap().unwrap().alive_at;
        assert!((alive - started).num_milliseconds() >= 600, "{}", alive - started);
    }
}
