//! Systems that have events. Each has a file or folder with its wire types, which never leave it.
//!
//! A monitor lists every open problem with its flags, acknowledges, comments, and tells how much an
//! absence means. It never chooses among events: that is pure code over [`Event`]s.

use super::shared::RemoteError;
use super::{alertmanager, centreon, checkmk, icinga, nagios, zabbix};
use crate::model::event::{Event, Remark, Seen};
use crate::model::monitor::MonitorSystem;
use crate::model::secret::SecretString;

/// Secrets of a monitor, read.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Who logs in.
    pub login: Login,
    /// Client certificate, its chain and its key, as PEM in one text.
    pub certificate: Option<SecretString>,
}

/// Who logs in, with the secret itself.
#[derive(Debug, Clone)]
pub enum Login {
    /// Nobody, or the holder of the client certificate.
    None,
    /// A user with a password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretString,
    },
    /// The holder of a token.
    Token(SecretString),
}

/// What came of something that was asked of a monitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is so now.
    Done,
    /// It was taken on; the next list of events shows whether it was done (Nagios, Checkmk, Centreon).
    Sent,
    /// It was so already.
    Already,
    /// The episode is over, or it is not shown any more: nothing was done.
    Gone,
    /// Somebody else acknowledged it, so it was left as it is: who.
    NotOurs(String),
    /// This cannot be done: why, as a sentence.
    NotPossible(String),
}

/// A monitor. It keeps connections, and for some a session, between calls.
#[derive(Debug)]
pub enum Monitor {
    /// Icinga 2.
    Icinga(icinga::Icinga),
    /// Zabbix.
    Zabbix(zabbix::Zabbix),
    /// Nagios by its CGIs.
    Nagios(nagios::Cgi),
    /// Nagios by its files.
    NagiosFiles(nagios::Files),
    /// Alertmanager.
    Alertmanager(alertmanager::Alertmanager),
    /// Checkmk.
    Checkmk(checkmk::Checkmk),
    /// Centreon.
    Centreon(centreon::Centreon),
}

/// The same call on whichever monitor it is.
macro_rules! each {
    ($monitor:expr, $inner:ident => $call:expr) => {
        match $monitor {
            Monitor::Icinga($inner) => $call,
            Monitor::Zabbix($inner) => $call,
            Monitor::Nagios($inner) => $call,
            Monitor::NagiosFiles($inner) => $call,
            Monitor::Alertmanager($inner) => $call,
            Monitor::Checkmk($inner) => $call,
            Monitor::Centreon($inner) => $call,
        }
    };
}

impl Monitor {
    /// A monitor by its name in `stocktake.toml`. Nothing is asked of it yet.
    ///
    /// # Errors
    /// [`RemoteError::Setup`]: a URL, a file with authorities or a client certificate that cannot be used.
    pub fn new(name: &str, system: &MonitorSystem, keys: Keys) -> Result<Self, RemoteError> {
        let name = name.to_owned();
        Ok(match system {
            MonitorSystem::Icinga { reach, groups, web } => {
                Self::Icinga(icinga::Icinga::new(name, reach, keys, groups.clone(), web.clone())?)
            }
            MonitorSystem::Zabbix { reach, groups } => {
                Self::Zabbix(zabbix::Zabbix::new(name, reach, keys, groups.clone())?)
            }
            MonitorSystem::Nagios { reach } => Self::Nagios(nagios::Cgi::new(name, reach, keys)?),
            MonitorSystem::NagiosFiles(files) => Self::NagiosFiles(nagios::Files::new(name, files.clone())),
            MonitorSystem::Alertmanager { reach, alerts } => {
                Self::Alertmanager(alertmanager::Alertmanager::new(name, reach, keys, alerts.clone())?)
            }
            MonitorSystem::Checkmk { reach, groups } => {
                Self::Checkmk(checkmk::Checkmk::new(name, reach, keys, groups.clone())?)
            }
            MonitorSystem::Centreon { reach, groups } => {
                Self::Centreon(centreon::Centreon::new(name, reach, keys, groups.clone())?)
            }
        })
    }

    /// Whether it answers and what we may do there, as lines for people.
    ///
    /// # Errors
    /// What is wrong, in words: the address, the certificate, the login, a missing right, settings that
    /// name what does not exist.
    pub async fn check(&self) -> Result<Vec<String>, RemoteError> {
        each!(self, monitor => monitor.check().await)
    }

    /// Every open problem, acknowledged or not, confirmed or not, in downtime or not, sorted by key; and
    /// how much an absence means.
    ///
    /// # Errors
    /// When the list cannot be had. That something was not seen is told by [`Seen::sight`] instead.
    pub async fn events(&self) -> Result<Seen, RemoteError> {
        let mut seen = each!(self, monitor => monitor.events().await)?;
        seen.events.sort_by(|a, b| a.key.cmp(&b.key));
        seen.events.dedup_by(|a, b| a.key == b.key);
        Ok(seen)
    }

    /// Acknowledges an episode with a remark; at Alertmanager it is silenced. Once is as good as twice.
    /// Another episode of the same object is never acknowledged instead.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    pub async fn acknowledge(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        match self.same(event).await? {
            None => Ok(Outcome::Gone),
            // A silence that ends soon is made longer.
            Some(now) if now.acknowledged.is_some() && !matches!(self, Self::Alertmanager(_)) => {
                Ok(Outcome::Already)
            }
            Some(now) => each!(self, monitor => monitor.acknowledge(&now, remark).await),
        }
    }

    /// Adds a comment to an episode.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    pub async fn comment(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        if let Self::Alertmanager(_) = self {
            return Ok(Outcome::NotPossible("Alertmanager has no comments".to_owned()));
        }
        match self.same(event).await? {
            None => Ok(Outcome::Gone),
            Some(now) => each!(self, monitor => monitor.comment(&now, remark).await),
        }
    }

    /// Takes our acknowledgement of an episode back; at Alertmanager our silence ends, also when the alert
    /// is over. An acknowledgement by somebody else than `author` or the user that we log in as stays.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    pub async fn clear(&self, event: &Event, author: &str) -> Result<Outcome, RemoteError> {
        if let Self::Alertmanager(alertmanager) = self {
            return alertmanager.unsilence(event, author).await;
        }
        let Some(now) = self.same(event).await? else { return Ok(Outcome::Gone) };
        let Some(acknowledged) = &now.acknowledged else { return Ok(Outcome::Already) };
        let login = each!(self, monitor => monitor.login());
        match &acknowledged.author {
            Some(other) if other != author && login != Some(other.as_str()) => {
                Ok(Outcome::NotOurs(other.clone()))
            }
            Some(_) | None => each!(self, monitor => monitor.unacknowledge(&now).await),
        }
    }

    /// Closes an episode in the monitor, where that is possible: Zabbix, when its trigger allows it.
    ///
    /// # Errors
    /// When the monitor refuses or does not answer.
    pub async fn close(&self, event: &Event, remark: &Remark) -> Result<Outcome, RemoteError> {
        match self {
            Self::Zabbix(zabbix) => zabbix.close(event, remark).await,
            Self::Icinga(_)
            | Self::Nagios(_)
            | Self::NagiosFiles(_)
            | Self::Alertmanager(_)
            | Self::Checkmk(_)
            | Self::Centreon(_) => Ok(Outcome::NotPossible(
                "it closes a problem itself, when the check is good again".to_owned(),
            )),
        }
    }

    /// Ends the session, where a login opened one. Without it the session ends by itself.
    pub async fn leave(self) {
        match self {
            Self::Zabbix(zabbix) => zabbix.leave().await,
            Self::Centreon(centreon) => centreon.leave().await,
            Self::Icinga(_)
            | Self::Nagios(_)
            | Self::NagiosFiles(_)
            | Self::Alertmanager(_)
            | Self::Checkmk(_) => {}
        }
    }

    /// The same episode as it is now; `None` when it is over or not shown.
    async fn same(&self, event: &Event) -> Result<Option<Event>, RemoteError> {
        let now = each!(self, monitor => monitor.find(event).await)?;
        Ok(now.filter(|now| now.key == event.key))
    }
}
