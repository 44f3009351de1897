//! Made-up values in the form of real ones, for a mapping that is to be shown to others.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::reconcile::transform::reads;

use super::profile::Profile;

/// Whether values are shown as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disguise {
    /// As they are.
    None,
    /// Letters and digits are replaced by others, the same by the same: nobody is named, and the form stays.
    /// Dates, numbers and truth values say nothing of anybody and stay.
    MadeUp,
}

impl Disguise {
    /// A value of a column as it is shown.
    pub fn of(self, text: &str, column: &Profile) -> String {
        let typed = column.dates + column.numbers + column.truths == column.filled;
        let (dates, numbers) = (column.best_dates().0, column.best_numbers().0);
        let few_digits = text.bytes().filter(u8::is_ascii_digit).count() < 8;
        let is_plain = typed
            || column.nearly_all(dates.max(column.best_pattern().map_or(0, |(read, _)| read)))
            || column.nearly_all(numbers) && few_digits
            || column.nearly_all(column.booleans.read)
            || column.nearly_all(column.months.read);
        match self {
            Self::None => text.to_owned(),
            Self::MadeUp if is_plain && column.is_filled() => text.to_owned(),
            Self::MadeUp => made_up(text),
        }
    }
}

fn made_up(text: &str) -> String {
    if text.parse::<std::net::Ipv4Addr>().is_ok() {
        return format!("192.0.2.{}", 1 + number(text) % 254);
    }
    let is_hex = reads::is_mac(text)
        || text.len() > 30 && text.chars().all(|letter| letter.is_ascii_hexdigit() || letter == '-');
    let mut state = number(text);
    text.chars()
        .map(|letter| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let turn = (state >> 33) as usize;
            let of = |letters: &[u8]| char::from(letters[turn % letters.len()]);
            match letter {
                '0'..='9' => of(b"0123456789"),
                'a'..='f' if is_hex => of(b"abcdef"),
                'A'..='F' if is_hex => of(b"ABCDEF"),
                letter if letter.is_lowercase() => of(b"abcdefghijklmnopqrstuvwxyz"),
                letter if letter.is_uppercase() => of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
                letter if letter.is_alphabetic() => of(b"abcdefghijklmnopqrstuvwxyz"),
                letter => letter,
            }
        })
        .collect()
}

fn number(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_value_has_the_form_of_the_real_one_and_is_the_same_each_time() {
        let form = |text: &str| -> String {
            let sign = |c: char| {
                if c.is_ascii_digit() {
                    '0'
                } else if c.is_uppercase() {
                    'A'
                } else {
                    c
                }
            };
            text.chars().map(sign).map(|c| if c.is_lowercase() { 'a' } else { c }).collect()
        };
        for text in ["PC-Compta-01", "Dupont, Zoé", "5CG1230ABC"] {
            let shown = made_up(text);
            assert_ne!(shown, text);
            assert_eq!((form(&shown), made_up(text)), (form(text), shown.clone()), "{shown}");
        }
        assert!(reads::is_mac(&made_up("3C:52:82:10:0A:01")));
        assert!(made_up("10.20.4.17").starts_with("192.0.2."));
    }
}
