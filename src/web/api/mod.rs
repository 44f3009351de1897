//! The API below `/api/v1`: what the console shows and does, as JSON for programs that hold a token. Its routes stand in
//! the table of the console; their document is made from the types that they answer with.

mod document;
mod door;
pub mod events;
pub mod jobs;
pub mod plans;
mod problem;
pub mod pushes;
pub mod questions;
pub mod requests;
pub mod runs;
pub mod tickets;
mod wire;

pub use document::{document, openapi};
pub use door::{bearer, is_below, let_in, made, with_headers};
pub use problem::of as problem;

use axum::extract::Query;
use axum::http::header::CONTENT_ENCODING;
use axum::http::{HeaderValue, StatusCode};
use serde::de::DeserializeOwned;

use self::wire::{NoBody, Page};
use super::call::{Answer, Call, Fault};
use super::cursor;
use crate::message;
use crate::model::Said;
use crate::model::plain::plain_line;

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

/// The body of a request, which has to be an object in JSON.
fn body<T: DeserializeOwned>(call: &Call) -> Result<T, Fault> {
    uncoded(call)?;
    if !call.sent.is_json() {
        return Err(Fault::told(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message::web::api::not_json()));
    }
    let bad = |why: Said| Fault::told(StatusCode::BAD_REQUEST, &message::web::api::bad_body(why));
    // Its reader takes a list for an object, too, by the order of the members.
    if !call.sent.body.trim_ascii_start().starts_with(b"{") {
        return Err(bad(message::web::api::no_object().said()));
    }
    serde_json::from_slice(&call.sent.body).map_err(|error| bad(error.to_string().into()))
}

/// That a request which asks by its path alone says nothing in its body; an empty object says nothing.
fn no_body(call: &Call) -> Result<(), Fault> {
    if call.sent.body.is_empty() { Ok(()) } else { body::<NoBody>(call).map(drop) }
}

/// That the body is sent as it is: nothing is unpacked here.
fn uncoded(call: &Call) -> Result<(), Fault> {
    let codings = call.sent.headers.get_all(CONTENT_ENCODING);
    let is_coded = |coding: &&HeaderValue| !coding.as_bytes().eq_ignore_ascii_case(b"identity");
    match codings.iter().find(is_coded) {
        None => Ok(()),
        Some(coding) => {
            let coding = plain_line(&String::from_utf8_lossy(coding.as_bytes()));
            Err(Fault::told(StatusCode::UNSUPPORTED_MEDIA_TYPE, &message::web::api::is_coded(coding)))
        }
    }
}

/// How many lines are asked for.
fn most(limit: Option<u16>) -> Result<usize, Fault> {
    match limit.map_or(USUAL, usize::from) {
        most @ 1..=MOST => Ok(most),
        _ => {
            let why = message::web::api::bad_query(message::web::api::limit_is(MOST));
            Err(Fault::told(StatusCode::BAD_REQUEST, &why))
        }
    }
}

/// The time and the name that a cursor is made of.
fn behind(cursor: Option<&str>) -> Result<Option<(&str, &str)>, Fault> {
    let read = |text| cursor::read(text).ok_or_else(|| bad_query("cursor"));
    cursor.map(read).transpose()
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
