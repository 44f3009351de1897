//! iTop by `webservices/rest.php` (2.7 to 3.2): tickets of the classes Incident and UserRequest, and
//! reference data.
//!
//! Every call logs in anew, there is no session. Our key stands in the private log of a ticket, which
//! people can only add to and which a search finds (measured with 3.2.0: `ref` may be given, but then the
//! numbering of the desk is ours to keep, and title and description are edited). Where the extension
//! `stocktake-once` is installed (`extension/`), it stands in a column of its own, too, and iTop refuses a
//! second ticket with it.
//!
//! `webservices/import.php` would open 200 tickets in a quarter of the time, but it refuses `start_date`
//! as read-only and changes a ticket of somebody else that happens to match, so each ticket is one call
//! here, a few of them in flight.

mod append;
mod check;
mod columns;
mod config;
mod confirm;
mod find;
mod life;
mod logs;
mod message;
mod moment;
mod once;
mod refs;
mod rehearse;
mod session;
mod ticket;
mod wire;
mod words;
mod write;

use std::sync::Arc;

use chrono_tz::Tz;
use futures::future::LocalBoxFuture;

use crate::message::{Alike, nearest};
use crate::model::Said;
use crate::model::secret::SecretString;
use crate::model::system::{Choices, Kind, Role, TicketForm};
use crate::model::ticket::{RefEntry, RefKind, Rehearsal, Standing, TicketId, Visibility};
use crate::systems::desk::{Desk, DeskColumn, Repeated, desk_of};
use crate::systems::shared::{OpenResult, Opened, Opening, RemoteError, Traffic};
use crate::systems::table::{DeskRole, Room, Table};

pub use config::{ItopLogin, ItopSystem, PasswordWay};
use logs::Logs;
use session::Session;

/// Who calls, with the secret itself.
#[derive(Debug, Clone)]
pub enum Credentials {
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretString,
        /// Where they stand in the request.
        way: PasswordWay,
    },
    /// Token of the extension "authent-token", in the header `Auth-Token`.
    Token(SecretString),
}

/// The room of iTop.
pub static ROOM: Room = Room {
    kind: Kind {
        key: "itop",
        product: "iTop",
        roles: &[Role::Tickets, Role::References],
        is_practice: false,
    },
    about: "An iTop.",
    page: include_str!("page.md"),
    table: Some(Table::of::<config::RawItop>()),
    records: None,
    target: None,
    desk: Some(DeskRole { open, form: &FORM, extension: once::EXTENSION }),
    monitor: None,
    secret_store: None,
    #[cfg(test)]
    messages: message::catalogue,
};

/// Classes that hold tickets.
const CLASSES: [&str; 2] = ["Incident", "UserRequest"];

/// What its tickets can hold: those of iTop 3 have neither categories nor a contract.
static FORM: TicketForm = TicketForm {
    product: "iTop",
    default_class: "Incident",
    lowest_impact: 3,
    lowest_urgency: 4,
    takes_priority: false,
    kinds: &[
        RefKind::Company,
        RefKind::Contact,
        RefKind::Team,
        RefKind::Service,
        RefKind::ServiceElement,
        RefKind::Contract,
        RefKind::Ci,
        RefKind::Choice,
    ],
    column: |class, kind| {
        // Changes are about no service.
        let has_services = !class.ends_with("Change");
        match kind {
            RefKind::Company => Some("org_id"),
            RefKind::Contact => Some("caller_id"),
            RefKind::Team => Some("team_id"),
            RefKind::Service => has_services.then_some("service_id"),
            RefKind::ServiceElement => has_services.then_some("servicesubcategory_id"),
            RefKind::Contract | RefKind::Category | RefKind::Ci | RefKind::Choice => None,
        }
    },
    // It tells incidents and requests apart, and by REST does not look.
    suits: |class, element| class != "Incident" || !element.also.iter().any(|sort| sort == "service_request"),
    unfit_class: |_, class| {
        let plain = class.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'_');
        let near = nearest(class, CLASSES, Alike::Word).is_some_and(|near| near != class);
        (!plain || near).then(|| message::or_another_class(CLASSES.join(", ")).said())
    },
    choices: Choices::ByValue,
    host_classes: &[],
    likely_hosts: &["Server", "VirtualMachine", "NetworkDevice", "PC"],
};

fn open(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Desk>> {
    Box::pin(async move {
        let system: &ItopSystem = opening.settings()?;
        let credentials = match &system.login {
            ItopLogin::Password { login, password, way } => Credentials::Password {
                login: login.clone(),
                password: opening.secrets.read(password).await?,
                way: *way,
            },
            ItopLogin::Token(token) => Credentials::Token(opening.secrets.read(token).await?),
        };
        Ok(Opened::real(Arc::new(Itop::new(system, credentials)?) as Arc<dyn Desk>))
    })
}

desk_of!(Itop, {
    async fn columns_of(&self, class: &str) -> Result<Option<Vec<DeskColumn>>, RemoteError> {
        self.told_columns(class).await.map(Some)
    }

    async fn rehearse(&self, rule: &Rehearsal) -> Result<Vec<Said>, RemoteError> {
        self.rehearsed(rule).await
    }

    async fn confirm(&self, entries: &[RefEntry]) -> Result<Vec<Standing>, RemoteError> {
        self.standings(entries).await
    }

    async fn note_once(
        &self,
        id: &TicketId,
        text: &str,
        mark: &str,
        visibility: Visibility,
    ) -> Result<(), RemoteError> {
        Itop::note_once(self, id, text, mark, visibility).await
    }

    async fn refuses_doubles(&self) -> bool {
        self.has_extension().await.unwrap_or_else(|error| {
            tracing::debug!(%error, "whether iTop has the extension is not known");
            false
        })
    }

    fn in_flight(&self) -> usize {
        Itop::in_flight(self)
    }

    /// A note is written where none with its mark is: iTop looks and writes in one request.
    fn knows_again(&self, what: Repeated) -> bool {
        match what {
            Repeated::Ticket => false,
            Repeated::Note => true,
        }
    }
});

/// An iTop. Clones share connections.
#[derive(Debug, Clone)]
pub struct Itop(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    session: Session,
    zone: Tz,
    in_flight: usize,
    /// How iTop names our account in logs.
    own_name: tokio::sync::OnceCell<Option<String>>,
    /// Whether it has the extension that refuses doubles.
    extension: tokio::sync::OnceCell<bool>,
    /// Tickets whose logs are written: of entries that are written in one at the same time iTop keeps some
    /// only.
    logs: Logs,
}

impl Itop {
    /// A client. Nothing is sent yet.
    ///
    /// # Errors
    /// [`RemoteError::Setup`] says what is wrong with the settings.
    pub fn new(system: &ItopSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        Ok(Self(Arc::new(Shared {
            session: Session::new(system, credentials)?,
            zone: system.zone,
            in_flight: system.in_flight.max(1),
            own_name: tokio::sync::OnceCell::new(),
            extension: tokio::sync::OnceCell::new(),
            logs: Logs::default(),
        })))
    }

    /// The page of a ticket for people.
    pub fn url(&self, id: &TicketId) -> String {
        self.session().page(&id.class, &id.id)
    }

    /// There is no session to end.
    #[expect(clippy::unused_async, reason = "desks with a session wait for its end")]
    pub async fn leave(&self) {}

    /// What went over the wire so far.
    #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "tests count the calls"))]
    pub fn traffic(&self) -> Traffic {
        self.session().traffic()
    }

    fn session(&self) -> &Session {
        &self.0.session
    }

    fn zone(&self) -> Tz {
        self.0.zone
    }

    fn in_flight(&self) -> usize {
        self.0.in_flight
    }
}
