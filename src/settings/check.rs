//! The problems of one file: collected while its values are checked, never thrown.
//!
//! Every check goes on with a stand-in after a problem, so that one mistake hides no other; a project
//! with a problem is not handed out.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{At, Problem, code};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::Said;

/// Stands for the place of a file's top table.
pub(crate) const ROOT: Range<usize> = 0..usize::MAX;

/// A key that was taken out because it could not be decoded.
#[derive(Debug)]
pub(crate) struct Lost {
    /// Place of the table that had it.
    pub table: Range<usize>,
    /// The key.
    pub key: String,
    /// The key that was meant, when an unknown one is near to it.
    pub meant: Option<String>,
    /// The keys that stood in it, where it was a table.
    pub inner: Vec<String>,
}

/// The problems of one file.
#[derive(Debug)]
pub(crate) struct FileCheck<'a> {
    /// The file, relative to the project folder.
    file: PathBuf,
    /// Its text.
    text: &'a str,
    lost: Vec<Lost>,
    secrets: Vec<Range<usize>>,
    stores: Vec<At<String>>,
    problems: Vec<Problem>,
    warnings: Vec<Said>,
}

impl<'a> FileCheck<'a> {
    /// A file without problems so far.
    pub fn new(file: &Path, text: &'a str) -> Self {
        Self {
            file: file.to_owned(),
            text,
            lost: Vec::new(),
            secrets: Vec::new(),
            stores: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The text of the file.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Adds a problem; its label and help are set on what is returned.
    pub fn report(
        &mut self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<Said>,
    ) -> &mut Problem {
        let index = self.problems.len();
        let mut problem = Problem::of_file(code, &self.file, message);
        problem.span = Some(span.clone());
        self.problems.push(problem);
        &mut self.problems[index]
    }

    /// Adds what is allowed and should not be: it stops nobody.
    pub fn warn(&mut self, span: &Range<usize>, what: impl crate::model::said::Say) {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        self.warnings.push(message::config::clear::at(self.file.display(), line, what).said());
    }

    /// What was warned of so far, in the order of the checks.
    pub fn take_warnings(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.warnings)
    }

    /// How many problems there are so far.
    pub fn problem_count(&self) -> usize {
        self.problems.len()
    }

    /// Adds a problem about a name that its list has already.
    pub fn listed_twice(&mut self, name: &At<String>) {
        self.report(code::TWICE, &name.span, message::config::value::listed_twice(&name.value))
            .label(label::second_time())
            .help(label::leave_it_out());
    }

    /// Adds a problem about a key that its table does not have.
    pub fn unknown_key(&mut self, place: &Range<usize>, key: &str, known: &[&str]) {
        self.report(code::UNKNOWN_KEY, place, message::config::decode::no_such_key(key))
            .label(label::unknown_key())
            .help(suggest(key, known::keys_here(), known));
    }

    /// Adds a problem about a word that a key cannot be.
    pub fn unknown_word(&mut self, place: &Range<usize>, key: &str, word: &str, known: &[&str]) {
        self.report(code::UNKNOWN_WORD, place, message::config::decode::cannot_be(key, word))
            .label(label::unknown_word())
            .help(suggest(word, known::allowed(), known));
    }

    /// True when nothing was taken out: what is absent was not written.
    pub fn is_whole(&self) -> bool {
        self.lost.is_empty()
    }

    /// Remembers a key that was taken out.
    pub fn lose(&mut self, lost: Lost) {
        self.lost.push(lost);
    }

    /// Adds a problem about a key that must be there, unless it is there and was refused already.
    pub fn missing(&mut self, table: &Range<usize>, key: &str, why: impl Into<Said>) {
        if !self.was_lost(table, key) {
            self.report(code::MISSING_KEY, table, message::config::value::key_missing(key))
                .label(label::needs_key(key))
                .help(why);
        }
    }

    /// The same of keys of which one is enough: the first is named, and none where one of them was refused already.
    pub fn missing_each(&mut self, table: &Range<usize>, keys: &[&str], why: impl Into<Said>) {
        if let Some(first) = keys.first()
            && !keys.iter().any(|key| self.was_lost(table, key))
        {
            self.missing(table, first, why);
        }
    }

    /// The same for the top table of the file, shown at its first line.
    pub fn missing_at_top(&mut self, key: &str, why: impl Into<Said>) {
        if !self.was_lost(&ROOT, key) {
            let head = self.head();
            let why = why.into();
            match self.line_of(key) {
                Some(line) => {
                    self.missing(&head, key, message::config::decode::has_it_below(why, line));
                }
                None => self.missing(&head, key, why),
            }
        }
    }

    /// The line, from 1, on which a key is given a value below a table.
    fn line_of(&self, key: &str) -> Option<usize> {
        let gives = |line: &str| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        let tables = self.text.lines().position(|line| line.trim_start().starts_with('['))?;
        let below = self.text.lines().skip(tables).position(gives)?;
        Some(tables + below + 1)
    }

    /// The first line that is neither blank nor a comment, else the first one.
    pub fn head(&self) -> Range<usize> {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let content = line.trim();
            if !content.is_empty() && !content.starts_with('#') {
                return start..start + line.trim_end().len();
            }
            start += line.len();
        }
        0..self.text.lines().next().map_or(0, str::len)
    }

    /// True when the key of the table was taken out, or one that was meant to be it.
    pub fn was_lost(&self, table: &Range<usize>, key: &str) -> bool {
        self.lost.iter().any(|lost| lost.table == *table && lost.names(key))
    }

    /// True when a key of this name was taken out anywhere in the file, by itself or with its table.
    pub fn was_lost_anywhere(&self, key: &str) -> bool {
        self.lost.iter().any(|lost| lost.names(key) || lost.inner.iter().any(|inner| inner == key))
    }

    /// True when a table was taken out of the top table.
    pub fn has_lost_tables(&self) -> bool {
        self.lost.iter().any(|lost| lost.table == ROOT && !lost.inner.is_empty())
    }

    /// Marks a place that must not be shown.
    pub fn hide(&mut self, span: &Range<usize>) {
        self.secrets.push(span.clone());
    }

    /// Remembers a store of secrets that a reference names: whether it is one is known when all are read.
    pub fn name_store(&mut self, store: &At<String>) {
        self.stores.push(store.clone());
    }

    /// The stores of secrets that references name, in the order of the checks.
    pub fn take_stores(&mut self) -> Vec<At<String>> {
        std::mem::take(&mut self.stores)
    }

    /// The problems, and the places that must not be shown.
    pub fn into_parts(self) -> (Vec<Problem>, Vec<(PathBuf, Range<usize>)>) {
        let file = self.file;
        (self.problems, self.secrets.into_iter().map(|span| (file.clone(), span)).collect())
    }
}

impl Lost {
    fn names(&self, key: &str) -> bool {
        self.key == key || self.meant.as_deref() == Some(key)
    }
}
