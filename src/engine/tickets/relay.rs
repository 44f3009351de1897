//! Tells the monitor what people said in a ticket, each comment once: it bears the mark of its act, and
//! where the outcome is not known the monitor is asked for the mark before it is told again.

use chrono::{TimeDelta, Utc};

use crate::message;
use crate::model::Said;
use crate::model::event::Remark;
use crate::model::journal::EntryState;
use crate::model::said::Say as _;
use crate::model::ticket_act::TicketAct;
use crate::model::ticket_ledger::{OurTicket, Phase};
use crate::model::ticket_report::TicketAction;
use crate::systems::monitor::{Monitor, Outcome};
use crate::systems::shared::{FailureKind, RemoteError};
use crate::triage::{self, Relay};

use super::journal::ActDraft;
use super::settle::conclude;
use super::work::Work;

/// Tells a monitor what a person said in a ticket.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn relay(work: &mut Work<'_>, relay: &Relay) -> anyhow::Result<()> {
    let (Some(ticket), Some(monitor)) =
        (work.ours.get(&relay.ticket).cloned(), work.monitors.get(&relay.event.monitor))
    else {
        return Ok(());
    };
    if work.done_before.contains(&relay.mark) {
        return remember(work, ticket, relay);
    }
    if let Some(open) = work.unsettled.remove(&relay.mark) {
        let found = match is_said(monitor, relay).await {
            Ok(found) => found,
            Err(error) => {
                let reason = message::ticket_actions::monitor_asked_by_next_run(&error).said();
                failed(work, &ticket, relay, reason);
                return Ok(());
            }
        };
        let until = open.act.started_at + TimeDelta::from_std(work.job.settle).unwrap_or_default();
        if found {
            conclude(work, &open, EntryState::Done, message::settling::found_done())?;
            return remember(work, ticket, relay);
        }
        if Utc::now() < until {
            let until = until.format("%H:%M:%S UTC");
            failed(work, &ticket, relay, message::settling::told_until(until).said());
            return Ok(());
        }
        conclude(work, &open, EntryState::Undone, message::settling::written_again())?;
    }
    let label = triage::label(&relay.event);
    let act = work.journal.act(ActDraft {
        action: TicketAction::Relayed,
        system: &relay.event.monitor,
        ticket: &relay.ticket,
        label: &label,
        mark: &relay.mark,
    });
    work.journal.set_out(&[], std::slice::from_ref(&act), &[])?;
    let remark = Remark { author: triage::AUTHOR.to_owned(), text: relay.text.clone() };
    let mut outcome = monitor.comment(&relay.event, &remark).await;
    if is_unknown(&outcome) && matches!(is_said(monitor, relay).await, Ok(true)) {
        outcome = Ok(Outcome::Done);
    }
    let hears = monitor.abilities().hears;
    record(work, &act, ticket, relay, outcome, hears)
}

fn is_unknown(outcome: &Result<Outcome, RemoteError>) -> bool {
    matches!(outcome, Err(error) if error.kind() == FailureKind::Unknown)
}

/// Whether the monitor has the comment with the mark.
async fn is_said(monitor: &dyn Monitor, relay: &Relay) -> Result<bool, RemoteError> {
    let wanted = format!("[{}]", relay.mark);
    let said = monitor.said(&[&*relay.event]).await?;
    Ok(said.iter().flatten().any(|said| said.text.contains(&wanted)))
}

fn record(
    work: &mut Work<'_>,
    act: &TicketAct,
    mut ticket: OurTicket,
    relay: &Relay,
    outcome: Result<Outcome, RemoteError>,
    hears: bool,
) -> anyhow::Result<()> {
    let reason = match outcome {
        Ok(Outcome::Done | Outcome::Sent | Outcome::Already) => {
            triage::relayed(&mut ticket, relay);
            let moment = work.journal.moment(&ticket.key, "relayed", relay.text.as_str());
            work.journal.done(act, &ticket, &[moment], None)?;
            work.ours.insert(ticket.key.clone(), ticket.clone());
            work.report_done(TicketAction::Relayed, &ticket, std::slice::from_ref(&*relay.event));
            return Ok(());
        }
        Ok(Outcome::Gone) => return work.journal.failed(act, message::ticket_actions::problem_is_over()),
        // The act stays open; the next run looks for its mark.
        Err(error) if error.kind() == FailureKind::Unknown && hears => {
            let reason = message::ticket_actions::monitor_asked_by_next_run(&error).said();
            failed(work, &ticket, relay, reason);
            return Ok(());
        }
        Err(error) if error.kind() != FailureKind::Unknown => {
            work.journal.failed(act, error.said())?;
            failed(work, &ticket, relay, error.said());
            return Ok(());
        }
        // Silence is better than the same words twice.
        Err(error) => message::ticket_actions::not_said_again(&error).said(),
        Ok(Outcome::NotPossible(why)) => message::ticket_actions::not_tried_again(&why).said(),
        Ok(Outcome::NotOurs(who)) => message::ticket_actions::acknowledged_by_another(&who).said(),
    };
    work.journal.failed(act, &reason)?;
    failed(work, &ticket, relay, reason);
    remember(work, ticket, relay)
}

fn failed(work: &mut Work<'_>, ticket: &OurTicket, relay: &Relay, reason: Said) {
    work.report_failed(TicketAction::Relayed, ticket, std::slice::from_ref(&*relay.event), reason);
}

fn remember(work: &mut Work<'_>, mut ticket: OurTicket, relay: &Relay) -> anyhow::Result<()> {
    triage::relayed(&mut ticket, relay);
    work.journal.keep(std::slice::from_ref(&ticket), &[])?;
    work.ours.insert(ticket.key.clone(), ticket);
    Ok(())
}

/// Concludes acts of unknown outcome that nobody wants any more: the note is gone, or the ticket has ended.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) fn drop_unwanted(work: &mut Work<'_>) -> anyhow::Result<()> {
    for open in std::mem::take(&mut work.unsettled).into_values() {
        let lives = work.ours.get(&open.act.ticket).is_some_and(|ticket| ticket.phase == Phase::There);
        if !lives || work.heard.at_desks.contains_key(&open.act.ticket) {
            conclude(work, &open, EntryState::Undone, message::settling::not_wanted())?;
        }
    }
    Ok(())
}
