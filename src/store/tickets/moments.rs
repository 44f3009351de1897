//! Moments in the life of tickets: added, never changed, kept as long as the database.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::max;
use diesel::prelude::*;

use super::super::database::Database;
use super::super::error::Fault;
use super::super::schema::moments;
use super::super::stamp::{readable, stamp, time};
use super::super::{Store, StoreError};
use super::rows::KEYS;
use crate::message;
use crate::model::Said;
use crate::model::ticket::TicketKey;
use crate::model::ticket_act::Moment;
use crate::store::batch::insert;

insert!(insert_moments, moments, MomentRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = moments, treat_none_as_default_value = false)]
pub(in super::super) struct MomentRow {
    ticket: String,
    seq: i64,
    at: String,
    what: String,
    detail: String,
    run: Option<String>,
    detail_french: Option<String>,
}

impl Store {
    /// What happened to a ticket, the oldest first; of one moment in the order in which it was written.
    pub fn moments(&self, ticket: &TicketKey) -> Result<Vec<Moment>, StoreError> {
        self.read(message::state::reading_the_history_of_a_ticket(), |database| {
            moments::table
                .filter(moments::ticket.eq(&ticket.0))
                .order((moments::at.asc(), moments::seq.asc()))
                .select(MomentRow::as_select())
                .load(database)?
                .into_iter()
                .map(MomentRow::into_moment)
                .collect()
        })
    }
}

impl Store {
    /// What happened to tickets, by their keys, each the oldest first.
    pub fn moments_of(&self, tickets: &[TicketKey]) -> Result<HashMap<TicketKey, Vec<Moment>>, StoreError> {
        self.read(message::state::reading_the_history_of_a_ticket(), |database| {
            let mut found: HashMap<TicketKey, Vec<Moment>> = HashMap::new();
            for keys in tickets.chunks(KEYS) {
                let keys: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
                let rows: Vec<MomentRow> = moments::table
                    .filter(moments::ticket.eq_any(keys))
                    .order((moments::ticket.asc(), moments::at.asc(), moments::seq.asc()))
                    .select(MomentRow::as_select())
                    .load(database)?;
                for row in rows {
                    let moment = row.into_moment()?;
                    found.entry(moment.ticket.clone()).or_default().push(moment);
                }
            }
            Ok(found)
        })
    }
}

impl MomentRow {
    fn into_moment(self) -> Result<Moment, Fault> {
        Ok(Moment {
            at: time(&self.at)?,
            ticket: TicketKey(self.ticket),
            what: self.what,
            detail: Said::kept(self.detail, self.detail_french),
            run: self.run,
        })
    }
}

/// Adds moments in the transaction that is open. The rows of their tickets are held already, so that
/// nobody takes the same places.
pub(super) fn add(database: &mut Database, new: &[Moment]) -> Result<(), Fault> {
    let keys: BTreeSet<&str> = new.iter().map(|moment| moment.ticket.0.as_str()).collect();
    let keys: Vec<&str> = keys.into_iter().collect();
    let mut last: HashMap<String, i64> = HashMap::new();
    for keys in keys.chunks(KEYS) {
        let taken: Vec<(String, Option<i64>)> = moments::table
            .filter(moments::ticket.eq_any(keys.to_vec()))
            .group_by(moments::ticket)
            .select((moments::ticket, max(moments::seq)))
            .load(database)?;
        last.extend(taken.into_iter().filter_map(|(ticket, seq)| Some((ticket, seq?))));
    }
    let rows: Vec<MomentRow> = new
        .iter()
        .map(|moment| {
            let last = last.entry(moment.ticket.0.clone()).or_default();
            *last += 1;
            MomentRow {
                ticket: moment.ticket.0.clone(),
                seq: *last,
                at: stamp(moment.at),
                what: readable(&moment.what),
                detail: readable(moment.detail.english()),
                run: moment.run.clone(),
                detail_french: moment.detail.french().map(readable),
            }
        })
        .collect();
    Ok(insert_moments(database, &rows)?)
}
