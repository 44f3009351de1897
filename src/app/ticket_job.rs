//! `plan JOB` of a ticket job, and `tickets create`.

use crate::cli::{Global, PlanFormat};
use crate::engine::tickets::{self, ByHand};
use crate::message;
use crate::model::project::Project;
use crate::model::ticket_job::TicketJob;
use crate::store::Store;
use crate::triage::render;

use super::ending::{show_end, stoppable};
use super::print::Console;
use super::wish::PlanWish;
use super::{Answer, Exit, Failure, find_any_job, load, open_store, setting};

/// `plan JOB` of a ticket job: what a run would open, note, reopen, solve and acknowledge now.
pub(super) async fn plan(
    console: &Console,
    project: &Project,
    store: Option<&Store>,
    job: &TicketJob,
    wish: &PlanWish<'_>,
) -> Answer {
    if wish.out.is_some() {
        let text = message::jobs::ticket_plan_not_kept();
        return Err(Failure::Usage(text.said()));
    }
    let plan = tickets::preview(project, store, job).await?;
    match wish.format {
        PlanFormat::Text => {
            console.print(render::text(&plan, Some(wish.limit), console.width().min(100), console.language()))
        }
        PlanFormat::Markdown => console.print(render::markdown(&plan, console.language())),
        PlanFormat::Json => console.print_json(&plan)?,
    }
    let troubled = plan.monitors.iter().chain(&plan.desks).filter(|asked| asked.trouble.is_some());
    if troubled.count() > 0 || !plan.failures.is_empty() {
        return Ok(Exit::Partial);
    }
    Ok(if wish.detailed && !render::is_empty(&plan) { Exit::Changes } else { Exit::Done })
}

/// `tickets create`
pub(super) async fn create(global: &Global, console: &Console, job: &str, wanted: &ByHand) -> Answer {
    let project = load(global)?;
    let Some(job) = project.ticket_jobs.get(find_any_job(&project, job)?.head().name).cloned() else {
        return Err(Failure::Usage(message::jobs::opens_no_tickets(job).said()));
    };
    if !job.hears(&wanted.monitor) {
        let known: Vec<&str> = job.listens_to().collect();
        let text = message::jobs::no_monitor(&job.name, &wanted.monitor, known.join(", ")).said();
        return Err(Failure::Usage(text));
    }
    if let Some(name) = &wanted.rule
        && !job.rules.iter().any(|rule| *rule.name == **name)
    {
        let known: Vec<&str> = job.rules.iter().map(|rule| &*rule.name).collect();
        let text = message::jobs::no_rule(&job.name, name, known.join(", ")).said();
        return Err(Failure::Usage(text));
    }
    let store = open_store(&project)?;
    let setting = setting(project, store, console);
    let ended = stoppable(console, &setting, tickets::open_by_hand(&setting, &job, wanted)).await?;
    Ok(show_end(console, &ended))
}
