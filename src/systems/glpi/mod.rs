//! GLPI by its `apirest.php`, 9.1 to 11: raw lists for reading, bulk calls for writing.
//!
//! A [`Glpi`] is one session, shared by its clones. It knows how GLPI stores values and answers; it
//! never decides what to write. Wire types stay in this folder.

mod canonical;
mod check;
mod columns;
mod config;
mod dictionary;
mod fence;
mod groups;
mod identity;
mod items;
mod known;
mod labels;
mod lane;
mod list;
mod locks;
mod login;
mod message;
mod parts;
mod rows;
pub mod schema;
mod session;
mod sets;
mod synonyms;
mod target;
#[cfg(test)]
mod tests;
pub mod tickets;
pub mod v2;
mod verify;
mod version;
mod wire;
mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::OnceCell;

use futures::future::LocalBoxFuture;

use crate::model::schema::Schema;
use crate::model::secret::SecretString;
use crate::model::system::{Choices, Kind, Role, TicketForm};
use crate::model::ticket::RefKind;
use crate::systems::desk::Desk;
use crate::systems::shared::{OpenError, OpenResult, Opened, Opening, RemoteError, Traffic};
use crate::systems::table::{DeskRole, Room, Start, Table, TargetRole};
use crate::systems::target::Target;

pub use config::{GlpiLogin, GlpiSystem};
use tickets::GlpiTickets;
use v2::{GlpiV2, OAuth};

use crate::systems::shared::call::Call;
use lane::{Lane, Lanes};
use session::Session;
use version::Version;

/// What a new project starts with.
pub static START: Start = Start {
    kind: &ROOM.kind,
    double: "sandbox",
    settings: &[
        ("url", "https://glpi.example.org/apirest.php"),
        ("user_token", "env:GLPI_USER_TOKEN"),
        ("app_token", "env:GLPI_APP_TOKEN"),
    ],
    items: "Computers",
    mapping_name: "computer",
    mapping: include_str!("start/mapping.toml"),
    example: include_str!("start/example.csv"),
};

/// The room of GLPI.
pub static ROOM: Room = Room {
    kind: Kind {
        key: "glpi",
        product: "GLPI",
        roles: &[Role::Items, Role::Tickets, Role::References],
        is_practice: false,
    },
    about: "A GLPI.",
    page: include_str!("page.md"),
    table: Some(Table::of::<config::RawGlpi>()),
    records: None,
    target: Some(TargetRole { open: open_target, schema: &schema::SCHEMA }),
    desk: Some(DeskRole { open: open_desk, form: &FORM, extension: &[] }),
    monitor: None,
    secret_store: None,
    #[cfg(test)]
    messages: message::catalogue,
};

/// What its tickets can hold: GLPI 10 tickets have neither services nor a contract.
static FORM: TicketForm = TicketForm {
    product: "GLPI",
    default_class: tickets::TICKET,
    lowest_impact: 5,
    lowest_urgency: 5,
    takes_priority: true,
    kinds: &[
        RefKind::Company,
        RefKind::Contact,
        RefKind::Team,
        RefKind::Category,
        RefKind::Contract,
        RefKind::Ci,
        RefKind::Choice,
    ],
    column: |_, kind| match kind {
        RefKind::Company => Some("entities_id"),
        RefKind::Contact => Some("_users_id_requester"),
        RefKind::Team => Some("_groups_id_assign"),
        RefKind::Category => Some("itilcategories_id"),
        RefKind::Service | RefKind::ServiceElement | RefKind::Contract | RefKind::Ci | RefKind::Choice => {
            None
        }
    },
    suits: |_, _| true,
    unfit_class: |_, class| (class != tickets::TICKET).then(|| tickets::TICKET.into()),
    choices: Choices::ByValue,
    host_classes: &[
        "Appliance",
        "Cluster",
        "Computer",
        "Enclosure",
        "NetworkEquipment",
        "PDU",
        "Peripheral",
        "Phone",
        "Printer",
        "Unmanaged",
    ],
    likely_hosts: &["Computer", "NetworkEquipment"],
};

fn open_target(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Target>> {
    Box::pin(async move {
        if let Some(glpi) = open_v2(&opening).await? {
            return Ok(Opened::real(Arc::new(glpi) as Arc<dyn Target>));
        }
        Ok(Opened::real(Arc::new(open(opening).await?) as Arc<dyn Target>))
    })
}

fn open_desk(opening: Opening<'_>) -> LocalBoxFuture<'_, OpenResult<dyn Desk>> {
    Box::pin(async move {
        if let Some(glpi) = open_v2(&opening).await? {
            return Ok(Opened::real(Arc::new(glpi) as Arc<dyn Desk>));
        }
        let tickets = GlpiTickets::over(open(opening).await?).await?;
        Ok(Opened::real(Arc::new(tickets) as Arc<dyn Desk>))
    })
}

/// Where an OAuth client logs in: by API v2.
async fn open_v2(opening: &Opening<'_>) -> Result<Option<GlpiV2>, OpenError> {
    let system: &GlpiSystem = opening.settings()?;
    let GlpiLogin::OAuth { client_id, client_secret, login, password } = &system.login else {
        return Ok(None);
    };
    let oauth = OAuth {
        client_id: client_id.clone(),
        client_secret: opening.secrets.read(client_secret).await?,
        login: login.clone(),
        password: opening.secrets.read(password).await?,
    };
    Ok(Some(GlpiV2::connect(system, oauth).await?))
}

async fn open(opening: Opening<'_>) -> Result<Glpi, OpenError> {
    let system: &GlpiSystem = opening.settings()?;
    let identity = match &system.login {
        GlpiLogin::UserToken(token) => Identity::UserToken(opening.secrets.read(token).await?),
        // By a client the older API lets nobody in; asked for it, it says what else would do.
        GlpiLogin::OAuth { login, password, .. } | GlpiLogin::Password { login, password } => {
            Identity::Password { login: login.clone(), password: opening.secrets.read(password).await? }
        }
    };
    let app_token = opening.secrets.read_if_any(system.app_token.as_ref()).await?;
    Ok(Glpi::connect(system, Credentials { identity, app_token }).await?)
}

/// Who logs in, with the secrets themselves.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// User.
    pub identity: Identity,
    /// Token of the API client.
    pub app_token: Option<SecretString>,
}

/// How the user proves who he is.
#[derive(Debug, Clone)]
pub enum Identity {
    /// Personal token ("remote access key").
    UserToken(SecretString),
    /// Login and password.
    Password {
        /// Login.
        login: String,
        /// Password.
        password: SecretString,
    },
}

/// A session of a GLPI. Clones share it.
#[derive(Debug, Clone)]
pub struct Glpi {
    shared: Arc<Shared>,
    /// The session that its writes go through; `None`: the one that reads.
    lane: Option<Arc<Lane>>,
}

#[derive(Debug)]
struct Shared {
    session: Session,
    lanes: Lanes,
    /// Whether the server's store of sessions locks; found out before the first write.
    locks: OnceCell<bool>,
    version: Option<String>,
    working_entity: i64,
    /// 9.1: operating systems stand in the computers' own columns.
    os_in_computer: AtomicBool,
    in_flight: usize,
    batch: usize,
    page: usize,
    settle: Duration,
}

impl Glpi {
    /// Opens a session as the profile and in the entity of the settings, and asks for the version.
    ///
    /// # Errors
    /// [`RemoteError::Login`] says in words what is wrong with the token, the password, the app token,
    /// the profile, the entity or the URL; [`RemoteError::Setup`] what is wrong with the settings;
    /// others are failures of the connection or of the server.
    pub async fn connect(system: &GlpiSystem, credentials: Credentials) -> Result<Self, RemoteError> {
        let session = Session::open(system, credentials).await?;
        let version = match session.read::<wire::GlpiConfig>(&Call::get("getGlpiConfig")).await {
            Ok(config) => config.cfg_glpi.version.filter(|version| !version.is_empty()),
            Err(error) => {
                tracing::debug!(%error, "the version of GLPI is not known");
                None
            }
        };
        let active = match session.read::<wire::ActiveEntities>(&Call::get("getActiveEntities")).await {
            Ok(active) => active.active_entity,
            Err(error) => {
                // The session would lie around at the server until it expires.
                if let Err(left) = session.close().await {
                    tracing::debug!(%left, "the unused session was not ended");
                }
                return Err(error);
            }
        };
        let working_entity = active.id.as_ref().and_then(wire::integer).unwrap_or(0);
        let before_9_2 = version.as_deref().and_then(Version::read).is_some_and(|v| v < Version(9, 2, 0));
        let os_in_computer = AtomicBool::new(before_9_2);
        let shared = Shared {
            session,
            lanes: Lanes::new(system.in_flight.max(1)),
            locks: OnceCell::new(),
            version,
            working_entity,
            os_in_computer,
            in_flight: system.in_flight.max(1),
            batch: system.batch.max(1),
            page: system.page.max(1),
            settle: system.settle,
        };
        Ok(Self { shared: Arc::new(shared), lane: None })
    }

    /// Ends the session. Calls of other clones fail from now on.
    ///
    /// # Errors
    /// When the server cannot be reached; the session then ends by itself.
    pub async fn close(&self) -> Result<(), RemoteError> {
        self.shared.lanes.close().await;
        self.shared.session.close().await
    }

    /// Logs in again: entities that were added since the last login can be used only then.
    ///
    /// # Errors
    /// As [`Glpi::connect`].
    pub async fn renew(&self) -> Result<(), RemoteError> {
        self.shared.lanes.close().await;
        self.shared.session.refresh().await
    }

    /// The entity that the session works in: where new items go unless they say otherwise.
    pub fn working_entity(&self) -> i64 {
        self.shared.working_entity
    }

    /// Version such as `10.0.6`; `None` when GLPI does not tell.
    pub fn version(&self) -> Option<&str> {
        self.shared.version.as_deref()
    }

    /// URL of the API.
    pub fn url(&self) -> &str {
        self.shared.session.url()
    }

    /// Most rows of one write.
    pub fn batch(&self) -> usize {
        self.shared.batch
    }

    /// Requests that may be in flight at once. Further ones wait.
    pub fn in_flight(&self) -> usize {
        self.shared.in_flight
    }

    /// What went over the wire so far.
    pub fn traffic(&self) -> Traffic {
        self.shared.session.http.traffic()
    }

    fn session(&self) -> &Session {
        &self.shared.session
    }

    fn page_size(&self) -> u64 {
        self.shared.page as u64
    }

    /// What its version can hold.
    pub fn schema(&self) -> &'static Schema {
        schema::of(self.numbers())
    }

    fn os_in_computer(&self) -> bool {
        self.shared.os_in_computer.load(Ordering::Relaxed)
    }

    fn set_os_in_computer(&self) {
        self.shared.os_in_computer.store(true, Ordering::Relaxed);
    }
}
