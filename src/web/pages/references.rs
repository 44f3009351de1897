//! Reference data of desks as it was last pulled: what a ticket may name, since when it is known, and what is not there
//! any more. No desk is asked.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::run::said;
use super::shown;
use crate::model::refs::KnownRef;
use crate::model::said::Say as _;
use crate::model::ticket::RefKind;
use crate::web::call::{Answer, Call, Fault};
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
    let entries: Vec<Value> = found[paging.range()]
        .iter()
        .map(|known| {
            let entry = &known.entry;
            context! {
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
        Some(system) => format!("stocktake refs list {system}"),
        None => "stocktake refs list".to_owned(),
    };
    let names: Vec<String> = desks.iter().map(|(system, _)| system.clone()).collect();
    let html = page::render(
        call,
        "references.html",
        context! {
            desks => names, system, kinds, kind => kind.map(RefKind::as_str), entries, paging,
            pages_said => said(call, paging), wanted => call.query.filled("q"), command,
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}
