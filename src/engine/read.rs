//! The files of a job: found, settled, told from those that were applied before.

use std::collections::BTreeMap;
use std::time::SystemTime;

use anyhow::Context;

use crate::message;
use crate::model::Job;
use crate::model::job::Feed;
use crate::model::project::Project;
use crate::store::Store;
use crate::systems::files::{self, FoundFile, Reader};

/// A file that is to be read.
#[derive(Debug, Clone)]
pub struct Input {
    /// The file.
    pub file: FoundFile,
    /// SHA-256 of its content, in hex; empty when the feed does not ask for it.
    pub sha256: String,
}

/// The files of one feed.
#[derive(Debug)]
pub struct FeedFiles<'j> {
    /// The feed.
    pub feed: &'j Feed,
    /// Files that are read.
    pub read: Vec<Input>,
    /// Files that were left out because their content was applied before.
    pub skipped: Vec<FoundFile>,
}

/// Reads the files of a project.
pub fn reader(project: &Project) -> Reader {
    Reader { program: crate::config::program(), limits: project.reading }
}

/// Finds the files of a job and waits until they are complete.
///
/// # Errors
/// A feed without a file, a file that is too old, that does not settle, or that cannot be read.
pub async fn find<'j>(
    project: &Project,
    store: Option<&Store>,
    job: &'j Job,
) -> anyhow::Result<Vec<FeedFiles<'j>>> {
    let mut feeds = Vec::new();
    for feed in &job.feeds {
        let of = || message::run::feed_of(&feed.mapping, &job.name);
        let found = files::find(&feed.source, &project.folder, SystemTime::now()).with_context(of)?;
        let found = files::wait_until_unchanged(&found, feed.source.settle).await.with_context(of)?;
        let (mut read, mut skipped) = (Vec::new(), Vec::new());
        for file in found {
            let sha256 = files::digest(&file).with_context(of)?;
            let known = match store {
                Some(store) if feed.source.once => store.file_applied(job.name.as_str(), &sha256)?,
                Some(_) | None => false,
            };
            if known { skipped.push(file) } else { read.push(Input { file, sha256 }) }
        }
        feeds.push(FeedFiles { feed, read, skipped });
    }
    Ok(feeds)
}

/// Remembers the files of a good run and puts them away.
///
/// # Errors
/// When the state database cannot be written; a file that cannot be moved is logged and stays.
pub fn put_away(
    project: &Project,
    store: &Store,
    job: &Job,
    run: &crate::model::RunId,
    files: &[FeedFiles<'_>],
) -> anyhow::Result<Vec<String>> {
    let mut notes = Vec::new();
    let read: BTreeMap<String, String> = files
        .iter()
        .flat_map(|feed| &feed.read)
        .map(|input| (input.file.shown.to_string(), input.sha256.clone()))
        .collect();
    let read: Vec<(String, String)> = read.into_iter().collect();
    store.record_files(run, job.name.as_str(), &read, chrono::Utc::now())?;
    for feed in files {
        for input in &feed.read {
            if !input.file.path.exists() {
                continue;
            }
            match files::finish(&input.file, &feed.feed.source.after, &project.folder) {
                Ok(Some(to)) => {
                    notes.push(message::run::file_moved(&input.file.shown, to.display()).to_string())
                }
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(error = %error, "a file could not be put away");
                    notes.push(message::run::file_not_put_away(&input.file.shown, &error).to_string());
                }
            }
        }
    }
    Ok(notes)
}
