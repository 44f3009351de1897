//! Invariants over random schedules, zones and clocks that jump.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, LocalResult, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use proptest::prelude::*;
use stocktake::model::job::Schedule;
use stocktake::schedule::{Due, Timetable};

use super::{Freeze, schedule, timetable, utc};

const ZONES: [&str; 7] = [
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "UTC",
];

fn any_cron() -> impl Strategy<Value = String> {
    let minute = prop_oneof![
        Just("*".to_owned()),
        (1..31_u32).prop_map(|step| format!("*/{step}")),
        (0..60_u32).prop_map(|minute| minute.to_string()),
        (0..30_u32, 30..60_u32).prop_map(|(first, second)| format!("{first},{second}")),
    ];
    let hour = prop_oneof![
        Just("*".to_owned()),
        (1..13_u32).prop_map(|step| format!("*/{step}")),
        (0..5_u32).prop_map(|hour| hour.to_string()),
        (0..3_u32, 3..24_u32).prop_map(|(first, last)| format!("{first}-{last}")),
    ];
    let day = prop_oneof![4 => Just("*"), 1 => Just("L"), 1 => Just("*/2"), 1 => Just("1-10")];
    let weekday = prop_oneof![4 => Just("*"), 1 => Just("MON-FRI"), 1 => Just("SUN")];
    (minute, hour, day, weekday)
        .prop_map(|(minute, hour, day, weekday)| format!("{minute} {hour} {day} * {weekday}"))
}

fn any_freeze() -> impl Strategy<Value = Vec<Freeze>> {
    let weekly = (0..7_u8, 0..24_u32, 0..24_u32).prop_map(|(day, from, to)| Freeze::Weekly {
        days: vec![Weekday::try_from(day).unwrap()],
        from: NaiveTime::from_hms_opt(from, 0, 0).unwrap(),
        to: NaiveTime::from_hms_opt(to, 30, 0).unwrap(),
    });
    let dated = (0..300_i64, 0..5_i64).prop_map(|(begin, days)| {
        let from = utc("2026-01-01 00:00").date_naive() + TimeDelta::days(begin);
        Freeze::Dates { from, to: from + TimeDelta::days(days) }
    });
    prop::collection::vec(prop_oneof![weekly, dated], 0..3)
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let zone = prop::sample::select(&ZONES[..]);
    (any_cron(), zone, any_freeze(), 0..7200_u64, 1..2880_u64).prop_map(
        |(cron, zone, freeze, jitter, deadline)| Schedule {
            jitter: Duration::from_secs(jitter),
            deadline: Duration::from_secs(deadline * 60),
            freeze,
            ..schedule(&cron, zone)
        },
    )
}

/// Seconds by which the clock moves between two looks at it: mostly onward, sometimes far, or back.
fn any_jump() -> impl Strategy<Value = i64> {
    prop_oneof![8 => 1..7200_i64, 2 => 0..20 * 86_400_i64, 2 => -7200..0_i64, 1 => -5 * 86_400..0_i64]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_the_clock_does_no_tick_runs_twice_or_too_late_or_frozen(
        plan in any_schedule(),
        jumps in prop::collection::vec(any_jump(), 1..60),
        begin in 0..365_i64,
    ) {
        let timetable = timetable(&plan);
        let seen = utc("2026-01-01 00:00") + TimeDelta::days(begin);
        let (mut now, mut last) = (seen, None);
        for jump in jumps {
            now += TimeDelta::seconds(jump);
            let due = timetable.due(last, seen, now);
            let (Due::Run { tick, .. } | Due::TooLate { tick, .. }) = due else {
                if let Due::NotYet { next: Some(next) } = due {
                    prop_assert!(next > now);
                }
                if let Due::Frozen { until, .. } = due {
                    prop_assert!(until > now);
                }
                continue;
            };
            prop_assert!(last.is_none_or(|last| last < tick), "{last:?} then {tick}");
            prop_assert!(tick > seen);
            let late = now - timetable.start_of(tick);
            prop_assert!(late >= TimeDelta::zero(), "{tick} is early at {now}");
            let in_time = late.to_std().unwrap() <= plan.deadline;
            prop_assert_eq!(matches!(due, Due::Run { .. }), in_time);
            prop_assert!(timetable.frozen_until(now).is_none());
            last = Some(tick);
        }
    }

    #[test]
    fn a_program_that_sleeps_from_wake_up_to_wake_up_misses_nothing(plan in any_schedule(), begin in 0..365_i64) {
        let timetable = timetable(&plan);
        let seen = utc("2026-01-01 00:00") + TimeDelta::days(begin);
        let foretold = timetable.upcoming(seen - TimeDelta::seconds(1), 8);
        let mut started = Vec::new();
        let (mut now, mut last) = (seen - TimeDelta::seconds(1), None);
        while started.len() < foretold.len() {
            match timetable.due(last, seen - TimeDelta::seconds(1) - jitter_of(&timetable, now), now) {
                Due::NotYet { next } => now = next.unwrap(),
                Due::Frozen { until, .. } => now = until,
                Due::TooLate { tick, .. } => last = Some(tick),
                Due::Run { tick, .. } => {
                    started.push((tick, now));
                    last = Some(tick);
                }
            }
        }
        let foretold: Vec<_> = foretold.iter().map(|start| (start.tick, start.at)).collect();
        prop_assert_eq!(started, foretold);
    }

    #[test]
    fn ticks_are_those_found_by_looking_at_every_minute(
        cron in any_cron(),
        (zone, around) in prop::sample::select(&[
            ("Europe/Paris", "2026-03-29 01:00"), ("Europe/Paris", "2026-10-25 01:00"),
            ("America/New_York", "2027-03-14 07:00"), ("America/New_York", "2027-11-07 06:00"),
            ("Australia/Lord_Howe", "2026-04-04 15:00"), ("Australia/Lord_Howe", "2026-10-03 15:30"),
            ("Pacific/Apia", "2011-12-30 10:00"), ("Africa/Casablanca", "2026-02-15 02:00"),
        ][..]),
    ) {
        let from = utc(around) - TimeDelta::hours(30);
        let until = utc(around) + TimeDelta::hours(30);
        let plan = schedule(&cron, zone);
        let timetable = timetable(&plan);
        let mut found = BTreeSet::new();
        let mut at = from;
        while let Some(tick) = timetable.next_after(at).filter(|tick| *tick <= until) {
            prop_assert!(tick > at);
            found.insert(tick);
            at = tick;
        }
        prop_assert_eq!(found, every_minute(&cron, plan.zone, from, until));
    }
}

fn jitter_of(timetable: &Timetable, at: DateTime<Utc>) -> TimeDelta {
    timetable.start_of(at) - at
}

/// The rule said plainly, minute by minute, with the days taken from the same cron read in UTC.
fn every_minute(cron: &str, zone: Tz, from: DateTime<Utc>, until: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
    let in_utc = timetable(&schedule(cron, "UTC"));
    let named = |local: chrono::NaiveDateTime| {
        in_utc.next_after(local.and_utc() - TimeDelta::seconds(1)) == Some(local.and_utc())
    };
    let hour = cron.split(' ').nth(1).unwrap();
    let hourly = ["*", "*/1", "0-23"].contains(&hour);
    let mut ticks = BTreeSet::new();
    let minutes = (until - from).num_minutes();
    if hourly {
        for minute in 1..=minutes {
            let at = from + TimeDelta::minutes(minute);
            if named(at.with_timezone(&zone).naive_local()) {
                ticks.insert(at);
            }
        }
        return ticks;
    }
    // Every local minute that can be meant, a skipped day included.
    let mut local = from.naive_utc() - TimeDelta::hours(40);
    while local < until.naive_utc() + TimeDelta::hours(40) {
        if named(local) {
            let at = match zone.from_local_datetime(&local) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
                LocalResult::None => end_of_gap(local, zone),
            };
            ticks.insert(at);
        }
        local += TimeDelta::minutes(1);
    }
    ticks.retain(|at| *at > from && *at <= until && at.second() == 0);
    ticks
}

fn end_of_gap(mut local: chrono::NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    loop {
        local += TimeDelta::minutes(1);
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return at.to_utc();
        }
    }
}
