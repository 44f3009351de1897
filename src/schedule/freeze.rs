//! Freezes as spans of real time in the job's zone.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Timetable, later, zone};
use crate::model::job::Freeze;

/// A freeze that never ends is said to end after this long, and again after that.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// A span of real time; the end is not part of it.
type Span = (DateTime<Utc>, DateTime<Utc>);

impl Timetable {
    /// The end of the freeze that holds at an instant, following freezes without a gap included;
    /// `None` when no freeze holds.
    pub fn frozen_until(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut end = at;
        while end < later(at, LONGEST) {
            let near = self.freezes_between(end, later(end, TimeDelta::seconds(1)));
            match near.iter().filter(|(from, to)| *from <= end && end < *to).map(|span| span.1).max() {
                Some(to) => end = to,
                None => break,
            }
        }
        Some(end).filter(|end| *end > at)
    }

    /// How much of a span lies in freezes that held back at least one tick.
    pub(super) fn held_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let mut merged: Vec<Span> = Vec::new();
        let mut spans = self.freezes_between(from, to);
        spans.sort_unstable();
        for (begin, end) in spans {
            match merged.last_mut() {
                Some(last) if begin <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((begin, end)),
            }
        }
        merged
            .into_iter()
            .filter(|(begin, end)| {
                let just_before = super::earlier(*begin, self.jitter + TimeDelta::seconds(1));
                self.next_after(just_before).is_some_and(|tick| self.start_of(tick) < *end)
            })
            .map(|(begin, end)| end.min(to) - begin.max(from))
            .filter(|held| *held > TimeDelta::zero())
            .sum()
    }

    /// Every freeze that may touch a span, unsorted and unmerged.
    fn freezes_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Span> {
        let local_day = |at: DateTime<Utc>| zone::local(self.zone, at.timestamp()).map(|local| local.date());
        // A span that began yesterday reaches into today, and Samoa once had no yesterday.
        let first = local_day(from).and_then(|day| day.checked_sub_days(Days::new(2)));
        let (Some(first), Some(last)) = (first, local_day(to)) else {
            return Vec::new();
        };
        self.freeze
            .iter()
            .flat_map(|freeze| spans(freeze, self.zone, first, last))
            .filter(|(begin, end)| begin < end)
            .collect()
    }
}

/// The spans of a freeze that begin on the days from `first` to `last`; a dated one always.
fn spans(freeze: &Freeze, zone: Tz, first: NaiveDate, last: NaiveDate) -> Vec<Span> {
    match freeze {
        Freeze::Weekly { days, from, to } => first
            .iter_days()
            .take_while(|day| *day <= last)
            .filter(|day| days.is_empty() || days.contains(&day.weekday()))
            .filter_map(|day| {
                let end = if to > from { day } else { day.succ_opt()? };
                span(zone, day.and_time(*from), end.and_time(*to))
            })
            .collect(),
        Freeze::Dates { from, to } => to
            .succ_opt()
            .and_then(|end| span(zone, from.and_time(NaiveTime::MIN), end.and_time(NaiveTime::MIN)))
            .into_iter()
            .collect(),
    }
}

/// From the first instant that shows the begin to the last that shows the end.
fn span(zone: Tz, from: NaiveDateTime, to: NaiveDateTime) -> Option<Span> {
    let (begin, _) = zone::instants(zone, from)?;
    let (_, end) = zone::instants(zone, to)?;
    Some((begin, end))
}
