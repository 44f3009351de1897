//! Our tickets: open or all, one by its number or key with its history. Nobody is asked; it shows what the
//! last run read.

use axum::http::StatusCode;
use minijinja::{Value, context};

use crate::message::{self, Locale};
use crate::model::access::Role;
use crate::model::said::Say as _;
use crate::model::ticket_ledger::OurTicket;
use crate::store::{TicketFilter, Which};
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// Tickets that are listed.
const MOST: usize = 500;

/// `GET /tickets`
pub fn tickets(call: &Call) -> Result<Answer, Fault> {
    let store = &call.site.store;
    let wanted = call.query.filled("number");
    let every = call.query.get("every").is_some();
    let mut found = match wanted {
        Some(number) => store.ticket_named(number)?,
        None => {
            let which = if every { Which::All } else { Which::Alive };
            // Those of other jobs take no place of the list.
            let seen = call.seen();
            store.find_tickets(&TicketFilter {
                seen: seen.as_deref(),
                which,
                limit: MOST,
                ..TicketFilter::default()
            })?
        }
    };
    found.retain(|ticket| call.may(&ticket.job, Role::Viewer));
    let mut tickets = Vec::new();
    for ticket in &found {
        let locale = call.locale(call.project.job(&ticket.job));
        let history = if wanted.is_some() { history(call, locale, ticket)? } else { Vec::new() };
        tickets.push(of(call, locale, ticket, history));
    }
    let command = match wanted {
        Some(number) => match shlex::try_quote(number) {
            Ok(number) => format!("stocktake tickets show {number}"),
            Err(_) => "stocktake tickets show".to_owned(),
        },
        None if every => "stocktake tickets".to_owned(),
        None => "stocktake tickets --open".to_owned(),
    };
    let html = page::render(call, "tickets.html", context! { tickets, wanted, every, command })?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// A ticket without its history.
pub fn line(call: &Call, ticket: &OurTicket) -> Value {
    of(call, call.locale(call.project.job(&ticket.job)), ticket, Vec::new())
}

fn of(call: &Call, locale: Locale, ticket: &OurTicket, history: Vec<Value>) -> Value {
    let url = call
        .project
        .link(&ticket.desk, ticket.url.as_deref())
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let events: Vec<String> = ticket.episodes.iter().map(|episode| episode.object.clone()).collect();
    context! {
        number => ticket.number.as_deref(), key => ticket.key.0.as_str(), url, title => ticket.title.as_str(),
        desk => ticket.desk.as_str(), job => ticket.job.as_str(),
        state => ticket.state.said().text(call.language), is_alive => ticket.is_alive(),
        opened => ticket.opened_at.map(|at| locale.moment(at)), assigned => ticket.assigned_to.as_deref(),
        events, history,
    }
}

fn history(call: &Call, locale: Locale, ticket: &OurTicket) -> Result<Vec<Value>, Fault> {
    let moments = call.site.store.moments(&ticket.key)?;
    let said = moments.iter().map(|moment| {
        let what = message::moments::called(&moment.what);
        context! {
            at => locale.moment(moment.at), what => what.said().text(call.language).to_owned(),
            said => moment.detail.text(call.language),
        }
    });
    Ok(said.collect())
}
