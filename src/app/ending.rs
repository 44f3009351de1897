//! How a run ends for the person who started it: stopped with Ctrl-C, shown, with its exit code.

use std::sync::atomic::Ordering;

use anyhow::bail;

use super::Exit;
use super::print::Console;
use crate::engine::run;
use crate::engine::serve::shutdown_signal;
use crate::message;
use crate::model::RunState;
use crate::report;

pub(super) fn show_end(console: &Console, ended: &run::Ended) -> Exit {
    let report = &ended.report;
    console.print(report::render::terminal(report, console.color(), console.width()));
    for note in &ended.notes {
        console.note(note);
    }
    exit_of(report.run.state)
}

/// The exit code of a run.
fn exit_of(state: RunState) -> Exit {
    match state {
        RunState::Done => Exit::Done,
        RunState::Partial => Exit::Partial,
        RunState::Refused => Exit::Refused,
        RunState::Failed | RunState::Interrupted | RunState::Running => Exit::CouldNotRun,
    }
}

/// Ctrl-C and SIGTERM stop a run after the batches in hand, a second one at once: the next run
/// settles what is open then.
pub(super) async fn stoppable(
    setting: &run::Setting,
    running: impl Future<Output = anyhow::Result<run::Ended>>,
) -> anyhow::Result<run::Ended> {
    let stop = async {
        shutdown_signal().await;
        tracing::warn!("stopping after the batches in hand; once more stops at once");
        setting.stop.store(true, Ordering::Relaxed);
        shutdown_signal().await;
    };
    tokio::select! {
        ended = running => ended,
        () = stop => bail!(message::run::stopped_at_once()),
    }
}
