//! Desired against live, field by field, with the memory of what we last wrote.
//!
//! base = the value last written or agreed on; live ≠ base means that somebody edited it by hand.

use crate::message;
use crate::model::Said;
use crate::model::change::FieldChange;
use crate::model::mapping::{Conflict, FieldRule, Write};
use crate::model::value::Shown;
use crate::model::{Kind, Value};

use crate::reconcile::matching::value_hash;
use crate::reconcile::names::Names;

/// Why a field stays that a person is asked about.
pub fn both_changed() -> Said {
    message::keep::both_changed().into()
}

/// What comes of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldVerdict {
    /// The mapping does not write it now.
    Silent,
    /// Both have the same value.
    Agreed,
    /// It is to be written.
    Write,
    /// It stays as a person left it; the reason.
    Keep(Said),
}

/// Hashes of what is remembered of a field.
#[derive(Debug, Clone, Copy)]
pub struct LastWritten<'h> {
    /// What we wrote last or agreed on.
    pub ours: Option<u64>,
    /// What other jobs remember.
    pub theirs: &'h [u64],
}

impl LastWritten<'_> {
    /// Of a field that no other job writes.
    pub fn by_us(ours: Option<u64>) -> Self {
        Self { ours, theirs: &[] }
    }
}

/// Decides one field.
pub fn decide(
    rule: &FieldRule,
    wanted: &Value,
    live: &Value,
    last: LastWritten<'_>,
    names: &Names,
) -> FieldVerdict {
    if wanted == live || names.same_name(&rule.kind, wanted, live) {
        return FieldVerdict::Agreed;
    }
    match rule.write {
        Write::Create => return FieldVerdict::Silent,
        Write::Fill if !is_unset(&rule.kind, live) => return FieldVerdict::Silent,
        Write::Always | Write::Fill => {}
    }
    let LastWritten { ours, theirs } = last;
    let by_nobody = ours.is_none() && theirs.is_empty();
    if by_nobody || ours.iter().chain(theirs).any(|hash| *hash == value_hash(live)) {
        return FieldVerdict::Write;
    }
    if ours == Some(value_hash(wanted)) {
        return FieldVerdict::Keep(message::keep::edited_by_hand().said());
    }
    match rule.on_conflict {
        Conflict::Source => FieldVerdict::Write,
        Conflict::Human => FieldVerdict::Keep(message::keep::edited_and_source_changed().said()),
        Conflict::Ask => FieldVerdict::Keep(both_changed()),
    }
}

/// Whether the desk has nothing there. Nothing in a number reads back as 0.
pub fn is_unset(kind: &Kind, live: &Value) -> bool {
    let number = matches!(kind, Kind::Integer | Kind::Mebibytes | Kind::Decimal | Kind::MonthsUntil { .. });
    live.is_empty() || number && matches!(live, Value::Int(0) | Value::Decimal(0))
}

/// The plan's line for a field.
pub fn field_change(rule_column: &str, kind: &Kind, was: Value, to: Value, names: &Names) -> FieldChange {
    FieldChange {
        field: rule_column.to_owned(),
        before: show(kind, &was, names),
        after: show(kind, &to, names),
        was,
        to,
    }
}

/// What a person reads for a value.
pub fn show(kind: &Kind, value: &Value, names: &Names) -> Shown {
    match value {
        Value::Empty => Shown::Null,
        Value::Int(number) => Shown::Int(*number),
        Value::Bool(yes) => Shown::Bool(*yes),
        Value::Ref(_) | Value::NewRef(_) | Value::NewItem(_) => Shown::Text(names.show(kind, value)),
        Value::Text(_) | Value::Decimal(_) | Value::Date(_) | Value::DateTime(_) => {
            Shown::Text(value.to_string())
        }
    }
}
