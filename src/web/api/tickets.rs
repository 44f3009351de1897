//! Our tickets, as the last run read them.

use axum::http::StatusCode;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{Happened, Page, Ticket, TicketWithHistory};
use super::{bad_query, json, most, no_query, paged, query};
use crate::message;
use crate::model::ticket::TicketState;
use crate::model::ticket_ledger::OurTicket;
use crate::store::{TicketFilter, Which};
use crate::web::call::{Answer, Call, Fault};

/// What stands between the two parts of a cursor.
const BETWEEN: char = '~';
/// Characters of the time in a cursor.
const TIME: usize = 27;
/// Most characters of a key of ours.
const LONGEST_KEY: usize = 40;

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
    let behind = wanted.cursor.as_deref().map(behind).transpose()?;
    let seen = call.seen();
    let filter = TicketFilter {
        job,
        seen: seen.as_deref(),
        which: if wanted.open.unwrap_or_default() { Which::Alive } else { Which::All },
        state: wanted.state,
        event: wanted.event.as_deref(),
        behind,
        limit: most + 1,
        ..TicketFilter::default()
    };
    let found = call.site.store.find_tickets(&filter)?;
    json(StatusCode::OK, &paged(found, most, cursor, |ticket| Ticket::from(ticket)))
}

/// When a ticket was intended, and its key: what the list is sorted by.
fn cursor(ticket: &OurTicket) -> String {
    let at: DateTime<Utc> = ticket.intended_at;
    format!("{}{BETWEEN}{}", at.to_rfc3339_opts(SecondsFormat::Micros, true), ticket.key)
}

fn behind(cursor: &str) -> Result<(&str, &str), Fault> {
    let is_time = |text: &str| {
        let may = |byte: u8| matches!(byte, b'0'..=b'9' | b'T' | b'Z' | b':' | b'.' | b'-');
        text.len() == TIME && text.bytes().all(may)
    };
    let is_key = |text: &str| {
        let may = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'-');
        !text.is_empty() && text.len() <= LONGEST_KEY && text.bytes().all(may)
    };
    let parts = cursor.split_once(BETWEEN).filter(|(at, key)| is_time(at) && is_key(key));
    parts.ok_or_else(|| bad_query("cursor"))
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
