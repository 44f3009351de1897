//! After an interruption: what was set out and has no outcome is settled by asking the desk, before
//! anything is decided.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::engine::fence::Missing;
use crate::message::{self, Message};
use crate::model::RunState;
use crate::model::Said;
use crate::model::journal::EntryState;
use crate::model::ticket::{RemoteTicket, TicketId, TicketKey};
use crate::model::ticket_act::OpenAct;
use crate::model::ticket_ledger::{OurTicket, Phase, Source};
use crate::model::ticket_report::TicketAction;
use crate::store::ActOutcome;
use crate::systems::desk::{Desk, Repeated};
use crate::triage;

use super::deliver::delivered;
use super::late::{self, Late};
use super::mark::carries;
use super::open::by_key;
use super::work::Work;

/// Runs among which those are looked for that told nothing of what they did.
const UNTOLD: usize = 20;

/// Settles what earlier runs of the job left open.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn settle_acts(work: &mut Work<'_>, late: &Late) -> anyhow::Result<()> {
    tell_of_untold(work)?;
    for open in &late.open {
        let act = &open.act;
        match act.action {
            TicketAction::Noted | TicketAction::Reopened | TicketAction::Solved | TicketAction::Adopted => {
                writing(work, late, open).await?
            }
            // It is as good twice as once.
            TicketAction::Revised => {
                conclude(work, open, EntryState::Undone, message::settling::done_again())?;
            }
            // Its source looks first whether it was done, once the server has certainly ended it.
            _ if !act.mark.is_empty() && work.job.feed(&act.system).is_some() => at_source(work, late, open)?,
            TicketAction::Relayed if hears(work, &act.system) => {
                work.unsettled.insert(act.mark.clone(), (open.clone(), late.left(open)));
            }
            // Said or not: the same words twice would be worse.
            TicketAction::Commented | TicketAction::Relayed | TicketAction::ToldClosed
                if !act.mark.is_empty() =>
            {
                work.done_before.insert(act.mark.clone());
                let message = message::settling::telling_unknown();
                if let Some(ticket) = work.ours.get(&act.ticket).cloned() {
                    work.report_failed(act.action, &ticket, &[], message.clone());
                }
                conclude(work, open, EntryState::Done, message)?;
            }
            TicketAction::Acknowledged
            | TicketAction::Commented
            | TicketAction::Relayed
            | TicketAction::ToldClosed
            | TicketAction::ToldState => {
                conclude(work, open, EntryState::Undone, message::settling::done_again())?;
            }
            TicketAction::Opened | TicketAction::Found | TicketAction::Delivered => {}
        }
    }
    intents(work, late).await?;
    doubles(work).await?;
    late.forget(work.journal.store, &work.safe, work.job.name.as_str(), work.desks).await
}

/// An act at the source of records: it is waited for as long as the server may still carry it out, and then done
/// again with its mark, by which the source knows it.
fn at_source(work: &mut Work<'_>, late: &Late, open: &OpenAct) -> anyhow::Result<()> {
    let left = late.left(open);
    if left <= TimeDelta::zero() {
        return conclude(work, open, EntryState::Undone, message::settling::asked_at_its_source());
    }
    work.held.insert(open.act.mark.clone());
    if let Some(ticket) = work.ours.get(&open.act.ticket).cloned() {
        let until = Utc::now().checked_add_signed(left).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let until = until.format("%H:%M:%S UTC");
        work.report_failed(open.act.action, &ticket, &[], message::settling::told_at_source_until(until));
    }
    Ok(())
}

fn is_opening(open: &OpenAct) -> bool {
    matches!(open.act.action, TicketAction::Opened | TicketAction::Found | TicketAction::Delivered)
}

/// Looks for doubles of openings that were done again although nothing proved their end.
async fn doubles(work: &mut Work<'_>) -> anyhow::Result<()> {
    let now = Utc::now();
    let mut by_desk: BTreeMap<String, Vec<OpenAct>> = BTreeMap::new();
    for open in work.journal.store.doubtful_acts(work.job.name.as_str())? {
        if late::may_double(&open, now) && open.act.action == TicketAction::Opened {
            by_desk.entry(open.act.system.clone()).or_default().push(open);
        } else {
            looked_for(work, &open)?;
        }
    }
    for (name, acts) in by_desk {
        let Some(desk) = work.desks.get(&name) else { continue };
        let keys: Vec<TicketKey> = acts.iter().map(|open| open.act.ticket.clone()).collect();
        let Ok(found) = desk.find(&keys).await.map(by_key) else { continue };
        for open in acts {
            let Some(remotes) = found.get(&open.act.ticket) else { continue };
            match work.ours.get(&open.act.ticket).cloned() {
                Some(ticket) if remotes.len() > 1 => super::open::tell_doubles(work, &ticket, remotes),
                Some(_) => continue,
                None => came_unwanted(work, &open, remotes),
            }
            looked_for(work, &open)?;
        }
    }
    Ok(())
}

/// An act that was done again is not looked for any more; what was said of it stays.
fn looked_for(work: &Work<'_>, open: &OpenAct) -> anyhow::Result<()> {
    let message = open.act.message.clone().unwrap_or_else(|| message::settling::opened_again().into());
    let outcome = ActOutcome { seq: open.act.seq, state: EntryState::Undone, message: Some(message) };
    Ok(work.journal.store.settle_acts(&open.run, &[outcome])?)
}

/// A ticket that came when nobody waited for it any more: its problem was over by then, so no other one was
/// opened, and nothing follows it.
fn came_unwanted(work: &mut Work<'_>, open: &OpenAct, remotes: &[RemoteTicket]) {
    let Some(remote) = super::open::first(remotes) else { return };
    let ticket = OurTicket {
        number: Some(remote.number.clone()),
        url: Some(remote.url.clone()),
        ..OurTicket::intended(open.act.ticket.clone(), &open.act.system, remote.title.clone(), Utc::now())
    };
    let reason = message::settling::came_unwanted(&remote.number);
    work.report_failed(TicketAction::Found, &ticket, &[], reason);
}

/// What runs did that were interrupted, or failed on their way, is told by this one: they told nothing of it. A run keeps
/// what it tells in the transaction that closes it, so that all before it is told as well.
fn tell_of_untold(work: &mut Work<'_>) -> anyhow::Result<()> {
    let store = work.journal.store;
    let mut untold = Vec::new();
    for run in store.runs(Some(work.job.name.as_str()), UNTOLD)? {
        if store.ticket_report(&run.id)?.is_some() {
            break;
        }
        if run.state != RunState::Running {
            untold.push(run);
        }
    }
    for run in untold.into_iter().rev() {
        let done = store.acts(&run.id)?.into_iter().filter(|act| act.state == EntryState::Done);
        for act in done {
            let Some(ticket) = work.ours.get(&act.ticket).cloned() else { continue };
            let action = if act.action == TicketAction::Opened { TicketAction::Found } else { act.action };
            work.report_done(action, &ticket, &[]);
        }
    }
    Ok(())
}

/// Whether the comments of a monitor tell what was said. One that did not answer is asked by a later run.
fn hears(work: &Work<'_>, monitor: &str) -> bool {
    work.monitors.get(monitor).is_none_or(|monitor| monitor.abilities().hears)
}

pub(super) fn conclude(
    work: &Work<'_>,
    open: &OpenAct,
    state: EntryState,
    message: Message,
) -> anyhow::Result<()> {
    let outcome = ActOutcome { seq: open.act.seq, state, message: Some(message.into()) };
    Ok(work.journal.store.settle_acts(&open.run, &[outcome])?)
}

/// A note, a reopening, a solution or an adoption of which it is not known whether it was written.
async fn writing(work: &mut Work<'_>, late: &Late, open: &OpenAct) -> anyhow::Result<()> {
    let act = &open.act;
    let Some(ticket) = work.ours.get(&act.ticket).cloned() else {
        return conclude(work, open, EntryState::Undone, message::settling::ticket_not_kept());
    };
    let Some(id) = ticket.remote.clone() else {
        return conclude(work, open, EntryState::Undone, message::settling::ticket_not_opened());
    };
    let Some(desk) = work.desks.get(&ticket.desk) else { return Ok(()) };
    let there = match act.action {
        // It was read after the fence.
        TicketAction::Solved => Some(!ticket.state.is_open()),
        _ => carries(desk, &id, &act.mark).await.ok(),
    };
    let missing = match there {
        Some(true) => {
            work.done_before.insert(act.mark.clone());
            work.report_done(act.action, &ticket, &[]);
            return conclude(work, open, EntryState::Done, message::settling::found_done());
        }
        Some(false) => late.missing(open, Utc::now()),
        None => Missing::Waits(None),
    };
    match missing {
        Missing::Waits(_) => {
            work.report_failed(act.action, &ticket, &[], late::reason(open, missing));
            work.waiting.insert(ticket.key);
            Ok(())
        }
        Missing::NotDone | Missing::Unproved if act.action == TicketAction::Adopted => {
            let reason = message::settling::adopted_without_details();
            work.report_failed(TicketAction::Adopted, &ticket, &[], reason.clone());
            conclude(work, open, EntryState::Undone, reason)
        }
        Missing::Unproved if act.action == TicketAction::Noted && !desk.knows_again(Repeated::Note) => {
            work.held.insert(act.mark.clone());
            if work.questions.ask(open) {
                work.report_failed(act.action, &ticket, &[], late::reason(open, missing));
            }
            Ok(())
        }
        // A ticket that is reopened or solved twice is so once; its note bears the same mark.
        Missing::NotDone | Missing::Unproved => {
            conclude(work, open, EntryState::Undone, message::settling::written_again())
        }
    }
}

/// Tickets that were to be opened.
async fn intents(work: &mut Work<'_>, late: &Late) -> anyhow::Result<()> {
    let mut by_desk: BTreeMap<String, Vec<OurTicket>> = BTreeMap::new();
    let job = work.job.name.as_str();
    for ticket in work.ours.values().filter(|ticket| ticket.job == job && ticket.phase == Phase::Intended) {
        by_desk.entry(ticket.desk.clone()).or_default().push(ticket.clone());
    }
    let mut settled: BTreeSet<(String, i64)> = BTreeSet::new();
    for (name, tickets) in by_desk {
        let Some(desk) = work.desks.get(&name) else { continue };
        let keys: Vec<TicketKey> = tickets.iter().map(|ticket| ticket.key.clone()).collect();
        let found = match desk.find(&keys).await {
            Ok(found) => by_key(found),
            Err(error) => {
                let reason = message::settling::not_looked_for(&error).said();
                for ticket in &tickets {
                    needs_a_person(work, ticket, &reason);
                }
                continue;
            }
        };
        let refuses_doubles = desk.refuses_doubles().await;
        for ticket in tickets {
            let remotes = match (&ticket.source, &ticket.remote) {
                (Source::Linked, Some(id)) => noted_on(desk, id, &ticket.key).await,
                (Source::Opened | Source::Adopted, _) | (Source::Linked, None) => {
                    Some(found.get(&ticket.key).cloned().unwrap_or_default())
                }
            };
            // Whether the note is there is not known: the next run asks.
            let Some(remotes) = remotes else { continue };
            let open = late.open.iter().rev().find(|open| is_opening(open) && open.act.ticket == ticket.key);
            let missing = match open {
                Some(_) if refuses_doubles && ticket.source == Source::Opened => Missing::NotDone,
                Some(open) => late.missing(open, Utc::now()),
                // Its journal was pruned: that is long ago.
                None => Missing::NotDone,
            };
            let missing = counts_as(work, desk, &ticket, missing);
            settled.extend(open.map(|open| (open.run.0.clone(), open.act.seq)));
            settle_opening(work, ticket, &remotes, open, missing)?;
        }
    }
    // Acts whose tickets are known already, or forgotten.
    for open in late.open.iter().filter(|open| is_opening(open)) {
        let is_intended =
            work.ours.get(&open.act.ticket).is_some_and(|ticket| ticket.phase == Phase::Intended);
        if !is_intended && !settled.contains(&(open.run.0.clone(), open.act.seq)) {
            let (state, message) = match work.ours.contains_key(&open.act.ticket) {
                true => (EntryState::Done, message::settling::found_done()),
                false => (EntryState::Undone, message::settling::opened_again()),
            };
            conclude(work, open, state, message)?;
        }
    }
    Ok(())
}

/// What an opening counts as that is not found at the desk.
#[derive(Debug, Clone, Copy)]
enum Unfound {
    Counts(Missing),
    /// Nobody can know whether it still comes, and a double would cost a person work.
    Asks,
}

/// A person is asked about an opening that nothing proves not to come: not where the desk knows a second one
/// again, and not of problems that are over.
fn counts_as(work: &Work<'_>, desk: &dyn Desk, ticket: &OurTicket, missing: Missing) -> Unfound {
    let repeated = match ticket.source {
        Source::Opened | Source::Adopted => Repeated::Ticket,
        Source::Linked => Repeated::Note,
    };
    let seen = &work.monitors.seen;
    let may_be_open = || {
        ticket.episodes.iter().any(|episode| match seen.get(&episode.monitor) {
            Some(seen) => seen.events.iter().any(|event| event.key == episode.event),
            None => true,
        })
    };
    match missing {
        Missing::Unproved if !desk.knows_again(repeated) && may_be_open() => Unfound::Asks,
        missing => Unfound::Counts(missing),
    }
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
    open: Option<&OpenAct>,
    missing: Unfound,
) -> anyhow::Result<()> {
    let Some(remote) = super::open::first(remotes) else {
        return not_there(work, ticket, open, missing);
    };
    let mut there = match ticket.source {
        Source::Linked => delivered(&ticket, remote),
        Source::Opened | Source::Adopted => {
            let mut there = ticket.clone();
            triage::opened(&mut there, remote, Source::Opened, Utc::now());
            there
        }
    };
    // What it is now may be a person's doing already, and an assignment of ours may still come.
    (there.own_state, there.expects_own_hand) = (None, true);
    let moment = work.journal.moment(&there.key, "opened", remote.number.clone());
    work.journal.keep(std::slice::from_ref(&there), &[moment])?;
    if let Some(open) = open {
        conclude(work, open, EntryState::Done, message::settling::found_ticket())?;
    }
    super::open::tell_doubles(work, &there, remotes);
    work.ours.insert(there.key.clone(), there.clone());
    work.report_done(TicketAction::Found, &there, &[]);
    Ok(())
}

/// Nothing can be said of a ticket that was to be opened: its events need a person, and get no second one.
fn needs_a_person(work: &mut Work<'_>, ticket: &OurTicket, reason: &Said) {
    let listed = work.monitors.seen.values().flat_map(|seen| &seen.events);
    let events: Vec<_> =
        listed.filter(|event| ticket.episode(&event.monitor, &event.key).is_some()).cloned().collect();
    work.report_failed(TicketAction::Opened, ticket, &events, reason);
    work.not_opened.extend(events.into_iter().map(|event| (event, reason.clone())));
}

/// A ticket that was to be opened and is not at the desk.
fn not_there(
    work: &mut Work<'_>,
    ticket: OurTicket,
    open: Option<&OpenAct>,
    missing: Unfound,
) -> anyhow::Result<()> {
    if let (Source::Opened, Some(id)) = (ticket.source, &ticket.remote) {
        let reason = message::settling::opened_and_not_shown(id, &ticket.key, &ticket.desk).said();
        needs_a_person(work, &ticket, &reason);
        return Ok(());
    }
    match (open, missing) {
        (Some(open), Unfound::Counts(missing @ Missing::Waits(_))) => {
            let reason = late::reason(open, missing);
            work.report_failed(open.act.action, &ticket, &[], reason);
            return Ok(());
        }
        (Some(open), Unfound::Asks) => {
            if work.questions.ask(open) {
                needs_a_person(work, &ticket, &late::reason(open, Missing::Unproved));
            }
            return Ok(());
        }
        // Should it come all the same, it is told by its key.
        (Some(open), Unfound::Counts(Missing::Unproved)) => {
            let message = message::settling::opened_again().said();
            work.journal.store.doubt_act(&open.run, open.act.seq, &message)?;
        }
        (Some(open), Unfound::Counts(Missing::NotDone)) => {
            conclude(work, open, EntryState::Undone, message::settling::opened_again())?;
        }
        (None, _) => {}
    }
    work.journal.forget(std::slice::from_ref(&ticket), message::settling::not_at_the_desk())?;
    work.ours.remove(&ticket.key);
    Ok(())
}
