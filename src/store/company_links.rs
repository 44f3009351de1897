//! Which company of a desk stands for a company or a site of our sources, as people set it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::insert;
use super::database::Database;
use super::error::Fault;
use super::link_changes::{Edited, note};
use super::schema::company_links;
use super::stamp::{readable, stamp, time};
use super::{Store, StoreError};
use crate::message;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::fold;
use crate::model::link_change::{Changed, Decided};

insert!(insert_company_links, company_links, CompanyLinkRow);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = company_links, treat_none_as_default_value = false)]
pub(super) struct CompanyLinkRow {
    company: String,
    site: String,
    desk: String,
    target: Option<String>,
    changed_at: String,
}

impl CompanyLinkRow {
    fn of(link: &CompanyLink, now: DateTime<Utc>) -> Self {
        Self {
            company: readable(&link.company),
            site: readable(link.site.as_deref().unwrap_or_default()),
            desk: link.desk.clone(),
            target: match &link.to {
                LinkedTo::Company(name) => Some(readable(name)),
                LinkedTo::Nothing => None,
            },
            changed_at: stamp(now),
        }
    }

    fn into_link(self) -> CompanyLink {
        CompanyLink {
            company: self.company,
            site: Some(self.site).filter(|site| !site.is_empty()),
            desk: self.desk,
            to: self.target.map_or(LinkedTo::Nothing, LinkedTo::Company),
        }
    }
}

/// How the link of a company is to change.
#[derive(Debug, Clone, Copy)]
pub struct CompanyEdit<'a> {
    /// The link from now on; of one that goes the company, site and desk.
    pub link: &'a CompanyLink,
    /// Where it led when the person saw it; `None`: there was none.
    pub seen: Option<&'a LinkedTo>,
    /// Whether it stays.
    pub becomes: Becomes,
}

impl CompanyEdit<'_> {
    /// What it makes of a link, as the history tells it.
    pub fn changed(&self) -> Changed {
        let Self { link, seen, becomes } = *self;
        Changed::Company {
            desk: link.desk.clone(),
            company: link.company.clone(),
            site: link.site.clone(),
            was: seen.cloned(),
            becomes: (becomes == Becomes::Set).then(|| link.to.clone()),
        }
    }
}

/// What becomes of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// It is set.
    Set,
    /// It goes.
    Gone,
}

impl Store {
    /// All links, sorted.
    pub fn company_links(&self) -> Result<Vec<CompanyLink>, StoreError> {
        Ok(self.dated_company_links()?.into_iter().map(|(link, _)| link).collect())
    }

    /// All links with the time since when they are so, sorted.
    pub fn dated_company_links(&self) -> Result<Vec<(CompanyLink, DateTime<Utc>)>, StoreError> {
        self.read(message::state::reading_links_of_companies(), |database| {
            let mut links = all(database)?
                .into_iter()
                .map(|row| {
                    let since = time(&row.changed_at)?;
                    Ok((row.into_link(), since))
                })
                .collect::<Result<Vec<_>, Fault>>()?;
            links.sort();
            Ok(links)
        })
    }

    /// Sets a link in place of that of the same company, site and desk in whatever letters, or takes it away, where it
    /// is still what the person saw.
    pub fn change_company_link(
        &self,
        edit: CompanyEdit<'_>,
        decided: Decided<'_>,
    ) -> Result<Edited, StoreError> {
        let CompanyEdit { link, seen, becomes } = edit;
        self.write(message::state::changing_the_link_of_a_company(), |database| {
            database.link_alone()?;
            let of =
                |link: &CompanyLink| (fold(&link.company), link.site.as_deref().map(fold), link.desk.clone());
            let known = all(database)?.into_iter().map(CompanyLinkRow::into_link);
            let known: Vec<CompanyLink> = known.filter(|known| of(known) == of(link)).collect();
            if known.first().map(|known| &known.to) != seen {
                return Ok(Edited::Moved);
            }
            for old in &known {
                let site = readable(old.site.as_deref().unwrap_or_default());
                let row = company_links::table.find((readable(&old.company), site, &old.desk));
                diesel::delete(row).execute(database)?;
            }
            if becomes == Becomes::Set {
                insert_company_links(database, &[CompanyLinkRow::of(link, decided.at)])?;
            }
            note(database, &edit.changed(), decided)?;
            Ok(Edited::Done)
        })
    }
}

fn all(database: &mut Database) -> Result<Vec<CompanyLinkRow>, Fault> {
    Ok(company_links::table.select(CompanyLinkRow::as_select()).load(database)?)
}
