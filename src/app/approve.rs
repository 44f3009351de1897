//! `approve`: applies the plan of a run that a limit refused, or what a run held for approval.

use std::collections::BTreeSet;

use crate::cli::Global;
use crate::engine::run::{self, Manner};
use crate::engine::saved;
use crate::message;
use crate::model::project::Project;
use crate::model::{Change, Plan, Run, RunState};
use crate::reconcile::only_these;
use crate::report::plan::Next;
use crate::store::Store;

use super::ending::{show_end, stoppable};
use super::print::Console;
use super::reconcile::find_run;
use super::showing::{PlanShape, Shown, show_plan, wording};
use super::wish::PlanOnly;
use super::{Answer, Exit, Failure, find_job, load, open_store, setting};

/// What is approved, and by whom.
pub struct Approval<'a> {
    /// Source keys of the changes; none: all of them.
    pub only: &'a [String],
    /// Who approves, for the journal.
    pub by: &'a str,
}

/// `approve RUN`
pub async fn approve(
    global: &Global,
    console: &Console,
    id: &str,
    approval: Approval<'_>,
    wish: PlanOnly,
) -> Answer {
    let Approval { only, by } = approval;
    let project = load(global)?;
    let store = open_store(&project)?;
    let waiting = find_run(&store, id)?;
    let path = saved::path_of_run(&project.folder, &waiting.id);
    let waits = match waiting.state {
        RunState::Refused | RunState::Done | RunState::Partial => path.exists(),
        RunState::Running | RunState::Failed | RunState::Interrupted => false,
    };
    if !waits {
        let state = waiting.state.as_str();
        let text = message::approve::nothing_waits(&waiting.id, state).said();
        return Err(Failure::Usage(text));
    }
    let mut plan = saved::load(&project, &path)?;
    if !only.is_empty() {
        let known = |key: &String| plan.changes.iter().any(|change| change.source_key == *key);
        if let Some(key) = only.iter().find(|key| !known(key)) {
            return Err(Failure::Usage(message::approve::changes_nothing(&waiting.id, key).said()));
        }
        plan = only_these(plan, only);
    }
    if waiting.state == RunState::Refused {
        up_to_date(&store, &waiting)?;
    } else {
        still_held(&project, &store, &waiting, &plan)?;
    }
    let job = find_job(&project, &plan.job)?.clone();
    if let PlanOnly::Show(format) = wish {
        let only = only.iter().map(|key| format!(" --only {key}")).collect::<String>();
        let command = format!("{}{only}", saved::approve(&waiting.id));
        let next = Next { text: message::plan::to_approve().said(), command: Some(command) };
        let shown = Shown { plan: &plan, refusals: &[], next };
        show_plan(console, wording(&project, &job, console), &shown, PlanShape { format, limit: None })?;
        return Ok(Exit::Done);
    }
    let setting = setting(project, store, console);
    let manner = Manner::Approved { by: Some(by.to_owned()) };
    let ended = stoppable(console, &setting, run::run_plan(&setting, &job, plan, manner)).await?;
    Ok(show_end(console, &ended))
}

/// A refused plan is out of date once a run has ended well.
fn up_to_date(store: &Store, refused: &Run) -> Result<(), Failure> {
    let since = store.last_good_run(&refused.job).map_err(anyhow::Error::new)?;
    let Some(since) = since.filter(|since| since.id > refused.id) else { return Ok(()) };
    let text = message::approve::out_of_date(&since.id, &refused.id);
    Err(Failure::Other(anyhow::anyhow!(text)))
}

/// What an earlier run held may be approved as long as the last one that read the sources holds the
/// same.
fn still_held(project: &Project, store: &Store, waiting: &Run, plan: &Plan) -> Result<(), Failure> {
    let read = store.last_run_that_read(&waiting.job).map_err(anyhow::Error::new)?;
    let Some(last) = read.filter(|last| last.id > waiting.id) else { return Ok(()) };
    let path = saved::path_of_run(&project.folder, &last.id);
    let held = if path.exists() { saved::load(project, &path)?.changes } else { Vec::new() };
    let same = |change: &Change| {
        let values = |change: &Change| -> BTreeSet<String> {
            let own = change.fields.iter().chain(change.children.iter().flat_map(|child| &child.fields));
            own.map(|field| format!("{} {} {}", field.field, field.before, field.after)).collect()
        };
        held.iter().any(|other| {
            (&other.class, other.remote_id) == (&change.class, change.remote_id)
                && values(other) == values(change)
        })
    };
    let Some(other) = plan.changes.iter().find(|change| !same(change)) else { return Ok(()) };
    let text = message::approve::no_longer_held(&last.id, &waiting.id, &other.source_key);
    Err(Failure::Other(anyhow::anyhow!(text)))
}
