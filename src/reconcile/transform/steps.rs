//! What a rule does to the text of a field, step by step: for tests of mappings and for `explain`.
//!
//! The steps are told by the code that makes plans; a plan itself does not listen.

use crate::model::mapping::Otherwise;

use super::notice::{Notice, Why};

/// One thing that was done, and the text after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub what: What,
    /// The text after it.
    pub text: String,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The source has none of the rule's columns.
    NoColumn,
    /// The record does not have the cell.
    NoCell,
    /// A cell, by its position in the header.
    Cell(usize),
    /// The constant of the rule.
    Constant,
    /// The template of the rule.
    Template,
    /// Blanks at both ends were cut.
    Trim,
    /// Runs of blanks were made one.
    Squeeze,
    /// A pattern was found and replaced; its position in the rule.
    Replace(usize),
    /// Letters were changed.
    Case,
    /// The value table has the text: the entry.
    Entry(String),
    /// The value table does not have the text.
    NotListed(Otherwise),
    /// The text is a word that means "clear it".
    ClearWord,
    /// The default came in for a blank.
    Default,
    /// The text was read as a value of the field's kind.
    Read,
}

/// Who listens to the steps.
pub(super) trait Watch {
    /// Takes a step; the closure is called only by those who listen.
    fn note(&mut self, step: impl FnOnce() -> (What, String));

    /// Takes a change that people are told; `becomes` is empty for nothing.
    fn tell(&mut self, _why: Why, _found: &str, _becomes: &str) {}
}

impl Watch for Vec<Step> {
    fn note(&mut self, step: impl FnOnce() -> (What, String)) {
        let (what, text) = step();
        self.push(Step { what, text });
    }
}

/// Hears what people are told, and nothing else.
impl Watch for Vec<Notice> {
    #[inline]
    fn note(&mut self, _: impl FnOnce() -> (What, String)) {}

    fn tell(&mut self, why: Why, found: &str, becomes: &str) {
        self.push(Notice { why, found: found.to_owned(), becomes: becomes.to_owned() });
    }
}
