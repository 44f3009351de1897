//! Events that monitors push: stored before they are answered, read by a run of whichever program serves. The text is looked
//! at here only so far that it can be read later.

use std::borrow::Cow;

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use chrono::Utc;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema};
use utoipa::openapi::{RefOr, Type};
use utoipa::{PartialSchema, ToSchema};

use super::wire::Pushed;
use super::{json, no_query, problem, requests, uncoded};
use crate::message;
use crate::model::project::AnyJob;
use crate::model::push::{Backlog, Kept, NewPush};
use crate::web::call::{Answer, Call, Fault};

/// The header by which Standard Webhooks name what they send.
const WEBHOOK_ID: &str = "webhook-id";

/// What may wait for a job: a day of a noisy monitor whose desk is away.
const MOST: Backlog = Backlog { count: 10_000, bytes: 128 * 1024 * 1024 };

/// Media types of one JSON document a line.
const OF_LINES: [&str; 4] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"];

/// Push events
///
/// The answer comes once the body is stored; a program that serves the project reads it within seconds, with what is pushed
/// meanwhile. It is an object, or a list of objects; with `Content-Type: application/x-ndjson` one a line. The same
/// `Idempotency-Key` (or `webhook-id`) once more is the same push; without one, the same body as the last one of the token
/// within five minutes is. What is pushed to a job without an inbox is not kept: it has the job look at its monitors. Send it
/// again after 503.
#[utoipa::path(post, path = "/api/v1/jobs/{job}/events", tag = "Events", operation_id = "push_events",
    params(("job" = String, Path, description = "Job"),
        ("Idempotency-Key" = Option<String>, Header, description = "Key",
            pattern = "^[0-9A-Za-z._:/+=-]{1,255}$", min_length = 1, max_length = 255)),
    request_body = Body,
    responses((status = 202, body = Pushed, description = "Stored")))]
pub fn push(call: &Call) -> Result<Answer, Fault> {
    no_query(call)?;
    let job = call.job()?;
    let name = job.head().name.as_str();
    let key = match requests::key(call, requests::KEY)? {
        None => requests::key(call, WEBHOOK_ID)?,
        given => given,
    };
    let Body { text, records } = Body::of(call)?;
    let (store, by, now) = (&call.site.store, call.name().unwrap_or_default(), Utc::now());
    let kept = has_inbox(job);
    let (id, pushed_at) = if kept {
        let digest = base16ct::lower::encode_string(&Sha256::digest(&text));
        let push = NewPush { job: name, pushed_by: by, key, digest: &digest, body: &text, now };
        match store.keep_push(&push, MOST).map_err(problem::not_stored)? {
            Kept::Stored { id, pushed_at } => (id, pushed_at),
            Kept::KeyOfAnother => {
                let why = message::web::api::key_of_another();
                return Err(Fault::told(StatusCode::CONFLICT, &why));
            }
            // Monitors send again what is refused so, and give up what is refused with 429.
            Kept::Full => {
                tracing::warn!(job = name, "the inbox is full: a push was refused");
                let why = message::web::api::inbox_full(name);
                return Err(Fault::told(StatusCode::SERVICE_UNAVAILABLE, &why));
            }
        }
    } else {
        let request = store.request_look(name, by, now).map_err(problem::not_stored)?;
        (request.id, request.asked_at)
    };
    json(StatusCode::ACCEPTED, &Pushed { id, job: name.to_owned(), pushed_at, kept, records })
}

/// Whether what is pushed to a job is kept, to be read as events.
fn has_inbox(job: AnyJob<'_>) -> bool {
    let AnyJob::Tickets(job) = job else { return false };
    job.has_inbox()
}

/// What was pushed, which can be read.
struct Body {
    text: String,
    /// How many records there are at its top.
    records: u64,
}

impl Body {
    fn of(call: &Call) -> Result<Self, Fault> {
        uncoded(call)?;
        let has_lines = has_lines(call)?;
        let bad = |why: String| Fault::told(StatusCode::BAD_REQUEST, &message::web::api::bad_body(why));
        let text = std::str::from_utf8(&call.sent.body).map_err(|error| bad(error.to_string()))?;
        let (mut documents, mut records) = (0_u64, 0);
        for document in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            documents += 1;
            records += records_of(document.map_err(|error| bad(error.to_string()))?)
                .ok_or_else(|| Fault::told(StatusCode::BAD_REQUEST, &message::web::api::no_records()))?;
        }
        if documents == 0 || (documents > 1 && !has_lines) {
            return Err(Fault::told(StatusCode::BAD_REQUEST, &message::web::api::no_records()));
        }
        Ok(Self { text: text.to_owned(), records })
    }
}

/// How many records a document has; `None`: it is something else.
fn records_of(document: &RawValue) -> Option<u64> {
    let is_object = |value: &RawValue| value.get().starts_with('{');
    if is_object(document) {
        return Some(1);
    }
    let list: Vec<&RawValue> = serde_json::from_str(document.get()).ok()?;
    list.iter().all(|value| is_object(value)).then_some(list.len() as u64)
}

/// Whether the body has a document a line.
fn has_lines(call: &Call) -> Result<bool, Fault> {
    let refused = || Fault::told(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message::web::api::not_json());
    let kind = call.sent.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).ok_or_else(refused)?;
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    let kind = parts.next().unwrap_or_default();
    // Whoever says another encoding means other letters.
    let is_utf8 = |part: &str| match part.strip_prefix("charset=") {
        Some(charset) => matches!(charset.trim_matches('"'), "utf-8" | "utf8" | "us-ascii"),
        None => true,
    };
    if !parts.all(|part| is_utf8(&part)) {
        return Err(refused());
    }
    match kind.as_str() {
        "application/json" => Ok(false),
        kind if OF_LINES.contains(&kind) => Ok(true),
        kind if kind.starts_with("application/") && kind.ends_with("+json") => Ok(false),
        _ => Err(refused()),
    }
}

impl PartialSchema for Body {
    fn schema() -> RefOr<Schema> {
        let one = || ObjectBuilder::new().schema_type(Type::Object);
        OneOfBuilder::new().item(one()).item(ArrayBuilder::new().items(one())).into()
    }
}

impl ToSchema for Body {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("PushedBody")
    }
}
