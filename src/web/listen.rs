//! Connections of the console, encrypted where it has a certificate: handshakes go on beside each other, and
//! one that is not ended in time is cut; nobody has more than a share of them. It knows no page.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use tokio::time::{Instant, Sleep};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::whence::Whence;

/// Connections at a time.
pub const MOST: usize = 512;
/// Connections of one address at a time: an office behind one address, each browser with six.
pub const MOST_OF_ONE: usize = 64;
/// A handshake takes no longer.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The head of a request takes no longer, from when it may begin: a connection that says nothing, or says it letter by
/// letter, is cut.
pub const HEAD: Duration = Duration::from_secs(10);
/// A connection on which nothing comes for so long is cut: who opens many and says nothing keeps others out.
pub const SILENT: Duration = Duration::from_secs(90);
/// Pause after a connection could not be taken: the program has too many files open.
const PAUSE: Duration = Duration::from_secs(1);

/// Whoever is at the other end.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// What the connections of an address may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// So many at a time.
    pub most: usize,
    /// The head of a request takes no longer, from when it may begin: so long a connection waits for the next one.
    pub head: Duration,
    /// Nothing comes for no longer than that.
    pub silent: Duration,
}

/// What an address is granted.
pub type TermsOf = Arc<dyn Fn(IpAddr) -> Terms + Send + Sync>;

/// How many each has.
#[derive(Debug, Default)]
struct Crowd(Mutex<HashMap<Whence, usize>>);

/// One of those that an address may have.
struct Seat {
    crowd: Arc<Crowd>,
    whence: Whence,
}

impl Crowd {
    /// One more of an address; `None`: it has as many as it may have.
    fn enter(self: &Arc<Self>, whence: Whence, most: usize) -> Option<Seat> {
        let mut crowd = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = crowd.entry(whence).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Seat { crowd: self.clone(), whence })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut crowd = self.crowd.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = crowd.get_mut(&self.whence) {
            *count -= 1;
            if *count == 0 {
                crowd.remove(&self.whence);
            }
        }
    }
}

/// A connection, with its place among those that may be there.
pub struct Connection {
    /// What it may do.
    pub terms: Terms,
    wire: Wire,
    silence: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
    _seat: Seat,
}

enum Wire {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

/// Connections that are ready for requests.
pub struct Connections {
    ready: mpsc::Receiver<(Connection, Peer)>,
}

/// Certificate and key, as they are now.
pub type Tls = watch::Receiver<Arc<ServerConfig>>;

impl Connections {
    /// Takes connections from now on.
    pub fn of(listener: TcpListener, tls: Option<Tls>, terms_of: TermsOf) -> Self {
        let (give, ready) = mpsc::channel(16);
        tokio::spawn(take(listener, tls, terms_of, give));
        Self { ready }
    }

    /// The next one.
    pub async fn next(&mut self) -> (Connection, Peer) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task that takes them ends after us.
            None => std::future::pending().await,
        }
    }
}

async fn take(
    listener: TcpListener,
    tls: Option<Tls>,
    terms_of: TermsOf,
    give: mpsc::Sender<(Connection, Peer)>,
) {
    let (places, crowd) = (Arc::new(Semaphore::new(MOST)), Arc::new(Crowd::default()));
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
        let terms = terms_of(peer.ip());
        let Some(seat) = crowd.enter(Whence::of(Some(peer.ip())), terms.most) else {
            tracing::debug!(%peer, "an address has as many connections to the console as it may have");
            continue;
        };
        let tls = tls.as_ref().map(|tls| TlsAcceptor::from(tls.borrow().clone()));
        let give = give.clone();
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
            let silence = Box::pin(tokio::time::sleep(terms.silent));
            let connection = Connection { terms, wire, silence, _place: place, _seat: seat };
            let _ = give.send((connection, Peer(peer))).await;
        });
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
            let until = Instant::now() + self.terms.silent;
            self.silence.as_mut().reset(until);
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_address_has_a_share_which_comes_back_to_it() {
        let crowd = Arc::new(Crowd::default());
        let whence = |text: &str| Whence::of(Some(text.parse().unwrap()));
        let mut seats: Vec<Seat> = (0..3).map(|_| crowd.enter(whence("192.0.2.1"), 3).unwrap()).collect();
        assert!(crowd.enter(whence("192.0.2.1"), 3).is_none());
        assert!(crowd.enter(whence("192.0.2.2"), 3).is_some(), "another address");
        seats.pop();
        let again = crowd.enter(whence("192.0.2.1"), 3);
        assert!(again.is_some());
        drop((seats, again));
        assert!(crowd.0.lock().unwrap().is_empty(), "who has none is forgotten");
    }
}
