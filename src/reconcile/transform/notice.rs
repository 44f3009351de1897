//! Values that are not written as they stand in the source: what was found, what becomes of it, why.
//! Told once per field and reason, whatever the number of records.

use crate::model::said::Say;

use crate::message::{self, Message};
use crate::model::mapping::{FieldRule, Mapping};
use crate::model::set::SetRule;
use crate::model::{Question, Topic};

/// What people are told of how a mapping reads its source. `key` names it from run to run among those of the
/// mapping, `about` is the field, or what else of the class it is about.
pub fn told(
    mapping: &Mapping,
    key: &str,
    about: impl Say,
    text: Message,
    answer: Option<Message>,
) -> Question {
    Question {
        topic: Topic::Reading,
        key: format!("{}/{key}", mapping.name),
        class: Some(mapping.class.clone()),
        remote_id: None,
        label: message::reading::label(mapping.schema.class_called(&mapping.class), about).said(),
        text: text.said(),
        answer: answer.map(Into::into),
        due: None,
    }
}

/// Which value of a mapping is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// That of a field, by its position.
    Field(usize),
    /// That of a field of a set, both by their positions.
    OfSet {
        /// The set.
        set: usize,
        /// The field in it.
        field: usize,
    },
}

impl Spot {
    /// The rule of the value.
    pub fn rule(self, mapping: &Mapping) -> &FieldRule {
        match self {
            Self::Field(field) => &mapping.fields[field],
            Self::OfSet { set, field } => &mapping.sets[set].fields[field],
        }
    }

    /// How people call it: `serial`, `infocom.value`, `disks.totalsize`.
    pub fn path(self, mapping: &Mapping) -> String {
        let rule = self.rule(mapping);
        match self {
            Self::Field(_) => rule.path(),
            Self::OfSet { set, .. } => path_in_set(&mapping.sets[set], rule),
        }
    }
}

/// How people call a field of a set: `disks.totalsize`.
pub(super) fn path_in_set(set: &SetRule, rule: &FieldRule) -> String {
    format!("{}.{}", set.part.table().unwrap_or_default(), rule.column)
}

/// Why a value is not written as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Signs that nobody sees were taken out.
    Signs,
    /// The desk would take a backslash for an escape: it became a slash.
    Backslash,
    /// The desk takes entities or escapes for what they stand for.
    Escapes,
    /// The desk keeps no more of it.
    Cut,
    /// It is a word for nothing, and counts as absent.
    Nothing,
    /// A date so far away that it means: no end.
    NoEnd,
    /// The desk keeps a price without its currency.
    Currency,
    /// The desk keeps four decimal places.
    Rounded,
    /// A number is written as the format of its cell shows it.
    Format,
}

impl Why {
    /// What names it in the key of what is told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signs => "signs",
            Self::Backslash => "backslash",
            Self::Escapes => "escapes",
            Self::Cut => "cut",
            Self::Nothing => "nothing",
            Self::NoEnd => "no_end",
            Self::Currency => "currency",
            Self::Rounded => "rounded",
            Self::Format => "format",
        }
    }
}

/// A value that is not written as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Why.
    pub why: Why,
    /// As it stands in the source.
    pub found: String,
    /// What becomes of it; empty for nothing.
    pub becomes: String,
}
