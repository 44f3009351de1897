//! `tickets` and `tickets show`: our records, from the state database. Nobody is asked.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::cli::{Format, Global, ListTickets};
use crate::engine::tickets::last_read;
use crate::message::{self, heads, tickets as words};
use crate::model::said::{Said, Say as _};
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::{Episode, OurTicket, Phase};
use crate::store::{Store, TicketFilter, Which};

use super::super::print::{Console, cell, table_within};
use super::super::{Answer, Exit, Failure, Role, find_any_job, load, open_store_if_there};
use super::{assigned, facts, minute};

/// `tickets [--open] [--job NAME] [--desk NAME]`
pub fn list(global: &Global, console: &Console, wish: &ListTickets) -> Answer {
    let project = load(global)?;
    let filter = TicketFilter {
        job: wish.job.as_deref(),
        desk: wish.desk.as_deref(),
        which: if wish.open { Which::Alive } else { Which::All },
        // One more tells whether there are more.
        limit: wish.limit.saturating_add(1),
        ..TicketFilter::default()
    };
    let (mut found, mut read) = (Vec::new(), Read::default());
    if let Some(store) = open_store_if_there(&project)? {
        found = store.find_tickets(&filter).map_err(anyhow::Error::new)?;
        read = Read::of(&store, &found)?;
    }
    let is_cut = found.len() > wish.limit;
    found.truncate(wish.limit);
    if found.is_empty() {
        // A name that nobody knows is a slip; one that left the configuration still has its tickets.
        wish.desk.as_deref().map_or(Ok(()), |desk| Role::Desk.expect(&project, desk))?;
        wish.job.as_deref().map_or(Ok(()), |job| find_any_job(&project, job).map(drop))?;
    }
    match wish.format {
        Format::Json => {
            let rows: Result<Vec<_>, _> = found.iter().map(|ticket| read.with(ticket)).collect();
            console.print_json(&rows.map_err(anyhow::Error::new)?)?;
        }
        Format::Text if found.is_empty() => console.print(message::tickets::nothing_there()),
        Format::Text => {
            let head = [
                heads::number(),
                heads::state(),
                heads::desk(),
                heads::since_utc(),
                heads::seen_utc(),
                heads::events(),
                heads::title(),
            ];
            let rows = found.iter().map(|ticket| row(console, ticket, read.at(ticket))).collect();
            console.print(table_within(&console.heads(&head), rows, &[0, 2, 6], console.room()));
            if is_cut {
                console.note(message::tickets::only_newest(wish.limit));
            }
        }
    }
    Ok(Exit::Done)
}

/// When the tickets of jobs were read at their desks.
#[derive(Debug, Default)]
struct Read(BTreeMap<(String, String), DateTime<Utc>>);

impl Read {
    fn of(store: &Store, tickets: &[OurTicket]) -> anyhow::Result<Self> {
        let mut read = Self::default();
        let places: BTreeSet<(&str, &str)> =
            tickets.iter().map(|ticket| (ticket.job.as_str(), ticket.desk.as_str())).collect();
        for (job, desk) in places.into_iter().filter(|(job, _)| !job.is_empty()) {
            let at = last_read(store, job, desk)?;
            read.0.extend(at.map(|at| ((job.to_owned(), desk.to_owned()), at)));
        }
        Ok(read)
    }

    /// When its desk showed a ticket the last time: when its job read it, else when we came by it.
    fn at(&self, ticket: &OurTicket) -> Option<DateTime<Utc>> {
        let of_job = self.0.get(&(ticket.job.clone(), ticket.desk.clone())).copied();
        let of_job = of_job.filter(|_| ticket.phase == Phase::There && ticket.missing_since.is_none());
        of_job.max(ticket.opened_at)
    }

    fn with(&self, ticket: &OurTicket) -> Result<serde_json::Value, serde_json::Error> {
        let mut row = serde_json::to_value(ticket)?;
        row["seen_at"] = json!(self.at(ticket));
        Ok(row)
    }
}

fn row(console: &Console, ticket: &OurTicket, read: Option<DateTime<Utc>>) -> Vec<String> {
    vec![
        ticket.number.clone().unwrap_or_default(),
        console.say(state(ticket)),
        ticket.desk.clone(),
        minute(console, Some(since(ticket))),
        lately(read, Utc::now()),
        own(ticket).count().to_string(),
        ticket.title.clone(),
    ]
}

fn state(ticket: &OurTicket) -> Said {
    match ticket.phase {
        Phase::Intended => message::tickets::being_opened().said(),
        Phase::There | Phase::Ended => ticket.state.said(),
    }
}

/// The time of today, else the day: the column is a narrow one.
fn lately(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let form = |at: DateTime<Utc>| if at.date_naive() == now.date_naive() { "%H:%M" } else { "%Y-%m-%d" };
    at.map_or_else(String::new, |at| at.format(form(at)).to_string())
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
    let (mut known, mut read) = (Vec::new(), Read::default());
    if let Some(store) = open_store_if_there(&project)? {
        known = with_moments(&store, name)?;
        let tickets: Vec<OurTicket> = known.iter().map(|(ticket, _)| ticket.clone()).collect();
        read = Read::of(&store, &tickets)?;
    }
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
            for (ticket, _) in &mut known {
                ticket.url = project.link(&ticket.desk, ticket.url.as_deref()).map(str::to_owned);
            }
            let texts = known.iter().map(|(ticket, moments)| text(ticket, moments, read.at(ticket), console));
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

fn text(ticket: &OurTicket, moments: &[Moment], read: Option<DateTime<Utc>>, console: &Console) -> String {
    let plain = |text: &str| cell(text, usize::MAX);
    let time = |time: Option<DateTime<Utc>>| time.map(|_| format!("{} UTC", minute(console, time)));
    let number = ticket.number.as_deref().unwrap_or(ticket.key.0.as_str());
    let mut out = format!("{}  {}\n", plain(number), plain(&ticket.title));
    let desk_state = match ticket.desk_state.as_str() {
        "" => console.say(state(ticket)),
        words => format!("{} ({})", console.say(state(ticket)), plain(words)),
    };
    let by = match (ticket.job.as_str(), ticket.rule.as_str()) {
        ("", _) => None,
        (job, "") => Some(plain(job)),
        (job, rule) => Some(console.say(message::tickets::job_and_rule(plain(job), plain(rule)))),
    };
    let lines = [
        (words::desk(), Some(plain(&ticket.desk))),
        (words::state(), Some(desk_state)),
        (words::assigned(), Some(assigned(console, ticket.assigned_to.as_deref()))),
        (words::came_by(), Some(console.say(ticket.source))),
        (words::job(), by),
        (words::company(), ticket.company.as_deref().map(plain)),
        (words::since(), time(Some(since(ticket)))),
        (words::seen(), time(read)),
        (words::taken_over(), time(ticket.taken_over_at)),
        (words::resolved(), time(ticket.resolved_at)),
        (words::closed(), time(ticket.closed_at)),
        (words::resolution(), ticket.resolution.as_deref().map(plain)),
        (words::key(), Some(ticket.key.to_string())),
        (words::link(), ticket.url.as_deref().map(plain)),
    ];
    out.push_str(&facts(console, lines));
    let width = console.room();
    if !ticket.episodes.is_empty() {
        let head =
            [heads::monitor(), heads::event(), heads::severity(), heads::since_utc(), heads::until_utc()];
        let head = console.heads(&head);
        let rows = ticket.episodes.iter().map(|one| episode(console, one)).collect();
        out.push_str(&format!("\n{}", table_within(&head, rows, &[0, 1], width)));
    }
    if !moments.is_empty() {
        let head = console.heads(&[heads::when_utc(), heads::what(), heads::detail()]);
        let rows = moments
            .iter()
            .map(|moment| {
                let what = message::moments::called(&moment.what);
                vec![minute(console, Some(moment.at)), console.say(what), console.say(&moment.detail)]
            })
            .collect();
        out.push_str(&format!("\n{}", table_within(&head, rows, &[2], width)));
    }
    out
}

fn episode(console: &Console, episode: &Episode) -> Vec<String> {
    let until = match episode.let_go_at {
        Some(at) => console.say(message::tickets::unlinked(minute(console, Some(at)))),
        None => minute(console, episode.over_at),
    };
    vec![
        episode.monitor.clone(),
        episode.event.clone(),
        console.say(episode.severity),
        minute(console, Some(episode.since)),
        until,
    ]
}
