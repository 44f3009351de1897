//! Questions that wait for a person: listed, and closed with the reason, for good or until a day.

use axum::http::StatusCode;
use chrono::Utc;
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{Closing, Page, Question};
use super::{bad_query, body, json, most, no_query, paged, query};
use crate::engine::decide;
use crate::message;
use crate::model::AskedQuestion;
use crate::model::access::Role;
use crate::model::question::Closed;
use crate::model::security::SecurityKind;
use crate::web::call::{Answer, Call, Fault};

/// Characters of the id of a question.
const ID: usize = 8;

/// Which questions.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Questions {
    /// Of this job
    job: Option<String>,
    /// Those that were closed, too
    closed: Option<bool>,
    /// The page: `next` of the one before
    #[param(pattern = "^[0-9a-f]{8}$")]
    cursor: Option<String>,
    /// Lines of the page, 100 unless told
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// List the questions that wait for a person, by their ids
#[utoipa::path(get, path = "/api/v1/questions", tag = "Questions", operation_id = "list_questions", params(Questions),
    responses((status = 200, body = Page<Question>, description = "Questions")))]
pub fn list(call: &Call) -> Result<Answer, Fault> {
    let wanted: Questions = query(call)?;
    let most = most(wanted.limit)?;
    let job = wanted.job.as_deref();
    call.sees(job)?;
    let behind = wanted.cursor.as_deref();
    if behind.is_some_and(|cursor| cursor.len() != ID || !cursor.bytes().all(|byte| byte.is_ascii_hexdigit()))
    {
        return Err(bad_query("cursor"));
    }
    let closed = wanted.closed.unwrap_or_default();
    let open = call.site.store.open_questions(job)?;
    let shown =
        open.iter().filter(|(job, asked)| call.may(job, Role::Viewer) && (closed || asked.closed.is_none()));
    let mut found: Vec<(String, &String, &AskedQuestion)> =
        shown.map(|(job, asked)| (asked.question.id(job), job, asked)).collect();
    // Nothing moves while somebody pages: one that is solved meanwhile shifts no other.
    found.sort_by(|(one, of_one, _), (other, of_other, _)| (one, of_one).cmp(&(other, of_other)));
    found.retain(|(id, ..)| behind.is_none_or(|behind| id.as_str() > behind));
    let page = paged(found, most, |(id, ..)| id.clone(), |(_, job, asked)| Question::of(job, asked));
    json(StatusCode::OK, &page)
}

/// Close a question
///
/// With a day it is told again on that day; without one, when its matter changes.
#[utoipa::path(post, path = "/api/v1/jobs/{job}/questions/{id}/close", tag = "Questions", operation_id = "close_question",
    params(("job" = String, Path, description = "Job"), ("id" = String, Path, description = "Question")),
    request_body = Closing,
    responses((status = 200, body = Question, description = "Closed")))]
pub fn close(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let wanted: Closing = body(call)?;
    let (job, id) = (call.part("job"), call.part("id"));
    // The role is that for the job of the path: the question has to be one of it.
    let find = || -> Result<AskedQuestion, Fault> {
        let open = call.site.store.open_questions(Some(job))?;
        let found = open.into_iter().find(|(job, asked)| asked.question.id(job) == id);
        let unknown = || Fault::told(StatusCode::NOT_FOUND, &message::questions::unknown(id));
        found.map(|(_, asked)| asked).ok_or_else(unknown)
    };
    let asked = find()?;
    let why = wanted.why.as_deref().map(str::trim).filter(|why| !why.is_empty());
    decide::not_too_long(why)?;
    let by = call.name().unwrap_or_default();
    let closing = decide::Closing { by, until: wanted.until, why };
    let now = Utc::now();
    decide::is_to_come(wanted.until, now)
        .map_err(|why| Fault::told(StatusCode::UNPROCESSABLE_ENTITY, &why))?;
    let is_same = |closed: &Closed| {
        (closed.by.as_str(), closed.until, closed.why.as_deref()) == (by, wanted.until, why)
    };
    if asked.closed.as_ref().is_some_and(is_same) {
        // Whoever got no answer asks once more.
        return json(StatusCode::OK, &Question::of(job, &asked));
    }
    let label = asked.question.label.english();
    call.log(SecurityKind::QuestionClosed, Some(job), Some(format!("{id}: {label}")))?;
    decide::close(&call.project.webhooks, &call.site.store, job, &asked.question, closing, now)?;
    json(StatusCode::OK, &Question::of(job, &find()?))
}
