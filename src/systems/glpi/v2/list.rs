//! Lists of API v2: whole, page by page, and what may be asked of them (RSQL).
//!
//! A page begins above the last id of the one before: rows that come or go meanwhile shift nothing, and the
//! end that `Content-Range` tells is wrong on the last page (11.0.6).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::session::Session;
use super::wire;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// More of a list follows.
const PARTIAL: u16 = 206;

#[derive(Deserialize)]
struct Id {
    id: i64,
}

/// All rows of a list, by id.
pub async fn all<T: DeserializeOwned>(
    session: &Session,
    path: &str,
    filter: Option<&str>,
    page: usize,
) -> Result<Vec<T>, RemoteError> {
    let mut rows: Vec<Json> = Vec::new();
    let mut above: Option<i64> = None;
    loop {
        let filter = match (filter, above) {
            (None, None) => None,
            (Some(filter), None) => Some(filter.to_owned()),
            (None, Some(above)) => Some(format!("id=gt={above}")),
            (Some(filter), Some(above)) => Some(format!("({filter});id=gt={above}")),
        };
        let mut call = Call::get(path).with("limit", page.to_string()).with("sort", "id:asc");
        if let Some(filter) = filter {
            call = call.with("filter", filter);
        }
        let (name, answer) = session.send(&call).await?;
        let part: Vec<Json> = wire::read(&session.http, &name, &answer)?;
        let last = part.last().and_then(|row| Id::deserialize(row).ok()).map(|row| row.id);
        let is_whole = answer.status != PARTIAL;
        rows.extend(part);
        match last {
            Some(last) if !is_whole && above.is_none_or(|above| last > above) => above = Some(last),
            None if !is_whole && rows.is_empty() => break,
            Some(_) | None if is_whole => break,
            Some(_) | None => {
                let why = crate::systems::glpi::message::row_without_id().said();
                return Err(wire::unreadable(&session.http, &name, &answer, why));
            }
        }
    }
    serde_json::from_value(Json::Array(rows)).map_err(|error| RemoteError::Answer {
        call: format!("GET {}/{path}", session.url()).into(),
        status: 200,
        code: None,
        message: session.http.redact(&error.to_string()).into(),
        kind: crate::systems::shared::FailureKind::Permanent,
    })
}

/// A text as a value of a filter. There is no escape: one with both kinds of quotes cannot be asked for.
pub fn quoted(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '"').collect();
    format!("\"{text}\"")
}

/// One of these values; they hold nothing that a filter takes for its own.
pub fn any_of<V: ToString>(property: &str, values: impl Iterator<Item = V>) -> String {
    let values: Vec<String> = values.map(|value| value.to_string()).collect();
    format!("{property}=in=({})", values.join(","))
}
