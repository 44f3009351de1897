//! Runs: listed, one with its counters, its journal and its rejects page by page.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire::{Entry, Page, Reject, Run};
use super::{bad_query, json, most, no_query, paged, place, query};
use crate::model::{EntryState, RunState};
use crate::store::RunFilter;
use crate::web::call::{Answer, Call, Fault};
use crate::web::pages::run::of_path;

/// Characters of the id of a run.
const ID: usize = 36;

/// Which runs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Runs {
    /// Of this job
    job: Option<String>,
    /// That came to this
    state: Option<RunState>,
    /// That began then or later
    since: Option<DateTime<Utc>>,
    /// The page: `next` of the one before
    #[param(pattern = "^[0-9a-f-]{36}$")]
    cursor: Option<String>,
    /// Lines of the page, 100 unless told
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// List runs, the newest first
#[utoipa::path(get, path = "/api/v1/runs", tag = "Runs", operation_id = "list_runs", params(Runs),
    responses((status = 200, body = Page<Run>, description = "Runs")))]
pub fn list(call: &Call) -> Result<Answer, Fault> {
    let wanted: Runs = query(call)?;
    let most = most(wanted.limit)?;
    let job = wanted.job.as_deref();
    call.sees(job)?;
    let is_id = |text: &str| {
        text.len() == ID && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
    };
    if wanted.cursor.as_deref().is_some_and(|cursor| !is_id(cursor)) {
        return Err(bad_query("cursor"));
    }
    let seen = call.seen();
    let filter = RunFilter {
        job,
        seen: seen.as_deref(),
        state: wanted.state,
        since: wanted.since,
        behind: wanted.cursor.as_deref(),
    };
    let found = call.site.store.runs_page(&filter, most + 1)?;
    json(StatusCode::OK, &paged(found, most, |run| run.id.0.clone(), |run| Run::from(run)))
}

/// Show one run
#[utoipa::path(get, path = "/api/v1/jobs/{job}/runs/{run}", tag = "Runs", operation_id = "show_run",
    params(("job" = String, Path, description = "Job"), ("run" = String, Path, description = "Run")),
    responses((status = 200, body = Run, description = "Run")))]
pub fn one(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    json(StatusCode::OK, &Run::from(&of_path(call)?))
}

/// Which lines of the journal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Entries {
    /// That came to this
    state: Option<EntryState>,
    /// The page: `next` of the one before
    #[param(pattern = "^[0-9]{1,9}$")]
    cursor: Option<String>,
    /// Lines of the page, 100 unless told
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u16>,
}

/// List the journal of a run
#[utoipa::path(get, path = "/api/v1/jobs/{job}/runs/{run}/entries", tag = "Runs", operation_id = "list_entries",
    params(("job" = String, Path, description = "Job"), ("run" = String, Path, description = "Run"), Entries),
    responses((status = 200, body = Page<Entry>, description = "Journal")))]
pub fn entries(call: &Call) -> Result<Answer, Fault> {
    let wanted: Entries = query(call)?;
    let (most, behind) = (most(wanted.limit)?, place(wanted.cursor.as_deref())?);
    let run = of_path(call)?;
    let found = call.site.store.entries_behind(&run.id, wanted.state, behind.into(), most + 1)?;
    json(StatusCode::OK, &paged(found, most, |entry| entry.seq.to_string(), |entry| Entry::from(entry)))
}

/// A page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Lines {
    /// The page: `next` of the one before
    #[param(pattern = "^[0-9]{1,9}$")]
    pub cursor: Option<String>,
    /// Lines of the page, 100 unless told
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<u16>,
}

/// List the rejects of a run
#[utoipa::path(get, path = "/api/v1/jobs/{job}/runs/{run}/rejects", tag = "Runs", operation_id = "list_rejects",
    params(("job" = String, Path, description = "Job"), ("run" = String, Path, description = "Run"), Lines),
    responses((status = 200, body = Page<Reject>, description = "Rejects")))]
pub fn rejects(call: &Call) -> Result<Answer, Fault> {
    let wanted: Lines = query(call)?;
    let (most, behind) = (most(wanted.limit)?, place(wanted.cursor.as_deref())?);
    let run = of_path(call)?;
    let found = call.site.store.rejects_behind(&run.id, behind.into(), most + 1)?;
    let page = paged(found, most, |shown| shown.place.to_string(), |shown| Reject::from(shown));
    json(StatusCode::OK, &page)
}
