//! Opens tickets, each once: intents are written down, the desk is asked for our keys, and only what it
//! does not have is created. An answer that was lost is settled by asking again.

use std::collections::{BTreeMap, HashMap};

use chrono::Utc;

use crate::engine::connect::NamedDesk;
use crate::engine::fence::Missing;
use crate::engine::names::{Directory, Resolved};
use crate::engine::reason;
use crate::message::{self, settling};
use crate::model::Said;
use crate::model::journal::Silent;
use crate::model::said::Say as _;
use crate::model::ticket::{Draft, RemoteTicket, TicketId, TicketKey};
use crate::model::ticket_act::{Moment, TicketAct};
use crate::model::ticket_ledger::{OurTicket, Source};
use crate::model::ticket_report::{LeftOut, TicketAction};
use crate::systems::desk::Desk;
use crate::systems::shared::{FailureKind, RemoteError};
use crate::triage::{self, Opening};

use super::journal::ActDraft;
use super::late::Sent;
use super::ready::{Ready, not_opened};
use super::work::Work;
use super::{adopt, deliver};

/// Tickets of a desk by our key.
type Found = HashMap<TicketKey, Vec<RemoteTicket>>;

/// Tickets that are opened at once: small enough that an interruption leaves little to be settled.
const BATCH: usize = 20;

/// Opens what is to be opened, desk by desk.
///
/// # Errors
/// When the state database fails, or another program took the run over.
pub(super) async fn open(work: &mut Work<'_>, openings: Vec<Opening>) -> anyhow::Result<()> {
    let mut by_desk: BTreeMap<String, Vec<Opening>> = BTreeMap::new();
    for opening in openings {
        by_desk.entry(opening.desk.clone()).or_default().push(opening);
    }
    for (name, openings) in by_desk {
        let Some(desk) = work.desks.get(&name) else {
            let why = work
                .desks
                .trouble(&name)
                .map_or_else(|| message::ticket_actions::desk_not_there().said(), Clone::clone);
            not_opened(work, &openings, &message::ticket_actions::desk_unusable(&name, &why).said());
            continue;
        };
        let (project, store) = (&work.setting.project, &work.setting.store);
        let directory = match Directory::load(project, store, &name, desk).await {
            Ok(directory) => directory,
            Err(error) => {
                not_opened(
                    work,
                    &openings,
                    &message::ticket_actions::names_unknown(&name, reason::of(&error)).said(),
                );
                continue;
            }
        };
        let mut names: Vec<_> = openings.iter().map(|opening| directory.resolve(opening)).collect();
        let lacks =
            |found: &Result<Resolved, Said>| found.as_ref().map_or(true, |found| !found.left_out.is_empty());
        if names.iter().any(lacks)
            && let Ok(anew) = Directory::load_again(project, store, &name, desk).await
        {
            names = openings.iter().map(|opening| anew.resolve(opening)).collect();
        }
        let at = NamedDesk { name: &name, desk };
        let named = directory.confirm(desk, openings.into_iter().zip(names).collect()).await;
        at_desk(work, at, named).await?;
    }
    Ok(())
}

async fn at_desk(
    work: &mut Work<'_>,
    at: NamedDesk<'_>,
    openings: Vec<(Opening, Result<Resolved, Said>)>,
) -> anyhow::Result<()> {
    let mut ready = Vec::new();
    for (opening, names) in openings {
        let resolved = match names {
            Ok(found) => Ready::of(opening, found),
            Err(reason) => {
                not_opened(work, &[opening], &reason);
                continue;
            }
        };
        if work.is_stopped() {
            return Ok(());
        }
        if resolved.opening.on_ticket.is_some() {
            deliver::deliver(work, at, &resolved).await?;
        } else if !adopt::adopt(work, at, &resolved).await? {
            ready.push(resolved);
        }
    }
    for batch in ready.chunks(BATCH) {
        if work.is_stopped() {
            return Ok(());
        }
        open_batch(work, at, batch).await?;
    }
    Ok(())
}

/// One ticket on its way.
struct Intent<'r> {
    ready: &'r Ready,
    ticket: OurTicket,
    act: TicketAct,
}

async fn open_batch(work: &mut Work<'_>, at: NamedDesk<'_>, batch: &[Ready]) -> anyhow::Result<()> {
    let NamedDesk { name, desk } = at;
    let intents = set_out(work, name, batch)?;
    let keys: Vec<TicketKey> = intents.iter().map(|intent| intent.ticket.key.clone()).collect();
    let found = match desk.find(&keys).await {
        Ok(found) => by_key(found),
        Err(error) => {
            let reason = message::ticket_actions::cannot_ask_for_ticket(&error).said();
            for intent in intents {
                refused(work, &intent, &reason)?;
            }
            return Ok(());
        }
    };
    let (there, new): (Vec<Intent<'_>>, Vec<Intent<'_>>) =
        intents.into_iter().partition(|intent| found.contains_key(&intent.ticket.key));
    for intent in there {
        let remotes = &found[&intent.ticket.key];
        is_there(work, &intent, remotes, TicketAction::Found)?;
    }
    if new.is_empty() {
        return Ok(());
    }
    let drafts: Vec<Draft> = new.iter().map(|intent| intent.ready.draft.clone()).collect();
    let acts: Vec<&TicketAct> = new.iter().map(|intent| &intent.act).collect();
    let sent = Sent::now(&work.journal, &work.safe, desk, &acts, work.job.settle).await?;
    let answers = desk.open(&drafts).await;
    let lost_one = answers
        .iter()
        .filter_map(|outcome| outcome.as_ref().err())
        .filter(|error| error.kind() == FailureKind::Unknown)
        .max_by_key(|error| error.silent() == Silent::Gateway);
    let keys: Vec<TicketKey> = new.iter().map(|intent| intent.ticket.key.clone()).collect();
    let (found, missing) = match lost_one {
        None => (look_again(desk, &keys).await, Missing::Waits(None)),
        Some(error) => {
            let is_whole = |found: &Found| keys.iter().all(|key| found.contains_key(key));
            sent.look(error, async || look_again(desk, &keys).await, is_whole).await?
        }
    };
    drop(sent);
    came(work, at, new, Came { answers, found, missing }).await
}

/// What came of openings that were sent in one call.
struct Came {
    /// What the desk said of each, in their order.
    answers: Vec<Result<RemoteTicket, RemoteError>>,
    /// What it has by now; `None`: it could not be asked.
    found: Option<Found>,
    /// What one counts as whose answer was lost and that is not there.
    missing: Missing,
}

/// Takes down what came of openings.
async fn came(
    work: &mut Work<'_>,
    at: NamedDesk<'_>,
    new: Vec<Intent<'_>>,
    came: Came,
) -> anyhow::Result<()> {
    let Came { answers, found, missing } = came;
    let is_shown = found.is_some();
    let found = found.unwrap_or_default();
    for (intent, outcome) in new.into_iter().zip(answers) {
        match (found.get(&intent.ticket.key), outcome) {
            (Some(remotes), outcome) => {
                is_there(work, &intent, remotes, TicketAction::Opened)?;
                if let Err(error @ RemoteError::NotTaken { .. }) = outcome {
                    let events = &intent.ready.opening.events;
                    work.report_failed(TicketAction::Opened, &intent.ticket, events, error.said());
                }
            }
            (None, Ok(remote)) if is_shown => not_found(work, at, &intent, &remote).await?,
            (None, Ok(remote)) => {
                is_there(work, &intent, std::slice::from_ref(&remote), TicketAction::Opened)?
            }
            (
                None,
                Err(RemoteError::Unseen { message, id, .. } | RemoteError::NotTaken { message, id, .. }),
            ) => {
                unseen(work, &intent, &id, &message)?;
            }
            (None, Err(error)) if error.kind() == FailureKind::Unknown => match missing {
                Missing::NotDone => refused(work, &intent, &settling::too_late(&error).said())?,
                Missing::Waits(_) | Missing::Unproved => lost(work, intent, &error),
            },
            (None, Err(error)) => refused(work, &intent, &error.said())?,
        }
    }
    Ok(())
}

fn set_out<'r>(work: &Work<'_>, name: &str, batch: &'r [Ready]) -> anyhow::Result<Vec<Intent<'r>>> {
    let now = Utc::now();
    let intent = |ready: &'r Ready| {
        let ticket = triage::intended(&ready.opening, work.job.name.as_str(), now);
        let label = &ready.draft.title;
        let about =
            ActDraft { action: TicketAction::Opened, system: name, ticket: &ticket.key, label, mark: "" };
        let act = work.journal.act(about);
        Intent { ready, ticket, act }
    };
    let intents: Vec<Intent<'r>> = batch.iter().map(intent).collect();
    let tickets: Vec<OurTicket> = intents.iter().map(|intent| intent.ticket.clone()).collect();
    let acts: Vec<TicketAct> = intents.iter().map(|intent| intent.act.clone()).collect();
    let moments: Vec<Moment> = tickets
        .iter()
        .map(|ticket| work.journal.moment(&ticket.key, "intended", ticket.title.clone()))
        .collect();
    let taken = work.journal.claim(work.another, &tickets, &acts, &moments)?;
    let (left, intents): (Vec<Intent<'r>>, Vec<Intent<'r>>) =
        intents.into_iter().partition(|intent| taken.contains(&intent.ticket.key));
    for intent in left {
        tracing::info!(title = intent.ticket.title, "its event has a ticket by now");
    }
    Ok(intents)
}

/// What the desk has after it was asked to open tickets: also where an answer was lost, and all of them
/// where a request was carried out twice on its way. `None`: it could not be asked.
async fn look_again(desk: &dyn Desk, keys: &[TicketKey]) -> Option<Found> {
    match desk.find(keys).await {
        Ok(found) => Some(by_key(found)),
        Err(error) => {
            tracing::warn!(%error, "the tickets that were just opened could not be looked for");
            None
        }
    }
}

/// The answer was lost, and the desk does not show the ticket yet: the next run asks for it again.
fn lost(work: &mut Work<'_>, intent: Intent<'_>, error: &RemoteError) {
    let reason = settling::waits(error).said();
    work.report_failed(TicketAction::Opened, &intent.ticket, &intent.ready.opening.events, reason);
    work.ours.insert(intent.ticket.key.clone(), intent.ticket);
}

/// It was opened, and a look for our key does not find it.
async fn not_found(
    work: &mut Work<'_>,
    at: NamedDesk<'_>,
    intent: &Intent<'_>,
    remote: &RemoteTicket,
) -> anyhow::Result<()> {
    let is_read = at.desk.read(std::slice::from_ref(&remote.id)).await.is_ok_and(|read| !read.is_empty());
    if !is_read {
        let reason = message::ticket_actions::opened_and_not_shown(&remote.number, at.name).said();
        return unseen(work, intent, &remote.id, &reason);
    }
    is_there(work, intent, std::slice::from_ref(remote), TicketAction::Opened)?;
    let reason = message::ticket_actions::opened_without_key(&remote.number, at.name).said();
    work.report_failed(TicketAction::Opened, &intent.ticket, &intent.ready.opening.events, reason);
    Ok(())
}

/// It was opened, and the desk does not show it to us by our key: a person has to look. The record keeps
/// what is known of it, so that no second one is opened, however long it takes.
fn unseen(work: &mut Work<'_>, intent: &Intent<'_>, id: &TicketId, reason: &Said) -> anyhow::Result<()> {
    let ticket = OurTicket { remote: Some(id.clone()), ..intent.ticket.clone() };
    let moment = work.journal.moment(&ticket.key, "unseen", reason);
    work.journal.keep(std::slice::from_ref(&ticket), &[moment])?;
    let events = &intent.ready.opening.events;
    work.report_failed(TicketAction::Opened, &ticket, events, reason);
    work.not_opened.extend(events.iter().map(|event| (event.clone(), reason.clone())));
    work.ours.insert(ticket.key.clone(), ticket);
    Ok(())
}

/// Nothing was opened.
fn refused(work: &mut Work<'_>, intent: &Intent<'_>, reason: &Said) -> anyhow::Result<()> {
    // A desk may want what an optional name would have given.
    let left_out: Vec<&Said> = intent.ready.found.left_out.iter().map(|left| &left.text).collect();
    let reason = &match left_out.is_empty() {
        true => reason.clone(),
        false => message::ticket_actions::refused_without(reason, message::list::in_a_row(left_out)).said(),
    };
    work.journal.failed(&intent.act, reason)?;
    work.journal.forget(std::slice::from_ref(&intent.ticket), reason)?;
    let events = &intent.ready.opening.events;
    work.report_failed(TicketAction::Opened, &intent.ticket, events, reason);
    work.not_opened.extend(events.iter().map(|event| (event.clone(), reason.clone())));
    Ok(())
}

/// The ticket is at its desk. Where the desk has several with our key, the first is ours and the others
/// are reported.
fn is_there(
    work: &mut Work<'_>,
    intent: &Intent<'_>,
    remotes: &[RemoteTicket],
    action: TicketAction,
) -> anyhow::Result<()> {
    let Some(remote) = first(remotes) else { return Ok(()) };
    let mut ticket = intent.ticket.clone();
    triage::opened(&mut ticket, remote, Source::Opened, Utc::now());
    let mut moments = vec![work.journal.moment(&ticket.key, "opened", remote.number.clone())];
    let found = &intent.ready.found;
    let lacks = found.lacks.clone();
    moments.extend(lacks.iter().map(|lacks| work.journal.moment(&ticket.key, "without_item", lacks)));
    let left_out = found.left_out.iter();
    moments.extend(left_out.map(|left| work.journal.moment(&ticket.key, "without_name", &left.text)));
    work.journal.done(&intent.act, &ticket, &moments, None)?;
    tell_doubles(work, &ticket, remotes);
    work.ours.insert(ticket.key.clone(), ticket.clone());
    for left in &found.left_out {
        LeftOut::count(&mut work.left_out, left.kind.as_str(), &left.name, &left.text);
    }
    work.report_done(action, &ticket, &intent.ready.opening.events);
    if let Some(line) = work.done.last_mut() {
        line.reason = lacks;
    }
    Ok(())
}

/// Of several tickets with our key the one that was there first.
pub(super) fn first(remotes: &[RemoteTicket]) -> Option<&RemoteTicket> {
    remotes.iter().min_by_key(|remote| (remote.opened_at, remote.id.id.len(), remote.id.clone()))
}

/// Reports that a desk has a ticket more than once.
pub(super) fn tell_doubles(work: &mut Work<'_>, ticket: &OurTicket, remotes: &[RemoteTicket]) {
    let Some(used) = first(remotes).filter(|_| remotes.len() > 1) else { return };
    let others: Vec<&str> =
        remotes.iter().filter(|other| other.id != used.id).map(|other| other.number.as_str()).collect();
    let reason = message::ticket_actions::more_than_once(&used.number, others.join(", ")).said();
    work.report_failed(TicketAction::Found, ticket, &[], reason);
}

/// Tickets of a desk by our key.
pub(super) fn by_key(found: Vec<RemoteTicket>) -> Found {
    let mut by_key = Found::new();
    for remote in found {
        if let Some(key) = remote.key.clone() {
            by_key.entry(key).or_default().push(remote);
        }
    }
    by_key
}
