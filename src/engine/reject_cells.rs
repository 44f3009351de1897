//! What stands in the source of the records that a plan rejects. Most reasons are found when all records are known, and
//! then they are gone: the files are read once more, until each of them was met (one in the last row of 100,000 takes a
//! fifth longer). No run fails for it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::rejected_cells::RejectedCells;
use crate::model::{Origin, Reject};
use crate::reconcile::transform;

use super::read::{FeedFiles, FeedReader};

/// The cells of the records that are rejected, as far as the files still have them.
pub(super) fn of_plan(
    project: &Project,
    mappings: &BTreeMap<Arc<str>, Arc<Mapping>>,
    files: &[FeedFiles<'_>],
    rejects: &[Reject],
) -> RejectedCells {
    let mut cells = RejectedCells::default();
    let places = rejects.iter().map(|reject| &reject.origin).filter(|origin| origin.row.is_some());
    let mut wanted: HashSet<&Origin> = places.collect();
    tokio::task::block_in_place(|| {
        for feed in files {
            let Some(mapping) = mappings.get(&feed.feed.mapping) else { continue };
            if let Err(error) = find(project, feed, mapping, &mut wanted, &mut cells) {
                tracing::warn!(%error, "the cells of rejected records could not be read once more");
            }
        }
    });
    cells
}

fn find(
    project: &Project,
    feed: &FeedFiles<'_>,
    mapping: &Mapping,
    wanted: &mut HashSet<&Origin>,
    cells: &mut RejectedCells,
) -> anyhow::Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let reader = FeedReader::new(project, feed)?;
    for reading in feed.readings() {
        let mut rows = reader.rows(&reading, mapping)?;
        let read = transform::columns_read(mapping, &rows.header());
        for record in rows.by_ref().flatten() {
            if wanted.remove(&record.origin) {
                cells.keep(&record, &read);
            }
            if wanted.is_empty() || cells.is_full() {
                return Ok(());
            }
        }
    }
    Ok(())
}
