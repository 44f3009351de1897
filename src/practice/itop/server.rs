//! HTTP on loopback: the axum side of the practice iTop and the faults of the wire.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State as Extracted};
use axum::http::{HeaderMap, Request, Response};
use base64::Engine as _;
use serde_json::Value;
use tokio::sync::Mutex;

use super::fault::{Effect, Loss, strike};
use super::import;
use super::operation;
use super::rest::RestRequest;
use super::seen::Seen;
use super::state::State;
use crate::practice::fault::Stall;
use crate::practice::serve::{Shared, Wire};

/// Largest request, as `post_max_size` of a PHP that was set up for attachments.
const LARGEST: usize = 64 << 20;

/// The way of every request.
pub(super) fn router(state: Shared<State>) -> Router {
    Router::new().fallback(handle).with_state(state)
}

async fn handle(
    Extracted(state): Extracted<Shared<State>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let Ok(body) = to_bytes(body, LARGEST).await else { return plain(413, "text/html", "too large") };
    let asked = asked(parts.uri.query().unwrap_or_default(), &parts.headers, &body);
    let effect = {
        let mut state = state.lock();
        let operation = asked.operation();
        let word = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
        strike(&mut state.faults, word("operation"), word("class"))
    };
    // PHP goes on when the client has hung up: a client waits for a task of its own.
    let work = tokio::spawn(work(state, path, asked, effect.clone()));
    match &effect {
        Some(Effect::Lost(_, Loss::Close) | Effect::Queued(_, Loss::Close)) => {
            wire.close_after(0);
            return Response::new(Body::empty());
        }
        Some(Effect::Lost(_, Loss::Status(status)) | Effect::Queued(_, Loss::Status(status))) => {
            return plain(*status, "text/html", NOT_NOW);
        }
        _ => {}
    }
    let response = work.await.unwrap_or_else(|_| plain(500, "text/html", MEMORY));
    if let Some(Effect::Late(delay)) = effect {
        tokio::time::sleep(delay).await;
    }
    response
}

/// What PHP does: it waits for the lock of a key and for the database, and answers.
async fn work(
    state: Shared<State>,
    path: String,
    asked: RestRequest,
    effect: Option<Effect>,
) -> Response<Body> {
    if let Some(Effect::Queued(by, _)) = effect {
        tokio::time::sleep(by).await;
    }
    let _turn = match turn_of(&state, &asked) {
        Some(turn) => Some(turn.lock_owned().await),
        None => None,
    };
    if let Some(Effect::Slow(by) | Effect::Lost(by, _)) = effect {
        tokio::time::sleep(by).await;
    }
    let writes = asked.operation().get("operation").and_then(Value::as_str).is_some_and(|operation| {
        matches!(operation, "core/create" | "core/update" | "core/apply_stimulus" | "core/delete")
    });
    let until = Stall::until(state.lock().stall, writes);
    if let Some(until) = until {
        tokio::time::sleep_until(until.into()).await;
    }
    respond(&state, &path, &asked, effect.as_ref())
}

/// The lock of the extension for a ticket that is to be opened.
fn turn_of(state: &Shared<State>, asked: &RestRequest) -> Option<Arc<Mutex<()>>> {
    let operation = asked.operation();
    let key = operation.pointer("/fields/stocktake_ref").and_then(Value::as_str)?;
    let mut state = state.lock();
    let is_create = operation.get("operation").and_then(Value::as_str) == Some("core/create");
    (state.has_extension && is_create)
        .then(|| Arc::clone(state.turns.entry(key.to_owned()).or_insert_with(|| Arc::new(Mutex::new(())))))
}

fn respond(
    state: &Shared<State>,
    path: &str,
    asked: &RestRequest,
    effect: Option<&Effect>,
) -> Response<Body> {
    let mut state = state.lock();
    let (status, body, code) = match path {
        _ if state.in_maintenance || effect == Some(&Effect::Maintenance) => {
            (503, MAINTENANCE.to_owned(), None)
        }
        _ if let Some(Effect::Status(status)) = effect => (*status, NOT_NOW.to_owned(), None),
        _ if effect == Some(&Effect::OutOfMemoryBefore) => (500, MEMORY.to_owned(), None),
        _ if effect == Some(&Effect::LoginPage) => (200, LOGIN_PAGE.to_owned(), None),
        "/webservices/rest.php" => {
            let mut answer = operation::answer(&mut state, asked);
            if effect == Some(&Effect::Twice) {
                answer = operation::answer(&mut state, asked);
            }
            state.keep();
            (200, answer.to_string(), answer["code"].as_i64())
        }
        "/webservices/import.php" => (200, import::answer(&state, asked), None),
        "/" | "/pages/UI.php" => (200, LOGIN_PAGE.to_owned(), None),
        _ => (404, NOT_FOUND.to_owned(), None),
    };
    let is_out_of_memory = effect == Some(&Effect::OutOfMemory);
    let (status, body) = if is_out_of_memory { (500, MEMORY.to_owned()) } else { (status, body) };
    state.seen.push(Seen { path: path.to_owned(), operation: asked.operation(), status, code });
    let kind = if body.starts_with('{') { "application/json" } else { "text/html; charset=UTF-8" };
    match effect {
        Some(Effect::Truncated) => plain(status, kind, &body[..body.floor_char_boundary(body.len() / 2)]),
        Some(Effect::Broken) => broken(status, kind, &body),
        _ => plain(status, kind, &body),
    }
}

const MAINTENANCE: &str =
    r#"{"data":[{"code":100,"message":"This application is currently under maintenance."}],"scripts":[]}"#;
const NOT_NOW: &str = "<html><head><title>Not now</title></head><body>nginx</body></html>";
const MEMORY: &str = "<p>iTop: An error occurred, check server error log for more information.</p>";
const LOGIN_PAGE: &str = "<!DOCTYPE html>\n<html><head><title>iTop login</title></head><body>\
     <img title=\"iTop version 3.2.0-practice\" alt=\"logo\"><h1>Welcome to iTop!</h1></body></html>";
const NOT_FOUND: &str = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n\
     <center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";

fn plain(status: u16, kind: &str, body: &str) -> Response<Body> {
    let builder = Response::builder().status(status).header("content-type", kind);
    builder.body(Body::from(body.to_owned())).unwrap_or_else(|_| Response::new(Body::empty()))
}

/// An answer whose body breaks off in the middle, and the connection with it.
fn broken(status: u16, kind: &str, body: &str) -> Response<Body> {
    let half = body.as_bytes()[..body.len() / 2].to_vec();
    let pieces = [Ok(half), Err(std::io::Error::other("the connection breaks"))];
    let builder = Response::builder()
        .status(status)
        .header("content-type", kind)
        .header("content-length", body.len().to_string());
    let stream = futures::stream::iter(pieces);
    builder.body(Body::from_stream(stream)).unwrap_or_else(|_| Response::new(Body::empty()))
}

fn asked(query: &str, headers: &HeaderMap, body: &[u8]) -> RestRequest {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_form =
        header("content-type").is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let form = if is_form { body } else { b"" };
    let pairs = url::form_urlencoded::parse(query.as_bytes()).chain(url::form_urlencoded::parse(form));
    let basic = header("authorization").and_then(|value| {
        let encoded = value.strip_prefix("Basic ")?;
        let pair = base64::engine::general_purpose::STANDARD.decode(encoded).ok()?;
        let pair = String::from_utf8(pair).ok()?;
        pair.split_once(':').map(|(login, password)| (login.to_owned(), password.to_owned()))
    });
    RestRequest {
        parameters: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
        basic,
        token: header("auth-token").map(str::to_owned),
    }
}
