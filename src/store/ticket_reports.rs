//! What runs told of their tickets, kept in the transaction that closes them: one without told nothing.

use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::ticket_reports;
use super::stamp::{from_json, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::RunId;
use crate::model::ticket_report::TicketReport;

insert!(insert_ticket_reports, ticket_reports, ReportRow);

#[derive(Insertable)]
#[diesel(table_name = ticket_reports, treat_none_as_default_value = false)]
pub(super) struct ReportRow {
    run: String,
    report: String,
    french: Option<String>,
}

impl Store {
    /// What a run told of its tickets; `None` for a run of a job without tickets, and for one that told nothing.
    pub fn ticket_report(&self, run: &RunId) -> Result<Option<TicketReport>, StoreError> {
        self.read(message::state::reading_a_report_on_tickets(), |database| {
            let row: Option<(String, Option<String>)> = ticket_reports::table
                .find(&run.0)
                .select((ticket_reports::report, ticket_reports::french))
                .first(database)
                .optional()?;
            let Some((report, french)) = row else { return Ok(None) };
            let mut report: TicketReport = from_json(&report)?;
            if let Some(french) = french {
                report.restore_french(&from_json(&french)?);
            }
            Ok(Some(report))
        })
    }
}

/// Keeps what a run told of its tickets, in the transaction that is open.
pub(super) fn keep(database: &mut Database, run: &RunId, report: &TicketReport) -> Result<(), Fault> {
    let french = report.in_french();
    let french = (!french.is_empty()).then(|| to_json(&french)).transpose()?;
    let row = ReportRow { run: run.0.clone(), report: to_json(report)?, french };
    Ok(insert_ticket_reports(database, &[row])?)
}
