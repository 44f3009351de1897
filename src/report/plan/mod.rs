//! A plan for people: text for a terminal, Markdown for a review, and what a first run would take over.
//!
//! Both are templates over one view, with the labels that the target shows, in the reader's language.

mod view;

use std::sync::LazyLock;

use minijinja::Environment;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::ReportError;
use super::templates;
use crate::model::Plan;
use crate::model::change::{Adoption, Refusal};
use crate::model::plain::steers;
use crate::model::schema::Wording;
use view::{PlanView, adopted};

const TEXT: &str = "plan.txt.j2";
const MARKDOWN: &str = "plan.md.j2";
const ADOPTION: &str = "adoption.txt.j2";

const OURS: [(&str, &str); 3] = [
    (TEXT, include_str!("../templates/plan.txt.j2")),
    (MARKDOWN, include_str!("../templates/plan.md.j2")),
    (ADOPTION, include_str!("../templates/adoption.txt.j2")),
];

/// The templates of plans, compiled once: nobody replaces them.
static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut environment = templates::environment()?;
    environment.add_filter("line", line);
    environment.add_filter("cell", cell);
    for (name, source) in OURS {
        environment.add_template(name, source)?;
    }
    Ok(environment)
});

/// A plan as lines for a terminal. At most `most` lines of each list are shown (all when `None`).
///
/// # Errors
/// When a template does not fit its view.
pub fn text(
    wording: Wording,
    plan: &Plan,
    refusals: &[Refusal],
    most: Option<usize>,
) -> Result<String, ReportError> {
    rendered(TEXT, PlanView::new(wording, plan, refusals, most))
}

/// A plan as Markdown, whole, for a merge request or a ticket.
///
/// # Errors
/// When a template does not fit its view.
pub fn markdown(wording: Wording, plan: &Plan, refusals: &[Refusal]) -> Result<String, ReportError> {
    rendered(MARKDOWN, PlanView::new(wording, plan, refusals, None))
}

/// What a first run would take over, as lines of plain text; empty when there is nothing.
///
/// # Errors
/// When a template does not fit its view.
pub fn adoption(wording: Wording, classes: &[Adoption]) -> Result<String, ReportError> {
    rendered(ADOPTION, adopted(wording, classes))
}

fn rendered(name: &'static str, view: impl Serialize) -> Result<String, ReportError> {
    let environment = TEMPLATES.as_ref().map_err(|error| templates::explained(name.to_owned(), error))?;
    let rendered =
        environment.get_template(name).and_then(|template| template.render(Value::from(Serde(view))));
    rendered.map_err(|error| templates::explained(name.to_owned(), &error))
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

/// A text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests;
