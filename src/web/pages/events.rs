//! What monitors showed the last run of each job that looks at them: the problems that nobody takes care of, or all, each with
//! its ticket or why it has none. No monitor is asked.

use axum::http::StatusCode;
use minijinja::{Value, context};

use crate::message;
use crate::model::look::{Clearness, EventFilter, KeptEvent, KeptLook};
use crate::model::said::Say as _;
use crate::model::ticket_ledger::OurTicket;
use crate::web::call::{Answer, Call, Fault};
use crate::web::cursor;
use crate::web::events::{Tickets, jobs, tickets_of};
use crate::web::page;

/// Events of a page.
const MOST: usize = 200;

/// `GET /events`
pub fn events(call: &Call) -> Result<Answer, Fault> {
    let store = &call.site.store;
    let every = call.query.get("every").is_some();
    let without = call.query.get("without").is_some();
    let jobs = jobs(call, None);
    let filter = EventFilter {
        jobs: &jobs,
        is_open: (!every && !without).then_some(true),
        has_ticket: without.then_some(false),
        // A link that was cut shows the first page.
        behind: call.query.filled("behind").and_then(cursor::read),
        ..EventFilter::default()
    };
    let mut found = store.listed_events(&filter, MOST + 1)?;
    let is_cut = found.len() > MOST;
    found.truncate(MOST);
    let tickets = tickets_of(call, &found)?;
    let next = found.last().filter(|_| is_cut).map(|last| cursor::of(last.event.since, &last.id));
    let looks = store.looks(&jobs)?;
    let looks: Vec<Value> = looks.iter().map(|look| of_look(call, look)).collect();
    let events: Vec<Value> = found.iter().map(|kept| of(call, kept, &tickets)).collect();
    let command = if every || without { "stocktake events" } else { "stocktake events --open" };
    let page = context! { events, looks, every, without, next, command };
    Ok(Answer::page(StatusCode::OK, page::render(call, "events.html", page)?))
}

fn of_look(call: &Call, look: &KeptLook) -> Value {
    let locale = call.locale(call.project.job(&look.job));
    context! {
        job => look.job.as_str(), monitor => look.monitor.as_str(),
        is_seen => look.clearness != Clearness::None, is_clear => look.clearness == Clearness::Clear,
        looked => locale.moment(look.looked_at), shown => look.shown_at.map(|at| locale.moment(at)),
        why => look.why.as_ref().map(|why| why.text(call.language)),
    }
}

fn of(call: &Call, kept: &KeptEvent, tickets: &Tickets) -> Value {
    let (event, locale) = (&kept.event, call.locale(call.project.job(&kept.job)));
    let own = tickets.get(&(event.monitor.clone(), event.key.clone()));
    let ticket = |ticket: &OurTicket| {
        context! {
            key => ticket.key.0.as_str(), number => ticket.number.as_deref(),
            state => ticket.state.said().text(call.language),
        }
    };
    context! {
        job => kept.job.as_str(), monitor => event.monitor.as_str(), since => locale.moment(event.since),
        severity => event.severity.said().text(call.language), state => event.state.as_str(),
        label => event.label(), title => event.title.as_str(),
        url => event.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        flags => message::events::flags(event).iter().map(|flag| call.say(flag)).collect::<Vec<_>>(),
        tickets => own.map(|own| own.iter().map(ticket).collect::<Vec<_>>()),
        why => kept.without_ticket.as_ref().map(|(_, why)| why.text(call.language)),
    }
}
