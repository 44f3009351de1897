//! A report as its mail shows it, for tests that look at one part.

use super::render::parts;
use super::templates::Templates;
use super::view::Whole;
use super::{ReportError, outcome, table};
use crate::message::Locale;
use crate::model::report::Report;

/// The subject of the mail, the outcome first: `[stocktake] nightly: 12 created, 2 rows rejected`.
pub fn subject(report: &Report) -> String {
    outcome::subject(report, Locale::new(report))
}

/// The plain-text part, lines of at most 78 characters but for commands and single long words.
///
/// # Errors
/// A template names something that does not exist.
pub fn text(report: &Report, templates: &Templates) -> Result<String, ReportError> {
    Ok(parts(report, templates, whole(report))?.text)
}

/// The HTML part: a whole document with inline styles and without external resources.
///
/// # Errors
/// A template names something that does not exist.
pub fn html(report: &Report, templates: &Templates) -> Result<String, ReportError> {
    Ok(parts(report, templates, whole(report))?.html)
}

pub(super) fn whole(report: &Report) -> Whole {
    if table::has_rows(report) { Whole::Attached(table::XLSX) } else { Whole::Command }
}
