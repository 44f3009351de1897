//! `[os]`, `[infocom]` and `[contract]` of a mapping as they stand in the file: fields, and what holds for
//! the row as a whole.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::field::RawField;
use super::{At, Entries, Texts};
use crate::message::config::kind;
use crate::model::mapping::{Conflict, ContractLines};
use crate::settings::in_order;

/// The key of a part that is no column of its rows.
const ON_CONFLICT: &str = "on_conflict";

/// A text from columns or from a template: exactly one of both.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Choice", extend("minProperties" = 1, "maxProperties" = 1))]
pub(in crate::config) struct RawChoice {
    /// The first of these columns that the source has.
    pub column: Option<At<Texts>>,
    /// An expression over the record.
    pub template: Option<At<String>>,
}

/// A row of which an item has one: what holds for it, beside its fields.
#[derive(Debug, Clone)]
pub(in crate::config) struct RawRow {
    /// Who wins when somebody removed the row at the desk.
    pub on_conflict: Option<Conflict>,
    /// Fields.
    pub fields: Entries<At<RawField>>,
}

impl<'de> Deserialize<'de> for RawRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = RawRow;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", kind::table())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawRow, A::Error> {
                let mut on_conflict = None;
                let mut fields = Vec::new();
                while let Some(name) = map.next_key::<At<String>>()? {
                    if name.as_str() == ON_CONFLICT {
                        on_conflict = Some(map.next_value()?);
                    } else {
                        fields.push((name, map.next_value()?));
                    }
                }
                Ok(RawRow { on_conflict, fields: in_order(fields) })
            }
        }
        deserializer.deserialize_map(Tables)
    }
}

impl JsonSchema for RawRow {
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let field = generator.subschema_for::<RawField>();
        let conflict = generator.subschema_for::<Conflict>();
        json_schema!({
            "type": "object",
            "properties": { "on_conflict": conflict },
            "additionalProperties": field,
        })
    }
}

/// A contract: its choice beside its fields.
#[derive(Debug, Clone)]
pub(in crate::config) struct RawContract {
    /// An existing contract, by name or number.
    pub choose: Option<At<RawChoice>>,
    /// What several rows of one item are that differ in their contract alone.
    pub lines: Option<ContractLines>,
    /// Who wins when somebody took the contract from the item at the desk.
    pub on_conflict: Option<Conflict>,
    /// Fields.
    pub fields: Entries<At<RawField>>,
}

impl<'de> Deserialize<'de> for RawContract {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Tables;
        impl<'de> Visitor<'de> for Tables {
            type Value = RawContract;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", kind::table())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawContract, A::Error> {
                let mut choose = None;
                let mut lines = None;
                let mut on_conflict = None;
                let mut fields = Vec::new();
                while let Some(name) = map.next_key::<At<String>>()? {
                    if name.as_str() == "choose" {
                        choose = Some(map.next_value()?);
                    } else if name.as_str() == "lines" {
                        lines = Some(map.next_value()?);
                    } else if name.as_str() == ON_CONFLICT {
                        on_conflict = Some(map.next_value()?);
                    } else {
                        fields.push((name, map.next_value()?));
                    }
                }
                Ok(RawContract { choose, lines, on_conflict, fields: in_order(fields) })
            }
        }
        deserializer.deserialize_map(Tables)
    }
}

impl JsonSchema for RawContract {
    fn schema_name() -> Cow<'static, str> {
        "Contract".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let choice = generator.subschema_for::<RawChoice>();
        let field = generator.subschema_for::<RawField>();
        let lines = generator.subschema_for::<ContractLines>();
        let conflict = generator.subschema_for::<Conflict>();
        json_schema!({
            "type": "object",
            "properties": { "choose": choice, "lines": lines, "on_conflict": conflict },
            "additionalProperties": field,
        })
    }
}
