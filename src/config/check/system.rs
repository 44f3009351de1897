//! `[system.NAME]`: which kind it is; its room reads the rest.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{FileCheck, code};
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::system::{Role, System};
use crate::settings::{At, Entry, Untyped, entries_of};
use crate::systems::ROOMS;
use crate::systems::table::{Place, Room, Table};

/// Every kind of system that has a table in `stocktake.toml`, those to practise with last.
fn rooms() -> impl Iterator<Item = (&'static Room, Table)> {
    let real = ROOMS.iter().copied();
    #[cfg(feature = "practice")]
    let real = real.chain(crate::practice::ROOMS);
    real.filter_map(|room| Some((room, room.table?)))
}

/// The kind of a system, by its key.
pub(crate) fn room(key: &str) -> Option<&'static Room> {
    rooms().map(|(room, _)| room).find(|room| room.kind.key == key)
}

/// The systems of `stocktake.toml`: those that could be read, and the names of all.
#[derive(Debug, Default)]
pub(in crate::config) struct Systems {
    /// By name.
    pub known: BTreeMap<String, System>,
    /// Names of all, in the order of the file.
    pub names: Vec<String>,
}

/// The table `system`.
pub(in crate::config) fn systems(
    check: &mut FileCheck<'_>,
    folder: &Path,
    (key, value): Entry<'_>,
) -> Systems {
    let mut systems = Systems::default();
    for (name, value) in entries_of(check, &key, value).unwrap_or_default() {
        systems.names.push(name.value.clone());
        if let Some(system) = system(check, folder, &name, value) {
            systems.known.insert(name.value, system);
        }
    }
    systems
}

/// A system; `None` when it is not told which kind.
fn system(check: &mut FileCheck<'_>, folder: &Path, name: &At<String>, value: Untyped<'_>) -> Option<System> {
    if name.trim().is_empty() {
        check.report(code::BLANK, &name.span, message::config::system::name_blank());
    }
    let mut kinds: Vec<(&'static str, std::ops::Range<usize>, Option<System>)> = Vec::new();
    let mut is_whole = true;
    for (key, value) in entries_of(check, name, value)? {
        let Some((room, _)) = rooms().find(|(room, _)| room.kind.key == key.value) else {
            unknown(check, &key);
            is_whole = false;
            continue;
        };
        let (span, place) = (value.span(), Place { folder, name });
        kinds.push((room.kind.key, span, room.read(check, place, value)));
    }
    if let [(first, ..), (second, span, _), ..] = kinds.as_slice() {
        let message = message::config::system::two_kinds(&name.value, first, second);
        check
            .report(code::EXACTLY_ONE, span, message)
            .label(label::second_one())
            .help(message::config::system::one_kind_each());
        return None;
    }
    if kinds.is_empty() && is_whole {
        let message = message::config::system::kind_not_said(&name.value);
        check
            .report(code::EXACTLY_ONE, &name.span, message)
            .label(label::of_no_kind())
            .help(kinds_help(&name.value));
    }
    kinds.pop().and_then(|(_, _, system)| system)
}

fn unknown(check: &mut FileCheck<'_>, key: &At<String>) {
    let known: Vec<&str> = rooms().map(|(room, _)| room.kind.key).collect();
    check
        .report(code::UNKNOWN_KEY, &key.span, message::config::decode::no_such_key(&key.value))
        .label(label::unknown_key())
        .help(suggest(key, known::keys_here(), &known));
}

/// The tables that would say what a system is.
fn kinds_help(name: &str) -> String {
    let keys = |wanted: &dyn Fn(&Room) -> bool| {
        rooms().filter(|(room, _)| wanted(room)).map(|(room, _)| room.kind.key).collect::<Vec<_>>()
    };
    let tables = |keys: Vec<&str>| {
        keys.into_iter().map(|key| format!("[system.{name}.{key}]")).collect::<Vec<_>>().join(", ")
    };
    let desks = keys(&|room| room.has(Role::Tickets) && !room.kind.is_practice);
    let doubles = keys(&|room| room.has(Role::Tickets) && room.kind.is_practice);
    let monitors = keys(&|room| room.has(Role::Events));
    let mut help = String::from(message::config::system::write_one_of(tables(desks)));
    if !doubles.is_empty() {
        help.push_str(&message::config::system::or_practise(tables(doubles)).to_string());
    }
    help.push_str(&message::config::system::or_monitor(monitors.join(", ")).to_string());
    help
}

/// `[system.NAME]`, for the schema: exactly one table of a room.
#[derive(Debug, Clone, serde::Deserialize)]
pub(in crate::config) struct RawSystem(serde::de::IgnoredAny);

impl JsonSchema for RawSystem {
    fn schema_name() -> Cow<'static, str> {
        "System".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties = serde_json::Map::new();
        for (room, table) in rooms() {
            let mut schema = (table.schema)(generator);
            schema.insert("description".to_owned(), room.about.into());
            properties.insert(room.kind.key.to_owned(), schema.to_value());
        }
        json_schema!({
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1
        })
    }
}
