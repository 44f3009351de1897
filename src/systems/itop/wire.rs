//! What `rest.php` is sent and answers, field for field, and what a failure means.
//!
//! iTop answers every refusal with HTTP 200; only `code` 0 is a success. A raw MySQL error number may
//! stand there too.

use crate::model::Said;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::message;
use crate::message::Message;
use crate::systems::shared::{Answer, FailureKind, RemoteError};

/// An answer.
#[derive(Debug, Deserialize)]
pub(super) struct Reply {
    /// 0 is a success.
    pub code: i64,
    /// `Found: 12` of a get, the reason of a refusal.
    #[serde(default)]
    pub message: Option<String>,
    /// By `Class::id`; null when nothing was found.
    #[serde(default)]
    pub objects: Option<BTreeMap<String, Object>>,
    /// Version of the interface, of `list_operations`.
    #[serde(default)]
    pub version: Option<String>,
}

/// An object in an answer.
#[derive(Debug, Deserialize)]
pub(super) struct Object {
    /// Its real class.
    #[serde(default)]
    pub class: String,
    /// Its id.
    #[serde(default)]
    pub key: Json,
    /// The columns that were asked for.
    #[serde(default)]
    pub fields: BTreeMap<String, Json>,
}

impl Object {
    /// Id as text.
    pub fn id(&self) -> String {
        text(&self.key)
    }

    /// A column as text; empty when it is null or not there.
    pub fn text(&self, column: &str) -> String {
        self.fields.get(column).map(text).unwrap_or_default()
    }

    /// An external key; `None` when it is empty, which iTop writes as 0.
    pub fn key_of(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|id| !id.is_empty() && id != "0")
    }

    /// Entries of a log, the oldest first.
    pub fn log(&self, column: &str) -> Vec<LogEntry> {
        let entries = self.fields.get(column).and_then(|log| log.get("entries"));
        entries.and_then(|entries| Vec::<LogEntry>::deserialize(entries).ok()).unwrap_or_default()
    }
}

/// An entry of a log.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct LogEntry {
    /// `2026-11-21 22:59:08`, in the server's zone.
    #[serde(default)]
    pub date: String,
    /// Name of the account's contact, or the login.
    #[serde(default)]
    pub user_login: String,
    /// Id of the account: a number or a text.
    #[serde(default)]
    pub user_id: Json,
    /// As plain text.
    #[serde(default)]
    pub message: String,
}

/// The shape of the answer in maintenance (HTTP 503).
#[derive(Debug, Deserialize)]
struct Maintenance {
    data: Vec<MaintenanceLine>,
}

#[derive(Debug, Deserialize)]
struct MaintenanceLine {
    message: String,
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// Where an answer comes from, for errors.
pub(super) struct Place<'a> {
    /// Method, URL and operation.
    pub call: &'a str,
    /// Address of the iTop.
    pub url: &'a str,
}

/// The reply in an answer; refusals are errors.
pub(super) fn reply(
    place: &Place<'_>,
    answer: &Answer,
    piece: impl Fn(&[u8]) -> Said,
) -> Result<Reply, RemoteError> {
    if answer.status != 200 {
        return Err(bad_status(place, answer, piece));
    }
    match serde_json::from_slice::<Reply>(&answer.body) {
        Ok(reply) if reply.code == 0 => Ok(reply),
        Ok(reply) => {
            let said = reply.message.unwrap_or_default();
            Err(refusal(place, reply.code, piece(without_query(&said).as_bytes()).english()))
        }
        Err(_) if is_page(answer) => Err(RemoteError::Login {
            url: place.url.to_owned(),
            reason: message::page_instead_of_service().said(),
        }),
        Err(_) => Err(RemoteError::Answer {
            call: place.call.into(),
            status: answer.status,
            code: None,
            message: message::not_whole_json(piece(&answer.body)).said(),
            kind: FailureKind::Unknown,
        }),
    }
}

/// A message without the statement that the database refused: it comes before the reason, is longer than what
/// is shown, and holds the whole log of the ticket (3.2.0).
fn without_query(message: &str) -> String {
    let parts = message.split_once("query = ").and_then(|(before, rest)| {
        let (_, reason) = rest.split_once("mysql_error = ")?;
        Some((before, reason.split(": id = ").next().unwrap_or_default()))
    });
    parts.map_or_else(|| message.to_owned(), |(before, reason)| format!("{before}{reason}"))
}

fn is_page(answer: &Answer) -> bool {
    let start: String = String::from_utf8_lossy(&answer.body[..answer.body.len().min(200)]).to_lowercase();
    let start = start.trim_start();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

fn bad_status(place: &Place<'_>, answer: &Answer, piece: impl Fn(&[u8]) -> Said) -> RemoteError {
    let failed = |message: Said, kind| RemoteError::Answer {
        call: place.call.into(),
        status: answer.status,
        code: None,
        message,
        kind,
    };
    let login = |reason: Said| RemoteError::Login { url: place.url.to_owned(), reason };
    match answer.status {
        503 => match serde_json::from_slice::<Maintenance>(&answer.body) {
            // It is refused before anything else happens.
            Ok(told) => {
                let said = told.data.into_iter().map(|line| line.message).collect::<Vec<_>>().join(" ");
                failed(message::in_maintenance(said).said(), FailureKind::NotDone)
            }
            Err(_) => failed(
                piece(&answer.body),
                FailureKind::of_status(503, answer.header("retry-after").is_some()),
            ),
        },
        300..=399 => login(match answer.header("location") {
            Some(target) => message::sends_us_on(target).said(),
            None => message::sends_us_elsewhere().said(),
        }),
        404 => login(message::no_service().said()),
        401 | 403 | 407 => login(message::web_server_refuses(piece(&answer.body)).said()),
        413 => failed(message::too_large().said(), FailureKind::Permanent),
        status => failed(
            piece(&answer.body),
            FailureKind::of_status(status, answer.header("retry-after").is_some()),
        ),
    }
}

/// What a `code` other than 0 means.
fn refusal(place: &Place<'_>, code: i64, message: &str) -> RemoteError {
    let message = message.strip_prefix("Error: ").unwrap_or(message);
    let login = |reason: Message| RemoteError::Login { url: place.url.to_owned(), reason: reason.into() };
    let answer = |message: Said, kind| RemoteError::Answer {
        call: place.call.into(),
        status: 200,
        code: Some(code.to_string()),
        message,
        kind,
    };
    match code {
        1 if message.starts_with("Invalid login") => login(message::wrong_login()),
        1 if message.contains("REST Services User") => login(message::lacks_profile()),
        1 if message.starts_with("Portal user") => login(message::portal_user()),
        1 => RemoteError::Rights { call: place.call.into(), message: message.into() },
        2 | 3 => answer(message::request_cut().said(), FailureKind::Permanent),
        5 | 6 => login(message::no_login()),
        10 => answer(message::too_old(message).said(), FailureKind::Permanent),
        _ => answer(message.into(), kind_of_refusal(code)),
    }
}

/// Whether iTop says that it has no such class.
pub(super) fn lacks_class(message: &str) -> bool {
    message.contains("is not a valid class")
}

/// MySQL numbers come through as codes: a lost or full server passes, bad data does not.
fn kind_of_refusal(code: i64) -> FailureKind {
    match code {
        // Too many connections; lock wait; deadlock (rolled back).
        1040 | 1203 | 1205 | 1213 => FailureKind::NotDone,
        // Server gone, connection lost.
        2002 | 2003 => FailureKind::NotDone,
        2006 | 2013 => FailureKind::Unknown,
        _ => FailureKind::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::without_query;

    #[test]
    fn what_the_database_refuses_is_told_without_the_statement() {
        let said = "Error: Failed to issue SQL query: query = UPDATE `ticket` SET `private_log` = 'a: id = 1' WHERE \
                    (`id` = '102'), mysql_errno = 1644, mysql_error = refused: id = 102, class = Incident, issues = \
                    {0=>Failed to issue SQL query: query = UPDATE `ticket`, mysql_errno = 1644, mysql_error = refused}";
        assert_eq!(without_query(said), "Error: Failed to issue SQL query: refused");
        assert_eq!(without_query("Error: no such column"), "Error: no such column");
    }
}
