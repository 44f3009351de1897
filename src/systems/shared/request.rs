//! A request and its answer, as they go over the wire. Nothing in them knows a system.

use reqwest::header::HeaderMap;
use reqwest::{Method, Url};

use crate::model::secret::SecretString;

/// Most characters of an answer that an error shows.
pub(super) const PIECE: usize = 300;

/// When a request may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing: after any passing failure.
    Harmless,
    /// It writes: only when it is certain that nothing was done.
    OnlyIfNotDone,
}

/// Whether the answer to a request may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Data.
    Data,
    /// A session or a token, which nobody knows before it is read: no piece of it is shown or kept.
    Secret,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// URL without secrets.
    pub url: Url,
    /// A secret that goes with the query and is never shown: its name and its value.
    pub secret_query: Option<(String, SecretString)>,
    /// Headers, secrets marked sensitive.
    pub headers: HeaderMap,
    /// Body.
    pub body: Option<Vec<u8>>,
    /// When it may be sent again.
    pub repeat: Repeat,
    /// What its answer holds.
    pub holds: Holds,
}

impl Request {
    /// Method and URL, as errors name the request.
    pub fn call(&self) -> String {
        let url = self.url.as_str();
        let shown: String = url.chars().take(PIECE).collect();
        let rest = if shown.len() < url.len() { "…" } else { "" };
        format!("{} {shown}{rest}", self.method)
    }
}

/// A whole answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, decompressed, without a byte order mark.
    pub body: Vec<u8>,
    /// What it holds.
    pub holds: Holds,
}

impl Answer {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
