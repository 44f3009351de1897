//! Tells the monitor what people said in a ticket, each comment once: it bears the mark of its act, and
//! where the outcome is not known the monitor is asked for the mark before it is told again.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt as _, stream};

use crate::message;
use crate::model::Said;
use crate::model::event::Remark;
use crate::model::journal::EntryState;
use crate::model::said::Say as _;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::TicketAct;
use crate::model::ticket_job::COMMENT;
use crate::model::ticket_ledger::{OurTicket, Phase};
use crate::model::ticket_report::TicketAction;
use crate::systems::monitor::{IN_FLIGHT, Monitor, Outcome, Task};
use crate::systems::shared::{FailureKind, RemoteError};
use crate::triage::{self, Relay};

use super::journal::ActDraft;
use super::settle::conclude;
use super::work::{Part, Work};

/// Tells monitors what people said in tickets: of each ticket in the order in which it was said, of several at
/// the same time.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn relay(work: &mut Work<'_>, relays: Vec<&Relay>) -> anyhow::Result<()> {
    let mut by_ticket: BTreeMap<&TicketKey, Vec<&Relay>> = BTreeMap::new();
    for relay in relays {
        by_ticket.entry(&relay.ticket).or_default().push(relay);
    }
    let shared = &*work;
    let parts: Vec<_> = by_ticket.into_values().map(|relays| of_ticket(shared, relays)).collect();
    let parts = stream::iter(parts).buffered(IN_FLIGHT).collect().await;
    work.take(parts)
}

async fn of_ticket(work: &Work<'_>, relays: Vec<&Relay>) -> anyhow::Result<Part> {
    let mut part = Part::default();
    for relay in relays {
        if work.is_to_stop() {
            break;
        }
        tell(work, relay, &mut part).await?;
    }
    Ok(part)
}

/// Tells a monitor what a person said in a ticket.
async fn tell(work: &Work<'_>, relay: &Relay, part: &mut Part) -> anyhow::Result<()> {
    let ticket = part.ticket.clone().or_else(|| work.ours.get(&relay.ticket).cloned());
    let (Some(ticket), Some(monitor)) = (ticket, work.monitors.get(&relay.event.monitor)) else {
        return Ok(());
    };
    if work.held.contains(&relay.mark) {
        return Ok(());
    }
    if work.done_before.contains(&relay.mark) {
        return remember(work, ticket, relay, part);
    }
    if let Some((open, left)) = work.unsettled.get(&relay.mark) {
        part.settled.push(relay.mark.clone());
        let found = match is_said(monitor, relay).await {
            Ok(found) => found,
            Err(error) => {
                let reason = message::ticket_actions::monitor_asked_by_next_run(&error).said();
                failed(work, &ticket, relay, reason, part);
                return Ok(());
            }
        };
        if found {
            conclude(work, open, EntryState::Done, message::settling::found_done())?;
            return remember(work, ticket, relay, part);
        }
        if *left > TimeDelta::zero() {
            let until = Utc::now().checked_add_signed(*left).unwrap_or(DateTime::<Utc>::MAX_UTC);
            let until = until.format("%H:%M:%S UTC");
            failed(work, &ticket, relay, message::settling::told_until(until).said(), part);
            return Ok(());
        }
        conclude(work, open, EntryState::Undone, message::settling::written_again())?;
    }
    let label = relay.event.label();
    let act = work.journal.act(ActDraft {
        action: TicketAction::Relayed,
        system: &relay.event.monitor,
        ticket: &relay.ticket,
        label: &label,
        mark: &relay.mark,
    });
    work.journal.set_out(&[], std::slice::from_ref(&act), &[])?;
    work.journal.sends()?;
    let remark = Remark { author: triage::AUTHOR.to_owned(), text: relay.text.clone() };
    let mut outcome = match work.job.feed(&relay.event.monitor) {
        Some(_) => {
            let (event, ticket) = (&*relay.event, &serde_json::json!(ticket));
            let task = Task { name: COMMENT, event, ticket, remark: &remark, mark: &relay.mark };
            monitor.carry_out(task).await
        }
        None => monitor.comment(&relay.event, &remark).await,
    };
    if is_unknown(&outcome) && matches!(is_said(monitor, relay).await, Ok(true)) {
        outcome = Ok(Outcome::Done);
    }
    let told = Told { act: &act, relay, outcome, hears: monitor.abilities().hears };
    record(work, ticket, told, part)
}

fn is_unknown(outcome: &Result<Outcome, RemoteError>) -> bool {
    matches!(outcome, Err(error) if error.kind() == FailureKind::Unknown)
}

/// Whether the monitor has the comment with the mark.
async fn is_said(monitor: &dyn Monitor, relay: &Relay) -> Result<bool, RemoteError> {
    let wanted = format!("[{}]", relay.mark);
    let said = monitor.said(&[relay.event.watched()]).await?;
    Ok(said.iter().flatten().any(|said| said.text.contains(&wanted)))
}

/// A comment that was sent.
struct Told<'a> {
    act: &'a TicketAct,
    relay: &'a Relay,
    outcome: Result<Outcome, RemoteError>,
    /// Whether comments of the monitor can be read.
    hears: bool,
}

fn record(work: &Work<'_>, mut ticket: OurTicket, told: Told<'_>, part: &mut Part) -> anyhow::Result<()> {
    let Told { act, relay, outcome, hears } = told;
    let reason = match outcome {
        Ok(Outcome::Done | Outcome::Sent | Outcome::Already) => {
            triage::relayed(&mut ticket, relay);
            let moment = work.journal.moment(&ticket.key, "relayed", relay.text.as_str());
            work.journal.done(act, &ticket, &[moment], None)?;
            let event = std::slice::from_ref(&*relay.event);
            part.done.push(work.line_of_done(TicketAction::Relayed, &ticket, event));
            part.ticket = Some(ticket);
            return Ok(());
        }
        // The act stays open; the next run asks the source again, by its mark.
        Ok(Outcome::Unknown(why)) => {
            failed(work, &ticket, relay, why, part);
            return Ok(());
        }
        Ok(Outcome::Gone) => return work.journal.failed(act, message::ticket_actions::problem_is_over()),
        Ok(Outcome::GoneAs(words)) => {
            return work.journal.failed(act, message::ticket_actions::problem_is_over_as(words));
        }
        // The act stays open; the next run looks for its mark.
        Err(error) if error.kind() == FailureKind::Unknown && hears => {
            let reason = message::ticket_actions::monitor_asked_by_next_run(&error).said();
            failed(work, &ticket, relay, reason, part);
            return Ok(());
        }
        Err(error) if error.kind() != FailureKind::Unknown => {
            work.journal.failed(act, error.said())?;
            failed(work, &ticket, relay, error.said(), part);
            return Ok(());
        }
        // Silence is better than the same words twice.
        Err(error) => message::ticket_actions::not_said_again(&error).said(),
        Ok(Outcome::NotPossible(why)) => message::ticket_actions::not_tried_again(&why).said(),
        Ok(Outcome::NotOurs(who)) => message::ticket_actions::acknowledged_by_another(&who).said(),
        Ok(Outcome::NotWanted) => {
            triage::relayed(&mut ticket, relay);
            work.journal.done(act, &ticket, &[], Some(message::ticket_actions::not_wanted().said()))?;
            part.ticket = Some(ticket);
            return Ok(());
        }
    };
    work.journal.failed(act, &reason)?;
    failed(work, &ticket, relay, reason, part);
    remember(work, ticket, relay, part)
}

fn failed(work: &Work<'_>, ticket: &OurTicket, relay: &Relay, reason: Said, part: &mut Part) {
    let event = std::slice::from_ref(&*relay.event);
    part.failed.push(work.line_of_failed(TicketAction::Relayed, ticket, event, reason));
}

fn remember(work: &Work<'_>, mut ticket: OurTicket, relay: &Relay, part: &mut Part) -> anyhow::Result<()> {
    triage::relayed(&mut ticket, relay);
    work.journal.keep(std::slice::from_ref(&ticket), &[])?;
    part.ticket = Some(ticket);
    Ok(())
}

/// Concludes acts of unknown outcome that nobody wants any more: the note is gone, or the ticket has ended.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) fn drop_unwanted(work: &mut Work<'_>) -> anyhow::Result<()> {
    for (open, _) in std::mem::take(&mut work.unsettled).into_values() {
        let lives = work.ours.get(&open.act.ticket).is_some_and(|ticket| ticket.phase == Phase::There);
        if !lives || work.heard.at_desks.contains_key(&open.act.ticket) {
            conclude(work, &open, EntryState::Undone, message::settling::not_wanted())?;
        }
    }
    Ok(())
}
