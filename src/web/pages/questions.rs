//! Questions that wait for a person, and their answer: closed, for good or until a day, with the reason.

use axum::http::StatusCode;
use chrono::{NaiveDate, Utc};
use minijinja::{Value, context};

use super::shown;
use crate::engine::decide::{self, Closing};
use crate::message;
use crate::model::CommandLine;
use crate::model::access::Role;
use crate::model::security::SecurityKind;
use crate::report;
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
    let mut found = match closed {
        true => call.site.store.closed_questions(job)?,
        false => call.site.store.open_questions(job)?,
    };
    found.retain(|(job, asked)| call.may(job, Role::Viewer) && closed == asked.closed.is_some());
    if !closed {
        found.sort_by_key(|(_, asked)| (asked.question.topic, asked.since));
    }
    let paging = Paging::new(call.query.get("page"), found.len() as u64, MOST);
    let questions: Vec<Value> =
        found[paging.range()].iter().map(|(job, asked)| shown::question(call, job, asked)).collect();
    let mut command = CommandLine::new("questions");
    if let Some(job) = job {
        command = command.argument(job);
    }
    if closed {
        command = command.flag("--closed");
    }
    let command = command.to_string();
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
        Err(fault @ (Fault::Bad(_) | Fault::Conflict(_))) => {
            shown_with(call, fault.status(), Some(fault.said().text(call.language).to_owned()))
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
    let (by, now) = (call.who()?.name.clone(), Utc::now());
    decide::is_to_come(until, now).map_err(|why| Fault::Bad(why.said()))?;
    let why = call.form.filled("why");
    decide::not_too_long(why)?;
    // The page that was sent shows it open: somebody else was quicker.
    if let Some(before) = &asked.closed {
        let how = report::how_closed(before);
        return Err(Fault::Conflict(message::questions::closed_meanwhile(how).said()));
    }
    let closing = Closing { by: &by, until, why };
    let label = asked.question.label.text(crate::model::job::Language::En).to_owned();
    call.log(SecurityKind::QuestionClosed, Some(job), Some(format!("{id}: {label}")))?;
    decide::close(&call.project.webhooks, &call.site.store, job, &asked.question, closing, now)?;
    Ok(Answer::go_to(back(call.form.get("to"))))
}
