//! Calls to a monitor: address, login, and what a bad status means in words.

use base64::Engine as _;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::{Keys, Login, Reach};
use crate::message::remote;
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::{Answer, Fate, Http, RemoteError, Repeat, Request};

/// A client of one monitor.
#[derive(Debug)]
pub(in crate::systems) struct Client {
    pub http: Http,
    base: String,
    headers: HeaderMap,
    login: Option<String>,
}

/// A call, relative to the address of the monitor.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Call {
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    repeat: Repeat,
}

impl Call {
    /// Reads.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            repeat: Repeat::Harmless,
        }
    }

    /// Deletes; a second time does no harm.
    pub fn delete(path: impl Into<String>) -> Self {
        let mut call = Self::get(path);
        call.method = Method::DELETE;
        call
    }

    /// Sends JSON and changes something.
    pub fn write(method: Method, path: impl Into<String>, body: &Json) -> Self {
        let mut call = Self::get(path);
        call.method = method;
        call.repeat = Repeat::OnlyIfNotDone;
        call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        call.body = Some(body.to_string().into_bytes());
        call
    }

    /// Asks with a JSON body and changes nothing.
    pub fn ask(path: impl Into<String>, body: &Json) -> Self {
        let mut call = Self::write(Method::POST, path, body);
        call.repeat = Repeat::Harmless;
        call
    }

    /// Sends a form and changes something.
    pub fn form(path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let mut call = Self::get(path);
        call.method = Method::POST;
        call.repeat = Repeat::OnlyIfNotDone;
        call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        call.body = Some(text.into_bytes());
        call
    }

    /// Adds a parameter.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
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
}

impl Client {
    /// A client that logs in by HTTP itself: Basic for a password, Bearer for a token.
    pub fn new(reach: &Reach, keys: &Keys) -> Result<Self, RemoteError> {
        let mut client = Self::bare(reach, keys)?;
        let value = match &keys.login {
            Login::Nobody => return Ok(client),
            Login::Password { login, password } => {
                let both = format!("{login}:{}", password.expose_secret());
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both))
            }
            Login::Token(token) => format!("Bearer {}", token.expose_secret()),
        };
        client.always(AUTHORIZATION, &value)?;
        Ok(client)
    }

    /// A client that sends no login; its secrets are hidden all the same.
    pub fn bare(reach: &Reach, keys: &Keys) -> Result<Self, RemoteError> {
        let http =
            Http::with_certificate(reach.timeout, reach.ca_file.as_deref(), keys.certificate.as_ref())?;
        let login = match &keys.login {
            Login::Nobody => None,
            Login::Password { login, password } => {
                http.hide(password.clone());
                Some(login.clone())
            }
            Login::Token(token) => {
                http.hide(token.clone());
                None
            }
        };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(Self { http, base: reach.url.clone(), headers, login })
    }

    /// Sends a secret header with every call.
    pub fn always(&mut self, name: HeaderName, value: &str) -> Result<(), RemoteError> {
        let mut value = HeaderValue::from_str(value)
            .map_err(|_| RemoteError::Setup(remote::login_is_no_header(&self.base).to_string()))?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }

    /// The user that logs in.
    pub fn login(&self) -> Option<&str> {
        self.login.as_deref()
    }

    /// Address of the monitor.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends a call. 401, 403 and a redirection are errors; every other status is an answer.
    pub async fn send(&self, call: &Call) -> Result<Reply, RemoteError> {
        let address = format!("{}{}", self.base, call.path);
        let mut url = Url::parse(&address)
            .map_err(|error| RemoteError::Setup(remote::no_address(address, error).to_string()))?;
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut headers = self.headers.clone();
        headers.extend(call.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        let request = Request {
            method: call.method.clone(),
            url,
            headers,
            body: call.body.clone(),
            repeat: call.repeat,
        };
        let answer = self.http.send(&request).await?;
        let reply = Reply { call: request.call(), answer };
        match reply.answer.status {
            401 => Err(self.stranger(remote::wrong_login())),
            403 => {
                let message = self.http.piece(&reply.answer.body);
                Err(RemoteError::Rights { call: reply.call, message })
            }
            300..=399 => {
                let to = reply
                    .answer
                    .header(LOCATION.as_str())
                    .map_or_else(|| remote::somewhere_else().to_string(), str::to_owned);
                Err(self.refused(&reply, remote::sends_us_to(to)))
            }
            _ => Ok(reply),
        }
    }

    /// Sends a call whose answer is JSON of a success.
    pub async fn json<T: DeserializeOwned>(&self, call: &Call) -> Result<T, RemoteError> {
        let reply = self.send(call).await?;
        self.read(&reply)
    }

    /// The JSON of a success.
    pub fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, RemoteError> {
        if !(200..300).contains(&reply.answer.status) {
            return Err(self.refused(reply, self.http.piece(&reply.answer.body)));
        }
        serde_json::from_slice(&reply.answer.body).map_err(|error| {
            let piece = self.http.piece(&reply.answer.body);
            self.refused(reply, remote::not_understood(error, piece))
        })
    }

    /// The error of an answer.
    pub fn refused(&self, reply: &Reply, message: impl Into<String>) -> RemoteError {
        RemoteError::Answer {
            call: reply.call.clone(),
            status: reply.answer.status,
            code: None,
            message: self.http.blot(&message.into()),
            fate: Fate::of_status(reply.answer.status, false),
        }
    }

    /// The error of a refused login.
    pub fn stranger(&self, reason: impl Into<String>) -> RemoteError {
        RemoteError::Login { url: self.base.clone(), reason: reason.into() }
    }
}

/// An answer and the call that it answers.
#[derive(Debug)]
pub(in crate::systems) struct Reply {
    /// Method and URL.
    pub call: String,
    /// The answer.
    pub answer: Answer,
}

impl Reply {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.answer.body).into_owned()
    }
}
