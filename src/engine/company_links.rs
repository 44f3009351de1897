//! Links of companies as they are listed: those of `links.toml`, those of the state database, and what sites inherit.

use std::collections::BTreeSet;

use serde::Serialize;

use super::names::link_of;
use crate::message;
use crate::model::company_link::CompanyLink;
use crate::model::said::{Said, Say};
use crate::reconcile::names::fold;

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
pub fn is_of(link: &CompanyLink, company: &str, site: Option<&str>, desk: &str) -> bool {
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
