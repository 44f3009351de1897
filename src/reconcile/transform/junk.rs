//! Identifiers that makers leave behind and that name nothing: never used as keys.

use std::collections::HashSet;

use regex::Regex;

use crate::model::mapping::Junk;

/// Values seen in the field on more than one machine; compared without case after trimming.
const WORDS: &[&str] = &[
    "-",
    "--",
    "---",
    "?",
    ".",
    "..",
    "...",
    "0",
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "nan",
    "nil",
    "null",
    "none",
    "no",
    "unknown",
    "inconnu",
    "inconnue",
    "undefined",
    "invalid",
    "empty",
    "blank",
    "tbd",
    "tba",
    "aucun",
    "aucune",
    "sans",
    "néant",
    "neant",
    "non renseigné",
    "non renseigne",
    "non disponible",
    "indisponible",
    "vide",
    "oem",
    "o.e.m.",
    "to be filled by o.e.m.",
    "to be filled by o.e.m",
    "to be filled by oem",
    "to be filled",
    "default string",
    "default",
    "default_string",
    "system serial number",
    "system serial",
    "serial number",
    "chassis serial number",
    "base board serial number",
    "baseboard serial number",
    "serial",
    "sernum",
    "ssn",
    "system product name",
    "system name",
    "system version",
    "system manufacturer",
    "product name",
    "asset tag",
    "asset-1234567890",
    "no asset tag",
    "no asset information",
    "no serial number",
    "chassis asset tag",
    "not specified",
    "not available",
    "not applicable",
    "not settable",
    "not defined",
    "not present",
    "not provided",
    "type1productconfigid",
    "type2 - board serial number",
    "mb-1234567890",
    "sys-1234567890",
    "chassis-1234567890",
    "bsn12345678901234567",
    "123456789",
    "1234567890",
    "0123456789",
    "012345678",
    "01234567890123456789",
    "12345678",
    "eval",
    "evaluation",
    "xxxxx",
    "invalid serial",
    "(null)",
    "??",
    "true",
    "false",
    "vrai",
    "faux",
    "wahr",
    "falsch",
    "{unknown}",
    "<unknown>",
    "(none)",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "03000200-0400-0500-0006-000700080009",
    "02020202-0202-0202-0202-020202020202",
    "00020003-0004-0005-0006-000700080009",
    "12345678-1234-5678-90ab-cddeefaabbcc",
    "00:00:00:00:00:00",
    "ff:ff:ff:ff:ff:ff",
    "02:00:00:00:00:00",
    "127.0.0.1",
    "0.0.0.0",
    "::1",
    "::",
];

/// Words that stand where there is no value, in any column. Narrower than [`WORDS`]: a place may be
/// called `Default`, and a number may be 0.
const NOTHING: &[&str] = &[
    "-",
    "--",
    "---",
    "?",
    "??",
    "???",
    ".",
    "..",
    "...",
    "n/a",
    "na",
    "n.a.",
    "n.a",
    "nan",
    "nil",
    "null",
    "(null)",
    "none",
    "(none)",
    "(empty)",
    "(blank)",
    "unknown",
    "(unknown)",
    "<unknown>",
    "{unknown}",
    "undefined",
    "tbd",
    "tba",
    "inconnu",
    "inconnue",
    "néant",
    "neant",
    "aucun",
    "aucune",
    "non renseigné",
    "non renseigne",
    "not specified",
    "not available",
    "not applicable",
    "to be filled by o.e.m.",
    "to be filled by o.e.m",
    "to be filled by oem",
    "to be filled",
    "default string",
    "default_string",
    "system manufacturer",
    "system product name",
    "o.e.m.",
];

/// Tells junk from identifiers.
#[derive(Debug)]
pub struct JunkFilter {
    words: HashSet<String>,
    patterns: Vec<Regex>,
    allowed: HashSet<String>,
    nothing: HashSet<&'static str>,
    begins: Begins,
}

/// Which lengths the words have that begin with a byte: most texts are told from every word by these two.
#[derive(Debug)]
struct Begins([u32; 256]);

impl Begins {
    fn of(words: &[&str]) -> Self {
        let mut lengths = [0; 256];
        for word in words {
            if let Some(first) = word.bytes().next() {
                lengths[usize::from(first)] |= 1 << word.len().min(31);
            }
        }
        Self(lengths)
    }

    /// False for a text that is none of the words, whatever its case.
    fn may_hold(&self, text: &str) -> bool {
        let Some(first) = text.bytes().next() else { return false };
        // Other letters may change their length with their case.
        let lengths = self.0[usize::from(first.to_ascii_lowercase())];
        !text.is_ascii() || lengths & (1 << text.len().min(31)) != 0
    }
}

impl JunkFilter {
    /// The built-in list with a mapping's additions and exceptions.
    pub fn new(junk: &Junk) -> Self {
        let fold = |word: &str| word.trim().to_lowercase();
        let allowed: HashSet<String> = junk.allow.iter().map(|word| fold(word)).collect();
        let words = WORDS.iter().copied().chain(junk.words.iter().map(String::as_str)).map(fold);
        Self {
            words: words.collect(),
            patterns: junk.patterns.clone(),
            allowed,
            nothing: NOTHING.iter().copied().collect(),
            begins: Begins::of(NOTHING),
        }
    }

    /// True when a text names nothing: a listed word, a pattern, or one digit repeated.
    pub fn is_junk(&self, text: &str) -> bool {
        let folded = text.trim().to_lowercase();
        if self.allowed.contains(&folded) {
            return false;
        }
        folded.is_empty()
            || self.words.contains(&folded)
            || one_sign(&folded)
            || self.patterns.iter().any(|pattern| pattern.is_match(text.trim()))
    }

    /// True for a word that stands where there is no value, whatever the column.
    pub fn is_nothing(&self, text: &str) -> bool {
        const LONGEST: usize = 24;
        let text = text.trim();
        if text.len() > LONGEST || !self.begins.may_hold(text) {
            return false;
        }
        let folded = text.to_lowercase();
        self.nothing.contains(folded.as_str()) && !self.allowed.contains(&folded)
    }
}

/// `0000000`, `1111-1111`, `ffffffff`, `xxxx`, `.....`
fn one_sign(text: &str) -> bool {
    let mut signs = text.chars().filter(|c| !matches!(c, '-' | ':' | ' ' | '.'));
    match signs.next() {
        None => true,
        Some(first) => {
            (first.is_ascii_digit() || matches!(first, 'x' | 'f' | '*' | '#' | '_' | '?'))
                && signs.all(|c| c == first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makers_leftovers_are_no_keys_and_real_serials_are() {
        let filter = JunkFilter::new(&Junk::default());
        for junk in [
            "To be filled by O.E.M.",
            " default STRING ",
            "0",
            "N/A",
            "0000000",
            "1111-1111",
            "FFFFFFFF",
            "",
            ".....",
        ] {
            assert!(filter.is_junk(junk), "{junk}");
        }
        for good in ["CZC1234567", "5CG0010101", "12345679", "PC-1", "f1"] {
            assert!(!filter.is_junk(good), "{good}");
        }
    }

    #[test]
    fn a_word_for_nothing_is_none_in_any_column_unless_the_mapping_allows_it() {
        let filter = JunkFilter::new(&Junk { allow: vec!["NA".to_owned()], ..Junk::default() });
        for nothing in ["N/A", " - ", "?", "none", "(null)", "NULL", "To be filled by O.E.M."] {
            assert!(filter.is_nothing(nothing), "{nothing}");
        }
        for value in ["NA", "0", "Default", "", "Dell"] {
            assert!(!filter.is_nothing(value), "{value}");
        }
    }

    #[test]
    fn the_list_is_widened_and_narrowed_by_the_mapping() {
        let filter = JunkFilter::new(&Junk {
            words: vec!["Inventaire".to_owned()],
            patterns: Regex::new("^TMP").into_iter().collect(),
            allow: vec!["oem".to_owned()],
        });
        assert!(filter.is_junk("INVENTAIRE"));
        assert!(filter.is_junk("TMP-1"));
        assert!(!filter.is_junk("OEM"));
    }
}
