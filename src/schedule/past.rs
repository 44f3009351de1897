//! What became of the starts that lie behind: which run took which tick, and what nobody took. It is told by the
//! schedule as it is now; where that was another one then, it may tell of starts that never were.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Timetable, earlier, later};

/// The tick of the first run is looked for so far back.
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

/// Starts that lie behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PastStarts {
    /// The starts, the newest first.
    pub starts: Vec<Past>,
    /// Whether there were more.
    pub is_cut: bool,
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
    /// The starts from `since` on, at most `most`, the newest first. `runs` are the times at which runs of the schedule began,
    /// `since` or later, the oldest first; where one began at `since`, its start is the first that is told.
    pub fn past(
        &self,
        runs: &[DateTime<Utc>],
        since: DateTime<Utc>,
        now: DateTime<Utc>,
        most: usize,
    ) -> PastStarts {
        let by_tick = |begun: DateTime<Utc>| earlier(begun, self.jitter);
        let tick_of_first = runs.first().filter(|begun| **begun == since).and_then(|begun| {
            let until = by_tick(*begun);
            self.last_between(earlier(until, BACK), until)
        });
        let begin = tick_of_first.map_or(since, |tick| tick.min(since));
        let mut tick = self.next_after(earlier(begin, TimeDelta::seconds(1)));
        let (mut starts, mut is_cut) = (VecDeque::new(), false);
        while let Some(at) = tick.filter(|at| self.start_of(*at) <= now) {
            tick = self.next_after(at);
            let start = self.start_of(at);
            // The first run that began from this tick on; it took this one unless the next had come by then.
            let place = runs.partition_point(|begun| by_tick(*begun) < at);
            let fate = match runs.get(place) {
                Some(begun) if tick.is_none_or(|next| by_tick(*begun) < next) => Fate::Ran(place),
                Some(begun) if *begun <= later(start, self.deadline) => Fate::MadeUp(place),
                Some(_) | None => Fate::LeftOut,
            };
            starts.push_front(Past { tick: at, start, fate, frozen_until: self.frozen_until(start) });
            is_cut |= starts.len() > most;
            starts.truncate(most);
        }
        PastStarts { starts: starts.into(), is_cut }
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
        let (since, now) = (runs[0], at("2026-08-07T03:00:00Z"));
        let expected = [
            ("07", Fate::LeftOut, false),
            ("06", Fate::Ran(2), false),
            ("05", Fate::Ran(1), true),
            ("04", Fate::LeftOut, false),
            ("03", Fate::Ran(0), false),
        ];
        let expected: Vec<(String, Fate, bool)> =
            expected.into_iter().map(|(day, fate, is_frozen)| (day.to_owned(), fate, is_frozen)).collect();
        let whole = table.past(&runs, since, now, 5);
        assert_eq!((fates(&whole.starts), whole.is_cut), (expected, false));
        let cut = table.past(&runs, since, now, 2);
        assert_eq!((cut.starts, cut.is_cut), (whole.starts[..2].to_vec(), true));
        let later = table.past(&[], at("2026-08-06T12:00:00Z"), now, 10);
        assert_eq!(fates(&later.starts), [("07".to_owned(), Fate::LeftOut, false)]);
    }

    #[test]
    fn starts_that_no_run_took_are_told_without_any_run() {
        let past =
            timetable(Vec::new()).past(&[], at("2026-08-04T02:00:00Z"), at("2026-08-06T02:00:00Z"), 10);
        let days: Vec<(String, Fate, bool)> =
            ["06", "05", "04"].map(|day| (day.to_owned(), Fate::LeftOut, false)).into();
        assert_eq!(fates(&past.starts), days);
    }

    #[test]
    fn a_late_run_stands_for_what_was_missed_within_the_deadline() {
        let table = timetable(Vec::new());
        let runs = [at("2026-08-03T02:00:04Z"), at("2026-08-06T05:00:00Z")];
        let past = table.past(&runs, runs[0], at("2026-08-06T06:00:00Z"), 10);
        let fates: Vec<Fate> = past.starts.iter().map(|past| past.fate).collect();
        assert_eq!(fates, [Fate::Ran(1), Fate::MadeUp(1), Fate::LeftOut, Fate::Ran(0)]);
    }
}
