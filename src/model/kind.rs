//! Classes and columns by name, and what a column holds.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

crate::model::said::words!(ClassName, Column);

/// An item type as the desk spells it, for example `Computer`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct ClassName(#[schemars(with = "String")] pub Arc<str>);

impl ClassName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for ClassName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A column of a class as the desk's API spells it, for example `serial`, `manufacturers_id`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(transparent)]
pub struct Column(#[schemars(with = "String")] pub Arc<str>);

impl Column {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Column {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How months are counted from a begin date to an end date that is not a whole number of months
/// away. With day d of the begin month, n months are over on day d of the month n later, or on that
/// month's last day when it is shorter; their last day is the one before. An end on either is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonthRounding {
    /// The least n for which n months later is not before the end: the cover never ends too early.
    #[default]
    Up,
    /// The greatest n for which n months later is not after the end.
    Down,
    /// The n of the two whose date is nearer to the end; up when both are as near.
    Nearest,
}

/// What a field holds and how it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line, cut beyond `max` characters.
    Text {
        /// Longest text that is stored whole, in characters.
        max: usize,
    },
    /// Several lines, up to 65,535 bytes.
    LongText,
    /// Whole number.
    Integer,
    /// Number of four decimal places; `money` in a mapping also drops currency signs.
    Decimal,
    /// Yes or no.
    Boolean,
    /// `YYYY-MM-DD`.
    Date,
    /// `YYYY-MM-DD HH:MM:SS`.
    DateTime,
    /// MAC address, stored in lower case with colons.
    Mac,
    /// IPv4 or IPv6 address.
    Ip,
    /// Any number of IPv4 and IPv6 addresses, kept sorted with `, ` between them.
    Addresses,
    /// The name of a machine in its network, without the domain, in lower case.
    Hostname,
    /// A size in whole mebibytes (1,048,576 bytes).
    Mebibytes,
    /// A flat list of names, chosen by name.
    Dropdown(ClassName),
    /// A tree of names, chosen by its path `A > B > C`.
    Tree(ClassName),
    /// An entity, by name or by path.
    Entity,
    /// An item of another class, found by one of its columns.
    Reference {
        /// The other class.
        class: ClassName,
        /// The column of the other class that holds the key.
        by: Column,
    },
    /// A number of months that the mapping gives as an end date.
    MonthsUntil {
        /// The column of the same part with the begin date.
        begin: Column,
        /// What to do with a part of a month.
        round: MonthRounding,
    },
}
