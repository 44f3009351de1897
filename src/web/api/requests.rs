//! Requests for runs: stored before they are answered, done by one run of whichever program serves, once.

use axum::http::StatusCode;
use percent_encoding::utf8_percent_encode;

use super::wire::{NoBody, RequestState, Run, RunRequest};
use super::{json, no_body, no_query};
use crate::message;
use crate::model::run_request;
use crate::web::call::{Answer, Call, Fault};
use crate::web::page::PART;
use crate::web::run_request::stored;

/// The header that names a request (draft-ietf-httpapi-idempotency-key-header).
pub(super) const KEY: &str = "idempotency-key";
/// Most characters of it.
const LONGEST_KEY: usize = 255;

/// Ask for a run
///
/// The answer comes once the request is stored; a program that serves the project does it within seconds, or after the run
/// under way. The same key once more is the same request, whatever happened between: it is never done twice. All requests
/// that wait when a run begins are done by that one. It has no body, or an empty object.
#[utoipa::path(post, path = "/api/v1/jobs/{job}/runs", tag = "Runs", operation_id = "request_run",
    params(("job" = String, Path, description = "Job"),
        ("Idempotency-Key" = String, Header, description = "Key",
            pattern = "^[0-9A-Za-z._:/+=-]{1,255}$", min_length = 1, max_length = 255)),
    request_body = NoBody,
    responses((status = 202, body = RunRequest, description = "Stored",
        headers(("Location" = String, description = "Request")))))]
pub fn ask(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    no_body(call)?;
    let no_key = || Fault::told(StatusCode::BAD_REQUEST, &message::web::api::no_idempotency_key());
    let request = stored(call, key(call, KEY)?.ok_or_else(no_key)?)?;
    let name = &request.job;
    let answer = json(StatusCode::ACCEPTED, &shown(call, &request)?)?;
    let name = utf8_percent_encode(name, PART);
    Ok(Answer { location: Some(format!("/api/v1/jobs/{name}/requests/{}", request.id)), ..answer })
}

/// Show where a request for a run stands
#[utoipa::path(get, path = "/api/v1/jobs/{job}/requests/{request}", tag = "Runs", operation_id = "show_request",
    params(("job" = String, Path, description = "Job"), ("request" = String, Path, description = "Request")),
    responses((status = 200, body = RunRequest, description = "Request")))]
pub fn one(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let found = call.site.store.run_request(call.part("job"), call.part("request"))?;
    json(StatusCode::OK, &shown(call, &found.ok_or(Fault::NotFound)?)?)
}

/// What a header calls a request; `None`: it is not there.
///
/// # Errors
/// It is no key.
pub(super) fn key<'c>(call: &'c Call, header: &str) -> Result<Option<&'c str>, Fault> {
    let may = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/+=-".contains(&byte);
    let Some(given) = call.sent.headers.get(header) else { return Ok(None) };
    let given = given.to_str().unwrap_or_default();
    let is_one = !given.is_empty() && given.len() <= LONGEST_KEY && given.bytes().all(may);
    let bad = || Fault::told(StatusCode::BAD_REQUEST, &message::web::api::no_idempotency_key());
    is_one.then_some(Some(given)).ok_or_else(bad)
}

fn shown(call: &Call, request: &run_request::RunRequest) -> Result<RunRequest, Fault> {
    let run = match &request.run {
        Some(run) => call.site.store.run(&run.0)?,
        None => None,
    };
    Ok(RunRequest {
        id: request.id.clone(),
        job: request.job.clone(),
        state: match (&request.run, &request.refused) {
            (Some(_), _) => RequestState::Begun,
            (None, Some(_)) => RequestState::Refused,
            (None, None) => RequestState::Waiting,
        },
        asked_at: request.asked_at,
        asked_by: request.asked_by.clone(),
        run: run.as_ref().map(Run::from),
        message: request.refused.as_ref().map(|said| said.english().to_owned()),
    })
}
