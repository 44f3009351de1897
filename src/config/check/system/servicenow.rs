//! `[system.NAME.servicenow]`: the address, one way to log in, the tables.

use std::path::Path;

use super::{path_in, web_url};
use crate::settings::Zero;
use crate::config::check::{FileCheck, code};
use crate::config::raw::servicenow::RawServiceNow;
use crate::config::raw::{At, Texts};
use crate::model::secret::SecretRef;
use crate::model::servicenow::{ServiceNowClient, ServiceNowLogin, ServiceNowSystem};

/// What an address looks like.
const EXAMPLE: &str = "an address such as https://acme.service-now.com";

pub(super) fn servicenow_system(
    check: &mut FileCheck<'_>,
    folder: &Path,
    raw: &At<RawServiceNow>,
) -> ServiceNowSystem {
    let url = match &raw.url {
        Some(url) => instance(check, url),
        None => {
            let help = "the address of the instance: url = \"https://acme.service-now.com\"";
            check.missing(&raw.span, "url", help);
            String::new()
        }
    };
    ServiceNowSystem {
        url,
        login: login(check, raw),
        tables: tables(check, raw.tables.as_ref(), "incident"),
        ci_tables: tables(check, raw.ci_tables.as_ref(), "cmdb_ci_hardware"),
        ca_file: path_in(check, folder, raw.ca_file.as_ref()),
        timeout: check.duration_or(raw.timeout.as_ref(), 70, Zero::Refused),
        in_flight: check.number_or(raw.in_flight.as_ref(), 2, 1..=4),
        batch: check.number_or(raw.batch.as_ref(), 25, 1..=100),
        page: check.number_or(raw.page.as_ref(), 500, 10..=10_000),
    }
}

/// The address without a path: one copied from a browser has one.
fn instance(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let Some(mut url) = web_url(check, raw, EXAMPLE) else { return String::new() };
    if url.path().contains("/api/") || url.path().ends_with(".do") {
        check
            .report(code::BAD_URL, &raw.span, "the address is that of a page or an API, not of the instance")
            .help(EXAMPLE);
    }
    url.set_path("");
    url.to_string().trim_end_matches('/').to_owned()
}

fn login(check: &mut FileCheck<'_>, raw: &At<RawServiceNow>) -> ServiceNowLogin {
    let stand_in = || SecretRef::Env(String::new());
    let user = raw.user.as_ref().map(|user| check.filled(user));
    let password = raw.password.as_ref().map(|password| check.secret(password, "password"));
    let refresh = raw.refresh_token.as_ref().map(|token| check.secret(token, "refresh_token"));
    let id = raw.client_id.as_ref().map(|id| check.filled(id));
    let secret = raw.client_secret.as_ref().map(|secret| check.secret(secret, "client_secret"));
    let person = match (user, password) {
        (Some(user), password) => {
            if password.is_none() {
                check.missing(&raw.span, "password", "a `user` goes with `password = \"env:NAME\"`");
            }
            Some((user, password.unwrap_or_else(stand_in)))
        }
        (None, Some(password)) => {
            check.missing(&raw.span, "user", "a `password` goes with a `user`");
            Some((String::new(), password))
        }
        (None, None) => None,
    };
    let client = match (id, secret) {
        (Some(id), secret) => {
            if secret.is_none() {
                let help = "a `client_id` goes with `client_secret = \"env:NAME\"`";
                check.missing(&raw.span, "client_secret", help);
            }
            Some(ServiceNowClient { id, secret: secret.unwrap_or_else(stand_in) })
        }
        (None, Some(secret)) => {
            check.missing(&raw.span, "client_id", "a `client_secret` goes with a `client_id`");
            Some(ServiceNowClient { id: String::new(), secret })
        }
        (None, None) => None,
    };
    if let (Some(_), Some(second)) = (&refresh, raw.user.as_ref().or(raw.password.as_ref())) {
        check
            .report(code::EXACTLY_ONE, &second.span, "there is a `refresh_token`, and a user too")
            .label("the second way to log in")
            .help("keep `refresh_token`, or `user` and `password`");
    }
    match (client, refresh, person) {
        (Some(client), Some(token), _) => ServiceNowLogin::Refresh { client, token },
        (Some(client), None, Some((user, password))) => ServiceNowLogin::Password { client, user, password },
        (Some(client), None, None) => ServiceNowLogin::ClientCredentials(client),
        (None, None, Some((user, password))) => ServiceNowLogin::Basic { user, password },
        (None, Some(_), _) => {
            check.missing(
                &raw.span,
                "client_id",
                "a `refresh_token` goes with `client_id` and `client_secret`",
            );
            ServiceNowLogin::Basic { user: String::new(), password: stand_in() }
        }
        (None, None, None) => {
            let lost = ["user", "password", "client_id", "client_secret", "refresh_token"];
            if !lost.iter().any(|key| check.was_lost(&raw.span, key)) {
                let help = "`user` and `password = \"env:NAME\"`, or `client_id` and `client_secret = \
                            \"env:NAME\"` (OAuth 2.0)";
                check.missing(&raw.span, "user", help);
            }
            ServiceNowLogin::Basic { user: String::new(), password: stand_in() }
        }
    }
}

/// Names of tables: they stand in addresses and queries.
fn tables(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>, default: &str) -> Vec<String> {
    let Some(raw) = raw else { return vec![default.to_owned()] };
    let plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if raw.0.is_empty() {
        check
            .report(code::BLANK, &raw.span, "the list of tables is empty")
            .help(format!("such as {default:?}"));
    }
    for name in raw.0.iter().filter(|name| !plain(name)) {
        let message = format!("{name:?} is no name of a table");
        let help = format!("the API name in lower case, such as {default:?}");
        check.report(code::BAD_TABLE, &raw.span, message).help(help);
    }
    let mut names = raw.0.clone();
    names.sort_unstable();
    names.dedup();
    names
}
