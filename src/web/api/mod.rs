//! The API below `/api/v1`: what the console shows and does, as JSON for programs that hold a token. Its routes stand in
//! the table of the console; their document is made from the types that they answer with.

mod document;
mod door;
pub mod events;
pub mod jobs;
pub mod plans;
mod problem;
pub mod questions;
pub mod requests;
pub mod runs;
pub mod tickets;
mod wire;

pub use document::{document, openapi};
pub use door::{is_below, let_in, made, with_headers};
pub use problem::of as problem;

use axum::extract::Query;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use self::wire::Page;
use super::call::{Answer, Call, Fault};
use crate::message;

/// Lines of a page that asks for no other number.
const USUAL: usize = 100;
/// Most lines of a page.
const MOST: usize = 1_000;
/// Digits of a place in a list, at most.
const DIGITS: usize = 9;

/// What a request is answered, as JSON.
fn json<T: serde::Serialize>(status: StatusCode, body: &T) -> Result<Answer, Fault> {
    let body = serde_json::to_string(body).map_err(anyhow::Error::new)?;
    Ok(Answer { kind: "application/json", ..Answer::page(status, body) })
}

/// A page of a list of which one line more was asked for than it may have: that one tells that there are more.
fn paged<F, T>(
    mut found: Vec<F>,
    most: usize,
    cursor: impl Fn(&F) -> String,
    line: impl Fn(&F) -> T,
) -> Page<T> {
    let is_cut = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| is_cut).map(cursor);
    Page { items: found.iter().map(line).collect(), next }
}

/// The query of a request; a name that the route does not know is a slip, not a wish.
fn query<T: DeserializeOwned>(call: &Call) -> Result<T, Fault> {
    let read = Query::<T>::try_from_uri(&call.sent.uri);
    read.map(|Query(query)| query).map_err(|error| bad_query(&error.body_text()))
}

/// The query of a route that takes none.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// That nothing is asked for which a route does not take.
fn no_query(call: &Call) -> Result<(), Fault> {
    query::<NoQuery>(call).map(drop)
}

fn bad_query(why: &str) -> Fault {
    Fault::told(StatusCode::BAD_REQUEST, &message::web::api::bad_query(why))
}

/// The body of a request, which has to be JSON.
fn body<T: DeserializeOwned>(call: &Call) -> Result<T, Fault> {
    if !call.sent.is_json() {
        return Err(Fault::told(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message::web::api::not_json()));
    }
    serde_json::from_slice(&call.sent.body).map_err(|error| {
        Fault::told(StatusCode::BAD_REQUEST, &message::web::api::bad_body(error.to_string()))
    })
}

/// How many lines are asked for.
fn most(limit: Option<u16>) -> Result<usize, Fault> {
    match limit.map_or(USUAL, usize::from) {
        most @ 1..=MOST => Ok(most),
        _ => Err(bad_query("limit")),
    }
}

/// The place in a list that a cursor is; none: its begin.
fn place(cursor: Option<&str>) -> Result<u32, Fault> {
    match cursor {
        None => Ok(0),
        Some(digits) if digits.len() <= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            digits.parse().map_err(|_| bad_query("cursor"))
        }
        Some(_) => Err(bad_query("cursor")),
    }
}
