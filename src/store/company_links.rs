//! Which company of a desk stands for a company or a site of our sources, as people set it by command.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::batch::upsert;
use super::schema::company_links;
use super::stamp::{readable, stamp};
use super::{Store, StoreError};
use crate::message;
use crate::model::company_link::{CompanyLink, LinkedTo};

upsert!(upsert_company_links, company_links, CompanyLinkRow, [company, site, desk], [target, changed_at]);

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

impl Store {
    /// All links, sorted.
    pub fn company_links(&self) -> Result<Vec<CompanyLink>, StoreError> {
        self.read(message::state::reading_links_of_companies(), |database| {
            let rows = company_links::table.select(CompanyLinkRow::as_select()).load(database)?;
            let mut links: Vec<CompanyLink> = rows.into_iter().map(CompanyLinkRow::into_link).collect();
            links.sort();
            Ok(links)
        })
    }

    /// Sets a link in place of that of the same company, site and desk.
    pub fn set_company_link(&self, link: &CompanyLink, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.write(message::state::setting_the_link_of_a_company(), |database| {
            Ok(upsert_company_links(database, &[CompanyLinkRow::of(link, now)])?)
        })
    }

    /// Takes a link away; false when there was none.
    pub fn drop_company_link(
        &self,
        company: &str,
        site: Option<&str>,
        desk: &str,
    ) -> Result<bool, StoreError> {
        let site = readable(site.unwrap_or_default());
        self.write(message::state::taking_away_the_link_of_a_company(), |database| {
            let link = company_links::table.find((readable(company), &site, desk));
            Ok(diesel::delete(link).execute(database)? == 1)
        })
    }
}
