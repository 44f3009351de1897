//! Takes an open ticket of a person about the same item and problem instead of opening another one.

use chrono::Utc;

use crate::engine::connect::NamedDesk;
use crate::message;
use crate::model::ticket::{ItemRef, RemoteTicket, Visibility};
use crate::model::ticket_job::Adopt;
use crate::model::ticket_ledger::{OurTicket, Source};
use crate::model::ticket_report::TicketAction;
use crate::systems::desk::Desk;
use crate::systems::shared::RemoteError;
use crate::triage;

use super::journal::ActDraft;
use super::late::{Came, Sent, write_once};
use super::mark::{carries, marked};
use super::ready::{Ready, not_opened};
use super::work::Work;

/// Adopts when the rule allows it and there is such a ticket. Returns whether nothing is to be opened.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn adopt(work: &mut Work<'_>, at: NamedDesk<'_>, ready: &Ready) -> anyhow::Result<bool> {
    let NamedDesk { name, desk } = at;
    match ready.opening.adopt {
        Adopt::Never => return Ok(false),
        Adopt::SameItem => {}
    }
    let remote = match candidate(work, desk, ready).await {
        Ok(Some(remote)) => remote,
        Ok(None) => return Ok(false),
        Err(error) => {
            let reason = message::ticket_actions::cannot_ask_for_persons_ticket(&error).said();
            not_opened(work, std::slice::from_ref(&ready.opening), &reason);
            return Ok(true);
        }
    };
    let mut ticket = triage::intended(&ready.opening, work.job.name.as_str(), Utc::now());
    triage::opened(&mut ticket, &remote, Source::Adopted, Utc::now());
    let label = ticket.title.clone();
    let about = ActDraft {
        action: TicketAction::Adopted,
        system: name,
        ticket: &ticket.key,
        label: &label,
        mark: &ticket.key.0,
    };
    let act = work.journal.act(about);
    let moment = work.journal.moment(&ticket.key, "adopted", remote.number.clone());
    let (tickets, acts) = (std::slice::from_ref(&ticket), std::slice::from_ref(&act));
    if !work.journal.claim(work.another, tickets, acts, &[moment])?.is_empty() {
        return Ok(true);
    }
    work.ours.insert(ticket.key.clone(), ticket.clone());
    let text = marked(&ready.draft.text, &ticket.key.0);
    let sent = Sent::now(&work.journal, &work.safe, desk, &[&act], work.job.settle).await?;
    let call = desk.note_once(&remote.id, &text, &ticket.key.0, Visibility::Private);
    match write_once(sent, call, async || carries(desk, &remote.id, &ticket.key.0).await.ok()).await? {
        Came::Done => {
            work.journal.done(&act, &ticket, &[], None)?;
            work.report_done(TicketAction::Adopted, &ticket, &ready.opening.events);
        }
        Came::NotDone(why) => {
            let reason = message::ticket_actions::adopted_without_details(&why).said();
            work.journal.failed(&act, &reason)?;
            work.report_failed(TicketAction::Adopted, &ticket, &ready.opening.events, reason);
        }
        // The act stays open; the next run asks for its end and looks for its mark.
        Came::Unknown(why) => {
            work.report_failed(TicketAction::Adopted, &ticket, &ready.opening.events, why);
            work.waiting.insert(ticket.key);
        }
    }
    Ok(true)
}

/// An open ticket that is not ours, names host and service, and is linked to one of the items.
async fn candidate(
    work: &Work<'_>,
    desk: &dyn Desk,
    ready: &Ready,
) -> Result<Option<RemoteTicket>, RemoteError> {
    let Some(event) = ready.opening.events.first().filter(|_| !ready.draft.items.is_empty()) else {
        return Ok(None);
    };
    let words: Vec<&str> = [event.host.as_deref(), event.service.as_deref()].into_iter().flatten().collect();
    if words.is_empty() {
        return Ok(None);
    }
    let is_ours = |remote: &RemoteTicket| {
        let by_id = |ticket: &OurTicket| {
            ticket.desk == ready.opening.desk && ticket.remote.as_ref() == Some(&remote.id)
        };
        remote.key.is_some() || work.ours.values().any(by_id)
    };
    for remote in desk.search(&words.join(" ")).await? {
        if !remote.state.is_open() || is_ours(&remote) {
            continue;
        }
        let linked = desk.items(&remote.id).await?;
        let is_wanted = |item: &ItemRef| {
            let wanted = &ready.draft.items;
            wanted.iter().any(|one| one.id == item.id && (item.class.is_empty() || one.class == item.class))
        };
        if linked.iter().any(is_wanted) {
            return Ok(Some(remote));
        }
    }
    Ok(None)
}
