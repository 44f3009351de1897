//! Plans on a terminal, whichever command shows them, with what a person does next; and `show-plan FILE`.

use std::path::{Path, PathBuf};

use crate::cli::{Global, PlanFormat};
use crate::engine::{connect, saved};
use crate::message;
use crate::model::change::Refusal;
use crate::model::project::Project;
use crate::model::schema::Wording;
use crate::model::{CommandLine, Job, JobName, Plan, Reading};
use crate::reconcile::judge;
use crate::report;
use crate::report::plan::{Next, Page};

use super::print::Console;
use super::{Answer, Exit, Failure, explain_code, load, open_store_if_there};

/// How a plan is printed.
#[derive(Debug, Clone, Copy)]
pub struct PlanShape {
    /// Form on standard output.
    pub format: PlanFormat,
    /// Lines of each list in the text.
    pub limit: Option<usize>,
}

/// A plan with what belongs to it.
pub(super) struct Shown<'p> {
    pub(super) plan: &'p Plan,
    /// Limits that refuse it.
    pub(super) refusals: &'p [Refusal],
    /// What a person does next.
    pub(super) next: Next,
}

/// Prints a plan.
pub(super) fn show_plan(
    console: &Console,
    wording: Wording,
    shown: &Shown<'_>,
    shape: PlanShape,
) -> anyhow::Result<()> {
    let Shown { plan, refusals, next } = shown;
    match shape.format {
        PlanFormat::Text => {
            let page = Page { width: console.width(), color: console.color(), most: shape.limit };
            console.print_painted(report::plan::text(wording, plan, refusals, page)?);
            if !plan.adoption.is_empty() {
                let lines = report::plan::adoption(wording, &plan.adoption)?;
                let heading = message::run::on_the_desk_already().text(console.language());
                console.print(format!("\n{heading}\n{lines}"));
            }
            console.print_painted(report::plan::next(wording, next, page)?);
            let rejects = plan.rejects.iter().map(|reject| reject.reason.code());
            let refused = refusals.iter().map(|refusal| refusal.reason.code());
            explain_code::name_pages(console, rejects.chain(refused));
        }
        PlanFormat::Markdown => {
            console.print(report::plan::markdown(wording, plan, refusals)?);
            if !plan.adoption.is_empty() {
                let lines = report::plan::adoption(wording, &plan.adoption)?;
                let heading = message::run::on_the_desk_already().text(console.language());
                console.print(format!("\n## {heading}\n\n```\n{lines}```\n"));
            }
        }
        PlanFormat::Json => {
            console.print_json(plan)?;
            for refusal in *refusals {
                console.note(message::run::refused_by(&refusal.limit, &refusal.reason));
            }
        }
    }
    Ok(())
}

/// What a person does to have a plan written that was made just now.
pub(super) fn to_write(project: &Project, job: &Job, plan: &Plan, refusals: &[Refusal]) -> Next {
    if let Some(why) = project.systems.get(&job.system).and_then(|system| system.only_reads.as_ref()) {
        return Next { text: why.clone(), command: None };
    }
    let run = CommandLine::new("run").argument(job.name.as_str()).to_string();
    let empty = plan.changes.is_empty() && plan.references.is_empty();
    let (text, command) = match (refusals.is_empty(), empty, plan.held.is_empty()) {
        (true, true, true) => (message::plan::nothing_to_write(), None),
        (true, true, false) => (message::plan::to_hold(), Some(run)),
        (true, false, _) => (message::plan::to_write(), Some(run)),
        (false, true, _) => (message::plan::would_fail(), None),
        // The refused run tells everybody, and keeps the plan: `approve RUN` is what the run, its mail and the list
        // of questions advise, too.
        (false, false, _) => (message::plan::to_refuse(), Some(run)),
    };
    Next { text: text.said(), command }
}

/// What a person does to have a plan applied that is in a file.
pub(super) fn to_apply(path: &Path, plan: &Plan) -> Next {
    let command =
        CommandLine::new("run").option("--plan", &path.to_string_lossy()).option("--expect", &plan.digest);
    Next { text: message::plan::to_apply().said(), command: Some(command.to_string()) }
}

/// `show-plan FILE`
pub(super) fn show_plan_of(global: &Global, console: &Console, plan: &Path, shape: PlanShape) -> Answer {
    let project = load(global)?;
    let (path, next) = found(&project, plan)?;
    let plan = saved::load(&project, &path)?;
    let next = next.unwrap_or_else(|| to_apply(&path, &plan));
    let job = project.jobs.get(&JobName::from(plan.job.as_str()));
    let schema = connect::schema_of(&project, &plan.system);
    let refusals = match job {
        Some(job) => judge(schema, &plan, &job.limits, &Reading::default(), None),
        None => Vec::new(),
    };
    let wording = Wording { schema, language: console.language() };
    show_plan(console, wording, &Shown { plan: &plan, refusals: &refusals, next }, shape)?;
    Ok(Exit::Done)
}

/// The file of a plan: as it was named, below the project, or that of a run; of a run with how it is approved.
fn found(project: &Project, named: &Path) -> Result<(PathBuf, Option<Next>), Failure> {
    let below = project.folder.join(named);
    if let Some(path) = [named, &below].into_iter().find(|path| path.is_file()) {
        return Ok((path.to_owned(), None));
    }
    let run = match (named.to_str(), open_store_if_there(project)?) {
        (Some(id), Some(store)) => store.run(id).map_err(anyhow::Error::new)?,
        (None, _) | (_, None) => None,
    };
    let of_run = run.map(|run| (saved::path_of_run(&project.folder, &run.id), run));
    match of_run {
        Some((path, run)) if path.exists() => {
            let text = message::plan::to_approve().said();
            let command = saved::approve(project, &run.job, &run.id).to_string();
            Ok((path, Some(Next { text, command: Some(command) })))
        }
        Some((_, run)) => Err(Failure::Usage(message::plan::run_kept_none(run.id.short()).said())),
        None => Err(Failure::Usage(message::plan::no_file(named.display()).said())),
    }
}

/// How the classes and columns of a job's target are called for who reads the terminal.
pub(super) fn wording(project: &Project, job: &Job, console: &Console) -> Wording {
    Wording { schema: connect::schema_of(project, &job.system), language: console.language() }
}
