//! The first page: what waits for a decision, then every job with its last and its next run.

use axum::http::StatusCode;
use chrono::Utc;
use minijinja::{Value, context};

use super::shown;
use crate::engine::{decide, tell};
use crate::message::{self, Locale};
use crate::model::AskedQuestion;
use crate::model::access::Role;
use crate::model::project::AnyJob;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page;

/// `GET /`
pub fn home(call: &Call) -> Result<Answer, Fault> {
    let store = &call.site.store;
    let mut questions = store.open_questions(None)?;
    questions.retain(|(job, asked)| call.may(job, Role::Viewer) && asked.closed.is_none());
    let zone = call.shared_zone();
    let locale = Locale::of(call.language, zone);
    let mut waiting = Vec::new();
    for (run, changes) in decide::waiting_runs(&call.project, store, &questions)? {
        let sentence = call.say(&message::web::changes_wait(locale.number(changes), &run.job));
        waiting.push(context! { sentence, run => shown::run(call, locale, &run) });
    }
    let jobs = call.jobs().map(|job| of_job(call, job, locale, &questions)).collect::<Result<Vec<_>, _>>()?;
    let html = page::render(
        call,
        "home.html",
        context! { waiting, jobs, questions => questions.len(), zone => zone.name() },
    )?;
    Ok(Answer::page(StatusCode::OK, html))
}

fn of_job(
    call: &Call,
    job: AnyJob<'_>,
    locale: Locale,
    questions: &[(String, AskedQuestion)],
) -> Result<Value, Fault> {
    let (head, now) = (job.head(), Utc::now());
    let name = head.name.as_str();
    let last = call.site.store.runs(Some(name), 1)?.into_iter().next();
    let good = call.site.store.last_good_run(name)?;
    let open = questions.iter().filter(|(of, _)| of == name).count();
    Ok(context! {
        name, description => head.description, open,
        last => last.map(|run| shown::run(call, locale, &run)),
        good => good.and_then(|run| run.finished_at).map(|end| locale.clock(end, now)),
        next => tell::next_run(head, now).map(|next| locale.clock(next, now)),
    })
}
