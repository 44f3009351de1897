//! A run that the program begins by itself, of the schedule or because it was asked for: it is stopped when it takes too
//! long, and how it ended stands in the log.

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::message;
use crate::model::RunState;
use crate::model::job::JobHead;
use crate::model::journal::Trigger;
use crate::model::project::AnyJob;
use crate::model::report::Report;
use crate::store::StoreError;

use super::run::{Setting, run_any};

/// A run that is asked to stop gets this long for the batches in hand.
pub(super) const GRACE: Duration = Duration::from_secs(120);

/// For how long a run of a job goes on at most.
pub(super) fn longest(job: JobHead<'_>) -> Duration {
    job.schedule.map_or(Duration::MAX, |schedule| schedule.timeout)
}

/// Runs a job, for so long at most as its schedule lets it. What did not come to a run is told.
///
/// # Errors
/// The run did not stop when it was asked to, or could not be opened or closed.
pub(super) async fn run_for(setting: &Setting, any: AnyJob<'_>, trigger: Trigger) -> anyhow::Result<()> {
    let job = any.head();
    let running = run_any(setting, any, trigger);
    tokio::pin!(running);
    let ended = tokio::select! {
        ended = &mut running => ended,
        () = tokio::time::sleep(longest(job)) => {
            tracing::error!(job = %job.name, "the run takes too long and is stopped after the batches in hand");
            let was = setting.stop.swap(true, Ordering::Relaxed);
            let ended = tokio::time::timeout(GRACE, &mut running).await;
            setting.stop.store(was, Ordering::Relaxed);
            match ended {
                Ok(ended) => ended,
                Err(_) => anyhow::bail!(message::run::cut()),
            }
        }
    };
    ended.map(|ended| log_end(&ended.report))
}

/// Why a job was not run, as far as the state database says.
pub(super) fn refusal(error: &anyhow::Error) -> Option<&StoreError> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

/// What whoever watches the log of the schedule must not miss: a run that did not end well, with its reason.
fn log_end(report: &Report) {
    let run = &report.run;
    let reason = run
        .message
        .as_ref()
        .map(|said| said.english())
        .map(|message| message.lines().collect::<Vec<_>>().join("; "));
    let reason = reason.as_deref();
    match run.state {
        RunState::Failed => tracing::error!(run.id = %run.id, job = %run.job, reason, "the run failed"),
        RunState::Refused => tracing::warn!(run.id = %run.id, job = %run.job, reason, "the plan was refused"),
        RunState::Interrupted => {
            tracing::warn!(run.id = %run.id, job = %run.job, reason, "the run was interrupted");
        }
        RunState::Partial => tracing::warn!(
            run.id = %run.id, job = %run.job, applied = run.applied, failed = run.failed,
            moved = run.changed_since_plan, rejected = run.counts.reject, reason, "the run did not do everything"
        ),
        RunState::Done | RunState::Running => {}
    }
}
