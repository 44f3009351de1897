//! The table of a ticket job by company, as cells for HTML and as aligned lines for text.

use serde::Serialize;

use super::super::Shower;
use crate::message::Phrase;
use crate::model::ticket_report::CompanyLine;
use crate::report::wrap::one_line;

/// Longest name of a company in a line of text, in characters.
const NAME: usize = 28;

/// What was done by company.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Companies {
    /// How many there are, in the form of the language.
    pub(in crate::report) total: String,
    /// Names of the columns.
    pub(in crate::report) head: Vec<&'static str>,
    /// Cells: the company, then numbers; zero is empty.
    pub(in crate::report) rows: Vec<Vec<String>>,
    /// Head and rows as aligned lines.
    pub(in crate::report) text: Vec<String>,
    /// How many more there are, when it is cut.
    pub(in crate::report) more: Option<String>,
    /// Where all of it can be read, when it is cut.
    pub(in crate::report) place: Option<String>,
}

/// The table; `None` when the job does not ask for it or there is nothing to show.
pub(super) fn table(shower: &Shower, companies: &[CompanyLine]) -> Option<Companies> {
    let locale = shower.locale;
    let head = [
        Phrase::ColumnCompany,
        Phrase::CountedOpened,
        Phrase::CountedReopened,
        Phrase::CountedSolved,
        Phrase::CountFailed,
        Phrase::ColumnOpen,
    ];
    let head: Vec<&'static str> = head.into_iter().map(|phrase| locale.label(phrase)).collect();
    let list = shower.list(companies.iter(), |line| {
        let name = if line.company.is_empty() { locale.label(Phrase::NoCompany) } else { &line.company };
        let numbers = [line.opened, line.reopened, line.solved, line.failed, line.open];
        let numbers = numbers.into_iter().map(|n| if n == 0 { String::new() } else { locale.number(n) });
        std::iter::once(one_line(name, NAME)).chain(numbers).collect::<Vec<String>>()
    })?;
    let heading: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
    let text = aligned(std::iter::once(&heading).chain(&list.lines));
    Some(Companies { total: list.total, head, rows: list.lines, text, more: list.more, place: list.place })
}

/// Names to the left, numbers to the right.
fn aligned<'r>(rows: impl Iterator<Item = &'r Vec<String>> + Clone) -> Vec<String> {
    let mut widths = Vec::new();
    for row in rows.clone() {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            if at == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") }
        });
        cells.collect::<String>().trim_end().to_owned()
    };
    rows.map(line).collect()
}
