//! Calls of the API: who is logged in, the namespace, and what a bad answer means.

use std::sync::{Mutex, PoisonError};

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use serde_json::json;

use super::config::Settings;
use super::message;
use super::wire::{Errors, Health, LoggedIn};
use crate::message::{Message, remote};
use crate::model::Said;
use crate::model::plain::plain_line;
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::call::{Call, url_part};
use crate::systems::shared::client::why;
use crate::systems::shared::{Answer, Http, Keys, RemoteError, SecretFailure};

/// Most characters of what the store says.
const SHOWN: usize = 300;

/// Who logs in, with the secrets themselves.
pub(super) enum Entry {
    Token(SecretString),
    AppRole { mount: String, role: SecretString, secret: Option<SecretString> },
    Kubernetes { mount: String, role: String, jwt: SecretString },
}

impl Entry {
    /// What people call the way.
    pub fn method(&self) -> Message {
        match self {
            Self::Token(_) => message::method_token(),
            Self::AppRole { .. } => message::method_approle(),
            Self::Kubernetes { .. } => message::method_kubernetes(),
        }
    }

    /// Whether another login would give another token.
    pub fn logs_in(&self) -> bool {
        match self {
            Self::Token(_) => false,
            Self::AppRole { .. } | Self::Kubernetes { .. } => true,
        }
    }
}

/// A token in use.
#[derive(Clone)]
struct Held {
    token: SecretString,
    /// We got it by a login, and can give it back.
    is_ours: bool,
}

/// An answer that is a success or says that something is not there.
pub(super) struct Reply {
    pub answer: Answer,
}

/// Why there is no such answer.
pub(super) enum Refusal {
    /// HTTP 403, and what the store says: to a login why, else nothing that helps.
    Denied(Said),
    /// The store says why.
    Said { status: u16, said: Said },
    /// A sentence of ours.
    Told(Message),
    /// No whole answer.
    Remote(RemoteError),
}

impl Refusal {
    /// What it comes to where a refused right has a sentence of its own.
    pub fn failure(self, denied: impl FnOnce() -> Message) -> SecretFailure {
        match self {
            Self::Denied(_) => denied().into(),
            Self::Said { status, said } => message::refused(status, said).into(),
            Self::Told(message) => message.into(),
            Self::Remote(error) => error.into(),
        }
    }
}

impl From<Message> for Refusal {
    fn from(message: Message) -> Self {
        Self::Told(message)
    }
}

/// The way to one store.
pub(super) struct Session {
    http: Http,
    base: String,
    namespace: Option<HeaderValue>,
    pub entry: Entry,
    held: Mutex<Option<Held>>,
}

impl Session {
    /// A session that nobody is logged in to yet.
    pub fn new(settings: &Settings, keys: &Keys, entry: Entry) -> Result<Self, RemoteError> {
        let http = Http::new(&settings.reach.way(keys))?;
        match &entry {
            Entry::Token(token) => http.hide(token.clone()),
            Entry::AppRole { role, secret, .. } => {
                http.hide(role.clone());
                secret.iter().for_each(|secret| http.hide(secret.clone()));
            }
            Entry::Kubernetes { jwt, .. } => http.hide(jwt.clone()),
        }
        let setup = |what: Message| RemoteError::Setup(message::no_header(what).said());
        let namespace = settings.namespace.as_deref().map(HeaderValue::from_str).transpose();
        let namespace = namespace.map_err(|_| setup(message::the_namespace()))?;
        if let Entry::Token(token) = &entry {
            HeaderValue::from_str(token.expose_secret()).map_err(|_| setup(message::the_token()))?;
        }
        Ok(Self { http, base: settings.reach.url.clone(), namespace, entry, held: Mutex::default() })
    }

    fn held(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, held: Option<Held>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// Whether a token is held.
    pub fn is_logged_in(&self) -> bool {
        self.held().is_some()
    }

    /// Gets a token, where it is not given.
    pub async fn log_in(&self) -> Result<(), SecretFailure> {
        let (mount, body) = match &self.entry {
            Entry::Token(token) => {
                self.hold(Some(Held { token: token.clone(), is_ours: false }));
                return Ok(());
            }
            Entry::AppRole { mount, role, secret } => {
                let secret = secret.as_ref().map(|secret| secret.expose_secret());
                (mount, json!({"role_id": role.expose_secret(), "secret_id": secret.unwrap_or_default()}))
            }
            Entry::Kubernetes { mount, role, jwt } => {
                (mount, json!({"role": role, "jwt": jwt.expose_secret()}))
            }
        };
        self.hold(None);
        let refused = |status, said: Said| message::login_refused(self.entry.method(), mount, status, said);
        let call = Call::ask(format!("/v1/auth/{}/login", path_part(mount)), body);
        let reply = match self.send(call).await {
            Ok(reply) if reply.answer.status == 404 => {
                return Err(refused(404, self.said(&reply.answer)).into());
            }
            Ok(reply) => reply,
            Err(Refusal::Said { status, said }) => return Err(refused(status, said).into()),
            Err(Refusal::Denied(said)) => return Err(refused(403, said).into()),
            Err(other) => return Err(other.failure(message::nothing_said)),
        };
        let LoggedIn { auth } = self.read(&reply).map_err(|error| error.failure(message::nothing_said))?;
        let token = SecretString::from(auth.client_token);
        self.http.hide(token.clone());
        self.hold(Some(Held { token, is_ours: auth.token_type != "batch" }));
        Ok(())
    }

    /// Gives a token back that a login gave: it would live on for its time, and stores count them.
    pub async fn log_out(&self) {
        if self.held().is_some_and(|held| held.is_ours) {
            let call = Call::write(Method::POST, "/v1/auth/token/revoke-self", json!({}));
            if self.send(call).await.is_err() {
                tracing::debug!(url = self.base, "the token was not given back and ends by itself");
            }
        }
        self.hold(None);
    }

    /// A path below `/v1/`.
    pub async fn get(&self, path: &str) -> Result<Reply, Refusal> {
        self.send(Call::get(format!("/v1/{}", path_part(path)))).await
    }

    /// How the store is; it answers everybody, also when it is sealed.
    pub async fn health(&self) -> Result<Health, Refusal> {
        let call = Call::get("/v1/sys/health").with("standbyok", "true").with("perfstandbyok", "true");
        let call = call.with("sealedcode", "200").with("uninitcode", "200").with("drsecondarycode", "200");
        let answer = self.answer(call, HeaderMap::new()).await.map_err(Refusal::Remote)?;
        match answer.status {
            200..=299 => self.read(&Reply { answer }),
            status => Err(Refusal::Said { status, said: self.said(&answer) }),
        }
    }

    /// Sends a call as who is logged in. A success and 404 are replies.
    async fn send(&self, call: Call) -> Result<Reply, Refusal> {
        let mut headers = HeaderMap::new();
        if let Some(namespace) = &self.namespace {
            headers.insert(HeaderName::from_static("x-vault-namespace"), namespace.clone());
        }
        let call = match self.held() {
            Some(held) => call.secret("x-vault-token", &held.token),
            None => call,
        };
        let answer = self.answer(call, headers).await.map_err(Refusal::Remote)?;
        match answer.status {
            200..=299 | 404 => Ok(Reply { answer }),
            403 => Err(Refusal::Denied(self.said(&answer))),
            300..=399 => {
                let to = answer.header(LOCATION.as_str());
                let to = to.map_or_else(|| remote::somewhere_else().to_string(), str::to_owned);
                Err(remote::sends_us_to(self.http.redact(&plain_line(&to))).into())
            }
            500..=599 => {
                let (status, said) = (answer.status, self.said(&answer));
                // The words differ between products and versions.
                Err(match self.health().await {
                    Ok(Health { initialized: false, .. }) => message::not_initialized(),
                    Ok(Health { sealed: true, .. }) => message::sealed(),
                    Ok(_) | Err(_) => message::unavailable(status, said),
                }
                .into())
            }
            status => Err(Refusal::Said { status, said: self.said(&answer) }),
        }
    }

    async fn answer(&self, call: Call, mut headers: HeaderMap) -> Result<Answer, RemoteError> {
        let address = format!("{}{}", self.base, call.path);
        let url = Url::parse(&address)
            .map_err(|error| RemoteError::Setup(remote::no_address(address, error).said()))?;
        // What lists and proxies ask for that guard against requests made by pages of the web.
        headers.insert(HeaderName::from_static("x-vault-request"), HeaderValue::from_static("true"));
        self.http.send(&call.logging_in().request(url, headers)?).await
    }

    /// The JSON of a reply, of which nothing is shown.
    pub fn read<T: DeserializeOwned>(&self, reply: &Reply) -> Result<T, Refusal> {
        let not_understood = |error: serde_json::Error| {
            let (why, shown) = (why(&reply.answer, &error), self.http.piece_of(&reply.answer));
            message::not_understood(why, shown).into()
        };
        serde_json::from_slice(&reply.answer.body).map_err(not_understood)
    }

    /// What the store says is wrong, as one short line without secrets.
    pub fn said(&self, answer: &Answer) -> Said {
        let is_json = answer.header(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("json"));
        let Some(Errors { errors, .. }) =
            serde_json::from_slice(&answer.body).ok().filter(|_: &Errors| is_json)
        else {
            return self.http.piece_of(answer);
        };
        let words = errors.iter().flat_map(|error| error.split_whitespace()).collect::<Vec<_>>().join(" ");
        let line = plain_line(&self.http.redact(&words));
        if line.is_empty() {
            return message::nothing_said().said();
        }
        let short: String = line.chars().take(SHOWN).collect();
        if short.len() < line.len() { (short + "…").into() } else { short.into() }
    }
}

/// A path with its parts escaped.
fn path_part(path: &str) -> String {
    path.split('/').map(url_part).collect::<Vec<_>>().join("/")
}
