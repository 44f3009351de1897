//! The HTTP frame of every practice system: it listens on loopback, answers until it is stopped, and
//! its connections can be cut. It knows no API; a system brings its router and its state.
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
use axum::http::Request;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The state of a practice system; clones share it.
#[derive(Debug)]
pub(super) struct Shared<S>(Arc<Mutex<S>>);

impl<S> Shared<S> {
    pub(super) fn new(state: S) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, S> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// An address that is ours, and nobody answers yet.
#[derive(Debug)]
pub(super) struct Listening {
    listener: TcpListener,
    address: SocketAddr,
}

impl Listening {
    /// Takes an address; port 0 takes a free one.
    ///
    /// # Errors
    /// It is taken or not ours.
    pub(super) async fn at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// `http://127.0.0.1:PORT` and a path.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Answers in the background of the current runtime until told to stop. `name` is for the log.
    pub(super) fn serve<C>(
        self,
        name: &'static str,
        base_url: String,
        router: Router,
        control: C,
    ) -> Running<C> {
        let (end, ended) = oneshot::channel::<()>();
        let service = router.into_make_service_with_connect_info::<Wire>();
        let task = tokio::spawn(async move {
            let serve = axum::serve(WireListener(self.listener), service);
            let stopped = serve.with_graceful_shutdown(async move {
                // A dropped sender ends the wait too.
                let _ = ended.await;
            });
            if let Err(error) = stopped.await {
                tracing::error!(%error, "the practice {name} stopped serving");
            }
        });
        Running { base_url, control, end, task }
    }
}

/// A practice system that serves; dropping it stops it.
#[derive(Debug)]
pub struct Running<C> {
    base_url: String,
    control: C,
    end: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl<C: Clone> Running<C> {
    /// What a project writes as `url`: `http://127.0.0.1:PORT`, and the path of the API where there is
    /// one.
    #[must_use]
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// The handle on its state.
    #[must_use]
    pub fn control(&self) -> C {
        self.control.clone()
    }

    /// Stops serving and waits for open requests, five seconds at most.
    pub async fn stop(mut self) {
        drop(self.end);
        let finished = tokio::time::timeout(Duration::from_secs(5), &mut self.task);
        if finished.await.is_err() {
            self.task.abort();
        }
    }
}

impl<C: Send + Sync + 'static> crate::systems::shared::Running for Running<C>
where
    C: Clone,
{
    fn stop(self: Box<Self>) -> futures::future::BoxFuture<'static, ()> {
        Box::pin(async move { Running::stop(*self).await })
    }
}

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub(super) struct Incoming {
    pub(super) method: String,
    /// A system that lives below a path takes that off.
    pub(super) path: String,
    pub(super) query: String,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Incoming {
    /// Reads a request; `None`: its body never came whole.
    pub(super) async fn read(request: Request<Body>) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, usize::MAX).await.ok()?;
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        Some(Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or("").to_owned(),
            headers: headers.collect(),
            body: body.to_vec(),
        })
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(each, _)| each == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The parameters of the query, as they were meant.
    pub(super) fn parameters(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }

    /// The first parameter of the query with this name.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// Bytes that a connection may still send; negative means without end.
#[derive(Debug, Clone)]
pub(super) struct Wire(Arc<AtomicI64>);

const ENDLESS: i64 = i64::MIN;

impl Wire {
    /// Lets so many bytes through, then cuts the connection.
    pub(super) fn close_after(&self, bytes: usize) {
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
