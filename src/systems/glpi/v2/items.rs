//! Items and names as the model knows them, read by API v2: whole lists, of which what v2.2 tells is taken.
//!
//! Templates stand among the items and bear no sign (11.0.6); which items an agent feeds is not told.

use serde_json::Value as Json;

use super::known::{self, Told};
use super::{GlpiV2, list, schema};
use crate::model::Said;
use crate::model::item::{Item, ItemTable, ReferenceRow, ReferenceTable};
use crate::model::schema::{ClassName, Column, Kind};
use crate::model::value::Value;
use crate::systems::glpi::message;
use crate::systems::glpi::wire::integer;
use crate::systems::shared::RemoteError;
use crate::systems::target::ItemQuery;

/// The id of the row that a property points at.
fn pointed(row: &Json, property: &str) -> Option<i64> {
    integer(row.get(property)?.get("id")?)
}

fn flag(row: &Json, property: &str) -> bool {
    row.get(property).and_then(Json::as_bool).unwrap_or(false)
}

/// A value as it is told; `None` where it is a list, or an object that points at nothing.
fn value(told: &Json) -> Option<Value> {
    Some(match told {
        Json::Null => Value::Empty,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::text(number.to_string()), Value::Int),
        Json::String(text) => Value::text(text.as_str()),
        Json::Object(pointed) => Value::Int(integer(pointed.get("id")?)?),
        Json::Array(_) => return None,
    })
}

impl GlpiV2 {
    /// All items of a class that we see, those in the trash too.
    ///
    /// # Errors
    /// A failed call; a class or a column that v2.2 does not tell.
    pub(super) async fn read_items(&self, query: &ItemQuery) -> Result<ItemTable, RemoteError> {
        let told = told(&query.class)?;
        let rows: Vec<Json> = list::all(self.session(), told.path, None, self.0.page).await?;
        let items = self.items_of(told, &query.class, &query.columns, &rows)?;
        let (trashed, items) = items.into_iter().partition(|item| item.trashed);
        let columns = query.columns.iter().map(|(column, _)| column.clone()).collect();
        Ok(ItemTable {
            columns,
            items,
            trashed,
            hidden: Vec::new(),
            hidden_may_be_gone: true,
            parts: Vec::new(),
        })
    }

    /// The items of these ids that we see, those in the trash too.
    ///
    /// # Errors
    /// As [`GlpiV2::read_items`].
    pub(super) async fn items_by_id(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        ids: &[i64],
    ) -> Result<Vec<Item>, RemoteError> {
        let told = told(class)?;
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let rows: Vec<Json> = list::of_ids(self.session(), told.path, &ids, self.0.page).await?;
        self.items_of(told, class, columns, &rows)
    }

    /// Items with an id above one that was seen before.
    ///
    /// # Errors
    /// As [`GlpiV2::read_items`].
    pub(super) async fn newest(
        &self,
        class: &ClassName,
        columns: &[(Column, Kind)],
        above_id: i64,
    ) -> Result<Vec<Item>, RemoteError> {
        let told = told(class)?;
        let filter = format!("id=gt={above_id}");
        let rows: Vec<Json> = list::all(self.session(), told.path, Some(&filter), self.0.page).await?;
        self.items_of(told, class, columns, &rows)
    }

    fn items_of(
        &self,
        told: &Told,
        class: &ClassName,
        columns: &[(Column, Kind)],
        rows: &[Json],
    ) -> Result<Vec<Item>, RemoteError> {
        let entity = told.property(&"entities_id".into()).unwrap_or("entity");
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let mut values = Vec::with_capacity(columns.len());
            for (column, kind) in columns {
                let property = told.property(column).ok_or_else(|| not_told(class, message::not_by_v2()))?;
                values.push(self.value_of(row, property, kind, class)?);
            }
            items.push(Item {
                id: self.id_of(row, class)?,
                entity: pointed(row, entity).unwrap_or(0),
                dynamic: false,
                trashed: flag(row, "is_deleted"),
                values: values.into(),
            });
        }
        Ok(items)
    }

    fn value_of(
        &self,
        row: &Json,
        property: &str,
        kind: &Kind,
        class: &ClassName,
    ) -> Result<Value, RemoteError> {
        let value = match row.get(property) {
            None => return Err(self.unreadable(class, message::property_missing(property).to_string())),
            Some(told) => value(told),
        };
        let value =
            value.ok_or_else(|| self.unreadable(class, message::no_plain_value(property).to_string()))?;
        Ok(schema().canonical(kind, value))
    }

    fn id_of(&self, row: &Json, class: &ClassName) -> Result<i64, RemoteError> {
        let id = row.get("id").and_then(integer);
        id.ok_or_else(|| self.unreadable(class, message::row_without_id().to_string()))
    }

    /// An answer that is not what v2.2 was seen to tell.
    fn unreadable(&self, class: &ClassName, why: String) -> RemoteError {
        self.refusal(&Said::from(class.as_str()), why)
    }

    /// All rows of a reference class that are in use, named by a column.
    ///
    /// # Errors
    /// As [`GlpiV2::read_items`].
    pub(super) async fn read_reference(
        &self,
        class: &ClassName,
        by: &Column,
    ) -> Result<ReferenceTable, RemoteError> {
        let told = told(class)?;
        let name = told.property(by).ok_or_else(|| not_told(class, message::not_by_v2()))?;
        let tree = schema().is_tree(class);
        let is_entity = class.as_str() == "Entity";
        let entity = told.property(&"entities_id".into()).filter(|_| !is_entity);
        let rows: Vec<Json> = list::all(self.session(), told.path, None, self.0.page).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows.iter().filter(|row| !flag(row, "is_deleted")) {
            let id = self.id_of(row, class)?;
            // Above the first rows of a tree stands nothing; the root entity, 0, is a row.
            let parent = pointed(row, "parent").filter(|parent| tree && (is_entity || *parent > 0));
            let name = match self.value_of(row, name, &Kind::LongText, class)? {
                Value::Text(name) => name,
                _ => Box::default(),
            };
            found.push(ReferenceRow {
                id,
                name,
                parent: parent.filter(|_| !is_entity || id != 0),
                entity: entity.and_then(|entity| pointed(row, entity)),
                recursive: flag(row, "is_recursive"),
            });
        }
        Ok(ReferenceTable { rows: found })
    }
}

/// How v2.2 tells a class.
fn told(class: &ClassName) -> Result<&'static Told, RemoteError> {
    known::of(class).ok_or_else(|| not_told(class, message::class_not_by_v2(class)))
}

fn not_told(class: &ClassName, why: crate::message::Message) -> RemoteError {
    RemoteError::Setup(crate::message::list::of(class, why).said())
}
