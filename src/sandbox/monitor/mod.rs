//! Practice monitors: imitations of six monitoring systems over real HTTP on loopback, with one state
//! behind six faces. Each answers and refuses as the recorded server does, for the calls that a
//! client of ours makes; the rest is refused as unknown.
//!
//! Zabbix is that of 6.0.14, Icinga 2 that of 2.13.6, Nagios that of 4.4.6, Alertmanager that of 0.25;
//! Checkmk and Centreon follow their API descriptions.

mod alertmanager;
mod centreon;
mod checkmk;
mod control;
mod icinga;
mod keep;
mod nagios;
mod seed;
mod server;
mod state;
mod wire;
mod zabbix;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use crate::model::monitor::MonitorKind as Kind;
pub use control::{Control, Level};
pub use server::{Fault, Seen};

use state::State;

/// Login of every practice monitor.
pub const LOGIN: &str = "practice";
/// Password of that login.
pub const PASSWORD: &str = "practice-secret";
/// API token, where there are tokens.
pub const TOKEN: &str = "practice-token";

/// Where the API of a kind is below the address.
fn path(kind: Kind) -> &'static str {
    match kind {
        Kind::Icinga | Kind::Alertmanager => "",
        Kind::Zabbix => "/zabbix",
        Kind::Nagios => "/nagios4/cgi-bin",
        Kind::Checkmk => "/practice",
        Kind::Centreon => "/centreon",
    }
}

/// How a practice monitor is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it imitates.
    pub kind: Kind,
    /// JSON file that keeps its state, made and filled when it is not there; `None` keeps everything
    /// in memory, and nothing is monitored yet.
    pub file: Option<PathBuf>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Options {
    /// In memory, on a free port of loopback.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self { kind, file: None, listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
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
        let mut state = State::new(options.kind);
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
        let listener = TcpListener::bind(self.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let kind = self.state.kind;
        let state = Arc::new(Mutex::new(self.state));
        let (end, ended) = oneshot::channel();
        let task = server::start(listener, Arc::clone(&state), ended);
        Ok(Running { kind, address, control: Control::new(state), end: Some(end), task })
    }
}

/// A practice monitor that serves; dropping it stops it.
#[derive(Debug)]
pub struct Running {
    kind: Kind,
    address: SocketAddr,
    control: Control,
    end: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// Starts one in memory on a free port of loopback. Nothing is monitored yet.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(kind: Kind) -> Result<Self, PracticeError> {
        PracticeMonitor::open(Options::new(kind))?.start().await
    }

    /// What a project writes as `url`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, path(self.kind))
    }

    /// The hand on it.
    #[must_use]
    pub fn control(&self) -> Control {
        self.control.clone()
    }

    /// Stops serving.
    pub async fn stop(mut self) {
        drop(self.end.take());
        if let Err(error) = (&mut self.task).await {
            tracing::debug!(%error, "the practice monitor did not end well");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}
