//! The session: login, profile, entity, renewal when it has expired, and every call through it.
//!
//! An expired session is renewed by one task while the others wait; a refused renewal is kept, so
//! that no account is locked by repeated attempts.

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::json;

use super::GlpiSystem;
use super::login;
use super::message;
use super::wire;
use super::{Credentials, Identity};
use crate::model::Said;
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::call::Call;
use crate::systems::shared::{Answer, FailureKind, Http, RemoteError, Request};

const EXPIRED: &str = "ERROR_SESSION_TOKEN_INVALID";

const SESSION_TOKEN: HeaderName = HeaderName::from_static("session-token");
const APP_TOKEN: HeaderName = HeaderName::from_static("app-token");
const SANITIZED_CONTENT: HeaderName = HeaderName::from_static("x-glpi-sanitized-content");

/// A session and all that is needed to open it again.
#[derive(Debug)]
pub struct Session {
    pub http: Http,
    access: Arc<Access>,
    state: RwLock<State>,
    renewing: tokio::sync::Mutex<()>,
}

/// What the sessions at one GLPI share.
#[derive(Debug)]
struct Access {
    base: Url,
    credentials: Credentials,
    profile: Option<String>,
    entity: Option<String>,
    gate: tokio::sync::Semaphore,
}

#[derive(Debug, Clone)]
enum State {
    Live(Arc<SecretString>),
    Refused(Said),
    Closed,
}

/// The same call, and it keeps PHP's session lock to its end.
pub fn holding_session(call: Call) -> Call {
    call.with("session_write", "true")
}

impl Session {
    /// Opens a session.
    pub async fn open(system: &GlpiSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        let base = format!("{}/", system.url.trim_end_matches('/'));
        let base = Url::parse(&base)
            .map_err(|error| RemoteError::Setup(format!("{}: {error}", system.url).into()))?;
        let http = Http::new(&system.way())?;
        match &credentials.identity {
            Identity::UserToken(token) => http.hide(token.clone()),
            Identity::Password { password, .. } => http.hide(password.clone()),
        }
        if let Some(token) = &credentials.app_token {
            http.hide(token.clone());
        }
        let access = Access {
            base,
            credentials,
            profile: system.profile.clone(),
            entity: system.entity.clone(),
            gate: tokio::sync::Semaphore::new(system.in_flight.max(1)),
        };
        Self::log_in_anew(http, Arc::new(access)).await
    }

    /// Opens another session of the same user: calls that hold PHP's session lock go one after the
    /// other within a session.
    pub async fn another(&self) -> Result<Self, RemoteError> {
        Self::log_in_anew(self.http.clone(), Arc::clone(&self.access)).await
    }

    async fn log_in_anew(http: Http, access: Arc<Access>) -> Result<Self, RemoteError> {
        let state = RwLock::new(State::Closed);
        let session = Self { http, access, state, renewing: tokio::sync::Mutex::new(()) };
        let token = session.log_in().await?;
        session.set(State::Live(token));
        Ok(session)
    }

    /// URL of the API, as messages show it.
    pub fn url(&self) -> &str {
        self.access.base.as_str().trim_end_matches('/')
    }

    /// Sends a call; opens the session again when it has expired. Any other bad status is an answer.
    pub async fn send(&self, call: &Call) -> Result<(String, Answer), RemoteError> {
        let _permit = self.access.gate.acquire().await;
        let token = self.token()?;
        let (name, answer) = self.send_as(call, &token).await?;
        if !is_expired(&answer) {
            return Ok((name, answer));
        }
        let token = self.renew(&token).await?;
        let (name, answer) = self.send_as(call, &token).await?;
        if is_expired(&answer) {
            return Err(wire::failure(&self.http, name, &answer));
        }
        Ok((name, answer))
    }

    /// Sends a call in the session as it is: one that has expired is refused, since another would not
    /// be the one that the journal knows.
    pub async fn send_once(&self, call: &Call) -> Result<(String, Answer), RemoteError> {
        let _permit = self.access.gate.acquire().await;
        let token = self.token()?;
        let (name, answer) = self.send_as(call, &token).await?;
        if is_expired(&answer) {
            self.set(State::Closed);
            return Err(RemoteError::Answer {
                call: name.into(),
                status: answer.status,
                code: Some(EXPIRED.to_owned()),
                message: message::session_expired().said(),
                kind: FailureKind::NotDone,
            });
        }
        Ok((name, answer))
    }

    /// Sends a call in a session of which only the token is known.
    pub async fn send_in(&self, call: &Call, token: &SecretString) -> Result<(String, Answer), RemoteError> {
        self.http.hide(token.clone());
        self.send_as(call, token).await
    }

    /// The token; `None` when the session has ended.
    pub fn live_token(&self) -> Option<SecretString> {
        self.token().ok().map(|token| (*token).clone())
    }

    /// Sends a call and reads its good answer.
    pub async fn read<T: serde::de::DeserializeOwned>(&self, call: &Call) -> Result<T, RemoteError> {
        let (name, answer) = self.send(call).await?;
        wire::read(&self.http, name, &answer)
    }

    /// Logs in again, whether the session has expired or not: GLPI lets a session use an entity only
    /// if it was there at login.
    pub async fn refresh(&self) -> Result<(), RemoteError> {
        let token = self.token()?;
        self.renew(&token).await?;
        // Calls that still carry the old session are answered as if it had expired.
        if let Err(left) = self.send_as(&Call::get("killSession"), &token).await {
            tracing::debug!(%left, "the old session was not ended");
        }
        Ok(())
    }

    /// Ends the session at the server. A session that is gone already is as good.
    pub async fn close(&self) -> Result<(), RemoteError> {
        let Ok(token) = self.token() else { return Ok(()) };
        self.set(State::Closed);
        let (name, answer) = self.send_as(&Call::get("killSession"), &token).await?;
        match answer.status {
            200..=299 | 401 => Ok(()),
            _ => Err(wire::failure(&self.http, name, &answer)),
        }
    }

    fn token(&self) -> Result<Arc<SecretString>, RemoteError> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Live(token) => Ok(Arc::clone(token)),
            State::Refused(reason) => {
                Err(RemoteError::Login { url: self.url().to_owned(), reason: reason.clone() })
            }
            State::Closed => Err(RemoteError::Setup(message::session_closed(self.url()).said())),
        }
    }

    fn set(&self, state: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// A token that is not `expired`: of the task that was first to renew, or our own.
    async fn renew(&self, expired: &Arc<SecretString>) -> Result<Arc<SecretString>, RemoteError> {
        let _alone = self.renewing.lock().await;
        let current = self.token()?;
        if !Arc::ptr_eq(&current, expired) {
            return Ok(current);
        }
        tracing::info!(url = self.url(), "logging in to GLPI again");
        match self.log_in().await {
            Ok(token) => {
                self.set(State::Live(Arc::clone(&token)));
                Ok(token)
            }
            Err(error) => {
                if let RemoteError::Login { reason, .. } = &error {
                    self.set(State::Refused(reason.clone()));
                }
                Err(error)
            }
        }
    }

    /// Logs in, then chooses the profile and after it (a profile resets them) the entities.
    async fn log_in(&self) -> Result<Arc<SecretString>, RemoteError> {
        let request = self.request(&Call::get("initSession").logging_in(), self.authorization()?)?;
        let answer = self.http.send(&request).await?;
        if answer.status != 200 {
            return Err(login::refused(&self.http, self.url(), request.call(), &answer));
        }
        let Ok(init) = serde_json::from_slice::<wire::InitSession>(&answer.body) else {
            return Err(login::refused(&self.http, self.url(), request.call(), &answer));
        };
        let token = Arc::new(SecretString::from(init.session_token));
        self.http.hide((*token).clone());
        match self.choose(&token).await {
            Ok(()) => Ok(token),
            Err(error) => {
                // The session would lie around at the server until it expires.
                if let Err(left) = self.send_as(&Call::get("killSession"), &token).await {
                    tracing::debug!(%left, "the unused session was not ended");
                }
                Err(error)
            }
        }
    }

    async fn choose(&self, token: &SecretString) -> Result<(), RemoteError> {
        if let Some(wanted) = &self.access.profile {
            let (name, answer) = self.send_as(&Call::get("getMyProfiles"), token).await?;
            let profiles: wire::MyProfiles = wire::read(&self.http, name, &answer)?;
            let id =
                login::find_profile(wanted, profiles.myprofiles.into_vec()).map_err(|r| self.refuse(r))?;
            let body = json!({ "profiles_id": id });
            let call = Call::write(Method::POST, "changeActiveProfile", body);
            let (name, answer) = self.send_as(&call, token).await?;
            if answer.status != 200 || !answer.body.trim_ascii().is_empty() {
                wire::read::<serde_json::Value>(&self.http, name, &answer)?;
            } else if self.active_profile(token).await? != Some(id) {
                // GLPI 9.5 answers a change with nothing, as PHP does when it fails.
                return Err(wire::unreadable(&self.http, name, &answer, message::nothing()));
            }
        }
        let mut body = json!({ "is_recursive": true });
        if let Some(wanted) = &self.access.entity {
            let call = Call::get("getMyEntities").with("is_recursive", "true");
            let (name, answer) = self.send_as(&call, token).await?;
            let entities: wire::MyEntities = wire::read(&self.http, name, &answer)?;
            let id =
                login::find_entity(wanted, entities.myentities.into_vec()).map_err(|r| self.refuse(r))?;
            body = json!({ "entities_id": id, "is_recursive": true });
        }
        let call = Call::write(Method::POST, "changeActiveEntities", body);
        let (name, answer) = self.send_as(&call, token).await?;
        // 9.5 answers 400 where later ones say `false`.
        let is_refused =
            answer.status == 400 && wire::error_parts(&answer.body).is_some_and(|(code, _)| code == "ERROR");
        if is_refused || wire::read::<serde_json::Value>(&self.http, name, &answer)? == json!(false) {
            let what = self.access.entity.as_deref().map_or(message::all_entities().said(), |name| {
                message::entity_is(format_args!("{name:?}")).said()
            });
            return Err(self.refuse(message::may_not_work_in(what).said()));
        }
        Ok(())
    }

    async fn active_profile(&self, token: &SecretString) -> Result<Option<i64>, RemoteError> {
        let (name, answer) = self.send_as(&Call::get("getActiveProfile"), token).await?;
        let active: wire::ActiveProfile = wire::read(&self.http, name, &answer)?;
        Ok(active.active_profile.get("id").and_then(wire::integer))
    }

    fn refuse(&self, reason: Said) -> RemoteError {
        RemoteError::Login { url: self.url().to_owned(), reason }
    }

    fn authorization(&self) -> Result<HeaderMap, RemoteError> {
        let text = match &self.access.credentials.identity {
            Identity::UserToken(token) => format!("user_token {}", token.expose_secret()),
            Identity::Password { login, password } => {
                let pair = format!("{login}:{}", password.expose_secret());
                format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))
            }
        };
        Ok(HeaderMap::from_iter([(AUTHORIZATION, secret_header(&text, &message::user_token().said())?)]))
    }

    async fn send_as(&self, call: &Call, token: &SecretString) -> Result<(String, Answer), RemoteError> {
        let value = secret_header(token.expose_secret(), &message::session_token().said())?;
        let request = self.request(call, HeaderMap::from_iter([(SESSION_TOKEN, value)]))?;
        let answer = self.http.send(&request).await?;
        if let Some(reason) = login::lost_app_token(&answer) {
            return Err(self.refuse(reason));
        }
        Ok((request.call(), answer))
    }

    fn request(&self, call: &Call, mut headers: HeaderMap) -> Result<Request, RemoteError> {
        let url =
            self.access.base.join(&call.path).map_err(|error| {
                RemoteError::Setup(format!("{} {}: {error}", self.url(), call.path).into())
            })?;
        headers.insert(SANITIZED_CONTENT, HeaderValue::from_static("false"));
        if let Some(token) = &self.access.credentials.app_token {
            headers.insert(APP_TOKEN, secret_header(token.expose_secret(), &message::app_token().said())?);
        }
        call.request(url, headers)
    }
}

fn secret_header(text: &str, what: &Said) -> Result<HeaderValue, RemoteError> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| RemoteError::Setup(message::odd_character(what).said()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Unknown, killed and expired sessions get the same answer.
pub fn is_expired(answer: &Answer) -> bool {
    answer.status == 401 && wire::error_parts(&answer.body).is_some_and(|(code, _)| code == EXPIRED)
}
