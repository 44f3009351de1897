//! What a test and a person see of a request. Secrets are in none of it.

use serde::Serialize;
use serde_json::Value as Json;

/// One request that arrived.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// HTTP method.
    pub method: String,
    /// Path with its leading slash.
    pub path: String,
    /// Query string as it came.
    pub query: String,
    /// The body when it was JSON, a text when it was XML, else null; values of secrets are `***`.
    pub body: Json,
    /// Whether a header or a cookie with a login came along.
    pub had_login: bool,
    /// The status that was answered; 0 when the connection was closed instead.
    pub status: u16,
    /// What a strict reader of the vendor's documents would blame, and what the vendor took in silence.
    pub notes: Vec<String>,
}

/// Names of members whose values are secrets.
const SECRETS: [&str; 4] = ["password", "secret", "authstring", "token"];

/// The same without secrets.
pub(super) fn redacted(body: Json) -> Json {
    match body {
        Json::Object(members) => Json::Object(
            members
                .into_iter()
                .map(|(name, value)| {
                    let lower = name.to_lowercase();
                    let is_secret = SECRETS.iter().any(|word| lower.contains(word));
                    let value = if is_secret { "***".into() } else { redacted(value) };
                    (name, value)
                })
                .collect(),
        ),
        Json::Array(values) => Json::Array(values.into_iter().map(redacted).collect()),
        other => other,
    }
}
