//! Notes, reopenings and solutions: each is journalled, carries the mark of its act, and is looked for
//! before it is written again.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::Utc;
use futures::future::join_all;

use crate::model::Said;
use crate::model::event::Event;
use crate::model::said::Say as _;
use crate::model::ticket::{Resolution, TicketId, TicketKey};
use crate::model::ticket_ledger::{OurTicket, Phase};
use crate::model::ticket_report::TicketAction;
use crate::systems::desk::Desk;
use crate::systems::shared::RemoteError;
use crate::triage::{self, Note, NoteSubject, Reopening, Revision};

use super::journal::ActDraft;
use super::late::{Came, Sent, write_once};
use super::mark::{carries, marked};
use super::work::{Part, Work};

/// What is written in a ticket.
#[derive(Debug, Clone, Copy)]
pub(super) enum Writing<'a> {
    Note(&'a Note),
    Revise(&'a Revision),
    Reopen(&'a Reopening),
    Resolve { ticket: &'a TicketKey, resolution: &'a Resolution, mark: &'a str },
}

impl Writing<'_> {
    fn action(self) -> TicketAction {
        match self {
            Self::Note(_) => TicketAction::Noted,
            Self::Revise(_) => TicketAction::Revised,
            Self::Reopen(_) => TicketAction::Reopened,
            Self::Resolve { .. } => TicketAction::Solved,
        }
    }

    pub(super) fn ticket(&self) -> &TicketKey {
        match self {
            Self::Note(note) => &note.ticket,
            Self::Revise(revision) => &revision.ticket,
            Self::Reopen(reopening) => &reopening.ticket,
            Self::Resolve { ticket, .. } => ticket,
        }
    }

    pub(super) fn mark(&self) -> &str {
        match self {
            Self::Note(note) => &note.mark,
            Self::Revise(revision) => &revision.mark,
            Self::Reopen(reopening) => &reopening.mark,
            Self::Resolve { mark, .. } => mark,
        }
    }

    fn events(&self) -> &[Event] {
        match self {
            Self::Note(Note { about: NoteSubject::Events(events), .. }) => events,
            Self::Note(Note {
                about: NoteSubject::End | NoteSubject::Rest(_) | NoteSubject::Said(_),
                ..
            })
            | Self::Revise(_)
            | Self::Resolve { .. } => &[],
            Self::Reopen(reopening) => &reopening.events,
        }
    }

    async fn call(self, desk: &dyn Desk, id: &TicketId) -> Result<(), RemoteError> {
        match self {
            Self::Note(note) => {
                let text = marked(&note.text, &note.mark);
                desk.note_once(id, &text, &note.mark, note.visibility).await
            }
            Self::Revise(revision) => {
                if let Some(text) = &revision.text {
                    let added = marked(text, &revision.mark);
                    match desk.append(id, &added, &revision.mark).await {
                        // It has no room, or is not ours to change: title and priority follow all the same.
                        Err(error @ RemoteError::Setup(_)) => {
                            tracing::warn!(ticket = %id, %error, "not added")
                        }
                        outcome => outcome?,
                    }
                }
                desk.revise(id, &revision.edit).await
            }
            Self::Reopen(reopening) => desk.reopen(id, &marked(&reopening.text, &reopening.mark)).await,
            Self::Resolve { resolution, .. } => desk.resolve(id, resolution).await,
        }
    }

    /// Whether it is there after all; `None`: not known.
    async fn is_there(self, desk: &dyn Desk, id: &TicketId) -> Option<bool> {
        match self {
            Self::Note(_) | Self::Reopen(_) => carries(desk, id, self.mark()).await.ok(),
            Self::Revise(_) => None,
            Self::Resolve { .. } => match desk.read(std::slice::from_ref(id)).await {
                Ok(read) => read.first().map(|remote| !remote.state.is_open()),
                Err(error) => {
                    tracing::warn!(%error, ticket = %id, "a ticket could not be read");
                    None
                }
            },
        }
    }

    fn apply(self, ticket: &mut OurTicket) -> (&'static str, Said) {
        let now = Utc::now();
        match self {
            Self::Note(note) => {
                triage::noted(ticket, note, now);
                ("noted", first_line(&note.text).into())
            }
            Self::Revise(revision) => {
                triage::revised(ticket, revision);
                ("revised", revision.severity.said())
            }
            Self::Reopen(reopening) => {
                triage::reopened(ticket, &reopening.events, now);
                ("reopened", first_line(&reopening.text).into())
            }
            Self::Resolve { resolution, .. } => {
                triage::resolved(ticket, now);
                triage::remember_words(ticket, &resolution.text);
                ("solved", first_line(&resolution.text).into())
            }
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}

/// Writes in tickets: in each in the order of what is to be written, in several at the same time.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn write(work: &mut Work<'_>, writings: Vec<Writing<'_>>) -> anyhow::Result<()> {
    let mut by_desk: BTreeMap<&str, Vec<Queue<'_>>> = BTreeMap::new();
    for writing in writings {
        let Some(ticket) = work.ours.get(writing.ticket()) else { continue };
        let queues = by_desk.entry(&ticket.desk).or_default();
        match queues.iter_mut().find(|queue| queue[0].ticket() == writing.ticket()) {
            Some(queue) => queue.push(writing),
            None => queues.push(vec![writing]),
        }
    }
    let shared = &*work;
    let desks = by_desk.into_iter().filter_map(|(name, queues)| {
        let desk = shared.desks.get(name)?;
        Some(at_desk(shared, desk, queues))
    });
    let parts: Vec<_> = join_all(desks).await.into_iter().flatten().collect();
    work.take(parts)
}

/// What is to be written in one ticket.
type Queue<'a> = Vec<Writing<'a>>;

/// Writes in tickets of a desk with as many hands as it lets us have.
async fn at_desk(work: &Work<'_>, desk: &dyn Desk, queues: Vec<Queue<'_>>) -> Vec<anyhow::Result<Part>> {
    let wanted = queues.len().min(desk.in_flight()).saturating_sub(1);
    let mut others = Vec::new();
    while desk.needs_hands() && others.len() < wanted {
        let Some(hand) = desk.another_hand().await else { break };
        others.push(hand);
    }
    let hands: Vec<&dyn Desk> = match desk.needs_hands() {
        true => std::iter::once(desk).chain(others.iter().map(|hand| &**hand)).collect(),
        false => vec![desk; wanted + 1],
    };
    let queues = RefCell::new(queues.into_iter().enumerate());
    let workers = hands.into_iter().map(|hand| async {
        let mut parts = Vec::new();
        loop {
            let next = queues.borrow_mut().next();
            let Some((nth, queue)) = next else { return parts };
            parts.push((nth, in_ticket(work, hand, queue).await));
        }
    });
    let workers: Vec<_> = workers.collect();
    let mut parts: Vec<(usize, anyhow::Result<Part>)> =
        join_all(workers).await.into_iter().flatten().collect();
    // They are told in the order in which they were decided.
    parts.sort_by_key(|(nth, _)| *nth);
    parts.into_iter().map(|(_, part)| part).collect()
}

/// Writes in one ticket, one after the other, each once.
async fn in_ticket(work: &Work<'_>, desk: &dyn Desk, queue: Queue<'_>) -> anyhow::Result<Part> {
    let mut part = Part::default();
    let Some(mut ticket) = queue.first().and_then(|first| work.ours.get(first.ticket())).cloned() else {
        return Ok(part);
    };
    for writing in queue {
        if work.is_to_stop() || part.waits {
            break;
        }
        write_one(work, desk, writing, &mut ticket, &mut part).await?;
    }
    Ok(part)
}

/// Writes in a ticket, once. What was written before an interruption is only remembered.
async fn write_one(
    work: &Work<'_>,
    desk: &dyn Desk,
    writing: Writing<'_>,
    ticket: &mut OurTicket,
    part: &mut Part,
) -> anyhow::Result<()> {
    // What was sent to it before and may still come would be lost with this, or this with it.
    if work.waiting.contains(&ticket.key) || work.held.contains(writing.mark()) {
        return Ok(());
    }
    // A ticket that is still being looked for has no place to write in.
    let Some(id) = ticket.remote.clone().filter(|_| ticket.phase == Phase::There) else { return Ok(()) };
    if work.done_before.contains(writing.mark()) {
        writing.apply(ticket);
        work.journal.keep(std::slice::from_ref(ticket), &[])?;
        part.ticket = Some(ticket.clone());
        return Ok(());
    }
    let about = ActDraft {
        action: writing.action(),
        system: &ticket.desk,
        ticket: &ticket.key,
        label: &ticket.title,
        mark: writing.mark(),
    };
    let act = work.journal.act(about);
    work.journal.set_out(&[], std::slice::from_ref(&act), &[])?;
    let sent = Sent::now(&work.journal, &work.safe, desk, &[&act], work.job.settle).await?;
    let came = write_once(sent, writing.call(desk, &id), async || writing.is_there(desk, &id).await).await?;
    let (action, events) = (writing.action(), writing.events());
    match came {
        Came::Done => {
            let (what, detail) = writing.apply(ticket);
            let moment = work.journal.moment(&ticket.key, what, detail);
            work.journal.done(&act, ticket, &[moment], None)?;
            part.ticket = Some(ticket.clone());
            part.done.push(work.line_of_done(action, ticket, events));
        }
        // The act stays open; the next run asks for its end and looks for its mark.
        Came::Unknown(reason) => {
            part.failed.push(work.line_of_failed(action, ticket, events, reason));
            part.ticket = Some(ticket.clone());
            part.waits = true;
        }
        Came::NotDone(reason) => {
            work.journal.failed(&act, &reason)?;
            if action == TicketAction::Solved && ticket_after_refusal(desk, &id, ticket).await {
                work.journal.keep(std::slice::from_ref(ticket), &[])?;
                part.ticket = Some(ticket.clone());
            }
            part.failed.push(work.line_of_failed(action, ticket, events, reason));
        }
    }
    Ok(())
}

/// Learns what a solution that was refused has changed all the same. True when there is something.
async fn ticket_after_refusal(desk: &dyn Desk, id: &TicketId, ticket: &mut OurTicket) -> bool {
    let read = desk.read(std::slice::from_ref(id)).await.unwrap_or_default();
    let Some(now) = read.first() else { return false };
    let before = ticket.clone();
    triage::not_resolved(ticket, now);
    *ticket != before
}
