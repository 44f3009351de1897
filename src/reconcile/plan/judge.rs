//! Who judges a row, and what it has before it. What it says of fields stands in `verdicts`, of parts in
//! `parts` and `sets`, of locks in `own_locks`, of other jobs in `authority`.

use std::cell::OnceCell;

use crate::model::item::{PartRow, PartTable};
use crate::model::mapping::Mapping;
use crate::model::schema::Schema;
use crate::model::{Column, Item, Value};

use crate::reconcile::matching::LinkRow;
use crate::reconcile::names::Names;

use super::Settings;
use super::bound::Bound;
use super::contracts::Contracts;
use super::inquiry::Inquiry;
use super::stages::Matched;
use super::state::Stock;

/// Judges the rows of one feed: it sees what is known, and changes nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'j> {
    pub(super) settings: &'j Settings,
    pub(super) mapping: &'j Mapping,
    pub(super) names: &'j Names,
    pub(super) stock: &'j Stock,
    pub(super) bound: &'j Bound,
    pub(super) contracts: &'j OnceCell<Contracts>,
    pub(super) inquiry: Option<&'j Inquiry>,
}

/// A row of the target: the item itself, or one of its parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct LiveRow<'v> {
    /// Id.
    pub(super) id: i64,
    /// Fed by an agent.
    pub(super) dynamic: bool,
    /// Columns of its values.
    pub(super) columns: &'v [Column],
    /// Its values.
    pub(super) values: &'v [Value],
}

impl<'v> LiveRow<'v> {
    /// An item.
    pub(super) fn of_item(item: &'v Item, columns: &'v [Column]) -> Self {
        Self { id: item.id, dynamic: item.dynamic, columns, values: &item.values }
    }

    /// A row of a part.
    pub(super) fn of_part(row: &'v PartRow, table: &'v PartTable) -> Self {
        Self { id: row.id, dynamic: row.dynamic, columns: &table.columns, values: &row.values }
    }

    /// The value of a column; `None` when it was not read.
    pub(super) fn of_column(&self, column: &str) -> Option<&'v Value> {
        self.values.get(self.columns.iter().position(|known| known.as_str() == column)?)
    }
}

/// A field of which both the record and the target say something.
#[derive(Debug, Clone, Copy)]
pub(super) struct Compared<'v> {
    /// Position of the field in the mapping.
    pub(super) field: usize,
    /// What the record wants.
    pub(super) wanted: &'v Value,
    /// What the target has.
    pub(super) live: &'v Value,
    /// Hash of what was written last or agreed on; `None`: nothing yet.
    pub(super) base: Option<u64>,
    /// The row that has the field.
    pub(super) row: LiveRow<'v>,
}

impl<'j> Judge<'j> {
    pub(super) fn schema(&self) -> &'static Schema {
        self.mapping.schema
    }

    /// A link of the job.
    pub(super) fn link(&self, link: Option<usize>) -> Option<&'j LinkRow> {
        link.map(|link| self.stock.links.row(link))
    }

    /// Hash of what the link of a row remembers of a field.
    pub(super) fn base(&self, matched: &Matched, field: usize) -> Option<u64> {
        self.stock.links.base(matched.link()?, self.bound.fields[field].memory)
    }

    /// The contracts by name and number; made when the first row looks for one.
    pub(super) fn contracts(&self) -> &'j Contracts {
        self.contracts.get_or_init(|| {
            let schema = self.schema();
            let Some(part) = schema.shared_part() else { return Contracts::default() };
            let chosen_by = schema.shared(part).map_or(&[][..], |shared| shared.chosen_by);
            let table = self.stock.table.part(part);
            table.map(|table| Contracts::new(table, chosen_by)).unwrap_or_default()
        })
    }
}
