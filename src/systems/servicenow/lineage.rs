//! What a table extends, from `sys_db_object` where we may read it.

use super::list::Query;
use super::{ServiceNow, states};
use crate::systems::shared::RemoteError;

/// How many tables one extends at most: deeper is a circle.
const DEEPEST: usize = 10;

impl ServiceNow {
    /// A table and those that it extends, itself first, `task` last.
    pub(super) async fn lineage(&self, table: &str) -> Result<Vec<String>, RemoteError> {
        let mut above = vec![table.to_owned()];
        let mut next = table.to_owned();
        while !states::is_stock(&next) && above.len() < DEEPEST {
            let columns = ["sys_id", "name", "super_class.name"];
            let query = Query::new("sys_db_object", format!("name={next}"), &columns);
            let rows = match self.list(&query).await {
                Ok(rows) => rows,
                Err(error) if error.is_permanent() => {
                    tracing::debug!(%error, table, "what a table extends is not told");
                    break;
                }
                Err(error) => return Err(error),
            };
            let row = rows.iter().find(|row| row.value("name") == next);
            match row.map(|row| row.value("super_class.name")).filter(|name| Self::is_table(name)) {
                Some(name) if !above.iter().any(|known| known == name) => name.clone_into(&mut next),
                _ => break,
            }
            above.push(next.clone());
        }
        if next != "task" {
            above.push("task".to_owned());
        }
        Ok(above)
    }
}
