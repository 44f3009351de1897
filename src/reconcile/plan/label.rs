//! What people read for an item.

use crate::model::Item;
use crate::reconcile::matching::key_part;

use super::state::Stock;

/// The name of an item, else its first key that is not empty, else its id.
pub fn label_of(stock: &Stock, item: &Item) -> String {
    let name = stock.schema.name_column(&stock.class);
    let name = stock.table.columns.iter().position(|column| *column == name);
    let named = name.and_then(|at| item.values.get(at)).filter(|value| !value.is_empty());
    named
        .or_else(|| item.values.iter().find(|value| key_part(value).is_some()))
        .map_or_else(|| format!("#{}", item.id), ToString::to_string)
}
