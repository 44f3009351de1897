//! How calls go out: where to, how many in a minute, and which hosts may be asked at all.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value as Json;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use super::config::Settings;
use super::message;
use crate::message::{Message, remote};
use crate::model::Said;
use crate::systems::shared::{Answer, Holds, Http, Keys, RemoteError, Request, Way};

/// The span in which calls are counted.
const MINUTE: Duration = Duration::from_secs(60);

/// The way to one system.
#[derive(Debug)]
pub(super) struct Wire {
    pub http: Http,
    pub base: Url,
    /// Headers of every call.
    pub headers: HeaderMap,
    hosts: Vec<String>,
    most: Option<usize>,
    sent: Mutex<VecDeque<Instant>>,
}

impl Wire {
    /// A way; nothing is asked yet.
    ///
    /// # Errors
    /// Certificates that cannot be used, a header that is none.
    pub fn new(settings: &Settings, keys: &Keys) -> Result<Self, RemoteError> {
        let way = Way { proxy: settings.proxy.as_deref(), ..settings.reach.way(keys) };
        let base = Url::parse(&settings.reach.url)
            .map_err(|error| RemoteError::Setup(remote::no_address(&settings.reach.url, error).said()))?;
        let mut headers = HeaderMap::new();
        for (name, value) in &settings.headers {
            let value = HeaderValue::from_str(value)
                .map_err(|_| RemoteError::Setup(message::no_header_value(name.as_str()).said()))?;
            headers.insert(name.clone(), value);
        }
        Ok(Self {
            http: Http::new(&way)?.with_paths_of_values(),
            base,
            headers,
            hosts: settings.hosts.clone(),
            most: settings.calls_per_minute,
            sent: Mutex::default(),
        })
    }

    /// The address of a path behind that of the system.
    ///
    /// # Errors
    /// When it is none.
    pub fn url(&self, path: &str) -> Result<Url, Message> {
        let base = self.base.as_str().trim_end_matches('/');
        let slash = if path.starts_with(['/', '?']) { "" } else { "/" };
        let address = format!("{base}{slash}{path}");
        let url = Url::parse(&address).map_err(|error| remote::no_address(&address, error))?;
        if url.host() == self.base.host() && url.port() == self.base.port() {
            Ok(url)
        } else {
            Err(message::another_host(host_of(&url)))
        }
    }

    /// Whether an address may be asked with our login: it is of the system itself, or of a host that the settings
    /// name; never in clear where the system is not.
    ///
    /// # Errors
    /// Why not, and what would do.
    pub fn may_ask(&self, url: &Url) -> Result<(), Message> {
        if url.scheme() != "https" && url.scheme() != self.base.scheme() {
            return Err(message::in_clear(url.as_str()));
        }
        let own = url.host_str() == self.base.host_str()
            && (url.port_or_known_default() == self.base.port_or_known_default()
                || self.base.port().is_none() && url.port().is_none());
        let host = url.host_str().unwrap_or_default();
        let named = match url.port() {
            None => self.hosts.iter().any(|known| known == host),
            Some(port) => self.hosts.contains(&format!("{host}:{port}")),
        };
        if own || named { Ok(()) } else { Err(message::another_host(host_of(url))) }
    }

    /// Sends a request when its turn has come.
    ///
    /// # Errors
    /// As [`Http::send`].
    pub async fn send(&self, request: &Request) -> Result<Answer, RemoteError> {
        if let Some(most) = self.most {
            let mut sent = self.sent.lock().await;
            if sent.len() >= most
                && let Some(oldest) = sent.pop_front()
            {
                sleep_until(oldest + MINUTE).await;
            }
            sent.push_back(Instant::now());
        }
        self.http.send(request).await
    }

    /// A piece of an answer for an error.
    pub fn piece(&self, answer: &Answer) -> Said {
        self.http.piece_of(answer)
    }

    /// What an answer with a bad status says: its words where it is JSON that has some, else a piece of it.
    pub fn words(&self, answer: &Answer) -> Said {
        let words = || words(&serde_json::from_slice(&answer.body).ok()?, DEEPEST);
        match answer.holds {
            Holds::Data => {
                words().map_or_else(|| self.piece(answer), |words| self.http.piece(words.as_bytes()))
            }
            Holds::Secret => self.piece(answer),
        }
    }
}

/// Members of answers that say what is wrong, the most telling first.
const TELLING: [&str; 9] =
    ["message", "Message", "messages", "error_description", "detail", "details", "error", "title", "errors"];

/// JSON in JSON that is looked into: Microsoft Graph gives what Intune says as a text.
const DEEPEST: u8 = 4;

/// What an error in JSON says for people; `None`: it says it in another way.
fn words(error: &Json, depth: u8) -> Option<String> {
    match error {
        Json::String(text) if text.trim_start().starts_with('{') && depth > 0 => {
            let inner = serde_json::from_str(text).ok().and_then(|inner| words(&inner, depth - 1));
            inner.or_else(|| Some(text.clone()))
        }
        Json::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Json::Object(members) if depth > 0 => {
            TELLING.iter().find_map(|name| words(members.get(*name)?, depth - 1))
        }
        // One Identity tells a list of messages.
        Json::Array(list) if depth > 0 => list.iter().find_map(|one| words(one, depth - 1)),
        Json::Object(_) | Json::Array(_) | Json::Number(_) | Json::Bool(_) | Json::Null => None,
    }
}

/// Host and port of an address, as `hosts` names them.
fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn said(error: &str) -> Option<String> {
        words(&serde_json::from_str(error).unwrap(), DEEPEST)
    }

    #[test]
    fn an_error_is_told_in_its_own_words() {
        for (error, words) in [
            (r#"{"detail":"Token expired"}"#, "Token expired"),
            (r#"[{"Number":810,"Message":"Not pending any more"}]"#, "Not pending any more"),
            (r#"{"status":"error","messages":"Asset not found","payload":null}"#, "Asset not found"),
            (r#"{"error":"invalid_client","error_description":"AADSTS7000215: no"}"#, "AADSTS7000215: no"),
            (
                r#"{"error":{"code":"Forbidden","message":"{\"_version\":3,\r\n \"Message\":\"Needs Read.All\"}"}}"#,
                "Needs Read.All",
            ),
            (r#"{"error":{"message":"{ no JSON"}}"#, "{ no JSON"),
        ] {
            assert_eq!(said(error).as_deref(), Some(words), "{error}");
        }
        for error in [r#"{"data":null}"#, "[1]", r#"{"message":{"a":{"b":{"message":{"message":"deep"}}}}}"#]
        {
            assert_eq!(said(error), None, "{error}");
        }
    }
}
