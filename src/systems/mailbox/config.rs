//! `[system.NAME.mailbox]`: where the mailbox is, and who opens it.

use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use super::message;
use crate::model::secret::SecretRef;
use crate::settings::{At, FileCheck, Zero, code, path_in};
use crate::systems::shared::oauth::{Oauth, RawOauth, oauth};
use crate::systems::shared::tls::is_near;
use crate::systems::table::{Place, RawTable};

/// Time without an answer when nothing is said, in seconds.
const TIMEOUT: u64 = 60;

/// A mailbox.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    pub login: String,
    pub way_in: WayIn,
    /// How long nothing may be heard.
    pub timeout: Duration,
}

/// How the login proves who it is.
#[derive(Debug, Clone)]
pub(crate) enum WayIn {
    /// What was configured cannot be used, which is reported.
    Unknown,
    Password(SecretRef),
    Oauth(Box<Oauth>),
}

/// How the connection is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MailboxTls")]
pub(crate) enum Tls {
    /// TLS from the beginning.
    #[default]
    Implicit,
    /// TLS before anybody logs in.
    Starttls,
    /// Not at all: mails and the password are read by who is between.
    None,
}

/// A mailbox that is reached by IMAP: `login` with `password`, or with a token of OAuth 2.0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Mailbox")]
pub(crate) struct RawMailbox {
    /// Name of the server, as its certificate has it, such as `imap.example.org` or `outlook.office365.com`.
    host: Option<At<String>>,
    /// Port; by default 993, with `tls = "starttls"` or `"none"` 143.
    #[schemars(range(min = 1, max = 65535))]
    port: Option<At<i64>>,
    /// How the connection is kept from others: `implicit`, `starttls`, or in clear, `none`.
    #[schemars(extend("default" = "implicit"))]
    tls: Option<At<Tls>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    ca_file: Option<At<String>>,
    /// Whose mailbox it is, as the server knows it: often its address.
    login: Option<At<String>>,
    /// Password of the login.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    password: Option<At<String>>,
    /// A token of OAuth 2.0 in place of a password: Microsoft 365, Google Workspace.
    oauth: Option<At<RawOauth>>,
    /// How long nothing may be heard, such as `60s`.
    #[schemars(extend("default" = "60s"))]
    timeout: Option<At<String>>,
}

impl RawTable for RawMailbox {
    type Settings = Settings;

    fn check(check: &mut FileCheck<'_>, place: Place<'_>, raw: &At<Self>) -> Settings {
        let host = check.needed(&raw.span, "host", raw.host.as_ref(), message::needs_host());
        if let (Some(at), Some(host)) = (&raw.host, &host)
            && host.contains(['/', ':', ' ', '@'])
            && host.parse::<std::net::Ipv6Addr>().is_err()
        {
            check.report(code::BAD_NAME, &at.span, message::not_a_host()).help(message::needs_host());
        }
        let tls = raw.tls.as_ref().map(|tls| tls.value).unwrap_or_default();
        if let (Some(at), Some(host), Tls::None) = (&raw.tls, &host, tls)
            && !is_near(host)
        {
            check.warn(&at.span, message::in_clear(host));
        }
        let default_port = if tls == Tls::Implicit { 993 } else { 143 };
        let login = check.needed(&raw.span, "login", raw.login.as_ref(), message::needs_login());
        Settings {
            host: host.unwrap_or_default(),
            port: check.number_or(raw.port.as_ref(), default_port, 1..=65_535),
            tls,
            ca_file: path_in(check, place.folder, raw.ca_file.as_ref()),
            login: login.unwrap_or_default(),
            way_in: way_in(check, raw),
            timeout: check.duration_or(raw.timeout.as_ref(), TIMEOUT, Zero::Refused),
        }
    }
}

fn way_in(check: &mut FileCheck<'_>, raw: &At<RawMailbox>) -> WayIn {
    let password = raw.password.as_ref().map(|password| check.secret(password, "password"));
    let token = raw.oauth.as_ref().map(|table| oauth(check, table));
    match (password, token) {
        (Some(_), Some(_)) => {
            let second = raw.oauth.as_ref().map_or(&raw.span, |table| &table.span);
            check.report(code::EXACTLY_ONE, second, message::two_ways_in()).help(message::needs_way_in());
            WayIn::Unknown
        }
        (Some(password), None) => WayIn::Password(password),
        (None, Some(token)) => token.map_or(WayIn::Unknown, |token| WayIn::Oauth(Box::new(token))),
        (None, None) => {
            let lost = ["password", "oauth"].iter().any(|key| check.was_lost(&raw.span, key));
            if !lost {
                check.missing(&raw.span, "password", message::needs_way_in());
            }
            WayIn::Unknown
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::systems::mailbox::ROOM;
    use crate::systems::read;

    const LOGIN: &str = "login = \"reports@example.org\"\npassword = \"env:MAILBOX\"\n";

    #[test]
    fn a_mailbox_is_opened_with_tls_and_its_port_follows() {
        for (keys, port, tls) in [
            ("", 993, Tls::Implicit),
            ("tls = \"starttls\"\n", 143, Tls::Starttls),
            ("tls = \"none\"\n", 143, Tls::None),
            ("tls = \"starttls\"\nport = 1143\n", 1143, Tls::Starttls),
        ] {
            let table = format!("host = \"imap.example.org\"\n{LOGIN}{keys}");
            let system = read(&ROOM, "alerts", &table).unwrap();
            let settings = system.settings::<Settings>().unwrap();
            assert_eq!((settings.port, settings.tls, settings.timeout.as_secs()), (port, tls, 60), "{keys}");
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_told() {
        for (table, count) in [
            (String::new(), 3),
            (LOGIN.to_owned(), 1),
            (format!("host = \"imaps://imap.example.org\"\n{LOGIN}"), 1),
            (
                format!(
                    "host = \"h\"\n{LOGIN}[oauth]\ntoken_url = \"https://example.org/token\"\n\
                     client_id = \"app\"\nclient_secret = \"env:APP\"\n"
                ),
                1,
            ),
            ("host = \"h\"\nlogin = \"l\"\n[oauth]\nclient_id = \"app\"\n".to_owned(), 2),
        ] {
            let problems = read(&ROOM, "alerts", &table).map(|_| "a system").unwrap_err();
            assert_eq!(problems.list().len(), count, "{table}\n{problems:?}");
        }
    }
}
