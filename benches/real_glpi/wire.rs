//! Stands between a client and GLPI and counts, the same way for both sides: calls and bytes of the
//! HTTP messages, their headers included.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What went through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted {
    /// Requests.
    pub calls: u64,
    /// Bytes to GLPI.
    pub sent: u64,
    /// Bytes from GLPI.
    pub received: u64,
}

impl Counted {
    /// What came after an earlier count.
    pub fn since(self, before: Self) -> Self {
        Self {
            calls: self.calls - before.calls,
            sent: self.sent - before.sent,
            received: self.received - before.received,
        }
    }
}

#[derive(Debug, Default)]
struct Counters {
    calls: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
}

/// A forwarder on loopback.
pub struct Forwarder {
    url: String,
    counters: Arc<Counters>,
}

impl Forwarder {
    /// Starts one to the host of a URL.
    pub async fn start(url: &str) -> anyhow::Result<Self> {
        let target = url::Url::parse(url).context("STOCKTAKE_BENCH_GLPI is no URL")?;
        ensure!(target.scheme() == "http", "calls are counted on the way, which only works by http");
        let host = target.host_str().context("STOCKTAKE_BENCH_GLPI has no host")?.to_owned();
        let port = target.port_or_known_default().unwrap_or(80);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut through = target.clone();
        through.set_ip_host(listener.local_addr()?.ip()).map_err(|()| anyhow::anyhow!("no host in {url}"))?;
        through
            .set_port(Some(listener.local_addr()?.port()))
            .map_err(|()| anyhow::anyhow!("no port in {url}"))?;
        let counters = Arc::new(Counters::default());
        let shared = Arc::clone(&counters);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(server) = TcpStream::connect((host.as_str(), port)).await {
                    forward(client, server, &shared);
                }
            }
        });
        Ok(Self { url: through.to_string(), counters })
    }

    /// The URL to use instead.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What went through so far.
    pub fn counted(&self) -> Counted {
        Counted {
            calls: self.counters.calls.load(Ordering::Relaxed),
            sent: self.counters.sent.load(Ordering::Relaxed),
            received: self.counters.received.load(Ordering::Relaxed),
        }
    }
}

fn forward(client: TcpStream, server: TcpStream, counters: &Arc<Counters>) {
    for stream in [&client, &server] {
        // Without it small writes wait for the acknowledgement of the one before.
        drop(stream.set_nodelay(true));
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    // Requests of a connection follow each other: one begins where an answer was the last thing.
    let answered = Arc::new(AtomicBool::new(true));
    let (ours, theirs) = (Arc::clone(counters), Arc::clone(counters));
    let asked = Arc::clone(&answered);
    tokio::spawn(copy(from_client, to_server, move |bytes| {
        ours.sent.fetch_add(bytes, Ordering::Relaxed);
        if asked.swap(false, Ordering::Relaxed) {
            ours.calls.fetch_add(1, Ordering::Relaxed);
        }
    }));
    tokio::spawn(copy(from_server, to_client, move |bytes| {
        theirs.received.fetch_add(bytes, Ordering::Relaxed);
        answered.store(true, Ordering::Relaxed);
    }));
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: impl Fn(u64)) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(bytes) = from.read(&mut buffer).await {
        if bytes == 0 || to.write_all(&buffer[..bytes]).await.is_err() {
            return;
        }
        count(bytes as u64);
    }
}
