//! Clock changes of a zone: when they happen and what a local time means around them.

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// No zone has changed its clock twice within this span since 1970.
const STEP_SECONDS: i64 = 12 * 3600;

/// A change of the UTC offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    /// The first second with the new offset, in seconds since the Unix epoch.
    pub(super) at: i64,
    /// The local time that the old offset would show at `at`.
    pub(super) local_before: NaiveDateTime,
    /// The local time that is shown at `at`.
    pub(super) local_after: NaiveDateTime,
}

/// The local time at a second since the Unix epoch; `None` outside of the calendar.
pub(super) fn local(zone: Tz, at: i64) -> Option<NaiveDateTime> {
    shifted(at, offset(zone, at)?)
}

/// The first change of the clock after `from` and not after `to`, both in seconds since the epoch.
pub(super) fn first_change(zone: Tz, from: i64, to: i64) -> Option<Change> {
    let old = offset(zone, from)?;
    let mut same = from;
    while same < to {
        let mut changed = to.min(same + STEP_SECONDS);
        if offset(zone, changed)? == old {
            same = changed;
            continue;
        }
        while changed - same > 1 {
            let middle = same + (changed - same) / 2;
            if offset(zone, middle)? == old {
                same = middle;
            } else {
                changed = middle;
            }
        }
        return Some(Change {
            at: changed,
            local_before: shifted(changed, old)?,
            local_after: local(zone, changed)?,
        });
    }
    None
}

/// The first and the last instant that show a local time; the end of the gap, twice, for a time
/// that a gap skips. `None` outside of the calendar.
pub(super) fn instants(zone: Tz, local: NaiveDateTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) => Some((at.to_utc(), at.to_utc())),
        LocalResult::Ambiguous(first, last) => Some((first.to_utc(), last.to_utc())),
        LocalResult::None => {
            let around = local.and_utc().timestamp();
            let change = first_change(zone, around - 2 * STEP_SECONDS, around + 2 * STEP_SECONDS)?;
            let end = DateTime::from_timestamp(change.at, 0)?;
            Some((end, end))
        }
    }
}

fn offset(zone: Tz, at: i64) -> Option<i64> {
    let utc = DateTime::from_timestamp(at, 0)?.naive_utc();
    Some(i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()))
}

fn shifted(at: i64, offset: i64) -> Option<NaiveDateTime> {
    DateTime::from_timestamp(at, 0)?.naive_utc().checked_add_signed(TimeDelta::seconds(offset))
}
