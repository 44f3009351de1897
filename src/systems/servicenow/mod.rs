//! ServiceNow by its Table API: tickets in any table below `task`, reference data, attachments.
//!
//! Our key stands in `correlation_id`, which no index keeps unique: callers look before they create.
//! Rows are read in both forms at once (`sysparm_display_value=all`), times always from the UTC one.
//! Wire types stay in this folder.

mod append;
mod batch;
mod change;
mod check;
mod choices;
mod config;
mod confirm;
mod dictionary;
mod entries;
mod examples;
mod fields;
mod journal;
mod lineage;
mod link;
mod list;
mod login;
mod message;
mod names;
mod once;
mod open;
mod policies;
mod read;
mod refs;
mod rehearse;
mod remarks;
mod session;
mod states;
mod wire;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use futures::future::LocalBoxFuture;

use crate::message::remote;
use crate::model::Said;
use crate::model::said::Say as _;
use crate::model::secret::SecretString;
use crate::model::system::{self, Kind, Role, TicketForm};
use crate::model::ticket::{RefEntry, RefKind, Rehearsal, RemoteTicket, Standing, TicketId};
use crate::model::ticket_report::LeftOut;
#[cfg(feature = "practice")]
use crate::settings::{At, FileCheck, Texts};
use crate::systems::desk::{Desk, DeskColumn, Repeated, desk_of};
use crate::systems::shared::{FailureKind, OpenError, OpenResult, Opened, Opening, RemoteError, Traffic};
use crate::systems::table::{DeskRole, Room, Table};

use choices::Choices;
pub(super) use examples::EXAMPLES;

pub use config::{ServiceNowClient, ServiceNowLogin, ServiceNowSystem};
use names::Names;
use remarks::Remarks;
use session::Session;
use states::Learnt;

/// Who logs in, with the secrets themselves.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// User and password with each request.
    Basic {
        /// User.
        user: String,
        /// Password.
        password: SecretString,
    },
    /// OAuth 2.0 with the user of the client itself.
    Client(Client),
    /// OAuth 2.0 with a user and his password.
    Password {
        /// Client.
        client: Client,
        /// User.
        user: String,
        /// Password.
        password: SecretString,
    },
    /// OAuth 2.0 with a refresh token.
    Refresh {
        /// Client.
        client: Client,
        /// Refresh token.
        token: SecretString,
    },
}

/// An OAuth client of the instance.
#[derive(Debug, Clone)]
pub struct Client {
    /// Client id.
    pub id: String,
    /// Client secret.
    pub secret: SecretString,
}

/// The room of ServiceNow.
pub static ROOM: Room = Room {
    kind: Kind {
        key: "servicenow",
        product: "ServiceNow",
        roles: &[Role::Tickets, Role::References],
        is_practice: false,
    },
    about: "A ServiceNow.",
    page: include_str!("page.md"),
    table: Some(Table::of::<config::RawServiceNow>()),
    records: None,
    target: None,
    desk: Some(DeskRole { open, form: &FORM, extension: &[] }),
    monitor: None,
    secret_store: None,
    #[cfg(test)]
    messages: message::catalogue,
};

/// What its tickets can hold, by its stock data model.
/// What its tickets have.
pub(crate) static FORM: TicketForm = TicketForm {
    product: "ServiceNow",
    default_class: "incident",
    lowest_impact: 3,
    lowest_urgency: 3,
    takes_priority: false,
    kinds: &RefKind::ALL,
    column: |table, kind| match kind {
        RefKind::Company => Some("company"),
        // Only some tables have a person for whom the work is done.
        RefKind::Contact => match table {
            "problem" | "sc_task" | "task" => None,
            "change_request" => Some("requested_by"),
            "sc_request" | "sc_req_item" => Some("requested_for"),
            _ => Some("caller_id"),
        },
        RefKind::Team => Some("assignment_group"),
        RefKind::Service => Some("business_service"),
        RefKind::ServiceElement => Some("service_offering"),
        RefKind::Contract => Some("contract"),
        RefKind::Category => Some("category"),
        RefKind::Ci | RefKind::Choice => None,
    },
    suits: |_, _| true,
    unfit_class: |system, class| {
        let tables = system.settings::<ServiceNowSystem>().map_or(&[][..], |system| &system.tables);
        unlisted(tables, class)
    },
    choices: system::Choices::ByLabel,
    host_classes: &[],
    likely_hosts: &[],
};

/// Why tickets of a table cannot be opened where these are listed; `None` for one of them.
pub(crate) fn unlisted(tables: &[String], table: &str) -> Option<Said> {
    let help = || message::tables_are_listed(tables.join(", ")).said();
    (!tables.iter().any(|listed| listed == table)).then(help)
}

/// Names of tables as the settings list them; by default the one of incidents.
#[cfg(feature = "practice")]
pub(crate) fn tables(check: &mut FileCheck<'_>, raw: Option<&At<Texts>>) -> Vec<String> {
    config::tables(check, raw, FORM.default_class)
}

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Desk>> {
    Box::pin(async move {
        let system: &ServiceNowSystem = opening.settings()?;
        let secrets = opening.secrets;
        let client = async |of: &ServiceNowClient| {
            Ok::<_, OpenError>(Client { id: of.id.clone(), secret: secrets.read(&of.secret).await? })
        };
        let credentials = match &system.login {
            ServiceNowLogin::Basic { user, password } => {
                Credentials::Basic { user: user.clone(), password: secrets.read(password).await? }
            }
            ServiceNowLogin::ClientCredentials(of) => Credentials::Client(client(of).await?),
            ServiceNowLogin::Password { client: of, user, password } => Credentials::Password {
                client: client(of).await?,
                user: user.clone(),
                password: secrets.read(password).await?,
            },
            ServiceNowLogin::Refresh { client: of, token } => {
                Credentials::Refresh { client: client(of).await?, token: secrets.read(token).await? }
            }
        };
        Ok(Opened::real(Arc::new(ServiceNow::connect(system, credentials).await?) as Arc<dyn Desk>))
    })
}

desk_of!(ServiceNow, {
    async fn columns_of(&self, class: &str) -> Result<Option<Vec<DeskColumn>>, RemoteError> {
        self.told_columns(class).await.map(Some)
    }

    async fn confirm(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        self.standings(entries).await
    }

    async fn rehearse(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        ServiceNow::rehearse(self, rule).await
    }

    async fn named(&self, words_or_number: &str) -> Result<Vec<RemoteTicket>, RemoteError> {
        ServiceNow::named(self, words_or_number).await
    }

    fn left_out(&self) -> Vec<LeftOut> {
        self.0.remarks.take()
    }

    fn in_flight(&self) -> usize {
        self.0.in_flight
    }

    /// The `sys_id` of a ticket is made of its key, and an instance has each once (see `once.rs`). Journals
    /// take whatever is sent.
    fn knows_again(&self, what: Repeated) -> bool {
        match what {
            Repeated::Ticket => true,
            Repeated::Note => false,
        }
    }
});

/// A ServiceNow instance. Clones share connections and the token.
#[derive(Debug, Clone)]
pub struct ServiceNow(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    session: Session,
    me: Me,
    tables: Vec<String>,
    ci_tables: Vec<String>,
    in_flight: usize,
    batch: usize,
    page: usize,
    choices: Choices,
    learnt: Learnt,
    /// Tables whose column of our keys was seen.
    keyed: Mutex<BTreeSet<String>>,
    names: Names,
    fields: fields::Known,
    policies: policies::Known,
    remarks: Remarks,
}

/// The user that we are, as far as the instance tells.
#[derive(Debug, Clone, Default)]
struct Me {
    id: String,
    login: String,
    name: String,
    zone: String,
    /// Code of the language in which labels are shown to us; empty: that of the instance.
    language: String,
}

impl ServiceNow {
    /// Logs in and learns who we are.
    ///
    /// # Errors
    /// [`RemoteError::Login`] says in words what is wrong with the user, the client or the address;
    /// [`RemoteError::Setup`] what is wrong with the settings.
    pub async fn connect(system: &ServiceNowSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        let session = Session::open(system, credentials).await?;
        let me = session.me().await?;
        Ok(Self(Arc::new(Shared {
            session,
            me,
            tables: system.tables.clone(),
            ci_tables: system.ci_tables.clone(),
            in_flight: system.in_flight.max(1),
            batch: system.batch.max(1),
            page: system.page.max(1),
            choices: Choices::default(),
            learnt: Learnt::default(),
            keyed: Mutex::default(),
            names: Names::default(),
            fields: fields::Known::default(),
            policies: policies::Known::default(),
            remarks: Remarks::default(),
        })))
    }

    /// The page of a ticket for people.
    pub fn url(&self, id: &TicketId) -> String {
        format!("{}/nav_to.do?uri={}.do?sys_id={}", self.session().url(), id.class, id.id)
    }

    /// There is no session to end: a token ends by itself.
    #[expect(clippy::unused_async, reason = "desks with a session wait for its end")]
    pub async fn leave(&self) {}

    /// What went over the wire so far.
    #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "tests count the calls"))]
    pub fn traffic(&self) -> Traffic {
        self.session().http.traffic()
    }

    fn session(&self) -> &Session {
        &self.0.session
    }

    /// An error of ours about a ticket, before or instead of a call.
    fn refusal(&self, what: &Said, message: impl Into<Said>) -> RemoteError {
        RemoteError::Answer {
            call: remote::at(what, self.session().url()).said(),
            status: 400,
            code: None,
            message: message.into(),
            kind: FailureKind::Permanent,
        }
    }

    /// A table name goes into paths and queries.
    fn is_table(name: &str) -> bool {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    }

    fn checked<'a>(&self, id: &'a TicketId) -> Result<&'a TicketId, RemoteError> {
        if Self::is_table(&id.class) && is_sys_id(&id.id) {
            return Ok(id);
        }
        Err(self.refusal(&id.said(), message::no_ticket_name()))
    }
}

/// A sys_id is 32 lower-case hex digits.
fn is_sys_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}
