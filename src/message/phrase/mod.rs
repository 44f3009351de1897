//! The catalogue of phrases, English and French, singular and plural; one file a topic.
//!
//! English has its singular for 1 only, French for 0 and 1 (CLDR plural rules). A phrase without
//! `{n}` has the same text in both forms.

mod decisions;
mod notices;
mod outcome;
mod plan;
mod sections;
mod tables;
mod tickets;

use crate::model::job::Language;

/// A phrase of the catalogue: `Phrase::NextRun`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Phrase(&'static Forms);

/// Its name, and its singular and plural in each language.
#[derive(Debug, PartialEq, Eq)]
struct Forms {
    name: &'static str,
    english: [&'static str; 2],
    french: [&'static str; 2],
}

/// Declares the phrases of a topic with their English and French forms, so that none can be missing.
macro_rules! phrases {
    ($($name:ident: $en_one:literal | $en:literal, $fr_one:literal | $fr:literal;)*) => {
        #[expect(non_upper_case_globals, reason = "phrases are called as if they were variants of one enum, which would be one file")]
        impl super::Phrase {
            $(
                pub(crate) const $name: Self = Self(&super::Forms {
                    name: stringify!($name),
                    english: [$en_one, $en],
                    french: [$fr_one, $fr],
                });
            )*
        }

        /// Every phrase of this topic.
        pub(super) const ALL: &[super::Phrase] = &[$(super::Phrase::$name),*];
    };
}
use phrases;

impl Phrase {
    /// Every phrase.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let topics =
            [decisions::ALL, notices::ALL, outcome::ALL, plan::ALL, sections::ALL, tables::ALL, tickets::ALL];
        topics.into_iter().flatten().copied()
    }

    /// The name in templates: `t.next_run` for `NextRun`.
    pub(crate) fn name(self) -> String {
        let mut name = String::new();
        for letter in self.0.name.chars() {
            if letter.is_ascii_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// The form for a number.
    pub(crate) fn form(self, language: Language, n: u64) -> &'static str {
        let Forms { english, french, .. } = self.0;
        match (language, n) {
            (Language::En, 1) => english[0],
            (Language::En, _) => english[1],
            (Language::Fr, 0 | 1) => french[0],
            (Language::Fr, _) => french[1],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_singular_in_french_and_plural_in_english() {
        assert_eq!(Phrase::RowsRejected.form(Language::Fr, 0), "{n} ligne rejetée");
        assert_eq!(Phrase::RowsRejected.form(Language::Fr, 2), "{n} lignes rejetées");
        assert_eq!(Phrase::RowsRejected.form(Language::En, 0), "{n} rows rejected");
        assert_eq!(Phrase::RowsRejected.form(Language::En, 1), "{n} row rejected");
    }

    #[test]
    fn both_languages_fill_the_same_places() {
        for phrase in Phrase::all() {
            let [en, fr] = [Language::En, Language::Fr].map(|language| phrase.form(language, 2));
            let places = |text: &str| {
                let mut found: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|rest| rest.split('}').next().map(str::to_owned))
                    .collect();
                found.sort();
                found
            };
            assert_eq!(places(en), places(fr), "{}", phrase.name());
        }
    }
}
