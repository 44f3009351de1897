//! After an interruption: what was set out and has no outcome is settled by asking the desk, before
//! anything is decided.

use std::collections::BTreeMap;

use chrono::Utc;

use crate::message::{self, Message};
use crate::model::journal::EntryState;
use crate::model::ticket::{RemoteTicket, TicketId, TicketKey};
use crate::model::ticket_act::TicketAct;
use crate::model::ticket_ledger::{OurTicket, Phase, Source};
use crate::model::ticket_report::{TicketAction, TicketReport};
use crate::model::{RunId, RunState};
use crate::store::ActOutcome;
use crate::systems::desk::Desk;
use crate::triage;

use super::deliver::delivered;
use super::mark::carries;
use super::open::by_key;
use super::work::Work;

/// Runs among which interrupted ones are looked for.
const INTERRUPTED: usize = 20;

/// Settles what earlier runs of the job left open.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn settle_acts(work: &mut Work<'_>) -> anyhow::Result<()> {
    tell_of_interrupted(work)?;
    let open = work.journal.store.open_acts(work.job.name.as_str())?;
    for (run, act) in &open {
        match act.action {
            TicketAction::Noted | TicketAction::Reopened | TicketAction::Solved | TicketAction::Adopted => {
                writing(work, run, act).await?
            }
            // It is as good twice as once.
            TicketAction::Revised => {
                conclude(work, run, act, EntryState::Undone, message::settling::done_again())?;
            }
            TicketAction::Relayed if hears(work, &act.system) => {
                work.unsettled.insert(act.mark.clone(), (run.clone(), act.clone()));
            }
            // Said or not: the same words twice would be worse.
            TicketAction::Commented | TicketAction::Relayed | TicketAction::ToldClosed
                if !act.mark.is_empty() =>
            {
                work.done_before.insert(act.mark.clone());
                let message = message::settling::telling_unknown();
                conclude(work, run, act, EntryState::Done, message)?;
            }
            TicketAction::Acknowledged
            | TicketAction::Commented
            | TicketAction::Relayed
            | TicketAction::ToldClosed => {
                conclude(work, run, act, EntryState::Undone, message::settling::done_again())?;
            }
            TicketAction::Opened | TicketAction::Found | TicketAction::Delivered => {}
        }
    }
    let openings: Vec<(RunId, TicketAct)> = open
        .into_iter()
        .filter(|(_, act)| {
            matches!(act.action, TicketAction::Opened | TicketAction::Found | TicketAction::Delivered)
        })
        .collect();
    intents(work, &openings).await
}

/// What an interrupted run did is told by this one: it had no report of its own.
fn tell_of_interrupted(work: &mut Work<'_>) -> anyhow::Result<()> {
    let store = work.journal.store;
    let runs = store.runs(Some(work.job.name.as_str()), INTERRUPTED)?;
    for run in runs.into_iter().filter(|run| run.state == RunState::Interrupted) {
        if store.ticket_report(&run.id)?.is_some() {
            continue;
        }
        let done = store.acts(&run.id)?.into_iter().filter(|act| act.state == EntryState::Done);
        for act in done {
            let Some(ticket) = work.ours.get(&act.ticket).cloned() else { continue };
            let action = if act.action == TicketAction::Opened { TicketAction::Found } else { act.action };
            work.report_done(action, &ticket, &[]);
        }
        store.record_ticket_report(&run.id, &TicketReport::default())?;
    }
    Ok(())
}

/// Whether the comments of a monitor tell what was said. One that did not answer is asked by a later run.
fn hears(work: &Work<'_>, monitor: &str) -> bool {
    work.monitors.get(monitor).is_none_or(|monitor| monitor.abilities().hears)
}

pub(super) fn conclude(
    work: &Work<'_>,
    run: &RunId,
    act: &TicketAct,
    state: EntryState,
    message: Message,
) -> anyhow::Result<()> {
    let outcome = ActOutcome { seq: act.seq, state, message: Some(message.into()) };
    Ok(work.journal.store.settle_acts(run, &[outcome])?)
}

/// A note, a reopening, a solution or an adoption of which it is not known whether it was written.
async fn writing(work: &mut Work<'_>, run: &RunId, act: &TicketAct) -> anyhow::Result<()> {
    let Some(ticket) = work.ours.get(&act.ticket) else {
        return conclude(work, run, act, EntryState::Undone, message::settling::ticket_not_kept());
    };
    let Some(id) = ticket.remote.clone() else {
        return conclude(work, run, act, EntryState::Undone, message::settling::ticket_not_opened());
    };
    let Some(desk) = work.desks.get(&ticket.desk) else { return Ok(()) };
    // A solution shows in the state of the ticket, which is read next.
    let there = match act.action {
        TicketAction::Solved => Some(false),
        _ => carries(desk, &id, &act.mark).await.ok(),
    };
    match there {
        Some(true) => {
            work.done_before.insert(act.mark.clone());
            conclude(work, run, act, EntryState::Done, message::settling::found_done())
        }
        Some(false) if act.action == TicketAction::Adopted => {
            let reason = message::settling::adopted_without_details();
            let ticket = ticket.clone();
            work.report_failed(TicketAction::Adopted, &ticket, &[], reason.clone());
            conclude(work, run, act, EntryState::Undone, reason)
        }
        Some(false) => conclude(work, run, act, EntryState::Undone, message::settling::written_again()),
        None => Ok(()),
    }
}

/// Tickets that were to be opened.
async fn intents(work: &mut Work<'_>, acts: &[(RunId, TicketAct)]) -> anyhow::Result<()> {
    let mut by_desk: BTreeMap<String, Vec<OurTicket>> = BTreeMap::new();
    let job = work.job.name.as_str();
    for ticket in work.ours.values().filter(|ticket| ticket.job == job && ticket.phase == Phase::Intended) {
        by_desk.entry(ticket.desk.clone()).or_default().push(ticket.clone());
    }
    for (name, tickets) in by_desk {
        let Some(desk) = work.desks.get(&name) else { continue };
        let keys: Vec<TicketKey> = tickets.iter().map(|ticket| ticket.key.clone()).collect();
        let found = match desk.find(&keys).await {
            Ok(found) => by_key(found),
            Err(error) => {
                tracing::warn!(%error, desk = name, "interrupted openings could not be looked for");
                continue;
            }
        };
        for ticket in tickets {
            let remotes = match (&ticket.source, &ticket.remote) {
                (Source::Linked, Some(id)) => noted_on(desk, id, &ticket.key).await,
                (Source::Opened | Source::Adopted, _) | (Source::Linked, None) => {
                    Some(found.get(&ticket.key).cloned().unwrap_or_default())
                }
            };
            // Whether the note is there is not known: the next run asks.
            let Some(remotes) = remotes else { continue };
            let act = acts.iter().rev().find(|(_, act)| act.ticket == ticket.key);
            settle_opening(work, ticket, &remotes, act)?;
        }
    }
    // Acts whose tickets are known already, or forgotten.
    for (run, act) in acts {
        let is_intended = work.ours.get(&act.ticket).is_some_and(|ticket| ticket.phase == Phase::Intended);
        if !is_intended {
            let (state, message) = match work.ours.contains_key(&act.ticket) {
                true => (EntryState::Done, message::settling::found_done()),
                false => (EntryState::Undone, message::settling::opened_again()),
            };
            conclude(work, run, act, state, message)?;
        }
    }
    Ok(())
}

/// The ticket when the note is in it; `None`: it could not be asked.
async fn noted_on(desk: &dyn Desk, id: &TicketId, key: &TicketKey) -> Option<Vec<RemoteTicket>> {
    if !carries(desk, id, &key.0).await.ok()? {
        return Some(Vec::new());
    }
    desk.read(std::slice::from_ref(id)).await.ok()
}

fn settle_opening(
    work: &mut Work<'_>,
    ticket: OurTicket,
    remotes: &[RemoteTicket],
    act: Option<&(RunId, TicketAct)>,
) -> anyhow::Result<()> {
    let Some(remote) = super::open::first(remotes) else {
        let age = (Utc::now() - ticket.intended_at).to_std().unwrap_or_default();
        if age >= work.job.settle {
            work.journal.forget(std::slice::from_ref(&ticket), message::settling::not_at_the_desk())?;
            work.ours.remove(&ticket.key);
        } else {
            let reason =
                message::settling::asked_until((ticket.intended_at + work.job.settle).format("%H:%M:%S UTC"))
                    .to_string();
            work.report_failed(TicketAction::Opened, &ticket, &[], reason);
        }
        return Ok(());
    };
    let mut there = match ticket.source {
        Source::Linked => delivered(&ticket, remote),
        Source::Opened | Source::Adopted => {
            let mut there = ticket.clone();
            triage::opened(&mut there, remote, Source::Opened, Utc::now());
            there
        }
    };
    // What it is now may be a person's doing already.
    there.own_state = None;
    let moment = work.journal.moment(&there.key, "opened", remote.number.clone());
    work.journal.keep(std::slice::from_ref(&there), &[moment])?;
    if let Some((run, act)) = act {
        conclude(work, run, act, EntryState::Done, message::settling::found_ticket())?;
    }
    super::open::tell_doubles(work, &there, remotes);
    work.ours.insert(there.key.clone(), there.clone());
    work.report_done(TicketAction::Found, &there, &[]);
    Ok(())
}
