//! Connections of the console, encrypted where it has a certificate: handshakes go on beside each other, and
//! one that is not ended in time is cut. It knows no page.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, Sleep};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// Connections at a time.
const MOST: usize = 512;
/// A handshake takes no longer.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A connection on which nothing comes for so long is cut: who opens many and says nothing keeps others out.
const SILENT: Duration = Duration::from_secs(90);
/// Pause after a connection could not be taken: the program has too many files open.
const PAUSE: Duration = Duration::from_secs(1);

/// Whoever is at the other end.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// A connection, with its place among those that may be there.
pub struct Connection {
    wire: Wire,
    silence: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

enum Wire {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// Connections that are ready for requests.
pub struct Connections {
    ready: mpsc::Receiver<(Connection, SocketAddr)>,
    address: SocketAddr,
}

impl Connections {
    /// Takes connections from now on.
    pub fn of(listener: TcpListener, tls: Option<ServerConfig>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (give, ready) = mpsc::channel(16);
        let tls = tls.map(|config| TlsAcceptor::from(Arc::new(config)));
        tokio::spawn(take(listener, tls, give));
        Ok(Self { ready, address })
    }
}

async fn take(listener: TcpListener, tls: Option<TlsAcceptor>, give: mpsc::Sender<(Connection, SocketAddr)>) {
    let places = Arc::new(Semaphore::new(MOST));
    while let Ok(place) = places.clone().acquire_owned().await {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // Nobody serves any more.
            () = give.closed() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "the console could not take a connection");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let (tls, give) = (tls.clone(), give.clone());
        tokio::spawn(async move {
            let wire = match tls {
                None => Wire::Plain(stream),
                Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                    Ok(Ok(stream)) => Wire::Encrypted(Box::new(stream)),
                    Ok(Err(error)) => {
                        tracing::debug!(%peer, %error, "a connection to the console was not encrypted");
                        return;
                    }
                    Err(_) => return,
                },
            };
            let silence = Box::pin(tokio::time::sleep(SILENT));
            let _ = give.send((Connection { wire, silence, _place: place }, peer)).await;
        });
    }
}

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task that takes them ends after us.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_read(context, into),
            Wire::Encrypted(stream) => Pin::new(stream.as_mut()).poll_read(context, into),
        };
        if read.is_ready() {
            self.silence.as_mut().reset(Instant::now() + SILENT);
            return read;
        }
        self.silence.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Wire::Encrypted(stream) => Pin::new(stream.as_mut()).poll_write(context, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_flush(context),
            Wire::Encrypted(stream) => Pin::new(stream.as_mut()).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.wire {
            Wire::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Wire::Encrypted(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
        }
    }
}
