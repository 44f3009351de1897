//! `stocktake.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::authority::RawAuthority;
use super::webhook::RawWebhook;
use super::{At, Entries, Texts};
use crate::config::rooms::RawSystem;
use crate::model::job::Language;
use crate::model::project::SmtpTls;

/// The project: where state is kept, the systems that are written to, and mail.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "stocktake.toml", rename = "Stocktake")]
pub(in crate::config) struct RawStocktake {
    /// Where state is kept; by default a SQLite file in `var/`.
    pub state: Option<At<RawState>>,
    /// The systems that jobs write to and the monitors, by name. Their rooms read them.
    #[serde(default)]
    #[expect(dead_code, reason = "taken apart before; it stands here for the schema")]
    pub system: Entries<RawSystem>,
    /// Which of several jobs that feed a class is authoritative, by class: lists of jobs by field path,
    /// the highest first (`*` for all other fields); beside them `lower` (`fill` or `nothing`: what a
    /// lower job may do) and `silent_after`.
    #[serde(default)]
    pub authority: Entries<At<RawAuthority>>,
    /// Limits of the program that reads a file.
    pub reading: Option<At<RawReading>>,
    /// Mail; without it none is sent.
    pub mail: Option<At<RawMail>>,
    /// How the addresses are reached that jobs name as `ping`.
    pub ping: Option<At<RawPing>>,
    /// Who is told by HTTP when something changes, by name.
    #[serde(default)]
    pub webhook: Entries<At<RawWebhook>>,
    /// The console, pages in a browser; off unless `listen` is set here or `serve --web` is given.
    pub web: Option<At<RawWeb>>,
}

/// How the addresses are reached that jobs name as `ping`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ping")]
pub(in crate::config) struct RawPing {
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `10s`.
    #[schemars(extend("default" = "10s"))]
    pub timeout: Option<At<String>>,
}

/// The console: who reaches it, who may log in, how long that lasts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Web")]
pub(in crate::config) struct RawWeb {
    /// Where it listens: `8080` on loopback, or `ADDRESS:PORT`. Another address than one of loopback needs
    /// `certificate` and `key`, or `behind_proxy = true`.
    pub listen: Option<At<String>>,
    /// Address under which people open it, such as `https://stocktake.example.org`.
    pub url: Option<At<String>>,
    /// File with the users, which `stocktake users` writes; relative to the project folder.
    #[schemars(extend("default" = "var/users.toml"))]
    pub users: Option<At<String>>,
    /// A proxy before it speaks HTTPS with browsers and names their addresses in `X-Forwarded-For`; nobody but
    /// the proxy may reach the console then.
    #[schemars(extend("default" = false))]
    pub behind_proxy: Option<At<bool>>,
    /// Addresses or networks of proxies before it, such as `192.0.2.1` or `192.0.2.0/24`: what they say of whom they
    /// speak for is believed, in `X-Forwarded-For` and in `user_header`, and what others say is not.
    pub proxies: Option<At<Texts>>,
    /// Header in which one of `proxies` says who somebody is, such as `X-Remote-User`: nobody has to log in then who
    /// comes through it. It takes away what browsers send under this name.
    pub user_header: Option<At<String>>,
    /// Header in which it says the groups of that person, separated by commas or `|`.
    pub groups_header: Option<At<String>>,
    /// What somebody may do whom a proxy names; who fits nowhere is refused.
    pub role: Option<Vec<At<RawWebRole>>>,
    /// A provider of OpenID Connect, at which people log in; users with a password may log in all the same.
    pub oidc: Option<At<RawOidc>>,
    /// PEM file with the certificate of the console and those that signed it; goes with `key`.
    pub certificate: Option<At<String>>,
    /// Its key, as PEM: `file:PATH`, `credential:NAME` …
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub key: Option<At<String>>,
    /// A login without a request for so long has ended.
    #[schemars(extend("default" = "30m"))]
    pub idle: Option<At<String>>,
    /// A login ends after so long in any case.
    #[schemars(extend("default" = "10h"))]
    pub session: Option<At<String>>,
    /// Networks and addresses that read `/metrics` without a login, besides this machine: `["192.0.2.0/24"]`.
    pub metrics: Option<At<Texts>>,
    /// Networks and addresses that `/health/ready` tells why the program is not ready, besides this machine:
    /// `["192.0.2.7"]`. Everybody is told whether it is.
    pub health: Option<At<Texts>>,
}

/// A role for those of whom something is said elsewhere. For each job the first one counts that fits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebRole")]
pub(in crate::config) struct RawWebRole {
    /// What is looked at: a claim of the provider; of a proxy `groups` or `user`.
    #[schemars(extend("default" = "groups"))]
    pub claim: Option<At<String>>,
    /// A value that it has, as it is written there.
    pub contains: Option<At<String>>,
    /// Jobs for which the role holds; every job when it is missing.
    pub jobs: Option<At<Texts>>,
    /// `viewer`, `operator` or `approver`.
    pub role: Option<RawRole>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "WebRoleWord", inline)]
pub(in crate::config) enum RawRole {
    Viewer,
    Operator,
    Approver,
}

/// A provider of OpenID Connect: the code flow with PKCE. `url` of the console has to be set; people come back to
/// `/login/callback` below it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WebOidc")]
pub(in crate::config) struct RawOidc {
    /// Its address, letter by letter as it stands in its own `.well-known/openid-configuration`.
    pub issuer: Option<At<String>>,
    /// What people call it, on the page with the login; its host when it is missing.
    pub title: Option<At<String>>,
    /// Id of the console there.
    pub client_id: Option<At<String>>,
    /// Secret of that: `file:PATH`, `credential:NAME` …; without one the console is a public client.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub client_secret: Option<At<String>>,
    /// What is asked for besides `openid`, for instance what it takes to be told the groups.
    #[schemars(extend("default" = ["profile"]))]
    pub scopes: Option<At<Texts>>,
    /// Claim with the name that pages, the journal and the security log show.
    #[schemars(extend("default" = "preferred_username"))]
    pub name: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// What somebody may do whom it names; who fits nowhere is refused.
    pub role: Option<Vec<At<RawWebRole>>>,
}

/// Each file is read by a program of its own. What one file, and what is fetched, may take of the machine:
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Reading")]
pub(in crate::config) struct RawReading {
    /// Memory, such as `512MiB`.
    #[schemars(extend("default" = "1GiB"))]
    pub memory: Option<At<String>>,
    /// Time that it computes and, apart from that, that it is waited for, such as `10m`.
    #[schemars(extend("default" = "10m"))]
    pub time: Option<At<String>>,
    /// What one feed may fetch from a system, such as `512MiB`.
    #[schemars(extend("default" = "4GiB"))]
    pub fetched: Option<At<String>>,
}

/// Where state is kept.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "State")]
pub(in crate::config) struct RawState {
    /// `sqlite:PATH` (relative to the project folder) or `postgres://USER@HOST/DATABASE`.
    #[schemars(extend("default" = "sqlite:var/stocktake.db"))]
    pub url: Option<At<String>>,
    /// Password of PostgreSQL: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub password: Option<At<String>>,
    /// Key that seals what the state database keeps of open sessions: `env:NAME` or `file:PATH`; by
    /// default a file `var/stocktake.key`, made at its first use. Programs that share a PostgreSQL need
    /// the same one.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub key: Option<At<String>>,
    /// How long the database may leave a call unanswered before the program ends, such as `5m`: a PostgreSQL
    /// whose process is frozen answers never. Statements end by themselves after two minutes; below that a slow
    /// one ends the program, too.
    #[schemars(extend("default" = "5m"))]
    pub frozen_after: Option<At<String>>,
}

/// Mail: at most one of `files` and `smtp`; without either none is sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Mail")]
pub(in crate::config) struct RawMail {
    /// Sender.
    pub from: Option<At<String>>,
    /// Recipients.
    pub to: Option<At<Texts>>,
    /// Language of mails.
    #[schemars(extend("default" = "en"))]
    pub language: Option<Language>,
    /// Folder with templates that replace the built-in ones, by the same file names.
    pub templates: Option<At<String>>,
    /// Mails are written as files into a folder.
    pub files: Option<At<RawMailFiles>>,
    /// Mails are sent by SMTP.
    pub smtp: Option<At<RawSmtp>>,
}

/// Mails as files.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "MailFiles")]
pub(in crate::config) struct RawMailFiles {
    /// Folder, relative to the project folder.
    pub folder: Option<At<String>>,
}

/// An SMTP server.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Smtp")]
pub(in crate::config) struct RawSmtp {
    /// Host name.
    pub host: Option<At<String>>,
    /// Port; by default 465 for implicit, 587 for starttls, 25 for none.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<At<i64>>,
    /// Encryption.
    #[schemars(extend("default" = "starttls"))]
    pub tls: Option<SmtpTls>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file|credential|vault|cmd):.+"))]
    pub password: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of each command, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}
