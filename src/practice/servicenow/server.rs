//! HTTP on loopback: requests, the faults of the wire, and the way to each API.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State as Extracted};
use axum::http::{Request as HttpRequest, Response};

use super::answer::{Answer, error, no_api};
use super::fault::{Effect, Loss, Moment, strike};
use super::seen::Seen;
use super::state::State;
use super::{BatchApi, attachment, batch, login, table};
use crate::practice::fault::Stall;
use crate::practice::serve::{Incoming, Shared, Wire};

/// The way of every request.
pub(super) fn router(state: Shared<State>) -> Router {
    Router::new().fallback(handle).with_state(state)
}

async fn handle(
    Extracted(state): Extracted<Shared<State>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: HttpRequest<Body>,
) -> Response<Body> {
    let Some(incoming) = Incoming::read(request).await else {
        return response(error(400, "Exception while reading request", None));
    };
    let effects = strike(&mut state.lock().faults, &incoming.method, &incoming.path);
    // The instance goes on when the client has hung up: a client waits for a task of its own.
    let work = tokio::spawn(work(state, incoming, effects.clone()));
    let loss = effects.iter().find_map(|effect| match effect {
        Effect::Lost(_, loss) => Some(*loss),
        _ => None,
    });
    match loss {
        Some(Loss::Close) => {
            wire.close_after(0);
            return Response::new(Body::empty());
        }
        Some(Loss::Status(code)) => return response(failing(code, &[])),
        None => {}
    }
    let answer = work.await.unwrap_or(None);
    let delays = effects.iter().filter_map(|effect| match effect {
        Effect::Delay(delay) => Some(*delay),
        _ => None,
    });
    tokio::time::sleep(delays.sum()).await;
    answer.map_or_else(broken, response)
}

/// What the instance does: it waits for its database, answers and notes the request.
async fn work(state: Shared<State>, incoming: Incoming, effects: Vec<Effect>) -> Option<Answer> {
    let slow = effects.iter().filter_map(|effect| match effect {
        Effect::Slow(by) | Effect::Lost(by, _) => Some(*by),
        _ => None,
    });
    tokio::time::sleep(slow.sum::<Duration>()).await;
    let until = Stall::until(state.lock().stall, incoming.method != "GET");
    if let Some(until) = until {
        tokio::time::sleep_until(until.into()).await;
    }
    let mut state = state.lock();
    let answer = respond(&mut state, &incoming, &effects);
    state.seen.push(Seen {
        body: serde_json::from_slice(&incoming.body).unwrap_or_default(),
        had_cookie: incoming.header("cookie").is_some(),
        method: incoming.method,
        path: incoming.path,
        query: incoming.query,
        status: answer.as_ref().map_or(0, |answer| answer.status),
    });
    answer
}

/// The answer with the effects that strike; None breaks the connection.
fn respond(state: &mut State, incoming: &Incoming, effects: &[Effect]) -> Option<Answer> {
    for effect in effects {
        match effect {
            Effect::ForgetTokens => state.tokens.clear(),
            Effect::Dropped => {
                return Some(Answer { status: 202, body: Vec::new(), headers: Vec::new() });
            }
            Effect::Status { code, headers, moment: Moment::BeforeCommit } => {
                return Some(failing(*code, headers));
            }
            Effect::Close(Moment::BeforeCommit) => return None,
            Effect::Twice => {
                route(state, incoming);
            }
            Effect::Status { .. }
            | Effect::Close(Moment::AfterCommit)
            | Effect::Truncated
            | Effect::Slow(_)
            | Effect::Lost(..)
            | Effect::Delay(_) => {}
        }
    }
    let mut answer = route(state, incoming);
    if incoming.method != "GET" {
        state.save();
    }
    for effect in effects {
        match effect {
            Effect::Status { code, headers, moment: Moment::AfterCommit } => {
                return Some(failing(*code, headers));
            }
            Effect::Close(Moment::AfterCommit) => return None,
            Effect::Truncated => answer = truncated(answer),
            Effect::Status { .. }
            | Effect::Close(Moment::BeforeCommit)
            | Effect::Dropped
            | Effect::ForgetTokens
            | Effect::Slow(_)
            | Effect::Lost(..)
            | Effect::Delay(_)
            | Effect::Twice => {}
        }
    }
    Some(answer.with("set-cookie", "JSESSIONID=practice; Path=/; HttpOnly"))
}

fn route(state: &mut State, incoming: &Incoming) -> Answer {
    if incoming.path == "/oauth_token.do" {
        return login::token(state, incoming);
    }
    match login::user_of(state, incoming) {
        Some(user) => within(state, &user, incoming),
        None => login::not_authenticated(),
    }
}

/// The answer of an API to a known user; also for the requests of a batch, which faults may strike.
pub(super) fn within(state: &mut State, user: &str, incoming: &Incoming) -> Answer {
    let is_inner = incoming.headers.is_empty();
    let effects = match is_inner {
        true => strike(&mut state.faults, &incoming.method, &incoming.path),
        false => Vec::new(),
    };
    let failed = |moment: Moment| {
        effects.iter().find_map(|effect| match effect {
            Effect::Status { code, headers, moment: at } if *at == moment => Some(failing(*code, headers)),
            _ => None,
        })
    };
    if let Some(answer) = failed(Moment::BeforeCommit) {
        return answer;
    }
    let segments: Vec<&str> = incoming.path.split('/').filter(|segment| !segment.is_empty()).collect();
    let rest = match segments.as_slice() {
        ["api", "now", "v1" | "v2", rest @ ..] | ["api", "now", rest @ ..] => rest,
        _ => return no_api(),
    };
    let answer = match rest {
        ["table", rest @ ..] => table::answer(state, user, incoming, rest),
        ["attachment", rest @ ..] => attachment::answer(state, user, incoming, rest),
        ["batch"] if state.settings.batch_api == BatchApi::Installed && !is_inner => {
            batch::answer(state, user, incoming, within)
        }
        _ => no_api(),
    };
    failed(Moment::AfterCommit).unwrap_or(answer)
}

fn failing(code: u16, headers: &[(String, String)]) -> Answer {
    let (message, detail) = match code {
        429 => ("Rate limit exceeded", "Rate limit of 100 requests per hour for Table API exceeded"),
        _ => ("Operation Failed", "The server could not finish the request"),
    };
    let answer = error(code, message, Some(detail));
    headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value))
}

/// Cut in the middle, with the error of a transaction that ran into its time limit at the end.
fn truncated(mut answer: Answer) -> Answer {
    answer.body.truncate(answer.body.len() / 2);
    let tail = "\"error\":{\"detail\":\"Transaction cancelled: maximum execution time exceeded. Check logs for \
                error trace.\",\"message\":\"Transaction cancelled: maximum execution time \
                exceeded\"},\"status\":\"failure\"}";
    answer.body.extend_from_slice(tail.as_bytes());
    answer.status = 200;
    answer
}

fn response(answer: Answer) -> Response<Body> {
    let mut builder = Response::builder().status(answer.status).header("content-type", "application/json");
    for (name, value) in answer.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(answer.body)).unwrap_or_else(|_| Response::new(Body::empty()))
}

/// A connection that breaks in the middle of its answer.
fn broken() -> Response<Body> {
    let pieces: [Result<Bytes, std::io::Error>; 2] =
        [Ok(Bytes::from_static(b"{")), Err(std::io::ErrorKind::ConnectionReset.into())];
    Response::new(Body::from_stream(futures::stream::iter(pieces)))
}
