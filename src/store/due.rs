//! What the schedule remembers of a job: the last tick that was taken, by exactly one of several
//! programs, and the last mail about a run that did not happen.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::due;
use super::stamp::{stamp, time_or_none};
use super::{Store, StoreError, webhooks};
use crate::message;
use crate::model::webhook::Telling;

insert!(insert_due, due, DueRow);

#[derive(Insertable)]
#[diesel(table_name = due)]
pub(super) struct DueRow {
    job: String,
}

impl Store {
    /// The last tick of `job` that a program took; `None` before the first.
    pub fn last_tick(&self, job: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(message::state::reading_the_last_tick(), |database| {
            let tick: Option<Option<String>> =
                due::table.find(job).select(due::last_tick).first(database).optional()?;
            time_or_none(tick.flatten().as_deref())
        })
    }

    /// Takes a tick of `job` for the program `node`. True for exactly one program; false when the
    /// tick or a later one was taken before.
    pub fn claim_tick(
        &self,
        job: &str,
        tick: DateTime<Utc>,
        node: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.remember(job)?;
        let tick = stamp(tick);
        self.write(message::state::taking_a_tick(), |database| {
            let taken = diesel::update(due::table.find(job))
                .filter(due::last_tick.is_null().or(due::last_tick.lt(&tick)))
                .set((
                    due::last_tick.eq(Some(&tick)),
                    due::claimed_by.eq(Some(node)),
                    due::claimed_at.eq(Some(stamp(now))),
                ))
                .execute(database)?;
            Ok(taken == 1)
        })
    }

    /// When the last mail about a run of `job` that did not happen was made.
    pub fn dead_man_sent_at(&self, job: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(message::state::reading_the_last_dead_man_mail(), |database| {
            let sent: Option<Option<String>> =
                due::table.find(job).select(due::dead_man_sent_at).first(database).optional()?;
            time_or_none(sent.flatten().as_deref())
        })
    }

    /// Takes on the mail about a run of `job` that did not happen, and keeps what webhooks tell of it. True for
    /// exactly one program; false when such a mail was made at `not_since` or later.
    pub fn claim_dead_man(
        &self,
        job: &str,
        not_since: DateTime<Utc>,
        telling: &Telling,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.remember(job)?;
        self.write(message::state::taking_on_a_dead_man_mail(), |database| {
            let taken = diesel::update(due::table.find(job))
                .filter(due::dead_man_sent_at.is_null().or(due::dead_man_sent_at.lt(stamp(not_since))))
                .set(due::dead_man_sent_at.eq(Some(stamp(now))))
                .execute(database)?;
            if taken == 1 {
                webhooks::keep(database, telling, now)?;
            }
            Ok(taken == 1)
        })
    }

    /// Forgets that mail: the job runs again.
    pub fn clear_dead_man(&self, job: &str) -> Result<(), StoreError> {
        self.write(message::state::forgetting_a_dead_man_mail(), |database| {
            diesel::update(due::table.find(job))
                .set(due::dead_man_sent_at.eq(None::<String>))
                .execute(database)?;
            Ok(())
        })
    }

    /// Makes the row of a job, if it is new.
    fn remember(&self, job: &str) -> Result<(), StoreError> {
        if self.read(message::state::looking_for_a_job(), |database| is_known(database, job))? {
            return Ok(());
        }
        let made = self.write(message::state::remembering_a_job(), |database| {
            Ok(insert_due(database, &[DueRow { job: job.to_owned() }])?)
        });
        match made {
            // Another program made it meanwhile.
            Err(StoreError::Query { .. })
                if self.read(message::state::looking_for_a_job(), |database| is_known(database, job))? =>
            {
                Ok(())
            }
            other => other,
        }
    }
}

fn is_known(database: &mut Database, job: &str) -> Result<bool, Fault> {
    let known: Option<String> = due::table.find(job).select(due::job).first(database).optional()?;
    Ok(known.is_some())
}
