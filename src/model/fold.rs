//! A name as databases compare it, and a text in one form. Never changes the letters that are read.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A name as the desk's database compares it (utf8mb4_unicode_ci): lower case, no accents, no
/// invisible signs, no blanks at the ends, ligatures as their letters.
pub fn fold(name: &str) -> String {
    let trimmed = name.trim();
    if trimmed.is_ascii() {
        return trimmed.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(trimmed.len());
    let letters = trimmed.nfkd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c));
    for letter in letters.flat_map(char::to_lowercase) {
        // The weights of DUCET 4.0, on which the collation rests: `ß` sorts as `ss`.
        match letter {
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            other => folded.push(other),
        }
    }
    folded.trim().to_owned()
}

/// A text in the one form in which it is compared and written: composed (NFC), without signs that
/// nobody sees (a soft hyphen, a mark of direction, a byte order mark inside a text).
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let hidden = text.chars().any(is_invisible);
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes if !hidden => Cow::Borrowed(text),
        IsNormalized::Yes | IsNormalized::No | IsNormalized::Maybe => {
            Cow::Owned(text.chars().filter(|c| !is_invisible(*c)).nfc().collect())
        }
    }
}

/// Signs without a shape. The joiners U+200C and U+200D are not among them: they change how Persian
/// is written.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_the_collation_takes_for_one_fold_alike() {
        for (a, b) in [
            ("œuvre", "oeuvre"),
            ("Straße", "STRASSE"),
            ("Encyclopædia", "encyclopaedia"),
            ("Zoé", "Zoe\u{301}"),
            ("SN\u{200b}1", "sn1"),
            ("\u{feff} Lyon ", "lyon"),
        ] {
            assert_eq!(fold(a), fold(b), "{a}");
        }
    }

    #[test]
    fn a_text_is_composed_and_has_no_signs_that_nobody_sees() {
        assert_eq!(plain("PC-Zoe\u{301}"), "PC-Zoé");
        for hidden in ['\u{200e}', '\u{200b}', '\u{feff}', '\u{ad}'] {
            assert_eq!(plain(&format!("SN{hidden}-0001")), "SN-0001");
        }
        assert!(matches!(plain("Zoé"), Cow::Borrowed("Zoé")));
        assert_eq!(plain("نمی\u{200c}خواهم"), "نمی\u{200c}خواهم");
    }
}
