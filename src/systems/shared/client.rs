//! The client of a monitor: address, login, and what a bad status means in words.

use base64::Engine as _;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LOCATION};
use serde::de::DeserializeOwned;

use super::call::Call;
use super::{Keys, Login, Reach};
use crate::message::remote;
use crate::model::said::{Said, Say as _};
use crate::model::secret::ExposeSecret;
use crate::systems::shared::{Answer, FailureKind, Holds, Http, RemoteError};

/// A client of one monitor.
#[derive(Debug)]
pub(in crate::systems) struct Client {
    pub http: Http,
    base: String,
    headers: HeaderMap,
    login: Option<String>,
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
        let http = Http::new(&reach.way(keys))?;
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
        Ok(Self { http, base: reach.url.clone(), headers: HeaderMap::new(), login })
    }

    /// Sends a secret header with every call.
    pub fn always(&mut self, name: HeaderName, value: &str) -> Result<(), RemoteError> {
        let mut value = HeaderValue::from_str(value)
            .map_err(|_| RemoteError::Setup(remote::login_is_no_header(&self.base).said()))?;
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
        let url = Url::parse(&address)
            .map_err(|error| RemoteError::Setup(remote::no_address(address, error).said()))?;
        let request = call.request(url, self.headers.clone())?;
        let answer = self.http.send(&request).await?;
        let reply = Reply { call: request.call(), answer };
        match reply.answer.status {
            401 => Err(self.stranger(remote::wrong_login())),
            403 => {
                let message = self.http.piece_of(&reply.answer);
                Err(RemoteError::Rights { call: reply.call.into(), message })
            }
            300..=399 => {
                let to = reply
                    .answer
                    .header(LOCATION.as_str())
                    .map_or_else(|| remote::somewhere_else().said(), Said::from);
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
            return Err(self.refused(reply, self.http.piece_of(&reply.answer)));
        }
        serde_json::from_slice(&reply.answer.body).map_err(|error| {
            let piece = self.http.piece_of(&reply.answer);
            self.refused(reply, remote::not_understood(why(&reply.answer, &error), piece))
        })
    }

    /// The error of an answer.
    pub fn refused(&self, reply: &Reply, message: impl Into<Said>) -> RemoteError {
        RemoteError::Answer {
            call: reply.call.as_str().into(),
            status: reply.answer.status,
            code: None,
            message: message.into().map(|text| self.http.redact(text)),
            kind: FailureKind::of_status(reply.answer.status, false),
        }
    }

    /// The error of a refused login.
    pub fn stranger(&self, reason: impl Into<Said>) -> RemoteError {
        let reason = reason.into().map(|text| self.http.redact(text));
        RemoteError::Login { url: self.base.clone(), reason }
    }
}

/// Why an answer is not understood. The words of serde hold values: not those of a secret.
pub(in crate::systems) fn why(answer: &Answer, error: &serde_json::Error) -> Said {
    match answer.holds {
        Holds::Data => error.said(),
        Holds::Secret => remote::at_line(error.line(), error.column()).said(),
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
