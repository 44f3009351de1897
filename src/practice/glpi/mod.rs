//! A practice GLPI: an imitation of `apirest.php` of GLPI 10.0.6 over real HTTP on loopback, and of what
//! 9.5.13, 10.0.5, 10.0.14 and 11.0.6 do otherwise (`version.rs`); of 11.0.6 also of API v2 (`v2`).
//!
//! An administrator rehearses mappings against it and the tests speak to it, so it refuses what
//! the recorded server refuses. It keeps its state in SQLite and is nobody's production server.
//!
//! What it does not imitate (the contract test checks this list against the recordings):
//!
//! | area | instead |
//! |---|---|
//! | native inventory, `front/inventory.php` | 404 |
//! | history (`Log`, `with_logs`) | empty |
//! | `_disks`, `_connections`, `_networkports`, `_documents`, `_tickets`, `_notes` | `[]` |
//! | `get_sha1` | the item itself |
//! | `getMassiveActions`, `AllAssets`, deprecated types, rules | 400 unknown type |
//! | the whole of `cfg_glpi` | version, URLs and a few settings |
//! | default columns of a search | name, entity and the usual asset columns |
//! | search columns behind more than one join | operating system, infocom, contract; others null |
//! | messages in the user's language | English |

mod access;
mod answer;
mod collate;
mod control;
mod database;
mod dispatch;
mod escape;
mod fault;
mod groups;
mod links;
mod locks;
mod read;
mod refusal;
mod render;
mod request;
mod rights;
mod rules;
mod schema;
mod search;
mod seed;
mod seen;
mod sent;
mod server;
mod session;
mod state;
mod table_lock;
mod turns;
mod upload;
mod v2;
mod value;
mod version;
mod write;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use control::{Control, ControlError, NewUser};
pub use fault::{Effect, Fault, Loss, Moment};
pub use seen::Seen;
pub use table_lock::TableLock;
pub use version::{DEFAULT_VERSION, VERSIONS};

use database::Database;
use state::{Settings, State};
use version::Version;

use super::serve::{Listening, Shared};

/// How a practice GLPI is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// SQLite file; None keeps everything in memory.
    pub database: Option<PathBuf>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// API token of the super-admin, seeded into a new database.
    pub user_token: String,
    /// App token that requests must have when they send one; None refuses any.
    pub app_token: Option<String>,
    /// Login of the super-admin, seeded into a new database.
    pub login: String,
    /// Password of the super-admin, seeded into a new database.
    pub password: String,
    /// The version that is imitated: one of [`VERSIONS`], or the nearest below.
    pub version: String,
    /// Whether the API is on: in a fresh GLPI 11 it is off.
    pub has_api: bool,
    /// Whether GLPI 11 has API v2 on, which is off in a fresh one.
    pub has_v2: bool,
    /// Whether creations of API v2 are answered as behind nginx, with a redirection.
    pub redirects: bool,
    /// Id and secret of the OAuth client.
    pub client: (String, String),
    /// Scopes that the OAuth client may have.
    pub scopes: Vec<String>,
    /// Rows of one bulk add whose `link` header still passes; more give 502 although all rows
    /// are written, as stock nginx does from 75 to 80 rows (9.5: 85, 11: 95). None has no limit.
    pub link_header_limit: Option<usize>,
    /// Faults that wait from the start.
    pub faults: Vec<Fault>,
    /// Added to every answer.
    pub latency: Option<Duration>,
    /// Whether requests of a session wait for one that keeps its lock, as PHP's sessions in files do;
    /// stores without locks do not.
    pub locks_sessions: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            database: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            user_token: "practice-user-token".to_owned(),
            app_token: Some("practice-app-token".to_owned()),
            login: "glpi".to_owned(),
            password: "glpi".to_owned(),
            version: DEFAULT_VERSION.to_owned(),
            has_api: true,
            has_v2: true,
            redirects: true,
            client: ("practice-client".to_owned(), "practice-client-secret".to_owned()),
            scopes: vec!["api".to_owned(), "user".to_owned()],
            link_header_limit: Some(75),
            faults: Vec::new(),
            latency: None,
            locks_sessions: true,
        }
    }
}

impl Options {
    /// As a version.
    pub fn of_version(version: &str) -> Options {
        let limit = Version::read(version).link_header_limit();
        Options { version: version.to_owned(), link_header_limit: Some(limit), ..Options::default() }
    }
}

/// Why a practice GLPI does not run.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Its database does not open.
    #[error("the state database of the practice GLPI does not open")]
    Database(#[from] rusqlite::Error),
    /// Its address is taken or not ours.
    #[error("the practice GLPI cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A practice GLPI that does not listen yet.
#[derive(Debug)]
pub struct PracticeGlpi {
    listen: SocketAddr,
    state: State,
}

impl PracticeGlpi {
    /// Opens the database and fills a new one with the start state of GLPI: root entity, the
    /// users glpi (super-admin), post-only, tech and normal, their profiles, shipped dropdowns.
    ///
    /// # Errors
    /// [`PracticeError::Database`] when the file cannot be opened or written.
    pub fn open(options: Options) -> Result<PracticeGlpi, PracticeError> {
        let (database, is_new) = Database::open(options.database.as_deref())?;
        if is_new {
            seed::seed(&database, &options)?;
        }
        let settings = Settings {
            app_token: options.app_token,
            number: Version::read(&options.version),
            version: options.version,
            has_api: options.has_api,
            takes_passwords: true,
            allows_address: true,
            has_v2: options.has_v2,
            redirects: options.redirects,
            client: options.client,
            scopes: options.scopes,
            client_may_use_passwords: true,
            hands_empty_header: true,
            link_header_limit: options.link_header_limit,
            latency: options.latency,
            locks_sessions: options.locks_sessions,
            api_url: String::new(),
        };
        let state = State {
            settings,
            database,
            profiles: rights::profiles(),
            sessions: HashMap::new(),
            bearers: HashMap::new(),
            turns: HashMap::new(),
            locked: Vec::new(),
            faults: options.faults,
            seen: Vec::new(),
        };
        Ok(PracticeGlpi { listen: options.listen, state })
    }

    /// Listens and serves in the background of the current runtime.
    ///
    /// # Errors
    /// [`PracticeError::Listen`] when the address cannot be used.
    pub async fn start(mut self) -> Result<Running, PracticeError> {
        let refused = |source| PracticeError::Listen { address: self.listen, source };
        let listening = Listening::at(self.listen).await.map_err(refused)?;
        let url = listening.url("/apirest.php");
        self.state.settings.api_url.clone_from(&url);
        let state = Shared::new(self.state);
        let router = server::router(state.clone());
        Ok(listening.serve("GLPI", url, router, Control { state }))
    }
}

/// A practice GLPI that serves; dropping it stops it.
pub type Running = super::Running<Control>;
