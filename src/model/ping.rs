//! The address that is told of the runs of a job, for one who notices when it is told nothing.

use std::path::PathBuf;
use std::time::Duration;

use super::secret::SecretRef;

/// Where the runs of a job are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PingAt {
    /// An address that stands in the file.
    Url(String),
    /// One that is a secret: who knows it may ping.
    Secret(SecretRef),
}

/// How such addresses are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PingWay {
    /// PEM file with further certificate authorities, absolute.
    pub ca_file: Option<PathBuf>,
    /// Time-out of one request.
    pub timeout: Duration,
}

impl PingWay {
    /// Seconds of one request when nothing is said.
    pub const TIMEOUT: u64 = 10;
}

impl Default for PingWay {
    fn default() -> Self {
        Self { ca_file: None, timeout: Duration::from_secs(Self::TIMEOUT) }
    }
}
