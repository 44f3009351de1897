//! A project folder: the state, the systems and the mail of `stocktake.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::authority::Authority;
use super::class::ClassName;
use super::company_link::CompanyLink;
use super::job::{Job, JobHead, JobName, Language};
use super::mapping::Mapping;
use super::monitor::{MonitorSystem, PracticeMonitor};
use super::own_lock::OwnLock;
use super::refs_job::RefsJob;
use super::secret::SecretRef;
use super::servicenow::ServiceNowSystem;
use super::ticket_job::TicketJob;

/// A valid project.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder.
    pub folder: PathBuf,
    /// Where state is kept.
    pub state: StateUrl,
    /// Key that seals what the state keeps of open sessions; `None`: a file of the project.
    pub key: Option<SecretRef>,
    /// Systems by name.
    pub systems: BTreeMap<String, System>,
    /// Mail.
    pub mail: Mail,
    /// Which of several jobs is authoritative, by class.
    pub authority: BTreeMap<ClassName, Authority>,
    /// Locks of our own, in the order of `locks.toml`.
    pub locks: Arc<Vec<OwnLock>>,
    /// Jobs that reconcile records, by name.
    pub jobs: BTreeMap<JobName, Job>,
    /// Jobs that turn events into tickets, by name.
    pub ticket_jobs: BTreeMap<JobName, TicketJob>,
    /// Jobs that pull reference data, by name.
    pub refs_jobs: BTreeMap<JobName, RefsJob>,
    /// Links of companies and sites of `links.toml`, sorted.
    pub company_links: Arc<Vec<CompanyLink>>,
    /// Mappings by name.
    pub mappings: BTreeMap<Arc<str>, Arc<Mapping>>,
}

/// A job of any kind.
#[derive(Debug, Clone, Copy)]
pub enum AnyJob<'p> {
    /// It reconciles records.
    Records(&'p Job),
    /// It turns events into tickets.
    Tickets(&'p TicketJob),
    /// It pulls reference data.
    Refs(&'p RefsJob),
}

impl<'p> AnyJob<'p> {
    /// What every job has.
    pub fn head(self) -> JobHead<'p> {
        match self {
            Self::Records(job) => job.head(),
            Self::Tickets(job) => job.head(),
            Self::Refs(job) => job.head(),
        }
    }
}

impl Project {
    /// The job of a name, of whatever kind.
    pub fn job(&self, name: &str) -> Option<AnyJob<'_>> {
        let name = JobName::from(name);
        let records = self.jobs.get(&name).map(AnyJob::Records);
        let tickets = || self.ticket_jobs.get(&name).map(AnyJob::Tickets);
        records.or_else(tickets).or_else(|| self.refs_jobs.get(&name).map(AnyJob::Refs))
    }

    /// Every job, sorted by name.
    pub fn all_jobs(&self) -> Vec<AnyJob<'_>> {
        let records = self.jobs.values().map(AnyJob::Records);
        let tickets = self.ticket_jobs.values().map(AnyJob::Tickets);
        let mut all: Vec<_> =
            records.chain(tickets).chain(self.refs_jobs.values().map(AnyJob::Refs)).collect();
        all.sort_by_key(|job| job.head().name);
        all
    }
}

/// Where state is kept.
#[derive(Debug, Clone)]
pub enum StateUrl {
    /// SQLite file, absolute.
    Sqlite(PathBuf),
    /// PostgreSQL URL without a password, and where the password stands.
    Postgres {
        /// `postgres://user@host/db?sslmode=verify-full`
        url: String,
        /// Password.
        password: Option<SecretRef>,
    },
}

/// A system that is spoken to.
#[derive(Debug, Clone)]
pub enum System {
    /// A GLPI.
    Glpi(GlpiSystem),
    /// The practice GLPI inside this program.
    Practice(PracticeSystem),
    /// An iTop.
    Itop(ItopSystem),
    /// The practice iTop inside this program.
    PracticeItop(PracticeSystem),
    /// A ServiceNow.
    ServiceNow(ServiceNowSystem),
    /// The practice ServiceNow inside this program.
    PracticeServiceNow(PracticeSystem),
    /// A monitor: it has events.
    Monitor(MonitorSystem),
    /// A practice monitor inside this program.
    PracticeMonitor(PracticeMonitor),
}

impl System {
    /// What it is, as messages name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Glpi(_) => "GLPI",
            Self::Practice(_) => "practice GLPI",
            Self::Itop(_) => "iTop",
            Self::PracticeItop(_) => "practice iTop",
            Self::ServiceNow(_) => "ServiceNow",
            Self::PracticeServiceNow(_) => "practice ServiceNow",
            Self::Monitor(monitor) => monitor.product(),
            Self::PracticeMonitor(_) => "practice monitor",
        }
    }
}

/// An iTop and how to log in.
#[derive(Debug, Clone)]
pub struct ItopSystem {
    /// Address of the iTop; `webservices/rest.php` and `pages/UI.php` stand below it.
    pub url: String,
    /// Who logs in.
    pub login: ItopLogin,
    /// Zone of the server's configuration, in which its dates are.
    pub zone: chrono_tz::Tz,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Requests in flight at once, 1 to 8.
    pub in_flight: usize,
}

/// How to log in to iTop.
#[derive(Debug, Clone)]
pub enum ItopLogin {
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
        /// Where they stand in the request.
        way: PasswordWay,
    },
    /// Token of the extension "authent-token".
    Token(SecretRef),
}

/// Where login and password stand in a request to iTop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordWay {
    /// In the form (`form` of iTop's `allowed_login_types`).
    #[default]
    Form,
    /// In the header `Authorization` (`basic`).
    Basic,
}

/// A GLPI and how to log in.
#[derive(Debug, Clone)]
pub struct GlpiSystem {
    /// Base URL of the API, ending in `/apirest.php`.
    pub url: String,
    /// Who logs in.
    pub login: GlpiLogin,
    /// Application token.
    pub app_token: Option<SecretRef>,
    /// Profile to work with, by name; `None`: the user's default.
    pub profile: Option<String>,
    /// Entity to work in, by name or path, its sub-entities included; `None`: all of the user's.
    pub entity: Option<String>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
    /// Requests in flight at once, 1 to 8.
    pub in_flight: usize,
    /// Rows of one write, 1 to 200. More than 70 additions break stock nginx buffers.
    pub batch: usize,
    /// Rows of one page of a list.
    pub page: usize,
    /// How long a write of unknown outcome may still be carried out where nothing proves its end.
    pub settle: Duration,
}

/// How long a write of unknown outcome may still be carried out when nothing is said.
pub const SETTLE: Duration = Duration::from_secs(15 * 60);

impl GlpiSystem {
    /// A GLPI of which only the URL and the login are said.
    pub fn new(url: String, login: GlpiLogin) -> Self {
        Self {
            url,
            login,
            app_token: None,
            profile: None,
            entity: None,
            ca_file: None,
            timeout: Duration::from_secs(60),
            in_flight: 2,
            batch: 50,
            page: 2000,
            settle: SETTLE,
        }
    }
}

/// How to log in to GLPI.
#[derive(Debug, Clone)]
pub enum GlpiLogin {
    /// Personal token of a user ("remote access key").
    UserToken(SecretRef),
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretRef,
    },
}

/// The practice GLPI inside this program.
#[derive(Debug, Clone)]
pub struct PracticeSystem {
    /// SQLite file with its state, absolute.
    pub database: PathBuf,
}

/// Mail settings.
#[derive(Debug, Clone)]
pub struct Mail {
    /// How it leaves.
    pub transport: MailTransport,
    /// Sender.
    pub from: String,
    /// Recipients.
    pub to: Vec<String>,
    /// Language.
    pub language: Language,
    /// Folder with templates of the user that replace ours, by the same file names.
    pub templates: Option<PathBuf>,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub enum MailTransport {
    /// Not at all.
    None,
    /// As `.eml` and `.html` files in a folder, absolute.
    Files(PathBuf),
    /// By SMTP.
    Smtp(Smtp),
}

/// An SMTP server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption.
    pub tls: SmtpTls,
    /// Login and password.
    pub login: Option<(String, SecretRef)>,
    /// PEM file with further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Time-out of each command.
    pub timeout: Duration,
}

/// Encryption of SMTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    /// From the first byte (port 465).
    Implicit,
    /// By STARTTLS, required (port 587).
    Starttls,
    /// None (port 25).
    None,
}
