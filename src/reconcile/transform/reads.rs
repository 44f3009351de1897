//! Whether a run would read a text as a value of some kind: for those who propose a mapping. One rule for both.

use crate::model::mapping::{Formats, Locale};

use super::dates::Edge;
use super::{dates, formats, numbers};

/// A date, with or without a time.
pub fn is_date(text: &str, formats: &Formats) -> bool {
    dates::date(text, formats, Edge::Last).is_ok()
}

/// A word or a date that stands where there is no date.
pub fn is_no_date(text: &str) -> bool {
    dates::is_no_date(text)
}

/// A number or a price.
pub fn is_number(text: &str, locale: Locale) -> bool {
    numbers::decimal(text, locale).is_ok()
}

/// A size with its unit: without one it would be mebibytes.
pub fn is_size(text: &str, locale: Locale) -> bool {
    text.ends_with(char::is_alphabetic) && numbers::mebibytes(text, locale).is_ok()
}

/// A number of months or years with its unit.
pub fn is_months(text: &str) -> bool {
    numbers::months(text).is_some()
}

/// Yes or no.
pub fn is_truth(text: &str) -> bool {
    formats::boolean(text, &Formats::default()).is_ok()
}

/// A MAC address.
pub fn is_mac(text: &str) -> bool {
    formats::mac(text).is_ok()
}

/// One or several addresses of the network.
pub fn are_addresses(text: &str) -> bool {
    formats::addresses(text).is_ok_and(|addresses| !addresses.is_empty())
}
