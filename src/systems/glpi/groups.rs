//! The groups of assets in GLPI 11: rows of `Group_Item`, of which an item may have several for one column.
//!
//! The value of the column is the oldest of them, as in the versions before where there was one. A change
//! exchanges that one in its place; those that people added stay. Lists of assets lack the columns, single
//! assets have lists of ids, the oldest first.

use std::collections::HashMap;

use serde_json::{Map, Value as Json};

use super::Glpi;
use super::list::{IDS_PER_CALL, Shelf, items_call};
use super::rows::{Row, Wanted};
use super::{message, wire};
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::value::Value;
use crate::systems::shared::RemoteError;
use crate::systems::target::{self, Blank, Field, WriteError};

/// Classes of GLPI 11 with groups (`AssignableItem`).
const CLASSES: [&str; 24] = [
    "Appliance",
    "Cable",
    "CartridgeItem",
    "Certificate",
    "Cluster",
    "Computer",
    "ConsumableItem",
    "DatabaseInstance",
    "Domain",
    "DomainRecord",
    "Enclosure",
    "Item_DeviceSimcard",
    "Line",
    "Monitor",
    "NetworkEquipment",
    "PDU",
    "PassiveDCEquipment",
    "Peripheral",
    "Phone",
    "Printer",
    "Rack",
    "Software",
    "SoftwareLicense",
    "Unmanaged",
];

/// Their columns, with the type of the rows.
const COLUMNS: [(&str, i64); 2] = [("groups_id", 1), ("groups_id_tech", 2)];

/// Groups by item and type of the row, the oldest first.
type Groups = HashMap<(i64, i64), Vec<i64>>;

/// A row that holds a group.
#[derive(Debug, Clone, Copy)]
struct Link {
    id: i64,
    group: i64,
}

fn unreadable(error: RemoteError) -> WriteError {
    let message = message::groups_unreadable(error).said();
    WriteError::Refused { permanent: false, message }
}

/// Whether a column holds groups of an asset.
pub(super) fn is_one(column: &Column) -> bool {
    type_of(column).is_some()
}

/// The type of the rows that hold a column.
fn type_of(column: &Column) -> Option<i64> {
    COLUMNS.iter().find(|(name, _)| *name == column.as_str()).map(|(_, number)| *number)
}

impl Glpi {
    /// The columns of a class that its own table holds.
    pub(super) fn columns_of_table(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
    ) -> Vec<(Column, Kind)> {
        let apart = |column: &Column| self.has_groups_apart(class) && type_of(column).is_some();
        columns.iter().filter(|(column, _)| !apart(column)).cloned().collect()
    }

    pub(super) fn has_groups_apart(&self, class: &ClassName) -> bool {
        self.has_group_rows() && CLASSES.contains(&class.as_str())
    }

    /// Rows with all columns that were asked for, of rows with those of their table.
    pub(super) async fn with_groups(
        &self,
        class: &ClassName,
        mut rows: Vec<Row>,
        own: &[(Column, Kind)],
        columns: &[(Column, Kind)],
    ) -> Result<Vec<Row>, RemoteError> {
        if own.len() == columns.len() || rows.is_empty() {
            return Ok(rows);
        }
        let groups = self.groups(class).await?;
        for row in &mut rows {
            let value = |(column, _): &(Column, Kind)| {
                if let Some(at) = own.iter().position(|(known, _)| known == column) {
                    return row.values.get(at).cloned().unwrap_or_default();
                }
                let oldest = type_of(column).and_then(|of| groups.get(&(row.id, of))?.first());
                oldest.map_or(Value::Empty, |group| Value::Ref(*group))
            };
            row.values = columns.iter().map(value).collect();
        }
        Ok(rows)
    }

    /// The groups of all items of a class.
    async fn groups(&self, class: &ClassName) -> Result<Groups, RemoteError> {
        let links = self.links(class).await?;
        let groups = |links: Vec<Link>| links.iter().map(|link| link.group).collect();
        Ok(links.into_iter().map(|(of, links)| (of, groups(links))).collect())
    }

    /// The rows that hold the groups of all items of a class.
    async fn links(&self, class: &ClassName) -> Result<HashMap<(i64, i64), Vec<Link>>, RemoteError> {
        let columns: [(Column, Kind); 2] =
            [("groups_id".into(), Kind::Integer), ("type".into(), Kind::Integer)];
        let wanted = Wanted { itemtype: Some(class.as_str()), ..self.wanted(&columns) };
        let mut links: HashMap<(i64, i64), Vec<Link>> = HashMap::new();
        for row in self.list(&"Group_Item".into(), Shelf::InUse, wanted).await? {
            if let [Value::Int(group), Value::Int(of)] = &*row.values {
                links.entry((row.item, *of)).or_default().push(Link { id: row.id, group: *group });
            }
        }
        Ok(links)
    }

    /// Exchanges the oldest group of rows that have several: GLPI takes what is sent with an item for all that
    /// it has, and puts a new one behind the others, where it would not be the oldest any more.
    pub(super) async fn exchange_groups(
        &self,
        class: &ClassName,
        inputs: &mut [Json],
        rows: &[(Option<i64>, &target::Row)],
    ) -> Result<(), WriteError> {
        let writes = |row: &target::Row| row.iter().any(|field| type_of(&field.column).is_some());
        let ids: Vec<i64> = rows.iter().filter(|(_, row)| writes(row)).filter_map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let held = self.groups_of(class, &ids).await.map_err(unreadable)?;
        let several =
            |id: &i64| COLUMNS.iter().any(|(_, of)| held.get(&(*id, *of)).is_some_and(|g| g.len() > 1));
        if !ids.iter().any(several) {
            return Ok(());
        }
        let links = self.links(class).await.map_err(unreadable)?;
        let (mut gone, mut exchanged): (Vec<i64>, Vec<(i64, target::Row)>) = (Vec::new(), Vec::new());
        for (input, (id, _)) in inputs.iter_mut().zip(rows) {
            let (Json::Object(input), Some(id)) = (input, id) else { continue };
            for (column, of) in COLUMNS {
                let Some([oldest, others @ ..]) = links.get(&(*id, of)).map(Vec::as_slice) else { continue };
                let Some(written) = input.get(column).and_then(wire::integer) else { continue };
                if others.is_empty() {
                    continue;
                }
                if written == 0 {
                    input.insert(column.to_owned(), others.iter().map(|link| link.group).collect());
                    continue;
                }
                input.remove(column);
                if written != oldest.group {
                    gone.extend(others.iter().filter(|link| link.group == written).map(|link| link.id));
                    let value = Value::Ref(written);
                    let field = Field { column: "groups_id".into(), value, blank: Blank::Key };
                    exchanged.push((oldest.id, vec![field]));
                }
            }
        }
        let links: ClassName = "Group_Item".into();
        let mut outcomes = Box::pin(self.purge(&links, &gone)).await;
        if outcomes.iter().all(Result::is_ok) {
            outcomes.extend(Box::pin(self.update(&links, &exchanged)).await);
        }
        outcomes.into_iter().collect()
    }

    /// The groups of some items: of each alone, or of all where one of them is gone.
    async fn groups_of(&self, class: &ClassName, ids: &[i64]) -> Result<Groups, RemoteError> {
        let mut groups = Groups::new();
        for some in ids.chunks(IDS_PER_CALL) {
            let items = match self.session().read::<Vec<Map<String, Json>>>(&items_call(class, some)).await {
                Ok(items) => items,
                Err(RemoteError::Answer { status: 404, .. } | RemoteError::Rights { .. }) => {
                    return self.groups(class).await;
                }
                Err(error) => return Err(error),
            };
            for item in items {
                let id = item.get("id").and_then(wire::integer).unwrap_or_default();
                for (column, of) in COLUMNS {
                    let held = item.get(column).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
                    groups.insert((id, of), held.iter().filter_map(wire::integer).collect());
                }
            }
        }
        Ok(groups)
    }
}
