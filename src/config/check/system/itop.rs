//! `[system.NAME.itop]` and `[system.NAME.practice_itop]`.

use std::path::Path;

use super::{path_in, web_url};
use crate::config::check::scalar::Zero;
use crate::config::check::{FileCheck, code};
use crate::config::raw::At;
use crate::config::raw::stocktake::{RawItop, RawPracticeItop};
use crate::model::project::{ItopLogin, ItopSystem, PracticeSystem};
use crate::model::secret::SecretRef;

/// What people copy along with the address of the REST service.
const REST_PATH: &str = "/webservices/rest.php";

/// iTop's own default (`timezone` of its configuration).
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

pub(super) fn practice(
    check: &mut FileCheck<'_>,
    folder: &Path,
    name: &At<String>,
    raw: &At<RawPracticeItop>,
) -> PracticeSystem {
    let state = match &raw.state {
        Some(path) => check.filled(path),
        None => format!("var/{}.json", name.value),
    };
    PracticeSystem { database: folder.join(state) }
}

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
    let token = raw.token.as_ref().map(|token| check.secret(token, "token"));
    let password = raw.password.as_ref().map(|password| check.secret(password, "password"));
    let stand_in = ItopLogin::Token(SecretRef::Env(String::new()));
    match (token, &raw.login, password) {
        (Some(token), None, None) => ItopLogin::Token(token),
        (None, Some(login), Some(password)) => {
            ItopLogin::Password { login: check.filled(login), password, way: raw.auth.unwrap_or_default() }
        }
        (Some(_), _, _) => {
            let second = raw.login.as_ref().or(raw.password.as_ref());
            check
                .report(
                    code::EXACTLY_ONE,
                    second.map_or(&raw.span, |second| &second.span),
                    "there is a `token`, and a login with a password too",
                )
                .label("the second way to log in")
                .help("keep `token`, or `login` and `password`");
            stand_in
        }
        (None, Some(_), None) => {
            check.missing(&raw.span, "password", "a `login` goes with `password = \"env:NAME\"`");
            stand_in
        }
        (None, None, Some(_)) => {
            check.missing(&raw.span, "login", "a `password` goes with a `login`");
            stand_in
        }
        (None, None, None) => {
            if !check.was_lost(&raw.span, "login") && !check.was_lost(&raw.span, "password") {
                let help = "`login` and `password = \"env:ITOP_PASSWORD\"`, or `token = \"env:ITOP_TOKEN\"`";
                check.missing(&raw.span, "login", help);
            }
            stand_in
        }
    }
}
