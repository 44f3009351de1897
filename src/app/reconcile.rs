//! `plan`, `drift`, `run`, `undo`.

use std::path::Path;

use crate::cli::{Global, PlanFormat};
use crate::engine::run::Manner;
use crate::engine::{adopt, connect, decide, read, run, saved, survey};
use crate::message;
use crate::model::journal::Trigger;
use crate::model::project::{AnyJob, Project};
use crate::model::{Job, Question, Run, Topic};
use crate::reconcile::{judge, too_many_rejects};
use crate::report::plan::Next;
use crate::store::Store;

use super::ending::{show_end, stoppable};
use super::print::Console;
use super::showing::{PlanShape, Shown, show_plan, to_apply, to_write, wording};
use super::wish::{PlanOnly, PlanWish};
use super::{
    Answer, Exit, Failure, find_any_job, find_job, load, open_store, open_store_if_there, setting, ticket_job,
};

/// `plan JOB`
pub async fn plan(global: &Global, console: &Console, job: &str, wish: &PlanWish<'_>) -> Answer {
    let project = load(global)?;
    let store = open_store_if_there(&project)?;
    let job = match find_any_job(&project, job)? {
        AnyJob::Records(job) => job,
        AnyJob::Tickets(job) => return ticket_job::plan(console, &project, store.as_ref(), job, wish).await,
        AnyJob::Refs(job) => {
            let text = message::jobs::nothing_to_plan(&job.name).said();
            return Err(Failure::Usage(text));
        }
    };
    let surveyed = survey_only(console, &project, store.as_ref(), job).await?;
    let plan = surveyed.planned.plan;
    let before = match &store {
        Some(store) => run::counts_before(store, job)?,
        None => None,
    };
    let schema = connect::schema_of(&project, &job.system);
    let refusals = judge(schema, &plan, &job.limits, &surveyed.planned.reading, before.as_ref());
    if let Some(out) = wish.out {
        saved::save(&plan, out)?;
    }
    for note in surveyed.forms.iter().chain(&surveyed.notes) {
        tracing::info!("{note}");
    }
    for line in &surveyed.columns {
        console.note(line);
    }
    for told in surveyed.planned.questions.iter().filter(|question| question.topic == Topic::Reading) {
        console.note(message::reading::told(&told.label, &told.text));
        if let Some(answer) = &told.answer {
            console.note(answer.map(|answer| format!("  → {answer}")));
        }
    }
    let is_name = |question: &&Question| question.topic == Topic::Removed && question.remote_id.is_none();
    for name in surveyed.planned.questions.iter().filter(is_name) {
        console.note(&name.text);
    }
    for doubt in &surveyed.planned.doubts {
        console.note(doubt);
    }
    let changes = !plan.changes.is_empty() || !plan.references.is_empty();
    let next = match wish.out {
        Some(out) => to_apply(out, &plan),
        None => to_write(&project, job, &plan, &refusals),
    };
    if wish.format != PlanFormat::Text
        && let Some(command) = next.command.as_ref().filter(|_| wish.out.is_some())
    {
        console.note(message::saved::apply_with(command));
    }
    let shown = Shown { plan: &plan, refusals: &refusals, next };
    let shape = PlanShape { format: wish.format, limit: Some(wish.limit) };
    show_plan(console, wording(&project, job, console), &shown, shape)?;
    Ok(if !refusals.is_empty() {
        Exit::Refused
    } else if too_many_rejects(&plan, &job.limits) {
        Exit::Partial
    } else if wish.detailed && changes {
        Exit::Changes
    } else {
        Exit::Done
    })
}

/// `drift JOB`
pub async fn drift(global: &Global, console: &Console, job: &str, format: PlanFormat) -> Answer {
    let project = load(global)?;
    let job = find_job(&project, job)?;
    let store = open_store_if_there(&project)?;
    let surveyed = survey_only(console, &project, store.as_ref(), job).await?;
    let plan = &surveyed.planned.plan;
    let shown = Shown { plan, refusals: &[], next: to_write(&project, job, plan, &[]) };
    show_plan(console, wording(&project, job, console), &shown, PlanShape { format, limit: None })?;
    for doubt in &surveyed.planned.doubts {
        console.note(doubt);
    }
    Ok(Exit::Done)
}

/// Reads sources and desk and plans, without writing anything anywhere.
async fn survey_only(
    console: &Console,
    project: &Project,
    store: Option<&Store>,
    job: &Job,
) -> anyhow::Result<survey::Surveyed> {
    let progress = crate::engine::Progress::visible(console.language());
    progress.stage(message::run::reading_sources());
    let files = read::find(project, store, job).await?;
    survey::survey_only(project, store, job, &files, None, &progress).await
}

/// `run JOB`
pub async fn run(global: &Global, console: &Console, job: &str) -> Answer {
    let project = load(global)?;
    find_any_job(&project, job)?;
    let store = open_store(&project)?;
    let setting = setting(project, store, console);
    let job = find_any_job(&setting.project, job)?;
    let ended = stoppable(console, &setting, run::run_any(&setting, job, Trigger::Command)).await?;
    Ok(show_end(console, &ended))
}

/// `run JOB --adopt-only`
pub async fn run_adopting(global: &Global, console: &Console, job: &str) -> Answer {
    let project = load(global)?;
    let job = find_job(&project, job)?.clone();
    let store = open_store(&project)?;
    let setting = setting(project, store, console);
    let ended = stoppable(console, &setting, adopt::adopt_job(&setting, &job)).await?;
    Ok(show_end(console, &ended))
}

/// `run --plan FILE`
pub async fn run_saved(global: &Global, console: &Console, path: &Path, expect: Option<&str>) -> Answer {
    let project = load(global)?;
    let here = path.to_owned();
    let beside = project.folder.join(path);
    let path = if here.exists() || !beside.exists() { here } else { beside };
    let plan = saved::load(&project, &path)?;
    if let Some(expect) = expect
        && expect != plan.digest
    {
        let text = message::saved::not_approved(path.display(), &plan.digest, expect);
        return Err(Failure::Other(anyhow::anyhow!(text)));
    }
    let job = find_job(&project, &plan.job)?.clone();
    if job.system != plan.system {
        let text = message::saved::other_system(&plan.system, &job.name, &job.system);
        return Err(Failure::Other(anyhow::anyhow!(text)));
    }
    let manner = match expect {
        Some(_) => Manner::Approved { of: None, by: None, why: None },
        None => Manner::Saved,
    };
    let store = open_store(&project)?;
    let setting = setting(project, store, console);
    let ended = stoppable(console, &setting, run::run_plan(&setting, &job, plan, manner)).await?;
    Ok(show_end(console, &ended))
}

/// `undo RUN`
pub async fn undo(
    global: &Global,
    console: &Console,
    id: &str,
    (by, why): (&str, Option<&str>),
    wish: PlanOnly,
) -> Answer {
    let project = load(global)?;
    let store = open_store(&project)?;
    let undone = find_run(&store, id)?;
    let job = find_job(&project, &undone.job)?.clone();
    let decide::Undoing { plan, lost } = decide::undoing(&project, &store, &job, &undone)?;
    for gone in &lost {
        console.note(gone);
    }
    if let PlanOnly::Show(format) = wish {
        let take_back = saved::undo(&project, &undone.job, &undone.id).to_string();
        let next = Next { text: message::plan::to_take_back().said(), command: Some(take_back) };
        let shape = PlanShape { format, limit: None };
        show_plan(
            console,
            wording(&project, &job, console),
            &Shown { plan: &plan, refusals: &[], next },
            shape,
        )?;
        return Ok(Exit::Done);
    }
    let why = decide::reason(&job, why)?;
    let setting = setting(project, store, console);
    let manner = Manner::Undo { run: undone.id, by: by.to_owned(), why };
    let ended = stoppable(console, &setting, run::run_plan(&setting, &job, plan, manner)).await?;
    Ok(show_end(console, &ended))
}

pub(super) fn find_run(store: &Store, id: &str) -> Result<Run, Failure> {
    let found = store.run(id).map_err(anyhow::Error::new)?;
    found.ok_or_else(|| Failure::Usage(message::run::unknown(id).said()))
}
