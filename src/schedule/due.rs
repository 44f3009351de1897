//! Whether a job is to start now: missed ticks made one, the deadline, freezes; and what comes next.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Timetable, earlier, later};

/// Missed ticks are counted up to this many.
const COUNTED: u32 = 10_000;
/// Freezes without a start after them that are looked through for the next start.
const LOOKED_THROUGH: u32 = 500;
/// A start that is held back longer is not foretold.
const FORETOLD: TimeDelta = TimeDelta::days(3_660);

/// What is to be done about a job now.
///
/// After `Run` and `TooLate` the caller keeps `tick` as the job's last tick, and hands it in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing; ask again at `next`. `None`: the job never runs again.
    NotYet {
        /// The next start, jitter included.
        next: Option<DateTime<Utc>>,
    },
    /// Start one run, now.
    Run {
        /// The latest tick that was reached.
        tick: DateTime<Utc>,
        /// Earlier ticks that this run stands for as well; counted up to 10 000.
        coalesced: u32,
    },
    /// No run: it would start later than the deadline. To be reported.
    TooLate {
        /// The latest tick that was reached.
        tick: DateTime<Utc>,
        /// Earlier ticks that were skipped as well; counted up to 10 000.
        coalesced: u32,
        /// Why it is late.
        cause: Lateness,
        /// The next start, jitter included; `None`: the job never runs again.
        next: Option<DateTime<Utc>>,
    },
    /// Not now; ask again at `until`.
    Frozen {
        /// End of the freeze.
        until: DateTime<Utc>,
        /// The latest tick that was reached.
        tick: DateTime<Utc>,
    },
}

/// Why a start is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    /// A freeze held when it should have started.
    Freeze,
    /// Nobody started it: the program was down, the machine slept, the run before took too long.
    Missed,
}

/// A start to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start {
    /// The tick it belongs to.
    pub tick: DateTime<Utc>,
    /// When it happens: the tick plus jitter, or the end of the freeze that holds it back.
    pub at: DateTime<Utc>,
}

impl Timetable {
    /// What is to be done about the job now.
    ///
    /// `last_tick` is the last tick that was handed out, `None` before the first. Ticks up to
    /// `first_seen`, when the program first met the job with this schedule, never count: a new job
    /// catches up with nothing. A clock set back yields no tick twice.
    pub fn due(
        &self,
        last_tick: Option<DateTime<Utc>>,
        first_seen: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Due {
        let since = last_tick.map_or(first_seen, |tick| tick.max(first_seen));
        let reached = earlier(now, self.jitter);
        let next = self.next_after(since.max(reached)).map(|tick| self.start_of(tick));
        let Some(tick) = self.last_between(since, reached) else {
            return Due::NotYet { next };
        };
        if let Some(until) = self.frozen_until(now) {
            return Due::Frozen { until, tick };
        }
        let coalesced = self.count_between(since, tick, COUNTED);
        let start = self.start_of(tick);
        if now <= later(start, self.deadline) {
            return Due::Run { tick, coalesced };
        }
        let cause = match self.frozen_until(start) {
            Some(_) => Lateness::Freeze,
            None => Lateness::Missed,
        };
        Due::TooLate { tick, coalesced, cause, next }
    }

    /// Whether the last tick was handed out by a clock that was ahead, by so much that waiting for it would
    /// leave out more than one tick. One that comes again after a small step back is not handed out twice.
    pub fn is_ahead(&self, last_tick: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        last_tick > now && self.count_between(now, later(last_tick, chrono::TimeDelta::seconds(1)), 2) == 2
    }

    /// The next `count` starts after `now`, for display: what a freeze holds back stands at the end
    /// of the freeze, what it makes too late is left out.
    pub fn upcoming(&self, now: DateTime<Utc>, count: usize) -> Vec<Start> {
        let mut starts = Vec::new();
        let mut after = earlier(now, self.jitter);
        while starts.len() < count
            && let Some(start) = self.next_start(after)
        {
            after = start.tick;
            starts.push(start);
        }
        starts
    }

    /// The first start that really happens for a tick after an instant.
    fn next_start(&self, after: DateTime<Utc>) -> Option<Start> {
        let mut tick = self.next_after(after)?;
        let horizon = later(tick, FORETOLD);
        for _ in 0..LOOKED_THROUGH {
            let at = self.start_of(tick);
            let Some(until) = self.frozen_until(at) else {
                return Some(Start { tick, at });
            };
            let held = self.last_between(tick, earlier(until, self.jitter)).unwrap_or(tick);
            let runs_then = self.frozen_until(until).is_none();
            if runs_then && until <= later(self.start_of(held), self.deadline) {
                return Some(Start { tick: held, at: until });
            }
            tick = self.next_after(held).filter(|tick| *tick < horizon)?;
        }
        None
    }
}
