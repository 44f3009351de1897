//! `links.toml`: which company of a desk stands for a company or a site of our sources.

use super::desk::desk;
use super::names::Names;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::links::{RawLink, RawLinks};
use crate::model::company_link::{CompanyLink, LinkedTo};

/// Checks `links.toml`; the links are sorted.
pub(in crate::config) fn links(check: &mut FileCheck<'_>, names: &Names, raw: &RawLinks) -> Vec<CompanyLink> {
    let mut links: Vec<CompanyLink> = Vec::new();
    for raw in &raw.link {
        let link = link(check, names, raw);
        let same = |other: &CompanyLink| {
            (&other.company, &other.site, &other.desk) == (&link.company, &link.site, &link.desk)
        };
        if links.iter().any(same) {
            let of = link.site.as_ref().map_or_else(String::new, |site| format!(", site `{site}`,"));
            let message = format!("the company `{}`{of} has a link to `{}` already", link.company, link.desk);
            check.report(code::TWICE, &raw.span, message).label("a second time").help("keep one of them");
        }
        links.push(link);
    }
    links.sort();
    links
}

fn link(check: &mut FileCheck<'_>, names: &Names, raw: &At<RawLink>) -> CompanyLink {
    let mut text = |at: Option<&At<String>>, key: &str, help: &str| match at {
        Some(text) => check.filled(text).trim().to_owned(),
        None => {
            check.missing(&raw.span, key, help);
            String::new()
        }
    };
    let help = "the company as sources and monitors name it: company = \"Fabrikam\"";
    let company = text(raw.company.as_ref(), "company", help);
    let of_desk = text(raw.desk.as_ref(), "desk", "a desk of stocktake.toml: desk = \"glpi\"");
    if let Some(name) = &raw.desk {
        desk(check, names, name);
    }
    let site = raw.site.as_ref().map(|site| check.filled(site).trim().to_owned());
    CompanyLink { company, site, desk: of_desk, to: linked_to(check, raw) }
}

fn linked_to(check: &mut FileCheck<'_>, raw: &At<RawLink>) -> LinkedTo {
    match (&raw.to, &raw.inherit) {
        (Some(to), inherit) => {
            if to.0.trim().is_empty() {
                check.report(code::BLANK, &to.span, "this must not be blank").label("blank");
            }
            if let Some(inherit) = inherit {
                check
                    .report(code::EXACTLY_ONE, &inherit.span, "with `to`, nothing is inherited")
                    .label("leave it out")
                    .help("to = \"…\" for a company of the desk, or inherit = false for none");
            }
            LinkedTo::Company(to.0.trim().to_owned())
        }
        (None, Some(inherit)) if inherit.value => {
            check
                .report(code::WITHOUT_EFFECT, &inherit.span, "a site inherits unless it is said otherwise")
                .label("says nothing")
                .help("leave the whole link out, or write inherit = false");
            LinkedTo::Nothing
        }
        (None, Some(inherit)) => {
            if raw.site.is_none() && !check.was_lost(&raw.span, "site") {
                check
                    .report(code::TOGETHER, &inherit.span, "`inherit` goes with `site`")
                    .label("a company inherits from nobody")
                    .help("name the site, or leave the link out: a company without a link is found by its own name");
            }
            LinkedTo::Nothing
        }
        (None, None) => {
            let help = "the company of the desk: to = \"Root entity > Fabrikam\"; inherit = false for a site that has none there";
            if !check.was_lost(&raw.span, "inherit") {
                check.missing(&raw.span, "to", help);
            }
            LinkedTo::Nothing
        }
    }
}
