//! A report as the subject, the text and the HTML of a mail, and for a terminal.

use super::locale::Locale;
use super::templates::{HTML, TEXT, Templates};
use super::view::{Cut, View, Whole};
use super::{ReportError, outcome, table};
use crate::model::report::Report;

pub use super::terminal::terminal;

/// The subject of the mail, the outcome first: `[stocktake] nightly: 12 created, 2 rows rejected`.
pub fn subject(report: &Report) -> String {
    outcome::subject(report, Locale::new(report))
}

/// The plain-text part, lines of at most 78 characters but for commands and single long words.
///
/// # Errors
/// The template names something that does not exist.
pub fn text(report: &Report, templates: &Templates) -> Result<String, ReportError> {
    templates.render(TEXT, &View::new(report, Cut::MAIL, whole(report)))
}

/// The HTML part: a whole document with inline styles and without external resources.
///
/// # Errors
/// The template names something that does not exist.
pub fn html(report: &Report, templates: &Templates) -> Result<String, ReportError> {
    templates.render(HTML, &View::new(report, Cut::MAIL, whole(report)))
}

fn whole(report: &Report) -> Whole {
    if table::has_rows(report) { Whole::Attached(table::XLSX) } else { Whole::Command }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::report::example;

    fn look(name: &str, report: &Report) {
        let templates = Templates::load(None).unwrap();
        let shown = [subject(report), text(report, &templates).unwrap(), terminal(report, false, 100)];
        insta::assert_snapshot!(format!("{name}.txt"), shown.join("\n\n8<--------\n"));
        insta::assert_snapshot!(format!("{name}.html"), html(report, &templates).unwrap());
    }

    #[test]
    fn done() {
        look("done", &example::done());
    }

    #[test]
    fn nothing_to_do() {
        look("nothing", &example::nothing());
    }

    #[test]
    fn partial() {
        look("partial", &example::partial());
    }

    #[test]
    fn refused() {
        look("refused", &example::refused());
    }

    #[test]
    fn failed() {
        look("failed", &example::failed());
    }

    #[test]
    fn french() {
        look("french", &example::french(example::partial()));
        look("french_refused", &example::french(example::refused()));
    }
}
