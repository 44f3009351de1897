//! What systemd is told of `serve` (`Type=notify`, `WatchdogSec=`; sd_notify(3)). Under anything else nobody listens,
//! and nothing is said.

use std::time::Duration;

use crate::message::start;
use sd_notify::NotifyState;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Jobs are started at their times from now on.
pub(super) fn is_up() {
    let status = start::jobs_at_their_times().to_string();
    tell(&[NotifyState::Ready, NotifyState::Status(&status)]);
}

/// The configuration is read again.
pub(super) fn reloads() {
    tell(&[NotifyState::Status(&start::reading_again().to_string())]);
}

/// It ends, and waits for what is in hand.
pub(super) fn ends() {
    let status = start::waiting_for_runs().to_string();
    tell(&[NotifyState::Stopping, NotifyState::Status(&status)]);
}

/// The loop that starts the jobs still turns.
pub(super) fn lives() {
    tell(&[NotifyState::Watchdog]);
}

/// How often it has to be said that the loop turns; where nobody watches, once an hour does no harm.
pub(super) fn beats() -> Interval {
    let limit = sd_notify::watchdog_enabled().filter(|limit| !limit.is_zero());
    // Half of the limit, as sd_watchdog_enabled(3) asks.
    let mut beats = interval(limit.map_or(Duration::from_secs(3600), |limit| limit / 2));
    beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beats
}

fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd could not be told");
    }
}
