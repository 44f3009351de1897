//! The axum side of the practice GLPI, and its faults on the wire.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State as Extracted};
use axum::http::{Request as HttpRequest, Response};

use super::answer::Answer;
use super::dispatch;
use super::fault::{Effect, Loss, Moment, strike};
use super::seen::Seen;
use super::state::State;
use super::turns::Visit;
use super::v2;
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
    let Some((api, path)) = below_api(&state, &incoming.path) else {
        return response(Answer::web_server(404, "Not Found"));
    };
    incoming.path = path;
    let struck = api.named(&incoming.path);
    let effects = strike(&mut state.lock().faults, &incoming.method, &struck);
    // PHP goes on when the client has hung up: a client waits for a task of its own.
    let work = tokio::spawn(work(state, wire.clone(), api, incoming, effects.clone()));
    let loss = effects.iter().find_map(|effect| match effect {
        Effect::Late(_, loss) | Effect::Queued(_, loss) => Some(*loss),
        _ => None,
    });
    match loss {
        Some(Loss::Close) => {
            wire.close_after(0);
            return Response::new(Body::empty());
        }
        Some(Loss::Status(code)) => return failing_response(code, &[]),
        None => {}
    }
    let answer = work.await.unwrap_or_else(|_| response(Answer::web_server(500, "Internal Server Error")));
    let delays = effects.iter().filter_map(|effect| match effect {
        Effect::Delay(delay) => Some(*delay),
        _ => None,
    });
    tokio::time::sleep(delays.sum()).await;
    answer
}

/// Which of GLPI's APIs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Api {
    Rest,
    V2,
}

impl Api {
    /// A path by which faults and locks go: that of v1.
    fn named(self, path: &str) -> String {
        match self {
            Api::Rest => path.to_owned(),
            Api::V2 => format!("/{}", v2::item_type(path)),
        }
    }

    fn answer(self, state: &mut State, incoming: &Incoming) -> Answer {
        match self {
            Api::Rest => dispatch::answer(state, incoming),
            Api::V2 => v2::answer(state, incoming),
        }
    }
}

/// The path below the API. The older one has two names in GLPI 11, and the newer one stands beside it.
fn below_api(state: &Shared<State>, path: &str) -> Option<(Api, String)> {
    let is_eleven = state.lock().settings.number.is_eleven();
    let of_eleven = |begin: &str| if is_eleven { path.strip_prefix(begin) } else { None };
    if let Some(below) = path.strip_prefix("/apirest.php").or_else(|| of_eleven("/api.php/v1")) {
        return Some((Api::Rest, below.to_owned()));
    }
    of_eleven("/api.php").map(|below| (Api::V2, below.to_owned()))
}

/// What PHP does: it waits for its session, for the database, and answers.
async fn work(
    state: Shared<State>,
    wire: Wire,
    api: Api,
    incoming: Incoming,
    effects: Vec<Effect>,
) -> Response<Body> {
    let queued = effects.iter().filter_map(|effect| match effect {
        Effect::Queued(by, _) => Some(*by),
        _ => None,
    });
    tokio::time::sleep(queued.sum()).await;
    let visit = Visit::begin(&state, &incoming).await;
    let (latency, locked_until) = {
        let mut state = state.lock();
        let pause = state.settings.latency.unwrap_or_default() + work_of(&state, &incoming);
        (pause, state.locked_until(&incoming.method, &api.named(&incoming.path), &incoming))
    };
    let slow: Duration = effects.iter().map(slowness).sum();
    tokio::time::sleep(latency + slow).await;
    if let Some(until) = locked_until {
        tokio::time::sleep_until(until.into()).await;
    }
    visit.within(&state, || respond(&state, &wire, api, incoming, &effects))
}

fn slowness(effect: &Effect) -> Duration {
    match effect {
        Effect::Slow(by) | Effect::Late(by, _) => *by,
        Effect::Status { .. }
        | Effect::Close(_)
        | Effect::CloseMidResponse
        | Effect::TruncatedJson
        | Effect::EmptyBody
        | Effect::Delay(_)
        | Effect::Queued(..)
        | Effect::ExpireSession
        | Effect::Twice => Duration::ZERO,
    }
}

/// A long search takes its time: 60 ms for 6,000 criteria on 10.0.6, where other calls take 5. Where
/// sessions are not locked it takes longer, so that a busy machine does not hide it.
fn work_of(state: &State, incoming: &Incoming) -> Duration {
    const LONG: usize = 100_000;
    match (incoming.body.len() > LONG && incoming.path.starts_with("/search/"), state.settings.locks_sessions)
    {
        (false, _) => Duration::ZERO,
        (true, true) => Duration::from_millis(40),
        (true, false) => Duration::from_millis(1200),
    }
}

/// Answers with the effects that strike the request, and notes it.
fn respond(
    state: &Shared<State>,
    wire: &Wire,
    api: Api,
    incoming: Incoming,
    effects: &[Effect],
) -> Response<Body> {
    let mut state = state.lock();
    if effects.contains(&Effect::ExpireSession) {
        let token = incoming.header("session-token").unwrap_or_default().to_owned();
        state.sessions.remove(&token);
        let bearer = incoming.header("authorization").and_then(|header| header.strip_prefix("Bearer "));
        state.bearers.remove(bearer.unwrap_or_default());
        state.turns.remove(&token);
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
                api.answer(&mut state, &incoming);
            }
            let answer = api.answer(&mut state, &incoming);
            late(wire, answer, effects)
        }
    };
    state.seen.push(Seen {
        body: serde_json::from_slice(&incoming.body).unwrap_or_default(),
        has_app_token: incoming.header("app-token").is_some(),
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
            | Effect::Late(..)
            | Effect::Queued(..)
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
