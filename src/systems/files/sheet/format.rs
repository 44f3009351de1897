//! Number formats as far as they change which signs a whole number has: `0000000`, `"INV-"0000`, `000-00`,
//! `0#" "##" "##" "##" "##`. What only says how a quantity looks (groups, decimals, currencies, percent, dates) is no
//! format here: the number counts.

use crate::model::record::{Cell, Shown};

/// From here on a double cannot tell all integers of as many digits apart.
const TOO_MANY_DIGITS: f64 = 1e15;

/// A format that gives a number other signs than its digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Format {
    /// For what is more than zero, less, and zero.
    sections: Vec<Vec<Piece>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// `0`, `#` or `?`: a digit, and what stands where there is none.
    Digit(Option<char>),
    Literal(char),
}

impl Format {
    /// `None` for a format that says how a quantity looks, and for one that is not understood.
    pub(super) fn of(code: &str) -> Option<Self> {
        let mut sections = vec![Vec::new()];
        let mut signs = code.chars();
        while let Some(sign) = signs.next() {
            let section = sections.last_mut()?;
            match sign {
                ';' => sections.push(Vec::new()),
                '0' => section.push(Piece::Digit(Some('0'))),
                '#' => section.push(Piece::Digit(None)),
                '?' => section.push(Piece::Digit(Some(' '))),
                '"' => section.extend(signs.by_ref().take_while(|sign| *sign != '"').map(Piece::Literal)),
                '\\' => section.push(Piece::Literal(signs.next()?)),
                // A blank as wide as the next sign, and a sign that fills the column.
                '_' => {
                    signs.next()?;
                    section.push(Piece::Literal(' '));
                }
                '*' => {
                    signs.next()?;
                }
                '[' => {
                    let within: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                    // A language says nothing of digits; a currency or a condition does.
                    if !within.starts_with("$-") && !within.chars().all(char::is_alphabetic) {
                        return None;
                    }
                }
                'G' | 'g' => {
                    let rest: String = signs.by_ref().take("eneral".len()).collect();
                    if !rest.eq_ignore_ascii_case("eneral") {
                        return None;
                    }
                    section.push(Piece::Digit(Some('0')));
                }
                ' ' | '\u{a0}' | '-' | '+' | '(' | ')' | ':' | '~' | '{' | '}' | '=' | '<' | '>' | '^'
                | '\'' | '!' | '&' => section.push(Piece::Literal(sign)),
                _ => return None,
            }
        }
        let first = sections.first()?;
        let is_some = !is_quantity(first) && first.iter().any(|piece| matches!(piece, Piece::Digit(_)));
        is_some.then_some(Self { sections })
    }

    /// A whole number as its cell shows it; `None` where that is its digits.
    pub(super) fn cell(&self, number: f64) -> Option<Cell> {
        if number.fract() != 0.0 || number.abs() >= TOO_MANY_DIGITS {
            return None;
        }
        let digits = format!("{}", number as i64);
        let shown = self.shown(number)?;
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match shown {
            shown if shown == digits => None,
            shown if is_digits(shown.trim_start_matches('-')) => Some(Cell::Text(shown.into())),
            shown => Some(Cell::Shown(Box::new(Shown { digits: digits.into(), text: shown.into() }))),
        }
    }

    fn shown(&self, number: f64) -> Option<String> {
        let first = self.sections.first()?;
        let own = |at: usize| self.sections.get(at).filter(|section| !section.is_empty());
        let (pieces, sign) = if number < 0.0 {
            own(1).map_or((first, "-"), |own| (own, ""))
        } else if number == 0.0 {
            (own(2).unwrap_or(first), "")
        } else {
            (first, "")
        };
        let places = pieces.iter().filter(|piece| matches!(piece, Piece::Digit(_))).count();
        if places == 0 {
            return None;
        }
        let digits = if number == 0.0 { String::new() } else { format!("{}", number.abs() as i64) };
        let mut lacking = places.saturating_sub(digits.len());
        let (beyond, mut rest) = digits.split_at(digits.len().saturating_sub(places));
        let mut out = sign.to_owned();
        let mut is_first = true;
        for piece in pieces {
            match piece {
                Piece::Literal(sign) => out.push(*sign),
                Piece::Digit(stands_in) => {
                    if is_first {
                        out.push_str(beyond);
                        is_first = false;
                    }
                    if lacking > 0 {
                        lacking -= 1;
                        out.extend(stands_in);
                    } else {
                        let (digit, behind) = rest.split_at(1.min(rest.len()));
                        out.push_str(digit);
                        rest = behind;
                    }
                }
            }
        }
        Some(out.trim().to_owned())
    }
}

/// Digits alone, or in groups of three with blanks: no sign of its own.
fn is_quantity(pieces: &[Piece]) -> bool {
    let is_blank = |piece: &Piece| matches!(piece, Piece::Literal(' ' | '\u{a0}'));
    if pieces.iter().any(|piece| matches!(piece, Piece::Literal(_)) && !is_blank(piece)) {
        return false;
    }
    let groups: Vec<&[Piece]> = pieces.split(is_blank).filter(|group| !group.is_empty()).collect();
    match groups.as_slice() {
        [] => true,
        // Several zeros are kept; one digit is a number.
        [only] => only.len() < 2 || only.iter().any(|piece| *piece != Piece::Digit(Some('0'))),
        [first, others @ ..] => first.len() <= 3 && others.iter().all(|group| group.len() == 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: &str, number: f64) -> Option<String> {
        Some(match Format::of(code)?.cell(number)? {
            Cell::Text(text) => text.into(),
            Cell::Shown(shown) => shown.text.into(),
            _ => return None,
        })
    }

    #[test]
    fn what_stands_around_digits_is_shown() {
        for (code, number, wanted) in [
            ("\"INV-\"0000", 42.0, "INV-0042"),
            ("0000\"-FR\"", 42.0, "0042-FR"),
            ("\"Réf. \"0", 7.0, "Réf. 7"),
            ("\\d0", 7.0, "d7"),
            ("000-00", 12345.0, "123-45"),
            ("000-00", 1234567.0, "12345-67"),
            ("+0", 33_612_345_678.0, "+33612345678"),
            ("0#\\ ##\\ ##\\ ##\\ ##", 612_345_678.0, "06 12 34 56 78"),
            ("0#\" \"##\" \"##\" \"##\" \"##", 612_345_678.0, "06 12 34 56 78"),
            ("(000) 000-0000", 5_551_234_567.0, "(555) 123-4567"),
            ("000\\-00\\-0000", 123_456_789.0, "123-45-6789"),
            ("0000000", 12345.0, "0012345"),
            ("0000000", -12.0, "-0000012"),
            ("\"PC-\"General", 7.0, "PC-7"),
            ("\"A\"0;\"B\"0;\"none \"0", -7.0, "B7"),
            ("\"A\"0;\"B\"0;\"none \"0", 0.0, "none 0"),
            ("[$-40C]00000", 1000.0, "01000"),
        ] {
            assert_eq!(shown(code, number).as_deref(), Some(wanted), "{code}");
        }
    }

    #[test]
    fn how_a_quantity_looks_is_nothing() {
        for code in [
            "General",
            "0",
            "#,##0",
            "0.00",
            "0%",
            "# ##0",
            "#\\ ##0",
            "0_ ",
            "0.00E+00",
            "dd/mm/yyyy",
            "[$€-40C] 0",
            "#,##0.00\\ \"€\"",
            "@",
            "# ?/?",
            "[>999]0;00",
            "",
            "##0",
            "[Red]0",
        ] {
            assert_eq!(shown(code, 1234.0), None, "{code}");
        }
        assert_eq!(shown("0000", 12_345.0), None);
        assert_eq!(shown("\"A\"0", 1.5), None);
    }
}
