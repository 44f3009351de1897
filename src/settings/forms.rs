//! Values that may be written in more than one form, such as one text or a list of texts.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::place::At;
use crate::message::config::kind;

/// Implements `Deserialize` through a visitor that accepts any form.
macro_rules! any_form {
    ($form:ty) => {
        impl<'de> Deserialize<'de> for $form {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Forms::<Self>(std::marker::PhantomData))
            }
        }
    };
}

/// Visitor of one of the types below.
struct Forms<T>(std::marker::PhantomData<T>);

/// Implements an inlined `JsonSchema`.
macro_rules! form_schema {
    ($form:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $form {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

/// One text or a list of texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts(pub Vec<String>);

any_form!(Texts);
form_schema!(Texts, "Texts", {
    "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }]
});

impl<'de> Visitor<'de> for Forms<Texts> {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::text_or_texts())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = seq.next_element()? {
            texts.push(text);
        }
        Ok(Texts(texts))
    }
}

/// A text, or a number or truth value that stands for its text.
#[derive(Debug, Clone)]
pub(crate) struct Scalar(pub String);

any_form!(Scalar);
form_schema!(Scalar, "Scalar", { "type": ["string", "number", "boolean"] });

impl<'de> Visitor<'de> for Forms<Scalar> {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::scalar())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar(number.to_string()))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Scalar, E> {
        Ok(Scalar(yes.to_string()))
    }
}

/// A [`Scalar`] or a list of them.
#[derive(Debug, Clone)]
pub(crate) struct Scalars(pub Vec<Scalar>);

any_form!(Scalars);
form_schema!(Scalars, "Scalars", {
    "anyOf": [
        { "type": ["string", "number", "boolean"] },
        { "type": "array", "items": { "type": ["string", "number", "boolean"] } }
    ]
});

impl<'de> Visitor<'de> for Forms<Scalars> {
    type Value = Scalars;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::scalar_or_scalars())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Scalars, E> {
        Ok(Scalars(vec![Scalar(text.to_owned())]))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Scalars, E> {
        Ok(Scalars(vec![Scalar(number.to_string())]))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Scalars, E> {
        Ok(Scalars(vec![Scalar(number.to_string())]))
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Scalars, E> {
        Ok(Scalars(vec![Scalar(yes.to_string())]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalars, A::Error> {
        let mut scalars = Vec::new();
        while let Some(scalar) = seq.next_element()? {
            scalars.push(scalar);
        }
        Ok(Scalars(scalars))
    }
}

/// A name and whether it must be known.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "NameTable")]
pub(crate) struct NameTable {
    /// The name.
    pub name: Option<At<String>>,
    /// Without it there is no ticket; else the ticket is opened without it where it is not known.
    pub required: Option<bool>,
    /// Name that is taken where that one is not known, or where the event names nobody: of `contact` and `team`.
    pub otherwise: Option<At<String>>,
}

/// A name as text, or as a table that says whether it must be known.
#[derive(Debug, Clone)]
pub(crate) enum NameText {
    /// `"Support"`
    Name(String),
    /// `{ name = "Support", required = true }`
    Table(NameTable),
}

any_form!(NameText);

impl JsonSchema for NameText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "NameText".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<NameTable>();
        json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

impl<'de> Visitor<'de> for Forms<NameText> {
    type Value = NameText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::name_or_table())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<NameText, E> {
        Ok(NameText::Name(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<NameText, A::Error> {
        NameTable::deserialize(MapAccessDeserializer::new(map)).map(NameText::Table)
    }
}

/// Whether the item of a host is looked for, and whether it must be found.
#[derive(Debug, Clone)]
pub(crate) enum HostItem {
    /// `true`
    Wanted(bool),
    /// `{ required = true }`
    Table(HostItemTable),
}

/// Whether the item of a host must be found.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "HostItemTable")]
pub(crate) struct HostItemTable {
    /// Without it there is no ticket; else the ticket is opened without it, which is told.
    pub required: bool,
}

impl HostItem {
    /// Whether it is looked for.
    pub fn is_wanted(&self) -> bool {
        match self {
            Self::Wanted(wanted) => *wanted,
            Self::Table(_) => true,
        }
    }

    /// Whether there is no ticket without it.
    pub fn is_required(&self) -> bool {
        match self {
            Self::Wanted(_) => false,
            Self::Table(table) => table.required,
        }
    }
}

any_form!(HostItem);

impl JsonSchema for HostItem {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "HostItem".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<HostItemTable>();
        json_schema!({ "anyOf": [{ "type": "boolean" }, table] })
    }
}

impl<'de> Visitor<'de> for Forms<HostItem> {
    type Value = HostItem;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::flag_or_required())
    }

    fn visit_bool<E: Error>(self, wanted: bool) -> Result<HostItem, E> {
        Ok(HostItem::Wanted(wanted))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HostItem, A::Error> {
        HostItemTable::deserialize(MapAccessDeserializer::new(map)).map(HostItem::Table)
    }
}

/// A level of impact, urgency or priority: a word of the one scale, or a number of the desk's own.
#[derive(Debug, Clone)]
pub(crate) enum LevelText {
    /// `high`
    Word(String),
    /// `2`
    Number(i64),
}

any_form!(LevelText);
form_schema!(LevelText, "Level", {
    "anyOf": [
        { "enum": ["major", "highest", "high", "medium", "low", "lowest"] },
        { "type": "integer", "minimum": 1, "maximum": 6 }
    ]
});

impl<'de> Visitor<'de> for Forms<LevelText> {
    type Value = LevelText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::level())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<LevelText, E> {
        Ok(LevelText::Word(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<LevelText, E> {
        Ok(LevelText::Number(number))
    }
}

/// A percentage, or a word (`off`) that is checked later.
#[derive(Debug, Clone)]
pub(crate) enum ShrinkText {
    /// Percent.
    Percent(f64),
    /// Any text.
    Word(String),
}

any_form!(ShrinkText);
form_schema!(ShrinkText, "Shrink", {
    "anyOf": [{ "type": "number", "minimum": 0, "maximum": 100 }, { "const": "off" }]
});

impl<'de> Visitor<'de> for Forms<ShrinkText> {
    type Value = ShrinkText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::percent_or_off())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ShrinkText, E> {
        Ok(ShrinkText::Word(text.to_owned()))
    }

    #[expect(clippy::cast_precision_loss, reason = "a percentage is small; too large ones are refused")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<ShrinkText, E> {
        Ok(ShrinkText::Percent(number as f64))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<ShrinkText, E> {
        Ok(ShrinkText::Percent(number))
    }
}

/// The table of a limit.
#[derive(Debug, Clone, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LimitTable")]
pub(crate) struct LimitTable {
    /// Percent of the items that the job keeps, 0 to 100.
    #[schemars(range(min = 0, max = 100))]
    pub percent: Option<At<f64>>,
    /// Number of items.
    #[schemars(range(min = 0))]
    pub count: Option<At<i64>>,
}

/// A limit as a table, or a word (`off`) that is checked later.
#[derive(Debug, Clone)]
pub(crate) enum LimitText {
    /// `{ percent = 10, count = 100 }`
    Table(LimitTable),
    /// Any text.
    Word(String),
}

any_form!(LimitText);

impl JsonSchema for LimitText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Limit".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let table = generator.subschema_for::<LimitTable>();
        json_schema!({ "anyOf": [table, { "const": "off" }] })
    }
}

impl<'de> Visitor<'de> for Forms<LimitText> {
    type Value = LimitText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::limit_table())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<LimitText, E> {
        Ok(LimitText::Word(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LimitText, A::Error> {
        LimitTable::deserialize(MapAccessDeserializer::new(map)).map(LimitText::Table)
    }
}

/// A sheet by name or by position.
#[derive(Debug, Clone)]
pub(crate) enum SheetName {
    /// By name.
    Name(String),
    /// By position, from 1.
    Number(i64),
}

any_form!(SheetName);
form_schema!(SheetName, "SheetName", { "anyOf": [{ "type": "string" }, { "type": "integer", "minimum": 1 }] });

impl<'de> Visitor<'de> for Forms<SheetName> {
    type Value = SheetName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::sheet())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SheetName, E> {
        Ok(SheetName::Name(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<SheetName, E> {
        Ok(SheetName::Number(number))
    }
}

/// An item by its id, or by its name or another key.
#[derive(Debug, Clone)]
pub(crate) enum ItemName {
    /// By id.
    Id(i64),
    /// By any other text.
    Key(String),
}

any_form!(ItemName);
form_schema!(ItemName, "ItemName", { "anyOf": [{ "type": "integer", "minimum": 1 }, { "type": "string" }] });

impl<'de> Visitor<'de> for Forms<ItemName> {
    type Value = ItemName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::item())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ItemName, E> {
        Ok(ItemName::Key(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<ItemName, E> {
        Ok(ItemName::Id(number))
    }
}

/// A day as a TOML local date or as a text, which is checked later.
#[derive(Debug, Clone)]
pub(crate) struct LocalDay(pub String);

any_form!(LocalDay);
form_schema!(LocalDay, "LocalDay", { "type": "string", "format": "date" });

impl<'de> Visitor<'de> for Forms<LocalDay> {
    type Value = LocalDay;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", kind::day())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<LocalDay, E> {
        Ok(LocalDay(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LocalDay, A::Error> {
        let day = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        Ok(LocalDay(day.to_string()))
    }
}
