//! Mails that wait to be sent. A claim keeps two programs from sending the same one; it runs out,
//! so that a mail whose program died is tried again.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::error::Fault;
use super::schema::outbox;
use super::stamp::{count, from_json, readable, stamp, time, to_json};
use super::{Store, StoreError};
use crate::message;
use crate::model::clock::SKEW;
use crate::model::{MailState, MailStatus, OutgoingMail, RunId, Said};

insert!(insert_mails, outbox, MailRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub(super) struct MailRow {
    id: String,
    run: Option<String>,
    subject: String,
    recipients: String,
    eml: Vec<u8>,
    html: String,
    state: String,
    attempts: i64,
    next_try_at: String,
    claimed_until: Option<String>,
    ended_at: Option<String>,
    error: Option<String>,
    error_french: Option<String>,
}

impl MailRow {
    pub(super) fn waiting(mail: &OutgoingMail, now: DateTime<Utc>) -> Result<Self, Fault> {
        Ok(Self {
            id: mail.id.clone(),
            run: mail.run.as_ref().map(|run| run.0.clone()),
            subject: readable(&mail.subject),
            recipients: to_json(&mail.recipients)?,
            eml: mail.eml.clone(),
            html: readable(&mail.html),
            state: MailState::Waiting.as_str().to_owned(),
            attempts: 0,
            next_try_at: stamp(now),
            claimed_until: None,
            ended_at: None,
            error: None,
            error_french: None,
        })
    }

    fn into_mail(self) -> Result<(OutgoingMail, u32), Fault> {
        let attempts = attempts(self.attempts);
        let mail = OutgoingMail {
            recipients: from_json(&self.recipients)?,
            id: self.id,
            run: self.run.map(RunId),
            subject: self.subject,
            eml: self.eml,
            html: self.html,
        };
        Ok((mail, attempts))
    }
}

/// The longest pause before a mail is tried again.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

impl Store {
    /// Puts a mail in the outbox that belongs to no closing of a run. One with the same id that is
    /// there already stays as it is.
    pub fn queue_mail(&self, mail: &OutgoingMail, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(message::state::putting_a_mail_in_the_outbox(), |database| {
            let known: Option<String> =
                outbox::table.find(&mail.id).select(outbox::id).first(database).optional()?;
            match known {
                Some(_) => Ok(()),
                None => Ok(insert_mails(database, &[MailRow::waiting(mail, now)?])?),
            }
        })
    }

    /// Mails to be sent now, each with the number of tries before, oldest first. They are ours until
    /// `claimed_until`: no other program gets them before, and none gets them after
    /// [`Store::mail_sent`] or [`Store::mail_given_up`]. A time that lies further ahead than any pause is long
    /// was written by a clock that was ahead: it counts for nothing.
    pub fn due_mails(
        &self,
        now: DateTime<Utc>,
        claimed_until: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<(OutgoingMail, u32)>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (too_late, too_long) = (stamp(now + LONGEST_PAUSE + SKEW), stamp(claimed_until + SKEW));
        let now = stamp(now);
        let is_due = || outbox::next_try_at.le(&now).or(outbox::next_try_at.gt(&too_late));
        let is_free = || {
            let past = outbox::claimed_until.le(Some(&now)).or(outbox::claimed_until.gt(Some(&too_long)));
            outbox::claimed_until.is_null().or(past)
        };
        self.write(message::state::claiming_mails(), |database| {
            let due: Vec<MailRow> = outbox::table
                .filter(outbox::state.eq(MailState::Waiting.as_str()).and(is_due()))
                .filter(is_free())
                .order((outbox::next_try_at.asc(), outbox::id.asc()))
                .limit(limit)
                .select(MailRow::as_select())
                .load(database)?;
            let mut claimed = Vec::new();
            for row in due {
                // AskedQuestion again in the statement that claims: on PostgreSQL another program may have
                // claimed it since it was read, and this statement waits for that one.
                let ours = diesel::update(outbox::table.find(&row.id))
                    .filter(outbox::state.eq(MailState::Waiting.as_str()).and(is_due()))
                    .filter(is_free())
                    .set(outbox::claimed_until.eq(Some(stamp(claimed_until))))
                    .execute(database)?;
                if ours == 1 {
                    claimed.push(row.into_mail()?);
                }
            }
            Ok(claimed)
        })
    }

    /// The server has taken the mail.
    pub fn mail_sent(&self, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(message::state::recording_a_sent_mail(), |database| {
            diesel::update(outbox::table.find(id))
                .set((
                    outbox::state.eq(MailState::Sent.as_str()),
                    outbox::attempts.eq(outbox::attempts + 1),
                    outbox::ended_at.eq(Some(stamp(now))),
                    outbox::claimed_until.eq(None::<String>),
                    outbox::error.eq(None::<String>),
                    outbox::error_french.eq(None::<String>),
                ))
                .execute(database)?;
            Ok(())
        })
    }

    /// The mail could not be sent and is tried again at `next_try_at`; only for `retry`, when the
    /// others have it already (empty: for all).
    pub fn mail_failed(
        &self,
        id: &str,
        error: impl Into<Said>,
        next_try_at: DateTime<Utc>,
        retry: &[String],
    ) -> Result<(), StoreError> {
        let error = error.into();
        self.write(message::state::recording_a_mail_that_failed(), |database| {
            diesel::update(outbox::table.find(id))
                .set((
                    outbox::attempts.eq(outbox::attempts + 1),
                    outbox::next_try_at.eq(stamp(next_try_at)),
                    outbox::claimed_until.eq(None::<String>),
                    outbox::error.eq(Some(readable(error.english()))),
                    outbox::error_french.eq(error.french().map(readable)),
                ))
                .execute(database)?;
            if !retry.is_empty() {
                diesel::update(outbox::table.find(id))
                    .set(outbox::recipients.eq(to_json(&retry)?))
                    .execute(database)?;
            }
            Ok(())
        })
    }

    /// The mail is not tried again.
    pub fn mail_given_up(
        &self,
        id: &str,
        error: impl Into<Said>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let error = error.into();
        self.write(message::state::recording_a_mail_that_was_given_up(), |database| {
            diesel::update(outbox::table.find(id))
                .set((
                    outbox::state.eq(MailState::GivenUp.as_str()),
                    outbox::attempts.eq(outbox::attempts + 1),
                    outbox::ended_at.eq(Some(stamp(now))),
                    outbox::claimed_until.eq(None::<String>),
                    outbox::error.eq(Some(readable(error.english()))),
                    outbox::error_french.eq(error.french().map(readable)),
                ))
                .execute(database)?;
            Ok(())
        })
    }

    /// The mails that wait or were given up, oldest first.
    pub fn unsent_mails(&self) -> Result<Vec<MailStatus>, StoreError> {
        self.read(message::state::reading_the_outbox(), |database| {
            statuses(
                outbox::table
                    .filter(outbox::state.ne(MailState::Sent.as_str()))
                    .order(outbox::id.asc())
                    .select(STATUS)
                    .load(database)?,
            )
        })
    }
}

type Status = (String, Option<String>, String, String, i64, String, Option<String>, Option<String>);

const STATUS: (
    outbox::id,
    outbox::run,
    outbox::subject,
    outbox::state,
    outbox::attempts,
    outbox::next_try_at,
    outbox::error,
    outbox::error_french,
) = (
    outbox::id,
    outbox::run,
    outbox::subject,
    outbox::state,
    outbox::attempts,
    outbox::next_try_at,
    outbox::error,
    outbox::error_french,
);

fn statuses(rows: Vec<Status>) -> Result<Vec<MailStatus>, Fault> {
    rows.into_iter()
        .map(|(id, run, subject, state, tries, next_try_at, error, french)| {
            Ok(MailStatus {
                state: mail_state(&state)?,
                attempts: attempts(tries),
                next_try_at: time(&next_try_at)?,
                run: run.map(RunId),
                id,
                subject,
                error: error.map(|error| Said::kept(error, french)),
            })
        })
        .collect()
}

pub(super) fn attempts(number: i64) -> u32 {
    u32::try_from(count(number)).unwrap_or(u32::MAX)
}

pub(super) fn mail_state(word: &str) -> Result<MailState, Fault> {
    [MailState::Waiting, MailState::Sent, MailState::GivenUp]
        .into_iter()
        .find(|state| state.as_str() == word)
        .ok_or_else(|| Fault::Unreadable(message::state::mail_state(format_args!("{word:?}")).said()))
}
