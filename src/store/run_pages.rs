//! Runs page by page, for lists that are longer than anybody reads.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::database::Database;
use super::error::Fault;
use super::runs::RunRow;
use super::schema::runs;
use super::stamp::{count, stamp, time, to_word};
use super::{Store, StoreError};
use crate::message;
use crate::model::journal::Trigger;
use crate::model::{Run, RunId, RunState};

/// Which runs are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunFilter<'a> {
    /// Of this job.
    pub job: Option<&'a str>,
    /// Of these jobs alone; `None`: of every one.
    pub seen: Option<&'a [&'a str]>,
    /// That came to this.
    pub state: Option<RunState>,
    /// That began then or later.
    pub since: Option<DateTime<Utc>>,
    /// Older than this one, by id.
    pub behind: Option<&'a str>,
}

/// Runs of a job by the time at which they began, which the database has in this order.
#[derive(Debug, Clone, Copy)]
pub struct BegunFilter<'a> {
    /// Of this job.
    pub job: &'a str,
    /// That this started.
    pub trigger: Option<Trigger>,
    /// That began then or later.
    pub since: Option<DateTime<Utc>>,
    /// That began before then.
    pub before: Option<DateTime<Utc>>,
}

impl<'a> BegunFilter<'a> {
    /// Every run of a job.
    pub fn of(job: &'a str) -> Self {
        Self { job, trigger: None, since: None, before: None }
    }
}

type Begun<'a> = runs::BoxedQuery<'a, <Database as Connection>::Backend>;

fn begun(filter: BegunFilter<'_>) -> Result<Begun<'_>, Fault> {
    let mut query: Begun<'_> = runs::table.filter(runs::job.eq(filter.job)).into_boxed();
    if let Some(trigger) = filter.trigger {
        query = query.filter(runs::started_by.eq(to_word(&trigger)?));
    }
    if let Some(since) = filter.since {
        query = query.filter(runs::started_at.ge(stamp(since)));
    }
    if let Some(before) = filter.before {
        query = query.filter(runs::started_at.lt(stamp(before)));
    }
    Ok(query)
}

impl Store {
    /// Runs of a job, the newest first, so many at most behind so many.
    pub fn runs_begun(&self, filter: BegunFilter<'_>, skip: u64, most: u64) -> Result<Vec<Run>, StoreError> {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.read(message::state::listing_runs(), |database| {
            let found: Vec<RunRow> = begun(filter)?
                .order((runs::started_at.desc(), runs::id.desc()))
                .offset(number(skip))
                .limit(number(most))
                .select(RunRow::as_select())
                .load(database)?;
            found.into_iter().map(RunRow::into_run).collect()
        })
    }

    /// When runs of a job began, the oldest first. Of those of many days nothing else is read.
    pub fn run_begins(&self, filter: BegunFilter<'_>) -> Result<Vec<(RunId, DateTime<Utc>)>, StoreError> {
        self.read(message::state::listing_runs(), |database| {
            let found: Vec<(String, String)> = begun(filter)?
                .order((runs::started_at.asc(), runs::id.asc()))
                .select((runs::id, runs::started_at))
                .load(database)?;
            found.into_iter().map(|(id, begun)| Ok((RunId(id), time(&begun)?))).collect()
        })
    }

    /// The runs of these ids, of a page at most.
    pub fn runs_named(&self, ids: &[&str]) -> Result<Vec<Run>, StoreError> {
        self.read(message::state::listing_runs(), |database| {
            let of_them = runs::table.filter(runs::id.eq_any(ids)).select(RunRow::as_select());
            of_them.load(database)?.into_iter().map(RunRow::into_run).collect()
        })
    }

    /// How many runs of a job there are.
    pub fn run_count(&self, filter: BegunFilter<'_>) -> Result<u64, StoreError> {
        self.read(message::state::listing_runs(), |database| {
            Ok(count(begun(filter)?.count().get_result(database)?))
        })
    }

    /// Runs of a filter by their ids, the newest first, so many at most.
    pub fn runs_page(&self, filter: &RunFilter<'_>, most: usize) -> Result<Vec<Run>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.read(message::state::listing_runs(), |database| {
            let mut query =
                runs::table.order(runs::id.desc()).limit(most).select(RunRow::as_select()).into_boxed();
            if let Some(job) = filter.job {
                query = query.filter(runs::job.eq(job));
            }
            if let Some(seen) = filter.seen {
                query = query.filter(runs::job.eq_any(seen));
            }
            if let Some(state) = filter.state {
                query = query.filter(runs::state.eq(state.as_str()));
            }
            if let Some(since) = filter.since {
                query = query.filter(runs::started_at.ge(stamp(since)));
            }
            if let Some(behind) = filter.behind {
                query = query.filter(runs::id.lt(behind));
            }
            query.load(database)?.into_iter().map(RunRow::into_run).collect()
        })
    }
}
