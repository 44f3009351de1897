//! `[authority.CLASS]` of `stocktake.toml` as it stands in the file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::{At, Texts};
use crate::message::config::kind;
use crate::model::authority::Lower;

/// Which job is authoritative: lists of jobs by field path, beside two settings.
#[derive(Debug, Clone)]
pub(in crate::config) struct RawAuthority {
    /// Jobs by field path, in the order of the file.
    pub order: Vec<(At<String>, At<Texts>)>,
    /// What a lower job may do.
    pub lower: Option<Lower>,
    /// A job without a good run for longer than this loses its rank.
    pub silent_after: Option<At<String>>,
}

impl<'de> Deserialize<'de> for RawAuthority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = RawAuthority;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", kind::table())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawAuthority, A::Error> {
                let mut raw = RawAuthority { order: Vec::new(), lower: None, silent_after: None };
                while let Some(key) = map.next_key::<At<String>>()? {
                    match key.as_str() {
                        "lower" => raw.lower = Some(map.next_value()?),
                        "silent_after" => raw.silent_after = Some(map.next_value()?),
                        _ => raw.order.push((key, map.next_value()?)),
                    }
                }
                Ok(raw)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

impl JsonSchema for RawAuthority {
    fn schema_name() -> Cow<'static, str> {
        "Authority".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let lower = generator.subschema_for::<Lower>();
        let jobs = generator.subschema_for::<Texts>();
        json_schema!({
            "type": "object",
            "properties": {
                "lower": lower,
                "silent_after": {
                    "type": "string",
                    "description": "A job without a good run for longer than this loses its rank: `3d`."
                }
            },
            "additionalProperties": jobs,
        })
    }
}
