//! Fields as a client sent them.

use serde_json::{Map, Value};

/// Fields as a client sent them.
pub(super) type Sent = Map<String, Value>;

/// A scalar as PHP would print it.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(String::from(if *flag { "1" } else { "" })),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
