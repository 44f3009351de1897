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
mod nagios;
mod server;
mod state;
mod wire;
mod zabbix;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub use control::{Control, Level};
pub use server::{Fault, Seen};

use state::State;

/// Login of every practice monitor.
pub const LOGIN: &str = "practice";
/// Password of that login.
pub const PASSWORD: &str = "practice-secret";
/// API token, where there are tokens.
pub const TOKEN: &str = "practice-token";

/// Which monitoring system is imitated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Icinga 2.
    Icinga,
    /// Zabbix.
    Zabbix,
    /// Nagios, its CGIs.
    Nagios,
    /// Alertmanager.
    Alertmanager,
    /// Checkmk.
    Checkmk,
    /// Centreon.
    Centreon,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Icinga, Self::Zabbix, Self::Nagios, Self::Alertmanager, Self::Checkmk, Self::Centreon];

    /// Where the API is below the address.
    fn path(self) -> &'static str {
        match self {
            Self::Icinga | Self::Alertmanager => "",
            Self::Zabbix => "/zabbix",
            Self::Nagios => "/nagios4/cgi-bin",
            Self::Checkmk => "/practice",
            Self::Centreon => "/centreon",
        }
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
    /// Starts one on a free port of loopback. Nothing is monitored yet.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(kind: Kind) -> std::io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::new(kind)));
        let (end, ended) = oneshot::channel();
        let task = server::start(listener, Arc::clone(&state), ended);
        Ok(Self { kind, address, control: Control::new(state), end: Some(end), task })
    }

    /// What a project writes as `url`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.kind.path())
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
