//! The columns of a table that matter before a row is sent: what they hold, where references lead, what
//! forms ask for. Read once per table; an instance that hides its dictionary tells nothing of them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceNow;
use super::list::Query;
use super::wire::Row;
use crate::systems::shared::RemoteError;

/// A column as the dictionary has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What forms call it.
    pub label: String,
    /// Its type.
    pub kind: String,
    /// It is a drop-down.
    pub is_list: bool,
    /// Table of a reference; empty: it is none.
    pub leads_to: String,
    /// Forms ask for it. The API takes a row without it.
    pub is_asked_for: bool,
}

/// Columns by name; empty where the dictionary is not shown to us.
pub type Fields = BTreeMap<String, Field>;

/// Columns by table, as far as they were read.
#[derive(Debug, Default)]
pub struct Known(Mutex<BTreeMap<String, Arc<Fields>>>);

const COLUMNS: [&str; 8] =
    ["sys_id", "name", "element", "column_label", "internal_type", "choice", "reference", "mandatory"];

impl ServiceNow {
    /// The columns of a table and of those that it extends.
    pub(super) async fn fields(&self, table: &str) -> Result<Arc<Fields>, RemoteError> {
        let known = || self.0.fields.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fields) = known().get(table).cloned() {
            return Ok(fields);
        }
        let fields = Arc::new(self.read_fields(table).await?);
        known().insert(table.to_owned(), Arc::clone(&fields));
        Ok(fields)
    }

    async fn read_fields(&self, table: &str) -> Result<Fields, RemoteError> {
        let above = self.lineage(table).await?;
        let filter = format!("nameIN{}^elementISNOTEMPTY", above.join(","));
        let listed = match self.listed(&Query::new("sys_dictionary", filter, &COLUMNS)).await {
            Ok(listed) => listed,
            Err(error) if error.is_permanent() => return Ok(Fields::new()),
            Err(error) => return Err(error),
        };
        if listed.hidden > 0 {
            return Ok(Fields::new());
        }
        let mut fields = Fields::new();
        // The lowest table says last: it may overrule what it extends.
        for name in above.iter().rev() {
            let own = listed.rows.iter().filter(|row| row.value("name") == name);
            fields.extend(own.map(|row| (row.value("element").to_owned(), field(row))));
        }
        Ok(fields)
    }
}

fn field(row: &Row) -> Field {
    let label = row.value("column_label");
    Field {
        label: if label.is_empty() { row.value("element") } else { label }.to_owned(),
        kind: row.value("internal_type").to_owned(),
        // 1 and 3: one of a list; 2 only suggests.
        is_list: matches!(row.value("choice"), "1" | "3"),
        leads_to: row.value("reference").to_owned(),
        is_asked_for: row.value("mandatory") == "true",
    }
}
