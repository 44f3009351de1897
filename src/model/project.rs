//! A project folder: the state, the systems and the mail of `stocktake.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::authority::Authority;
use super::company_link::FiledLink;
use super::job::{Feed, Job, JobHead, JobName, Language};
use super::mapping::Mapping;
use super::own_lock::OwnLock;
use super::ping::PingWay;
use super::refs_job::RefsJob;
use super::schema::ClassName;
use super::secret::SecretRef;
use super::system::System;
use super::ticket_job::TicketJob;
use super::web::WebSettings;
use super::webhook::Webhook;

/// A valid project.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder.
    pub folder: PathBuf,
    /// Where state is kept.
    pub state: StateUrl,
    /// Key that seals what the state keeps of open sessions; `None`: a file of the project.
    pub key: Option<SecretRef>,
    /// How long the state database may leave a call unanswered before the program ends.
    pub frozen_after: Duration,
    /// Systems by name.
    pub systems: BTreeMap<String, System>,
    /// What one file may take of the machine.
    pub reading: ReadLimits,
    /// Mail.
    pub mail: Mail,
    /// How the addresses are reached that are told of runs.
    pub ping: PingWay,
    /// Who is told of changes by HTTP, by name.
    pub webhooks: BTreeMap<String, Webhook>,
    /// The console.
    pub web: WebSettings,
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
    pub company_links: Arc<Vec<FiledLink>>,
    /// Mappings by name.
    pub mappings: BTreeMap<Arc<str>, Arc<Mapping>>,
    /// What is allowed in its files and should not be, with the place; it stops nobody.
    pub warnings: Vec<super::said::Said>,
}

/// What the reading of one file may take of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes.
    pub memory: u64,
    /// Computing, and waiting for it.
    pub time: Duration,
    /// Bytes that one feed may fetch from a system.
    pub fetched: u64,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { memory: 1024 * 1024 * 1024, time: Duration::from_secs(600), fetched: 4 * 1024 * 1024 * 1024 }
    }
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

    /// Whether a system is a double inside this program.
    pub fn is_practice(&self, system: &str) -> bool {
        self.systems.get(system).is_some_and(|system| system.kind.is_practice)
    }

    /// A link to a ticket that people can follow: a practice system is gone when the command that shows it has ended.
    pub fn link<'u>(&self, desk: &str, url: Option<&'u str>) -> Option<&'u str> {
        url.filter(|_| !self.is_practice(desk))
    }

    /// Every feed, of inventory, of events and of reference data.
    pub fn feeds(&self) -> impl Iterator<Item = &Feed> {
        let of_events = self.ticket_jobs.values().flat_map(|job| job.feeds.iter().map(|feed| &feed.feed));
        let of_refs = self.refs_jobs.values().flat_map(|job| job.feeds.iter().map(|feed| &feed.feed));
        self.jobs.values().flat_map(|job| &job.feeds).chain(of_events).chain(of_refs)
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
