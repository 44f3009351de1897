//! `[system.NAME.servicenow]`: the address, one way to log in, the tables.

use std::path::{Path, PathBuf};
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Texts, Zero, clear_login, code, path_in, web_url};
use crate::systems::shared::Way;
use crate::systems::shared::reach::largest_answer;
use crate::systems::table::{Place, RawTable};

/// A ServiceNow instance and how to log in.
#[derive(Debug, Clone)]
pub struct ServiceNowSystem {
    /// Address such as `https://acme.service-now.com`, without a path.
    pub url: String,
    /// Who logs in.
    pub login: ServiceNowLogin,
    /// Tables that hold our tickets, such as `incident`, `sc_task`; at least one.
    pub tables: Vec<String>,
    /// Tables whose configuration items are reference data.
    pub ci_tables: Vec<String>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Largest answer after decompression, in MiB.
    pub largest_answer: u64,
    /// Requests in flight at once, 1 to 4: an instance serves four at a time per node by default.
    pub in_flight: usize,
    /// Tickets opened in one request, 1 to 100.
    pub batch: usize,
    /// Rows of one page of a list, 10 to 10,000.
    pub page: usize,
}

impl ServiceNowSystem {
    /// How it is reached.
    pub(super) fn way(&self) -> Way<'_> {
        let (timeout, largest_answer, ca_file) = (self.timeout, self.largest_answer, self.ca_file.as_deref());
        Way { timeout, largest_answer, ca_file, certificate: None, proxy: None }
    }
}

/// How to log in to ServiceNow.
#[derive(Debug, Clone)]
pub enum ServiceNowLogin {
    /// User and password with each request.
    Basic {
        /// User.
        user: String,
        /// Password.
        password: SecretRef,
    },
    /// OAuth 2.0 with the user of the client itself.
    ClientCredentials(ServiceNowClient),
    /// OAuth 2.0 with a user and his password.
    Password {
        /// Client.
        client: ServiceNowClient,
        /// User.
        user: String,
        /// Password.
        password: SecretRef,
    },
    /// OAuth 2.0 with a refresh token that somebody got once (100 days by default).
    Refresh {
        /// Client.
        client: ServiceNowClient,
        /// Refresh token.
        token: SecretRef,
    },
}

/// A client in the application registry of an instance.
#[derive(Debug, Clone)]
pub struct ServiceNowClient {
    /// Client id.
    pub id: String,
    /// Client secret.
    pub secret: SecretRef,
}

/// A ServiceNow and how to log in: `user` and `password`; or `client_id` and `client_secret` (OAuth
/// 2.0), alone, with `user` and `password`, or with a `refresh_token`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ServiceNow")]
pub(crate) struct RawServiceNow {
    /// Address, such as `https://acme.service-now.com`.
    pub url: Option<At<String>>,
    /// User; needs `password`.
    pub user: Option<At<String>>,
    /// Password of the user: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub password: Option<At<String>>,
    /// Id of an OAuth client of the application registry; needs `client_secret`.
    pub client_id: Option<At<String>>,
    /// Secret of the OAuth client: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub client_secret: Option<At<String>>,
    /// OAuth refresh token that somebody got once: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub refresh_token: Option<At<String>>,
    /// Tables that hold tickets, such as `incident`, `sc_task`, `sn_customerservice_case`. All are
    /// searched for tickets that exist already.
    #[schemars(extend("default" = ["incident"]))]
    pub tables: Option<At<Texts>>,
    /// Tables whose configuration items can be linked by name.
    #[schemars(extend("default" = ["cmdb_ci_hardware"]))]
    pub ci_tables: Option<At<Texts>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `60s`; an instance itself gives up after 60 s.
    #[schemars(extend("default" = "70s"))]
    pub timeout: Option<At<String>>,
    /// Largest answer that is read, in MiB after decompression.
    #[schemars(range(min = 1, max = 65536), extend("default" = 256))]
    pub largest_answer: Option<At<i64>>,
    /// Requests in flight at once.
    #[schemars(range(min = 1, max = 4), extend("default" = 2))]
    pub in_flight: Option<At<i64>>,
    /// Tickets opened in one request.
    #[schemars(range(min = 1, max = 100), extend("default" = 25))]
    pub batch: Option<At<i64>>,
    /// Rows of one page of a list.
    #[schemars(range(min = 10, max = 10000), extend("default" = 500))]
    pub page: Option<At<i64>>,
}

impl RawTable for RawServiceNow {
    type Settings = ServiceNowSystem;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> ServiceNowSystem {
        servicenow_system(check, place.folder, raw)
    }
}

fn servicenow_system(check: &mut FileCheck<'_>, folder: &Path, raw: &At<RawServiceNow>) -> ServiceNowSystem {
    let url = match &raw.url {
        Some(url) => instance(check, url),
        None => {
            let help = message::needs_address();
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
        largest_answer: largest_answer(check, raw.largest_answer.as_ref()),
        in_flight: check.number_or(raw.in_flight.as_ref(), 2, 1..=4),
        batch: check.number_or(raw.batch.as_ref(), 25, 1..=100),
        page: check.number_or(raw.page.as_ref(), 500, 10..=10_000),
    }
}

/// The address without a path: one copied from a browser has one.
fn instance(check: &mut FileCheck<'_>, raw: &At<String>) -> String {
    let Some(mut url) = web_url(check, raw, message::address_such_as()) else {
        return String::new();
    };
    clear_login(check, raw);
    if url.path().contains("/api/") || url.path().ends_with(".do") {
        check.report(code::BAD_URL, &raw.span, message::address_of_a_page()).help(message::address_such_as());
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
                check.missing(&raw.span, "password", message::user_needs_password());
            }
            Some((user, password.unwrap_or_else(stand_in)))
        }
        (None, Some(password)) => {
            check.missing(&raw.span, "user", message::password_needs_user());
            Some((String::new(), password))
        }
        (None, None) => None,
    };
    let client = match (id, secret) {
        (Some(id), secret) => {
            if secret.is_none() {
                let help = message::client_needs_secret();
                check.missing(&raw.span, "client_secret", help);
            }
            Some(ServiceNowClient { id, secret: secret.unwrap_or_else(stand_in) })
        }
        (None, Some(secret)) => {
            check.missing(&raw.span, "client_id", message::secret_needs_client());
            Some(ServiceNowClient { id: String::new(), secret })
        }
        (None, None) => None,
    };
    if let (Some(_), Some(second)) = (&refresh, raw.user.as_ref().or(raw.password.as_ref())) {
        check
            .report(code::EXACTLY_ONE, &second.span, message::token_and_user())
            .label(message::second_way())
            .help(message::keep_one_way());
    }
    match (client, refresh, person) {
        (Some(client), Some(token), _) => ServiceNowLogin::Refresh { client, token },
        (Some(client), None, Some((user, password))) => ServiceNowLogin::Password { client, user, password },
        (Some(client), None, None) => ServiceNowLogin::ClientCredentials(client),
        (None, None, Some((user, password))) => ServiceNowLogin::Basic { user, password },
        (None, Some(_), _) => {
            check.missing(&raw.span, "client_id", message::token_needs_client());
            ServiceNowLogin::Basic { user: String::new(), password: stand_in() }
        }
        (None, None, None) => {
            let lost = ["user", "password", "client_id", "client_secret", "refresh_token"];
            if !lost.iter().any(|key| check.was_lost(&raw.span, key)) {
                let help = message::needs_login();
                check.missing(&raw.span, "user", help);
            }
            ServiceNowLogin::Basic { user: String::new(), password: stand_in() }
        }
    }
}

/// Names of tables: they stand in addresses and queries.
pub(super) fn tables(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>, default: &str) -> Vec<String> {
    let Some(raw) = raw else { return vec![default.to_owned()] };
    let plain = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    if raw.0.is_empty() {
        check
            .report(code::BLANK, &raw.span, message::no_tables())
            .help(message::such_as(format_args!("{default:?}")));
    }
    for name in raw.0.iter().filter(|name| !plain(name)) {
        let message = message::no_table_name(format_args!("{name:?}")).said();
        let help = message::name_such_as(format_args!("{default:?}")).said();
        check.report(code::BAD_TABLE, &raw.span, message).help(help);
    }
    let mut names = raw.0.clone();
    names.sort_unstable();
    names.dedup();
    names
}
