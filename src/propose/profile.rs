//! What the values of a column are like, over all of them: how many, whether each stands once, what each of the
//! readers of a run makes of them.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::mapping::{Formats, Junk, Locale};
use crate::model::record::Cell;
use crate::reconcile::transform::{JunkFilter, reads};

/// Language conventions that are tried, in the order in which one is taken where several read everything.
pub const LOCALES: [Locale; 5] = [Locale::Iso, Locale::Fr, Locale::De, Locale::EnGb, Locale::EnUs];

/// Forms of dates that no convention has, tried where none of these reads a column.
pub const PATTERNS: [&str; 6] = ["%m/%Y", "%Y", "%Y.%m.%d", "%m.%Y", "%Y-%m", "%m-%Y"];

/// Values that are told apart; of more it is not known whether one stands twice.
const TOLD_APART: usize = 100_000;
/// Different values of which it is known how often each stands.
const COUNTED: usize = 60;
/// Values that are shown.
const SAMPLES: usize = 3;
/// After so many texts a reader that reads less than half of them is not asked any more.
const PATIENCE: u64 = 50;

/// How many texts a reader was asked for and could read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tried {
    asked: u64,
    /// Those that it could read.
    pub read: u64,
}

impl Tried {
    fn ask(&mut self, reads: impl FnOnce() -> bool) {
        if self.asked >= PATIENCE && self.read * 2 < self.asked {
            return;
        }
        self.asked += 1;
        self.read += u64::from(reads());
    }
}

/// The values of one column.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The name of the column.
    pub name: String,
    /// Values; blank cells and words for nothing are none.
    pub filled: u64,
    /// Of them, those that name nothing as a key.
    pub junk: u64,
    /// Words for nothing: `N/A`.
    pub nothing: u64,
    /// Values that stood in an earlier row, too.
    pub repeated: u64,
    /// Three different values, as they stand there.
    pub samples: Vec<String>,
    /// How often each value stands, while there are few.
    pub counts: BTreeMap<String, u64>,
    /// Cells that are dates of the file itself.
    pub dates: u64,
    /// Cells that are numbers of the file itself with a fraction.
    pub numbers: u64,
    /// Truth values of the file itself.
    pub truths: u64,
    /// Texts: all other values.
    pub texts: u64,
    /// Texts that are dates, by [`LOCALES`].
    pub dates_by: [Tried; 5],
    /// The same by [`PATTERNS`].
    pub patterns: [Tried; 6],
    /// Texts that are numbers, by [`LOCALES`].
    pub numbers_by: [Tried; 5],
    /// Texts that are sizes with a unit, by [`LOCALES`].
    pub sizes_by: [Tried; 5],
    /// Texts that are whole numbers.
    pub integers: Tried,
    /// Texts that are a number of months with a unit.
    pub months: Tried,
    /// Texts for yes or no.
    pub booleans: Tried,
    /// Texts that are MAC addresses.
    pub macs: Tried,
    /// Texts that are addresses of the network, one or several.
    pub addresses: Tried,
    /// Texts that are UUIDs.
    pub uuids: Tried,
    /// Texts that a login may be: no blank, some letter.
    pub logins: Tried,
    /// Texts with a sign between the levels of a path, by [`LEVELS`].
    pub paths: [Tried; 3],
    seen: HashSet<u64>,
    is_crowded: bool,
}

/// Signs between the levels of a path that some sources write.
pub const LEVELS: [char; 3] = ['/', '\\', '|'];

impl Profile {
    /// Of a column without values.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            filled: 0,
            junk: 0,
            nothing: 0,
            repeated: 0,
            samples: Vec::new(),
            counts: BTreeMap::new(),
            dates: 0,
            numbers: 0,
            truths: 0,
            texts: 0,
            dates_by: [Tried::default(); 5],
            patterns: [Tried::default(); 6],
            numbers_by: [Tried::default(); 5],
            sizes_by: [Tried::default(); 5],
            integers: Tried::default(),
            months: Tried::default(),
            booleans: Tried::default(),
            macs: Tried::default(),
            addresses: Tried::default(),
            uuids: Tried::default(),
            logins: Tried::default(),
            paths: [Tried::default(); 3],
            seen: HashSet::new(),
            is_crowded: false,
        }
    }

    fn see(&mut self, shown: &str) {
        self.filled += 1;
        let mut hasher = DefaultHasher::new();
        shown.hash(&mut hasher);
        if self.seen.len() < TOLD_APART {
            self.repeated += u64::from(!self.seen.insert(hasher.finish()));
        } else {
            self.repeated += u64::from(self.seen.contains(&hasher.finish()));
        }
        if self.samples.len() < SAMPLES && !self.samples.iter().any(|sample| sample == shown) {
            self.samples.push(shown.to_owned());
        }
        if let Some(count) = self.counts.get_mut(shown) {
            *count += 1;
        } else if self.counts.len() < COUNTED {
            self.counts.insert(shown.to_owned(), 1);
        } else {
            self.is_crowded = true;
        }
    }

    /// Looks at a value.
    pub fn add(&mut self, cell: &Cell, filter: &JunkFilter) {
        match cell {
            Cell::Absent | Cell::Blank | Cell::Error(_) => {}
            Cell::Date(date) => {
                self.dates += 1;
                self.see(&date.to_string());
            }
            Cell::DateTime(time) => {
                self.dates += 1;
                self.see(&time.to_string());
            }
            Cell::Number(number) => {
                self.numbers += 1;
                self.see(&number.to_string());
            }
            Cell::Bool(yes) => {
                self.truths += 1;
                self.see(&yes.to_string());
            }
            Cell::Text(text) => self.add_text(text, filter),
            Cell::Shown(shown) => self.add_text(&shown.text, filter),
        }
    }

    fn add_text(&mut self, text: &str, filter: &JunkFilter) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if filter.is_nothing(text) || reads::is_no_date(text) {
            self.nothing += 1;
            return;
        }
        self.junk += u64::from(filter.is_junk(text));
        self.see(text);
        self.read(text);
    }

    /// Asks each reader for a text.
    fn read(&mut self, text: &str) {
        self.texts += 1;
        let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
        for (tried, locale) in self.dates_by.iter_mut().zip(LOCALES) {
            let formats = Formats { locale, ..Formats::default() };
            tried.ask(|| has_digit && reads::is_date(text, &formats));
        }
        if self.dates_by.iter().all(|tried| tried.read * 2 < self.texts) {
            for (tried, pattern) in self.patterns.iter_mut().zip(PATTERNS) {
                let formats = Formats { dates: vec![pattern.to_owned()], ..Formats::default() };
                tried.ask(|| has_digit && reads::is_date(text, &formats));
            }
        }
        for (tried, locale) in self.numbers_by.iter_mut().zip(LOCALES) {
            tried.ask(|| has_digit && reads::is_number(text, locale));
        }
        for (tried, locale) in self.sizes_by.iter_mut().zip(LOCALES) {
            tried.ask(|| has_digit && reads::is_size(text, locale));
        }
        self.integers.ask(|| has_digit && text.parse::<i64>().is_ok());
        self.months.ask(|| has_digit && reads::is_months(text));
        self.booleans.ask(|| reads::is_truth(text));
        self.macs.ask(|| has_digit && reads::is_mac(text));
        self.addresses.ask(|| has_digit && reads::are_addresses(text));
        self.uuids.ask(|| is_uuid(text));
        self.logins.ask(|| !text.contains(char::is_whitespace) && text.chars().any(char::is_alphabetic));
        for (tried, level) in self.paths.iter_mut().zip(LEVELS) {
            tried.ask(|| text.split(level).filter(|part| !part.trim().is_empty()).count() > 1);
        }
    }

    /// Whether there is a value.
    pub fn is_filled(&self) -> bool {
        self.filled > 0
    }

    /// Whether `part` is nearly all of the texts, when there are any.
    pub fn nearly_all(&self, part: u64) -> bool {
        part * 10 >= self.texts * 9
    }

    /// Whether `part` is at least half of the texts: enough where the name of the column says the same.
    pub fn mostly(&self, part: u64) -> bool {
        part * 2 >= self.texts
    }

    /// Whether every value of a key stands once.
    pub fn is_unique(&self) -> bool {
        self.is_filled() && self.repeated == 0
    }

    /// Whether there are so few different values that each is counted.
    pub fn is_counted(&self) -> bool {
        !self.is_crowded
    }

    /// The language conventions that read most of the dates, and how many of the texts they read.
    pub fn best_dates(&self) -> (u64, Vec<Locale>) {
        best(&self.dates_by)
    }

    /// The same of numbers.
    pub fn best_numbers(&self) -> (u64, Vec<Locale>) {
        best(&self.numbers_by)
    }

    /// The same of sizes.
    pub fn best_sizes(&self) -> (u64, Vec<Locale>) {
        best(&self.sizes_by)
    }

    /// The pattern that reads most of the dates, and how many of the texts it reads.
    pub fn best_pattern(&self) -> Option<(u64, &'static str)> {
        let read = self.patterns.iter().zip(PATTERNS).map(|(tried, pattern)| (tried.read, pattern));
        // The first of equals.
        read.rev().max_by_key(|(read, _)| *read).filter(|(read, _)| *read > 0)
    }
}

fn best(by: &[Tried; 5]) -> (u64, Vec<Locale>) {
    let most = by.iter().map(|tried| tried.read).max().unwrap_or(0);
    (
        most,
        LOCALES
            .into_iter()
            .zip(by)
            .filter(|(_, tried)| tried.read == most)
            .map(|(locale, _)| locale)
            .collect(),
    )
}

fn is_uuid(text: &str) -> bool {
    let text = text.trim_matches(['{', '}']);
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let has_form = lengths == [8, 4, 4, 4, 12] || lengths == [32];
    has_form && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

/// A filter for what names nothing, as the mapping will have it.
pub fn filter() -> JunkFilter {
    JunkFilter::new(&Junk::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Profile {
        let (mut profile, filter) = (Profile::new("x"), filter());
        texts.iter().for_each(|text| profile.add(&Cell::Text((*text).into()), &filter));
        profile
    }

    #[test]
    fn the_order_of_day_and_month_shows_over_all_values() {
        let (read, by) = of(&["01/02/2026", "31/12/2026", "N/A"]).best_dates();
        assert_eq!((read, by), (2, vec![Locale::Fr, Locale::De, Locale::EnGb]));
        let (read, by) = of(&["01/02/2026", "12/31/2026"]).best_dates();
        assert_eq!((read, by), (2, vec![Locale::EnUs]));
        let (_, by) = of(&["01/02/2026", "03/04/2026"]).best_dates();
        assert_eq!(by, [Locale::Fr, Locale::De, Locale::EnGb, Locale::EnUs]);
        assert_eq!(of(&["12/2027", "01/2028"]).best_pattern(), Some((2, "%m/%Y")));
    }

    #[test]
    fn a_decimal_comma_shows_over_all_values() {
        let (read, by) = of(&["1 234,50 €", "12,00"]).best_numbers();
        assert_eq!((read, by.contains(&Locale::Fr), by.contains(&Locale::Iso)), (2, true, false));
        let (read, by) = of(&["$1,234.50", "12.00"]).best_numbers();
        assert_eq!((read, by.contains(&Locale::EnUs), by.contains(&Locale::Fr)), (2, true, false));
    }

    #[test]
    fn a_key_stands_once_and_words_for_nothing_are_no_values() {
        let serials = of(&["CZC1", "CZC2", "N/A", "CZC1", "To be filled by O.E.M."]);
        assert_eq!((serials.filled, serials.repeated, serials.nothing), (3, 1, 2));
        assert!(!serials.is_unique() && of(&["a", "b"]).is_unique() && !of(&[]).is_unique());
    }
}
