//! `tickets …`: ours from the state database, and those of a desk as it shows them now.

mod event;
mod link;
mod ours;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::cli::{Format, Global, Tickets, TicketsCommand};
use crate::engine::connect;
use crate::engine::tickets::{Another, ByHand};
use crate::message::{self, Message, heads, tickets as words};
use crate::model::said::Minute;
use crate::model::ticket::{RemoteTicket, TicketNote, Visibility};
use crate::systems::desk::Desk;
use crate::systems::shared::RemoteError;

use super::print::{Console, cell, paragraph, table_within};
use super::{Answer, Exit, Failure, Role, load, ticket_job};

/// Facts below each other; those that are not known are left out.
fn facts(console: &Console, lines: impl IntoIterator<Item = (Message, Option<String>)>) -> String {
    let mut out = String::new();
    for (name, value) in lines {
        if let Some(value) = value {
            out.push_str(&format!("  {:<10}  {value}\n", console.say(name)));
        }
    }
    out
}

/// Who works on a ticket.
fn assigned(console: &Console, to: Option<&str>) -> String {
    to.map_or_else(|| console.say(message::list::nobody()), |to| cell(to, usize::MAX))
}

/// `tickets …`
pub async fn tickets(global: &Global, console: &Console, command: &TicketsCommand) -> Answer {
    match &command.what {
        None => ours::list(global, console, &command.list),
        Some(Tickets::Search { desk, words, format }) => {
            search(global, console, desk, &words.join(" "), *format).await
        }
        Some(Tickets::Create(wanted)) => {
            let by_hand = ByHand {
                monitor: wanted.monitor.clone(),
                event: wanted.event.clone(),
                rule: wanted.rule.clone(),
                another: if wanted.another { Another::Wanted } else { Another::Refused },
            };
            ticket_job::create(global, console, &wanted.job, &by_hand).await
        }
        Some(Tickets::Show { desk: Some(desk), number, format }) => {
            show(global, console, desk, number, *format).await
        }
        Some(Tickets::Show { desk: None, number, format }) => ours::show(global, console, number, *format),
        Some(Tickets::Link(wish)) => link::link(global, console, wish).await,
        Some(Tickets::Unlink(wish)) => link::unlink(global, console, wish).await,
    }
}

async fn search(global: &Global, console: &Console, desk: &str, words: &str, format: Format) -> Answer {
    let project = load(global)?;
    Role::Desk.expect(&project, desk)?;
    let open = connect::open_desk(&project, desk).await?;
    let found = open.desk.search(words).await;
    open.close().await;
    let found = found.map_err(anyhow::Error::new)?;
    match format {
        Format::Json => console.print_json(&found)?,
        Format::Text if found.is_empty() => console.print(message::tickets::nothing_found()),
        Format::Text => {
            let head =
                [heads::number(), heads::state(), heads::opened_utc(), heads::assigned(), heads::title()];
            let rows = found.iter().map(|ticket| row(console, ticket)).collect();
            console.print(table_within(&console.heads(&head), rows, &[3, 4], console.room()));
        }
    }
    Ok(Exit::Done)
}

fn row(console: &Console, ticket: &RemoteTicket) -> Vec<String> {
    vec![
        ticket.number.clone(),
        console.say(ticket.state),
        minute(console, ticket.opened_at),
        ticket.assigned_to.clone().unwrap_or_default(),
        ticket.title.clone(),
    ]
}

fn minute(console: &Console, time: Option<DateTime<Utc>>) -> String {
    console.say(time.map(Minute))
}

async fn show(global: &Global, console: &Console, desk: &str, number: &str, format: Format) -> Answer {
    let project = load(global)?;
    Role::Desk.expect(&project, desk)?;
    let open = connect::open_desk(&project, desk).await?;
    let found = with_notes(open.desk.as_ref(), number).await;
    open.close().await;
    let Some((ticket, notes)) = found.map_err(anyhow::Error::new)? else {
        return Err(Failure::Usage(message::tickets::not_seen(desk, number).said()));
    };
    match format {
        Format::Json => console.print_json(&json!({ "ticket": ticket, "notes": notes }))?,
        Format::Text => {
            let link = project.link(desk, Some(&ticket.url));
            console.print(text(console, &ticket, link, &notes));
        }
    }
    Ok(Exit::Done)
}

async fn with_notes(
    desk: &dyn Desk,
    number: &str,
) -> Result<Option<(RemoteTicket, Vec<TicketNote>)>, RemoteError> {
    let Some(ticket) = desk.numbered(number).await? else { return Ok(None) };
    let notes = desk.notes(&ticket.id).await?;
    Ok(Some((ticket, notes)))
}

fn text(console: &Console, ticket: &RemoteTicket, link: Option<&str>, notes: &[TicketNote]) -> String {
    let plain = |text: &str| cell(text, usize::MAX);
    let mut out = format!("{}  {}\n", plain(&ticket.number), plain(&ticket.title));
    let time = |time: Option<DateTime<Utc>>| time.map(|_| format!("{} UTC", minute(console, time)));
    let lines = [
        (words::state(), Some(format!("{} ({})", console.say(ticket.state), plain(&ticket.desk_state)))),
        (words::assigned(), Some(assigned(console, ticket.assigned_to.as_deref()))),
        (words::opened(), time(ticket.opened_at)),
        (words::changed(), time(ticket.changed_at)),
        (words::resolution(), ticket.resolution.as_deref().map(plain)),
        (words::key(), ticket.key.as_ref().map(ToString::to_string)),
        (words::link(), link.map(plain)),
    ];
    out.push_str(&facts(console, lines));
    for note in notes {
        let who = match note.visibility {
            Visibility::Private => words::private(),
            Visibility::Public => words::public(),
        };
        let who = console.say(who);
        let at = time(note.at).map_or_else(String::new, |at| at + "  ");
        out.push_str(&format!("\n{at}{} ({who})\n", plain(&note.by)));
        out.push_str(&paragraph(&note.text, "  "));
    }
    out
}
