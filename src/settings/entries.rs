//! Tables whose keys are names that the administrator chooses, in the order of the file.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::place::At;
use crate::message::config::kind;

/// Names with what stands under them, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct Entries<V>(pub Vec<(At<String>, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tables<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Tables<V> {
            type Value = Entries<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", kind::table())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(in_order(entries))
            }
        }
        deserializer.deserialize_map(Tables(PhantomData))
    }
}

/// The parser hands tables over sorted by name; the file's order is that of the places.
pub(crate) fn in_order<V>(mut entries: Vec<(At<String>, V)>) -> Entries<V> {
    entries.sort_by_key(|(name, _)| name.span.start);
    Entries(entries)
}

impl<V: JsonSchema> JsonSchema for Entries<V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("TableOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}
