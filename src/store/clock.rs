//! Times that lie ahead: they were written by a clock that was ahead then, and has been set right since. What
//! waits since such a time would wait longer by as much.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::{acts, due, entries, moments};
use super::stamp::stamp;
use super::{Store, StoreError};
use crate::message;
use crate::model::EntryState;
use crate::model::clock::SKEW;
use crate::model::ticket::TicketKey;

impl Store {
    /// Lets what was written by a clock that was ahead have happened now: what it waits for begins anew, and
    /// takes no longer than it would have. Nobody can know when it really was, only that it was before.
    /// Returns how much there was.
    pub fn set_clock_right(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let (ahead, now) = (stamp(now + SKEW), stamp(now));
        let open = EntryState::Started.as_str();
        self.write(message::state::setting_the_clock_right(), |database| {
            let sent = acts::table.filter(acts::sent_at.gt(Some(&ahead)));
            let mut set = diesel::update(sent).set(acts::sent_at.eq(Some(&now))).execute(database)?;
            let begun = acts::table.filter(acts::started_at.gt(&ahead).and(acts::state.eq(open)));
            set += diesel::update(begun).set(acts::started_at.eq(&now)).execute(database)?;
            let sent = entries::table.filter(entries::sent_at.gt(Some(&ahead)));
            set += diesel::update(sent).set(entries::sent_at.eq(Some(&now))).execute(database)?;
            let told = due::table.filter(due::dead_man_sent_at.gt(Some(&ahead)));
            set += diesel::update(told).set(due::dead_man_sent_at.eq(Some(&now))).execute(database)?;
            Ok(set)
        })
    }

    /// The same for the moments of one ticket.
    pub fn set_moments_right(&self, of: &TicketKey, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.write(message::state::setting_the_clock_right(), |database| {
            let ahead = moments::ticket.eq(&of.0).and(moments::at.gt(stamp(now + SKEW)));
            Ok(diesel::update(moments::table.filter(ahead))
                .set(moments::at.eq(stamp(now)))
                .execute(database)?)
        })
    }

    /// Takes back ticks of `job` that were handed out by a clock that was ahead: the last is `tick` from now
    /// on. False when it is another one than `ahead` by now.
    pub fn take_back_ticks(
        &self,
        job: &str,
        ahead: DateTime<Utc>,
        tick: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(message::state::taking_a_tick(), |database| {
            let taken = diesel::update(due::table.find(job))
                .filter(due::last_tick.eq(Some(stamp(ahead))))
                .set(due::last_tick.eq(Some(stamp(tick))))
                .execute(database)?;
            Ok(taken == 1)
        })
    }
}
