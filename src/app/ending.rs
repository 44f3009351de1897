//! How a run ends for the person who started it: stopped with Ctrl-C, shown, with its exit code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::bail;

use super::Exit;
use super::print::{Console, Leaver};
use crate::engine::run;
use crate::engine::serve::{FROZEN, HUNG, frozen, shutdown_signal};
use crate::message;
use crate::model::RunState;
use crate::model::report::Report;
use crate::report;
use crate::report::render::Length;
use crate::store::Store;

pub(super) fn show_end(console: &Console, ended: &run::Ended) -> Exit {
    let report = Report { language: console.language(), ..ended.report.clone() };
    console.print_painted(report::render::terminal(&report, Length::Short, console.color(), console.width()));
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
    console: &Console,
    setting: &run::Setting,
    running: impl Future<Output = anyhow::Result<run::Ended>>,
) -> anyhow::Result<run::Ended> {
    // A task of its own: the state database holds the thread of the run while it does not answer.
    let mut watch = tokio::task::JoinSet::new();
    let (second, seconds) = tokio::sync::oneshot::channel();
    watch.spawn(watch_signals(setting.stop.clone(), setting.store.clone(), second, console.leaver()));
    tokio::select! {
        ended = running => ended,
        Ok(()) = seconds => bail!(message::run::stopped_at_once()),
    }
}

async fn watch_signals(
    stop: Arc<AtomicBool>,
    store: Arc<Store>,
    second: tokio::sync::oneshot::Sender<()>,
    leave: Leaver,
) {
    tokio::select! {
        () = shutdown_signal() => {}
        // The thread of the run is held by the call and is given up with the program.
        () = frozen(&store, FROZEN) => {
            tracing::error!("{}", message::run::state_frozen(FROZEN.as_secs() / 60));
            leave.leave(Exit::CouldNotRun);
            return;
        }
    }
    tracing::warn!("stopping after the batches in hand; once more stops at once");
    stop.store(true, Ordering::Relaxed);
    let hung = frozen(&store, HUNG);
    tokio::select! {
        () = shutdown_signal() => {
            let _ = second.send(());
            // Nobody may be there to hear it.
            tokio::time::sleep(Duration::from_secs(2)).await;
            tracing::error!("the run does not end and is left; the next one settles what is open");
        }
        () = hung => {
            tracing::error!("the state database does not answer; the next run settles what is open");
        }
    }
    leave.leave(Exit::CouldNotRun);
}
