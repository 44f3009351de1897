//! Texts read as dates and times: by the formats of the mapping, else by its locale, and in the forms
//! that mean the same everywhere. Every refusal says what is allowed.

use chrono::format::{Parsed, StrftimeItems};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};

use crate::message;
use crate::model::Said;
use crate::model::fold::fold;
use crate::model::mapping::{Formats, Locale};
use crate::model::value::parse_date;
use crate::reconcile::months::last_day;

/// Which day is meant by a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// The first: of what begins, and of all that has no end.
    First,
    /// The last: of what ends.
    Last,
}

/// Years from here on stand for "no end", in systems that must have a date.
const NO_END: i32 = 2900;

/// Years that two digits may mean as well as the century before: Excel takes 30 for 1930, chrono 69 for 2069.
const DOUBTFUL: std::ops::RangeInclusive<i32> = 2030..=2069;

/// Nanoseconds from here on are those of a leap second, in chrono.
const LEAP: u32 = 1_000_000_000;

/// A date; a time of day behind it is cut.
pub fn date(text: &str, formats: &Formats, edge: Edge) -> Result<NaiveDate, Said> {
    moment(text, formats, edge).map(|moment| moment.date())
}

/// A date and time in the desk's zone (UTC when the field has a zone); midnight when the text has
/// no time.
pub fn date_time(text: &str, formats: &Formats) -> Result<NaiveDateTime, Said> {
    let (local, zone) = match DateTime::parse_from_rfc3339(text) {
        Ok(moment) => (moment.naive_utc(), None),
        Err(_) => (moment(text, formats, Edge::First)?, formats.zone),
    };
    if local.nanosecond() >= LEAP {
        return Err(message::reject::leap_second(text).said());
    }
    match zone {
        None => Ok(local),
        Some(zone) => zone
            .from_local_datetime(&local)
            .earliest()
            .map(|moment| moment.with_timezone(&Utc).naive_utc())
            .ok_or_else(|| message::reject::no_such_time(text, zone).said()),
    }
}

/// True for what databases and exports write where there is no date.
pub fn is_no_date(text: &str) -> bool {
    ["0000-00-00", "0001-01-01", "00/00/0000", "01/01/0001", "00.00.0000"]
        .iter()
        .any(|no| text.starts_with(no))
}

/// True for a date that means: no end.
pub fn is_no_end(date: NaiveDate) -> bool {
    date.year() >= NO_END
}

/// Whether a date of three numbers can be read with the day first, and with the month first; `None` for
/// other texts.
pub fn orders(text: &str) -> Option<(bool, bool)> {
    let day = text.split_whitespace().next()?;
    let mark = day.chars().find(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = day.split(mark).collect();
    let [a, b, year] = parts.as_slice() else { return None };
    if a.len() > 2 || b.len() > 2 {
        return None;
    }
    let (a, b) = (a.parse().ok()?, b.parse().ok()?);
    let year: i32 = Some(year).filter(|year| matches!(year.len(), 2 | 4))?.parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    let is_date = |month, day| NaiveDate::from_ymd_opt(year, month, day).is_some();
    Some((is_date(b, a), is_date(a, b)))
}

fn moment(text: &str, formats: &Formats, edge: Edge) -> Result<NaiveDateTime, Said> {
    let text = text.trim();
    let own = formats.dates.iter().find_map(|format| parse(text, format, edge));
    if let Some(moment) = own {
        return Ok(moment);
    }
    // The day that is written counts, whatever the zone: a date has none.
    if let Ok(moment) = DateTime::parse_from_rfc3339(text)
        && is_plausible(&moment.date_naive())
    {
        return Ok(moment.naive_local());
    }
    if formats.dates.is_empty() {
        if let Some(date) = parse_date(text).filter(is_plausible) {
            return Ok(date.and_time(NaiveTime::MIN));
        }
        const ISO: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"];
        let local: &[&str] = match formats.locale {
            Locale::Iso => &[],
            Locale::Fr | Locale::EnGb => {
                &["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d-%m-%y", "%d.%m.%y"]
            }
            Locale::De => &["%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%y", "%d/%m/%y", "%d-%m-%y"],
            Locale::EnUs => &["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%m-%d-%y"],
        };
        let found = ISO.iter().chain(local).find_map(|format| parse(text, format, edge));
        let found = found.filter(|_| has_whole_year(text)).or_else(|| with_month_name(text));
        match found {
            Some(moment) if edge == Edge::First && is_of_two_centuries(text, moment.year()) => {
                let (early, late) = (moment.year() - 100, moment.year());
                return Err(message::reject::century(text, early, late).said());
            }
            Some(moment) => return Ok(moment),
            None => {}
        }
    } else if let Some(moment) = parse(text, "%Y-%m-%d", edge) {
        return Ok(moment);
    }
    Err(if !formats.dates.is_empty() {
        message::reject::no_date_of_form(text, message::list::any_of(&formats.dates)).said()
    } else {
        match formats.locale {
            Locale::Iso => message::reject::no_date(text).said(),
            Locale::Fr | Locale::EnGb => message::reject::no_french_date(text).said(),
            Locale::De => message::reject::no_german_date(text).said(),
            Locale::EnUs => message::reject::no_american_date(text).said(),
        }
    })
}

/// False for a day of three numbers whose last has one digit: `1/2/3` is no date.
fn has_whole_year(text: &str) -> bool {
    let day = text.split(|c: char| c.is_whitespace() || c == 'T').next().unwrap_or_default();
    let year = day.split(['/', '.', '-']).nth(2);
    year.is_none_or(|year| year.len() != 1 || day.find(['/', '.', '-']) == Some(4))
}

/// True when the year has two digits that stand for either of two centuries. What ends may lie in either; what
/// was bought, in one only.
fn is_of_two_centuries(text: &str, year: i32) -> bool {
    DOUBTFUL.contains(&year) && !text.contains(&year.to_string())
}

/// `%Y` of chrono takes "26" as the year 26: a year of four digits is meant.
fn is_plausible(date: &NaiveDate) -> bool {
    (1900..=9999).contains(&date.year())
}

fn parse(text: &str, format: &str, edge: Edge) -> Option<NaiveDateTime> {
    if let Ok(moment) = NaiveDateTime::parse_from_str(text, format) {
        return Some(moment).filter(|moment| is_plausible(&moment.date()));
    }
    let of_day = |text: &str| NaiveDate::parse_from_str(text, format).ok().filter(is_plausible);
    if let Some(date) = of_day(text).or_else(|| month_or_year(text, format, edge)) {
        return Some(date.and_time(NaiveTime::MIN));
    }
    let (day, time) = with_time(text)?;
    of_day(day).map(|date| date.and_time(time))
}

/// A text whose format has no day: the first or the last of the month or year.
fn month_or_year(text: &str, format: &str, edge: Edge) -> Option<NaiveDate> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
    if parsed.day().is_some() || parsed.ordinal().is_some() {
        return None;
    }
    let year = parsed.year().or_else(|| Some(2000 + parsed.year_mod_100()?))?;
    let (first, months) = match parsed.month() {
        Some(month) => (NaiveDate::from_ymd_opt(year, month, 1)?, 1),
        None => (NaiveDate::from_ymd_opt(year, 1, 1)?, 12),
    };
    let day = match edge {
        Edge::First => first,
        Edge::Last => last_day(first, months)?,
    };
    Some(day).filter(is_plausible)
}

/// The day and the time of a text that has both.
fn with_time(text: &str) -> Option<(&str, NaiveTime)> {
    let colon = text.find(':')?;
    let between = text[..colon].rfind(['T', ' '])?;
    let (day, time) = (text[..between].trim_end(), text[between + 1..].trim().trim_end_matches('Z'));
    ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(time, format).ok())
        .map(|time| (day, time))
}

/// Names of months in English, French, German and Spanish, without accents, and what they are cut to.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "janvier", "janv", "januar", "janner", "enero", "ene"],
    &["february", "feb", "fevrier", "fevr", "fev", "februar", "febrero"],
    &["march", "mar", "mars", "marz", "mrz", "marzo"],
    &["april", "apr", "avril", "avr", "abril", "abr"],
    &["may", "mai", "mayo"],
    &["june", "jun", "juin", "juni", "junio"],
    &["july", "jul", "juillet", "juil", "juli", "julio"],
    &["august", "aug", "aout", "agosto", "ago"],
    &["september", "sep", "sept", "septembre", "septiembre"],
    &["october", "oct", "octobre", "oktober", "okt", "octubre"],
    &["november", "nov", "novembre", "noviembre"],
    &["december", "dec", "decembre", "dezember", "dez", "diciembre", "dic"],
];

/// A date that names its month, which means the same in every locale: `25-Jun-25`, `15 mars 2024`,
/// `March 15, 2024`.
fn with_month_name(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = with_time(text).unwrap_or((text, NaiveTime::MIN));
    let folded = fold(day);
    let parts = folded.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    let parts: Vec<&str> =
        parts.filter(|part| !matches!(*part, "de" | "del" | "le" | "of" | "the")).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    let month = |name: &str| {
        let at = MONTHS.iter().position(|names| names.contains(&name))?;
        u32::try_from(at + 1).ok()
    };
    let (month, day, year) = match (month(first), month(second)) {
        (Some(month), None) => (month, *second, *third),
        (None, Some(month)) if first.len() == 4 => (month, *third, *first),
        (None, Some(month)) => (month, *first, *third),
        _ => return None,
    };
    let day = ["er", "st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let year = match (year.len(), year.parse::<i32>().ok()?) {
        (4, year) => year,
        // As chrono reads `%y`.
        (2, year) if year < 70 => 2000 + year,
        (2, year) => 1900 + year,
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(year, month, day.parse().ok()?).filter(is_plausible)?;
    Some(date.and_time(time))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, formats: &Formats) -> Result<NaiveDate, Said> {
        date(text, formats, Edge::First)
    }

    fn shown(text: &str, locale: Locale) -> Option<String> {
        first(text, &Formats { locale, ..Formats::default() }).ok().map(|date| date.to_string())
    }

    #[test]
    fn forms_that_mean_one_day_are_read() {
        for (text, locale, day) in [
            ("4/1/2025 12:00:00 PM", Locale::EnUs, "2025-04-01"),
            ("4/1/2025 12:00:00 PM", Locale::Fr, "2025-01-04"),
            ("2024-01-05T00:00:00+00:00", Locale::Iso, "2024-01-05"),
            ("2024-01-05T23:30:00-05:00", Locale::Fr, "2024-01-05"),
            ("2024-01-05 10:00", Locale::Iso, "2024-01-05"),
            ("25-Jun-25", Locale::Iso, "2025-06-25"),
            ("15 mars 2024", Locale::Fr, "2024-03-15"),
            ("1er août 2024", Locale::Iso, "2024-08-01"),
            ("15. März 2024 14:30", Locale::De, "2024-03-15"),
            ("March 15, 2024", Locale::EnUs, "2024-03-15"),
            ("15 de junio de 2024", Locale::Iso, "2024-06-15"),
            ("2024-Mar-15", Locale::Iso, "2024-03-15"),
            ("31-12-23", Locale::Fr, "2023-12-31"),
            ("2024-1-5", Locale::Fr, "2024-01-05"),
            ("01/02/2050", Locale::Fr, "2050-02-01"),
            ("01/02/70", Locale::Fr, "1970-02-01"),
        ] {
            assert_eq!(shown(text, locale).as_deref(), Some(day), "{text}");
        }
        for text in ["2028", "12/2027", "3 years", "15 brumaire 2024", "31-Feb-24", "T3 2024", "1/2/3"] {
            assert_eq!(shown(text, Locale::Fr), None, "{text}");
        }
    }

    #[test]
    fn a_year_of_two_digits_that_may_be_of_two_centuries_is_asked_unless_it_is_an_end() {
        let formats = Formats { locale: Locale::Fr, ..Formats::default() };
        for text in ["01/02/68", "01/02/69", "01-Feb-30", "1/2/45 10:00"] {
            let refused = date(text, &formats, Edge::First);
            assert!(refused.is_err_and(|reason| reason.english().contains("four digits")), "{text}");
            assert!(date(text, &formats, Edge::Last).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_leap_second_is_refused_in_words() {
        let formats = Formats { locale: Locale::Fr, ..Formats::default() };
        for text in ["2026-06-30T23:59:60Z", "30/06/2026 23:59:60"] {
            assert!(
                date_time(text, &formats).is_err_and(|reason| reason.english().contains("60th")),
                "{text}"
            );
        }
        assert!(date_time("2026-06-30T23:59:59Z", &formats).is_ok());
    }

    #[test]
    fn a_month_or_year_by_its_format_is_the_last_day_of_an_end_and_the_first_of_a_begin() {
        let by = |text: &str, format: &str, edge| {
            let formats = Formats { dates: vec![format.to_owned()], ..Formats::default() };
            date(text, &formats, edge).ok().map(|date| date.to_string())
        };
        assert_eq!(by("2028", "%Y", Edge::Last).as_deref(), Some("2028-12-31"));
        assert_eq!(by("2028", "%Y", Edge::First).as_deref(), Some("2028-01-01"));
        assert_eq!(by("12/2027", "%m/%Y", Edge::Last).as_deref(), Some("2027-12-31"));
        assert_eq!(by("02/2028", "%m/%Y", Edge::Last).as_deref(), Some("2028-02-29"));
        assert_eq!(by("02/2028", "%m/%Y", Edge::First).as_deref(), Some("2028-02-01"));
        assert_eq!(by("28", "%Y", Edge::First), None);
    }

    #[test]
    fn no_date_and_no_end_are_told_apart_from_dates() {
        assert!(is_no_date("0000-00-00") && is_no_date("0001-01-01T00:00:00Z") && !is_no_date("2024-01-01"));
        assert!(NaiveDate::from_ymd_opt(9999, 12, 31).is_some_and(is_no_end));
    }

    #[test]
    fn the_order_of_day_and_month_is_seen() {
        assert_eq!(orders("31/12/2026"), Some((true, false)));
        assert_eq!(orders("12/31/26 10:00"), Some((false, true)));
        assert_eq!(orders("05/03/2026"), Some((true, true)));
        assert_eq!((orders("2026-03-05"), orders("soon")), (None, None));
    }

    #[test]
    fn an_ambiguous_date_is_refused_without_a_locale() {
        let formats = Formats::default();
        assert!(first("03/04/2026", &formats).is_err());
        assert_eq!(first("2026-04-03", &formats).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        let french = Formats { locale: Locale::Fr, ..Formats::default() };
        assert_eq!(first("03/04/2026", &french).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        assert_eq!(first("03/04/2026 14:30", &french).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        assert_eq!(first("3/4/26", &french).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        assert!(first("31/02/2026", &french).is_err());
        let american = Formats { locale: Locale::EnUs, ..Formats::default() };
        assert_eq!(first("03/04/2026", &american).map(|d| d.to_string()), Ok("2026-03-04".to_owned()));
    }

    #[test]
    fn times_are_converted_from_their_zone() {
        let paris =
            Formats { locale: Locale::Fr, zone: Some(chrono_tz::Europe::Paris), ..Formats::default() };
        assert_eq!(
            date_time("01/07/2026 12:00", &paris).map(|t| t.to_string()),
            Ok("2026-07-01 10:00:00".to_owned())
        );
        assert!(date_time("29/03/2026 02:30", &paris).is_err());
    }
}
