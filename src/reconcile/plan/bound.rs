//! A mapping bound to the stock of its class: where its fields stand in tables and memories.

use crate::model::mapping::{FieldRule, Mapping};
use crate::model::remembered::FieldPath;
use crate::model::schema::Part;
use crate::model::set::SetRule;
use crate::reconcile::matching::{KeyColumn, KeyIndex, MayBeEmpty};
use crate::reconcile::names::Names;

use super::spelling::{Spelling, spellings};
use super::state::Stock;

/// A mapping bound to the stock of its class.
#[derive(Debug)]
pub(super) struct Bound {
    /// One per field of the mapping.
    pub(super) fields: Vec<BoundField>,
    /// The match keys.
    pub(super) keys: Vec<Key>,
    /// The field that says where an item belongs.
    pub(super) entity_field: Option<usize>,
    /// Per set and field, its position in the table of its rows.
    pub(super) sets: Vec<Vec<Option<usize>>>,
    /// Fields whose names a dictionary may change.
    pub(super) spellings: Vec<Spelling>,
}

/// A field of a mapping.
#[derive(Debug)]
pub(super) struct BoundField {
    pub(super) path: FieldPath,
    /// Its position in the table of its part.
    pub(super) column: Option<usize>,
    /// Its position in the memory of links.
    pub(super) memory: Option<usize>,
    /// Its position in the memory of each other job.
    pub(super) others: Vec<Option<usize>>,
}

/// A match key.
#[derive(Debug)]
pub(super) struct Key {
    /// `serial`, `name + entities_id`
    pub(super) name: String,
    pub(super) fields: Vec<usize>,
    /// Position in [`Stock::indexes`]; `None` when a column of it is not known.
    pub(super) index: Option<usize>,
}

/// The values that a record has of a match key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RowKey {
    /// Number of the key, from 1.
    pub(super) level: u8,
    pub(super) parts: Vec<String>,
}

impl Bound {
    pub(super) fn new(stock: &mut Stock, mapping: &Mapping, names: &Names) -> Self {
        Self {
            fields: mapping.fields.iter().map(|rule| bind_field(stock, rule)).collect(),
            keys: mapping.match_keys.iter().map(|key| bind_key(stock, mapping, key)).collect(),
            entity_field: mapping.field(Part::ITEM, mapping.schema.columns.entity),
            sets: mapping.sets.iter().map(|set| bind_set(stock, set)).collect(),
            spellings: spellings(mapping, names),
        }
    }

    /// The key of a level, from 1.
    pub(super) fn key(&self, level: u8) -> &Key {
        &self.keys[usize::from(level) - 1]
    }

    /// True when items are matched by a field.
    pub(super) fn is_key_field(&self, field: usize) -> bool {
        self.keys.iter().any(|key| key.fields.contains(&field))
    }
}

fn bind_field(stock: &Stock, rule: &FieldRule) -> BoundField {
    let path = rule.path();
    let own = rule.part.is_item().then_some(&stock.table.columns);
    let columns = own.or_else(|| stock.table.part(rule.part).map(|table| &table.columns));
    let column = columns.and_then(|columns| columns.iter().position(|column| *column == rule.column));
    let others = stock.others.jobs.iter().map(|other| other.links.path(&path)).collect();
    BoundField { memory: stock.links.path(&path), others, column, path: path.into() }
}

fn bind_key(stock: &mut Stock, mapping: &Mapping, key: &[usize]) -> Key {
    let column = |field: &usize| {
        let wanted = &mapping.fields[*field].column;
        let at = stock.table.columns.iter().position(|column| column == wanted)?;
        Some(KeyColumn { at, may_be_empty: MayBeEmpty::of(mapping.schema, &mapping.class, wanted) })
    };
    let columns: Option<Vec<KeyColumn>> = key.iter().map(column).collect();
    let names: Vec<String> = key.iter().map(|field| mapping.fields[*field].column.to_string()).collect();
    Key {
        name: names.join(" + "),
        fields: key.to_vec(),
        index: columns.map(|columns| index_of(stock, columns)),
    }
}

/// Position of the index over some columns, which is made when it is the first with them.
fn index_of(stock: &mut Stock, columns: Vec<KeyColumn>) -> usize {
    match stock.indexes.iter().position(|index| index.columns() == columns) {
        Some(at) => at,
        None => {
            stock.trash_indexes.push(KeyIndex::new(&stock.table.trashed, columns.clone()));
            stock.indexes.push(KeyIndex::new(&stock.table.items, columns));
            stock.indexes.len() - 1
        }
    }
}

/// Positions of a set's fields in the table of its rows.
fn bind_set(stock: &Stock, set: &SetRule) -> Vec<Option<usize>> {
    let table = stock.table.part(set.part);
    let position = |rule: &FieldRule| table?.columns.iter().position(|column| *column == rule.column);
    set.fields.iter().map(position).collect()
}
