//! How a system is reached by HTTP: its address, who logs in, certificates and the time-out, as a table
//! of `stocktake.toml` and checked.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::http::{LARGEST_ANSWER, Way};
use super::login::{Given, Login, LoginKeys, LoginRef, login};
use super::opening::{OpenError, Secrets};
use crate::message::{Sentence, reach as message};
use crate::model::secret::{SecretRef, SecretString};
use crate::settings::{At, FileCheck, Texts, Zero, clear_login, code, path_in, web_url};

/// Time-out of one request when nothing is said, in seconds.
const TIMEOUT: u64 = 30;

/// How a system is reached by HTTP.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Address, without a slash at its end.
    pub url: String,
    /// Who logs in.
    pub login: LoginRef,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Client certificate, its chain and its key, as PEM.
    pub certificate: Option<SecretRef>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Largest answer after decompression, in MiB.
    pub largest_answer: u64,
}

/// Secrets of a [`Reach`], read.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Who logs in.
    pub login: Login,
    /// Client certificate, its chain and its key, as PEM in one text.
    pub certificate: Option<SecretString>,
}

impl Reach {
    /// How it is reached, with its secrets.
    pub(in crate::systems) fn way<'a>(&'a self, keys: &'a Keys) -> Way<'a> {
        Way {
            timeout: self.timeout,
            largest_answer: self.largest_answer,
            ca_file: self.ca_file.as_deref(),
            certificate: keys.certificate.as_ref(),
            proxy: None,
        }
    }

    /// Its secrets.
    ///
    /// # Errors
    /// A secret that cannot be had.
    pub async fn keys(&self, secrets: Secrets<'_>) -> Result<Keys, OpenError> {
        let certificate = secrets.read_if_any(self.certificate.as_ref()).await?;
        Ok(Keys { login: self.login.resolve(secrets).await?, certificate })
    }
}

/// Declares the table of a system that is reached by HTTP: its address and login, which all have, and
/// what it has besides. `login` and `token` are declared where there are such.
macro_rules! reach_table {
    (
        $(#[$about:meta])*
        struct $name:ident as $title:literal at $url:literal
        $(, login $login_about:literal)? $(, token $token_about:literal)? {
            $($(#[$field_about:meta])* $field:ident: $kind:ty,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields)]
        #[schemars(rename = $title)]
        pub(crate) struct $name {
            #[doc = $url]
            url: Option<$crate::settings::At<String>>,
            $(
                #[doc = $token_about]
                #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
                token: Option<$crate::settings::At<String>>,
            )?
            $(
                #[doc = $login_about]
                login: Option<$crate::settings::At<String>>,
                /// Password of the login: `env:NAME` or `file:PATH`.
                #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
                password: Option<$crate::settings::At<String>>,
            )?
            /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
            #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
            certificate: Option<$crate::settings::At<String>>,
            /// PEM file with further certificate authorities, relative to the project folder.
            ca_file: Option<$crate::settings::At<String>>,
            /// Time-out of one request, such as `30s`.
            #[schemars(extend("default" = "30s"))]
            timeout: Option<$crate::settings::At<String>>,
            /// Largest answer that is read, in MiB after decompression.
            #[schemars(range(min = 1, max = 65536), extend("default" = 256))]
            largest_answer: Option<$crate::settings::At<i64>>,
            $($(#[$field_about])* $field: Option<$crate::settings::At<$kind>>,)*
        }

        impl $name {
            /// The keys that say how it is reached.
            fn reach_keys<'r>(raw: &'r $crate::settings::At<Self>) -> $crate::systems::shared::reach::ReachKeys<'r> {
                $crate::systems::shared::reach::ReachKeys {
                    table: &raw.span,
                    url: raw.url.as_ref(),
                    token: $crate::systems::shared::reach::reach_table!(@key raw token $($token_about)?),
                    login: $crate::systems::shared::reach::reach_table!(@key raw login $($login_about)?),
                    password: $crate::systems::shared::reach::reach_table!(@key raw password $($login_about)?),
                    certificate: raw.certificate.as_ref(),
                    ca_file: raw.ca_file.as_ref(),
                    timeout: raw.timeout.as_ref(),
                    largest_answer: raw.largest_answer.as_ref(),
                }
            }
        }
    };
    (@key $raw:ident $key:ident) => { None };
    (@key $raw:ident $key:ident $about:literal) => { $raw.$key.as_ref() };
}
pub(in crate::systems) use reach_table;

/// The keys of a table that say how a system is reached.
#[derive(Clone, Copy)]
pub(in crate::systems) struct ReachKeys<'a> {
    pub table: &'a Range<usize>,
    pub url: Option<&'a At<String>>,
    pub token: Option<&'a At<String>>,
    pub login: Option<&'a At<String>>,
    pub password: Option<&'a At<String>>,
    pub certificate: Option<&'a At<String>>,
    pub ca_file: Option<&'a At<String>>,
    pub timeout: Option<&'a At<String>>,
    pub largest_answer: Option<&'a At<i64>>,
}

/// Who must log in.
#[derive(Clone, Copy)]
pub(in crate::systems) enum Door {
    /// Nobody has to.
    Open,
    /// Somebody: the key that is missed when nobody does, and what would do.
    Needs(&'static str, Sentence),
    /// The same, unless there is a client certificate.
    NeedsOrCertificate(&'static str, Sentence),
}

/// Address and login; `ends` of the API are cut from the address.
pub(in crate::systems) fn reach(
    check: &mut FileCheck<'_>,
    folder: &Path,
    raw: ReachKeys<'_>,
    example: &str,
    ends: &[&str],
    door: Door,
) -> Reach {
    let url = match raw.url {
        Some(url) => web_url(check, url, message::address_such_as(example)),
        None => {
            check.missing(raw.table, "url", message::needs_address(example));
            None
        }
    };
    let url = url.map(|url| url.to_string()).unwrap_or_default();
    let mut base = url.trim_end_matches('/');
    for end in ends {
        base = base.strip_suffix(end).unwrap_or(base);
    }
    let certificate = raw.certificate.map(|secret| check.secret(secret, "certificate"));
    let login = who(check, &raw, door);
    if let (LoginRef::Password { .. } | LoginRef::Token(_), Some(url)) = (&login, raw.url) {
        clear_login(check, url);
    }
    Reach {
        url: base.to_owned(),
        login,
        ca_file: path_in(check, folder, raw.ca_file),
        certificate,
        timeout: check.duration_or(raw.timeout, TIMEOUT, Zero::Refused),
        largest_answer: largest_answer(check, raw.largest_answer),
    }
}

/// The largest answer that is read, in MiB.
pub(in crate::systems) fn largest_answer(check: &mut FileCheck<'_>, raw: Option<&At<i64>>) -> u64 {
    check.number_or(raw, LARGEST_ANSWER, 1..=65_536)
}

fn who(check: &mut FileCheck<'_>, raw: &ReachKeys<'_>, door: Door) -> LoginRef {
    let keys = LoginKeys {
        table: raw.table,
        token_key: "token",
        token: raw.token,
        login: raw.login,
        password: raw.password,
    };
    match login(check, &keys) {
        Given::Token(token) => return LoginRef::Token(token),
        Given::Password { login, password } => return LoginRef::Password { login, password },
        Given::Wrong => {}
        Given::Nothing => {
            let lost = ["login", "password", "token", "certificate"];
            let open = lost.iter().any(|key| check.was_lost(raw.table, key));
            match door {
                Door::Open => {}
                Door::NeedsOrCertificate(..) if raw.certificate.is_some() => {}
                _ if open => {}
                Door::Needs(key, help) | Door::NeedsOrCertificate(key, help) => {
                    check.missing(raw.table, key, help());
                }
            }
        }
    }
    LoginRef::Nobody
}

/// A list of texts, none of them blank.
pub(in crate::systems) fn texts(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> Vec<String> {
    let Some(raw) = raw else { return Vec::new() };
    if raw.0.is_empty() || raw.0.iter().any(|text| text.trim().is_empty()) {
        check.report(code::BLANK, &raw.span, message::must_not_be_blank()).label(message::blank());
    }
    raw.0.clone()
}
