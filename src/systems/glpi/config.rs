//! `[system.NAME.glpi]`.

use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::message::Message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Zero, clear_login, code, path_in, web_url};
#[cfg(feature = "open")]
use crate::systems::shared::LARGEST_ANSWER;
use crate::systems::shared::reach::largest_answer;
use crate::systems::shared::{Given, LoginKeys, Way, login};
use crate::systems::table::{Place, RawTable};

/// Seconds for which a write of unknown outcome may still be carried out when nothing is said.
const SETTLE: u64 = 900;

/// What an address of GLPI's API ends in; the first is added where it ends otherwise. GLPI 11 has both.
pub(super) const API_PATHS: [&str; 2] = ["/apirest.php", "/api.php/v1"];

/// What an address of the newer API ends in, the longest first; v2.2 is what is asked for.
const API_V2: &str = "/api.php/v2.2";
const API_V2_PATHS: [&str; 5] = [API_V2, "/api.php/v2.1", "/api.php/v2.0", "/api.php/v2", "/api.php"];

/// The address of GLPI's pages, of one of an API.
pub(super) fn above_api(url: &str) -> &str {
    let url = url.trim_end_matches('/');
    API_PATHS.iter().chain(&API_V2_PATHS).find_map(|path| url.strip_suffix(path)).unwrap_or(url)
}

/// A GLPI and how to log in.
#[derive(Debug, Clone)]
pub struct GlpiSystem {
    /// Base URL of the API, ending in `/apirest.php`, or in `/api.php/v2.2` where an OAuth client logs in.
    pub url: String,
    /// Who logs in.
    pub login: GlpiLogin,
    /// Application token.
    pub app_token: Option<SecretRef>,
    /// Profile to work with, by name; `None`: the user's default.
    pub profile: Option<String>,
    /// Entity to work in, by name or path, its sub-entities included; `None`: all of the user's.
    pub entity: Option<String>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Largest answer after decompression, in MiB.
    pub largest_answer: u64,
    /// Requests in flight at once, 1 to 8.
    pub in_flight: usize,
    /// Rows of one write, 1 to 200. More than 70 additions break stock nginx buffers.
    pub batch: usize,
    /// Rows of one page of a list.
    pub page: usize,
    /// How long a write of unknown outcome may still be carried out where nothing proves its end.
    pub settle: Duration,
}

impl GlpiSystem {
    /// How it is reached.
    pub(super) fn way(&self) -> Way<'_> {
        let (timeout, largest_answer, ca_file) = (self.timeout, self.largest_answer, self.ca_file.as_deref());
        Way { timeout, largest_answer, ca_file, certificate: None, proxy: None }
    }

    /// A GLPI of which only the URL and the login are said.
    #[cfg(feature = "open")]
    pub fn new(url: String, login: GlpiLogin) -> Self {
        Self {
            url,
            login,
            app_token: None,
            profile: None,
            entity: None,
            ca_file: None,
            timeout: Duration::from_secs(60),
            largest_answer: LARGEST_ANSWER,
            in_flight: 2,
            batch: 50,
            page: 2000,
            settle: Duration::from_secs(SETTLE),
        }
    }
}

/// How to log in to GLPI.
#[derive(Debug, Clone)]
pub enum GlpiLogin {
    /// Personal token of a user ("remote access key").
    UserToken(SecretRef),
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
    },
    /// A client and a user, by OAuth 2.0: API v2 of GLPI 11, which takes tickets and only reads
    /// inventory.
    OAuth {
        /// Id of the client.
        client_id: String,
        /// Secret of the client.
        client_secret: SecretRef,
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
    },
}

/// A GLPI and how to log in: `user_token`, or `login` and `password`; or all of `client_id`, `client_secret`,
/// `login` and `password` for API v2 of GLPI 11 (OAuth 2.0), which takes tickets and only reads inventory.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Glpi")]
pub(crate) struct RawGlpi {
    /// Address; `/apirest.php` is added when it ends otherwise, or `/api.php/v2.2` with a `client_id`.
    pub url: Option<At<String>>,
    /// Personal token of a user ("remote access key"): `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub user_token: Option<At<String>>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub password: Option<At<String>>,
    /// Id of an OAuth client, for API v2 of GLPI 11; needs `client_secret`, `login` and `password`.
    pub client_id: Option<At<String>>,
    /// Secret of the OAuth client: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub client_secret: Option<At<String>>,
    /// Application token: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub app_token: Option<At<String>>,
    /// Profile to work with, by name; by default the user's.
    pub profile: Option<At<String>>,
    /// Entity to work in, by name or path, its sub-entities included; by default all of the user's.
    pub entity: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `60s`.
    #[schemars(extend("default" = "60s"))]
    pub timeout: Option<At<String>>,
    /// Largest answer that is read, in MiB after decompression.
    #[schemars(range(min = 1, max = 65536), extend("default" = 256))]
    pub largest_answer: Option<At<i64>>,
    /// Requests in flight at once.
    #[schemars(range(min = 1, max = 8), extend("default" = 2))]
    pub in_flight: Option<At<i64>>,
    /// Rows of one write.
    #[schemars(range(min = 1, max = 200), extend("default" = 50))]
    pub batch: Option<At<i64>>,
    /// Rows of one page of a list.
    #[schemars(range(min = 50, max = 20000), extend("default" = 2000))]
    pub page: Option<At<i64>>,
    /// How long a write of unknown outcome may still be carried out where nothing proves its end: longer
    /// than the web server, PHP and the database let a request live.
    #[schemars(extend("default" = "15m"))]
    pub settle: Option<At<String>>,
}

impl RawTable for RawGlpi {
    type Settings = GlpiSystem;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> GlpiSystem {
        glpi_system(check, place.folder, raw)
    }

    fn only_reads(system: &GlpiSystem) -> Option<Message> {
        matches!(system.login, GlpiLogin::OAuth { .. }).then(message::only_reads)
    }

    fn pages(system: &GlpiSystem) -> Option<String> {
        Some(above_api(&system.url).to_owned())
    }
}

fn glpi_system(check: &mut FileCheck<'_>, folder: &std::path::Path, raw: &At<RawGlpi>) -> GlpiSystem {
    let url = match &raw.url {
        Some(url) => glpi_url(check, url, raw),
        None => {
            check.missing(&raw.span, "url", message::needs_address());
            String::new()
        }
    };
    GlpiSystem {
        url,
        login: glpi_login(check, raw),
        app_token: raw.app_token.as_ref().map(|token| check.secret(token, "app_token")),
        profile: raw.profile.as_ref().map(|profile| check.filled(profile)),
        entity: raw.entity.as_ref().map(|entity| check.filled(entity)),
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), 60, Zero::Refused),
        largest_answer: largest_answer(check, raw.largest_answer.as_ref()),
        in_flight: check.number_or(raw.in_flight.as_ref(), 2, 1..=8),
        batch: check.number_or(raw.batch.as_ref(), 50, 1..=200),
        page: check.number_or(raw.page.as_ref(), 2000, 50..=20_000),
        settle: check.duration_or(raw.settle.as_ref(), SETTLE, Zero::Allowed),
    }
}

fn glpi_login(check: &mut FileCheck<'_>, raw: &At<RawGlpi>) -> GlpiLogin {
    let client = oauth_client(check, raw);
    if let (Some(client), None, None, None) = (&client, &raw.login, &raw.password, &raw.user_token) {
        let lost = ["login", "password", "user_token"];
        if !lost.iter().any(|key| check.was_lost(&raw.span, key)) {
            check.missing(&raw.span, "login", message::client_needs_user());
        }
        return GlpiLogin::OAuth {
            client_id: client.0.clone(),
            client_secret: client.1.clone(),
            login: String::new(),
            password: SecretRef::Env(String::new()),
        };
    }
    if let (Some(_), Some(second)) = (&client, raw.user_token.as_ref().or(raw.app_token.as_ref())) {
        check
            .report(code::EXACTLY_ONE, &second.span, message::client_and_token())
            .help(message::client_needs_user());
    }
    match (client, login_of(check, raw)) {
        (Some((client_id, client_secret)), GlpiLogin::Password { login, password }) => {
            GlpiLogin::OAuth { client_id, client_secret, login, password }
        }
        (_, login) => login,
    }
}

/// Id and secret of an OAuth client; both or none.
fn oauth_client(check: &mut FileCheck<'_>, raw: &At<RawGlpi>) -> Option<(String, SecretRef)> {
    let id = raw.client_id.as_ref().map(|id| check.filled(id));
    let secret = raw.client_secret.as_ref().map(|secret| check.secret(secret, "client_secret"));
    match (&id, &secret) {
        (Some(_), None) => check.missing(&raw.span, "client_secret", message::client_needs_secret()),
        (None, Some(_)) => check.missing(&raw.span, "client_id", message::secret_needs_client()),
        (Some(_), Some(_)) | (None, None) => {}
    }
    let stand_in = SecretRef::Env(String::new());
    (id.is_some() || secret.is_some()).then(|| (id.unwrap_or_default(), secret.unwrap_or(stand_in)))
}

fn login_of(check: &mut FileCheck<'_>, raw: &At<RawGlpi>) -> GlpiLogin {
    let keys = LoginKeys {
        table: &raw.span,
        token_key: "user_token",
        token: raw.user_token.as_ref(),
        login: raw.login.as_ref(),
        password: raw.password.as_ref(),
    };
    match login(check, &keys) {
        Given::Token(token) => return GlpiLogin::UserToken(token),
        Given::Password { login, password } => return GlpiLogin::Password { login, password },
        Given::Wrong => {}
        Given::Nothing => {
            if !check.was_lost(&raw.span, "login") && !check.was_lost(&raw.span, "password") {
                let help = message::needs_login();
                check.missing(&raw.span, "user_token", help);
            }
        }
    }
    GlpiLogin::UserToken(SecretRef::Env(String::new()))
}

/// A URL of GLPI's API, ending in `/apirest.php`; with an OAuth client in `/api.php/v2.2`.
fn glpi_url(check: &mut FileCheck<'_>, raw: &At<String>, table: &RawGlpi) -> String {
    let Some(mut url) = web_url(check, raw, message::address_such_as()) else {
        return String::new();
    };
    clear_login(check, raw);
    let path = url.path().trim_end_matches('/').to_owned();
    if table.client_id.is_some() || table.client_secret.is_some() {
        url.set_path(&format!("{}{API_V2}", above_api(&path)));
        return url.to_string();
    }
    if API_V2_PATHS.iter().any(|known| path.ends_with(known)) {
        check.report(code::BAD_URL, &raw.span, message::v2_needs_client()).help(message::client_needs_user());
    }
    if !API_PATHS.iter().any(|known| path.ends_with(known)) {
        url.set_path(&format!("{path}{}", API_PATHS[0]));
    } else {
        url.set_path(&path);
    }
    url.to_string()
}
