//! Calls to a system, relative to its address, and what goes with them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::Value as Json;

use super::{Holds, RemoteError, Repeat, Request};
use crate::message::remote;
use crate::model::secret::{ExposeSecret, SecretString};

/// All but what stands for itself in a path, a query and a fragment alike: a blank is `%20` and never `+`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// A text as one part of a URL.
pub(in crate::systems) fn url_part(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// A call, relative to the address of its system.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Call {
    pub method: Method,
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Headers of this call alone.
    headers: HeaderMap,
    pub body: Option<Body>,
    pub repeat: Repeat,
    /// What its answer holds.
    holds: Holds,
}

/// What a call carries.
#[derive(Debug, Clone)]
pub(in crate::systems) enum Body {
    Json(Json),
    /// Other bytes than JSON, with their type.
    Bytes {
        content_type: String,
        bytes: Vec<u8>,
    },
}

impl Body {
    /// The type, for the header.
    fn content_type(&self) -> &str {
        match self {
            Self::Json(_) => "application/json",
            Self::Bytes { content_type, .. } => content_type,
        }
    }

    /// As it is sent.
    pub fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Json(json) => json.to_string().into_bytes(),
            Self::Bytes { bytes, .. } => bytes.clone(),
        }
    }
}

impl From<Json> for Body {
    fn from(json: Json) -> Self {
        Self::Json(json)
    }
}

impl From<&Json> for Body {
    fn from(json: &Json) -> Self {
        Self::Json(json.clone())
    }
}

impl Call {
    fn new(method: Method, path: impl Into<String>, body: Option<Body>, repeat: Repeat) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body,
            repeat,
            holds: Holds::Data,
        }
    }

    /// Reads.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path, None, Repeat::Harmless)
    }

    /// Deletes; a second time does no harm.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path, None, Repeat::Harmless)
    }

    /// Changes something.
    pub fn write(method: Method, path: impl Into<String>, body: impl Into<Body>) -> Self {
        Self::new(method, path, Some(body.into()), Repeat::OnlyIfNotDone)
    }

    /// Asks with a body and changes nothing.
    pub fn ask(path: impl Into<String>, body: impl Into<Body>) -> Self {
        Self::new(Method::POST, path, Some(body.into()), Repeat::Harmless)
    }

    /// Sends a form and changes something.
    pub fn form(path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let content_type = "application/x-www-form-urlencoded".to_owned();
        Self::write(Method::POST, path, Body::Bytes { content_type, bytes: text.into_bytes() })
    }

    /// Its answer holds a session or a token.
    pub fn logging_in(mut self) -> Self {
        self.holds = Holds::Secret;
        self
    }

    /// Adds a parameter.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// Adds a header that is not shown.
    pub fn secret(mut self, name: &'static str, value: &SecretString) -> Self {
        if let Ok(mut value) = HeaderValue::from_str(value.expose_secret()) {
            value.set_sensitive(true);
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// The request to an address that already has the path, with headers that every call has.
    ///
    /// # Errors
    /// A type of the body that cannot stand in a header.
    pub fn request(&self, mut url: Url, mut headers: HeaderMap) -> Result<Request, RemoteError> {
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(body) = &self.body {
            let value = HeaderValue::from_str(body.content_type())
                .map_err(|error| RemoteError::Setup(remote::bad_content_type(error).said()))?;
            headers.insert(CONTENT_TYPE, value);
        }
        headers.extend(self.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        let body = self.body.as_ref().map(Body::bytes);
        Ok(Request {
            method: self.method.clone(),
            url,
            secret_query: None,
            headers,
            body,
            repeat: self.repeat,
            holds: self.holds,
        })
    }
}
