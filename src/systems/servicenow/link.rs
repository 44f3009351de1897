//! Configuration items of a ticket: the first in `cmdb_ci`, the others as affected CIs (`task_ci`).

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Map, json};

use super::list::{PER_QUERY, Query};
use super::message;
use super::wire::{self, Row};
use super::{ServiceNow, is_sys_id};
use crate::model::ticket::{ItemRef, TicketId};
use crate::systems::shared::RemoteError;
use crate::systems::shared::call::Call;

impl ServiceNow {
    /// Links configuration items to a ticket; those that are linked stay. A ticket without a
    /// configuration item of its own gets the first.
    ///
    /// # Errors
    /// A failed call; the ticket is gone; an item that does not exist or is hidden from us.
    pub async fn link_items(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError> {
        let id = self.checked(id)?;
        self.all_exist(id, items).await?;
        let own = self.own_item(id).await?;
        let mut linked = BTreeSet::from([own.clone()]);
        let mut wanted = items.iter();
        if own.is_empty()
            && let Some(first) = wanted.next()
        {
            let body = Map::from_iter([("cmdb_ci".to_owned(), first.id.as_str().into())]);
            self.patch(id, body).await?;
            linked.insert(first.id.clone());
        }
        linked.extend(self.affected(id).await?);
        let mut calls = Vec::new();
        for item in wanted {
            if linked.insert(item.id.clone()) {
                let body = json!({"task": id.id, "ci_item": item.id});
                let call = Call::write(Method::POST, "api/now/table/task_ci", body);
                calls.push(call.with("sysparm_fields", "sys_id"));
            }
        }
        for call in calls {
            self.session().read::<Row>(&call).await?;
        }
        Ok(())
    }

    /// The configuration items that a ticket is linked to; a `sys_id` needs no class.
    ///
    /// # Errors
    /// A failed call; the ticket is gone.
    pub async fn items(&self, id: &TicketId) -> Result<Vec<ItemRef>, RemoteError> {
        let id = self.checked(id)?;
        let mut ids = vec![self.own_item(id).await?];
        ids.extend(self.affected(id).await?);
        ids.retain(|id| !id.is_empty());
        Ok(ids.into_iter().map(|id| ItemRef { class: String::new(), id }).collect())
    }

    /// What stands in `cmdb_ci`; empty: nothing.
    async fn own_item(&self, id: &TicketId) -> Result<String, RemoteError> {
        let columns = ["sys_id", "cmdb_ci"];
        let query = Query { most: Some(1), ..Query::new(&id.class, format!("sys_id={}", id.id), &columns) };
        let rows = self.list(&query).await?;
        let ticket = rows.iter().find(|row| row.value("sys_id") == id.id).ok_or_else(|| self.gone(id))?;
        Ok(ticket.value("cmdb_ci").to_owned())
    }

    async fn affected(&self, id: &TicketId) -> Result<Vec<String>, RemoteError> {
        let columns = ["sys_id", "task", "ci_item"];
        let affected = self.list(&Query::new("task_ci", format!("task={}", id.id), &columns)).await?;
        let own = affected.iter().filter(|row| row.value("task") == id.id);
        Ok(own.map(|row| row.value("ci_item").to_owned()).collect())
    }

    /// The instance stores a reference to nothing without a word.
    async fn all_exist(&self, id: &TicketId, items: &[ItemRef]) -> Result<(), RemoteError> {
        let what = message::linking(id).said();
        let missing = |item: &ItemRef| self.refusal(&what, message::no_item(&item.class, &item.id));
        if let Some(odd) = items.iter().find(|item| !is_sys_id(&item.id)) {
            return Err(missing(odd));
        }
        for some in items.chunks(PER_QUERY) {
            let ids: Vec<&str> = some.iter().map(|item| item.id.as_str()).collect();
            let query = Query::new("cmdb_ci", format!("sys_idIN{}", ids.join(",")), &["sys_id"]);
            let rows = match self.list(&query).await {
                Err(error) if error.code() == Some(wire::NO_TABLE) => return Ok(()),
                rows => rows?,
            };
            let known: BTreeSet<&str> = rows.iter().map(|row| row.value("sys_id")).collect();
            if let Some(item) = some.iter().find(|item| !known.contains(item.id.as_str())) {
                return Err(missing(item));
            }
        }
        Ok(())
    }
}
