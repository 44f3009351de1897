//! Kinds of columns, as mappings give them: a plan carries those that its changes write.

use crate::model::change::Kinds;
use crate::model::{Change, ClassName, Column, Mapping, Plan};

/// Adds the kinds of a mapping's columns.
pub fn learn(kinds: &mut Kinds, mapping: &Mapping) {
    for field in mapping.rules() {
        let class = mapping.schema.class_of(field.part, &mapping.class);
        kinds.entry(class).or_default().insert(field.column.clone(), field.kind.clone());
    }
}

/// Those that a plan writes.
pub(super) fn written(mut kinds: Kinds, plan: &Plan) -> Kinds {
    let mut used = Kinds::new();
    let mut take = |class: &ClassName, column: &str| {
        let column = Column::from(column);
        if let Some(kind) = kinds.get_mut(class).and_then(|columns| columns.remove(&column)) {
            used.entry(class.clone()).or_default().insert(column, kind);
        }
    };
    let held = plan.held.iter().map(|held| &held.change);
    for Change { class, fields, children, .. } in plan.changes.iter().chain(held) {
        fields.iter().for_each(|field| take(class, &field.field));
        for child in children {
            child.fields.iter().for_each(|field| take(&child.class, &field.field));
        }
    }
    used
}
