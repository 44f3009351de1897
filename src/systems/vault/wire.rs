//! Answers of the API, version 1 of HashiCorp Vault and OpenBao (recorded on OpenBao 2.7.2).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value as Json};

/// What is wrong; empty for a secret that is not there.
#[derive(Deserialize, Default)]
pub struct Errors {
    #[serde(default)]
    pub errors: Vec<String>,
    /// Of a path that fits the other version of KV.
    #[serde(default)]
    pub warnings: Option<Vec<String>>,
}

/// `auth/MOUNT/login`
#[derive(Deserialize)]
pub struct LoggedIn {
    pub auth: Auth,
}

#[derive(Deserialize)]
pub struct Auth {
    pub client_token: String,
    /// `service`, or `batch`, which cannot be given back.
    #[serde(default)]
    pub token_type: String,
}

/// `sys/internal/ui/mounts/PATH`
#[derive(Deserialize)]
pub struct Mounted {
    pub data: Mount,
}

#[derive(Deserialize)]
pub struct Mount {
    /// With a slash at its end: `team/kv/`.
    pub path: String,
    /// The engine: `kv`, in old stores `generic`.
    #[serde(rename = "type")]
    pub engine: String,
    #[serde(default)]
    pub options: Option<BTreeMap<String, Json>>,
}

/// A secret of KV version 1.
#[derive(Deserialize)]
pub struct Plain {
    pub data: Option<Map<String, Json>>,
}

/// A secret of KV version 2.
#[derive(Deserialize)]
pub struct Versioned {
    pub data: Option<Version>,
}

#[derive(Deserialize)]
pub struct Version {
    /// `null` when this version was deleted.
    pub data: Option<Map<String, Json>>,
    pub metadata: Metadata,
}

#[derive(Deserialize)]
pub struct Metadata {
    /// Empty, or a time of RFC 3339.
    #[serde(default)]
    pub deletion_time: String,
    #[serde(default)]
    pub destroyed: bool,
    pub version: u64,
}

/// `sys/health`
#[derive(Deserialize)]
pub struct Health {
    pub initialized: bool,
    pub sealed: bool,
    #[serde(default)]
    pub version: String,
}

/// `auth/token/lookup-self`
#[derive(Deserialize)]
pub struct LookedUp {
    pub data: TokenData,
}

#[derive(Deserialize)]
pub struct TokenData {
    #[serde(default)]
    pub policies: Vec<String>,
    /// Seconds; 0 for one that never expires.
    #[serde(default)]
    pub ttl: u64,
}
