//! The ledger of ownership: source key ↔ remote id, with what is remembered of the item.

use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::schema::links;
use super::stamp::{count, from_word, number, to_word};
use super::{Store, StoreError, remembered};
use crate::message;
use crate::model::link::LinkLine;
use crate::model::{ClassName, Link};

insert!(insert_links, links, LinkRow);

/// What is read of a link besides what it is found by, as [`Columns`].
pub(super) const COLUMNS: (
    links::source_key,
    links::remote_id,
    links::ownership,
    links::remembered,
    links::absent_runs,
    links::retired_at,
) = (
    links::source_key,
    links::remote_id,
    links::ownership,
    links::remembered,
    links::absent_runs,
    links::retired_at,
);

/// Values of one `IN (…)`; SQLite takes 32,766 bound values in a statement.
const KEYS: usize = 500;

/// What a link is found by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LinkKey {
    /// Name of the system.
    pub system: String,
    /// Job.
    pub job: String,
    /// Class of the item.
    pub class: ClassName,
    /// The record's key in its source.
    pub source_key: String,
}

#[derive(Insertable)]
#[diesel(table_name = links, treat_none_as_default_value = false)]
pub(super) struct LinkRow {
    system: String,
    job: String,
    class: String,
    source_key: String,
    remote_id: i64,
    ownership: String,
    remembered: String,
    absent_runs: i64,
    retired_at: Option<String>,
}

impl LinkRow {
    fn of(link: &Link) -> Result<Self, Fault> {
        Ok(Self {
            system: link.system.clone(),
            job: link.job.clone(),
            class: link.class.as_str().to_owned(),
            source_key: link.source_key.clone(),
            remote_id: link.remote_id,
            ownership: to_word(&link.ownership)?,
            remembered: remembered::write(&link.remembered)?,
            absent_runs: number(link.absent_runs.into()),
            retired_at: link.retired_at.clone(),
        })
    }
}

impl Store {
    /// All links of a job to items of a class, sorted by source key.
    #[cfg(feature = "open")]
    pub fn links(&self, system: &str, job: &str, class: &ClassName) -> Result<Vec<Link>, StoreError> {
        let mut links = Vec::new();
        self.each_link(system, job, class, |link| links.push(link))?;
        // Not sorted by the database: PostgreSQL sorts text by the rules of its locale.
        links.sort_unstable_by(|one, other| one.source_key.cmp(&other.source_key));
        Ok(links)
    }

    /// Hands every link of a job to items of a class to `take`, by rising remote id, so that they
    /// never stand in memory all at once.
    pub fn each_link(
        &self,
        system: &str,
        job: &str,
        class: &ClassName,
        mut take: impl FnMut(Link),
    ) -> Result<(), StoreError> {
        self.each_row(system, job, class, |row| {
            take(self.read(message::state::reading_links(), |_| link(system, job, class, row.clone()))?);
            Ok(())
        })
    }

    /// Rows of links in pages, by rising remote id.
    fn each_row(
        &self,
        system: &str,
        job: &str,
        class: &ClassName,
        mut take: impl FnMut(Columns) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        const PAGE: i64 = 5_000;
        let mut above = i64::MIN;
        loop {
            let page = self.read(message::state::reading_links(), |database| {
                let rows: Vec<Columns> = links::table
                    .filter(
                        links::system.eq(system).and(links::job.eq(job)).and(links::class.eq(class.as_str())),
                    )
                    .filter(links::remote_id.gt(above))
                    .order(links::remote_id.asc())
                    .limit(PAGE)
                    .select(COLUMNS)
                    .load(database)?;
                Ok(rows)
            })?;
            let last = page.last().map(|row| row.1);
            page.into_iter().try_for_each(&mut take)?;
            match last {
                Some(last) => above = last,
                None => return Ok(()),
            }
        }
    }

    /// As [`Store::each_link`], without the parts of a link that only writing needs.
    pub fn each_link_line(
        &self,
        system: &str,
        job: &str,
        class: &ClassName,
        mut take: impl FnMut(LinkLine<'_>),
    ) -> Result<(), StoreError> {
        self.each_row(system, job, class, |row| {
            take(self.read(message::state::reading_links(), |_| line(&row))?);
            Ok(())
        })
    }

    /// Writes links whole, all or nothing. A link of the same job and class under another source
    /// key that has the same remote id goes: the record was renamed. Of two links in `links` with
    /// the same source key or remote id the later one stays.
    pub fn upsert_links(&self, links: &[Link]) -> Result<(), StoreError> {
        self.write(message::state::writing_links(), |database| put(database, links))
    }
}

/// Source key, remote id, ownership, what is remembered, absent runs, time of retirement.
pub(super) type Columns = (String, i64, String, String, i64, Option<String>);

pub(super) fn link(system: &str, job: &str, class: &ClassName, row: Columns) -> Result<Link, Fault> {
    let (source_key, remote_id, ownership, remembered, absent_runs, retired_at) = row;
    Ok(Link {
        system: system.to_owned(),
        job: job.to_owned(),
        class: class.clone(),
        remote_id,
        ownership: from_word(&ownership)?,
        remembered: remembered::read(&remembered)?.into(),
        absent_runs: runs(absent_runs),
        retired_at,
        source_key,
    })
}

fn runs(stored: i64) -> u32 {
    u32::try_from(count(stored)).unwrap_or(u32::MAX)
}

fn line(row: &Columns) -> Result<LinkLine<'_>, Fault> {
    let (source_key, remote_id, ownership, remembered, absent_runs, retired_at) = row;
    Ok(LinkLine {
        source_key: source_key.as_str().into(),
        remote_id: *remote_id,
        ownership: from_word(ownership)?,
        retired: retired_at.is_some(),
        absent_runs: runs(*absent_runs),
        remembered: remembered::read(remembered)?,
    })
}

type Ledger<'link> = (&'link str, &'link str, &'link str);

fn ledger(link: &Link) -> Ledger<'_> {
    (&link.system, &link.job, link.class.as_str())
}

/// Writes links in the transaction that is open. What stands in the way is deleted first: source
/// keys and remote ids may have changed places among the links.
pub(super) fn put(database: &mut Database, links: &[Link]) -> Result<(), Fault> {
    let mut by_ledger: BTreeMap<Ledger<'_>, Vec<&Link>> = BTreeMap::new();
    for link in links {
        by_ledger.entry(ledger(link)).or_default().push(link);
    }
    for (ledger, links) in by_ledger {
        let links = latest(links);
        let keys: Vec<&str> = links.iter().map(|link| link.source_key.as_str()).collect();
        delete_by_key(database, ledger, &keys)?;
        for ids in links.chunks(KEYS) {
            let ids: Vec<i64> = ids.iter().map(|link| link.remote_id).collect();
            let (system, job, class) = ledger;
            diesel::delete(
                links::table
                    .filter(links::system.eq(system).and(links::job.eq(job)).and(links::class.eq(class)))
                    .filter(links::remote_id.eq_any(ids)),
            )
            .execute(database)?;
        }
        let rows = links.into_iter().map(LinkRow::of).collect::<Result<Vec<_>, _>>()?;
        insert_links(database, &rows)?;
    }
    Ok(())
}

/// Deletes links in the transaction that is open.
pub(super) fn forget(database: &mut Database, keys: &[LinkKey]) -> Result<(), Fault> {
    let mut by_ledger: BTreeMap<Ledger<'_>, Vec<&str>> = BTreeMap::new();
    for key in keys {
        by_ledger.entry((&key.system, &key.job, key.class.as_str())).or_default().push(&key.source_key);
    }
    for (ledger, keys) in by_ledger {
        delete_by_key(database, ledger, &keys)?;
    }
    Ok(())
}

/// Without the links that a later one of the list replaces.
fn latest(links: Vec<&Link>) -> Vec<&Link> {
    let mut keys = HashSet::new();
    let mut ids = HashSet::new();
    let mut latest: Vec<&Link> = Vec::with_capacity(links.len());
    for link in links.into_iter().rev() {
        if keys.insert(link.source_key.as_str()) & ids.insert(link.remote_id) {
            latest.push(link);
        }
    }
    latest
}

fn delete_by_key(
    database: &mut Database,
    (system, job, class): Ledger<'_>,
    source_keys: &[&str],
) -> Result<usize, Fault> {
    let mut deleted = 0;
    for keys in source_keys.chunks(KEYS) {
        deleted += diesel::delete(
            links::table
                .filter(links::system.eq(system).and(links::job.eq(job)).and(links::class.eq(class)))
                .filter(links::source_key.eq_any(keys.to_vec())),
        )
        .execute(database)?;
    }
    Ok(deleted)
}
