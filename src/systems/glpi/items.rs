//! Items and reference rows as the model knows them.

use super::Glpi;
use super::list::Shelf;
use super::parts::names;
use super::rows::{Row, Wanted};
use super::schema::SCHEMA;
use super::sets::is_of_name;
use crate::model::item::{Item, ItemTable, PartTable, ReferenceRow, ReferenceTable};
use crate::model::schema::{ClassName, Column, Kind, Part};
use crate::model::value::Value;
use crate::systems::shared::RemoteError;
use crate::systems::target::ItemQuery;

impl Glpi {
    /// All items of a class that the session sees, with those in the trash and with their child
    /// sets. Templates are left out.
    ///
    /// # Errors
    /// [`RemoteError::NoColumn`] when this GLPI has no such column (as far as there are items);
    /// [`RemoteError::Rights`] when the profile may not read the class.
    pub async fn read_items(&self, query: &ItemQuery) -> Result<ItemTable, RemoteError> {
        let ((in_use, trashed), parts) =
            futures::try_join!(self.read_shelves(query), self.read_parts(query))?;
        Ok(ItemTable {
            columns: names(&query.columns),
            items: in_use.into_iter().filter(|row| !row.template).map(item).collect(),
            trashed: trashed.into_iter().filter(|row| !row.template).map(item).collect(),
            hidden: Vec::new(),
            hidden_may_be_gone: false,
            parts,
        })
    }

    /// Rows in use and rows in the trash.
    async fn read_shelves(&self, query: &ItemQuery) -> Result<(Vec<Row>, Vec<Row>), RemoteError> {
        let own = self.columns_of_table(&query.class, &query.columns);
        let wanted = self.wanted(&own);
        let in_use = self.list(&query.class, Shelf::InUse, wanted).await?;
        let trashed = self.list_trash(&query.class, &in_use, wanted).await?;
        let whole = |rows| self.with_groups(&query.class, rows, &own, &query.columns);
        futures::try_join!(whole(in_use), whole(trashed))
    }

    async fn read_parts(&self, query: &ItemQuery) -> Result<Vec<PartTable>, RemoteError> {
        let mut parts = Vec::new();
        for (part, columns) in &query.parts {
            if *part != Part::ITEM {
                parts.push(self.read_part(&query.class, *part, columns).await?);
            }
        }
        Ok(parts)
    }

    /// All rows of a reference class, named by a column. A tree's row has its own name and its
    /// parent, a version its software; the root entity has id 0 and no parent.
    ///
    /// # Errors
    /// As [`Glpi::read_items`].
    pub async fn read_reference(
        &self,
        class: &ClassName,
        by: &Column,
    ) -> Result<ReferenceTable, RemoteError> {
        let columns = [(by.clone(), Kind::LongText)];
        let parent = SCHEMA.above(class);
        let wanted = Wanted { parent: parent.as_ref(), ..self.wanted(&columns) };
        let is_entity = class.as_str() == "Entity";
        let rows = self.list(class, Shelf::InUse, wanted).await?;
        let rows = rows.into_iter().filter(|row| !row.template && !row.trashed);
        let rows = rows.map(|row| ReferenceRow {
            id: row.id,
            parent: row
                .parent
                .filter(|parent| if is_entity { row.id != 0 && *parent >= 0 } else { *parent > 0 }),
            entity: row.entity.filter(|_| !is_entity),
            recursive: row.recursive,
            name: match row.values.into_iter().next() {
                Some(Value::Text(name)) => name,
                _ => Box::default(),
            },
        });
        Ok(ReferenceTable { rows: rows.collect() })
    }

    /// Items with an id above one that was seen before, to find out what became of additions
    /// whose outcome is not known. Rows of child sets too.
    ///
    /// # Errors
    /// As [`Glpi::read_items`].
    pub async fn newest(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        above_id: i64,
    ) -> Result<Vec<Item>, RemoteError> {
        if self.os_in_computer() && class.as_str() == "Item_OperatingSystem" {
            // Writing them again does no harm: they are columns of the computer.
            return Ok(Vec::new());
        }
        let own = own_columns(class, columns);
        let of_table = self.columns_of_table(class, &own);
        let rows = self.list_above(class, self.wanted(&of_table), above_id).await?;
        let rows = self.with_groups(class, rows, &of_table, &own).await?;
        let rows = self.whole_rows(rows, &own, columns).await?;
        Ok(rows.into_iter().filter(|row| !row.template).map(item).collect())
    }

    /// The items of these ids, sorted by id, those in the trash too. Ids that do not exist or that
    /// the session does not see are left out.
    ///
    /// # Errors
    /// As [`Glpi::read_items`].
    pub async fn items_by_id(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        ids: &[i64],
    ) -> Result<Vec<Item>, RemoteError> {
        if self.os_in_computer() && class.as_str() == "Item_OperatingSystem" {
            let columns = super::parts::computer_columns(columns);
            let rows = self.list_of(&"Computer".into(), self.wanted(&columns), ids).await?;
            return Ok(rows.into_iter().map(item).collect());
        }
        let own = own_columns(class, columns);
        let rows = self.list_of(class, self.wanted(&own), ids).await?;
        Ok(self.whole_rows(rows, &own, columns).await?.into_iter().map(item).collect())
    }

    /// Rows with all columns that were asked for, of rows with those that their table has.
    async fn whole_rows(
        &self,
        rows: Vec<Row>,
        own: &[(Column, Kind)],
        columns: &[(Column, Kind)],
    ) -> Result<Vec<Row>, RemoteError> {
        if own.len() == columns.len() {
            return Ok(rows);
        }
        self.with_port_names(rows, own, columns).await
    }

    pub(super) fn wanted<'a>(&self, columns: &'a [(Column, Kind)]) -> Wanted<'a> {
        Wanted { columns, parent: None, itemtype: None, schema: self.schema() }
    }
}

fn item(row: Row) -> Item {
    let Row { id, entity, dynamic, trashed, values, .. } = row;
    Item { id, entity: entity.unwrap_or(0), dynamic, trashed, values }
}

/// The columns that the table of a class has itself.
fn own_columns(class: &ClassName, columns: &[(Column, Kind)]) -> Vec<(Column, Kind)> {
    let elsewhere = |column: &Column| class.as_str() == "NetworkPort" && is_of_name(column);
    columns.iter().filter(|(column, _)| !elsewhere(column)).cloned().collect()
}
