//! Reference data of desks as it was last pulled: what a ticket may name, since when it is known, and what is not there
//! any more. No desk is asked.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};
use uuid::Uuid;

use super::run::said;
use super::shown;
use crate::engine::names::all_links;
use crate::engine::{dictionaries, tell};
use crate::model::CommandLine;
use crate::model::access::Role;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::fold;
use crate::model::project::AnyJob;
use crate::model::refs::KnownRef;
use crate::model::said::Say as _;
use crate::model::ticket::{RefEntry, RefKind};
use crate::web::call::{Answer, Call, Fault, LINKS};
use crate::web::page::{self, Paging};

/// Entries of one page.
const MOST: u64 = 100;

/// `GET /references`
pub fn references(call: &Call) -> Result<Answer, Fault> {
    let (store, locale, now) = (&call.site.store, call.locale(None), Utc::now());
    let mut desks = Vec::new();
    for system in shown::systems(call) {
        let pulls = store.pulls(&system)?;
        if !pulls.is_empty() {
            desks.push((system, pulls));
        }
    }
    let wanted = call.query.filled("system");
    let at = match wanted {
        // A desk that is not shown is no different from one that is not there.
        Some(wanted) => Some(desks.iter().position(|(system, _)| system == wanted).ok_or(Fault::NotFound)?),
        None => (!desks.is_empty()).then_some(0),
    };
    let kind = call.query.filled("kind").and_then(RefKind::from_word);
    let text = call.query.filled("q").map(str::to_lowercase);
    let is_wanted = |known: &KnownRef| {
        let entry = &known.entry;
        let names = entry.also.iter().chain(&entry.class).chain([&entry.id, &entry.name]);
        text.as_deref().is_none_or(|text| names.into_iter().any(|name| name.to_lowercase().contains(text)))
    };
    let mut found = match at {
        Some(at) => store.refs(&desks[at].0, kind)?,
        None => Vec::new(),
    };
    found.retain(is_wanted);
    let paging = Paging::new(call.query.get("page"), found.len() as u64, MOST);
    let links = match at {
        Some(at) => links_of(call, &desks[at].0)?,
        None => Vec::new(),
    };
    let entries: Vec<Value> = found[paging.range()]
        .iter()
        .map(|known| {
            let entry = &known.entry;
            let stands_for: Vec<String> = match entry.kind {
                RefKind::Company => linked_to(&links, entry),
                RefKind::Contact
                | RefKind::Team
                | RefKind::Service
                | RefKind::ServiceElement
                | RefKind::Contract
                | RefKind::Ci
                | RefKind::Category
                | RefKind::Choice => Vec::new(),
            };
            context! {
                stands_for, is_company => entry.kind == RefKind::Company,
                name => entry.name.as_str(), id => entry.id.as_str(), class => entry.class.as_deref(),
                also => entry.also.join(", "), kind => entry.kind.said().text(call.language).to_owned(),
                since => locale.day_of(known.first_seen), seen => locale.clock(known.last_seen, now),
                gone => known.gone_at.map(|gone| locale.day_of(gone)),
            }
        })
        .collect();
    let system = at.map(|at| desks[at].0.as_str());
    let kinds: Vec<Value> = at
        .map(|at| desks[at].1.iter())
        .into_iter()
        .flatten()
        .map(|pull| {
            context! {
                word => pull.kind.as_str(), label => pull.kind.said().text(call.language).to_owned(),
                count => locale.number(pull.count), at => locale.clock(pull.at, now),
                is_shown => kind == Some(pull.kind),
            }
        })
        .collect();
    let command = match system {
        Some(system) => CommandLine::new("refs list").argument(system).to_string(),
        None => "stocktake refs list".to_owned(),
    };
    let names: Vec<String> = desks.iter().map(|(system, _)| system.clone()).collect();
    let html = page::render(
        call,
        "references.html",
        context! {
            desks => names, system, kinds, kind => kind.map(RefKind::as_str), entries, paging,
            pages_said => said(call, paging), wanted => call.query.filled("q"), command,
            refreshed => refreshed(call, system), dictionaries => dictionaries(call),
            may_link => system.is_some_and(|system| call.may_at(system, LINKS)),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// Links to companies of a desk, those of `links.toml` first.
fn links_of(call: &Call, desk: &str) -> Result<Vec<CompanyLink>, Fault> {
    let links = all_links(&call.project, &call.site.store)?;
    Ok(links.into_iter().filter(|link| link.desk == desk).collect())
}

/// Companies and sites of the sources that an entry stands for.
fn linked_to(links: &[CompanyLink], entry: &RefEntry) -> Vec<String> {
    let is_it = |to: &str| {
        to == entry.id || entry.also.iter().chain([&entry.name]).any(|name| fold(name) == fold(to))
    };
    let theirs = links.iter().filter(|link| match &link.to {
        LinkedTo::Company(to) => is_it(to),
        LinkedTo::Nothing => false,
    });
    let name = |link: &CompanyLink| match &link.site {
        Some(site) => format!("{}, {site}", link.company),
        None => link.company.clone(),
    };
    theirs.map(name).collect()
}

/// Jobs that pull the reference data of a desk; without one of every desk.
fn refreshed(call: &Call, system: Option<&str>) -> Vec<Value> {
    let jobs = call.project.refs_jobs.values();
    let jobs = jobs.filter(|job| system.is_none_or(|system| job.desks.iter().any(|desk| desk == system)));
    jobs.filter(|job| call.may(job.name.as_str(), Role::Viewer))
        .map(|job| {
            let name = job.name.as_str();
            let locale = call.locale(Some(AnyJob::Refs(job)));
            context! {
                name, next => tell::next_run(job.head(), Utc::now()).map(|next| locale.moment(next)),
                may_ask => call.may(name, Role::Operator), key => Uuid::now_v7().to_string(),
                command => CommandLine::new("run").argument(name).to_string(),
            }
        })
        .collect()
}

/// Systems that spell names by dictionaries of their own.
fn dictionaries(call: &Call) -> Vec<String> {
    let systems = shown::systems(call);
    systems.into_iter().filter(|system| dictionaries::has(&call.project, system)).collect()
}
