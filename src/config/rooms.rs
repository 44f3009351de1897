//! The kinds of systems that `stocktake.toml` can have, and the schema of the table of one.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::systems::ROOMS;
use crate::systems::table::{Room, Table};

/// Every kind of system that has a table in `stocktake.toml`, those to practise with last.
pub(in crate::config) fn rooms() -> impl Iterator<Item = (&'static Room, Table)> {
    let real = ROOMS.iter().copied();
    #[cfg(feature = "practice")]
    let real = real.chain(crate::practice::ROOMS);
    real.filter_map(|room| Some((room, room.table?)))
}

/// What the target of mappings can hold: there is one product of targets.
pub(in crate::config) fn target_schema() -> &'static crate::model::Schema {
    ROOMS
        .iter()
        .find_map(|room| room.target.as_ref())
        .map(|target| target.schema)
        .unwrap_or_else(|| unreachable!())
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

#[cfg(test)]
mod tests {
    #[cfg(feature = "practice")]
    #[test]
    fn the_doubles_have_the_keys_that_a_program_without_them_knows() {
        let keys = crate::practice::ROOMS.map(|room| room.kind.key);
        assert_eq!(keys, crate::systems::DOUBLES);
    }
}
