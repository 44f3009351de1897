//! The shapes of GLPI's answers that are no rows: errors, outcomes of writes, login, profile.
//!
//! GLPI answers an error with `["CODE", text]`; texts are in the user's language, only codes count.

use serde::Deserialize;
use serde_json::Value as Json;

use super::message;
use crate::model::said::Say;
use crate::systems::shared::{Answer, Http};
use crate::systems::shared::{FailureKind, RemoteError};

/// `initSession`
#[derive(Debug, Deserialize)]
pub struct InitSession {
    pub session_token: String,
}

/// `getMyProfiles`
#[derive(Debug, Deserialize)]
pub struct MyProfiles {
    pub myprofiles: Many<Named>,
}

/// `getMyEntities`
#[derive(Debug, Deserialize)]
pub struct MyEntities {
    pub myentities: Many<Named>,
}

/// `getActiveEntities`
#[derive(Debug, Deserialize)]
pub struct ActiveEntities {
    pub active_entity: ActiveEntity,
}

/// The entity of [`ActiveEntities`].
#[derive(Debug, Deserialize)]
pub struct ActiveEntity {
    pub id: Option<Json>,
}

/// A row with an id and a name.
#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    #[serde(deserialize_with = "number")]
    pub id: i64,
    #[serde(default)]
    pub name: String,
}

/// PHP writes a list with gaps in its keys as an object.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Many<T> {
    List(Vec<T>),
    Map(std::collections::BTreeMap<String, T>),
}

impl<T> Many<T> {
    pub fn into_vec(self) -> Vec<T> {
        match self {
            Self::List(list) => list,
            Self::Map(map) => map.into_values().collect(),
        }
    }
}

/// `getGlpiConfig`
#[derive(Debug, Deserialize)]
pub struct GlpiConfig {
    pub cfg_glpi: GlpiConfigCore,
}

/// The one entry of the configuration that is used.
#[derive(Debug, Deserialize)]
pub struct GlpiConfigCore {
    #[serde(default)]
    pub version: Option<String>,
}

/// `getActiveProfile`: rights by name, as bit fields, among other things.
#[derive(Debug, Deserialize)]
pub struct ActiveProfile {
    pub active_profile: serde_json::Map<String, Json>,
}

/// A number that 9.x may give as text.
fn number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let json = Json::deserialize(deserializer)?;
    integer(&json).ok_or_else(|| serde::de::Error::custom(message::no_whole_number(json).said()))
}

/// A whole number, given as number or as text.
pub fn integer(json: &Json) -> Option<i64> {
    json.as_i64().or_else(|| json.as_str().and_then(|text| text.trim().parse().ok()))
}

/// The code and the text of an error answer; the second part as it is when it is no text.
pub fn error_parts(body: &[u8]) -> Option<(String, Json)> {
    let Json::Array(mut parts) = serde_json::from_slice(body).ok()? else { return None };
    if parts.len() != 2 {
        return None;
    }
    let detail = parts.pop()?;
    match parts.pop()? {
        Json::String(code) if code.is_empty() || code.starts_with("ERROR") => Some((code, detail)),
        _ => None,
    }
}

/// A message of GLPI as a person reads it: unescaped, without the pointer to the manual, and without the
/// whole SQL query that GLPI 11 puts behind the words of the database.
pub fn message(json: &Json) -> String {
    let text = match json {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    };
    let text = text.split("; view documentation in your browser").next().unwrap_or_default();
    let text = text.split(" in SQL query \"").next().unwrap_or_default();
    unescape(text)
}

/// Decodes the entities in names and messages, which are always escaped.
pub fn unescape(text: &str) -> String {
    html_escape::decode_html_entities(text).into_owned()
}

/// True when an answer is a web page.
pub fn is_page(answer: &Answer) -> bool {
    let start = answer.body.trim_ascii_start();
    start.starts_with(b"<!") || start.to_ascii_lowercase().starts_with(b"<html")
}

/// The error that an answer with a bad status is.
pub fn failure(http: &Http, call: String, answer: &Answer) -> RemoteError {
    let (status, kind) =
        (answer.status, FailureKind::of_status(answer.status, answer.header("retry-after").is_some()));
    let (code, text) = match error_parts(&answer.body) {
        Some((code, detail)) => (Some(code), http.piece(message(&detail).as_bytes())),
        None if status == 404 && is_page(answer) => (None, message::no_api().said()),
        None => (None, http.piece_of(answer)),
    };
    match (status, code) {
        (403, _) => RemoteError::Rights { call: call.into(), message: text },
        (_, code) => {
            let message = match &code {
                Some(code) if !code.is_empty() => text.map(|text| format!("{code}: {text}")),
                _ => text,
            };
            RemoteError::Answer { call: call.into(), status, code, message, kind }
        }
    }
}

/// The error for an answer that should be good and cannot be understood.
pub fn unreadable(http: &Http, call: String, answer: &Answer, why: impl Say) -> RemoteError {
    let piece = http.piece_of(answer);
    let message = if is_page(answer) {
        message::page_instead_of_api(piece).said()
    } else {
        message::cannot_be_read(why, piece).said()
    };
    RemoteError::Answer {
        call: call.into(),
        status: answer.status,
        code: None,
        message,
        kind: FailureKind::Unknown,
    }
}

/// Reads a good answer.
pub fn read<T: serde::de::DeserializeOwned>(
    http: &Http,
    call: String,
    answer: &Answer,
) -> Result<T, RemoteError> {
    if !(200..300).contains(&answer.status) {
        return Err(failure(http, call, answer));
    }
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(http, call, answer, error.to_string()))
}
