//! Missed ticks, the deadline, jitter, and a clock that is set back.

use chrono::TimeDelta;
use stocktake::schedule::{Due, Lateness};

use super::{DAY, HOUR, MINUTE, paris, schedule, timetable};

const PARIS: &str = "Europe/Paris";

#[test]
fn a_new_job_waits_for_its_first_tick() {
    let nightly = timetable(&schedule("0 2 * * *", PARIS));
    let seen = paris("2026-05-04 02:10");
    let next = Some(paris("2026-05-05 02:00"));
    assert_eq!(nightly.due(None, seen, seen), Due::NotYet { next });
    assert_eq!(nightly.due(None, seen, paris("2026-05-05 01:59")), Due::NotYet { next });
    assert_eq!(
        nightly.due(None, seen, paris("2026-05-05 02:00")),
        Due::Run { tick: paris("2026-05-05 02:00"), coalesced: 0 }
    );
}

#[test]
fn a_tick_that_was_handed_out_is_not_handed_out_again() {
    let nightly = timetable(&schedule("0 2 * * *", PARIS));
    let tick = paris("2026-05-05 02:00");
    assert_eq!(
        nightly.due(Some(tick), paris("2026-05-01 00:00"), tick),
        Due::NotYet { next: Some(paris("2026-05-06 02:00")) }
    );
}

#[test]
fn an_hour_of_missed_quarters_is_one_run() {
    let quarters = timetable(&schedule("*/15 * * * *", PARIS));
    let last = paris("2026-05-05 02:00");
    assert_eq!(
        quarters.due(Some(last), last, paris("2026-05-05 03:05")),
        Due::Run { tick: paris("2026-05-05 03:00"), coalesced: 3 }
    );
}

#[test]
fn a_job_of_every_second_that_slept_for_a_year_answers_with_one_run() {
    let seconds = timetable(&schedule("* * * * * *", PARIS));
    let last = paris("2025-05-05 02:00");
    let now = paris("2026-05-05 02:00");
    assert_eq!(seconds.due(Some(last), last, now), Due::Run { tick: now, coalesced: 10_000 });
}

#[test]
fn a_start_just_in_time_runs_and_a_later_one_is_skipped_and_told() {
    let mut plan = schedule("0 2 * * *", PARIS);
    plan.deadline = 2 * HOUR;
    let nightly = timetable(&plan);
    let last = paris("2026-05-02 02:00");
    let tick = paris("2026-05-05 02:00");
    assert_eq!(nightly.due(Some(last), last, paris("2026-05-05 04:00")), Due::Run { tick, coalesced: 2 });
    assert_eq!(
        nightly.due(Some(last), last, paris("2026-05-05 04:01")),
        Due::TooLate { tick, coalesced: 2, cause: Lateness::Missed, next: Some(paris("2026-05-06 02:00")) }
    );
}

#[test]
fn a_schedule_changed_today_does_not_catch_up_with_its_new_hours() {
    let mut plan = schedule("0 8 * * *", PARIS);
    plan.deadline = DAY;
    let changed = paris("2026-05-05 10:00");
    assert_eq!(
        timetable(&plan).due(Some(paris("2026-05-05 02:00")), changed, changed),
        Due::NotYet { next: Some(paris("2026-05-06 08:00")) }
    );
}

#[test]
fn a_clock_set_back_does_not_run_the_job_twice() {
    let nightly = timetable(&schedule("0 2 * * *", PARIS));
    let tick = paris("2026-05-05 02:00");
    for now in ["2026-05-05 01:55", "2026-05-04 01:00", "2020-01-01 00:00"] {
        assert_eq!(
            nightly.due(Some(tick), paris("2026-05-01 00:00"), paris(now)),
            Due::NotYet { next: Some(paris("2026-05-06 02:00")) },
            "{now}"
        );
    }
}

#[test]
fn a_clock_that_was_ahead_is_known_by_the_ticks_that_waiting_for_it_would_leave_out() {
    let (often, nightly) = (schedule("* * * * *", PARIS), schedule("0 2 * * *", PARIS));
    let (often, nightly) = (timetable(&often), timetable(&nightly));
    let now = paris("2026-05-05 00:00");
    let two_hours = paris("2026-05-05 02:00");
    assert!(often.is_ahead(two_hours, now));
    assert!(!nightly.is_ahead(two_hours, now), "it ran this night");
    assert!(nightly.is_ahead(paris("2026-05-07 02:00"), now));
    for last in ["2026-05-05 00:00", "2026-05-05 00:01", "2026-05-04 23:59"] {
        assert!(!often.is_ahead(paris(last), now), "{last}");
    }
}

#[test]
fn jitter_moves_every_start_of_a_job_by_the_same_amount() {
    let mut plan = schedule("0 2 * * *", PARIS);
    plan.jitter = 30 * MINUTE;
    plan.deadline = MINUTE;
    let nightly = timetable(&plan);
    let seen = paris("2026-03-28 12:00");
    let starts = nightly.upcoming(seen, 3);
    let delay = starts[0].at - starts[0].tick;
    assert!(delay > TimeDelta::zero() && delay <= TimeDelta::minutes(30), "{delay}");
    assert!(starts.iter().all(|start| start.at - start.tick == delay));

    let tick = paris("2026-03-29 03:00");
    let second = TimeDelta::seconds(1);
    assert_eq!(nightly.due(None, seen, tick + delay - second), Due::NotYet { next: Some(tick + delay) });
    assert_eq!(nightly.due(None, seen, tick + delay), Due::Run { tick, coalesced: 0 });
    // The deadline counts from the start, not from the tick.
    assert_eq!(
        nightly.due(None, seen, tick + delay + TimeDelta::minutes(1)),
        Due::Run { tick, coalesced: 0 }
    );
    assert!(matches!(nightly.due(None, seen, tick + delay + TimeDelta::seconds(61)), Due::TooLate { .. }));
}
