//! `tickets` and `tickets show`: our records, from the state database. Nobody is asked.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::cli::{Format, Global, ListTickets};
use crate::message;
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::{Episode, OurTicket, Phase};
use crate::store::{Store, TicketFilter, Which};

use super::super::print::{Console, cell, table_within};
use super::super::{Answer, Exit, Failure, Role, find_any_job, load, open_store_if_there};
use super::{WIDTH, minute};

/// `tickets [--open] [--job NAME] [--desk NAME]`
pub fn list(global: &Global, console: &Console, wish: &ListTickets) -> Answer {
    let project = load(global)?;
    let filter = TicketFilter {
        job: wish.job.as_deref(),
        desk: wish.desk.as_deref(),
        which: if wish.open { Which::Alive } else { Which::All },
        // One more tells whether there are more.
        limit: wish.limit.saturating_add(1),
    };
    let mut found = match open_store_if_there(&project)? {
        Some(store) => store.find_tickets(&filter).map_err(anyhow::Error::new)?,
        None => Vec::new(),
    };
    let is_cut = found.len() > wish.limit;
    found.truncate(wish.limit);
    if found.is_empty() {
        // A name that nobody knows is a slip; one that left the configuration still has its tickets.
        wish.desk.as_deref().map_or(Ok(()), |desk| Role::Desk.expect(&project, desk))?;
        wish.job.as_deref().map_or(Ok(()), |job| find_any_job(&project, job).map(drop))?;
    }
    match wish.format {
        Format::Json => console.print_json(&found)?,
        Format::Text if found.is_empty() => console.print(message::tickets::nothing_there()),
        Format::Text => {
            let since = message::heads::since_utc().to_string();
            let head = ["NUMBER", "STATE", "DESK", &since, "EVENTS", "TITLE"];
            let rows = found.iter().map(row).collect();
            console.print(table_within(&head, rows, &[0, 2, 5], console.width().min(WIDTH)));
            if is_cut {
                console.note(message::tickets::only_newest(wish.limit));
            }
        }
    }
    Ok(Exit::Done)
}

fn row(ticket: &OurTicket) -> Vec<String> {
    vec![
        ticket.number.clone().unwrap_or_default(),
        state(ticket),
        ticket.desk.clone(),
        minute(Some(since(ticket))),
        own(ticket).count().to_string(),
        ticket.title.clone(),
    ]
}

fn state(ticket: &OurTicket) -> String {
    match ticket.phase {
        Phase::Intended => message::tickets::being_opened().to_string(),
        Phase::There | Phase::Ended => ticket.state.to_string(),
    }
}

fn since(ticket: &OurTicket) -> DateTime<Utc> {
    ticket.opened_at.unwrap_or(ticket.intended_at)
}

fn own(ticket: &OurTicket) -> impl Iterator<Item = &Episode> {
    ticket.episodes.iter().filter(|episode| episode.let_go_at.is_none())
}

/// `tickets show NUMBER_OR_KEY`
pub fn show(global: &Global, console: &Console, name: &str, format: Format) -> Answer {
    let project = load(global)?;
    let known = match open_store_if_there(&project)? {
        Some(store) => with_moments(&store, name)?,
        None => Vec::new(),
    };
    if known.is_empty() {
        let text = message::tickets::unknown(name).said();
        return Err(Failure::Usage(text));
    }
    match format {
        Format::Json => {
            let json: Vec<_> = known
                .iter()
                .map(|(ticket, moments)| json!({ "ticket": ticket, "moments": moments }))
                .collect();
            console.print_json(&json!({ "tickets": json }))?;
        }
        Format::Text => {
            let texts = known.iter().map(|(ticket, moments)| text(ticket, moments, console));
            console.print(texts.collect::<Vec<_>>().join("\n"));
        }
    }
    Ok(Exit::Done)
}

fn with_moments(store: &Store, name: &str) -> anyhow::Result<Vec<(OurTicket, Vec<Moment>)>> {
    let mut known = Vec::new();
    for ticket in store.ticket_named(name)? {
        let moments = store.moments(&ticket.key)?;
        known.push((ticket, moments));
    }
    Ok(known)
}

fn text(ticket: &OurTicket, moments: &[Moment], console: &Console) -> String {
    let plain = |text: &str| cell(text, usize::MAX);
    let time = |time: Option<DateTime<Utc>>| time.map(|_| format!("{} UTC", minute(time)));
    let number = ticket.number.as_deref().unwrap_or(ticket.key.0.as_str());
    let mut out = format!("{}  {}\n", plain(number), plain(&ticket.title));
    let desk_state = match ticket.desk_state.as_str() {
        "" => state(ticket),
        words => format!("{} ({})", state(ticket), plain(words)),
    };
    let by = match (ticket.job.as_str(), ticket.rule.as_str()) {
        ("", _) => None,
        (job, "") => Some(plain(job)),
        (job, rule) => Some(message::tickets::job_and_rule(plain(job), plain(rule)).to_string()),
    };
    let (came_by, taken_over) =
        (message::tickets::came_by().to_string(), message::tickets::taken_over().to_string());
    let lines = [
        ("desk", Some(plain(&ticket.desk))),
        ("state", Some(desk_state)),
        (
            "assigned",
            Some(
                ticket
                    .assigned_to
                    .as_deref()
                    .map_or_else(|| crate::message::list::nobody().to_string(), plain),
            ),
        ),
        (&came_by, Some(ticket.source.as_str().to_owned())),
        ("job", by),
        ("company", ticket.company.as_deref().map(plain)),
        ("since", time(Some(since(ticket)))),
        (&taken_over, time(ticket.taken_over_at)),
        ("resolved", time(ticket.resolved_at)),
        ("closed", time(ticket.closed_at)),
        ("resolution", ticket.resolution.as_deref().map(plain)),
        ("key", Some(ticket.key.to_string())),
        ("link", ticket.url.as_deref().map(plain)),
    ];
    for (name, value) in lines {
        if let Some(value) = value {
            out.push_str(&format!("  {name:<10}  {value}\n"));
        }
    }
    let width = console.width().min(WIDTH);
    if !ticket.episodes.is_empty() {
        let (since, until) =
            (message::heads::since_utc().to_string(), message::heads::until_utc().to_string());
        let head = ["MONITOR", "EVENT", "SEVERITY", &since, &until];
        let rows = ticket.episodes.iter().map(episode).collect();
        out.push_str(&format!("\n{}", table_within(&head, rows, &[0, 1], width)));
    }
    if !moments.is_empty() {
        let when = message::heads::when_utc().to_string();
        let head = [&when, "WHAT", "DETAIL"];
        let rows = moments
            .iter()
            .map(|moment| vec![minute(Some(moment.at)), moment.what.clone(), moment.detail.clone()])
            .collect();
        out.push_str(&format!("\n{}", table_within(&head, rows, &[2], width)));
    }
    out
}

fn episode(episode: &Episode) -> Vec<String> {
    let until = match episode.let_go_at {
        Some(at) => message::tickets::unlinked(minute(Some(at))).to_string(),
        None => minute(episode.over_at),
    };
    vec![
        episode.monitor.clone(),
        episode.event.clone(),
        episode.severity.to_string(),
        minute(Some(episode.since)),
        until,
    ]
}
