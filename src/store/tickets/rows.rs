//! Rows of tickets and their episodes. The whole stands in `record`; the other columns are what rows
//! are found by.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::super::database::Database;
use super::super::error::Fault;
use super::super::schema::{episodes, tickets};
use super::super::stamp::{from_json, readable, stamp, to_json};
use crate::model::ticket_ledger::{Episode, OurTicket};

/// Values of one `IN (…)`; SQLite takes 32,766 bound values in a statement.
pub(super) const KEYS: usize = 10_000;

#[derive(Insertable)]
#[diesel(table_name = tickets, treat_none_as_default_value = false)]
pub(in super::super) struct TicketRow {
    key: String,
    job: String,
    desk: String,
    rule: String,
    event_group: String,
    phase: String,
    state: String,
    number: Option<String>,
    title: String,
    remote_class: Option<String>,
    remote_id: Option<String>,
    intended_at: String,
    changed_at: String,
    record: String,
}

#[derive(Insertable)]
#[diesel(table_name = episodes, treat_none_as_default_value = false)]
pub(in super::super) struct EpisodeRow {
    ticket: String,
    monitor: String,
    event: String,
    place: i64,
    let_go_at: Option<String>,
    record: String,
}

impl TicketRow {
    pub(super) fn of(ticket: &OurTicket, changed_at: String) -> Result<Self, Fault> {
        let bare = OurTicket { episodes: Vec::new(), ..ticket.clone() };
        Ok(Self {
            key: ticket.key.0.clone(),
            job: readable(&ticket.job),
            desk: readable(&ticket.desk),
            rule: readable(&ticket.rule),
            event_group: readable(&ticket.group),
            phase: ticket.phase.as_str().to_owned(),
            state: ticket.state.as_str().to_owned(),
            number: ticket.number.as_deref().map(number_as_asked),
            title: readable(&ticket.title),
            remote_class: ticket.remote.as_ref().map(|remote| readable(&remote.class)),
            remote_id: ticket.remote.as_ref().map(|remote| readable(&remote.id)),
            intended_at: stamp(ticket.intended_at),
            changed_at,
            record: to_json(&bare)?,
        })
    }
}

impl EpisodeRow {
    /// The rows of a ticket's episodes; of two of one event, the first.
    pub(super) fn all_of(ticket: &OurTicket) -> Result<Vec<Self>, Fault> {
        let mut seen = BTreeSet::new();
        (0..)
            .zip(&ticket.episodes)
            .filter(|(_, episode)| seen.insert((readable(&episode.monitor), readable(&episode.event))))
            .map(|(place, episode)| {
                Ok(Self {
                    ticket: ticket.key.0.clone(),
                    monitor: readable(&episode.monitor),
                    event: readable(&episode.event),
                    place,
                    let_go_at: episode.let_go_at.map(stamp),
                    record: to_json(episode)?,
                })
            })
            .collect()
    }
}

/// A number as it is looked for: `#12` and `12` are the same, and so are `inc12` and `INC12`.
pub(super) fn number_as_asked(number: &str) -> String {
    readable(number.trim().trim_start_matches('#')).to_lowercase()
}

/// The last moment that a ticket and its episodes know of.
pub(super) fn last_time(ticket: &OurTicket) -> DateTime<Utc> {
    let own = [
        ticket.taken_over_at,
        ticket.opened_at,
        ticket.assigned_at,
        ticket.resolved_at,
        ticket.closed_at,
        ticket.missing_since,
        ticket.gone_at,
        ticket.quiet_since,
        ticket.end_told_at,
    ];
    let of_episodes = ticket.episodes.iter().flat_map(|episode| {
        let Episode { joined_at, over_at, answered_at, close_told_at, released_at, let_go_at, .. } = episode;
        [Some(*joined_at), *over_at, *answered_at, *close_told_at, *released_at, *let_go_at]
    });
    own.into_iter().chain(of_episodes).flatten().fold(ticket.intended_at, DateTime::max)
}

/// The tickets of records, in their order, with their episodes: one statement for all of them.
pub(in super::super) fn with_episodes(
    database: &mut Database,
    records: &[String],
) -> Result<Vec<OurTicket>, Fault> {
    let mut found: Vec<OurTicket> =
        records.iter().map(|record| from_json(record)).collect::<Result<_, _>>()?;
    let keys: Vec<String> = found.iter().map(|ticket| ticket.key.0.clone()).collect();
    let places: HashMap<String, usize> = keys.iter().cloned().zip(0..).collect();
    for keys in keys.chunks(KEYS) {
        let rows: Vec<(String, String)> = episodes::table
            .filter(episodes::ticket.eq_any(keys))
            .order((episodes::ticket.asc(), episodes::place.asc(), episodes::event.asc()))
            .select((episodes::ticket, episodes::record))
            .load(database)?;
        for (ticket, record) in rows {
            let ticket = places.get(&ticket).and_then(|place| found.get_mut(*place));
            if let Some(ticket) = ticket {
                ticket.episodes.push(from_json(&record)?);
            }
        }
    }
    Ok(found)
}
