//! Our tickets: open or all, one by its number or key with its history. Nobody is asked; it shows what the
//! last run read.

use axum::http::StatusCode;
use minijinja::{Value, context};

use crate::message::{self, Locale};
use crate::model::CommandLine;
use crate::model::access::Role;
use crate::model::said::Say as _;
use crate::model::ticket_ledger::OurTicket;
use crate::store::{TicketFilter, Which};
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// Tickets of one page. How many there are on all pages is not told: to count those that are open takes longer than to
/// make a page.
const MOST: usize = 100;

/// `GET /tickets`
pub fn tickets(call: &Call) -> Result<Answer, Fault> {
    let store = &call.site.store;
    let wanted = call.query.filled("number");
    let every = call.query.get("every").is_some();
    let (mut found, pages) = match wanted {
        Some(number) => (store.ticket_named(number)?, Pages { page: 1, pages: 1 }),
        None => listed(call, if every { Which::All } else { Which::Alive })?,
    };
    found.retain(|ticket| call.may(&ticket.job, Role::Viewer));
    let mut tickets = Vec::new();
    for ticket in &found {
        let locale = call.locale(call.project.job(&ticket.job));
        let history = if wanted.is_some() { history(call, locale, ticket)? } else { Vec::new() };
        tickets.push(of(call, locale, ticket, history));
    }
    let command = match wanted {
        Some(number) => CommandLine::new("tickets show").argument(number).to_string(),
        None if every => "stocktake tickets".to_owned(),
        None => "stocktake tickets --open".to_owned(),
    };
    let page_said = call.say(&message::web::page_number(pages.page));
    let paging = context! { page => pages.page, pages => pages.pages };
    let html =
        page::render(call, "tickets.html", context! { tickets, wanted, every, command, paging, page_said })?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// Which page of a list is shown, and how many are known to be there: the next one at most.
struct Pages {
    page: u32,
    pages: u32,
}

/// The tickets of the page that the query asks for.
fn listed(call: &Call, which: Which) -> Result<(Vec<OurTicket>, Pages), Fault> {
    let page = call.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u32).max(1);
    // Those of other jobs take no place of the list.
    let seen = call.seen();
    let mut found = call.site.store.find_tickets(&TicketFilter {
        seen: seen.as_deref(),
        which,
        skip: MOST.saturating_mul(page as usize - 1),
        // One more tells whether there is another page.
        limit: MOST + 1,
        ..TicketFilter::default()
    })?;
    let pages = if found.len() > MOST { page.saturating_add(1) } else { page };
    found.truncate(MOST);
    Ok((found, Pages { page, pages }))
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
