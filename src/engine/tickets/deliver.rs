//! Delivers events as a note on a ticket that is there already, instead of a ticket of their own.

use chrono::Utc;

use crate::engine::connect::NamedDesk;
use crate::message;
use crate::model::said::{Said, Say as _};
use crate::model::ticket::RemoteTicket;
use crate::model::ticket_ledger::{OurTicket, Source};
use crate::model::ticket_report::TicketAction;
use crate::triage;

use super::journal::ActDraft;
use super::late::{Came, Sent, write_once};
use super::mark::{carries, marked};
use super::ready::{Ready, not_opened};
use super::work::Work;

/// Writes the note on the ticket that the rule names, once.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn deliver(work: &mut Work<'_>, at: NamedDesk<'_>, ready: &Ready) -> anyhow::Result<()> {
    let NamedDesk { name, desk } = at;
    let Some((number, visibility)) = &ready.opening.on_ticket else { return Ok(()) };
    let remote = match the_one(at, number).await {
        Ok(remote) => remote,
        Err(reason) => {
            not_opened(work, std::slice::from_ref(&ready.opening), &reason);
            return Ok(());
        }
    };
    let ticket = intended(work, ready, &remote);
    let about = ActDraft {
        action: TicketAction::Delivered,
        system: name,
        ticket: &ticket.key,
        label: &remote.title,
        mark: &ticket.key.0,
    };
    let act = work.journal.act(about);
    let moment =
        work.journal.moment(&ticket.key, "intended", message::ticket_actions::note_on(&remote.number).said());
    let (tickets, acts) = (std::slice::from_ref(&ticket), std::slice::from_ref(&act));
    if !work.journal.claim(work.another, tickets, acts, &[moment])?.is_empty() {
        return Ok(());
    }
    let text = marked(&ready.draft.text, &ticket.key.0);
    let sent = Sent::now(&work.journal, &work.safe, desk, &[&act], work.job.settle).await?;
    let call = desk.note_once(&remote.id, &text, &ticket.key.0, *visibility);
    match write_once(sent, call, async || carries(desk, &remote.id, &ticket.key.0).await.ok()).await? {
        Came::Done => {
            let ticket = delivered(&ticket, &remote);
            let moment = work.journal.moment(
                &ticket.key,
                "opened",
                message::ticket_actions::note_on(&remote.number).said(),
            );
            work.journal.done(&act, &ticket, &[moment], None)?;
            work.ours.insert(ticket.key.clone(), ticket.clone());
            work.report_done(TicketAction::Delivered, &ticket, &ready.opening.events);
        }
        Came::Unknown(reason) => {
            work.report_failed(TicketAction::Delivered, &ticket, &ready.opening.events, reason);
            work.ours.insert(ticket.key.clone(), ticket);
        }
        Came::NotDone(reason) => {
            work.journal.failed(&act, &reason)?;
            work.journal.forget(std::slice::from_ref(&ticket), &reason)?;
            work.report_failed(TicketAction::Delivered, &ticket, &ready.opening.events, reason);
        }
    }
    Ok(())
}

/// The ticket that a number or words mean, or why none is.
async fn the_one(at: NamedDesk<'_>, number: &str) -> Result<RemoteTicket, Said> {
    let mut found = at.desk.named(number).await.map_err(|error| error.said())?;
    match found.len() {
        0 => Err(message::ticket_actions::no_ticket_for_note(at.name, number).said()),
        1 => Ok(found.remove(0)),
        count => {
            let numbers: Vec<&str> = found.iter().take(5).map(|ticket| ticket.number.as_str()).collect();
            Err(message::ticket_actions::tickets_for_note(at.name, number, count, numbers.join(", ")).said())
        }
    }
}

fn intended(work: &Work<'_>, ready: &Ready, remote: &RemoteTicket) -> OurTicket {
    OurTicket {
        source: Source::Linked,
        remote: Some(remote.id.clone()),
        number: Some(remote.number.clone()),
        url: Some(remote.url.clone()),
        ..triage::intended(&ready.opening, work.job.name.as_str(), Utc::now())
    }
}

/// The ticket once the note is there.
pub(super) fn delivered(ticket: &OurTicket, remote: &RemoteTicket) -> OurTicket {
    let mut ticket = ticket.clone();
    triage::opened(&mut ticket, remote, Source::Linked, Utc::now());
    ticket
}
