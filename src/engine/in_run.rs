//! A run under its spans: the one of its lines in the log, and the root of its trace, which says how it ended.

use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use super::frame::Ended;
use super::trace::{fail, fail_with, figure};
use crate::model::job::JobHead;
use crate::model::journal::Trigger;
use crate::model::trace::TRACED;
use crate::model::{RunId, RunState};

/// Does a run: its id stands on every line of the log, and it is the root of a trace of its own, whatever is traced
/// around it. One that is cut off is one that failed. `whole` is as large as a run, and better in a box.
///
/// # Errors
/// Those of the run.
pub(super) async fn in_run(
    run: &RunId,
    job: JobHead<'_>,
    trigger: Trigger,
    whole: impl Future<Output = anyhow::Result<Ended>>,
) -> anyhow::Result<Ended> {
    let span = tracing::info_span!(
        target: TRACED, parent: None, "run",
        "otel.name" = format!("run {}", job.name),
        "stocktake.job" = job.name.as_str(),
        "stocktake.run.id" = run.0.as_str(),
        "stocktake.run.trigger" = begun_by(trigger),
        "stocktake.run.state" = Empty,
        "stocktake.run.applied" = Empty,
        "stocktake.run.failed" = Empty,
        "stocktake.run.rejected" = Empty,
        "error.type" = Empty,
        "otel.status_code" = Empty,
    );
    let root = Root { span: span.clone(), has_ended: false };
    let lines = tracing::error_span!("run", run.id = %run, job = %job.name);
    let ended = whole.instrument(lines).instrument(span).await;
    root.end(&ended);
    ended
}

fn begun_by(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Command => "command",
        Trigger::Schedule => "schedule",
        Trigger::Request => "request",
    }
}

struct Root {
    span: Span,
    has_ended: bool,
}

impl Root {
    fn end(mut self, ended: &anyhow::Result<Ended>) {
        self.has_ended = true;
        match ended {
            Ok(Ended { report, .. }) => {
                let run = &report.run;
                self.span.record("stocktake.run.state", run.state.as_str());
                self.span.record("stocktake.run.applied", figure(run.applied));
                self.span.record("stocktake.run.failed", figure(run.failed));
                self.span.record("stocktake.run.rejected", figure(run.counts.reject));
                match run.state {
                    RunState::Failed | RunState::Interrupted | RunState::Running => {
                        fail(&self.span, run.message.as_ref().and_then(|said| said.code()));
                    }
                    // A limit that refuses a plan does what it is for.
                    RunState::Done | RunState::Partial | RunState::Refused => {}
                }
            }
            Err(error) => fail_with(&self.span, error),
        }
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        if !self.has_ended {
            self.span.record("stocktake.run.state", RunState::Interrupted.as_str());
            fail(&self.span, None);
        }
    }
}
