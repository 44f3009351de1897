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

/// A time of a template, `2026-01-15T11:30:00+01:00`, as `2026-01-15 10:30:00 UTC`; `None`: it is no time.
pub fn in_utc(text: &str) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(told_in_utc(at.to_utc()))
}

/// A time as notes tell it: to the second, in the one zone that needs no explanation.
pub fn told_in_utc(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// Lets a time of ours that lies ahead be now. True when it did.
pub fn set_right(at: &mut DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let ahead = *at > now + SKEW;
    if ahead {
        *at = now;
    }
    ahead
}
