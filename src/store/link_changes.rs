//! Links as people change them: each change only where the link is still what the person saw, written down with who
//! and why in the same transaction. The link of an item changes while no run of its job is under way.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::links::{self, COLUMNS, LinkKey, link};
use super::schema::{link_changes, links as ledger};
use super::stamp::{from_word, new_id, readable, stamp, time, to_word};
use super::{Store, StoreError};
use crate::message;
use crate::model::company_link::LinkedTo;
use crate::model::link_change::{ByHand, Changed, Decided, LinkChange, Tie};
use crate::model::{ClassName, Link, Remembered};

insert!(insert_changes, link_changes, ChangeRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = link_changes, treat_none_as_default_value = false)]
pub(super) struct ChangeRow {
    id: String,
    changed_at: String,
    changed_by: String,
    why: Option<String>,
    system: String,
    job: Option<String>,
    class: Option<String>,
    name: String,
    site: Option<String>,
    was: Option<String>,
    becomes: Option<String>,
}

impl ChangeRow {
    fn of(changed: &Changed, decided: Decided<'_>) -> Result<Self, Fault> {
        let own = |text: &String| readable(text);
        let mut row = Self {
            id: new_id(decided.at),
            changed_at: stamp(decided.at),
            changed_by: readable(decided.by),
            why: decided.why.map(readable),
            system: String::new(),
            job: None,
            class: None,
            name: String::new(),
            site: None,
            was: None,
            becomes: None,
        };
        match changed {
            Changed::Company { desk, company, site, was, becomes } => {
                let text = |to: &LinkedTo| match to {
                    LinkedTo::Company(name) => readable(name),
                    // No company is called so.
                    LinkedTo::Nothing => String::new(),
                };
                (row.system, row.name, row.site) = (own(desk), own(company), site.as_ref().map(own));
                (row.was, row.becomes) = (was.as_ref().map(text), becomes.as_ref().map(text));
            }
            Changed::Item { system, job, class, source_key, was, becomes } => {
                let text = |tie: &Tie| Ok::<_, Fault>(format!("{} {}", tie.item, to_word(&tie.ownership)?));
                (row.system, row.name) = (own(system), own(source_key));
                (row.job, row.class) = (Some(own(job)), Some(class.to_string()));
                row.was = was.as_ref().map(text).transpose()?;
                row.becomes = becomes.as_ref().map(text).transpose()?;
            }
        }
        Ok(row)
    }

    fn into_change(self) -> Result<LinkChange, Fault> {
        let changed = match (self.job, self.class) {
            (Some(job), Some(class)) => Changed::Item {
                system: self.system,
                job,
                class: ClassName::from(class.as_str()),
                source_key: self.name,
                was: self.was.as_deref().map(tie).transpose()?,
                becomes: self.becomes.as_deref().map(tie).transpose()?,
            },
            (_, _) => {
                let to = |text: String| match text.is_empty() {
                    true => LinkedTo::Nothing,
                    false => LinkedTo::Company(text),
                };
                Changed::Company {
                    desk: self.system,
                    company: self.name,
                    site: self.site,
                    was: self.was.map(to),
                    becomes: self.becomes.map(to),
                }
            }
        };
        Ok(LinkChange { at: time(&self.changed_at)?, by: self.changed_by, why: self.why, changed })
    }
}

fn tie(text: &str) -> Result<Tie, Fault> {
    let unreadable = || Fault::Unreadable(text.to_owned().into());
    let (item, ownership) = text.split_once(' ').ok_or_else(unreadable)?;
    let item = item.parse().map_err(|_| unreadable())?;
    Ok(Tie { item, ownership: from_word(ownership)? })
}

/// Writes down a change in the transaction that is open.
pub(super) fn note(database: &mut Database, changed: &Changed, decided: Decided<'_>) -> Result<(), Fault> {
    Ok(insert_changes(database, &[ChangeRow::of(changed, decided)?])?)
}

/// Whose changes are told.
#[derive(Debug, Clone, Copy)]
pub enum ChangesOf<'a> {
    /// All of them.
    Everything,
    /// Links of companies to these desks.
    Companies(&'a [&'a str]),
    /// Links of items of these jobs.
    Jobs(&'a [&'a str]),
    /// The link of a record.
    Record(&'a LinkKey),
}

/// How the link of an item is to change.
#[derive(Debug, Clone, Copy)]
pub struct ItemEdit<'a> {
    /// Of which record.
    pub key: &'a LinkKey,
    /// The item that it is linked to, as the person saw it.
    pub seen: Option<i64>,
    /// What it is linked to from now on.
    pub to: Option<Tie>,
    /// Whether that may be the item of a record of another job.
    pub sharing: Sharing,
}

/// Whether an item may be that of another job's record, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nobody said so.
    Unsaid,
    /// The person means it.
    Meant,
}

impl ItemEdit<'_> {
    /// What it makes of a link, as the history tells it.
    pub fn of(&self, known: Option<&Link>) -> Changed {
        Changed::Item {
            system: self.key.system.clone(),
            job: self.key.job.clone(),
            class: self.key.class.clone(),
            source_key: self.key.source_key.clone(),
            was: known.map(|link| Tie { item: link.remote_id, ownership: link.ownership }),
            becomes: self.to,
        }
    }
}

/// What came of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// It is so now.
    Done,
    /// It is not what the person saw any more: nothing was changed.
    Moved,
    /// The item is that of another record, by its key: nothing was changed.
    Taken(String),
    /// The item is that of another job's record, and nobody said that it is to be shared: nothing was changed.
    Shared,
}

impl Store {
    /// Changes that people made, the newest first.
    pub fn link_changes(&self, of: ChangesOf<'_>, most: i64) -> Result<Vec<LinkChange>, StoreError> {
        self.read(message::state::reading_changes_of_links(), |database| newest(database, of, most))
    }

    /// Who linked the items of these links by hand, where the last change of a link by a person did that.
    pub fn linked_by_hand<'l>(
        &self,
        links: impl IntoIterator<Item = &'l Link>,
    ) -> Result<Vec<Option<ByHand>>, StoreError> {
        let links: Vec<&Link> = links.into_iter().collect();
        self.read(message::state::reading_changes_of_links(), |database| {
            let of = |link: &&Link| {
                let key = LinkKey {
                    system: link.system.clone(),
                    job: link.job.clone(),
                    class: link.class.clone(),
                    source_key: link.source_key.clone(),
                };
                let last = newest(database, ChangesOf::Record(&key), 1)?.pop();
                Ok(last.and_then(|change| change.by_hand(link.remote_id)))
            };
            links.iter().map(of).collect()
        })
    }

    /// Changes of links of items of a job since a time.
    pub fn item_links_changed_since(
        &self,
        job: &str,
        since: DateTime<Utc>,
    ) -> Result<Vec<LinkChange>, StoreError> {
        self.read(message::state::reading_changes_of_links(), |database| {
            let rows: Vec<ChangeRow> = link_changes::table
                .filter(link_changes::job.eq(job))
                .filter(link_changes::changed_at.ge(stamp(since)))
                .order(link_changes::changed_at.asc())
                .select(ChangeRow::as_select())
                .load(database)?;
            rows.into_iter().map(ChangeRow::into_change).collect()
        })
    }

    /// The link of a record.
    pub fn item_link(&self, key: &LinkKey) -> Result<Option<Link>, StoreError> {
        self.read(message::state::reading_links(), |database| of_record(database, key))
    }

    /// The record that an item is linked to by the job of another record.
    pub fn record_of_item(&self, key: &LinkKey, item: i64) -> Result<Option<String>, StoreError> {
        self.read(message::state::reading_links(), |database| of_item(database, key, item))
    }

    /// Records of other jobs that an item is linked to: key and job, sorted by job.
    pub fn other_jobs_of_item(&self, key: &LinkKey, item: i64) -> Result<Vec<(String, String)>, StoreError> {
        self.read(message::state::reading_links(), |database| of_other_jobs(database, key, item))
    }

    /// Links of a job at a system under a source key, one for each class that has it.
    pub fn links_of_key(&self, system: &str, job: &str, source_key: &str) -> Result<Vec<Link>, StoreError> {
        self.read(message::state::reading_links(), |database| {
            let rows: Vec<(String, links::Columns)> = ledger::table
                .filter(ledger::system.eq(system).and(ledger::job.eq(job)))
                .filter(ledger::source_key.eq(source_key))
                .order(ledger::class.asc())
                .select((ledger::class, COLUMNS))
                .load(database)?;
            rows.into_iter().map(|(class, row)| link(system, job, &class.as_str().into(), row)).collect()
        })
    }

    /// Changes the link of a record, between two runs of its job.
    ///
    /// # Errors
    /// [`StoreError::AlreadyRunning`] while a run of the job is under way, on whichever machine.
    pub fn change_item_link(&self, edit: ItemEdit<'_>, decided: Decided<'_>) -> Result<Edited, StoreError> {
        let ItemEdit { key, seen, to, sharing } = edit;
        self.between_runs(&key.job, decided.at, message::state::changing_the_link_of_an_item(), |database| {
            let known = of_record(database, key)?;
            if known.as_ref().map(|link| link.remote_id) != seen {
                return Ok(Edited::Moved);
            }
            if let Some(other) = to.map(|tie| of_item(database, key, tie.item)).transpose()?.flatten() {
                return Ok(Edited::Taken(other));
            }
            if let (Some(tie), Sharing::Unsaid) = (to, sharing)
                && !of_other_jobs(database, key, tie.item)?.is_empty()
            {
                return Ok(Edited::Shared);
            }
            links::forget(database, std::slice::from_ref(key))?;
            if let Some(tie) = to {
                links::put(database, &[anew(key, tie)])?;
            }
            note(database, &edit.of(known.as_ref()), decided)?;
            Ok(Edited::Done)
        })
    }
}

fn newest(database: &mut Database, of: ChangesOf<'_>, most: i64) -> Result<Vec<LinkChange>, Fault> {
    let newest = link_changes::table
        .order((link_changes::changed_at.desc(), link_changes::id.desc()))
        .limit(most)
        .select(ChangeRow::as_select())
        .into_boxed();
    let wanted = match of {
        ChangesOf::Everything => newest,
        ChangesOf::Companies(desks) => {
            newest.filter(link_changes::job.is_null()).filter(link_changes::system.eq_any(desks.to_vec()))
        }
        ChangesOf::Jobs(jobs) => newest.filter(link_changes::job.eq_any(jobs.to_vec())),
        ChangesOf::Record(key) => newest
            .filter(link_changes::system.eq(key.system.as_str()))
            .filter(link_changes::job.eq(key.job.as_str()))
            .filter(link_changes::class.eq(key.class.as_str()))
            .filter(link_changes::name.eq(readable(&key.source_key))),
    };
    let rows: Vec<ChangeRow> = wanted.load(database)?;
    rows.into_iter().map(ChangeRow::into_change).collect()
}

/// A link that remembers nothing of its item yet.
fn anew(key: &LinkKey, tie: Tie) -> Link {
    Link {
        system: key.system.clone(),
        job: key.job.clone(),
        class: key.class.clone(),
        source_key: key.source_key.clone(),
        remote_id: tie.item,
        ownership: tie.ownership,
        remembered: Remembered::default(),
        absent_runs: 0,
        retired_at: None,
    }
}

fn of_record(database: &mut Database, key: &LinkKey) -> Result<Option<Link>, Fault> {
    let row: Option<links::Columns> = ledger::table
        .find((&key.system, &key.job, key.class.as_str(), &key.source_key))
        .select(COLUMNS)
        .first(database)
        .optional()?;
    row.map(|row| link(&key.system, &key.job, &key.class, row)).transpose()
}

/// The other record that an item is linked to by the job of a record.
fn of_item(database: &mut Database, key: &LinkKey, item: i64) -> Result<Option<String>, Fault> {
    Ok(ledger::table
        .filter(ledger::system.eq(&key.system).and(ledger::job.eq(&key.job)))
        .filter(ledger::class.eq(key.class.as_str()).and(ledger::remote_id.eq(item)))
        .filter(ledger::source_key.ne(&key.source_key))
        .select(ledger::source_key)
        .first(database)
        .optional()?)
}

/// Key and job of the records of other jobs that an item is linked to.
fn of_other_jobs(database: &mut Database, key: &LinkKey, item: i64) -> Result<Vec<(String, String)>, Fault> {
    Ok(ledger::table
        .filter(ledger::system.eq(&key.system).and(ledger::job.ne(&key.job)))
        .filter(ledger::class.eq(key.class.as_str()).and(ledger::remote_id.eq(item)))
        .order((ledger::job.asc(), ledger::source_key.asc()))
        .select((ledger::source_key, ledger::job))
        .load(database)?)
}
