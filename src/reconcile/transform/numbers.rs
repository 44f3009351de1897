//! Texts read as numbers, prices, sizes and durations. Beside a number only a known currency or unit
//! may stand; what may be two numbers is refused.

use crate::message;
use crate::model::Said;
use crate::model::mapping::Locale;
use crate::model::value::parse_decimal;

/// Signs of currencies, which may stand in the place of the decimal mark, too: `12€50`.
const SIGNS: &[char] = &['€', '$', '£', '¥'];

/// Words that may stand beside a price, in lower case: currencies, with and without tax.
const WORDS: &[&str] = &[
    "eur", "euro", "euros", "usd", "us", "dollar", "dollars", "gbp", "chf", "sfr", "fr", "jpy", "cad", "ca",
    "aud", "au", "sek", "nok", "dkk", "kr", "pln", "zł", "czk", "kč", "huf", "ft", "ron", "lei",
];

/// Mebibytes from which a number without a unit is taken to be bytes: 256 TiB is more than one disk has, and
/// as bytes it is less than the memory of a machine.
const AS_BYTES: i64 = 256 * 1024 * 1024;

/// The longest duration in months: a hundred years.
const LONGEST: i64 = 1_200;

/// What GLPI and its exports write for a duration without end.
const LIFELONG: i64 = -1;

/// Words for prices with and without tax.
const TAX: &[&str] =
    &["ht", "ttc", "h.t.", "t.t.c.", "hors", "taxes", "netto", "brutto", "net", "excl.", "incl."];

/// A decimal in ten-thousandths from a text in the conventions of a locale.
pub fn decimal(text: &str, locale: Locale) -> Result<i64, Said> {
    let refuse = || message::reject::no_number(text, example(locale)).said();
    let plain: String = text.trim().chars().map(plain_sign).collect();
    if locale == Locale::Fr && is_ambiguous(&plain) {
        return Err(message::reject::ambiguous_number(text).said());
    }
    let scaled = amount(&plain, locale).ok_or_else(refuse)?;
    Ok(scaled)
}

fn example(locale: Locale) -> &'static str {
    match locale {
        Locale::Iso => "1234.56",
        Locale::Fr => "1 234,56",
        Locale::De => "1.234,56",
        Locale::EnGb | Locale::EnUs => "1,234.56",
    }
}

/// Blanks of every width as one, apostrophes as one.
fn plain_sign(c: char) -> char {
    match c {
        '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}' | '\t' => ' ',
        '’' | '\u{2bc}' => '\'',
        '\u{2212}' => '-',
        other => other,
    }
}

/// `10.000` where the comma is the decimal mark: ten, or ten thousand.
fn is_ambiguous(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    match digits.split_once('.') {
        Some((whole, rest)) => {
            rest.len() == 3
                && rest.bytes().all(|b| b.is_ascii_digit())
                && (1..=3).contains(&whole.len())
                && !whole.starts_with('0')
                && whole.bytes().all(|b| b.is_ascii_digit())
        }
        None => false,
    }
}

/// A number with what may stand around it.
fn amount(text: &str, locale: Locale) -> Option<i64> {
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let mut begin = first;
    if text[..begin].ends_with(['.', ',']) {
        begin -= 1;
    }
    let (before, number, after) = (text[..begin].trim(), &text[begin..last], text[last..].trim());
    let (negative, before) = match (before.strip_prefix('-'), before.strip_suffix('-')) {
        (Some(rest), _) | (None, Some(rest)) => (true, rest),
        (None, None) => (false, before.strip_prefix('+').unwrap_or(before)),
    };
    let after = after.strip_prefix(".-").or_else(|| after.strip_prefix(",-")).unwrap_or(after);
    let (front, back) = (Beside::of(before)?, Beside::of(after)?);
    let scaled = match number.find(SIGNS) {
        Some(at) => {
            let sign = number[at..].chars().next().map_or(0, char::len_utf8);
            let (whole, cents) = (number[..at].trim(), &number[at + sign..]);
            let whole = with_marks(whole, &[' ', '\'', '.', ','], '\0')?;
            let fits = cents.len() == 2 && cents.bytes().all(|b| b.is_ascii_digit());
            parse_decimal(&fits.then(|| format!("{whole}.{cents}"))?)?
        }
        None => parse_decimal(&number_in(number, locale)?)?,
    };
    let factor = front.factor.max(back.factor);
    if factor > 1 && !(front.is_price || back.is_price) {
        return None;
    }
    let scaled = scaled.checked_mul(factor)?;
    Some(if negative { -scaled } else { scaled })
}

/// What stands beside a number.
struct Beside {
    is_price: bool,
    factor: i64,
}

impl Beside {
    /// `None` when it is anything but currencies, `k` and `M` before one, and words for taxes.
    fn of(text: &str) -> Option<Self> {
        let mut found = Self { is_price: false, factor: 1 };
        let mut rest = text.trim();
        while let Some(c) = rest.chars().next() {
            if SIGNS.contains(&c) {
                found.is_price = true;
                rest = rest[c.len_utf8()..].trim_start();
                continue;
            }
            let end = rest.find(|c: char| !(c.is_alphabetic() || c == '.')).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(end);
            if word.is_empty() {
                return None;
            }
            let lower = word.to_lowercase();
            let is_currency = |word: &str| WORDS.contains(&word.trim_matches('.'));
            if is_currency(&lower) {
                found.is_price = true;
            } else if let Some((factor, currency)) = thousands(word) {
                found.factor = factor;
                found.is_price |= is_currency(&currency.to_lowercase());
                if !currency.is_empty() && !is_currency(&currency.to_lowercase()) {
                    return None;
                }
            } else if !TAX.contains(&lower.as_str()) {
                return None;
            }
            rest = behind.trim_start();
        }
        Some(found)
    }
}

/// `k`, `kEUR`, `M`: a factor and the currency behind it.
fn thousands(word: &str) -> Option<(i64, &str)> {
    match word.chars().next()? {
        'k' | 'K' => Some((1_000, &word[1..])),
        'M' => Some((1_000_000, &word[1..])),
        _ => None,
    }
}

/// The plain form of a number in the conventions of a locale.
fn number_in(number: &str, locale: Locale) -> Option<String> {
    match locale {
        Locale::Iso => with_marks(number, &[' ', '\''], '.'),
        Locale::Fr if number.contains(',') => with_marks(number, &[' ', '\'', '.'], ','),
        Locale::Fr if number.matches('.').count() > 1 => with_marks(number, &['.'], ','),
        Locale::Fr => with_marks(number, &[' ', '\''], '.'),
        Locale::De => with_marks(number, &['.', ' ', '\''], ','),
        Locale::EnGb | Locale::EnUs => with_marks(number, &[',', ' ', '\''], '.'),
    }
}

/// The plain form of a number with one of these marks between groups of three; `None` when the marks
/// do not stand where they belong.
fn with_marks(text: &str, thousands: &[char], point: char) -> Option<String> {
    let (whole, fraction) = match text.split_once(point) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let mut marks = whole.chars().filter(|c| thousands.contains(c));
    let mark = marks.next();
    if marks.any(|other| Some(other) != mark) {
        return None;
    }
    let groups: Vec<&str> = mark.map_or_else(|| vec![whole], |mark| whole.split(mark).collect());
    // No group stands behind a lone zero: `0,123` is a number of another locale.
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len())
            && !groups[0].starts_with('0')
            && groups[1..].iter().all(|group| group.len() == 3));
    if !grouped {
        return None;
    }
    let whole = groups.concat();
    Some(match fraction {
        Some(fraction) => format!("{whole}.{fraction}"),
        None => whole,
    })
}

/// A whole number; `12,0` counts as one, `12,5` does not.
pub fn integer(text: &str, locale: Locale) -> Result<i64, Said> {
    if let Ok(number) = text.parse::<i64>() {
        return Ok(number);
    }
    let has_letters = text.chars().any(char::is_alphabetic);
    match decimal(text, locale) {
        Ok(scaled) if scaled % 10_000 == 0 && !has_letters => Ok(scaled / 10_000),
        _ => Err(message::reject::no_whole_number(text).said()),
    }
}

/// A number of months with its unit: `36 mois`, `3 years`, `1,5 ans`.
pub fn months(text: &str) -> Option<i64> {
    const MONTHS: &[&str] = &["mois", "month", "months", "monat", "monate", "monaten", "mes", "meses", "mo"];
    const YEARS: &[&str] = &[
        "an", "ans", "année", "années", "year", "years", "yr", "yrs", "jahr", "jahre", "jahren", "año",
        "años",
    ];
    let text = text.trim();
    let end = text.find(char::is_alphabetic)?;
    let (number, unit) =
        (text[..end].trim().replace(',', "."), text[end..].trim_end_matches('.').to_lowercase());
    let scaled = parse_decimal(&number).filter(|scaled| *scaled >= 0)?;
    let factor = match unit.as_str() {
        unit if MONTHS.contains(&unit) => 1,
        unit if YEARS.contains(&unit) => 12,
        _ => return None,
    };
    let scaled = scaled.checked_mul(factor)?;
    (scaled % 10_000 == 0).then_some(scaled / 10_000)
}

/// A number of months that a contract or a warranty may have: a year or less than none was meant as something
/// else.
pub fn duration(months: i64) -> Result<i64, Said> {
    match months {
        LIFELONG | 0..=LONGEST => Ok(months),
        _ => Err(message::reject::no_duration(months).said()),
    }
}

/// Whether a text has decimal places that are not kept: more than four of them, in the conventions of its locale.
pub fn is_rounded(text: &str, locale: Locale) -> bool {
    let marks: &[char] = match locale {
        Locale::Iso | Locale::EnGb | Locale::EnUs => &['.'],
        Locale::Fr => &['.', ','],
        Locale::De => &[','],
    };
    let Some((_, fraction)) = text.rsplit_once(marks) else { return false };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit);
    digits.skip(4).any(|digit| digit != b'0')
}

/// A size in whole mebibytes, rounded. Without a unit it is one; `KB`, `MB`, `GB` and `TB` (also
/// `Ko`, `KiB`, ..) count in steps of 1024, as systems and agents show disks and memory.
pub fn mebibytes(text: &str, locale: Locale) -> Result<i64, Said> {
    let refuse = || message::reject::no_size(text).said();
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
    let scaled = match decimal(number, locale) {
        Ok(scaled) => scaled,
        Err(reason) if locale == Locale::Fr && is_ambiguous(number) => return Err(reason),
        Err(_) => return Err(refuse()),
    };
    let size = whole_mebibytes(scaled, power).ok_or_else(refuse)?;
    if unit.is_empty() { not_bytes(size) } else { Ok(size) }
}

/// A size without a unit, unless it is so large that bytes were meant.
fn not_bytes(size: i64) -> Result<i64, Said> {
    if size >= AS_BYTES { Err(message::reject::size_in_bytes(size).said()) } else { Ok(size) }
}

/// A number without a unit as mebibytes: one that a file holds as a number, whatever the locale.
pub fn mebibytes_of(number: f64) -> Result<i64, Said> {
    let scaled = parse_decimal(&format!("{number:.4}"));
    scaled
        .and_then(|scaled| whole_mebibytes(scaled, 1))
        .ok_or_else(|| message::reject::no_size(number).said())
        .and_then(not_bytes)
}

fn whole_mebibytes(scaled: i64, power: u32) -> Option<i64> {
    let kibibytes = i128::from(scaled) * 1024_i128.pow(power);
    let whole = 1024 * 10_000;
    i64::try_from((kibibytes + whole / 2).div_euclid(whole)).ok().filter(|size| *size >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, locale: Locale) -> Option<String> {
        decimal(text, locale).ok().map(|scaled| crate::model::Value::Decimal(scaled).to_string())
    }

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
        assert_eq!(mebibytes_of(931.513), Ok(932));
        for text in ["500107862016", "500 000 000 000", "268435456"] {
            assert!(
                mebibytes(text, Locale::Fr).is_err_and(|reason| reason.english().contains("bytes")),
                "{text}"
            );
        }
        assert_eq!(mebibytes("268435455", Locale::Fr), Ok(268_435_455));
        assert_eq!(mebibytes("500 000 000 000 Ko", Locale::Fr), Ok(488_281_250));
    }

    #[test]
    fn numbers_follow_their_locale() {
        for (text, locale, scaled) in [
            ("1 234,56 €", Locale::Fr, 12_345_600),
            ("1\u{202f}234,5", Locale::Fr, 12_345_000),
            ("1234.56", Locale::Fr, 12_345_600),
            ("1.234,56", Locale::Fr, 12_345_600),
            ("EUR 1.234,56", Locale::De, 12_345_600),
            ("$1,234.56", Locale::EnUs, 12_345_600),
            ("-3", Locale::Iso, -30_000),
            ("0.00005", Locale::Iso, 1),
            ("0.125", Locale::Fr, 1_250),
            ("1 234,50 € HT", Locale::Fr, 12_345_000),
            ("CHF 1'234.50", Locale::EnGb, 12_345_000),
            (".5", Locale::Iso, 5_000),
            ("-$12", Locale::EnUs, -120_000),
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
    fn a_currency_may_stand_where_the_decimal_mark_does() {
        for locale in [Locale::Iso, Locale::Fr, Locale::De, Locale::EnUs] {
            assert_eq!(read("12€50", locale).as_deref(), Some("12.5000"));
        }
        assert_eq!(read("1 234€56", Locale::Fr).as_deref(), Some("1234.5600"));
        assert_eq!(read("12€5", Locale::Fr), None);
        assert_eq!(read("12€505", Locale::Fr), None);
    }

    #[test]
    fn thousands_and_millions_count_beside_a_currency_only() {
        assert_eq!(read("1k€", Locale::Iso).as_deref(), Some("1000.0000"));
        assert_eq!(read("2M€", Locale::Fr).as_deref(), Some("2000000.0000"));
        assert_eq!(read("1,5 kEUR", Locale::Fr).as_deref(), Some("1500.0000"));
        assert_eq!(read("1k", Locale::Iso), None);
        assert_eq!(read("2m€", Locale::Iso), None);
    }

    #[test]
    fn blanks_stand_between_groups_of_three_only() {
        assert_eq!(read("12 50", Locale::Fr), None);
        assert_eq!(read("1 2 3", Locale::Fr), None);
        assert_eq!(read("12 500", Locale::Fr).as_deref(), Some("12500.0000"));
    }

    #[test]
    fn only_a_known_currency_or_unit_may_stand_beside_a_number() {
        for text in ["see invoice 4711", "PO12345", "2 boites", "36 mois", "T3 2024", "12-50", "1/2", "12 %"]
        {
            for locale in [Locale::Iso, Locale::Fr, Locale::De, Locale::EnGb, Locale::EnUs] {
                assert_eq!(read(text, locale), None, "{text}");
            }
        }
    }

    #[test]
    fn what_may_be_ten_or_ten_thousand_is_asked() {
        assert!(decimal("10.000", Locale::Fr).is_err_and(|reason| reason.english().contains("10.000")));
        assert_eq!(read("10.000", Locale::De).as_deref(), Some("10000.0000"));
        assert_eq!(read("10,000", Locale::EnUs).as_deref(), Some("10000.0000"));
    }

    #[test]
    fn a_group_stands_behind_no_lone_zero() {
        for (text, locale) in [
            ("0.123", Locale::De),
            ("0,123", Locale::EnUs),
            ("01,234", Locale::EnUs),
            ("00.123", Locale::De),
            ("0 123", Locale::Fr),
        ] {
            assert!(decimal(text, locale).is_err(), "{text}");
        }
        assert_eq!(read("0,123", Locale::Fr).as_deref(), Some("0.1230"));
    }

    #[test]
    fn what_is_beyond_four_decimal_places_is_seen() {
        for (text, locale) in
            [("12.34567", Locale::Iso), ("1 234,00005 €", Locale::Fr), ("0,00001", Locale::De)]
        {
            assert!(is_rounded(text, locale), "{text}");
        }
        for (text, locale) in [("12.345600", Locale::Iso), ("1.234.567", Locale::De), ("12", Locale::Fr)] {
            assert!(!is_rounded(text, locale), "{text}");
        }
    }

    #[test]
    fn a_duration_is_none_before_none_and_none_of_centuries() {
        assert_eq!((duration(0), duration(36), duration(-1)), (Ok(0), Ok(36), Ok(-1)));
        assert!(duration(-12).is_err() && duration(1_201).is_err());
    }

    #[test]
    fn a_duration_has_a_unit() {
        assert_eq!((months("36 mois"), months("3 years"), months("1,5 ans")), (Some(36), Some(36), Some(18)));
        assert_eq!((months("3 Jahre"), months("36"), months("3 boites")), (Some(36), None, None));
    }
}
