//! A run of a job that pulls reference data: each desk is read whole, what changed is told, and what
//! disappeared while a rule names it is asked about.

mod feed;
mod gone;

use std::sync::atomic::Ordering;

use chrono::Utc;

use super::connect;
use super::frame::{Ended, Outcome, Setting, close, open, with_heartbeat};
use crate::engine::reason;
use crate::message;
use crate::model::RunId;
use crate::model::RunState;
use crate::model::Said;
use crate::model::journal::Trigger;
use crate::model::project::Project;
use crate::model::refs_job::RefsJob;
use crate::model::rejected_cells::RejectedCells;
use crate::model::ticket::RefKind;
use crate::reconcile::Asking;
use crate::store::Store;

use super::in_run::in_run;
use super::ping;
use super::trace::{step, step_at};

pub use super::pull::{Pulled, pull};

/// Pulls the reference data of the job's desks into the state database.
///
/// # Errors
/// As [`super::run::run_job`].
pub async fn run_job(setting: &Setting, job: &RefsJob, trigger: Trigger) -> anyhow::Result<Ended> {
    let run = open(setting, job.head(), trigger)?;
    let whole = async {
        let outcome = with_heartbeat(setting, &run, Box::pin(story(setting, job, &run))).await;
        close(setting, job.head(), &run, outcome).await
    };
    in_run(&run, job.head(), trigger, ping::told(setting, job.head(), &run, Box::pin(whole))).await
}

/// Opens a desk and pulls kinds of its reference data.
///
/// # Errors
/// When the desk cannot be opened or a kind cannot be read whole; nothing is kept then.
pub async fn pull_from(
    project: &Project,
    store: &Store,
    system: &str,
    kinds: &[RefKind],
) -> anyhow::Result<Pulled> {
    let desk = connect::open_desk(project, system).await?;
    let pulled = pull(store, system, desk.desk.as_ref(), kinds, Utc::now()).await;
    desk.close().await;
    pulled
}

async fn story(setting: &Setting, job: &RefsJob, run: &RunId) -> anyhow::Result<Outcome> {
    let (project, store) = (&setting.project, &setting.store);
    let (mut lines, mut notes, mut silent, mut asked) = (Vec::new(), Vec::new(), 0, 0);
    let (mut columns, mut rejects, mut cells) = (Vec::new(), Vec::new(), RejectedCells::default());
    for system in &job.systems {
        if setting.stop.load(Ordering::Relaxed) {
            anyhow::bail!(message::refs::stopped_before(system));
        }
        setting.progress.stage(message::refs::reading(system));
        let kinds = job.pulled_from(system);
        if kinds.is_empty() {
            continue;
        }
        asked += 1;
        match step_at("pull", system, pull_from(project, store, system, &kinds)).await {
            Ok(pulled) => {
                lines.push(pulled.sentence());
                notes.extend(pulled.suspicions());
            }
            Err(error) => {
                silent += 1;
                tracing::error!(%system, error = format!("{error:#}"), "reference data could not be pulled");
                lines.push(message::refs::not_pulled(system, reason::of(&error)).said());
            }
        }
    }
    for fed in &job.feeds {
        setting.progress.stage(message::refs::reading(&fed.desk));
        asked += 1;
        match step("fill", feed::fill(project, store, job, fed, (run, &mut rejects, &mut cells))).await {
            Ok(brought) => {
                lines.push(brought.pulled.sentence());
                notes.extend(brought.pulled.suspicions());
                notes.extend(brought.notes);
                columns.extend(brought.columns);
            }
            Err(error) => {
                silent += 1;
                let of = message::refs::fed_by(&fed.desk, &fed.feed.mapping);
                tracing::error!(error = format!("{error:#}"), "reference data could not be read");
                lines.push(message::refs::not_pulled(of, reason::of(&error)).said());
            }
        }
    }
    store.record_rejects(run, &rejects, &cells)?;
    lines.extend(notes.iter().map(Said::from));
    let state = match silent {
        0 => RunState::Done,
        _ if silent == asked => RunState::Failed,
        _ => RunState::Partial,
    };
    Ok(Outcome {
        notes,
        asking: Asking::Survey {
            questions: gone::questions(project, store, &job.desks)?,
            unread: Vec::new(),
        },
        columns,
        ..Outcome::unwritten(state, Said::join(&lines, "\n"))
    })
}
