//! What became of the starts that lie behind: which run took which tick, and what nobody took. It is told by the
//! schedule as it is now; where that was another one then, it may tell of starts that never were.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Timetable, earlier, later};

/// Before the first run, its tick is looked for so far back.
const BACK: TimeDelta = TimeDelta::days(370);

/// A start that lies behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its tick.
    pub tick: DateTime<Utc>,
    /// When it was to happen, jitter included.
    pub start: DateTime<Utc>,
    /// What became of it.
    pub fate: Fate,
    /// The end of the freeze that held when it was to happen.
    pub frozen_until: Option<DateTime<Utc>>,
}

/// What became of a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// This run, by its place in the list.
    Ran(usize),
    /// Nobody took it in time; this later run stands for it as well.
    MadeUp(usize),
    /// No run stands for it.
    LeftOut,
}

impl Timetable {
    /// The starts from that of the first of these runs of the schedule on, at most `most`, the newest first. `runs` are
    /// the times at which they began, the oldest first.
    pub fn past(
        &self,
        runs: &[DateTime<Utc>],
        since: DateTime<Utc>,
        now: DateTime<Utc>,
        most: usize,
    ) -> Vec<Past> {
        let Some(first) = runs.first() else { return Vec::new() };
        let own_tick = |begun: DateTime<Utc>| {
            let until = earlier(begun, self.jitter);
            self.last_between(earlier(until, BACK), until)
        };
        let ticks: Vec<Option<DateTime<Utc>>> = runs.iter().map(|begun| own_tick(*begun)).collect();
        let begin = ticks.first().copied().flatten().unwrap_or(*first).max(since);
        let mut tick = self.next_after(earlier(begin, TimeDelta::seconds(1)));
        let mut starts = std::collections::VecDeque::new();
        while let Some(at) = tick.filter(|at| self.start_of(*at) <= now) {
            let start = self.start_of(at);
            let own = ticks.iter().position(|of| *of == Some(at));
            let later_run = || {
                let next = ticks.iter().position(|of| of.is_some_and(|of| of > at));
                next.filter(|place| runs[*place] <= later(start, self.deadline))
            };
            let fate = match own {
                Some(place) => Fate::Ran(place),
                None => later_run().map_or(Fate::LeftOut, Fate::MadeUp),
            };
            starts.push_front(Past { tick: at, start, fate, frozen_until: self.frozen_until(start) });
            starts.truncate(most);
            tick = self.next_after(at);
        }
        starts.into()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use std::time::Duration;

    use super::*;
    use crate::model::job::{Freeze, JobName, Schedule};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn timetable(freeze: Vec<Freeze>) -> Timetable {
        let schedule = Schedule {
            cron: "0 2 * * *".to_owned(),
            zone: chrono_tz::UTC,
            jitter: Duration::ZERO,
            deadline: Duration::from_secs(30 * 3_600),
            timeout: Duration::from_secs(3_600),
            freeze,
            dead_man: None,
        };
        Timetable::new(&JobName::from("nightly"), &schedule).unwrap()
    }

    fn fates(past: &[Past]) -> Vec<(String, Fate, bool)> {
        let told = |past: &Past| (past.tick.format("%d").to_string(), past.fate, past.frozen_until.is_some());
        past.iter().map(told).collect()
    }

    #[test]
    fn each_start_has_its_run_or_one_that_stands_for_it_or_none() {
        let day = "2026-08-05".parse().unwrap();
        let table = timetable(vec![Freeze::Dates { from: day, to: day }]);
        let runs = [at("2026-08-03T02:00:04Z"), at("2026-08-06T00:00:01Z"), at("2026-08-06T02:00:02Z")];
        let past = table.past(&runs, DateTime::UNIX_EPOCH, at("2026-08-07T03:00:00Z"), 10);
        let expected = [
            ("07", Fate::LeftOut, false),
            ("06", Fate::Ran(2), false),
            ("05", Fate::Ran(1), true),
            ("04", Fate::LeftOut, false),
            ("03", Fate::Ran(0), false),
        ];
        let expected: Vec<(String, Fate, bool)> =
            expected.into_iter().map(|(day, fate, is_frozen)| (day.to_owned(), fate, is_frozen)).collect();
        assert_eq!(fates(&past), expected);
        assert!(table.past(&[], DateTime::UNIX_EPOCH, at("2026-08-07T03:00:00Z"), 10).is_empty());
        let cut = table.past(&runs, DateTime::UNIX_EPOCH, at("2026-08-07T03:00:00Z"), 2);
        assert_eq!(cut.len(), 2);
        let later = table.past(&runs, at("2026-08-06T12:00:00Z"), at("2026-08-07T03:00:00Z"), 10);
        assert_eq!(fates(&later), [("07".to_owned(), Fate::LeftOut, false)]);
    }

    #[test]
    fn a_late_run_stands_for_what_was_missed_within_the_deadline() {
        let table = timetable(Vec::new());
        let runs = [at("2026-08-03T02:00:04Z"), at("2026-08-06T05:00:00Z")];
        let past = table.past(&runs, DateTime::UNIX_EPOCH, at("2026-08-06T06:00:00Z"), 10);
        let fates: Vec<Fate> = past.iter().map(|past| past.fate).collect();
        assert_eq!(fates, [Fate::Ran(1), Fate::MadeUp(1), Fate::LeftOut, Fate::Ran(0)]);
    }
}
