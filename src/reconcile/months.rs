//! The one rule of months: the last day of a contract or a warranty of so many months, and the number
//! of months until a day. Whatever counts months counts them here.
//!
//! GLPI keeps a begin and a number of months. What it lists as expired it decides in SQL (read in the
//! sources of 10.0 and 11.0): over is the day `ADDDATE(begin, INTERVAL months MONTH)`, which is the same
//! day of the month, or the month's last day when that is shorter; so the last day is the one before.
//! A day of notice is counted the same way from the begin, `months - notice` on. Its forms show the day
//! on which it is over, and PHP's `strtotime` may put that into the next month (31 January + 1 month is
//! 3 March there, 28 February in SQL): why not simply that? Because GLPI's own alerts do not follow it.

use chrono::{Datelike, Months, NaiveDate};

use crate::model::schema::MonthRounding;

/// The last day of a term of so many months; the day before the begin for none. `None` when chrono's
/// calendar has no such day.
pub fn last_day(begin: NaiveDate, months: i64) -> Option<NaiveDate> {
    over(begin, months)?.pred_opt()
}

/// Number of months from `begin` to `end`; `None` when the end is before the begin, or further
/// than chrono's calendar reaches.
///
/// People write the last day (31 December) as well as the day on which it is over, which GLPI's forms
/// show (1 January): either is a whole number of months and needs no rounding.
pub fn between(begin: NaiveDate, end: NaiveDate, round: MonthRounding) -> Option<u32> {
    if end < begin {
        return None;
    }
    let last = covered_until(begin, end)?;
    // The last day lies in the month of the count or the one before; clamped days never lead further.
    let mut down = calendar_months(begin, last.succ_opt()?);
    if last_day(begin, down)? > last {
        down -= 1;
    }
    let (floor, ceiling) = (last_day(begin, down)?, last_day(begin, down + 1)?);
    let up = match round {
        _ if floor == last => false,
        MonthRounding::Down => false,
        MonthRounding::Up => true,
        MonthRounding::Nearest => (last - floor) >= (ceiling - last),
    };
    u32::try_from(down + i64::from(up)).ok()
}

/// The last day that an end means: the day itself, or the one before when it is the day of the month on
/// which the begin lies, because that is how a day on which something is over is written.
pub fn covered_until(begin: NaiveDate, end: NaiveDate) -> Option<NaiveDate> {
    if over(begin, calendar_months(begin, end))? == end { end.pred_opt() } else { Some(end) }
}

/// The day on which a term of so many months is over.
fn over(begin: NaiveDate, months: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 { begin.checked_sub_months(count) } else { begin.checked_add_months(count) }
}

/// Months from one page of the calendar to another, whatever the days.
fn calendar_months(from: NaiveDate, to: NaiveDate) -> i64 {
    i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const ROUNDINGS: [MonthRounding; 3] = [MonthRounding::Up, MonthRounding::Down, MonthRounding::Nearest];

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn months(begin: &str, end: &str, round: MonthRounding) -> Option<u32> {
        between(day(begin), day(end), round)
    }

    fn whole(begin: &str, end: &str) -> u32 {
        let counted = ROUNDINGS.map(|round| months(begin, end, round).unwrap());
        assert!(counted.iter().all(|one| *one == counted[0]), "{begin} to {end}: {counted:?}");
        counted[0]
    }

    fn until(begin: &str, months: i64) -> String {
        last_day(day(begin), months).unwrap().to_string()
    }

    /// Every day of two leap years and of those between and beside them.
    fn days() -> impl Iterator<Item = NaiveDate> {
        day("2023-01-01").iter_days().take_while(|begin| begin.year() < 2030)
    }

    #[test]
    fn a_year_from_the_first_of_january_lasts_until_new_years_eve() {
        assert_eq!(until("2026-01-01", 12), "2026-12-31");
        assert_eq!(until("2026-11-21", 36), "2029-11-20");
        assert_eq!(until("2026-11-21", 0), "2026-11-20");
    }

    #[test]
    fn the_last_days_of_january_are_over_on_the_last_of_february() {
        for begin in ["2026-01-29", "2026-01-30", "2026-01-31"] {
            assert_eq!(until(begin, 1), "2026-02-27", "{begin}");
        }
        assert_eq!(until("2026-01-28", 1), "2026-02-27");
        assert_eq!(until("2024-01-29", 1), "2024-02-28");
        assert_eq!(until("2024-01-30", 1), "2024-02-28");
        assert_eq!(until("2024-01-31", 1), "2024-02-28");
        // Counted from the begin, so that the short month takes no day from those that follow.
        assert_eq!(until("2026-01-31", 2), "2026-03-30");
        assert_eq!(until("2026-01-31", -2), "2025-11-29");
    }

    #[test]
    fn the_last_day_and_the_day_after_it_are_both_whole_months() {
        assert_eq!(whole("2026-01-01", "2026-12-31"), 12);
        assert_eq!(whole("2026-01-01", "2027-01-01"), 12);
        assert_eq!(whole("2026-11-21", "2029-11-20"), 36);
        assert_eq!(whole("2026-11-21", "2029-11-21"), 36);
        assert_eq!(whole("2026-11-21", "2026-11-21"), 0);
        assert_eq!(whole("2026-02-01", "2026-02-28"), 1);
        assert_eq!(whole("2024-02-01", "2024-02-29"), 1);
    }

    #[test]
    fn a_leap_day_is_a_whole_month_and_a_whole_year() {
        assert_eq!(whole("2026-01-31", "2026-02-28"), 1);
        assert_eq!(whole("2026-01-31", "2026-02-27"), 1);
        assert_eq!(whole("2024-01-31", "2024-02-29"), 1);
        assert_eq!(whole("2024-02-29", "2025-02-28"), 12);
        assert_eq!(whole("2024-02-29", "2025-02-27"), 12);
        assert_eq!(whole("2024-02-29", "2028-02-29"), 48);
        assert_eq!(whole("2024-02-29", "2028-02-28"), 48);
        assert_eq!(whole("2026-01-31", "2026-03-30"), 2);
    }

    #[test]
    fn a_part_of_a_month_is_rounded_as_asked() {
        let parts = [("2027-11-19", 12, 11, 12), ("2027-11-22", 13, 12, 12), ("2027-12-10", 13, 12, 13)];
        for (end, up, down, nearest) in parts {
            let counted = ROUNDINGS.map(|round| months("2026-11-21", end, round).unwrap());
            assert_eq!(counted, [up, down, nearest], "{end}");
        }
    }

    #[test]
    fn months_lead_to_a_day_and_the_day_back_to_the_months() {
        for begin in days() {
            for months in 1..=61 {
                let last = last_day(begin, months).unwrap();
                for (end, what) in [(last, "last day"), (last.succ_opt().unwrap(), "day after")] {
                    let counted = ROUNDINGS.map(|round| between(begin, end, round).map(i64::from));
                    assert_eq!(counted, [Some(months); 3], "{begin}, {months} months, {what} {end}");
                }
            }
        }
    }

    #[test]
    fn a_term_that_was_rounded_up_covers_the_day_that_was_said_and_one_rounded_down_ends_with_it() {
        for begin in days().step_by(3) {
            for end in begin.iter_days().take(430) {
                let said = covered_until(begin, end).unwrap();
                let last = |round| last_day(begin, between(begin, end, round).unwrap().into()).unwrap();
                assert!(last(MonthRounding::Up) >= said, "{begin} to {end}");
                assert!(last(MonthRounding::Down) <= said, "{begin} to {end}");
                assert!((end - said).num_days() <= 1, "{begin} to {end}");
            }
        }
    }

    #[test]
    fn an_end_before_the_begin_is_no_duration() {
        assert_eq!(months("2026-11-21", "2026-11-20", MonthRounding::Up), None);
    }

    #[test]
    fn days_that_the_calendar_does_not_have_are_none() {
        assert_eq!(last_day(NaiveDate::MAX, 1), None);
        assert_eq!(last_day(day("2026-01-01"), i64::MAX), None);
        assert_eq!(between(day("2026-01-01"), NaiveDate::MAX, MonthRounding::Up), None);
    }
}
