//! `[system.NAME.ldap]`: where the directory is and who asks it.

use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Zero, code, password_in_url, path_in};
use crate::systems::shared::tls::is_near;
use crate::systems::shared::{Given, LoginKeys, login};
use crate::systems::table::{Place, RawTable};

/// Time of one answer when nothing is said, in seconds.
const TIMEOUT: u64 = 30;
/// Entries that are asked for at once when nothing is said. Active Directory gives 1000 at most.
const PAGE: i32 = 500;

/// A directory.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// `ldap://` or `ldaps://`, host and port.
    pub url: String,
    /// The connection is made a TLS connection before anybody logs in.
    pub starttls: bool,
    pub ca_file: Option<PathBuf>,
    /// Who asks; `None`: nobody in particular.
    pub login: Option<(String, SecretRef)>,
    /// Client certificate, its chain and its key, as PEM; without a login it says who asks.
    pub certificate: Option<SecretRef>,
    /// Where feeds look that do not say it.
    pub base: Option<String>,
    pub timeout: Duration,
    pub page_size: i32,
    /// The time zone of moments.
    pub zone: Tz,
}

/// A directory that speaks LDAP: OpenLDAP, Active Directory, Samba and others.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ldap")]
pub(crate) struct RawLdap {
    /// Its address, such as `ldaps://dc1.example.org` or `ldap://ldap.example.org`.
    url: Option<At<String>>,
    /// `false`: `ldap://` stays without TLS. By default TLS is asked for, but on this machine.
    starttls: Option<At<bool>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    ca_file: Option<At<String>>,
    /// Who asks: a distinguished name, or in Active Directory `name@example.org`; needs `password`.
    login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`. Without `login` it says who asks (SASL
    /// EXTERNAL).
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    certificate: Option<At<String>>,
    /// Where feeds look that do not say it, such as `DC=example,DC=org`.
    base: Option<At<String>>,
    /// The longest that one answer may take, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    timeout: Option<At<String>>,
    /// Entries that are asked for at once.
    #[schemars(range(min = 1, max = 10000), extend("default" = 500))]
    page_size: Option<At<i64>>,
    /// IANA zone in which moments are written, such as `Europe/Paris`.
    #[schemars(extend("default" = "UTC"))]
    zone: Option<At<String>>,
}

impl RawTable for RawLdap {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let url = match &raw.url {
            Some(url) => address(check, url),
            None => {
                check.missing(&raw.span, "url", message::needs_url());
                None
            }
        };
        let is_ldaps = url.as_ref().is_some_and(|url| url.scheme() == "ldaps");
        let near = url.as_ref().and_then(Url::host_str).is_some_and(is_near);
        if let (Some(starttls), true) = (&raw.starttls, is_ldaps) {
            check.report(code::WITHOUT_EFFECT, &starttls.span, message::ldaps_is_tls());
        }
        let starttls = raw.starttls.as_ref().map_or(!near, |starttls| starttls.value) && !is_ldaps;
        if let (Some(certificate), false, false) = (&raw.certificate, is_ldaps, starttls) {
            check.report(code::WITHOUT_EFFECT, &certificate.span, message::certificate_without_tls());
        }
        let keys = LoginKeys::of_user(raw, raw.login.as_ref(), raw.password.as_ref());
        let login = match login(check, &keys) {
            Given::Password { login, password } => Some((login, password)),
            Given::Token(_) | Given::Nothing | Given::Wrong => None,
        };
        if let (Some(url), false, false, false) = (&raw.url, is_ldaps, starttls, near) {
            check.warn(&url.span, message::in_clear(&url.value));
        }
        Settings {
            url: url.map(|url| url.as_str().trim_end_matches('/').to_owned()).unwrap_or_default(),
            starttls,
            ca_file: path_in(check, place.folder, raw.ca_file.as_ref()),
            certificate: raw.certificate.as_ref().map(|secret| check.secret(secret, "certificate")),
            login,
            base: raw.base.as_ref().map(|base| check.filled(base)),
            timeout: check.duration_or(raw.timeout.as_ref(), TIMEOUT, Zero::Refused),
            page_size: check.number_or(raw.page_size.as_ref(), PAGE, 1..=10_000),
            zone: raw.zone.as_ref().map_or(Tz::UTC, |zone| check.zone(zone)),
        }
    }
}

fn address(check: &mut FileCheck<'_>, raw: &At<String>) -> Option<Url> {
    let url = match Url::parse(raw.trim()) {
        Ok(url) => url,
        Err(error) => {
            let message = crate::message::config::value::not_a_url();
            check
                .report(code::BAD_URL, &raw.span, message)
                .label(error.to_string())
                .help(message::needs_url());
            return None;
        }
    };
    if !url.username().is_empty() || url.password().is_some() {
        password_in_url(check, &raw.span, message::login_apart());
        return None;
    }
    let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
    let has_host = url.host_str().is_some_and(|host| !host.is_empty());
    if !matches!(url.scheme(), "ldap" | "ldaps") || !has_host || !is_bare {
        check.report(code::BAD_URL, &raw.span, message::not_ldap()).help(message::needs_url());
        return None;
    }
    Some(url)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::ldap::ROOM;
    use crate::systems::read;

    #[test]
    fn a_directory_is_asked_with_tls_but_on_this_machine() {
        for (table, url, starttls) in [
            ("url = \"ldap://ldap.example.org\"", "ldap://ldap.example.org", true),
            ("url = \"ldaps://dc1.example.org/\"", "ldaps://dc1.example.org", false),
            ("url = \"ldap://127.0.0.1:3389\"", "ldap://127.0.0.1:3389", false),
            ("url = \"ldap://localhost\"\nstarttls = true", "ldap://localhost", true),
            ("url = \"ldap://ldap.example.org\"\nstarttls = false", "ldap://ldap.example.org", false),
        ] {
            let system = read(&ROOM, "people", table).unwrap();
            let settings = system.settings::<Settings>().unwrap();
            assert_eq!((settings.url.as_str(), settings.starttls), (url, starttls), "{table}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_told() {
        for table in [
            "",
            "url = \"https://ldap.example.org\"",
            "url = \"ldap://ldap.example.org/dc=example\"",
            "url = \"ldap://reader:geheim@ldap.example.org\"",
            "url = \"ldaps://ldap.example.org\"\nstarttls = true",
            "url = \"ldaps://ldap.example.org\"\nlogin = \"cn=reader\"",
        ] {
            let error = format!("{:?}", read(&ROOM, "people", table).unwrap_err());
            assert!(!error.contains("geheim"), "{error}");
        }
    }
}
