//! HTTP on loopback: the axum side of the practice GLPI and the faults of the wire.
//! Every connection has a budget of bytes; a fault that closes it sets the budget.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{Request as HttpRequest, Response};
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::answer::Answer;
use super::control::Seen;
use super::dispatch;
use super::fault::{Effect, Moment, strike};
use super::request::Incoming;
use super::state::State;

/// Bytes that a connection may still send; negative means without end.
#[derive(Debug, Clone)]
struct Wire(Arc<AtomicI64>);

const ENDLESS: i64 = i64::MIN;

impl Wire {
    fn close_after(&self, bytes: usize) {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.0.store(bytes, Ordering::SeqCst);
    }
}

/// A TCP stream whose write side can be cut.
#[derive(Debug)]
struct WireStream {
    inner: TcpStream,
    wire: Wire,
}

impl AsyncRead for WireStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl AsyncWrite for WireStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = self.wire.0.load(Ordering::SeqCst);
        if left == ENDLESS {
            return Pin::new(&mut self.inner).poll_write(context, bytes);
        }
        if left <= 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let allowed = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        let written = Pin::new(&mut self.inner).poll_write(context, &bytes[..allowed]);
        if let Poll::Ready(Ok(count)) = written {
            let count = i64::try_from(count).unwrap_or(left);
            self.wire.0.fetch_sub(count, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

struct WireListener(TcpListener);

impl Listener for WireListener {
    type Io = WireStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (WireStream, SocketAddr) {
        let (inner, address) = Listener::accept(&mut self.0).await;
        // Answers are small and wanted at once.
        if let Err(error) = inner.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was refused");
        }
        let wire = Wire(Arc::new(AtomicI64::new(ENDLESS)));
        (WireStream { inner, wire }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, WireListener>> for Wire {
    fn connect_info(stream: IncomingStream<'_, WireListener>) -> Wire {
        stream.io().wire.clone()
    }
}

type SharedState = Arc<Mutex<State>>;

fn lock(state: &SharedState) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The task that serves, and the signal that ends it.
#[derive(Debug)]
pub(super) struct Serving {
    end: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Serves until told to stop.
    pub(super) fn start(listener: TcpListener, state: SharedState) -> Serving {
        let (end, ended) = oneshot::channel::<()>();
        let router = Router::new().fallback(handle).with_state(state);
        let service = router.into_make_service_with_connect_info::<Wire>();
        let task = tokio::spawn(async move {
            let serve = axum::serve(WireListener(listener), service);
            let stopped = serve.with_graceful_shutdown(async move {
                // A dropped sender ends the wait too.
                let _ = ended.await;
            });
            if let Err(error) = stopped.await {
                tracing::error!(%error, "the practice GLPI stopped serving");
            }
        });
        Serving { end: Some(end), task }
    }

    /// Stops and waits for open requests, five seconds at most.
    pub(super) async fn stop(mut self) {
        drop(self.end.take());
        let finished = tokio::time::timeout(Duration::from_secs(5), &mut self.task);
        if finished.await.is_err() {
            self.task.abort();
        }
    }
}

async fn handle(
    Shared(state): Shared<SharedState>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: HttpRequest<Body>,
) -> Response<Body> {
    let Some(mut incoming) = incoming(request).await else {
        return response(Answer::web_server(400, "Bad Request"));
    };
    let Some(path) = incoming.path.strip_prefix("/apirest.php") else {
        return response(Answer::web_server(404, "Not Found"));
    };
    incoming.path = path.to_owned();
    let (effects, latency) = {
        let mut state = lock(&state);
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
        let (state, wire, effects) = (Arc::clone(&state), wire.clone(), effects.clone());
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
fn respond(state: &SharedState, wire: &Wire, incoming: Incoming, effects: &[Effect]) -> Response<Body> {
    let mut state = lock(state);
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

async fn incoming(request: HttpRequest<Body>) -> Option<Incoming> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.ok()?;
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Some(Incoming {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or("").to_owned(),
        headers: headers.collect(),
        body: body.to_vec(),
    })
}
