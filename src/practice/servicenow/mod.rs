//! A practice ServiceNow: an imitation of the Table, Batch, Attachment and OAuth endpoints over real
//! HTTP on loopback. It keeps its state in memory and, when asked, in a JSON file.
//!
//! It answers as the vendor's documentation and recorded replies say, also where that hurts: texts
//! for everything, conditions that are dropped in silence, short pages, journals that read as blank.
//! Its tables of tickets are incident, problem, change_request, sc_request, sc_req_item, sc_task, and two of a
//! company's own. Not imitated: scripts and business rules beyond these, domains, `^NQ`, views, import sets.

mod answer;
mod attachment;
mod batch;
mod control;
mod fault;
mod login;
mod policy;
mod query;
mod rights;
mod rules;
mod schema;
mod seed;
mod seen;
mod server;
mod show;
mod state;
mod table;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use crate::practice::fault::Stall;
pub use control::{Control, ControlError};
pub use fault::{Effect, Fault, Loss, Moment};
pub use rights::Hiding;
pub use seen::Seen;

use state::{Settings, State};

use super::serve::{Listening, Shared};

/// How a practice ServiceNow is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// JSON file with its state; None keeps everything in memory.
    pub state: Option<PathBuf>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// User of the API, seeded into a new state with the role itil.
    pub user: String,
    /// Password of that user.
    pub password: String,
    /// Id of the OAuth client, whose application user is the same user.
    pub client_id: String,
    /// Secret of the OAuth client.
    pub client_secret: String,
    /// Life of a token; a second request while it lives gives the same with what is left.
    pub token_life: Duration,
    /// Requests of a batch that are served; the others come back as unserviced.
    pub batch_limit: usize,
    /// Whether there is a batch API.
    pub batch_api: BatchApi,
}

/// Whether an instance has the batch API for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchApi {
    /// It has.
    Installed,
    /// Its path does not exist.
    Absent,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            state: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            user: "stocktake".to_owned(),
            password: "practice-password".to_owned(),
            client_id: "practice-client".to_owned(),
            client_secret: "practice-client-secret".to_owned(),
            token_life: Duration::from_secs(1800),
            batch_limit: 100,
            batch_api: BatchApi::Installed,
        }
    }
}

/// Why a practice ServiceNow does not run.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Its state cannot be read.
    #[error("the state of the practice ServiceNow in {path} cannot be read: {reason}")]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Its address is taken or not ours.
    #[error("the practice ServiceNow cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A practice ServiceNow that does not listen yet.
#[derive(Debug)]
pub struct PracticeServiceNow {
    listen: SocketAddr,
    state: State,
}

impl PracticeServiceNow {
    /// Reads the state, or fills a new one with what a fresh instance has and a few companies,
    /// people, groups and servers.
    ///
    /// # Errors
    /// [`PracticeError::State`] when the file is there and cannot be read.
    pub fn open(options: Options) -> Result<PracticeServiceNow, PracticeError> {
        let data = match &options.state {
            Some(path) => state::load(path)?,
            None => None,
        };
        let data = data.unwrap_or_else(|| seed::seed(&options));
        let settings = Settings {
            file: options.state,
            user: options.user,
            password: options.password,
            client_id: options.client_id,
            client_secret: options.client_secret,
            token_life: options.token_life,
            batch_limit: options.batch_limit,
            batch_api: options.batch_api,
            base: String::new(),
        };
        Ok(PracticeServiceNow { listen: options.listen, state: State::new(settings, data) })
    }

    /// Listens and serves in the background of the current runtime.
    ///
    /// # Errors
    /// [`PracticeError::Listen`] when the address cannot be used.
    pub async fn start(mut self) -> Result<Running, PracticeError> {
        let refused = |source| PracticeError::Listen { address: self.listen, source };
        let listening = Listening::at(self.listen).await.map_err(refused)?;
        let url = listening.url("");
        self.state.settings.base.clone_from(&url);
        let state = Shared::new(self.state);
        let router = server::router(state.clone());
        Ok(listening.serve("ServiceNow", url, router, Control { state }))
    }
}

/// A practice ServiceNow that serves; dropping it stops it.
pub type Running = super::Running<Control>;
