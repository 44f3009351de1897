//! Why an item is as it is and what the next run does to it: what `explain` tells, as a page. The sources and the
//! target are read for it and nothing is written; that takes as long as planning does, so one is made at a time.

use axum::http::StatusCode;
use minijinja::value::Serde;
use minijinja::{Value, context};

use super::shown;
use crate::engine;
use crate::message;
use crate::model::project::AnyJob;
use crate::model::said::Said;
use crate::reconcile::explain::{Explanation, told};
use crate::report;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// Most characters of a key.
const LONGEST: usize = 500;

/// `GET /jobs/{job}/explain`
pub fn explain(call: &Call) -> Result<Answer, Fault> {
    let Some(AnyJob::Records(job)) = call.project.job(call.part("job")) else { return Err(Fault::NotFound) };
    let key = call.query.filled("key").filter(|key| key.chars().count() <= LONGEST);
    let class = call.query.filled("class");
    let wording = shown::wording(call, Some(AnyJob::Records(job)));
    let (mut status, mut problem, mut found) = (StatusCode::OK, None, None);
    if let Some(key) = key {
        let quiet = engine::Progress::hidden();
        let look = engine::explain::explain(&call.project, Some(&call.site.store), job, key, &quiet);
        match call.site.look(look) {
            Some(Ok(explanation)) => found = Some(explanation),
            Some(Err(error)) => {
                (status, problem) = (StatusCode::BAD_GATEWAY, Some(engine::reason::of(&error)));
            }
            None => {
                (status, problem) =
                    (StatusCode::SERVICE_UNAVAILABLE, Some(message::web::cannot_look_now().said()));
            }
        }
    }
    let pages = call.project.systems.get(&job.system).and_then(|system| system.pages.clone());
    let url = |class: &str, item: i64| report::item_page(wording, pages.as_deref(), class, item);
    let said = found.as_ref().map(|explanation: &Explanation| {
        let told = told(explanation, class, wording);
        let of_records =
            told.records.iter().map(|record| record.item.and_then(|item| url(&record.class, item)));
        let urls: Vec<Option<String>> = of_records.collect();
        let gone_urls: Vec<Option<String>> =
            told.gone.iter().map(|gone| url(&gone.class, gone.item)).collect();
        let nothing = told.records.is_empty() && told.gone.is_empty() && told.unused.is_empty();
        let unknown =
            nothing.then(|| call.say(&message::explain::nothing_known(&explanation.asked, &explanation.job)));
        context! { told => Value::from(Serde(&told)), urls, gone_urls, unknown }
    });
    let html = page::render(
        call,
        "explain.html",
        context! {
            job => job.name.as_str(), key, class, found => said,
            problem => problem.map(|said: Said| said.text(call.language).to_owned()),
            command => shown::explain_command(job.name.as_str(), key.unwrap_or_default()),
        },
    )?;
    Ok(Answer::page(status, html))
}
