//! How a run ends for the person who started it: stopped with Ctrl-C, shown, with its exit code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::bail;

use super::print::{Console, Leaver};
use super::{Exit, explain_code};
use crate::engine::run;
use crate::engine::serve::{HUNG, frozen, shutdown_signal};
use crate::engine::webhooks;
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
    let rejects = report.rejects.iter().map(|reject| reject.reason.code());
    explain_code::name_pages(
        console,
        rejects.chain(report.refusals.iter().map(|refusal| refusal.reason.code())),
    );
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
    let (second, seconds) = tokio::sync::oneshot::channel();
    let (ended, until) = tokio::sync::oneshot::channel::<()>();
    let limit = setting.project.frozen_after;
    let watching =
        watch_signals(setting.stop.clone(), setting.store.clone(), limit, second, console.leaver());
    watch_apart(async move {
        tokio::select! {
            () = watching => {}
            _ = until => {}
        }
    })?;
    let outcome = tokio::select! {
        ended = running => ended,
        Ok(()) = seconds => bail!(message::run::stopped_at_once()),
    };
    drop(ended);
    if outcome.is_ok() {
        tokio::select! {
            () = webhooks::send_soon(&setting.project, &setting.store) => {}
            // They wait in the state database.
            () = shutdown_signal() => {}
        }
    }
    outcome
}

/// Ends the program where `serve` cannot do it: the state database is frozen, or hangs while it is to stop.
pub(super) fn guard_serving(console: &Console, setting: &run::Setting) -> anyhow::Result<()> {
    let (store, limit, leave) = (setting.store.clone(), setting.project.frozen_after, console.leaver());
    watch_apart(async move {
        tokio::select! {
            () = frozen(&store, limit) => tracing::error!("{}", message::run::state_frozen(limit)),
            () = shutdown_signal() => {
                // Jobs are cut off and mails given up before that, as long as anything of it goes on.
                frozen(&store, 4 * HUNG).await;
                tracing::error!("the state database does not answer; the next start settles what is open");
            }
        }
        leave.leave(Exit::CouldNotRun);
    })
}

/// Watches on a thread with timers and signals of its own. A call that the state database does not answer holds a
/// thread of the runtime, and where that is the one that waits for timers and signals, none comes any more: with a
/// stopped PostgreSQL `serve` stood for ever.
fn watch_apart(watching: impl Future<Output = ()> + Send + 'static) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("watch".to_owned()).spawn(move || runtime.block_on(watching))?;
    Ok(())
}

async fn watch_signals(
    stop: Arc<AtomicBool>,
    store: Arc<Store>,
    limit: Duration,
    second: tokio::sync::oneshot::Sender<()>,
    leave: Leaver,
) {
    tokio::select! {
        () = shutdown_signal() => {}
        // The thread of the run is held by the call and is given up with the program.
        () = frozen(&store, limit) => {
            tracing::error!("{}", message::run::state_frozen(limit));
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
