//! Practice monitors: imitations of monitoring systems over real HTTP on loopback, with one state
//! behind their faces. Each answers and refuses as the recorded server does, for the calls that a
//! client of ours makes; the rest is refused as unknown.
//!
//! Zabbix is that of 6.0.14, Icinga 2 that of 2.13.6, Nagios that of 4.4.6, Alertmanager that of 0.25;
//! Checkmk and Centreon follow their API descriptions.

mod alertmanager;
mod centreon;
mod checkmk;
mod control;
mod fault;
mod icinga;
mod keep;
mod librenms;
mod nagios;
mod seed;
mod seen;
mod server;
mod state;
mod wire;
mod zabbix;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

pub use control::{Control, Level};
pub use fault::Fault;
pub use seen::Seen;

use state::State;
use wire::{Answer, Incoming};

use super::serve::{Listening, Shared};

/// Login of every practice monitor.
pub const LOGIN: &str = "practice";
/// Password of that login.
pub const PASSWORD: &str = "practice-secret";
/// API token, where there are tokens.
pub const TOKEN: &str = "practice-token";

/// A monitoring system that is imitated.
pub struct Face {
    /// The key of its room.
    pub key: &'static str,
    /// Where its API is below the address.
    pub path: &'static str,
    /// Acknowledgements are silences, and what is not sent any more is forgotten.
    pub silences: bool,
    /// How its room logs in: lines of its table besides `url`.
    pub login: &'static str,
    /// Answers a request.
    answer: fn(&mut State, &Incoming) -> Answer,
}

/// By login and password.
const BY_PASSWORD: &str = "login = \"practice\"\npassword = \"env:PASSWORD\"";

impl std::fmt::Debug for Face {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

/// Every face; the first is that of a practice monitor of which no kind is said.
pub static FACES: &[&Face] = &[
    &icinga::FACE,
    &zabbix::FACE,
    &nagios::FACE,
    &alertmanager::FACE,
    &checkmk::FACE,
    &centreon::FACE,
    &librenms::FACE,
];

/// The face of a key.
pub fn face(key: &str) -> Option<&'static Face> {
    FACES.iter().copied().find(|face| face.key == key)
}

/// Secrets of every practice monitor, by the variables that [`Running::table`] names.
pub fn secrets() -> Vec<(&'static str, String)> {
    vec![("PASSWORD", PASSWORD.to_owned()), ("TOKEN", TOKEN.to_owned())]
}

/// How a practice monitor is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it imitates.
    pub face: &'static Face,
    /// JSON file that keeps its state, made and filled when it is not there; `None` keeps everything
    /// in memory, and nothing is monitored yet.
    pub file: Option<PathBuf>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Options {
    /// In memory, on a free port of loopback.
    #[must_use]
    pub fn new(face: &'static Face) -> Self {
        Self { face, file: None, listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
    }
}

/// Why a practice monitor does not run.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Its file cannot be read or written, or is none of its own.
    #[error("the state of the practice monitor in {path} cannot be used")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: std::io::Error,
    },
    /// Its address is taken or not ours.
    #[error("the practice monitor cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A practice monitor that does not listen yet.
#[derive(Debug)]
pub struct PracticeMonitor {
    listen: SocketAddr,
    state: State,
}

impl PracticeMonitor {
    /// Reads the state, or fills a new file with problems on the hosts of the sample inventory.
    ///
    /// # Errors
    /// [`PracticeError::State`] when the file cannot be read or written.
    pub fn open(options: Options) -> Result<Self, PracticeError> {
        let mut state = State::new(options.face);
        if let Some(path) = options.file {
            let opened = keep::open(&mut state, path.clone());
            opened.map_err(|source| PracticeError::State { path, source })?;
        }
        Ok(Self { listen: options.listen, state })
    }

    /// Listens and serves in the background of the current runtime.
    ///
    /// # Errors
    /// [`PracticeError::Listen`] when the address cannot be used.
    pub async fn start(self) -> Result<Running, PracticeError> {
        let refused = |source| PracticeError::Listen { address: self.listen, source };
        let listening = Listening::at(self.listen).await.map_err(refused)?;
        let url = listening.url(self.state.face.path);
        let face = self.state.face;
        let state = Shared::new(self.state);
        let router = server::router(state.clone());
        Ok(listening.serve("monitor", url, router, Control { state, face }))
    }
}

/// A practice monitor that serves; dropping it stops it.
pub type Running = super::Running<Control>;

impl Running {
    /// Starts one in memory on a free port of loopback. Nothing is monitored yet.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(face: &'static Face) -> Result<Self, PracticeError> {
        PracticeMonitor::open(Options::new(face))?.start().await
    }

    /// The table of `stocktake.toml` with which its room speaks to it.
    #[must_use]
    pub fn table(&self) -> String {
        let login = self.control().face.login;
        format!("url = \"{}\"\n{login}\n", self.base_url())
    }
}
