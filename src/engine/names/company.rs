//! Companies and sites of our sources → companies of a desk, through links.

use super::{Directory, RefEntry, RefKind};
use crate::message;
use crate::model::Said;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::reconcile::names::fold;

/// The link of a company or of its site at a desk: that of the site, else that of the company. Of
/// several of the same company and site the first counts.
pub fn link_of<'l>(
    links: &'l [CompanyLink],
    desk: &str,
    company: &str,
    site: Option<&str>,
) -> Option<&'l CompanyLink> {
    let is = |link: &&CompanyLink, site: Option<&str>| {
        let same_site = match (&link.site, site) {
            (Some(theirs), Some(ours)) => fold(theirs) == fold(ours),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        link.desk == desk && fold(&link.company) == fold(company) && same_site
    };
    let of_site = site.and_then(|site| links.iter().find(|link| is(link, Some(site))));
    of_site.or_else(|| links.iter().find(|link| is(link, None)))
}

impl Directory {
    /// The company of the desk for a company and a site of ours.
    pub(super) fn company(&self, name: &str, site: Option<&str>) -> Result<&RefEntry, Said> {
        match link_of(&self.links, &self.place.name, name, site) {
            None => self.one(RefKind::Company, name, None, &|_| true),
            Some(link) => self.target(link),
        }
    }

    /// The company that a link leads to.
    pub(super) fn target(&self, link: &CompanyLink) -> Result<&RefEntry, Said> {
        let who = whose(link);
        match &link.to {
            LinkedTo::Nothing => Err(message::names::no_company(&who, &self.place.name).said()),
            LinkedTo::Company(to) => self
                .one(RefKind::Company, to, None, &|_| true)
                .map_err(|error| message::names::link_leads_there(&error, &who).said()),
        }
    }

    /// Links of this desk that lead nowhere, each with the reason.
    pub fn link_problems(&self) -> Vec<(&CompanyLink, Said)> {
        let leads = |link: &CompanyLink| match &link.to {
            LinkedTo::Nothing => None,
            LinkedTo::Company(_) => self.target(link).err(),
        };
        self.links.iter().filter_map(|link| leads(link).map(|problem| (link, problem))).collect()
    }
}

/// A company or a site, as messages name it.
fn whose(link: &CompanyLink) -> Said {
    match &link.site {
        Some(site) => message::company_links::site_of(site, &link.company).said(),
        None => format!("`{}`", link.company).into(),
    }
}
