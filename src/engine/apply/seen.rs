//! The values of an item as its system gives them back, beside those that were sent.

use crate::model::item::Item;
use crate::model::{ClassName, Column, FieldChange, Kind, Schema, Value};

use super::ApplyContext;
use super::unit::Unit;

/// Columns of rows with their kinds, each once.
pub fn columns(with: &ApplyContext<'_>, class: &ClassName, units: &[&Unit]) -> Vec<(Column, Kind)> {
    let names: std::collections::BTreeSet<&str> =
        units.iter().flat_map(|unit| &unit.fields).map(|field| field.field.as_str()).collect();
    names.into_iter().map(|name| (Column::from(name), with.kinds.of(class, name))).collect()
}

/// The live value of a field.
pub fn live(field: &FieldChange, item: &Item, columns: &[(Column, Kind)]) -> Option<Value> {
    let at = columns.iter().position(|(column, _)| column.as_str() == field.field)?;
    item.values.get(at).cloned()
}

/// The value of a field as the desk gives it back.
pub fn canonical_of(schema: &Schema, field: &FieldChange, columns: &[(Column, Kind)]) -> Value {
    let kind = columns.iter().find(|(column, _)| column.as_str() == field.field).map(|(_, kind)| kind);
    kind.map_or_else(|| field.to.clone(), |kind| schema.canonical(kind, field.to.clone()))
}
