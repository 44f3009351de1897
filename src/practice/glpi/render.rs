//! Rows as JSON: hidden columns, time zone, expanded dropdowns, links, decoded text.
//! Reads names of other rows; writes nothing.

use std::collections::HashMap;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use super::database::{Record, Selection};
use super::escape;
use super::groups;
use super::links;
use super::request::{Request, members};
use super::schema::{ItemType, Kind, schema};
use super::sent::scalar;
use super::session::Session;
use super::state::{State, arrow, friendly_name};
use super::value::shown_timestamp;

/// A row ready to be written, its columns in their order.
#[derive(Debug)]
pub(super) struct Shown(pub(super) Vec<(&'static str, Value)>);

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// Columns that never leave the server.
const SECRETS: [&str; 6] = [
    "password",
    "personal_token",
    "api_token",
    "cookie_token",
    "password_history",
    "password_forget_token_hash",
];

/// How rows are to be shown, from the parameters of a request.
pub(super) struct Renderer<'a> {
    state: &'a State,
    session: &'a Session,
    request: &'a Request,
    expands: bool,
    has_links: bool,
    names: HashMap<(&'static str, i64), Option<String>>,
}

impl<'a> Renderer<'a> {
    pub(super) fn new(state: &'a State, session: &'a Session, request: &'a Request) -> Self {
        Renderer {
            state,
            session,
            request,
            expands: request.is_on("expand_dropdowns"),
            has_links: request.is_on_by_default("get_hateoas"),
            names: HashMap::new(),
        }
    }

    /// The columns of a row, in the zone of the session, still encoded.
    pub(super) fn plain(&self, row: &Record) -> Shown {
        let version = self.state.settings.number;
        let apart = groups::are_apart(self.state, row.kind);
        let mut fields = Vec::with_capacity(row.values.len() + 3);
        fields.push(("id", json!(row.id)));
        for (column, value) in row.kind.columns.iter().zip(&row.values) {
            let is_secret = row.kind.name == "User" && SECRETS.contains(&column.name);
            if is_secret || !column.lifetime.has(version) || (apart && groups::is_one(column.name)) {
                continue;
            }
            let value = match (column.kind, value) {
                (Kind::Timestamp, Value::String(text)) => {
                    Value::String(shown_timestamp(text, self.session.zone))
                }
                // The root entity has no parent.
                (_, Value::Null) if version.is_nine() && row.kind.name == "Entity" && row.id == 0 => {
                    if column.name == "entities_id" { json!(-1) } else { Value::Null }
                }
                (_, value) => value.clone(),
            };
            fields.push((column.name, value));
        }
        Shown(fields)
    }

    /// A row as an answer carries it, without the blocks of `with_*`.
    pub(super) fn row(&mut self, row: &Record) -> rusqlite::Result<Shown> {
        let mut shown = self.plain(row);
        self.finish(row, &mut shown)?;
        Ok(shown)
    }

    /// Expands, links, names and decodes; blocks added before stay encoded.
    pub(super) fn finish(&mut self, row: &Record, shown: &mut Shown) -> rusqlite::Result<()> {
        let names = self.key_names(row)?;
        if self.expands {
            for (_, block) in shown.0.iter_mut().filter(|(_, value)| !is_scalar(value)) {
                self.expand_block(block)?;
            }
            for at in 0..shown.0.len() {
                let expanded = self.expanded(row, shown.0[at].0)?;
                if let Some(name) = expanded {
                    shown.0[at].1 = Value::String(name);
                }
            }
        }
        let version = self.state.settings.number;
        if !self.request.is_sanitized {
            for (_, value) in &mut shown.0 {
                if let Value::String(text) = value {
                    *text = escape::read(version.keeping(), text);
                }
            }
        }
        if self.has_links {
            shown.0.push(("links", links::of(&self.state.settings.api_url, row)));
        }
        if let Some(names) = names {
            shown.0.push(("_keys_names", names));
        }
        Ok(())
    }

    /// Expands the keys of the blocks that `with_*` added.
    fn expand_block(&mut self, block: &mut Value) -> rusqlite::Result<()> {
        match block {
            Value::Array(list) => list.iter_mut().try_for_each(|each| self.expand_block(each)),
            Value::Object(map) => {
                let item_type = map.get("itemtype").and_then(Value::as_str).map(str::to_owned);
                for (key, value) in map {
                    let target = match (key.as_str(), &item_type) {
                        ("items_id", Some(item_type)) => schema().item_type(item_type),
                        (key, _) => schema().target(key),
                    };
                    let id = value.as_i64().filter(|&id| id > 0 || key == "entities_id");
                    if let (Some(target), Some(id)) = (target, id) {
                        *value = Value::String(self.name(target, id)?.unwrap_or_default());
                    } else {
                        self.expand_block(value)?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn expanded(&mut self, row: &Record, column: &str) -> rusqlite::Result<Option<String>> {
        let Some(id) = row.get(column).as_i64() else {
            return Ok(None);
        };
        if id == 0 && column != "entities_id" {
            return Ok(None);
        }
        let target = if column == "items_id" {
            schema().item_type(&row.text("itemtype"))
        } else {
            schema().target(column)
        };
        match target {
            Some(target) => Ok(Some(self.name(target, id)?.unwrap_or_default())),
            None => Ok(None),
        }
    }

    /// The display name of an item; paths of trees with an encoded arrow.
    fn name(&mut self, kind: &'static ItemType, id: i64) -> rusqlite::Result<Option<String>> {
        if let Some(known) = self.names.get(&(kind.name, id)) {
            return Ok(known.clone());
        }
        let name = self.state.display_name(kind, id)?;
        let name = name.map(|name| name.replace(" > ", arrow(self.state.settings.number)));
        self.names.insert((kind.name, id), name.clone());
        Ok(name)
    }

    /// `_keys_names` of `add_keys_names[]`.
    fn key_names(&self, row: &Record) -> rusqlite::Result<Option<Value>> {
        let Some(wanted) = self.request.params.get("add_keys_names") else {
            return Ok(None);
        };
        let mut names = serde_json::Map::new();
        for key in members(wanted).into_iter().filter_map(scalar) {
            let named = if key == "id" {
                Some(friendly_name(row))
            } else {
                match (schema().target(&key), row.get(&key).as_i64()) {
                    (Some(kind), Some(id)) if row.kind.has(&key) => {
                        let found = self.state.fetch(kind, id)?;
                        Some(found.as_ref().map(friendly_name).unwrap_or_default())
                    }
                    _ => None,
                }
            };
            names.extend(named.map(|name| (key, Value::String(name))));
        }
        Ok(Some(Value::Object(names)))
    }

    /// Adds the blocks that `with_*` asks for.
    pub(super) fn add_blocks(&self, row: &Record, shown: &mut Shown) -> rusqlite::Result<()> {
        if self.request.is_on("with_devices") {
            shown.0.push(("_devices", self.devices(row)?));
        }
        for (parameter, block, link) in BLOCKS {
            if self.request.is_on(parameter) {
                let value = match link {
                    Some(link) => self.linked(row, link)?,
                    None => json!([]),
                };
                shown.0.push((block, value));
            }
        }
        Ok(())
    }

    fn linked(&self, row: &Record, link: &'static str) -> rusqlite::Result<Value> {
        let Some(kind) = schema().item_type(link) else {
            return Ok(json!([]));
        };
        let rows = self.links_of(row, kind)?;
        if link == "Infocom" {
            let first = rows.first().map(|row| json!(self.plain(row)));
            return Ok(first.unwrap_or_else(|| json!([])));
        }
        if link == "Item_SoftwareVersion" {
            return self.installations(&rows);
        }
        let mut rows = rows;
        if link == "Contract_Item" {
            let mut named = Vec::with_capacity(rows.len());
            for row in rows {
                let contract = self.state.find("Contract", row.int("contracts_id"))?;
                named.push((contract.map(|contract| contract.text("name")), row));
            }
            named.sort_by(|one, other| one.0.cmp(&other.0));
            rows = named.into_iter().map(|(_, row)| row).collect();
        }
        Ok(Value::Array(rows.iter().map(|row| json!(self.plain(row))).collect()))
    }

    fn installations(&self, rows: &[Record]) -> rusqlite::Result<Value> {
        let mut shown = Vec::new();
        for row in rows {
            let version = self.state.find("SoftwareVersion", row.int("softwareversions_id"))?;
            let software = version.as_ref().map_or(0, |version| version.int("softwares_id"));
            let found = self.state.find("Software", software)?;
            let count = |record: &Option<Record>, column: &str| {
                record.as_ref().map_or(0, |record| record.int(column))
            };
            shown.push(json!({
                "softwarecategories_id": count(&found, "softwarecategories_id"),
                "softwares_id": software,
                "softwareversions_id": row.int("softwareversions_id"),
                "is_dynamic": row.int("is_dynamic"),
                "states_id": count(&version, "states_id"),
                "is_valid": count(&found, "is_valid"),
            }));
        }
        Ok(Value::Array(shown))
    }

    fn devices(&self, row: &Record) -> rusqlite::Result<Value> {
        let mut found = serde_json::Map::new();
        let device_links = schema().types.iter().filter(|kind| kind.name.starts_with("Item_Device"));
        for kind in device_links {
            let mut rows = serde_json::Map::new();
            for link in self.links_of(row, kind)? {
                let mut shown = self.plain(&link);
                shown.0.retain(|(name, _)| !["items_id", "itemtype", "is_deleted"].contains(name));
                rows.insert(link.id.to_string(), json!(shown));
            }
            if !rows.is_empty() {
                found.insert(kind.name.to_owned(), Value::Object(rows));
            }
        }
        // PHP prints an empty map as a list.
        Ok(if found.is_empty() { json!([]) } else { Value::Object(found) })
    }

    fn links_of(&self, row: &Record, kind: &'static ItemType) -> rusqlite::Result<Vec<Record>> {
        let conditions = [format!("items_id = {}", row.id), format!("itemtype = '{}'", row.kind.name)];
        self.state.database.select(kind, &Selection::of(conditions))
    }
}

/// Parameter, block and the link type that fills it; None for blocks that stay empty here.
const BLOCKS: [(&str, &str, Option<&str>); 10] = [
    ("with_disks", "_disks", None),
    ("with_softwares", "_softwares", Some("Item_SoftwareVersion")),
    ("with_connections", "_connections", None),
    ("with_networkports", "_networkports", None),
    ("with_infocoms", "_infocoms", Some("Infocom")),
    ("with_contracts", "_contracts", Some("Contract_Item")),
    ("with_documents", "_documents", None),
    ("with_tickets", "_tickets", None),
    ("with_notes", "_notes", None),
    ("with_logs", "_logs", None),
];
