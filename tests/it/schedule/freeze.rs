//! Freezes: weekly over midnight, dated, over a change of the clock, and without end.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use stocktake::model::job::Schedule;
use stocktake::schedule::{Due, Lateness, Start, Timetable};

use super::{DAY, Freeze, HOUR, local, paris, schedule, timetable};

const PARIS: &str = "Europe/Paris";

fn clock(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn weekly(days: &[Weekday], from: &str, to: &str) -> Freeze {
    Freeze::Weekly { days: days.to_vec(), from: clock(from), to: clock(to) }
}

fn dates(from: &str, to: &str) -> Freeze {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    Freeze::Dates { from: day(from), to: day(to) }
}

fn frozen(cron: &str, freeze: Vec<Freeze>) -> Timetable {
    timetable(&Schedule { freeze, ..schedule(cron, PARIS) })
}

#[test]
fn a_night_on_friday_ends_on_saturday_morning() {
    let timetable = frozen("0 * * * *", vec![weekly(&[Weekday::Fri], "22:00:00", "06:00:00")]);
    let end = Some(paris("2026-05-09 06:00"));
    assert_eq!(timetable.frozen_until(paris("2026-05-08 21:59")), None);
    assert_eq!(timetable.frozen_until(paris("2026-05-08 22:00")), end);
    assert_eq!(timetable.frozen_until(paris("2026-05-09 05:59")), end);
    assert_eq!(timetable.frozen_until(paris("2026-05-09 06:00")), None);
    assert_eq!(timetable.frozen_until(paris("2026-05-09 22:00")), None);
}

#[test]
fn both_dates_of_a_dated_freeze_belong_to_it() {
    let timetable = frozen("0 * * * *", vec![dates("2026-12-19", "2027-01-03")]);
    let end = Some(paris("2027-01-04 00:00"));
    assert_eq!(timetable.frozen_until(paris("2026-12-18 23:59")), None);
    assert_eq!(timetable.frozen_until(paris("2026-12-19 00:00")), end);
    assert_eq!(timetable.frozen_until(paris("2027-01-03 23:59")), end);
    assert_eq!(timetable.frozen_until(paris("2027-01-04 00:00")), None);
}

#[test]
fn freezes_that_touch_are_one() {
    let timetable = frozen(
        "0 * * * *",
        vec![
            weekly(&[Weekday::Fri], "18:00:00", "00:00:00"),
            weekly(&[Weekday::Sat, Weekday::Sun], "00:00:00", "00:00:00"),
        ],
    );
    assert_eq!(timetable.frozen_until(paris("2026-05-08 18:00")), Some(paris("2026-05-11 00:00")));
}

#[test]
fn a_freeze_is_in_the_zone_of_the_job() {
    let plan =
        Schedule { freeze: vec![weekly(&[], "08:00:00", "18:00:00")], ..schedule("0 * * * *", "Asia/Tokyo") };
    assert_eq!(
        timetable(&plan).frozen_until(local("Asia/Tokyo", "2026-05-05 08:00")),
        Some(local("Asia/Tokyo", "2026-05-05 18:00"))
    );
    assert_eq!(timetable(&plan).frozen_until(paris("2026-05-05 12:00")), None);
}

#[test]
fn a_freeze_covers_an_hour_shown_twice_whole() {
    let timetable = frozen("0 * * * *", vec![weekly(&[], "01:00:00", "02:30:00")]);
    // 01:00 summer time to 02:30 winter time.
    let begin = paris("2026-10-25 01:00");
    assert_eq!(timetable.frozen_until(begin), Some(begin + TimeDelta::minutes(150)));
    // On the other change 02:30 is skipped: the freeze ends with the gap.
    assert_eq!(timetable.frozen_until(paris("2026-03-29 01:00")), Some(paris("2026-03-29 03:00")));
}

#[test]
fn a_tick_in_a_freeze_runs_right_after_it() {
    let plan = Schedule {
        deadline: 8 * HOUR,
        freeze: vec![weekly(&[Weekday::Tue], "00:00:00", "06:00:00")],
        ..schedule("0 2 * * *", PARIS)
    };
    let nightly = timetable(&plan);
    let last = paris("2026-05-04 02:00");
    let (tick, until) = (paris("2026-05-05 02:00"), paris("2026-05-05 06:00"));
    assert_eq!(nightly.due(Some(last), last, paris("2026-05-05 01:00")), Due::NotYet { next: Some(tick) });
    assert_eq!(nightly.due(Some(last), last, tick), Due::Frozen { until, tick });
    assert_eq!(nightly.due(Some(last), last, until), Due::Run { tick, coalesced: 0 });
    assert_eq!(
        nightly.upcoming(last, 2),
        [Start { tick, at: until }, Start { tick: paris("2026-05-06 02:00"), at: paris("2026-05-06 02:00") }]
    );
}

#[test]
fn a_tick_in_a_freeze_longer_than_the_deadline_is_skipped_with_that_reason() {
    let nightly = frozen("0 2 * * *", vec![weekly(&[Weekday::Tue], "00:00:00", "06:00:00")]);
    let last = paris("2026-05-04 02:00");
    let next = paris("2026-05-06 02:00");
    assert_eq!(
        nightly.due(Some(last), last, paris("2026-05-05 06:00")),
        Due::TooLate {
            tick: paris("2026-05-05 02:00"),
            coalesced: 0,
            cause: Lateness::Freeze,
            next: Some(next)
        }
    );
    assert_eq!(nightly.upcoming(last, 1), [Start { tick: next, at: next }]);
}

#[test]
fn a_freeze_of_two_weeks_is_told_once_at_its_end() {
    let nightly = frozen("0 2 * * *", vec![dates("2026-12-19", "2027-01-03")]);
    let last = paris("2026-12-18 02:00");
    assert!(matches!(nightly.due(Some(last), last, paris("2026-12-28 09:00")), Due::Frozen { .. }));
    let due = nightly.due(Some(last), last, paris("2027-01-04 00:00"));
    assert!(matches!(due, Due::TooLate { coalesced: 15, cause: Lateness::Freeze, .. }), "{due:?}");
}

#[test]
fn the_latest_tick_of_a_freeze_stands_for_the_others() {
    let hourly = frozen("0 * * * *", vec![weekly(&[], "00:00:00", "05:30:00")]);
    let last = paris("2026-05-04 23:00");
    assert_eq!(
        hourly.due(Some(last), last, paris("2026-05-05 05:30")),
        Due::Run { tick: paris("2026-05-05 05:00"), coalesced: 5 }
    );
    let shown: Vec<_> = hourly.upcoming(last, 2).iter().map(|start| start.at).collect();
    assert_eq!(shown, [paris("2026-05-05 05:30"), paris("2026-05-05 06:00")]);
}

#[test]
fn a_freeze_without_end_shows_no_start_and_does_not_hang() {
    let timetable = frozen("*/5 * * * *", vec![weekly(&[], "00:00:00", "00:00:00")]);
    let now = paris("2026-05-05 12:00");
    assert!(timetable.upcoming(now, 3).is_empty());
    let until = timetable.frozen_until(now).unwrap();
    assert!(until > now + TimeDelta::days(365));
    let seen = now - TimeDelta::from_std(DAY).unwrap();
    assert!(matches!(timetable.due(None, seen, now), Due::Frozen { .. }));
}
