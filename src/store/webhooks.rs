//! Messages that wait to be sent to those who are told by HTTP, and how each of them was last told that a job does.
//! A claim keeps two programs from sending the same one; a receiver gets them in the order in which they were made,
//! unless one of them is stuck.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::batch::{ROWS, insert};
use super::database::Database;
use super::error::Fault;
use super::outbox::{MailRow, attempts, insert_mails, mail_state};
use super::schema::{webhook_jobs, webhook_messages};
use super::stamp::{french, readable, stamp, time, time_or_none};
use super::{Store, StoreError};
use crate::message;
use crate::model::clock::SKEW;
use crate::model::webhook::{Health, Lost, LostMessage, MessageStatus, Telling, Turn, WebhookMessage};
use crate::model::{MailState, OutgoingMail, Said};

insert!(insert_messages, webhook_messages, MessageRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_messages, treat_none_as_default_value = false)]
pub(super) struct MessageRow {
    id: String,
    webhook: String,
    occasion: String,
    job: String,
    made_at: String,
    body: String,
    state: String,
    attempts: i64,
    next_try_at: String,
    claimed_until: Option<String>,
    ended_at: Option<String>,
    error: Option<String>,
    error_french: Option<String>,
    mailed_at: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = webhook_jobs)]
struct JobRow<'t> {
    webhook: &'t str,
    job: &'t str,
    health: &'t str,
    since: &'t str,
}

/// A message that is to be sent now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueMessage {
    /// Its id.
    pub id: String,
    /// What is sent.
    pub body: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Tries before.
    pub attempts: u32,
}

/// The condition of the index of messages that were not sent, word by word: by another the database does not find it.
const UNSENT: &str = "state <> 'sent'";

/// Messages of a receiver that are looked at for the next one.
const LOOKED_AT: i64 = 50;

/// A message that failed so often lets those of other jobs pass: a receiver that takes them has something against it.
const HOLDS_UP: u32 = 5;

/// Nobody tries a message any more after this time.
const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);

/// The longest pause before a message is tried again.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(6);

impl Store {
    /// How each receiver was last told that a job does, and since when.
    pub fn told_health(&self, job: &str) -> Result<BTreeMap<String, (Health, DateTime<Utc>)>, StoreError> {
        self.read(message::state::reading_webhooks(), |database| {
            let rows: Vec<(String, String, String)> = webhook_jobs::table
                .filter(webhook_jobs::job.eq(job))
                .select((webhook_jobs::webhook, webhook_jobs::health, webhook_jobs::since))
                .load(database)?;
            rows.into_iter()
                .map(|(webhook, word, since)| Ok((webhook, (health(&word)?, time(&since)?))))
                .collect()
        })
    }

    /// Takes the next message of a receiver that is to be sent now; it is ours until `claimed_until`. None, while
    /// an earlier one is being sent or waits for its next try, for as long as it did not fail too often. A time
    /// that lies further ahead than any pause is long was written by a clock that was ahead: it counts for nothing.
    pub fn due_message(
        &self,
        webhook: &str,
        now: DateTime<Utc>,
        claimed_until: DateTime<Utc>,
    ) -> Result<Option<DueMessage>, StoreError> {
        // The schedule asks every few seconds, mostly in vain: nobody who writes has to wait for that.
        let waits = self.read(message::state::reading_webhooks(), |database| {
            let first: Option<String> =
                waiting(webhook).select(webhook_messages::id).first(database).optional()?;
            Ok(first.is_some())
        })?;
        if !waits {
            return Ok(None);
        }
        let (too_late, too_long) = (stamp(now + LONGEST_PAUSE + SKEW), stamp(claimed_until + SKEW));
        let now = stamp(now);
        let is_due = |row: &MessageRow| row.next_try_at <= now || row.next_try_at > too_late;
        let is_claimed = |row: &MessageRow| {
            row.claimed_until.as_ref().is_some_and(|until| *until > now && *until <= too_long)
        };
        self.write(message::state::claiming_messages(), |database| {
            let rows: Vec<MessageRow> = waiting(webhook)
                .order(webhook_messages::id.asc())
                .limit(LOOKED_AT)
                .select(MessageRow::as_select())
                .load(database)?;
            let mut stuck = BTreeSet::new();
            for row in rows {
                if is_claimed(&row) {
                    return Ok(None);
                }
                // Who hears that a job is well before that it was not believes the wrong one.
                if stuck.contains(&row.job) {
                    continue;
                }
                if is_due(&row) {
                    let ours = claim(database, &row, [&now, &too_long], claimed_until)?;
                    return ours.then(|| row.into_due()).transpose();
                }
                if attempts(row.attempts) < HOLDS_UP {
                    return Ok(None);
                }
                stuck.insert(row.job);
            }
            Ok(None)
        })
    }

    /// The receiver has taken the message.
    pub fn message_sent(&self, id: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.end_message(id, MailState::Sent, None, now)
    }

    /// The message is not tried again.
    pub fn message_given_up(
        &self,
        id: &str,
        error: impl Into<Said>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.end_message(id, MailState::GivenUp, Some(error.into()), now)
    }

    fn end_message(
        &self,
        id: &str,
        state: MailState,
        error: Option<Said>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(message::state::recording_what_became_of_a_message(), |database| {
            diesel::update(still_waiting(id))
                .set((
                    webhook_messages::state.eq(state.as_str()),
                    webhook_messages::attempts.eq(webhook_messages::attempts + 1),
                    webhook_messages::ended_at.eq(Some(stamp(now))),
                    webhook_messages::claimed_until.eq(None::<String>),
                    webhook_messages::error.eq(error.as_ref().map(|said| readable(said.english()))),
                    webhook_messages::error_french.eq(french(error.as_ref())),
                ))
                .execute(database)?;
            Ok(())
        })
    }

    /// The message was not taken and is tried again at `next_try_at`.
    pub fn message_failed(
        &self,
        id: &str,
        error: impl Into<Said>,
        next_try_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let error = error.into();
        self.write(message::state::recording_what_became_of_a_message(), |database| {
            diesel::update(still_waiting(id))
                .set((
                    webhook_messages::attempts.eq(webhook_messages::attempts + 1),
                    webhook_messages::next_try_at.eq(stamp(next_try_at)),
                    webhook_messages::claimed_until.eq(None::<String>),
                    webhook_messages::error.eq(Some(readable(error.english()))),
                    webhook_messages::error_french.eq(french(Some(&error))),
                ))
                .execute(database)?;
            Ok(())
        })
    }

    /// Messages of a receiver that were given up, and those that wait for their next try, are tried now. Returns how
    /// many.
    pub fn retry_messages(&self, webhook: &str, now: DateTime<Utc>) -> Result<usize, StoreError> {
        self.write(message::state::claiming_messages(), |database| {
            let unsent = webhook_messages::table
                .filter(webhook_messages::webhook.eq(webhook))
                .filter(webhook_messages::state.ne(MailState::Sent.as_str()))
                // One that could not be made has nothing to send.
                .filter(webhook_messages::body.ne(""));
            Ok(diesel::update(unsent)
                .set((
                    webhook_messages::state.eq(MailState::Waiting.as_str()),
                    webhook_messages::attempts.eq(0),
                    webhook_messages::made_at.eq(stamp(now)),
                    webhook_messages::next_try_at.eq(stamp(now)),
                    webhook_messages::ended_at.eq(None::<String>),
                    webhook_messages::mailed_at.eq(None::<String>),
                ))
                .execute(database)?)
        })
    }

    /// The messages of a receiver that were given up and of which no mail has told.
    pub fn lost_messages(&self, webhook: &str) -> Result<Lost, StoreError> {
        self.read(message::state::reading_webhooks(), |database| {
            // Asked every few seconds, mostly in vain.
            let rows: Vec<LostRow> = given_up(webhook)
                .filter(webhook_messages::mailed_at.is_null())
                .order(webhook_messages::id.asc())
                .select((
                    webhook_messages::id,
                    webhook_messages::occasion,
                    webhook_messages::job,
                    webhook_messages::made_at,
                    webhook_messages::body.ne(""),
                    webhook_messages::error,
                    webhook_messages::error_french,
                ))
                .load(database)?;
            if rows.is_empty() {
                return Ok(Lost::default());
            }
            let last: Option<String> =
                given_up(webhook).select(diesel::dsl::max(webhook_messages::mailed_at)).first(database)?;
            let messages = rows.into_iter().map(lost).collect::<Result<_, _>>()?;
            Ok(Lost { messages, mailed_at: time_or_none(last.as_deref())? })
        })
    }

    /// Keeps the mail that tells of messages that were given up. True for exactly one program; false, too, when they were
    /// all tried again meanwhile.
    pub fn mail_lost_messages(
        &self,
        messages: &[LostMessage],
        mail: &OutgoingMail,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        self.write(message::state::recording_what_became_of_a_message(), |database| {
            let mut told = 0;
            for some in messages.chunks(ROWS) {
                let ids = some.iter().map(|message| message.id.as_str());
                let untold = webhook_messages::table
                    .filter(webhook_messages::id.eq_any(ids))
                    .filter(webhook_messages::state.eq(MailState::GivenUp.as_str()))
                    .filter(webhook_messages::mailed_at.is_null());
                told += diesel::update(untold)
                    .set(webhook_messages::mailed_at.eq(Some(stamp(now))))
                    .execute(database)?;
            }
            if told > 0 {
                insert_mails(database, &[MailRow::waiting(mail, now)?])?;
            }
            Ok(told > 0)
        })
    }

    /// The messages that wait or were given up, oldest first.
    pub fn unsent_messages(&self) -> Result<Vec<MessageStatus>, StoreError> {
        self.read(message::state::reading_webhooks(), |database| {
            let rows: Vec<MessageRow> = webhook_messages::table
                .filter(sql::<Bool>(UNSENT))
                .order(webhook_messages::id.asc())
                .select(MessageRow::as_select())
                .load(database)?;
            rows.into_iter().map(MessageRow::into_status).collect()
        })
    }

    /// When each receiver took a message last.
    pub fn last_sent(&self) -> Result<BTreeMap<String, DateTime<Utc>>, StoreError> {
        self.read(message::state::reading_webhooks(), |database| {
            let rows: Vec<(String, Option<String>)> = webhook_messages::table
                .filter(webhook_messages::state.eq(MailState::Sent.as_str()))
                .group_by(webhook_messages::webhook)
                .select((webhook_messages::webhook, diesel::dsl::max(webhook_messages::ended_at)))
                .load(database)?;
            rows.into_iter().filter_map(|(webhook, at)| Some(time(&at?).map(|at| (webhook, at)))).collect()
        })
    }
}

impl MessageRow {
    fn into_due(self) -> Result<DueMessage, Fault> {
        Ok(DueMessage {
            made_at: time(&self.made_at)?,
            attempts: attempts(self.attempts),
            id: self.id,
            body: self.body,
        })
    }

    fn into_status(self) -> Result<MessageStatus, Fault> {
        Ok(MessageStatus {
            state: mail_state(&self.state)?,
            made_at: time(&self.made_at)?,
            attempts: attempts(self.attempts),
            next_try_at: time(&self.next_try_at)?,
            error: self.error.map(|error| Said::kept(error, self.error_french)),
            webhook: self.webhook,
        })
    }
}

type LostRow = (String, String, String, String, bool, Option<String>, Option<String>);

fn lost((id, occasion, job, made_at, is_made, error, french): LostRow) -> Result<LostMessage, Fault> {
    let error = error.map(|error| Said::kept(error, french));
    Ok(LostMessage { made_at: time(&made_at)?, id, occasion, job, is_made, error })
}

/// The messages of a receiver that were given up.
#[diesel::dsl::auto_type(no_type_alias)]
fn given_up<'name>(webhook: &'name str) -> _ {
    let given_up: &'static str = MailState::GivenUp.as_str();
    let unsent: SqlLiteral<Bool> = sql(UNSENT);
    webhook_messages::table
        .filter(webhook_messages::webhook.eq(webhook))
        .filter(webhook_messages::state.eq(given_up))
        .filter(unsent)
}

/// The messages that wait for a receiver.
#[diesel::dsl::auto_type(no_type_alias)]
fn waiting<'name>(webhook: &'name str) -> _ {
    let waiting: &'static str = MailState::Waiting.as_str();
    let unsent: SqlLiteral<Bool> = sql(UNSENT);
    webhook_messages::table
        .filter(webhook_messages::webhook.eq(webhook))
        .filter(webhook_messages::state.eq(waiting))
        .filter(unsent)
}

/// A message, unless another program, which took it when our claim was over, has ended it.
#[diesel::dsl::auto_type(no_type_alias)]
fn still_waiting<'id>(id: &'id str) -> _ {
    let waiting: &'static str = MailState::Waiting.as_str();
    webhook_messages::table.filter(webhook_messages::id.eq(id)).filter(webhook_messages::state.eq(waiting))
}

/// Claims a message. Another program may have done so since it was read; on PostgreSQL this statement waits for it.
fn claim(
    database: &mut Database,
    row: &MessageRow,
    [now, too_long]: [&str; 2],
    until: DateTime<Utc>,
) -> Result<bool, Fault> {
    let past =
        webhook_messages::claimed_until.le(Some(now)).or(webhook_messages::claimed_until.gt(Some(too_long)));
    let ours = diesel::update(webhook_messages::table.find(&row.id))
        .filter(webhook_messages::state.eq(MailState::Waiting.as_str()))
        .filter(webhook_messages::attempts.eq(row.attempts))
        .filter(webhook_messages::claimed_until.is_null().or(past))
        .set(webhook_messages::claimed_until.eq(Some(stamp(until))))
        .execute(database)?;
    Ok(ours == 1)
}

/// Keeps what receivers are told, in the transaction that is open. What a turn tells is kept only when the receiver
/// still believes what it did when that was made.
pub(super) fn keep(database: &mut Database, telling: &Telling, now: DateTime<Utc>) -> Result<(), Fault> {
    let mut outrun = Vec::new();
    for turn in &telling.turns {
        if !turned(database, turn, now)? {
            outrun.push((&turn.webhook, &turn.job));
        }
    }
    let is_kept = |message: &&WebhookMessage| {
        !(message.occasion.is_of_job() && outrun.contains(&(&message.webhook, &message.job)))
    };
    let rows = telling.messages.iter().filter(is_kept).map(|message| {
        let why = message.body.as_ref().err();
        let state = if why.is_some() { MailState::GivenUp } else { MailState::Waiting };
        MessageRow {
            id: message.id.clone(),
            webhook: message.webhook.clone(),
            occasion: message.occasion.as_str().to_owned(),
            job: message.job.clone(),
            made_at: stamp(now),
            body: message.body.as_ref().map(|body| readable(body)).unwrap_or_default(),
            state: state.as_str().to_owned(),
            attempts: 0,
            next_try_at: stamp(now),
            claimed_until: None,
            ended_at: why.map(|_| stamp(now)),
            error: why.map(|why| readable(why.english())),
            error_french: french(why),
            mailed_at: None,
        }
    });
    Ok(insert_messages(database, &rows.collect::<Vec<_>>())?)
}

/// Remembers how a receiver is told that a job does; false when it was told something else meanwhile.
fn turned(database: &mut Database, turn: &Turn, now: DateTime<Utc>) -> Result<bool, Fault> {
    let row =
        JobRow { webhook: &turn.webhook, job: &turn.job, health: Health::Well.as_str(), since: &stamp(now) };
    // Two programs may come to know of a job at once.
    match database {
        Database::Sqlite(connection) => diesel::insert_into(webhook_jobs::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(connection)?,
        Database::Postgres(connection) => diesel::insert_into(webhook_jobs::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(connection)?,
    };
    let as_known = webhook_jobs::table
        .find((&turn.webhook, &turn.job))
        .filter(webhook_jobs::health.eq(turn.before.as_str()));
    let changed =
        diesel::update(as_known).set(webhook_jobs::health.eq(turn.now.as_str())).execute(database)?;
    // Worse and worse is one spell.
    if changed == 1 && (turn.before <= Health::Waiting || turn.now == Health::Well) {
        diesel::update(webhook_jobs::table.find((&turn.webhook, &turn.job)))
            .set(webhook_jobs::since.eq(stamp(now)))
            .execute(database)?;
    }
    Ok(changed == 1)
}

/// Forgets what was told of a job before a time. A message that waits stays for a week at least: by then it was taken
/// or given up, or its receiver is none any more.
pub(super) fn forget(
    database: &mut Database,
    job: &str,
    before: &str,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let old = stamp(now - LONGEST_WAIT).min(before.to_owned());
    let of_job = webhook_messages::table.filter(webhook_messages::job.eq(job));
    let ended = of_job.filter(webhook_messages::state.ne(MailState::Waiting.as_str()));
    diesel::delete(ended.filter(webhook_messages::made_at.lt(before))).execute(database)?;
    diesel::delete(of_job.filter(webhook_messages::made_at.lt(old))).execute(database)?;
    Ok(())
}

fn health(word: &str) -> Result<Health, Fault> {
    Health::ALL
        .into_iter()
        .find(|health| health.as_str() == word)
        .ok_or_else(|| Fault::Unreadable(message::state::health(format_args!("{word:?}")).said()))
}
