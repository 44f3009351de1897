//! The drop-downs of a table (`sys_choice`), read once: values are checked before they are sent, since
//! the API takes any, and a data policy calls a wrong one missing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::ServiceNow;
use super::list::Query;
use super::message;
use crate::systems::shared::RemoteError;

/// A value of a drop-down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub element: String,
    pub value: String,
    pub label: String,
    /// Value of the column that it depends on: the category of a subcategory.
    pub depends_on: String,
}

/// Choices by table, as far as they were read.
#[derive(Debug, Default)]
pub struct Choices(Mutex<BTreeMap<String, Arc<Vec<Choice>>>>);

const COLUMNS: [&str; 6] = ["sys_id", "name", "element", "value", "label", "dependent_value"];

impl ServiceNow {
    /// The choices of a table; those it inherits from `task` where it has none of its own for a
    /// column. Empty when the instance does not show them to us.
    pub(super) async fn choices(&self, table: &str) -> Result<Arc<Vec<Choice>>, RemoteError> {
        let known = self.0.choices.0.lock().unwrap_or_else(PoisonError::into_inner).get(table).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let filter = format!("nameIN{table},task^inactive=false^language=en");
        let rows = match self.list(&Query::new("sys_choice", filter, &COLUMNS)).await {
            Ok(rows) => rows,
            Err(RemoteError::Rights { message, .. }) => {
                tracing::warn!(message, "drop-down values are not shown to us, they go out unchecked");
                Vec::new()
            }
            Err(error) => return Err(error),
        };
        let of = |name: &str| {
            let rows =
                rows.iter().filter(|row| row.value("name") == name && !row.value("element").is_empty());
            let choice = |row: &super::wire::Row| Choice {
                element: row.value("element").to_owned(),
                value: row.value("value").to_owned(),
                label: row.value("label").to_owned(),
                depends_on: row.value("dependent_value").to_owned(),
            };
            rows.map(choice).collect::<Vec<_>>()
        };
        let mut choices = of(table);
        if table != "task" {
            let inherited = of("task");
            let own: Vec<String> = choices.iter().map(|choice| choice.element.clone()).collect();
            choices.extend(inherited.into_iter().filter(|choice| !own.contains(&choice.element)));
        }
        let choices = Arc::new(choices);
        let mut known = self.0.choices.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(table.to_owned(), Arc::clone(&choices));
        Ok(choices)
    }

    /// The value of a choice that is given as value or label. A column without choices takes anything.
    ///
    /// `row` are the other columns that are sent with it, as codes: a subcategory must fit its category.
    pub(super) async fn choice(
        &self,
        what: &str,
        table: &str,
        column: &str,
        given: &str,
        row: &BTreeMap<String, String>,
    ) -> Result<String, RemoteError> {
        let choices = self.choices(table).await?;
        let of_column: Vec<&Choice> = choices.iter().filter(|choice| choice.element == column).collect();
        if of_column.is_empty() {
            return Ok(given.to_owned());
        }
        let wanted = given.trim();
        let by_label = |choice: &&&Choice| choice.label.to_lowercase() == wanted.to_lowercase();
        let category = row.get("category").filter(|_| column == "subcategory");
        let fits = |choice: &&&Choice| {
            choice.depends_on.is_empty() || category.is_none_or(|category| *category == choice.depends_on)
        };
        let named: Vec<&&Choice> =
            of_column.iter().filter(|choice| choice.value == wanted || by_label(choice)).collect();
        if let Some(found) = named.iter().copied().find(|choice| fits(choice)) {
            return Ok(found.value.clone());
        }
        let known: Vec<&Choice> = match named.is_empty() {
            true => of_column.iter().filter(fits).copied().collect(),
            false => of_column.clone(),
        };
        let mut labels: Vec<String> = known.iter().map(|choice| shown(choice)).collect();
        labels.dedup();
        let message = match named.first() {
            Some(choice) => message::belongs_to_another(
                column,
                format_args!("{given:?}"),
                format_args!("{:?}", choice.depends_on),
            )
            .to_string(),
            None => message::no_such_choice(table, column, format_args!("{given:?}"), labels.join(", "))
                .to_string(),
        };
        Err(self.refusal(what, message))
    }
}

fn shown(choice: &Choice) -> String {
    if choice.label == choice.value || choice.label.is_empty() {
        format!("{:?}", choice.value)
    } else {
        format!("{:?} ({})", choice.value, choice.label)
    }
}
