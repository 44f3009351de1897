//! Keyed child sets of items. Whole tables are read at once; a port comes with the rows that hold
//! its name and its addresses.
//!
//! GLPI keeps a port's name in a `NetworkName` and each address in an `IPAddress` of that name. Both
//! are read into columns of the port and written along with it (`_create_children`), so that a port
//! is one row here. GLPI deletes them with the port.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value as Json, json};

use super::Glpi;
use super::identity::IDENTITY;
use super::list::Shelf;
use super::rows::Row;
use super::schema::{ADDRESSES, HOSTNAME, PORTS, SCHEMA};
use crate::model::item::PartRow;
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::schema::{Owner, Part, Set};
use crate::model::value::Value;
use crate::systems::shared::RemoteError;
use crate::systems::target;

/// A `NetworkName` with its addresses.
#[derive(Debug, Clone, Default)]
pub(super) struct PortName {
    id: i64,
    name: Value,
    /// By the id of their row.
    addresses: BTreeMap<i64, Value>,
}

impl PortName {
    fn addresses(&self) -> Value {
        let texts: Vec<String> = self.addresses.values().map(ToString::to_string).collect();
        SCHEMA.canonical(&Kind::Addresses, Value::text(texts.join(", ")))
    }
}

/// True for a column of a port that rows of their own hold.
pub(super) fn is_of_name(column: &Column) -> bool {
    matches!(column.as_str(), ADDRESSES | HOSTNAME)
}

/// True for a class whose rows have no trash worth the name: GLPI would only hide them.
pub(super) fn is_element(class: &ClassName) -> bool {
    SCHEMA.is_element(class)
}

impl Glpi {
    pub(super) async fn read_set(
        &self,
        class: &ClassName,
        part: Part,
        set: &Set,
        columns: &[(Column, Kind)],
    ) -> Result<Vec<PartRow>, RemoteError> {
        let table = SCHEMA.class_of(part, class);
        let mut own: Vec<(Column, Kind)> = columns
            .iter()
            .filter(|(column, _)| part.word() != PORTS || !is_of_name(column))
            .cloned()
            .collect();
        let owner = set.owner;
        let itemtype = match owner {
            Owner::Item => Some(class.as_str()),
            Owner::Column(column) => {
                own.push((Column::from(column), Kind::Integer));
                None
            }
        };
        let wanted = super::rows::Wanted { itemtype, ..self.wanted(&own) };
        let mut rows = self.list(&table, Shelf::InUse, wanted).await?;
        let hidden = self.hidden_rows(&table, &rows, wanted).await?;
        rows.extend(hidden);
        let names = if own.len() < columns.len() { self.port_names(None).await? } else { HashMap::new() };
        let mut found: Vec<PartRow> =
            rows.into_iter().map(|row| element(row, &own, columns, owner, &names)).collect();
        found.sort_by_key(|row| (row.item, row.id));
        Ok(found)
    }

    /// Rows that a person deleted although an agent feeds them: GLPI hides them, so that the agent does not bring them
    /// back, and refuses another row of their key. They count as the agent's.
    async fn hidden_rows(
        &self,
        table: &ClassName,
        in_use: &[Row],
        wanted: super::rows::Wanted<'_>,
    ) -> Result<Vec<Row>, RemoteError> {
        if !(IDENTITY.refuses_doubles)(table) {
            return Ok(Vec::new());
        }
        let hidden = self.list_trash(table, in_use, wanted).await?;
        Ok(hidden.into_iter().map(|row| Row { dynamic: true, ..row }).collect())
    }

    /// The rows of ports with these ids, with what rows of their own hold.
    pub(super) async fn with_port_names(
        &self,
        mut rows: Vec<Row>,
        own: &[(Column, Kind)],
        columns: &[(Column, Kind)],
    ) -> Result<Vec<Row>, RemoteError> {
        let ports: BTreeSet<i64> = rows.iter().map(|row| row.id).collect();
        let names = self.port_names(Some(&ports)).await?;
        for row in &mut rows {
            row.values = values(&row.values, own, columns, names.get(&row.id));
        }
        Ok(rows)
    }

    /// The name of each port that has one; of several the oldest.
    async fn port_names(&self, ports: Option<&BTreeSet<i64>>) -> Result<HashMap<i64, PortName>, RemoteError> {
        let name = [(Column::from("name"), Kind::Hostname)];
        let wanted = super::rows::Wanted { itemtype: Some("NetworkPort"), ..self.wanted(&name) };
        let names = self.list(&"NetworkName".into(), Shelf::InUse, wanted).await?;
        let mut by_name: HashMap<i64, i64> = HashMap::new();
        let mut by_port: HashMap<i64, PortName> = HashMap::new();
        for row in names {
            if ports.is_none_or(|ports| ports.contains(&row.item)) && !by_port.contains_key(&row.item) {
                by_name.insert(row.id, row.item);
                let name = row.values.into_iter().next().unwrap_or_default();
                by_port.insert(row.item, PortName { id: row.id, name, addresses: BTreeMap::new() });
            }
        }
        if by_port.is_empty() {
            return Ok(by_port);
        }
        let address = [(Column::from("name"), Kind::Addresses)];
        let wanted = super::rows::Wanted { itemtype: Some("NetworkName"), ..self.wanted(&address) };
        for row in self.list(&"IPAddress".into(), Shelf::InUse, wanted).await? {
            let port = by_name.get(&row.item).and_then(|port| by_port.get_mut(port));
            if let (Some(port), Some(address)) = (port, row.values.into_iter().next()) {
                port.addresses.insert(row.id, address);
            }
        }
        Ok(by_port)
    }

    /// What is sent for ports of which a name or addresses are written. GLPI takes what is not sent
    /// for empty, and deletes a name that is empty: everything goes along.
    pub(super) async fn port_inputs(
        &self,
        rows: &[(Option<i64>, &target::Row)],
    ) -> Result<Vec<Map<String, Json>>, RemoteError> {
        let named: BTreeSet<i64> =
            rows.iter().filter(|(_, row)| names_port(row)).filter_map(|(id, _)| *id).collect();
        let known = if named.is_empty() { HashMap::new() } else { self.port_names(Some(&named)).await? };
        let none = PortName::default();
        let input = |(id, row): &(Option<i64>, &target::Row)| {
            let mut input = Map::new();
            if !names_port(row) {
                return input;
            }
            let before = id.and_then(|id| known.get(&id)).unwrap_or(&none);
            let wanted = |column: &str| {
                row.iter().find(|field| field.column.as_str() == column).map(|field| field.value.clone())
            };
            input.insert("_create_children".to_owned(), json!(true));
            if before.id != 0 {
                input.insert("NetworkName_id".to_owned(), before.id.into());
            }
            let name = wanted(HOSTNAME).unwrap_or_else(|| before.name.clone());
            input.insert("NetworkName_name".to_owned(), name.to_string().into());
            let after = wanted(ADDRESSES).unwrap_or_else(|| before.addresses());
            input.insert("NetworkName__ipaddresses".to_owned(), addresses_input(before, &after));
            input
        };
        Ok(rows.iter().map(input).collect())
    }
}

fn names_port(row: &target::Row) -> bool {
    row.iter().any(|field| is_of_name(&field.column))
}

/// Addresses by the id of their row, "" for those that go, and by numbers below 0 for new ones.
fn addresses_input(before: &PortName, after: &Value) -> Json {
    let after = SCHEMA.canonical(&Kind::Addresses, after.clone()).to_string();
    let mut wanted: BTreeSet<&str> = after.split(", ").filter(|address| !address.is_empty()).collect();
    let mut input = Map::new();
    for (id, address) in &before.addresses {
        let address = address.to_string();
        let stays = wanted.remove(address.as_str());
        input.insert(id.to_string(), if stays { address.into() } else { "".into() });
    }
    for (number, address) in (1..).zip(wanted) {
        input.insert(format!("-{number}"), address.into());
    }
    Json::Object(input)
}

fn element(
    row: Row,
    own: &[(Column, Kind)],
    columns: &[(Column, Kind)],
    owner: Owner,
    names: &HashMap<i64, PortName>,
) -> PartRow {
    let item = match (owner, row.values.last()) {
        (Owner::Column(_), Some(Value::Int(id))) => *id,
        (Owner::Item | Owner::Column(_), _) => row.item,
    };
    let values = values(&row.values, own, columns, names.get(&row.id));
    PartRow { item, id: row.id, entity: 0, dynamic: row.dynamic, values }
}

/// The values of `columns`, of a row that has those of `own`.
fn values(
    row: &[Value],
    own: &[(Column, Kind)],
    columns: &[(Column, Kind)],
    name: Option<&PortName>,
) -> Box<[Value]> {
    let value = |(column, _): &(Column, Kind)| match (own.iter().position(|(known, _)| known == column), name)
    {
        (Some(at), _) => row.get(at).cloned().unwrap_or_default(),
        (None, Some(name)) if column.as_str() == ADDRESSES => name.addresses(),
        (None, Some(name)) if column.as_str() == HOSTNAME => name.name.clone(),
        (None, _) => Value::Empty,
    };
    columns.iter().map(value).collect()
}
