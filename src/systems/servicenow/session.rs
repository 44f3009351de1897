//! Every call to an instance: the header that lets us in, its renewal, dropped requests again.
//!
//! No cookies are kept: requests that share a session are served one after another, and dropped when
//! more than about ten wait.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine as _;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use super::ServiceNowSystem;
use super::login::{self, Token};
use super::message;
use super::wire::{self, Row};
use super::{Credentials, Me};
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::call::Call;
use crate::systems::shared::{Answer, Http, RemoteError, Request};

/// How often a dropped request (202) is sent at most.
const ATTEMPTS: u32 = 4;

/// Pause before a dropped request is sent again; it doubles.
const PAUSE: Duration = Duration::from_millis(250);

/// The session: connections and who we are.
#[derive(Debug)]
pub struct Session {
    pub http: Http,
    base: Url,
    credentials: Credentials,
    token: RwLock<Option<Arc<Token>>>,
    renewing: tokio::sync::Mutex<()>,
    gate: tokio::sync::Semaphore,
}

impl Session {
    /// Gets the first token, where tokens are used.
    pub async fn open(system: &ServiceNowSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        let base = format!("{}/", system.url.trim_end_matches('/'));
        let base = Url::parse(&base)
            .map_err(|error| RemoteError::Setup(format!("{}: {error}", system.url).into()))?;
        let http = Http::new(&system.way())?;
        for secret in secrets(&credentials) {
            http.hide(secret.clone());
        }
        let session = Self {
            http,
            base,
            credentials,
            token: RwLock::new(None),
            renewing: tokio::sync::Mutex::new(()),
            gate: tokio::sync::Semaphore::new(system.in_flight.max(1)),
        };
        session.authorization(None).await?;
        Ok(session)
    }

    /// Address of the instance, as messages show it.
    pub fn url(&self) -> String {
        login::shown(&self.base)
    }

    /// The user that we are. An instance whose rules hide users is asked for the rest only.
    pub async fn me(&self) -> Result<Me, RemoteError> {
        let call = Call::get("api/now/table/sys_user")
            .with("sysparm_query", "sys_id=javascript:gs.getUserID()")
            .with("sysparm_fields", "sys_id,user_name,name,time_zone,preferred_language")
            .with("sysparm_display_value", "all")
            .with("sysparm_exclude_reference_link", "true")
            .with("sysparm_limit", "2");
        let configured = match &self.credentials {
            Credentials::Basic { user, .. } | Credentials::Password { user, .. } => Some(user.clone()),
            Credentials::Client(_) | Credentials::Refresh { .. } => None,
        };
        let login = configured.clone().unwrap_or_default();
        let rows: Vec<Row> = match self.read(&call).await {
            Ok(rows) => rows,
            Err(RemoteError::Rights { message, .. }) => {
                tracing::debug!(%message, "users are not shown to us");
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        // A condition that the instance does not understand is dropped: two rows are nobody.
        let row = match rows.as_slice() {
            [row] if configured.is_none_or(|login| login == row.value("user_name")) => row,
            _ => return Ok(Me { name: login.clone(), login, ..Me::default() }),
        };
        Ok(Me {
            id: row.value("sys_id").to_owned(),
            login: row.value("user_name").to_owned(),
            name: row.shown("name").to_owned(),
            zone: row.shown("time_zone").to_owned(),
            language: row.value("preferred_language").to_owned(),
        })
    }

    /// Sends a call and reads its `result`.
    pub async fn read<T: serde::de::DeserializeOwned>(&self, call: &Call) -> Result<T, RemoteError> {
        let (name, answer) = self.send(call).await?;
        wire::read(&self.http, &name, &answer)
    }

    /// Sends a call; logs in again once when it is not let in, and sends a dropped one again. Any
    /// other bad status is an answer.
    pub async fn send(&self, call: &Call) -> Result<(String, Answer), RemoteError> {
        let _permit = self.gate.acquire().await;
        let (mut attempt, mut refused) = (1, None);
        loop {
            let (headers, token) = self.authorization(refused.as_ref()).await?;
            let request = self.request(call, headers)?;
            let answer = self.http.send(&request).await?;
            match answer.status {
                401 if refused.is_none() && token.is_some() => refused = token,
                401 => return Err(self.locked_out(&answer)),
                202 if attempt < ATTEMPTS => {
                    tracing::debug!(call = request.call(), attempt, "dropped by the instance, sending again");
                    tokio::time::sleep(PAUSE * 2_u32.pow(attempt - 1)).await;
                    attempt += 1;
                }
                _ => return Ok((request.call(), answer)),
            }
        }
    }

    /// The header that lets us in, and the token in it. A `refused` token is replaced.
    async fn authorization(
        &self,
        refused: Option<&Arc<Token>>,
    ) -> Result<(HeaderMap, Option<Arc<Token>>), RemoteError> {
        if let Credentials::Basic { user, password } = &self.credentials {
            let pair = format!("{user}:{}", password.expose_secret());
            let text = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair));
            return Ok((header(&text)?, None));
        }
        let usable =
            |token: &Arc<Token>| token.is_live() && !refused.is_some_and(|old| Arc::ptr_eq(old, token));
        if let Some(token) = self.current().filter(usable) {
            return Ok((header(&format!("Bearer {}", token.access.expose_secret()))?, Some(token)));
        }
        let _alone = self.renewing.lock().await;
        if let Some(token) = self.current().filter(usable) {
            return Ok((header(&format!("Bearer {}", token.access.expose_secret()))?, Some(token)));
        }
        let old = self.current();
        let refresh = old.as_ref().and_then(|token| token.refresh.as_ref());
        let token = Arc::new(login::token(&self.http, &self.base, &self.credentials, refresh).await?);
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&token));
        Ok((header(&format!("Bearer {}", token.access.expose_secret()))?, Some(token)))
    }

    fn current(&self) -> Option<Arc<Token>> {
        self.token.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The words for an API that does not let us in.
    fn locked_out(&self, answer: &Answer) -> RemoteError {
        let reason = if answer.header("x-mfa_token").is_some() {
            message::second_factor().said()
        } else {
            match &self.credentials {
                Credentials::Basic { .. } => message::wrong_login().said(),
                Credentials::Client(_) | Credentials::Password { .. } | Credentials::Refresh { .. } => {
                    message::new_token_refused(self.http.piece_of(answer)).said()
                }
            }
        };
        RemoteError::Login { url: self.url(), reason }
    }

    fn request(&self, call: &Call, headers: HeaderMap) -> Result<Request, RemoteError> {
        let url = self
            .base
            .join(&call.path)
            .map_err(|error| RemoteError::Setup(format!("{} {}: {error}", self.url(), call.path).into()))?;
        call.request(url, headers)
    }
}

fn secrets(credentials: &Credentials) -> Vec<&SecretString> {
    match credentials {
        Credentials::Basic { password, .. } => vec![password],
        Credentials::Client(client) => vec![&client.secret],
        Credentials::Password { client, password, .. } => vec![&client.secret, password],
        Credentials::Refresh { client, token } => vec![&client.secret, token],
    }
}

fn header(text: &str) -> Result<HeaderMap, RemoteError> {
    let mut value =
        HeaderValue::from_str(text).map_err(|_| RemoteError::Setup(message::odd_character().said()))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
}
