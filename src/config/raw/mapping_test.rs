//! `[[test]]` of a mapping as it stands in the file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{At, Entries, LocalDay};
use crate::message::config::kind;

/// A test of the mapping, run by `check`: a row, and exactly one of `want`, `reject` and
/// `left_out`. `want` and `reject` together: a field is left out, the rest goes on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Test")]
pub(in crate::config) struct RawTest {
    /// What it is called.
    pub name: Option<At<String>>,
    /// The row, by the source's column names: texts, numbers, true or false, dates.
    pub row: Option<At<Entries<At<RawCell>>>>,
    /// What `today` is in templates; by default the day on which the test runs.
    pub today: Option<At<LocalDay>>,
    /// Values by field (`serial`, `"os.licenseid"`, `contract` for the one that is chosen): names
    /// as names, "" for a field that is left alone, `<clear>` for one that is emptied. Of a set all its elements, in the
    /// order of the row: `processors = [{ designation = "Xeon" }]`; `[]` for none.
    pub want: Option<At<Entries<At<RawWant>>>>,
    /// Fields that `want` does not list must be left alone; of sets those that it lists.
    #[schemars(extend("default" = false))]
    pub exact: Option<At<bool>>,
    /// The row is rejected, and the reason holds this text.
    pub reject: Option<At<String>>,
    /// The field that the reject is about.
    pub reject_field: Option<At<String>>,
    /// `only_if` leaves the row out.
    pub left_out: Option<At<bool>>,
}

/// A cell of a test's row, or a value that it wants.
#[derive(Debug, Clone)]
pub(in crate::config) enum RawCell {
    /// Text.
    Text(String),
    /// Whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Truth value.
    Bool(bool),
    /// Date, time, or both, as TOML writes them.
    Moment(toml::value::Datetime),
}

/// What a test wants of a field, or of a set.
#[derive(Debug, Clone)]
pub(in crate::config) enum RawWant {
    /// The value of a field.
    Value(RawCell),
    /// The elements of a set: values by field.
    Elements(Vec<At<Entries<At<RawCell>>>>),
}

impl<'de> Deserialize<'de> for RawWant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyWant)
    }
}

struct AnyWant;

impl<'de> Visitor<'de> for AnyWant {
    type Value = RawWant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::cell_or_elements())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RawWant, E> {
        AnyCell.visit_str(text).map(RawWant::Value)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<RawWant, E> {
        AnyCell.visit_i64(number).map(RawWant::Value)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<RawWant, E> {
        AnyCell.visit_f64(number).map(RawWant::Value)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<RawWant, E> {
        AnyCell.visit_bool(yes).map(RawWant::Value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawWant, A::Error> {
        AnyCell.visit_map(map).map(RawWant::Value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawWant, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(RawWant::Elements(elements))
    }
}

impl JsonSchema for RawWant {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Want".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "anyOf": [
                { "type": ["string", "number", "boolean"] },
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": { "type": ["string", "number", "boolean"] }
                    }
                }
            ]
        })
    }
}

impl<'de> Deserialize<'de> for RawCell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyCell)
    }
}

struct AnyCell;

impl<'de> Visitor<'de> for AnyCell {
    type Value = RawCell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::cell())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RawCell, E> {
        Ok(RawCell::Text(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<RawCell, E> {
        Ok(RawCell::Integer(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<RawCell, E> {
        Ok(RawCell::Float(number))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<RawCell, E> {
        Ok(RawCell::Bool(yes))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawCell, A::Error> {
        toml::value::Datetime::deserialize(MapAccessDeserializer::new(map)).map(RawCell::Moment)
    }
}

impl JsonSchema for RawCell {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Cell".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}
