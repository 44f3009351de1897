//! After a run: what source and desk agree on goes into the ledger, so that the next run can tell
//! a hand edit from a change of the source.

use std::collections::HashMap;

use super::reason::Context as _;
use chrono::Utc;

use crate::message;
use crate::model::{ClassName, Link, Remembered};
use crate::reconcile::LinkUpdate;
use crate::store::Store;

/// Links written in one transaction.
const CHUNK: usize = 2000;

/// Updates of one class: of items that were there, and of those that the run created.
#[derive(Default)]
struct Updates {
    by_id: HashMap<i64, LinkUpdate>,
    by_key: HashMap<String, LinkUpdate>,
}

/// Writes the agreed values of records whose item is as it should be, or has just been created: what
/// was written to it stands in its link already.
///
/// # Errors
/// When the state database cannot be written.
pub fn remember(store: &Store, system: &str, job: &str, updates: Vec<LinkUpdate>) -> anyhow::Result<()> {
    let mut by_class: HashMap<ClassName, Updates> = HashMap::new();
    for update in updates {
        let of_class = by_class.entry(update.class.clone()).or_default();
        match update.remote_id {
            Some(id) => of_class.by_id.insert(id, update),
            None => of_class.by_key.insert(update.source_key.clone(), update),
        };
    }
    for (class, Updates { by_id: mut updates, by_key: mut new }) in by_class {
        let mut changed: Vec<Link> = Vec::new();
        let known = |link: Link| {
            if let Some(update) = updates.remove(&link.remote_id) {
                changed.push(merged(link, update));
            } else if let Some(update) = new.remove(&link.source_key) {
                let ownership = link.ownership;
                changed.push(merged(link, LinkUpdate { ownership, ..update }));
            }
        };
        store.each_link(system, job, &class, known).context(message::journal::cannot_read_links())?;
        changed.extend(updates.into_values().map(|update| {
            let link = Link {
                system: system.to_owned(),
                job: job.to_owned(),
                class: class.clone(),
                source_key: update.source_key.clone(),
                remote_id: update.remote_id.unwrap_or_default(),
                ownership: update.ownership,
                remembered: Remembered::default(),
                absent_runs: 0,
                retired_at: None,
            };
            merged(link, update)
        }));
        changed.sort_by(|a, b| a.source_key.cmp(&b.source_key));
        for chunk in changed.chunks(CHUNK) {
            store.upsert_links(chunk).context(message::journal::cannot_write_links())?;
        }
    }
    Ok(())
}

fn merged(mut link: Link, update: LinkUpdate) -> Link {
    link.source_key = update.source_key;
    link.ownership = update.ownership;
    update.lessons.into_iter().for_each(|lesson| link.remembered.learn(lesson));
    if link.remembered.marks.retired.is_some() && link.retired_at.is_none() {
        link.retired_at = Some(Utc::now().to_rfc3339());
    }
    link
}
