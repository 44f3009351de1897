//! What a test sees of a call.

use serde_json::Value;

/// One call that arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Path below the root.
    pub path: String,
    /// The operation as JSON, null when there was none.
    pub operation: Value,
    /// HTTP status that was answered.
    pub status: u16,
    /// `code` that was answered; `None` when the answer was none of the REST service.
    pub code: Option<i64>,
}
