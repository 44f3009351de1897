//! Clocks that are not right.

use chrono::{DateTime, TimeDelta, Utc};

/// The clocks of programs that share a state database differ by less: what lies further ahead was written by
/// a clock that has been set right since.
pub const SKEW: TimeDelta = TimeDelta::minutes(5);

/// Lets a time of ours that lies ahead be now. True when it did.
pub fn set_right(at: &mut DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let ahead = *at > now + SKEW;
    if ahead {
        *at = now;
    }
    ahead
}
