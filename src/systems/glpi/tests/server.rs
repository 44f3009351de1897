//! A server on loopback whose answers a test writes; it keeps the login going and what was asked.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use serde_json::Value as Json;

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    pub method: String,
    pub path: String,
    pub query: HashMap<String, String>,
    pub headers: HeaderMap,
    pub body: Json,
}

impl ReceivedRequest {
    /// First and last row of the range.
    pub fn range(&self) -> (usize, usize) {
        let (start, end) = self.query["range"].split_once('-').unwrap();
        (start.parse().unwrap(), end.parse().unwrap())
    }
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    pub delay: Duration,
    /// The connection closes in the middle of the body.
    pub broken: bool,
}

pub fn reply(status: u16, body: impl Into<String>) -> Reply {
    Reply { status, body: body.into(), ..Reply::default() }
}

type Script = Box<dyn Fn(&ReceivedRequest) -> Option<Reply> + Send + Sync>;

struct Shared {
    script: Script,
    asked: Mutex<Vec<ReceivedRequest>>,
    logins: AtomicUsize,
    running: AtomicUsize,
    most_running: AtomicUsize,
}

/// The server; it stops with the test's runtime.
pub struct Server {
    shared: Arc<Shared>,
    port: u16,
}

impl Server {
    /// A server that answers by `script`, and where that has no answer as a GLPI that lets us in.
    pub async fn start(script: impl Fn(&ReceivedRequest) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared {
            script: Box::new(script),
            asked: Mutex::default(),
            logins: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            most_running: AtomicUsize::new(0),
        });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { shared, port }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/apirest.php", self.port)
    }

    /// Requests of a path so far.
    pub fn asked(&self, path: &str) -> Vec<ReceivedRequest> {
        let all = self.shared.asked.lock().unwrap();
        all.iter().filter(|asked| asked.path == path).cloned().collect()
    }

    pub fn most_running(&self) -> usize {
        self.shared.most_running.load(Ordering::SeqCst)
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let running = shared.running.fetch_add(1, Ordering::SeqCst) + 1;
    shared.most_running.fetch_max(running, Ordering::SeqCst);
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let query = parts.uri.query().unwrap_or_default();
    let asked = ReceivedRequest {
        method: parts.method.to_string(),
        path: parts.uri.path().trim_start_matches("/apirest.php/").to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: parts.headers,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    shared.asked.lock().unwrap().push(asked.clone());
    let reply = (shared.script)(&asked).unwrap_or_else(|| stock(&shared, &asked));
    tokio::time::sleep(reply.delay).await;
    shared.running.fetch_sub(1, Ordering::SeqCst);
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let body = if reply.broken {
        let pieces: [Result<Bytes, std::io::Error>; 2] =
            [Ok(Bytes::from(reply.body)), Err(std::io::Error::other("gone"))];
        Body::from_stream(futures::stream::iter(pieces))
    } else {
        Body::from(reply.body)
    };
    response.body(body).unwrap()
}

fn stock(shared: &Shared, asked: &ReceivedRequest) -> Reply {
    match asked.path.as_str() {
        "initSession" => {
            let login = shared.logins.fetch_add(1, Ordering::SeqCst) + 1;
            reply(200, format!(r#"{{"session_token":"session-{login}"}}"#))
        }
        "getGlpiConfig" => reply(200, r#"{"cfg_glpi":{"version":"10.0.6"}}"#),
        "changeActiveEntities" | "changeActiveProfile" | "killSession" => reply(200, "true"),
        "getActiveEntities" => reply(200, r#"{"active_entity":{"id":0,"active_entities":[{"id":0}]}}"#),
        "getMyProfiles" => {
            reply(200, r#"{"myprofiles":[{"id":4,"name":"Super-Admin"},{"id":6,"name":"Technician"}]}"#)
        }
        "getMyEntities" => reply(
            200,
            r#"{"myentities":[{"id":0,"name":"Root entity"},{"id":1,"name":"Root entity &#62; Acme"},
               {"id":2,"name":"Root entity &#62; Acme &#62; Paris"},{"id":3,"name":"Root entity &#62; B &#38; C &#62; Paris"}]}"#,
        ),
        _ => reply(200, "[]"),
    }
}

/// A page of a list as GLPI answers it.
pub fn page(rows: &[String], asked: &ReceivedRequest) -> Reply {
    let (start, end) = asked.range();
    if start > rows.len() {
        return reply(400, r#"["ERROR_RANGE_EXCEED_TOTAL","Provided range exceed total count of data"]"#);
    }
    let shown = &rows[start..rows.len().min(end + 1)];
    let last = (start + shown.len()).wrapping_sub(1);
    let whole = shown.len() == rows.len();
    let mut reply = reply(if whole { 200 } else { 206 }, format!("[{}]", shown.join(",")));
    if !rows.is_empty() {
        reply.headers.push(("content-range", format!("{start}-{last}/{}", rows.len())));
    }
    reply
}
