//! The other jobs of a system that write a class, with what they remember of it.

use std::collections::BTreeSet;

use chrono::Utc;

use crate::model::authority::Silent;
use crate::model::project::Project;
use crate::model::{ClassName, Job};
use crate::reconcile::{OtherJob, Others};
use crate::store::Store;

use super::of_job::{links_of, mappings};

/// Reads what the other jobs remember. Nothing is read for a class that only `job` writes.
///
/// # Errors
/// When the state database cannot be read.
pub fn others(
    project: &Project,
    store: Option<&Store>,
    job: &Job,
    class: &ClassName,
) -> anyhow::Result<Others> {
    let mut others =
        Others { authority: project.authority.get(class).cloned().unwrap_or_default(), ..Others::default() };
    let Some(store) = store else { return Ok(others) };
    let of_system = |other: &&Job| other.system == job.system && other.name != job.name;
    for other in project.jobs.values().filter(of_system) {
        let of_class = mappings(project, other).into_iter().filter(|mapping| mapping.class == *class);
        let fields: Vec<_> = of_class.flat_map(|mapping| &mapping.fields).collect();
        if fields.is_empty() {
            continue;
        }
        let maps: BTreeSet<String> = fields.into_iter().map(|field| field.path()).collect();
        let links = links_of(store, other, class)?;
        let silent = match others.authority.silent_after {
            None => Silent::No,
            Some(limit) => {
                let last = store.last_good_run(other.name.as_str())?;
                let late = |last: &crate::model::Run| {
                    let age = Utc::now() - last.finished_at.unwrap_or(last.started_at);
                    age.to_std().is_ok_and(|age| age > limit)
                };
                if last.as_ref().is_none_or(late) { Silent::Yes } else { Silent::No }
            }
        };
        others.jobs.push(OtherJob { job: other.name.to_string(), links, maps, silent });
    }
    Ok(others)
}
