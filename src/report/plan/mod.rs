//! A plan for people: text for a terminal, Markdown for a review, and what a first run would take over.
//!
//! Both are templates over one view, with the labels that the target shows, in the reader's language.

pub(super) mod view;

use std::sync::LazyLock;

use minijinja::Environment;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::ReportError;
use super::rendering;
use super::wrap::fill;
use crate::model::change::{Adoption, Refusal};
use crate::model::plain::steers;
use crate::model::schema::Wording;
use crate::model::{Change, Plan, Said};
use view::{Detail, NextView, PlanView, Teller, adopted};

const TEXT: &str = "plan.txt.j2";
const MARKDOWN: &str = "plan.md.j2";
const ADOPTION: &str = "adoption.txt.j2";
const NEXT: &str = "next.txt.j2";

const OURS: [(&str, &str); 4] = [
    (TEXT, include_str!("../templates/plan.txt.j2")),
    (MARKDOWN, include_str!("../templates/plan.md.j2")),
    (NEXT, include_str!("../templates/next.txt.j2")),
    (ADOPTION, include_str!("../templates/adoption.txt.j2")),
];

/// The templates of plans, compiled once: nobody replaces them.
static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut environment = rendering::environment()?;
    // They are ours and end; a plan of 100,000 changes is longer than any mail.
    environment.set_fuel(None);
    environment.add_filter("line", line);
    environment.add_filter("fold", fold);
    environment.add_filter("paint", paint);
    environment.add_filter("mark", mark);
    environment.add_filter("cell", cell);
    for (name, source) in OURS {
        environment.add_template(name, source)?;
    }
    Ok(environment)
});

/// The page on which a plan is shown.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Columns.
    pub width: usize,
    /// With ANSI colours and weights.
    pub color: bool,
    /// Lines of each list; `None`: all.
    pub most: Option<usize>,
}

impl Page {
    /// Every line, without colours, however long.
    pub const PLAIN: Self = Self { width: 1_000_000, color: false, most: None };
}

/// What a person does next about a plan.
#[derive(Debug, Clone)]
pub struct Next {
    /// In words.
    pub text: Said,
    /// The command that does it.
    pub command: Option<String>,
}

/// A plan as lines for a terminal. Of hundreds of elements or names how many there are; [`markdown`] has all.
///
/// # Errors
/// When a template does not fit its view.
pub fn text(wording: Wording, plan: &Plan, refusals: &[Refusal], page: Page) -> Result<String, ReportError> {
    rendered(TEXT, PlanView::new(wording, plan, refusals, page, Detail::Brief))
}

/// What a person does next, as the last lines below a plan on a terminal.
///
/// # Errors
/// When a template does not fit its view.
pub fn next(wording: Wording, next: &Next, page: Page) -> Result<String, ReportError> {
    let text = next.text.text(wording.language);
    let command = next.command.as_deref();
    rendered(NEXT, NextView { width: page.width, color: page.color, text, command })
}

/// A plan as Markdown, whole, for a merge request or a ticket.
///
/// # Errors
/// When a template does not fit its view.
pub fn markdown(wording: Wording, plan: &Plan, refusals: &[Refusal]) -> Result<String, ReportError> {
    rendered(MARKDOWN, PlanView::new(wording, plan, refusals, Page::PLAIN, Detail::Whole))
}

/// What a first run would take over, as lines of plain text; empty when there is nothing.
///
/// # Errors
/// When a template does not fit its view.
pub fn adoption(wording: Wording, classes: &[Adoption]) -> Result<String, ReportError> {
    rendered(ADOPTION, adopted(wording, classes))
}

/// Some of the changes of a plan in words, as values for a template of a page.
pub(crate) fn change_values<'p>(
    wording: Wording,
    plan: &'p Plan,
    changes: impl IntoIterator<Item = &'p Change>,
) -> Vec<Value> {
    let teller = Teller::new(wording, plan);
    changes.into_iter().map(|change| Value::from(Serde(&teller.brief(change)))).collect()
}

fn rendered(name: &'static str, view: impl Serialize) -> Result<String, ReportError> {
    let environment = TEMPLATES.as_ref().map_err(|error| rendering::explained(name.to_owned(), error))?;
    let rendered =
        environment.get_template(name).and_then(|template| template.render(Value::from(Serde(view))));
    rendered.map_err(|error| rendering::explained(name.to_owned(), &error))
}

/// A text on one line, without signs that steer a terminal.
fn line(text: &str) -> String {
    text.chars()
        .map(|sign| match sign {
            '\n' | '\r' => '⏎',
            sign if steers(sign) => '·',
            sign => sign,
        })
        .collect()
}

/// A text wrapped at blanks, its first and its later lines behind what opens them. What one may copy, such as a
/// word or a value with two blanks in it, stays as it is.
fn fold(text: &str, width: usize, first: &str, rest: &str) -> String {
    fill(&line(text), width, first, rest)
}

/// Lines in an ANSI style, which ends with each.
fn paint(lines: &str, color: bool, style: &str) -> String {
    if !color {
        return lines.to_owned();
    }
    lines.lines().map(|line| format!("\x1b[{style}m{line}\x1b[0m")).collect::<Vec<_>>().join("\n")
}

/// Lines whose first sign has an ANSI style, and whose first line has a name in bold.
fn mark(lines: &str, color: bool, style: &str, name: &str) -> String {
    let (first, rest) = lines.split_once('\n').map_or((lines, None), |(first, rest)| (first, Some(rest)));
    let blanks = first.len() - first.trim_start().len();
    let Some(sign) = first[blanks..].chars().next().filter(|_| color) else { return lines.to_owned() };
    let (indent, behind) = (&first[..blanks], &first[blanks + sign.len_utf8()..]);
    let name = line(name);
    let behind = match behind.split_once(&name) {
        Some((before, after)) if !name.is_empty() => format!("{before}{}{after}", paint(&name, color, "1")),
        Some(_) | None => behind.to_owned(),
    };
    let first = format!("{indent}{}{behind}", paint(&sign.to_string(), color, style));
    rest.map_or_else(|| first.clone(), |rest| format!("{first}\n{rest}"))
}

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests;
