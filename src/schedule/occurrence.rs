//! The ticks of a schedule as instants, by the rule of ISC cron for changes of the clock.
//!
//! croner 4.0.3 parses the expressions but does not find the instants: in the night without its hour it leaves
//! `*/20 2 * * *` out, in the long one it runs `0 */2 * * *` twice at two, and over the day that Samoa skipped
//! it finds nothing (tests/it/schedule/clock_change.rs).

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Utc};

use super::{Timetable, zone};

/// A weekday on 29 February comes back after 40 years at most (2096 is followed by 2104).
const HORIZON_SECONDS: i64 = 41 * 366 * 86_400;
/// Searched at once for a tick, then for a change of the clock before that tick.
const STRIDE_SECONDS: i64 = 32 * 86_400;
/// No overlap is longer than a day; after two the clock is past what it showed twice.
const LOOK_BACK_SECONDS: i64 = 2 * 86_400;

impl Timetable {
    /// The first tick after an instant; `None` when there is none within 41 years.
    ///
    /// A job whose hour field names every hour runs whenever the clock shows a named time: twice
    /// in an overlap, never in a gap. Any other job runs once for each named time: at the end of
    /// the gap that skips it, at the first of the two instants of an overlap.
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !(0..=9000).contains(&after.year()) {
            return None;
        }
        let horizon = after.timestamp() + HORIZON_SECONDS;
        let mut at = after.timestamp();
        let mut from = self.first_unnamed(at)?;
        while at < horizon {
            let shown = zone::local(self.zone, at)?;
            let stride_end = shown + TimeDelta::seconds(STRIDE_SECONDS + 1);
            let found = self.calendar.first_in(from, stride_end);
            let reach = found.map_or(STRIDE_SECONDS, |found| (found - shown).num_seconds());
            match zone::first_change(self.zone, at, at + reach) {
                Some(change) => {
                    if self.falls_in_gap(from, change) {
                        return DateTime::from_timestamp(change.at, 0);
                    }
                    from = if self.calendar.is_hourly() {
                        change.local_after
                    } else {
                        from.max(change.local_before).max(change.local_after)
                    };
                    at = change.at;
                }
                None if found.is_some() => return DateTime::from_timestamp(at + reach, 0),
                None => {
                    at += STRIDE_SECONDS;
                    from = from.max(stride_end);
                }
            }
        }
        None
    }

    /// The last tick after `since` and not after `until`.
    pub(super) fn last_between(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let first = self.next_after(since).filter(|tick| *tick <= until)?;
        let any_after = |at| self.next_after(at).is_some_and(|tick| tick <= until);
        if !any_after(first) {
            return Some(first);
        }
        // Halved until one second is left between a time with a tick after it and one without.
        let (mut some, mut none) = (first.timestamp(), until.timestamp());
        while none - some > 1 {
            let middle = some + (none - some) / 2;
            if any_after(DateTime::from_timestamp(middle, 0)?) {
                some = middle;
            } else {
                none = middle;
            }
        }
        DateTime::from_timestamp(none, 0)
    }

    /// How many ticks lie after `since` and before `until`; counted up to `limit`.
    pub(super) fn count_between(&self, since: DateTime<Utc>, until: DateTime<Utc>, limit: u32) -> u32 {
        let mut count = 0;
        let mut last = since;
        while count < limit
            && let Some(tick) = self.next_after(last).filter(|tick| *tick < until)
        {
            count += 1;
            last = tick;
        }
        count
    }

    /// The first local time after the one shown at `at` that has not been shown before.
    fn first_unnamed(&self, at: i64) -> Option<NaiveDateTime> {
        let next = zone::local(self.zone, at)? + TimeDelta::seconds(1);
        if self.calendar.is_hourly() {
            return Some(next);
        }
        let change = zone::first_change(self.zone, at - LOOK_BACK_SECONDS, at);
        Some(change.map_or(next, |change| next.max(change.local_before)))
    }

    fn falls_in_gap(&self, from: NaiveDateTime, change: zone::Change) -> bool {
        let gap_from = from.max(change.local_before);
        !self.calendar.is_hourly() && self.calendar.first_in(gap_from, change.local_after).is_some()
    }
}
