//! Names of columns as words that can be compared: without case, accents, signs, articles and the blanks
//! between the words.

use std::collections::BTreeSet;

use crate::model::fold::fold;

/// Words that say nothing in a name of a column: articles, prepositions.
const SMALL: &[&str] = &[
    "a", "am", "and", "au", "aux", "d", "das", "de", "del", "dem", "den", "der", "des", "die", "du", "e",
    "el", "en", "et", "fur", "h", "im", "in", "l", "la", "las", "le", "les", "los", "of", "the", "und", "y",
];

/// Words for a number, in the languages that we know.
const NUMBER: &[&str] = &["n", "no", "nr", "nro", "nos", "num", "numero", "nummer", "number", "nbr", "ndeg"];

/// A name of a column in the forms in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its words, sorted, each once.
    pub set: BTreeSet<String>,
    /// All of its letters and digits, in their order: `SERIALNUMBER` and `Serial number` are one.
    pub joined: String,
}

impl Words {
    /// Of a name.
    pub fn of(name: &str) -> Self {
        let raw = split(name);
        let joined = raw.concat();
        let set = raw.iter().filter(|word| !SMALL.contains(&word.as_str())).map(|word| plain(word)).collect();
        Self { set, joined }
    }

    /// Without some words; `None` when nothing else is there, or nothing was taken out.
    pub fn without(&self, aside: &BTreeSet<String>) -> Option<Self> {
        let set: BTreeSet<String> = self.set.difference(aside).cloned().collect();
        if set.is_empty() || set.len() == self.set.len() {
            return None;
        }
        Some(Self { joined: String::new(), set })
    }

    /// The words with a blank between.
    pub fn key(&self) -> String {
        self.set.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Whether all words of another name stand in it.
    pub fn has(&self, other: &Self) -> bool {
        !other.set.is_empty() && other.set.is_subset(&self.set)
    }
}

/// The words of a name, folded. What is written together in capitals (`SerialNumber`, `OSVersion`) is two.
fn split(name: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(name.len() + 8);
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if begins {
            spaced.push(' ');
        }
        match letter {
            'º' | '°' | '№' => spaced.push(' '),
            '#' => spaced.push_str(" no "),
            letter => spaced.push(*letter),
        }
        if *letter == '№' {
            spaced.push_str("no ");
        }
    }
    let folded = fold(&spaced);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word in the one form of all that mean the same to us: numbers, and the singular.
fn plain(word: &str) -> String {
    if NUMBER.contains(&word) {
        return "number".to_owned();
    }
    let is_plural = word.len() > 3
        && word.ends_with('s')
        && !["ss", "us", "is", "os"].iter().any(|end| word.ends_with(end));
    if is_plural { word[..word.len() - 1].to_owned() } else { word.to_owned() }
}

/// The name without what stands in parentheses or brackets; `None` when nothing does.
pub fn without_parentheses(name: &str) -> Option<String> {
    let (mut depth, mut rest) = (0_usize, String::new());
    for letter in name.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            letter if depth == 0 => rest.push(letter),
            _ => {}
        }
    }
    let rest = rest.trim();
    (rest.len() < name.trim().len() && !rest.is_empty()).then(|| rest.to_owned())
}

/// The names without what all of them begin or end with, as a report writes it before each:
/// `Details_Table0_Model0`. They are given back as they are when that would leave one without a name.
pub fn without_frame(names: &[String]) -> Vec<String> {
    const FEW: usize = 4;
    let unframed = |names: &[String]| names.to_vec();
    if names.len() < FEW {
        return unframed(names);
    }
    let first = names[0].as_str();
    let begins = |length: usize| names.iter().all(|name| name.get(..length) == first.get(..length));
    let longest = (1..=first.len()).rev().find(|length| first.is_char_boundary(*length) && begins(*length));
    // Only whole words: a frame ends with a sign between words.
    let prefix =
        longest.and_then(|length| first[..length].rfind(['_', '.', ' ', '>']).map(|at| at + 1)).unwrap_or(0);
    let digits = |name: &str| name.len() - name.trim_end_matches('0').len();
    let suffix = names.iter().map(|name| digits(name)).min().unwrap_or(0);
    let cut: Option<Vec<String>> = names
        .iter()
        .map(|name| {
            let rest = name.get(prefix..name.len().checked_sub(suffix)?)?;
            rest.chars().any(char::is_alphabetic).then(|| rest.to_owned())
        })
        .collect();
    cut.unwrap_or_else(|| unframed(names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_one_thing_are_one() {
        for (a, b) in [
            ("N° de série", "numéro de série"),
            ("Nº de serie", "Número de serie"),
            ("SerialNumber", "serial number"),
            ("SERIAL_NUMBER", "Serial Number"),
            ("Date d’achat", "date achat"),
            ("Serien-Nr.", "Serien Nummer"),
            ("IP Addresses", "ip addresse"),
            ("OSVersion", "OS version"),
        ] {
            assert_eq!(Words::of(a).set, Words::of(b).set, "{a}");
        }
        assert_eq!(Words::of("Purchasedate").joined, Words::of("purchase date").joined);
        assert_eq!(Words::of("IPv4Address").joined, Words::of("ipv4 address").joined);
        assert_ne!(Words::of("Model").set, Words::of("Model No.").set);
    }

    #[test]
    fn what_all_names_begin_or_end_with_is_no_part_of_them() {
        let names =
            ["T_Table0_Name0", "T_Table0_Model0", "T_Table0_Size0", "T_Table0_OS0"].map(str::to_owned);
        assert_eq!(without_frame(&names), ["Name", "Model", "Size", "OS"]);
        let names = ["Nom", "N° de série", "Notes", "Numéro"].map(str::to_owned);
        assert_eq!(without_frame(&names), names);
        assert_eq!(without_parentheses("RAM (GB)").as_deref(), Some("RAM"));
        assert_eq!(without_parentheses("RAM"), None);
    }
}
