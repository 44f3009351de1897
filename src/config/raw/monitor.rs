//! `[system.NAME.icinga]` and the other monitors as they stand in `stocktake.toml`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Texts};
use crate::model::monitor::MonitorKind;

/// A practice monitor inside this program, with problems on the hosts of the sample inventory.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PracticeMonitor")]
pub(in crate::config) struct RawPracticeMonitor {
    /// Which monitoring system it imitates.
    #[schemars(extend("default" = "icinga"))]
    pub kind: Option<MonitorKind>,
    /// File with its state, relative to the project folder; by default `var/NAME.json`.
    pub database: Option<At<String>>,
}

/// An Icinga 2 and an API user: `login` and `password`, or a client certificate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Icinga")]
pub(in crate::config) struct RawIcinga {
    /// Address of the API, such as `https://icinga.example.org:5665`.
    pub url: Option<At<String>>,
    /// Name of the API user; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the API user: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub certificate: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder; that of
    /// Icinga is `/var/lib/icinga2/certs/ca.crt`.
    pub ca_file: Option<At<String>>,
    /// Only hosts of these host groups and their services; by default all.
    pub groups: Option<At<Texts>>,
    /// Address of Icinga DB Web, for links, such as `https://icinga.example.org/icingaweb2`.
    pub web: Option<At<String>>,
    /// Time-out of one request, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}

/// A Zabbix and how to log in: either `token`, or `login` and `password`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Zabbix")]
pub(in crate::config) struct RawZabbix {
    /// Address of the frontend, such as `https://zabbix.example.org/zabbix`.
    pub url: Option<At<String>>,
    /// API token, from Zabbix 5.4 on: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub token: Option<At<String>>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub certificate: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Only hosts of these host groups; by default all that the user may see.
    pub groups: Option<At<Texts>>,
    /// Time-out of one request, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}

/// A Nagios Core: its CGIs (`url`), or its files on this machine (`status_file`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Nagios")]
pub(in crate::config) struct RawNagios {
    /// Address of the CGIs, such as `https://nagios.example.org/nagios4/cgi-bin`.
    pub url: Option<At<String>>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub certificate: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// `status.dat`, instead of `url`.
    pub status_file: Option<At<String>>,
    /// `objects.cache`, for addresses and groups; goes with `status_file`.
    pub objects_file: Option<At<String>>,
    /// The pipe `nagios.cmd`, for acknowledgements and comments; goes with `status_file`.
    pub command_file: Option<At<String>>,
    /// Time-out of one request, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}

/// An Alertmanager and who asks: nobody, `login` and `password`, or `token`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Alertmanager")]
pub(in crate::config) struct RawAlertmanager {
    /// Address, such as `https://alertmanager.example.org:9093`.
    pub url: Option<At<String>>,
    /// Token of a proxy in front of it: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub token: Option<At<String>>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub certificate: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Matchers such as `team="ops"`, all of which an alert must meet.
    pub matchers: Option<At<Texts>>,
    /// Label with the host; a port at its end is cut.
    #[schemars(extend("default" = "instance"))]
    pub host_label: Option<At<String>>,
    /// Label with the severity.
    #[schemars(extend("default" = "severity"))]
    pub severity_label: Option<At<String>>,
    /// How long an acknowledgement silences an alert, such as `7d`.
    #[schemars(extend("default" = "7d"))]
    pub silence: Option<At<String>>,
    /// How long after a start of Alertmanager a missing alert does not count as over.
    #[schemars(extend("default" = "15m"))]
    pub settle: Option<At<String>>,
    /// Time-out of one request, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}

/// A site of Checkmk 2.0 or later and its automation user.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Checkmk")]
pub(in crate::config) struct RawCheckmk {
    /// Address of the site, such as `https://checkmk.example.org/mysite`.
    pub url: Option<At<String>>,
    /// Name of the automation user.
    pub login: Option<At<String>>,
    /// Its automation secret: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub certificate: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Only hosts of these host groups and their services; by default all that the user may see.
    pub groups: Option<At<Texts>>,
    /// Time-out of one request, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}

/// A Centreon 21.10 or later and how to log in: either `token`, or `login` and `password`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Centreon")]
pub(in crate::config) struct RawCentreon {
    /// Address, such as `https://centreon.example.org/centreon`.
    pub url: Option<At<String>>,
    /// API token: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub token: Option<At<String>>,
    /// Login; needs `password`.
    pub login: Option<At<String>>,
    /// Password of the login: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub password: Option<At<String>>,
    /// Client certificate and its key, PEM: `env:NAME` or `file:PATH`.
    #[schemars(regex(pattern = r"^(env|file):.+"))]
    pub certificate: Option<At<String>>,
    /// PEM file with further certificate authorities, relative to the project folder.
    pub ca_file: Option<At<String>>,
    /// Only hosts of these host groups and their services; by default all that the user may see.
    pub groups: Option<At<Texts>>,
    /// Time-out of one request, such as `30s`.
    #[schemars(extend("default" = "30s"))]
    pub timeout: Option<At<String>>,
}
