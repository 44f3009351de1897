//! `links.toml`: which company of a desk stands for a company or a site of our sources.

use super::desk::desk;
use super::names::Names;
use super::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::links::{RawLink, RawLinks};
use crate::message::config::label;
use crate::message::{self, Message};
use crate::model::company_link::{CompanyLink, FiledLink, LinkedTo};

/// Checks `links.toml`; the links are sorted.
pub(in crate::config) fn links(check: &mut FileCheck<'_>, names: &Names, raw: &RawLinks) -> Vec<FiledLink> {
    let mut links: Vec<FiledLink> = Vec::new();
    for raw in &raw.link {
        let link = link(check, names, raw);
        let same = |FiledLink { link: other, .. }: &FiledLink| {
            (&other.company, &other.site, &other.desk) == (&link.company, &link.site, &link.desk)
        };
        if links.iter().any(same) {
            let of = link.site.as_ref().map(message::config::links::of_site);
            let message = message::config::links::linked_already(&link.company, of, &link.desk);
            check
                .report(code::TWICE, &raw.span, message)
                .label(label::second_time())
                .help(message::config::links::keep_one());
        }
        let before = check.text().get(..raw.span.start).unwrap_or_default();
        links.push(FiledLink { link, line: before.matches('\n').count() + 1 });
    }
    links.sort();
    links
}

fn link(check: &mut FileCheck<'_>, names: &Names, raw: &At<RawLink>) -> CompanyLink {
    let mut text = |at: Option<&At<String>>, key: &str, help: Message| match at {
        Some(text) => check.filled(text).trim().to_owned(),
        None => {
            check.missing(&raw.span, key, help);
            String::new()
        }
    };
    let help = message::config::links::company_missing();
    let company = text(raw.company.as_ref(), "company", help);
    let of_desk = text(raw.desk.as_ref(), "desk", message::config::links::desk_missing());
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
                check
                    .report(code::BLANK, &to.span, message::config::value::must_not_be_blank())
                    .label(label::blank());
            }
            if let Some(inherit) = inherit {
                check
                    .report(code::EXACTLY_ONE, &inherit.span, message::config::links::nothing_inherited())
                    .label(label::leave_it_out())
                    .help(message::config::links::to_or_inherit());
            }
            LinkedTo::Company(to.0.trim().to_owned())
        }
        (None, Some(inherit)) if inherit.value => {
            check
                .report(code::WITHOUT_EFFECT, &inherit.span, message::config::links::site_inherits())
                .label(label::says_nothing())
                .help(message::config::links::leave_whole_link_out());
            LinkedTo::Nothing
        }
        (None, Some(inherit)) => {
            if raw.site.is_none() && !check.was_lost(&raw.span, "site") {
                check
                    .report(code::TOGETHER, &inherit.span, message::config::links::inherit_without_site())
                    .label(label::company_inherits_nothing())
                    .help(message::config::links::name_the_site());
            }
            LinkedTo::Nothing
        }
        (None, None) => {
            let help = message::config::links::to_missing();
            if !check.was_lost(&raw.span, "inherit") {
                check.missing(&raw.span, "to", help);
            }
            LinkedTo::Nothing
        }
    }
}
