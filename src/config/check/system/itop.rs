//! `[system.NAME.itop]`.

use std::path::Path;

use super::{path_in, web_url};
use crate::config::check::FileCheck;
use crate::config::check::login::{Given, LoginKeys, login};
use crate::settings::Zero;
use crate::config::raw::At;
use crate::config::raw::stocktake::RawItop;
use crate::model::project::{ItopLogin, ItopSystem};
use crate::model::secret::SecretRef;

/// What people copy along with the address of the REST service.
const REST_PATH: &str = "/webservices/rest.php";

/// iTop's own default (`timezone` of its configuration).
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

pub(super) fn itop_system(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawItop>) -> ItopSystem {
    let url = match &raw.url {
        Some(url) => itop_url(check, url),
        None => {
            check.missing(&raw.span, "url", "the address of the iTop: url = \"https://itop.example.org\"");
            String::new()
        }
    };
    ItopSystem {
        url,
        login: itop_login(check, raw),
        zone: raw.zone.as_ref().map_or(ZONE, |zone| check.zone(zone)),
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), 60, Zero::Refused),
        in_flight: check.number_or(raw.in_flight.as_ref(), 4, 1..=8),
    }
}

fn itop_url(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let help = "an address such as https://itop.example.org";
    let Some(mut url) = web_url(check, raw, help) else { return String::new() };
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix(REST_PATH).unwrap_or(path).to_owned();
    url.set_path(&path);
    url.to_string()
}

fn itop_login(check: &mut FileCheck<'_>, raw: &At<RawItop>) -> ItopLogin {
    let keys = LoginKeys {
        table: &raw.span,
        token: ("token", raw.token.as_ref()),
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
                let help = "`login` and `password = \"env:ITOP_PASSWORD\"`, or `token = \"env:ITOP_TOKEN\"`";
                check.missing(&raw.span, "login", help);
            }
        }
    }
    ItopLogin::Token(SecretRef::Env(String::new()))
}
