//! The tables of a ticket job: what was done or failed, events without a ticket, tickets that are out
//! of step with their events, and companies.

use chrono::{DateTime, Utc};

use super::{CellText, Table, number, text};
use crate::message::Locale;
use crate::message::Phrase;
use crate::model::ticket_report::{TicketLine, TicketReport};

/// True when there is something to put in a table.
pub(super) fn has_rows(tickets: &TicketReport) -> bool {
    !(tickets.done.is_empty()
        && tickets.failed.is_empty()
        && tickets.without_ticket.is_empty()
        && tickets.out_of_step.is_empty())
}

/// Every sheet of the workbook.
pub(super) fn sheets(tickets: &TicketReport, locale: Locale) -> Vec<Table<'_>> {
    let mut sheets = vec![acts(tickets, locale), events(tickets, locale), steps(tickets, locale)];
    if !tickets.companies.is_empty() {
        sheets.push(companies(tickets, locale));
    }
    sheets
}

/// What was done and what failed, one row a ticket.
pub(super) fn acts(tickets: &TicketReport, locale: Locale) -> Table<'_> {
    fn row(locale: Locale, line: &TicketLine, outcome: Phrase) -> Vec<CellText<'_>> {
        let severity = line.severity.map_or("", |severity| locale.severity(severity));
        vec![
            text(locale.label(outcome)),
            text(locale.act(line.action)),
            text(&*line.desk),
            text(line.number.clone().unwrap_or_default()),
            text(&*line.title),
            text(line.company.clone().unwrap_or_default()),
            text(severity),
            text(&*line.rule),
            text(line.events.join(", ")),
            text(line.reason.as_ref().map_or("", |reason| reason.text(locale.language))),
            text(line.url.clone().unwrap_or_default()),
            text(&*line.key),
        ]
    }
    let done = tickets.done.iter().map(|line| row(locale, line, Phrase::OutcomeDone));
    let failed = tickets.failed.iter().map(|line| row(locale, line, Phrase::OutcomeFailed));
    table(
        locale,
        Phrase::SheetTickets,
        &[
            (Phrase::ColumnOutcome, 12),
            (Phrase::ColumnAct, 20),
            (Phrase::ColumnDesk, 14),
            (Phrase::ColumnTicket, 14),
            (Phrase::ColumnTitle, 50),
            (Phrase::ColumnCompany, 24),
            (Phrase::ColumnSeverity, 14),
            (Phrase::ColumnRule, 18),
            (Phrase::ColumnEvents, 50),
            (Phrase::ColumnReason, 50),
            (Phrase::ColumnLink, 50),
            (Phrase::ColumnKey, 36),
        ],
        failed.chain(done).collect(),
    )
}

/// Events without a ticket.
pub(super) fn events(tickets: &TicketReport, locale: Locale) -> Table<'_> {
    let rows = tickets.without_ticket.iter().map(|event| {
        vec![
            text(&*event.monitor),
            text(&*event.label),
            text(locale.severity(event.severity)),
            moment(Some(event.since)),
            text(event.why.text(locale.language)),
            text(&*event.event),
        ]
    });
    table(
        locale,
        Phrase::SheetEvents,
        &[
            (Phrase::ColumnMonitor, 16),
            (Phrase::ColumnEvent, 40),
            (Phrase::ColumnSeverity, 14),
            (Phrase::ColumnSince, 21),
            (Phrase::ColumnReason, 60),
            (Phrase::ColumnKey, 40),
        ],
        rows.collect(),
    )
}

fn steps(tickets: &TicketReport, locale: Locale) -> Table<'_> {
    let rows = tickets.out_of_step.iter().map(|line| {
        vec![
            text(locale.label(locale.step(line.how))),
            text(&*line.desk),
            text(line.number.clone().unwrap_or_default()),
            text(&*line.title),
            text(&*line.state),
            moment(line.since),
            text(line.url.clone().unwrap_or_default()),
        ]
    });
    table(
        locale,
        Phrase::SheetSteps,
        &[
            (Phrase::ColumnReason, 44),
            (Phrase::ColumnDesk, 14),
            (Phrase::ColumnTicket, 14),
            (Phrase::ColumnTitle, 50),
            (Phrase::ColumnState, 16),
            (Phrase::ColumnSince, 21),
            (Phrase::ColumnLink, 50),
        ],
        rows.collect(),
    )
}

fn companies(tickets: &TicketReport, locale: Locale) -> Table<'_> {
    let rows = tickets.companies.iter().map(|line| {
        let numbers = [line.opened, line.reopened, line.solved, line.failed, line.open];
        let numbers = numbers.into_iter().map(|count| number(i64::try_from(count).ok()));
        std::iter::once(text(&*line.company)).chain(numbers).collect()
    });
    table(
        locale,
        Phrase::SheetCompanies,
        &[
            (Phrase::ColumnCompany, 36),
            (Phrase::CountedOpened, 12),
            (Phrase::CountedReopened, 12),
            (Phrase::CountedSolved, 12),
            (Phrase::CountFailed, 12),
            (Phrase::ColumnOpen, 12),
        ],
        rows.collect(),
    )
}

fn table<'r>(
    locale: Locale,
    name: Phrase,
    columns: &[(Phrase, u16)],
    rows: Vec<Vec<CellText<'r>>>,
) -> Table<'r> {
    let columns = columns.iter().map(|(phrase, width)| (locale.label(*phrase), *width)).collect();
    Table { name: locale.label(name), columns, rows }
}

/// A time that sorts as text.
fn moment(time: Option<DateTime<Utc>>) -> CellText<'static> {
    text(time.map_or_else(String::new, |time| time.format("%Y-%m-%d %H:%M UTC").to_string()))
}
