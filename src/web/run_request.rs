//! A request for a run, as a page and the API make it: written down, stored, and then somebody's to do.

use axum::http::StatusCode;
use chrono::Utc;

use super::call::{Call, Fault};
use crate::message;
use crate::model::run_request::RunRequest;
use crate::model::security::SecurityKind;

/// Requests that may wait for a job.
const MOST_WAITING: i64 = 1_000;

/// The request of this key for the job of the path, which is stored by now.
pub fn stored(call: &Call, key: &str) -> Result<RunRequest, Fault> {
    let name = call.job()?.head().name.as_str();
    let by = call.name().unwrap_or_default();
    let store = &call.site.store;
    let known = match store.request_of_key(name, by, key)? {
        Some(known) => Some(known),
        None => {
            call.log(SecurityKind::RunRequested, Some(name), Some(key.to_owned()))?;
            store.request_run(name, by, key, MOST_WAITING, Utc::now())?
        }
    };
    let too_many = || Fault::told(StatusCode::TOO_MANY_REQUESTS, &message::web::api::too_many_wait(name));
    known.ok_or_else(too_many)
}
