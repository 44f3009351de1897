//! OAuth 2.0 tokens: got by client credentials, password or refresh token, and why they are refused.
//!
//! ServiceNow gives the same token again while it lives, with what is left of its life: only
//! `expires_in` counts.

use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde::Deserialize;

use super::message;
use super::{Client, Credentials, wire};
use crate::model::Said;
use crate::model::secret::{ExposeSecret, SecretString};
use crate::systems::shared::{Answer, Holds, Http, RemoteError, Repeat, Request};

/// A token is renewed so long before its end, or after three quarters of what is left of its life.
const MARGIN: Duration = Duration::from_secs(30);

/// A live token.
#[derive(Debug)]
pub struct Token {
    pub access: SecretString,
    pub refresh: Option<SecretString>,
    expires: Option<Instant>,
}

impl Token {
    /// False from half a minute before its end, or a little later where little is left.
    pub fn is_live(&self) -> bool {
        self.expires.is_none_or(|at| at > Instant::now())
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    refresh_token: Option<String>,
    #[serde(default)]
    expires_in: Option<serde_json::Value>,
    #[serde(default)]
    token_type: Option<String>,
}

#[derive(Deserialize, Default)]
struct Refused {
    #[serde(default)]
    error: serde_json::Value,
    #[serde(default)]
    error_description: Option<String>,
}

/// Gets a token. `refresh` is the refresh token of an earlier one, which is tried first.
pub async fn token(
    http: &Http,
    base: &Url,
    credentials: &Credentials,
    refresh: Option<&SecretString>,
) -> Result<Token, RemoteError> {
    let (client, own) = match credentials {
        Credentials::Client(client) => (client, vec![("grant_type", "client_credentials".to_owned())]),
        Credentials::Password { client, user, password } => (
            client,
            vec![
                ("grant_type", "password".to_owned()),
                ("username", user.clone()),
                ("password", password.expose_secret().to_owned()),
            ],
        ),
        Credentials::Refresh { client, token } => (client, refresh_form(token)),
        Credentials::Basic { .. } => {
            return Err(RemoteError::Setup(message::needs_no_token().said()));
        }
    };
    if let Some(refresh) = refresh {
        match ask(http, base, client, refresh_form(refresh)).await {
            Ok(token) => return Ok(token),
            Err(RemoteError::Login { reason, .. }) => {
                tracing::debug!(%reason, "the refresh token is used up")
            }
            Err(error) => return Err(error),
        }
    }
    ask(http, base, client, own).await
}

fn refresh_form(token: &SecretString) -> Vec<(&'static str, String)> {
    vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", token.expose_secret().to_owned())]
}

async fn ask(
    http: &Http,
    base: &Url,
    client: &Client,
    mut form: Vec<(&'static str, String)>,
) -> Result<Token, RemoteError> {
    let grant = form.first().map(|(_, grant)| grant.clone()).unwrap_or_default();
    form.push(("client_id", client.id.clone()));
    form.push(("client_secret", client.secret.expose_secret().to_owned()));
    let url =
        base.join("oauth_token.do").map_err(|error| RemoteError::Setup(format!("{base}: {error}").into()))?;
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let headers = HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static("application/json")),
        (CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded")),
    ]);
    let body = Some(body.into_bytes());
    let request = Request {
        method: Method::POST,
        url,
        secret_query: None,
        headers,
        body,
        repeat: Repeat::Harmless,
        holds: Holds::Secret,
    };
    let answer = http.send(&request).await?;
    let read: Option<TokenAnswer> = serde_json::from_slice(&answer.body).ok();
    match read {
        Some(TokenAnswer { access_token: Some(access), refresh_token, expires_in, token_type })
            if answer.status == 200
                && token_type.as_deref().is_none_or(|t| t.eq_ignore_ascii_case("bearer")) =>
        {
            let access = SecretString::from(access);
            http.hide(access.clone());
            let refresh = refresh_token.filter(|token| !token.is_empty()).map(SecretString::from);
            if let Some(refresh) = &refresh {
                http.hide(refresh.clone());
            }
            let seconds = expires_in.and_then(|e| e.as_u64().or_else(|| e.as_str()?.parse().ok()));
            let expires = seconds.map(|s| {
                let life = Duration::from_secs(s);
                Instant::now() + life - MARGIN.min(life / 4)
            });
            Ok(Token { access, refresh, expires })
        }
        _ => Err(refused(http, base, &request.call(), &grant, &answer)),
    }
}

/// The words for a refused token. ServiceNow tells the same of a wrong password, a locked user and a
/// grant that is switched off.
fn refused(http: &Http, base: &Url, call: &str, grant: &str, answer: &Answer) -> RemoteError {
    let said: Refused = serde_json::from_slice(&answer.body).unwrap_or_default();
    let error = said.error.as_str().unwrap_or_default();
    let login = |reason: Said| RemoteError::Login { url: shown(base), reason };
    let cause = match grant {
        "client_credentials" => message::wrong_client_or_grant(),
        "refresh_token" => message::token_expired(),
        _ => message::wrong_user_or_client(),
    };
    match answer.status {
        400 | 401 if error == "invalid_client" => login(message::wrong_client().said()),
        400 | 401 => {
            let words = said.error_description.map_or_else(|| http.piece_of(answer), Said::from);
            login(
                message::cause_and_words(cause, words.map(|words| format!("{:?}", http.redact(words))))
                    .said(),
            )
        }
        403 => login(message::web_server_refuses(http.piece_of(answer)).said()),
        404 => login(message::no_token_page().said()),
        200..=299 if wire::is_page(answer) => login(message::page_instead_of_token().said()),
        _ => wire::failure(http, call, answer),
    }
}

/// The address as messages show it.
pub fn shown(base: &Url) -> String {
    base.as_str().trim_end_matches('/').to_owned()
}
