//! Files whose content a job has applied, by SHA-256, so that a job told so skips them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::schema::applied_files;
use super::stamp::stamp;
use super::{Store, StoreError};
use crate::message;
use crate::model::RunId;

insert!(insert_files, applied_files, FileRow);

#[derive(Insertable)]
#[diesel(table_name = applied_files)]
pub(super) struct FileRow {
    job: String,
    sha256: String,
    path: String,
    run: String,
    applied_at: String,
}

impl Store {
    /// True when `job` has applied a file with this content (SHA-256 in hex).
    pub fn file_applied(&self, job: &str, sha256: &str) -> Result<bool, StoreError> {
        self.read(message::state::looking_for_an_applied_file(), |database| {
            let found: Option<String> = applied_files::table
                .find((job, sha256))
                .select(applied_files::sha256)
                .first(database)
                .optional()?;
            Ok(found.is_some())
        })
    }

    /// Remembers that `job` applied these files, each a path and the SHA-256 of its content in hex.
    pub fn record_files(
        &self,
        run: &RunId,
        job: &str,
        files: &[(String, String)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(message::state::remembering_applied_files(), |database| {
            for (path, sha256) in files {
                diesel::delete(applied_files::table.find((job, sha256))).execute(database)?;
                let row = FileRow {
                    job: job.to_owned(),
                    sha256: sha256.clone(),
                    path: path.clone(),
                    run: run.0.clone(),
                    applied_at: stamp(now),
                };
                insert_files(database, &[row])?;
            }
            Ok(())
        })
    }
}
