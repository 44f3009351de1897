//! Tokens of OAuth 2.0, and the login of a person by a code (RFC 8628).
//!
//! Systems make a refresh token good for nothing once it was used, and give another one. So one program at a time uses
//! it, and the new one is kept before anything is done with what came with it.

use std::time::{Duration, Instant};

use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::access::{BEFORE_ITS_END, Door, State, hidden};
use super::config::{Grant, Oauth};
use super::message;
use super::wire::Wire;
use crate::message::{Message, reach};
use crate::model::secret::{ExposeSecret, SecretRef, SecretString};
use crate::model::{CommandLine, Said};
use crate::systems::shared::oauth::{Fields, Question, by_itself, by_password, by_refresh_token, refusal};
use crate::systems::shared::{KeepToken, Repeat, rotation};
use crate::systems::source::{FetchError, Tell};

/// How often it is asked whether a person has typed a code, where the system does not say (RFC 8628, 3.2).
const INTERVAL: Duration = Duration::from_secs(5);

/// How much more seldom a system is asked that says `slow_down` (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);

/// Longest life of a code that is believed.
const LONGEST_LIFE: u64 = 3600;

/// The answer to a question for a token.
#[derive(Deserialize)]
struct Token {
    access_token: Option<String>,
    refresh_token: Option<String>,
    expires_in: Option<f64>,
    error: Option<String>,
    error_description: Option<String>,
}

/// The answer to a question for a code. Google writes `verification_url`.
#[derive(Deserialize)]
struct Code {
    device_code: Option<String>,
    user_code: Option<String>,
    #[serde(alias = "verification_url")]
    verification_uri: Option<String>,
    verification_uri_complete: Option<String>,
    expires_in: Option<f64>,
    interval: Option<f64>,
    error: Option<String>,
    error_description: Option<String>,
}

/// An answer without a token: why, and whether the refresh token is good for nothing.
struct Refused {
    why: Message,
    error: Option<String>,
}

impl Token {
    fn refused(&self, wire: &Wire, status: u16) -> Refused {
        let why = refusal(&wire.http, status, [&self.error, &self.error_description]);
        Refused { why, error: self.error.clone() }
    }
}

impl Door {
    /// Has a token.
    ///
    /// # Errors
    /// A refused login.
    pub(super) async fn ask_for_token(
        &self,
        wire: &Wire,
        oauth: &Oauth,
        state: &mut State,
    ) -> Result<(), FetchError> {
        let token = match &oauth.grant {
            Grant::ClientCredentials => {
                let fields = by_itself();
                self.granted(wire, oauth, fields, Repeat::Harmless).await?.map_err(|refused| refused.why)
            }
            Grant::Password { login, password } => {
                let fields = by_password(login, &self.secret(password));
                self.granted(wire, oauth, fields, Repeat::Harmless).await?.map_err(|refused| refused.why)
            }
            Grant::Refresh { token } => self.refreshed(wire, oauth, Some(token)).await?,
            Grant::Device { .. } => self.refreshed(wire, oauth, None).await?,
        };
        let token = token.map_err(|why| message::login_refused(oauth.token_url.as_str(), why))?;
        state.token = Some(hidden(wire, token.access_token.unwrap_or_default()));
        let life = token.expires_in.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        state.ends = life.and_then(|life| Instant::now().checked_add(life.max(2 * BEFORE_ITS_END)));
        state.is_in = true;
        state.logins += 1;
        Ok(())
    }

    /// A token by the refresh token, whose successor is kept before the token is used.
    async fn refreshed(
        &self,
        wire: &Wire,
        oauth: &Oauth,
        seed: Option<&SecretRef>,
    ) -> Result<Result<Token, Message>, FetchError> {
        let keeper = self.keeper.as_deref().ok_or_else(reach::no_keeper)?;
        let refreshed = |kept| self.by_refresh_token(wire, oauth, seed, keeper, kept);
        let refreshed = rotation::while_taken(keeper, refreshed).await?;
        refreshed.unwrap_or_else(|| Ok(Err(reach::too_slow_for_a_token())))
    }

    async fn by_refresh_token(
        &self,
        wire: &Wire,
        oauth: &Oauth,
        seed: Option<&SecretRef>,
        keeper: &dyn KeepToken,
        kept: Option<SecretString>,
    ) -> Result<Result<Token, Message>, FetchError> {
        let seed = seed.map(|seed| self.secret(seed).expose_secret().to_owned());
        let Some(used) = rotation::newest(kept, seed.as_deref()) else {
            return Ok(Err(message::nobody_logged_in(CommandLine::new("login").argument(&self.name))));
        };
        wire.http.hide(SecretString::from(used.clone()));
        let fields = by_refresh_token(&used);
        let token = match self.granted(wire, oauth, fields, Repeat::OnlyIfNotDone).await? {
            Ok(token) => token,
            Err(Refused { why, error }) if error.as_deref() == Some("invalid_grant") => {
                return Ok(Err(match seed {
                    Some(_) => reach::refresh_token_is_revoked(why),
                    None => message::token_is_revoked(CommandLine::new("login").argument(&self.name), why),
                }));
            }
            Err(Refused { why, .. }) => return Ok(Err(why)),
        };
        if let Some(next) = token.refresh_token.as_ref().filter(|next| **next != used) {
            wire.http.hide(SecretString::from(next.clone()));
            rotation::keep(keeper, next, seed.as_deref()).await?;
        }
        Ok(Ok(token))
    }

    /// Asks for a token.
    async fn granted(
        &self,
        wire: &Wire,
        oauth: &Oauth,
        fields: Fields,
        repeat: Repeat,
    ) -> Result<Result<Token, Refused>, FetchError> {
        let (status, token) = self.asked::<Token>(wire, oauth, &oauth.token_url, fields, repeat).await?;
        let token = token.map_err(|piece| {
            message::login_refused(oauth.token_url.as_str(), reach::no_token_answer(status, piece))
        })?;
        let has_token = token.access_token.as_ref().is_some_and(|token| !token.is_empty());
        Ok(if (200..=299).contains(&status) && has_token {
            Ok(token)
        } else {
            Err(token.refused(wire, status))
        })
    }

    /// Sends fields with what the application is, and reads the answer; else a piece of it.
    async fn asked<T: DeserializeOwned>(
        &self,
        wire: &Wire,
        oauth: &Oauth,
        url: &Url,
        fields: Fields,
        repeat: Repeat,
    ) -> Result<(u16, Result<T, Said>), FetchError> {
        let client_secret = oauth.application.client_secret.as_ref().map(|secret| self.secret(secret));
        let question = Question {
            url,
            named: wire.base.as_str(),
            client_secret: client_secret.as_ref(),
            scoped: !fields.iter().any(|(name, _)| *name == "device_code"),
            repeat,
        };
        let request = oauth.application.request(question, fields)?;
        let answer = wire.send(&request).await?;
        let read = serde_json::from_slice(&answer.body).map_err(|_| wire.piece(&answer));
        Ok((answer.status, read))
    }

    /// Has a person log in by a code, and keeps the refresh token that comes of it.
    ///
    /// # Errors
    /// A login that is not by a person, one that was denied, a code that ran out.
    pub async fn log_in_person(&self, wire: &Wire, tell: Tell<'_>) -> Result<(), FetchError> {
        let Some(oauth) = self.oauth() else { return Err(message::no_person_logs_in().into()) };
        let Grant::Device { url } = &oauth.grant else { return Err(message::no_person_logs_in().into()) };
        let keeper = self.keeper.as_deref().ok_or_else(reach::no_keeper)?;
        let refused = |why: Message| FetchError::from(message::login_refused(url.as_str(), why));
        let (status, code) = self.asked::<Code>(wire, oauth, url, Vec::new(), Repeat::Harmless).await?;
        let code = code.map_err(|piece| refused(message::no_code_answer(status, piece)))?;
        let (Some(device), Some(shown), Some(address)) =
            (&code.device_code, &code.user_code, &code.verification_uri)
        else {
            return Err(refused(refusal(&wire.http, status, [&code.error, &code.error_description])));
        };
        let device = hidden(wire, device.clone());
        let span = |seconds: Option<f64>| seconds.and_then(|span| Duration::try_from_secs_f64(span).ok());
        let life =
            span(code.expires_in).unwrap_or(Duration::from_secs(900)).min(Duration::from_secs(LONGEST_LIFE));
        tell(message::type_the_code(address, shown, life.as_secs().div_ceil(60)));
        if let Some(complete) = &code.verification_uri_complete {
            tell(message::or_open(complete));
        }
        tell(crate::message::tokens::wait_for_a_person());
        let interval = span(code.interval).filter(|interval| !interval.is_zero()).unwrap_or(INTERVAL);
        let token = self.polled(wire, oauth, &device, interval, life).await?.map_err(refused)?;
        let Some(refresh) = &token.refresh_token else { return Err(refused(message::no_refresh_token())) };
        wire.http.hide(SecretString::from(refresh.clone()));
        let kept = rotation::while_taken(keeper, |_| rotation::keep(keeper, refresh, None)).await?;
        Ok(kept.unwrap_or_else(|| Err(reach::too_slow_for_a_token()))?)
    }

    /// Asks until the person has typed the code, or it has run out.
    async fn polled(
        &self,
        wire: &Wire,
        oauth: &Oauth,
        device: &SecretString,
        mut interval: Duration,
        life: Duration,
    ) -> Result<Result<Token, Message>, FetchError> {
        let began = Instant::now();
        loop {
            tokio::time::sleep(interval).await;
            if began.elapsed() > life {
                return Ok(Err(message::code_ran_out()));
            }
            let fields = vec![
                ("grant_type", "urn:ietf:params:oauth:grant-type:device_code".to_owned()),
                ("device_code", device.expose_secret().to_owned()),
            ];
            let Refused { why, error } = match self.granted(wire, oauth, fields, Repeat::OnlyIfNotDone).await
            {
                Ok(Ok(token)) => return Ok(Ok(token)),
                Ok(Err(refused)) => refused,
                // RFC 8628, 3.5: after a time-out it is asked more and more seldom.
                Err(FetchError::Remote(error)) if !error.is_permanent() => {
                    tracing::debug!(%error, "asked again later whether the code was typed");
                    interval *= 2;
                    continue;
                }
                Err(error) => return Err(error),
            };
            match error.as_deref() {
                Some("authorization_pending") => {}
                Some("slow_down") => interval += SLOWER,
                Some("access_denied") => return Ok(Err(message::login_denied())),
                Some("expired_token") => return Ok(Err(message::code_ran_out())),
                Some(_) | None => return Ok(Err(why)),
            }
        }
    }
}
