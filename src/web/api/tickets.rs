//! Our tickets, as the last run read them.

use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{Happened, Page, Ticket, TicketWithHistory};
use super::{behind, json, most, no_query, paged, query};
use crate::message;
use crate::model::ticket::TicketState;
use crate::model::ticket_ledger::OurTicket;
use crate::store::{TicketFilter, Which};
use crate::web::call::{Answer, Call, Fault};
use crate::web::cursor;

/// Which tickets.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Tickets {
    /// Of this job
    job: Option<String>,
    /// That this event is or was in, by its key
    event: Option<String>,
    /// In this state, as last read
    state: Option<TicketState>,
    /// Only those that are open or about to be
    open: Option<bool>,
    /// The page: `next` of the one before
    #[param(pattern = "^[0-9TZ:.-]{27}~[0-9a-z-]{1,40}$")]
    cursor: Option<String>,
    /// Lines of the page, 100 unless told
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// List our tickets, the newest first
#[utoipa::path(get, path = "/api/v1/tickets", tag = "Tickets", operation_id = "list_tickets", params(Tickets),
    responses((status = 200, body = Page<Ticket>, description = "Tickets")))]
pub fn list(call: &Call) -> Result<Answer, Fault> {
    let wanted: Tickets = query(call)?;
    let most = most(wanted.limit)?;
    let job = wanted.job.as_deref();
    call.sees(job)?;
    let seen = call.seen();
    let filter = TicketFilter {
        job,
        seen: seen.as_deref(),
        which: if wanted.open.unwrap_or_default() { Which::Alive } else { Which::All },
        state: wanted.state,
        event: wanted.event.as_deref(),
        behind: behind(wanted.cursor.as_deref())?,
        limit: most + 1,
        ..TicketFilter::default()
    };
    let found = call.site.store.find_tickets(&filter)?;
    let place = |ticket: &OurTicket| cursor::of(ticket.intended_at, &ticket.key.0);
    json(StatusCode::OK, &paged(found, most, place, |ticket| Ticket::from(ticket)))
}

/// Show a ticket with its history, by our key or its number
#[utoipa::path(get, path = "/api/v1/jobs/{job}/tickets/{ticket}", tag = "Tickets", operation_id = "show_ticket",
    params(("job" = String, Path, description = "Job"), ("ticket" = String, Path, description = "Ticket")),
    responses((status = 200, body = TicketWithHistory, description = "Ticket")))]
pub fn one(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let (job, name) = (call.part("job"), call.part("ticket"));
    let mut found = call.site.store.ticket_named(name)?;
    found.retain(|ticket| ticket.job == job);
    if let Some(at) = found.iter().position(|ticket| ticket.key.0 == name) {
        found = vec![found.swap_remove(at)];
    }
    let ticket = match found.as_slice() {
        [] => return Err(Fault::NotFound),
        [ticket] => ticket,
        _ => return Err(Fault::told(StatusCode::CONFLICT, &message::web::api::several_tickets(name))),
    };
    let moments = call.site.store.moments(&ticket.key)?;
    let history = moments.iter().map(Happened::from).collect();
    json(StatusCode::OK, &TicketWithHistory { ticket: Ticket::from(ticket), history })
}
