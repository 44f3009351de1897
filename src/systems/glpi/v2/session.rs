//! OAuth 2.0 by login and password, and every call with the token in it.
//!
//! A token is got anew where others would be refreshed: refreshing ends the token of everybody who shares it.
//! Redirections are never followed: GLPI 11.0.6 behind nginx answers a creation with one, to an address that
//! is not there.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use base64::Engine as _;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::OAuth;
use super::wire::{self, Refused};
use crate::model::Said;
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::glpi::wire::is_page;
use crate::systems::glpi::{GlpiSystem, message};
use crate::systems::shared::call::{Body, Call};
use crate::systems::shared::{Answer, Http, RemoteError};

/// What a token is asked for: tickets and items, and who we are. A scope that the client may not have is
/// left out without a word.
const SCOPES: &str = "api user";

/// A token is renewed so long before its end, or after three quarters of a short life.
const MARGIN: Duration = Duration::from_secs(30);

/// The session: connections, the token, and as what we work.
#[derive(Debug)]
pub struct Session {
    pub http: Http,
    base: Url,
    oauth: OAuth,
    /// Profile and entity, once they are chosen.
    place: RwLock<HeaderMap>,
    token: RwLock<Option<Arc<Token>>>,
    renewing: tokio::sync::Mutex<()>,
    gate: tokio::sync::Semaphore,
}

#[derive(Debug)]
struct Token {
    header: HeaderValue,
    expires: Instant,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    expires_in: Option<u64>,
}

#[derive(Deserialize, Default)]
struct TokenRefused {
    #[serde(default)]
    error: String,
    #[serde(default)]
    error_description: String,
}

impl Session {
    /// Gets the first token.
    pub async fn open(system: &GlpiSystem, oauth: OAuth) -> Result<Self, RemoteError> {
        let base = format!("{}/", system.url.trim_end_matches('/'));
        let base = Url::parse(&base)
            .map_err(|error| RemoteError::Setup(format!("{}: {error}", system.url).into()))?;
        let http = Http::new(&system.way())?;
        http.hide(oauth.client_secret.clone());
        http.hide(oauth.password.clone());
        let session = Self {
            http,
            base,
            oauth,
            place: RwLock::default(),
            token: RwLock::default(),
            renewing: tokio::sync::Mutex::default(),
            gate: tokio::sync::Semaphore::new(system.in_flight.max(1)),
        };
        session.token(None).await?;
        Ok(session)
    }

    /// Address of the API, as messages show it.
    pub fn url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// From now on calls are made in a profile or an entity.
    pub fn work_as(&self, name: &'static str, value: i64) {
        let mut place = self.place.write().unwrap_or_else(PoisonError::into_inner);
        place.insert(HeaderName::from_static(name), HeaderValue::from(value));
        place.insert(HeaderName::from_static("glpi-entity-recursive"), HeaderValue::from_static("true"));
    }

    /// Forgets the token.
    pub fn close(&self) {
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Sends a call and reads its answer.
    pub async fn read<T: DeserializeOwned>(&self, call: &Call) -> Result<T, RemoteError> {
        let (name, answer) = self.send(call).await?;
        wire::read(&self.http, &name, &answer)
    }

    /// Sends a call that creates: the id of what was created.
    pub async fn create(&self, call: &Call) -> Result<i64, RemoteError> {
        let (name, answer) = self.send(call).await?;
        wire::created(&self.http, &name, &answer)
    }

    /// Sends a call; gets another token once when this one is refused: nothing was done then. Any other
    /// bad status is an answer.
    pub async fn send(&self, call: &Call) -> Result<(String, Answer), RemoteError> {
        let _permit = self.gate.acquire().await;
        let mut refused = None;
        loop {
            let token = self.token(refused.as_ref()).await?;
            let mut headers = self.place.read().unwrap_or_else(PoisonError::into_inner).clone();
            headers.insert(AUTHORIZATION, token.header.clone());
            let request = call.request(self.at(&call.path)?, headers)?;
            let answer = self.http.send(&request).await?;
            if !wire::is_refused_token(&answer) {
                if let Some(reason) = shut(&answer) {
                    return Err(self.locked_out(reason));
                }
                return Ok((request.call(), answer));
            }
            if refused.is_some() {
                let reason = match answer.status {
                    401 => message::token_not_seen().said(),
                    _ => message::new_token_refused(self.http.piece_of(&answer)).said(),
                };
                return Err(self.locked_out(reason));
            }
            tracing::info!(
                url = self.url(),
                answer.status,
                "the token is not taken any more, getting another"
            );
            refused = Some(token);
        }
    }

    /// A token; another one than `refused`.
    async fn token(&self, refused: Option<&Arc<Token>>) -> Result<Arc<Token>, RemoteError> {
        let usable = |token: &Arc<Token>| {
            token.expires > Instant::now() && !refused.is_some_and(|old| Arc::ptr_eq(old, token))
        };
        let current = || self.token.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(token) = current().filter(usable) {
            return Ok(token);
        }
        let _alone = self.renewing.lock().await;
        if let Some(token) = current().filter(usable) {
            return Ok(token);
        }
        let token = Arc::new(self.log_in().await?);
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&token));
        Ok(token)
    }

    async fn log_in(&self) -> Result<Token, RemoteError> {
        let OAuth { client_id, client_secret, login, password } = &self.oauth;
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "password")
            .append_pair("scope", SCOPES)
            .append_pair("client_id", client_id)
            .append_pair("client_secret", client_secret.expose_secret())
            .append_pair("username", login)
            .append_pair("password", password.expose_secret())
            .finish();
        let content_type = "application/x-www-form-urlencoded".to_owned();
        let call = Call::ask("token", Body::Bytes { content_type, bytes: form.into_bytes() }).logging_in();
        // Many web servers hand PHP an empty header where none was sent, and GLPI then misses a token in it.
        let client = format!("{client_id}:{}", client_secret.expose_secret());
        let client = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(client));
        let request = call.request(
            self.at(&call.path)?,
            HeaderMap::from_iter([(AUTHORIZATION, secret_header(&client)?)]),
        )?;
        let answer = self.http.send(&request).await?;
        let read = serde_json::from_slice::<TokenAnswer>(&answer.body);
        let Ok(TokenAnswer { access_token, refresh_token, expires_in }) = read.map_err(|_| ()) else {
            return Err(self.refused(&request.call(), &answer));
        };
        if answer.status != 200 {
            return Err(self.refused(&request.call(), &answer));
        }
        let header = secret_header(&format!("Bearer {access_token}"))?;
        self.http.hide(SecretString::from(access_token));
        if let Some(refresh) = refresh_token {
            self.http.hide(SecretString::from(refresh));
        }
        let life = Duration::from_secs(expires_in.unwrap_or(3600));
        Ok(Token { header, expires: Instant::now() + life - MARGIN.min(life / 4) })
    }

    /// The words for a refused token.
    fn refused(&self, call: &str, answer: &Answer) -> RemoteError {
        if let Some(reason) = shut(answer) {
            return self.locked_out(reason);
        }
        let said: TokenRefused = serde_json::from_slice(&answer.body).unwrap_or_default();
        let words = self.http.redact(&said.error_description);
        let reason = match (answer.status, said.error.as_str()) {
            (_, "invalid_grant") => message::wrong_login(words),
            (_, "invalid_client") => message::wrong_client(words),
            (_, "unauthorized_client" | "unsupported_grant_type") => message::no_password_grant(words),
            (300..=399, _) => match answer.header("location") {
                Some(place) => message::sends_us_on(self.http.redact(place)),
                None => message::sends_us_elsewhere(),
            },
            (404, _) => message::no_api_v2(),
            (200..=299, _) if is_page(answer) => message::page_instead_of_login(),
            (401 | 403 | 407, _) => message::web_server_refuses(self.http.piece_of(answer)),
            _ => return wire::failure(&self.http, call, answer),
        };
        self.locked_out(reason.said())
    }

    fn locked_out(&self, reason: Said) -> RemoteError {
        RemoteError::Login { url: self.url().to_owned(), reason }
    }

    /// The path below the API. An address that begins above it is one of its front door.
    fn at(&self, path: &str) -> Result<Url, RemoteError> {
        self.base
            .join(path)
            .map_err(|error| RemoteError::Setup(format!("{} {path}: {error}", self.url()).into()))
    }
}

/// What is switched off, or a scope that is missing: nothing goes before somebody changes it.
fn shut(answer: &Answer) -> Option<Said> {
    if answer.status != 403 {
        return None;
    }
    let refused = Refused::of(answer);
    let detail = refused.detail();
    if detail.contains("API is disabled") {
        return Some(message::api_v2_is_off(format_args!("{detail:?}")).said());
    }
    detail.contains("required scope").then(|| message::no_scope(format_args!("{detail:?}")).said())
}

fn secret_header(text: &str) -> Result<HeaderValue, RemoteError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| RemoteError::Setup(message::odd_character(message::oauth_token().said()).said()))?;
    value.set_sensitive(true);
    Ok(value)
}
