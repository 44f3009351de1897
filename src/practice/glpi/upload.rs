//! Documents: multipart uploads, where their bytes are kept, and the download.
//! A refused file type still makes a Document, as the real server does.

use rusqlite::OptionalExtension;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::answer::Answer;
use super::database::Record;
use super::refusal::Refusal;
use super::schema::schema;
use super::sent::Sent;
use super::sent::scalar;
use super::session::Session;
use super::state::State;
use super::value::{self, moment};

/// A file that came with a request.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    name: String,
    mime: String,
    bytes: Vec<u8>,
}

/// Splits a multipart body into the manifest and the file; None when there is no manifest.
pub(super) fn read(content_type: &str, body: &[u8]) -> Option<(Map<String, Value>, Upload)> {
    let boundary = content_type.split("boundary=").nth(1)?.trim_matches('"');
    let marker = format!("--{boundary}");
    let mut manifest = None;
    let mut file = None;
    for part in split(body, marker.as_bytes()) {
        let Some(at) = find(part, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&part[..at]).into_owned();
        let content = part[at + 4..].strip_suffix(b"\r\n").unwrap_or(&part[at + 4..]);
        if head.contains("name=\"uploadManifest\"") {
            manifest = serde_json::from_slice::<Map<String, Value>>(content).ok();
        } else if let Some(name) = quoted(&head, "filename=\"") {
            file = Some(Upload { mime: mime_of(&name).to_owned(), name, bytes: content.to_vec() });
        }
    }
    manifest.zip(file)
}

fn split<'a>(body: &'a [u8], marker: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, marker) {
        parts.push(&rest[..at]);
        rest = &rest[at + marker.len()..];
    }
    parts
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn quoted(head: &str, key: &str) -> Option<String> {
    let rest = &head[head.find(key)? + key.len()..];
    rest.split('"').next().map(str::to_owned)
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_lowercase())
}

/// Not mime_guess: the program itself sends no files, and five types are what is rehearsed here.
fn mime_of(name: &str) -> &'static str {
    match extension(name).as_str() {
        "txt" | "log" => "text/plain",
        "csv" => "text/csv",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}

impl Upload {
    fn digest(&self) -> String {
        base16ct::lower::encode_string(&Sha256::digest(&self.bytes)[..20])
    }

    fn is_allowed(&self) -> bool {
        let known = ["txt", "log", "csv", "png", "jpg", "pdf", "xlsx", "docx", "zip"];
        known.contains(&extension(&self.name).as_str())
    }

    /// Hands the file on to the Document that is being added.
    pub(super) fn prepare(&self, sent: &mut Sent) {
        if !self.is_allowed() {
            return;
        }
        let digest = self.digest();
        let kind = extension(&self.name).to_uppercase();
        let path = format!("{kind}/{}/{}.{kind}", &digest[..2], &digest[2..]);
        for (column, value) in [
            ("filename", json!(self.name)),
            ("filepath", json!(path)),
            ("mime", json!(self.mime)),
            ("sha1sum", json!(digest)),
            ("_bytes", json!(self.bytes)),
        ] {
            sent.insert(column.to_owned(), value);
        }
    }

    /// The `upload_result` of an answer.
    pub(super) fn result(&self) -> Value {
        let prefix = &self.digest()[..14];
        let name = format!("{prefix}{}", self.name);
        let mut entry = json!({
            "name": name,
            "size": self.bytes.len(),
            "type": self.mime,
            "prefix": prefix,
            "display": self.name,
            "filesize": format!("{} o", self.bytes.len()),
            "id": format!("docfilename{}", self.bytes.len()),
        });
        if self.is_allowed() {
            entry["url"] = json!(format!("/files/{name}"));
            entry["deleteUrl"] = json!(format!("/apirest.php?filenam={name}"));
            entry["deleteType"] = json!("DELETE");
        } else {
            entry["error"] = json!("Filetype not allowed");
        }
        json!({"filename": [entry]})
    }
}

/// Owner, type and, for a linked Document, the name that the server makes up.
pub(super) fn before_add(state: &State, session: &Session, sent: &mut Sent) -> Result<(), Refusal> {
    sent.entry("users_id").or_insert_with(|| json!(session.user_id));
    let tag = uuid::Uuid::new_v4().simple().to_string();
    sent.insert("tag".to_owned(), json!(format!("{}-{}", &tag[..8], &tag[8..16])));
    if let Some(item) = owner(state, sent)? {
        let name = super::escape::decoded(&super::state::friendly_name(&item));
        let name = format!("Document: {} - {name}", item.kind.name);
        sent.insert("name".to_owned(), json!(name));
    }
    Ok(())
}

fn owner(state: &State, sent: &Sent) -> Result<Option<Record>, Refusal> {
    let item_type = sent.get("itemtype").and_then(scalar).unwrap_or_default();
    let id = sent.get("items_id").and_then(scalar).and_then(|id| id.parse().ok());
    Ok(state.find(&item_type, id.unwrap_or(0))?)
}

/// Keeps the bytes and makes the link to the owner.
pub(super) fn after_add(
    state: &State,
    session: &Session,
    document: &Record,
    sent: &Sent,
) -> Result<(), Refusal> {
    if let Some(Value::Array(bytes)) = sent.get("_bytes") {
        let bytes = bytes.iter().filter_map(Value::as_u64).filter_map(|byte| u8::try_from(byte).ok());
        let bytes: Vec<u8> = bytes.collect();
        let connection = &state.database.connection;
        connection
            .execute_batch("CREATE TABLE IF NOT EXISTS practice_files (path TEXT PRIMARY KEY, bytes BLOB)")?;
        let sql = "INSERT OR REPLACE INTO practice_files VALUES (?, ?)";
        connection.prepare_cached(sql)?.execute((document.text("filepath"), bytes))?;
    }
    let (Some(item), Some(kind)) = (owner(state, sent)?, schema().item_type("Document_Item")) else {
        return Ok(());
    };
    let now = super::state::now();
    let values = kind.columns.iter().map(|column| match column.name {
        "documents_id" => json!(document.id),
        "items_id" => json!(item.id),
        "itemtype" => json!(item.kind.name),
        "entities_id" => document.get("entities_id"),
        "users_id" => json!(session.user_id),
        "timeline_position" => json!(1),
        "date_mod" | "date_creation" => json!(now),
        _ => value::default_of(column).unwrap_or_default(),
    });
    let link = Record { kind, id: 0, values: values.collect() };
    state.database.insert(&link, None)?;
    Ok(())
}

/// The file of a Document.
pub(super) fn download(state: &State, document: &Record) -> Answer {
    let sql = "SELECT bytes FROM practice_files WHERE path = ?";
    let found = state.database.connection.prepare_cached(sql).and_then(|mut statement| {
        let path = document.text("filepath");
        statement.query_row([path], |row| row.get::<_, Vec<u8>>(0)).optional()
    });
    let Ok(Some(bytes)) = found else {
        return Answer::missing_item();
    };
    let name = document.text("filename");
    let mut answer = Answer::html(200, "");
    answer.body = bytes;
    answer.content_type = match mime_of(&name) {
        "text/plain" => "text/plain;charset=UTF-8",
        other => other,
    };
    let file = format!("attachment; filename=\"{name}\"; filename*=utf-8''{name}");
    let answer = answer.with("content-disposition", file);
    match moment(&document.text("date_mod")) {
        Some(date) => {
            let date = httpdate::fmt_http_date(date.and_utc().into());
            answer.with("etag", document.text("sha1sum")).with("last-modified", date)
        }
        None => answer,
    }
}
