//! What belongs to a job, whoever asks: its day, its mappings, its links.

use std::sync::Arc;

use super::reason::Context as _;
use chrono::{DateTime, Utc};

use crate::message;
use crate::model::job::JobHead;
use crate::model::mapping::Mapping;
use crate::model::project::Project;
use crate::model::{ClassName, Job, Link};
use crate::reconcile::matching::LinkTable;
use crate::store::Store;

/// The date of a run in the zone of its job.
pub fn today(job: &Job, now: DateTime<Utc>) -> chrono::NaiveDate {
    day_of(job.head(), now)
}

/// The same of a job of any kind.
pub fn day_of(job: JobHead<'_>, now: DateTime<Utc>) -> chrono::NaiveDate {
    let zone = job.schedule.map_or(chrono_tz::UTC, |schedule| schedule.zone);
    now.with_timezone(&zone).date_naive()
}

/// The mappings of a job, each once, in the order of its feeds.
pub fn mappings<'p>(project: &'p Project, job: &Job) -> Vec<&'p Arc<Mapping>> {
    let mut mappings: Vec<&Arc<Mapping>> = Vec::new();
    for feed in &job.feeds {
        if let Some(mapping) = project.mappings.get(&feed.mapping)
            && !mappings.iter().any(|known| known.name == mapping.name)
        {
            mappings.push(mapping);
        }
    }
    mappings
}

/// The links of a job to items of a class, indexed.
///
/// # Errors
/// When the state database cannot be read.
pub(super) fn links_of(store: &Store, job: &Job, class: &ClassName) -> anyhow::Result<LinkTable> {
    let mut links = LinkTable::default();
    store
        .each_link_line(&job.system, job.name.as_str(), class, |link| links.push(link))
        .with_context(|| message::survey::cannot_read_links_of(&job.name))?;
    links.index();
    Ok(links)
}

/// The link of an item.
pub(super) fn known_link(
    store: &Store,
    job: &Job,
    class: &ClassName,
    item: i64,
) -> anyhow::Result<Option<Link>> {
    let mut known = None;
    store.each_link(&job.system, job.name.as_str(), class, |link| {
        if link.remote_id == item {
            known = Some(link);
        }
    })?;
    Ok(known)
}
