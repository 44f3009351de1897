//! Clocks that are not right.

use chrono::{DateTime, TimeDelta, Utc};

/// The clocks of programs that share a state database differ by less: what lies further ahead was written by
/// a clock that has been set right since.
pub const SKEW: TimeDelta = TimeDelta::minutes(5);

/// A time by a clock that nobody sets: it only goes forward, also while the machine sleeps. Two of them can be
/// compared where they are of one start of one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SteadyTime {
    /// Names the start of the machine.
    pub boot: String,
    /// Milliseconds since that start.
    pub at: i64,
}

/// Lets a time of ours that lies ahead be now. True when it did.
pub fn set_right(at: &mut DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let ahead = *at > now + SKEW;
    if ahead {
        *at = now;
    }
    ahead
}
