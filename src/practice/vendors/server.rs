//! HTTP on loopback: the axum side of practice systems of vendors, and faults on order.

use std::convert::Infallible;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State as Extracted};
use axum::http::{Request, Response};
use futures::{StreamExt as _, stream};
use serde_json::Value as Json;

use super::answer::Answer;
use super::fault::{Effect, strike};
use super::keep;
use super::seen::{Seen, redacted};
use super::state::State;
use crate::practice::fault::Moment;
use crate::practice::serve::{Incoming, Shared, Wire};

/// The way of every request.
pub(super) fn router(state: Shared<State>) -> Router {
    Router::new().fallback(handle).with_state(state)
}

async fn handle(
    Extracted(state): Extracted<Shared<State>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request<Body>,
) -> Response<Body> {
    let Some(incoming) = Incoming::read(request).await else {
        return response(Answer::html(400, "<h1>Bad Request</h1>"), None);
    };
    let (answer, effects) = answered(&mut state.lock(), &incoming);
    let slow = effects.iter().filter_map(|effect| match effect {
        Effect::Slow(by) => Some(*by),
        _ => None,
    });
    tokio::time::sleep(slow.sum()).await;
    let Some(mut answer) = answer else {
        wire.close_after(0);
        return Response::new(Body::empty());
    };
    let mut drip = None;
    for effect in &effects {
        match effect {
            Effect::Truncated => answer.body.truncate(answer.body.len() / 2),
            // The head of the answer is some 150 bytes.
            Effect::Cut => wire.close_after(150 + answer.body.len() / 2),
            Effect::Drip(by) => drip = Some(*by),
            Effect::Status { .. }
            | Effect::ErrorOfSuccess
            | Effect::Page
            | Effect::Drop(_)
            | Effect::Slow(_)
            | Effect::Expired
            | Effect::Before(_)
            | Effect::Then(_) => {}
        }
    }
    response(answer, drip)
}

/// The answer, `None` for none at all, with the effects that struck.
fn answered(state: &mut State, incoming: &Incoming) -> (Option<Answer>, Vec<Effect>) {
    let place = format!("{}?{}", incoming.path, incoming.query);
    let effects = strike(&mut state.faults, &incoming.method, &place);
    state.notes.clear();
    let answer = match keep::refresh(state) {
        Err(error) => Some(Answer::html(500, format!("the state of the practice system: {error}\n"))),
        Ok(()) => with_effects(state, incoming, &effects),
    };
    let seen = seen(state, incoming, answer.as_ref().map_or(0, |answer| answer.status));
    if let Some(log) = &state.log
        && let Err(error) = append(log, &seen)
    {
        tracing::error!(%error, "a practice system could not write its log");
    }
    state.seen.push(seen);
    for effect in &effects {
        if let Effect::Then(deed) = effect {
            state.act(deed);
        }
    }
    keep::keep(state);
    (answer, effects)
}

fn with_effects(state: &mut State, incoming: &Incoming, effects: &[Effect]) -> Option<Answer> {
    for effect in effects {
        match effect {
            Effect::Status { code, headers, moment: Moment::BeforeCommit } => {
                return Some(failing(state, *code, headers));
            }
            Effect::Drop(Moment::BeforeCommit) => return None,
            Effect::ErrorOfSuccess => {
                let body = state.vendor.error_of_success.unwrap_or("{}");
                return Some(Answer::of(200, "application/json", body));
            }
            Effect::Page => {
                return Some(Answer::html(200, "<!DOCTYPE html><html><title>Sign in</title></html>"));
            }
            Effect::Expired => {
                state.tokens.clear();
                state.is_expired = true;
            }
            Effect::Before(deed) => _ = state.act(deed),
            Effect::Status { moment: Moment::AfterCommit, .. }
            | Effect::Drop(Moment::AfterCommit)
            | Effect::Truncated
            | Effect::Cut
            | Effect::Slow(_)
            | Effect::Drip(_)
            | Effect::Then(_) => {}
        }
    }
    let answer = (state.vendor.answer)(state, incoming);
    for effect in effects {
        match effect {
            Effect::Status { code, headers, moment: Moment::AfterCommit } => {
                return Some(failing(state, *code, headers));
            }
            Effect::Drop(Moment::AfterCommit) => return None,
            Effect::Status { moment: Moment::BeforeCommit, .. }
            | Effect::Drop(Moment::BeforeCommit)
            | Effect::ErrorOfSuccess
            | Effect::Page
            | Effect::Truncated
            | Effect::Cut
            | Effect::Slow(_)
            | Effect::Drip(_)
            | Effect::Expired
            | Effect::Before(_)
            | Effect::Then(_) => {}
        }
    }
    Some(answer)
}

fn failing(state: &State, code: u16, headers: &[(String, String)]) -> Answer {
    let answer = match code {
        429 if !state.vendor.busy.is_empty() => Answer::of(code, "application/json", state.vendor.busy),
        _ => Answer::html(code, "<html><h1>The practice system fails on order</h1></html>"),
    };
    headers.iter().fold(answer, |answer, (name, value)| answer.header(name, value.clone()))
}

fn seen(state: &mut State, incoming: &Incoming, status: u16) -> Seen {
    let is_xml = incoming.header("content-type").is_some_and(|kind| kind.contains("xml"));
    let body = match serde_json::from_slice(&incoming.body) {
        Ok(json) => redacted(json),
        Err(_) if is_xml => String::from_utf8_lossy(&incoming.body).into_owned().into(),
        Err(_) => Json::Null,
    };
    let logins = ["authorization", "cookie", "x-auth-token", "x-xsrf-token"];
    Seen {
        method: incoming.method.clone(),
        path: incoming.path.clone(),
        query: incoming.query.clone(),
        body,
        had_login: logins.iter().any(|name| incoming.header(name).is_some()),
        status,
        notes: std::mem::take(&mut state.notes),
    }
}

fn append(log: &Path, seen: &Seen) -> std::io::Result<()> {
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    writeln!(file, "{}", serde_json::to_string(seen)?)
}

fn response(answer: Answer, drip: Option<Duration>) -> Response<Body> {
    let mut builder = Response::builder().status(answer.status).header("content-type", answer.content_type);
    for (name, value) in answer.headers {
        builder = builder.header(name, value);
    }
    let body = match drip {
        None => Body::from(answer.body),
        Some(by) => {
            let (first, rest) = answer.body.split_at(answer.body.len() / 2);
            let pieces = [(Duration::ZERO, first.to_vec()), (by, rest.to_vec())];
            Body::from_stream(stream::iter(pieces).then(async |(by, piece)| {
                tokio::time::sleep(by).await;
                Ok::<_, Infallible>(Bytes::from(piece))
            }))
        }
    };
    builder.body(body).unwrap_or_default()
}
