//! The item of a record, as a person says it: linked, or no longer, between two runs of the job. The item itself is
//! not touched.

use std::collections::BTreeSet;

use super::connect;
use super::decide::{Undecided, reason};
use super::of_job::mappings;
use super::{settle, this_node};
use crate::message;
use crate::model::link_change::Decided;
use crate::model::project::Project;
use crate::model::said::Say as _;
use crate::model::{ClassName, Job, Said};
use crate::store::{Edited, ItemEdit, LinkKey, Sharing, Store, StoreError};

/// Most characters of a key.
const LONGEST_KEY: usize = 500;

/// Classes of the items that a job keeps, sorted.
pub fn classes(project: &Project, job: &Job) -> BTreeSet<ClassName> {
    mappings(project, job).into_iter().map(|mapping| mapping.class.clone()).collect()
}

/// The record of a job that is meant by a key, and by its class where the job keeps several.
///
/// # Errors
/// The key is blank or too long; the job keeps no such class, or several of which none is named.
pub fn record(
    project: &Project,
    store: &Store,
    job: &Job,
    key: &str,
    class: Option<&str>,
) -> Result<LinkKey, Undecided> {
    if key.trim().is_empty() || key.chars().count() > LONGEST_KEY {
        return Err(Undecided::Usage(message::item_links::no_key(LONGEST_KEY).said()));
    }
    let links = store.links_of_key(&job.system, job.name.as_str(), key)?;
    let linked = || links.iter().map(|link| link.class.clone()).collect::<BTreeSet<_>>();
    let mut classes = classes(project, job);
    let found = match class {
        // What the job kept before its mapping was taken away can still be let go of.
        Some(class) => classes.into_iter().chain(linked()).find(|known| known.as_str() == class),
        None => {
            if classes.len() > 1 && links.len() == 1 {
                classes = linked();
            }
            (classes.len() == 1).then(|| classes.pop_first()).flatten()
        }
    };
    let class = found.ok_or_else(|| {
        let known = message::list::all_of(self::classes(project, job));
        let why = match class {
            Some(class) => message::item_links::no_class(&job.name, class, known),
            None => message::item_links::which_class(&job.name, known),
        };
        Undecided::Usage(why.said())
    })?;
    let (system, source_key) = (job.system.clone(), key.to_owned());
    Ok(LinkKey { system, job: job.name.to_string(), class, source_key })
}

/// An item as its system shows it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundItem {
    /// Id.
    pub id: i64,
    /// What it is called.
    pub name: String,
}

/// Looks for an item at its system.
///
/// # Errors
/// There is none, it is in the trash, or it is not shown to us; the system does not answer.
pub async fn look(project: &Project, key: &LinkKey, id: i64) -> Result<FoundItem, Undecided> {
    let desk = connect::open_target(project, &key.system).await?;
    let schema = desk.target.schema();
    let column = schema.name_column(&key.class);
    let kind = schema.kind_of(&column).unwrap_or_else(|| schema.line());
    let found = desk.target.items_by_id(&key.class, &[(column, kind)], &[id]).await;
    desk.close().await;
    let found = found.map_err(anyhow::Error::from)?;
    let item = found.into_iter().find(|item| item.id == id);
    let item = item.ok_or_else(|| {
        let class = schema.class_called(&key.class);
        Undecided::Usage(message::item_links::no_item(class, id, &key.system).said())
    })?;
    let name = item.values.first().map(ToString::to_string).unwrap_or_default();
    match item.trashed {
        true => Err(Undecided::Usage(message::item_links::trashed(id).said())),
        false => Ok(FoundItem { id, name }),
    }
}

/// Records of other jobs, of their key and job, in words.
pub fn in_words(others: &[(String, String)]) -> Said {
    message::list::all_of(others.iter().map(|(key, job)| message::item_links::record_of_job(key, job)))
}

/// That a link may be changed so, and why, where that is said.
///
/// # Errors
/// The job asks for a reason, and there is none; it is so already, or there is none to take away; the item is that of
/// another record, of another job where nobody said that it is shared; a run of the job is under way.
pub fn may_change(
    project: &Project,
    store: &Store,
    job: &Job,
    edit: ItemEdit<'_>,
    why: Option<&str>,
) -> Result<Option<String>, Undecided> {
    let key = edit.key;
    match (edit.seen, edit.to) {
        (None, None) => {
            return Err(Undecided::Usage(message::item_links::none(&key.source_key, &key.job).said()));
        }
        (Some(seen), Some(to)) if seen == to.item => {
            return Err(Undecided::Usage(message::item_links::is_so_already(&key.source_key, seen).said()));
        }
        (_, _) => {}
    }
    if let Some(to) = edit.to
        && let Some(other) = store.record_of_item(key, to.item)?
    {
        return Err(Undecided::Usage(message::item_links::taken(to.item, other).said()));
    }
    if let (Some(to), Sharing::Unsaid) = (edit.to, edit.sharing) {
        let others = store.other_jobs_of_item(key, to.item)?;
        if !others.is_empty() {
            return Err(Undecided::Usage(message::item_links::shared(to.item, in_words(&others)).said()));
        }
    }
    settle::interrupt_dead_runs(&project.webhooks, store, &key.job, &this_node())?;
    if let Some(run) = store.running(&key.job)? {
        let busy = message::state::already_running(&run.job, &run.id, &run.node, run.alive_at);
        return Err(Undecided::OutOfDate(busy.said()));
    }
    reason(job, why)
}

/// Changes the link of a record, where it is still what the person saw; `to` is `None` where it goes.
///
/// # Errors
/// As [`may_change`]; it is linked otherwise by now; what the state database says.
pub fn change(
    project: &Project,
    store: &Store,
    job: &Job,
    edit: ItemEdit<'_>,
    decided: Decided<'_>,
) -> Result<(), Undecided> {
    let why = may_change(project, store, job, edit, decided.why)?;
    let key = edit.key;
    match store.change_item_link(edit, Decided { why: why.as_deref(), ..decided }) {
        Ok(Edited::Done) => Ok(()),
        Ok(Edited::Moved | Edited::Shared) => {
            Err(Undecided::OutOfDate(message::item_links::moved(&key.source_key).said()))
        }
        Ok(Edited::Taken(other)) => {
            let item = edit.to.map_or(0, |to| to.item);
            Err(Undecided::Usage(message::item_links::taken(item, other).said()))
        }
        Err(error @ StoreError::AlreadyRunning { .. }) => Err(Undecided::OutOfDate(error.said())),
        Err(error) => Err(error.into()),
    }
}
