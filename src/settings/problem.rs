//! What is wrong with a configuration, and how it is shown: file, line, underlined place, help.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use serde_json::json;

use super::mask::Masked;
use crate::message::{self, Message};
use crate::model::Said;
use crate::model::job::Language;

/// One thing that is wrong in a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its code, one of [`super::code::CODES`].
    pub code: &'static str,
    /// File, relative to the project folder.
    pub file: PathBuf,
    /// Byte range in the file, without its byte order mark; `None`: the file as a whole.
    pub span: Option<Range<usize>>,
    /// What is wrong, as one sentence without secrets.
    pub message: Said,
    /// A few words at the underlined place.
    pub label: Said,
    /// What is allowed, or the nearest known name.
    pub help: Option<Said>,
}

impl Problem {
    /// A problem of a whole file.
    pub(crate) fn of_file(code: &'static str, file: impl Into<PathBuf>, message: impl Into<Said>) -> Self {
        let (file, message) = (file.into(), message.into());
        Self { code, file, span: None, message, label: Said::default(), help: None }
    }

    /// Sets the words at the place.
    pub(crate) fn label(&mut self, label: impl Into<Said>) -> &mut Self {
        self.label = label.into();
        self
    }

    /// Sets what is allowed.
    pub(crate) fn help(&mut self, help: impl Into<Said>) -> &mut Self {
        self.help = Some(help.into());
        self
    }
}

/// All problems of a project folder, in the order of its files and their lines. Never empty.
#[derive(Debug, Clone)]
pub struct Problems {
    list: Vec<Problem>,
    texts: BTreeMap<PathBuf, Masked>,
}

impl Problems {
    /// Sorts the problems and masks the files; `secrets` are places known to hold one.
    pub(crate) fn new(
        mut list: Vec<Problem>,
        texts: &[(PathBuf, &str)],
        secrets: &[(PathBuf, Range<usize>)],
    ) -> Self {
        let texts: BTreeMap<_, _> = texts
            .iter()
            .map(|(file, text)| {
                let here = secrets.iter().filter(|(other, _)| other == file).map(|(_, span)| span.clone());
                (file.clone(), Masked::new(text, here))
            })
            .collect();
        for problem in &mut list {
            if let (Some(span), Some(text)) = (&problem.span, texts.get(&problem.file)) {
                problem.span = Some(text.clip(span));
            }
        }
        let place = |problem: &Problem| problem.span.clone().map_or((0, 0), |span| (span.start, span.end));
        list.sort_by(|a, b| {
            (rank(&a.file), &a.file, place(a), a.code, &a.message).cmp(&(
                rank(&b.file),
                &b.file,
                place(b),
                b.code,
                &b.message,
            ))
        });
        list.dedup();
        Self { list, texts }
    }

    /// The problems in their order.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// [`Problems::render_in`] English.
    pub fn render(&self, color: bool, width: usize) -> String {
        self.render_in(Language::En, color, width)
    }

    /// Graphical reports for a terminal of `width` columns, one after the other, with a last line
    /// that counts them.
    pub fn render_in(&self, language: Language, color: bool, width: usize) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_links(false)
            .without_syntax_highlighting();
        let mut out = String::new();
        for problem in &self.list {
            let text = self.texts.get(&problem.file).map(|masked| masked.text.clone());
            let shown = Shown { problem, language, source: text.map(|text| source(&problem.file, text)) };
            let mut one = String::new();
            if handler.render_report(&mut one, &shown).is_err() {
                one = shown.to_string();
            }
            out.push_str(&with_our_help(&one, language));
            out.push('\n');
        }
        out.push_str(&self.summary().text(language));
        out.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    fn summary(&self) -> Message {
        let mut files: Vec<&Path> = self.list.iter().map(|problem| problem.file.as_path()).collect();
        files.dedup();
        message::config::files::problems(self.list.len(), files.len())
    }

    /// A list of objects: `code`, `file`, `line` and `column` (from 1, `null` for a whole file),
    /// `offset` and `length` in bytes, `message`, `label`, `help`.
    pub fn to_json(&self) -> serde_json::Value {
        self.list.iter().map(|problem| self.one_to_json(problem)).collect()
    }

    fn one_to_json(&self, problem: &Problem) -> serde_json::Value {
        let position = problem.span.as_ref().and_then(|span| {
            let before = self.texts.get(&problem.file)?.text.get(..span.start)?;
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
            Some((line, column))
        });
        json!({
            "code": problem.code,
            "file": shown_path(&problem.file),
            "line": position.map(|(line, _)| line),
            "column": position.map(|(_, column)| column),
            "offset": problem.span.as_ref().map(|span| span.start),
            "length": problem.span.as_ref().map(std::iter::ExactSizeIterator::len),
            "message": problem.message,
            "label": problem.label,
            "help": problem.help,
        })
    }
}

/// Summary: `3 problems in 2 files`.
impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.summary().fmt(f)
    }
}

impl std::error::Error for Problems {}

/// The word before the help, which miette has in English only.
const THEIR_HELP: &str = "  help: ";

/// A report with the word before its help in a language, as wide as theirs: the text is wrapped already.
fn with_our_help(report: &str, language: Language) -> String {
    let ours = format!("{:>8}", format!("{} ", message::config::files::help().text(language)));
    let line = |line: &str| {
        let at = line.find(THEIR_HELP).filter(|at| line[..*at].is_empty() || line.starts_with('\x1b'));
        match at {
            Some(at) => format!("{}{ours}{}\n", &line[..at], &line[at + THEIR_HELP.len()..]),
            None => format!("{line}\n"),
        }
    };
    report.lines().map(line).collect()
}

/// Files in the order in which they are read: the project, jobs, mappings.
fn rank(file: &Path) -> usize {
    ["stocktake.toml", "jobs"].iter().position(|first| file.starts_with(first)).unwrap_or(2)
}

/// A relative path with `/` on every platform.
fn shown_path(file: &Path) -> String {
    file.to_string_lossy().replace('\\', "/")
}

fn source(file: &Path, text: String) -> NamedSource<String> {
    NamedSource::new(shown_path(file), text)
}

/// A problem with its text, as the renderer wants it.
#[derive(Debug)]
struct Shown<'a> {
    problem: &'a Problem,
    language: Language,
    source: Option<NamedSource<String>>,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.problem.message.text(self.language);
        match self.problem.span {
            Some(_) => f.write_str(message),
            None => {
                let told = crate::message::list::of(shown_path(&self.problem.file), &self.problem.message);
                f.write_str(&told.text(self.language))
            }
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.problem.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help.as_ref().map(|help| Box::new(help.text(self.language)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.problem.span.as_ref()?;
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.problem.span.clone()?;
        let label =
            (!self.problem.label.is_empty()).then(|| self.problem.label.text(self.language).to_owned());
        Some(Box::new(std::iter::once(LabeledSpan::new_primary_with_span(label, span))))
    }
}
