//! What a directory is built from: the desk's reference data as we keep it, links of companies, and
//! items that inventory jobs keep.

use std::collections::BTreeSet;

use crate::engine::reason::{Context as _, because};
use chrono::{TimeDelta, Utc};

use super::{Directory, Place};
use crate::engine::connect::NamedDesk;
use crate::engine::pull;
use crate::engine::survey;
use crate::message;
use crate::model::ClassName;
use crate::model::clock::SKEW;
use crate::model::company_link::CompanyLink;
use crate::model::project::Project;
use crate::model::ticket::{ItemRef, RefEntry, RefKind};
use crate::model::ticket_job::Ci;
use crate::store::Store;
use crate::systems::desk::Desk;

/// Reference data that is older than this is pulled anew.
const FRESH: TimeDelta = TimeDelta::hours(24);

/// Reference data is not pulled more often for a name that is not found.
const RECENT: TimeDelta = TimeDelta::minutes(15);

/// Kinds of reference data that rules need at a desk.
pub fn wanted_kinds(project: &Project, desk: &str) -> BTreeSet<RefKind> {
    let mut kinds = BTreeSet::new();
    for rule in project.ticket_jobs.values().flat_map(|job| &job.rules).filter(|rule| rule.desk == desk) {
        kinds.extend(rule.names.keys().copied());
        match rule.ci {
            Ci::Nothing => {}
            Ci::Named(_) | Ci::OfHost => {
                kinds.insert(RefKind::Ci);
            }
        }
    }
    if !kinds.is_empty() {
        kinds.insert(RefKind::Company);
    }
    kinds
}

/// Links of companies, those of `links.toml` before those of the state database.
///
/// # Errors
/// When the state database cannot be read.
pub fn all_links(project: &Project, store: &Store) -> anyhow::Result<Vec<CompanyLink>> {
    let mut links = filed(project);
    links.extend(store.company_links()?);
    Ok(links)
}

/// Links of `links.toml`.
pub fn filed(project: &Project) -> Vec<CompanyLink> {
    project.company_links.iter().map(|filed| filed.link.clone()).collect()
}

impl Directory {
    /// For a run: from the state database when every kind that the rules use was pulled within the
    /// last day, else pulled now and kept. A desk that does not answer a pull is looked up in what
    /// is there, however old, when that is complete.
    ///
    /// # Errors
    /// When the state database fails, or a kind was never pulled and cannot be pulled.
    pub async fn load(
        project: &Project,
        store: &Store,
        desk_name: &str,
        desk: &dyn Desk,
    ) -> anyhow::Result<Self> {
        Self::not_older_than(FRESH, project, store, NamedDesk { name: desk_name, desk }).await
    }

    /// Once more, after a name was not found that may be new at the desk: from data that is at most
    /// some minutes old.
    ///
    /// # Errors
    /// As [`Directory::load`].
    pub async fn load_again(
        project: &Project,
        store: &Store,
        desk_name: &str,
        desk: &dyn Desk,
    ) -> anyhow::Result<Self> {
        Self::not_older_than(RECENT, project, store, NamedDesk { name: desk_name, desk }).await
    }

    async fn not_older_than(
        age: TimeDelta,
        project: &Project,
        store: &Store,
        at: NamedDesk<'_>,
    ) -> anyhow::Result<Self> {
        let NamedDesk { name: desk_name, desk } = at;
        let kinds = wanted_kinds(project, desk_name);
        let now = Utc::now();
        let pulls = store.pulls(desk_name)?;
        let pulled = |kind: &RefKind| pulls.iter().find(|pull| pull.kind == *kind);
        let is_fresh =
            |kind: &RefKind| pulled(kind).is_some_and(|pull| pull.at <= now + SKEW && now - pull.at < age);
        let old: Vec<RefKind> = kinds.iter().copied().filter(|kind| !is_fresh(kind)).collect();
        if !old.is_empty()
            && let Err(error) = pull::pull(store, desk_name, desk, &old, now).await
        {
            if old.iter().any(|kind| pulled(kind).is_none()) {
                return Err(because(message::names::not_pulled(desk_name), error));
            }
            tracing::warn!(desk = desk_name, %error, "reference data is old and cannot be pulled");
        }
        Self::kept(project, store, desk_name, &kinds)
    }

    /// From the state database alone: these kinds as last pulled, without what is gone.
    ///
    /// # Errors
    /// When the state database cannot be read, or the system is no desk.
    pub fn kept(
        project: &Project,
        store: &Store,
        desk: &str,
        kinds: &BTreeSet<RefKind>,
    ) -> anyhow::Result<Self> {
        let mut entries: Vec<RefEntry> = Vec::new();
        for kind in kinds {
            let known = store.refs(desk, Some(*kind))?;
            entries
                .extend(known.into_iter().filter(|known| known.gone_at.is_none()).map(|known| known.entry));
        }
        Self::over(project, Some(store), desk, entries)
    }

    /// For a look that keeps nothing: from the state database when every kind that the rules use was
    /// pulled, else from the desk itself.
    ///
    /// # Errors
    /// When the state database or the desk does not answer.
    pub async fn look(
        project: &Project,
        store: Option<&Store>,
        desk_name: &str,
        desk: &dyn Desk,
    ) -> anyhow::Result<Self> {
        let kinds = wanted_kinds(project, desk_name);
        if let Some(store) = store {
            let pulls = store.pulls(desk_name)?;
            if kinds.iter().all(|kind| pulls.iter().any(|pull| pull.kind == *kind)) {
                return Self::kept(project, store, desk_name, &kinds);
            }
        }
        let kinds: Vec<RefKind> = kinds.into_iter().collect();
        let entries = if kinds.is_empty() { Vec::new() } else { desk.refs(&kinds).await? };
        Self::over(project, store, desk_name, entries)
    }

    /// Over these entries of a desk; without a state database the links of `links.toml` only.
    ///
    /// # Errors
    /// As [`Directory::kept`].
    pub fn over(
        project: &Project,
        store: Option<&Store>,
        desk: &str,
        entries: Vec<RefEntry>,
    ) -> anyhow::Result<Self> {
        let form = project.systems.get(desk).and_then(|system| system.tickets);
        let form = form.with_context(|| message::names::no_tickets(desk))?;
        let (links, items) = match store {
            Some(store) => (all_links(project, store)?, host_items(project, store, desk, form.host_classes)?),
            None => (filed(project), Vec::new()),
        };
        Ok(Self::new(Place { name: desk.to_owned(), form }, entries, links, items))
    }
}

/// Items that inventory jobs keep at a desk, by the name that was last written and by the key of
/// the record; nothing when no rule asks for the item of a host.
fn host_items(
    project: &Project,
    store: &Store,
    desk: &str,
    host_classes: &[&str],
) -> anyhow::Result<Vec<(String, ItemRef)>> {
    let mut items = Vec::new();
    let mut rules = project.ticket_jobs.values().flat_map(|job| &job.rules);
    if !rules.any(|rule| rule.desk == desk && rule.ci == Ci::OfHost) {
        return Ok(items);
    }
    for job in project.jobs.values().filter(|job| job.system == desk) {
        let classes: BTreeSet<&ClassName> =
            survey::mappings(project, job).into_iter().map(|mapping| &mapping.class).collect();
        for class in classes.into_iter().filter(|class| host_classes.contains(&class.as_str())) {
            store.each_link_line(desk, job.name.as_str(), class, |link| {
                if link.retired {
                    return;
                }
                let item = ItemRef { class: class.as_str().to_owned(), id: link.remote_id.to_string() };
                let name =
                    link.remembered.values.iter().find(|(path, _)| path == "name").map(|(_, name)| name);
                items.extend(name.map(|name| (name.clone().into_owned(), item.clone())));
                items.push((link.source_key.clone().into_owned(), item));
            })?;
        }
    }
    Ok(items)
}
