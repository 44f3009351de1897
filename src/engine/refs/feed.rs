//! Reference data that comes as records: a feed fills the list that is kept of a desk, of the kinds that it names.

use std::collections::BTreeSet;

use chrono::Utc;

use crate::engine::of_job::day_of;
use crate::engine::pull::{Pulled, keep};
use crate::engine::read;
use crate::engine::reason::Context as _;
use crate::engine::rows::each_row;
use crate::message;
use crate::model::project::Project;
use crate::model::refs_job::{RefsFeed, RefsJob};
use crate::model::rejected_cells::RejectedCells;
use crate::model::{Reject, RunId, Said};
use crate::reconcile::reference_row::reference_row;
use crate::store::Store;

/// What a feed brought, and what was found out on the way.
pub(super) struct Brought {
    pub(super) pulled: Pulled,
    pub(super) notes: Vec<Said>,
    pub(super) columns: Vec<Said>,
}

/// Reads a feed whole and keeps it.
///
/// # Errors
/// When its records cannot be had, or one of them cannot be used: the list would not be whole, and nothing is kept. What
/// cannot be used is added to `rejects` in any case, and what stands there to `cells`.
pub(super) async fn fill(
    project: &Project,
    store: &Store,
    job: &RefsJob,
    feed: &RefsFeed,
    (run, rejects, cells): (&RunId, &mut Vec<Reject>, &mut RejectedCells),
) -> anyhow::Result<Brought> {
    let of = || message::run::feed_of(&feed.feed.mapping, &job.name);
    let files = read::find_one(project, None, &job.name, &feed.feed).await.with_context(of)?;
    let mapping = project.mappings.get(&feed.feed.mapping);
    let mapping = mapping.with_context(message::record::mapping_not_there)?;
    let day = (job.name.as_str(), day_of(job.head(), Utc::now()));
    let mut entries = Vec::new();
    let found = tokio::task::block_in_place(|| {
        each_row(project, &files, mapping, day, |record, desired| {
            entries.push(reference_row(mapping, record, desired, &feed.kinds)?);
            Ok(())
        })
    });
    let found = found.with_context(of)?;
    let trouble = found.trouble();
    rejects.extend(found.rejects);
    cells.extend(found.cells);
    if let Some(trouble) = trouble {
        anyhow::bail!(message::refs::not_whole(trouble));
    }
    let pulled = keep(store, &feed.desk, &feed.kinds, &entries, Utc::now())?;
    let mut notes = [found.forms, found.notes].concat();
    notes.extend(read::put_away(project, store, &job.name, run, &[files], &BTreeSet::new()).await?);
    Ok(Brought { pulled, notes, columns: found.columns })
}
