//! A field of a mapping as it stands in the file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{At, Scalar, Texts};
use crate::model::mapping::{Blank, Case, Conflict, Hold, Locale, MissingName, Otherwise, Write};
use crate::model::schema::MonthRounding;

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
