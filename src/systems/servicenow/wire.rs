//! The shapes of ServiceNow's answers, and what their errors mean in words.
//!
//! A 200 is not trusted: it may be cut and end in an error, it may be a login page, and a 202 means
//! that the request was dropped.

use crate::model::said::{Said, Say};
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::message;
use crate::systems::shared::{Answer, FailureKind, Http, RemoteError};

/// Code of an answer that was cut by the instance's time limit: ask for less.
pub const TOO_LONG: &str = "TRANSACTION_CANCELLED";
/// Code of a refusal by a data policy: mandatory fields.
pub const DATA_POLICY: &str = "DATA_POLICY";
/// Code of a record that is absent or hidden.
pub const NO_RECORD: &str = "NO_RECORD";
/// Code of a new row whose sys_id another one has.
pub const TAKEN: &str = "SYS_ID_TAKEN";
/// Code of a table that does not exist.
pub const NO_TABLE: &str = "NO_TABLE";
/// Code of a path that does not exist: an API that is not installed.
pub const NO_API: &str = "NO_API";
/// Code of a request that was dropped because too many wait.
pub const DROPPED: &str = "DROPPED";

/// `{"error": {"message", "detail"}, "status": "failure"}`
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ErrorBody {
    #[serde(default)]
    pub message: Option<String>,
    #[serde(default)]
    pub detail: Option<String>,
}

/// What every good answer of the Table API is.
#[derive(Debug, Deserialize)]
struct Envelope<T> {
    #[serde(default = "Option::default")]
    result: Option<T>,
    #[serde(default)]
    error: Option<ErrorBody>,
}

/// `POST /api/now/v1/batch`
#[derive(Debug, Deserialize)]
pub struct BatchResult {
    #[serde(default)]
    pub serviced_requests: Vec<Serviced>,
    /// The documentation calls it `unserviced` once.
    #[serde(default, alias = "unserviced")]
    pub unserviced_requests: Vec<Json>,
}

/// One answer of a batch.
#[derive(Debug, Deserialize)]
pub struct Serviced {
    pub id: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub status_code: u16,
    #[serde(default)]
    pub error_message: Option<String>,
}

/// One field of a row in both forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Raw: code, sys_id, UTC time.
    pub value: String,
    /// Label, name, local time.
    pub shown: String,
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = |json: Option<&Json>| match json {
            Some(Json::String(text)) => text.clone(),
            Some(Json::Null) | None => String::new(),
            Some(other) => other.to_string(),
        };
        Ok(match Json::deserialize(deserializer)? {
            Json::Object(fields) => {
                let value = text(fields.get("value"));
                let shown = match fields.get("display_value") {
                    None => value.clone(),
                    shown => text(shown),
                };
                Self { value, shown }
            }
            other => {
                let value = text(Some(&other));
                Self { shown: value.clone(), value }
            }
        })
    }
}

/// A row by column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Row(pub BTreeMap<String, Cell>);

impl Row {
    /// Raw value; "" when there is none.
    pub fn value(&self, column: &str) -> &str {
        self.0.get(column).map_or("", |cell| cell.value.as_str())
    }

    /// Shown value; "" when there is none.
    pub fn shown(&self, column: &str) -> &str {
        self.0.get(column).map_or("", |cell| cell.shown.as_str())
    }

    /// Whether the table has the column: an unknown one is left out of the answer.
    pub fn has(&self, column: &str) -> bool {
        self.0.contains_key(column)
    }
}

/// Reads the `result` of a good answer.
pub fn read<T: serde::de::DeserializeOwned>(
    http: &Http,
    call: &str,
    answer: &Answer,
) -> Result<T, RemoteError> {
    if answer.status == 202 || !(200..300).contains(&answer.status) {
        return Err(failure(http, call, answer));
    }
    let envelope: Envelope<T> = serde_json::from_slice(&answer.body)
        .map_err(|error| unreadable(http, call, answer, error.to_string()))?;
    match envelope {
        Envelope { error: Some(error), .. } => {
            Err(of_error(http, call, answer.status, &error, FailureKind::Unknown))
        }
        Envelope { result: Some(result), .. } => Ok(result),
        Envelope { result: None, error: None } => Err(unreadable(http, call, answer, message::no_result())),
    }
}

/// True when an answer has no row: an access rule hides it from its own writer.
pub fn is_empty(answer: &Answer) -> bool {
    let body = answer.body.trim_ascii();
    let nothing = |json: Json| match json {
        Json::Object(mut fields) => fields.remove("error").is_none() && is_nothing(fields.remove("result")),
        other => is_nothing(Some(other)),
    };
    body.is_empty() || serde_json::from_slice(body).is_ok_and(nothing)
}

fn is_nothing(result: Option<Json>) -> bool {
    match result {
        None | Some(Json::Null) => true,
        Some(Json::Object(fields)) => fields.is_empty(),
        Some(Json::Array(rows)) => rows.is_empty(),
        Some(Json::String(text)) => text.is_empty(),
        Some(Json::Bool(_) | Json::Number(_)) => false,
    }
}

/// True when an answer is a web page.
pub fn is_page(answer: &Answer) -> bool {
    let start = answer.body.trim_ascii_start();
    start.starts_with(b"<!") || start.to_ascii_lowercase().starts_with(b"<html")
}

/// The error that an answer with a bad status is.
pub fn failure(http: &Http, call: &str, answer: &Answer) -> RemoteError {
    let kind = FailureKind::of_status(answer.status, answer.header("retry-after").is_some());
    if answer.status == 202 {
        return RemoteError::Answer {
            call: call.into(),
            status: 202,
            code: Some(DROPPED.to_owned()),
            message: message::dropped().said(),
            kind: FailureKind::NotDone,
        };
    }
    let error = serde_json::from_slice::<Envelope<Json>>(&answer.body).ok().and_then(|body| body.error);
    match error {
        Some(error) => of_error(http, call, answer.status, &error, kind),
        None => plain(call, answer.status, of_page(http, answer), kind),
    }
}

fn of_page(http: &Http, answer: &Answer) -> Said {
    let text = String::from_utf8_lossy(&answer.body);
    match answer.status {
        300..=399 => {
            let place = answer.header("location").map_or_else(
                || crate::message::remote::somewhere_else().said(),
                |place| http.redact(place).into(),
            );
            message::sends_us_on(place).said()
        }
        _ if text.contains("ibernating") => message::sleeps().said(),
        404 if is_page(answer) => message::not_servicenow().said(),
        _ => http.piece_of(answer),
    }
}

fn plain(call: &str, status: u16, message: Said, kind: FailureKind) -> RemoteError {
    RemoteError::Answer { call: call.into(), status, code: None, message, kind }
}

/// What an error body means.
fn of_error(http: &Http, call: &str, status: u16, error: &ErrorBody, kind: FailureKind) -> RemoteError {
    let message = error.message.clone().unwrap_or_default();
    let detail = error.detail.clone().unwrap_or_default();
    let both = if detail.is_empty() { message.clone() } else { format!("{message}: {detail}") };
    let said = http.piece(both.as_bytes());
    let (code, words) = match status {
        _ if both.contains("Transaction cancelled") => (Some(TOO_LONG), message::took_too_long(said).said()),
        403 if detail.contains("Data Policy") => {
            let fields = detail.rsplit(':').next().unwrap_or_default().trim();
            let words = message::requires_fields(fields).said();
            (Some(DATA_POLICY), words)
        }
        // The primary key: what we sent before was carried out.
        _ if both.contains("Unique Key violation") => (Some(TAKEN), message::sys_id_taken(said).said()),
        403 => {
            let hint = if both.contains("unscoped") {
                message::client_lacks_api()
            } else {
                message::user_lacks_role()
            };
            return RemoteError::Rights {
                call: call.into(),
                message: message::with_its_words(hint, said).said(),
            };
        }
        404 if both.contains("No Record") || both.contains("Record doesn't exist") => {
            (Some(NO_RECORD), message::no_record().said())
        }
        400 | 404 if both.contains("Requested URI") => (Some(NO_API), message::lacks_api(said).said()),
        400 if message.contains("Invalid table") => (Some(NO_TABLE), message::lacks_table(said).said()),
        429 => (None, message::too_many_calls(said).said()),
        _ => (None, said),
    };
    RemoteError::Answer { call: call.into(), status, code: code.map(str::to_owned), message: words, kind }
}

/// The error for an answer that should be good and cannot be understood: cut, or a page.
pub fn unreadable(http: &Http, call: &str, answer: &Answer, why: impl Say) -> RemoteError {
    let text = String::from_utf8_lossy(&answer.body);
    let tail: String = text.chars().rev().take(600).collect::<Vec<_>>().into_iter().rev().collect();
    let (code, message) = if tail.contains("Transaction cancelled") {
        (Some(TOO_LONG), message::cut_too_late().said())
    } else if text.contains("ibernating") {
        (None, message::sleeps().said())
    } else if is_page(answer) {
        (None, message::page_instead_of_api(http.piece_of(answer)).said())
    } else {
        (None, message::cannot_be_read(why, http.piece_of(answer)).said())
    };
    RemoteError::Answer {
        call: call.into(),
        status: answer.status,
        code: code.map(str::to_owned),
        message,
        kind: FailureKind::Unknown,
    }
}
