//! Requests and answers of practice monitors.

use base64::Engine as _;
use serde_json::Value as Json;

use super::state::State;
use super::{LOGIN, TOKEN};

/// A request that arrived, its path below that of the monitor.
#[derive(Debug)]
pub(super) struct Incoming {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Incoming {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn parameters<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Option<Json> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Fields of a form.
    pub fn form(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(&self.body).into_owned().collect()
    }

    /// Basic authentication with the practice login.
    pub fn is_basic(&self, state: &State) -> bool {
        let both = format!("{LOGIN}:{}", state.password);
        let expected = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both));
        self.header("authorization") == Some(expected.as_str())
    }

    /// A token in a header.
    pub fn has(&self, header: &str, value: &str) -> bool {
        self.header(header) == Some(value)
    }

    /// The practice token by Bearer.
    pub fn is_bearer(&self) -> bool {
        self.has("authorization", &format!("Bearer {TOKEN}"))
    }
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(status: u16, body: &Json) -> Self {
        Self::of(status, "application/json", body.to_string())
    }

    pub fn html(status: u16, body: impl Into<String>) -> Self {
        Self::of(status, "text/html; charset=utf-8", body.into())
    }

    pub fn text(status: u16, body: impl Into<String>) -> Self {
        Self::of(status, "text/plain; charset=utf-8", body.into())
    }

    pub fn empty(status: u16) -> Self {
        Self::of(status, "application/json", String::new())
    }

    fn of(status: u16, content_type: &'static str, body: String) -> Self {
        Self { status, content_type, headers: Vec::new(), body: body.into_bytes() }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A JSON value as a number of Livestatus, Zabbix or a query.
pub(super) fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
