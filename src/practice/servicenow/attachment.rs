//! The Attachment API: raw uploads, lists and downloads.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::answer::{Answer, error, no_api, no_record};
use super::rules;
use super::schema;
use super::state::{State, text};
use crate::practice::serve::Incoming;

/// Largest body of a fresh instance.
const MOST: usize = 10_485_760;

/// `/api/now/attachment/…`
pub(super) fn answer(state: &mut State, user: &str, incoming: &Incoming, rest: &[&str]) -> Answer {
    match (incoming.method.as_str(), rest) {
        ("POST", ["file"]) => upload(state, user, incoming),
        ("GET", [id, "file"]) => {
            match state.data.files.get(*id).and_then(|file| STANDARD.decode(file).ok()) {
                Some(bytes) => Answer { status: 200, body: bytes, headers: Vec::new() },
                None => no_record(),
            }
        }
        _ => no_api(),
    }
}

fn upload(state: &mut State, user: &str, incoming: &Incoming) -> Answer {
    let parameter = |name: &str| incoming.parameter(name).filter(|value| !value.is_empty());
    let (Some(table), Some(id), Some(name)) =
        (parameter("table_name"), parameter("table_sys_id"), parameter("file_name"))
    else {
        return error(400, "Missing parameter", Some("table_name, table_sys_id and file_name are required"));
    };
    if !schema::exists(&table) {
        return error(400, &format!("Invalid table {table}"), None);
    }
    if state.find(&table, &id).is_none() {
        return no_record();
    }
    if incoming.body.len() > MOST {
        let size = incoming.body.len();
        let detail = format!(
            "Rejected large REST payload with content-length = {size} bytes. Max allowed: {MOST} bytes."
        );
        return error(400, "Exception while reading request", Some(&detail));
    }
    let kind = incoming.header("content-type").unwrap_or_default().to_owned();
    let sent = json!({
        "table_name": table,
        "table_sys_id": id,
        "file_name": name,
        "content_type": kind,
        "size_bytes": incoming.body.len().to_string(),
    });
    let sent = sent.as_object().cloned().unwrap_or_default();
    let Ok(made) = rules::insert(state, user, "sys_attachment", &sent) else {
        return no_record();
    };
    state.data.files.insert(made.clone(), STANDARD.encode(&incoming.body));
    let link = format!("{}/api/now/attachment/{made}/file", state.settings.base);
    if let Some(row) = state.find_mut("sys_attachment", &made) {
        row.insert("download_link".to_owned(), link);
    }
    match state.find("sys_attachment", &made) {
        Some(row) => {
            let shown: std::collections::BTreeMap<&str, &str> =
                schema::columns("sys_attachment").iter().map(|(name, _)| (*name, text(row, name))).collect();
            Answer::json(201, &json!({ "result": shown }))
        }
        None => no_record(),
    }
}
