//! HTTP on loopback: the axum side of practice monitors, and faults on order.

use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State as Shared;
use axum::http::{Request, Response};
use serde_json::Value as Json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::state::State;
use super::wire::{Answer, Incoming};
use super::{Kind, alertmanager, centreon, checkmk, icinga, keep, nagios, path, zabbix};

/// What goes wrong once, with the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: the request goes well, and the next fault is for the one after it.
    None,
    /// A status of a proxy; nothing was done.
    Status(u16),
    /// A status of a proxy, although everything was done.
    StatusAfter(u16),
    /// Half of the answer, with everything done.
    Half,
    /// An answer of nothing, with everything done.
    Empty,
}

/// One request that arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// HTTP method.
    pub method: String,
    /// Path, below that of the monitor.
    pub path: String,
    /// The body when it was JSON, else null.
    pub body: Json,
    /// The status that was answered.
    pub status: u16,
}

type SharedState = Arc<Mutex<State>>;

/// Serves until the sender is dropped.
pub(super) fn start(
    listener: TcpListener,
    state: SharedState,
    ended: oneshot::Receiver<()>,
) -> JoinHandle<()> {
    let router = Router::new().fallback(handle).with_state(state);
    tokio::spawn(async move {
        let serve = axum::serve(listener, router).with_graceful_shutdown(async move {
            // A dropped sender ends the wait too.
            let _ = ended.await;
        });
        if let Err(error) = serve.await {
            tracing::error!(%error, "the practice monitor stopped serving");
        }
    })
}

async fn handle(Shared(state): Shared<SharedState>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
    let query = parts.uri.query().unwrap_or_default();
    let headers = parts.headers.iter().map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let mut incoming = Incoming {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: headers.collect(),
        body,
    };
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let answer = match (keep::refresh(&mut state), incoming.path.strip_prefix(path(state.kind))) {
        (Err(error), _) => Answer::text(500, format!("the state of the practice monitor: {error}\n")),
        (Ok(()), None) => Answer::html(404, "<h1>Not Found</h1>"),
        (Ok(()), Some(path)) => {
            incoming.path = path.to_owned();
            let answer = answer(&mut state, &incoming);
            keep::keep(&mut state);
            answer
        }
    };
    state.seen.push(Seen {
        body: incoming.json().unwrap_or_default(),
        method: incoming.method,
        path: incoming.path,
        status: answer.status,
    });
    drop(state);
    response(answer)
}

/// The answer with the fault that waits.
fn answer(state: &mut State, request: &Incoming) -> Answer {
    let fault = if state.faults.is_empty() { None } else { Some(state.faults.remove(0)) };
    if let Some(Fault::Status(status)) = fault {
        return Answer::html(status, "<html>proxy</html>");
    }
    let mut answer = match state.kind {
        Kind::Icinga => icinga::answer(state, request),
        Kind::Zabbix => zabbix::answer(state, request),
        Kind::Nagios => nagios::answer(state, request),
        Kind::Alertmanager => alertmanager::answer(state, request),
        Kind::Checkmk => checkmk::answer(state, request),
        Kind::Centreon => centreon::answer(state, request),
    };
    match fault {
        None | Some(Fault::None | Fault::Status(_)) => {}
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
