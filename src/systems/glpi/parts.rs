//! Child sets of items: operating systems, financial data, contracts. Whole tables are read at once.

use super::Glpi;
use super::list::Shelf;
use super::rows::{Row, Wanted};
use super::schema::{SCHEMA, SYSTEMS};
use crate::model::item::{PartRow, PartTable};
use crate::model::schema::{ClassName, Column, Kind, Part, Shape};
use crate::model::value::Value;
use crate::systems::shared::RemoteError;

/// GLPI 9.1 keeps these columns of an operating system in the computer itself.
const RENAMED: [(&str, &str); 2] = [("license_number", "os_license_number"), ("licenseid", "os_licenseid")];

impl Glpi {
    pub(super) async fn read_part(
        &self,
        class: &ClassName,
        part: Part,
        columns: &[(Column, Kind)],
    ) -> Result<PartTable, RemoteError> {
        let table = SCHEMA.class_of(part, class);
        let (rows, choices) = match SCHEMA.part(part).map(|part| &part.shape) {
            Some(Shape::Shared(_)) => self.read_contracts(class, columns).await?,
            Some(Shape::Set(set)) => (self.read_set(class, part, set, columns).await?, Vec::new()),
            Some(Shape::Row { .. }) if part.word() == SYSTEMS => {
                (self.read_systems(&table, class, columns).await?, Vec::new())
            }
            Some(Shape::Row { .. } | Shape::Texts) | None => {
                (self.read_children(&table, class, columns).await?, Vec::new())
            }
        };
        Ok(PartTable { part, columns: names(columns), rows, choices })
    }

    async fn read_children(
        &self,
        table: &ClassName,
        class: &ClassName,
        columns: &[(Column, Kind)],
    ) -> Result<Vec<PartRow>, RemoteError> {
        let wanted = Wanted { itemtype: Some(class.as_str()), ..self.wanted(columns) };
        let rows = self.list(table, Shelf::InUse, wanted).await?;
        Ok(by_item(rows.into_iter().map(child).collect()))
    }

    async fn read_systems(
        &self,
        table: &ClassName,
        class: &ClassName,
        columns: &[(Column, Kind)],
    ) -> Result<Vec<PartRow>, RemoteError> {
        if !self.os_in_computer() {
            match self.read_children(table, class, columns).await {
                Err(error) if is_unknown_class(&error) => self.set_os_in_computer(),
                result => return result,
            }
        }
        if class.as_str() != "Computer" {
            return Ok(Vec::new());
        }
        let columns = computer_columns(columns);
        let rows = self.list(class, Shelf::InUse, self.wanted(&columns)).await?;
        Ok(rows.into_iter().map(|row| child(Row { item: row.id, ..row })).collect())
    }

    async fn read_contracts(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
    ) -> Result<(Vec<PartRow>, Vec<PartRow>), RemoteError> {
        let contracts = self.list(&"Contract".into(), Shelf::InUse, self.wanted(columns)).await?;
        let link =
            [(Column::from("contracts_id"), Kind::Reference { class: "Contract".into(), by: "name".into() })];
        let wanted = Wanted { itemtype: Some(class.as_str()), ..self.wanted(&link) };
        let links = self.list(&"Contract_Item".into(), Shelf::InUse, wanted).await?;
        let choices: Vec<PartRow> = contracts
            .into_iter()
            .filter(|row| !row.template)
            .map(|row| PartRow { item: 0, entity: row.entity.unwrap_or(0), ..child(row) })
            .collect();
        let linked = links.into_iter().filter_map(|link| {
            let Some(Value::Ref(contract)) = link.values.first() else { return None };
            let at = choices.binary_search_by_key(contract, |choice| choice.id).ok()?;
            Some(PartRow { item: link.item, ..choices[at].clone() })
        });
        Ok((by_item(linked.collect()), choices))
    }
}

/// Sorted by item, then by id.
fn by_item(mut rows: Vec<PartRow>) -> Vec<PartRow> {
    rows.sort_by_key(|row| (row.item, row.id));
    rows
}

fn child(row: Row) -> PartRow {
    PartRow { item: row.item, id: row.id, entity: 0, dynamic: row.dynamic, values: row.values }
}

/// True for the answer to a class that this GLPI does not have.
pub fn is_unknown_class(error: &RemoteError) -> bool {
    error.code() == Some("ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM")
}

/// The column of a computer in which GLPI 9.1 keeps a column of its operating system.
pub fn computer_column(column: &Column) -> Column {
    let renamed = RENAMED.iter().find(|(own, _)| *own == column.as_str());
    renamed.map_or_else(|| column.clone(), |(_, computer)| Column::from(*computer))
}

/// [`computer_column`] of each.
pub fn computer_columns(columns: &[(Column, Kind)]) -> Vec<(Column, Kind)> {
    columns.iter().map(|(column, kind)| (computer_column(column), kind.clone())).collect()
}

/// The columns without their kinds.
pub fn names(columns: &[(Column, Kind)]) -> Vec<Column> {
    columns.iter().map(|(column, _)| column.clone()).collect()
}
