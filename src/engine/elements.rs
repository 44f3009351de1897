//! What a link learns of the elements of its item's sets when their rows are written, and what an open
//! entry of the journal did to one. Names of elements are folded.

use std::collections::HashSet;

use crate::model::item::{Item, PartRow, PartTable};
use crate::model::remembered::{Maker, Remembered, encode};
use crate::model::schema::Part;
use crate::model::{Column, Entry, FieldChange, Job, Link, Operation, Schema, Value};
use crate::reconcile::fold;
use crate::store::Store;

use super::of_job::known_link;
use super::survey::TargetState;

/// The row of an element of a set.
#[derive(Debug, Clone, Copy)]
pub struct ElementRow<'a> {
    /// The set.
    pub part: Part,
    /// What names the element within its item.
    pub name: &'a str,
    /// Id of the row.
    pub id: i64,
}

impl ElementRow<'_> {
    /// Notes what was done to it.
    pub fn learn(
        &self,
        schema: &Schema,
        remembered: &mut Remembered,
        operation: Operation,
        fields: &[FieldChange],
    ) {
        let (set, name, id) = (self.part.name(), fold(self.name), self.id);
        let maker = match operation {
            Operation::Retire => return remembered.forget_row(set, id),
            Operation::Create => Maker::Us,
            Operation::Update | Operation::Restore => {
                remembered.maker_of(set, &name, id).unwrap_or(Maker::SomebodyElse)
            }
        };
        let owner = [schema.columns.owner_class, schema.owner_column(self.part)];
        let written = fields.iter().filter(|field| !owner.contains(&field.field.as_str()));
        let element = remembered.element_has(set, &name, id, maker);
        element.values.extend(written.map(|field| (field.field.clone(), encode(&field.to))));
    }
}

/// What an open entry of the journal was about: an element of a set of an item.
pub(super) struct Element<'a> {
    schema: &'static Schema,
    entry: &'a Entry,
    pub(super) part: Part,
    table: Option<&'a PartTable>,
    item: Option<i64>,
    link: Option<Link>,
}

impl<'a> Element<'a> {
    /// Looks for its item: the entry names it, else its row does.
    ///
    /// # Errors
    /// When the state database fails.
    pub(super) fn of(
        store: &Store,
        job: &Job,
        held: &'a TargetState,
        entry: &'a Entry,
        part: Part,
    ) -> anyhow::Result<Self> {
        let value =
            |column: &str| entry.fields.iter().find(|field| field.field == column).map(|field| &field.to);
        let named = match value(held.schema.owner_column(part)) {
            Some(Value::Ref(item)) => Some(*item),
            _ => None,
        };
        let schema = held.schema;
        let mut element = Self { schema, entry, part, table: None, item: None, link: None };
        for (class, held) in &held.tables {
            let of_class =
                value(schema.columns.owner_class).is_none_or(|named| named.to_string() == class.as_str());
            let Some(table) = held.part(part).filter(|_| of_class) else { continue };
            let by_row = || table.rows.iter().find(|row| Some(row.id) == entry.remote_id).map(|row| row.item);
            element.table = Some(table);
            element.item = named.or_else(by_row);
            if let Some(item) = element.item {
                element.link = known_link(store, job, class, item)?;
                break;
            }
        }
        Ok(element)
    }

    /// Id of the row when it is as the entry would have it. A new row is none that the link knows, that
    /// an agent feeds, or that another entry has taken.
    pub(super) fn find(&self, taken: &HashSet<(Part, i64)>) -> Option<i64> {
        let rows = &self.table?.rows;
        let is_so = |row: &&PartRow| {
            let columns = self.table.map(|table| table.columns.as_slice()).unwrap_or_default();
            LiveRow::of_part(row, columns).has(self.schema, &self.entry.fields)
        };
        match (self.entry.operation, self.entry.remote_id) {
            (Operation::Retire, Some(id)) => (!rows.iter().any(|row| row.id == id)).then_some(id),
            (_, Some(id)) => rows.iter().find(|row| row.id == id).filter(is_so).map(|row| row.id),
            (_, None) => {
                let of_set = |id: i64| self.link.as_ref()?.remembered.element_of(self.part.name(), id);
                let known = |id: i64| of_set(id).is_some();
                let new = |row: &&PartRow| {
                    Some(row.item) == self.item
                        && !row.dynamic
                        && !taken.contains(&(self.part, row.id))
                        && !known(row.id)
                };
                rows.iter().rev().filter(new).find(is_so).map(|row| row.id)
            }
        }
    }

    /// The link of the item as it would be had the run gone on. The journal does not name the element:
    /// a new row is remembered by its id until the next plan finds it by its key.
    pub(super) fn learn(self, id: i64) -> Option<Link> {
        let mut link = self.link?;
        let name = match self.entry.operation {
            Operation::Create => Some(format!("#{id}")),
            Operation::Update | Operation::Retire | Operation::Restore => {
                link.remembered.element_of(self.part.name(), id).map(str::to_owned)
            }
        }?;
        let row = ElementRow { part: self.part, name: &name, id };
        row.learn(self.schema, &mut link.remembered, self.entry.operation, &self.entry.fields);
        Some(link)
    }
}

/// An item or a row as it is now.
#[derive(Debug, Clone, Copy)]
pub(super) struct LiveRow<'a> {
    columns: &'a [Column],
    values: &'a [Value],
    entity: i64,
}

impl<'a> LiveRow<'a> {
    /// An item with the columns of its table.
    pub fn of_item(item: &'a Item, columns: &'a [Column]) -> Self {
        Self { columns, values: &item.values, entity: item.entity }
    }

    /// A row of a part with the columns of its table.
    pub fn of_part(row: &'a PartRow, columns: &'a [Column]) -> Self {
        Self { columns, values: &row.values, entity: row.entity }
    }

    /// True when every field that can be compared has the value that was sent, and some can.
    pub fn has(&self, schema: &Schema, fields: &[FieldChange]) -> bool {
        let mut compared = 0;
        for field in fields {
            let live = match self.columns.iter().position(|column| column.as_str() == field.field) {
                Some(at) => self.values.get(at).cloned(),
                None if field.field == schema.columns.entity => Some(Value::Ref(self.entity)),
                None => continue,
            };
            if live.as_ref() != Some(&field.to) {
                return false;
            }
            compared += 1;
        }
        compared > 0 || fields.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::glpi::schema::SCHEMA;

    #[test]
    fn a_row_that_somebody_else_made_stays_theirs_when_it_is_written() {
        let mut link = Remembered::default();
        let row = |name, id| ElementRow { part: Part::new("disks", "disks"), name, id };
        row("/", 17).learn(&SCHEMA, &mut link, Operation::Update, &[]);
        assert_eq!(link.maker_of("disks", "/", 17), Some(Maker::SomebodyElse));
        row("/X", 18).learn(&SCHEMA, &mut link, Operation::Create, &[]);
        row("/X", 18).learn(&SCHEMA, &mut link, Operation::Update, &[]);
        assert_eq!(link.maker_of("disks", "/x", 18), Some(Maker::Us));
        assert_eq!(link.element_of("disks", 18), Some("/x"));
        row("/y", 18).learn(&SCHEMA, &mut link, Operation::Retire, &[]);
        assert_eq!((link.element_of("disks", 17), link.element_of("disks", 18)), (Some("/"), None));
    }
}
