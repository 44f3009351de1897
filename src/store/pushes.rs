//! What was pushed to jobs: each body is stored, and a run asked for, in one transaction before anybody is answered; that it
//! was read is written down once what it says is kept.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, sql_query};

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::run_requests;
use super::schema::pushes;
use super::stamp::{from_word, new_id, number, stamp, time, time_or_none, to_word};
use super::{Store, StoreError, inboxes};
use crate::message;
use crate::model::RunId;
use crate::model::push::{Backlog, Kept, NewPush, Push, PushEnd};

insert!(insert_push, pushes, PushRow);

/// The same body as the last one of who pushes, without a key and within this time, is that one: no answer came.
const SAME_BODY: TimeDelta = TimeDelta::minutes(5);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = pushes, treat_none_as_default_value = false)]
pub(super) struct PushRow {
    id: String,
    job: String,
    pushed_by: String,
    idempotency_key: Option<String>,
    digest: String,
    body: String,
    bytes: i64,
    pushed_at: String,
    outcome: Option<String>,
    run: Option<String>,
    ended_at: Option<String>,
}

impl PushRow {
    fn of(push: &NewPush<'_>) -> Self {
        Self {
            id: new_id(push.now),
            job: push.job.to_owned(),
            pushed_by: push.pushed_by.to_owned(),
            idempotency_key: push.key.map(str::to_owned),
            digest: push.digest.to_owned(),
            body: push.body.to_owned(),
            bytes: number(push.body.len() as u64),
            pushed_at: stamp(push.now),
            outcome: None,
            run: None,
            ended_at: None,
        }
    }

    fn into_push(self) -> Result<Push, Fault> {
        let outcome = self.outcome.as_deref().map(from_word).transpose()?;
        Ok(Push {
            pushed_at: time(&self.pushed_at)?,
            end: outcome.zip(self.run.map(RunId)),
            id: self.id,
            job: self.job,
            pushed_by: self.pushed_by,
            body: self.body,
        })
    }
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    bodies: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// What is known of a body without reading it.
#[derive(Queryable)]
struct Head {
    id: String,
    digest: String,
    pushed_at: String,
}

impl Head {
    fn into_kept(self) -> Result<Kept, Fault> {
        Ok(Kept::Stored { pushed_at: time(&self.pushed_at)?, id: self.id })
    }
}

impl Store {
    /// Keeps a body and asks for a run that reads it, or finds the one that it repeats.
    pub fn keep_push(&self, push: &NewPush<'_>, most: Backlog) -> Result<Kept, StoreError> {
        let kept = self.write(message::state::keeping_a_push(), |database| {
            if let Some(known) = known(database, push)? {
                if matches!(known, Kept::Stored { .. }) {
                    inboxes::heard(database, push.job, push.now)?;
                }
                return Ok(known);
            }
            let (count, bytes) = backlog(database, push.job)?;
            let row = PushRow::of(push);
            if count >= most.count || bytes.saturating_add(row.bytes) > most.bytes {
                return Ok(Kept::Full);
            }
            // As it will be told again: the databases keep no nanoseconds.
            let (id, pushed_at) = (row.id.clone(), time(&row.pushed_at)?);
            insert_push(database, &[row])?;
            run_requests::ask_for_pushed(database, push.job, push.pushed_by, push.now)?;
            inboxes::heard(database, push.job, push.now)?;
            Ok(Kept::Stored { id, pushed_at })
        });
        match kept {
            // Another program kept it meanwhile.
            Err(StoreError::Query { target, doing, source }) => {
                let known = self.read(message::state::reading_pushes(), |database| known(database, push))?;
                known.ok_or(StoreError::Query { target, doing, source })
            }
            other => other,
        }
    }

    /// Bodies that wait for a job, the oldest first.
    pub fn waiting_pushes(&self, job: &str, most: i64) -> Result<Vec<Push>, StoreError> {
        self.read(message::state::reading_pushes(), |database| {
            let rows = waiting(job)
                .order((pushes::pushed_at.asc(), pushes::id.asc()))
                .limit(most)
                .select(PushRow::as_select())
                .load(database)?;
            rows.into_iter().map(PushRow::into_push).collect()
        })
    }

    /// The newest bodies of a job, those that were read among them, the newest first.
    pub fn newest_pushes(&self, job: &str, most: i64) -> Result<Vec<Push>, StoreError> {
        self.read(message::state::reading_pushes(), |database| {
            let rows = pushes::table
                .filter(pushes::job.eq(job))
                .order((pushes::pushed_at.desc(), pushes::id.desc()))
                .limit(most)
                .select(PushRow::as_select())
                .load(database)?;
            rows.into_iter().map(PushRow::into_push).collect()
        })
    }

    /// When something was pushed to a job the last time, and how many bodies wait.
    pub fn last_push(&self, job: &str) -> Result<(Option<DateTime<Utc>>, i64), StoreError> {
        self.read(message::state::reading_pushes(), |database| last_of(database, job))
    }

    /// Writes down that bodies were read by a run. Where others wait that nobody has asked a run for, one is asked for.
    pub fn end_pushes(
        &self,
        job: &str,
        run: &RunId,
        ends: &[(String, PushEnd)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(message::state::keeping_a_push(), |database| {
            for end in [PushEnd::Read, PushEnd::Rejected] {
                let ids: Vec<&String> =
                    ends.iter().filter(|(_, own)| *own == end).map(|(id, _)| id).collect();
                for ids in ids.chunks(super::batch::ROWS) {
                    diesel::update(waiting(job).filter(pushes::id.eq_any(ids.iter().copied())))
                        .set((
                            pushes::outcome.eq(Some(to_word(&end)?)),
                            pushes::run.eq(Some(run.0.as_str())),
                            pushes::ended_at.eq(Some(stamp(now))),
                        ))
                        .execute(database)?;
                }
            }
            ask_for_rest(database, job, now)
        })
    }

    /// Asks for a run of a job for which bodies wait that no request is there for: the run that was to read them ended
    /// before it did. None is asked for as long as the last run began less than `pause` ago.
    pub fn ask_for_left_pushes(
        &self,
        job: &str,
        pause: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (_, waiting) = self.last_push(job)?;
        let last = self.runs(Some(job), 1)?;
        let is_soon = last.first().is_some_and(|run| now.signed_duration_since(run.started_at) < pause);
        if waiting == 0 || is_soon {
            return Ok(());
        }
        self.write(message::state::keeping_a_push(), |database| ask_for_rest(database, job, now))
    }
}

/// What was read is kept for so long, with its body: a monitor that pushes much fills no disk.
const KEPT: TimeDelta = TimeDelta::days(14);

/// Forgets bodies of a job that were read before a time, or long ago.
///
/// # Errors
/// What the database says.
pub(super) fn forget_done(
    database: &mut Database,
    job: &str,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let before = stamp(before.max(now - KEPT));
    let done = pushes::job.eq(job).and(pushes::outcome.is_not_null()).and(pushes::ended_at.lt(&before));
    // It came before it was read: the index knows.
    diesel::delete(pushes::table.filter(done.and(pushes::pushed_at.lt(&before)))).execute(database)?;
    Ok(())
}

/// When something was pushed to a job the last time, and how many bodies wait.
///
/// # Errors
/// What the database says.
pub(super) fn last_of(database: &mut Database, job: &str) -> Result<(Option<DateTime<Utc>>, i64), Fault> {
    let of_job = pushes::table.filter(pushes::job.eq(job));
    let last: Option<String> = of_job.select(max(pushes::pushed_at)).first(database)?;
    let (count, _) = backlog(database, job)?;
    Ok((time_or_none(last.as_deref())?, count))
}

fn ask_for_rest(database: &mut Database, job: &str, now: DateTime<Utc>) -> Result<(), Fault> {
    let next = waiting(job)
        .order((pushes::pushed_at.asc(), pushes::id.asc()))
        .select(pushes::pushed_by)
        .first::<String>(database)
        .optional()?;
    match next {
        Some(by) => run_requests::ask_for_pushed(database, job, &by, now),
        None => Ok(()),
    }
}

/// The push that this one repeats.
fn known(database: &mut Database, push: &NewPush<'_>) -> Result<Option<Kept>, Fault> {
    let own = pushes::table.filter(pushes::pushed_by.eq(push.pushed_by).and(pushes::job.eq(push.job)));
    let head = (pushes::id, pushes::digest, pushes::pushed_at);
    if let Some(key) = push.key {
        let found: Option<Head> =
            own.filter(pushes::idempotency_key.eq(key)).select(head).first(database).optional()?;
        return match found {
            Some(found) if found.digest != push.digest => Ok(Some(Kept::KeyOfAnother)),
            Some(found) => found.into_kept().map(Some),
            None => Ok(None),
        };
    }
    // Only the last one: what came between may be the end of a problem that begins anew with the same words.
    let last: Option<Head> =
        own.order((pushes::pushed_at.desc(), pushes::id.desc())).select(head).first(database).optional()?;
    let Some(last) = last.filter(|last| last.digest == push.digest) else { return Ok(None) };
    let age = push.now.signed_duration_since(time(&last.pushed_at)?);
    if age < SAME_BODY { last.into_kept().map(Some) } else { Ok(None) }
}

/// How many bodies wait for a job, and their bytes.
fn backlog(database: &mut Database, job: &str) -> Result<(i64, i64), Fault> {
    // PostgreSQL makes no whole number of the sum of whole numbers.
    let sql = "SELECT COUNT(*) AS bodies, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM pushes \
               WHERE outcome IS NULL AND job = ";
    let found: Waiting = match database {
        Database::Sqlite(connection) => {
            sql_query(format!("{sql}?")).bind::<Text, _>(job).get_result(connection)?
        }
        Database::Postgres(connection) => {
            sql_query(format!("{sql}$1")).bind::<Text, _>(job).get_result(connection)?
        }
    };
    Ok((found.bodies, found.bytes))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn waiting<'job>(job: &'job str) -> _ {
    pushes::table.filter(pushes::job.eq(job)).filter(pushes::outcome.is_null())
}
