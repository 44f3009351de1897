//! Which company of a desk stands for a company or a site of the sources: links of `links.toml`, those that people set, and
//! what sites inherit; and what people changed.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use minijinja::{Value, context};

use super::shown;
use crate::engine::company_links::{Line, Stands, listed};
use crate::engine::names::filed;
use crate::message;
use crate::model::company_link::{CompanyLink, LinkedTo};
use crate::model::said::Say as _;
use crate::store::ChangesOf;
use crate::web::call::{Answer, Call, Fault, LINKS};
use crate::web::page;

/// Changes that are told.
const CHANGES: i64 = 20;

/// `GET /links`
pub fn links(call: &Call) -> Result<Answer, Fault> {
    let systems = shown::systems(call);
    let dated = call.site.store.dated_company_links()?;
    let state: Vec<CompanyLink> = dated.iter().map(|(link, _)| link.clone()).collect();
    let file = filed(&call.project);
    let wanted = call.query.filled("q").map(str::to_lowercase);
    let is_wanted = |text: &str| wanted.as_deref().is_none_or(|wanted| text.to_lowercase().contains(wanted));
    let lines = listed(&file, &state);
    let lines = lines.iter().filter(|line| systems.contains(&line.link.desk)).filter(|line| {
        let to = match &line.link.to {
            LinkedTo::Company(name) => name.as_str(),
            LinkedTo::Nothing => "",
        };
        let site = line.link.site.as_deref().unwrap_or_default();
        [line.link.company.as_str(), site, to].into_iter().any(is_wanted)
    });
    let lines: Vec<Value> = lines
        .map(|line| {
            let since = dated.iter().find(|(link, _)| *link == line.link).map(|(_, since)| *since);
            let since = since.filter(|_| matches!(line.stands, Stands::State | Stands::Overruled));
            context! {
                company => line.link.company.as_str(), site => line.link.site.as_deref(),
                desk => line.link.desk.as_str(), to => to_said(call, &line.link.to), place => place(call, line),
                is_used => line.stands != Stands::Overruled,
                since => since.map(|since| call.locale(None).day_of(since)),
                url => shown::company_link_page(&line.link.desk, &line.link.company, line.link.site.as_deref()),
            }
        })
        .collect();
    let html = page::render(
        call,
        "links.html",
        context! {
            lines, wanted => call.query.filled("q"), desks => desks(call, &systems),
            changes => changes(call, &systems)?, command => "stocktake links list",
            history => "stocktake links history",
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// Where a link leads, in words.
pub fn to_said(call: &Call, to: &LinkedTo) -> String {
    match to {
        LinkedTo::Company(name) => name.clone(),
        LinkedTo::Nothing => call.say(&message::company_links::not_inherited()),
    }
}

/// Where a link stands: of one of the file with its line.
fn place(call: &Call, line: &Line) -> String {
    let filed = call.project.company_links.iter().find(|filed| filed.link == line.link);
    match (line.stands, filed) {
        (Stands::File, Some(filed)) => format!("links.toml:{}", filed.line),
        (stands, _) => stands.said().text(call.language).to_owned(),
    }
}

/// Desks at which who asks may link a company.
fn desks(call: &Call, systems: &BTreeSet<String>) -> Vec<String> {
    let of_people = systems.iter().filter(|system| has_companies(call, system) && call.may_at(system, LINKS));
    of_people.cloned().collect()
}

/// Whether tickets are opened there, of which a company is part.
pub fn has_companies(call: &Call, system: &str) -> bool {
    call.project.systems.get(system).is_some_and(|system| system.tickets.is_some())
}

fn changes(call: &Call, systems: &BTreeSet<String>) -> Result<Vec<Value>, Fault> {
    let systems: Vec<&str> = systems.iter().map(String::as_str).collect();
    let changes = call.site.store.link_changes(ChangesOf::Companies(&systems), CHANGES)?;
    Ok(changes.iter().map(|change| shown::link_change(call, change)).collect())
}
