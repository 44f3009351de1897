//! Lines of plain text: wrapping at a width, cutting long values.

use crate::model::plain::{plain_text, steers};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Wraps text at spaces to `width` columns; `first` and `rest` open the first and the later
/// lines. A word that is longer than a line stays whole, so that it can be copied.
pub(crate) fn wrap(text: &str, width: usize, first: &str, rest: &str) -> String {
    let text = plain_text(text);
    let words: Vec<&str> = text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect();
    fill(&words.join(" "), width, first, rest)
}

/// The same of a text whose blanks stay as they are.
pub(crate) fn fill(text: &str, width: usize, first: &str, rest: &str) -> String {
    let form = Options::new(width)
        .initial_indent(first)
        .subsequent_indent(rest)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    textwrap::fill(text, form)
}

/// One line of at most `most` characters; control characters become spaces, a cut is marked `…`.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let line = text.replace("\r\n", " ").replace(steers, " ");
    let line = line.trim();
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let kept: String = line.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_lines_hang() {
        assert_eq!(
            wrap("serial: 4711 is used by two rows", 16, "- ", "  "),
            "- serial: 4711\n  is used by two\n  rows"
        );
    }

    #[test]
    fn a_long_word_stays_whole() {
        assert_eq!(
            wrap("see https://glpi.example/very/long now", 12, "", "  "),
            "see\n  https://glpi.example/very/long\n  now"
        );
    }

    #[test]
    fn a_value_is_cut_and_kept_on_one_line() {
        assert_eq!(one_line("a\r\nb\tc", 10), "a b c");
        assert_eq!(one_line("abcdefgh", 5), "abcd…");
    }
}
