//! What a run of a ticket job would do now: asks monitors and desks, writes nothing anywhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Utc;

use crate::engine::names::{Directory, Resolved};
use crate::engine::progress::Progress;
use crate::engine::reason;
use crate::message;
use crate::model::Said;
use crate::model::project::Project;
use crate::model::ticket::TicketKey;
use crate::model::ticket_job::TicketJob;
use crate::model::ticket_ledger::OurTicket;
use crate::model::ticket_report::LeftOut;
use crate::store::Store;
use crate::triage::plan::{PlannedAct, TicketPlan, TicketRef};
use crate::triage::{self, Act, Failure, Opening, Situation};

use super::at_hand::AtHand;
use super::scene::Desks;

/// Decides what a run would do. What an interrupted run left open is settled by the next run, not here.
///
/// # Errors
/// When the state database fails; monitors and desks that do not answer are in the plan.
pub async fn preview(
    project: &Project,
    store: Option<&Store>,
    job: &TicketJob,
) -> anyhow::Result<TicketPlan> {
    let mut at_hand = AtHand::ask(project, store, job, &Progress::hidden()).await?;
    at_hand.poll(job, None).await;
    let AtHand { monitors, desks, ours, off_until, .. } = &mut at_hand;
    let heard = super::hear::hear(monitors, desks, job, ours).await;
    let ours: Vec<OurTicket> = ours.values().cloned().collect();
    let (seen, now) = (&monitors.seen, Utc::now());
    let mut triaged = triage::triage(Situation { job, seen, ours: &ours, heard: &heard, off_until, now });
    triage::elsewhere(&mut triaged, job, project.ticket_jobs.values(), seen);
    let mut plan = TicketPlan {
        job: job.name.to_string(),
        acts: Vec::new(),
        left_alone: triaged.left_alone,
        out_of_step: triaged.out_of_step,
        failures: triaged.failures,
        left_out: Vec::new(),
        monitors: monitors.asked.clone(),
        desks: desks.asked.clone(),
        tickets: BTreeMap::new(),
    };
    plan.tickets = named(&plan, &ours);
    let directories = directories(project, store, desks, &triaged.acts).await;
    let mut resolved = resolve(&directories, desks, &triaged.acts).await;
    for act in triaged.acts {
        let found = match &act {
            Act::Open(opening) => {
                resolved.remove(&opening.draft.key).unwrap_or_else(|| Ok(Resolved::default()))
            }
            _ => Ok(Resolved::default()),
        };
        match found {
            Ok(Resolved { columns, items, left_out, lacks, .. }) => {
                for left in left_out {
                    LeftOut::count(&mut plan.left_out, left.kind.as_str(), &left.name, &left.text);
                }
                let ticket = ticket_of(&ours, &act);
                plan.acts.push(PlannedAct { act, ticket, columns, items, lacks });
            }
            Err(failure) => plan.failures.push(failure),
        }
    }
    at_hand.close().await;
    Ok(plan)
}

/// The directories of the desks at which tickets would be opened, or why one is not to be had.
async fn directories(
    project: &Project,
    store: Option<&Store>,
    desks: &Desks,
    acts: &[Act],
) -> BTreeMap<String, Result<Directory, Said>> {
    let mut directories = BTreeMap::new();
    for act in acts {
        let Act::Open(opening) = act else { continue };
        if directories.contains_key(&opening.desk) {
            continue;
        }
        let directory = match desks.get(&opening.desk) {
            Some(desk) => Directory::look(project, store, &opening.desk, desk).await.map_err(|error| {
                message::ticket_actions::names_unknown(&opening.desk, reason::of(&error)).said()
            }),
            None => {
                let why = desks
                    .trouble(&opening.desk)
                    .map_or_else(|| message::ticket_actions::desk_not_there().said(), Clone::clone);
                Err(message::ticket_actions::desk_unusable(&opening.desk, &why).said())
            }
        };
        directories.insert(opening.desk.clone(), directory);
    }
    directories
}

/// What the names of every opening come to, by its key: asked desk by desk.
async fn resolve(
    directories: &BTreeMap<String, Result<Directory, Said>>,
    desks: &Desks,
    acts: &[Act],
) -> HashMap<TicketKey, Result<Resolved, Failure>> {
    let mut by_desk: BTreeMap<&str, Vec<&Opening>> = BTreeMap::new();
    for act in acts {
        if let Act::Open(opening) = act {
            by_desk.entry(&opening.desk).or_default().push(opening);
        }
    }
    let mut resolved = HashMap::new();
    for (name, openings) in by_desk {
        let named: Vec<(Opening, Result<Resolved, Said>)> = match directories.get(name) {
            Some(Ok(directory)) => {
                let named = openings.into_iter().map(|opening| (opening.clone(), directory.resolve(opening)));
                match desks.get(name) {
                    Some(desk) => directory.confirm(desk, named.collect()).await,
                    None => named.collect(),
                }
            }
            Some(Err(reason)) => {
                openings.into_iter().map(|opening| (opening.clone(), Err(reason.clone()))).collect()
            }
            None => Vec::new(),
        };
        resolved.extend(named.into_iter().map(|(opening, found)| {
            let failed = |reason| triage::failure(&opening.rule, &opening.events, reason);
            (opening.draft.key.clone(), found.map_err(failed))
        }));
    }
    resolved
}

/// The tickets that events and disagreements of a plan name.
fn named(plan: &TicketPlan, ours: &[OurTicket]) -> BTreeMap<TicketKey, TicketRef> {
    let of_events = plan.left_alone.iter().filter_map(|left| left.why.ticket());
    let keys: BTreeSet<&TicketKey> =
        of_events.chain(plan.out_of_step.iter().map(|out| &out.ticket)).collect();
    let known = ours.iter().filter(|ticket| keys.contains(&ticket.key));
    known.map(|ticket| (ticket.key.clone(), ticket_ref(ticket))).collect()
}

fn ticket_of(ours: &[OurTicket], act: &Act) -> Option<TicketRef> {
    let key = match act {
        Act::Note(note) => &note.ticket,
        Act::Reopen(reopening) => &reopening.ticket,
        Act::Relay(relay) => &relay.ticket,
        Act::Revise(revision) => &revision.ticket,
        Act::Resolve { ticket, .. }
        | Act::Answer { ticket, .. }
        | Act::TellState { ticket, .. }
        | Act::TellClosed { ticket, .. }
        | Act::Release { ticket, .. } => ticket,
        Act::Open(_) | Act::Remember(_) => return None,
    };
    ours.iter().find(|ticket| ticket.key == *key).map(ticket_ref)
}

fn ticket_ref(ticket: &OurTicket) -> TicketRef {
    TicketRef {
        number: ticket.number.clone(),
        url: ticket.url.clone(),
        title: ticket.title.clone(),
        desk: ticket.desk.clone(),
    }
}
