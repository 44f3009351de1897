//! The dead man: whether the silence of a job is long enough for a mail.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Timetable, zone};

/// A job of every minute is not missed before this.
const GRACE: TimeDelta = TimeDelta::hours(1);
/// A silence that lasts is told again after this.
const REPEAT: TimeDelta = TimeDelta::days(1);
/// Gaps that begin in the year after the silence began are compared.
const COMPARED: TimeDelta = TimeDelta::days(366);

impl Timetable {
    /// Whether to mail that no run has ended well for too long.
    ///
    /// A silence begins with the end of the last good run, or with `first_seen` when there was
    /// none. It is too long after `dead_man`, or else after twice the longest gap between two
    /// ticks and an hour more than that gap at least. Freezes that held back a tick do not count.
    /// A silence is told once, then once a day. A good run that lies in the future (the clock was
    /// wrong) is as silent as one that lies in the past.
    pub fn dead_man_due(
        &self,
        last_good: Option<DateTime<Utc>>,
        first_seen: DateTime<Utc>,
        last_alarm: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> bool {
        let begin = last_good.unwrap_or(first_seen);
        if last_alarm.is_some_and(|told| told >= begin && (now - told).abs() < REPEAT) {
            return false;
        }
        let silence = (now - begin).abs();
        let patience = self.patience(begin);
        silence >= patience && silence - self.held_between(begin, now) >= patience
    }

    /// How long a silence that begins at an instant may last.
    pub fn patience(&self, begin: DateTime<Utc>) -> TimeDelta {
        self.dead_man.unwrap_or_else(|| {
            let gap = self.longest_gap(begin);
            (gap * 2).max(gap + GRACE)
        })
    }

    /// The longest gap between two ticks that begins within a year, to within the hour of a change
    /// of the clock; zero when the job has no two ticks.
    fn longest_gap(&self, from: DateTime<Utc>) -> TimeDelta {
        let mut longest = self.calendar.longest_gap_in_day();
        let Some(first) = self.next_after(from) else {
            return longest;
        };
        let mut tick = first;
        while tick - first < COMPARED {
            let last = self.last_of_day(tick).map_or(tick, |last| last.max(tick));
            let Some(next) = self.next_after(last) else {
                break;
            };
            longest = longest.max(next - last);
            tick = next;
        }
        longest
    }

    /// The last tick on the local day of a tick.
    fn last_of_day(&self, tick: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let day = zone::local(self.zone, tick.timestamp())?.date();
        let (once, again) = zone::instants(self.zone, day.and_time(self.calendar.last_time()?))?;
        Some(if self.calendar.is_hourly() { again } else { once })
    }
}
