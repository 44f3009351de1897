//! Texts read as numbers, dates, truth values and addresses. Every refusal says what is allowed.

use std::net::IpAddr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

use crate::message;
use crate::model::mapping::{Formats, Locale};
use crate::model::value::{parse_date, parse_decimal};

/// A decimal in ten-thousandths from a text in the conventions of a locale.
pub fn decimal(text: &str, locale: Locale) -> Result<i64, String> {
    let bare: String = text
        .chars()
        .filter(|c| !matches!(c, '€' | '$' | '£' | '¥' | '\u{a0}' | '\u{202f}' | '\'' | '’'))
        .collect();
    let bare = bare.trim_matches(|c: char| c.is_alphabetic() || c.is_whitespace()).trim();
    let plain = match locale {
        Locale::Iso => Some(bare.to_owned()),
        Locale::Fr => with_marks(bare, ' ', ',').or_else(|| Some(bare.replace(' ', ""))),
        Locale::De => with_marks(bare, '.', ','),
        Locale::EnGb | Locale::EnUs => with_marks(bare, ',', '.'),
    };
    plain.and_then(|plain| parse_decimal(&plain)).ok_or_else(|| {
        let example = match locale {
            Locale::Iso => "1234.56",
            Locale::Fr => "1 234,56",
            Locale::De => "1.234,56",
            Locale::EnGb | Locale::EnUs => "1,234.56",
        };
        message::reject::no_number(text, example).to_string()
    })
}

/// The plain form of a number with marks for thousands and decimals; `None` when the marks do not
/// stand where they belong.
fn with_marks(text: &str, thousands: char, point: char) -> Option<String> {
    let (whole, fraction) = match text.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let unsigned = whole.trim_start_matches(['-', '+']);
    let groups: Vec<&str> = unsigned.split(thousands).collect();
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped {
        return None;
    }
    let whole: String = whole.chars().filter(|c| *c != thousands).collect();
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// A whole number; `12,0` counts as one, `12,5` does not.
pub fn integer(text: &str, locale: Locale) -> Result<i64, String> {
    if let Ok(number) = text.parse::<i64>() {
        return Ok(number);
    }
    let has_letters = text.chars().any(char::is_alphabetic);
    match decimal(text, locale) {
        Ok(scaled) if scaled % 10_000 == 0 && !has_letters => Ok(scaled / 10_000),
        _ => Err(message::reject::no_whole_number(text).to_string()),
    }
}

/// Yes or no, by the words of English, French and German and those of the mapping.
pub fn boolean(text: &str, formats: &Formats) -> Result<bool, String> {
    const YES: &[&str] = &["1", "yes", "y", "true", "on", "x", "oui", "o", "vrai", "ja", "j", "wahr"];
    const NO: &[&str] = &["0", "no", "n", "false", "off", "non", "faux", "nein", "falsch"];
    let word = text.trim().to_lowercase();
    let among = |built_in: &[&str], own: &[String]| {
        own.iter().any(|own| own.to_lowercase() == word) || built_in.contains(&word.as_str())
    };
    if formats.no.iter().any(|own| own.to_lowercase() == word) {
        return Ok(false);
    }
    if among(YES, &formats.yes) {
        return Ok(true);
    }
    if among(NO, &formats.no) {
        return Ok(false);
    }
    Err(message::reject::no_yes_or_no(text).to_string())
}

/// A date; a time of day behind it is cut.
pub fn date(text: &str, formats: &Formats) -> Result<NaiveDate, String> {
    moment(text, formats).map(|moment| moment.date())
}

/// A date and time in the desk's zone (UTC when the field has a zone); midnight when the text has
/// no time.
pub fn date_time(text: &str, formats: &Formats) -> Result<NaiveDateTime, String> {
    let local = match chrono::DateTime::parse_from_rfc3339(text) {
        Ok(moment) => return Ok(moment.naive_utc()),
        Err(_) => moment(text, formats)?,
    };
    match formats.zone {
        None => Ok(local),
        Some(zone) => zone
            .from_local_datetime(&local)
            .earliest()
            .map(|moment| moment.with_timezone(&Utc).naive_utc())
            .ok_or_else(|| message::reject::no_such_time(text, zone).to_string()),
    }
}

fn moment(text: &str, formats: &Formats) -> Result<NaiveDateTime, String> {
    let own = formats.dates.iter().find_map(|format| parse(text, format));
    if let Some(moment) = own {
        return Ok(moment);
    }
    if formats.dates.is_empty() {
        if let Some(date) = parse_date(text).filter(is_plausible) {
            return Ok(date.and_time(NaiveTime::MIN));
        }
        const ISO: &[&str] = &["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"];
        let local: &[&str] = match formats.locale {
            Locale::Iso => &[],
            Locale::Fr | Locale::EnGb => &["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y"],
            Locale::De => &["%d.%m.%Y", "%d/%m/%Y", "%d.%m.%y"],
            Locale::EnUs => &["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"],
        };
        let found = ISO.iter().chain(local).find_map(|format| parse(text, format));
        if let Some(moment) = found {
            return Ok(moment);
        }
    } else if let Some(moment) = parse(text, "%Y-%m-%d") {
        return Ok(moment);
    }
    Err(if !formats.dates.is_empty() {
        message::reject::no_date_of_form(text, message::list::any_of(&formats.dates)).to_string()
    } else {
        match formats.locale {
            Locale::Iso => message::reject::no_date(text).to_string(),
            Locale::Fr | Locale::EnGb => message::reject::no_french_date(text).to_string(),
            Locale::De => message::reject::no_german_date(text).to_string(),
            Locale::EnUs => message::reject::no_american_date(text).to_string(),
        }
    })
}

/// `%Y` of chrono takes "26" as the year 26: a year of four digits is meant.
fn is_plausible(date: &NaiveDate) -> bool {
    (1900..=9999).contains(&chrono::Datelike::year(date))
}

fn parse(text: &str, format: &str) -> Option<NaiveDateTime> {
    if let Ok(moment) = NaiveDateTime::parse_from_str(text, format) {
        return Some(moment).filter(|moment| is_plausible(&moment.date()));
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, format) {
        return Some(date).filter(is_plausible).map(|date| date.and_time(NaiveTime::MIN));
    }
    let (day, time) = text.split_once(['T', ' '])?;
    let date = NaiveDate::parse_from_str(day, format).ok().filter(is_plausible)?;
    let time = time.trim().trim_end_matches('Z');
    ["%H:%M:%S", "%H:%M", "%H:%M:%S%.f"]
        .iter()
        .find_map(|format| NaiveTime::parse_from_str(time, format).ok())
        .map(|time| date.and_time(time))
}

/// A MAC address as twelve hexadecimal digits with or without separators → `aa:bb:cc:dd:ee:ff`.
pub fn mac(text: &str) -> Result<String, String> {
    let digits: Vec<char> = text.chars().filter(|c| !matches!(c, ':' | '-' | '.' | ' ')).collect();
    if digits.len() != 12 || !digits.iter().all(char::is_ascii_hexdigit) {
        return Err(message::reject::no_mac_address(text).to_string());
    }
    let pairs: Vec<String> =
        digits.chunks(2).map(|pair| pair.iter().collect::<String>().to_lowercase()).collect();
    Ok(pairs.join(":"))
}

/// An IPv4 or IPv6 address in its usual form.
pub fn ip(text: &str) -> Result<String, String> {
    text.parse::<IpAddr>()
        .map(|ip| ip.to_string())
        .map_err(|_| message::reject::no_ip_address(text).to_string())
}

/// Any number of addresses with blanks, commas or semicolons between them.
pub fn addresses(text: &str) -> Result<String, String> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let parts: Vec<&str> = text.split(between).filter(|part| !part.is_empty()).collect();
    let read: Result<Vec<String>, String> = parts.into_iter().map(ip).collect();
    read.map(|addresses| addresses.join(", "))
}

/// The name of a machine without its domain. GLPI drops one that is no label of RFC 1123 together with
/// the addresses that go with it.
pub fn hostname(text: &str) -> Result<String, String> {
    let label = text.split('.').next().unwrap_or_default().to_lowercase();
    let allowed = |c: char| c.is_alphanumeric() || c == '-';
    let fits = !label.is_empty() && label.chars().count() <= 63 && label.chars().all(allowed);
    if !fits || label.starts_with('-') || label.ends_with('-') || text.parse::<IpAddr>().is_ok() {
        return Err(message::reject::no_machine_name(text).to_string());
    }
    Ok(label)
}

/// A size in whole mebibytes, rounded. Without a unit it is one; `KB`, `MB`, `GB` and `TB` (also
/// `Ko`, `KiB`, ..) count in steps of 1024, as systems and agents show disks and memory.
pub fn mebibytes(text: &str, locale: Locale) -> Result<i64, String> {
    let refuse = || message::reject::no_size(text).to_string();
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c.is_whitespace() || c == '\u{a0}');
    let unit = text[number.len()..].trim().to_lowercase();
    let power = match unit.as_str() {
        "k" | "kb" | "ko" | "kib" | "kio" => 0,
        "" | "m" | "mb" | "mo" | "mib" | "mio" => 1,
        "g" | "gb" | "go" | "gib" | "gio" => 2,
        "t" | "tb" | "to" | "tib" | "tio" => 3,
        _ => return Err(refuse()),
    };
    let scaled = decimal(number, locale).map_err(|_| refuse())?;
    let kibibytes = i128::from(scaled) * 1024_i128.pow(power);
    let whole = 1024 * 10_000;
    i64::try_from((kibibytes + whole / 2).div_euclid(whole)).ok().filter(|size| *size >= 0).ok_or_else(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_whole_mebibytes() {
        for (text, locale, size) in [
            ("512000", Locale::Iso, 512_000),
            ("16 GB", Locale::Iso, 16_384),
            ("1,5 To", Locale::Fr, 1_572_864),
            ("931.51GiB", Locale::EnUs, 953_866),
            ("2048 KB", Locale::Iso, 2),
        ] {
            assert_eq!(mebibytes(text, locale), Ok(size), "{text}");
        }
        for text in ["16 Gb/s", "-3", "large", ""] {
            assert!(mebibytes(text, Locale::Iso).is_err(), "{text}");
        }
    }

    #[test]
    fn a_machine_is_named_without_its_domain() {
        assert_eq!(hostname("PC-1.Example.org"), Ok("pc-1".to_owned()));
        for text in ["pc_1", "-pc", "10.0.0.1", ".org"] {
            assert!(hostname(text).is_err(), "{text}");
        }
    }

    #[test]
    fn several_addresses_stand_in_one_cell() {
        assert_eq!(addresses("10.0.0.1; FE80::1"), Ok("10.0.0.1, fe80::1".to_owned()));
        assert!(addresses("10.0.0.1, x").is_err());
    }

    #[test]
    fn numbers_follow_their_locale() {
        for (text, locale, scaled) in [
            ("1 234,56 €", Locale::Fr, 12_345_600),
            ("1\u{202f}234,5", Locale::Fr, 12_345_000),
            ("1234.56", Locale::Fr, 12_345_600),
            ("EUR 1.234,56", Locale::De, 12_345_600),
            ("$1,234.56", Locale::EnUs, 12_345_600),
            ("-3", Locale::Iso, -30_000),
            ("0.00005", Locale::Iso, 1),
        ] {
            assert_eq!(decimal(text, locale), Ok(scaled), "{text}");
        }
        for (text, locale) in [
            ("1,23", Locale::EnUs),
            ("1.23", Locale::De),
            ("1,234", Locale::Iso),
            ("abc", Locale::Fr),
            ("", Locale::Fr),
        ] {
            assert!(decimal(text, locale).is_err(), "{text}");
        }
    }

    #[test]
    fn an_ambiguous_date_is_refused_without_a_locale() {
        let formats = Formats::default();
        assert!(date("03/04/2026", &formats).is_err());
        assert_eq!(date("2026-04-03", &formats).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        let french = Formats { locale: Locale::Fr, ..Formats::default() };
        assert_eq!(date("03/04/2026", &french).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        assert_eq!(date("03/04/2026 14:30", &french).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        assert_eq!(date("3/4/26", &french).map(|d| d.to_string()), Ok("2026-04-03".to_owned()));
        assert!(date("31/02/2026", &french).is_err());
        let american = Formats { locale: Locale::EnUs, ..Formats::default() };
        assert_eq!(date("03/04/2026", &american).map(|d| d.to_string()), Ok("2026-03-04".to_owned()));
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

    #[test]
    fn addresses_are_brought_to_one_form() {
        assert_eq!(mac("00-1B-44-11-3A-B7"), Ok("00:1b:44:11:3a:b7".to_owned()));
        assert_eq!(mac("001b.4411.3ab7"), Ok("00:1b:44:11:3a:b7".to_owned()));
        assert!(mac("00:1b:44").is_err());
        assert_eq!(ip("2001:0db8::0001"), Ok("2001:db8::1".to_owned()));
        assert!(ip("10.0.0.300").is_err());
    }
}
