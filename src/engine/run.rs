//! One run from its opening to its mail.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{NaiveDate, Utc};

use crate::message::{self, settling};
use crate::model::Said;
use crate::model::change::Refusal;
use crate::model::journal::Trigger;
use crate::model::plain::plain_line;
use crate::model::project::{AnyJob, Project};
use crate::model::rejected_cells::RejectedCells;
use crate::model::{ClassName, Job, Plan, Reading, RunId, RunState};
use crate::reconcile::{Asking, judge, too_many_rejects};
use crate::report;
use crate::store::Store;

use super::apply::{Applied, ApplyContext, ColumnKinds, Ledger, Made, apply};
use super::connect::{self, OpenTarget};
use super::decide::{self, Undecided, WaitingRun};
use super::fence::{self, Fenced};
use super::frame::{Outcome, close, open, with_heartbeat};
use super::in_run::in_run;
pub use super::of_job::{day_of, today};
use super::read::{self, FeedFiles};
use super::settle::{self, Evidence, Settled, settle_entries};
use super::survey::{self, Surveyed, TargetState};
use super::trace::{step, step_at, step_here};
use super::webhooks::Bearing;
use super::{ping, questions, refs, reject_cells, remember, saved, tell, tickets};

pub use super::frame::{Ended, Setting};

/// Runs a job of any kind.
///
/// # Errors
/// As [`run_job`].
pub async fn run_any(setting: &Setting, job: AnyJob<'_>, trigger: Trigger) -> anyhow::Result<Ended> {
    match job {
        AnyJob::Records(job) => run_job(setting, job, trigger).await,
        AnyJob::Tickets(job) => tickets::run_job(setting, job, trigger).await,
        AnyJob::Refs(job) => refs::run_job(setting, job, trigger).await,
    }
}

/// Runs a job: reads, plans, applies, reports.
///
/// # Errors
/// Only when the run could not be opened or closed (another one is under way, the state database
/// fails). Everything else is in the report.
pub async fn run_job(setting: &Setting, job: &Job, trigger: Trigger) -> anyhow::Result<Ended> {
    run_job_on(setting, job, trigger, today(job, Utc::now())).await
}

/// The same as if it were another day in the job's zone: what templates call `today`, and what the
/// delays of retirements count from.
///
/// # Errors
/// As [`run_job`].
pub async fn run_job_on(
    setting: &Setting,
    job: &Job,
    trigger: Trigger,
    day: NaiveDate,
) -> anyhow::Result<Ended> {
    must_be_written(&setting.project, job)?;
    let run = open(setting, job.head(), trigger)?;
    let whole = async {
        let outcome = with_heartbeat(setting, &run, Box::pin(story(setting, job, &run, day))).await;
        close(setting, job.head(), &run, outcome).await
    };
    in_run(&run, job.head(), trigger, ping::told(setting, job.head(), &run, Box::pin(whole))).await
}

/// How a plan comes to be applied without a survey of the sources.
#[derive(Debug, Clone, PartialEq)]
pub enum Manner {
    /// It was saved; limits hold.
    Saved,
    /// It was saved and a person has seen this very plan: limits do not hold.
    Approved {
        /// The run whose plan waited; it has to be up to date once nobody else writes. `None`: it was saved by hand.
        of: Option<Box<WaitingRun>>,
        /// Who, for the journal.
        by: Option<String>,
        /// Why, for the journal.
        why: Option<String>,
    },
    /// It takes back an earlier run.
    Undo {
        /// Which.
        run: RunId,
        /// Who, for the journal.
        by: String,
        /// Why, for the journal.
        why: Option<String>,
    },
}

impl Manner {
    /// What such a run says of its job.
    fn bearing(&self) -> Bearing {
        match self {
            Self::Approved { of: Some(_), by, why } => Bearing::Approval { by: by.clone(), why: why.clone() },
            Self::Saved | Self::Approved { of: None, .. } => Bearing::OfJob,
            // A job is no better for it.
            Self::Undo { .. } => Bearing::Aside,
        }
    }

    fn message(&self) -> Option<Said> {
        match self {
            Self::Saved | Self::Approved { by: None, .. } => None,
            Self::Approved { by: Some(by), why: None, .. } => Some(message::run::approved_by(by).said()),
            Self::Approved { by: Some(by), why: Some(why), .. } => {
                Some(message::run::approved_for(by, plain_line(why)).said())
            }
            Self::Undo { run, by, why: None } => Some(message::run::takes_back(run, by).said()),
            Self::Undo { run, by, why: Some(why) } => {
                Some(message::run::takes_back_for(run, by, plain_line(why)).said())
            }
        }
    }
}

/// Applies a plan that was made before.
///
/// # Errors
/// As [`run_job`].
pub async fn run_plan(setting: &Setting, job: &Job, plan: Plan, manner: Manner) -> anyhow::Result<Ended> {
    let run = begin_plan(setting, job)?;
    run_begun_plan(setting, job, run, plan, manner).await
}

/// Opens the run that applies a plan.
///
/// # Errors
/// Why none can be begun.
pub fn begin_plan(setting: &Setting, job: &Job) -> anyhow::Result<RunId> {
    must_be_written(&setting.project, job)?;
    open(setting, job.head(), Trigger::Command)
}

/// Applies a plan in a run that was opened for it.
///
/// # Errors
/// As [`run_job`].
pub async fn run_begun_plan(
    setting: &Setting,
    job: &Job,
    run: RunId,
    plan: Plan,
    manner: Manner,
) -> anyhow::Result<Ended> {
    let trigger = Trigger::Command;
    let whole = async {
        let outcome =
            with_heartbeat(setting, &run, Box::pin(story_of_plan(setting, job, &run, plan, &manner))).await;
        let outcome = Outcome { bearing: manner.bearing(), ..outcome };
        close(setting, job.head(), &run, outcome).await
    };
    match manner {
        // A job is no better for it.
        Manner::Undo { .. } => in_run(&run, job.head(), trigger, Box::pin(whole)).await,
        Manner::Saved | Manner::Approved { .. } => {
            in_run(&run, job.head(), trigger, ping::told(setting, job.head(), &run, Box::pin(whole))).await
        }
    }
}

/// Refuses before anything is begun where the system of a job is only read: also what a run has to know
/// of it is not all told there.
pub(super) fn must_be_written(project: &Project, job: &Job) -> anyhow::Result<()> {
    match project.systems.get(&job.system).and_then(|system| system.only_reads.as_ref()) {
        Some(why) => Err(anyhow::anyhow!(message::run::not_written_to(&job.system, why))),
        None => Ok(()),
    }
}

/// Waits until no other job writes to the system: two that create the same names at once would make
/// each of them twice. Of runs that wait for one another the one that began first goes on.
pub(super) async fn wait_for_system(setting: &Setting, job: &Job, run: &RunId) -> anyhow::Result<()> {
    let (project, store) = (&setting.project, &setting.store);
    let others: Vec<&Job> =
        project.jobs.values().filter(|other| other.system == job.system && other.name != job.name).collect();
    if others.is_empty() {
        return Ok(());
    }
    // A run whose id was made before ours may still be on its way into the database.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut told = false;
    loop {
        let mut before_us = None;
        for other in &others {
            settle::interrupt_dead_runs(&project.webhooks, store, other.name.as_str(), &setting.node)?;
            before_us = before_us.or(store.running(other.name.as_str())?.filter(|theirs| theirs.id < *run));
        }
        let Some(theirs) = before_us else { return Ok(()) };
        if setting.stop.load(Ordering::Relaxed) {
            anyhow::bail!(message::run::stopped_while_waiting(&theirs.id, &theirs.job, &job.system));
        }
        if !told {
            tracing::warn!(job = %job.name, "waits for run {} of job {}, which writes to {} too", theirs.id, theirs.job, job.system);
            setting.progress.stage(message::run::waiting());
            told = true;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn story(setting: &Setting, job: &Job, run: &RunId, day: NaiveDate) -> anyhow::Result<Outcome> {
    let (project, store) = (&setting.project, &setting.store);
    wait_for_system(setting, job, run).await?;
    setting.progress.stage(message::run::reading_sources());
    let files = read::find(project, Some(store), job).await?;
    if files.iter().all(|feed| feed.read.is_empty()) {
        let skipped = files.iter().flat_map(|feed| &feed.skipped);
        let skipped = skipped.map(|file| message::run::file_applied_before(&file.shown).said());
        let found_out = files.iter().flat_map(|feed| feed.fetched.iter().flat_map(|of| of.notes.clone()));
        return Ok(Outcome {
            notes: skipped.chain(found_out).collect(),
            ..Outcome::unwritten(RunState::Done, message::run::nothing_new().said())
        });
    }
    let desk = step_at("connect", &job.system, connect::open_target(project, &job.system)).await?;
    let outcome = with_desk(setting, job, run, &desk, &files, day).await;
    desk.close().await;
    let mut outcome = outcome?;
    // A file whose rows were not all written is read again.
    let all_written = outcome.applied.failed == 0 && !outcome.applied.stopped;
    if matches!(outcome.state, RunState::Done | RunState::Partial) && all_written {
        let rejected = store.rejects(run)?.into_iter().map(|reject| reject.origin.source).collect();
        let put_away = read::put_away(project, store, &job.name, run, &files, &rejected);
        outcome.notes.extend(step("put away", put_away).await?);
    }
    Ok(outcome)
}

async fn with_desk(
    setting: &Setting,
    job: &Job,
    run: &RunId,
    desk: &OpenTarget,
    files: &[FeedFiles<'_>],
    day: NaiveDate,
) -> anyhow::Result<Outcome> {
    let store = &setting.store;
    let Some(surveyed) = unless_stopped(setting, survey_job(setting, job, desk, files, day)).await? else {
        return Ok(stopped_while_reading());
    };
    let Surveyed { mut planned, watermarks, mut notes, forms, columns, mappings } = surveyed;
    saved::name_run(&setting.project, job.name.as_str(), &mut planned.questions, run);
    let sources = survey::wanted_none(&planned.reading);
    let plan = planned.plan;
    store.record_plan(run, &plan.counts, &plan.digest, &planned.records)?;
    let cells = reject_cells::of_plan(&setting.project, &mappings, files, &plan.rejects);
    store.record_rejects(run, &plan.rejects, &cells)?;
    store.record_kept(run, &plan.kept)?;
    let before = counts_before(store, job)?;
    let schema = Some(desk.target.schema());
    let judged = || Ok(judge(schema, &plan, &job.limits, &planned.reading, before.as_ref()));
    let refusals = step_here("guard", judged)?;
    let asking = Asking::Survey { questions: planned.questions, unread: planned.unread };
    if !refusals.is_empty() {
        let outcome = refused(setting, run, &plan, refusals, notes, asking)?;
        return Ok(Outcome { columns, sources, forms, alike: planned.alike, ..outcome });
    }
    let mode = WriteMode { made: Made::InThisRun, ledger: Ledger::Write, today: day };
    let writing = write(setting, job, run, desk, &plan, mode, &watermarks);
    let applied = step_at("apply", &job.system, writing).await?;
    setting.progress.stage(message::run::remembering());
    step_here("remember", || remember::remember(store, &job.system, job.name.as_str(), planned.links))?;
    if !applied.stopped {
        store.record_absences(&job.system, job.name.as_str(), &planned.absences)?;
        store.record_reading(run, &planned.reading)?;
    }
    notes.extend(saved::keep_held(&setting.project, run, &plan)?);
    notes.extend(
        report::plan::adoption(tell::wording(&setting.project, job), &plan.adoption)?.lines().map(Said::from),
    );
    let told = outcome_of(job, &plan, applied, notes, asking);
    let mut outcome = Outcome { columns, sources, forms, alike: planned.alike, ..told };
    let said = outcome.message.into_iter().chain(planned.doubts).collect::<Vec<_>>();
    outcome.message = (!said.is_empty()).then(|| Said::join(&said, "\n"));
    Ok(outcome)
}

/// A run that is to stop may read on for so long: most have then ended well.
const READS_ON: Duration = Duration::from_secs(5);

/// Something that only reads, given up soon after the run is to stop: of 100,000 items it takes minutes.
async fn unless_stopped<T>(
    setting: &Setting,
    reading: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<Option<T>> {
    let stopped = async {
        while !setting.stop.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        tokio::time::sleep(READS_ON).await;
    };
    tokio::select! {
        read = reading => read.map(Some),
        () = stopped => Ok(None),
    }
}

fn stopped_while_reading() -> Outcome {
    Outcome::unwritten(RunState::Interrupted, message::run::stopped_while_reading().said())
}

/// Reads the desk, settles what an earlier run left open, and plans.
///
/// # Errors
/// When the desk, a source or the state database fails.
pub async fn survey_job(
    setting: &Setting,
    job: &Job,
    desk: &OpenTarget,
    files: &[FeedFiles<'_>],
    day: NaiveDate,
) -> anyhow::Result<Surveyed> {
    let (project, store) = (&setting.project, &setting.store);
    let looking = looked(setting, job, desk, day);
    let (mut target_state, settled) = step_at("survey", &job.system, looking).await?;
    let done = settled.entries.len();
    let settled_earlier = (done > 0).then(|| message::run::earlier_settled(done).said());
    target_state.waiting = settled.waiting;
    setting.progress.stage(message::run::planning());
    let mut surveyed = tokio::task::block_in_place(|| {
        survey::plan(project, Some(store), job, files, target_state, desk.default_entity, day)
    })?;
    surveyed.notes.extend(settled_earlier);
    surveyed.planned.questions.extend(settled.questions);
    if settled.open > 0 {
        surveyed.planned.doubts.push(settling::rows_wait(settled.open).said());
    }
    Ok(surveyed)
}

/// Reads the desk after its end of earlier writes was asked for, and settles them.
async fn looked(
    setting: &Setting,
    job: &Job,
    desk: &OpenTarget,
    day: NaiveDate,
) -> anyhow::Result<(TargetState, Settled)> {
    let (project, store) = (&setting.project, &setting.store);
    setting.progress.stage(settling::asking_for_ends());
    let fenced = fence::fence(store, project, job, desk).await?;
    let mut target_state = survey::look(project, job, desk.target.as_ref(), &setting.progress).await?;
    survey::find_hidden(Some(store), job, desk.target.as_ref(), &mut target_state).await?;
    let settled = settle_open(setting, job, &target_state, &fenced, day)?;
    fenced.forget(desk, &settled.entries).await;
    let done = settled.entries.len();
    if done > 0 {
        tracing::warn!(job = %job.name, entries = done, "what an earlier run left open was settled");
    }
    Ok((target_state, settled))
}

/// Settles what an earlier run left open.
fn settle_open(
    setting: &Setting,
    job: &Job,
    target_state: &TargetState,
    fenced: &Fenced,
    today: NaiveDate,
) -> anyhow::Result<Settled> {
    let (project, store) = (&setting.project, &setting.store);
    settle_entries(Evidence { project, store, job, target_state, fenced, today, now: Utc::now() })
}

/// Settles what earlier runs of a job left open, as its next run would, without reading its sources and
/// without writing anything at the desk: by that run the server may have forgotten the sessions in which
/// the end of a write can be waited for. Says how many writes are settled now.
///
/// # Errors
/// When the desk or the state database fails.
pub async fn settle_early(setting: &Setting, job: &Job) -> anyhow::Result<usize> {
    let (project, store) = (&setting.project, &setting.store);
    must_be_written(project, job)?;
    settle::interrupt_dead_runs(&project.webhooks, store, job.name.as_str(), &setting.node)?;
    if store.running(job.name.as_str())?.is_some() || store.open_entries(job.name.as_str())?.is_empty() {
        return Ok(0);
    }
    let desk = connect::open_target(project, &job.system).await?;
    let settled = looked(setting, job, &desk, today(job, Utc::now())).await;
    desk.close().await;
    setting.progress.end();
    Ok(settled?.1.entries.len())
}

/// The run that applied this very plan before.
fn used_by(store: &Store, job: &Job, run: &RunId, plan: &Plan) -> anyhow::Result<Option<RunId>> {
    Ok(store.run_of_plan(job.name.as_str(), &plan.digest, run)?)
}

/// Records per mapping in the last good run that read it; `None` when there was no good run.
///
/// # Errors
/// When the state database fails.
pub fn counts_before(store: &Store, job: &Job) -> anyhow::Result<Option<BTreeMap<String, u64>>> {
    Ok(store.records_before(job.name.as_str())?)
}

fn refused(
    setting: &Setting,
    run: &RunId,
    plan: &Plan,
    refusals: Vec<Refusal>,
    notes: Vec<Said>,
    mut asking: Asking,
) -> anyhow::Result<Outcome> {
    saved::save(plan, &saved::path_of_run(&setting.project.folder, run))?;
    let message = message::list::in_a_row(refusals.iter().map(|refusal| &refusal.reason));
    let empty = plan.changes.is_empty() && plan.references.is_empty();
    if let Asking::Plan { questions: asked, .. } | Asking::Survey { questions: asked, .. } = &mut asking
        && !empty
    {
        asked.push(questions::plan_waits(&setting.project, plan, run, &message));
    }
    Ok(Outcome {
        refusals,
        go_on: (!empty).then(|| saved::approve(&setting.project, &plan.job, run).to_string()),
        planned: Some(Arc::new(plan.clone())),
        notes,
        asking,
        ..Outcome::unwritten(RunState::Refused, message)
    })
}

/// How a plan is written.
#[derive(Debug, Clone, Copy)]
struct WriteMode {
    made: Made,
    ledger: Ledger,
    /// Day of the run in the job's zone.
    today: NaiveDate,
}

async fn write(
    setting: &Setting,
    job: &Job,
    run: &RunId,
    desk: &OpenTarget,
    plan: &Plan,
    mode: WriteMode,
    watermarks: &HashMap<ClassName, i64>,
) -> anyhow::Result<Applied> {
    let context = ApplyContext {
        desk: desk.target.as_ref(),
        store: &setting.store,
        run,
        product: super::connect::product(&setting.project, &job.system),
        system: &job.system,
        job: job.name.as_str(),
        kinds: ColumnKinds::new(desk.target.schema(), plan),
        watermarks,
        progress: &setting.progress,
        stop: &setting.stop,
        adopt: job.adopt,
        today: mode.today,
        made: mode.made,
        ledger: mode.ledger,
        safe: &desk.safe,
        outcome_wait: desk.target.outcome_wait(),
    };
    apply(&context, plan).await
}

fn outcome_of(job: &Job, plan: &Plan, applied: Applied, notes: Vec<Said>, asking: Asking) -> Outcome {
    let rejected = too_many_rejects(plan, &job.limits);
    let partial = applied.failed > 0 || applied.changed_since_plan > 0 || applied.stopped || rejected;
    Outcome {
        message: applied.stopped.then(|| message::run::stopped_with_untried(applied.untried).said()),
        applied,
        notes,
        asking,
        ..Outcome::ended(if partial { RunState::Partial } else { RunState::Done })
    }
}

async fn story_of_plan(
    setting: &Setting,
    job: &Job,
    run: &RunId,
    plan: Plan,
    manner: &Manner,
) -> anyhow::Result<Outcome> {
    let (project, store) = (&setting.project, &setting.store);
    // Another person, or another node, may have approved it since it was looked at; from here on nobody can.
    if let Manner::Approved { of: Some(waiting), .. } = manner {
        decide::up_to_date(project, store, waiting, &plan).map_err(Undecided::into_error)?;
    }
    store.record_plan(run, &plan.counts, &plan.digest, &BTreeMap::new())?;
    let cells = match manner {
        Manner::Approved { of: Some(waiting), .. } => store.reject_cells(&waiting.run.id)?,
        Manner::Saved | Manner::Approved { of: None, .. } | Manner::Undo { .. } => RejectedCells::default(),
    };
    store.record_rejects(run, &plan.rejects, &cells)?;
    store.record_kept(run, &plan.kept)?;
    if let Some(used) = used_by(store, job, run, &plan)? {
        anyhow::bail!(message::saved::applied_before(&used));
    }
    let refusals = match manner {
        Manner::Saved => {
            let before = counts_before(store, job)?;
            let schema = super::connect::schema_of(project, &job.system);
            judge(schema, &plan, &job.limits, &Reading::default(), before.as_ref())
        }
        Manner::Approved { .. } | Manner::Undo { .. } => Vec::new(),
    };
    if !refusals.is_empty() {
        return refused(setting, run, &plan, refusals, Vec::new(), questions::of_plan(BTreeSet::new()));
    }
    let ledger = if matches!(manner, Manner::Undo { .. }) { Ledger::Keep } else { Ledger::Write };
    wait_for_system(setting, job, run).await?;
    let desk = connect::open_target(project, &job.system).await?;
    let outcome = async {
        let fenced = fence::fence(store, project, job, &desk).await?;
        let target_state = survey::look(project, job, desk.target.as_ref(), &setting.progress).await?;
        let day = today(job, Utc::now());
        let settled = settle_open(setting, job, &target_state, &fenced, day)?;
        fenced.forget(&desk, &settled.entries).await;
        let (plan, waits) = fence::without_waiting(target_state.schema, plan, &settled.waiting)?;
        let (plan, mut late) = survey::without_late_creations(project, job, &target_state, plan);
        late.extend(waits);
        let mode = WriteMode { made: Made::Before, ledger, today: day };
        let writing = write(setting, job, run, &desk, &plan, mode, &target_state.watermarks);
        let mut applied = step_at("apply", &job.system, writing).await?;
        applied.changed_since_plan += late.len() as u64;
        let written = match manner {
            Manner::Approved { .. } => questions::approved(&plan, applied),
            Manner::Saved | Manner::Undo { .. } => BTreeSet::new(),
        };
        let asking = questions::of_plan(written);
        let mut outcome = outcome_of(job, &plan, applied, late, asking);
        outcome.notes.extend(saved::keep_held(project, run, &plan)?);
        outcome.message = outcome.message.or_else(|| manner.message());
        anyhow::Ok(outcome)
    }
    .await;
    desk.close().await;
    outcome
}
