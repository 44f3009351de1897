//! Names in reference columns become sys_ids: the API stores a name there as a broken reference.

use crate::model::Said;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value as Json};

use super::list::{Query, plain};
use super::message;
use super::{ServiceNow, is_sys_id, once};
use crate::systems::shared::RemoteError;

/// What was asked for in this run.
#[derive(Debug, Default)]
pub struct Names {
    /// sys_ids by table and name.
    known: Mutex<BTreeMap<(String, String), String>>,
    /// Tables and sys_ids of rows that are there and active.
    confirmed: Mutex<BTreeSet<(String, String)>>,
}

/// Reference columns: the table, and its columns that name a row.
const REFERENCES: [(&str, &str, &[&str]); 20] = [
    ("assigned_to", "sys_user", PERSON),
    ("assignment_group", "sys_user_group", &["name"]),
    ("account", "customer_account", &["name", "number"]),
    ("business_service", "cmdb_ci_service", &["name"]),
    ("caller_id", "sys_user", PERSON),
    ("change_request", "change_request", &["number"]),
    ("cmdb_ci", "cmdb_ci", &["name"]),
    ("company", "core_company", &["name"]),
    ("contact", "customer_contact", &["name", "email"]),
    ("contract", "ast_contract", &["number", "short_description"]),
    ("location", "cmn_location", &["name"]),
    ("opened_by", "sys_user", PERSON),
    ("parent", "task", &["number"]),
    ("problem_id", "problem", &["number"]),
    ("request", "sc_request", &["number"]),
    ("request_item", "sc_req_item", &["number"]),
    ("requested_by", "sys_user", PERSON),
    ("requested_for", "sys_user", PERSON),
    ("cat_item", "sc_cat_item", &["name"]),
    ("service_offering", "service_offering", &["name"]),
];

const PERSON: &[&str] = &["user_name", "email", "name"];

/// Columns by which rows of any table are named.
const ANYTHING: &[&str] = &["name", "number"];

/// Columns that every ticket has and that lead nowhere: no dictionary is asked about them.
const ALWAYS_PLAIN: [&str; 12] = [
    "category",
    "contact_type",
    "correlation_display",
    "description",
    "impact",
    "priority",
    "severity",
    "short_description",
    "state",
    "subcategory",
    "type",
    "urgency",
];

impl ServiceNow {
    /// The sys_id for a value of a reference column of a table; a value of any other column as it is.
    ///
    /// Where the column leads stands below for those of a fresh instance, and in its dictionary for others.
    pub(super) async fn reference(
        &self,
        what: &Said,
        of: &str,
        column: &str,
        given: &str,
    ) -> Result<String, RemoteError> {
        let given = given.trim();
        if given.is_empty() || is_sys_id(given) || once::JOURNALS.contains(&column) {
            return Ok(given.to_owned());
        }
        let Some((table, by)) = self.leads_to(of, column).await? else { return Ok(given.to_owned()) };
        let table = table.as_str();
        let key = (table.to_owned(), given.to_owned());
        let known = self.0.names.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        if plain(given) != given {
            return Err(self.refusal(what, message::give_id(column, format_args!("{given:?}"))));
        }
        for name in by {
            let columns = ["sys_id", name, "active"];
            let query = Query { most: Some(20), ..Query::new(table, format!("{name}={given}"), &columns) };
            // A condition that the instance does not know is dropped, and any row would come back.
            let rows = self.list(&query).await?;
            let named = rows.iter().filter(|row| {
                row.value(name).to_lowercase() == given.to_lowercase() && row.value("active") != "false"
            });
            let ids: Vec<&str> = named.map(|row| row.value("sys_id")).collect();
            match ids.as_slice() {
                [] => {}
                [id] => {
                    let mut known = self.0.names.known.lock().unwrap_or_else(PoisonError::into_inner);
                    known.insert(key, (*id).to_owned());
                    return Ok((*id).to_owned());
                }
                many => {
                    let message = message::several_rows(
                        column,
                        many.len(),
                        table,
                        format_args!("{given:?}"),
                        many.join(", "),
                    )
                    .said();
                    return Err(self.refusal(what, message));
                }
            }
        }
        let message = message::no_such_row(column, table, format_args!("{given:?}")).said();
        Err(self.refusal(what, message))
    }

    /// The table that a column leads to, and the columns that name a row there; `None`: it leads nowhere.
    async fn leads_to(
        &self,
        of: &str,
        column: &str,
    ) -> Result<Option<(String, &'static [&'static str])>, RemoteError> {
        if let Some((_, table, by)) = REFERENCES.iter().find(|(known, ..)| *known == column) {
            return Ok(Some(((*table).to_owned(), by)));
        }
        if ALWAYS_PLAIN.contains(&column) {
            return Ok(None);
        }
        let fields = self.fields(of).await?;
        let table = fields.get(column).map(|field| field.leads_to.clone()).unwrap_or_default();
        let by = if table == "sys_user" { PERSON } else { ANYTHING };
        Ok(Self::is_table(&table).then_some((table, by)))
    }

    /// Confirms that what a ticket is to name is there and active now: names became ids up to a day ago,
    /// and the instance stores a reference to nothing without a word. A row that is hidden from us is let
    /// through.
    pub(super) async fn confirm(&self, what: &Said, body: &Map<String, Json>) -> Result<(), RemoteError> {
        let mut by_table: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for (column, table, _) in &REFERENCES {
            let id = body.get(*column).and_then(Json::as_str).filter(|id| is_sys_id(id));
            if let Some(id) = id.filter(|id| !self.is_confirmed(table, id)) {
                by_table.entry(table).or_default().insert(id, column);
            }
        }
        for (table, ids) in by_table {
            let list: Vec<&str> = ids.keys().copied().collect();
            let query = Query::new(table, format!("sys_idIN{}", list.join(",")), &["sys_id", "active"]);
            let listed = match self.listed(&query).await {
                Ok(listed) => listed,
                Err(error) if error.is_permanent() => continue,
                Err(error) => return Err(error),
            };
            for (id, column) in ids {
                let row = listed.rows.iter().find(|row| row.value("sys_id") == id);
                let message = match row {
                    Some(row) if row.value("active") == "false" => {
                        message::row_is_inactive(column, table, id)
                    }
                    Some(_) => continue,
                    None if listed.hidden > 0 => continue,
                    None => message::row_is_gone(column, table, id),
                };
                return Err(self.refusal(what, message.to_string()));
            }
            let mut confirmed = self.0.names.confirmed.lock().unwrap_or_else(PoisonError::into_inner);
            confirmed.extend(list.into_iter().map(|id| (table.to_owned(), id.to_owned())));
        }
        Ok(())
    }

    fn is_confirmed(&self, table: &str, id: &str) -> bool {
        let confirmed = self.0.names.confirmed.lock().unwrap_or_else(PoisonError::into_inner);
        confirmed.contains(&(table.to_owned(), id.to_owned()))
    }
}
