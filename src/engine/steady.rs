//! How long writes of unknown outcome have been waited for.
//!
//! Not by the wall clock, where the machine has a better one: one that was two hours behind when an opening was
//! sent let its wait be over at once, and iTop 3.2 carried the first one out after the second (28 Nov 2026). On another machine, and after a restart, the wait begins anew.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::RunId;
use crate::model::clock::SteadyTime;
use crate::store::Store;

/// Since when what runs left open is waited for.
#[derive(Debug)]
pub(super) struct Waited {
    /// How long a write may still be carried out where nothing proves its end.
    whole: TimeDelta,
    /// By the clock that nobody sets.
    since: BTreeMap<RunId, SteadyTime>,
}

impl Waited {
    /// For these runs.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn of(store: &Store, runs: &[&RunId], whole: TimeDelta) -> anyhow::Result<Self> {
        let Some(now) = now() else { return Ok(Self { whole, since: BTreeMap::new() }) };
        let since = store.waited_since(runs, &now)?;
        let since = since.into_iter().map(|(run, at)| (run, SteadyTime { at, ..now.clone() })).collect();
        Ok(Self { whole, since })
    }

    /// How long what a run sent at a time is to be waited for still; nothing or less: its time is over.
    pub(super) fn left(&self, run: &RunId, sent: DateTime<Utc>) -> TimeDelta {
        let steady = self.since.get(run).zip(now()).filter(|(since, now)| since.boot == now.boot);
        let waited = match steady {
            Some((since, now)) => TimeDelta::milliseconds(now.at.saturating_sub(since.at)),
            None => Utc::now().signed_duration_since(sent),
        };
        self.whole.checked_sub(&waited).unwrap_or(TimeDelta::MAX)
    }
}

/// The time by a clock that only goes forward; `None`: this system has none that tells its start apart.
#[cfg(target_os = "linux")]
pub(super) fn now() -> Option<SteadyTime> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let millis = time.tv_sec.checked_mul(1000)?.checked_add(time.tv_nsec / 1_000_000)?;
    Some(SteadyTime { boot: boot()?, at: millis })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn now() -> Option<SteadyTime> {
    None
}

/// Names the start of the machine, and the clock that this program sees of it: a container may have its own.
#[cfg(target_os = "linux")]
fn boot() -> Option<String> {
    static BOOT: std::sync::OnceLock<Option<String>> = std::sync::OnceLock::new();
    let read = || {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let clock = std::fs::read_link("/proc/self/ns/time").unwrap_or_default();
        Some(format!("{} {}", id.trim(), clock.display()).trim_end().to_owned())
    };
    BOOT.get_or_init(read).clone()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn waited(since: Option<SteadyTime>) -> Waited {
        let since = since.map(|since| (RunId("run".to_owned()), since));
        Waited { whole: TimeDelta::minutes(15), since: since.into_iter().collect() }
    }

    /// Minutes that are left of what was sent by a wall clock that was so many minutes behind.
    fn left(waited: &Waited, behind: i64) -> i64 {
        let left = waited.left(&RunId("run".to_owned()), Utc::now() - TimeDelta::minutes(behind));
        (left + TimeDelta::seconds(30)).num_minutes()
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_wait_counts_by_the_clock_that_nobody_sets() {
        let now = now().unwrap();
        let ago = |minutes: i64| Some(SteadyTime { at: now.at - minutes * 60_000, ..now.clone() });
        // Whatever the wall clock says: two hours behind, or ahead.
        for behind in [120, 4, -120] {
            assert_eq!(left(&waited(ago(4)), behind), 11);
            assert_eq!(left(&waited(ago(20)), behind), -4);
        }
    }

    #[test]
    fn without_such_a_clock_the_wall_clock_counts() {
        assert_eq!((left(&waited(None), 4), left(&waited(None), 20)), (11, -4));
    }
}
