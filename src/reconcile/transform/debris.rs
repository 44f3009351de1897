//! What spreadsheets leave behind in texts: errors, formulas that only hold a text, numbers that have
//! lost their digits.

use std::borrow::Cow;

/// Errors of Excel and LibreOffice in the languages in which exports write them.
const ERRORS: &[&str] = &[
    "#N/A",
    "#N/D",
    "#NV",
    "#N/B",
    "#REF!",
    "#BEZUG!",
    "#¡REF!",
    "#RIF!",
    "#VERW!",
    "#ADR!",
    "#DIV/0!",
    "#¡DIV/0!",
    "#DEEL/0!",
    "#VALUE!",
    "#VALEUR!",
    "#WERT!",
    "#¡VALOR!",
    "#VALORE!",
    "#WAARDE!",
    "#ARG!",
    "#NAME?",
    "#NOM?",
    "#¿NOMBRE?",
    "#NOME?",
    "#NAAM?",
    "#NAZWA?",
    "#NUM!",
    "#NOMBRE!",
    "#ZAHL!",
    "#¡NUM!",
    "#GETAL!",
    "#LICZBA!",
    "#NULL!",
    "#NUL!",
    "#¡NULO!",
    "#NULLO!",
    "#LEEG!",
    "#ZERO!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#UNKNOWN!",
    "#CONNECT!",
    "#GETTING_DATA",
];

/// The error that a text is: one that a formula gave, or the signs of a column that was too narrow.
pub fn error(text: &str) -> Option<&str> {
    let text = text.trim();
    if !text.starts_with('#') {
        return None;
    }
    let narrow = text.len() >= 4 && text.bytes().all(|byte| byte == b'#');
    (narrow || ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text))).then_some(text)
}

/// The text of a formula that only holds one: `="0012345"` keeps Excel from cutting the zeros.
pub fn unwrapped(text: &str) -> Cow<'_, str> {
    let inner = text.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.replace("\"\"", "").contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(_) | None => Cow::Borrowed(text),
    }
}

/// True for `8.9E+18`: what a spreadsheet makes of a long number, its last digits lost.
pub fn lost_digits(text: &str) -> bool {
    let text = text.trim();
    // Every text is asked: look at its end first.
    if !matches!(text.as_bytes(), [_, .., b'E', b'+', _, _]) {
        return false;
    }
    let Some((number, exponent)) = text.split_once("E+") else { return false };
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    whole.len() == 1 && digits(whole) && digits(fraction) && exponent.len() == 2 && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_every_language_are_no_values() {
        for text in ["#N/A", "#REF!", "#BEZUG!", "#DIV/0!", "########", " #valeur! "] {
            assert!(error(text).is_some(), "{text}");
        }
        for text in ["#12", "PC#1", "##", "#ref", ""] {
            assert_eq!(error(text), None, "{text}");
        }
    }

    #[test]
    fn a_formula_that_holds_a_text_is_the_text() {
        assert_eq!(unwrapped("=\"0012345\""), "0012345");
        assert_eq!(unwrapped("=\"say \"\"x\"\"\""), "say \"x\"");
        assert_eq!(unwrapped("=\"a\"&\"b\""), "=\"a\"&\"b\"");
        assert_eq!(unwrapped("0012345"), "0012345");
    }

    #[test]
    fn a_number_with_an_exponent_has_lost_digits() {
        for text in ["8.9E+18", "1.2E+11", "8,93315E+19", "1E+15"] {
            assert!(lost_digits(text), "{text}");
        }
        for text in ["12E+11", "E+11", "1.2E11", "SN1E+11", "1.2E+1", "5e+18"] {
            assert!(!lost_digits(text), "{text}");
        }
    }
}
