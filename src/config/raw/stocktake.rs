//! `stocktake.toml` as it stands in the file.

use schemars::JsonSchema;
use serde::Deserialize;

use super::authority::RawAuthority;
use super::monitor::{
    RawAlertmanager, RawCentreon, RawCheckmk, RawIcinga, RawNagios, RawPracticeMonitor, RawZabbix,
};
use super::servicenow::{RawPracticeServiceNow, RawServiceNow};
use super::{At, Entries, Texts};
use crate::model::job::Language;
use crate::model::project::{PasswordWay, SmtpTls};

/// The project: where state is kept, the systems that are written to, and mail.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "stocktake.toml", rename = "Stocktake")]
pub(in crate::config) struct RawStocktake {
    /// Where state is kept; by default a SQLite file in `var/`.
    pub state: Option<At<RawState>>,
    /// The systems that jobs write to and the monitors, by name.
    #[serde(default)]
    pub system: Entries<At<RawSystem>>,
    /// Which of several jobs that feed a class is authoritative, by class: lists of jobs by field path,
    /// the highest first (`*` for all other fields); beside them `lower` (`fill` or `nothing`: what a
    /// lower job may do) and `silent_after`.
    #[serde(default)]
    pub authority: Entries<At<RawAuthority>>,
    /// Mail; without it none is sent.
    pub mail: Option<At<RawMail>>,
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
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Key that seals what the state database keeps of open sessions: `env:NAME` or `file:PATH`; by
    /// default a file `var/stocktake.key`, made at its first use. Programs that share a PostgreSQL need
    /// the same one.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub key: Option<At<String>>,
}

/// A system: exactly one of the tables says what it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "System", extend("minProperties" = 1, "maxProperties" = 1))]
pub(in crate::config) struct RawSystem {
    /// A GLPI.
    pub glpi: Option<At<RawGlpi>>,
    /// The practice GLPI inside this program.
    pub sandbox: Option<At<RawSandbox>>,
    /// An iTop.
    pub itop: Option<At<RawItop>>,
    /// The practice iTop inside this program.
    pub practice_itop: Option<At<RawPracticeItop>>,
    /// A ServiceNow.
    pub servicenow: Option<At<RawServiceNow>>,
    /// The practice ServiceNow inside this program.
    pub practice_servicenow: Option<At<RawPracticeServiceNow>>,
    /// An Icinga 2.
    pub icinga: Option<At<RawIcinga>>,
    /// A Zabbix.
    pub zabbix: Option<At<RawZabbix>>,
    /// A Nagios Core.
    pub nagios: Option<At<RawNagios>>,
    /// An Alertmanager.
    pub alertmanager: Option<At<RawAlertmanager>>,
    /// A site of Checkmk.
    pub checkmk: Option<At<RawCheckmk>>,
    /// A Centreon.
    pub centreon: Option<At<RawCentreon>>,
    /// A practice monitor inside this program.
    pub practice_monitor: Option<At<RawPracticeMonitor>>,
}

/// The practice iTop inside this program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeItop")]
pub(in crate::config) struct RawPracticeItop {
    /// File with its state, relative to the project folder; by default `var/NAME.json`.
    pub state: Option<At<String>>,
}

/// An iTop and how to log in: either `token`, or `login` and `password`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Itop")]
pub(in crate::config) struct RawItop {
    /// Address of the iTop, such as `https://itop.example.org`.
    pub url: Option<At<String>>,
    /// Login; needs `password`. The user has the profiles "REST Services User" and "Service Desk Agent".
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Where login and password are sent: in the form, or as HTTP Basic.
    #[schemars(extend("default" = "form"))]
    pub auth: Option<PasswordWay>,
    /// Token of the extension "authent-token": `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub token: Option<At<String>>,
    /// Time zone of iTop's configuration (`timezone`), in which its dates are.
    #[schemars(extend("default" = "Europe/Paris"))]
    pub zone: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of one request, such as `60s`.
    #[schemars(extend("default" = "60s"))]
    pub timeout: Option<At<String>>,
    /// Requests in flight at once.
    #[schemars(range(min = 1, max = 8), extend("default" = 4))]
    pub in_flight: Option<At<i64>>,
}

/// The practice GLPI inside this program.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Sandbox")]
pub(in crate::config) struct RawSandbox {
    /// File with its state, relative to the project folder; by default `var/NAME.db`.
    pub database: Option<At<String>>,
}

/// A GLPI and how to log in: either `user_token`, or `login` and `password`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Glpi")]
pub(in crate::config) struct RawGlpi {
    /// Address; `/apirest.php` is added when it ends otherwise.
    pub url: Option<At<String>>,
    /// Personal token of a user ("remote access key"): `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub user_token: Option<At<String>>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Application token: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
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
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Time-out of each command, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}
