//! What `check` finds in the sources of jobs: a file or a sheet that is not there, columns that a mapping wants
//! and its file lacks. Files come and go, so that none of it is a problem of the configuration.

use std::time::SystemTime;

use crate::engine::read::{FeedFiles, FeedReader, Input};
use crate::engine::reason;
use crate::message;
use crate::model::job::{Feed, SourceSpec};
use crate::model::project::Project;
use crate::model::{JobName, Said};
use crate::reconcile::transform::{lacking, told_of};
use crate::systems::files::{self, FoundFile};

/// What there is to say of the sources of every job, one line each.
pub(super) fn lines(project: &Project) -> Vec<Said> {
    let items = project.jobs.values().flat_map(|job| job.feeds.iter().map(move |feed| (&job.name, feed)));
    let events = project.ticket_jobs.values();
    let events = events.flat_map(|job| job.feeds.iter().map(move |feed| (&job.name, &feed.feed)));
    let refs = project.refs_jobs.values();
    let refs = refs.flat_map(|job| job.feeds.iter().map(move |feed| (&job.name, &feed.feed)));
    items.chain(events).chain(refs).flat_map(|(job, feed)| of_feed(project, job, feed)).collect()
}

fn of_feed(project: &Project, job: &JobName, feed: &Feed) -> Vec<Said> {
    match looked(project, feed) {
        Ok(lines) => lines,
        Err(error) => {
            let of = message::run::feed_of(&feed.mapping, job);
            vec![message::check::source(of, reason::of(&error)).said()]
        }
    }
}

/// Of many files that are a record each, so many show which columns there are.
const ENOUGH: usize = 20;

/// The first file of a feed against its mapping. Nothing waits until it is whole: only its header is read.
fn looked(project: &Project, feed: &Feed) -> anyhow::Result<Vec<Said>> {
    // A system is asked with `--connect` only.
    let Some(mapping) = project.mappings.get(&feed.mapping).filter(|_| feed.source.from.is_none()) else {
        return Ok(Vec::new());
    };
    let find = |source: &SourceSpec| files::find(source, &project.folder, SystemTime::now());
    let mut lookups: Vec<FoundFile> = Vec::new();
    for lookup in &feed.source.lookups {
        lookups.extend(find(&lookup.source(feed.source.settle))?);
    }
    let read: Vec<Input> =
        find(&feed.source)?.into_iter().map(|file| Input { file, sha256: String::new() }).collect();
    let found =
        FeedFiles { feed, read, skipped: Vec::new(), lookups, fetched: None, fetched_lookups: Vec::new() };
    let reader = FeedReader::new(project, &found)?;
    let Some(mut reading) = found.readings().next() else { return Ok(Vec::new()) };
    reading.files.truncate(ENOUGH);
    let header = reader.rows(&reading, mapping)?.header();
    let unused = reader.unused(mapping, &header);
    let mut lines: Vec<Said> =
        told_of(&lacking(mapping, &header, &unused), &reading.shown).iter().map(|told| told.said()).collect();
    if !unused.is_empty() && !lines.is_empty() {
        let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
        lines.push(message::reading::columns_unused(&reading.shown, names.join(", ")).said());
    }
    Ok(lines)
}
