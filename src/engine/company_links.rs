//! Links of companies: as they are listed, those of `links.toml`, those that people set, and what sites inherit; and
//! as people change them, by command or on a page.

use std::collections::BTreeSet;

use serde::Serialize;

use super::decide::{Undecided, not_too_long};
use super::names::{Directory, link_of};
use super::refs::pull_from;
use crate::message;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::link_change::Decided;
use crate::model::project::Project;
use crate::model::said::{Said, Say};
use crate::model::ticket::{RefEntry, RefKind};
use crate::model::ticket_job::TicketJob;
use crate::reconcile::names::fold;
use crate::store::{Becomes, CompanyEdit, Edited, Store};

/// Where a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Stands {
    /// In `links.toml`.
    #[serde(rename = "links.toml")]
    File,
    /// In the state database.
    #[serde(rename = "state")]
    State,
    /// In the state database, where one of `links.toml` goes before it.
    #[serde(rename = "overruled")]
    Overruled,
    /// Nowhere: the site has that of its company.
    #[serde(rename = "inherited")]
    Inherited,
}

impl Say for Stands {
    fn said(&self) -> Said {
        match self {
            Self::File => "links.toml".into(),
            Self::State => message::company_links::in_state().said(),
            Self::Overruled => message::company_links::overruled().said(),
            Self::Inherited => message::company_links::inherited().said(),
        }
    }
}

/// A link as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Line {
    /// The link.
    #[serde(flatten)]
    pub link: CompanyLink,
    /// Where it stands.
    pub stands: Stands,
}

/// Whether a link is that of a company, or of one of its sites, at a desk.
fn is_of(link: &CompanyLink, company: &str, site: Option<&str>, desk: &str) -> bool {
    let theirs = link.site.as_deref().map(fold);
    link.desk == desk && fold(&link.company) == fold(company) && theirs == site.map(fold)
}

/// Every link, and for each site that a link names what it inherits at the other desks; sorted.
pub fn listed(file: &[CompanyLink], state: &[CompanyLink]) -> Vec<Line> {
    let mut lines: Vec<Line> =
        file.iter().map(|link| Line { link: link.clone(), stands: Stands::File }).collect();
    for link in state {
        let is_overruled =
            file.iter().any(|other| is_of(other, &link.company, link.site.as_deref(), &link.desk));
        let stands = if is_overruled { Stands::Overruled } else { Stands::State };
        lines.push(Line { link: link.clone(), stands });
    }
    let all: Vec<CompanyLink> = file.iter().chain(state).cloned().collect();
    let desks: BTreeSet<&str> = all.iter().map(|link| link.desk.as_str()).collect();
    for known in all.iter().filter(|link| link.site.is_some()) {
        for desk in &desks {
            let inherited = link_of(&all, desk, &known.company, known.site.as_deref());
            let Some(inherited) = inherited.filter(|link| link.site.is_none()) else { continue };
            let link = CompanyLink { site: known.site.clone(), ..inherited.clone() };
            lines.push(Line { link, stands: Stands::Inherited });
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

/// Whose link it is: that of a company, or of one of its sites, at a desk.
#[derive(Debug, Clone, Copy)]
pub struct Whose<'a> {
    /// Company as the sources name it.
    pub company: &'a str,
    /// Its site.
    pub site: Option<&'a str>,
    /// Desk.
    pub desk: &'a str,
}

impl Whose<'_> {
    /// Whether a link is this one.
    pub fn has(&self, link: &CompanyLink) -> bool {
        is_of(link, self.company, self.site, self.desk)
    }
}

impl Say for Whose<'_> {
    fn said(&self) -> Said {
        match self.site {
            Some(site) => message::company_links::site_of(site, self.company).said(),
            None => format!("`{}`", self.company).into(),
        }
    }
}

/// Jobs whose tickets a link of this desk decides about, sorted.
pub fn jobs_of<'p>(project: &'p Project, desk: &str) -> Vec<&'p str> {
    let names = |job: &&TicketJob| job.rules.iter().any(|rule| rule.desk == desk);
    project.ticket_jobs.values().filter(names).map(|job| job.name.as_str()).collect()
}

/// The link that people set of a company or a site; those of `links.toml` are none of them.
///
/// # Errors
/// When the state database cannot be read.
pub fn set_by_people(store: &Store, of: Whose<'_>) -> anyhow::Result<Option<CompanyLink>> {
    Ok(store.company_links()?.into_iter().find(|link| of.has(link)))
}

/// The company of a desk that is meant by a name, a path or an id, as last pulled: how a link names it, and its name
/// and id. By id where the name is not the only one.
///
/// # Errors
/// It is not known there, or several are called so; the state database cannot be read.
pub fn company_of_desk(
    project: &Project,
    store: &Store,
    desk: &str,
    to: &str,
) -> Result<(LinkedTo, RefEntry), Undecided> {
    let directory = Directory::kept(project, store, desk, &BTreeSet::from([RefKind::Company]))?;
    let company = directory.company_named(to).map_err(Undecided::Usage)?;
    let is_plain = directory.company_named(&company.name).is_ok_and(|named| named.id == company.id);
    let name = if is_plain { &company.name } else { &company.id };
    Ok((LinkedTo::Company(name.clone()), company.clone()))
}

/// The same, as the desk shows it now where it is not known.
///
/// # Errors
/// As [`company_of_desk`], and when the desk does not answer.
pub async fn company_asked_for(
    project: &Project,
    store: &Store,
    desk: &str,
    to: &str,
) -> Result<(LinkedTo, RefEntry), Undecided> {
    match company_of_desk(project, store, desk, to) {
        Err(Undecided::Usage(_)) => {
            pull_from(project, store, desk, &[RefKind::Company]).await?;
            company_of_desk(project, store, desk, to)
        }
        known => known,
    }
}

/// Sets a link, where it is still what the person saw: `seen`.
///
/// # Errors
/// It stands in `links.toml`; it is another one by now; what the state database says.
pub fn set(
    project: &Project,
    store: &Store,
    link: &CompanyLink,
    seen: Option<&LinkedTo>,
    decided: Decided<'_>,
) -> Result<(), Undecided> {
    let of = Whose { company: &link.company, site: link.site.as_deref(), desk: &link.desk };
    if of.company.is_empty() {
        let what = message::company_links::the_company();
        return Err(Undecided::Usage(message::company_links::no_name(&what).said()));
    }
    if of.site.is_none() && link.to == LinkedTo::Nothing {
        return Err(Undecided::Usage(message::company_links::only_sites_inherit().said()));
    }
    change(project, store, of, CompanyEdit { link, seen, becomes: Becomes::Set }, decided)
}

/// Takes a link away, where it is still what the person saw.
///
/// # Errors
/// As [`set`], and where there is none.
pub fn unset(
    project: &Project,
    store: &Store,
    of: Whose<'_>,
    seen: Option<&LinkedTo>,
    decided: Decided<'_>,
) -> Result<(), Undecided> {
    let known = set_by_people(store, of)?;
    let link = known.ok_or_else(|| {
        Undecided::OutOfDate(message::company_links::unknown(of, of.desk, Said::default()).said())
    })?;
    change(project, store, of, CompanyEdit { link: &link, seen, becomes: Becomes::Gone }, decided)
}

/// That no link of `links.toml` stands in the way.
///
/// # Errors
/// One does.
pub fn not_in_file(project: &Project, of: Whose<'_>) -> Result<(), Undecided> {
    match project.company_links.iter().any(|filed| of.has(&filed.link)) {
        true => Err(Undecided::Usage(message::company_links::stands_in_file(of, of.desk).said())),
        false => Ok(()),
    }
}

fn change(
    project: &Project,
    store: &Store,
    of: Whose<'_>,
    edit: CompanyEdit<'_>,
    decided: Decided<'_>,
) -> Result<(), Undecided> {
    not_in_file(project, of)?;
    not_too_long(decided.why)?;
    match store.change_company_link(edit, decided)? {
        Edited::Done => Ok(()),
        Edited::Moved | Edited::Taken(_) | Edited::Shared => {
            Err(Undecided::OutOfDate(message::company_links::moved(of, of.desk).said()))
        }
    }
}
