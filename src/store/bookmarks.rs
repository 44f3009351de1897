//! Up to where a source that gives what has changed was read.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::bookmarks;
use super::stamp::stamp;
use super::{Store, StoreError};
use crate::message;
use crate::model::RunId;

#[derive(Insertable)]
#[diesel(table_name = bookmarks)]
struct BookmarkRow<'a> {
    job: &'a str,
    feed: &'a str,
    value: &'a str,
    run: &'a str,
    kept_at: String,
}

impl Store {
    /// Up to where the last good run of `job` had read a feed; `None`: it has read nothing of it yet.
    pub fn bookmark(&self, job: &str, feed: &str) -> Result<Option<String>, StoreError> {
        self.read(message::state::looking_for_a_bookmark(), |database| {
            Ok(bookmarks::table.find((job, feed)).select(bookmarks::value).first(database).optional()?)
        })
    }

    /// Remembers it.
    pub fn keep_bookmark(
        &self,
        run: &RunId,
        job: &str,
        feed: &str,
        value: &str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(message::state::keeping_a_bookmark(), |database| {
            diesel::delete(bookmarks::table.find((job, feed))).execute(database)?;
            let row = BookmarkRow { job, feed, value, run: &run.0, kept_at: stamp(now) };
            diesel::insert_into(bookmarks::table).values(&row).execute(database)?;
            Ok(())
        })
    }
}
