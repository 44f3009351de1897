//! Who pushes to each job: when it was heard last, and whether its silence was told. One program of several tells it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::upsert;
use super::database::Database;
use super::error::Fault;
use super::outbox::{MailRow, insert_mails};
use super::schema::inboxes;
use super::stamp::{stamp, time_or_none};
use super::{Store, StoreError, webhooks};
use crate::message;
use crate::model::OutgoingMail;
use crate::model::inbox::Inbox;
use crate::model::webhook::Telling;

upsert!(upsert_heard, inboxes, InboxRow, [job], [heard_at]);
upsert!(upsert_watched, inboxes, InboxRow, [job], [expected_from, listening_from, watched_at]);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = inboxes, treat_none_as_default_value = false)]
pub(super) struct InboxRow {
    job: String,
    heard_at: Option<String>,
    expected_from: Option<String>,
    listening_from: Option<String>,
    watched_at: Option<String>,
    silent_from: Option<String>,
}

impl InboxRow {
    fn of(job: &str, inbox: Inbox) -> Self {
        Self {
            job: job.to_owned(),
            heard_at: inbox.heard_at.map(stamp),
            expected_from: inbox.expected_from.map(stamp),
            listening_from: inbox.listening_from.map(stamp),
            watched_at: inbox.watched_at.map(stamp),
            silent_from: inbox.silent_from.map(stamp),
        }
    }

    fn into_inbox(self) -> Result<Inbox, Fault> {
        Ok(Inbox {
            heard_at: time_or_none(self.heard_at.as_deref())?,
            expected_from: time_or_none(self.expected_from.as_deref())?,
            listening_from: time_or_none(self.listening_from.as_deref())?,
            watched_at: time_or_none(self.watched_at.as_deref())?,
            silent_from: time_or_none(self.silent_from.as_deref())?,
        })
    }
}

impl Store {
    /// A program that listens looks at who pushes to a job. Gives what is known of it then.
    pub fn watch_inbox(&self, job: &str, now: DateTime<Utc>) -> Result<Inbox, StoreError> {
        self.write(message::state::watching_who_pushes(), |database| {
            let known = of(database, job)?;
            let inbox = known.looked(now);
            // A push that is stored meanwhile stays heard.
            upsert_watched(database, &[InboxRow::of(job, inbox)])?;
            if (inbox.heard_at, inbox.silent_from) != (known.heard_at, known.silent_from) {
                diesel::update(inboxes::table.find(job))
                    .set((
                        inboxes::heard_at.eq(inbox.heard_at.map(stamp)),
                        inboxes::silent_from.eq(inbox.silent_from.map(stamp)),
                    ))
                    .execute(database)?;
            }
            Ok(inbox)
        })
    }

    /// Remembers since when who pushes to a job was told to be silent, or that it is so no more, and keeps the mail and
    /// what webhooks tell of it. True for exactly one program.
    pub fn turn_inbox(
        &self,
        job: &str,
        silent_from: Option<DateTime<Utc>>,
        mail: Option<&OutgoingMail>,
        telling: &Telling,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(message::state::watching_who_pushes(), |database| {
            let row = inboxes::table.find(job);
            let becomes = inboxes::silent_from.eq(silent_from.map(stamp));
            let turned = match silent_from {
                Some(_) => diesel::update(row.filter(inboxes::silent_from.is_null()))
                    .set(becomes)
                    .execute(database)?,
                None => diesel::update(row.filter(inboxes::silent_from.is_not_null()))
                    .set(becomes)
                    .execute(database)?,
            };
            if turned == 1 {
                webhooks::keep(database, telling, now)?;
                if let Some(mail) = mail {
                    insert_mails(database, &[MailRow::waiting(mail, now)?])?;
                }
            }
            Ok(turned == 1)
        })
    }

    /// What is known of who pushes, by job.
    pub fn inboxes(&self) -> Result<BTreeMap<String, Inbox>, StoreError> {
        self.read(message::state::reading_pushes(), |database| {
            let rows: Vec<InboxRow> = inboxes::table.select(InboxRow::as_select()).load(database)?;
            rows.into_iter().map(|row| Ok((row.job.clone(), row.into_inbox()?))).collect()
        })
    }
}

/// What is known of who pushes to a job.
///
/// # Errors
/// What the database says.
pub(super) fn of(database: &mut Database, job: &str) -> Result<Inbox, Fault> {
    let row = inboxes::table.find(job).select(InboxRow::as_select()).first(database).optional()?;
    row.map_or_else(|| Ok(Inbox::default()), InboxRow::into_inbox)
}

/// A push to a job was stored, or was there already.
///
/// # Errors
/// What the database says.
pub(super) fn heard(database: &mut Database, job: &str, now: DateTime<Utc>) -> Result<(), Fault> {
    let inbox = Inbox { heard_at: Some(now), ..Inbox::default() };
    Ok(upsert_heard(database, &[InboxRow::of(job, inbox)])?)
}
