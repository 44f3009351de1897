//! What a test sees of a request.

use serde_json::Value;

/// One request that arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// HTTP method.
    pub method: String,
    /// Path below `apirest.php`, with its leading slash.
    pub path: String,
    /// Query string as it came, without tokens taken out.
    pub query: String,
    /// The body when it was JSON, else null.
    pub body: Value,
    /// Whether it brought an app token.
    pub has_app_token: bool,
    /// The status that was answered; 0 when the connection was closed instead.
    pub status: u16,
}
