//! Opens a desk with tickets: a GLPI, an iTop, a ServiceNow, or the practice one of each.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};

use super::{OpenDesk, make_private, open};
use crate::config::secrets;
use crate::message;
use crate::model::project::{ItopLogin, ItopSystem, PracticeSystem, Project, System};
use crate::model::secret::{SecretRef, SecretString};
use crate::model::servicenow::{ServiceNowClient, ServiceNowLogin, ServiceNowSystem};
use crate::practice::glpi::Running as PracticeGlpi;
use crate::practice::itop::{Options as ItopOptions, PracticeItop, Running as RunningItop};
use crate::practice::servicenow::{
    Options as ServiceNowOptions, PracticeServiceNow, Running as RunningServiceNow,
};
use crate::systems::desk::TicketDesk;
use crate::systems::glpi::tickets::GlpiTickets;
use crate::systems::itop::{self, Itop};
use crate::systems::servicenow::{self, ServiceNow};

/// A desk whose tickets can be worked on.
#[derive(Debug)]
pub struct OpenTickets {
    /// The desk.
    pub desk: TicketDesk,
    practice: Option<Practice>,
}

/// A practice desk that was started for this.
#[derive(Debug)]
enum Practice {
    Glpi(PracticeGlpi),
    Itop(RunningItop),
    ServiceNow(RunningServiceNow),
}

impl OpenTickets {
    /// Ends the session where there is one, and stops the practice desk.
    pub async fn close(self) {
        match self.desk {
            TicketDesk::Glpi(desk) => {
                if let Err(error) = desk.close().await {
                    tracing::debug!(%error, "the session was not closed");
                }
            }
            TicketDesk::Itop(_) | TicketDesk::ServiceNow(_) => {}
        }
        match self.practice {
            Some(Practice::Glpi(practice)) => practice.stop().await,
            Some(Practice::Itop(practice)) => practice.stop().await,
            Some(Practice::ServiceNow(practice)) => practice.stop().await,
            None => {}
        }
    }
}

/// Opens the ticket side of a system of the project.
///
/// # Errors
/// An unknown system, a monitor, a secret that cannot be read, a refused login.
pub async fn open_tickets(project: &Project, name: &str) -> anyhow::Result<OpenTickets> {
    let Some(system) = project.systems.get(name) else { bail!(message::connection::no_system(name)) };
    match system {
        System::Glpi(_) | System::Practice(_) => over_glpi(open(project, name).await?).await,
        System::Itop(system) => {
            let credentials = itop_credentials(project, name, &system.login)?;
            let itop = Itop::new(system, credentials).with_context(|| cannot_open(name))?;
            Ok(OpenTickets { desk: TicketDesk::Itop(itop), practice: None })
        }
        System::PracticeItop(system) => practice_itop(name, system).await,
        System::ServiceNow(system) => {
            let credentials = servicenow_credentials(project, name, &system.login)?;
            let servicenow =
                ServiceNow::connect(system, credentials).await.with_context(|| cannot_open(name))?;
            Ok(OpenTickets { desk: TicketDesk::ServiceNow(servicenow), practice: None })
        }
        System::PracticeServiceNow(system) => practice_servicenow(name, system).await,
        System::Monitor(_) | System::PracticeMonitor(_) => {
            bail!(message::connection::no_tickets(name, system.kind()))
        }
    }
}

fn cannot_open(name: &str) -> String {
    message::connection::cannot_open(name).to_string()
}

async fn over_glpi(desk: OpenDesk) -> anyhow::Result<OpenTickets> {
    let OpenDesk { glpi, practice, .. } = desk;
    let tickets = GlpiTickets::over(glpi).await?;
    Ok(OpenTickets { desk: TicketDesk::Glpi(tickets), practice: practice.map(Practice::Glpi) })
}

fn secret(project: &Project, name: &str, secret: &SecretRef) -> anyhow::Result<SecretString> {
    let of = || message::connection::needs_secret(name, secret);
    secrets::resolve(secret, &project.folder).with_context(of)
}

fn itop_credentials(project: &Project, name: &str, login: &ItopLogin) -> anyhow::Result<itop::Credentials> {
    Ok(match login {
        ItopLogin::Password { login, password, way } => itop::Credentials::Password {
            login: login.clone(),
            password: secret(project, name, password)?,
            way: *way,
        },
        ItopLogin::Token(token) => itop::Credentials::Token(secret(project, name, token)?),
    })
}

fn servicenow_credentials(
    project: &Project,
    name: &str,
    login: &ServiceNowLogin,
) -> anyhow::Result<servicenow::Credentials> {
    let client = |client: &ServiceNowClient| {
        anyhow::Ok(servicenow::Client {
            id: client.id.clone(),
            secret: secret(project, name, &client.secret)?,
        })
    };
    Ok(match login {
        ServiceNowLogin::Basic { user, password } => {
            servicenow::Credentials::Basic { user: user.clone(), password: secret(project, name, password)? }
        }
        ServiceNowLogin::ClientCredentials(of) => servicenow::Credentials::Client(client(of)?),
        ServiceNowLogin::Password { client: of, user, password } => servicenow::Credentials::Password {
            client: client(of)?,
            user: user.clone(),
            password: secret(project, name, password)?,
        },
        ServiceNowLogin::Refresh { client: of, token } => {
            servicenow::Credentials::Refresh { client: client(of)?, token: secret(project, name, token)? }
        }
    })
}

fn folder_of(file: &Path) -> anyhow::Result<()> {
    file.parent().map_or(Ok(()), make_private)
}

async fn practice_itop(name: &str, system: &PracticeSystem) -> anyhow::Result<OpenTickets> {
    folder_of(&system.database)?;
    let options = ItopOptions { file: Some(system.database.clone()), ..ItopOptions::default() };
    let (token, zone) = (options.token.clone(), options.zone);
    let practice = async { PracticeItop::open(options)?.start().await };
    let practice = practice.await.with_context(|| cannot_open(name))?;
    let settings = ItopSystem {
        url: practice.base_url(),
        login: ItopLogin::Token(SecretRef::Env(String::new())),
        zone,
        ca_file: None,
        timeout: Duration::from_secs(60),
        in_flight: 4,
    };
    let credentials = itop::Credentials::Token(SecretString::from(token));
    let itop = Itop::new(&settings, credentials).with_context(|| cannot_open(name))?;
    Ok(OpenTickets { desk: TicketDesk::Itop(itop), practice: Some(Practice::Itop(practice)) })
}

async fn practice_servicenow(name: &str, system: &PracticeSystem) -> anyhow::Result<OpenTickets> {
    folder_of(&system.database)?;
    let options = ServiceNowOptions { state: Some(system.database.clone()), ..ServiceNowOptions::default() };
    let credentials = servicenow::Credentials::Basic {
        user: options.user.clone(),
        password: SecretString::from(options.password.clone()),
    };
    let practice = async { PracticeServiceNow::open(options)?.start().await };
    let practice = practice.await.with_context(|| cannot_open(name))?;
    let settings = ServiceNowSystem {
        url: practice.base_url(),
        login: ServiceNowLogin::Basic { user: String::new(), password: SecretRef::Env(String::new()) },
        tables: vec!["incident".to_owned()],
        ci_tables: vec!["cmdb_ci_hardware".to_owned()],
        ca_file: None,
        timeout: Duration::from_secs(60),
        in_flight: 2,
        batch: 25,
        page: 500,
    };
    let servicenow = ServiceNow::connect(&settings, credentials).await.with_context(|| cannot_open(name))?;
    Ok(OpenTickets {
        desk: TicketDesk::ServiceNow(servicenow),
        practice: Some(Practice::ServiceNow(practice)),
    })
}
