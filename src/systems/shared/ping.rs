//! Tells an address something, as healthchecks.io takes it: one request whose answer says no more than that it was
//! taken.

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};

use super::{Holds, Http, RemoteError, Repeat, Request, Way};
use crate::message::remote;
use crate::model::Said;
use crate::model::secret::SecretString;

/// Largest answer that is read, in MiB: it is a word.
const LARGEST_ANSWER: u64 = 1;

/// Sends a line of text to an address, again where that may help.
///
/// # Errors
/// Why it was not taken. Never the address, which is a secret.
pub async fn ping(way: Way<'_>, address: &Url, line: &str) -> Result<(), Said> {
    let http =
        Http::new(&Way { largest_answer: LARGEST_ANSWER, ..way }).map_err(|error| without_address(&error))?;
    http.hide(SecretString::from(address.as_str()));
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let request = Request {
        method: Method::POST,
        url: address.clone(),
        secret_query: None,
        headers,
        body: Some(line.as_bytes().to_vec()),
        // Told twice is told.
        repeat: Repeat::Harmless,
        holds: Holds::Secret,
    };
    match http.send(&request).await {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
        Ok(answer) => Err(remote::status_alone(answer.status).said()),
        Err(error) => Err(without_address(&error)),
    }
}

/// What went wrong, without the call.
fn without_address(error: &RemoteError) -> Said {
    match error {
        RemoteError::Setup(reason)
        | RemoteError::Unreachable { reason, .. }
        | RemoteError::Lost { reason, .. } => reason.clone(),
        RemoteError::Answer { message, .. } => message.clone(),
        RemoteError::Login { .. }
        | RemoteError::Rights { .. }
        | RemoteError::Unseen { .. }
        | RemoteError::NotTaken { .. }
        | RemoteError::NoColumn { .. } => remote::not_taken_as_sent().said(),
    }
}
