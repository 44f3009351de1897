//! A mapping of a class of our own, `Event` or `Reference`: which fields and tables it may have.

use std::ops::Range;

use super::{FileCheck, code};
use crate::config::raw::mapping::RawMapping;
use crate::message::config::{known, label};
use crate::message::{self, suggest};
use crate::model::event_class::{self, EVENTS};
use crate::model::mapping::FieldRule;
use crate::model::reference_class::{self, REFERENCES};
use crate::model::schema::{Part, Schema};

/// The fields of a class of our own; `None`: it is a product's.
pub(super) fn fields_of(schema: &'static Schema) -> Option<&'static [&'static str]> {
    if std::ptr::eq(schema, &raw const EVENTS) {
        Some(event_class::FIELDS)
    } else if std::ptr::eq(schema, &raw const REFERENCES) {
        Some(reference_class::FIELDS)
    } else {
        None
    }
}

/// Reports what a class of our own does not have, and what says nothing of it.
pub(super) fn only_its_own(check: &mut FileCheck<'_>, raw: &RawMapping, fields: &[&str]) {
    let is_event = fields == event_class::FIELDS;
    for (name, _) in &raw.field.0 {
        if !fields.contains(&name.as_str()) {
            let known = suggest(name, known::fields(), fields);
            let (no_such, help) = match is_event {
                true => (
                    message::config::mapping::no_such_event_field(&name.value),
                    message::config::mapping::or_a_label(known),
                ),
                false => (message::config::mapping::no_such_reference_field(&name.value), known),
            };
            check.report(code::UNKNOWN_FIELD, &name.span, no_such).label(label::no_such_field()).help(help);
        }
    }
    let keys: [(&str, Option<&Range<usize>>); 3] = [
        ("match", raw.match_keys.as_ref().map(|at| &at.span)),
        ("source_key", raw.source_key.as_ref().map(|at| &at.span)),
        ("rows", raw.rows.as_ref().map(|at| &at.span)),
    ];
    for (key, span) in keys {
        if let Some(span) = span {
            check
                .report(code::WITHOUT_EFFECT, span, message::config::mapping::not_for_own_class(key))
                .label(label::without_effect());
        }
    }
}

/// A key that cannot be read rejects its row: another key would be another event.
pub(super) fn keys(fields: &[FieldRule]) -> Vec<Vec<usize>> {
    let is_key = |rule: &FieldRule| rule.part == Part::ITEM && matches!(rule.column.as_str(), "key" | "id");
    fields.iter().position(is_key).map(|at| vec![at]).into_iter().collect()
}
