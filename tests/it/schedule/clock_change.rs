//! Ticks around changes of the clock, and expressions that never come true.

use std::time::Instant;

use stocktake::model::job::JobName;
use stocktake::schedule::{BadCron, Timetable};

use super::{HOUR, schedule, ticks, timetable, utc};

const PARIS: &str = "Europe/Paris";
const NEW_YORK: &str = "America/New_York";
const LORD_HOWE: &str = "Australia/Lord_Howe";
const APIA: &str = "Pacific/Apia";

#[test]
fn a_nightly_job_keeps_its_local_time_in_summer_and_winter() {
    assert_eq!(
        ticks("30 6 * * *", PARIS, "2026-03-28 00:00", 3),
        ["03-28 06:30 +01:00", "03-29 06:30 +02:00", "03-30 06:30 +02:00"]
    );
    assert_eq!(
        ticks("30 6 * * *", PARIS, "2026-10-24 00:00", 3),
        ["10-24 06:30 +02:00", "10-25 06:30 +01:00", "10-26 06:30 +01:00"]
    );
}

#[test]
fn a_nightly_job_runs_once_in_the_night_without_its_hour() {
    assert_eq!(
        ticks("30 2 * * *", PARIS, "2026-03-28 00:00", 3),
        ["03-28 02:30 +01:00", "03-29 03:00 +02:00", "03-30 02:30 +02:00"]
    );
    assert_eq!(
        ticks("0 2 * * *", PARIS, "2027-03-27 12:00", 2),
        ["03-28 03:00 +02:00", "03-29 02:00 +02:00"]
    );
    assert_eq!(
        ticks("30 2 * * *", NEW_YORK, "2026-03-07 12:00", 2),
        ["03-08 03:00 -04:00", "03-09 02:30 -04:00"]
    );
    assert_eq!(
        ticks("59 2 * * *", NEW_YORK, "2027-03-13 12:00", 2),
        ["03-14 03:00 -04:00", "03-15 02:59 -04:00"]
    );
}

#[test]
fn a_nightly_job_runs_once_in_the_night_that_has_its_hour_twice() {
    assert_eq!(
        ticks("30 2 * * *", PARIS, "2026-10-24 12:00", 2),
        ["10-25 02:30 +02:00", "10-26 02:30 +01:00"]
    );
    assert_eq!(
        ticks("0 2 * * *", PARIS, "2027-10-30 12:00", 2),
        ["10-31 02:00 +02:00", "11-01 02:00 +01:00"]
    );
    assert_eq!(
        ticks("30 1 * * *", NEW_YORK, "2026-10-31 12:00", 2),
        ["11-01 01:30 -04:00", "11-02 01:30 -05:00"]
    );
    assert_eq!(
        ticks("0 1 * * *", NEW_YORK, "2027-11-06 12:00", 2),
        ["11-07 01:00 -04:00", "11-08 01:00 -05:00"]
    );
}

#[test]
fn jobs_next_to_the_change_are_not_moved() {
    assert_eq!(ticks("0 3 * * *", PARIS, "2026-03-28 12:00", 1), ["03-29 03:00 +02:00"]);
    assert_eq!(ticks("59 1 * * *", PARIS, "2026-03-28 12:00", 1), ["03-29 01:59 +01:00"]);
    assert_eq!(ticks("0 3 * * *", PARIS, "2026-10-24 12:00", 1), ["10-25 03:00 +01:00"]);
    assert_eq!(ticks("59 1 * * *", PARIS, "2026-10-24 12:00", 1), ["10-25 01:59 +02:00"]);
}

#[test]
fn a_program_started_in_the_second_of_the_two_hours_does_not_run_the_job_again() {
    let nightly = timetable(&schedule("30 2 * * *", PARIS));
    // 02:10 winter time: 02:30 has been shown already, an hour ago.
    assert_eq!(nightly.next_after(utc("2026-10-25 01:10")), Some(utc("2026-10-26 01:30")));
}

#[test]
fn several_skipped_times_are_one_run() {
    assert_eq!(
        ticks("*/20 2 * * *", PARIS, "2026-03-28 12:00", 2),
        ["03-29 03:00 +02:00", "03-30 02:00 +02:00"]
    );
    assert_eq!(
        ticks("30 1-4 * * *", PARIS, "2026-03-29 00:00", 4),
        ["03-29 01:30 +01:00", "03-29 03:00 +02:00", "03-29 03:30 +02:00", "03-29 04:30 +02:00"]
    );
    assert_eq!(
        ticks("0 2,3 * * *", PARIS, "2026-03-29 00:00", 2),
        ["03-29 03:00 +02:00", "03-30 02:00 +02:00"]
    );
}

#[test]
fn every_second_hour_is_neither_lost_nor_doubled() {
    assert_eq!(
        ticks("0 */2 * * *", PARIS, "2026-03-28 23:00", 3),
        ["03-29 00:00 +01:00", "03-29 03:00 +02:00", "03-29 04:00 +02:00"]
    );
    assert_eq!(
        ticks("0 */2 * * *", PARIS, "2026-10-24 23:00", 3),
        ["10-25 00:00 +02:00", "10-25 02:00 +02:00", "10-25 04:00 +01:00"]
    );
}

#[test]
fn every_quarter_of_an_hour_goes_on_through_both_changes() {
    assert_eq!(
        ticks("*/15 * * * *", PARIS, "2026-03-29 01:30", 3),
        ["03-29 01:45 +01:00", "03-29 03:00 +02:00", "03-29 03:15 +02:00"]
    );
    assert_eq!(
        ticks("*/15 * * * *", PARIS, "2026-10-25 01:30", 11),
        [
            "10-25 01:45 +02:00",
            "10-25 02:00 +02:00",
            "10-25 02:15 +02:00",
            "10-25 02:30 +02:00",
            "10-25 02:45 +02:00",
            "10-25 02:00 +01:00",
            "10-25 02:15 +01:00",
            "10-25 02:30 +01:00",
            "10-25 02:45 +01:00",
            "10-25 03:00 +01:00",
            "10-25 03:15 +01:00",
        ]
    );
}

#[test]
fn an_hourly_job_runs_every_real_hour_of_the_longest_day() {
    assert_eq!(
        ticks("0 0-23 * * *", NEW_YORK, "2026-11-01 00:30", 3),
        ["11-01 01:00 -04:00", "11-01 01:00 -05:00", "11-01 02:00 -05:00"]
    );
}

#[test]
fn a_change_of_half_an_hour_is_a_change() {
    assert_eq!(
        ticks("15 2 * * *", LORD_HOWE, "2026-10-03 12:00", 2),
        ["10-04 02:30 +11:00", "10-05 02:15 +11:00"]
    );
    assert_eq!(
        ticks("45 1 * * *", LORD_HOWE, "2026-04-04 12:00", 2),
        ["04-05 01:45 +11:00", "04-06 01:45 +10:30"]
    );
    assert_eq!(
        ticks("*/30 * * * *", LORD_HOWE, "2026-04-05 00:40", 4),
        ["04-05 01:00 +11:00", "04-05 01:30 +11:00", "04-05 01:30 +10:30", "04-05 02:00 +10:30"]
    );
    assert_eq!(
        ticks("0 * * * *", LORD_HOWE, "2026-10-04 00:30", 2),
        ["10-04 01:00 +10:30", "10-04 03:00 +11:00"]
    );
}

#[test]
fn a_zone_half_an_hour_off_ticks_on_its_own_hours() {
    assert_eq!(
        timetable(&schedule("0 9 * * *", "Asia/Kolkata")).next_after(utc("2026-01-01 00:00")),
        Some(utc("2026-01-01 03:30"))
    );
    assert_eq!(
        timetable(&schedule("0 * * * *", "Asia/Kathmandu")).next_after(utc("2026-01-01 00:00")),
        Some(utc("2026-01-01 00:15"))
    );
}

#[test]
fn a_day_that_the_zone_skips_is_one_run_at_its_end() {
    assert_eq!(
        ticks("0 2 * * *", APIA, "2011-12-28 12:00", 4),
        ["12-29 02:00 -10:00", "12-31 00:00 +14:00", "12-31 02:00 +14:00", "01-01 02:00 +14:00"]
    );
    assert_eq!(ticks("0 2 30 12 *", APIA, "2011-12-28 12:00", 1), ["12-31 00:00 +14:00"]);
    assert_eq!(
        ticks("0 */6 * * *", APIA, "2011-12-29 12:30", 3),
        ["12-29 18:00 -10:00", "12-31 00:00 +14:00", "12-31 06:00 +14:00"]
    );
    assert_eq!(ticks("0 * * * *", APIA, "2011-12-29 22:30", 2), ["12-29 23:00 -10:00", "12-31 00:00 +14:00"]);
}

#[test]
fn seconds_are_kept() {
    let timetable = timetable(&schedule("30 0 2 * * *", PARIS));
    assert_eq!(
        timetable.next_after(utc("2026-01-01 00:00")).unwrap().to_rfc3339(),
        "2026-01-01T01:00:30+00:00"
    );
}

#[test]
fn a_tick_is_not_its_own_successor_even_within_its_second() {
    let timetable = timetable(&schedule("0 * * * *", "UTC"));
    let tick = utc("2026-01-01 05:00");
    let next = Some(utc("2026-01-01 06:00"));
    assert_eq!(timetable.next_after(tick), next);
    assert_eq!(timetable.next_after(tick + chrono::TimeDelta::milliseconds(3)), next);
    assert_eq!(timetable.next_after(tick - chrono::TimeDelta::milliseconds(3)), Some(tick));
}

#[test]
fn a_leap_day_is_waited_for_even_over_a_century_without_one() {
    assert_eq!(
        timetable(&schedule("0 2 29 2 *", "UTC")).next_after(utc("2096-03-01 00:00")),
        Some(utc("2104-02-29 02:00"))
    );
    assert_eq!(
        timetable(&schedule("0 2 29 2 +MON", "UTC")).next_after(utc("2072-03-01 00:00")),
        Some(utc("2112-02-29 02:00"))
    );
}

#[test]
fn a_date_that_never_comes_is_refused_at_once() {
    let started = Instant::now();
    for zone in [PARIS, APIA, "UTC"] {
        for cron in ["0 2 30 2 *", "* * 31 4,6,9,11 *", "0 0 31W 2 *"] {
            let refused = Timetable::new(&JobName::from("computers"), &schedule(cron, zone));
            assert!(matches!(refused, Err(BadCron::NeverDue { .. })), "{cron} {zone}");
        }
    }
    assert!(started.elapsed() < 60 * HOUR / 3600, "took {:?}", started.elapsed());
}

#[test]
fn the_ends_of_the_calendar_are_no_trouble() {
    let timetable = timetable(&schedule("*/5 * * * *", PARIS));
    assert_eq!(timetable.next_after(chrono::DateTime::<chrono::Utc>::MAX_UTC), None);
    assert_eq!(timetable.next_after(chrono::DateTime::<chrono::Utc>::MIN_UTC), None);
}
