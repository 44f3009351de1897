//! Runs page by page, for lists that are longer than anybody reads.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::runs::RunRow;
use super::schema::runs;
use super::stamp::stamp;
use super::{Store, StoreError};
use crate::message;
use crate::model::{Run, RunState};

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

impl Store {
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
