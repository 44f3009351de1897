//! Lists of API v2: whole, page by page, and what may be asked of them (RSQL).
//!
//! A page begins above the last id of the one before: rows that come or go meanwhile shift nothing, and the
//! end that `Content-Range` tells is wrong on the last page (11.0.6).
//!
//! A row that another row of its page points at (the parent of a place, an entity, a category, a software) is told
//! with its id, its name and what it points at itself, and with nothing else: no path, not whether it is in the
//! trash or open to the entities below (11.0.6). Such rows are asked for once more.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::session::Session;
use super::wire;
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

/// More of a list follows.
const PARTIAL: u16 = 206;

/// Ids in one list: its address stays far below the 8 KB that nginx takes.
pub const PER_LIST: usize = 100;

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
    let mut rows = raw(session, path, filter, page).await?;
    make_whole(session, path, page, &mut rows).await?;
    serde_json::from_value(Json::Array(rows)).map_err(|error| RemoteError::Answer {
        call: format!("GET {}/{path}", session.url()).into(),
        status: 200,
        code: None,
        message: session.http.redact(&error.to_string()).into(),
        kind: crate::systems::shared::FailureKind::Permanent,
    })
}

/// The rows of these ids that there are and that we see, by id.
pub async fn of_ids<T: DeserializeOwned>(
    session: &Session,
    path: &str,
    ids: &[i64],
    page: usize,
) -> Result<Vec<T>, RemoteError> {
    let mut rows = Vec::with_capacity(ids.len());
    for some in ids.chunks(PER_LIST) {
        rows.extend(all(session, path, Some(&any_of("id", some.iter())), page).await?);
    }
    Ok(rows)
}

/// Asks once more for rows that are told in brief, until each is whole: without those that point at it, it is.
async fn make_whole(
    session: &Session,
    path: &str,
    page: usize,
    rows: &mut [Json],
) -> Result<(), RemoteError> {
    let keys = |row: &Json| row.as_object().map_or(0, serde_json::Map::len);
    let id = |row: &Json| Id::deserialize(row).map(|row| row.id);
    let most = rows.iter().map(keys).max().unwrap_or(0);
    let mut left = usize::MAX;
    loop {
        let brief: Vec<i64> =
            rows.iter().filter(|row| keys(row) < most).filter_map(|row| id(row).ok()).collect();
        // Of those that hang together the lowest is whole then; where none is, they are as they are.
        if brief.is_empty() || brief.len() >= left {
            return Ok(());
        }
        left = brief.len();
        let mut told: HashMap<i64, Json> = HashMap::new();
        for some in brief.chunks(PER_LIST) {
            let again = raw(session, path, Some(&any_of("id", some.iter())), page).await?;
            told.extend(again.into_iter().filter_map(|row| Some((id(&row).ok()?, row))));
        }
        for row in rows.iter_mut().filter(|row| keys(row) < most) {
            if let Some(again) = id(row).ok().and_then(|id| told.remove(&id)) {
                *row = again;
            }
        }
    }
}

/// All rows of a list as they are told, by id.
async fn raw(
    session: &Session,
    path: &str,
    filter: Option<&str>,
    page: usize,
) -> Result<Vec<Json>, RemoteError> {
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
            None if !is_whole && rows.is_empty() => return Ok(rows),
            Some(_) | None if is_whole => return Ok(rows),
            Some(_) | None => {
                let why = crate::systems::glpi::message::row_without_id().said();
                return Err(wire::unreadable(&session.http, &name, &answer, why));
            }
        }
    }
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
