//! Our memory of tickets: read in two statements however many they are, written in one transaction.
//! It belongs to no run: pruning never touches it.

pub(super) mod claim;
pub(super) mod moments;
pub(super) mod rows;
pub(super) mod save;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::database::Database;
use super::error::Fault;
use super::runs;
use super::schema::{episodes, tickets};
use super::stamp::{readable, stamp};
use super::{Store, StoreError};
use crate::message;
use crate::model::RunId;
use crate::model::ticket::{TicketKey, TicketState};
use crate::model::ticket_act::Moment;
use crate::model::ticket_ledger::{OurTicket, Phase};

use rows::{KEYS, number_as_asked, with_episodes};

/// Which tickets are listed.
#[derive(Debug, Clone, Copy)]
pub struct TicketFilter<'a> {
    /// Of this job.
    pub job: Option<&'a str>,
    /// Of these jobs alone; `None`: of every one.
    pub seen: Option<&'a [&'a str]>,
    /// At this desk.
    pub desk: Option<&'a str>,
    /// Alive, or all.
    pub which: Which,
    /// In this state, as last read.
    pub state: Option<TicketState>,
    /// That an episode of this key is or was in.
    pub event: Option<&'a str>,
    /// Behind the ticket that was intended then, with this key.
    pub behind: Option<(&'a str, &'a str)>,
    /// Behind so many others.
    pub skip: usize,
    /// At most.
    pub limit: usize,
}

impl Default for TicketFilter<'_> {
    /// Every ticket.
    fn default() -> Self {
        Self {
            job: None,
            seen: None,
            desk: None,
            which: Which::All,
            state: None,
            event: None,
            behind: None,
            skip: 0,
            limit: usize::MAX,
        }
    }
}

/// Whether tickets with which nothing more is done are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are open or about to be ([`OurTicket::is_alive`]).
    Alive,
    /// All.
    All,
}

impl Store {
    /// Tickets that are not ended, or changed by us at or after a time, with their episodes; sorted by
    /// key.
    pub fn tickets_since(&self, since: DateTime<Utc>) -> Result<Vec<OurTicket>, StoreError> {
        self.read_at_once(message::state::reading_tickets(), |database| {
            let records: Vec<String> = tickets::table
                .filter(tickets::phase.ne(Phase::Ended.as_str()).or(tickets::changed_at.ge(stamp(since))))
                .select(tickets::record)
                .load(database)?;
            by_key(database, &records)
        })
    }

    /// Tickets of a filter, the newest first.
    pub fn find_tickets(&self, filter: &TicketFilter<'_>) -> Result<Vec<OurTicket>, StoreError> {
        let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.read_at_once(message::state::listing_tickets(), |database| {
            let mut query = tickets::table
                .order((tickets::intended_at.desc(), tickets::key.desc()))
                .offset(number(filter.skip))
                .limit(number(filter.limit))
                .select(tickets::record)
                .into_boxed();
            if let Some(job) = filter.job {
                query = query.filter(tickets::job.eq(job));
            }
            if let Some(desk) = filter.desk {
                query = query.filter(tickets::desk.eq(desk));
            }
            if let Some(seen) = filter.seen {
                query = query.filter(tickets::job.eq_any(seen));
            }
            if let Some(state) = filter.state {
                query = query.filter(tickets::state.eq(state.as_str()));
            }
            if let Some(event) = filter.event {
                let of: Vec<String> = episodes::table
                    .filter(episodes::event.eq(readable(event)))
                    .select(episodes::ticket)
                    .limit(i64::try_from(KEYS).unwrap_or(i64::MAX))
                    .load(database)?;
                query = query.filter(tickets::key.eq_any(of));
            }
            if let Some((at, key)) = filter.behind {
                let earlier = tickets::intended_at.lt(at);
                query = query.filter(earlier.or(tickets::intended_at.eq(at).and(tickets::key.lt(key))));
            }
            match filter.which {
                Which::All => {}
                Which::Alive => {
                    let open = TicketState::ALL.into_iter().filter(|state| state.is_open());
                    let open: Vec<&str> = open.map(TicketState::as_str).collect();
                    let there = tickets::phase.eq(Phase::There.as_str()).and(tickets::state.eq_any(open));
                    query = query.filter(tickets::phase.eq(Phase::Intended.as_str()).or(there));
                }
            }
            let records: Vec<String> = query.load(database)?;
            with_episodes(database, &records)
        })
    }

    /// The tickets that a name means: our key, or a number at any desk, without regard to case; sorted
    /// by key.
    pub fn ticket_named(&self, name: &str) -> Result<Vec<OurTicket>, StoreError> {
        self.read_at_once(message::state::looking_for_a_ticket(), |database| {
            let number = number_as_asked(name);
            let records: Vec<String> = tickets::table
                .filter(tickets::key.eq(&number).or(tickets::number.eq(Some(&number))))
                .select(tickets::record)
                .load(database)?;
            by_key(database, &records)
        })
    }

    /// The tickets that any of these events of a monitor is or was in; sorted by key.
    pub fn tickets_of_events(&self, monitor: &str, events: &[&str]) -> Result<Vec<OurTicket>, StoreError> {
        let events: Vec<String> = events.iter().map(|event| readable(event)).collect();
        self.read_at_once(message::state::looking_for_the_tickets_of_events(), |database| {
            let mut keys = BTreeSet::new();
            for events in events.chunks(KEYS) {
                let found: Vec<String> = episodes::table
                    .filter(episodes::monitor.eq(readable(monitor)))
                    .filter(episodes::event.eq_any(events))
                    .select(episodes::ticket)
                    .load(database)?;
                keys.extend(found);
            }
            let keys: Vec<String> = keys.into_iter().collect();
            let mut records = Vec::with_capacity(keys.len());
            for keys in keys.chunks(KEYS) {
                let found: Vec<String> = tickets::table
                    .filter(tickets::key.eq_any(keys))
                    .select(tickets::record)
                    .load(database)?;
                records.extend(found);
            }
            by_key(database, &records)
        })
    }

    /// The tickets that these events of a monitor are in, by event; without their episodes.
    pub fn tickets_by_event(
        &self,
        monitor: &str,
        events: &BTreeSet<&str>,
    ) -> Result<BTreeMap<String, Vec<OurTicket>>, StoreError> {
        let mut by_event: BTreeMap<String, Vec<OurTicket>> = BTreeMap::new();
        for mut ticket in self.tickets_of_events(monitor, &events.iter().copied().collect::<Vec<_>>())? {
            for episode in std::mem::take(&mut ticket.episodes) {
                let is_in = episode.monitor == monitor && episode.let_go_at.is_none();
                if is_in && events.contains(episode.event.as_str()) {
                    by_event.entry(episode.event).or_default().push(ticket.clone());
                }
            }
        }
        Ok(by_event)
    }

    /// Writes tickets as they are now, and what happened to them, all or nothing. Episodes are added
    /// and changed; none is taken away, and what a person let go stays as it is when a run writes.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when `run` is not under way any more.
    pub fn save_tickets(
        &self,
        run: Option<&RunId>,
        tickets: &[OurTicket],
        moments: &[Moment],
    ) -> Result<(), StoreError> {
        self.write(message::state::writing_tickets(), |database| {
            hold(database, run)?;
            save::save(database, run, tickets, moments)
        })
    }

    /// Forgets tickets that never came to be, with their episodes, all or nothing. Their moments stay.
    ///
    /// # Errors
    /// [`StoreError::NotRunning`] when `run` is not under way any more.
    pub fn forget_tickets(
        &self,
        run: Option<&RunId>,
        keys: &[TicketKey],
        moments: &[Moment],
    ) -> Result<(), StoreError> {
        self.write(message::state::forgetting_tickets(), |database| {
            hold(database, run)?;
            save::forget(database, keys, moments)
        })
    }
}

fn hold(database: &mut Database, run: Option<&RunId>) -> Result<(), Fault> {
    run.map_or(Ok(()), |run| runs::hold(database, run))
}

/// Not sorted by the database: PostgreSQL sorts text by the rules of its locale.
fn by_key(database: &mut Database, records: &[String]) -> Result<Vec<OurTicket>, Fault> {
    let mut found = with_episodes(database, records)?;
    found.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(found)
}
