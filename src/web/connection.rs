//! What goes over a connection: requests, one after the other, each with a head that comes in time. A request that
//! does not mean us goes no further.

use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::call::Fault;
use super::listen::{Connection, Connections, Peer};
use super::site::Site;
use super::{arriving, gate, routes};

/// Most bytes that wait for being read or written on a connection; a head is no longer.
const BUFFER: usize = 64 * 1024;

/// Answers requests until it is told to stop; what is under way then is answered.
pub async fn serve(
    mut connections: Connections,
    router: Router,
    site: Arc<Site>,
    listens: IpAddr,
    stop: impl Future<Output = ()>,
) {
    let (tell, stopped) = watch::channel(false);
    let (mut open, mut stop) = (JoinSet::new(), pin!(stop));
    loop {
        let (connection, peer) = tokio::select! {
            next = connections.next() => next,
            () = &mut stop => break,
        };
        while open.try_join_next().is_some() {}
        let way = Way { router: router.clone(), site: site.clone(), listens, peer };
        open.spawn(one(connection, way, stopped.clone()));
    }
    drop(connections);
    let _ = tell.send(true);
    while open.join_next().await.is_some() {}
}

/// The way of the requests of a connection.
#[derive(Clone)]
struct Way {
    router: Router,
    site: Arc<Site>,
    listens: IpAddr,
    peer: Peer,
}

impl Way {
    async fn go(self, request: Request<Incoming>) -> Result<Response, Infallible> {
        let (mut head, body) = request.into_parts();
        if !gate::passes(&self.site, self.peer, self.listens, &mut head) {
            arriving::pass_over(Body::new(body)).await;
            return Ok(routes::refusal(&self.site, &head, &Fault::Misdirected));
        }
        head.extensions.insert(ConnectInfo(self.peer));
        let request = Request::from_parts(head, Body::new(body));
        TowerToHyperService::new(self.router).call(request).await
    }
}

async fn one(connection: Connection, way: Way, mut stopped: watch::Receiver<bool>) {
    let (peer, head) = (way.peer.0, connection.terms.head);
    let service = service_fn(move |request| way.clone().go(request));
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(head)
            .max_buf_size(BUFFER)
            .serve_connection(TokioIo::new(connection), service)
    );
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        _ = stopped.changed() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "a connection to the console was cut");
    }
}
