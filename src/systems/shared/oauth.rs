//! Tokens of OAuth 2.0: how one is had, for what is not HTTP. The room of HTTP APIs asks for its own: it has what only
//! a browser can grant besides.

use base64::Engine as _;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Holds, Http, RemoteError, Repeat, Request};
use crate::message::{Message, reach as message, remote};
use crate::model::secret::{ExposeSecret as _, SecretRef, SecretString};
use crate::settings::{At, Entries, FileCheck, clear_login, web_url};

/// How a token of OAuth 2.0 is had.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Oauth {
    pub token_url: Url,
    pub grant: Grant,
    pub client_id: String,
    pub client_secret: Option<SecretRef>,
    pub by_header: bool,
    pub scope: Option<String>,
    pub params: Vec<(String, String)>,
}

/// By what it is had.
#[derive(Debug, Clone)]
pub(in crate::systems) enum Grant {
    ClientCredentials,
    Password { login: String, password: SecretRef },
    Refresh { token: SecretRef },
}

impl Oauth {
    /// The secrets that it takes.
    pub fn secrets(&self) -> Vec<SecretRef> {
        let of_grant = match &self.grant {
            Grant::ClientCredentials => None,
            Grant::Password { password, .. } => Some(password),
            Grant::Refresh { token } => Some(token),
        };
        of_grant.into_iter().chain(&self.client_secret).cloned().collect()
    }

    /// The question for a token.
    ///
    /// # Errors
    /// An id or a secret that no header can hold.
    pub fn question(&self, secret: impl Fn(&SecretRef) -> SecretString) -> Result<Request, RemoteError> {
        let mut fields: Vec<(&str, String)> = Vec::new();
        match &self.grant {
            Grant::ClientCredentials => fields.push(("grant_type", "client_credentials".to_owned())),
            Grant::Password { login, password } => fields.extend([
                ("grant_type", "password".to_owned()),
                ("username", login.clone()),
                ("password", secret(password).expose_secret().to_owned()),
            ]),
            Grant::Refresh { token } => {
                fields.push(("grant_type", "refresh_token".to_owned()));
                fields.push(("refresh_token", secret(token).expose_secret().to_owned()));
            }
        }
        fields.extend(self.scope.iter().map(|scope| ("scope", scope.clone())));
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let client_secret = self.client_secret.as_ref().map(secret);
        let client_secret = client_secret.as_ref().map_or("", |secret| secret.expose_secret());
        if self.by_header {
            headers.insert(AUTHORIZATION, self.basic(client_secret)?);
        } else {
            fields.push(("client_id", self.client_id.clone()));
            if !client_secret.is_empty() {
                fields.push(("client_secret", client_secret.to_owned()));
            }
        }
        fields.extend(self.params.iter().map(|(name, value)| (name.as_str(), value.clone())));
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
        Ok(Request {
            method: Method::POST,
            url: self.token_url.clone(),
            secret_query: None,
            headers,
            body: Some(form.into_bytes()),
            repeat: Repeat::Harmless,
            holds: Holds::Secret,
        })
    }

    /// RFC 6749, 2.3.1: both are escaped as in a form first.
    fn basic(&self, client_secret: &str) -> Result<HeaderValue, RemoteError> {
        let escaped = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let both = format!("{}:{}", escaped(&self.client_id), escaped(client_secret));
        let value = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both));
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| RemoteError::Setup(remote::login_is_no_header(self.token_url.as_str()).said()))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// The answer to a question for a token.
#[derive(Deserialize)]
struct Told {
    access_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// The token of an answer, which no error shows from now on.
///
/// # Errors
/// Why there is none.
pub(in crate::systems) fn granted(http: &Http, answer: &Answer) -> Result<SecretString, Message> {
    let told: Told = serde_json::from_slice(&answer.body)
        .map_err(|_| message::no_token_answer(answer.status, http.piece_of(answer)))?;
    let (200..=299, Some(token)) = (answer.status, told.access_token) else {
        let said = [told.error, told.error_description].into_iter().flatten().collect::<Vec<_>>();
        return Err(message::token_refused(answer.status, http.redact(&said.join(": "))));
    };
    let token = SecretString::from(token);
    http.hide(token.clone());
    Ok(token)
}

/// A token of OAuth 2.0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Oauth")]
pub(crate) struct RawOauth {
    /// Address that gives tokens, such as `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`.
    token_url: Option<At<String>>,
    /// How: `client_credentials`, `password` or `refresh`.
    #[schemars(extend("default" = "client_credentials"))]
    grant: Option<RawGrant>,
    /// Id of the application.
    client_id: Option<At<String>>,
    /// Secret of the application.
    client_secret: Option<At<String>>,
    /// Where the application's id and secret are sent: `body` or `header`.
    #[schemars(extend("default" = "body"))]
    client_in: Option<RawClientIn>,
    /// What is asked for, such as `https://graph.microsoft.com/.default`.
    scope: Option<At<String>>,
    /// Login, with `grant = "password"`.
    login: Option<At<String>>,
    /// Secret: its password.
    password: Option<At<String>>,
    /// Secret: the token by which others are had, with `grant = "refresh"`.
    refresh_token: Option<At<String>>,
    /// Further parameters, such as `audience`.
    params: Option<Entries<At<String>>>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OauthGrant", inline)]
enum RawGrant {
    #[default]
    ClientCredentials,
    Password,
    Refresh,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "OauthClientIn", inline)]
enum RawClientIn {
    #[default]
    Body,
    Header,
}

/// What a table says; `None` after a problem.
pub(in crate::systems) fn oauth(check: &mut FileCheck<'_>, raw: &At<RawOauth>) -> Option<Oauth> {
    let needed = |check: &mut FileCheck<'_>, key: &str, text: Option<&At<String>>| {
        check.needed(&raw.span, key, text, message::oauth_needs(key))
    };
    let needed_secret = |check: &mut FileCheck<'_>, key: &str, secret: Option<&At<String>>| {
        if secret.is_none() {
            check.missing(&raw.span, key, message::oauth_needs_secret(key));
        }
        secret.map(|secret| check.secret(secret, key))
    };
    let token_url = match &raw.token_url {
        Some(url) => {
            clear_login(check, url);
            web_url(check, url, message::token_url_such_as())
        }
        None => {
            check.missing(&raw.span, "token_url", message::token_url_such_as());
            None
        }
    };
    let client_id = needed(check, "client_id", raw.client_id.as_ref());
    let grant = raw.grant.unwrap_or_default();
    let client_secret = match (grant, &raw.client_secret) {
        (RawGrant::ClientCredentials, secret) => needed_secret(check, "client_secret", secret.as_ref()),
        (RawGrant::Password | RawGrant::Refresh, secret) => {
            secret.as_ref().map(|secret| check.secret(secret, "client_secret"))
        }
    };
    let grant = match grant {
        RawGrant::ClientCredentials => Some(Grant::ClientCredentials),
        RawGrant::Password => {
            let login = needed(check, "login", raw.login.as_ref());
            let password = needed_secret(check, "password", raw.password.as_ref());
            login.zip(password).map(|(login, password)| Grant::Password { login, password })
        }
        RawGrant::Refresh => {
            let token = needed_secret(check, "refresh_token", raw.refresh_token.as_ref());
            token.map(|token| Grant::Refresh { token })
        }
    };
    let params = raw.params.iter().flat_map(|params| &params.0);
    Some(Oauth {
        token_url: token_url?,
        grant: grant?,
        client_id: client_id?,
        client_secret,
        by_header: raw.client_in.unwrap_or_default() == RawClientIn::Header,
        scope: raw.scope.as_ref().map(|scope| check.filled(scope)),
        params: params.map(|(name, value)| (name.value.clone(), value.value.clone())).collect(),
    })
}
