//! `approve`: applies the plan of a run that a limit refused, or what a run held for approval.

use crate::cli::Global;
use crate::engine::run::{self, Manner};
use crate::engine::{decide, saved};
use crate::message;
use crate::report::plan::Next;

use super::ending::{show_end, stoppable};
use super::print::Console;
use super::showing::{PlanShape, Shown, show_plan, wording};
use super::wish::PlanOnly;
use super::{Answer, Exit, find_job, load, open_store, setting};

/// What is approved, by whom and why.
pub struct Approval<'a> {
    /// Source keys of the changes; none: all of them.
    pub only: &'a [String],
    /// Who approves, for the journal.
    pub by: &'a str,
    /// Why.
    pub why: Option<&'a str>,
}

/// `approve RUN`
pub async fn approve(
    global: &Global,
    console: &Console,
    id: &str,
    approval: Approval<'_>,
    wish: PlanOnly,
) -> Answer {
    let Approval { only, by, why } = approval;
    let project = load(global)?;
    let store = open_store(&project)?;
    let waiting = decide::waiting(&project, &store, id)?;
    let plan = decide::part(&waiting, saved::load(&project, &waiting.path)?, only)?;
    decide::up_to_date(&project, &store, &waiting, &plan)?;
    let job = find_job(&project, &plan.job)?.clone();
    if let PlanOnly::Show(format) = wish {
        let approve = saved::approve(&project, &waiting.run.job, &waiting.run.id);
        let command = only.iter().fold(approve, |command, key| command.option("--only", key));
        let next = Next { text: message::plan::to_approve().said(), command: Some(command.to_string()) };
        let shown = Shown { plan: &plan, refusals: &[], next };
        show_plan(console, wording(&project, &job, console), &shown, PlanShape { format, limit: None })?;
        return Ok(Exit::Done);
    }
    let why = decide::reason(&job, why)?;
    let setting = setting(project, store, console);
    let manner = Manner::Approved { of: Some(Box::new(waiting)), by: Some(by.to_owned()), why };
    let ended = stoppable(console, &setting, run::run_plan(&setting, &job, plan, manner)).await?;
    Ok(show_end(console, &ended))
}
