//! A job: what it is, when it runs next, its runs and its open questions.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::shown;
use crate::engine::tell;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// Runs that are listed.
const RUNS: usize = 50;

/// `GET /jobs/{job}`
pub fn job(call: &Call) -> Result<Answer, Fault> {
    let job = call.job()?;
    let (head, locale) = (job.head(), call.locale(Some(job)));
    let name = head.name.as_str();
    let runs = call.site.store.runs(Some(name), RUNS)?;
    let runs: Vec<Value> = runs.iter().map(|run| shown::run(call, locale, run)).collect();
    let open = call.site.store.open_questions(Some(name))?;
    let open = open.iter().filter(|(_, asked)| asked.closed.is_none()).count();
    let html = page::render(
        call,
        "job.html",
        context! {
            name, description => head.description, systems => head.systems.to_string(), runs, open,
            explains => matches!(job, crate::model::project::AnyJob::Records(_)),
            cron => head.schedule.map(|schedule| schedule.cron.as_str()),
            zone => head.schedule.map(|schedule| schedule.zone.name()),
            next => tell::next_run(head, Utc::now()).map(|next| locale.moment(next)),
            command => format!("stocktake runs {name}"),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}
