//! Writes tickets, their episodes and moments, in the transaction that is open.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::super::database::Database;
use super::super::error::Fault;
use super::super::schema::{episodes, tickets};
use super::super::stamp::{stamp, time_or_none};
use super::moments;
use super::rows::{EpisodeRow, KEYS, TicketRow, last_time};
use crate::model::RunId;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::OurTicket;
use crate::store::batch::upsert;

upsert!(
    upsert_tickets,
    tickets,
    TicketRow,
    [key],
    [
        job,
        desk,
        rule,
        event_group,
        phase,
        state,
        number,
        title,
        remote_class,
        remote_id,
        intended_at,
        changed_at,
        record
    ]
);
upsert!(upsert_episodes, episodes, EpisodeRow, [ticket, monitor, event], [place, let_go_at, record]);

/// Writes tickets as they are now; of two with one key the last. Episodes are added and changed, none
/// is taken away: a person may have added one since a run read the ticket. What a person let go stays
/// as it is when a run writes.
pub(in super::super) fn save(
    database: &mut Database,
    run: Option<&RunId>,
    tickets: &[OurTicket],
    happened: &[Moment],
) -> Result<(), Fault> {
    let latest: BTreeMap<&str, &OurTicket> =
        tickets.iter().map(|ticket| (ticket.key.0.as_str(), ticket)).collect();
    let keys: Vec<&str> = latest.keys().copied().collect();
    let changed = hold(database, &with_moments(&keys, happened))?;
    let let_go = match run {
        Some(_) => let_go(database, &keys)?,
        None => LetGo::new(),
    };
    let mut rows = Vec::with_capacity(latest.len());
    let mut episodes = Vec::new();
    for (key, ticket) in latest {
        let before = changed.get(key).map(String::as_str).unwrap_or_default();
        let now = stamp(last_moment(ticket, happened));
        rows.push(TicketRow::of(ticket, now.max(before.to_owned()))?);
        let mut ticket = ticket.clone();
        for episode in &mut ticket.episodes {
            let known = (key.to_owned(), episode.monitor.clone(), episode.event.clone());
            if let Some(let_go_at) = let_go.get(&known) {
                episode.let_go_at = *let_go_at;
            }
        }
        episodes.extend(EpisodeRow::all_of(&ticket)?);
    }
    upsert_tickets(database, &rows)?;
    upsert_episodes(database, &episodes)?;
    moments::add(database, happened)
}

/// Deletes tickets with their episodes.
pub(super) fn forget(database: &mut Database, keys: &[TicketKey], happened: &[Moment]) -> Result<(), Fault> {
    let keys: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    hold(database, &with_moments(&keys, happened))?;
    for keys in keys.chunks(KEYS) {
        diesel::delete(tickets::table.filter(tickets::key.eq_any(keys.to_vec()))).execute(database)?;
    }
    moments::add(database, happened)
}

fn last_moment(ticket: &OurTicket, happened: &[Moment]) -> DateTime<Utc> {
    happened
        .iter()
        .filter(|moment| moment.ticket == ticket.key)
        .map(|moment| moment.at)
        .fold(last_time(ticket), DateTime::max)
}

/// These keys and those of the moments, sorted.
fn with_moments<'a>(keys: &[&'a str], happened: &'a [Moment]) -> Vec<&'a str> {
    let of_moments = happened.iter().map(|moment| moment.ticket.0.as_str());
    let all: BTreeSet<&str> = keys.iter().copied().chain(of_moments).collect();
    all.into_iter().collect()
}

/// Keeps others from writing these tickets until the transaction ends, and tells when those that are
/// there were changed last. Keys are sorted, so that two programs never wait for each other.
fn hold(database: &mut Database, keys: &[&str]) -> Result<HashMap<String, String>, Fault> {
    let mut changed = HashMap::new();
    for keys in keys.chunks(KEYS) {
        let rows = tickets::table
            .filter(tickets::key.eq_any(keys.to_vec()))
            .order(tickets::key.asc())
            .select((tickets::key, tickets::changed_at));
        let rows: Vec<(String, String)> = match database {
            Database::Sqlite(connection) => rows.load(connection)?,
            Database::Postgres(connection) => rows.for_update().load(connection)?,
        };
        changed.extend(rows);
    }
    Ok(changed)
}

type LetGo = HashMap<(String, String, String), Option<DateTime<Utc>>>;

fn let_go(database: &mut Database, keys: &[&str]) -> Result<LetGo, Fault> {
    let mut found = LetGo::new();
    for keys in keys.chunks(KEYS) {
        let rows: Vec<(String, String, String, Option<String>)> = episodes::table
            .filter(episodes::ticket.eq_any(keys.to_vec()))
            .select((episodes::ticket, episodes::monitor, episodes::event, episodes::let_go_at))
            .load(database)?;
        for (ticket, monitor, event, let_go_at) in rows {
            found.insert((ticket, monitor, event), time_or_none(let_go_at.as_deref())?);
        }
    }
    Ok(found)
}
