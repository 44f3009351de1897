//! What a test sees of a request.

use serde_json::Value as Json;

/// One request that arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// HTTP method.
    pub method: String,
    /// Path, below that of the monitor.
    pub path: String,
    /// The body when it was JSON, else null.
    pub body: Json,
    /// The status that was answered.
    pub status: u16,
}
