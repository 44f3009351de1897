//! `mappings/NAME.toml` as it stands in the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::mapping_test::RawTest;
use super::set::RawSets;
use super::{At, Entries, Scalar, Texts};
use crate::message::config::kind;
use crate::model::class::MonthRounding;
use crate::model::mapping::{
    Blank, Case, Conflict, ContractLines, Hold, Locale, MissingName, Otherwise, Write,
};
use crate::model::set::RowsPerItem;
use crate::settings::in_order;

/// A mapping: how records become items of one class.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "mappings/NAME.toml", rename = "Mapping")]
pub(in crate::config) struct RawMapping {
    /// Class of item as the desk spells it, such as `Computer`.
    pub class: Option<At<String>>,
    /// One line for people.
    #[expect(dead_code, reason = "for the reader of the file")]
    pub description: Option<String>,
    /// Language conventions of dates and numbers, for every field that has none of its own.
    #[schemars(extend("default" = "iso"))]
    pub locale: Option<Locale>,
    /// IANA zone of dates with a time, for every field that has none of its own.
    pub zone: Option<At<String>>,
    /// Who wins when source and desk both changed a field, for every field that has none of its own.
    #[schemars(extend("default" = "human"))]
    pub on_conflict: Option<Conflict>,
    /// Key that names a record in its source for good; by default the first whole match key.
    pub source_key: Option<At<RawChoice>>,
    /// Keys by which an item is found, in order; each is a list of columns of `[field.*]`.
    #[serde(rename = "match")]
    pub match_keys: Option<At<RawKeys>>,
    /// Template: rows for which it is not true are left out.
    pub only_if: Option<At<String>>,
    /// Values that are never used as keys, besides the built-in ones.
    pub junk: Option<RawJunk>,
    /// Fields of the item, by the desk's column.
    #[serde(default)]
    pub field: Entries<At<RawField>>,
    /// Fields of its operating system.
    pub os: Option<At<Entries<At<RawField>>>>,
    /// Its contract: how it is chosen, and fields.
    pub contract: Option<At<RawContract>>,
    /// Fields of its financial data.
    pub infocom: Option<At<Entries<At<RawField>>>>,
    /// Keyed child sets: disks, processors, ports and the like.
    pub set: Option<RawSets>,
    /// Whether the rows of one item are put together.
    #[schemars(extend("default" = "one"))]
    pub rows: Option<At<RowsPerItem>>,
    /// Tests: rows, and what the mapping is to make of them.
    #[serde(default)]
    pub test: Vec<At<RawTest>>,
}

/// Lists of columns.
pub(in crate::config) type RawKeys = Vec<At<Vec<At<String>>>>;

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

/// Values that are never used as keys.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Junk")]
pub(in crate::config) struct RawJunk {
    /// More words, compared without case.
    #[serde(default)]
    pub words: Vec<String>,
    /// More patterns (regular expressions).
    #[serde(default)]
    pub patterns: Vec<At<String>>,
    /// Words of the built-in list that are good here.
    #[serde(default)]
    pub allow: Vec<String>,
}

/// A contract: its choice beside its fields.
#[derive(Debug, Clone)]
pub(in crate::config) struct RawContract {
    /// An existing contract, by name or number.
    pub choose: Option<At<RawChoice>>,
    /// What several rows of one item are that differ in their contract alone.
    pub lines: Option<ContractLines>,
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
                let mut fields = Vec::new();
                while let Some(name) = map.next_key::<At<String>>()? {
                    if name.as_str() == "choose" {
                        choose = Some(map.next_value()?);
                    } else if name.as_str() == "lines" {
                        lines = Some(map.next_value()?);
                    } else {
                        fields.push((name, map.next_value()?));
                    }
                }
                Ok(RawContract { choose, lines, fields: in_order(fields) })
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
        json_schema!({
            "type": "object",
            "properties": { "choose": choice, "lines": lines },
            "additionalProperties": field,
        })
    }
}

/// How one field gets its value: exactly one of `column`, `value` and `template`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Field")]
pub(in crate::config) struct RawField {
    /// The first of these columns that the source has; one name or a list.
    pub column: Option<At<Texts>>,
    /// The same value for every record.
    pub value: Option<At<Scalar>>,
    /// An expression over the record: `{{ row['Name'] | trim }}`.
    pub template: Option<At<String>>,
    /// A record without this value is rejected.
    #[schemars(extend("default" = false))]
    pub required: Option<bool>,
    /// Letters.
    #[schemars(extend("default" = "keep"))]
    pub case: Option<Case>,
    /// Cut blanks at both ends.
    #[schemars(extend("default" = true))]
    pub trim: Option<bool>,
    /// Make runs of blanks one.
    #[schemars(extend("default" = false))]
    pub squeeze: Option<bool>,
    /// Patterns (regular expressions) and what they are replaced with (`$1`, `${name}`).
    #[serde(default)]
    pub replace: Vec<At<RawReplace>>,
    /// Value table: compared exactly, then without case.
    pub values: Option<BTreeMap<String, String>>,
    /// What happens to a text that `values` does not have.
    #[schemars(extend("default" = "keep"))]
    pub otherwise: Option<At<Otherwise>>,
    /// Used when the value is absent or blank.
    pub default: Option<Scalar>,
    /// What a blank does to the desk's value.
    #[schemars(extend("default" = "keep"))]
    pub blank: Option<Blank>,
    /// Words that mean "clear it".
    #[schemars(extend("default" = ["<clear>"]))]
    pub clear_words: Option<Vec<String>>,
    /// When the field is written.
    #[schemars(extend("default" = "always"))]
    pub write: Option<Write>,
    /// Who wins when source and desk both changed it since the last run.
    #[schemars(extend("default" = "human"))]
    pub on_conflict: Option<Conflict>,
    /// Which changes of it wait for approval; by default `shorter` for the begin, duration and end of
    /// contracts and warranties and for end and expiry dates, `lower` for prices (a price that is cleared does not wait), `moved` for serial.
    pub hold: Option<Hold>,
    /// What is done about a name that the desk does not have; by default `create` for dropdowns
    /// and trees, `reject` for entities and references.
    pub missing: Option<At<MissingName>>,
    /// What it holds; by default what the column is known to hold.
    #[serde(rename = "type")]
    pub kind: Option<At<RawKind>>,
    /// Class of the rows that a dropdown, tree or reference points at.
    pub class: Option<At<String>>,
    /// For a reference: the column of the other class that holds the key.
    #[schemars(extend("default" = "name"))]
    pub by: Option<At<String>>,
    /// For `months_until`: the field with the begin date.
    pub begin: Option<At<String>>,
    /// For `months_until`: what is done with a part of a month.
    #[schemars(extend("default" = "up"))]
    pub round: Option<At<MonthRounding>>,
    /// For dates: `strftime` patterns tried in order, such as `%d/%m/%Y`.
    pub formats: Option<At<Vec<At<String>>>>,
    /// Language conventions of dates and numbers.
    pub locale: Option<Locale>,
    /// IANA zone of dates with a time.
    pub zone: Option<At<String>>,
    /// More words for yes.
    pub yes: Option<At<Vec<String>>>,
    /// More words for no.
    pub no: Option<At<Vec<String>>>,
}

/// A pattern and what it is replaced with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Replace")]
pub(in crate::config) struct RawReplace {
    /// Regular expression.
    pub find: Option<At<String>>,
    /// What it is replaced with.
    pub with: Option<At<String>>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "Kind")]
pub(in crate::config) enum RawKind {
    /// One line.
    Text,
    /// Several lines.
    Longtext,
    /// Whole number.
    Integer,
    /// Number of four decimal places.
    Decimal,
    /// The same, currency signs are dropped.
    Money,
    /// Day.
    Date,
    /// Day and time.
    Datetime,
    /// Yes or no.
    Boolean,
    /// MAC address.
    Mac,
    /// IP address.
    Ip,
    /// Any number of IP addresses in one cell.
    Addresses,
    /// Size in whole mebibytes; `16 GB` and `1,5 To` count in steps of 1024.
    Mebibytes,
    /// A flat list of names.
    Dropdown,
    /// A tree of names, by path `A > B`.
    Tree,
    /// An entity, by name or path.
    Entity,
    /// An item of another class.
    Reference,
    /// A number of months given as an end date.
    MonthsUntil,
}
