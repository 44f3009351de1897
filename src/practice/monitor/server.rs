//! HTTP on loopback: the axum side of practice monitors, and faults on order.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State as Extracted;
use axum::http::{Request, Response};

use super::fault::Fault;
use super::keep;
use super::seen::Seen;
use super::state::State;
use super::wire::{Answer, Incoming};
use crate::practice::serve::{self, Shared};

/// The way of every request.
pub(super) fn router(state: Shared<State>) -> Router {
    Router::new().fallback(handle).with_state(state)
}

async fn handle(Extracted(state): Extracted<Shared<State>>, request: Request<Body>) -> Response<Body> {
    let Some(came) = serve::Incoming::read(request).await else {
        return response(Answer::html(400, "<h1>Bad Request</h1>"));
    };
    let incoming = Incoming {
        method: came.method,
        path: came.path,
        query: url::form_urlencoded::parse(came.query.as_bytes()).into_owned().collect(),
        headers: came.headers,
        body: came.body,
    };
    let (answer, late) = answered(&mut state.lock(), incoming);
    if let Some(late) = late {
        tokio::time::sleep(late).await;
    }
    response(answer)
}

/// The answer, and how late it comes.
fn answered(state: &mut State, mut incoming: Incoming) -> (Answer, Option<Duration>) {
    let late = match state.faults.first() {
        Some(Fault::Late(milliseconds)) => Some(Duration::from_millis(*milliseconds)),
        Some(Fault::None | Fault::Status(_) | Fault::StatusAfter(_) | Fault::Half | Fault::Empty) | None => {
            None
        }
    };
    let answer = match (keep::refresh(state), incoming.path.strip_prefix(state.face.path)) {
        (Err(error), _) => Answer::text(500, format!("the state of the practice monitor: {error}\n")),
        (Ok(()), None) => Answer::html(404, "<h1>Not Found</h1>"),
        (Ok(()), Some(path)) => {
            incoming.path = path.to_owned();
            let answer = answer(state, &incoming);
            keep::keep(state);
            answer
        }
    };
    state.seen.push(Seen {
        body: incoming.json().unwrap_or_default(),
        method: incoming.method,
        path: incoming.path,
        status: answer.status,
    });
    (answer, late)
}

/// The answer with the fault that waits.
fn answer(state: &mut State, request: &Incoming) -> Answer {
    let fault = if state.faults.is_empty() { None } else { Some(state.faults.remove(0)) };
    if let Some(Fault::Status(status)) = fault {
        return Answer::html(status, "<html>proxy</html>");
    }
    let mut answer = (state.face.answer)(state, request);
    match fault {
        None | Some(Fault::None | Fault::Status(_) | Fault::Late(_)) => {}
        Some(Fault::StatusAfter(status)) => answer = Answer::html(status, "<html>proxy</html>"),
        Some(Fault::Half) => answer.body.truncate(answer.body.len() / 2),
        Some(Fault::Empty) => answer.body.clear(),
    }
    answer
}

fn response(answer: Answer) -> Response<Body> {
    let mut builder = Response::builder().status(answer.status).header("content-type", answer.content_type);
    for (name, value) in answer.headers {
        builder = builder.header(name, value);
    }
    builder.body(Body::from(answer.body)).unwrap_or_else(|_| Response::new(Body::empty()))
}
