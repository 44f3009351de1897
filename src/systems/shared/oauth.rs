//! Tokens of OAuth 2.0: what is asked of the system that gives them, and what its refusal means; and the table of those
//! that are had without a person. The room of HTTP APIs has its own table: a person may log in there, too.

use base64::Engine as _;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Answer, Holds, Http, KeepToken, RemoteError, Repeat, Request, rotation};
use crate::message::{Message, reach as message, remote};
use crate::model::secret::{ExposeSecret as _, SecretRef, SecretString};
use crate::settings::{At, Entries, FileCheck, clear_login, web_url};

/// What asks for tokens, and what for.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Application {
    pub client_id: String,
    pub client_secret: Option<SecretRef>,
    pub by_header: bool,
    pub scope: Option<String>,
    pub params: Vec<(String, String)>,
}

/// Fields of a question for a token.
pub(in crate::systems) type Fields = Vec<(&'static str, String)>;

/// As the application itself.
pub(in crate::systems) fn by_itself() -> Fields {
    vec![("grant_type", "client_credentials".to_owned())]
}

/// In the name of a login.
pub(in crate::systems) fn by_password(login: &str, password: &SecretString) -> Fields {
    vec![
        ("grant_type", "password".to_owned()),
        ("username", login.to_owned()),
        ("password", password.expose_secret().to_owned()),
    ]
}

/// By a token that was given for it.
pub(in crate::systems) fn by_refresh_token(token: &str) -> Fields {
    vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", token.to_owned())]
}

/// A question for a token, and what its errors name.
#[derive(Debug, Clone, Copy)]
pub(in crate::systems) struct Question<'q> {
    pub url: &'q Url,
    pub named: &'q str,
    pub client_secret: Option<&'q SecretString>,
    /// Whether it is said what the token is for.
    pub scoped: bool,
    pub repeat: Repeat,
}

impl Application {
    /// Fields with what the application is, as a request.
    ///
    /// # Errors
    /// An id or a secret that no header can hold.
    pub fn request(&self, question: Question<'_>, mut fields: Fields) -> Result<Request, RemoteError> {
        let Question { url, named, client_secret, scoped, repeat } = question;
        fields.extend(self.scope.iter().filter(|_| scoped).map(|scope| ("scope", scope.clone())));
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let client_secret = client_secret.map_or("", |secret| secret.expose_secret());
        if self.by_header {
            headers.insert(AUTHORIZATION, self.basic(client_secret, named)?);
        } else {
            fields.push(("client_id", self.client_id.clone()));
            if !client_secret.is_empty() {
                fields.push(("client_secret", client_secret.to_owned()));
            }
        }
        let params = self.params.iter().map(|(name, value)| (name.as_str(), value));
        let fields = fields.iter().map(|(name, value)| (*name, value)).chain(params);
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Ok(Request {
            method: Method::POST,
            url: url.clone(),
            secret_query: None,
            headers,
            body: Some(form.into_bytes()),
            repeat,
            holds: Holds::Secret,
        })
    }

    /// RFC 6749, 2.3.1: both are escaped as in a form first.
    fn basic(&self, client_secret: &str, named: &str) -> Result<HeaderValue, RemoteError> {
        let escaped = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let both = format!("{}:{}", escaped(&self.client_id), escaped(client_secret));
        let value = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(both));
        let mut value = HeaderValue::from_str(&value)
            .map_err(|_| RemoteError::Setup(remote::login_is_no_header(named).said()))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

/// Why there is no token in an answer that can be read.
pub(in crate::systems) fn refusal<'a>(
    http: &Http,
    status: u16,
    said: impl IntoIterator<Item = &'a Option<String>>,
) -> Message {
    let said: Vec<&str> = said.into_iter().flatten().map(String::as_str).collect();
    message::token_refused(status, http.redact(&said.join(": ")))
}

/// How a token of OAuth 2.0 is had.
#[derive(Debug, Clone)]
pub(in crate::systems) struct Oauth {
    pub token_url: Url,
    pub grant: Grant,
    application: Application,
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
        of_grant.into_iter().chain(&self.application.client_secret).cloned().collect()
    }

    /// Has a token. A refresh token has a successor, which is kept before the token is used.
    ///
    /// # Errors
    /// A refused login, an answer without a token, a successor that cannot be kept.
    pub async fn token(
        &self,
        http: &Http,
        keeper: Option<&dyn KeepToken>,
        secret: impl Fn(&SecretRef) -> SecretString,
    ) -> Result<Result<SecretString, Message>, RemoteError> {
        let fields = match &self.grant {
            Grant::ClientCredentials => by_itself(),
            Grant::Password { login, password } => by_password(login, &secret(password)),
            Grant::Refresh { token } => {
                let Some(keeper) = keeper else { return Ok(Err(message::no_keeper())) };
                let seed = secret(token);
                let refreshed = |kept| self.refreshed(http, (keeper, kept), &seed, &secret);
                return Ok(match rotation::while_taken(keeper, refreshed).await {
                    Ok(Some(refreshed)) => refreshed?,
                    Ok(None) => Err(message::too_slow_for_a_token()),
                    Err(why) => Err(why),
                });
            }
        };
        let answer = http.send(&self.question(fields, Repeat::Harmless, &secret)?).await?;
        Ok(granted(http, &answer).map(|granted| granted.token).map_err(|refused| refused.why))
    }

    /// A token by the newest refresh token.
    async fn refreshed(
        &self,
        http: &Http,
        (keeper, kept): (&dyn KeepToken, Option<SecretString>),
        seed: &SecretString,
        secret: impl Fn(&SecretRef) -> SecretString,
    ) -> Result<Result<SecretString, Message>, RemoteError> {
        let seed = seed.expose_secret();
        let used = rotation::newest(kept, Some(seed)).unwrap_or_default();
        http.hide(SecretString::from(used.clone()));
        let question = self.question(by_refresh_token(&used), Repeat::OnlyIfNotDone, secret)?;
        let answer = http.send(&question).await?;
        let granted = match granted(http, &answer) {
            Ok(granted) => granted,
            Err(Refused { why, is_over: true }) => return Ok(Err(message::refresh_token_is_revoked(why))),
            Err(Refused { why, is_over: false }) => return Ok(Err(why)),
        };
        if let Some(next) = granted.next.as_ref().filter(|next| **next != used) {
            http.hide(SecretString::from(next.clone()));
            if let Err(why) = rotation::keep(keeper, next, Some(seed)).await {
                return Ok(Err(why));
            }
        }
        Ok(Ok(granted.token))
    }

    fn question(
        &self,
        fields: Fields,
        repeat: Repeat,
        secret: impl Fn(&SecretRef) -> SecretString,
    ) -> Result<Request, RemoteError> {
        let client_secret = self.application.client_secret.as_ref().map(secret);
        let question = Question {
            url: &self.token_url,
            named: self.token_url.as_str(),
            client_secret: client_secret.as_ref(),
            scoped: true,
            repeat,
        };
        self.application.request(question, fields)
    }
}

/// The answer to a question for a token.
#[derive(Deserialize)]
struct Told {
    access_token: Option<String>,
    refresh_token: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// What an answer grants: the token, which no error shows from now on, and the successor of the refresh token.
struct Granted {
    token: SecretString,
    next: Option<String>,
}

/// An answer without a token: why, and whether what it was asked by is good for nothing (RFC 6749, 5.2).
struct Refused {
    why: Message,
    is_over: bool,
}

fn granted(http: &Http, answer: &Answer) -> Result<Granted, Refused> {
    let told: Told = serde_json::from_slice(&answer.body).map_err(|_| {
        let why = message::no_token_answer(answer.status, http.piece_of(answer));
        Refused { why, is_over: false }
    })?;
    let (200..=299, Some(token)) = (answer.status, told.access_token) else {
        let why = refusal(http, answer.status, [&told.error, &told.error_description]);
        return Err(Refused { why, is_over: told.error.as_deref() == Some("invalid_grant") });
    };
    let token = SecretString::from(token);
    http.hide(token.clone());
    Ok(Granted { token, next: told.refresh_token })
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
        application: Application {
            client_id: client_id?,
            client_secret,
            by_header: raw.client_in.unwrap_or_default() == RawClientIn::Header,
            scope: raw.scope.as_ref().map(|scope| check.filled(scope)),
            params: params.map(|(name, value)| (name.value.clone(), value.value.clone())).collect(),
        },
    })
}
