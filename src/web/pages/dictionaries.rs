//! The dictionaries of a target: which names it spells anew, read there for this page. Nothing is changed here.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::shown;
use crate::engine::dictionaries::{self, KnownRule};
use crate::engine::reason;
use crate::message;
use crate::model::dictionary::Needs;
use crate::model::{CommandLine, Said};
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// `GET /references/{system}/dictionaries`
pub fn show(call: &Call) -> Result<Answer, Fault> {
    let system = call.part("system");
    if !shown::systems(call).contains(system) || !dictionaries::has(&call.project, system) {
        return Err(Fault::NotFound);
    }
    let (mut status, mut problem, mut rules) = (StatusCode::OK, None, None);
    match call.site.look(dictionaries::read(&call.project, system)) {
        Some(Ok(Some(read))) => rules = Some(read),
        Some(Ok(None)) => problem = Some(message::survey::dictionaries_hidden().said()),
        Some(Err(error)) => (status, problem) = (StatusCode::BAD_GATEWAY, Some(reason::of(&error))),
        None => {
            status = StatusCode::SERVICE_UNAVAILABLE;
            problem = Some(message::web::cannot_ask_now().said());
        }
    }
    let lines = rules.map(|rules| rules.iter().map(|known| line(call, system, known)).collect::<Vec<_>>());
    let html = page::render(
        call,
        "dictionaries.html",
        context! {
            system, lines, at => call.locale(None).clock(Utc::now(), Utc::now()),
            problem => problem.map(|said: Said| said.text(call.language).to_owned()),
            command => CommandLine::new("refs dictionaries").argument(system).to_string(),
        },
    )?;
    Ok(Answer::page(status, html))
}

fn line(call: &Call, system: &str, known: &KnownRule) -> Value {
    let wording = shown::wording_of(call, system);
    let rule = &known.rule;
    let criteria: Vec<String> = dictionaries::criteria(wording, rule)
        .iter()
        .map(|said| said.text(call.language).to_owned())
        .collect();
    context! {
        class => wording.class(known.class.as_str()), name => rule.name.as_str(), criteria,
        any => rule.needs == Needs::Any, does => message::dictionary::does(rule).text(call.language),
        why_not => known.why_not.as_ref().map(|why| why.text(call.language)),
    }
}
