//! The columns of a table by the dictionary of the instance, those of the tables that it extends included.

use std::collections::BTreeMap;

use super::list::Query;
use super::{ServiceNow, message};
use crate::model::Said;
use crate::systems::desk::DeskColumn;
use crate::systems::shared::RemoteError;

/// Tables above another one that are looked for.
const DEEPEST: usize = 12;
/// What the dictionary has of a column.
const COLUMNS: [&str; 8] =
    ["sys_id", "name", "element", "column_label", "internal_type", "max_length", "reference", "mandatory"];

impl ServiceNow {
    /// The columns of a table, each as the lowest table that has it says.
    ///
    /// # Errors
    /// A table that is not there, a dictionary that is not shown to us, an instance that does not answer.
    pub(super) async fn told_columns(&self, table: &str) -> Result<Vec<DeskColumn>, RemoteError> {
        let what = Said::from(format!("columns {table}"));
        if !Self::is_table(table) {
            return Err(self.refusal(&what, message::no_table(table)));
        }
        let above = self.tables_above(table).await?;
        let filter = format!("nameIN{}^elementISNOTEMPTY", above.join(","));
        let listed = self.listed(&Query::new("sys_dictionary", filter, &COLUMNS)).await?;
        if listed.rows.is_empty() {
            return Err(self.refusal(&what, message::no_table(table)));
        }
        if listed.hidden > 0 {
            return Err(self.refusal(&what, message::dictionary_hidden(listed.hidden)));
        }
        let mut found = BTreeMap::new();
        // The lowest table says last: it may overrule what it extends.
        for name in above.iter().rev() {
            for row in listed.rows.iter().filter(|row| row.value("name") == name) {
                let text = |column: &str| Some(row.value(column).to_owned()).filter(|text| !text.is_empty());
                let column = DeskColumn {
                    name: row.value("element").to_owned(),
                    label: text("column_label"),
                    kind: text("internal_type"),
                    length: row.value("max_length").parse().ok(),
                    class: text("reference"),
                    is_required: row.value("mandatory") == "true",
                };
                found.insert(column.name.clone(), column);
            }
        }
        Ok(found.into_values().collect())
    }

    /// A table and those that it extends, as far as the instance tells, itself first.
    async fn tables_above(&self, table: &str) -> Result<Vec<String>, RemoteError> {
        let mut above = vec![table.to_owned()];
        while above.len() < DEEPEST {
            let Some(last) = above.last() else { break };
            let query =
                Query::new("sys_db_object", format!("name={last}"), &["sys_id", "name", "super_class.name"]);
            let rows = match self.list(&query).await {
                Ok(rows) => rows,
                // Without the right to look, a ticket is still a task.
                Err(error) if error.is_permanent() => return self.lineage(table).await,
                Err(error) => return Err(error),
            };
            let row = rows.iter().find(|row| row.value("name") == last);
            match row.map(|row| row.value("super_class.name")).filter(|name| Self::is_table(name)) {
                Some(name) if !above.iter().any(|known| known == name) => above.push(name.to_owned()),
                _ => break,
            }
        }
        Ok(above)
    }
}
