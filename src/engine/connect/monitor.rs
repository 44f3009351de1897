//! Opens a monitor: one of the project, or the practice one, which is started for it.

use std::time::Duration;

use anyhow::{Context, bail};

use super::make_private;
use crate::config::secrets;
use crate::message;
use crate::model::monitor::{
    AlertSettings, MonitorKind, MonitorLogin, MonitorSystem, PracticeMonitor as PracticeSettings, Reach,
};
use crate::model::project::{Project, System};
use crate::model::secret::{SecretRef, SecretString};
use crate::practice::monitor::{LOGIN, Options, PASSWORD, PracticeMonitor, Running};
use crate::systems::monitor::{self, Monitor};

/// A monitor that can be asked.
#[derive(Debug)]
pub struct OpenMonitor {
    /// The monitor.
    pub monitor: Monitor,
    practice: Option<Running>,
}

impl OpenMonitor {
    /// Ends the session where there is one, and stops the practice monitor.
    pub async fn close(self) {
        self.monitor.leave().await;
        if let Some(practice) = self.practice {
            practice.stop().await;
        }
    }
}

/// A monitor of the project, with its secrets; a practice monitor is started. Nothing is asked of it
/// yet.
///
/// # Errors
/// An unknown system, one that is no monitor, a secret or a certificate that cannot be used, the state
/// of a practice monitor that cannot be read.
pub async fn open_monitor(project: &Project, name: &str) -> anyhow::Result<OpenMonitor> {
    match project.systems.get(name) {
        None => bail!(message::connection::no_system(name)),
        Some(System::Monitor(system)) => {
            let monitor = Monitor::new(name, system, keys(project, name, system)?);
            Ok(OpenMonitor { monitor: monitor.with_context(|| cannot_open(name))?, practice: None })
        }
        Some(System::PracticeMonitor(settings)) => open_practice(name, settings).await,
        Some(
            other @ (System::Glpi(_)
            | System::Practice(_)
            | System::Itop(_)
            | System::PracticeItop(_)
            | System::ServiceNow(_)
            | System::PracticeServiceNow(_)),
        ) => bail!(message::connection::not_a_monitor(name, other.kind())),
    }
}

fn cannot_open(name: &str) -> String {
    message::connection::cannot_open(name).to_string()
}

fn keys(project: &Project, name: &str, system: &MonitorSystem) -> anyhow::Result<monitor::Keys> {
    let resolve = |secret: &SecretRef| {
        secrets::resolve(secret, &project.folder)
            .with_context(|| message::connection::needs_secret(name, secret))
    };
    let mut keys = monitor::Keys { login: monitor::Login::None, certificate: None };
    if let Some(reach) = system.reach() {
        keys.login = match &reach.login {
            MonitorLogin::None => monitor::Login::None,
            MonitorLogin::Token(token) => monitor::Login::Token(resolve(token)?),
            MonitorLogin::Password { login, password } => {
                monitor::Login::Password { login: login.clone(), password: resolve(password)? }
            }
        };
        keys.certificate = reach.certificate.as_ref().map(resolve).transpose()?;
    }
    Ok(keys)
}

async fn open_practice(name: &str, settings: &PracticeSettings) -> anyhow::Result<OpenMonitor> {
    if let Some(folder) = settings.database.parent() {
        make_private(folder)?;
    }
    let options = Options { file: Some(settings.database.clone()), ..Options::new(settings.kind) };
    let practice = async { PracticeMonitor::open(options)?.start().await };
    let practice = practice.await.with_context(|| cannot_open(name))?;
    let login = monitor::Login::Password { login: LOGIN.to_owned(), password: SecretString::from(PASSWORD) };
    let keys = monitor::Keys { login, certificate: None };
    let system = spoken_to(settings.kind, practice.base_url());
    let monitor = Monitor::new(name, &system, keys).with_context(|| cannot_open(name))?;
    Ok(OpenMonitor { monitor, practice: Some(practice) })
}

/// Settings with which a practice monitor is spoken to.
fn spoken_to(kind: MonitorKind, url: String) -> MonitorSystem {
    let reach = Reach {
        url,
        login: MonitorLogin::None,
        ca_file: None,
        certificate: None,
        timeout: Duration::from_secs(30),
    };
    let groups = Vec::new();
    match kind {
        MonitorKind::Icinga => MonitorSystem::Icinga { reach, groups, web: None },
        MonitorKind::Zabbix => MonitorSystem::Zabbix { reach, groups },
        MonitorKind::Nagios => MonitorSystem::Nagios { reach },
        MonitorKind::Alertmanager => {
            let alerts = AlertSettings {
                matchers: Vec::new(),
                host_label: "instance".to_owned(),
                severity_label: "severity".to_owned(),
                silence: Duration::from_secs(7 * 86_400),
                settle: Duration::from_secs(15 * 60),
            };
            MonitorSystem::Alertmanager { reach, alerts }
        }
        MonitorKind::Checkmk => MonitorSystem::Checkmk { reach, groups },
        MonitorKind::Centreon => MonitorSystem::Centreon { reach, groups },
    }
}
