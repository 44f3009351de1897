//! Practice systems of vendors that have no room of their own: imitations of their HTTP APIs on loopback,
//! with state. Each is a table of rows, filled the same way each time, and an answer to the calls that a
//! client of ours makes; the rest is refused as the vendor refuses it, and what the vendor takes in silence is
//! noted in the log. They follow samples, public sources and documents of the vendors; no server was asked.

mod answer;
mod app_server;
mod control;
mod fault;
mod identity_requests;
mod intune;
mod keep;
mod librenms;
mod netbox;
mod netwrix;
mod one_identity;
mod proxmox;
mod qualytics;
mod seed;
mod seen;
mod server;
mod snipe_it;
mod state;
mod table;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

pub use control::Control;
pub use fault::{Deed, Effect, Fault};
pub use seen::Seen;
pub use table::{RawPracticeHttp, Settings};

use answer::Answer;
use state::State;

use super::serve::{Incoming, Listening, Shared};

/// A system of a vendor that is imitated.
pub struct Vendor {
    /// What `imitates` says.
    pub key: &'static str,
    /// What people call it.
    pub product: &'static str,
    /// Where its API is below the address: what a project writes as `url`.
    pub path: &'static str,
    /// How the room logs in: lines of its table besides `url`. `{root}` is the address without a path.
    pub login: &'static str,
    /// Secrets that these lines name.
    pub secrets: &'static [(&'static str, &'static str)],
    /// How one may differ from another one of the same vendor, by words of `quirks`: `word`, or `word=value`.
    pub quirks: &'static [&'static str],
    /// Fills its tables.
    seed: fn(&mut State),
    /// Answers a request.
    answer: fn(&mut State, &Incoming) -> Answer,
    /// Does what people do in it, where that is more than a change of rows; `false`: it knows no such thing.
    act: fn(&mut State, &Deed) -> bool,
    /// An error that comes with a status of success, where it has one.
    error_of_success: Option<&'static str>,
    /// What 429 says; empty: a page of a proxy.
    busy: &'static str,
}

impl std::fmt::Debug for Vendor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

/// It knows nothing to do but changes of rows.
fn no_deed(_: &mut State, _: &Deed) -> bool {
    false
}

/// Every vendor.
pub static VENDORS: &[&Vendor] = &[
    &snipe_it::VENDOR,
    &netbox::VENDOR,
    &intune::VENDOR,
    &proxmox::VENDOR,
    &librenms::VENDOR,
    &qualytics::VENDOR,
    &one_identity::VENDOR,
    &one_identity::OF_APP_SERVER,
    &netwrix::VENDOR,
];

/// The vendor of a key.
#[must_use]
pub fn vendor(key: &str) -> Option<&'static Vendor> {
    VENDORS.iter().copied().find(|vendor| vendor.key == key)
}

/// How a practice system of a vendor is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// What it imitates.
    pub vendor: &'static Vendor,
    /// JSON file that keeps its rows, made and filled when it is not there; `None` keeps them in memory.
    pub file: Option<PathBuf>,
    /// File to which each request is added as a line of JSON.
    pub log: Option<PathBuf>,
    /// In what it differs from others of the vendor.
    pub quirks: Vec<String>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
}

impl Options {
    /// In memory, on a free port of loopback.
    #[must_use]
    pub fn new(vendor: &'static Vendor) -> Self {
        Self {
            vendor,
            file: None,
            log: None,
            quirks: Vec::new(),
            faults: Vec::new(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        }
    }
}

/// Why a practice system of a vendor does not run.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// Its file cannot be read or written, or is none of its own.
    #[error("the state of the practice system in {path} cannot be used")]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        source: std::io::Error,
    },
    /// Its address is taken or not ours.
    #[error("the practice system cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// A practice system of a vendor that serves; dropping it stops it.
pub type Running = super::Running<Control>;

impl Running {
    /// Starts a practice system of a vendor: reads its rows, or fills a new file.
    ///
    /// # Errors
    /// Its file or its address cannot be used.
    pub async fn start(options: Options) -> Result<Self, PracticeError> {
        let vendor = options.vendor;
        let refused = |source| PracticeError::Listen { address: options.listen, source };
        let listening = Listening::at(options.listen).await.map_err(refused)?;
        let mut state = State::new(vendor, listening.url(""));
        state.quirks = options.quirks.into_iter().collect();
        state.faults = options.faults;
        state.log = options.log;
        match options.file {
            None => (vendor.seed)(&mut state),
            Some(path) => {
                let opened = keep::open(&mut state, path.clone());
                opened.map_err(|source| PracticeError::State { path, source })?;
            }
        }
        let (url, state) = (listening.url(vendor.path), Shared::new(state));
        let router = server::router(state.clone());
        Ok(listening.serve("vendor", url, router, Control { state }))
    }

    /// The table of `stocktake.toml` with which the room of HTTP speaks to it. It names secrets as
    /// `env:NAME`, see [`Vendor::secrets`].
    #[must_use]
    pub fn table(&self) -> String {
        let (vendor, root) = self.control().vendor_and_root();
        let login = vendor.login.replace("{root}", &root);
        format!("url = \"{}\"\n{login}\n", self.base_url())
    }
}
