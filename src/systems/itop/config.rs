//! `[system.NAME.itop]`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Zero, clear_login, path_in, web_url};
use crate::systems::shared::reach::largest_answer;
use crate::systems::shared::{Given, LoginKeys, Way, login};
use crate::systems::table::{Place, RawTable};

/// An iTop and how to log in.
#[derive(Debug, Clone)]
pub struct ItopSystem {
    /// Address of the iTop; `webservices/rest.php` and `pages/UI.php` stand below it.
    pub url: String,
    /// Who logs in.
    pub login: ItopLogin,
    /// Zone of the server's configuration, in which its dates are.
    pub zone: chrono_tz::Tz,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Largest answer after decompression, in MiB.
    pub largest_answer: u64,
    /// Requests in flight at once, 1 to 8.
    pub in_flight: usize,
}

impl ItopSystem {
    /// How it is reached.
    pub(super) fn way(&self) -> Way<'_> {
        let (timeout, largest_answer, ca_file) = (self.timeout, self.largest_answer, self.ca_file.as_deref());
        Way { timeout, largest_answer, ca_file, certificate: None, proxy: None }
    }
}

/// How to log in to iTop.
#[derive(Debug, Clone)]
pub enum ItopLogin {
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
        /// Where they stand in the request.
        way: PasswordWay,
    },
    /// Token of the extension "authent-token".
    Token(SecretRef),
}

/// Where login and password stand in a request to iTop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordWay {
    /// In the form (`form` of iTop's `allowed_login_types`).
    #[default]
    Form,
    /// In the header `Authorization` (`basic`).
    Basic,
}

/// An iTop and how to log in: either `token`, or `login` and `password`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Itop")]
pub(crate) struct RawItop {
    /// Address of the iTop, such as `https://itop.example.org`.
    pub url: Option<At<String>>,
    /// Login; needs `password`. The user has the profiles "REST Services User" and "Service Desk Agent".
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub password: Option<At<String>>,
    /// Where login and password are sent: in the form, or as HTTP Basic.
    #[schemars(extend("default" = "form"))]
    pub auth: Option<PasswordWay>,
    /// Token of the extension "authent-token": `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub token: Option<At<String>>,
    /// Time zone of iTop's configuration (`timezone`), in which its dates are.
    #[schemars(extend("default" = "Europe/Paris"))]
    pub zone: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `60s`.
    #[schemars(extend("default" = "60s"))]
    pub timeout: Option<At<String>>,
    /// Largest answer that is read, in MiB after decompression.
    #[schemars(range(min = 1, max = 65536), extend("default" = 256))]
    pub largest_answer: Option<At<i64>>,
    /// Requests in flight at once.
    #[schemars(range(min = 1, max = 8), extend("default" = 4))]
    pub in_flight: Option<At<i64>>,
}

impl RawTable for RawItop {
    type Settings = ItopSystem;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> ItopSystem {
        itop_system(check, place.folder, raw)
    }
}

/// What people copy along with the address of the REST service.
const REST_PATH: &str = "/webservices/rest.php";

/// iTop's own default (`timezone` of its configuration).
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

fn itop_system(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawItop>) -> ItopSystem {
    let url = match &raw.url {
        Some(url) => itop_url(check, url),
        None => {
            check.missing(&raw.span, "url", message::needs_address());
            String::new()
        }
    };
    ItopSystem {
        url,
        login: itop_login(check, raw),
        zone: raw.zone.as_ref().map_or(ZONE, |zone| check.zone(zone)),
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), 60, Zero::Refused),
        largest_answer: largest_answer(check, raw.largest_answer.as_ref()),
        in_flight: check.number_or(raw.in_flight.as_ref(), 4, 1..=8),
    }
}

fn itop_url(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let help = message::address_such_as();
    let Some(mut url) = web_url(check, raw, help) else { return String::new() };
    clear_login(check, raw);
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix(REST_PATH).unwrap_or(path).to_owned();
    url.set_path(&path);
    url.to_string()
}

fn itop_login(check: &mut FileCheck<'_>, raw: &At<RawItop>) -> ItopLogin {
    let keys = LoginKeys {
        table: &raw.span,
        token_key: "token",
        token: raw.token.as_ref(),
        login: raw.login.as_ref(),
        password: raw.password.as_ref(),
    };
    match login(check, &keys) {
        Given::Token(token) => return ItopLogin::Token(token),
        Given::Password { login, password } => {
            return ItopLogin::Password { login, password, way: raw.auth.unwrap_or_default() };
        }
        Given::Wrong => {}
        Given::Nothing => {
            if !check.was_lost(&raw.span, "login") && !check.was_lost(&raw.span, "password") {
                let help = message::needs_login();
                check.missing(&raw.span, "login", help);
            }
        }
    }
    ItopLogin::Token(SecretRef::Env(String::new()))
}
