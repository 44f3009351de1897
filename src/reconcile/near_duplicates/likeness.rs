//! The form of a name in which two spellings of one thing are equal, and names that differ by one
//! slip of the hand.

use crate::model::schema::Naming;
use crate::reconcile::names::fold;

/// Legal forms and like words at the end of a company's name.
const COMPANY_WORDS: [&str; 31] = [
    "ab",
    "ag",
    "as",
    "asa",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "kk",
    "limited",
    "llc",
    "llp",
    "ltd",
    "ltda",
    "nv",
    "oy",
    "oyj",
    "plc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "spa",
    "srl",
];

/// Makers under two names that are one company. HP and HPE are two since 2015.
const MAKERS: [(&str, &str); 14] = [
    ("applecomputer", "apple"),
    ("asustek", "asus"),
    ("asustekcomputer", "asus"),
    ("ciscosystems", "cisco"),
    ("dellcomputer", "dell"),
    ("fujitsutechnologysolutions", "fujitsu"),
    ("gigabytetechnology", "gigabyte"),
    ("hewlettpackard", "hp"),
    ("hewlettpackardenterprise", "hpe"),
    ("internationalbusinessmachines", "ibm"),
    ("lgelectronics", "lg"),
    ("microstarinternational", "msi"),
    ("samsungelectronics", "samsung"),
    ("seikoepson", "epson"),
];

/// Shortest name in which a slip is looked for, and shortest word that may hold it, in characters.
const LONG_NAME: usize = 8;
const LONG_WORD: usize = 5;

/// The words of a name: no case, no accents, no punctuation but `+` and `#`.
pub(super) fn words(name: &str, naming: Naming) -> Vec<String> {
    let folded = fold(name);
    let letters: Vec<char> = folded.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| c.is_alphabetic());
        if letter.is_alphanumeric() || matches!(letter, '+' | '#') {
            if let Some(word) = words.last_mut() {
                word.push(*letter);
            }
        } else if *letter == '.' && beside(at.checked_sub(1)) && beside(Some(at + 1)) {
            // `S.A.` is one word.
        } else if words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    if naming == Naming::Company {
        while words.len() > 1 && words.last().is_some_and(|last| COMPANY_WORDS.contains(&last.as_str())) {
            words.pop();
        }
    }
    words
}

/// The form in which two spellings are equal. Numbers stay apart: 1.10 is not 11.0.
pub(super) fn canonical(words: &[String], naming: Naming) -> String {
    let mut form = String::new();
    for word in words {
        let number = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if number(form.chars().last()) && number(word.chars().next()) {
            form.push('.');
        }
        form.push_str(word);
    }
    if naming == Naming::Company
        && let Some((_, usual)) = MAKERS.iter().find(|(other, _)| *other == form)
    {
        return (*usual).to_owned();
    }
    form
}

/// True for two names that differ by one slip inside one long word without digits: `Room A` and
/// `Room B`, or `Windows 10` and `Windows 11`, are two things.
pub(super) fn differ_by_a_slip(a: &[String], b: &[String]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut differing = a.iter().zip(b).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (differing.next(), differing.next()) else { return false };
    let plain = |word: &str| word.chars().count() >= LONG_WORD && word.chars().all(char::is_alphabetic);
    plain(a) && plain(b) && strsim::osa_distance(a, b) == 1 && !is_plural(a, b)
}

fn is_plural(a: &str, b: &str) -> bool {
    let ends = |longer: &str, shorter: &str| longer.strip_suffix('s') == Some(shorter);
    ends(a, b) || ends(b, a)
}

/// The forms of a name with one letter left out, and itself: two names with a slip between them have
/// one in common. Empty for names in which no slip is looked for.
pub(super) fn with_a_letter_less(form: &str) -> Vec<String> {
    let letters: Vec<char> = form.chars().collect();
    if letters.len() < LONG_NAME || letters.len() > 60 {
        return Vec::new();
    }
    let without = |left_out: usize| {
        letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, letter)| *letter).collect()
    };
    let mut forms: Vec<String> = (0..letters.len()).map(without).collect();
    forms.push(form.to_owned());
    forms.sort_unstable();
    forms.dedup();
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, naming: Naming) -> String {
        canonical(&words(name, naming), naming)
    }

    #[test]
    fn spellings_of_one_company_are_equal() {
        for (a, b) in [
            ("Dell", "DELL Inc."),
            ("Dell Computer Corporation", "dell"),
            ("Hewlett-Packard", "HP Inc."),
            ("Hewlett Packard Company", "hp"),
            ("Société Générale S.A.", "societe generale"),
            ("ASUSTeK COMPUTER INC.", "Asus"),
            ("Giga-byte Technology Co., Ltd.", "GIGABYTE"),
        ] {
            assert_eq!(form(a, Naming::Company), form(b, Naming::Company), "{a} {b}");
        }
        for (a, b) in [("HP", "HPE"), ("Hewlett-Packard", "Hewlett Packard Enterprise"), ("Co", "Inc")] {
            assert_ne!(form(a, Naming::Company), form(b, Naming::Company), "{a} {b}");
        }
    }

    #[test]
    fn numbers_tell_things_apart() {
        assert_eq!(form("Windows 10 (Pro)", Naming::Thing), form("windows-10 pro", Naming::Thing));
        assert_eq!(form("Élite Book", Naming::Thing), form("EliteBook", Naming::Thing));
        for (a, b) in [("1.10", "11.0"), ("Room 1", "Room 11"), ("C", "C++"), ("Dell SA", "Dell")] {
            assert_ne!(form(a, Naming::Thing), form(b, Naming::Thing), "{a} {b}");
        }
    }

    #[test]
    fn a_slip_is_found_only_in_a_long_word() {
        let slip = |a: &str, b: &str| differ_by_a_slip(&words(a, Naming::Thing), &words(b, Naming::Thing));
        for (a, b) in [("Microsoft Surface", "Microsfot Surface"), ("Headquarters", "Headquaters")] {
            assert!(slip(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("Building A", "Building B"),
            ("Windows 10", "Windows 11"),
            ("Latitude E5470", "Latitude E5480"),
            ("Server", "Servers"),
            ("Room East", "Room West"),
            ("Microsoft", "Microsoft"),
        ] {
            assert!(!slip(a, b), "{a} {b}");
        }
    }
}
