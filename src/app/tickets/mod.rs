//! `tickets …`: ours from the state database, and those of a desk as it shows them now.

mod event;
mod link;
mod ours;

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::cli::{Format, Global, Tickets, TicketsCommand};
use crate::engine::connect;
use crate::engine::tickets::{Another, ByHand};
use crate::message;
use crate::model::ticket::{RemoteTicket, TicketNote, Visibility};
use crate::systems::desk::Desk;
use crate::systems::shared::RemoteError;

use super::print::{Console, cell, paragraph, table_within};
use super::{Answer, Exit, Failure, Role, load, ticket_job};

/// Widest that a table is.
const WIDTH: usize = 100;

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
            let opened = message::heads::opened_utc().to_string();
            let head = ["NUMBER", "STATE", &opened, "ASSIGNED", "TITLE"];
            let rows = found.iter().map(row).collect();
            console.print(table_within(&head, rows, &[3, 4], console.width().min(WIDTH)));
        }
    }
    Ok(Exit::Done)
}

fn row(ticket: &RemoteTicket) -> Vec<String> {
    vec![
        ticket.number.clone(),
        ticket.state.to_string(),
        minute(ticket.opened_at),
        ticket.assigned_to.clone().unwrap_or_default(),
        ticket.title.clone(),
    ]
}

fn minute(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(String::new, |time| time.format("%Y-%m-%d %H:%M").to_string())
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
        Format::Text => console.print(text(&ticket, &notes)),
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

fn text(ticket: &RemoteTicket, notes: &[TicketNote]) -> String {
    let plain = |text: &str| cell(text, usize::MAX);
    let mut out = format!("{}  {}\n", plain(&ticket.number), plain(&ticket.title));
    let time = |time: Option<DateTime<Utc>>| time.map(|_| format!("{} UTC", minute(time)));
    let lines = [
        ("state", Some(format!("{} ({})", ticket.state, plain(&ticket.desk_state)))),
        (
            "assigned",
            Some(
                ticket
                    .assigned_to
                    .as_deref()
                    .map_or_else(|| crate::message::list::nobody().to_string(), plain),
            ),
        ),
        ("opened", time(ticket.opened_at)),
        ("changed", time(ticket.changed_at)),
        ("resolution", ticket.resolution.as_deref().map(plain)),
        ("key", ticket.key.as_ref().map(ToString::to_string)),
        ("link", Some(plain(&ticket.url))),
    ];
    for (name, value) in lines {
        if let Some(value) = value {
            out.push_str(&format!("  {name:<10}  {value}\n"));
        }
    }
    for note in notes {
        let who = match note.visibility {
            Visibility::Private => "private",
            Visibility::Public => "public",
        };
        let at = time(note.at).map_or_else(String::new, |at| at + "  ");
        out.push_str(&format!("\n{at}{} ({who})\n", plain(&note.by)));
        out.push_str(&paragraph(&note.text, "  "));
    }
    out
}
