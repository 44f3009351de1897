//! Runs that were asked for by the API: each is kept before it is answered, and the run that does it is written down
//! in the transaction that opens that run, so that nothing is done twice or forgotten, wherever a program ends.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::{run_requests, runs};
use super::stamp::{french, new_id, readable, stamp, time, time_or_none};
use super::{Store, StoreError};
use crate::message;
use crate::model::run_request::RunRequest;
use crate::model::{RunId, Said};

insert!(insert_request, run_requests, RequestRow);

/// What is pushed within this time after a run of the job began waits until it is over: many pushes make few runs.
const GATHERED: TimeDelta = TimeDelta::seconds(10);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = run_requests, treat_none_as_default_value = false)]
pub(super) struct RequestRow {
    id: String,
    job: String,
    asked_by: String,
    idempotency_key: String,
    asked_at: String,
    run: Option<String>,
    refused: Option<String>,
    refused_french: Option<String>,
    not_before: Option<String>,
}

impl RequestRow {
    fn new(job: &str, asked_by: &str, key: &str, now: DateTime<Utc>) -> Self {
        Self {
            id: new_id(now),
            job: job.to_owned(),
            asked_by: asked_by.to_owned(),
            idempotency_key: key.to_owned(),
            asked_at: stamp(now),
            run: None,
            refused: None,
            refused_french: None,
            not_before: None,
        }
    }

    fn into_request(self) -> Result<RunRequest, Fault> {
        let french = self.refused_french;
        Ok(RunRequest {
            asked_at: time(&self.asked_at)?,
            run: self.run.map(RunId),
            refused: self.refused.map(|text| Said::kept(text, french)),
            id: self.id,
            job: self.job,
            asked_by: self.asked_by,
            idempotency_key: self.idempotency_key,
        })
    }
}

impl Store {
    /// The request that somebody made for a job by a key, if it was made before.
    pub fn request_of_key(
        &self,
        job: &str,
        asked_by: &str,
        key: &str,
    ) -> Result<Option<RunRequest>, StoreError> {
        self.read(message::state::reading_run_requests(), |database| of_key(database, job, asked_by, key))
    }

    /// Keeps a request for a run, or finds the one that was made by the same key. `None`: as many as may wait for the
    /// job do.
    pub fn request_run(
        &self,
        job: &str,
        asked_by: &str,
        key: &str,
        most: i64,
        now: DateTime<Utc>,
    ) -> Result<Option<RunRequest>, StoreError> {
        let kept = self.write(message::state::keeping_a_run_request(), |database| {
            if let Some(known) = of_key(database, job, asked_by, key)? {
                return Ok(Some(known));
            }
            let waiting: i64 = waiting(job).count().get_result(database)?;
            if waiting >= most {
                return Ok(None);
            }
            insert_request(database, &[RequestRow::new(job, asked_by, key, now)])?;
            of_key(database, job, asked_by, key)
        });
        match kept {
            // Another program kept it meanwhile.
            Err(StoreError::Query { target, doing, source }) => {
                let known = self.request_of_key(job, asked_by, key)?;
                known.map(Some).ok_or(StoreError::Query { target, doing, source })
            }
            other => other,
        }
    }

    /// A request of a job by its id.
    pub fn run_request(&self, job: &str, id: &str) -> Result<Option<RunRequest>, StoreError> {
        self.read(message::state::reading_run_requests(), |database| {
            let row = run_requests::table
                .filter(run_requests::id.eq(id).and(run_requests::job.eq(job)))
                .select(RequestRow::as_select())
                .first(database);
            row.optional()?.map(RequestRow::into_request).transpose()
        })
    }

    /// Asks for a run of a job because something was pushed to it whose text is not kept. All that is pushed until that run
    /// begins is one request.
    pub fn request_look(
        &self,
        job: &str,
        pushed_by: &str,
        now: DateTime<Utc>,
    ) -> Result<RunRequest, StoreError> {
        self.write(message::state::keeping_a_run_request(), |database| {
            ask_for_pushed(database, job, pushed_by, now)?;
            let row: RequestRow = waiting(job)
                .order((run_requests::asked_at.asc(), run_requests::id.asc()))
                .select(RequestRow::as_select())
                .first(database)?;
            row.into_request()
        })
    }

    /// Jobs for which requests wait that may be begun now, sorted.
    pub fn requested_jobs(&self, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let is_due = || run_requests::not_before.is_null().or(run_requests::not_before.le(stamp(now)));
        let mut jobs: Vec<String> = self.read(message::state::reading_run_requests(), |database| {
            Ok(run_requests::table
                .filter(run_requests::run.is_null().and(run_requests::refused.is_null()))
                .filter(is_due())
                .select(run_requests::job)
                .distinct()
                .load(database)?)
        })?;
        jobs.sort();
        Ok(jobs)
    }

    /// Says of the requests of a job that were made until a time and wait still why they will never be done.
    pub fn refuse_requests(&self, job: &str, until: DateTime<Utc>, why: &Said) -> Result<(), StoreError> {
        self.write(message::state::keeping_a_run_request(), |database| {
            diesel::update(waiting(job).filter(run_requests::asked_at.le(stamp(until))))
                .set((
                    run_requests::refused.eq(Some(readable(why.english()))),
                    run_requests::refused_french.eq(french(Some(why))),
                ))
                .execute(database)?;
            Ok(())
        })
    }
}

/// Asks for a run of a job to which something was pushed, unless a request waits already, which is as good.
///
/// # Errors
/// What the database says.
pub(super) fn ask_for_pushed(
    database: &mut Database,
    job: &str,
    pushed_by: &str,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    if waiting(job).count().get_result::<i64>(database)? > 0 {
        return Ok(());
    }
    let last = runs::table
        .filter(runs::job.eq(job))
        .order((runs::started_at.desc(), runs::id.desc()))
        .select(runs::started_at)
        .first::<String>(database)
        .optional()?;
    let gathered = time_or_none(last.as_deref())?.map(|begun| begun + GATHERED).filter(|until| *until > now);
    let new = RequestRow::new(job, pushed_by, "", now);
    let row =
        RequestRow { idempotency_key: format!("push {}", new.id), not_before: gathered.map(stamp), ..new };
    insert_request(database, &[row])?;
    Ok(())
}

/// Gives every request that waits for a job to a run, in the transaction that opens that run.
///
/// # Errors
/// [`StoreError::NothingRequested`] when none waits any more.
pub(super) fn take(database: &mut Database, job: &str, run: &str) -> Result<(), Fault> {
    let taken = diesel::update(waiting(job)).set(run_requests::run.eq(Some(run))).execute(database)?;
    if taken == 0 {
        return Err(StoreError::NothingRequested { job: job.to_owned() }.into());
    }
    Ok(())
}

/// Forgets requests of a job that were made before a time and wait no more.
pub(super) fn forget_done(database: &mut Database, job: &str, before: &str) -> Result<(), Fault> {
    let is_done = run_requests::run.is_not_null().or(run_requests::refused.is_not_null());
    let of_job = run_requests::job.eq(job).and(run_requests::asked_at.lt(before));
    diesel::delete(run_requests::table.filter(of_job.and(is_done))).execute(database)?;
    Ok(())
}

fn of_key(
    database: &mut Database,
    job: &str,
    asked_by: &str,
    key: &str,
) -> Result<Option<RunRequest>, Fault> {
    let row = run_requests::table
        .filter(run_requests::asked_by.eq(asked_by).and(run_requests::job.eq(job)))
        .filter(run_requests::idempotency_key.eq(key))
        .select(RequestRow::as_select())
        .first(database);
    row.optional()?.map(RequestRow::into_request).transpose()
}

#[diesel::dsl::auto_type(no_type_alias)]
fn waiting<'job>(job: &'job str) -> _ {
    run_requests::table
        .filter(run_requests::job.eq(job))
        .filter(run_requests::run.is_null())
        .filter(run_requests::refused.is_null())
}
