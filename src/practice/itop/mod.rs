//! A practice iTop: an imitation of `webservices/rest.php` of iTop 3.2.0 (service provider, ITIL
//! tickets) over real HTTP on loopback. Jobs are rehearsed against it and the tests speak to it, so it
//! refuses what the recorded server refuses. It is nobody's production server.
//!
//! | what it does not imitate | instead |
//! |---|---|
//! | classes and attributes beyond tickets and what they name | unknown class or attribute |
//! | JOIN, functions and subqueries of OQL | a syntax error |
//! | `core/get_related`, history, synchro, imports that write | refused |
//! | time-outs of SLAs by themselves | `ev_timeout` by hand |
//! | messages in the user's language | English |

mod control;
mod fault;
mod html;
mod import;
mod life;
mod operation;
mod oql;
mod read;
mod rest;
mod schema;
mod seed;
mod seen;
mod server;
mod state;
mod write;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use chrono_tz::Tz;

pub use crate::practice::fault::Stall;
pub use control::{Control, Maintenance, Refused};
pub use fault::{Effect, Fault, Loss};
pub use seen::Seen;
pub use state::Profile;

use state::{Data, State};

use super::serve::{Listening, Shared};

/// How a practice iTop is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// JSON file that keeps its state; `None` keeps everything in memory.
    pub file: Option<PathBuf>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Login of the service account, seeded into a new state.
    pub login: String,
    /// Password of the service account and of the other users (nina, admin …), seeded.
    pub password: String,
    /// Token of the service account, seeded.
    pub token: String,
    /// Zone of the server's clock.
    pub zone: Tz,
    /// Whether the extension `stocktake-once` is installed.
    pub has_extension: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            file: None,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            login: "stocktake".to_owned(),
            password: "practice-password".to_owned(),
            token: "practice-token".to_owned(),
            zone: chrono_tz::Europe::Paris,
            has_extension: false,
        }
    }
}

/// Why a practice iTop does not run.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Its file cannot be read or is none of its own.
    #[error("the state of the practice iTop in {path} cannot be read")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: std::io::Error,
    },
    /// Its address is taken or not ours.
    #[error("the practice iTop cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A practice iTop that does not listen yet.
#[derive(Debug)]
pub struct PracticeItop {
    listen: SocketAddr,
    state: State,
}

impl PracticeItop {
    /// Reads the state, or fills a new one: the provider MSP with its customers Client A and Client B,
    /// a contract each, services, teams, people and CIs.
    ///
    /// # Errors
    /// [`PracticeError::State`] when the file is there and cannot be read.
    pub fn open(options: Options) -> Result<PracticeItop, PracticeError> {
        let data = match &options.file {
            Some(file) if file.exists() => {
                let read = std::fs::read(file)
                    .and_then(|bytes| serde_json::from_slice(&bytes).map_err(std::io::Error::other));
                read.map_err(|source| PracticeError::State { path: file.clone(), source })?
            }
            Some(_) | None => {
                let mut data = Data::default();
                seed::seed(&mut data, &options);
                data
            }
        };
        let state = State {
            data,
            zone: options.zone,
            file: options.file,
            faults: Vec::new(),
            seen: Vec::new(),
            in_maintenance: false,
            hidden: Default::default(),
            has_extension: options.has_extension,
            lacks_services: false,
            turns: Default::default(),
            stall: None,
        };
        Ok(PracticeItop { listen: options.listen, state })
    }

    /// Listens and serves in the background of the current runtime.
    ///
    /// # Errors
    /// [`PracticeError::Listen`] when the address cannot be used.
    pub async fn start(self) -> Result<Running, PracticeError> {
        let refused = |source| PracticeError::Listen { address: self.listen, source };
        let listening = Listening::at(self.listen).await.map_err(refused)?;
        let url = listening.url("");
        let state = Shared::new(self.state);
        let router = server::router(state.clone());
        Ok(listening.serve("iTop", url, router, Control { state }))
    }
}

/// A practice iTop that serves; dropping it stops it.
pub type Running = super::Running<Control>;
