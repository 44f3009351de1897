//! Whether a row is the header of another table: it has names in all columns that had numbers and codes in every
//! row before. A row of data that lacks some of them is none.

/// What each column had so far.
#[derive(Debug, Default)]
pub(super) struct Contrast {
    /// For each column with a value: whether every one has a digit in it.
    has_digits: Vec<Option<bool>>,
}

impl Contrast {
    /// Takes a row; `None` where there is no value, else whether it has a digit.
    pub(super) fn add(&mut self, row: impl Iterator<Item = (usize, bool)>) {
        for (at, has_digit) in row {
            if self.has_digits.len() <= at {
                self.has_digits.resize(at + 1, None);
            }
            let known = self.has_digits[at].get_or_insert(true);
            *known &= has_digit;
        }
    }

    /// Whether a row that has names in these columns, and nothing else, contradicts all that was known.
    pub(super) fn is_another(&self, names: &[usize]) -> bool {
        let mut with_digits = (0..self.has_digits.len()).filter(|at| self.has_digits[*at] == Some(true));
        let count = with_digits.clone().count();
        count > 1 && count * 2 >= names.len() && with_digits.all(|at| names.contains(&at))
    }
}

/// True for a text that may be the name of a column: letters, and no digit.
pub(super) fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !has_digit(text)
}

/// True for a text with a digit in it.
pub(super) fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}
