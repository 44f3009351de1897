//! An answer, and the errors that every API gives.

use serde_json::{Value, json};

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) headers: Vec<(String, String)>,
}

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Answer {
        Answer { status, body: body.to_string().into_bytes(), headers: Vec::new() }
    }

    pub(super) fn with(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// An error as every API gives it.
pub(super) fn error(status: u16, message: &str, detail: Option<&str>) -> Answer {
    Answer::json(status, &json!({"error": {"message": message, "detail": detail}, "status": "failure"}))
}

/// Absent and hidden look alike.
pub(super) fn no_record() -> Answer {
    error(404, "No Record found", Some("Record doesn't exist or ACL restricts the record retrieval"))
}

/// A path that is no API.
pub(super) fn no_api() -> Answer {
    error(400, "Requested URI does not represent any resource", None)
}
