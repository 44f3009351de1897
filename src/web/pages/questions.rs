//! Questions that wait for a person, and their answer: closed, for good or until a day, with the reason.

use axum::http::StatusCode;
use chrono::{NaiveDate, Utc};
use minijinja::{Value, context};

use super::shown;
use crate::engine::decide::{self, Closing};
use crate::message;
use crate::model::access::Role;
use crate::model::security::SecurityKind;
use crate::web::call::{Answer, Call, Fault};
use crate::web::form::back;
use crate::web::page::{self, Paging};

use super::run::said;

/// Questions of one page.
const MOST: u64 = 50;

/// `GET /questions`
pub fn questions(call: &Call) -> Result<Answer, Fault> {
    shown_with(call, StatusCode::OK, None)
}

fn shown_with(call: &Call, status: StatusCode, problem: Option<String>) -> Result<Answer, Fault> {
    let job = call.query.filled("job");
    call.sees(job)?;
    let closed = call.query.get("closed").is_some();
    let mut open = call.site.store.open_questions(job)?;
    open.retain(|(job, asked)| call.may(job, Role::Viewer) && (closed || asked.closed.is_none()));
    open.sort_by_key(|(_, asked)| (asked.closed.is_some(), asked.question.topic, asked.since));
    let paging = Paging::new(call.query.get("page"), open.len() as u64, MOST);
    let questions: Vec<Value> =
        open[paging.range()].iter().map(|(job, asked)| shown::question(call, job, asked)).collect();
    let command = match job {
        Some(job) => format!("stocktake questions {job}"),
        None => "stocktake questions".to_owned(),
    };
    let tomorrow = Utc::now().date_naive().succ_opt().map(|day| day.to_string());
    let html = page::render(
        call,
        "questions.html",
        context! {
            questions, job, closed, paging, pages_said => said(call, paging), problem, command, tomorrow,
            back => call.back(),
        },
    )?;
    Ok(Answer::page(status, html))
}

/// `POST /jobs/{job}/questions/{id}/close`
pub fn close(call: &Call) -> Result<Answer, Fault> {
    match closed(call) {
        Err(Fault::Bad(problem)) => {
            shown_with(call, StatusCode::BAD_REQUEST, Some(problem.text(call.language).to_owned()))
        }
        other => other,
    }
}

fn closed(call: &Call) -> Result<Answer, Fault> {
    let (job, id) = (call.part("job"), call.part("id"));
    // The role is that for the job of the path: the question has to be one of it.
    let open = call.site.store.open_questions(Some(job))?;
    let Some((_, asked)) = open.iter().find(|(job, asked)| asked.question.id(job) == id) else {
        return Err(Fault::Bad(message::questions::unknown(id).said()));
    };
    let until = call.form.filled("until").map(|text| {
        text.parse::<NaiveDate>().map_err(|_| Fault::Bad(message::web::no_such_day(text).said()))
    });
    let until = until.transpose()?;
    let by = call.who()?.name.clone();
    let why = call.form.filled("why");
    decide::not_too_long(why)?;
    let closing = Closing { by: &by, until, why };
    let label = asked.question.label.text(crate::model::job::Language::En).to_owned();
    call.log(SecurityKind::QuestionClosed, Some(job), Some(format!("{id}: {label}")))?;
    decide::close(&call.project.webhooks, &call.site.store, job, &asked.question, closing, Utc::now())?;
    Ok(Answer::go_to(back(call.form.get("to"))))
}
