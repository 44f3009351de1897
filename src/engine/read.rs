//! The files of a job: found, settled, told from those that were applied before.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use super::reason::Context as _;
use sha2::{Digest as _, Sha256};

use crate::message;
use crate::model::Job;
use crate::model::Said;
use crate::model::job::{Feed, SourceSpec};
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::record::{Header, fold_name};
use crate::reconcile::transform::{columns, unused};
use crate::store::Store;
use crate::systems::files::{self, FoundFile, LookupTable, Reader, Rows, SourceError};

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
    /// Files into which its rows look, one for each lookup of the feed.
    pub lookups: Vec<FoundFile>,
}

/// Reads the files of one feed.
pub struct FeedReader<'f> {
    reader: Reader,
    source: &'f SourceSpec,
    tables: Vec<Arc<LookupTable>>,
}

impl<'f> FeedReader<'f> {
    /// Reads what the rows of the feed look into.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(project: &Project, feed: &'f FeedFiles<'_>) -> Result<Self, SourceError> {
        let (reader, source) = (reader(project), &feed.feed.source);
        let load = |(rule, file)| files::load(&reader, rule, file).map(Arc::new);
        let tables = source.lookups.iter().zip(&feed.lookups).map(load).collect::<Result<_, _>>()?;
        Ok(Self { reader, source, tables })
    }

    /// Opens one of its files for a mapping.
    ///
    /// # Errors
    /// When it cannot be read, or lacks what the job says of it.
    pub fn rows(&self, file: &FoundFile, mapping: &Mapping) -> Result<Rows, SourceError> {
        self.reader.read_source(file, self.source, &self.tables, &columns(mapping))
    }

    /// The columns of a header that neither the mapping nor a lookup reads.
    pub fn unused(&self, mapping: &Mapping, header: &Header) -> Vec<String> {
        let mut unused = unused(mapping, header);
        let looked = |name: &String| {
            let mut lookups = self.source.lookups.iter();
            lookups.any(|lookup| fold_name(&lookup.column) == fold_name(name))
        };
        unused.retain(|name| !looked(name));
        unused
    }
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
        let mut lookups = Vec::new();
        for lookup in &feed.source.lookups {
            let source = lookup.source(feed.source.settle);
            let found = files::find(&source, &project.folder, SystemTime::now()).with_context(of)?;
            lookups.extend(files::wait_until_unchanged(&found, source.settle).await.with_context(of)?);
        }
        let (mut read, mut skipped) = (Vec::new(), Vec::new());
        for file in found {
            let mut sha256 = files::digest(&file).with_context(of)?;
            if feed.source.once && !lookups.is_empty() {
                // Rows are others when what they look into is another.
                let mut all = Sha256::new_with_prefix(&sha256);
                for lookup in &lookups {
                    all.update(files::digest(lookup).with_context(of)?);
                }
                sha256 = base16ct::lower::encode_string(&all.finalize());
            }
            let known = match store {
                Some(store) if feed.source.once => store.file_applied(job.name.as_str(), &sha256)?,
                Some(_) | None => false,
            };
            if known { skipped.push(file) } else { read.push(Input { file, sha256 }) }
        }
        feeds.push(FeedFiles { feed, read, skipped, lookups });
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
) -> anyhow::Result<Vec<Said>> {
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
                Ok(Some(to)) => notes.push(message::run::file_moved(&input.file.shown, to.display()).said()),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(error = %error, "a file could not be put away");
                    notes.push(message::run::file_not_put_away(&input.file.shown, &error).said());
                }
            }
        }
    }
    Ok(notes)
}
