//! The dead man: when silence is mailed, and how often.

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use stocktake::model::job::Schedule;
use stocktake::schedule::Timetable;

use super::{DAY, Freeze, HOUR, paris, schedule, timetable};

const PARIS: &str = "Europe/Paris";

/// How long after a good run silence is mailed, found by asking every half hour.
fn patience(timetable: &Timetable, good: DateTime<Utc>) -> TimeDelta {
    let step = TimeDelta::minutes(30);
    let mut now = good;
    while !timetable.dead_man_due(Some(good), good, None, now) {
        now += step;
        assert!(now - good < TimeDelta::days(1500), "never");
    }
    now - good
}

#[test]
fn by_default_silence_is_twice_the_longest_gap() {
    let good = paris("2026-05-05 02:00");
    for (cron, expected) in [
        ("0 2 * * *", TimeDelta::hours(50)),
        ("0 8-18 * * MON-FRI", TimeDelta::hours(2 * 63)),
        ("0 2 1 * *", TimeDelta::hours(2 * (31 * 24) + 2)),
        ("0 */6 * * *", TimeDelta::hours(14)),
    ] {
        let patience = patience(&timetable(&schedule(cron, PARIS)), good);
        assert!(patience <= expected && patience >= expected - TimeDelta::hours(4), "{cron}: {patience}");
    }
}

#[test]
fn a_job_of_every_minute_has_an_hour_of_grace() {
    let good = paris("2026-05-05 02:00");
    let patience = patience(&timetable(&schedule("* * * * *", PARIS)), good);
    assert_eq!(patience, TimeDelta::minutes(90));
}

#[test]
fn a_configured_silence_is_kept_to_the_second() {
    let watched = timetable(&Schedule { dead_man: Some(26 * HOUR), ..schedule("0 2 * * *", PARIS) });
    let good = paris("2026-05-05 02:10");
    let limit = good + TimeDelta::hours(26);
    assert!(!watched.dead_man_due(Some(good), good, None, limit - TimeDelta::seconds(1)));
    assert!(watched.dead_man_due(Some(good), good, None, limit));
}

#[test]
fn a_job_that_never_ran_well_is_missed_as_well() {
    let watched = timetable(&Schedule { dead_man: Some(26 * HOUR), ..schedule("0 2 * * *", PARIS) });
    let seen = paris("2026-05-05 12:00");
    assert!(!watched.dead_man_due(None, seen, None, seen + TimeDelta::hours(25)));
    assert!(watched.dead_man_due(None, seen, None, seen + TimeDelta::hours(26)));
}

#[test]
fn one_silence_is_one_mail_and_then_one_a_day() {
    let watched = timetable(&Schedule { dead_man: Some(DAY), ..schedule("0 2 * * *", PARIS) });
    let good = paris("2026-05-05 02:00");
    let (mut told, mut mails) = (None, 0);
    for minute in 0..4 * 24 * 60 {
        let now = good + TimeDelta::minutes(minute);
        if watched.dead_man_due(Some(good), good, told, now) {
            told = Some(now);
            mails += 1;
        }
    }
    assert_eq!(mails, 3);
}

#[test]
fn a_second_silence_is_told_even_on_the_same_day() {
    let watched = timetable(&Schedule { dead_man: Some(2 * HOUR), ..schedule("0 * * * *", PARIS) });
    let seen = paris("2026-05-05 00:00");
    let told = Some(paris("2026-05-05 04:00"));
    let good = Some(paris("2026-05-05 05:00"));
    assert!(!watched.dead_man_due(good, seen, told, paris("2026-05-05 06:59")));
    assert!(watched.dead_man_due(good, seen, told, paris("2026-05-05 07:00")));
}

#[test]
fn a_weekend_freeze_is_no_silence() {
    let weekend = Freeze::Weekly {
        days: vec![Weekday::Sat, Weekday::Sun],
        from: "00:00:00".parse().unwrap(),
        to: "00:00:00".parse().unwrap(),
    };
    let watched = timetable(&Schedule {
        dead_man: Some(26 * HOUR),
        freeze: vec![weekend],
        ..schedule("0 2 * * *", PARIS)
    });
    let good = paris("2026-05-08 02:00");
    assert!(!watched.dead_man_due(Some(good), good, None, paris("2026-05-11 03:59")));
    assert!(watched.dead_man_due(Some(good), good, None, paris("2026-05-11 04:00")));
}

#[test]
fn a_freeze_in_which_the_job_never_starts_is_no_excuse() {
    let morning = Freeze::Weekly {
        days: Vec::new(),
        from: "06:00:00".parse().unwrap(),
        to: "12:00:00".parse().unwrap(),
    };
    let watched =
        timetable(&Schedule { dead_man: Some(DAY), freeze: vec![morning], ..schedule("0 2 * * *", PARIS) });
    let good = paris("2026-05-05 02:00");
    assert!(watched.dead_man_due(Some(good), good, None, paris("2026-05-06 02:00")));
}

#[test]
fn a_good_run_dated_years_ahead_by_a_wrong_clock_is_told() {
    let watched = timetable(&schedule("0 2 * * *", PARIS));
    let now = paris("2026-05-05 02:00");
    assert!(watched.dead_man_due(Some(paris("2099-01-01 00:00")), now, None, now));
    assert!(!watched.dead_man_due(Some(now + TimeDelta::minutes(5)), now, None, now));
}
