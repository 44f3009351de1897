//! Which company of a desk stands for a company or a site of the sources: links of `links.toml`, those that were set by
//! command, and what sites inherit. They are changed where they stand.

use axum::http::StatusCode;
use minijinja::{Value, context};

use super::shown;
use crate::engine::company_links::{Stands, listed};
use crate::message;
use crate::model::company_link::LinkedTo;
use crate::model::said::Say as _;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// `GET /links`
pub fn links(call: &Call) -> Result<Answer, Fault> {
    let systems = shown::systems(call);
    let lines = listed(&call.project.company_links, &call.site.store.company_links()?);
    let wanted = call.query.filled("q").map(str::to_lowercase);
    let is_wanted = |text: &str| wanted.as_deref().is_none_or(|wanted| text.to_lowercase().contains(wanted));
    let lines: Vec<Value> = lines
        .iter()
        .filter(|line| systems.contains(&line.link.desk))
        .filter(|line| {
            let to = match &line.link.to {
                LinkedTo::Company(name) => name.as_str(),
                LinkedTo::Nothing => "",
            };
            let site = line.link.site.as_deref().unwrap_or_default();
            [line.link.company.as_str(), site, to].into_iter().any(is_wanted)
        })
        .map(|line| {
            let to = match &line.link.to {
                LinkedTo::Company(name) => name.clone(),
                LinkedTo::Nothing => call.say(&message::company_links::not_inherited()),
            };
            context! {
                company => line.link.company.as_str(), site => line.link.site.as_deref(),
                desk => line.link.desk.as_str(), to, stands => line.stands.said().text(call.language).to_owned(),
                is_used => line.stands != Stands::Overruled,
            }
        })
        .collect();
    let html = page::render(
        call,
        "links.html",
        context! {
            lines, wanted => call.query.filled("q"), command => "stocktake links list",
            set => format!("stocktake links set {}", call.say(&message::web::link_words())),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}
