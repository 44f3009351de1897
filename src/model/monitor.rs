//! Monitors as they are configured: where each is, who logs in, and what it is asked for.
//!
//! What the secrets stand for is read when a monitor is connected, never here.

use std::path::PathBuf;
use std::time::Duration;

use super::secret::SecretRef;

/// A monitor and its settings.
#[derive(Debug, Clone)]
pub enum MonitorSystem {
    /// Icinga 2, by its API.
    Icinga {
        /// How it is reached.
        reach: Reach,
        /// Only hosts of these host groups and their services; empty: all.
        groups: Vec<String>,
        /// Base URL of Icinga DB Web, for links.
        web: Option<String>,
    },
    /// Zabbix 5.0 to 7, by JSON-RPC.
    Zabbix {
        /// How it is reached.
        reach: Reach,
        /// Only hosts of these host groups; empty: all.
        groups: Vec<String>,
    },
    /// Nagios Core 4, by its JSON CGIs.
    Nagios {
        /// How it is reached.
        reach: Reach,
    },
    /// Nagios Core, by its files on this machine.
    NagiosFiles(NagiosFiles),
    /// Alertmanager, by its API version 2.
    Alertmanager {
        /// How it is reached.
        reach: Reach,
        /// What is read and how it is silenced.
        alerts: AlertSettings,
    },
    /// Checkmk, by its REST API 1.0.
    Checkmk {
        /// How it is reached.
        reach: Reach,
        /// Only hosts of these host groups and their services; empty: all.
        groups: Vec<String>,
    },
    /// Centreon, by its REST API version 2.
    Centreon {
        /// How it is reached.
        reach: Reach,
        /// Only hosts of these host groups and their services; empty: all.
        groups: Vec<String>,
    },
}

impl MonitorSystem {
    /// How it is reached by HTTP; `None` when it is read from files.
    pub fn reach(&self) -> Option<&Reach> {
        match self {
            Self::Icinga { reach, .. }
            | Self::Zabbix { reach, .. }
            | Self::Nagios { reach }
            | Self::Alertmanager { reach, .. }
            | Self::Checkmk { reach, .. }
            | Self::Centreon { reach, .. } => Some(reach),
            Self::NagiosFiles(_) => None,
        }
    }

    /// What it is, for people.
    pub fn product(&self) -> &'static str {
        match self {
            Self::Icinga { .. } => "Icinga 2",
            Self::Zabbix { .. } => "Zabbix",
            Self::Nagios { .. } | Self::NagiosFiles(_) => "Nagios",
            Self::Alertmanager { .. } => "Alertmanager",
            Self::Checkmk { .. } => "Checkmk",
            Self::Centreon { .. } => "Centreon",
        }
    }
}

/// How a monitor is reached by HTTP.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Address, without a slash at its end.
    pub url: String,
    /// Who logs in.
    pub login: MonitorLogin,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Client certificate, its chain and its key, as PEM.
    pub certificate: Option<SecretRef>,
    /// Time-out of one request.
    pub timeout: Duration,
}

/// Which monitoring system a practice monitor imitates.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum MonitorKind {
    /// Icinga 2.
    #[default]
    Icinga,
    /// Zabbix.
    Zabbix,
    /// Nagios, its CGIs.
    Nagios,
    /// Alertmanager.
    Alertmanager,
    /// Checkmk.
    Checkmk,
    /// Centreon.
    Centreon,
}

impl MonitorKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Icinga, Self::Zabbix, Self::Nagios, Self::Alertmanager, Self::Checkmk, Self::Centreon];

    /// What it is, for people.
    pub fn product(self) -> &'static str {
        match self {
            Self::Icinga => "Icinga 2",
            Self::Zabbix => "Zabbix",
            Self::Nagios => "Nagios",
            Self::Alertmanager => "Alertmanager",
            Self::Checkmk => "Checkmk",
            Self::Centreon => "Centreon",
        }
    }
}

/// A practice monitor inside this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PracticeMonitor {
    /// What it imitates.
    pub kind: MonitorKind,
    /// JSON file with its state, absolute; made and filled at its first use.
    pub database: PathBuf,
}

/// Who logs in to a monitor.
#[derive(Debug, Clone)]
pub enum MonitorLogin {
    /// Nobody, or the holder of the client certificate.
    None,
    /// A user with a password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
    },
    /// The holder of a token.
    Token(SecretRef),
}

/// Files of a Nagios on this machine.
#[derive(Debug, Clone)]
pub struct NagiosFiles {
    /// `status.dat`.
    pub status: PathBuf,
    /// `objects.cache`, for addresses and groups.
    pub objects: Option<PathBuf>,
    /// The pipe `nagios.cmd`, for acknowledgements and comments.
    pub commands: Option<PathBuf>,
}

/// What an Alertmanager is asked for.
#[derive(Debug, Clone)]
pub struct AlertSettings {
    /// Matchers such as `severity=~"critical|warning"`, all of which an alert must meet.
    pub matchers: Vec<String>,
    /// Label with the host.
    pub host_label: String,
    /// Label with the severity.
    pub severity_label: String,
    /// How long an acknowledgement silences.
    pub silence: Duration,
    /// How long after its start an absence means nothing: alerts come back only when Prometheus
    /// sends them again.
    pub settle: Duration,
}
