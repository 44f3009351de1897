//! Whole months between two dates, as contracts and warranties count them.
//!
//! "n months after d" is the same day of the month n later, or that month's last day when it is
//! shorter: 31 January + 1 month is 28 (or 29) February, 29 February 2024 + 12 months is
//! 28 February 2025.

use chrono::{Months, NaiveDate};

use crate::model::class::MonthRounding;

/// Number of months from `begin` to `end`; `None` when the end is before the begin, or further
/// than chrono's calendar reaches.
pub fn between(begin: NaiveDate, end: NaiveDate, round: MonthRounding) -> Option<u32> {
    use chrono::Datelike;
    if end < begin {
        return None;
    }
    let span = i64::from(end.year() - begin.year()) * 12 + i64::from(end.month()) - i64::from(begin.month());
    let mut down = u32::try_from(span).ok()?;
    if after(begin, down)? > end {
        down -= 1;
    }
    let floor = after(begin, down)?;
    if floor == end {
        return Some(down);
    }
    let ceiling = after(begin, down + 1)?;
    Some(match round {
        MonthRounding::Down => down,
        MonthRounding::Up => down + 1,
        MonthRounding::Nearest if (end - floor) < (ceiling - end) => down,
        MonthRounding::Nearest => down + 1,
    })
}

fn after(date: NaiveDate, months: u32) -> Option<NaiveDate> {
    date.checked_add_months(Months::new(months))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(begin: &str, end: &str, round: MonthRounding) -> Option<u32> {
        let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        between(date(begin)?, date(end)?, round)
    }

    #[test]
    fn whole_months_need_no_rounding() {
        for round in [MonthRounding::Up, MonthRounding::Down, MonthRounding::Nearest] {
            assert_eq!(months("2026-11-21", "2029-11-21", round), Some(36));
            assert_eq!(months("2026-11-21", "2026-11-21", round), Some(0));
        }
    }

    #[test]
    fn the_end_of_a_short_month_is_a_whole_month() {
        assert_eq!(months("2026-01-31", "2026-02-28", MonthRounding::Down), Some(1));
        assert_eq!(months("2024-01-31", "2024-02-29", MonthRounding::Down), Some(1));
        assert_eq!(months("2024-02-29", "2025-02-28", MonthRounding::Down), Some(12));
        assert_eq!(months("2024-02-29", "2028-02-29", MonthRounding::Up), Some(48));
        assert_eq!(months("2026-01-31", "2026-03-30", MonthRounding::Down), Some(1));
    }

    #[test]
    fn a_part_of_a_month_is_rounded_as_asked() {
        assert_eq!(months("2026-11-21", "2027-11-20", MonthRounding::Up), Some(12));
        assert_eq!(months("2026-11-21", "2027-11-20", MonthRounding::Down), Some(11));
        assert_eq!(months("2026-11-21", "2027-11-20", MonthRounding::Nearest), Some(12));
        assert_eq!(months("2026-11-21", "2027-11-25", MonthRounding::Up), Some(13));
        assert_eq!(months("2026-11-21", "2027-11-25", MonthRounding::Nearest), Some(12));
    }

    #[test]
    fn an_end_before_the_begin_is_no_duration() {
        assert_eq!(months("2026-11-21", "2026-11-20", MonthRounding::Up), None);
    }
}
