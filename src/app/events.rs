//! `events`: what the monitors of a project show now, and which tickets we know of it.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;
use serde::Serialize;
use serde_json::json;

use crate::cli::{Format, Global};
use crate::engine::event_feed::read_feed;
use crate::engine::{connect, reason};
use crate::message::{self, heads};
use crate::model::event::{Event, Seen, Sight};
use crate::model::look::Clearness;
use crate::model::project::Project;
use crate::model::said::Minute;
use crate::model::ticket::TicketState;
use crate::model::ticket_ledger::{OurTicket, Phase, TicketKind};

use super::print::{Console, cell, table_within};
use super::{Answer, Exit, Failure, Role, load, open_store_if_there};

/// Which problems are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Every one.
    All,
    /// Those that nobody takes care of.
    Open,
}

/// What came of asking a monitor.
struct Look {
    monitor: String,
    seen: anyhow::Result<Seen>,
}

/// An event with its tickets.
#[derive(Debug, Serialize)]
struct Shown<'e> {
    #[serde(flatten)]
    event: &'e Event,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tickets: Vec<Beside>,
}

/// A ticket of an event, as it was when a run last asked its desk.
#[derive(Debug, Clone, Serialize)]
struct Beside {
    key: String,
    desk: String,
    phase: Phase,
    state: TicketState,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip)]
    kind: TicketKind,
}

impl Beside {
    fn of(project: &Project, ticket: &OurTicket) -> Self {
        Self {
            key: ticket.key.0.clone(),
            desk: ticket.desk.clone(),
            phase: ticket.phase,
            state: ticket.state,
            number: ticket.number.clone(),
            url: project.link(&ticket.desk, ticket.url.as_deref()).map(str::to_owned),
            kind: ticket.kind,
        }
    }

    fn in_words(&self, console: &Console) -> String {
        match &self.number {
            Some(number) => format!("{number} {}", console.say(self.state)),
            None => console.say(message::events::is_being_opened()),
        }
    }
}

/// `events [--open] [--monitor NAME]`
pub async fn events(
    global: &Global,
    console: &Console,
    wanted: Wanted,
    monitor: Option<&str>,
    format: Format,
) -> Answer {
    let project = load(global)?;
    let names = match monitor {
        Some(name) => {
            Role::Monitor.expect(&project, name)?;
            vec![name]
        }
        None => Role::Monitor.names(&project),
    };
    if names.is_empty() {
        let text = message::events::no_monitor();
        return Err(Failure::Usage(text.said()));
    }
    let looks = join_all(names.into_iter().map(|name| look(&project, name))).await;
    let known = tickets_of(&project, &looks).unwrap_or_else(|error| {
        console.note(message::events::tickets_not_shown(reason::of(&error)));
        Tickets::new()
    });
    let shown = listed(&looks, wanted, &known);
    match format {
        Format::Json => {
            let monitors: Vec<_> = looks.iter().map(sight_json).collect();
            console.print_json(&json!({ "events": shown, "monitors": monitors }))?;
        }
        Format::Text => console.print(text(console, &looks, &shown)),
    }
    Ok(if looks.iter().all(is_clear) { Exit::Done } else { Exit::Partial })
}

async fn look(project: &Project, name: &str) -> Look {
    Look { monitor: name.to_owned(), seen: seen(project, name).await }
}

/// What a monitor, or a feed of that name, shows now; of two feeds of one name that of the first job.
pub(super) async fn seen(project: &Project, name: &str) -> anyhow::Result<Seen> {
    if let Some((job, feed)) = project.ticket_jobs.values().find_map(|job| Some((job, job.feed(name)?))) {
        let store = open_store_if_there(project)?;
        return Ok(read_feed(project, store.as_ref(), job, feed).await?.seen());
    }
    let open = connect::open_monitor(project, name).await?;
    let seen = open.monitor.events().await;
    open.close().await;
    Ok(seen?)
}

/// Tickets by monitor and event.
type Tickets = BTreeMap<(String, String), Vec<Beside>>;

/// What the state database knows; nothing where there is none.
fn tickets_of(project: &Project, looks: &[Look]) -> anyhow::Result<Tickets> {
    let mut known = Tickets::new();
    let Some(store) = open_store_if_there(project)? else { return Ok(known) };
    for look in looks {
        let Ok(seen) = &look.seen else { continue };
        let keys: BTreeSet<&str> = seen.events.iter().map(|event| event.key.as_str()).collect();
        for (event, tickets) in store.tickets_by_event(&look.monitor, &keys)? {
            let beside = tickets.iter().map(|ticket| Beside::of(project, ticket)).collect();
            known.insert((look.monitor.clone(), event), beside);
        }
    }
    Ok(known)
}

fn is_clear(look: &Look) -> bool {
    matches!(&look.seen, Ok(seen) if seen.sight == Sight::Full)
}

/// The worst first, then the oldest.
fn listed<'l>(looks: &'l [Look], wanted: Wanted, known: &Tickets) -> Vec<Shown<'l>> {
    let all = looks.iter().filter_map(|look| look.seen.as_ref().ok()).flat_map(|seen| &seen.events);
    let mut listed: Vec<&Event> = all
        .filter(|event| match wanted {
            Wanted::All => true,
            Wanted::Open => event.is_open(),
        })
        .collect();
    listed.sort_by(|a, b| {
        (b.severity, a.since, &a.monitor, &a.key).cmp(&(a.severity, b.since, &b.monitor, &b.key))
    });
    let with_tickets = |event: &'l Event| {
        let tickets = known.get(&(event.monitor.clone(), event.key.clone())).cloned();
        Shown { event, tickets: tickets.unwrap_or_default() }
    };
    listed.into_iter().map(with_tickets).collect()
}

fn sight_json(look: &Look) -> serde_json::Value {
    let (sight, why, events) = match &look.seen {
        Ok(Seen { sight: Sight::Full, events, .. }) => (Clearness::Clear, None, Some(events.len())),
        Ok(Seen { sight: Sight::Partial(why), events, .. }) => {
            (Clearness::Dim, Some(why.clone()), Some(events.len()))
        }
        Err(error) => (Clearness::None, Some(reason::of(error)), None),
    };
    json!({ "monitor": look.monitor, "sight": sight, "why": why, "events": events })
}

fn text(console: &Console, looks: &[Look], shown: &[Shown<'_>]) -> String {
    let mut out = String::new();
    if !shown.is_empty() {
        out.push_str(&listing(console, shown));
    } else if looks.iter().all(is_clear) {
        out.push_str(&format!("{}\n", console.say(message::events::no_open_problems())));
    } else {
        out.push_str(&format!("{}\n", console.say(message::events::not_everything_seen())));
    }
    for look in looks {
        let why = match &look.seen {
            Ok(Seen { sight: Sight::Full, .. }) => continue,
            Ok(Seen { sight: Sight::Partial(why), .. }) => message::events::does_not_show_everything(why),
            Err(error) => message::events::did_not_answer(reason::of(error)),
        };
        let why = cell(&console.say(why), usize::MAX);
        out.push_str(&console.say(message::untested::rule(&look.monitor, why)));
        out.push('\n');
    }
    out
}

/// The table, with a column for tickets where there are any, and their links below it.
fn listing(console: &Console, shown: &[Shown<'_>]) -> String {
    let width = console.room();
    let rows = shown.iter().map(|shown| row(console, shown.event)).collect::<Vec<_>>();
    let links: BTreeMap<&str, &str> = shown
        .iter()
        .flat_map(|shown| &shown.tickets)
        .filter_map(|ticket| Some((ticket.url.as_deref()?, ticket.number.as_deref()?)))
        .collect();
    let mut head = console.heads(&[
        heads::monitor(),
        heads::since_utc(),
        heads::severity(),
        heads::state(),
        heads::host_service(),
        heads::flags(),
    ]);
    if shown.iter().all(|shown| shown.tickets.is_empty()) {
        return table_within(&head, rows, &[0, 3, 4, 5], width);
    }
    head.insert(5, console.say(heads::ticket()));
    let with_tickets = rows.into_iter().zip(shown).map(|(mut row, shown)| {
        row.insert(5, beside(console, &shown.tickets));
        row
    });
    let mut out = table_within(&head, with_tickets.collect(), &[0, 3, 4, 6], width);
    for (url, number) in links {
        let line = message::list::of(cell(number, usize::MAX), cell(url, usize::MAX));
        out.push_str(&console.say(line));
        out.push('\n');
    }
    out
}

/// One ticket, an open one where there is one, and how many more.
fn beside(console: &Console, tickets: &[Beside]) -> String {
    let is_storm = |ticket: &&Beside| ticket.kind == TicketKind::Storm;
    let open = tickets.iter().filter(|ticket| ticket.state.is_open()).min_by_key(is_storm);
    match (open.or(tickets.first()), tickets.len()) {
        (None, _) => String::new(),
        (Some(ticket), 1) => ticket.in_words(console),
        (Some(ticket), count) => format!("{} +{}", ticket.in_words(console), count - 1),
    }
}

fn row(console: &Console, event: &Event) -> Vec<String> {
    let flags: Vec<String> =
        message::events::flags(event).into_iter().map(|flag| console.say(flag)).collect();
    vec![
        event.monitor.clone(),
        console.say(Minute(event.since)),
        console.say(event.severity),
        event.state.clone(),
        event.label(),
        flags.join(", "),
    ]
}
