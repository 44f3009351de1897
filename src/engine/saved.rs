//! Plans in files: saved whole, and taken only when they are what they say.

use std::path::{Path, PathBuf};

use super::reason::Context as _;
use anyhow::bail;
use serde::Serialize;

use crate::message;
use crate::model::Said;
use crate::model::command_line::UNNAMED_RUN;
use crate::model::project::Project;
use crate::model::said::InFrench;
use crate::model::{CommandLine, JobName, Plan, Question, RunId, Topic};
use crate::reconcile::{PLAN_FORMAT, held_plan, plan_digest};
use crate::systems::shared::put_private;

use super::{connect, survey};

/// Plans of this form carry no kinds: those of the mappings of today count.
const OLDEST_FORMAT: u32 = 1;

/// Stands in a command where a person writes a reason; as it is it is none.
pub const REASON: &str = "…";

/// A plan with the French of its texts beside them.
#[derive(Serialize)]
struct InFile<'p> {
    #[serde(flatten)]
    plan: &'p Plan,
    #[serde(skip_serializing_if = "InFrench::is_empty")]
    french: InFrench,
}

/// Saves a plan. The file appears whole or not at all.
///
/// # Errors
/// When the file cannot be written.
pub fn save(plan: &Plan, path: &Path) -> anyhow::Result<()> {
    let of = || message::saved::cannot_write(path.display());
    path.file_name().context(message::saved::no_file_name())?;
    let mut text = serde_json::to_vec_pretty(&InFile { plan, french: plan.in_french() }).with_context(of)?;
    text.push(b'\n');
    put_private(path, &text).with_context(of)
}

/// Reads a plan and checks that nobody changed it.
///
/// # Errors
/// A file that is no plan, of another version, or whose digest is not that of its content.
pub fn load(project: &Project, path: &Path) -> anyhow::Result<Plan> {
    let text = std::fs::read(path).with_context(|| message::saved::cannot_read(path.display()))?;
    let mut plan: Plan =
        serde_json::from_slice(&text).with_context(|| message::saved::no_plan(path.display()))?;
    if !(OLDEST_FORMAT..=PLAN_FORMAT).contains(&plan.format) {
        bail!(message::saved::other_form(path.display(), plan.format, PLAN_FORMAT));
    }
    let digest = plan_digest(&plan);
    if digest != plan.digest {
        bail!(message::saved::changed(path.display(), &digest, &plan.digest));
    }
    plan.restore_french();
    if plan.format == OLDEST_FORMAT
        && let Some(job) = project.jobs.get(&JobName::from(plan.job.as_str()))
    {
        plan.kinds = survey::kinds(project, job);
    }
    if let Some(schema) = connect::schema_of(project, &plan.system) {
        plan.name_parts(schema);
    }
    Ok(plan)
}

/// The command that approves the plan of a run of a job, with a place for the reason that the job asks for.
pub fn approve(project: &Project, job: &str, run: &RunId) -> CommandLine {
    with_reason(project, job, CommandLine::new("approve").argument(run.short()))
}

/// The command that takes a run of a job back.
pub fn undo(project: &Project, job: &str, run: &RunId) -> CommandLine {
    with_reason(project, job, CommandLine::new("undo").argument(run.short()))
}

fn with_reason(project: &Project, job: &str, command: CommandLine) -> CommandLine {
    match project.jobs.get(&JobName::from(job)) {
        Some(job) if job.limits.ask_reason => command.option("--why", REASON),
        Some(_) | None => command,
    }
}

/// Names the run in the command that approves what it holds.
pub fn name_run(project: &Project, job: &str, questions: &mut [Question], run: &RunId) {
    let unnamed = CommandLine::new("approve").argument(UNNAMED_RUN).to_string();
    let approve = approve(project, job, run).to_string();
    for question in questions.iter_mut().filter(|question| question.topic == Topic::Held) {
        let name = |text: &str| text.replacen(&unnamed, &approve, 1);
        let answer = question.answer.take().map(|answer| answer.map(name));
        question.answer = answer;
    }
}

/// Keeps what a run held for approval, where `approve` finds it. Returns what a person may do, one
/// line; `None` when nothing waits.
///
/// # Errors
/// When the file cannot be written.
pub fn keep_held(project: &Project, run: &RunId, plan: &Plan) -> anyhow::Result<Option<Said>> {
    if plan.held.is_empty() {
        return Ok(None);
    }
    save(&held_plan(plan), &path_of_run(&project.folder, run))?;
    let approve = approve(project, &plan.job, run);
    Ok(Some(message::saved::wait_for_approval(plan.held.len(), approve).said()))
}

/// Where the plan of a refused run is kept, or what a run held.
pub fn path_of_run(folder: &Path, run: &RunId) -> PathBuf {
    folder.join("var/plans").join(format!("{run}.json"))
}
