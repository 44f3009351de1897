//! The audit trail as a table: a row for each step of each request, the same columns in both forms.

use chrono::{DateTime, Utc};

use super::{CellText, SHEET_ROWS, Table, delimited, text, workbook};
use crate::message::{self, Locale, Phrase};
use crate::model::audit::Step;
use crate::report::ReportError;

const XLSX: &str = "audit.xlsx";
const CSV: &str = "audit.csv";

fn row(step: &Step, locale: Locale) -> Vec<CellText<'_>> {
    vec![
        text(&*step.monitor),
        text(&*step.event),
        text(&*step.object),
        text(step.ticket.as_deref().unwrap_or_default()),
        text(&*step.desk),
        text(&*step.job),
        text(step.at.format("%Y-%m-%d %H:%M:%S").to_string()),
        text(message::audit::step(&step.what).text(locale.language).to_owned()),
        text(step.detail.text(locale.language)),
        text(step.run.as_deref().unwrap_or_default()),
    ]
}

fn table(steps: &[Step], locale: Locale) -> Table<'_> {
    let label = |phrase| locale.label(phrase);
    Table {
        name: label(Phrase::SheetAudit),
        columns: vec![
            (label(Phrase::ColumnMonitor), 18),
            (label(Phrase::ColumnEvent), 36),
            (label(Phrase::ColumnName), 30),
            (label(Phrase::ColumnTicket), 14),
            (label(Phrase::ColumnDesk), 14),
            (label(Phrase::ColumnJob), 18),
            (label(Phrase::ColumnWhen), 20),
            (label(Phrase::ColumnAct), 24),
            (label(Phrase::ColumnDetail), 60),
            (label(Phrase::ColumnRun), 36),
        ],
        rows: steps.iter().map(|step| row(step, locale)).collect(),
    }
}

/// As delimited text, in the form that spreadsheet programs of the language expect.
///
/// # Errors
/// It cannot be written.
pub(in crate::report) fn csv(steps: &[Step], locale: Locale) -> Result<Vec<u8>, ReportError> {
    delimited(CSV, &table(steps, locale), locale)
}

/// As a workbook.
///
/// # Errors
/// More steps than a sheet holds, or it cannot be put together.
pub(in crate::report) fn xlsx(
    steps: &[Step],
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, ReportError> {
    let failed = |reason: String| ReportError::Table { file: XLSX, reason: reason.into() };
    if steps.len() > SHEET_ROWS {
        return Err(failed(format!("{} > {SHEET_ROWS}", steps.len())));
    }
    workbook(&[table(steps, locale)], now).map_err(|error| failed(error.to_string()))
}
