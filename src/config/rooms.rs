//! The kinds of systems that `stocktake.toml` can have, and the schema of the table of one.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::systems::ROOMS;
use crate::systems::table::{RecordsRole, Room, Table};

/// The kinds of systems that a project may have.
#[cfg_attr(test, derive(Default))]
pub(in crate::config) struct Rooms(Vec<&'static Room>);

impl Rooms {
    /// Those of this program.
    pub fn of_program() -> Self {
        Self(rooms().map(|(room, _)| room).collect())
    }

    /// The same and another one.
    #[cfg(test)]
    pub fn and(mut self, room: &'static Room) -> Self {
        self.0.push(room);
        self
    }

    /// The kind of a key.
    pub fn find(&self, key: &str) -> Option<&'static Room> {
        self.iter().find(|room| room.kind.key == key)
    }

    /// Each of them, those to practise with last.
    pub fn iter(&self) -> impl Iterator<Item = &'static Room> {
        self.0.iter().copied()
    }
}

/// Every kind of system of this program that has a table in `stocktake.toml`, those to practise with last.
fn rooms() -> impl Iterator<Item = (&'static Room, Table)> {
    let real = ROOMS.iter().copied();
    #[cfg(feature = "practice")]
    let real = real.chain(crate::practice::ROOMS);
    real.filter_map(|room| Some((room, room.table?)))
}

/// Every kind of system that has records, with how a feed asks for them.
pub(in crate::config) fn rooms_of_records() -> impl Iterator<Item = (&'static Room, &'static RecordsRole)> {
    rooms().filter_map(|(room, _)| Some((room, room.records.as_ref()?)))
}

/// The kind of a system, by its key.
pub(crate) fn room(key: &str) -> Option<&'static Room> {
    rooms().map(|(room, _)| room).find(|room| room.kind.key == key)
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

/// Adds to the schema of a feed the tables by which it asks a system for records.
pub(in crate::config) fn add_queries(feed: &mut Schema) {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    for (room, records) in rooms_of_records() {
        if records.asked_as(room.kind.key) != room.kind.key {
            continue;
        }
        let mut schema = (records.query.schema)(&mut settings.clone().into_generator());
        schema.insert("description".to_owned(), room.about.into());
        if let Some(properties) = feed.get_mut("properties").and_then(|value| value.as_object_mut()) {
            properties.insert(room.kind.key.to_owned(), schema.to_value());
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "practice")]
    #[test]
    fn the_doubles_have_the_keys_that_a_program_without_them_knows() {
        let keys = crate::practice::ROOMS.map(|room| room.kind.key);
        assert_eq!(keys, crate::systems::DOUBLES);
    }
}
