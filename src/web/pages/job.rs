//! A job: what it is, when it runs next, its runs and its open questions; and asking for a run.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};
use percent_encoding::utf8_percent_encode;
use uuid::Uuid;

use super::run::said;
use super::shown;
use crate::engine::tell;
use crate::message;
use crate::model::CommandLine;
use crate::model::access::Role;
use crate::store::BegunFilter;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::{self, PART, Paging};
use crate::web::run_request::stored;

/// Runs of one page.
const MOST: u64 = 50;

/// `GET /jobs/{job}`
pub fn job(call: &Call) -> Result<Answer, Fault> {
    let job = call.job()?;
    let (head, locale) = (job.head(), call.locale(Some(job)));
    let name = head.name.as_str();
    let every = BegunFilter::of(name);
    let paging = Paging::new(call.query.get("page"), call.site.store.run_count(every)?, MOST);
    let runs = call.site.store.runs_begun(every, paging.skip, paging.most)?;
    let runs: Vec<Value> = runs.iter().map(|run| shown::run(call, locale, run)).collect();
    let open = call.site.store.open_questions(Some(name))?;
    let open = open.iter().filter(|(_, asked)| asked.closed.is_none()).count();
    let asked = match call.query.get("request") {
        Some(id) => call.site.store.run_request(name, id)?,
        None => None,
    };
    let asked = asked.map(|asked| {
        context! {
            run => asked.run.as_ref().map(|run| run.0.as_str()),
            refused => asked.refused.as_ref().map(|said| said.text(call.language)),
        }
    });
    let html = page::render(
        call,
        "job.html",
        context! {
            name, description => head.description, systems => head.systems.to_string(), runs, open,
            paging, pages_said => said(call, paging),
            explains => matches!(job, crate::model::project::AnyJob::Records(_)),
            cron => head.schedule.map(|schedule| schedule.cron.as_str()),
            zone => head.schedule.map(|schedule| schedule.zone.name()),
            next => tell::next_run(head, Utc::now()).map(|next| locale.moment(next)),
            asked, may_ask => call.may(name, Role::Operator),
            // One form is one request, however often it is sent.
            key => Uuid::now_v7().to_string(), run_command => CommandLine::new("run").argument(name).to_string(),
            command => CommandLine::new("runs").argument(name).to_string(),
        },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

/// `POST /jobs/{job}/runs`
pub fn ask(call: &Call) -> Result<Answer, Fault> {
    let Ok(key) = call.form.get("key").unwrap_or_default().parse::<Uuid>() else {
        return Err(Fault::Bad(message::web::form_is_old().said()));
    };
    let request = stored(call, &key.to_string())?;
    let job = utf8_percent_encode(&request.job, PART);
    Ok(Answer::go_to(format!("/jobs/{job}?request={}", request.id)))
}
