//! What API v2 of GLPI 11 answers (recorded on 11.0.6, v2.2), and what its refusals mean.

use crate::model::said::Say;
use chrono::{DateTime, Utc};
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::systems::glpi::message;
use crate::systems::glpi::wire::{integer, is_page, unescape};
use crate::systems::shared::{Answer, FailureKind, Http, RemoteError};

/// A row that another one points at.
#[derive(Debug, Clone, Deserialize)]
pub struct Pointed {
    pub id: i64,
    #[serde(default)]
    pub name: Option<String>,
}

/// A ticket of a list, as far as it is used.
#[derive(Debug, Clone, Deserialize)]
pub struct Ticket {
    pub id: i64,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub content: Option<String>,
    #[serde(default)]
    pub is_deleted: Option<bool>,
    #[serde(default)]
    pub external_id: Option<String>,
    #[serde(default)]
    pub status: Option<Pointed>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub date_creation: Option<String>,
    #[serde(default)]
    pub date_mod: Option<String>,
    /// A list; where roles are picked, PHP writes an object with gaps.
    #[serde(default)]
    pub team: Json,
}

/// Somebody who has to do with a ticket.
#[derive(Debug, Clone, Deserialize)]
pub struct Member {
    pub id: i64,
    pub role: String,
    #[serde(default)]
    pub display_name: Option<String>,
    /// The page of the member: the only place that tells a user from a group.
    #[serde(default)]
    pub href: String,
}

impl Ticket {
    /// Those who have to do with it.
    pub fn members(&self) -> Vec<Member> {
        let rows: Vec<&Json> = match &self.team {
            Json::Array(rows) => rows.iter().collect(),
            Json::Object(rows) => rows.values().collect(),
            _ => Vec::new(),
        };
        rows.into_iter().filter_map(|row| Member::deserialize(row).ok()).collect()
    }
}

impl Member {
    /// `user`, `group` or `supplier`.
    pub fn class(&self) -> &str {
        self.href.strip_prefix("/front/").and_then(|rest| rest.split_once('.')).map_or("", |(class, _)| class)
    }
}

/// An entry of a timeline.
#[derive(Debug, Deserialize)]
pub struct Entry {
    #[serde(rename = "type")]
    pub kind: String,
    pub item: EntryItem,
}

/// What an entry says.
#[derive(Debug, Deserialize)]
pub struct EntryItem {
    pub id: i64,
    #[serde(default)]
    pub content: Option<String>,
    #[serde(default)]
    pub is_private: Option<bool>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub date_creation: Option<String>,
    #[serde(default)]
    pub user: Option<Pointed>,
    /// Of a solution.
    #[serde(default)]
    pub status: Option<i64>,
    /// Of a solution.
    #[serde(default, rename = "type")]
    pub kind: Option<Pointed>,
}

/// `GET session`
#[derive(Debug, Deserialize)]
pub struct SessionInfo {
    pub user_id: i64,
    #[serde(default)]
    pub name: String,
    pub current_time: String,
    #[serde(default)]
    pub profiles: Json,
    /// A list, or an object with gaps.
    #[serde(default)]
    pub active_entities: Json,
    pub active_profile: ActiveProfile,
    pub active_entity: ActiveEntity,
}

/// The profile of a session; its rights as bit fields.
#[derive(Debug, Deserialize)]
pub struct ActiveProfile {
    pub id: i64,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub interface: String,
    #[serde(default)]
    pub rights: Json,
}

/// The entity of a session.
#[derive(Debug, Deserialize)]
pub struct ActiveEntity {
    pub id: i64,
    #[serde(default)]
    pub complete_name: String,
    /// 0 or 1: whether those below are open, too.
    #[serde(default)]
    pub recursive: Json,
}

impl SessionInfo {
    /// How many entities it sees.
    pub fn entities(&self) -> usize {
        match &self.active_entities {
            Json::Array(entities) => entities.len(),
            Json::Object(entities) => entities.len(),
            _ => 0,
        }
    }
}

/// A moment in an answer; written dates have no zone, these have.
pub fn moment(text: Option<&str>) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text?).ok().map(|at| at.with_timezone(&Utc))
}

/// The refusal of an answer.
#[derive(Debug, Default, Deserialize)]
pub struct Refused {
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    detail: Json,
    #[serde(default)]
    additional_messages: Vec<Remark>,
}

#[derive(Debug, Deserialize)]
struct Remark {
    #[serde(default)]
    message: String,
}

impl Refused {
    pub fn of(answer: &Answer) -> Self {
        serde_json::from_slice(&answer.body).unwrap_or_default()
    }

    /// Its detail where that is a text.
    pub fn detail(&self) -> &str {
        self.detail.as_str().unwrap_or_default()
    }

    /// All that it says.
    fn words(&self) -> String {
        let detail = match &self.detail {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let said = self.additional_messages.iter().map(|said| unescape(&said.message));
        let parts: Vec<String> = Some(self.title.clone())
            .into_iter()
            .chain(detail)
            .chain(said)
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(": ")
    }
}

/// An expired, revoked or damaged token: GLPI 11 says 400 where others say 401.
pub fn is_refused_token(answer: &Answer) -> bool {
    match answer.status {
        401 => true,
        400 => Refused::of(answer).title.ends_with("OAuth token"),
        _ => false,
    }
}

/// The JSON of an answer that is a success.
pub fn read<T: DeserializeOwned>(http: &Http, call: &str, answer: &Answer) -> Result<T, RemoteError> {
    if !matches!(answer.status, 200..=206) {
        return Err(failure(http, call, answer));
    }
    serde_json::from_slice(&answer.body).map_err(|error| unreadable(http, call, answer, error.to_string()))
}

/// The id in the answer to a POST that creates. GLPI 11.0.6 gives 200 with a `Location` that no client must
/// follow, which nginx turns into 302; later ones 201.
pub fn created(http: &Http, call: &str, answer: &Answer) -> Result<i64, RemoteError> {
    let is_json = answer.header(CONTENT_TYPE.as_str()).is_some_and(|kind| kind.contains("json"));
    match answer.status {
        200 | 201 => {}
        302 if is_json => {}
        _ => return Err(failure(http, call, answer)),
    }
    let id = serde_json::from_slice::<Json>(&answer.body).ok().and_then(|body| integer(body.get("id")?));
    id.filter(|id| *id > 0).ok_or_else(|| unreadable(http, call, answer, message::a_row()))
}

/// The error of an answer that is no success.
pub fn failure(http: &Http, call: &str, answer: &Answer) -> RemoteError {
    let refused = Refused::of(answer);
    let words = http.redact(&refused.words());
    let call = call.to_owned();
    if answer.status == 403 {
        let message = if words.is_empty() { http.piece_of(answer) } else { words.into() };
        return RemoteError::Rights { call: call.into(), message };
    }
    let is_answered = !refused.status.is_empty();
    let kind = match answer.status {
        // In its own words GLPI says what it refuses; with nothing but 500, the database did, at whatever point.
        500 if is_answered => FailureKind::Permanent,
        status => FailureKind::of_status(status, answer.header("retry-after").is_some()),
    };
    let message = match answer.status {
        300..=399 => match answer.header("location") {
            Some(place) => message::sends_us_on(http.redact(place)).said(),
            None => message::sends_us_elsewhere().said(),
        },
        _ if is_answered => words.into(),
        500 if answer.body.trim_ascii().is_empty() => message::database_refuses().said(),
        _ if is_page(answer) => message::page_instead_of_api(http.piece_of(answer)).said(),
        _ => http.piece_of(answer),
    };
    RemoteError::Answer {
        call: call.into(),
        status: answer.status,
        code: Some(refused.status).filter(|code| !code.is_empty()),
        message,
        kind,
    }
}

/// A success that cannot be understood: what was asked may have been done.
pub fn unreadable(http: &Http, call: &str, answer: &Answer, why: impl Say) -> RemoteError {
    RemoteError::Answer {
        call: call.into(),
        status: answer.status,
        code: None,
        message: message::cannot_be_read(why.said().map(|why| http.redact(why)), http.piece_of(answer))
            .said(),
        kind: FailureKind::Unknown,
    }
}
