//! Single values that are written as text: spans of time, numbers, zones, addresses, patterns.

use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use chrono_tz::{TZ_VARIANTS, Tz};
use regex::Regex;

use super::{At, Texts};
use super::{FileCheck, code};
use crate::message::config::label;
use crate::message::{self, Alike, nearest};
use crate::model::Said;

/// Seconds of each unit of a span of time.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

/// Longest span of time: ten years.
const LONGEST: u64 = 10 * 366 * 86_400;

/// A span of time such as `90s`, `15m`, `1h30m`, `2d`: numbers with units, the larger unit first.
fn parse_duration(text: &str) -> Option<Duration> {
    let mut seconds: u64 = 0;
    let mut rest = text.trim();
    let mut units = UNITS.iter();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = rest[digits..].chars().next()?;
        let (_, size) = units.find(|(name, _)| *name == unit)?;
        seconds = seconds.checked_add(number.checked_mul(*size)?)?;
        rest = &rest[digits + unit.len_utf8()..];
    }
    (seconds <= LONGEST).then(|| Duration::from_secs(seconds))
}

/// Bytes of a MiB.
const MIB: u64 = 1024 * 1024;

/// An amount of memory: `512MiB`, `2 GiB`.
fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let unit = match unit.trim() {
        "MiB" => MIB,
        "GiB" => 1024 * MIB,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// Whether a span of time may be zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zero {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

impl FileCheck<'_> {
    /// A span of time.
    pub fn duration(&mut self, raw: &At<String>, zero: Zero) -> Duration {
        let help = message::config::value::duration_form();
        match parse_duration(raw) {
            Some(duration) if duration.is_zero() && zero == Zero::Refused => {
                self.report(code::BAD_DURATION, &raw.span, message::config::value::duration_zero())
                    .help(help);
                Duration::ZERO
            }
            Some(duration) => duration,
            None => {
                let message = message::config::value::not_a_duration(&raw.value);
                self.report(code::BAD_DURATION, &raw.span, message).label(label::not_a_duration()).help(help);
                Duration::ZERO
            }
        }
    }

    /// A span of time, or `default` in seconds when it is absent.
    pub fn duration_or(&mut self, raw: Option<&At<String>>, default: u64, zero: Zero) -> Duration {
        match raw {
            Some(raw) => self.duration(raw, zero),
            None => Duration::from_secs(default),
        }
    }

    /// An amount of memory, `least` bytes or more.
    pub fn size(&mut self, raw: &At<String>, least: u64) -> u64 {
        let help = message::config::value::size_form(least / MIB);
        match parse_size(raw) {
            Some(size) if size >= least => size,
            Some(_) => {
                let message = message::config::value::size_too_small(&raw.value);
                self.report(code::OUT_OF_RANGE, &raw.span, message).label(label::out_of_range()).help(help);
                least
            }
            None => {
                let message = message::config::value::not_a_size(&raw.value);
                self.report(code::BAD_SIZE, &raw.span, message).label(label::not_a_size()).help(help);
                least
            }
        }
    }

    /// A whole number in a range.
    pub fn number(&mut self, raw: &At<i64>, allowed: RangeInclusive<i64>) -> i64 {
        if !allowed.contains(&raw.value) {
            let (least, most) = (allowed.start(), allowed.end());
            let help = if *most == i64::MAX || *most == i64::from(u32::MAX) {
                message::config::value::from_up(least)
            } else {
                message::config::value::from_to(least, most)
            };
            self.report(code::OUT_OF_RANGE, &raw.span, message::config::value::out_of_range(raw.value))
                .label(label::out_of_range())
                .help(help);
        }
        raw.value.clamp(*allowed.start(), *allowed.end())
    }

    /// A whole number in a range as another type, or its default.
    pub fn number_or<N: TryFrom<i64>>(
        &mut self,
        raw: Option<&At<i64>>,
        default: N,
        allowed: RangeInclusive<i64>,
    ) -> N {
        match raw {
            Some(raw) => N::try_from(self.number(raw, allowed)).unwrap_or(default),
            None => default,
        }
    }

    /// A percentage from 0 to 100.
    pub fn percent(&mut self, value: f64, span: &Range<usize>) -> f64 {
        if !(0.0..=100.0).contains(&value) {
            self.report(code::OUT_OF_RANGE, span, message::config::value::not_a_percentage(value))
                .label(label::out_of_range())
                .help(message::config::value::percentage_form());
        }
        value
    }

    /// An IANA time zone.
    pub fn zone(&mut self, raw: &At<String>) -> Tz {
        if let Ok(zone) = raw.parse::<Tz>() {
            return zone;
        }
        let wanted = raw.as_str();
        let last = |zone: &Tz| zone.name().rsplit('/').next().map(str::to_lowercase);
        let city = wanted.rsplit('/').next().map(|city| city.trim().replace(' ', "_").to_lowercase());
        let same_city = TZ_VARIANTS.iter().find(|zone| last(zone) == city).map(|zone| zone.name());
        let near =
            same_city.or_else(|| nearest(wanted, TZ_VARIANTS.iter().map(|zone| zone.name()), Alike::Word));
        let help = match near {
            Some(name) => message::nearest::meant(name),
            None => message::config::value::zone_form(),
        };
        self.report(code::BAD_ZONE, &raw.span, message::config::value::not_a_zone(wanted))
            .label(label::unknown_zone())
            .help(help);
        Tz::UTC
    }

    /// A text of a table that must be there, and not blank; `why` says what it is.
    pub fn needed(
        &mut self,
        table: &Range<usize>,
        key: &str,
        raw: Option<&At<String>>,
        why: impl Into<Said>,
    ) -> Option<String> {
        if raw.is_none() {
            self.missing(table, key, why);
        }
        raw.map(|raw| self.filled(raw))
    }

    /// A text that must not be blank.
    pub fn filled(&mut self, raw: &At<String>) -> String {
        if raw.trim().is_empty() {
            self.report(code::BLANK, &raw.span, message::config::value::must_not_be_blank())
                .label(label::blank());
        }
        raw.value.clone()
    }

    /// One e-mail address, `name@example.org` or `Name <name@example.org>`.
    pub fn address(&mut self, text: &str, span: &Range<usize>) -> String {
        if text.parse::<lettre::message::Mailbox>().is_err() {
            self.report(code::BAD_ADDRESS, span, message::config::value::not_an_address(text))
                .label(label::not_an_address())
                .help(message::config::value::address_form());
        }
        text.to_owned()
    }

    /// A list of e-mail addresses.
    pub fn addresses(&mut self, raw: Option<&At<Texts>>) -> Vec<String> {
        let Some(raw) = raw else { return Vec::new() };
        raw.0.iter().map(|text| self.address(text, &raw.span)).collect()
    }

    /// Column names of a source: at least one, none blank.
    pub fn columns(&mut self, raw: &At<Texts>) -> Vec<String> {
        if raw.0.is_empty() || raw.0.iter().any(|name| name.trim().is_empty()) {
            self.report(code::BLANK, &raw.span, message::config::value::column_blank())
                .label(label::blank())
                .help(message::config::value::column_form());
        }
        raw.0.clone()
    }

    /// A regular expression.
    pub fn pattern(&mut self, raw: &At<String>) -> Option<Regex> {
        match Regex::new(raw) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                self.report(code::BAD_PATTERN, &raw.span, message::config::value::not_a_pattern())
                    .label(reason);
                None
            }
        }
    }

    /// A date pattern of `strftime` form.
    pub fn date_pattern(&mut self, raw: &At<String>) -> String {
        use chrono::format::{Item, StrftimeItems};
        let bad = StrftimeItems::new(raw).any(|item| matches!(item, Item::Error));
        let plain = !StrftimeItems::new(raw).any(|item| matches!(item, Item::Numeric(..) | Item::Fixed(_)));
        if bad || plain {
            let message = message::config::value::not_a_date_pattern(&raw.value);
            self.report(code::BAD_FORMAT, &raw.span, message)
                .label(label::not_a_date_pattern())
                .help(message::config::value::date_pattern_form());
        }
        raw.value.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_memory() {
        assert_eq!(parse_size("512MiB"), Some(512 * MIB));
        assert_eq!(parse_size(" 2 GiB "), Some(2048 * MIB));
        for text in ["", "1", "GiB", "1GB", "1.5GiB", "-1GiB", "99999999999999999GiB"] {
            assert_eq!(parse_size(text), None, "{text}");
        }
    }

    #[test]
    fn spans_of_time() {
        for (text, seconds) in [
            ("0s", Some(0)),
            ("90s", Some(90)),
            ("15m", Some(900)),
            ("1h30m", Some(5_400)),
            ("2d", Some(172_800)),
            ("1d2h3m4s", Some(93_784)),
            ("", None),
            ("90", None),
            ("h", None),
            ("30m1h", None),
            ("1m1m", None),
            ("1w", None),
            ("-5m", None),
            ("1.5h", None),
            ("99999999999999999999d", None),
        ] {
            assert_eq!(parse_duration(text), seconds.map(Duration::from_secs), "{text}");
        }
    }
}
