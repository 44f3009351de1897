//! `[system.NAME.http]`: the address of an API, how it lets us in, and what every call has.

use reqwest::Url;
use reqwest::header::HeaderName;
use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use super::query::{header_name, headers};
use super::template::{OF_LOGIN, Text};
use crate::message::config::label;
use crate::message::reach;
use crate::model::secret::SecretRef;
use crate::settings::{At, Entries, FileCheck, Texts, clear_login, code, web_url};
use crate::systems::shared::Reach;
use crate::systems::shared::oauth::Application;
use crate::systems::shared::reach::{Door, reach, reach_table, texts};
use crate::systems::table::{Place, RawTable};

/// A system with an HTTP API.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub reach: Reach,
    pub proxy: Option<String>,
    /// Headers of every call.
    pub headers: Vec<(HeaderName, String)>,
    /// Other hosts that may be asked with our login, `host` or `host:port`.
    pub hosts: Vec<String>,
    /// Calls in a minute at most.
    pub calls_per_minute: Option<usize>,
    pub access: Access,
}

/// How it lets us in.
#[derive(Debug, Clone)]
pub(super) enum Access {
    /// It lets everybody in, or the holder of the client certificate.
    Open,
    /// By a login and a password with every call.
    Basic { login: String, password: SecretRef },
    /// By a secret in a header.
    Header { name: HeaderName, prefix: String, secret: SecretRef },
    /// By a secret in the query.
    Query { name: String, secret: SecretRef },
    /// By a token of OAuth 2.0.
    Oauth(Oauth),
    /// By a session that is opened first.
    Session(Session),
}

/// How a token of OAuth 2.0 is had.
#[derive(Debug, Clone)]
pub(super) struct Oauth {
    pub token_url: Url,
    pub grant: Grant,
    pub application: Application,
}

#[derive(Debug, Clone)]
pub(super) enum Grant {
    ClientCredentials,
    Password {
        login: String,
        password: SecretRef,
    },
    /// By a token that stands in the settings, until the system gives another one.
    Refresh {
        token: SecretRef,
    },
    /// By a person, who types a code once (RFC 8628).
    Device {
        url: Url,
    },
}

/// How a session is opened.
#[derive(Debug, Clone)]
pub(super) struct Session {
    /// A call before, which gives cookies.
    pub before: Option<String>,
    pub path: String,
    pub login: String,
    pub password: SecretRef,
    pub body: LoginBody,
    /// Where the answer has the token.
    pub token: TokenPlace,
    /// How the token is sent.
    pub header: HeaderName,
    pub prefix: String,
    pub xsrf: Option<(String, HeaderName)>,
    pub logout: Option<String>,
}

/// What a login sends.
#[derive(Debug, Clone)]
pub(super) enum LoginBody {
    Form(Vec<(String, Text)>),
    Json(Vec<(String, Text)>),
    Text { body: Text, content_type: String },
    Basic,
}

/// Where the answer to a login has the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenPlace {
    /// There is none: cookies are the session.
    Nowhere,
    /// At a dotted path of the answer; empty: the answer itself.
    Body(String),
    /// In a header of the answer.
    Header(String),
}

reach_table! {
    /// A system with an HTTP API, for which there is no room of its own: at most one of `basic`, `bearer`,
    /// `api_key`, `oauth` and `login` says how it lets us in.
    struct RawHttp as "Http" at "Address of the API, such as `https://inventory.example.org/api`." {
        /// Headers of every call. Logins have their own tables.
        headers: Entries<At<String>>,
        /// Other hosts (`files.example.org`, `10.0.0.5:8443`) that may be asked with our login, when the next
        /// page or a redirection leads there; by default none.
        hosts: Texts,
        /// Calls in a minute at most; by default as many as there are.
        #[schemars(range(min = 1, max = 100_000))]
        calls_per_minute: i64,
        /// Address of a proxy for this system; by default those that the environment names.
        proxy: String,
        /// A login and a password with every call.
        basic: RawBasic,
        /// A token in the header `Authorization`.
        bearer: RawBearer,
        /// A key in a header or in the query.
        api_key: RawApiKey,
        /// A token of OAuth 2.0.
        oauth: RawOauth,
        /// A session that is opened first: a token, cookies, or both.
        login: RawLogin,
    }
}

/// A login and a password.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpBasic")]
pub(crate) struct RawBasic {
    /// Login.
    login: Option<At<String>>,
    /// Secret: its password.
    password: Option<At<String>>,
}

/// A token in the header `Authorization`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpBearer")]
pub(crate) struct RawBearer {
    /// Secret: the token.
    token: Option<At<String>>,
    /// What stands before it.
    #[schemars(extend("default" = "Bearer"))]
    scheme: Option<At<String>>,
}

/// A key in a header or in the query: one of `header` and `query`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpApiKey")]
pub(crate) struct RawApiKey {
    /// Secret: the key.
    token: Option<At<String>>,
    /// Name of the header.
    header: Option<At<String>>,
    /// Name of the parameter of the query. Proxies and logs of servers keep it: a header is better.
    query: Option<At<String>>,
    /// What stands before it in the header, such as `PVEAPIToken=`.
    prefix: Option<At<String>>,
}

/// A token of OAuth 2.0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpOauth")]
pub(crate) struct RawOauth {
    /// Address that gives tokens, such as `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`.
    token_url: Option<At<String>>,
    /// How: `client_credentials`, `password`, `refresh`, or `device` (a person logs in once, by
    /// `stocktake login NAME`).
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
    /// Address that gives a person a code, with `grant = "device"`, such as
    /// `https://login.microsoftonline.com/TENANT/oauth2/v2.0/devicecode`.
    device_url: Option<At<String>>,
    /// Further parameters, such as `audience`.
    params: Option<Entries<At<String>>>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "HttpGrant", inline)]
enum RawGrant {
    #[default]
    ClientCredentials,
    Password,
    Refresh,
    Device,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "HttpClientIn", inline)]
enum RawClientIn {
    #[default]
    Body,
    Header,
}

/// A session that is opened first.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HttpLogin")]
pub(crate) struct RawLogin {
    /// Path of the call that logs in (`POST`).
    path: Option<At<String>>,
    /// Login.
    login: Option<At<String>>,
    /// Secret: its password.
    password: Option<At<String>>,
    /// Fields of a form; templates that see `login` and `password`.
    form: Option<Entries<At<String>>>,
    /// Members of an object of JSON; templates that see `login` and `password`.
    json: Option<Entries<At<String>>>,
    /// The whole body; a template that sees `login` and `password`.
    body: Option<At<String>>,
    /// Type of `body`.
    #[schemars(extend("default" = "application/json"))]
    content_type: Option<At<String>>,
    /// Path that is called first (`GET`) for the cookies that the login needs.
    before: Option<At<String>>,
    /// Dotted path to the token in the answer; without it cookies are the session.
    token: Option<At<String>>,
    /// Header of the answer that has the token.
    token_header: Option<At<String>>,
    /// Header in which the token is sent.
    #[schemars(extend("default" = "Authorization"))]
    header: Option<At<String>>,
    /// What stands before it.
    #[schemars(extend("default" = "Bearer "))]
    prefix: Option<String>,
    /// Cookie whose value is sent with every call against forged ones, such as `XSRF-TOKEN`.
    xsrf_cookie: Option<At<String>>,
    /// Header in which it is sent.
    #[schemars(extend("default" = "X-XSRF-TOKEN"))]
    xsrf_header: Option<At<String>>,
    /// Path that ends the session (`POST`).
    logout: Option<At<String>>,
}

impl RawTable for RawHttp {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let example = "https://inventory.example.org/api";
        let reach = reach(check, place.folder, Self::reach_keys(raw), example, &[], Door::Open);
        let headers = headers(check, raw.headers.as_ref().map(|headers| &headers.value), &[]);
        let access = access(check, raw);
        if let (Some(url), false) = (&raw.url, matches!(access, Access::Open)) {
            clear_login(check, url);
        }
        Settings {
            proxy: raw.proxy.as_ref().and_then(|proxy| self::proxy(check, proxy)),
            headers: headers.into_iter().map(|(name, text)| (name, text.source().to_owned())).collect(),
            hosts: texts(check, raw.hosts.as_ref()).iter().map(|host| host.trim().to_lowercase()).collect(),
            calls_per_minute: raw
                .calls_per_minute
                .as_ref()
                .and_then(|calls| usize::try_from(check.number(calls, 1..=100_000)).ok()),
            access,
            reach,
        }
    }
}

fn proxy(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<String> {
    web_url(check, raw, message::proxy_such_as()).map(|url| url.to_string())
}

fn access(check: &mut FileCheck<'_>, raw: &RawHttp) -> Access {
    let spans = [
        raw.basic.as_ref().map(|table| &table.span),
        raw.bearer.as_ref().map(|table| &table.span),
        raw.api_key.as_ref().map(|table| &table.span),
        raw.oauth.as_ref().map(|table| &table.span),
        raw.login.as_ref().map(|table| &table.span),
    ];
    let mut given: Vec<_> = spans.into_iter().flatten().collect();
    given.sort_by_key(|span| span.start);
    if let [_, .., last] = given[..] {
        check.report(code::EXACTLY_ONE, last, message::one_way_in()).help(message::keep_one_way_in());
    }
    let access = if let Some(raw) = &raw.basic {
        basic(check, raw)
    } else if let Some(raw) = &raw.bearer {
        bearer(check, raw)
    } else if let Some(raw) = &raw.api_key {
        api_key(check, raw)
    } else if let Some(raw) = &raw.oauth {
        oauth(check, raw).map(Access::Oauth)
    } else {
        raw.login.as_ref().and_then(|raw| session(check, raw)).map(Access::Session)
    };
    access.unwrap_or(Access::Open)
}

/// A text that must be there.
fn needed<T>(
    check: &mut FileCheck<'_>,
    table: &At<T>,
    key: &str,
    raw: Option<&At<String>>,
) -> Option<String> {
    check.needed(&table.span, key, raw, message::key_needed(key))
}

/// A secret that must be there.
fn needed_secret<T>(
    check: &mut FileCheck<'_>,
    table: &At<T>,
    key: &str,
    raw: Option<&At<String>>,
) -> Option<SecretRef> {
    if raw.is_none() {
        check.missing(&table.span, key, message::secret_needed(key));
    }
    raw.map(|raw| check.secret(raw, key))
}

fn basic(check: &mut FileCheck<'_>, raw: &At<RawBasic>) -> Option<Access> {
    let login = needed(check, raw, "login", raw.login.as_ref());
    let password = needed_secret(check, raw, "password", raw.password.as_ref());
    Some(Access::Basic { login: login?, password: password? })
}

fn bearer(check: &mut FileCheck<'_>, raw: &At<RawBearer>) -> Option<Access> {
    let secret = needed_secret(check, raw, "token", raw.token.as_ref())?;
    let scheme = raw.scheme.as_ref().map_or_else(|| "Bearer".to_owned(), |scheme| check.filled(scheme));
    Some(Access::Header {
        name: reqwest::header::AUTHORIZATION,
        prefix: format!("{} ", scheme.trim()),
        secret,
    })
}

fn api_key(check: &mut FileCheck<'_>, raw: &At<RawApiKey>) -> Option<Access> {
    let secret = needed_secret(check, raw, "token", raw.token.as_ref());
    match (&raw.header, &raw.query) {
        (Some(header), None) => {
            let name = name_of_header(check, header)?;
            let prefix = raw.prefix.as_ref().map(|prefix| prefix.value.clone()).unwrap_or_default();
            Some(Access::Header { name, prefix, secret: secret? })
        }
        (None, Some(query)) => Some(Access::Query { name: check.filled(query), secret: secret? }),
        (Some(_), Some(second)) => {
            check.report(code::EXACTLY_ONE, &second.span, message::header_or_query());
            None
        }
        (None, None) => {
            check.missing(&raw.span, "header", message::key_needed("header"));
            None
        }
    }
}

/// The name of a header that carries a login.
fn name_of_header(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<HeaderName> {
    let name = HeaderName::from_bytes(raw.trim().as_bytes()).ok();
    if name.is_none() {
        check.report(code::BAD_NAME, &raw.span, message::no_header_name(&raw.value));
    }
    name
}

/// An address to which secrets of a login go.
fn login_url(
    check: &mut FileCheck<'_>,
    table: &At<RawOauth>,
    key: &str,
    raw: Option<&At<String>>,
    help: crate::message::Message,
) -> Option<Url> {
    let Some(url) = raw else {
        check.missing(&table.span, key, help);
        return None;
    };
    clear_login(check, url);
    web_url(check, url, help)
}

fn oauth(check: &mut FileCheck<'_>, raw: &At<RawOauth>) -> Option<Oauth> {
    let token_url = login_url(check, raw, "token_url", raw.token_url.as_ref(), reach::token_url_such_as());
    let client_id = needed(check, raw, "client_id", raw.client_id.as_ref());
    let client_secret = raw.client_secret.as_ref().map(|secret| check.secret(secret, "client_secret"));
    let grant = match raw.grant.unwrap_or_default() {
        RawGrant::ClientCredentials => {
            if client_secret.is_none() {
                check.missing(&raw.span, "client_secret", message::secret_needed("client_secret"));
            }
            Some(Grant::ClientCredentials)
        }
        RawGrant::Password => {
            let login = needed(check, raw, "login", raw.login.as_ref());
            let password = needed_secret(check, raw, "password", raw.password.as_ref());
            login.zip(password).map(|(login, password)| Grant::Password { login, password })
        }
        RawGrant::Refresh => {
            let token = needed_secret(check, raw, "refresh_token", raw.refresh_token.as_ref());
            token.map(|token| Grant::Refresh { token })
        }
        RawGrant::Device => {
            let url = raw.device_url.as_ref();
            let url = login_url(check, raw, "device_url", url, message::device_url_such_as());
            url.map(|url| Grant::Device { url })
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

fn session(check: &mut FileCheck<'_>, raw: &At<RawLogin>) -> Option<Session> {
    let path = needed(check, raw, "path", raw.path.as_ref());
    let login = needed(check, raw, "login", raw.login.as_ref());
    let password = needed_secret(check, raw, "password", raw.password.as_ref());
    let body = login_body(check, raw);
    let token = match (&raw.token, &raw.token_header) {
        (Some(token), None) => TokenPlace::Body(token.trim().to_owned()),
        (None, Some(header)) => TokenPlace::Header(name_of_header(check, header)?.to_string()),
        (None, None) => TokenPlace::Nowhere,
        (Some(_), Some(second)) => {
            check.report(code::EXACTLY_ONE, &second.span, message::one_place_of_token());
            return None;
        }
    };
    let header = match &raw.header {
        Some(header) => name_of_header(check, header)?,
        None => reqwest::header::AUTHORIZATION,
    };
    let xsrf_header = match &raw.xsrf_header {
        Some(header) => header_name(check, header)?,
        None => HeaderName::from_static("x-xsrf-token"),
    };
    let path_of =
        |check: &mut FileCheck<'_>, raw: &Option<At<String>>| raw.as_ref().map(|raw| check.filled(raw));
    Some(Session {
        before: path_of(check, &raw.before),
        logout: path_of(check, &raw.logout),
        xsrf: path_of(check, &raw.xsrf_cookie).map(|cookie| (cookie, xsrf_header)),
        prefix: raw.prefix.clone().unwrap_or_else(|| "Bearer ".to_owned()),
        path: path?,
        login: login?,
        password: password?,
        body,
        token,
        header,
    })
}

fn login_body(check: &mut FileCheck<'_>, raw: &At<RawLogin>) -> LoginBody {
    let fields = |check: &mut FileCheck<'_>, entries: &Entries<At<String>>| {
        let field = |(name, text): &(At<String>, At<String>)| {
            (name.value.clone(), Text::check(check, text, OF_LOGIN))
        };
        entries.0.iter().map(field).collect::<Vec<_>>()
    };
    match (&raw.form, &raw.json, &raw.body) {
        (Some(form), None, None) => LoginBody::Form(fields(check, form)),
        (None, Some(json), None) => LoginBody::Json(fields(check, json)),
        (None, None, Some(body)) => {
            let content_type = raw.content_type.as_ref().map(|kind| check.filled(kind));
            LoginBody::Text {
                body: Text::check(check, body, OF_LOGIN),
                content_type: content_type.unwrap_or_else(|| "application/json".to_owned()),
            }
        }
        (None, None, None) => LoginBody::Basic,
        (_, _, _) => {
            check
                .report(code::EXACTLY_ONE, &raw.span, message::one_body_of_login())
                .label(label::one_too_many());
            LoginBody::Basic
        }
    }
}

#[cfg(test)]
mod tests;
