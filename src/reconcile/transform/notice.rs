//! Values that are not written as they stand in the source: what was found, what becomes of it, why.
//! Told once per field and reason, whatever the number of records.

use crate::model::said::Say;

use crate::message::{self, Message};
use crate::model::mapping::Mapping;
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
        label: message::reading::label(&mapping.class, about).said(),
        text: text.said(),
        answer: answer.map(Into::into),
        due: None,
    }
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
