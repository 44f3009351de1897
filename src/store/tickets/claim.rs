//! Which tickets that are to come would be a second one for an event: asked in the transaction that
//! writes them down, so that two programs cannot both be the first.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use diesel::prelude::*;

use super::super::database::Database;
use super::super::error::Fault;
use super::super::schema::{episodes, tickets};
use super::super::stamp::{from_json, readable};
use super::rows::KEYS;
use crate::model::ticket::TicketKey;
use crate::model::ticket_ledger::{OurTicket, Phase, TicketKind};

/// Tickets of which an event has a living ticket of its own by now, or whose key another job has.
pub(in super::super) fn taken(
    database: &mut Database,
    coming: &[OurTicket],
) -> Result<HashSet<TicketKey>, Fault> {
    let mut taken = HashSet::new();
    for ticket in coming {
        let mut keys = of_events(database, ticket)?;
        keys.insert(ticket.key.0.clone());
        let keys: Vec<String> = keys.into_iter().collect();
        for keys in keys.chunks(KEYS) {
            let found: Vec<String> =
                tickets::table.filter(tickets::key.eq_any(keys)).select(tickets::record).load(database)?;
            for record in found {
                let other: OurTicket = from_json(&record)?;
                if is_in_the_way(&other, ticket) {
                    taken.insert(ticket.key.clone());
                }
            }
        }
    }
    Ok(taken)
}

fn is_in_the_way(other: &OurTicket, coming: &OurTicket) -> bool {
    let is_itself = other.key == coming.key && other.job == coming.job;
    !is_itself && other.phase != Phase::Ended && other.kind == TicketKind::Single
}

/// Keys of tickets that have an event of this one.
fn of_events(database: &mut Database, ticket: &OurTicket) -> Result<BTreeSet<String>, Fault> {
    let mut by_monitor: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for episode in &ticket.episodes {
        by_monitor.entry(readable(&episode.monitor)).or_default().push(readable(&episode.event));
    }
    let mut keys = BTreeSet::new();
    for (monitor, events) in by_monitor {
        for events in events.chunks(KEYS) {
            let found: Vec<String> = episodes::table
                .filter(episodes::monitor.eq(&monitor))
                .filter(episodes::event.eq_any(events))
                .filter(episodes::let_go_at.is_null())
                .select(episodes::ticket)
                .load(database)?;
            keys.extend(found);
        }
    }
    Ok(keys)
}
