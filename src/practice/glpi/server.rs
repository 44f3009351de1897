//! The axum side of the practice GLPI, and its faults on the wire.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State as Extracted};
use axum::http::{Request as HttpRequest, Response};

use super::answer::Answer;
use super::dispatch;
use super::fault::{Effect, Moment, strike};
use super::seen::Seen;
use super::state::State;
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
    let Some(mut incoming) = Incoming::read(request).await else {
        return response(Answer::web_server(400, "Bad Request"));
    };
    let Some(path) = incoming.path.strip_prefix("/apirest.php") else {
        return response(Answer::web_server(404, "Not Found"));
    };
    incoming.path = path.to_owned();
    let (effects, latency) = {
        let mut state = state.lock();
        let latency = state.settings.latency;
        (strike(&mut state.faults, &incoming.method, &incoming.path), latency)
    };
    if let Some(latency) = latency {
        tokio::time::sleep(latency).await;
    }
    let slow: Duration = effects.iter().map(slowness).sum();
    let answer = if slow.is_zero() {
        respond(&state, &wire, incoming, &effects)
    } else {
        // A task of its own: a client that hangs up ends only the wait.
        let (state, wire, effects) = (state.clone(), wire.clone(), effects.clone());
        let late = tokio::spawn(async move {
            tokio::time::sleep(slow).await;
            respond(&state, &wire, incoming, &effects)
        });
        late.await.unwrap_or_else(|_| response(Answer::web_server(500, "Internal Server Error")))
    };
    let delays = effects.iter().filter_map(|effect| match effect {
        Effect::Delay(delay) => Some(*delay),
        _ => None,
    });
    // PHP goes on when the client has hung up: the work is done before the wait.
    tokio::time::sleep(delays.sum()).await;
    answer
}

fn slowness(effect: &Effect) -> Duration {
    match effect {
        Effect::Slow(by) => *by,
        Effect::Status { .. }
        | Effect::Close(_)
        | Effect::CloseMidResponse
        | Effect::TruncatedJson
        | Effect::EmptyBody
        | Effect::Delay(_)
        | Effect::ExpireSession
        | Effect::Twice => Duration::ZERO,
    }
}

/// Answers with the effects that strike the request, and notes it.
fn respond(state: &Shared<State>, wire: &Wire, incoming: Incoming, effects: &[Effect]) -> Response<Body> {
    let mut state = state.lock();
    if effects.contains(&Effect::ExpireSession) {
        let token = incoming.header("session-token").unwrap_or_default().to_owned();
        state.sessions.remove(&token);
    }
    let early = effects.iter().find_map(|effect| match effect {
        Effect::Status { code, headers, moment: Moment::BeforeCommit } => {
            Some(Some(failing_response(*code, headers)))
        }
        Effect::Close(Moment::BeforeCommit) => Some(None),
        _ => None,
    });
    let outcome = match early {
        Some(outcome) => outcome,
        None => {
            if effects.contains(&Effect::Twice) {
                dispatch::answer(&mut state, &incoming);
            }
            let answer = dispatch::answer(&mut state, &incoming);
            late(wire, answer, effects)
        }
    };
    state.seen.push(Seen {
        body: serde_json::from_slice(&incoming.body).unwrap_or_default(),
        method: incoming.method,
        path: incoming.path,
        query: incoming.query,
        status: outcome.as_ref().map_or(0, |response| response.status().as_u16()),
    });
    outcome.unwrap_or_else(|| {
        wire.close_after(0);
        Response::new(Body::empty())
    })
}

/// The answer after the effects that strike once the work is done; None closes the connection.
fn late(wire: &Wire, mut answer: Answer, effects: &[Effect]) -> Option<Response<Body>> {
    for effect in effects {
        match effect {
            Effect::Status { code, headers, moment: Moment::AfterCommit } => {
                return Some(failing_response(*code, headers));
            }
            Effect::Close(Moment::AfterCommit) => return None,
            Effect::CloseMidResponse => wire.close_after(HEAD_BYTES + answer.body.len() / 2),
            Effect::TruncatedJson => answer.body.truncate(answer.body.len() / 2),
            Effect::EmptyBody => return Some(response(Answer::crash())),
            Effect::Status { .. }
            | Effect::Close(Moment::BeforeCommit)
            | Effect::Delay(_)
            | Effect::Slow(_)
            | Effect::ExpireSession
            | Effect::Twice => {}
        }
    }
    Some(response(answer))
}

/// About as long as the head of an answer.
const HEAD_BYTES: usize = 160;

type Extra = [(String, String)];

fn failing_response(code: u16, headers: &Extra) -> Response<Body> {
    let reason = axum::http::StatusCode::from_u16(code)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or("Error");
    with_headers(Answer::web_server(code, reason), headers)
}

fn response(answer: Answer) -> Response<Body> {
    with_headers(answer, &[])
}

fn with_headers(answer: Answer, extra: &Extra) -> Response<Body> {
    let mut builder = Response::builder()
        .status(answer.status)
        .header("content-type", answer.content_type)
        .header("cache-control", "no-store, no-cache, must-revalidate");
    for (name, value) in answer.headers {
        builder = builder.header(name, value);
    }
    for (name, value) in extra {
        builder = builder.header(name, value);
    }
    let body = Body::from(answer.body);
    builder.body(body).unwrap_or_else(|_| Response::new(Body::empty()))
}
