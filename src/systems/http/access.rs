//! How we are let in: the secret of every call, a token of OAuth 2.0, or a session with its token and cookies.
//!
//! What is had by logging in is had once, kept until it ends, and had again once when the system says 401.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use minijinja::context;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use reqwest::{Method, Url};
use serde_json::value::RawValue;
use tokio::sync::Mutex;

use super::config::{Access, Grant, LoginBody, Oauth, Session, TokenPlace};
use super::message;
use super::path::DottedPath;
use super::template::{Text, Values};
use super::wire::Wire;
use crate::message::{Message, reach, remote};
use crate::model::secret::{ExposeSecret, SecretRef, SecretString};
use crate::systems::shared::{Answer, Holds, KeepToken, RemoteError, Repeat, Request};
use crate::systems::source::FetchError;

/// A token is not used in the last moments of its life.
pub(super) const BEFORE_ITS_END: Duration = Duration::from_secs(60);

/// A secret of the settings with what it stands for.
pub(super) type Known = Vec<(SecretRef, SecretString)>;

/// The way in.
#[derive(Debug)]
pub(super) struct Door {
    /// The name of the system.
    pub(super) name: String,
    access: Access,
    secrets: Known,
    /// Where the token is kept by which others are had.
    pub(super) keeper: Option<Arc<dyn KeepToken>>,
    state: Mutex<State>,
}

/// What was had by logging in.
#[derive(Debug, Default)]
pub(super) struct State {
    /// How often we logged in.
    pub logins: u64,
    pub is_in: bool,
    pub token: Option<SecretString>,
    pub ends: Option<Instant>,
    cookies: Vec<(String, SecretString)>,
}

/// What a call takes with it.
#[derive(Debug, Default)]
pub(super) struct Pass {
    pub headers: HeaderMap,
    pub query: Option<(String, SecretString)>,
    /// Of which login it is.
    pub logins: u64,
}

impl Access {
    /// The secrets that it takes.
    pub fn secrets(&self) -> Vec<SecretRef> {
        match self {
            Self::Open => Vec::new(),
            Self::Basic { password, .. } => vec![password.clone()],
            Self::Header { secret, .. } | Self::Query { secret, .. } => vec![secret.clone()],
            Self::Oauth(Oauth { grant, application, .. }) => {
                let of_grant = match grant {
                    Grant::ClientCredentials | Grant::Device { .. } => None,
                    Grant::Password { password, .. } => Some(password),
                    Grant::Refresh { token } => Some(token),
                };
                of_grant.into_iter().chain(&application.client_secret).cloned().collect()
            }
            Self::Session(session) => vec![session.password.clone()],
        }
    }
}

impl Door {
    /// With its secrets, which no error shows; nobody logs in yet.
    pub fn new(
        name: &str,
        access: &Access,
        secrets: Known,
        keeper: Option<Arc<dyn KeepToken>>,
        wire: &Wire,
    ) -> Self {
        secrets.iter().for_each(|(_, secret)| wire.http.hide(secret.clone()));
        let (name, access) = (name.to_owned(), access.clone());
        Self { name, access, secrets, keeper, state: Mutex::default() }
    }

    /// How a token of OAuth 2.0 is had; `None` where there is none.
    pub fn oauth(&self) -> Option<&Oauth> {
        match &self.access {
            Access::Oauth(oauth) => Some(oauth),
            Access::Open
            | Access::Basic { .. }
            | Access::Header { .. }
            | Access::Query { .. }
            | Access::Session(_) => None,
        }
    }

    pub(super) fn secret(&self, reference: &SecretRef) -> SecretString {
        let found = self.secrets.iter().find(|(known, _)| known == reference);
        found.map_or_else(|| SecretString::from(String::new()), |(_, secret)| secret.clone())
    }

    /// Whether logging in anew can help.
    pub fn can_log_in(&self) -> bool {
        matches!(self.access, Access::Oauth(_) | Access::Session(_))
    }

    /// What a call to an address takes with it; logs in where nobody has, or what was had ends.
    ///
    /// # Errors
    /// A refused login.
    pub async fn pass(&self, wire: &Wire, url: &Url) -> Result<Pass, FetchError> {
        let mut pass = Pass::default();
        match &self.access {
            Access::Open => {}
            Access::Basic { login, password } => {
                let both = format!("{login}:{}", self.secret(password).expose_secret());
                let value = base64::engine::general_purpose::STANDARD.encode(both);
                put(&mut pass.headers, wire, AUTHORIZATION, &format!("Basic {value}"))?;
            }
            Access::Header { name, prefix, secret } => {
                let value = format!("{prefix}{}", self.secret(secret).expose_secret());
                put(&mut pass.headers, wire, name.clone(), &value)?;
            }
            Access::Query { name, secret } => pass.query = Some((name.clone(), self.secret(secret))),
            Access::Oauth(oauth) => {
                let mut state = self.state.lock().await;
                let is_over = state.ends.is_some_and(|ends| Instant::now() + BEFORE_ITS_END > ends);
                if !state.is_in || is_over {
                    self.ask_for_token(wire, oauth, &mut state).await?;
                }
                let token = state.token.as_ref().map_or("", |token| token.expose_secret());
                put(&mut pass.headers, wire, AUTHORIZATION, &format!("Bearer {token}"))?;
                pass.logins = state.logins;
            }
            Access::Session(session) => {
                let mut state = self.state.lock().await;
                if !state.is_in {
                    self.open_session(wire, session, &mut state).await?;
                }
                session_headers(&mut pass.headers, wire, session, &state, url)?;
                pass.logins = state.logins;
            }
        }
        Ok(pass)
    }

    /// Logs in again, unless somebody has since.
    ///
    /// # Errors
    /// A refused login.
    pub async fn log_in_again(&self, wire: &Wire, pass: &Pass) -> Result<(), FetchError> {
        let mut state = self.state.lock().await;
        if state.logins != pass.logins {
            return Ok(());
        }
        state.is_in = false;
        match &self.access {
            Access::Oauth(oauth) => self.ask_for_token(wire, oauth, &mut state).await,
            Access::Session(session) => {
                state.cookies.clear();
                state.token = None;
                self.open_session(wire, session, &mut state).await
            }
            Access::Open | Access::Basic { .. } | Access::Header { .. } | Access::Query { .. } => Ok(()),
        }
    }

    /// Keeps the cookies of an answer of the system, where it has a session.
    pub async fn keep_cookies(&self, wire: &Wire, url: &Url, answer: &Answer) {
        if matches!(self.access, Access::Session(_)) {
            let mut state = self.state.lock().await;
            keep(&mut state, wire, url, answer);
        }
    }

    /// Ends the session where the settings say how.
    pub async fn leave(&self, wire: &Wire) {
        let Access::Session(session) = &self.access else { return };
        let mut state = self.state.lock().await;
        let Some(path) = session.logout.as_ref().filter(|_| state.is_in) else { return };
        let left = async {
            let url = wire.url(path)?;
            let mut headers = wire.headers.clone();
            session_headers(&mut headers, wire, session, &state, &url)?;
            let answer = wire.send(&request(Method::POST, url, headers, None)).await?;
            Ok::<_, FetchError>(answer.status)
        }
        .await;
        state.is_in = false;
        match left {
            Ok(status) if status < 400 => {}
            Ok(status) => tracing::debug!(status, "the session was not ended"),
            Err(error) => tracing::debug!(%error, "the session was not ended"),
        }
    }

    async fn open_session(
        &self,
        wire: &Wire,
        session: &Session,
        state: &mut State,
    ) -> Result<(), FetchError> {
        if let Some(before) = &session.before {
            let url = wire.url(before)?;
            let answer = wire.send(&request(Method::GET, url.clone(), wire.headers.clone(), None)).await?;
            keep(state, wire, &url, &answer);
        }
        let url = wire.url(&session.path)?;
        let mut headers = wire.headers.clone();
        session_headers(&mut headers, wire, session, state, &url)?;
        let password = self.secret(&session.password);
        let body = login_body(&mut headers, wire, session, &password)?;
        let answer = wire.send(&request(Method::POST, url.clone(), headers, body)).await?;
        let refused = |why: Message| FetchError::from(message::login_refused(url.as_str(), why));
        if answer.status >= 400 {
            return Err(refused(match answer.status {
                401 => remote::wrong_login(),
                status => message::login_answers(status),
            }));
        }
        keep(state, wire, &url, &answer);
        let token = match &session.token {
            TokenPlace::Nowhere if state.cookies.is_empty() => return Err(refused(message::no_cookie())),
            TokenPlace::Nowhere => None,
            TokenPlace::Header(name) => {
                let found = answer.header(name).filter(|token| !token.is_empty());
                Some(found.ok_or_else(|| refused(message::no_token_in_header(name)))?.to_owned())
            }
            TokenPlace::Body(path) => Some(token_in(&answer, path).map_err(refused)?),
        };
        state.token = token.map(|token| hidden(wire, token));
        state.is_in = true;
        state.logins += 1;
        Ok(())
    }
}

/// The token in the answer to a login.
fn token_in(answer: &Answer, path: &str) -> Result<String, Message> {
    let text = String::from_utf8_lossy(&answer.body);
    if path.is_empty() {
        return Ok(text.trim().trim_matches('"').to_owned());
    }
    let no_json = |_| reach::no_token_answer(answer.status, remote::not_shown(answer.body.len(), "?"));
    let document: &RawValue = serde_json::from_str(&text).map_err(no_json)?;
    let path = DottedPath::new(path);
    path.find(document).map_err(|astray| message::no_token(path.as_str(), astray.told()))?;
    path.text(document)
        .filter(|token| !token.is_empty())
        .ok_or_else(|| message::no_token(path.as_str(), message::nothing()))
}

fn login_body(
    headers: &mut HeaderMap,
    wire: &Wire,
    session: &Session,
    password: &SecretString,
) -> Result<Option<(Vec<u8>, String)>, FetchError> {
    let values = context! { login => session.login.as_str(), password => password.expose_secret() };
    // What fails may show its values.
    let render = |text: &Text| {
        let told = |error: Message| message::login_template(wire.http.redact(&error.to_string()));
        text.render(&values, Values::Plain).map_err(|error| FetchError::from(told(error)))
    };
    let rendered = |fields: &[(String, Text)]| {
        let field = |(name, text): &(String, Text)| Ok((name.clone(), render(text)?));
        fields.iter().map(field).collect::<Result<Vec<_>, FetchError>>()
    };
    Ok(Some(match &session.body {
        LoginBody::Basic => {
            let both = format!("{}:{}", session.login, password.expose_secret());
            let value = base64::engine::general_purpose::STANDARD.encode(both);
            put(headers, wire, AUTHORIZATION, &format!("Basic {value}"))?;
            return Ok(None);
        }
        LoginBody::Form(fields) => {
            let fields = rendered(fields)?;
            let fields: Vec<(&str, String)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            (form(&fields), "application/x-www-form-urlencoded".to_owned())
        }
        LoginBody::Json(fields) => {
            let object: serde_json::Map<String, serde_json::Value> =
                rendered(fields)?.into_iter().map(|(name, value)| (name, value.into())).collect();
            (serde_json::Value::Object(object).to_string().into_bytes(), "application/json".to_owned())
        }
        LoginBody::Text { body, content_type } => (render(body)?.into_bytes(), content_type.clone()),
    }))
}

/// Fields of a form as a body.
pub(super) fn form(fields: &[(&str, String)]) -> Vec<u8> {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into_bytes()
}

/// A call of a login: its answer is not shown.
pub(super) fn request(
    method: Method,
    url: Url,
    mut headers: HeaderMap,
    body: Option<(Vec<u8>, String)>,
) -> Request {
    let (body, content_type) = body.unzip();
    if let Some(Ok(content_type)) = content_type.map(|kind| HeaderValue::from_str(&kind)) {
        headers.insert(CONTENT_TYPE, content_type);
    }
    Request { method, url, secret_query: None, headers, body, repeat: Repeat::Harmless, holds: Holds::Secret }
}

/// A secret that the system gave: no error shows it.
pub(super) fn hidden(wire: &Wire, secret: String) -> SecretString {
    let secret = SecretString::from(secret);
    wire.http.hide(secret.clone());
    secret
}

/// Puts a secret into a header.
pub(super) fn put(
    headers: &mut HeaderMap,
    wire: &Wire,
    name: HeaderName,
    value: &str,
) -> Result<(), FetchError> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| RemoteError::Setup(remote::login_is_no_header(wire.base.as_str()).said()))?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}

/// Token, cookies and what is sent against forged calls. Cookies go to the system itself only.
fn session_headers(
    headers: &mut HeaderMap,
    wire: &Wire,
    session: &Session,
    state: &State,
    url: &Url,
) -> Result<(), FetchError> {
    let mut cookies: Vec<String> = Vec::new();
    if let Some(token) = &state.token {
        let value = format!("{}{}", session.prefix, token.expose_secret());
        if session.header == COOKIE {
            cookies.push(value)
        } else {
            put(headers, wire, session.header.clone(), &value)?
        }
    }
    if url.host_str() != wire.base.host_str() {
        return Ok(());
    }
    let own = state.cookies.iter().map(|(name, value)| format!("{name}={}", value.expose_secret()));
    cookies.extend(own);
    if !cookies.is_empty() {
        put(headers, wire, COOKIE, &cookies.join("; "))?;
    }
    if let Some((cookie, header)) = &session.xsrf
        && let Some((_, value)) = state.cookies.iter().find(|(name, _)| name == cookie)
    {
        // Cookies are escaped, the header is not: what axios and Angular do.
        let value =
            percent_encoding::percent_decode_str(value.expose_secret()).decode_utf8_lossy().into_owned();
        put(headers, wire, header.clone(), &value)?;
    }
    Ok(())
}

/// Keeps the cookies of an answer of the system itself; one without a value, or that is over, is forgotten.
fn keep(state: &mut State, wire: &Wire, url: &Url, answer: &Answer) {
    if url.host_str() != wire.base.host_str() {
        return;
    }
    for cookie in answer.headers.get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()) {
        let mut parts = cookie.split(';');
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
        let is_over = parts.any(|part| {
            let part = part.trim().to_lowercase();
            part.strip_prefix("max-age=").and_then(|age| age.parse::<i64>().ok()).is_some_and(|age| age <= 0)
        });
        let (name, value) = (name.trim(), value.trim());
        state.cookies.retain(|(known, _)| known != name);
        if !is_over && !value.is_empty() {
            state.cookies.push((name.to_owned(), hidden(wire, value.to_owned())));
        }
    }
}
