//! The attached tables: `changes.xlsx` with every change, reject and hand edit, `changes.csv` with
//! every change, one row a field; of a ticket job the workbook has tickets, events without one, what
//! is out of step and companies, and `tickets.csv` and `events.csv` have the first two.

mod audit;
mod tickets;

use std::borrow::Cow;

pub(super) use audit::{csv as audit_csv, xlsx as audit_xlsx};

use chrono::{DateTime, Datelike, Timelike, Utc};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::ReportError;
use crate::message::{Locale, Phrase, told_of_field};
use crate::model::change::{FieldChange, Reference};
use crate::model::job::Language;
use crate::model::journal::EntryState;
use crate::model::rejected_cells::RecordCells;
use crate::model::report::Report;
use crate::model::schema::Wording;
use crate::model::value::{Shown, Value};
use crate::model::{Change, ClassName, Entry, Plan, Question, Reject, Said};
use crate::report::plan::view::Teller;

/// Name of the workbook.
pub(super) const XLSX: &str = "changes.xlsx";
/// Name of the text table of changes.
const CSV: &str = "changes.csv";
/// Names of the text tables of a ticket job.
const TICKETS_CSV: &str = "tickets.csv";
const EVENTS_CSV: &str = "events.csv";
/// Name of the text table of names that a plan creates first.
const NAMES_CSV: &str = "names.csv";
/// Name of the text table of rejects.
const REJECTS_CSV: &str = "rejects.csv";

/// Rows of a sheet, without its header (the format of Excel since 2007).
const SHEET_ROWS: usize = 1_048_575;
/// Bytes of a row of changes in a workbook: 37 were measured for short values, and most are longer. What takes
/// more room than a mail has is not made in vain: 200,000 rows take seconds.
const ROW_BYTES: usize = 36;
/// How hard a workbook is compressed: 80,000 rows of 11 columns take 0.54 s and 3.39 MB, with the 6 of the library
/// 0.76 s and 3.29 MB.
const COMPRESSION: u8 = 4;
/// Longest text of a cell, in characters (same source).
const CELL_CHARACTERS: usize = 32_767;

/// True when there is something to put in a table.
pub(super) fn has_rows(report: &Report) -> bool {
    match &report.tickets {
        Some(tickets) => tickets::has_rows(tickets),
        None => {
            let planned = report.planned.iter().any(|plan| !plan.changes.is_empty());
            let alike = !report.alike.is_empty();
            planned
                || alike
                || !(report.entries.is_empty() && report.rejects.is_empty() && report.kept.is_empty())
        }
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
enum CellText<'r> {
    /// Text, written as text whatever it looks like.
    Text(Cow<'r, str>),
    /// A number of ours: a position, a row, an id.
    Number(i64),
}

/// A sheet: its name, columns with widths in characters, and rows.
struct Table<'r> {
    name: &'static str,
    columns: Vec<(&'static str, u16)>,
    rows: Vec<Vec<CellText<'r>>>,
}

fn text<'r>(text: impl Into<Cow<'r, str>>) -> CellText<'r> {
    CellText::Text(text.into())
}

fn number<'r>(number: Option<i64>) -> CellText<'r> {
    number.map_or_else(|| text(""), CellText::Number)
}

/// One row a field, or one alone where there is none.
fn rows_of<'r>(
    rows: &mut Vec<Vec<CellText<'r>>>,
    item: &[CellText<'r>],
    reason: &CellText<'r>,
    fields: impl Iterator<Item = [Cow<'r, str>; 3]>,
) {
    let before = rows.len();
    let row = |values: [Cow<'r, str>; 3]| {
        item.iter().cloned().chain(values.map(CellText::Text)).chain([reason.clone()]).collect()
    };
    rows.extend(fields.map(row));
    if rows.len() == before {
        rows.push(row([Cow::Borrowed(""), Cow::Borrowed(""), Cow::Borrowed("")]));
    }
}

fn changes(report: &Report, locale: Locale) -> Table<'_> {
    let mut table = entries(&report.entries, locale);
    if let Some(plan) = &report.planned {
        let wording = Wording { schema: report.schema, language: locale.language };
        planned(&mut table.rows, wording, plan, (0..).zip(&plan.changes), locale);
    }
    table
}

/// Lines of a journal.
fn entries(entries: &[Entry], locale: Locale) -> Table<'_> {
    let label = |phrase| locale.label(phrase);
    let mut rows = Vec::new();
    for entry in entries {
        let outcome = match entry.state {
            EntryState::Started => Phrase::OutcomeStarted,
            EntryState::Done => Phrase::OutcomeDone,
            EntryState::Failed => Phrase::OutcomeFailed,
            EntryState::ChangedSincePlan => Phrase::OutcomeMoved,
            EntryState::Undone => Phrase::OutcomeUndone,
        };
        let item = [
            CellText::Number(entry.seq),
            text(label(outcome)),
            text(locale.entry_operation(entry)),
            text(&*entry.class),
            text(&*entry.label),
            text(&*entry.source_key),
            number(entry.remote_id),
        ];
        let reason = text(entry.message.as_ref().map_or("", |said| said.text(locale.language)));
        let fields = entry.fields.iter().map(|field| {
            let before = cell_of(locale, &field.was, &field.before);
            [Cow::Borrowed(field.field.as_str()), before, cell_of(locale, &field.to, &field.after)]
        });
        rows_of(&mut rows, &item, &reason, fields);
    }
    Table {
        name: label(Phrase::SheetChanges),
        columns: vec![
            (label(Phrase::ColumnNumber), 7),
            (label(Phrase::ColumnOutcome), 12),
            (label(Phrase::ColumnOperation), 14),
            (label(Phrase::ColumnClass), 22),
            (label(Phrase::ColumnName), 28),
            (label(Phrase::ColumnKey), 22),
            (label(Phrase::ColumnId), 9),
            (label(Phrase::ColumnField), 26),
            (label(Phrase::ColumnBefore), 32),
            (label(Phrase::ColumnAfter), 32),
            (label(Phrase::ColumnReason), 50),
        ],
        rows,
    }
}

/// What a plan would do: changes of it with their places, below what was done.
fn planned<'r>(
    rows: &mut Vec<Vec<CellText<'r>>>,
    wording: Wording,
    plan: &'r Plan,
    changes: impl IntoIterator<Item = (usize, &'r Change)>,
    locale: Locale,
) {
    let teller = Teller::new(wording, plan);
    for (place, change) in changes {
        let item = [
            number(i64::try_from(place).ok().map(|place| place + 1)),
            text(locale.label(Phrase::OutcomePlanned)),
            text(locale.change_operation(change)),
            text(change.class.as_str()),
            text(&*change.label),
            text(&*change.source_key),
            number(change.remote_id),
        ];
        let field = |prefix: &str, field: &'r FieldChange| {
            let path = match prefix {
                "" => Cow::Borrowed(field.field.as_str()),
                prefix => Cow::Owned(format!("{prefix}{}", field.field)),
            };
            [path, cell_of(locale, &field.was, &field.before), cell_of(locale, &field.to, &field.after)]
        };
        let own = change.fields.iter().map(|of| field("", of));
        let told = teller.change(change);
        let children = change.children.iter().zip(told.children).flat_map(|(child, told)| {
            let prefix = child.prefix();
            let link = told.link.map(|_| {
                [Cow::Borrowed(child.class.as_str()), Cow::Borrowed(""), Cow::Owned(told.verb.clone())]
            });
            let fields: Vec<_> = child.fields.iter().map(|of| field(&prefix, of)).collect();
            link.into_iter().chain(fields).collect::<Vec<_>>()
        });
        let reason = match told.step {
            Some(step) => step.sentence,
            None => "",
        };
        rows_of(rows, &item, &text(reason), own.chain(children));
    }
}

/// A value of a field in a table.
fn cell_of<'r>(locale: Locale, value: &Value, shown: &'r Shown) -> Cow<'r, str> {
    match (shown, value) {
        (Shown::Null, _) => Cow::Borrowed(""),
        // Most values: of 20,000 changes there are 160,000.
        (Shown::Text(text), Value::Text(_) | Value::Ref(_)) => Cow::Borrowed(text),
        (other, value) => Cow::Owned(locale.field_value(value, other)),
    }
}

fn rejects<'r>(rejects: impl Iterator<Item = &'r Reject>, locale: Locale) -> Table<'r> {
    let label = |phrase| locale.label(phrase);
    let rows = rejects.map(|reject| {
        let effect = if reject.partial { Phrase::EffectValue } else { Phrase::EffectRow };
        vec![
            text(&*reject.origin.source),
            text(reject.origin.sheet.as_deref().unwrap_or_default()),
            number(reject.origin.row.and_then(|row| i64::try_from(row).ok())),
            text(reject.source_key.clone().unwrap_or_default()),
            text(reject.field.clone().unwrap_or_default()),
            text(label(effect)),
            text(reject.reason.text(locale.language)),
        ]
    });
    Table {
        name: label(Phrase::SheetRejects),
        columns: vec![
            (label(Phrase::ColumnFile), 36),
            (label(Phrase::ColumnSheet), 16),
            (label(Phrase::ColumnRow), 9),
            (label(Phrase::ColumnKey), 22),
            (label(Phrase::ColumnField), 26),
            (label(Phrase::ColumnEffect), 16),
            (label(Phrase::ColumnReason), 80),
        ],
        rows: rows.collect(),
    }
}

fn kept(report: &Report, locale: Locale) -> Table<'_> {
    let label = |phrase| locale.label(phrase);
    let rows = report.kept.iter().map(|kept| {
        let cell = |shown: &Shown| match shown {
            Shown::Null => String::new(),
            other => told_of_field(report.schema, &kept.field, other).text(locale.language).to_owned(),
        };
        vec![
            text(kept.class.as_str()),
            text(&*kept.label),
            text(&*kept.source_key),
            CellText::Number(kept.remote_id),
            text(&*kept.field),
            text(cell(&kept.live)),
            text(cell(&kept.source)),
            text(kept.reason.text(locale.language)),
        ]
    });
    Table {
        name: label(Phrase::SheetKept),
        columns: vec![
            (label(Phrase::ColumnClass), 22),
            (label(Phrase::ColumnName), 28),
            (label(Phrase::ColumnKey), 22),
            (label(Phrase::ColumnId), 9),
            (label(Phrase::ColumnField), 26),
            (label(Phrase::ColumnLive), 32),
            (label(Phrase::ColumnSource), 32),
            (label(Phrase::ColumnReason), 60),
        ],
        rows: rows.collect(),
    }
}

fn alike(report: &Report, locale: Locale) -> Table<'_> {
    let label = |phrase| locale.label(phrase);
    fn in_language(said: &Said, locale: Locale) -> CellText<'_> {
        text(said.text(locale.language))
    }
    // Who cleans up does so class by class.
    let mut by_class: Vec<&Question> = report.alike.iter().collect();
    by_class.sort_by_key(|question| (question.class.as_ref(), question.topic));
    let rows = by_class.into_iter().map(|question| {
        vec![
            text(question.class.as_ref().map_or("", ClassName::as_str)),
            in_language(&question.label, locale),
            in_language(&question.text, locale),
            question.answer.as_ref().map_or_else(|| text(""), |answer| in_language(answer, locale)),
        ]
    });
    Table {
        name: label(Phrase::SheetAlike),
        columns: vec![
            (label(Phrase::ColumnClass), 22),
            (label(Phrase::ColumnName), 40),
            (label(Phrase::ColumnText), 80),
            (label(Phrase::ColumnAnswer), 80),
        ],
        rows: rows.collect(),
    }
}

/// Whether tables of the changes would have more than so many bytes, however short their values.
fn is_too_long(report: &Report, most: usize) -> bool {
    let rows: usize = report.entries.iter().map(|entry| entry.fields.len().max(1)).sum();
    rows.saturating_mul(ROW_BYTES) > most
}

/// The workbook; `None` when a table has more rows than a sheet can hold, or it would hardly fit in `most` bytes.
///
/// # Errors
/// The workbook cannot be put together.
pub(super) fn xlsx(
    report: &Report,
    locale: Locale,
    now: DateTime<Utc>,
    most: usize,
) -> Result<Option<Vec<u8>>, ReportError> {
    if is_too_long(report, most) {
        return Ok(None);
    }
    let tables = match &report.tickets {
        Some(tickets) => tickets::sheets(tickets, locale),
        None => {
            let alike = (!report.alike.is_empty()).then(|| alike(report, locale));
            let tables =
                [changes(report, locale), rejects(report.rejects.iter(), locale), kept(report, locale)];
            tables.into_iter().chain(alike).collect()
        }
    };
    if tables.iter().any(|table| table.rows.len() > SHEET_ROWS) {
        return Ok(None);
    }
    let written = workbook(&tables, now);
    written.map(Some).map_err(|error| ReportError::Table { file: XLSX, reason: error.to_string().into() })
}

fn workbook(tables: &[Table<'_>], now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_zip_compression_level(COMPRESSION);
    let created = u16::try_from(now.year())
        .ok()
        .and_then(|year| ExcelDateTime::from_ymd(year, byte(now.month()), byte(now.day())).ok())
        .and_then(|date| date.and_hms(hour(now.hour()), byte(now.minute()), byte(now.second())).ok());
    if let Some(created) = created {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    }
    for table in tables {
        write_sheet(workbook.add_worksheet(), table)?;
    }
    workbook.save_to_buffer()
}

fn byte(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

fn hour(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn write_sheet(sheet: &mut Worksheet, table: &Table<'_>) -> Result<(), XlsxError> {
    let header = Format::new().set_bold();
    let top = Format::new().set_align(FormatAlign::Top);
    sheet.set_name(table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (name, width)) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(column, *width)?;
        // Once for a column: a format of each cell took a third of the time.
        sheet.set_column_format(column, &top)?;
        sheet.write_string_with_format(0, column, *name, &header)?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                CellText::Text(text) if text.is_empty() => {}
                CellText::Text(text) => {
                    sheet.write_string(row, column, within_a_cell(text))?;
                }
                // Ids of a desk are far below 2^53, the last whole number a cell can hold.
                CellText::Number(number) => {
                    sheet.write_number(row, column, *number as f64)?;
                }
            }
        }
    }
    let last_row = u32::try_from(table.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

/// A text as far as a cell holds it.
fn within_a_cell(text: &str) -> &str {
    // No text has more characters than bytes.
    if text.len() <= CELL_CHARACTERS {
        return text;
    }
    text.char_indices().nth(CELL_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

/// A table as a file.
#[derive(Debug)]
pub(super) struct TableFile {
    /// Name of the file.
    pub(super) name: &'static str,
    /// Its content.
    pub(super) bytes: Vec<u8>,
}

/// What was done as delimited text, a file for each table: UTF-8 with a byte order mark, `;` in French and `,`
/// in English, as the spreadsheet programs of these languages expect.
///
/// # Errors
/// A table cannot be written.
pub(super) fn csv(report: &Report, locale: Locale, most: usize) -> Result<Vec<TableFile>, ReportError> {
    if is_too_long(report, most) {
        return Ok(Vec::new());
    }
    let tables = match &report.tickets {
        Some(tickets) => vec![
            (TICKETS_CSV, tickets::acts(tickets, locale)),
            (EVENTS_CSV, tickets::events(tickets, locale)),
        ],
        None => vec![(CSV, changes(report, locale))],
    };
    let filled = tables.into_iter().filter(|(_, table)| !table.rows.is_empty());
    filled.map(|(name, table)| Ok(TableFile { name, bytes: delimited(name, &table, locale)? })).collect()
}

/// The heading of a file of lines of a journal, which is written piece by piece.
///
/// # Errors
/// It cannot be written.
pub(super) fn rows_head(locale: Locale) -> Result<Vec<u8>, ReportError> {
    delimited(CSV, &entries(&[], locale), locale)
}

/// Lines of a journal, to stand behind that heading.
///
/// # Errors
/// They cannot be written.
pub(super) fn rows_csv(lines: &[Entry], locale: Locale) -> Result<Vec<u8>, ReportError> {
    rows_behind(CSV, &entries(lines, locale), locale, Vec::new())
}

/// Changes of a plan with their places, to stand behind the same heading.
///
/// # Errors
/// They cannot be written.
pub(super) fn planned_csv(
    wording: Wording,
    plan: &Plan,
    changes: &[(usize, &Change)],
    locale: Locale,
) -> Result<Vec<u8>, ReportError> {
    let mut table = entries(&[], locale);
    planned(&mut table.rows, wording, plan, changes.iter().copied(), locale);
    rows_behind(CSV, &table, locale, Vec::new())
}

/// Names that a plan creates first, as a file.
///
/// # Errors
/// They cannot be written.
pub(super) fn names_csv(names: &[Reference], locale: Locale) -> Result<Vec<u8>, ReportError> {
    let label = |phrase| locale.label(phrase);
    let rows = names.iter().map(|name| vec![text(name.class.as_str()), text(&*name.path)]);
    let columns = vec![(label(Phrase::ColumnClass), 22), (label(Phrase::ColumnName), 60)];
    let table = Table { name: label(Phrase::SheetChanges), columns, rows: rows.collect() };
    delimited(NAMES_CSV, &table, locale)
}

/// The heading of a file of rejects, which is written piece by piece.
///
/// # Errors
/// It cannot be written.
pub(super) fn rejects_head(locale: Locale) -> Result<Vec<u8>, ReportError> {
    delimited(REJECTS_CSV, &with_cells(&[], locale), locale)
}

/// Rejects with what stands in their records, to stand behind that heading.
///
/// # Errors
/// They cannot be written.
pub(super) fn rejects_csv(
    found: &[(&Reject, Option<&RecordCells>)],
    locale: Locale,
) -> Result<Vec<u8>, ReportError> {
    rows_behind(REJECTS_CSV, &with_cells(found, locale), locale, Vec::new())
}

/// Rejects with what stands in their records.
fn with_cells<'r>(found: &[(&'r Reject, Option<&'r RecordCells>)], locale: Locale) -> Table<'r> {
    let mut table = rejects(found.iter().map(|(reject, _)| *reject), locale);
    table.columns.push((locale.label(Phrase::ColumnSource), 80));
    for (row, (_, cells)) in table.rows.iter_mut().zip(found) {
        let cells = cells.map(Vec::as_slice).unwrap_or_default();
        let told: Vec<String> = cells.iter().map(|(column, text)| format!("{column}: {text}")).collect();
        row.push(text(told.join("; ")));
    }
    table
}

fn writer(before: Vec<u8>, locale: Locale) -> csv::Writer<Vec<u8>> {
    let delimiter = match locale.language {
        Language::En => b',',
        Language::Fr => b';',
    };
    csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(before)
}

fn delimited(file: &'static str, table: &Table<'_>, locale: Locale) -> Result<Vec<u8>, ReportError> {
    let failed = |reason: String| ReportError::Table { file, reason: reason.into() };
    let mut writer = writer("\u{feff}".as_bytes().to_vec(), locale);
    let names = table.columns.iter().map(|(name, _)| *name);
    writer.write_record(names).map_err(|error| failed(error.to_string()))?;
    let head = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    rows_behind(file, table, locale, head)
}

/// The rows of a table behind what is written already.
fn rows_behind(
    file: &'static str,
    table: &Table<'_>,
    locale: Locale,
    before: Vec<u8>,
) -> Result<Vec<u8>, ReportError> {
    let failed = |error: csv::Error| ReportError::Table { file, reason: error.to_string().into() };
    let mut writer = writer(before, locale);
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            CellText::Text(text) => harmless(text),
            CellText::Number(number) => Cow::Owned(number.to_string()),
        });
        for cell in cells {
            writer.write_field(cell.as_bytes()).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| ReportError::Table { file, reason: error.to_string().into() })
}

/// Signs with which a spreadsheet program begins a formula (OWASP, "CSV Injection"), their wide forms of East Asia too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A text that a spreadsheet program does not take for a formula.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_takes_for_a_formula_is_text() {
        for text in ["=1+1", "+1", "-1", "@x", "\t=1", "\n=1", "＝1+1", "＋1", "－1", "＠x"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        assert_eq!(harmless("a=1"), "a=1");
    }
}
