//! Notes, reopenings and solutions: each is journalled, carries the mark of its act, and is looked for
//! before it is written again.

use chrono::Utc;

use crate::model::event::Event;
use crate::model::ticket::{Resolution, TicketId, TicketKey};
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::TicketAction;
use crate::systems::desk::Desk;
use crate::systems::shared::RemoteError;
use crate::triage::{self, Note, NoteSubject, Reopening, Revision};

use super::journal::ActDraft;
use super::late::{Came, Sent, write_once};
use super::mark::{carries, marked};
use super::work::Work;

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

    fn apply(self, ticket: &mut OurTicket) -> (&'static str, String) {
        let now = Utc::now();
        match self {
            Self::Note(note) => {
                triage::noted(ticket, note, now);
                ("noted", first_line(&note.text))
            }
            Self::Revise(revision) => {
                triage::revised(ticket, revision);
                ("revised", revision.severity.to_string())
            }
            Self::Reopen(reopening) => {
                triage::reopened(ticket, &reopening.events, now);
                ("reopened", first_line(&reopening.text))
            }
            Self::Resolve { resolution, .. } => {
                triage::resolved(ticket, now);
                triage::remember_words(ticket, &resolution.text);
                ("solved", first_line(&resolution.text))
            }
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(200).collect()
}

/// Writes in a ticket, once. What was written before an interruption is only remembered.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn write(work: &mut Work<'_>, writing: Writing<'_>) -> anyhow::Result<()> {
    let Some(mut ticket) = work.ours.get(writing.ticket()).cloned() else { return Ok(()) };
    let Some(desk) = work.desks.get(&ticket.desk) else { return Ok(()) };
    // What was sent to it before and may still come would be lost with this, or this with it.
    if work.waiting.contains(&ticket.key) || work.held.contains(writing.mark()) {
        return Ok(());
    }
    // A ticket that is still being looked for has no place to write in.
    let Some(id) =
        ticket.remote.clone().filter(|_| ticket.phase == crate::model::ticket_ledger::Phase::There)
    else {
        return Ok(());
    };
    if work.done_before.contains(writing.mark()) {
        writing.apply(&mut ticket);
        work.journal.keep(std::slice::from_ref(&ticket), &[])?;
        work.ours.insert(ticket.key.clone(), ticket);
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
    match came {
        Came::Done => {
            let (what, detail) = writing.apply(&mut ticket);
            let moment = work.journal.moment(&ticket.key, what, detail);
            work.journal.done(&act, &ticket, &[moment], None)?;
            work.ours.insert(ticket.key.clone(), ticket.clone());
            work.report_done(writing.action(), &ticket, writing.events());
        }
        // The act stays open; the next run asks for its end and looks for its mark.
        Came::Unknown(reason) => {
            work.report_failed(writing.action(), &ticket, writing.events(), reason);
            work.waiting.insert(ticket.key);
        }
        Came::NotDone(reason) => {
            work.journal.failed(&act, &reason)?;
            work.report_failed(writing.action(), &ticket, writing.events(), reason);
        }
    }
    Ok(())
}
